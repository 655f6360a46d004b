package main

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"warta/internal/body"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
	"warta/internal/store/storetest"
)

// D8: a child's name is found after publishing. It stands in the headline, the
// address, the text, a caption, a file's name, a tag, on the front, in feeds, the
// search, the history and in kept copies of pages. After the command nothing of
// the paper tells it, the old addresses answer 410 and lead nowhere, and the
// report says so.
func TestARedactedNameIsNowhere(t *testing.T) {
	t.Parallel()
	const child = "Bimasena Lokaputra"
	storetest.EachPlace(t, func(t *testing.T, o store.Options) {
		dir := o.Dir
		ctx := t.Context()
		a := &app{cli: &cli{Data: dir, DB: o.URL}, ctx: ctx, stdout: io.Discard, stderr: io.Discard, log: slog.New(slog.DiscardHandler)}
		db, err := a.database(nil)
		if err != nil {
			t.Fatal(err)
		}
		p, err := a.open(db, listen{SearchRate: 1000}, nil, false)
		if err != nil {
			t.Fatal(err)
		}
		defer p.Close()
		e, err := ensureEdition(ctx, db, p.room)
		if err != nil {
			t.Fatal(err)
		}
		do := func(cmd newsroom.Command) newsroom.Result {
			t.Helper()
			r, err := p.room.Do(ctx, newsroom.Operator(), cmd)
			if err != nil {
				t.Fatalf("%T: %v", cmd, err)
			}
			return r
		}
		section := &news.Section{Edition: e.ID, Name: "Kota"}
		do(newsroom.DefineSection{Section: section})
		tag := &news.Tag{Edition: e.ID, Name: child}
		do(newsroom.DefineTag{Tag: tag})
		photo := &news.Asset{Edition: e.ID, Hash: "h1", Kind: "photo", Name: "Bimasena Lokaputra.jpg", Caption: child, Alt: "Seorang anak", Credit: "Raka"}
		do(newsroom.AddAsset{Asset: photo})
		c := news.Content{Headline: child + " Juara Membaca", Standfirst: "Kabar tentang " + child + ".", Section: section.ID, Tags: []news.TagID{tag.ID},
			Byline: []news.Credit{{Name: "Ranita Wulung"}}, Lead: &news.LeadMedia{Asset: photo.ID, Caption: child + " di sekolah", Alt: "Seorang anak", Credit: "Raka"},
			Body: body.Doc{Version: body.SchemaVersion, Blocks: []body.Block{&body.Paragraph{Text: body.Text("Siswa bernama " + child + " menang.")}}}}
		c.Body.AssignIDs("anak")
		r := do(newsroom.Create{Edition: e.ID, Content: c})
		live := do(newsroom.Publish{Article: r.Article, Imported: true})
		if !strings.Contains(live.Path, "bimasena-lokaputra") {
			t.Fatalf("the address %s does not name the child: the test shows nothing", live.Path)
		}
		next := c
		next.Kicker = "Prestasi"
		do(newsroom.Update{Article: r.Article, Content: &next, Class: news.Substantial, Imported: true})
		do(newsroom.ArrangeFront{Front: &news.Front{Edition: e.ID, Containers: []news.Container{{Capacity: 2, Cards: []news.FrontCard{{Article: r.Article, Headline: child}}}}}})
		if err := p.index.CatchUp(ctx); err != nil {
			t.Fatal(err)
		}

		words := siteWords(e)
		tagPath := "/" + words("path.tag") + "/" + tag.Slug
		find := func(b []byte) bool {
			low := strings.ToLower(string(b))
			return strings.Contains(low, "lokaputra")
		}
		site := overAPI(p.api, nil, p.site.Handler())
		ask := func(path string) (int, string, []byte) {
			q := httptest.NewRequestWithContext(ctx, http.MethodGet, path, nil)
			q.Host = "localhost"
			w := httptest.NewRecorder()
			site.ServeHTTP(w, q)
			return w.Code, w.Header().Get("Location"), w.Body.Bytes()
		}
		told := []string{"/", live.Path, "/" + words("path.lite") + live.Path, tagPath, "/feed.xml", "/atom.xml", "/sitemap-news.xml", "/" + words("path.latest")}
		for _, path := range told {
			if status, _, page := ask(path); status != http.StatusOK || !find(page) {
				t.Errorf("before: %s answers %d and tells nothing: the test shows nothing", path, status)
			}
		}
		if found, err := p.stillFound(ctx, e.ID, []string{child}); err != nil || len(found) != 1 {
			t.Errorf("before: the search finds %v, %v", found, err)
		}
		onDisk := func() (n int) {
			_ = filepath.WalkDir(filepath.Join(dir, "pages"), func(path string, d os.DirEntry, err error) error {
				if err == nil && !d.IsDir() {
					if b, err := os.ReadFile(path); err == nil && bytes.Contains(b, []byte("lokaputra")) {
						n++
					}
				}
				return nil
			})
			return n
		}
		for end := time.Now().Add(20 * time.Second); onDisk() == 0; time.Sleep(20 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatal("no copy of a page came to the disk: the test shows nothing")
			}
		}

		chief := newsroom.Someone(newsroom.Person{User: 7, Name: "Ketua", Grants: []news.Grant{{Position: news.Pemred}}, Strong: true, Fresh: time.Now(), At: time.Now()})
		began := time.Now()
		report, err := p.room.RedactEverywhere(ctx, chief, newsroom.Redact{Article: r.Article, Strings: []string{child}, Ground: "PPRA: identitas anak"}, nil)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%d pages and copies read in %s", report.Checked, time.Since(began).Round(time.Millisecond))
		if len(report.Left) != 0 || len(report.Changed) < 5 || report.Checked < 10 {
			t.Errorf("the report: left %q, changed %q, %d pages", report.Left, report.Changed, report.Checked)
		}
		for _, path := range []string{live.Path, tagPath} {
			if status, to, page := ask(path); status != http.StatusGone || to != "" || find(page) {
				t.Errorf("%s answers %d to %q", path, status, to)
			}
		}
		n := recrawl(ctx, site, "localhost", append(told[:1:1], "/feed.xml", "/sitemap.xml", report.Path), func(g newsroom.Page) {
			if find(g.Text) || find([]byte(g.Address+g.Location)) {
				t.Errorf("%s tells it", g.Address)
			}
		})
		if status, _, _ := ask(report.Path); status != http.StatusOK || n < 10 {
			t.Errorf("%s answers %d; %d pages", report.Path, status, n)
		}
		if found, err := p.stillFound(ctx, e.ID, []string{child}); err != nil || len(found) != 0 {
			t.Errorf("the search finds %v, %v", found, err)
		}
		_, err = p.cache.Copies(ctx, func(key string, page []byte) {
			if find(page) || find([]byte(key)) {
				t.Errorf("the copy of %s tells it", key)
			}
		})
		if err != nil {
			t.Error(err)
		}
		_ = filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			b, err := os.ReadFile(path)
			if err == nil && find(b) {
				i := strings.Index(strings.ToLower(string(b)), "lokaputra")
				t.Errorf("the bytes of %s tell it: %q", path, b[max(0, i-60):min(len(b), i+30)])
			}
			return nil
		})
	})
}
