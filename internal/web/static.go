package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"
)

// Static serves a small set of files that never change under their name: each
// is held in memory and named by its content, as in "css/paper.3fb1c2d4a5.css".
// A file beside another with ".br" or ".gz" added is that one encoded; gzip is
// made at start where it is missing and worth it.
type Static struct {
	prefix string
	urls   map[string]string
	files  map[string]*staticFile
}

type staticFile struct {
	kind           string
	etag           string
	plain, gz, brd []byte
}

// NewStatic reads all files of fsys, to be served under prefix ("/-/statis/").
// fsys is an embed.FS or an os.Root's; nothing outside it can be named, because
// requests are looked up in a table of what was read.
func NewStatic(fsys fs.FS, prefix string) (*Static, error) {
	s := &Static{prefix: prefix, urls: map[string]string{}, files: map[string]*staticFile{}}
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || encodedTwin(fsys, name) {
			return err
		}
		return s.add(fsys, name)
	})
	if err != nil {
		return nil, fmt.Errorf("read static files: %w", err)
	}
	return s, nil
}

// encodedTwin reports whether name is another file's encoded form.
func encodedTwin(fsys fs.FS, name string) bool {
	for _, ext := range []string{".br", ".gz"} {
		if plain, ok := strings.CutSuffix(name, ext); ok {
			_, err := fs.Stat(fsys, plain)
			return err == nil
		}
	}
	return false
}

func (s *Static) add(fsys fs.FS, name string) error {
	b, err := fs.ReadFile(fsys, name)
	if err != nil {
		return err
	}
	s.put(name, b, twin(fsys, name+".br"), twin(fsys, name+".gz"))
	return nil
}

// Add serves one more file, made at start: a stylesheet out of several. It is
// not safe beside requests.
func (s *Static) Add(name string, b []byte) { s.put(name, b, nil, nil) }

func (s *Static) put(name string, b, brd, gz []byte) {
	sum := sha256.Sum256(b)
	hash := hex.EncodeToString(sum[:5])
	f := &staticFile{kind: contentType(name, b), etag: hex.EncodeToString(sum[:12]), plain: b}
	f.brd = smaller(brd, b)
	if f.gz = smaller(gz, b); f.gz == nil && textual(f.kind) {
		f.gz = smaller(gzipped(b), b)
	}
	ext := path.Ext(name)
	hashed := strings.TrimSuffix(name, ext) + "." + hash + ext
	s.urls[name] = s.prefix + hashed
	s.files[hashed] = f
}

func twin(fsys fs.FS, name string) []byte {
	b, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil
	}
	return b
}

func smaller(b, than []byte) []byte {
	if b == nil || len(b) >= len(than) {
		return nil
	}
	return b
}

func gzipped(b []byte) []byte {
	var out bytes.Buffer
	w, _ := gzip.NewWriterLevel(&out, gzip.BestCompression) // the level exists
	_, _ = w.Write(b)                                       // memory
	_ = w.Close()
	return out.Bytes()
}

// types are those that the machine's own table may not know or get wrong.
var types = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".mjs": "text/javascript; charset=utf-8",
	".svg": "image/svg+xml", ".woff2": "font/woff2", ".json": "application/json", ".webmanifest": "application/manifest+json",
	".ico": "image/x-icon", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".webp": "image/webp",
	".gif": "image/gif", ".avif": "image/avif", ".txt": "text/plain; charset=utf-8", ".html": "text/html; charset=utf-8",
}

func contentType(name string, b []byte) string {
	ext := strings.ToLower(path.Ext(name))
	if t := types[ext]; t != "" {
		return t
	}
	if t := mime.TypeByExtension(ext); t != "" {
		return t
	}
	return http.DetectContentType(b)
}

func textual(kind string) bool {
	return strings.HasPrefix(kind, "text/") || strings.Contains(kind, "json") || strings.Contains(kind, "xml")
}

// URL gives the address of a file by its name in the file system; "" if there
// is none.
func (s *Static) URL(name string) string { return s.urls[name] }

// Immutable is the Cache-Control of what never changes under its name.
const Immutable = "public, max-age=31536000, immutable"

// ServeHTTP answers for everything under the prefix.
func (s *Static) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name, ok := strings.CutPrefix(r.URL.Path, s.prefix)
	f := s.files[name]
	if !ok || f == nil {
		plain(w, http.StatusNotFound)
		return
	}
	h := w.Header()
	h.Set("Cache-Control", Immutable)
	h.Set("Content-Type", f.kind)
	body, mark := f.plain, ""
	if f.gz != nil || f.brd != nil {
		h.Set("Vary", "Accept-Encoding")
		switch {
		case f.brd != nil && takes(r, "br"):
			body, mark = f.brd, "br"
		case f.gz != nil && takes(r, "gzip"):
			body, mark = f.gz, "gzip"
		}
	}
	if mark == "" {
		h.Set("Etag", `"`+f.etag+`"`)
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
		return
	}
	// ServeContent would leave out the length of an encoded body, and ranges
	// of one help nobody.
	h.Set("Etag", `"`+f.etag+"-"+mark+`"`)
	if strings.Contains(r.Header.Get("If-None-Match"), h.Get("Etag")) {
		h.Del("Content-Type")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Encoding", mark)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body)
	}
}

// takes reports whether Accept-Encoding names the coding with a weight that is
// not zero (RFC 9110, 12.5.3). "*" is not counted on: browsers name theirs.
func takes(r *http.Request, coding string) bool {
	for _, line := range r.Header["Accept-Encoding"] {
		for part := range strings.SplitSeq(line, ",") {
			name, params, _ := strings.Cut(part, ";")
			if !strings.EqualFold(strings.TrimSpace(name), coding) {
				continue
			}
			q, found := strings.CutPrefix(strings.ToLower(strings.TrimSpace(params)), "q=")
			weight, err := strconv.ParseFloat(q, 32)
			return !found || err == nil && weight > 0
		}
	}
	return false
}

// ServeMedia answers with a photo, sound or film under a name that never
// changes, ranges included. etag is the content's, without quotes.
func ServeMedia(w http.ResponseWriter, r *http.Request, name, etag string, content io.ReadSeeker) {
	h := w.Header()
	h.Set("Cache-Control", Immutable)
	if t := types[strings.ToLower(path.Ext(name))]; t != "" {
		h.Set("Content-Type", t)
	}
	if etag != "" {
		h.Set("Etag", `"`+etag+`"`)
	}
	http.ServeContent(w, r, path.Base(name), time.Time{}, content)
}
