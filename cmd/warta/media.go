package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"

	"warta/internal/blob"
	"warta/internal/media"
	"warta/internal/news"
	"warta/internal/newsroom"
)

// mediaStore is where this node keeps and finds bytes.
type mediaStore struct {
	blob.Store
	// spool stands between this node and a bucket; nil with a folder, which has
	// nothing to bring, to forget or to tell.
	spool *blob.Spool
}

// run brings what waits on this node to the bucket until ctx ends.
func (m mediaStore) run(ctx context.Context) {
	if m.spool != nil {
		m.spool.Run(ctx)
	}
}

// waiter tells the newsroom what has not arrived; nil with a folder.
func (m mediaStore) waiter() newsroom.Spool {
	if m.spool == nil {
		return nil
	}
	return m.spool
}

// forget removes this node's copies.
func (m mediaStore) forget(ctx context.Context, names ...string) {
	for _, name := range names {
		if m.spool != nil {
			m.spool.Forget(ctx, name)
		}
	}
}

// Close ends it. What waits stays on disk.
func (m mediaStore) Close() error {
	if m.Store == nil {
		return nil
	}
	return m.Store.(io.Closer).Close()
}

// blobs opens the folder or the bucket that --media names. A bucket that is away
// is no error: it is met when something is read or arrives.
func (a *app) blobs() (mediaStore, error) {
	dir := a.Media
	if dir == "" {
		dir = filepath.Join(a.Data, "media")
	}
	at, err := blob.ParseAddress(dir)
	if err != nil {
		refused := news.Refuse(news.Invalid, "open media", "media_url", nil)
		refused.Err = err
		return mediaStore{}, refused
	}
	if at.Dir != "" {
		if err := os.MkdirAll(at.Dir, 0o750); err != nil {
			return mediaStore{}, fmt.Errorf("make the media folder: %w", err)
		}
		disk, err := blob.OpenDisk(at.Dir)
		return mediaStore{Store: disk}, err
	}
	bucket, err := blob.OpenS3(at.S3)
	if err != nil {
		return mediaStore{}, err
	}
	spool, err := blob.OpenSpool(bucket, blob.SpoolOptions{Dir: filepath.Join(a.Data, "spool"), Logger: a.log})
	if err != nil {
		return mediaStore{}, err
	}
	a.log.Info("media are kept in a bucket", "bucket", at.String())
	return mediaStore{Store: spool, spool: spool}, nil
}

// darkroom makes renditions on this node.
func (a *app) darkroom() (newsroom.Darkroom, error) {
	d, err := media.NewDarkroom(media.Options{})
	if err != nil {
		return nil, fmt.Errorf("open the darkroom: %w", err)
	}
	return newsroom.NewDarkroom(d), nil
}

// preview opens pictures that are not public for those who are signed in, on the
// newsroom's addresses alone.
func (p *newspaper) preview(addresses []string) func(*http.Request, string) io.ReadSeekCloser {
	return func(r *http.Request, name string) io.ReadSeekCloser {
		if p.room == nil || !isNewsroom(r, addresses) || r.Header.Get("Cookie") == "" {
			return nil
		}
		who, err := whoAsks(r, p.keeper)
		if err != nil || who.User == 0 {
			return nil
		}
		f, _, err := p.room.OpenRendition(r.Context(), newsroom.Someone(who), name)
		if err != nil {
			return nil
		}
		return f
	}
}
