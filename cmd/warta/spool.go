package main

import (
	"context"
	"errors"
	"io/fs"
	"strconv"
	"time"

	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
)

// media opens the store as it is set and asks whether it answers: the doctor is
// a process of its own, and knows that a bucket is away only by asking it.
func (a *app) media(ctx context.Context) (m mediaStore, lines []newsroom.HealthLine) {
	m, err := a.blobs()
	if err == nil {
		ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
		defer cancel()
		err = m.answers(ctx)
	}
	if err != nil {
		return m, []newsroom.HealthLine{{Area: "media", Level: newsroom.HealthError, Code: "media_away", Args: map[string]any{"cause": err.Error()}}}
	}
	return m, []newsroom.HealthLine{{Area: "media", Level: newsroom.HealthOK, Code: "media.ok"}}
}

// answers asks for something that is not there.
func (m mediaStore) answers(ctx context.Context) error {
	_, err := m.Stat(ctx, "o-doctor")
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// drain waits until everything that this process accepted is in the bucket. What
// does not arrive stays in the spool for the server to bring.
func (m mediaStore) drain(ctx context.Context) error {
	if m.spool == nil {
		return nil
	}
	_, err := m.spool.Drain(ctx)
	return err
}

// forgetHidden removes this node's copies of what an event took from readers: a
// withheld, deleted, replaced or redacted picture (N5.3). The gate lets none of
// them out; this is so that no disk keeps them.
func (p *newspaper) forgetHidden(events []news.Event) {
	if p.blobs.spool == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	for _, e := range events {
		if e.Kind != news.EventMedia && e.Kind != news.EventRedacted {
			continue
		}
		for _, id := range assetKeys(e.Keys) {
			var names []string
			err := p.db.Read(ctx, func(tx store.Tx) (err error) {
				names, err = tx.Library().Hidden(ctx, id, e.Kind == news.EventRedacted)
				return err
			})
			if err != nil {
				p.follow.log.Warn("copies of a hidden picture may still be kept here", "asset", int64(id), "error", err)
				continue
			}
			p.blobs.forget(ctx, names...)
		}
	}
}

// assetKeys are the assets among surrogate keys.
func assetKeys(keys []string) (out []news.AssetID) {
	for _, k := range keys {
		if len(k) < 2 || k[0] != 'm' {
			continue
		}
		if id, err := strconv.ParseInt(k[1:], 10, 64); err == nil && news.KeyAsset(news.AssetID(id)) == k {
			out = append(out, news.AssetID(id))
		}
	}
	return out
}
