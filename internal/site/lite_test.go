package site_test

import (
	"bytes"
	"net/http"
	"os"
	"path"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"warta/internal/locale"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/site"
	"warta/internal/site/sitetest"
	"warta/internal/store"
)

func liteFace(t testing.TB, lang string) *site.Face {
	t.Helper()
	theme, err := site.LoadTheme(os.DirFS("lite"), nil)
	if err != nil {
		t.Fatal(err)
	}
	zone, err := time.LoadLocation("Asia/Jakarta")
	if err != nil {
		t.Fatal(err)
	}
	face, err := theme.Face(site.Words{Locale: locale.Get(lang), Zone: zone})
	if err != nil {
		t.Fatal(err)
	}
	return face
}

// TestEveryPageTypeHasALiteTemplate names the page types that lite prints with
// its plain substitute only.
func TestEveryPageTypeHasALiteTemplate(t *testing.T) {
	pages, err := os.ReadDir("theme/page")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pages {
		switch p.Name() {
		case "storybook.html", "saved.html":
			continue // for theme makers; and a page that is nothing without its script
		}
		if _, err := os.Stat(path.Join("lite/page", p.Name())); err != nil {
			t.Errorf("lite has no page/%s of its own", p.Name())
		}
	}
}

// TestLitePagesAreLight prints every page of the storybook as a lite page:
// sound markup, nothing to load, and the budgets of reader-site.md section 11.
func TestLitePagesAreLight(t *testing.T) {
	for _, lang := range []string{"id", "en"} {
		face := liteFace(t, lang)
		stories, err := face.Storybook(storySite(lang), func(int) *site.Photo {
			return &site.Photo{Src: "/-/media/a.jpg", Width: 640, Height: 427, Bytes: 27_700}
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range stories {
			if s.Name == "" {
				continue
			}
			t.Run(lang+"/"+s.Name, func(t *testing.T) {
				out, err := face.Render(s.Page)
				if err != nil {
					t.Fatal(err)
				}
				doc, err := html.Parse(bytes.NewReader(out.Body))
				if err != nil {
					t.Fatal(err)
				}
				for _, f := range faults(doc) {
					t.Error(f)
				}
				n := 0
				eachElement(doc, func(e *html.Node) {
					n++
					switch e.Data {
					case "script", "iframe", "video", "audio", "object", "picture":
						t.Errorf("there is a <%s>", e.Data)
					case "img":
						if src, _ := attribute(e, "src"); !strings.HasPrefix(src, "/-/baca/") {
							t.Errorf("there is a picture: %s", src)
						}
					}
				})
				if bytes.Contains(out.Body, []byte("font-face")) {
					t.Error("there is a web font")
				}
				// The stories that overflow on purpose have no budget.
				got := compressed(out.Body)
				if strings.Contains(s.Name, "extreme") || strings.Contains(s.Name, "overfull") || strings.Contains(s.Name, "blocks") {
					return
				}
				if n > 300 {
					t.Errorf("the page has %d elements, may have 300", n)
				}
				if got > 8<<10 {
					t.Errorf("the page has %d bytes compressed, may have %d", got, 8<<10)
				}
				t.Logf("%d elements, %d bytes compressed", n, got)
			})
		}
	}
}

// TestLitePagesStandBesideTheOthers walks from lite page to lite page.
func TestLitePagesStandBesideTheOthers(t *testing.T) {
	p := sitetest.Open(t, store.Options{Dir: t.TempDir()}, sitetest.Options{Storybook: true})
	p.ImportSeed()
	for _, c := range []struct {
		name, path string
		status     int
		to         string
	}{
		{"front", "/lite", 200, ""},
		{"front with a slash", "/lite/?utm_source=x", 301, "/lite?utm_source=x"},
		{"article", "/lite" + p.Path, 200, ""},
		{"article, other form", "/lite" + strings.ToUpper(p.Path), 301, "/lite" + p.Path},
		{"article, AMP", "/lite" + p.Path + "/amp", 301, "/lite" + p.Path},
		{"a feed's old address", "/lite/feed/", 301, "/feed.xml"},
		{"nothing", "/lite/tidak-ada", 404, ""},
		{"feed", "/lite/feed.xml", 404, ""},
		{"robots", "/lite/robots.txt", 404, ""},
		{"machine path", "/lite/-/storybook", 404, ""},
		{"twice", "/lite/lite", 404, ""},
		{"a word that begins like it", "/literasi", 404, ""},
	} {
		a := p.Get(c.path)
		if to := strings.TrimPrefix(a.Header.Get("Location"), "http://"+sitetest.Host); a.Status != c.status || to != c.to {
			t.Errorf("%s: %d to %q, want %d to %q", c.name, a.Status, to, c.status, c.to)
		}
	}
	if a := p.Send(http.MethodPost, "/lite"+p.Path); a.Status != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", a.Status)
	}
	full, lite := p.Get(p.Path), p.Get("/lite"+p.Path)
	if !bytes.Contains(full.Body, []byte(`href="/lite`+p.Path+`"`)) {
		t.Error("the page does not lead to its lite page")
	}
	for _, want := range []string{`<a href="` + p.Path + `">`, `<meta name="robots" content="noindex">`,
		`<link rel="canonical" href="http://` + sitetest.Host + p.Path + `">`} {
		if !bytes.Contains(lite.Body, []byte(want)) {
			t.Errorf("the lite page lacks %s", want)
		}
	}
	// Who reads lite stays in lite: but for the way back, files and the share
	// links, every link of ours has the prefix.
	doc, err := html.Parse(bytes.NewReader(lite.Body))
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range sitetest.Find(doc, func(n *html.Node) bool { return n.DataAtom == atom.A }) {
		href, _ := sitetest.Attr(a, "href")
		if strings.HasPrefix(href, "/") && !strings.HasPrefix(href, "/-/") && href != p.Path && href != "/lite" && !strings.HasPrefix(href, "/lite/") {
			t.Errorf("a link leaves lite: %s", href)
		}
	}
	if got := p.Fresh("/lite" + p.Path); !bytes.Equal(got.Body, lite.Body) {
		t.Error("the kept lite page is not a fresh one")
	}
}

// TestLiteFollowsTheArticle: a lite page goes and changes with what it shows.
func TestLiteFollowsTheArticle(t *testing.T) {
	p := sitetest.Open(t, store.Options{Dir: t.TempDir()}, sitetest.Options{})
	sec := p.Section("Daerah")
	res := p.Article(news.Content{Headline: "Jembatan dibuka", Section: sec, Kind: news.KindNews, Body: sitetest.Body("Isi.")}, sitetest.Moment)
	path := "/lite" + res.Path
	if text := p.Text(path); !strings.Contains(text, "Jembatan dibuka") {
		t.Fatal(text)
	}
	p.Do(newsroom.Correct{Article: res.Article, Kind: news.Koreksi, Note: "Jembatan itu dibuka Senin."})
	if text := p.Text(path); !strings.Contains(text, "KOREKSI") || !strings.Contains(text, "dibuka Senin") {
		t.Error("the lite page does not show the correction:\n", text)
	}
	p.Do(newsroom.Withdraw{Article: res.Article, Ground: news.GroundTrauma, Reason: "Permintaan keluarga."})
	if a := p.Get(path); a.Status != http.StatusGone || !bytes.Contains(a.Body, []byte("Permintaan keluarga.")) || bytes.Contains(a.Body, []byte("<script")) {
		t.Errorf("withdrawn: %d\n%s", a.Status, a.Body)
	}
}
