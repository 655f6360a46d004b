package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"slices"
	"strings"

	"warta/internal/news"
)

// The photo desk's index is one document of terms for each asset. A term is a
// letter for its kind and the word in hexadecimal, which no tokenizer parts and
// no query language reads: "z" a whole value, "w" a word as it is written, "s" a
// stem, "x" a word as the analyser writes it. The first two are there with the
// asset, the others when the indexer has seen it.

// libraryDialect are the texts of it that differ.
type libraryDialect interface {
	put(ctx context.Context, s *session, doc int64, terms []string) error
	remove(ctx context.Context, s *session, doc int64) error
	// match writes an expression: one term of every group, and none of not.
	match(groups [][]string, not []string) string
	// newest lists documents of an expression between two numbers, highest first.
	newest() query
}

// AssetMark is an asset to index; Mark tells this change from a later one.
type AssetMark struct {
	Asset news.AssetID
	Mark  string
}

// AssetDoc is what the analyser makes of an asset's words.
type AssetDoc struct {
	AssetMark
	Stems, Exact []string
}

// assetBits is how much of a document's number is the asset's.
const assetBits = 44

// assetDoc is the number of a document: the editions lie apart, the newest asset
// of each is the highest.
func assetDoc(e news.EditionID, id news.AssetID) int64 {
	return int64(e)<<assetBits | int64(id)&(1<<assetBits-1)
}

func assetTerm(kind, w string) string { return kind + hex.EncodeToString([]byte(w)) }

// putAssetTerms writes an asset's document.
func (t *tx) putAssetTerms(ctx context.Context, a *news.Asset, d *AssetDoc) error {
	if t.readOnly {
		return errOnlyRead
	}
	var terms []string
	for _, w := range assetWords(a, a.Rights.State(t.Now())) {
		kind := "w"
		if strings.ContainsRune(w, '=') {
			kind = "z"
		}
		terms = append(terms, assetTerm(kind, w))
	}
	if d != nil {
		for _, w := range d.Stems {
			terms = append(terms, assetTerm("s", cutWord(w)))
		}
		for _, w := range d.Exact {
			terms = append(terms, assetTerm("x", cutWord(w)))
		}
	}
	slices.Sort(terms)
	index, doc := t.dialect.library(), assetDoc(a.Edition, a.ID)
	if err := index.remove(ctx, t.s, doc); err != nil {
		return err
	}
	return index.put(ctx, t.s, doc, slices.Compact(terms))
}

func (t library) Dirty(ctx context.Context, limit int) ([]AssetMark, error) {
	r, err := t.query(ctx, `SELECT asset, mark FROM asset_dirty ORDER BY asset DESC LIMIT CAST($1 AS BIGINT)`, limit)
	if err != nil {
		return nil, t.fail(err, "list what the photo desk's index lacks")
	}
	return all(t.database, r, func(r *sql.Rows, m *AssetMark) error { return r.Scan(&m.Asset, &m.Mark) }, "list what the photo desk's index lacks")
}

func (t library) Index(ctx context.Context, docs []AssetDoc) error {
	// One order for all: two nodes that index the same cannot wait for each other.
	docs = slices.Clone(docs)
	slices.SortFunc(docs, func(a, b AssetDoc) int { return int(a.Asset - b.Asset) })
	for _, d := range docs {
		n, err := t.exec(ctx, `DELETE FROM asset_dirty WHERE asset = $1 AND mark = $2`, int64(d.Asset), d.Mark)
		if err != nil {
			return t.fail(err, "index asset %d", d.Asset)
		}
		if n == 0 {
			continue // somebody was faster, or it changed again
		}
		found, err := t.Media().Get(ctx, []news.AssetID{d.Asset})
		if err != nil {
			return err
		}
		for i := range found {
			if err := t.putAssetTerms(ctx, &found[i], &d); err != nil {
				return t.fail(err, "index asset %d", d.Asset)
			}
		}
	}
	return nil
}

func (t library) Analyser(ctx context.Context) (n int, err error) {
	err = t.row(ctx, `SELECT search_assets FROM desk_rules WHERE id = 1`, nil, &n)
	return n, t.fail(err, "read the photo desk's index")
}

func (t library) Reindex(ctx context.Context, analyser int) error {
	n, err := t.exec(ctx, `UPDATE desk_rules SET search_assets = $1 WHERE id = 1 AND search_assets <> $1`, analyser)
	if err != nil || n == 0 {
		return t.fail(err, "make the photo desk's index anew")
	}
	_, err = t.exec(ctx, `INSERT INTO asset_dirty (asset, mark) SELECT id, $1 FROM asset WHERE true
		ON CONFLICT (asset) DO NOTHING`, newEventID())
	return t.fail(err, "make the photo desk's index anew")
}

// photoWord is of every photo, noPhotoWord of everything else.
const (
	photoWord   = "kind=photo"
	noPhotoWord = "kind!=photo"
)

// askedWords is how many words of a query count.
const askedWords = 32

