package site_test

import (
	"testing"

	"warta/internal/news"
	"warta/internal/site/sitetest"
)

func TestIndexNowKey(t *testing.T) {
	p := seedPaper(t, sitetest.Options{})
	if a := p.Get("/kunci0123456789.txt"); a.Status != 404 {
		t.Fatalf("without a key: %d", a.Status)
	}
	p.Change(func(s *news.Settings) { s.Machine.IndexNow = "kunci0123456789" })
	if a := p.Get("/kunci0123456789.txt"); a.Status != 200 || string(a.Body) != "kunci0123456789" {
		t.Errorf("%d %q", a.Status, a.Body)
	}
	if a := p.Get("/lain.txt"); a.Status != 404 {
		t.Errorf("another text file: %d", a.Status)
	}
}
