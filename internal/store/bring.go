package store

import (
	"context"
	"slices"
	"strings"
	"time"

	"warta/internal/body"
	"warta/internal/news"
)

// bulkTable is a table that is filled with many new rows at once.
type bulkTable struct {
	name    string
	columns []string
	insert  query
	// many inserts rowsAtOnce rows; empty for tables with wide rows.
	many query
}

// The tables that an article of an import stands in, each with its columns in the
// order of the rows made below.
var (
	loadArticle = bulkTable{"article", []string{"id", "edition", "work", "public", "revision", "live", "scheduled", "path", "embargo", "withdrawal",
		"created", "first_published", "display", "updated", "corrected", "origin_source", "origin_key", "origin_hash", "client",
		"section", "creator", "assignee", "due", "expires", "spiked", "stuck", "flow", "origin"},
		`INSERT INTO article (` + articleColumns + `, origin)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
				?, ?, ?, ?, ?, ?)`, ""}
	loadDraft   = bulkTable{"draft", []string{"article", "content"}, `INSERT INTO draft (article, content) VALUES (?, ?)`, ""}
	loadVersion = bulkTable{"version", []string{"id", "article", "number", "revision", "frozen_at", "actor", "content"},
		`INSERT INTO version (id, article, number, revision, frozen_at, actor, content) VALUES (?, ?, ?, ?, ?, ?, ?)`, ""}
	loadRevision = bulkTable{"revision", []string{"article", "number", "kind", "base", "at", "actor", "changed", "version", "content", "client", "blocks", "checkpoint"},
		`INSERT INTO revision (article, number, kind, base, at, actor, changed, version, content, client, blocks, checkpoint)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, ""}
	loadAssetUse = bulkTable{"asset_use", []string{"asset", "article", "version"},
		`INSERT INTO asset_use (asset, article, version) VALUES (?, ?, ?)`,
		`INSERT INTO asset_use (asset, article, version) VALUES ` + rows16x3}
	loadDesk = bulkTable{"desk", []string{"article", "edition", "changed", "facets", "data", "went_out"},
		`INSERT INTO desk (article, edition, changed, facets, data, went_out) VALUES (?, ?, ?, ?, ?, ?)`, ""}
	loadDeskList = bulkTable{"desk_list", []string{"edition", "facet", "changed", "article"},
		`INSERT INTO desk_list (edition, facet, changed, article) VALUES (?, ?, ?, ?)`,
		`INSERT INTO desk_list (edition, facet, changed, article) VALUES ` + rows16x4}
	loadDeskDirty = bulkTable{"desk_dirty", []string{"article", "mark"}, `INSERT INTO desk_dirty (article, mark) VALUES (?, ?)`,
		`INSERT INTO desk_dirty (article, mark) VALUES ` + rows16x2}
	loadShown = bulkTable{"pub_article", []string{"id", "edition", "version", "path", "at", "updated", "kind", "language", "headline", "kicker",
		"standfirst", "label", "section", "photo", "photo_caption", "photo_alt", "amendment", "unverified", "listed", "lists", "digest",
		"graphic", "protected", "photos", "seconds", "noindex"},
		`INSERT INTO pub_article (id, edition, version, path, at, updated, kind, language, headline, kicker, standfirst,
			label, section, photo, photo_caption, photo_alt, amendment, unverified, listed, lists, digest,
			graphic, protected, photos, seconds, noindex)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
			?, ?, ?)`, ""}
	loadText = bulkTable{"pub_text", []string{"article", "created", "first_published", "display", "corrected", "words", "filed", "sections", "amendments", "content"},
		`INSERT INTO pub_text (article, created, first_published, display, corrected, words, filed, sections, amendments, content)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, ""}
	loadList = bulkTable{"pub_list", []string{"edition", "kind", "id", "at", "article", "ad"},
		`INSERT INTO pub_list (edition, kind, id, at, article, ad) VALUES (?, ?, ?, ?, ?, ?)`,
		`INSERT INTO pub_list (edition, kind, id, at, article, ad) VALUES ` + rows16x6}
	loadInterval = bulkTable{"pub_interval", []string{"article", "since", "until", "version"},
		`INSERT INTO pub_interval (article, since, until, version) VALUES (?, ?, ?, ?)`,
		`INSERT INTO pub_interval (article, since, until, version) VALUES ` + rows16x4}
	loadURL = bulkTable{"pub_url", []string{"edition", "path", "article", "section", "tag", "person", "topic"},
		`INSERT INTO pub_url (edition, path, article, section, tag, person, topic) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		`INSERT INTO pub_url (edition, path, article, section, tag, person, topic) VALUES ` + rows16x7}
	loadUse = bulkTable{"pub_use", []string{"owner", "asset"}, `INSERT INTO pub_use (owner, asset) VALUES (?, ?)`,
		`INSERT INTO pub_use (owner, asset) VALUES ` + rows16x2}
	loadThing = bulkTable{"import_thing", []string{"edition", "kind", "key", "id", "hash", "run"},
		`INSERT INTO import_thing (edition, kind, key, id, hash, run) VALUES (?, ?, ?, ?, ?, ?)`,
		`INSERT INTO import_thing (edition, kind, key, id, hash, run) VALUES ` + rows16x6}
	loadKept = bulkTable{"import_kept", []string{"run", "n", "what", "number", "article", "data"},
		`INSERT INTO import_kept (run, n, what, number, article, data) VALUES (?, ?, ?, ?, ?, ?)`, ""}
	loadComment = bulkTable{"import_comment", []string{"article", "number", "parent", "author", "at", "state", "type", "text", "data", "run"},
		`INSERT INTO import_comment (article, number, parent, author, at, state, type, text, data, run) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		`INSERT INTO import_comment (article, number, parent, author, at, state, type, text, data, run) VALUES ` + rows16x10}
	loadOutbox = bulkTable{"outbox", []string{"seq", "event", "edition", "kind", "article", "keys", "drop_keys", "at"},
		`INSERT INTO outbox (seq, event, edition, kind, article, keys, drop_keys, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		`INSERT INTO outbox (seq, event, edition, kind, article, keys, drop_keys, at) VALUES ` + rows16x8}
	loadAssetDirty = bulkTable{"asset_dirty", []string{"asset", "mark"}, `INSERT INTO asset_dirty (asset, mark) VALUES (?, ?)`, ""}
	loadAsset      = bulkTable{"asset", []string{"id", "edition", "hash", "data", "added", "kind", "expires", "withheld"},
		`INSERT INTO asset (id, edition, hash, data, added, kind, expires, withheld) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, ""}
)

