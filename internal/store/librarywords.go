package store

import (
	"context"
	"math/bits"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"warta/internal/news"
)

// Assets are found by terms (librarysearch.go): the words as they are written,
// and whole values, such as a city or the category of rights, as words with a
// sign in front.

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
	if a.Kind != "photo" {
		add(noPhotoWord)
	}
	if !(state == news.RightsDenied || state == news.RightsExpired) {
		add("usable=yes")
	}
	if a.Kind == "photo" && strings.TrimSpace(a.Alt) == "" {
		add("lacks=alt")
	}
	if strings.TrimSpace(a.Credit) == "" {
		add("lacks=credit")
	}
	if a.Making.State != "" {
		add("making=" + a.Making.State)
	}
	if !a.Rights.ExpiresAt.IsZero() {
		add("ends=" + a.Rights.ExpiresAt.UTC().Format(time.DateOnly))
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

// indexAsset brings words and look up to date. The stems of the words follow,
// since the analyser is above this package.
func (t *tx) indexAsset(ctx context.Context, a *news.Asset) error {
	if err := t.putAssetTerms(ctx, a, nil); err != nil {
		return err
	}
	_, err := t.exec(ctx, `INSERT INTO asset_dirty (asset, mark) VALUES ($1, $2)
		ON CONFLICT (asset) DO UPDATE SET mark = excluded.mark`, int64(a.ID), newEventID())
	if err != nil {
		return err
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
