package body

import "strings"

// File is a document to download.
type File struct {
	Node
	Asset int64
	// Label of the link; empty means the asset's title.
	Label string
}

// Kind is "file".
func (*File) Kind() Kind { return KindFile }

func (f *File) visit(v visitor) {
	v.ref("asset", &f.Asset)
	v.str("label", &f.Label)
}

func (f *File) plain(w *textWriter) { w.paragraph(f.Label) }

// FileView is what a theme gets of a document to download.
type FileView struct {
	ID, Label, URL string
	// Type is short, such as "PDF"; Size a text with its unit, or empty.
	Type, Size string
}

func (f *File) html(r *renderer) {
	m, ok := r.asset(f.Asset, "file")
	if !ok {
		return
	}
	src := m.Sources[0]
	v := FileView{ID: f.ID, URL: src.URL, Type: fileType(firstOf(m.MIME, src.MIME)), Size: r.size(m.Size)}
	if v.Label = firstOf(f.Label, m.Title); v.Label == "" {
		v.Label = r.message("file.download", "name", v.Type)
	}
	if override(r, KindFile, &v) {
		return
	}
	r.raw("<p")
	r.class("file")
	r.raw(">")
	linked := r.anchor(v.URL, "")
	r.text(v.Label)
	if linked {
		r.raw("</a>")
	}
	meta := firstOf(v.Size, v.Type)
	if v.Size != "" && v.Type != "" {
		meta = r.message("file.size", "type", v.Type, "size", v.Size)
	}
	r.aside("file-meta", meta, true)
	r.raw("</p>\n")
}

func (r *renderer) size(n int64) string { return Size(n, r.message) }

// Size writes a number of bytes, rounded to whole units of a thousand, as shops
// and browsers do; empty when it is not known.
func Size(n int64, message func(key string, args ...any) string) string {
	switch {
	case n <= 0:
		return ""
	case n < 1_000_000:
		return message("size.kb", "n", max(int((n+500)/1000), 1))
	case n < 1_000_000_000:
		return message("size.mb", "n", int((n+500_000)/1_000_000))
	}
	return message("size.gb", "n", int((n+500_000_000)/1_000_000_000))
}

// fileTypes are short names of media types.
var fileTypes = map[string]string{
	"application/pdf":    "PDF",
	"application/msword": "DOC",
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document": "DOCX",
	"application/vnd.ms-excel": "XLS",
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":         "XLSX",
	"application/vnd.ms-powerpoint":                                             "PPT",
	"application/vnd.openxmlformats-officedocument.presentationml.presentation": "PPTX",
	"application/vnd.oasis.opendocument.text":                                   "ODT",
	"application/vnd.oasis.opendocument.spreadsheet":                            "ODS",
	"application/vnd.oasis.opendocument.presentation":                           "ODP",
	"application/zip": "ZIP",
	"text/csv":        "CSV",
	"text/plain":      "TXT",
	"video/mp4":       "MP4",
	"video/webm":      "WebM",
	"audio/mpeg":      "MP3",
	"audio/mp4":       "M4A",
	"audio/x-m4a":     "M4A",
	"audio/ogg":       "OGG",
}

func fileType(mime string) string {
	mime, _, _ = strings.Cut(mime, ";")
	return fileTypes[strings.ToLower(strings.TrimSpace(mime))]
}
