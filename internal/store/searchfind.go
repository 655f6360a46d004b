package store

import (
	"cmp"
	"context"
	"database/sql"
	"math"
	"slices"
	"time"

	"warta/internal/news"
)

// candidate is a document that is weighed against others.
type candidate struct {
	SearchHit
	doc    int64
	share  float64
	length int64
}

// Find reads the newest documents that hold every term, at most searchScored,
// and beyond them those that hold every term in the head; only these are
// compared. What holds every term and is neither among the newest nor says so
// in its headline is found by time, not by relevance.
func (x search) Find(ctx context.Context, q SearchQuery) (r SearchResult, err error) {
	if len(q.Terms)+len(q.Phrases) == 0 || !searchable(&q) {
		return r, nil
	}
	s, err := x.d.sideReader.begin(ctx, x.d.dialect.begin(reading))
	if err != nil {
		return r, x.d.fail(err, "search")
	}
	defer s.end()
	f := finder{search: x, s: s, q: &q}
	err = f.find(ctx, &r)
	return r, x.d.fail(err, "search")
}

// searchable refuses what no document can hold.
func searchable(q *SearchQuery) bool {
	for _, list := range [][][]string{q.Terms, q.Phrases, q.Not, q.NotPhrases} {
		for _, group := range list {
			for _, w := range group {
				if w == "" || !storable(w) {
					return false
				}
			}
		}
	}
	return true
}

type finder struct {
	search
	s     *session
	q     *SearchQuery
	mean  float64
	terms []weighed
	total float64
}

// weighed is a group of terms with its rarity.
type weighed struct {
	hashes []uint32
	df     int64
	idf    float64
}

func (f *finder) find(ctx context.Context, r *SearchResult) (err error) {
	if r.State, f.mean, err = searchState(ctx, f.s); err != nil {
		return err
	}
	first, last := docRange(f.q.Edition, f.q.Since, f.q.Before)
	expr := f.text.match(f.q, false, false)
	if f.q.ByTime {
		found, err := f.read(ctx, expr, first, last, SearchCounted+1)
		if err != nil {
			return err
		}
		r.Found, r.More = min(len(found), SearchCounted), len(found) > SearchCounted
		found = found[:r.Found]
		f.answer(r, found)
		return nil
	}
	if err := f.weigh(ctx, r.State.Documents); err != nil {
		return err
	}
	found, err := f.read(ctx, expr, first, last, searchScored)
	if err != nil {
		return err
	}
	r.Found = len(found)
	if len(found) == searchScored {
		var n int
		err := f.s.row(ctx, f.text.counted(), []any{expr, first, last, SearchCounted + 1}, &n)
		if err != nil {
			return err
		}
		r.Found, r.More = min(n, SearchCounted), n > SearchCounted
		if len(f.q.Terms) > 0 {
			heads, err := f.read(ctx, f.text.match(f.q, true, false), first, found[len(found)-1].doc-1, searchHeads)
			if err != nil {
				return err
			}
			found = append(found, heads...)
		}
	}
	if f.q.Partial && len(found) < searchFew && len(f.q.Terms) > 1 && len(f.q.Phrases) == 0 {
		more, err := f.partial(ctx, found, first, last)
		if err != nil {
			return err
		}
		r.Partial = len(more) > len(found)
		found, r.Found = more, len(more)
	}
	slices.SortFunc(found, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(b.doc, a.doc))
	})
	f.answer(r, found)
	return nil
}

// answer counts sections and cuts out the piece that was asked for.
func (f *finder) answer(r *SearchResult, found []candidate) {
	r.Reach = len(found)
	if !r.More && r.Reach >= r.Found {
		r.Sections = map[news.SectionID]int{}
		for _, c := range found {
			r.Sections[c.Section]++
		}
	}
	from := min(max(0, f.q.Offset), len(found))
	for _, c := range found[from:min(len(found), from+max(0, f.q.Limit))] {
		r.Hits = append(r.Hits, c.SearchHit)
	}
}

// weigh looks up how rare each term is.
func (f *finder) weigh(ctx context.Context, documents int64) error {
	var all []string
	for _, group := range f.q.Terms {
		all = append(all, group...)
	}
	df := map[string]int64{}
	err := inWords(all,
		`SELECT stem, sum(n) FROM search_word WHERE stem IN `+in8+` GROUP BY stem`, func(text query, args []any) error {
			res, err := f.s.query(ctx, text, args...)
			if err != nil {
				return err
			}
			return rows{res, f.s}.each(func() error {
				var stem string
				var n float64
				err := res.Scan(&stem, &n)
				df[stem] = int64(n)
				return err
			})
		})
	if err != nil {
		return err
	}
	for _, group := range f.q.Terms {
		w := weighed{}
		for _, stem := range group {
			w.df += df[stem]
			w.hashes = append(w.hashes, stemHash(stem))
		}
		w.df = min(w.df, documents)
		w.idf = math.Log(1 + (float64(documents-w.df)+0.5)/(float64(w.df)+0.5))
		f.terms = append(f.terms, w)
		if w.df > 0 { // what no text has cannot be asked of any
			f.total += w.idf
		}
	}
	return nil
}

// read weighs the newest documents of an expression.
func (f *finder) read(ctx context.Context, expr string, first, last int64, limit int) ([]candidate, error) {
	if first > last {
		return nil, nil
	}
	res, err := f.s.query(ctx, f.text.newest(), expr, first, last, limit)
	if err != nil {
		return nil, err
	}
	out := make([]candidate, 0, min(limit, 64))
	var weights sql.RawBytes
	err = rows{res, f.s}.each(func() error {
		var c candidate
		if err := res.Scan(&c.doc, &c.Article, &c.Section, at(&c.At), &c.length, &weights); err != nil {
			return err
		}
		f.score(&c, weights)
		out = append(out, c)
		return nil
	})
	return out, err
}

