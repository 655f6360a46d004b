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
	// run brings what waits on this node to the bucket; a folder has nothing to do.
	run func(context.Context)
}

// Close ends it. What waits stays on disk.
func (m mediaStore) Close() error { return m.Store.(io.Closer).Close() }

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
		return mediaStore{disk, func(context.Context) {}}, err
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
	return mediaStore{spool, spool.Run}, nil
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
