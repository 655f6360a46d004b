package media

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"strings"

	"warta/internal/news"
)

// sort of file that the paper knows.
type kindOf struct {
	kind, format, mime, ext string
	name                    string // in sentences
	limit                   int64
	tool                    bool
	look                    func(io.ReadSeeker, int64, *Info) error
}

var (
	kindJPEG = kindOf{kind: "photo", format: "jpeg", mime: "image/jpeg", ext: "jpg", name: "JPEG", limit: MaxPhoto, look: lookPhoto(headJPEG)}
	kindPNG  = kindOf{kind: "photo", format: "png", mime: "image/png", ext: "png", name: "PNG", limit: MaxPhoto, look: lookPhoto(headPNG)}
	kindGIF  = kindOf{kind: "photo", format: "gif", mime: "image/gif", ext: "gif", name: "GIF", limit: MaxPhoto, look: lookPhoto(headGIF)}
	kindWebP = kindOf{kind: "photo", format: "webp", mime: "image/webp", ext: "webp", name: "WebP", limit: MaxPhoto, look: lookPhoto(headWebP)}
	kindHEIC = kindOf{kind: "photo", format: "heic", mime: "image/heic", ext: "heic", name: "HEIC", limit: MaxPhoto, tool: true, look: lookPhoto(headHEIF)}
	kindAVIF = kindOf{kind: "photo", format: "avif", mime: "image/avif", ext: "avif", name: "AVIF", limit: MaxPhoto, tool: true, look: lookPhoto(headHEIF)}
	kindMP4  = kindOf{kind: "video", format: "mp4", mime: "video/mp4", ext: "mp4", name: "MP4", limit: MaxFilm, look: lookMP4}
	kindMOV  = kindOf{kind: "video", format: "mov", mime: "video/quicktime", ext: "mov", name: "QuickTime", limit: MaxFilm, look: lookMP4}
	kindM4A  = kindOf{kind: "audio", format: "m4a", mime: "audio/mp4", ext: "m4a", name: "M4A", limit: MaxSound, look: lookMP4}
	kindWebM = kindOf{kind: "video", format: "webm", mime: "video/webm", ext: "webm", name: "WebM", limit: MaxFilm, look: lookWebM}
	kindMP3  = kindOf{kind: "audio", format: "mp3", mime: "audio/mpeg", ext: "mp3", name: "MP3", limit: MaxSound, look: lookMP3}
	kindPDF  = kindOf{kind: "file", format: "pdf", mime: "application/pdf", ext: "pdf", name: "PDF", limit: MaxDocument, look: lookPDF}
	kindZip  = kindOf{kind: "file", format: "zip", mime: "application/zip", ext: "zip", name: "ZIP", limit: MaxDocument, look: lookOffice}
)

// sniff tells the kind by the first bytes. Only offset zero counts: a GIF that
// is also a script is a GIF here, and what readers get of it is pixels.
func sniff(b []byte) (kindOf, bool) {
	at := func(i int, s string) bool { return len(b) >= i+len(s) && string(b[i:i+len(s)]) == s }
	switch {
	case at(0, "\xFF\xD8\xFF"):
		return kindJPEG, true
	case at(0, "\x89PNG\r\n\x1A\n"):
		return kindPNG, true
	case at(0, "GIF87a"), at(0, "GIF89a"):
		return kindGIF, true
	case at(0, "RIFF") && at(8, "WEBP"):
		return kindWebP, true
	case at(4, "ftyp"):
		return sniffBrand(b)
	case at(4, "moov"), at(4, "mdat"), at(4, "wide"):
		return kindMOV, true // QuickTime before there were brands
	case at(0, "\x1A\x45\xDF\xA3"):
		if bytes.Contains(b[:min(len(b), 64)], []byte("webm")) {
			return kindWebM, true
		}
	case at(0, "ID3"):
		return kindMP3, true
	case len(b) > 3 && b[0] == 0xFF && b[1]&0xE0 == 0xE0:
		if _, ok := mp3Frame(b); ok {
			return kindMP3, true
		}
	case at(0, "%PDF-"):
		return kindPDF, true
	case at(0, "PK\x03\x04"):
		return kindZip, true
	}
	return kindOf{}, false
}

