package site

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"testing"
	"unicode"
)

var updateContract = flag.Bool("contract", false, "write docs/theme-contract.md anew")

const contractFile = "../../docs/theme-contract.md"

// TestTheContractIsDocumented: docs/theme-contract.md is made from the structs
// that templates are given, so that it cannot tell anything else (TH-5).
func TestTheContractIsDocumented(t *testing.T) {
	want := contractDoc(t)
	if *updateContract {
		if err := os.WriteFile(contractFile, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(contractFile)
	if err != nil || string(got) != want {
		t.Errorf("docs/theme-contract.md is not what the structs say (go test ./internal/site -run Contract -contract): %v", err)
	}
}

func contractDoc(t *testing.T) string {
	t.Helper()
	files, err := filepath.Glob("page*.go")
	if err != nil {
		t.Fatal(err)
	}
	files = append(files, "manifest.go", "storybook.go")
	fset := token.NewFileSet()
	structs := map[string]*ast.TypeSpec{}
	docs := map[string]string{}
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		src, err := parser.ParseFile(fset, f, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range src.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.TYPE {
				continue
			}
			for _, s := range g.Specs {
				spec := s.(*ast.TypeSpec)
				if _, ok := spec.Type.(*ast.StructType); !ok || !spec.Name.IsExported() {
					continue
				}
				structs[spec.Name.Name], docs[spec.Name.Name] = spec, oneLine(g.Doc.Text()+spec.Doc.Text())
			}
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# The theme contract, version %d\n\n", ContractVersion)
	b.WriteString("Made from the Go structs; do not edit. `docs/themes.md` explains how to use it.\n\n")
	b.WriteString("## Functions\n\nBesides the template language's own: ")
	var names []string
	for name := range (&Face{Theme: &Theme{}}).functions() {
		names = append(names, "`"+name+"`")
	}
	sort.Strings(names)
	b.WriteString(strings.Join(names, ", ") + ". Each is described in `internal/site/functions.go`.\n\n## Structs\n")
	order := make([]string, 0, len(structs))
	for name := range structs {
		order = append(order, name)
	}
	sort.Slice(order, func(i, k int) bool { return rank(order[i]) < rank(order[k]) })
	for _, name := range order {
		fmt.Fprintf(&b, "\n### %s\n\n%s\n\n| field | type | meaning |\n|---|---|---|\n", name, docs[name])
		for _, f := range structs[name].Type.(*ast.StructType).Fields.List {
			typ := typeName(f.Type)
			if len(f.Names) == 0 {
				fmt.Fprintf(&b, "| | %s | all its fields |\n", typ)
				continue
			}
			var own []string
			for _, n := range f.Names {
				if n.IsExported() {
					own = append(own, "`"+n.Name+"`")
				}
			}
			if own != nil {
				fmt.Fprintf(&b, "| %s | %s | %s |\n", strings.Join(own, ", "), typ, strings.ReplaceAll(oneLine(f.Doc.Text()+f.Comment.Text()), "|", "\\|"))
			}
		}
	}
	return b.String()
}

// rank puts what every page has first, then pages, then their parts, then the
// manifest.
func rank(name string) string {
	first := []string{"Page", "Site", "Meta"}
	switch {
	case slices.Contains(first, name):
		return fmt.Sprintf("0%d", slices.Index(first, name))
	case strings.HasSuffix(name, "Page"):
		return "1" + name
	case name == "Manifest" || name == "ListRequest":
		return "3" + name
	}
	return "2" + name
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func typeName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		if unicode.IsUpper(rune(e.Name[0])) {
			return "[" + e.Name + "](#" + strings.ToLower(e.Name) + ")"
		}
		return e.Name
	case *ast.StarExpr:
		return typeName(e.X) + ", may be nil"
	case *ast.ArrayType:
		return "list of " + typeName(e.Elt)
	case *ast.MapType:
		return "map of " + typeName(e.Key) + " to " + typeName(e.Value)
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return "any"
}
