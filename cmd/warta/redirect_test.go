package main

import (
	"bytes"
	"context"
	"strings"
	"testing"
)

func TestRedirectCommand(t *testing.T) {
	t.Setenv("WARTA_LANG", "en")
	dir := t.TempDir()
	redirect := func(from, to string) (code int, out, problem string) {
		var stdout, stderr bytes.Buffer
		code = run(context.Background(), []string{"--data", dir, "--log", "error", "redirect", from, to}, &stdout, &stderr)
		return code, stdout.String(), stderr.String()
	}
	if code, out, problem := redirect("/berita/lama.html", "/indeks"); code != 0 || !strings.Contains(out, "/berita/lama.html → /indeks") {
		t.Fatalf("%d %s %s", code, out, problem)
	}
	if code, _, problem := redirect("/indeks-lama", "/berita/lama.html"); code != 0 {
		t.Errorf("a chain is shortened: %d %s", code, problem)
	}
	for name, c := range map[string][2]string{"a loop": {"/sama", "/sama"}, "no path": {"berita", "/indeks"}, "a script": {"/x", "javascript:alert(1)"}} {
		if code, _, problem := redirect(c[0], c[1]); code == 0 || strings.TrimSpace(problem) == "" || strings.Count(strings.TrimSpace(problem), "\n") > 0 {
			t.Errorf("%s: %d %q, want one sentence", name, code, problem)
		} else {
			t.Log(name, "→", strings.TrimSpace(problem))
		}
	}
}
