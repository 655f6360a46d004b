package storetest

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"warta/internal/body"
	"warta/internal/news"
	"warta/internal/store"
)

// Run is the suite. place gives the options of an empty place; a test opens it
// as often as it likes.
func Run(t *testing.T, place func(t *testing.T) store.Options) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			// Most of a case is waiting for a disk or a server.
			t.Parallel()
			c.run(newHouse(t, place(t)))
		})
	}
}

// cases is the table of the suite, in the order of the files.
var cases = []struct {
	name string
	run  func(*house)
}{
	{"articles round trip", articlesRoundTrip},
	{"articles keep numbers and refuse taken ones", articleNumbers},
	{"save is refused on a stale revision", staleSave},
	{"drafts open, change and close", drafts},
	{"versions are numbered and do not change", versions},
	{"revisions list without content and read with it", revisions},
	{"newest articles by keyset", newestArticles},
	{"revisions are small, and thin out", revisionDeltas},
	{"a save is answered once", savedAnswers},
	{"conflicts wait and end", clashes},
	{"seats are true for 45 seconds", seats},
	{"amendments in order", amendmentsInOrder},
	{"an article's way round trips", flowRoundTrip},
	{"what is due, in order", dueInOrder},
	{"what is due is given once", dueOnce},
	{"second signatures", signatures},
	{"tasks are closed and stay", tasksStay},
	{"rules, protected names, purge", rulesAndNames},
	{"times on fronts", frontTimes},
	{"a publication taken back", takenBack},
	{"the newsroom's lists", deskLists},
	{"what went out, whatever changed since", deskWentOut},
	{"the newsroom's index", deskSearch},
	{"views and addresses of the newsroom", deskViews},
	{"notes stay", notesStay},
	{"demands stay", demandsStay},
	{"fronts in the making", frontDesk},
	{"settings as they were", settingsHistory},
	{"a change of many articles goes on", bulkGoesOn},
	{"names, and one that becomes part of another", namesAndMerges},
	{"a redaction reaches every place", redactionReaches},
	{"runs of imports", importRuns},
	{"bulk is as one by one", bulkIsAsOneByOne},
	{"facts of the database", factsAndTrim},
	{"questions to the audit", auditQueries},
	{"every text survives, and what cannot be stored is refused", texts},
	{"instants to the microsecond", instants},
	{"taxonomy finds by folded name", taxonomyFinds},
	{"taxonomy refuses taken slugs", taxonomyConflicts},
	{"people and media", peopleAndMedia},
	{"editions", editionsRoundTrip},
	{"show gives the page back", showRoundTrip},
	{"show replaces exactly", showReplaces},
	{"show twice writes nothing new", showTwice},
	{"unlisted articles stand in no list", unlisted},
	{"hide leaves a notice and show brings back", hideAndShow},
	{"addresses lead in one hop", oneHop},
	{"an address never shown is not found", neverShown},
	{"free paths", freePaths},
	{"free paths under concurrent writers", freePathRace},
	{"sections get addresses and move", sectionAddresses},
	{"a moved section takes its articles along", sectionMoves},
	{"section order and counts", sectionOrder},
	{"lists by keyset with equal times", keyset},
	{"lists leave out", leaveOut},
	{"cards", cards},
	{"counts equal lists after random changes", randomChanges},
	{"a view is one snapshot", viewSnapshot},
	{"a view is of one edition", viewEdition},
	{"readers and snapshots cannot write", readersCannotWrite},
	{"a failed statement dooms the transaction", doomed},
	{"a refusal does not doom it", refusalGoesOn},
	{"the ledger numbers in commit order", ledgerOrder},
	{"the audit chain", auditChain},
	{"nothing follows record", nothingFollows},
	{"wait wakes up", waitWakes},
	{"another handle's commits are seen", twoHandles},
	{"concurrent writers lose nothing", concurrentWriters},
	{"reads count once per flush", readsCount},
	{"what was read, when and from where", readsLooked},
	{"jobs wait, run, come back and end", jobsLife},
	{"a job is claimed by one node", jobsRace},
	{"a consumer of the ledger keeps its place", jobsPlace},
	{"answers under a key", keyedAnswers},
	{"a key has one holder", keyHolders},
	{"one secret for all nodes", sharedSecret},
	{"accounts round trip", accountsRoundTrip},
	{"what accounts sign in with", accountCredentials},
	{"grants", accountGrants},
	{"open work of somebody who leaves", openWork},
	{"sessions", signInSessions},
	{"tokens", signInTokens},
	{"one-time links", signInLinks},
	{"known devices and signing keys", signInDevicesAndKeys},
	{"tries at once count one another", signInTries},
	{"the sign-in log and what expires", signInLog},
	{"search finds", searchFinds},
	{"search forgets", searchForgets},
	{"search keeps its place", searchCursor},
	{"search is bounded", searchBounds},
	{"topics", topics},
	{"fronts as they were", frontsInTime},
	{"the operator's redirects", operatorRedirects},
	{"former slugs", formerSlugs},
	{"registers and what was withdrawn from lists", registers},
	{"links between articles", links},
	{"the archive by time", archiveTimes},
	{"lists of lists", listsOfLists},
	{"kinds and static pages are lists", kindsAndPages},
	{"files go with what shows them", renditions},
	{"assets are found by words and values", assetsAreFound},
	{"assets are found by stems", assetsAreFoundByStems},
	{"assets that look alike", assetsAlike},
	{"assets keep what was said and what they were", assetHistory},
	{"where an asset stands", assetUses},
	{"rights end and readers see it no more", rightsEnd},
	{"uploads come in pieces and resume", uploadsLife},
	{"objects that nothing refers to", filesUnused},
	{"the most read", popular},
	{"close and open again", reopen},
	{"cancelled contexts", cancelled},
	{"the clock", clock},
}

