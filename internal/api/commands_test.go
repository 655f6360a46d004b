package api

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// withoutRoute are the commands that the API does not offer, and why.
var withoutRoute = map[string]string{
	"AddAsset":       "uploads make assets, with their bytes",
	"ArrangeFront":   "whole fronts are for the sample newspaper and imports; people edit containers",
	"ChangeSettings": "whole settings are for the first start; people change single ones",
	"EndUserSession": "the page ends one session by hand; programs end all",
	"ImportAccount":  "import runs, at the command line",
	"MoveCard":       "one step on the arranger's page; programs edit whole containers",
	"PutOnFront":     "the publish sheet's shortcut; programs edit the container",
	"SplitPerson":    "the way back on the page that merged, for a day",
	"UndoFront":      "the way back on the arranger's page; programs restore a front",
}

// Every command of the newsroom has a route (API-10): the list of commands is
// read from its source, the routes from where they are declared.
func TestEveryCommandHasARoute(t *testing.T) {
	commands := commandsOf(t, "../newsroom")
	if len(commands) < 40 {
		t.Fatalf("found %d commands only: %v", len(commands), commands)
	}
	used := namesOf(t, ".")
	for _, c := range commands {
		_, excused := withoutRoute[c]
		switch {
		case used[c] && excused:
			t.Errorf("%s has a route and an excuse", c)
		case !used[c] && !excused:
			t.Errorf("%s has no route and no reason for that", c)
		}
	}
	for c := range withoutRoute {
		if !slices.Contains(commands, c) {
			t.Errorf("%s is excused and is no command", c)
		}
	}
}

// commandsOf lists the exported types that have a method asks.
func commandsOf(t *testing.T, dir string) (out []string) {
	eachFile(t, dir, func(f *ast.File) {
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Recv == nil || fn.Name.Name != "asks" {
				continue
			}
			typ := fn.Recv.List[0].Type
			if star, ok := typ.(*ast.StarExpr); ok {
				typ = star.X
			}
			if id, ok := typ.(*ast.Ident); ok && id.IsExported() {
				out = append(out, id.Name)
			}
		}
	})
	return out
}

// namesOf are the names of package newsroom that a package uses.
func namesOf(t *testing.T, dir string) map[string]bool {
	out := map[string]bool{}
	eachFile(t, dir, func(f *ast.File) {
		ast.Inspect(f, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok {
				if x, ok := sel.X.(*ast.Ident); ok && x.Name == "newsroom" {
					out[sel.Sel.Name] = true
				}
			}
			return true
		})
	})
	return out
}

func eachFile(t *testing.T, dir string, fn func(*ast.File)) {
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%s: %v", dir, err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, src, 0)
		if err != nil {
			t.Fatal(err)
		}
		fn(f)
	}
}