// Parameters of BM25, and how much a fresh article gains on an old one.
const (
	bm25K, bm25B = 1.2, 0.6
	freshness    = 0.25
	freshFor     = 60 * 24 * time.Hour
)

// score is BM25 over weighted occurrences, and something for being new.
func (f *finder) score(c *candidate, packed []byte) {
	norm := bm25K * (1 - bm25B + bm25B*float64(c.length)/max(1, f.mean))
	var held float64
	for _, t := range f.terms {
		var w float64
		for _, h := range t.hashes {
			w = max(w, weightOf(packed, h))
		}
		if w > 0 {
			held += t.idf
			c.Score += t.idf * w * (bm25K + 1) / (w + norm)
		}
	}
	if f.total > 0 {
		c.share = held / f.total
	}
	if len(f.terms) == 0 {
		c.Score = 1 // phrases alone: by freshness
	}
	age := max(0, f.q.Now.Sub(c.At))
	c.Score *= 1 + freshness*math.Exp2(-float64(age)/float64(freshFor))
}

// partial adds documents that hold the rarest terms, as many of these as keep
// the number of candidates bounded.
func (f *finder) partial(ctx context.Context, found []candidate, first, last int64) ([]candidate, error) {
	order := make([]int, len(f.terms))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(f.terms[a].df, f.terms[b].df) })
	rare := *f.q
	rare.Terms = nil
	var sum int64
	for _, i := range order {
		if f.terms[i].df == 0 {
			continue
		}
		if sum += f.terms[i].df; sum > searchPartial && len(rare.Terms) > 0 {
			break
		}
		rare.Terms = append(rare.Terms, f.q.Terms[i])
	}
	if len(rare.Terms) == 0 {
		return found, nil
	}
	more, err := f.read(ctx, f.text.match(&rare, false, true), first, last, searchPartial)
	if err != nil {
		return nil, err
	}
	known := make(map[int64]bool, len(found))
	for _, c := range found {
		known[c.doc] = true
	}
	for _, c := range more {
		if !known[c.doc] && c.share >= searchEnough {
			found = append(found, c)
		}
	}
	return found, nil
}

// inWords runs a text that ends in room for eight words until all were asked for.
func inWords(words []string, text query, run func(text query, args []any) error) error {
	for chunk := range slices.Chunk(words, 8) {
		args := make([]any, 8)
		for i := range args {
			args[i] = chunk[min(i, len(chunk)-1)]
		}
		if err := run(text, args); err != nil {
			return err
		}
	}
	return nil
}

func (x search) reading(ctx context.Context, op string, fn func(*session) error) error {
	s, err := x.d.sideReader.begin(ctx, x.d.dialect.begin(reading))
	if err != nil {
		return x.d.fail(err, "%s", op)
	}
	defer s.end()
	return x.d.fail(fn(s), "%s", op)
}

func scanWord(r *sql.Rows, w *SearchWord) error { return r.Scan(&w.Word, &w.N) }

// maxWordsRead bounds the words that one question looks at.
const maxWordsRead = 2000

func (x search) Words(ctx context.Context, prefix string, limit int) (out []SearchWord, err error) {
	if prefix == "" || !storable(prefix) {
		return nil, nil
	}
	err = x.reading(ctx, "list words", func(s *session) error {
		res, err := s.query(ctx, `
			SELECT word, n FROM (
				SELECT word, n FROM search_word WHERE word >= $1 AND word < $2 ORDER BY word LIMIT CAST($3 AS BIGINT)
			) AS near ORDER BY n DESC, word LIMIT CAST($4 AS BIGINT)`, prefix, prefix+"\U0010ffff", maxWordsRead, limit)
		if err != nil {
			return err
		}
		out, err = all(x.d, rows{res, s}, scanWord, "list words")
		return err
	})
	return out, err
}

func (x search) Alike(ctx context.Context, letters []string, lengths []int) (out []SearchWord, err error) {
	err = x.reading(ctx, "list words", func(s *session) error {
		for _, letter := range letters {
			if !storable(letter) {
				continue
			}
			for _, n := range lengths {
				res, err := s.query(ctx, `SELECT word, n FROM search_word WHERE shape = $1 LIMIT CAST($2 AS BIGINT)`,
					shapeOf(letter, n), maxWordsRead)
				if err != nil {
					return err
				}
				some, err := all(x.d, rows{res, s}, scanWord, "list words")
				if err != nil {
					return err
				}
				out = append(out, some...)
			}
		}
		return nil
	})
	return out, err
}

func (x search) Frequency(ctx context.Context, words []string) (map[string]int64, error) {
	out := map[string]int64{}
	words = slices.DeleteFunc(slices.Clone(words), func(w string) bool { return !storable(w) })
	err := x.reading(ctx, "count words", func(s *session) error {
		return inWords(words, `SELECT word, n FROM search_word WHERE word IN `+in8, func(text query, args []any) error {
			res, err := s.query(ctx, text, args...)
			if err != nil {
				return err
			}
			return rows{res, s}.each(func() error {
				var w SearchWord
				err := scanWord(res, &w)
				out[w.Word] = w.N
				return err
			})
		})
	})
	return out, err
}
