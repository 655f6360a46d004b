package store

import (
	"context"
	"database/sql"
	"math/bits"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"warta/internal/news"
)

// Assets are found by words: one row for each word of an asset, in the order in
// which they are listed, so that a page of results is one range of the rarest
// word's rows, with a look-up in the others for each. Whole values, such as a
// city or the category of rights, are words with a sign in front.

const (
	// mostWords bounds what an asset puts into the index.
	mostWords = 250
	// longestWord is in bytes; what is longer is found by its beginning.
	longestWord = 60
)

// assetTime is the order in which assets are listed.
func assetTime(a *news.Asset) int64 {
	if a.Added.IsZero() {
		return 0
	}
	return a.Added.UnixMicro()
}

// foldWords gives the words of a text as they are compared.
func foldWords(text string) []string {
	folded := cases.Fold().String(norm.NFC.String(text))
	words := strings.FieldsFunc(folded, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) })
	for i, w := range words {
		words[i] = cutWord(w)
	}
	return words
}

func cutWord(w string) string {
	for len(w) > longestWord {
		_, size := lastRune(w)
		w = w[:len(w)-size]
	}
	return w
}

func lastRune(s string) (rune, int) {
	r := []rune(s)
	last := r[len(r)-1]
	return last, len(string(last))
}

// whole is the word of a whole value.
func whole(sign, value string) string {
	if value = strings.Join(foldWords(value), " "); value == "" {
		return ""
	}
	return cutWord(sign + "=" + value)
}

// assetWords are the words by which an asset is found; state is that of its
// rights.
func assetWords(a *news.Asset, state news.RightsState) []string {
	var out []string
	add := func(words ...string) {
		for _, w := range words {
			if w != "" && len(out) < mostWords && !slices.Contains(out, w) {
				out = append(out, w)
			}
		}
	}
	category := a.Rights.Category
	if category == "" {
		category = "unknown"
	}
	add("rights="+string(category), "state="+string(state), whole("kind", a.Kind), whole("credit", a.Credit), whole("city", a.City))
	if !(state == news.RightsDenied || state == news.RightsExpired) {
		add("usable=yes")
	}
	if a.Uploader != 0 {
		add("by=" + a.Uploader.String())
	}
	day := a.TakenAt
	if day.IsZero() {
		day = a.Added
	}
	if !day.IsZero() {
		d := day.UTC().Format("2006-01-02")
		add("date="+d, "date="+d[:7], "date="+d[:4])
	}
	for _, p := range a.People {
		add(whole("person", p))
	}
	for _, k := range a.Keywords {
		add(whole("keyword", k))
	}
	for _, text := range append(append([]string{a.Title, a.Caption, a.Credit, a.Source, a.City, a.Name, a.Copyright}, a.People...), a.Keywords...) {
		add(foldWords(text)...)
	}
	return out
}

// indexAsset brings words and look up to date, touching what changed.
func (t *tx) indexAsset(ctx context.Context, a *news.Asset) error {
	want := assetWords(a, a.Rights.State(t.Now()))
	at := assetTime(a)
	type row struct {
		edition, at int64
		word        string
	}
	r, err := t.query(ctx, `SELECT edition, word, at FROM asset_word WHERE asset = $1`, int64(a.ID))
	if err != nil {
		return err
	}
	has, err := all(t.database, r, func(r *sql.Rows, w *row) error { return r.Scan(&w.edition, &w.word, &w.at) }, "read the words of an asset")
	if err != nil {
		return err
	}
	kept := map[string]bool{}
	for _, w := range has {
		if w.edition == int64(a.Edition) && w.at == at && slices.Contains(want, w.word) {
			kept[w.word] = true
			continue
		}
		_, err := t.exec(ctx, `DELETE FROM asset_word WHERE edition = $1 AND word = $2 AND at = $3 AND asset = $4`,
			w.edition, w.word, w.at, int64(a.ID))
		if err != nil {
			return err
		}
	}
	for _, w := range want {
		if kept[w] {
			continue
		}
		_, err := t.exec(ctx, `INSERT INTO asset_word (edition, word, at, asset) VALUES ($1, $2, $3, $4)`,
			int64(a.Edition), w, at, int64(a.ID))
		if err != nil {
			return err
		}
	}
	return t.indexLook(ctx, a)
}

