package site_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	_ "time/tzdata"

	"warta/internal/news"
	"warta/internal/site/sitetest"
	"warta/internal/store"
	"warta/internal/store/storetest"
)

// The seed's length and hash (SP-1): a file with other bytes fails before
// anything else is compared.
const (
	seedLength = 4938
	seedHash   = "d6619bcd6bb64bb28fc49da3da58e71818f93d2cf9210536b3fe084b0c7522be"
)

const themeDir = "testdata/themes"

func seedText(t *testing.T) string {
	t.Helper()
	data := sitetest.SeedFile(t)
	sum := sha256.Sum256(data)
	if len(data) != seedLength || hex.EncodeToString(sum[:]) != seedHash {
		t.Fatalf("the seed has %d bytes and SHA-256 %x; it was changed", len(data), sum)
	}
	return string(data)
}

func TestSeedIsTheSharedOne(t *testing.T) {
	want := seedText(t)
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		name := filepath.Join(dir, "shared", "testdata", "seed", "000_8c4628d699407819.txt")
		if data, err := os.ReadFile(name); err == nil {
			if string(data) != want {
				t.Errorf("%s has other bytes than the repository's copy", name)
			}
			return
		}
		if filepath.Dir(dir) == dir {
			t.Skip("shared/testdata/seed is not beside the repository")
		}
		dir = filepath.Dir(dir)
	}
}

func withTheme(name string) func(*news.Settings) {
	return func(s *news.Settings) { s.Theme = name }
}

// switchable counts what is read, and fails when told to.
type switchable struct {
	store.Published
	off   atomic.Bool
	views atomic.Int64
}

func (s *switchable) Editions(ctx context.Context) ([]news.Edition, error) {
	if s.off.Load() {
		return nil, news.E(news.Unavailable, "read the editions", errors.New("the cable is out"))
	}
	return s.Published.Editions(ctx)
}

func (s *switchable) View(ctx context.Context, e news.EditionID, fn func(store.View) error) error {
	s.views.Add(1)
	if s.off.Load() {
		return news.E(news.Unavailable, "read the published tables", errors.New("the cable is out"))
	}
	return s.Published.View(ctx, e, fn)
}

// TestSeedPageByteForByte is S1 of seed-page.md, from the seed's file through
// importer, newsroom, store, theme and HTTP; it is leg a of S3, too.
func TestSeedPageByteForByte(t *testing.T) {
	want := seedText(t)
	storetest.EachPlace(t, func(t *testing.T, place store.Options) {
		var db *switchable
		o := sitetest.Options{ThemeDir: themeDir, Settings: withTheme("seed"), CacheDir: t.TempDir(),
			Published: func(p store.Published) store.Published { db = &switchable{Published: p}; return db }}
		p := sitetest.Open(t, place, o)
		p.ImportSeed()
		same := func(what string, header ...string) {
			t.Helper()
			if err := sitetest.Differ(p.Text(p.Path, header...), want); err != nil {
				t.Errorf("%s: %v", what, err)
			}
		}
		same("cold")
		made := db.views.Load()
		same("cached")
		same("cached, gzip", "Accept-Encoding", "gzip")
		if n := db.views.Load(); n != made {
			t.Errorf("a cached page read the database %d times", n-made)
		}

		p.Change(withTheme("cetak"))
		if sitetest.Differ(p.Text(p.Path), want) == nil {
			t.Error("Cetak prints what the seed theme prints")
		}
		p.Change(withTheme("seed"))
		same("after Cetak and back")
		same("after Cetak and back, gzip", "Accept-Encoding", "gzip")

		// A node that starts while its database is away has the disk only.
		p.Serve(o)
		db.off.Store(true)
		same("last good copy")
		same("last good copy, gzip", "Accept-Encoding", "gzip")
		if a := p.Get(p.Path); a.Header.Get("Warta-Stale") != "1" {
			t.Errorf("the last good copy does not say so: %v", a.Header)
		}
	})
}

