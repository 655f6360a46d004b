package site_test

import (
	"bytes"
	"context"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/site/sitetest"
	"warta/internal/store"
)

// TestWarmPageReadsNothing: a page in memory costs neither SQL nor template
// work; both happen inside a View only.
func TestWarmPageReadsNothing(t *testing.T) {
	var db *switchable
	p := seedPaper(t, sitetest.Options{Published: func(s store.Published) store.Published { db = &switchable{Published: s}; return db }})
	for _, path := range []string{p.Path, "/", "/internasional", "/feed.xml", "/robots.txt", "/none"} {
		first := p.Get(path)
		before := db.views.Load()
		again := p.Get(path, "If-None-Match", first.Header.Get("Etag"))
		if path == "/none" {
			// Only that it leads nowhere is asked anew, not the page that says so.
			if n := db.views.Load() - before; n > 1 {
				t.Errorf("GET %s: %d views, want 1", path, n)
			}
			continue
		}
		if n := db.views.Load() - before; n != 0 {
			t.Errorf("GET %s: warm, but the database was read %d times", path, n)
		}
		if again.Status != http.StatusNotModified {
			t.Errorf("GET %s: %d for an unchanged page, want 304", path, again.Status)
		}
	}
}

// TestPrintedCountFollows is RD-1: counting purges nothing; the printed number
// moves after a minute, and only if it changed.
func TestPrintedCountFollows(t *testing.T) {
	var db *switchable
	p := seedPaper(t, sitetest.Options{Published: func(s store.Published) store.Published { db = &switchable{Published: s}; return db }})
	ctx := context.Background()
	read := func() {
		a := p.Send("POST", "/-/baca/"+p.Seed.String(), "User-Agent", "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/120.0")
		if a.Status != http.StatusNoContent {
			t.Fatalf("beacon: %d", a.Status)
		}
	}
	prints := func(want string) bool {
		// Refresh works in the background.
		for range 100 {
			if strings.Contains(p.Text(p.Path), want) {
				return true
			}
			time.Sleep(20 * time.Millisecond)
		}
		return false
	}
	if !prints("Berita ini 2 kali dibaca") {
		t.Fatal("the imported count is not printed")
	}
	read()
	p.Site.Tick(ctx)
	views := db.views.Load()
	if !strings.Contains(p.Text(p.Path), "Berita ini 2 kali dibaca") || db.views.Load() != views {
		t.Error("a fresh page was made anew for its count")
	}
	p.Clock.At = p.Clock.At.Add(61 * time.Second)
	p.Site.Tick(ctx)
	if !prints("Berita ini 3 kali dibaca") {
		t.Error("the printed count did not follow")
	}
	p.Clock.At = p.Clock.At.Add(61 * time.Second)
	views = db.views.Load()
	p.Site.Tick(ctx)
	time.Sleep(50 * time.Millisecond)
	if n := db.views.Load() - views; n != 0 {
		t.Errorf("%d renders for a count that did not change", n)
	}
}

// TestCachedEqualsFresh is the invariant of architecture.md: after each of a
// row of random commands every page in the cache that is served as fresh has
// the bytes of a page made anew.
func TestCachedEqualsFresh(t *testing.T) {
	p := seedPaper(t, sitetest.Options{})
	section, tag, person, _ := paths(t, p)
	sport := p.Section("OLAHRAGA")
	all := []news.ArticleID{p.Seed}
	for _, list := range p.Cited {
		all = append(all, list...)
	}
	addresses := map[string]bool{"/": true, section: true, "/olahraga": true, tag: true, person: true, "/feed.xml": true,
		section + "/feed.xml": true, tag + "/feed.xml": true, "/atom.xml": true, "/feed.json": true, section + "/atom.xml": true,
		"/koreksi/feed.xml": true, "/koreksi/feed.json": true, "/sitemap.xml": true, "/sitemap-news.xml": true, "/sitemap-2025-06.xml": true,
		"/sitemap-2025-03.xml": true, "/sitemap-pages.xml": true, "/sitemap-sections.xml": true, "/sitemap-tags.xml": true,
		"/sitemap-people.xml": true, "/robots.txt": true, "/trust.txt": true, "/none": true, p.Path: true}
	pathOf := func(id news.ArticleID) string {
		var path string
		err := p.DB.Published().View(t.Context(), p.Edition.ID, func(v store.View) error {
			a, err := v.Article(t.Context(), id)
			path = a.Path
			return err
		})
		if err != nil {
			return ""
		}
		return path
	}
	for _, id := range all {
		addresses[pathOf(id)] = true
	}
	delete(addresses, "")
	seed := uint64(20250628)
	r := rand.New(rand.NewPCG(seed, 1))
	gone := map[news.ArticleID]bool{}
	commands := []struct {
		name string
		run  func(id news.ArticleID)
	}{
		{"headline", func(id news.ArticleID) {
			p.Edit(id, func(c *news.Content) { c.Headline += "!" })
		}},
		{"section", func(id news.ArticleID) {
			p.Edit(id, func(c *news.Content) { c.Section = sport })
		}},
		{"picks", func(id news.ArticleID) {
			p.Edit(id, func(c *news.Content) { c.Related = []news.ArticleID{all[r.IntN(len(all))]} })
		}},
		{"update", func(id news.ArticleID) {
			c := p.Content(id)
			c.Standfirst = fmt.Sprint("Kabar ", r.IntN(100))
			p.Do(newsroom.Update{Article: id, Content: &c, Class: news.Substantial, Imported: true})
		}},
		{"correct", func(id news.ArticleID) {
			p.Do(newsroom.Correct{Article: id, Kind: news.Koreksi, Note: "Angka pada paragraf kedua keliru dan sudah dibetulkan."})
		}},
		{"publish", func(news.ArticleID) {
			res := p.Article(news.Content{Headline: fmt.Sprint("Baru ", r.IntN(1000)), Section: sport, Body: sitetest.Body("Isi.")}, time.Time{})
			all = append(all, res.Article)
			addresses[res.Path] = true
		}},
		{"withdraw", func(id news.ArticleID) {
			if id == p.Seed || len(gone) > 3 {
				return
			}
			p.Do(newsroom.Withdraw{Article: id, Ground: news.GroundCourt, Reason: "Putusan pengadilan yang berkekuatan tetap."})
			gone[id] = true
		}},
		{"settings", func(news.ArticleID) {
			p.Change(func(s *news.Settings) { s.LatestLimit = 1 + r.IntN(5) })
		}},
	}
	late := 0
	for step := range 40 {
		p.Clock.At = p.Clock.At.Add(7 * time.Minute)
		cmd := commands[r.IntN(len(commands))]
		id := all[r.IntN(len(all))]
		for gone[id] {
			id = all[r.IntN(len(all))]
		}
		cmd.run(id)
		for path := range addresses {
			cached := p.Get(path)
			if cached.Header.Get("Warta-Stale") != "" {
				// A machine at its limit gives the last good copy and says so.
				late++
				continue
			}
			fresh := p.Fresh(path)
			if cached.Status != fresh.Status || !bytes.Equal(cached.Body, fresh.Body) {
				g, w := string(cached.Body), string(fresh.Body)
				t.Fatalf("seed %d, step %d: after %s of article %s, GET %s is not what a fresh render is (%d and %d): %v",
					seed, step, cmd.name, id, path, cached.Status, fresh.Status, sitetest.Differ(g, w))
			}
		}
	}
	if all := 40 * len(addresses); late > all/10 {
		t.Errorf("%d of about %d answers were last good copies", late, all)
	}
}

