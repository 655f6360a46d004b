// Package store is what a database must do for the newspaper, and the one that
// does it: portable SQL for SQLite and PostgreSQL, migrations, and the small
// seam where the two differ.
//
// There are two families of tables. The newsroom's hold everything: drafts,
// versions, revisions. The published ones, named pub_*, hold only what readers
// may see now; they are read through [Published], which has no method that
// reaches the others (architecture.md, "The published projection"). Read
// counts live apart, in the side file, and are the only data that may lose
// their last ten seconds.
//
// Errors are of the kinds of package news: NotFound, Conflict (a unique value
// is taken), Stale (the row was changed since it was read), Unavailable.
package store

import (
	"context"
	"time"

	"warta/internal/news"
)

// Database is an open newspaper.
type Database interface {
	// Write runs fn in one transaction and commits if it returns nil. Writers
	// are serialised on SQLite; fn may run again after a serialisation failure,
	// so it must have no effect outside the transaction.
	Write(ctx context.Context, fn func(Tx) error) error
	// Read runs fn on one snapshot of the newsroom's tables.
	Read(ctx context.Context, fn func(Tx) error) error
	// Published is the readers' side, on a handle of its own that cannot write
	// and, on PostgreSQL, may have no right to read anything else.
	Published() Published
	// Ledger reads events outside any transaction.
	Ledger() Ledger
	Reads() Reads
	Search() Search
	Presence() Presence
	// Archive takes whole tables out, and fills an empty newspaper (archive.go).
	Archive() Archive
	// Check reports whether the database answers and passes its own integrity
	// check (quick when deep is false).
	Check(ctx context.Context, deep bool) error
	// Scrub takes out of the database's files what was deleted from its tables
	// (scrub.go). Files that still hold one of the strings are given back; beyond
	// says that the files are out of reach.
	Scrub(ctx context.Context, strings []string) (left []string, beyond bool, err error)
	Close() error
}

// Tx is one transaction, or one snapshot when it came from Read.
type Tx interface {
	// Now is the database's time, the same throughout the transaction, UTC with
	// microseconds. Rules take their time from here, never from a node's clock.
	Now() time.Time
	Articles() Articles
	Amendments() Amendments
	Taxonomy() Taxonomy
	People() People
	Media() Media
	Library() Library
	Uploads() Uploads
	Editions() Editions
	Fronts() Fronts
	Redirects() Redirects
	Jobs() Jobs
	Answers() Answers
	Workflow() Workflow
	Tasks() Tasks
	Accounts() Accounts
	SignIns() SignIns
	Publishing() Publishing
	Saving() Saving
	Audit() Audit
	Desk() Desk
	Notes() Notes
	Demands() Demands
	FrontDesk() FrontDesk
	SettingsLog() SettingsLog
	Names() Names
	Bulk() Bulk
	Redaction() Redaction
	Ops() Ops
	Imports() Imports
	// Record must be the transaction's last act: it takes the ledger's row,
	// numbers the events in commit order, chains the audit row and tells other
	// nodes to wake up (operations.md 6.2). It returns the last number given.
	Record(ctx context.Context, events []news.Event, audit AuditRow) (news.Seq, error)
}

// Articles are the newsroom's articles, drafts, versions and revisions.
type Articles interface {
	// Create inserts the article and its first draft. a.ID is given if zero and
	// kept if free (imports keep their numbers); Conflict if it is taken.
	Create(ctx context.Context, a *news.Article, draft *news.Content) error
	// Get gives identity and public history. NotFound.
	Get(ctx context.Context, id news.ArticleID) (news.Article, error)
	// Save writes the identity row; Stale if a.Revision went backwards or the
	// row's revision is not was.
	Save(ctx context.Context, a *news.Article, was int) error
	// ByOrigin finds what an earlier import made of the same origin. NotFound.
	ByOrigin(ctx context.Context, o news.Origin) (news.ArticleID, error)
	// Draft gives the open draft; NotFound when the article is settled.
	Draft(ctx context.Context, id news.ArticleID) (news.Content, error)
	// PutDraft replaces the open draft, or opens one; nil closes it.
	PutDraft(ctx context.Context, id news.ArticleID, c *news.Content) error
	// AddVersion freezes content: v.ID and v.Number are given. There is no way
	// to change a version (ART-2).
	AddVersion(ctx context.Context, v *news.Version) error
	Version(ctx context.Context, id news.VersionID) (news.Version, error)
	AddRevision(ctx context.Context, r *news.Revision) error
	// Revisions lists an article's revisions without content, newest first,
	// those below before (0 is the newest), at most limit.
	Revisions(ctx context.Context, id news.ArticleID, before, limit int) ([]news.Revision, error)
	// Revision gives one revision with its content. NotFound.
	Revision(ctx context.Context, id news.ArticleID, number int) (news.Revision, error)
	// Newest lists the edition's articles by creation, newest first, below id
	// before (0 is the newest), at most limit.
	Newest(ctx context.Context, e news.EditionID, before news.ArticleID, limit int) ([]news.Article, error)
}

