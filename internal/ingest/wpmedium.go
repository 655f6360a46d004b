package ingest

import (
	"mime"
	"path"
	"strings"
)

// medium makes a file of the source from an attachment.
func (w *wordpress) medium(p *wpPost) *Medium {
	m := p.Medium
	m.Number, m.Parent, m.Order, m.Author = p.ID, p.Parent, p.Order, p.Creator
	m.URL = firstText(m.URL, w.absolute(p.AttachmentURL), w.absolute(p.GUID))
	m.Title = plainTitle(p.Title)
	m.Caption = firstText(m.Caption, plainText(p.Excerpt))
	m.Text = firstText(m.Text, plainText(p.Content))
	m.Published = w.when(p.DateGMT, p.Date, p.PubDate)
	m.Alt = firstText(m.Alt, oneLine(p.meta("_wp_attachment_image_alt")))
	if m.Credit == "" {
		m.Credit = plainTitle(p.meta("_photo_credit", "photo_credit", "_media_credit", "media_credit", "_credit", "credit", "_wp_attachment_source_name", "_navis_media_credit",
			"_image_credit", "kredit_foto", "sumber_foto", "fotografer", "photographer"))
	}
	if s := p.meta("_wp_attachment_metadata"); s != "" {
		m.fromMetadata(s)
	}
	if m.MIME == "" {
		m.MIME = mimeOf(m.URL)
	}
	if m.Kind == "" {
		m.Kind = kindOf(m.MIME)
	}
	m.Addresses = w.addresses(p)
	if m.URL != "" {
		m.Addresses = append(m.Addresses, Address{m.URL, "file"})
	}
	m.Comments = w.comments(p)
	for _, f := range p.Meta {
		switch f.Name {
		case "_wp_attachment_image_alt", "_wp_attached_file":
		case "_wp_attachment_metadata":
			m.Fields = append(m.Fields, f)
		default:
			if !passing[f.Name] && !strings.HasPrefix(f.Name, "_oembed_") {
				m.Fields = append(m.Fields, f)
			}
		}
	}
	m.Fields = append(m.Fields, p.Extra...)
	return &m
}

// fromMetadata reads size, credit and caption out of PHP's notation of what
// WordPress found in the file.
func (m *Medium) fromMetadata(s string) {
	v := phpValues(s)
	if m.Width == 0 {
		m.Width, m.Height = int(number(v["width"])), int(number(v["height"]))
	}
	if m.Credit == "" {
		m.Credit = plainTitle(firstText(v["image_meta/credit"], v["image_meta/copyright"]))
	}
	if m.Caption == "" {
		m.Caption = plainText(v["image_meta/caption"])
	}
}

func mimeOf(address string) string {
	u, _, _ := strings.Cut(address, "?")
	t, _, _ := strings.Cut(mime.TypeByExtension(strings.ToLower(path.Ext(u))), ";")
	return t
}

func kindOf(mime string) string {
	switch t, _, _ := strings.Cut(mime, "/"); t {
	case "image":
		return "photo"
	case "video", "audio":
		return t
	}
	return "file"
}
