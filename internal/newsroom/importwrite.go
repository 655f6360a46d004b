package newsroom

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"warta/internal/ingest"
	"warta/internal/news"
	"warta/internal/store"
)

// importWriter brings batches in. What it remembers between them is what the
// database says, too; a batch that fails leaves it as it was.
type importWriter struct {
	n    *Newsroom
	run  store.ImportRun
	data importData
	plan *importPlan

	edition news.Edition
	set     news.Settings
	zone    *time.Location
	// sections, tags and people by the source's key, and by name.
	known importKnown
	// terms are the keys of terms by the source's number, for menus.
	terms map[termNumber]string
	// rules are the checklist by section.
	rules map[news.SectionID]effective
}

// termNumber is a term's number at a site.
type termNumber struct {
	site   int
	number int64
}

// importKnown is what was found or made so far.
type importKnown struct {
	sections map[string]news.SectionID
	tags     map[string]news.TagID
	people   map[string]news.PersonID
	// up are sections with their ancestors, shown the tags and people that readers
	// see already.
	up          map[news.SectionID][]news.SectionID
	shownTags   map[news.TagID]bool
	shownPeople map[news.PersonID]bool
	files       map[string]news.AssetID
	shownFiles  map[news.AssetID]bool
}

func newKnown() importKnown {
	return importKnown{sections: map[string]news.SectionID{}, tags: map[string]news.TagID{}, people: map[string]news.PersonID{},
		up: map[news.SectionID][]news.SectionID{}, shownTags: map[news.TagID]bool{}, shownPeople: map[news.PersonID]bool{},
		files: map[string]news.AssetID{}, shownFiles: map[news.AssetID]bool{}}
}

// mostKnown bounds what is remembered of files by address: what was forgotten is
// asked for again.
const mostKnown = 100_000

// bringChunk is the command that writes one batch.
type bringChunk struct {
	w *importWriter
	c chunk
	// done is the writer's data after it.
	done importData
	// tries counts runs of the transaction.
	tries int
}

func (*bringChunk) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermRunImport, Subject{}, nil
}

func importSubject(id int64) string { return fmt.Sprintf("import %d", id) }

// copyOf gives data that can be changed without changing what it was made from.
func (d importData) copyOf() (importData, error) {
	var out importData
	b, err := json.Marshal(d)
	if err == nil {
		err = json.Unmarshal(b, &out)
	}
	return out, err
}

func (b *bringChunk) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	w := b.w
	var err error
	if b.tries++; b.tries > 1 {
		// What was remembered may not have been written.
		w.known = newKnown()
	}
	if b.done, err = w.data.copyOf(); err != nil {
		return outcome{}, err
	}
	run, err := tx.Imports().Run(ctx, w.run.ID)
	if err != nil {
		return outcome{}, err
	}
	i := &bringing{importWriter: w, ctx: ctx, tx: tx, who: who, chunk: &b.c, data: &b.done, now: tx.Now(), keys: map[string]bool{}}
	if err := i.all(); err != nil {
		return outcome{}, err
	}
	b.done.Cursor.File, b.done.Cursor.Offset, b.done.Cursor.Skip, b.done.Cursor.Read = b.c.file, b.c.next, b.c.skip, b.c.read
	b.done.Cursor.Items += i.items
	if run.State == string(ImportPausing) {
		run.State = string(ImportPaused)
	}
	if run.Data, err = json.Marshal(b.done); err != nil {
		return outcome{}, err
	}
	if err := tx.Imports().PutRun(ctx, &run); err != nil {
		return outcome{}, err
	}
	if mine, err := tx.Imports().Hold(ctx, run.ID, importHolder, importLease); err != nil || !mine {
		return outcome{}, errors.Join(err, news.Refuse(news.Unavailable, importSubject(run.ID), "import.elsewhere", nil))
	}
	w.run.State = run.State
	keys := make([]string, 0, len(i.keys))
	for k := range i.keys {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	events := append(i.events, news.Event{Edition: w.run.Edition, Kind: news.EventImport, Keys: keys})
	return outcome{events: events, later: true, audit: store.AuditRow{Command: string(news.CmdImport), Subject: importSubject(w.run.ID),
		Reason: fmt.Sprintf("%d records up to byte %d", len(b.c.records), b.c.read)}}, nil
}

// bringing is one run of a batch's transaction.
type bringing struct {
	*importWriter
	ctx    context.Context
	tx     store.Tx
	who    Actor
	chunk  *chunk
	data   *importData
	now    time.Time
	items  int
	events []news.Event
	keys   map[string]bool
	// what the batch's articles are known as, and their addresses' owners.
	origins   map[news.Origin]store.OriginOf
	addresses map[string]news.ArticleID
	assets    map[news.AssetID]news.Asset
	bring     []store.Brought
	// files are new assets, written those that had to be written early.
	files, written []news.Asset
	kept           []store.ImportKept
	comments       []store.ReaderComment
	things         []store.ImportThing
	reads          map[news.ArticleID]int64
	jobs           []store.Job
}

func (i *bringing) key(keys ...string) {
	for _, k := range keys {
		i.keys[k] = true
	}
}

