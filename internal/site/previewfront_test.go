package site_test

import (
	"strings"
	"testing"

	"warta/internal/news"
)

// A front that is being arranged is printed as readers would get it, and stays
// unknown to them: neither a page nor the remembered front changes.
func TestFrontBeingArrangedIsPrintedForTheNewsroomAlone(t *testing.T) {
	d := openDesk(t, 12)
	for _, of := range []news.FrontOf{{}, {Section: d.sections[0]}} {
		draft := news.Front{Edition: d.Edition.ID, Of: of, Containers: []news.Container{{Name: "Rancangan Malam", Layout: "list", Capacity: 3,
			Cards: []news.FrontCard{{Article: d.ids[9], Headline: "Judul di rancangan"}}}}}
		path := "/"
		if of.Section != 0 {
			path = "/kota"
		}
		before := d.Get(path)
		body, header, err := d.Site.PrintFront(t.Context(), draft)
		if err != nil {
			t.Fatal(err)
		}
		if text := string(body); !strings.Contains(text, "Rancangan Malam") || !strings.Contains(text, "Judul di rancangan") {
			t.Errorf("%s: the draft is not on the page", of)
		}
		if got := header.Get("Cache-Control"); got != "private, no-store" {
			t.Errorf("%s: Cache-Control %q", of, got)
		}
		if header.Get("Content-Security-Policy") == "" {
			t.Errorf("%s: no policy", of)
		}
		after := d.Get(path)
		if after.Status != 200 || strings.Contains(string(after.Body), "Rancangan Malam") || string(before.Body) != string(after.Body) {
			t.Errorf("%s: readers' page changed (%d)", of, after.Status)
		}
		d.Cache.Reset(0)
		if again := d.Get(path); strings.Contains(string(again.Body), "Rancangan Malam") {
			t.Errorf("%s: the draft was remembered", of)
		}
	}
}
