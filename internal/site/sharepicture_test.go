package site_test

import (
	"bytes"
	"context"
	"image/jpeg"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/poster"
	"warta/internal/site/sitetest"
)

var ogImage = regexp.MustCompile(`property="og:image" content="http://[^/"]+([^"]+)"`)
var ogAlt = regexp.MustCompile(`property="og:image:alt" content="([^"]*)"`)

// shared gives the path of a page's share picture and its text in words.
func shared(t *testing.T, p *sitetest.Paper, path string) (picture, alt string) {
	t.Helper()
	body := p.Get(path).Body
	m, words := ogImage.FindSubmatch(body), ogAlt.FindSubmatch(body)
	if m == nil || words == nil {
		t.Fatalf("%s names no share picture, or no text for it", path)
	}
	return string(m[1]), string(words[1])
}

func TestSharePicture(t *testing.T) {
	p := seedPaper(t, sitetest.Options{})
	p.Clock.At = sitetest.Moment
	first, _ := shared(t, p, p.Path)
	a := p.Get(first)
	if a.Status != 200 || a.Header.Get("Content-Type") != "image/jpeg" {
		t.Fatalf("%s: %d %s", first, a.Status, a.Header.Get("Content-Type"))
	}
	img, err := jpeg.Decode(bytes.NewReader(a.Body))
	if err != nil || img.Bounds().Dx() != poster.Width || len(a.Body) > poster.MaxBytes {
		t.Fatalf("%d bytes, %v", len(a.Body), err)
	}
	if home, _ := shared(t, p, "/"); p.Get(home).Status != 200 {
		t.Errorf("the front's picture %s is not there", home)
	}

	// What must be said with the headline is in the picture and its words.
	p.Do(newsroom.Correct{Article: p.Seed, Kind: news.Koreksi, Note: "Tanggal di paragraf ketiga keliru, yang benar 28 Februari."})
	second, alt := shared(t, p, p.Path)
	if second == first || !strings.Contains(alt, "KOREKSI") {
		t.Errorf("after a correction: %s, alt %q", second, alt)
	}
	if a := p.Get(first); a.Status != 301 || !strings.HasSuffix(a.Header.Get("Location"), second) {
		t.Errorf("the former picture answers %d %s, want one 301 to the present", a.Status, a.Header.Get("Location"))
	}
	p.Clock.At = p.Clock.At.Add(400 * 24 * time.Hour)
	old, alt := shared(t, p, p.Path)
	if old == second && !strings.Contains(alt, "2025") || !strings.Contains(alt, "2025") {
		t.Errorf("a year later the picture says %q", alt)
	}

	p.Do(newsroom.Withdraw{Article: p.Seed, Ground: news.GroundTrauma, Reason: "Keluarga korban meminta perlindungan identitas."})
	for _, gone := range []string{first, second, old} {
		if a := p.Get(gone); a.Status != http.StatusGone {
			t.Errorf("after the withdrawal %s answers %d", gone, a.Status)
		}
	}
}

func TestSharePictureOfWhatIsNotPublic(t *testing.T) {
	p := seedPaper(t, sitetest.Options{})
	res, err := p.Newsroom.Do(context.Background(), newsroom.Operator(), newsroom.Create{Edition: p.Edition.ID,
		Content: news.Content{Headline: "Rahasia"}, Imported: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/-/share/" + res.Article.String() + "-0011223344556677.jpg", "/-/share/999999-00.jpg",
		"/-/share/-1-00.jpg", "/-/share/007-00.jpg", "/-/share/x.jpg", "/-/share/paper-00.png", "/-/share/99999999999999999999-0.jpg"} {
		if a := p.Get(path); a.Status != http.StatusNotFound {
			t.Errorf("%s answers %d", path, a.Status)
		}
	}
}