// Brought is a new article with everything that goes with it.
type Brought struct {
	// Run made it.
	Run int64
	// Article has its number. Revision is 1; where Content is frozen, Live or
	// Scheduled is set by Bring.
	Article *news.Article
	Content *news.Content
	// Frozen content is a version, live or scheduled; other is an open draft.
	Frozen bool
	By     string
	// Shown is what readers get when the article is live: sections with ancestors,
	// seconds of film. Bring fills in the rest.
	Shown bool
	// Sections are the filed sections with their ancestors.
	Sections []news.SectionID
	// Addresses are former ones, all of them free.
	Addresses []string
	// Picture is what the newsroom's list says of its picture.
	Picture string
}

// bringing gathers the rows of one call.
type bringing struct {
	*tx
	now  time.Time
	rows map[string][][]any
}

func (b *bringing) add(into *bulkTable, row ...any) {
	b.rows[into.name] = append(b.rows[into.name], row)
}

// load is for a table of which nothing else is known than its rows.
func (t *tx) load(ctx context.Context, into bulkTable, rows [][]any) error {
	if t.readOnly {
		return t.s.fail(errOnlyRead)
	}
	if t.recorded {
		return t.s.fail(errRecorded)
	}
	return t.dialect.load(ctx, t.s, into, rows)
}

