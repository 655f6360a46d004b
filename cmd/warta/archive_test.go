package main

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"warta/internal/archive"
	"warta/internal/blob"
	"warta/internal/cache"
	"warta/internal/newsroom"
	"warta/internal/sample"
	"warta/internal/site"
	"warta/internal/store"
	"warta/internal/store/storetest/pgtest"
)

// Another Warta that was filled from an archive, on either database, prints the
// sample newspaper byte for byte (seed-page.md S3, leg c).
func TestAnArchivedNewspaperPrintsTheSamePages(t *testing.T) {
	d := sharedDemo(t)
	var file bytes.Buffer
	_, m, err := archive.Write(t.Context(), &file, d.db.Archive(), d.blobs, archive.Options{Passing: newsroom.Passing})
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Missing) > 0 {
		t.Errorf("files that are named are not there: %v", m.Missing)
	}
	paths := []string{"/", d.seed, "/daerah", "/terbaru", "/populer", "/indeks/2025/06", "/penulis/maheswari-lintang", "/topik/festival-layar",
		"/koreksi", "/pencabutan", "/feed.xml", "/sitemap.xml", "/lite", "/tidak-ada", d.aTagPath(t)}
	err = d.db.Published().View(t.Context(), 0, func(v store.View) error {
		cards, err := v.List(t.Context(), store.ListQuery{List: store.List{By: "edition"}, Limit: 100})
		for _, c := range cards {
			paths = append(paths, c.Path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	handler := func(db store.Database, media blob.Store) http.Handler {
		kept, err := cache.New(cache.Options{Now: d.clock.Now, Definite: definite})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { kept.Close() })
		s, err := site.New(site.Options{Published: db.Published(), Reads: db.Reads(), Cache: kept, Now: d.clock.Now, Logger: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		return s.Handler()
	}
	print := func(h http.Handler, path string) (int, []byte) {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Host = "koran.example.id"
		h.ServeHTTP(w, r)
		return w.Code, w.Body.Bytes()
	}
	want := map[string][]byte{}
	original := handler(d.db, d.blobs)
	for _, path := range paths {
		code, body := print(original, path)
		want[path] = append([]byte{byte(code / 100)}, body...)
	}
	for name, o := range map[string]store.Options{"sqlite": {Dir: t.TempDir()}, "postgres": {Dir: t.TempDir()}} {
		t.Run(name, func(t *testing.T) {
			if name == "postgres" {
				o.URL = pgtest.URL(t)
			}
			o.Now, o.Fill = d.clock.Now, true
			db, err := store.Open(t.Context(), o)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			media, err := blob.OpenDisk(t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			defer media.Close()
			if _, _, err := archive.Fill(t.Context(), bytes.NewReader(file.Bytes()), db.Archive(), media, archive.Options{}); err != nil {
				t.Fatal(err)
			}
			copied := handler(db, media)
			for _, path := range paths {
				code, body := print(copied, path)
				if got := append([]byte{byte(code / 100)}, body...); !bytes.Equal(got, want[path]) {
					t.Errorf("%s is %d; %s", path, code, firstDifference(got[1:], want[path][1:]))
				}
			}
		})
	}
}

// aTagPath is the page of some tag of the sample.
func (d *demoPaper) aTagPath(t *testing.T) string {
	path := ""
	err := d.db.Published().View(t.Context(), 0, func(v store.View) error {
		list, err := v.Lists(t.Context(), "tag", 1, 0, 1)
		if len(list) > 0 {
			path = "/tag/" + list[0].Slug
		}
		return err
	})
	if err != nil || path == "" {
		t.Fatalf("no tag: %v", err)
	}
	return path
}

// The ways out, as somebody at a terminal uses them.
func TestTakingTheNewspaperOut(t *testing.T) {
	dir := t.TempDir()
	seed := filepath.Join(dir, "seed.txt")
	if err := os.WriteFile(seed, sample.Seed(), 0o600); err != nil {
		t.Fatal(err)
	}
	at := func(name string) string { return filepath.Join(dir, name) }
	step := func(want int, says string, args ...string) {
		t.Helper()
		code, out, errs := warta(t, append(args, "--log", "error")...)
		if code != want || says != "" && !strings.Contains(out+errs, says) {
			t.Errorf("%v: exit %d, want %d with %q\n%s%s", args, code, want, says, out, errs)
		}
	}
	step(5, "no newspaper here", "export", "wxr", at("x.xml"), "--data", at("none"))
	step(0, "", "import", "page", "--publish", seed, "--data", at("a"))
	step(3, "whole address", "export", "wxr", at("a.xml"), "--data", at("a"))
	step(0, "8 articles", "export", "wxr", at("a.xml"), "--data", at("a"), "--base", "https://koran.example")
	step(6, "never replaces", "export", "wxr", at("a.xml"), "--data", at("a"), "--base", "https://koran.example")
	step(0, "With 5 texts", "export", "wxr", at("b.xml"), "--drafts", "--data", at("a"), "--base", "https://koran.example")
	step(8, "cannot be written", "export", "wxr", at("no/folder/a.xml"), "--data", at("a"), "--base", "https://koran.example")
	step(0, "8 articles", "export", "ninjs", at("ninjs"), "--data", at("a"), "--base", "https://koran.example")
	step(0, "8 articles", "export", "ninjs", at("all.jsonl"), "--data", at("a"), "--base", "https://koran.example")
	if files, _ := filepath.Glob(at("ninjs/article-*.json")); len(files) != 8 {
		t.Errorf("%d files", len(files))
	}
	if b, err := os.ReadFile(at("all.jsonl")); err != nil || bytes.Count(b, []byte("\n")) != 8 {
		t.Errorf("%d lines, %v", bytes.Count(b, []byte("\n")), err)
	}
	step(0, "is not in the archive", "backup", "create", at("a.tar.zst"), "--data", at("a"))
	step(0, "is whole", "backup", "verify", at("a.tar.zst"))
	step(5, "cannot be read", "backup", "verify", at("none.tar.zst"))
	step(3, "no whole archive", "backup", "verify", seed)
	step(3, "no whole archive", "import", "archive", seed, "--data", at("c"))
	step(0, "is all here", "import", "archive", at("a.tar.zst"), "--data", at("c"))
	step(6, "already", "import", "archive", at("a.tar.zst"), "--data", at("c"))
	step(0, "is whole", "audit", "verify", "--data", at("c"))
	step(3, "where it is", "move", "--to", "sqlite:", "--data", at("a"))
	step(0, "whole and equal", "move", "--to", "sqlite:", "--to-data", at("d"), "--to-media", at("d/media"), "--data", at("a"))
	step(6, "already", "move", "--to", "sqlite:", "--to-data", at("d"), "--data", at("a"))
	if a, c, d := articlesIn(t, at("a")), articlesIn(t, at("c")), articlesIn(t, at("d")); a != 13 || c != 13 || d != 13 {
		t.Errorf("%d, %d and %d articles", a, c, d)
	}
	// What is the same is the same in each of them; only the audit tells more.
	sums := func(name string) map[string]archive.Total {
		db, err := store.Open(t.Context(), store.Options{Dir: at(name)})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		all, err := archive.Sums(t.Context(), db.Archive())
		if err != nil {
			t.Fatal(err)
		}
		for table := range all {
			if slices.Contains([]string{"audit", "audit_text"}, table) {
				delete(all, table)
			}
		}
		return all
	}
	was := sums("a")
	for _, name := range []string{"c", "d"} {
		if d := cmp.Diff(was, sums(name)); d != "" {
			t.Errorf("%s differs:\n%s", name, d)
		}
	}
}

// Whoever holds half an archive is told, and nothing serves it.
func TestHalfANewspaperIsNotServed(t *testing.T) {
	dir := t.TempDir()
	db, err := store.Open(t.Context(), store.Options{Dir: dir, Fill: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Archive().Begin(t.Context(), "0123"); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	code, _, errs := warta(t, "serve", "--data", dir, "--log", "error")
	if code != 6 || !strings.Contains(errs, "not whole") {
		t.Errorf("exit %d, %q", code, errs)
	}
}
