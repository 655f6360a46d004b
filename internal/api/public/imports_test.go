package public

import (
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The half that everybody may read has no way to name what is not published:
// neither it nor what it stands on can reach the newsroom, accounts or jobs.
func TestThePublicHalfCannotReachTheNewsroom(t *testing.T) {
	allowed := map[string]bool{"api/protocol": true, "body": true, "cache": true, "locale": true, "news": true, "search": true, "store": true, "web": true}
	for _, dir := range []string{".", "../protocol"} {
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
			f, err := parser.ParseFile(token.NewFileSet(), name, src, parser.ImportsOnly)
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range f.Imports {
				if ours, ok := strings.CutPrefix(strings.Trim(s.Path.Value, `"`), "warta/internal/"); ok && !allowed[ours] {
					t.Errorf("%s imports %s", name, ours)
				}
			}
			// Of the store, only the published side: a Database or Tx has the rest.
			for _, word := range []string{"store.Database", "store.Tx", "store.Articles"} {
				if strings.Contains(string(src), word) {
					t.Errorf("%s uses %s", name, word)
				}
			}
		}
	}
}
