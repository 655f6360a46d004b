package site

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"

	"warta/internal/body"
	"warta/internal/news"
)

// adPages are the page types that may carry advertising, and its slots there.
// What is not named has none: notices of withdrawal, registers, pages for
// faults, lite pages (AD-5).
var adPages = map[string][]string{
	"front":   {"header", "sticky-bottom"},
	"article": {"header", "below-headline", "in-text-1", "in-text-2", "in-text-3", "sidebar", "after-article", "sticky-bottom"},
	"section": listSlots, "tag": listSlots, "topic": listSlots, "person": listSlots,
	"latest": listSlots, "popular": listSlots, "index": listSlots,
}

var listSlots = []string{"header", "in-list-3", "in-list-6", "in-list-9", "sticky-bottom"}

// adFrame is the place that another's frame gets; a slot without one takes
// none, because frames come after the article's content only (AD-3).
var adFrame = map[string]struct{ width, height int }{
	"sidebar": {300, 250}, "after-article": {300, 250}, "sticky-bottom": {320, 50},
}

// adParagraphs are at least before an advertisement in a text.
const adParagraphs = 3

// ads are the filled slots of a page of a type.
func (a *assembly) ads(kind string) (map[string]Ad, error) {
	slots := adPages[kind]
	if a.rq.lite || len(slots) == 0 {
		return nil, nil
	}
	filled := map[string]news.Ad{}
	var images []news.AssetID
	for _, slot := range slots {
		if ad, ok := a.set.Ads.Slots[slot]; ok && !ad.Off {
			filled[slot] = ad
			if ad.Image != 0 && !slices.Contains(images, ad.Image) {
				images = append(images, ad.Image)
			}
		}
	}
	if len(filled) == 0 {
		return nil, nil
	}
	assets, err := a.readAssets(images)
	if err != nil {
		return nil, fmt.Errorf("fill the slots: %w", err)
	}
	out := map[string]Ad{}
	for slot, ad := range filled {
		x := Ad{Slot: slot, Label: a.word("label.ad")}
		if ad.MadeByAI {
			x.Label = a.word("label.ai_ad")
		}
		image, found := assets[ad.Image]
		switch size, takesFrame := adFrame[slot]; {
		case found && photo(&image) != nil:
			x.Photo = photo(&image)
			x.Photo.Alt = cmpOr(ad.Alt, x.Photo.Alt)
			x.Width, x.Height = x.Photo.Width, x.Photo.Height
			if _, ok := adTarget(ad.URL); ok {
				x.URL = "/-/iklan/" + slot
			}
		case a.set.Ads.AllowFrames && takesFrame && frameOrigin(ad.Frame) != "":
			x.Frame, x.Width, x.Height = ad.Frame, size.width, size.height
		default:
			continue // nothing to show: the slot is not there
		}
		out[slot] = x
	}
	return out, nil
}

func cmpOr(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// adTarget is where an advertisement leads; ok is false for what is no address
// of the web or of ours.
func adTarget(address string) (string, bool) {
	u, err := url.Parse(address)
	if err != nil || address == "" || u.User != nil {
		return "", false
	}
	if u.Host == "" {
		return address, u.Scheme == "" && address[0] == '/' && (len(address) < 2 || address[1] != '/' && address[1] != '\\')
	}
	return u.String(), u.Scheme == "https" || u.Scheme == "http"
}

// frameOrigin is the origin of a third party's frame, or empty when the address
// is none that we load.
func frameOrigin(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || !plainHost(u.Host) {
		return ""
	}
	return "https://" + u.Host
}

// plainHost has nothing that could end a source in a policy.
func plainHost(host string) bool {
	for _, c := range []byte(host) {
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.' || c == '-' || c == ':') {
			return false
		}
	}
	return true
}

// frameOrigins are those of a page's frames, for its policy.
func (p Page) frameOrigins() []string {
	var out []string
	for _, slot := range slices.Sorted(maps.Keys(p.Ads)) {
		if o := frameOrigin(p.Ads[slot].Frame); p.Ads[slot].Photo == nil && o != "" && !slices.Contains(out, o) {
			out = append(out, o)
		}
	}
	return out
}

// takesAds: none beside a story of a child or a victim (PRS-42), none on the
// paper's pages about itself.
func (s *story) takesAds() bool {
	f := s.Content.Flags
	return !f.Child && !f.Victim && s.Content.Kind != news.KindPage
}

// inTextSlots in the order of the text.
var inTextSlots = []string{"in-text-1", "in-text-2", "in-text-3"}

// between puts the advertisements of a text where they disturb least: each
// after three paragraphs at least, between two paragraphs, so never beside a
// read-also or a notice (AD-1). What finds no place is not there.
func (s *story) between(doc body.Doc, ads map[string]Ad) map[int]body.HTML {
	var out map[int]body.HTML
	gaps := doc.Gaps(adParagraphs)
	for _, slot := range inTextSlots {
		ad, ok := ads[slot]
		if !ok {
			continue
		}
		if len(gaps) == 0 {
			break
		}
		html, err := s.a.face.Part("part/ad", ad)
		if err != nil {
			s.a.s.log.Error("a theme failed at an advertisement, which is left out", "theme", s.a.set.Theme, "slot", slot, "error", err)
			continue
		}
		if out == nil {
			out = map[int]body.HTML{}
		}
		out[gaps[0]] = html
		gaps = gaps[1:]
	}
	return out
}

// leaveForAd answers the link of a house or direct advertisement: it counts the
// click and leads to the stored address, never to one of the request (AD-2).
func (s *Server) leaveForAd(w http.ResponseWriter, r *http.Request, rq request, v vars) {
	var ad news.Ad
	ok := false
	for _, h := range s.known() {
		if h.edition.ID == rq.edition {
			ad, ok = h.edition.Settings.Ads.Slots[v["slot"]]
		}
	}
	to, good := adTarget(ad.URL)
	if !ok || !good || ad.Off || !slices.Contains(news.AdSlots, v["slot"]) {
		s.notFound(w, r, rq)
		return
	}
	if site := r.Header.Get("Sec-Fetch-Site"); r.Method == http.MethodGet && (site == "" || site == "same-origin") && !isBot(r.UserAgent()) {
		s.adClicks.count(v["slot"])
	}
	h := w.Header()
	h.Set("Location", to)
	h.Set("Cache-Control", "no-store")
	h.Set("X-Robots-Tag", "noindex, nofollow")
	w.WriteHeader(http.StatusFound)
}