// terms are what a query asks for: one of each group, none of not. A value that
// has no word is in no asset. What nearly all assets have is asked for by the few
// that lack it, whose lists are short.
func (q *AssetQuery) terms() (groups [][]string, not []string, possible bool) {
	var broad []string
	one := func(kind, w string) { groups = append(groups, []string{assetTerm(kind, w)}) }
	for _, v := range []struct{ sign, value string }{
		{"kind", q.Kind}, {"credit", q.Credit}, {"city", q.City}, {"person", q.Person}, {"keyword", q.Keyword}} {
		if v.value == "" {
			continue
		}
		w := whole(v.sign, v.value)
		if w == "" {
			return nil, nil, false
		}
		if w == photoWord {
			broad, not = append(broad, w), append(not, assetTerm("z", noPhotoWord))
			continue
		}
		one("z", w)
	}
	for _, v := range []struct{ sign, value string }{{"rights", string(q.Rights)}, {"state", string(q.State)}, {"date", q.Date},
		{"lacks", q.Lacks}, {"making", q.Making}} {
		if v.value != "" {
			one("z", v.sign+"="+v.value)
		}
	}
	if len(q.Ends) > 0 {
		var days []string
		for _, d := range q.Ends[:min(len(q.Ends), askedWords)] {
			days = append(days, assetTerm("z", "ends="+d))
		}
		groups = append(groups, days)
	}
	if q.Usable {
		broad = append(broad, "usable=yes")
		not = append(not, assetTerm("z", "state="+string(news.RightsDenied)), assetTerm("z", "state="+string(news.RightsExpired)))
	}
	if q.Uploader != 0 {
		one("z", "by="+q.Uploader.String())
	}
	stems := func(list []string) (out []string) {
		for _, w := range list {
			out = append(out, assetTerm("s", cutWord(w)))
		}
		return out
	}
	for _, g := range q.Terms[:min(len(q.Terms), askedWords)] {
		groups = append(groups, stems(g))
	}
	for _, w := range q.Exact[:min(len(q.Exact), askedWords)] {
		one("x", cutWord(w))
	}
	for _, g := range q.Not[:min(len(q.Not), askedWords)] {
		not = append(not, stems(g)...)
	}
	if len(q.Terms)+len(q.Exact)+len(q.Not) == 0 {
		words := foldWords(q.Words)
		for _, w := range words[:min(len(words), askedWords)] {
			one("w", w)
		}
	}
	if len(groups) == 0 {
		// Only the newest of them are read.
		for _, w := range broad {
			one("z", w)
		}
	}
	return groups, not, true
}

// storable says that the database can hold what is asked for.
func (q *AssetQuery) storable() bool {
	parts := []string{q.Words, q.Date, q.Kind, q.Credit, q.City, q.Person, q.Keyword, string(q.Rights), string(q.State), q.Lacks, q.Making, strings.Join(q.Ends, " ")}
	return storable(strings.Join(append(parts, q.Exact...), " ")) &&
		searchable(&SearchQuery{Terms: q.Terms, Not: q.Not, Phrases: [][]string{q.Exact}})
}

func (t library) Search(ctx context.Context, q AssetQuery) ([]news.Asset, error) {
	groups, not, possible := q.terms()
	if !possible || q.Limit <= 0 || !q.storable() {
		return nil, nil
	}
	if len(groups)+len(not) == 0 {
		return t.newest(ctx, q)
	}
	if len(groups) == 0 {
		// A question needs something that is there: every asset has a category.
		groups = [][]string{{assetTerm("z", "usable=yes"), assetTerm("z", "state="+string(news.RightsDenied)), assetTerm("z", "state="+string(news.RightsExpired))}}
	}
	before := assetDoc(q.Edition+1, 0)
	if q.Before != 0 {
		before = assetDoc(q.Edition, q.Before)
	}
	index := t.dialect.library()
	r, err := t.query(ctx, index.newest(), index.match(groups, not), assetDoc(q.Edition, 0), before, q.Limit)
	if err != nil {
		return nil, t.fail(err, "search assets")
	}
	docs, err := all(t.database, r, func(r *sql.Rows, doc *int64) error { return r.Scan(doc) }, "search assets")
	if err != nil {
		return nil, err
	}
	ids := make([]news.AssetID, len(docs))
	for i, doc := range docs {
		ids[i] = news.AssetID(doc & (1<<assetBits - 1))
	}
	return t.Media().Get(ctx, ids)
}

// newest lists without a question.
func (t library) newest(ctx context.Context, q AssetQuery) ([]news.Asset, error) {
	at, id := int64(1)<<62, int64(maxID)
	if q.Before != 0 {
		at, id = q.BeforeAt.UnixMicro(), int64(q.Before)
		if q.BeforeAt.IsZero() {
			at = 0
		}
	}
	r, err := t.query(ctx, `SELECT id, data FROM asset
		WHERE edition = CAST($1 AS BIGINT) AND (added, id) < (CAST($2 AS BIGINT), CAST($3 AS BIGINT))
		ORDER BY added DESC, id DESC LIMIT CAST($4 AS BIGINT)`, int64(q.Edition), at, id, q.Limit)
	if err != nil {
		return nil, t.fail(err, "list assets")
	}
	return all(t.database, r, scanAsset, "list assets")
}