// seedThemeWith is a folder with the seed theme in which one text is replaced.
func seedThemeWith(t *testing.T, file, old, new string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "seed"), os.DirFS(filepath.Join(themeDir, "seed"))); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, "seed", file)
	data, err := os.ReadFile(name)
	if err != nil || !strings.Contains(string(data), old) {
		t.Fatalf("%s lacks %q (%v)", file, old, err)
	}
	if err := os.WriteFile(name, []byte(strings.Replace(string(data), old, new, 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestSeedPageDiffers: the text must not be equal by accident. Each case
// changes one thing that the seed has.
func TestSeedPageDiffers(t *testing.T) {
	want := seedText(t)
	place := func(t *testing.T) store.Options { return store.Options{Dir: t.TempDir()} }
	for _, c := range []struct {
		name    string
		options func(t *testing.T) sitetest.Options
		change  func(p *sitetest.Paper)
	}{
		{name: "an author's name", change: func(p *sitetest.Paper) {
			p.Edit(p.Seed, func(c *news.Content) { c.Byline[0].Name = "Ayu" })
		}},
		{name: "a breadcrumb in main", options: func(t *testing.T) sitetest.Options {
			return sitetest.Options{ThemeDir: seedThemeWith(t, "base.html", "<main>", "<main>{{range .Crumbs}}<a>{{.Text}}</a>{{end}}")}
		}},
		{name: "U+00A0 replaced by a space", options: func(t *testing.T) sitetest.Options {
			return sitetest.Options{ThemeDir: seedThemeWith(t, "block/readalso.html", "&nbsp; ", " ")}
		}},
		{name: "three reads", change: func(p *sitetest.Paper) {
			if err := p.DB.Reads().Set(context.Background(), p.Seed, 3); err != nil {
				p.TB.Fatal(err)
			}
		}},
		{name: "another zone", change: func(p *sitetest.Paper) {
			p.Change(func(s *news.Settings) { s.Zone = "Asia/Makassar" })
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := sitetest.Options{ThemeDir: themeDir}
			if c.options != nil {
				o = c.options(t)
			}
			o.Settings = withTheme("seed")
			p := sitetest.Open(t, place(t), o)
			p.ImportSeed()
			if c.change != nil {
				c.change(p)
			}
			got := p.Text(p.Path)
			if sitetest.Differ(got, want) == nil {
				t.Error("the text is still the seed's")
			}
			if len(got) < seedLength*9/10 {
				t.Errorf("the page has %d bytes of text only: it differs for another reason", len(got))
			}
			if c.name == "another zone" && !strings.Contains(got, "Sabtu, 1 Maret 2025 - 20:13 WITA") {
				t.Error("the date does not follow the zone (SP-4)")
			}
		})
	}
}

// TestSeedImport is leg a of S3: what the importer makes of the page.
func TestSeedImport(t *testing.T) {
	storetest.EachPlace(t, func(t *testing.T, place store.Options) {
		p := sitetest.Open(t, place, sitetest.Options{})
		p.ImportSeed()
		c := p.Content(p.Seed)
		kinds := map[string]int{}
		for _, b := range c.Body.Blocks {
			kinds[string(b.Kind())]++
		}
		if len(c.Body.Blocks) != 12 || kinds["paragraph"] != 7 || kinds["heading"] != 3 || kinds["readalso"] != 2 {
			t.Errorf("the body has %d blocks %v, want 7 paragraphs, 3 headings and 2 read-also", len(c.Body.Blocks), kinds)
		}
		if len(c.Byline) != 1 || c.Byline[0].Name != "" || c.Byline[0].Role != news.RoleReporter {
			t.Errorf("byline %+v, want one nameless reporter", c.Byline)
		}
		if c.Dateline.Place != "JAKARTA" || c.Lead == nil || c.Lead.Caption == "" || c.Lead.Alt != "" {
			t.Errorf("dateline %+v, lead %+v", c.Dateline, c.Lead)
		}
		if a := p.Get(p.Path); a.Status != http.StatusOK {
			t.Errorf("GET %s: %d", p.Path, a.Status)
		}
		if n := len(p.Cited["related"]); n != 8 {
			t.Errorf("%d related articles, want 8", n)
		}
	})
}
