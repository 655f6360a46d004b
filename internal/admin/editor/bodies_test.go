package editor

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"warta/internal/ingest"
)

// bodies writes what imports make of markup, one document a line, and names the
// file: ours always, others' where the folder of outside data is.
func bodies(t *testing.T) string {
	t.Helper()
	var sources []string
	for _, dir := range []string{"../../body/testdata", "../../../../shared/testdata"} {
		_ = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || len(sources) >= 120 {
				return nil
			}
			if ext := filepath.Ext(path); ext != ".html" && ext != ".htm" {
				return nil
			}
			if b, err := os.ReadFile(path); err == nil && len(b) < 300<<10 {
				sources = append(sources, string(b))
			}
			return nil
		})
	}
	var out strings.Builder
	for i, src := range sources {
		doc := ingest.MapHTML(src, ingest.MapOptions{}).Doc
		doc.AssignIDs("editor")
		b, err := doc.MarshalJSON()
		if err != nil {
			t.Fatalf("source %d: %v", i, err)
		}
		out.Write(b)
		out.WriteByte('\n')
	}
	name := filepath.Join(t.TempDir(), "bodies.jsonl")
	if err := os.WriteFile(name, []byte(out.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}
