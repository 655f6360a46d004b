package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"warta/internal/news"
)

func (x search) State(ctx context.Context) (st SearchState, err error) {
	s, err := x.d.sideReader.begin(ctx, x.d.dialect.begin(reading))
	if err != nil {
		return st, x.d.fail(err, "read the state of the search index")
	}
	defer s.end()
	st, _, err = searchState(ctx, s)
	return st, x.d.fail(err, "read the state of the search index")
}

// searchState also gives the mean length of a document.
func searchState(ctx context.Context, s *session) (st SearchState, mean float64, err error) {
	var length int64
	err = s.row(ctx, `SELECT version, seq, event, rebuild, documents, length FROM search_state WHERE id = 1`, nil,
		&st.Version, &st.Seq, &st.Event, &st.Rebuild, &st.Documents, &length)
	return st, float64(length) / float64(max(1, st.Documents)), err
}

// Apply takes the state's row first: of two nodes that follow at once, the
// second waits and then finds that it was late.
func (x search) Apply(ctx context.Context, from SearchState, c SearchChange) error {
	s, err := x.d.side.begin(ctx, x.d.dialect.begin(counting))
	if err != nil {
		return x.d.fail(err, "begin to index")
	}
	defer s.end()
	if err := x.apply(ctx, s, from, c); err != nil {
		return x.d.fail(err, "index %d articles", len(c.Put)+len(c.Remove))
	}
	return x.d.fail(s.commit(ctx), "index %d articles", len(c.Put)+len(c.Remove))
}

func (x search) apply(ctx context.Context, s *session, from SearchState, c SearchChange) error {
	n, err := s.exec(ctx, `
		UPDATE search_state SET version = $1, seq = $2, event = $3, rebuild = $4
		WHERE id = 1 AND version = $5 AND seq = $6 AND event = $7 AND rebuild = $8`,
		c.State.Version, int64(c.State.Seq), c.State.Event, c.State.Rebuild,
		from.Version, int64(from.Seq), from.Event, from.Rebuild)
	if err != nil {
		return err
	}
	if n == 0 {
		return refuse(news.Stale, "index from event %d", from.Seq)
	}
	if c.Clear {
		if err := x.clear(ctx, s); err != nil {
			return err
		}
	}
	change := searchTotals{words: map[string]wordCount{}}
	for _, id := range c.Remove {
		if err := x.removeDoc(ctx, s, id, &change); err != nil {
			return err
		}
	}
	for i := range c.Put {
		if err := x.removeDoc(ctx, s, c.Put[i].Article, &change); err != nil {
			return err
		}
		if err := x.putDoc(ctx, s, &c.Put[i], &change); err != nil {
			return err
		}
	}
	return x.total(ctx, s, change)
}

// searchTotals gathers what a step changes in counts.
type searchTotals struct {
	documents, length int64
	words             map[string]wordCount
}

type wordCount struct {
	stem string
	n    int64
}

func (t *searchTotals) add(word, stem string, by int64) {
	w := t.words[word]
	if stem != "" {
		w.stem = stem
	}
	w.n += by
	t.words[word] = w
}

func (x search) clear(ctx context.Context, s *session) error {
	if err := x.text.clear(ctx, s); err != nil {
		return err
	}
	for _, text := range []query{`DELETE FROM search_doc`, `DELETE FROM search_source`, `DELETE FROM search_word`,
		`UPDATE search_state SET documents = 0, length = 0 WHERE id = 1`} {
		if _, err := s.exec(ctx, text); err != nil {
			return err
		}
	}
	return nil
}

func (x search) removeDoc(ctx context.Context, s *session, id news.ArticleID, t *searchTotals) error {
	var doc, length int64
	var words string
	err := s.row(ctx, `
		SELECT d.doc, d.length, w.words FROM search_doc AS d JOIN search_source AS w ON w.doc = d.doc
		WHERE d.article = $1`, []any{int64(id)}, &doc, &length, &words)
	if err == sql.ErrNoRows {
		return nil
	}
	if err != nil {
		return err
	}
	for w := range strings.SplitSeq(words, " ") {
		if w != "" {
			t.add(w, "", -1)
		}
	}
	t.documents--
	t.length -= length
	if err := x.text.remove(ctx, s, doc); err != nil {
		return err
	}
	if _, err := s.exec(ctx, `DELETE FROM search_source WHERE doc = $1`, doc); err != nil {
		return err
	}
	_, err = s.exec(ctx, `DELETE FROM search_doc WHERE doc = $1`, doc)
	return err
}

func (x search) putDoc(ctx context.Context, s *session, d *SearchDoc, t *searchTotals) error {
	doc := docNumber(d.Edition, d.At, d.Article)
	n, err := s.exec(ctx, `
		INSERT INTO search_doc (doc, article, section, at, length, weights) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (doc) DO NOTHING`,
		doc, int64(d.Article), int64(d.Section), d.At.UnixMicro(), d.Length, packWeights(d.Weights))
	if err != nil {
		return err
	}
	if n == 0 {
		// Two articles of one minute whose numbers are equal in their last 26
		// bits; a newspaper with 67 million articles may miss one.
		return nil
	}
	words := make([]string, 0, len(d.Words))
	for w, stem := range d.Words {
		words = append(words, w)
		t.add(w, stem, 1)
	}
	slices.Sort(words)
	if _, err := s.exec(ctx, `INSERT INTO search_source (doc, words) VALUES ($1, $2)`, doc, strings.Join(words, " ")); err != nil {
		return err
	}
	t.documents++
	t.length += int64(d.Length)
	return x.text.put(ctx, s, doc, d)
}

// total writes the counts, words in one order for all nodes.
func (x search) total(ctx context.Context, s *session, t searchTotals) error {
	words := make([]string, 0, len(t.words))
	for w, c := range t.words {
		if c.n != 0 {
			words = append(words, w)
		}
	}
	slices.Sort(words)
	for chunk := range slices.Chunk(words, 2000) {
		rows := make([][4]any, len(chunk))
		for i, w := range chunk {
			rows[i] = [4]any{w, t.words[w].stem, shape(w), t.words[w].n}
		}
		text, err := encode(rows)
		if err != nil {
			return err
		}
		if _, err := s.exec(ctx, x.text.count(), text); err != nil {
			return err
		}
	}
	if _, err := s.exec(ctx, `DELETE FROM search_word WHERE n <= 0`); err != nil {
		return err
	}
	if t.documents == 0 && t.length == 0 {
		return nil
	}
	_, err := s.exec(ctx, `UPDATE search_state SET documents = documents + $1, length = length + $2 WHERE id = 1`,
		t.documents, t.length)
	return err
}
