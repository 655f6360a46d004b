package store

import (
	"context"
	"strconv"
	"strings"

	"warta/internal/news"
)

// postgresDesk is a tsvector as for readers (searchpostgres.go); "z" begins the
// name of one of the newsroom's lists.
type postgresDesk struct{}

func (postgresDialect) desk() deskDialect { return postgresDesk{} }

func (postgresDesk) put(ctx context.Context, s *session, d *DeskDoc) error {
	var b strings.Builder
	lexeme := func(kind, w string) {
		b.WriteString(tsQuote(kind + w))
		b.WriteByte(' ')
	}
	for _, w := range d.Head {
		lexeme("t", w)
		lexeme("h", w)
	}
	for _, w := range d.Text {
		lexeme("t", w)
	}
	for _, f := range d.Facets {
		lexeme("", placeWord(f))
	}
	at := 0
	for _, field := range d.Exact {
		for _, w := range field {
			at++
			b.WriteString(tsQuote("=" + w))
			b.WriteByte(':')
			b.WriteString(strconv.Itoa(min(at, maxPosition)))
			b.WriteByte(' ')
		}
		at += 2
	}
	_, err := s.exec(ctx, `INSERT INTO search_text_desk (doc, terms) VALUES ($1, CAST(CAST($2 AS text) AS tsvector))`,
		int64(d.DeskMark.Article), b.String())
	return err
}

func (postgresDesk) remove(ctx context.Context, s *session, id news.ArticleID) error {
	_, err := s.exec(ctx, `DELETE FROM search_text_desk WHERE doc = $1`, int64(id))
	return err
}

func (postgresDesk) newest() query {
	return `SELECT doc FROM search_text_desk WHERE terms @@ CAST(CAST($1 AS text) AS tsquery) AND doc < $2
		ORDER BY doc DESC LIMIT CAST($3 AS BIGINT)`
}

func (postgresDesk) match(q *DeskFind) string {
	parts := []string{postgresSearch{}.match(&SearchQuery{Terms: q.Terms, Phrases: q.Phrases, Not: q.Not, NotPhrases: q.NotPhrases}, false, false)}
	for _, g := range q.Groups {
		places := make([]string, len(g))
		for i, f := range g {
			places[i] = placeWord(f)
		}
		parts = append(parts, tsAny("", places))
	}
	return strings.Join(parts, " & ")
}
