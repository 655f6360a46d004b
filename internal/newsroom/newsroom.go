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
	"net/http"
	"sync"

	"warta/internal/blob"
	"warta/internal/ingest"
	"warta/internal/news"
	"warta/internal/search"
	"warta/internal/store"
)

// Options of a newsroom; the zero value works.
type Options struct {
	// Applied is called after a commit, before the answer, with the change's
	// events: cmd/warta purges the page cache here.
	Applied func([]news.Event)
	// Holders counts the people who hold a permission over a subject; a
	// withdrawal asks for a second signature where there are two (COR-9). Nil
	// means that accounts are not known here: then nobody is asked.
	Holders func(ctx context.Context, tx store.Tx, p Permission, s Subject) (int, error)
	// Blobs keeps the bytes of media, Darkroom looks at them and makes
	// renditions; without them nothing can be uploaded. Temp is for files on
	// their way in; the system's folder when empty.
	Blobs    blob.Store
	Darkroom Darkroom
	Temp     string
	// Crawl reads the public paper after a redaction; nil reads none.
	Crawl Crawl
	// Spool is what Blobs has not brought to its bucket; nil with a folder.
	Spool Spool
	// Signer makes links to drafts, Print prints one as its page would be; without
	// them there is no preview.
	Signer Signer
	Print  func(ctx context.Context, d *DraftPage) ([]byte, http.Header, error)
	// Fetch is the way out for imports: live sites and files. Without it nothing is
	// fetched.
	Fetch  ingest.Fetcher
	Logger *slog.Logger
}

// Newsroom runs commands on a database.
type Newsroom struct {
	db      store.Database
	applied func([]news.Event)
	holders func(context.Context, store.Tx, Permission, Subject) (int, error)
	log     *slog.Logger
	refused refusals
	index   *search.DeskIndexer
	faults  faults

	blobs    blob.Store
	darkroom Darkroom
	temp     string
	crawl    Crawl
	spool    Spool

	// tidying guards thinned, the article up to which revisions were thinned.
	tidying sync.Mutex
	thinned news.ArticleID

	fetch ingest.Fetcher
	gate  hostGate

	numbers numbersKept

	signer Signer
	print  func(context.Context, *DraftPage) ([]byte, http.Header, error)
}

// New opens the door.
func New(db store.Database, o Options) *Newsroom {
	n := &Newsroom{db: db, applied: o.Applied, holders: o.Holders, log: o.Logger,
		blobs: o.Blobs, darkroom: o.Darkroom, temp: o.Temp, crawl: o.Crawl, spool: o.Spool,
		signer: o.Signer, print: o.Print, fetch: o.Fetch}
	if n.holders == nil {
		n.holders = func(context.Context, store.Tx, Permission, Subject) (int, error) { return 0, nil }
	}
	if n.applied == nil {
		n.applied = func([]news.Event) {}
	}
	if n.log == nil {
		n.log = slog.New(slog.DiscardHandler)
	}
	n.index = search.NewDeskIndexer(db, n.log)
	return n
}

// Index is the newsroom's own index: whoever serves lets it run in the
// background, so that nobody who searches has to wait for it.
func (n *Newsroom) Index() *search.DeskIndexer { return n.index }

// Command is a change to the newspaper.
type Command interface {
	// asks says what the actor needs, and for what. It reads the subject in the
	// command's own transaction, so that nothing changes in between.
	asks(ctx context.Context, tx store.Tx) (Permission, Subject, error)
	// run makes the change in the transaction and says what came of it. It may
	// run twice, so it has no effect outside tx.
	run(ctx context.Context, tx store.Tx, who Actor) (outcome, error)
}

// alternative is a command for which other permissions do as well.
type alternative interface {
	or(of Subject) []Permission
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
	// Saved is set by Save.
	Saved *Saved
	// Asset is set by commands about media.
	Asset news.AssetID
	// Seq is the ledger's number of the last event, and Event its id.
	Seq   news.Seq
	Event string
	// Task is set by OpenTask.
	Task news.TaskID
	// Unmet are the rules that warn, or were overridden.
	Unmet []news.Finding
	// Demand is set by commands on one.
	Demand news.DemandID
}

// outcome is what a command wants written at the end of its transaction.
type outcome struct {
	result Result
	events []news.Event
	audit  store.AuditRow
	// later: whoever asked does not wait until caches and index have followed; they
	// read the ledger anyway.
	later bool
}

// Do runs a command. Its error is of a kind of package news; nothing has
// changed then.
func (n *Newsroom) Do(ctx context.Context, who Actor, cmd Command) (Result, error) {
	ctx = context.WithValue(ctx, houseKey{}, n)
	var out outcome
	var of Subject
	barred := false
	err := n.db.Write(ctx, func(tx store.Tx) error {
		barred = false
		var need Permission
		var err error
		if need, of, err = cmd.asks(ctx, tx); err != nil {
			return err
		}
		if !allowed(who, cmd, need, of) {
			barred = true
			return denied(who, need, of)
		}
		before, err := traced(ctx, tx, cmd, of)
		if err != nil {
			return err
		}
		if out, err = cmd.run(ctx, tx, who); err != nil {
			return err
		}
		if err := receipt(ctx, tx, out.result); err != nil {
			return err
		}
		if len(out.events) == 0 {
			return nil
		}
		for i := range out.events {
			out.events[i].At = tx.Now()
		}
		if err := before.compare(ctx, tx, &out.audit); err != nil {
			return err
		}
		out.audit.Actor, out.audit.At = who.String(), tx.Now()
		out.audit.Session, out.audit.Address = who.Session, shortened(who.Address)
		if out.audit.Request == "" {
			out.audit.Request = who.Request
		}
		out.result.Seq, err = tx.Record(ctx, out.events, out.audit)
		return err
	})
	if err != nil {
		n.refuse(ctx, who, cmd, of, barred, err)
		return Result{}, err
	}
	if len(out.events) > 0 {
		out.result.Event = out.events[len(out.events)-1].ID
		// Purge at the last number given: a render that began before the commit
		// shows an older state and is refused by the cache.
		for i := range out.events {
			out.events[i].Seq = out.result.Seq
		}
		if !out.later {
			n.applied(out.events)
		}
	}
	return out.result, nil
}

// allowed asks the policy for what the command needs, or for what does as well.
func allowed(who Actor, cmd Command, need Permission, of Subject) bool {
	if Can(who, need, of) {
		return true
	}
	if a, ok := cmd.(alternative); ok {
		for _, p := range a.or(of) {
			if Can(who, p, of) {
				return true
			}
		}
	}
	return false
}

// houseKey carries the newsroom to its commands.
type houseKey struct{}

func house(ctx context.Context) *Newsroom { return ctx.Value(houseKey{}).(*Newsroom) }

// load fetches an article for a command built on a revision; zero means that
// the command does not depend on one.
func load(ctx context.Context, tx store.Tx, op string, id news.ArticleID, ifRevision int) (news.Article, error) {
	a, err := tx.Articles().Get(ctx, id)
	if news.Is(err, news.NotFound) {
		return a, missing(id)
	}
	if err != nil {
		return a, err
	}
	if a.Flow.Purged {
		return a, missing(id)
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
	return hashed(v.Content)
}

// hashed names a state in the audit: the SHA-256 of its JSON.
func hashed(v any) string {
	b, err := json.Marshal(v)
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
