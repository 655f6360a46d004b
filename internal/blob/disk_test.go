package blob_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"warta/internal/blob"
	"warta/internal/blob/blobtest"
)

func openDisk(t *testing.T, dir string) *blob.Disk {
	t.Helper()
	d, err := blob.OpenDisk(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

func TestDisk(t *testing.T) {
	blobtest.Run(t, func(t *testing.T) blob.Store { return openDisk(t, t.TempDir()) })
}

// files lists everything in the folder, temporary files included.
func files(t *testing.T, dir string) (out []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			rel, _ := filepath.Rel(dir, p)
			out = append(out, rel)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestEveryStepOfPutMayFail(t *testing.T) {
	for _, step := range []string{"write", "sync", "close", "folder", "rename"} {
		dir := t.TempDir()
		d := openDisk(t, dir)
		boom := errors.New("disk full")
		blob.SetFault(d, func(s string) error {
			if s == step {
				return boom
			}
			return nil
		})
		if _, err := d.Put(t.Context(), "ab/x", strings.NewReader("photo"), 5); !errors.Is(err, boom) {
			t.Errorf("%s fails: %v", step, err)
		}
		if got := files(t, dir); len(got) != 0 {
			t.Errorf("%s fails and leaves %v", step, got)
		}
		blob.SetFault(d, nil)
		if _, err := d.Put(t.Context(), "ab/x", strings.NewReader("photo"), 5); err != nil {
			t.Errorf("%s failed, and then: %v", step, err)
		}
	}
}

// A folder that could not be synced may be lost with what is in it, so nothing
// in it is acknowledged until it was.
func TestPutSyncsWhatAnEarlierOneCouldNot(t *testing.T) {
	d := openDisk(t, t.TempDir())
	put := func() error {
		_, err := d.Put(t.Context(), "ab/x", strings.NewReader("photo"), 5)
		return err
	}
	// The first sync is the parent's, when ab is made; the second is ab's own,
	// when x is in it.
	for fail := 1; fail <= 2; fail++ {
		n := 0
		blob.SetFault(d, func(s string) error {
			if s == "sync folder" {
				if n++; n == fail {
					return errors.New("no")
				}
			}
			return nil
		})
		if put() == nil {
			t.Errorf("acknowledged though sync %d of a folder failed", fail)
		}
	}
	synced := 0
	blob.SetFault(d, func(s string) error {
		if s == "sync folder" {
			synced++
		}
		return nil
	})
	if err := put(); err != nil || synced != 2 {
		t.Errorf("then: %v, %d folders synced, want both", err, synced)
	}
}

func TestHalfWrittenFilesOfTheLastRunGo(t *testing.T) {
	dir := t.TempDir()
	openDisk(t, dir).Close()
	if err := os.WriteFile(filepath.Join(dir, ".tmp", "1"), []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	d := openDisk(t, dir)
	if got := files(t, dir); len(got) != 0 {
		t.Errorf("left: %v", got)
	}
	if _, err := d.Put(t.Context(), "a", strings.NewReader("x"), 1); err != nil {
		t.Error(err)
	}
}

func TestLinksDoNotLeadOut(t *testing.T) {
	outside, dir := t.TempDir(), t.TempDir()
	if err := os.WriteFile(filepath.Join(outside, "secret"), []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	d := openDisk(t, dir)
	for link, to := range map[string]string{"file": filepath.Join(outside, "secret"), "folder": outside} {
		if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	ctx := context.Background()
	for _, name := range []string{"file", "folder/secret"} {
		if r, err := d.Open(ctx, name); err == nil {
			r.Close()
			t.Errorf("%s was opened", name)
		}
	}
	if _, err := d.Put(ctx, "folder/new", strings.NewReader("x"), 1); err == nil {
		t.Error("written outside")
	}
	if got := files(t, outside); len(got) != 1 {
		t.Errorf("outside: %v", got)
	}
	for info, err := range d.List(ctx, "") {
		t.Errorf("listed %v, %v", info, err)
	}
}

func FuzzCheckName(f *testing.F) {
	for _, s := range []string{"ab/ab12.jpg", "../x", "a/./b", ".tmp/1", "a\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		err := blob.CheckName(name)
		if err != nil {
			return
		}
		// What is accepted is local, clean, and not hidden anywhere.
		if !filepath.IsLocal(name) || filepath.Clean(name) != name || strings.Contains("/"+name, "/.") || strings.ToLower(name) != name {
			t.Errorf("%q is accepted", name)
		}
	})
}