func (t imports) Bring(ctx context.Context, list []Brought) error {
	if len(list) == 0 {
		return nil
	}
	b := &bringing{tx: t.tx, now: t.Now(), rows: map[string][][]any{}}
	frozen := 0
	for i := range list {
		if list[i].Frozen {
			frozen++
		}
	}
	ids, err := t.dialect.nextIDs(ctx, t.s, tVersion, frozen)
	if err != nil {
		return t.fail(err, "bring articles")
	}
	prepared := make([]prepared, len(list))
	for i := range list {
		if list[i].Frozen {
			prepared[i].version, ids = news.VersionID(ids[0]), ids[1:]
		}
	}
	// Writing JSON is the larger part of the work, and needs no database.
	if err := eachOf(list, func(i int) error { return prepared[i].make(&list[i], b.now) }); err != nil {
		return t.fail(err, "bring articles")
	}
	gone := make([]news.ArticleID, len(list))
	for i := range list {
		gone[i] = list[i].Article.ID
		b.article(&list[i], &prepared[i])
	}
	// A number that was taken back before may still be marked for the index.
	if err := t.unmark(ctx, gone, `DELETE FROM desk_dirty WHERE article IN `+in8, `DELETE FROM desk_dirty WHERE article IN `+in32); err != nil {
		return t.fail(err, "bring articles")
	}
	for _, into := range []bulkTable{loadArticle, loadDraft, loadVersion, loadRevision, loadAssetUse, loadDesk, loadDeskList, loadDeskDirty,
		loadShown, loadText, loadList, loadInterval, loadURL, loadUse, loadThing} {
		if err := t.load(ctx, into, b.rows[into.name]); err != nil {
			return t.fail(err, "bring articles: %s", into.name)
		}
	}
	return nil
}

// prepared is what is written of an article.
type prepared struct {
	version       news.VersionID
	embargo, gone any
	flow          string
	content       string
	squeezed      []byte
	record        *record
	desk          DeskRow
	deskData      string
	lists         []Facet
	assets        []news.AssetID
	mark          string
}

func (p *prepared) make(x *Brought, now time.Time) (err error) {
	a, c := x.Article, x.Content
	if err := checkText("bring article "+a.ID.String(), a, c, x.Addresses); err != nil {
		return err
	}
	if x.Frozen && x.Shown {
		a.Live = p.version
	} else if x.Frozen {
		a.Scheduled = p.version
	}
	if p.embargo, p.gone, err = articleJSON(a); err != nil {
		return err
	}
	if p.flow, err = encode(a.Flow); err != nil {
		return err
	}
	if p.content, err = encode(c); err != nil {
		return err
	}
	if !x.Frozen {
		p.squeezed = squeeze.EncodeAll([]byte(p.content), nil)
	}
	words := c.Body.Words()
	if x.Shown {
		shown := &PublishedArticle{ID: a.ID, Edition: a.Edition, Version: p.version, Path: a.Path, Dates: a.Dates, Content: *c,
			Sections: x.Sections, Listed: c.Kind != news.KindPage, Words: words, Photos: c.Photos()}
		if p.record, err = newRecordOf(shown, now, p.content); err != nil {
			return err
		}
	}
	p.assets = contentAssets(c)
	p.desk = deskRowOf(a, c, words)
	p.desk.Picture, p.desk.Changed = x.Picture, now
	p.lists = p.desk.Lists()
	p.desk.facets = joinFacets(p.lists)
	p.deskData, err = encode(p.desk)
	p.mark = newEventID()
	return err
}

func (b *bringing) article(x *Brought, p *prepared) {
	a := x.Article
	b.tx.keep(tArticle, int64(a.ID))
	b.add(&loadArticle, int64(a.ID), int64(a.Edition), string(a.Work), string(a.Public), a.Revision, int64(a.Live), int64(a.Scheduled),
		a.Path, p.embargo, p.gone, micros(a.Dates.Created), micros(a.Dates.FirstPublished), micros(a.Dates.Display),
		micros(a.Dates.Updated), micros(a.Dates.Corrected), a.Origin.Source, a.Origin.Key, a.Origin.Hash,
		a.ClientID, int64(a.Section), int64(a.Creator), int64(a.Assignee), micros(a.Due()), micros(a.Flow.ExpiresAt),
		micros(a.Flow.SpikedAt), a.Flow.Stuck, p.flow, originKey(a.Origin))
	var content any
	if x.Frozen {
		b.add(&loadVersion, int64(p.version), int64(a.ID), 1, a.Revision, b.now.UnixMicro(), x.By, p.content)
	} else {
		b.add(&loadDraft, int64(a.ID), p.content)
		content = p.squeezed
	}
	b.add(&loadRevision, int64(a.ID), a.Revision, string(news.RevisionImported), 0, b.now.UnixMicro(), x.By, "null", int64(p.version), content, "", "[]", 0)
	for _, id := range p.assets {
		b.add(&loadAssetUse, int64(id), int64(a.ID), int64(p.version))
	}
	b.add(&loadDesk, int64(a.ID), int64(a.Edition), b.now.UnixMicro(), p.desk.facets, p.deskData, micros(p.desk.WentOut()))
	slices.Sort(p.lists)
	for _, f := range slices.Compact(p.lists) {
		b.add(&loadDeskList, int64(a.Edition), string(f), b.now.UnixMicro(), int64(a.ID))
	}
	b.add(&loadDeskDirty, int64(a.ID), p.mark)
	if x.Run != 0 {
		b.add(&loadThing, int64(a.Edition), "article", a.ID.String(), int64(a.ID), "", x.Run)
	}
	if p.record != nil {
		b.shown(x, p)
	}
	for _, path := range x.Addresses {
		b.url(a, path)
	}
}

