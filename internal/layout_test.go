// Package internal holds the house of Warta; this test is its floor plan.
package internal

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"testing"
)

// imports says which of our packages a package may import. A new arrow is one
// line here, which a reader of the change will see (ARCHITECTURE.md).
var imports = map[string][]string{
	// leaves
	"body":   {},
	"locale": {},
	"style":  {},
	"blob":   {},
	"cache":  {},
	"poster": {},
	// dictionary
	"news": {"body", "style"},
	// plumbing
	"web": {"news", "locale"},
	// contract and adapter
	"store": {"news", "body"},
	// skills
	"feed":    {"news", "body", "store", "locale"},
	"job":     {"news", "store", "web"},
	"ingest":  {"news", "body", "locale", "web"},
	"search":  {"news", "body", "store", "locale"},
	"auth":    {"news", "store", "locale", "web"},
	"media":   {"news"},
	"export":  {"news", "body", "store"},
	"archive": {"news", "store", "blob"},
	// write side
	"newsroom": {"news", "body", "locale", "store", "ingest", "search", "auth", "blob", "job", "media", "style", "export"},
	// faces; site never imports newsroom, auth, admin or api
	"site":  {"news", "body", "store", "cache", "web", "locale", "feed", "blob", "search", "poster"},
	"api":   {"news", "body", "locale", "store", "web", "cache", "search", "feed", "blob", "job", "ingest", "auth", "newsroom", "style"},
	"admin": {"news", "newsroom", "auth", "web", "locale", "store", "style", "body", "feed"},
	// the sample newspaper, used by the demo and by tests
	"sample": {"news", "body", "store", "blob", "ingest", "newsroom"},
}

// owners says which of our packages may use an outside module or a package of
// the standard library that must not spread: replacing it is then one folder.
var owners = map[string][]string{
	"database/sql":                 {"store"},
	"html/template":                {"site", "admin", "api"},
	"modernc.org/sqlite":           {"store"},
	"github.com/jackc/pgx":         {"store"},
	"github.com/pressly/goose":     {"store"},
	"github.com/klauspost":         {"cache", "store", "archive"},
	"github.com/andybalholm":       {"cache"},
	"golang.org/x/net/html":        {"ingest"},
	"github.com/mmcdole/gofeed":    {"ingest"},
	"codeberg.org/readeck":         {"ingest"},
	"golang.org/x/image":           {"poster", "media"},
	"github.com/bep/imagemeta":     {"media"},
	"golang.org/x/time":            {"web"},
	"golang.org/x/text":            {"body", "locale", "news", "ingest", "store", "search", "api", "auth", "newsroom"},
	"golang.org/x/crypto":          {"auth"},
	"github.com/go-webauthn":       {"auth"},
	"github.com/kljensen/snowball": {"search"},
	"github.com/minio/minio-go":    {"blob"},
	"github.com/alecthomas/kong":   {"cmd/warta"},
	"github.com/danielgtaylor":     {"api"},
}

// testSupport are packages that exist for tests alone; no binary contains them
// and they may import anything.
var testSupport = []string{"store/storetest", "blob/blobtest", "site/sitetest", "feed/feedcheck"}

func TestEveryImportIsOnTheFloorPlan(t *testing.T) {
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	var unknown []string
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if n := d.Name(); n == "testdata" || n == "node_modules" || (strings.HasPrefix(n, ".") && path != root) {
				return filepath.SkipDir
			}
			// A tool with modules of its own is another house.
			if _, err := os.Stat(filepath.Join(path, "go.mod")); err == nil && path != root {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		rel, err := filepath.Rel(root, filepath.Dir(path))
		if err != nil {
			return err
		}
		pkg := strings.TrimPrefix(filepath.ToSlash(rel), "internal/")
		for _, s := range testSupport {
			if pkg == s || strings.HasPrefix(pkg, s+"/") {
				return nil
			}
		}
		for _, imp := range importsOf(t, path) {
			if wrong := check(pkg, imp); wrong != "" {
				unknown = append(unknown, filepath.Base(path)+": "+wrong)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	sort.Strings(unknown)
	for _, w := range unknown {
		t.Error(w)
	}
}

func importsOf(t *testing.T, path string) []string {
	t.Helper()
	src, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	f, err := parser.ParseFile(token.NewFileSet(), path, src, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, s := range f.Imports {
		out = append(out, strings.Trim(s.Path.Value, `"`))
	}
	return out
}

func check(pkg, imp string) string {
	if ours, ok := strings.CutPrefix(imp, "warta/internal/"); ok {
		if strings.HasPrefix(pkg, "cmd/") || ours == pkg {
			return ""
		}
		room, _, _ := strings.Cut(pkg, "/")
		allowed, known := imports[room]
		switch {
		case !known:
			return "package " + room + " is not on the floor plan (internal/layout_test.go)"
		case slices.Contains(testSupport, ours):
			return pkg + " imports " + ours + ", which is for tests"
		case strings.HasPrefix(ours, room+"/") || slices.Contains(allowed, ours):
			return ""
		}
		return pkg + " must not import " + ours + "; it may import " + strings.Join(allowed, ", ")
	}
	for module, rooms := range owners {
		if imp != module && !strings.HasPrefix(imp, module+"/") {
			continue
		}
		room, _, _ := strings.Cut(pkg, "/")
		if !slices.Contains(rooms, room) && !slices.Contains(rooms, pkg) {
			return pkg + " must not use " + imp + "; it belongs to " + strings.Join(rooms, ", ")
		}
		return ""
	}
	if strings.Contains(strings.SplitN(imp, "/", 2)[0], ".") {
		return pkg + " uses " + imp + ", which no package owns (internal/layout_test.go, docs/adr/0002-dependencies.md)"
	}
	return ""
}

func TestTheFloorPlanHasNoEmptyRooms(t *testing.T) {
	for pkg := range imports {
		files, err := filepath.Glob(filepath.Join(pkg, "*.go"))
		if err != nil || len(files) == 0 {
			t.Errorf("package %s is on the floor plan and has no Go file", pkg)
		}
	}
}
