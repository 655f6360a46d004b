package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"warta/internal/sample"
	"warta/internal/store"
)

// warta runs the command line in this process, speaking English.
func warta(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	t.Setenv("WARTA_LANG", "en")
	// A server that should have been refused must not run for ever.
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	var out, errs bytes.Buffer
	code = run(ctx, args, &out, &errs)
	return code, out.String(), errs.String()
}

// articlesIn counts the articles of a data folder.
func articlesIn(t *testing.T, dir string) int {
	t.Helper()
	if _, err := os.Stat(filepath.Join(dir, "warta.db")); os.IsNotExist(err) {
		return 0
	}
	ctx := context.Background()
	db, err := store.Open(ctx, store.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	n := 0
	err = db.Read(ctx, func(tx store.Tx) error {
		all, err := tx.Articles().Newest(ctx, 1, 0, 1000)
		n = len(all)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestBadCapturesAreRefusedInOneSentence(t *testing.T) {
	seed := string(sample.Seed())
	tests := []struct {
		name string
		file func() []byte
		code int
		// says must all be in the sentence.
		says []string
	}{
		{"no headline", func() []byte {
			return []byte("Sabtu, 1 Maret 2025 - 19:13 WIB\n\nfacebook twitter whatsapp telegram line copy\n")
		}, 3, []string{"capture.txt", "headline"}},
		{"empty", func() []byte { return nil }, 3, []string{"capture.txt", "empty"}},
		{"only spaces", func() []byte { return []byte(" \n\u00a0\n\t\n") }, 3, []string{"capture.txt"}},
		{"fifty megabytes", func() []byte { return bytes.Repeat([]byte("kata "), 10<<20) }, 4, []string{"capture.txt", "16"}},
		{"invalid UTF-8", func() []byte { return []byte(strings.Replace(seed, "Putin", "Pu\xfftin", 1)) }, 3, []string{"capture.txt", "UTF-8", "line 1"}},
		{"a date that does not parse", func() []byte {
			return []byte(strings.Replace(seed, "Sabtu, 1 Maret 2025 - 19:13 WIB", "Sabtu, 31 Februari 2025 - 19:13 WIB", 1))
		}, 3, []string{"capture.txt", "line 5", "31 Februari 2025"}},
		{"a picture", func() []byte { return []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR") }, 3, []string{"capture.txt"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			file := filepath.Join(dir, "capture.txt")
			if err := os.WriteFile(file, tt.file(), 0o600); err != nil {
				t.Fatal(err)
			}
			data := filepath.Join(dir, "data")
			code, stdout, stderr := warta(t, "import", "page", "--data", data, "--log", "error", file)
			if code != tt.code {
				t.Errorf("exit code %d, want %d", code, tt.code)
			}
			if stdout != "" {
				t.Errorf("something was reported as done: %q", stdout)
			}
			if n := strings.Count(strings.TrimSpace(stderr), "\n"); n != 0 || len(stderr) > 300 {
				t.Errorf("more than one clear sentence: %q", stderr)
			}
			for _, s := range tt.says {
				if !strings.Contains(stderr, s) {
					t.Errorf("%q does not say %q", stderr, s)
				}
			}
			if n := articlesIn(t, data); n != 0 {
				t.Errorf("%d articles were written", n)
			}
		})
	}
}

func TestImportPage(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "seed.txt")
	if err := os.WriteFile(file, sample.Seed(), 0o600); err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(dir, "data")
	flags := []string{"import", "page", "--data", data, "--log", "error"}

	if code, out, errs := warta(t, append(flags, "--dry-run", file)...); code != 0 || articlesIn(t, data) != 0 {
		t.Fatalf("dry run: exit %d, %d articles, %q %q", code, articlesIn(t, data), out, errs)
	}
	code, out, errs := warta(t, append(flags, "--publish", file)...)
	if code != 0 || errs != "" {
		t.Fatalf("import: exit %d, %q", code, errs)
	}
	if n := articlesIn(t, data); n != 13 {
		t.Errorf("%d articles, want the seed's and its twelve stubs", n)
	}
	if !strings.Contains(out, "/2025/03/01/presiden-rusia-") {
		t.Errorf("the address of the article is not told: %q", out)
	}
	// Two read-also targets and three related articles have no time in the
	// capture, so they stay drafts.
	if n := strings.Count(out, "is a draft because"); n != 5 {
		t.Errorf("%d stubs are drafts, want 5: %q", n, out)
	}
	code, out, errs = warta(t, append(flags, "--publish", file)...)
	if code != 0 || articlesIn(t, data) != 13 || strings.Count(out, "unchanged") != 13 {
		t.Errorf("a second run: exit %d, %d articles, %q %q", code, articlesIn(t, data), out, errs)
	}
}

func TestCommandLine(t *testing.T) {
	tests := []struct {
		name string
		args []string
		code int
		out  string
		err  string
	}{
		{"no arguments show help", nil, 0, "warta demo", ""},
		{"help", []string{"--help"}, 0, "serve", ""},
		{"help of a command", []string{"import", "page", "--help"}, 0, "--dry-run", ""},
		{"version", []string{"version"}, 0, "warta dev", ""},
		{"unknown command", []string{"publish"}, 2, "", "warta --help"},
		{"unknown flag", []string{"serve", "--prot", "80"}, 2, "", "warta --help"},
		{"no file", []string{"import", "page"}, 2, "", "file"},
		{"a file that is not there", []string{"import", "page", "--data", "DIR", "/nowhere/page.txt"}, 3, "", "page.txt"},
		{"a database that cannot be reached", []string{"import", "page", "--db", "postgres://nobody@127.0.0.1:1/none?connect_timeout=1", "main.go"}, 8, "", "warta:"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			for i, a := range tt.args {
				if a == "DIR" {
					tt.args[i] = dir
				}
			}
			code, stdout, stderr := warta(t, tt.args...)
			if code != tt.code || !strings.Contains(stdout, tt.out) || !strings.Contains(stderr, tt.err) {
				t.Errorf("exit %d, stdout %q, stderr %q; want %d, %q, %q", code, stdout, stderr, tt.code, tt.out, tt.err)
			}
		})
	}
}

func TestConfigurationComesFromFileThenEnvironmentThenFlags(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "warta.json"), []byte(`{"log": "debug", "addr": "127.0.0.1:1"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := configFile([]string{"serve", "--data=" + dir}); got != dir+"/warta.json" {
		t.Fatalf("the file is looked for at %s", got)
	}
	// 127.0.0.1:1 cannot be listened on by most users, and "nonsense" by nobody:
	// which address is refused tells which source won.
	_, _, stderr := warta(t, "serve", "--data", dir, "--addr", "nonsense")
	if !strings.Contains(stderr, "nonsense") {
		t.Errorf("the flag did not win over the file: %q", stderr)
	}
	t.Setenv("WARTA_ADDR", "from-the-environment")
	_, _, stderr = warta(t, "serve", "--data", dir)
	if !strings.Contains(stderr, "from-the-environment") {
		t.Errorf("the environment did not win over the file: %q", stderr)
	}
	os.Unsetenv("WARTA_ADDR")
	if err := os.WriteFile(filepath.Join(dir, "warta.json"), []byte(`{"addr": "from-the-file"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	_, _, stderr = warta(t, "serve", "--data", dir)
	if !strings.Contains(stderr, "from-the-file") {
		t.Errorf("the file was not read: %q", stderr)
	}
	if err := os.WriteFile(filepath.Join(dir, "warta.json"), []byte(`{"addr": `), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, stderr := warta(t, "serve", "--data", dir); code == 0 || !strings.Contains(stderr, "warta.json") {
		t.Errorf("a broken file: exit %d, %q", code, stderr)
	}
}

func TestOneServerPerDataFolder(t *testing.T) {
	dir := t.TempDir()
	unlock, err := lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	code, _, stderr := warta(t, "serve", "--data", dir, "--addr", "127.0.0.1:0")
	if code != 6 || !strings.Contains(stderr, dir) {
		t.Errorf("exit %d, %q", code, stderr)
	}
	unlock()
	again, err := lock(dir)
	if err != nil {
		t.Fatalf("the folder stays locked: %v", err)
	}
	again()
}

func TestDemoDoesNotTouchANewspaper(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "seed.txt")
	if err := os.WriteFile(file, sample.Seed(), 0o600); err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(dir, "data")
	if code, _, errs := warta(t, "import", "page", "--data", data, file); code != 0 {
		t.Fatal(errs)
	}
	code, _, stderr := warta(t, "demo", "--data", data, "--addr", "127.0.0.1:0")
	if code != 6 || !strings.Contains(stderr, data) || articlesIn(t, data) != 13 {
		t.Errorf("exit %d, %q, %d articles", code, stderr, articlesIn(t, data))
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { panic("a fault of ours") }

func TestAFaultDoesNotLookLikeSuccess(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a panic of a command was swallowed")
		}
	}()
	code := run(context.Background(), []string{"version"}, brokenWriter{}, brokenWriter{})
	t.Errorf("exit code %d", code)
}

// TestStrangersCannotChooseTheScheme: pages carry absolute addresses, so a
// header that chose https would be printed and kept.
func TestStrangersCannotChooseTheScheme(t *testing.T) {
	d := sharedDemo(t)
	_, _, plain := get(t, d.home+d.seed)
	_, _, forged := get(t, d.home+d.seed, "X-Forwarded-Proto", "https", "X-Forwarded-For", "10.0.0.1")
	if !bytes.Equal(plain, forged) {
		t.Errorf("a forwarding header of a stranger changed the page: %s", firstDifference(forged, plain))
	}
}
