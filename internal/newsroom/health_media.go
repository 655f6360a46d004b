package newsroom

import "context"

// Spool is what stands between this node and a bucket (blob.Spool).
type Spool interface {
	// Waiting is how many files have not arrived, and how many bytes they have.
	Waiting(ctx context.Context) (n int, size int64, err error)
	// Away reports whether the bucket is being left alone after failures.
	Away() bool
}

// mediaHealth tells what has not arrived in the bucket.
func (n *Newsroom) mediaHealth(ctx context.Context, add func(string, HealthLevel, string, ...any)) {
	if n.spool == nil {
		return
	}
	waiting, size, err := n.spool.Waiting(ctx)
	mib := (size + 1<<20 - 1) >> 20
	switch {
	case err != nil:
		add("media", HealthError, "spool_unreadable", "cause", err.Error())
	case n.spool.Away():
		add("media", HealthError, "bucket_away", "n", waiting, "mib", mib)
	case waiting > 0:
		add("media", HealthWarn, "spool", "n", waiting, "mib", mib)
	default:
		add("media", HealthOK, "spool.ok")
	}
}
