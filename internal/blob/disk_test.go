package blob_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

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

func TestDiskSurvivesReopening(t *testing.T) {
	dir := t.TempDir()
	ctx := context.Background()
	d := openDisk(t, dir)
	if err := d.Put(ctx, "kept", strings.NewReader("x")); err != nil {
		t.Fatal(err)
	}
	// What a crash leaves of an unfinished write.
	half := filepath.Join(dir, "tmp", "0-half")
	if err := os.WriteFile(half, []byte("ha"), 0o600); err != nil {
		t.Fatal(err)
	}
	// Of today it may be another process's.
	openDisk(t, dir)
	if _, err := os.Stat(half); err != nil {
		t.Error("what another process is writing was removed")
	}
	yesterday := time.Now().Add(-25 * time.Hour)
	if err := os.Chtimes(half, yesterday, yesterday); err != nil {
		t.Fatal(err)
	}
	again := openDisk(t, dir)
	if _, err := again.Stat(ctx, "kept"); err != nil {
		t.Error(err)
	}
	left, err := os.ReadDir(filepath.Join(dir, "tmp"))
	if err != nil || len(left) != 0 {
		t.Errorf("half written objects are left: %v, %v", left, err)
	}
}

func TestDiskDoesNotFollowLinksOut(t *testing.T) {
	dir, outside := t.TempDir(), filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(outside, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	d := openDisk(t, dir)
	ctx := context.Background()
	if err := d.Put(ctx, "link", strings.NewReader("x")); err != nil {
		t.Fatal(err)
	}
	matches, err := filepath.Glob(filepath.Join(dir, "*", "link"))
	if err != nil || len(matches) != 1 {
		t.Fatal(matches, err)
	}
	if err := os.Remove(matches[0]); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, matches[0]); err != nil {
		t.Fatal(err)
	}
	if r, err := d.Open(ctx, "link"); err == nil {
		r.Close()
		t.Error("a link out of the folder was followed")
	}
}