func (t *tx) indexLook(ctx context.Context, a *news.Asset) error {
	var has string
	if err := t.row(ctx, `SELECT coalesce(max(look), '') FROM asset_look WHERE asset = $1`, []any{int64(a.ID)}, &has); err != nil {
		return err
	}
	if has == a.Look {
		return nil
	}
	if _, err := t.exec(ctx, `DELETE FROM asset_look WHERE asset = $1`, int64(a.ID)); err != nil {
		return err
	}
	look, ok := parseLook(a.Look)
	if !ok {
		return nil
	}
	for i := range bands {
		_, err := t.exec(ctx, `INSERT INTO asset_look (band, asset, look) VALUES ($1, $2, $3)`, bandOf(look, i), int64(a.ID), a.Look)
		if err != nil {
			return err
		}
	}
	return nil
}

const (
	// bands times 16 bits are a look.
	bands = 4
	// alikeBits is in how many bits two looks that count as alike may differ: one
	// of the four bands then differs in at most one bit.
	alikeBits = 6
)

func parseLook(s string) (uint64, bool) {
	n, err := strconv.ParseUint(s, 16, 64)
	return n, err == nil && len(s) == 16
}

func bandOf(look uint64, i int) int64 { return int64(i)<<16 | int64(look>>(16*i)&0xffff) }

func (t library) Alike(ctx context.Context, e news.EditionID, look string, limit int) ([]Likeness, error) {
	want, ok := parseLook(look)
	if !ok {
		return nil, nil
	}
	var near []int64
	for i := range bands {
		near = append(near, bandOf(want, i))
		for bit := range 16 {
			near = append(near, bandOf(want^1<<(16*i+bit), i))
		}
	}
	type found struct {
		asset news.AssetID
		look  string
	}
	distance := map[news.AssetID]int{}
	err := inChunks(near,
		`SELECT asset, look FROM asset_look WHERE band IN `+in8,
		`SELECT asset, look FROM asset_look WHERE band IN `+in32,
		func(text query, args []any) error {
			r, err := t.query(ctx, text, args...)
			if err != nil {
				return err
			}
			return r.each(func() error {
				var f found
				if err := r.Scan(&f.asset, &f.look); err != nil {
					return err
				}
				if has, ok := parseLook(f.look); ok {
					if d := bits.OnesCount64(has ^ want); d <= alikeBits {
						distance[f.asset] = d
					}
				}
				return nil
			})
		})
	if err != nil {
		return nil, t.fail(err, "find assets that look alike")
	}
	ids := make([]news.AssetID, 0, len(distance))
	for id := range distance {
		ids = append(ids, id)
	}
	assets, err := t.Media().Get(ctx, ids)
	if err != nil {
		return nil, err
	}
	var out []Likeness
	for _, a := range assets {
		if a.Edition == e {
			out = append(out, Likeness{a.ID, distance[a.ID]})
		}
	}
	slices.SortFunc(out, func(a, b Likeness) int {
		if a.Distance != b.Distance {
			return a.Distance - b.Distance
		}
		return int(b.Asset - a.Asset)
	})
	return out[:min(limit, len(out))], nil
}

// words are what a query asks for.
func (q *AssetQuery) words() (out []string, possible bool) {
	add := func(w string, asked bool) bool {
		if asked && w == "" {
			return false
		}
		if w != "" && !slices.Contains(out, w) {
			out = append(out, w)
		}
		return true
	}
	ok := add(whole("kind", q.Kind), q.Kind != "") && add(whole("credit", q.Credit), q.Credit != "") &&
		add(whole("city", q.City), q.City != "") && add(whole("person", q.Person), q.Person != "") &&
		add(whole("keyword", q.Keyword), q.Keyword != "")
	if !ok {
		return nil, false
	}
	if q.Rights != "" {
		add("rights="+string(q.Rights), true)
	}
	if q.State != "" {
		add("state="+string(q.State), true)
	}
	if q.Usable {
		add("usable=yes", true)
	}
	if q.Date != "" {
		add("date="+q.Date, true)
	}
	if q.Uploader != 0 {
		add("by="+q.Uploader.String(), true)
	}
	for _, w := range foldWords(q.Words) {
		add(w, true)
	}
	return out, true
}

const (
	// askedWords is how many words of a query count.
	askedWords = 8
	// countTo is up to where the rows of a word are counted to find the rarest.
	countTo = 4000
)

