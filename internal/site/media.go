package site

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"maps"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"

	"warta/internal/cache"
	"warta/internal/news"
	"warta/internal/store"
	"warta/internal/web"
)

// fileTypes are the types of files that we serve, so that none depends on the
// machine's own table. Anything else is a download of unknown kind.
var fileTypes = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
	".woff2": "font/woff2", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".webp": "image/webp",
	".avif": "image/avif", ".gif": "image/gif", ".ico": "image/x-icon", ".txt": "text/plain; charset=utf-8",
	".webmanifest": "application/manifest+json", ".mp4": "video/mp4", ".webm": "video/webm", ".mp3": "audio/mpeg",
	".m4a": "audio/mp4", ".ogg": "audio/ogg", ".vtt": "text/vtt; charset=utf-8", ".pdf": "application/pdf",
}

func fileType(name string) string {
	if t, ok := fileTypes[strings.ToLower(path.Ext(name))]; ok {
		return t
	}
	return "application/octet-stream"
}

// serveAsset answers with a theme's file. Those that shrink, scripts and
// drawings, go through the cache, which compresses them once.
func (s *Server) serveAsset(w http.ResponseWriter, r *http.Request, rq request, v vars) {
	data, exact, ok := s.themes.asset(v["hash"], v["name"])
	if !ok {
		s.notFound(w, r, rq)
		return
	}
	h := http.Header{}
	h.Set("Content-Type", fileType(v["name"]))
	h.Set("Cache-Control", web.Immutable)
	if !exact {
		h.Set("Cache-Control", "public, max-age=60")
	}
	sealFile(h)
	if exact && shrinks[path.Ext(v["name"])] {
		page := &cache.Page{Status: http.StatusOK, Header: h, Body: data, Keys: []string{keyTheme}}
		err := s.o.Cache.Serve(w, r, "asset "+v["hash"]+"/"+v["name"], func(context.Context) (*cache.Page, error) { return page, nil })
		if err == nil {
			return
		}
	}
	maps.Copy(w.Header(), h)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(data))
}

// shrinks are the types of assets that compression makes smaller.
var shrinks = map[string]bool{".js": true, ".css": true, ".svg": true, ".txt": true, ".webmanifest": true}

// serveMedia answers with a rendition that is public.
func (s *Server) serveMedia(w http.ResponseWriter, r *http.Request, rq request, v vars) {
	if s.o.Media == nil || !fs.ValidPath(v["name"]) {
		s.notFound(w, r, rq)
		return
	}
	state, err := s.gate.state(r.Context(), s.o.Published, v["name"])
	if state != store.RenditionPublic && s.o.Preview != nil {
		// Somebody of the newsroom may see what readers may not, or not yet.
		if f := s.o.Preview(r, v["name"]); f != nil {
			defer f.Close()
			s.sendMedia(w, r, v["name"], "private, no-store", f)
			return
		}
	}
	switch {
	case err != nil:
		s.noMedia(w, rq, v["name"], err)
		return
	case state == store.RenditionGone:
		w.Header().Set("X-Robots-Tag", "noindex")
		s.plain(w, rq, http.StatusGone, "media.gone")
		return
	case state != store.RenditionPublic:
		s.notFound(w, r, rq)
		return
	}
	f, err := s.o.Media(r.Context(), v["name"])
	switch {
	case errors.Is(err, fs.ErrNotExist) || news.Is(err, news.NotFound):
		s.notFound(w, r, rq)
		return
	case err != nil:
		s.noMedia(w, rq, v["name"], err)
		return
	}
	defer f.Close()
	s.sendMedia(w, r, v["name"], web.Immutable, f)
}

// sendMedia answers with a file, or the range of it that was asked for.
func (s *Server) sendMedia(w http.ResponseWriter, r *http.Request, name, keep string, f io.ReadSeeker) {
	h := w.Header()
	t := fileType(name)
	h.Set("Content-Type", t)
	if m, _, _ := mime.ParseMediaType(t); m == "application/octet-stream" {
		h.Set("Content-Disposition", "attachment")
	}
	h.Set("Cache-Control", keep)
	h.Set("ETag", `"`+name+`"`)
	sealFile(h)
	http.ServeContent(w, r, "", time.Time{}, f)
}

// placeholder stands in for a picture whose bytes are away at the moment.
const placeholder = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 9" preserveAspectRatio="none"><path fill="#808080" fill-opacity=".25" d="M0 0h16v9H0z"/></svg>`

func (s *Server) noMedia(w http.ResponseWriter, rq request, name string, err error) {
	s.log.Error("open a rendition", "name", name, "error", err)
	w.Header().Set("Retry-After", "10")
	if strings.HasPrefix(fileType(name), "image/") {
		// The page keeps its shape: it says width and height, and this fills them.
		h := w.Header()
		h.Set("Content-Type", "image/svg+xml")
		h.Set("Cache-Control", "no-store")
		sealFile(h)
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = io.WriteString(w, placeholder)
		return
	}
	s.plain(w, rq, http.StatusServiceUnavailable, "unavailable.title")
}

// sealFile keeps a file from being taken for a page: a picture or document
// opened by itself runs nothing.
func sealFile(h http.Header) {
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox")
}

func (s *Server) noMachinePath(w http.ResponseWriter, r *http.Request, rq request, _ vars) {
	s.notFound(w, r, rq)
}
