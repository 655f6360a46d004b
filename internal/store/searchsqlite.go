package store

import (
	"context"
	"strconv"
	"strings"
)

// SQLite keeps the terms in an FTS5 table without content, in columns: text
// holds all stems, head those of the head again, words the words as written,
// place the sections. FTS5 has one list per word for all columns, so stems carry
// a mark of their column: the list of a stem is then as short as it can be.
type sqliteSearch struct{}

const (
	textMark = "\u00a7"
	headMark = "\u00b6"
)

func marked(mark string, stems ...[]string) string {
	var b strings.Builder
	for _, list := range stems {
		for _, s := range list {
			b.WriteString(mark + s + " ")
		}
	}
	return b.String()
}

func (sqliteDialect) search() searchDialect { return sqliteSearch{} }

// fieldGap stands between the fields of words, so that no phrase crosses. No
// word has this letter alone: the analyser writes lower case.
const fieldGap = " \u00b6zz \u00b6zz "

func (sqliteSearch) put(ctx context.Context, s *session, doc int64, d *SearchDoc) error {
	fields := make([]string, len(d.Exact))
	for i, f := range d.Exact {
		fields[i] = strings.Join(f, " ")
	}
	place := make([]string, len(d.Sections))
	for i, id := range d.Sections {
		place[i] = "s" + strconv.FormatInt(int64(id), 10)
	}
	_, err := s.exec(ctx, `INSERT INTO search_text (rowid, head, text, words, place) VALUES ($1, $2, $3, $4, $5)`,
		doc, marked(headMark, d.Head), marked(textMark, d.Head, d.Text), strings.Join(fields, fieldGap), strings.Join(place, " "))
	return err
}

func (sqliteSearch) remove(ctx context.Context, s *session, doc int64) error {
	_, err := s.exec(ctx, `DELETE FROM search_text WHERE rowid = $1`, doc)
	return err
}

func (sqliteSearch) clear(ctx context.Context, s *session) error {
	_, err := s.exec(ctx, `INSERT INTO search_text (search_text) VALUES ('delete-all')`)
	return err
}

func (sqliteSearch) count() query {
	return `
		INSERT INTO search_word (word, stem, shape, n)
		SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each($1) WHERE true
		ON CONFLICT (word) DO UPDATE SET n = n + excluded.n`
}

func (sqliteSearch) newest() query {
	return `
		SELECT d.doc, d.article, d.section, d.at, d.length, d.weights
		FROM (SELECT rowid AS doc FROM search_text
			WHERE search_text MATCH $1 AND rowid BETWEEN CAST($2 AS BIGINT) AND CAST($3 AS BIGINT)
			ORDER BY rowid DESC LIMIT CAST($4 AS BIGINT)) AS t
		CROSS JOIN search_doc AS d ON d.doc = t.doc
		ORDER BY t.doc DESC`
}

func (sqliteSearch) counted() query {
	return `
		SELECT count(*) FROM (SELECT 1 FROM search_text
			WHERE search_text MATCH $1 AND rowid BETWEEN CAST($2 AS BIGINT) AND CAST($3 AS BIGINT)
			ORDER BY rowid DESC LIMIT CAST($4 AS BIGINT))`
}

// match writes FTS5's language. Every word stands in quotes, so that none is
// an operator.
func (sqliteSearch) match(q *SearchQuery, heads, any bool) string {
	mark := textMark
	if heads {
		mark = headMark
	}
	var b strings.Builder
	open := func(first bool) {
		if !first {
			b.WriteString(" AND ")
		}
	}
	if len(q.Terms) > 0 {
		b.WriteString("(")
		for i, group := range q.Terms {
			if i > 0 && any {
				b.WriteString(" OR ")
			} else if i > 0 {
				b.WriteString(" AND ")
			}
			b.WriteString(ftsAny(mark, group))
		}
		b.WriteString(")")
	}
	for i, p := range q.Phrases {
		open(i == 0 && len(q.Terms) == 0)
		b.WriteString("{words} : " + ftsPhrase(p))
	}
	if len(q.Sections) > 0 {
		places := make([]string, len(q.Sections))
		for i, id := range q.Sections {
			places[i] = "s" + strconv.FormatInt(int64(id), 10)
		}
		b.WriteString(" AND {place} : " + ftsAny("", places))
	}
	if len(q.Not)+len(q.NotPhrases) == 0 {
		return b.String()
	}
	text := "(" + b.String() + ")"
	for _, group := range q.Not {
		text += " NOT " + ftsAny(textMark, group)
	}
	for _, p := range q.NotPhrases {
		text += " NOT ({words} : " + ftsPhrase(p) + ")"
	}
	return text
}

func ftsQuote(w string) string { return `"` + strings.ReplaceAll(w, `"`, `""`) + `"` }

func ftsPhrase(words []string) string { return ftsQuote(strings.Join(words, " ")) }

func ftsAny(mark string, words []string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = ftsQuote(mark + w)
	}
	return "(" + strings.Join(quoted, " OR ") + ")"
}
