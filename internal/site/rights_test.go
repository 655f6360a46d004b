package site_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/site/sitetest"
	"warta/internal/store"
	"warta/internal/store/storetest"
)

// D11 of press-rules.md and PRS-83: a photo whose rights end, or that is denied,
// is gone from everything public at once, and so are its files; the article
// stays.
func TestPicturesLeaveWithTheirRights(t *testing.T) {
	storetest.EachPlace(t, func(t *testing.T, place store.Options) {
		p := sitetest.Open(t, place, sitetest.Options{CacheDir: t.TempDir(),
			Media: func(_ context.Context, name string) (io.ReadSeekCloser, error) {
				return file{bytes.NewReader([]byte("bytes of " + name))}, nil
			}})
		a := news.Asset{Edition: p.Edition.ID, Hash: "h", Kind: "photo", MIME: "image/jpeg", Width: 1920, Height: 1080, Caption: "Seorang saksi",
			Credit: "Antara", Alt: "Saksi", Renditions: []news.Rendition{{Name: "w1920-rahasia.jpg", MIME: "image/jpeg", Width: 1920, Height: 1080},
				{Name: "card-rahasia.jpg", MIME: "image/jpeg", Width: 1200, Height: 675, Crop: "card"}}}
		p.Do(newsroom.AddAsset{Asset: &a})
		section := p.Section("KOTA")
		r := p.Article(news.Content{Headline: "Sidang dibuka", Section: section, Lead: &news.LeadMedia{Asset: a.ID, Caption: "Keterangan tempat"},
			Byline: []news.Credit{{Name: "Redaksi", Role: news.RoleReporter}}, Body: sitetest.Body("Isi berita.")}, sitetest.Moment.Add(-time.Hour))
		pages := []string{r.Path, "/", "/lite" + r.Path, "/feed.xml", "/feed.json", "/sitemap.xml"}
		told := func() (out []string) {
			t.Helper()
			for _, path := range pages {
				page := p.Get(path)
				if page.Status != http.StatusOK || path == r.Path && !strings.Contains(string(page.Body), "Isi berita.") {
					t.Fatalf("%s: %d", path, page.Status)
				}
				if strings.Contains(string(page.Body), "rahasia") || strings.Contains(string(page.Body), "Keterangan tempat") {
					out = append(out, path)
				}
			}
			return out
		}
		gone := func(when string) {
			t.Helper()
			if left := told(); left != nil {
				t.Errorf("%s %v still tell of the picture", when, left)
			}
			// The gate's memory is one second; two are promised.
			for end := time.Now().Add(2 * time.Second); ; time.Sleep(50 * time.Millisecond) {
				whole, crop := p.Get("/-/media/w1920-rahasia.jpg"), p.Get("/-/media/card-rahasia.jpg")
				if whole.Status == http.StatusGone && crop.Status == http.StatusGone {
					return
				}
				if time.Now().After(end) {
					t.Errorf("%s the files answer %d and %d", when, whole.Status, crop.Status)
					return
				}
			}
		}
		back := func(when string) {
			t.Helper()
			if n := len(told()); n < 4 {
				t.Errorf("%s %d pages show the picture", when, n)
			}
			time.Sleep(1100 * time.Millisecond)
			if s := p.Get("/-/media/w1920-rahasia.jpg").Status; s != http.StatusOK {
				t.Errorf("%s the file answers %d", when, s)
			}
		}
		back("at first")
		// The cut is for search engines alone.
		if page := string(p.Get(r.Path).Body); strings.Count(page, "card-rahasia") != 1 || !strings.Contains(page, `"width":1200`) {
			t.Error("the structured data have no cut picture, or a srcset has it")
		}
		p.Do(newsroom.SetRights{Asset: a.ID, Rights: news.Rights{Category: "agency", ExpiresAt: sitetest.Moment.Add(time.Hour)}})
		p.Clock.At = sitetest.Moment.Add(time.Hour)
		if n, err := p.Newsroom.ExpireMedia(t.Context()); n != 1 || err != nil {
			t.Fatal(n, err)
		}
		gone("at the end of its rights")
		var tasks []news.Task
		err := p.DB.Read(t.Context(), func(tx store.Tx) (err error) {
			tasks, err = tx.Tasks().Of(t.Context(), r.Article)
			return err
		})
		if err != nil || len(tasks) != 1 || tasks[0].Kind != news.TaskMedia || tasks[0].Asset != a.ID || tasks[0].Section != section {
			t.Errorf("tasks %+v, %v", tasks, err)
		}
		p.Do(newsroom.SetRights{Asset: a.ID, Rights: news.Rights{Category: "own"}})
		back("with new rights")
		p.Do(newsroom.SetRights{Asset: a.ID, Rights: news.Rights{Category: "own", Deny: true, Reason: "Keberatan pemilik hak"}})
		gone("denied")
	})
}

func TestFilesThatAreNotPublicAreForTheNewsroom(t *testing.T) {
	away := errors.New("the bucket is away")
	p := sitetest.Open(t, store.Options{Dir: t.TempDir()}, sitetest.Options{
		Media: func(_ context.Context, name string) (io.ReadSeekCloser, error) { return nil, away },
		Preview: func(r *http.Request, name string) io.ReadSeekCloser {
			if r.Header.Get("Cookie") != "sesi=redaktur" || name != "draf.jpg" {
				return nil
			}
			return file{bytes.NewReader([]byte("0123456789"))}
		}})
	get := func(name string, headers ...string) sitetest.Answer { return p.Get("/-/media/"+name, headers...) }
	if a := get("draf.jpg"); a.Status != http.StatusNotFound {
		t.Errorf("without a session: %d", a.Status)
	}
	a := get("draf.jpg", "Cookie", "sesi=redaktur", "Range", "bytes=3-5")
	if a.Status != http.StatusPartialContent || string(a.Body) != "345" || !strings.Contains(a.Header.Get("Cache-Control"), "no-store") {
		t.Errorf("with a session: %d %q %v", a.Status, a.Body, a.Header)
	}
	if a := get("lain.jpg", "Cookie", "sesi=redaktur"); a.Status != http.StatusNotFound {
		t.Errorf("another file: %d", a.Status)
	}
	// Public, but its bytes are away: the page keeps its shape.
	m := news.Asset{Edition: p.Edition.ID, Kind: "photo", MIME: "image/jpeg", Width: 640, Height: 480, Renditions: []news.Rendition{{Name: "ada.jpg", MIME: "image/jpeg", Width: 640, Height: 480}}}
	p.Do(newsroom.AddAsset{Asset: &m})
	p.Article(news.Content{Headline: "Satu", Section: p.Section("KOTA"), Lead: &news.LeadMedia{Asset: m.ID, Decorative: true, Credit: "x"},
		Byline: []news.Credit{{Name: "Redaksi", Role: news.RoleReporter}}, Body: sitetest.Body("Isi.")}, sitetest.Moment.Add(-time.Hour))
	a = get("ada.jpg")
	if a.Status != http.StatusServiceUnavailable || a.Header.Get("Content-Type") != "image/svg+xml" || a.Header.Get("Cache-Control") != "no-store" || a.Header.Get("Retry-After") == "" {
		t.Errorf("a picture whose bytes are away: %d %v", a.Status, a.Header)
	}
}