func (b *bringing) url(a *news.Article, path string) {
	b.add(&loadURL, int64(a.Edition), path, int64(a.ID), int64(0), int64(0), int64(0), int64(0))
}

// shown are the rows of the readers' side.
func (b *bringing) shown(x *Brought, p *prepared) {
	r := p.record
	b.add(&loadShown, r.row()...)
	b.add(&loadText, r.textRow()...)
	for _, l := range r.lists {
		b.tx.count(l, 1)
		b.add(&loadList, int64(l.edition), int64(l.kind), l.id, r.at, int64(r.ID), r.ad)
	}
	b.tx.touchMonths(standing{}, r.standing, b.now)
	b.add(&loadInterval, int64(r.ID), b.now.UnixMicro(), nil, int64(r.Version))
	b.url(x.Article, r.Path)
	for _, id := range p.assets {
		b.add(&loadUse, news.KeyArticle(r.ID), int64(id))
	}
}

func (t imports) BringAssets(ctx context.Context, list []news.Asset) error {
	var in, dirty [][]any
	for i := range list {
		a := &list[i]
		if err := checkText("bring asset", a); err != nil {
			return err
		}
		data, err := encode(a)
		if err != nil {
			return t.fail(err, "bring asset %d", a.ID)
		}
		t.keep(tAsset, int64(a.ID))
		dirty = append(dirty, []any{int64(a.ID), newEventID()})
		in = append(in, []any{int64(a.ID), int64(a.Edition), a.Hash, data, assetTime(a), a.Kind, micros(a.Rights.ExpiresAt), number(a.Withheld(t.Now()))})
	}
	if err := t.load(ctx, loadAsset, in); err != nil {
		return t.fail(err, "bring assets")
	}
	gone := make([]news.ArticleID, len(list))
	for i := range list {
		gone[i] = news.ArticleID(list[i].ID)
	}
	if err := t.unmark(ctx, gone, `DELETE FROM asset_dirty WHERE asset IN `+in8, `DELETE FROM asset_dirty WHERE asset IN `+in32); err != nil {
		return t.fail(err, "bring assets")
	}
	// The index follows in the background.
	return t.fail(t.load(ctx, loadAssetDirty, dirty), "bring assets")
}

func (t imports) unmark(ctx context.Context, ids []news.ArticleID, small, large query) error {
	return inChunks(ids, small, large, func(text query, args []any) error {
		_, err := t.exec(ctx, text, args...)
		return err
	})
}

// eachOf runs fn for every element on two processors; the first error wins.
func eachOf[T any](list []T, fn func(i int) error) error {
	half := len(list) / 2
	first := make(chan error, 1)
	go func() { first <- eachFrom(0, half, fn) }()
	err := eachFrom(half, len(list), fn)
	if other := <-first; other != nil {
		return other
	}
	return err
}

func eachFrom(i, end int, fn func(int) error) error {
	for ; i < end; i++ {
		if err := fn(i); err != nil {
			return err
		}
	}
	return nil
}

// PictureOf is what the newsroom's lists say of a text's first picture; credit
// tells an asset's own.
func PictureOf(c *news.Content, credit func(news.AssetID) string) string {
	lead, said := news.AssetID(0), ""
	if c.Lead != nil {
		lead, said = c.Lead.Asset, c.Lead.Credit
	}
	if lead == 0 {
		c.Body.Walk(func(b body.Block) {
			if i, ok := b.(*body.Image); ok && lead == 0 && i.Asset != 0 {
				lead, said = news.AssetID(i.Asset), i.Credit
			}
		})
	}
	switch {
	case lead == 0:
		return ""
	case strings.TrimSpace(said) != "" || credit(lead) != "":
		return "ok"
	}
	return "no_credit"
}