// TestNoSpecialCaseForTheSeed is SP-8: Go files outside tests know neither the
// seed theme nor a text of the seed page.
func TestNoSpecialCaseForTheSeed(t *testing.T) {
	words := []string{"testdata/themes/seed"}
	for _, line := range strings.Split(seedText(t), "\n") {
		// Short lines are words of the catalogue, such as list headings.
		if len(strings.Fields(line)) > 5 {
			words = append(words, line)
		}
	}
	words = append(words, "Presiden Rusia", "Pejabat Korut", "Vladimir Putin", "Teheran Bangkit", "Afterlove", "koranmetro")
	err := filepath.WalkDir("../..", func(name string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || d.Name() == ".git" || d.Name() == "sitetest" || d.Name() == "storetest") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil // somebody else's file in the making; the compiler finds it
		}
		ast.Inspect(file, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return true
			}
			for _, w := range words {
				if strings.Contains(lit.Value, w) {
					t.Errorf("%s holds %q", name, w)
				}
			}
			if lit.Value == `"seed"` && strings.Contains(name, "internal/site") && !strings.Contains(name, "functions.go") {
				t.Errorf("%s names the seed theme", name)
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// cpu is the processor time of this process so far.
func cpu(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkColdArticle renders one article of a paper of 10,000 on SQLite: the
// whole server time of a miss.
func BenchmarkColdArticle(b *testing.B) {
	p := sitetest.Open(b, store.Options{Dir: b.TempDir()}, sitetest.Options{})
	p.ImportSeed()
	sections := []news.SectionID{p.Content(p.Seed).Section}
	for _, name := range []string{"NASIONAL", "EKONOMI", "OLAHRAGA", "DAERAH", "BUDAYA"} {
		sections = append(sections, p.Section(name))
	}
	sitetest.Fill(b, p, 10000, sections)
	handler := p.Site.Handler()
	for _, c := range []struct{ name, path string }{{"article", p.Path}, {"front", "/"}, {"section", "/internasional"}, {"feed", "/feed.xml"}, {"notfound", "/x"}} {
		b.Run(c.name, func(b *testing.B) { coldRender(b, p, c.path) })
		b.Run(c.name+"-warm", func(b *testing.B) {
			b.ReportAllocs()
			r := httptest.NewRequest("GET", "http://"+sitetest.Host+c.path, nil)
			for b.Loop() {
				handler.ServeHTTP(httptest.NewRecorder(), r)
			}
		})
	}
}

// coldRender makes a page again and again, each time with an empty cache.
func coldRender(b *testing.B, p *sitetest.Paper, path string) {
	handler := p.Site.Handler()
	// Compression at its best level runs after the answer and is in the CPU
	// figure, not in the time.
	before := cpu(b)
	defer func() { b.ReportMetric(float64((cpu(b)-before).Microseconds())/float64(b.N), "cpu-µs/op") }()
	for b.Loop() {
		p.Cache.Reset(0)
		r := httptest.NewRequest("GET", "http://"+sitetest.Host+path, nil)
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if w.Code >= 500 {
			b.Fatalf("status %d: %s", w.Code, p.Log)
		}
	}
}
