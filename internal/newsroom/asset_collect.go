package newsroom

import (
	"context"
	"time"

	"warta/internal/store"
)

const (
	// keepUnused is how long a file stays after its last reference
	// (operations.md section 8), keepUpload how long an upload that nobody goes on
	// with.
	keepUnused = 30 * 24 * time.Hour
	keepUpload = 7 * 24 * time.Hour
	// collectAtOnce bounds a transaction.
	collectAtOnce = 100
)

// CollectMedia removes files that nothing has referred to for thirty days, and
// pieces of uploads that were given up a week ago. It says how many files went.
func (n *Newsroom) CollectMedia(ctx context.Context) (int, error) {
	if n.blobs == nil {
		return 0, nil
	}
	removed := 0
	for {
		var given []store.Upload
		err := n.db.Write(ctx, func(tx store.Tx) (err error) {
			given, err = tx.Uploads().Forget(ctx, tx.Now().Add(-keepUpload), collectAtOnce)
			return err
		})
		if err != nil {
			return removed, err
		}
		for i := range given {
			if given[i].Asset == 0 {
				n.removePieces(ctx, &given[i])
			}
		}
		if len(given) < collectAtOnce {
			break
		}
	}
	for {
		var names []string
		var before time.Time
		err := n.db.Read(ctx, func(tx store.Tx) (err error) {
			before = tx.Now().Add(-keepUnused)
			names, err = tx.Uploads().Unused(ctx, before, collectAtOnce)
			return err
		})
		if err != nil || len(names) == 0 {
			return removed, err
		}
		for _, name := range names {
			// Deleting what is not there is no error, so two nodes do no harm.
			if err := n.blobs.Delete(ctx, name); err != nil {
				return removed, err
			}
			removed++
		}
		err = n.db.Write(ctx, func(tx store.Tx) error {
			// Their addresses say that they are gone, not that they never were.
			if err := tx.Publishing().RetireFiles(ctx, names...); err != nil {
				return err
			}
			return tx.Uploads().Removed(ctx, before, names...)
		})
		if err != nil {
			return removed, err
		}
	}
}

// RunMedia watches over rights each second and collects files each hour, until
// ctx ends. Every node does; what another did is done.
func (n *Newsroom) RunMedia(ctx context.Context) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	var collected time.Time
	failed := false
	for {
		ended, err := n.ExpireMedia(ctx)
		if ended > 0 {
			n.log.Info("rights ended", "assets", ended)
		}
		if err == nil && time.Since(collected) > time.Hour {
			collected = time.Now()
			var files int
			if files, err = n.CollectMedia(ctx); files > 0 {
				n.log.Info("files without a reference were removed", "files", files)
			}
		}
		if err != nil && !failed && ctx.Err() == nil {
			n.log.Error("media are not watched over", "error", err)
		}
		failed = err != nil
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
