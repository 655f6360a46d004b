package feed

import (
	"strings"
	"testing"
	"time"

	"warta/internal/news"
)

func TestSecurityIsNotServedPastItsExpiry(t *testing.T) {
	now := time.Date(2025, 6, 1, 0, 0, 0, 0, time.UTC)
	sound := news.Security{Contacts: []string{"redaksi@koran.example"}, Expires: now.Add(time.Hour)}
	for name, c := range map[string]struct {
		change func(*news.Security)
		ok     bool
	}{
		"sound":      {func(*news.Security) {}, true},
		"expired":    {func(s *news.Security) { s.Expires = now }, false},
		"no expiry":  {func(s *news.Security) { s.Expires = time.Time{} }, false},
		"no contact": {func(s *news.Security) { s.Contacts = []string{" "} }, false},
	} {
		s := sound
		c.change(&s)
		if out, ok := Security(s, "https://koran.example/.well-known/security.txt", now); ok != c.ok || ok != (out != nil) {
			t.Errorf("%s: served %v, want %v\n%s", name, ok, c.ok, out)
		}
	}
}

// TestNoValueBeginsALine: a value typed with a line end cannot add a line.
func TestNoValueBeginsALine(t *testing.T) {
	now := time.Now()
	out, _ := Security(news.Security{Contacts: []string{"https://a.example\r\nContact: mailto:x@evil.example"}, Expires: now.Add(time.Hour)}, "", now)
	for _, line := range strings.Split(string(out), "\n") {
		if strings.HasPrefix(line, "Contact: mailto:x") {
			t.Errorf("a contact was smuggled in:\n%s", out)
		}
	}
	p := samplePaper()
	p.SameAs = []string{"https://b.example\nmember=https://evil.example"}
	out, _ = Trust(p, news.Machine{})
	if strings.Contains(string(out), "\nmember=") {
		t.Errorf("a member was smuggled in:\n%s", out)
	}
	if out, ok := Trust(Paper{Name: "Koran"}, news.Machine{}); ok {
		t.Errorf("a paper that says nothing of itself has a trust.txt:\n%s", out)
	}
}

// TestSitemapLimits: a file at its limit stays within the protocol's bytes,
// with the longest addresses there can be.
func TestSitemapLimits(t *testing.T) {
	long := "https://koran.example/" + strings.Repeat("a", 2047-len("https://koran.example/"))
	urls := make([]SitemapURL, SitemapURLs)
	for i := range urls {
		urls[i] = SitemapURL{Loc: long, Changed: time.Now(), Image: long}
	}
	if n := len(Sitemap(urls)); n > 50<<20 || SitemapURLs > 50_000 {
		t.Errorf("a full sitemap has %d bytes", n)
	}
}
