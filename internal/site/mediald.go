package site

import (
	"warta/internal/body"
	"warta/internal/feed"
	"warta/internal/news"
)

// films are the films of the text for machines: our own files, and players of
// others, each with the still picture that the page shows.
func (s *story) films() []feed.Film {
	var out []feed.Film
	for _, v := range s.Content.Body.Films() {
		f := feed.Film{Name: s.Content.Headline, Description: v.Caption.Text(), Uploaded: s.published(), Transcript: v.Transcript}
		if f.Description == "" {
			f.Description = s.description()
		}
		if m, ok := s.assets[news.AssetID(v.Asset)]; ok && m.Kind == "video" && len(m.Renditions) > 0 {
			f.File, f.Seconds = s.a.abs(mediaURL(m.Renditions[0].Name)), m.Seconds
		} else if p, ok := body.FindPlayer(v.URL); ok {
			f.Player = p.Frame
		}
		if poster, ok := s.assets[news.AssetID(v.Poster)]; ok {
			f.Thumbnail = s.a.largest(&poster)
		} else if m := s.leadAsset(); m != nil {
			f.Thumbnail = s.a.largest(m)
		}
		out = append(out, f)
	}
	return out
}

// gallery are the pictures of a photo story for machines.
func (s *story) gallery() []feed.Image {
	if s.Content.Kind != news.KindPhoto {
		return nil
	}
	var out []feed.Image
	for _, v := range s.Content.Body.Pictures() {
		m, ok := s.assets[news.AssetID(v.Asset)]
		if !ok {
			continue
		}
		i := s.a.largest(&m)
		if i.URL == "" {
			continue
		}
		if text := v.Caption.Text(); text != "" {
			i.Caption = text
		}
		if v.Credit != "" {
			i.Credit = v.Credit
		}
		if v.Alt != "" {
			i.Alt = v.Alt
		}
		out = append(out, i)
	}
	return out
}

// largest is an asset's largest rendition, for machines, with the asset's own
// words; without an address when there is none.
func (a *assembly) largest(m *news.Asset) feed.Image {
	list := renditions(m)
	if list == nil {
		return feed.Image{}
	}
	r := list[len(list)-1]
	i := feed.Image{URL: a.abs(mediaURL(r.Name)), MIME: r.MIME, Width: r.Width, Height: r.Height, Bytes: r.Size,
		Alt: m.Alt, Caption: m.Caption, Credit: m.Credit}
	if m.AISource != "" {
		i.AI = a.word("label.ai")
	}
	return i
}