// Amendments are insert-only.
type Amendments interface {
	Add(ctx context.Context, a *news.Amendment) error
	// Of lists an article's amendments, oldest first.
	Of(ctx context.Context, id news.ArticleID) ([]news.Amendment, error)
}

// Taxonomy is sections and tags. Find methods compare names after NFC and
// trimming, without regard to case; the stored name is never changed by a
// second import.
type Taxonomy interface {
	PutSection(ctx context.Context, s *news.Section) error
	Section(ctx context.Context, id news.SectionID) (news.Section, error)
	Sections(ctx context.Context, e news.EditionID) ([]news.Section, error)
	FindSection(ctx context.Context, e news.EditionID, name string) (news.Section, error)
	PutTag(ctx context.Context, t *news.Tag) error
	Tags(ctx context.Context, ids []news.TagID) ([]news.Tag, error)
	FindTag(ctx context.Context, e news.EditionID, name string) (news.Tag, error)
	PutTopic(ctx context.Context, t *news.Topic) error
	Topics(ctx context.Context, ids []news.TopicID) ([]news.Topic, error)
	FindTopic(ctx context.Context, e news.EditionID, name string) (news.Topic, error)
}

// Fronts are the edited pages.
type Fronts interface {
	Put(ctx context.Context, f *news.Front) error
	// Get gives the front as it stands. NotFound when it was never edited.
	Get(ctx context.Context, e news.EditionID, of news.FrontOf) (news.Front, error)
	// At gives the front that readers had at a past moment. NotFound.
	At(ctx context.Context, e news.EditionID, of news.FrontOf, moment time.Time) (news.Front, error)
}

// Redirects are addresses that the operator sends elsewhere.
type Redirects interface {
	// Put sends from to to, both paths (from may have a query, as "/?p=12") or
	// to an absolute address. Chains are shortened to one hop in either
	// direction. Invalid with code "loop" when it would lead to itself,
	// Conflict when from is an address of something that is live.
	Put(ctx context.Context, e news.EditionID, from, to string) error
	// List gives them by address, from after on.
	List(ctx context.Context, e news.EditionID, after string, limit int) ([]Redirect, error)
	Remove(ctx context.Context, e news.EditionID, from string) error
	// Lookup is where one leads. NotFound.
	Lookup(ctx context.Context, e news.EditionID, from string) (string, error)
}

// Redirect is one of them.
type Redirect struct{ From, To string }

// People are public profiles.
type People interface {
	Put(ctx context.Context, p *news.Person) error
	Get(ctx context.Context, ids []news.PersonID) ([]news.Person, error)
	Find(ctx context.Context, name string) (news.Person, error)
}

// Media are assets.
type Media interface {
	Put(ctx context.Context, a *news.Asset) error
	Get(ctx context.Context, ids []news.AssetID) ([]news.Asset, error)
	ByHash(ctx context.Context, e news.EditionID, hash string) (news.Asset, error)
}

// Editions hold the settings.
type Editions interface {
	Put(ctx context.Context, e *news.Edition) error
	Get(ctx context.Context, id news.EditionID) (news.Edition, error)
	All(ctx context.Context) ([]news.Edition, error)
}

// Publishing writes the readers' side. Only package newsroom calls it, in the
// transaction of the command.
type Publishing interface {
	// Show puts the live version of an article on the readers' side, replacing
	// what was there: the article, its lists, its address, the start of its
	// validity interval and the end of the former one.
	Show(ctx context.Context, p *PublishedArticle, at time.Time) error
	// Hide removes it and leaves the notice at its address. A publication that was
	// taken back (news.GroundEditing) is no withdrawal: the registers do not tell
	// of it.
	Hide(ctx context.Context, id news.ArticleID, w news.Withdrawal) error
	// FreePath gives path, or path-2, path-3 … if it was ever taken by another
	// article (URL-5).
	FreePath(ctx context.Context, e news.EditionID, path string, id news.ArticleID) (string, error)
	// Redirect makes an old address answer with one 301 to an article's present
	// address.
	Redirect(ctx context.Context, e news.EditionID, from string, to news.ArticleID) error
	// PutSection, PutTag, PutPerson, PutAsset and PutEdition copy what readers
	// may see of a thing.
	PutSection(ctx context.Context, s news.Section) error
	PutTag(ctx context.Context, t news.Tag) error
	PutPerson(ctx context.Context, p news.Person) error
	PutAsset(ctx context.Context, a news.Asset) error
	// RetireFiles makes the addresses of former files answer 410 from now on.
	RetireFiles(ctx context.Context, names ...string) error
	PutEdition(ctx context.Context, e news.Edition) error
	// PutTopic and PutFront as well.
	PutTopic(ctx context.Context, t news.Topic) error
	PutFront(ctx context.Context, f news.Front) error
	// Leave remembers that path led to a tag, person or topic, which of them by
	// the type of id.
	Leave(ctx context.Context, e news.EditionID, path string, id any) error
	// Linked gives the articles that answer or follow up an article, and those
	// that it answers or follows up, be they live or not.
	Linked(ctx context.Context, id news.ArticleID) ([]news.ArticleID, error)
	// Shown reports whether readers see a thing already; id is a news.TagID,
	// news.PersonID, news.TopicID or news.AssetID. What they do not see becomes public with
	// the first article that names it, not before.
	Shown(ctx context.Context, id any) (bool, error)
}

