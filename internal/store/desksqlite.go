package store

import (
	"context"
	"encoding/hex"
	"strings"

	"warta/internal/news"
)

// sqliteDesk is FTS5 as for readers (searchsqlite.go), with the newsroom's lists
// in the column place.
type sqliteDesk struct{}

func (sqliteDialect) desk() deskDialect { return sqliteDesk{} }

// placeWord writes a list's name in letters that no tokenizer parts.
func placeWord(f Facet) string { return "z" + hex.EncodeToString([]byte(f)) }

func (sqliteDesk) put(ctx context.Context, s *session, d *DeskDoc) error {
	fields := make([]string, len(d.Exact))
	for i, f := range d.Exact {
		fields[i] = strings.Join(f, " ")
	}
	place := make([]string, len(d.Facets))
	for i, f := range d.Facets {
		place[i] = placeWord(f)
	}
	_, err := s.exec(ctx, `INSERT INTO search_text_desk (rowid, head, text, words, place) VALUES ($1, $2, $3, $4, $5)`,
		int64(d.DeskMark.Article), marked(headMark, d.Head), marked(textMark, d.Head, d.Text), strings.Join(fields, fieldGap),
		strings.Join(place, " "))
	return err
}

func (sqliteDesk) remove(ctx context.Context, s *session, id news.ArticleID) error {
	_, err := s.exec(ctx, `DELETE FROM search_text_desk WHERE rowid = $1`, int64(id))
	return err
}

func (sqliteDesk) newest() query {
	return `SELECT rowid FROM search_text_desk WHERE search_text_desk MATCH $1 AND rowid < CAST($2 AS BIGINT)
		ORDER BY rowid DESC LIMIT CAST($3 AS BIGINT)`
}

func (sqliteDesk) match(q *DeskFind) string {
	text := sqliteSearch{}.match(&SearchQuery{Terms: q.Terms, Phrases: q.Phrases}, false, false)
	for _, g := range q.Groups {
		places := make([]string, len(g))
		for i, f := range g {
			places[i] = placeWord(f)
		}
		text += " AND {place} : " + ftsAny("", places)
	}
	if len(q.Not)+len(q.NotPhrases) == 0 {
		return text
	}
	text = "(" + text + ")"
	for _, group := range q.Not {
		text += " NOT " + ftsAny(textMark, group)
	}
	for _, p := range q.NotPhrases {
		text += " NOT ({words} : " + ftsPhrase(p) + ")"
	}
	return text
}
