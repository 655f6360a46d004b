package store

import (
	"context"
	"strconv"
	"strings"
)

// PostgreSQL keeps the terms in one tsvector under one GIN index, written by us
// and not by its parser. The first letter tells what a lexeme is: "t" a stem
// anywhere, "h" one of the head, "s" a section, "=" a word as written, the only
// ones with positions.
type postgresSearch struct{}

func (postgresDialect) search() searchDialect { return postgresSearch{} }

// maxPosition is the highest that a tsvector keeps; words beyond stand there,
// and phrases at the end of such a long text may be found where they are not.
const maxPosition = 16383

func (postgresSearch) put(ctx context.Context, s *session, doc int64, d *SearchDoc) error {
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
	for _, id := range d.Sections {
		lexeme("s", strconv.FormatInt(int64(id), 10))
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
	_, err := s.exec(ctx, `INSERT INTO search_text (doc, terms) VALUES ($1, CAST(CAST($2 AS text) AS tsvector))`, doc, b.String())
	return err
}

func (postgresSearch) remove(ctx context.Context, s *session, doc int64) error {
	_, err := s.exec(ctx, `DELETE FROM search_text WHERE doc = $1`, doc)
	return err
}

func (postgresSearch) clear(ctx context.Context, s *session) error {
	_, err := s.exec(ctx, `DELETE FROM search_text`)
	return err
}

func (postgresSearch) count() query {
	return `
		INSERT INTO search_word (word, stem, shape, n)
		SELECT value ->> 0, value ->> 1, value ->> 2, CAST(value ->> 3 AS BIGINT)
		FROM json_array_elements(CAST(CAST($1 AS text) AS json))
		ON CONFLICT (word) DO UPDATE SET n = search_word.n + excluded.n`
}

func (postgresSearch) newest() query {
	return `
		SELECT d.doc, d.article, d.section, d.at, d.length, d.weights
		FROM (SELECT doc FROM search_text
			WHERE terms @@ CAST(CAST($1 AS text) AS tsquery) AND doc BETWEEN $2 AND $3
			ORDER BY doc DESC LIMIT CAST($4 AS BIGINT)) AS t
		JOIN search_doc AS d ON d.doc = t.doc
		ORDER BY t.doc DESC`
}

func (postgresSearch) counted() query {
	return `
		SELECT count(*) FROM (SELECT 1 FROM search_text
			WHERE terms @@ CAST(CAST($1 AS text) AS tsquery) AND doc BETWEEN $2 AND $3
			LIMIT CAST($4 AS BIGINT)) AS found`
}

func (postgresSearch) match(q *SearchQuery, heads, any bool) string {
	kind, between := "t", " & "
	if heads {
		kind = "h"
	}
	if any {
		between = " | "
	}
	var parts []string
	if len(q.Terms) > 0 {
		groups := make([]string, len(q.Terms))
		for i, group := range q.Terms {
			groups[i] = tsAny(kind, group)
		}
		parts = append(parts, "("+strings.Join(groups, between)+")")
	}
	for _, p := range q.Phrases {
		parts = append(parts, tsPhrase(p))
	}
	if len(q.Sections) > 0 {
		places := make([]string, len(q.Sections))
		for i, id := range q.Sections {
			places[i] = strconv.FormatInt(int64(id), 10)
		}
		parts = append(parts, tsAny("s", places))
	}
	for _, group := range q.Not {
		parts = append(parts, "!"+tsAny("t", group))
	}
	for _, p := range q.NotPhrases {
		parts = append(parts, "!"+tsPhrase(p))
	}
	return strings.Join(parts, " & ")
}

func tsQuote(w string) string {
	return "'" + strings.NewReplacer(`'`, `''`, `\`, `\\`).Replace(w) + "'"
}

func tsPhrase(words []string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = tsQuote("=" + w)
	}
	return "(" + strings.Join(quoted, " <-> ") + ")"
}

func tsAny(kind string, words []string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = tsQuote(kind + w)
	}
	return "(" + strings.Join(quoted, " | ") + ")"
}
