// Package newsroom is the one door through which the newspaper changes. Every
// change is a command: somebody asks, the one policy function says whether they
// may, the rule in package news says whether it fits, and a single transaction
// writes article, version, revision, readers' side, audit row and events, or
// nothing at all. After the commit, and before the answer, this node's cached
// pages of the change are purged, so that an editor sees her change at once.
//
// One file per command. Screens, the API, imports and the clock all use these.
package newsroom

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"log/slog"

	"warta/internal/blob"
	"warta/internal/news"
	"warta/internal/store"
)

// Options of a newsroom; the zero value works.
type Options struct {
	// Applied is called after a commit, before the answer, with the change's
	// events: cmd/warta purges the page cache here.
	Applied func([]news.Event)
	// Blobs keeps the bytes of media, Darkroom looks at them and makes
	// renditions; without them nothing can be uploaded. Temp is for files on
	// their way in; the system's folder when empty.
	Blobs    blob.Store
	Darkroom Darkroom
	Temp     string
	Logger   *slog.Logger
}

// Newsroom runs commands on a database.
type Newsroom struct {
	db      store.Database
	applied func([]news.Event)
	log     *slog.Logger

	blobs    blob.Store
	darkroom Darkroom
	temp     string
}

// New opens the door.
func New(db store.Database, o Options) *Newsroom {
	n := &Newsroom{db: db, applied: o.Applied, log: o.Logger, blobs: o.Blobs, darkroom: o.Darkroom, temp: o.Temp}
	if n.applied == nil {
		n.applied = func([]news.Event) {}
	}
	if n.log == nil {
		n.log = slog.New(slog.DiscardHandler)
	}
	return n
}

// Command is a change to the newspaper.
type Command interface {
	// asks says what the actor needs, and for what. It reads the subject in the
	// command's own transaction, so that nothing changes in between.
	asks(ctx context.Context, tx store.Tx) (Permission, Subject, error)
	// run makes the change in the transaction and says what came of it. It may
	// run twice, so it has no effect outside tx.
	run(ctx context.Context, tx store.Tx, who Actor) (outcome, error)
}

// Result is what a command leads to.
type Result struct {
	Article news.ArticleID
	Work    news.WorkState
	Public  news.PublicState
	// Revision is the head after the command, Version the frozen content.
	Revision int
	Version  news.VersionID
	Path     string
	// Amendment is set by Correct.
	Amendment news.AmendmentID
	// Asset is set by commands about media.
	Asset news.AssetID
	// Seq is the ledger's number of the last event.
	Seq news.Seq
}

// outcome is what a command wants written at the end of its transaction.
type outcome struct {
	result Result
	events []news.Event
	audit  store.AuditRow
}

// Do runs a command. Its error is of a kind of package news; nothing has
// changed then.
func (n *Newsroom) Do(ctx context.Context, who Actor, cmd Command) (Result, error) {
	var out outcome
	err := n.db.Write(ctx, func(tx store.Tx) error {
		need, of, err := cmd.asks(ctx, tx)
		if err != nil {
			return err
		}
		if !Can(who, need, of) {
			return news.E(news.Forbidden, string(need), nil)
		}
		if out, err = cmd.run(ctx, tx, who); err != nil {
			return err
		}
		if len(out.events) == 0 {
			return nil
		}
		for i := range out.events {
			out.events[i].At = tx.Now()
		}
		out.audit.Actor, out.audit.At = who.String(), tx.Now()
		out.result.Seq, err = tx.Record(ctx, out.events, out.audit)
		return err
	})
	if err != nil {
		return Result{}, err
	}
	if len(out.events) > 0 {
		// Purge at the last number given: a render that began before the commit
		// shows an older state and is refused by the cache.
		for i := range out.events {
			out.events[i].Seq = out.result.Seq
		}
		n.applied(out.events)
	}
	return out.result, nil
}

// load fetches an article for a command built on a revision; zero means that
// the command does not depend on one.
func load(ctx context.Context, tx store.Tx, op string, id news.ArticleID, ifRevision int) (news.Article, error) {
	a, err := tx.Articles().Get(ctx, id)
	if err != nil {
		return a, err
	}
	if ifRevision != 0 && ifRevision != a.Revision {
		return a, news.Refuse(news.Stale, op+" article "+id.String(), "stale",
			map[string]any{"revision": a.Revision})
	}
	return a, nil
}

// freeze makes a version of content and the named revision that points to it.
func freeze(ctx context.Context, tx store.Tx, who Actor, a *news.Article, c news.Content, kind news.RevisionKind) (*news.Version, error) {
	base := a.Revision
	a.Revision++
	v := &news.Version{Article: a.ID, Revision: a.Revision, Content: c, FrozenAt: tx.Now(), By: who.String()}
	if err := tx.Articles().AddVersion(ctx, v); err != nil {
		return nil, err
	}
	r := &news.Revision{Article: a.ID, Number: a.Revision, Kind: kind, Base: base, At: tx.Now(), By: who.String(), Version: v.ID}
	return v, tx.Articles().AddRevision(ctx, r)
}

func resultOf(a *news.Article, v news.VersionID) Result {
	return Result{Article: a.ID, Work: a.Work, Public: a.Public, Revision: a.Revision, Version: v, Path: a.Path}
}

// contentHash names the content that an audit row is about.
func contentHash(v *news.Version) string {
	b, err := json.Marshal(v.Content)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func auditOf(cmd news.Command, a *news.Article, v *news.Version) store.AuditRow {
	row := store.AuditRow{Command: string(cmd), Subject: "article " + a.ID.String(), Revision: a.Revision}
	if v != nil {
		row.Content = contentHash(v)
	}
	return row
}
