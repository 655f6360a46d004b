package site

import (
	"testing"

	"warta/internal/news"
)

// The picture above an article is offered in every format that has its largest
// width, the lightest first; img keeps the one that every browser reads.
func TestLeadPhotosAreOfferedInLighterFormats(t *testing.T) {
	r := func(name, mime string, w int) news.Rendition {
		return news.Rendition{Name: name, MIME: mime, Width: w, Height: w / 2}
	}
	a := &news.Asset{ID: 1, Kind: "photo", Renditions: []news.Rendition{r("a.jpg", "image/jpeg", 640), r("b.jpg", "image/jpeg", 1280),
		r("b.webp", "image/webp", 1280), r("a.webp", "image/webp", 640), r("a.avif", "image/avif", 640),
		{Name: "c.webp", MIME: "image/webp", Width: 960, Height: 540, Crop: "card"}}}
	p := leadPhoto(&news.LeadMedia{Asset: 1}, a)
	if p == nil || p.Src != "/-/media/a.jpg" || p.Width != 640 || p.Height != 320 || p.Srcset != "/-/media/a.jpg 640w, /-/media/b.jpg 1280w" {
		t.Fatalf("img: %+v", p)
	}
	if len(p.Lighter) != 1 || p.Lighter[0] != (PhotoSource{"image/webp", "/-/media/a.webp 640w, /-/media/b.webp 1280w"}) {
		t.Errorf("besides: %+v, want WebP whole and no AVIF, which lacks 1,280 pixels", p.Lighter)
	}
	a.Renditions = a.Renditions[:2]
	if p := leadPhoto(&news.LeadMedia{Asset: 1}, a); p.Lighter != nil {
		t.Errorf("of JPEG alone: %+v", p.Lighter)
	}
}
