package newsroom

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"warta/internal/news"
	"warta/internal/search"
	"warta/internal/store"
)

// Suggestion is a live article that might stand as "read also" in another.
type Suggestion struct {
	Row store.DeskRow
	// Why says what the two share: tags, text, section.
	Why []string

	score float64
}

const (
	// suggestedAge is how old an offer may be; what shares a tag may be older
	// only when there is nothing younger.
	suggestedAge = 30 * 24 * time.Hour
	// A word that is in more articles than these says little.
	commonWord = 40
	// Words of the text that are looked for.
	tellingWords = 8
)

// Suggest ranks live articles by what they share with one that somebody writes
// (S3.4): tags, words, section; young ones first. None that the text names
// already, nor the article itself. The cost does not grow with the archive: every
// question is for the newest few of one list.
func (n *Newsroom) Suggest(ctx context.Context, who Actor, id news.ArticleID, limit int) (out []Suggestion, err error) {
	n.catchUpIndex(ctx)
	limit = min(max(limit, 1), 20)
	err = n.reads(ctx, who, id, func(tx store.Tx, a *news.Article) error {
		out = nil
		c, err := headContent(ctx, tx, a)
		if err != nil {
			return err
		}
		s := suggesting{ctx: ctx, tx: tx, e: newEyes(ctx, tx, who), a: a, c: &c, now: tx.Now(), found: map[news.ArticleID]*Suggestion{}}
		for _, step := range []func() error{s.byTags, s.bySection, s.byWords, s.complete} {
			if err := step(); err != nil {
				return err
			}
		}
		out = s.ranked(limit)
		return nil
	})
	return out, err
}

type suggesting struct {
	ctx   context.Context
	tx    store.Tx
	e     *eyes
	a     *news.Article
	c     *news.Content
	now   time.Time
	found map[news.ArticleID]*Suggestion
	// bare are those of which only the number is known yet.
	bare []news.ArticleID
}

func (s *suggesting) of(id news.ArticleID) *Suggestion {
	f := s.found[id]
	if f == nil {
		f = &Suggestion{}
		s.found[id] = f
	}
	return f
}

func (s *suggesting) because(f *Suggestion, why string, score float64) {
	if !slices.Contains(f.Why, why) {
		f.Why = append(f.Why, why)
	}
	f.score += score
}

// lately lists live articles of a list by when they went out, no older than an
// offer may be.
func (s *suggesting) lately(f store.Facet) ([]store.DeskRow, error) {
	return s.tx.Desk().List(s.ctx, store.DeskQuery{Edition: s.a.Edition, Groups: [][]store.Facet{{f}, {store.FacetPublic(news.Live)}},
		Since: s.now.Add(-suggestedAge), WentOut: true, Limit: commonWord, Keep: s.e.readable})
}

func (s *suggesting) byTags() error {
	for _, tag := range s.c.Tags {
		// The list of the tag itself is short where the tag says much. That of all
		// that went out would be read to its end for one that is rare.
		f := store.FacetTag(tag)
		rows, err := s.tx.Desk().List(s.ctx, store.DeskQuery{Edition: s.a.Edition, Groups: [][]store.Facet{{f}, {store.FacetPublic(news.Live)}},
			Limit: commonWord, Keep: s.e.readable})
		if err != nil {
			return err
		}
		many := len(rows) == commonWord
		if many {
			// What changed last may be old news; readers want what went out last.
			young, err := s.lately(f)
			if err != nil {
				return err
			}
			rows = append(rows, young...)
		}
		counted := map[news.ArticleID]bool{}
		for _, r := range rows {
			if counted[r.Article] {
				continue
			}
			counted[r.Article] = true
			f := s.of(r.Article)
			f.Row = r
			// A tag on few articles says more than one on all.
			weight := 2.0
			if !many {
				weight += 2 * (1 - float64(len(rows))/commonWord)
			}
			s.because(f, "tags", weight)
		}
	}
	return nil
}

func (s *suggesting) bySection() error {
	if s.c.Section == 0 {
		return nil
	}
	rows, err := s.lately(store.FacetSection(s.c.Section))
	for _, r := range rows {
		f := s.of(r.Article)
		f.Row = r
		s.because(f, "section", 1)
	}
	return err
}

// byWords asks the index for the words that tell most: those of the headline,
// then names and long words of the beginning.
func (s *suggesting) byWords() error {
	lead := s.c.Standfirst + " " + s.c.Body.FirstParagraph()
	var terms []search.Term
	var names []string
	for _, w := range strings.Fields(lead) {
		if word := strings.Trim(w, ".,;:!?\"'“”‘’()"); word != "" && word != strings.ToLower(word) {
			names = append(names, word)
		}
	}
	for _, text := range []string{s.c.Headline, strings.Join(names, " "), lead} {
		for _, t := range search.For(s.c.Language).Parse(text).Terms {
			if len(t.Word) > 3 && len(terms) < tellingWords && !slices.ContainsFunc(terms, func(x search.Term) bool { return slices.Equal(x.Stems, t.Stems) }) {
				terms = append(terms, t)
			}
		}
	}
	for i, t := range terms {
		// Not for live ones alone: to meet the longest list of all with each word
		// cost fifty times what the few drafts among the newest take away.
		ids, err := s.tx.Desk().Find(s.ctx, store.DeskFind{Terms: [][]string{t.Stems}, Limit: commonWord})
		if err != nil {
			return err
		}
		rare := 1 - float64(len(ids))/(commonWord+1)
		for _, id := range ids {
			if id == s.a.ID {
				continue
			}
			weight := 0.4 + 1.6*rare
			if i < 4 {
				weight *= 1.3
			}
			f := s.of(id)
			s.because(f, "text", weight)
			if f.Row.Article == 0 && !slices.Contains(s.bare, id) {
				s.bare = append(s.bare, id)
			}
		}
	}
	return nil
}

// complete reads the rows of those that only the index named.
func (s *suggesting) complete() error {
	// Only the best of them can still win.
	slices.SortStableFunc(s.bare, func(a, b news.ArticleID) int { return cmp.Compare(s.found[b].score, s.found[a].score) })
	rows, err := s.tx.Desk().Rows(s.ctx, s.bare[:min(len(s.bare), 3*commonWord/2)])
	for _, r := range rows {
		if s.e.readable(&r) {
			s.found[r.Article].Row = r
		}
	}
	return err
}

func (s *suggesting) ranked(limit int) []Suggestion {
	named := map[news.ArticleID]bool{s.a.ID: true}
	for _, id := range s.c.Related {
		named[id] = true
	}
	for _, id := range s.c.Body.Refs().Articles {
		named[news.ArticleID(id)] = true
	}
	var out []Suggestion
	for id, f := range s.found {
		if f.Row.Article == 0 || f.Row.Public != news.Live || f.Row.Edition != s.a.Edition || named[id] {
			continue
		}
		if age := s.now.Sub(f.Row.WentOut()); age > suggestedAge {
			f.score *= 0.35
		} else {
			f.score += 1.5 * (1 - float64(max(age, 0))/float64(suggestedAge))
		}
		// The same section alone is no reason.
		if len(f.Why) == 1 && f.Why[0] == "section" {
			f.score *= 0.5
		}
		out = append(out, *f)
	}
	slices.SortFunc(out, func(a, b Suggestion) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(b.Row.Article, a.Row.Article))
	})
	return out[:min(len(out), limit)]
}
