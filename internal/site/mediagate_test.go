package site_test

import (
	"bytes"
	"context"
	"io"
	"io/fs"
	"net/http"
	"strings"
	"testing"
	"time"

	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/site/sitetest"
	"warta/internal/store"
)

type file struct{ *bytes.Reader }

func (file) Close() error { return nil }

// countViews counts how often the readers' side is asked.
type countViews struct {
	store.Published
	views int
}

func (c *countViews) View(ctx context.Context, e news.EditionID, fn func(store.View) error) error {
	c.views++
	return c.Published.View(ctx, e, fn)
}

// A file is served while something public shows it, and answers 410 within two
// seconds after a withdrawal (PRS-23).
func TestMediaOfWithdrawn(t *testing.T) {
	asked := new(countViews)
	p := sitetest.Open(t, store.Options{Dir: t.TempDir()}, sitetest.Options{
		Published: func(p store.Published) store.Published { asked.Published = p; return asked },
		Media: func(_ context.Context, name string) (io.ReadSeekCloser, error) {
			if strings.HasPrefix(name, "lost") {
				return nil, fs.ErrNotExist
			}
			return file{bytes.NewReader([]byte("bytes of " + name))}, nil
		}})
	asset := func(name string) news.AssetID {
		a := news.Asset{Edition: p.Edition.ID, Hash: name, Kind: "photo", MIME: "image/webp", Width: 640, Height: 480,
			Renditions: []news.Rendition{{Name: name + ".webp", MIME: "image/webp", Width: 640, Height: 480}}}
		p.Do(newsroom.AddAsset{Asset: &a})
		return a.ID
	}
	lead, shared, portrait, logo, draft, lost := asset("lead"), asset("shared"), asset("portrait"), asset("logo"), asset("draft"), asset("lost")
	person := news.Person{Name: "Ranita Wulung", Portrait: portrait, Active: true}
	p.Do(newsroom.DefinePerson{Edition: p.Edition.ID, Person: &person})
	section := p.Section("KOTA")
	write := func(headline string, lead news.AssetID) newsroom.Result {
		return p.Article(news.Content{Headline: headline, Section: section, Lead: &news.LeadMedia{Asset: lead, Decorative: true},
			Byline: []news.Credit{{Person: person.ID, Role: news.RoleReporter}}, Body: sitetest.Body("Isi.")}, sitetest.Moment.Add(-time.Hour))
	}
	first := write("Satu", lead)
	write("Dua", shared)
	third := write("Tiga", shared)
	write("Empat", lost)
	p.Change(func(s *news.Settings) { s.Masthead.Logo = logo })
	p.Do(newsroom.Create{Edition: p.Edition.ID, Content: news.Content{Headline: "Draf", Section: section,
		Lead: &news.LeadMedia{Asset: draft}}})

	status := func(name string) int {
		t.Helper()
		return p.Get("/-/media/" + name + ".webp").Status
	}
	for name, want := range map[string]int{"lead": 200, "shared": 200, "portrait": 200, "logo": 200, "draft": 404, "none": 404, "lost": 404} {
		if got := status(name); got != want {
			t.Errorf("%s: %d, want %d", name, got, want)
		}
	}
	if a := p.Get("/-/media/lead.webp"); string(a.Body) != "bytes of lead.webp" || !strings.Contains(a.Header.Get("Cache-Control"), "immutable") {
		t.Errorf("a public file: %q, %v", a.Body, a.Header)
	}
	before := asked.views
	for range 20 {
		status("lead")
	}
	if n := asked.views - before; n > 2 {
		t.Errorf("20 requests for a picture asked the store %d times", n)
	}

	for _, r := range []newsroom.Result{first, third} {
		p.Do(newsroom.Withdraw{Article: r.Article, Ground: news.GroundCourt, Reason: "Putusan pengadilan meminta pencabutan."})
	}
	time.Sleep(1100 * time.Millisecond)
	a := p.Get("/-/media/lead.webp")
	if a.Status != http.StatusGone || a.Header.Get("Cache-Control") != "no-store" || a.Header.Get("X-Robots-Tag") != "noindex" ||
		strings.Contains(string(a.Body), "bytes of") {
		t.Errorf("a withdrawn article's picture: %d, %v, %q", a.Status, a.Header, a.Body)
	}
	for name, want := range map[string]int{"shared": 200, "portrait": 200, "logo": 200} {
		if got := status(name); got != want {
			t.Errorf("%s: %d after the withdrawal, want %d", name, got, want)
		}
	}
}
