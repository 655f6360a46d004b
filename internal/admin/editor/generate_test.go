package editor

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

var update = flag.Bool("update", false, "write src/schema.gen.ts again")

// TestSchemaOfTheEditorIsTheBodys makes the editor's copy of the schema and
// compares it with the one that is committed.
func TestSchemaOfTheEditorIsTheBodys(t *testing.T) {
	raw, err := os.ReadFile("../../body/schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var schema struct {
		Version int             `json:"version"`
		Limits  json.RawMessage `json:"limits"`
		Schemes json.RawMessage `json:"schemes"`
		Marks   json.RawMessage `json:"marks"`
		Nodes   json.RawMessage `json:"nodes"`
	}
	if err := json.Unmarshal(raw, &schema); err != nil {
		t.Fatal(err)
	}
	slim, err := json.Marshal(schema)
	if err != nil {
		t.Fatal(err)
	}
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, slim, "", " "); err != nil {
		t.Fatal(err)
	}
	want := "// Made from internal/body/schema.json by `go test ./internal/admin/editor -run Schema -update`.\n" +
		"import type { BodySchema } from \"./schema\";\n\nexport const schema: BodySchema = " + pretty.String() + ";\n"
	if *update {
		if err := os.WriteFile("src/schema.gen.ts", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile("src/schema.gen.ts")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("src/schema.gen.ts is not made from internal/body/schema.json; -update writes it")
	}
}

// fetched says why the scripts' sources cannot be had here, if so.
var fetched = sync.OnceValue(func() string {
	if _, err := exec.LookPath("npm"); err != nil {
		return "no npm here"
	}
	if _, err := os.Stat("node_modules/prosemirror-view"); err != nil {
		out, err := exec.Command("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund").CombinedOutput()
		if err != nil {
			return "npm cannot fetch what package-lock.json names: " + string(out)
		}
	}
	return ""
})

func TestBuiltScriptsAreFresh(t *testing.T) {
	if why := fetched(); why != "" {
		t.Skip("the scripts are not built again: " + why)
	}
	dir := t.TempDir()
	if out, err := exec.Command("sh", "../../../scripts/scripts.sh", dir).CombinedOutput(); err != nil {
		t.Fatalf("build the scripts: %v\n%s", err, out)
	}
	made := names(t, dir)
	for name := range names(t, "dist") {
		if !made[name] {
			t.Errorf("dist/%s is built from nothing; remove it", name)
		}
	}
	for name := range made {
		want, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join("dist", name))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("dist/%s is not what its sources make today: make scripts", name)
		}
	}
}

func names(t *testing.T, dir string) map[string]bool {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]bool{}
	for _, f := range files {
		out[f.Name()] = true
	}
	return out
}

// The weights that people load, gzipped, in bytes (newsroom-screens.md 6).
var weights = map[string]int{
	"shell.js":   40 << 10,
	"board.js":   12 << 10,
	"editor.js":  115 << 10,
	"editor.css": 8 << 10,
	"paste.js":   12 << 10,
	"picker.js":  20 << 10,
	"sw.js":      2 << 10,
	"offline.js": 4 << 10,
	"front.js":   18 << 10,
	"photo.js":   4 << 10,
	"photos.js":  6 << 10,
}

func TestScriptsAreLight(t *testing.T) {
	for name := range names(t, "dist") {
		b, err := Dist.ReadFile("dist/" + name)
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		w, _ := gzip.NewWriterLevel(&out, gzip.BestCompression) // the level exists
		_, _ = w.Write(b)                                       // memory
		_ = w.Close()
		limit, known := weights[name]
		if !known {
			t.Errorf("dist/%s has no weight in the table", name)
		}
		t.Logf("%s: %.1f KB of %d", name, float64(out.Len())/1024, limit>>10)
		if out.Len() > limit {
			t.Errorf("dist/%s weighs %d bytes gzipped, at most %d", name, out.Len(), limit)
		}
	}
}

func TestTypesAreSound(t *testing.T) {
	if why := fetched(); why != "" {
		t.Skip("types are not checked: " + why)
	}
	if _, err := os.Stat("node_modules/typescript"); err != nil {
		t.Skip("types are not checked: no TypeScript in node_modules")
	}
	if out, err := exec.Command("node", "node_modules/typescript/bin/tsc", "--noEmit").CombinedOutput(); err != nil {
		t.Errorf("tsc: %v\n%s", err, out)
	}
}