// searchAssets reads the rows of the rarest word and looks the others up; empty
// ones are not looked for.
const searchAssets query = `
	SELECT a.id, a.data FROM asset_word AS w JOIN asset AS a ON a.id = w.asset
	WHERE w.edition = CAST($1 AS BIGINT) AND w.word = $2 AND (w.at, w.asset) < (CAST($3 AS BIGINT), CAST($4 AS BIGINT))
		AND ($6 = '' OR EXISTS (SELECT 1 FROM asset_word AS x WHERE x.edition = w.edition AND x.word = $6 AND x.at = w.at AND x.asset = w.asset))
		AND ($7 = '' OR EXISTS (SELECT 1 FROM asset_word AS x WHERE x.edition = w.edition AND x.word = $7 AND x.at = w.at AND x.asset = w.asset))
		AND ($8 = '' OR EXISTS (SELECT 1 FROM asset_word AS x WHERE x.edition = w.edition AND x.word = $8 AND x.at = w.at AND x.asset = w.asset))
		AND ($9 = '' OR EXISTS (SELECT 1 FROM asset_word AS x WHERE x.edition = w.edition AND x.word = $9 AND x.at = w.at AND x.asset = w.asset))
		AND ($10 = '' OR EXISTS (SELECT 1 FROM asset_word AS x WHERE x.edition = w.edition AND x.word = $10 AND x.at = w.at AND x.asset = w.asset))
		AND ($11 = '' OR EXISTS (SELECT 1 FROM asset_word AS x WHERE x.edition = w.edition AND x.word = $11 AND x.at = w.at AND x.asset = w.asset))
		AND ($12 = '' OR EXISTS (SELECT 1 FROM asset_word AS x WHERE x.edition = w.edition AND x.word = $12 AND x.at = w.at AND x.asset = w.asset))
	ORDER BY w.at DESC, w.asset DESC LIMIT CAST($5 AS BIGINT)`

func (t library) Search(ctx context.Context, q AssetQuery) ([]news.Asset, error) {
	words, possible := q.words()
	if !possible || q.Limit <= 0 || !storable(q.Words+q.Date+q.Kind+q.Credit+q.City+q.Person+q.Keyword) {
		return nil, nil
	}
	at, id := int64(1)<<62, int64(maxID)
	if q.Before != 0 {
		at, id = q.BeforeAt.UnixMicro(), int64(q.Before)
		if q.BeforeAt.IsZero() {
			at = 0
		}
	}
	if len(words) == 0 {
		r, err := t.query(ctx, `SELECT id, data FROM asset
			WHERE edition = CAST($1 AS BIGINT) AND (added, id) < (CAST($2 AS BIGINT), CAST($3 AS BIGINT))
			ORDER BY added DESC, id DESC LIMIT CAST($4 AS BIGINT)`, int64(q.Edition), at, id, q.Limit)
		if err != nil {
			return nil, t.fail(err, "list assets")
		}
		return all(t.database, r, scanAsset, "list assets")
	}
	words, err := t.rarest(ctx, q.Edition, words)
	if err != nil || words == nil {
		return nil, err
	}
	args := []any{int64(q.Edition), words[0], at, id, q.Limit}
	for i := 1; i < askedWords; i++ {
		w := ""
		if i < len(words) {
			w = words[i]
		}
		args = append(args, w)
	}
	r, err := t.query(ctx, searchAssets, args...)
	if err != nil {
		return nil, t.fail(err, "search assets")
	}
	return all(t.database, r, scanAsset, "search assets")
}

// rarest orders words by the number of assets that have them; nil when one has
// none.
func (t library) rarest(ctx context.Context, e news.EditionID, words []string) ([]string, error) {
	n := map[string]int{}
	for _, w := range words {
		var rows int
		err := t.row(ctx, `SELECT count(*) FROM (
			SELECT 1 FROM asset_word WHERE edition = CAST($1 AS BIGINT) AND word = $2 LIMIT CAST($3 AS BIGINT)) AS few`,
			[]any{int64(e), w, countTo}, &rows)
		if err != nil {
			return nil, t.fail(err, "search assets")
		}
		if rows == 0 {
			return nil, nil
		}
		n[w] = rows
	}
	slices.SortStableFunc(words, func(a, b string) int { return n[a] - n[b] })
	return words[:min(len(words), askedWords)], nil
}
