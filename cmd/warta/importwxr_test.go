package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"warta/internal/cache"
	"warta/internal/ingest"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/site"
	"warta/internal/store"
)

const sharedWXR = "../../../shared/testdata/wxr"

// wxrFiles are the exports at hand: our own, and those of real sites where they
// are.
func wxrFiles(t *testing.T) []string {
	t.Helper()
	files, _ := filepath.Glob(sharedWXR + "/*/*.xml")
	if len(files) == 0 {
		t.Log("exports of real sites are not here; only our own is tried")
	}
	return append(files, "../../internal/ingest/testdata/wxr/kota.xml")
}

// imported runs the command in this process and gives its report.
func imported(t *testing.T, data string, args ...string) (newsroom.ImportReport, int, string) {
	t.Helper()
	t.Setenv("WARTA_LANG", "en")
	var out bytes.Buffer
	file := filepath.Join(t.TempDir(), "report.json")
	code := run(t.Context(), append([]string{"import", "wxr", "--data", data, "--log", "error", "--report", file}, args...), &out, &out)
	var r newsroom.ImportReport
	if b, err := os.ReadFile(file); err == nil {
		if err := json.Unmarshal(b, &r); err != nil {
			t.Fatal(err)
		}
	}
	return r, code, out.String()
}

// rawMarkup is what must stand on no page: WordPress's own notation.
var rawMarkup = regexp.MustCompile(`<!-- /?wp:|&lt;!-- /?wp:|\[/?(caption|gallery|audio|video|playlist|embed)[ \]]`)

var codeSample = regexp.MustCompile(`(?s)<(pre|code)\b.*?</(pre|code)>`)

// TestEveryExportComesInWhole: counts as a plain count of the file, every old
// address answers, nothing of WordPress's notation on a page, and a second run
// changes nothing. A broken file gives one sentence and nothing written.
func TestEveryExportComesInWhole(t *testing.T) {
	for _, file := range wxrFiles(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			f, err := os.Open(file)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			survey, broken := ingest.SurveyWXR(t.Context(), f, ingest.StreamOptions{})
			data := t.TempDir()
			r, code, out := imported(t, data, "--no-media", file)
			if broken != nil {
				if code != 3 || strings.Count(strings.TrimSpace(out), "\n") != 0 || articleCount(t, data) != 0 {
					t.Errorf("a broken file: code %d, %d articles, and\n%s", code, articleCount(t, data), out)
				}
				return
			}
			if code != 0 {
				t.Fatalf("code %d: %s", code, out)
			}
			for kind, n := range survey.Items {
				name := map[string]string{"nav_menu_item": "menu_item", "guest-author": "author"}[kind]
				if name == "" {
					name = kind
				}
				c := r.Counts[name]
				if kind == "guest-author" && c != nil && c.Source >= n {
					continue
				}
				if c == nil || c.Source != n || c.Imported+c.Updated+c.Unchanged+c.Kept+c.Failed != n {
					t.Errorf("%s: %d in the file, the report says %+v", kind, n, c)
				}
			}
			if c := r.Counts["comment"]; survey.Comments > 0 && (c == nil || c.Source != survey.Comments) {
				t.Errorf("comments: %d in the file, the report says %+v", survey.Comments, c)
			}
			if len(r.Failed) > 0 {
				t.Errorf("failed: %+v", r.Failed)
			}
			if r.Proof == nil || r.Proof.Bad > 0 {
				t.Errorf("old addresses: %+v", r.Proof)
			}
			lookForMarkup(t, data)
			before := paperOf(t, data)
			again, code, out := imported(t, data, "--no-media", "--no-proof", file)
			if code != 0 {
				t.Fatalf("the second run: code %d: %s", code, out)
			}
			for kind, c := range again.Counts {
				if c.Imported+c.Updated+c.Conflict+c.Failed > 0 {
					t.Errorf("the second run: %s %+v", kind, c)
				}
			}
			if after := paperOf(t, data); after != before {
				t.Error("the second run changed the paper")
			}
		})
	}
}

