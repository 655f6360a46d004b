package wordpress

import (
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The facade has no way to name what is not published.
func TestTheFacadeCannotReachTheNewsroom(t *testing.T) {
	allowed := map[string]bool{"body": true, "cache": true, "locale": true, "news": true, "search": true, "store": true, "web": true}
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, src, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range f.Imports {
			if ours, ok := strings.CutPrefix(strings.Trim(s.Path.Value, `"`), "warta/internal/"); ok && !allowed[ours] {
				t.Errorf("%s imports %s", name, ours)
			}
		}
		for _, word := range []string{"store.Database", "store.Tx", "store.Articles", "store.Accounts"} {
			if strings.Contains(string(src), word) {
				t.Errorf("%s uses %s", name, word)
			}
		}
	}
}
