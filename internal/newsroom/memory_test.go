package newsroom

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"warta/internal/news"
	"warta/internal/store"
)

// memory is one article in memory, as far as saving needs a database: ten
// thousand sessions would take a disk half an hour. The same saves go through
// real databases in TestTheSameSavesGiveTheSameText.
type memory struct {
	store.Tx
	now       time.Time
	article   *news.Article
	draft     *news.Content
	revisions []news.Revision
	answers   map[string]json.RawMessage
	conflicts []news.Clash
}

func (m *memory) Now() time.Time           { return m.now }
func (m *memory) Articles() store.Articles { return memArticles{m: m} }
func (m *memory) Saving() store.Saving     { return memSaving{m: m} }

func (m *memory) Workflow() store.Workflow { return memWorkflow{m: m} }
func (m *memory) Taxonomy() store.Taxonomy { return memTaxonomy{} }

type memTaxonomy struct{ store.Taxonomy }

func (memTaxonomy) Sections(context.Context, news.EditionID) ([]news.Section, error) { return nil, nil }

func none(what string) error { return news.E(news.NotFound, what, nil) }

type memWorkflow struct {
	store.Workflow
	m *memory
}

func (memWorkflow) Hold(context.Context, news.ArticleID) error { return nil }

func (w memWorkflow) ByClient(_ context.Context, ulid string) (news.ArticleID, error) {
	if w.m.article == nil || w.m.article.ClientID != ulid {
		return 0, none("article")
	}
	return 1, nil
}

type memArticles struct {
	store.Articles
	m *memory
}

func (a memArticles) Create(_ context.Context, x *news.Article, c *news.Content) error {
	if a.m.article != nil {
		return news.E(news.Conflict, "create", nil)
	}
	x.ID = 1
	one, draft := *x, *c
	a.m.article, a.m.draft = &one, &draft
	return nil
}

func (a memArticles) Get(context.Context, news.ArticleID) (news.Article, error) {
	return *a.m.article, nil
}

func (a memArticles) Save(_ context.Context, x *news.Article, was int) error {
	if a.m.article.Revision != was {
		return news.E(news.Stale, "save", nil)
	}
	one := *x
	a.m.article = &one
	return nil
}

func (a memArticles) Draft(context.Context, news.ArticleID) (news.Content, error) {
	if a.m.draft == nil {
		return news.Content{}, none("draft")
	}
	return *a.m.draft, nil
}

func (a memArticles) PutDraft(_ context.Context, _ news.ArticleID, c *news.Content) error {
	one := *c
	a.m.draft = &one
	return nil
}

func (a memArticles) AddRevision(_ context.Context, r *news.Revision) error {
	one, c := *r, *r.Content
	one.Content = &c
	a.m.revisions = append(a.m.revisions, one)
	return nil
}

func (a memArticles) Revisions(_ context.Context, _ news.ArticleID, before, limit int) (out []news.Revision, _ error) {
	for _, r := range slices.Backward(a.m.revisions) {
		if (before == 0 || r.Number < before) && len(out) < limit {
			out = append(out, r)
		}
	}
	return out, nil
}

func (a memArticles) Revision(_ context.Context, _ news.ArticleID, n int) (news.Revision, error) {
	for _, r := range a.m.revisions {
		if r.Number == n {
			return r, nil
		}
	}
	return news.Revision{}, none("revision")
}

type memSaving struct {
	store.Saving
	m *memory
}

func (s memSaving) Answer(_ context.Context, _ news.ArticleID, client string, seq int64) (json.RawMessage, error) {
	if a, ok := s.m.answers[fmt.Sprint(client, " ", seq)]; ok {
		return a, nil
	}
	return nil, none("answer")
}

func (s memSaving) PutAnswer(_ context.Context, _ news.ArticleID, client string, seq int64, a json.RawMessage) error {
	s.m.answers[fmt.Sprint(client, " ", seq)] = a
	return nil
}

func (s memSaving) Ancestor(_ context.Context, _ news.ArticleID, n int) (news.Revision, error) {
	for _, r := range slices.Backward(s.m.revisions) {
		if r.Number <= n {
			return r, nil
		}
	}
	return s.m.revisions[0], nil
}

func (s memSaving) Thin(context.Context, news.ArticleID, int, int, time.Time) (int64, error) {
	return 0, nil
}

func (s memSaving) AddConflict(_ context.Context, c *news.Clash) error {
	c.Number = len(s.m.conflicts) + 1
	s.m.conflicts = append(s.m.conflicts, *c)
	return nil
}

func (s memSaving) PutConflict(_ context.Context, c *news.Clash) error {
	s.m.conflicts[c.Number-1] = *c
	return nil
}

func (s memSaving) OpenConflicts(context.Context, news.ArticleID) (out []news.Clash, _ error) {
	for _, c := range s.m.conflicts {
		if c.Resolved.IsZero() {
			out = append(out, c)
		}
	}
	return out, nil
}
