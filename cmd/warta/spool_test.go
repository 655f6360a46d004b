package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"

	"warta/internal/blob"
	"warta/internal/news"
	"warta/internal/store"
	"warta/internal/store/storetest"
)

// shy is a bucket that can be away.
type shy struct {
	blob.Store
	away bool
}

func (s *shy) Put(ctx context.Context, name string, r io.Reader) error {
	if s.away {
		return errors.New("no route to host")
	}
	return s.Store.Put(ctx, name, r)
}

func bucketFor(t *testing.T) (mediaStore, *shy) {
	disk, err := blob.OpenDisk(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { disk.Close() })
	bucket := &shy{Store: disk}
	spool, err := blob.OpenSpool(bucket, blob.SpoolOptions{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { spool.Close() })
	return mediaStore{Store: spool, spool: spool}, bucket
}

// What readers must not see any more is on no node's disk: a denied picture, one
// that was replaced, and a redacted one that nothing else shows; others stay.
func TestCopiesOfHiddenPicturesAreForgotten(t *testing.T) {
	ctx := t.Context()
	db := storetest.SQLite(t)
	media, _ := bucketFor(t)
	var e news.Edition
	assets := map[string]*news.Asset{"denied": {Rights: news.Rights{Deny: true}}, "kept": {}, "redacted": {}}
	var events []news.Event
	err := db.Write(ctx, func(tx store.Tx) error {
		if err := tx.Editions().Put(ctx, &e); err != nil {
			return err
		}
		for name, a := range assets {
			a.Edition, a.Hash, a.Kind = e.ID, name, "photo"
			if err := tx.Media().Put(ctx, a); err != nil {
				return err
			}
			if err := tx.Uploads().Use(ctx, a.ID, name); err != nil {
				return err
			}
			kind := news.EventMedia
			if name == "redacted" {
				kind = news.EventRedacted
			}
			events = append(events, news.Event{Kind: kind, Keys: []string{"a1", news.KeyAsset(a.ID)}})
		}
		if err := tx.Uploads().Use(ctx, assets["kept"].ID, "old"); err != nil {
			return err
		}
		return tx.Uploads().Unuse(ctx, assets["kept"].ID, "old")
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"denied", "kept", "old", "redacted"} {
		if err := media.Put(ctx, name, strings.NewReader("bytes")); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"denied", "kept", "old", "redacted"} {
		f, err := media.Open(ctx, name) // makes a copy
		if err != nil {
			t.Fatal(err)
		}
		f.Close()
	}
	if n := len(copies(t, media)); n != 4 {
		t.Fatalf("%d copies before", n)
	}
	p := &newspaper{db: db, blobs: media, follow: &follower{log: slog.New(slog.DiscardHandler)}}
	p.forgetHidden(events)
	if got := copies(t, media); strings.Join(got, " ") != "kept" {
		t.Errorf("copies of %v are on this disk, want the one that readers may see", got)
	}
}

// copies are the names that this node can give while the bucket is away.
func copies(t *testing.T, m mediaStore) (out []string) {
	t.Helper()
	for _, name := range []string{"denied", "kept", "old", "redacted"} {
		if m.spool.Kept(t.Context(), name) {
			out = append(out, name)
		}
	}
	return out
}

// An import to a bucket that is away loses nothing, and says what waits; when the
// bucket is back, the end of an import finds it empty.
func TestAnImportDrainsItsSpool(t *testing.T) {
	media, bucket := bucketFor(t)
	bucket.away = true
	if err := media.Put(t.Context(), "photo", strings.NewReader("bytes")); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	a := &app{cli: &cli{}, ctx: t.Context(), stdout: &out, log: slog.New(slog.DiscardHandler)}
	if err := a.drained(media); err != nil || !strings.Contains(out.String(), "1 ") {
		t.Errorf("%v, said %q", err, out.String())
	}
	if _, err := bucket.Open(t.Context(), "photo"); err == nil {
		t.Error("it is in a bucket that is away")
	}
	if err := a.drained(mediaStore{}); err != nil {
		t.Errorf("a folder has nothing to bring: %v", err)
	}
}

// The doctor asks whether the media store answers.
func TestDoctorAsksTheMediaStore(t *testing.T) {
	dir := t.TempDir()
	_, out, _ := warta(t, "doctor", "--quick", "--json", "--data", dir)
	if !strings.Contains(out, `"code":"media.ok"`) {
		t.Errorf("a folder:\n%s", out)
	}
	_, out, _ = warta(t, "doctor", "--quick", "--json", "--data", filepath.Join(dir, "b"), "--media", "s3://none")
	if !strings.Contains(out, `"code":"media_away"`) {
		t.Errorf("no bucket's address:\n%s", out)
	}
}