// all writes the batch: first what others refer to, then the articles.
func (i *bringing) all() error {
	i.reads = map[news.ArticleID]int64{}
	if err := i.lookUp(); err != nil {
		return err
	}
	for _, step := range []func() error{i.sites, i.terms, i.authors, i.media, i.articles, i.loose, i.finish} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// again reports whether a record was written by an earlier batch and comes only
// because later ones need it.
func (i *bringing) again(r *ingest.Record) bool {
	c := i.importWriter.data.Cursor
	return i.chunk.file < c.File || i.chunk.file == c.File && r.At.Offset < c.Offset
}

// lookUp asks once for everything that the batch's articles need.
func (i *bringing) lookUp() error {
	var origins []news.Origin
	var paths []string
	for k := range i.chunk.records {
		it := i.chunk.records[k].Item
		if it == nil {
			continue
		}
		origins = append(append(origins, bare(it.Origin)), bareAll(it.Also)...)
		for _, a := range it.Addresses {
			if p := ownAddress(a); p != "" {
				paths = append(paths, p)
			}
		}
	}
	var err error
	if i.origins, err = i.tx.Imports().Origins(i.ctx, origins); err != nil {
		return err
	}
	i.addresses, err = i.tx.Imports().Addresses(i.ctx, i.run.Edition, paths)
	return err
}

func (i *bringing) sites() error {
	for k := range i.chunk.records {
		if s := i.chunk.records[k].Site; s != nil && i.data.Cursor.Site == nil {
			i.data.Cursor.Site = s
		}
		if e := i.chunk.records[k].End; e != nil {
			i.data.Report.Read(i.chunk.records[k])
		}
	}
	return nil
}

// wrote counts a record.
func (i *bringing) wrote(r *ingest.Record, outcome string) {
	i.data.Report.Read(*r)
	i.data.Report.Wrote(*r, outcome)
	comments := 0
	switch {
	case r.Item != nil:
		comments = len(r.Item.Comments)
	case r.Medium != nil:
		comments = len(r.Medium.Comments)
	}
	for range comments {
		// They go where what they are about goes; those of a file are kept with it.
		what := outcome
		if r.Medium != nil && outcome != "unchanged" {
			what = "kept"
		}
		i.data.Report.Wrote(ingest.Record{Comment: &ingest.Comment{}}, what)
	}
	i.items++
}

// keep puts something aside, as it came.
func (i *bringing) keep(what string, number int64, article news.ArticleID, v any) error {
	if i.data.Cursor.Repeat && article == 0 {
		return nil
	}
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	i.kept = append(i.kept, store.ImportKept{What: short(what, 100), Number: number, Article: article, Data: data})
	return nil
}

func short(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}

// loose are records that come without an article: comments of a live site, lines
// of menus, and what has no home.
func (i *bringing) loose() error {
	for k := range i.chunk.records {
		r := &i.chunk.records[k]
		switch {
		case r.Comment != nil:
			id := i.plan.articles[sourceNumber(i.chunk.site, r.Comment.Article)]
			if id == 0 {
				if err := i.keep("comment", r.Comment.Number, 0, r.Comment); err != nil {
					return err
				}
				i.wrote(r, "kept")
				continue
			}
			if err := i.comment(news.ArticleID(id), r.Comment, k); err != nil {
				return err
			}
			i.wrote(r, "created")
		case r.MenuItem != nil:
			if err := i.keep("menu_item", r.MenuItem.Number, 0, siteMenuItem{i.chunk.site, *r.MenuItem}); err != nil {
				return err
			}
			i.wrote(r, "kept")
		case r.Kept != nil:
			if err := i.keep(r.Kept.What, r.Kept.Number, 0, r.Kept); err != nil {
				return err
			}
			i.wrote(r, "")
		}
	}
	return nil
}

// siteMenuItem is a line of a menu with the site whose numbers it uses.
type siteMenuItem struct {
	Site int             `json:"site"`
	Item ingest.MenuItem `json:"item"`
}

func (i *bringing) comment(id news.ArticleID, c *ingest.Comment, place int) error {
	number := c.Number
	if number == 0 {
		number = -int64(place + 1)
	}
	rest := *c
	rest.Text, rest.Author = "", ""
	data, err := json.Marshal(rest)
	if err != nil {
		return err
	}
	i.comments = append(i.comments, store.ReaderComment{Article: id, Number: number, Parent: c.Parent, Author: c.Author, At: c.Published,
		State: c.State, Type: c.Type, Text: c.Text, Data: data})
	return nil
}

// finish writes what was gathered.
func (i *bringing) finish() error {
	m := i.tx.Imports()
	if err := m.BringAssets(i.ctx, i.files); err != nil {
		return err
	}
	if err := m.Bring(i.ctx, i.bring); err != nil {
		return err
	}
	if err := i.showFiles(); err != nil {
		return err
	}
	if err := m.Keep(i.ctx, i.run.ID, i.data.Cursor.Kept+1, i.kept); err != nil {
		return err
	}
	i.data.Cursor.Kept += int64(len(i.kept))
	if err := m.PutComments(i.ctx, i.run.ID, i.comments); err != nil {
		return err
	}
	if err := m.PutThings(i.ctx, i.run.Edition, i.things); err != nil {
		return err
	}
	if err := i.tx.Jobs().Add(i.ctx, i.jobs...); err != nil {
		return err
	}
	if len(i.reads) == 0 {
		return nil
	}
	// Counts live apart. Written before the articles are, they are found again by
	// a batch that has to be repeated, and nobody reads them meanwhile.
	return i.n.db.Reads().SetAll(i.ctx, i.reads)
}

// showFiles shows what articles that were brought earlier have on their pages.
func (i *bringing) showFiles() error {
	all := map[news.AssetID]news.Asset{}
	for _, a := range append(i.written, i.files...) {
		all[a.ID] = a
	}
	for id, a := range i.assets {
		if !i.known.shownFiles[id] {
			all[id] = a
		}
	}
	used, err := i.tx.Imports().Used(i.ctx, slices.Sorted(maps.Keys(all)))
	if err != nil {
		return err
	}
	if len(i.known.shownFiles) > mostKnown {
		clear(i.known.shownFiles)
	}
	for id := range used {
		if err := i.tx.Publishing().PutAsset(i.ctx, all[id]); err != nil {
			return err
		}
		i.known.shownFiles[id] = true
	}
	return nil
}