func openData(t *testing.T, data string) store.Database {
	t.Helper()
	db, err := store.Open(t.Context(), store.Options{Dir: data})
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func articleCount(t *testing.T, data string) int {
	t.Helper()
	db := openData(t, data)
	defer db.Close()
	n := 0
	eachArticle(t, db, func(store.Tx, news.Article) error { n++; return nil })
	return n
}

func eachArticle(t *testing.T, db store.Database, fn func(store.Tx, news.Article) error) {
	t.Helper()
	ctx := context.Background()
	err := db.Read(ctx, func(tx store.Tx) error {
		for before := news.ArticleID(0); ; {
			all, err := tx.Articles().Newest(ctx, 1, before, 500)
			if err != nil || len(all) == 0 {
				return err
			}
			for _, a := range all {
				before = a.ID
				if err := fn(tx, a); err != nil {
					return err
				}
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
}

// lookForMarkup reads the page of every live article.
func lookForMarkup(t *testing.T, data string) {
	t.Helper()
	db := openData(t, data)
	defer db.Close()
	pages, err := cache.New(cache.Options{Definite: definite})
	if err != nil {
		t.Fatal(err)
	}
	defer pages.Close()
	s, err := site.New(site.Options{Published: db.Published(), Reads: db.Reads(), Cache: pages})
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	eachArticle(t, db, func(_ store.Tx, a news.Article) error {
		if a.Public == news.Live {
			paths = append(paths, a.Path)
		}
		return nil
	})
	for _, path := range paths {
		w := askPage(t.Context(), s.Handler(), "localhost", path)
		if w == nil || w.Code != 200 {
			t.Errorf("%s does not answer", path)
			continue
		}
		// What an author shows as a sample of code is meant.
		page := codeSample.ReplaceAllString(w.Body.String(), "")
		if found := rawMarkup.FindString(page); found != "" {
			t.Errorf("%s shows %q", path, found)
		}
	}
}

// paperOf sums everything that a paper says: articles with numbers, states,
// addresses and texts, terms, and what old addresses lead to.
func paperOf(t *testing.T, data string) string {
	t.Helper()
	db := openData(t, data)
	defer db.Close()
	if err := db.Check(t.Context(), true); err != nil {
		t.Errorf("the database is damaged: %v", err)
	}
	verifyAudit(t, db)
	sum := sha256.New()
	ctx := context.Background()
	eachArticle(t, db, func(tx store.Tx, a news.Article) error {
		c, err := tx.Desk().Head(ctx, a.ID)
		if err != nil {
			return err
		}
		text, err := json.Marshal(c)
		if err != nil {
			return err
		}
		comments, err := tx.Imports().Comments(ctx, a.ID)
		kept, err2 := tx.Imports().KeptOf(ctx, a.ID)
		fmt.Fprintln(sum, a.ID, a.Work, a.Public, a.Path, a.Revision, a.Dates.FirstPublished, a.Origin, len(comments), len(kept), string(text), err, err2)
		return nil
	})
	err := db.Published().View(ctx, 0, func(v store.View) error {
		n, err := v.Count(ctx, store.List{By: "edition"})
		fmt.Fprintln(sum, n)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%x", sum.Sum(nil))
}

// TestKilledImportRunsEndLikeACleanOne kills a run at random moments, lets the next
// go on, and compares with a run that nobody disturbed.
func TestKilledImportRunsEndLikeACleanOne(t *testing.T) {
	posts, kills := 1500, 3
	if os.Getenv("WARTA_NIGHTLY") != "" {
		posts, kills = 50_000, 10
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "large.xml")
	f, err := os.Create(file)
	if err == nil {
		err = multiplyWXR(f, realWXR(t), posts)
	}
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	args := func(data string) []string {
		return []string{"import", "wxr", "--data", filepath.Join(dir, data), "--no-media", "--no-proof", "--log", "error", file}
	}
	began := time.Now()
	if out, err := process(args("clean")...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	took := time.Since(began)
	r := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 1))
	killed := 0
	for range kills {
		cmd := process(args("killed")...)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		// Any moment, and so soon on average that there is something left to do for all
		// of them.
		timer := time.AfterFunc(time.Duration(r.Int64N(2*int64(took)/int64(kills+1))), func() { cmd.Process.Kill() })
		if cmd.Wait() != nil {
			killed++
		}
		timer.Stop()
	}
	if out, err := process(args("killed")...).CombinedOutput(); err != nil {
		t.Fatalf("the last run: %v: %s", err, out)
	}
	t.Logf("%d of %d runs killed; a clean run takes %s", killed, kills, took)
	if clean, other := paperOf(t, filepath.Join(dir, "clean")), paperOf(t, filepath.Join(dir, "killed")); clean != other {
		t.Error("the paper after kills is not the one of a clean run")
	}
	if n := articleCount(t, filepath.Join(dir, "killed")); n != posts {
		t.Errorf("%d articles, want %d", n, posts)
	}
}

// TestFilesComeFromAFolder: a copy of the uploads gives the pictures their bytes,
// and what is not there is told.
func TestFilesComeFromAFolder(t *testing.T) {
	uploads := t.TempDir()
	img := image.NewRGBA(image.Rect(0, 0, 1280, 960))
	for i := range 960 {
		img.Set(i, i, color.RGBA{200, 30, 40, 255})
	}
	f, err := os.Create(filepath.Join(uploads, "pasar.jpg"))
	if err == nil {
		err = jpeg.Encode(f, img, nil)
	}
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	data := t.TempDir()
	r, code, out := imported(t, data, "--media-from", uploads, "../../internal/ingest/testdata/wxr/kota.xml")
	if code != 0 || r.Media.Here == 0 {
		t.Fatalf("code %d, media %+v:\n%s", code, r.Media, out)
	}
	if r.Media.Here+r.Media.Failed != r.Media.Wanted || len(r.Unreachable) != r.Media.Failed {
		t.Errorf("media %+v, unreachable %+v", r.Media, r.Unreachable)
	}
	db := openData(t, data)
	err = db.Read(t.Context(), func(tx store.Tx) error {
		found, err := tx.Media().Get(t.Context(), []news.AssetID{102})
		if err != nil || len(found) != 1 {
			return fmt.Errorf("asset 102: %v %w", found, err)
		}
		a := found[0]
		if a.Making.State != news.MakingReady || a.Width != 1280 || len(a.Renditions) == 0 || a.Alt != "Lapak cabai" {
			t.Errorf("the picture: %+v", a)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	db.Close()

	// Its former addresses lead to the same picture, about as large as was asked for,
	// while readers may see it; the article's draft shows another that nobody may.
	site := siteOf(t, data)
	for path, wide := range map[string]int{"/wp-content/uploads/pasar.jpg": 1280, "/wp-content/uploads/pasar-640x480.jpg": 640,
		"/wp-content/uploads/pasar-300x225.jpg": 320, "/wp-content/uploads/pasar-scaled.jpg": 1280, "/wp-content/uploads/pasar-150x150.jpg?x=1": 320} {
		a := site("http://www.koran.example" + path)
		to := a.Header().Get("Location")
		if file, _ := strings.CutPrefix(to, "http://www.koran.example"); a.Code != 301 || !strings.HasPrefix(file, "/-/media/") {
			t.Errorf("%s: %d to %q", path, a.Code, to)
		} else if a = site(to); a.Code != 200 {
			t.Errorf("%s leads to %s: %d", path, to, a.Code)
		} else if c, _, err := image.DecodeConfig(a.Body); err != nil || c.Width != wide {
			t.Errorf("%s leads to a picture %d wide, want %d: %v", path, c.Width, wide, err)
		}
	}
	for _, path := range []string{"/wp-content/uploads/lain.jpg", "/wp-content/uploads/"} {
		if a := site("http://koran.example" + path); a.Code == 301 || a.Code >= 500 {
			t.Errorf("%s: %d", path, a.Code)
		}
	}
}

// Comments of a former site stay in the newsroom until the newspaper says
// otherwise; then those that were approved stand below their article, closed and
// as plain text. What was refused there, and who wrote from where, never does.
func TestCommentsOfAFormerSite(t *testing.T) {
	data := t.TempDir()
	if _, code, out := imported(t, data, "--no-media", "../../internal/ingest/testdata/wxr/kota.xml"); code != 0 {
		t.Fatalf("code %d: %s", code, out)
	}
	page := func() string {
		a := siteOf(t, data)("http://koran.example/2024/05/harga-cabai/")
		if a.Code != 200 {
			t.Fatalf("the article: %d", a.Code)
		}
		return a.Body.String()
	}
	if text := page(); strings.Contains(text, "Mahal sekali") || strings.Contains(text, "komentar") {
		t.Error("comments are shown unasked")
	}
	settings := func(comments string) error {
		db := openData(t, data)
		defer db.Close()
		_, err := newsroom.New(db, newsroom.Options{}).Do(t.Context(), newsroom.Operator(), newsroom.PatchSettings{Edition: 1, Patch: fmt.Appendf(nil, `{"comments":%q}`, comments)})
		return err
	}
	if err := settings("open"); !news.Is(err, news.Invalid) {
		t.Errorf("a value that there is not: %v", err)
	}
	if err := settings(news.CommentsArchive); err != nil {
		t.Fatal(err)
	}
	text := page()
	for _, want := range []string{"1 komentar pembaca", "Pembaca", "Mahal sekali!"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	for _, bad := range []string{"Beli ", "p@x.example", "x.example\">ini"} {
		if strings.Contains(text, bad) {
			t.Errorf("the page holds %q", bad)
		}
	}
}

// siteOf serves a data folder's readers.
func siteOf(t *testing.T, data string) func(address string) *httptest.ResponseRecorder {
	t.Helper()
	a := &app{cli: &cli{Data: data}, ctx: t.Context(), stdout: io.Discard, stderr: io.Discard, log: slog.New(slog.DiscardHandler)}
	db, err := a.database(nil)
	if err != nil {
		t.Fatal(err)
	}
	p, err := a.open(db, listen{SearchRate: 1000}, nil, false)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	handler := a.handler(p, listen{})
	return func(address string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, address, nil))
		return w
	}
}

// Wrong orders end with one sentence and a code of their own.
func TestImportRefusesWithASentence(t *testing.T) {
	data := t.TempDir()
	for _, c := range []struct {
		name string
		args []string
		code int
		say  string
	}{
		{"no such file", []string{"nowhere.xml"}, 3, "cannot be read"},
		{"a folder", []string{t.TempDir()}, 3, "cannot be read"},
		{"no folder of media", []string{"--media-from", "/nowhere/at/all", "../../internal/ingest/testdata/wxr/kota.xml"}, 3, "There is no folder"},
		{"no export", []string{"../../go.mod"}, 3, "is not a WordPress export"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, code, out := imported(t, data, c.args...)
			if code != c.code || !strings.Contains(out, c.say) {
				t.Errorf("code %d, want %d: %s", code, c.code, out)
			}
		})
	}
	var out bytes.Buffer
	if code := run(t.Context(), []string{"import", "wordpress", "--data", data, "--log", "error", "koran.example"}, &out, &out); code != 3 {
		t.Errorf("an address without https://: code %d: %s", code, out.String())
	}
	if code := run(t.Context(), []string{"import", "wordpress", "--data", data, "--log", "error", "http://127.0.0.1/"}, &out, &out); code == 0 {
		t.Errorf("a site on this machine was read: %s", out.String())
	}
}