// house is a newspaper under test with its first edition.
type house struct {
	*testing.T
	ctx     context.Context
	options store.Options
	db      store.Database
	edition news.EditionID
}

var morning = time.Date(2025, 3, 1, 12, 13, 0, 123456000, time.UTC)

func newHouse(t *testing.T, o store.Options) *house {
	h := &house{T: t, ctx: t.Context(), options: o, db: Open(t, o)}
	h.write(func(tx store.Tx) error {
		e := news.Edition{Settings: news.Settings{Name: "Warta Uji"}}
		if err := tx.Editions().Put(h.ctx, &e); err != nil {
			return err
		}
		h.edition = e.ID
		return tx.Publishing().PutEdition(h.ctx, e)
	})
	return h
}

func (h *house) write(fn func(store.Tx) error) {
	h.Helper()
	if err := h.db.Write(h.ctx, fn); err != nil {
		h.Fatal(err)
	}
}

func (h *house) read(fn func(store.Tx) error) {
	h.Helper()
	if err := h.db.Read(h.ctx, fn); err != nil {
		h.Fatal(err)
	}
}

func (h *house) view(fn func(store.View) error) {
	h.Helper()
	if err := h.db.Published().View(h.ctx, h.edition, fn); err != nil {
		h.Fatal(err)
	}
}

// must fails the test on an error inside a transaction.
func (h *house) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// refused checks the kind of a refusal.
func (h *house) refused(err error, want news.Kind) {
	h.Helper()
	if !news.Is(err, want) {
		h.Errorf("got error %v, want one of kind %v", err, want)
	}
}

// same compares, taking an empty list and none as equal.
func (h *house) same(what string, got, want any) {
	h.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		h.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// article creates an article with this headline and no draft.
func (h *house) article() news.ArticleID {
	h.Helper()
	a := news.Article{Edition: h.edition, Work: news.Writing, Public: news.Never, Revision: 1}
	h.write(func(tx store.Tx) error { return tx.Articles().Create(h.ctx, &a, nil) })
	return a.ID
}

// piece is a published article; change it before it is shown.
func (h *house) piece(id news.ArticleID, headline string) *store.PublishedArticle {
	return &store.PublishedArticle{
		ID: id, Edition: h.edition, Version: news.VersionID(id)*10 + 1,
		Path:   "/2025/03/01/" + news.Slug(headline),
		Dates:  news.Dates{Created: morning, FirstPublished: morning, Display: morning.Add(time.Duration(id) * time.Minute)},
		Listed: true, Words: 2,
		Content: news.Content{Headline: headline, Kind: news.KindNews, Language: "id",
			Body: body.Doc{Version: body.SchemaVersion, Blocks: []body.Block{
				&body.Paragraph{Node: body.Node{ID: "000000000001"}, Text: body.Text("Isi berita.")}}}},
	}
}

// show publishes, and answers with what was published.
func (h *house) show(p *store.PublishedArticle) *store.PublishedArticle {
	h.Helper()
	h.write(func(tx store.Tx) error { return tx.Publishing().Show(h.ctx, p, morning) })
	return p
}

// section puts a section on both sides.
func (h *house) section(parent news.SectionID, name string) news.Section {
	h.Helper()
	s := news.Section{Edition: h.edition, Parent: parent, Name: name, Slug: news.Slug(name)}
	h.write(func(tx store.Tx) error {
		if err := tx.Taxonomy().PutSection(h.ctx, &s); err != nil {
			return err
		}
		return tx.Publishing().PutSection(h.ctx, s)
	})
	return s
}

// listed gives the numbers of a list's articles, newest first.
func (h *house) listed(l store.List) []news.ArticleID {
	h.Helper()
	var ids []news.ArticleID
	h.view(func(v store.View) error {
		cards, err := v.List(h.ctx, store.ListQuery{List: l, Limit: 1000})
		for _, c := range cards {
			ids = append(ids, c.ID)
		}
		if err != nil {
			return err
		}
		n, err := v.Count(h.ctx, l)
		if n != int64(len(ids)) {
			h.Errorf("list %v has %d articles and counts %d", l, len(ids), n)
		}
		return err
	})
	return ids
}

// resolve asks for an address; a refusal gives its kind.
func (h *house) resolve(path string) (a store.Address, kind news.Kind) {
	h.Helper()
	h.view(func(v store.View) error {
		var err error
		if a, err = v.Resolve(h.ctx, path); err != nil {
			kind = news.KindOf(err)
		}
		return nil
	})
	return a, kind
}

// sound checks the database's and the newspaper's own integrity.
func (h *house) sound() {
	h.Helper()
	if err := h.db.Check(h.ctx, true); err != nil {
		h.Error(err)
	}
}

var errStop = errors.New("stop")

// hard are texts that get lost easily.
var hard = []string{
	"Rp\u00a01.000 dan 5\u202fkm", "1945\u20132025", "“kutip” ‘tunggal’", "é e\u0301", "\u202eterbalik\u202c", "\ufeffbom",
	"😀👩‍👩‍👧", "<b>&amp;\u2028\u2029\\u0000", "\ufffd", " di tepi ", "baris\r\nbaru\tdan tab", strings.Repeat("panjang ", 5000),
}
