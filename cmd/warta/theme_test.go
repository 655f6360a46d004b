package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestThemeCheck(t *testing.T) {
	t.Setenv("WARTA_LANG", "en")
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	check := func(dir string) (code int, out, problem string) {
		var stdout, stderr bytes.Buffer
		code = run(context.Background(), []string{"theme", "check", dir}, &stdout, &stderr)
		return code, stdout.String(), stderr.String()
	}
	if code, _, problem := check(filepath.Join(dir, "none")); code != 5 || !strings.Contains(problem, "no folder") {
		t.Errorf("a missing folder: %d %s", code, problem)
	}
	write("theme.json", `{"name":"kecil","title":"Kecil","contract":1}`)
	code, out, problem := check(dir)
	if code != 0 || !strings.Contains(out, "Kecil (kecil), contract 1") || !strings.Contains(out, "would use it") {
		t.Errorf("a small theme: %d %s %s", code, out, problem)
	}
	write("part/label.html", "{{/* no label at all */}}")
	code, out, problem = check(dir)
	if code != 3 || !strings.Contains(out, "fault: ") || !strings.Contains(problem, "refuse") {
		t.Errorf("a theme without labels: %d %s %s", code, out, problem)
	}
}