// sniffBrand looks at the brands of an ISO base media file (ISO/IEC 14496-12
// § 4.3); the major one decides, then the compatible ones.
func sniffBrand(b []byte) (kindOf, bool) {
	n := min(len(b), 8+120)
	if len(b) >= 4 {
		n = min(n, int(b[2])<<8|int(b[3]))
	}
	var brands []string
	for i := 8; i+4 <= n; i += 4 {
		if i != 12 {
			brands = append(brands, string(b[i:i+4]))
		}
	}
	for _, brand := range brands {
		switch brand {
		case "avif", "avis":
			return kindAVIF, true
		case "heic", "heix", "heim", "heis", "hevc", "hevx":
			return kindHEIC, true
		case "mif1", "msf1":
			continue // says only that it is a picture; another brand says which
		case "M4A ", "M4B ":
			return kindM4A, true
		case "qt  ":
			return kindMOV, true
		}
		if strings.HasPrefix(brand, "mp4") || strings.HasPrefix(brand, "iso") || strings.HasPrefix(brand, "3g") ||
			brand == "avc1" || brand == "M4V " || brand == "MSNV" || brand == "dash" || brand == "f4v " {
			return kindMP4, true
		}
	}
	if len(brands) > 0 && (brands[0] == "mif1" || brands[0] == "msf1") {
		return kindHEIC, true
	}
	return kindOf{}, false
}

func looksLikeSVG(b []byte) bool {
	s := bytes.ToLower(b)
	i := bytes.Index(s, []byte("<svg"))
	return i >= 0 && (i == 0 || bytes.HasPrefix(bytes.TrimLeft(s, "\xEF\xBB\xBF \t\r\n"), []byte("<")))
}

// told gives the refusal in err, if a sentence was found for it already.
func told(err error) (*news.Error, bool) {
	var e *news.Error
	ok := errors.As(err, &e) && e.Code != ""
	return e, ok
}

// lookPDF wants an end: a PDF that broke off has none.
func lookPDF(r io.ReadSeeker, size int64, _ *Info) error {
	tail := make([]byte, min(size, 4096))
	if err := readAt(r, size-int64(len(tail)), tail); err != nil {
		return err
	}
	if !bytes.Contains(tail, []byte("%%EOF")) {
		return io.ErrUnexpectedEOF
	}
	return nil
}

// office are the documents that come in a zip, told by what is inside.
var office = []struct{ file, mark, ext, mime string }{
	{"word/document.xml", "", "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
	{"xl/workbook.xml", "", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
	{"ppt/presentation.xml", "", "pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
	{"mimetype", "application/vnd.oasis.opendocument.text", "odt", "application/vnd.oasis.opendocument.text"},
	{"mimetype", "application/vnd.oasis.opendocument.spreadsheet", "ods", "application/vnd.oasis.opendocument.spreadsheet"},
	{"mimetype", "application/vnd.oasis.opendocument.presentation", "odp", "application/vnd.oasis.opendocument.presentation"},
}

// lookOffice refuses zips that are no document, and documents with macros.
func lookOffice(r io.ReadSeeker, size int64, in *Info) error {
	z, err := zip.NewReader(&seekerAt{r}, size)
	if err != nil {
		return io.ErrUnexpectedEOF // the list of files is at the end
	}
	if len(z.File) > 20_000 {
		return shapef("%d files", len(z.File))
	}
	for _, f := range z.File {
		name := strings.ToLower(f.Name)
		if strings.HasSuffix(name, "vbaproject.bin") {
			return refuse("macros", nil)
		}
	}
	for _, f := range z.File {
		for _, o := range office {
			if f.Name != o.file {
				continue
			}
			if o.mark != "" {
				body, err := f.Open()
				if err != nil {
					continue
				}
				mark, _ := io.ReadAll(io.LimitReader(body, 100))
				body.Close()
				if strings.TrimSpace(string(mark)) != o.mark {
					continue
				}
			}
			in.Format, in.Ext, in.MIME = o.ext, o.ext, o.mime
			return nil
		}
	}
	return refuse("unknown", nil)
}

// seekerAt reads at an offset through Seek; one goroutine at a time.
type seekerAt struct{ r io.ReadSeeker }

func (s *seekerAt) ReadAt(b []byte, at int64) (int, error) {
	if _, err := s.r.Seek(at, io.SeekStart); err != nil {
		return 0, err
	}
	n, err := io.ReadFull(s.r, b)
	if err == io.ErrUnexpectedEOF {
		err = io.EOF
	}
	return n, err
}