// Ledger is the outbox in its order.
type Ledger interface {
	// Head is the last number given and its event's id; 0 and "" when empty.
	Head(ctx context.Context) (news.Seq, string, error)
	// From lists events with seq ≥ from, ascending, at most limit.
	From(ctx context.Context, from news.Seq, limit int) ([]news.Event, error)
	// Wait returns when the database says that there is something new, or when
	// ctx ends; spurious returns are allowed. A database that cannot say so
	// returns after one second.
	Wait(ctx context.Context) error
	// Audit lists audit rows from number from on, ascending, at most limit.
	Audit(ctx context.Context, from int64, limit int) ([]AuditRow, error)
}

// AuditRow is one link of the chain: Hash is SHA-256 over Prev and the row's
// other fields.
type AuditRow struct {
	Number   int64
	At       time.Time
	Actor    string
	Command  string
	Subject  string
	Revision int
	// Content is the SHA-256 (hex) of the version or revision acted on, Before
	// that of what it replaced.
	Content string
	Before  string
	Reason  string
	Request string
	Prev    string
	Hash    string
	// Format is the rule of Hash; a new row has the newest.
	Format int
	// Session is a short name of it; Address is shortened to a network.
	Session, Address string
	// Changes say what changed. They and Reason lie beside the chain, which
	// holds their hash, Details; Gone says who took them away.
	Changes []Change
	Details string
	Gone    string
}

// Reads counts readings, apart from everything else.
type Reads interface {
	// Add adds one flush of a node's counts; batch is unique per flush, so that
	// a repeat adds nothing.
	Add(ctx context.Context, batch string, at time.Time, counts map[news.ArticleID]int64) error
	// Flush is Add with what the readings have in common.
	Flush(ctx context.Context, f ReadFlush) error
	// Set overwrites an article's total, for imports.
	Set(ctx context.Context, id news.ArticleID, total int64) error
	// SetAll does so for many.
	SetAll(ctx context.Context, totals map[news.ArticleID]int64) error
	Totals(ctx context.Context, ids []news.ArticleID) (map[news.ArticleID]int64, error)
	// Popular gives the articles with the most readings since a moment, most
	// first. It reads hours and is meant for a job every few minutes.
	Popular(ctx context.Context, since time.Time, limit int) ([]ReadCount, error)
	// Between gives readings of articles from the hour of since to before that of
	// until, most first. Lately does so by minutes, of the last three hours.
	Between(ctx context.Context, since, until time.Time, limit int) ([]ReadCount, error)
	Lately(ctx context.Context, since, until time.Time, limit int) ([]ReadCount, error)
	// Course gives the readings of articles hour by hour, from that of since on.
	// Hours without any are left out.
	Course(ctx context.Context, ids []news.ArticleID, since time.Time) ([]ReadHour, error)
	// Shares gives readings by what they have in common, hour by hour, from that
	// of since on, for the given kinds.
	Shares(ctx context.Context, e news.EditionID, since time.Time, kinds ...string) ([]ShareHour, error)
	// First is the hour of the oldest reading that is kept; zero when there is none.
	First(ctx context.Context) (time.Time, error)
}

// ReadFlush is one flush of a node's counts.
type ReadFlush struct {
	// Batch is unique per flush, so that a repeat adds nothing.
	Batch    string
	At       time.Time
	Articles map[news.ArticleID]int64
	Shares   map[ReadShare]int64
}

// Kinds of shares.
const (
	// ShareAll is every reading of an edition; its name is empty.
	ShareAll = "all"
	// ShareSection is by the number of the section, ShareFrom by the class of
	// place that the reader came from.
	ShareSection = "section"
	ShareFrom    = "from"
	// ShareWords are searches by what was asked, and no readings.
	ShareWords = "words"
)

// ReadShare is what readings have in common.
type ReadShare struct {
	Edition    news.EditionID
	Kind, Name string
}

// ShareHour is the readings of a share in an hour.
type ShareHour struct {
	Kind, Name string
	Hour       time.Time
	N          int64
}

// ReadHour is an article's readings in an hour.
type ReadHour struct {
	Article news.ArticleID
	Hour    time.Time
	N       int64
}

// ReadCount is an article with a number of readings.
type ReadCount struct {
	Article news.ArticleID
	N       int64
}
