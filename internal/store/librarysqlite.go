package store

import (
	"context"
	"strings"
)

// sqliteLibrary is FTS5 without content, columns and places: a term is in an
// asset or it is not, so that its list is numbers alone.
type sqliteLibrary struct{}

func (sqliteDialect) library() libraryDialect { return sqliteLibrary{} }

func (sqliteLibrary) put(ctx context.Context, s *session, doc int64, terms []string) error {
	_, err := s.exec(ctx, `INSERT INTO search_text_asset (rowid, terms) VALUES ($1, $2)`, doc, strings.Join(terms, " "))
	return err
}

func (sqliteLibrary) remove(ctx context.Context, s *session, doc int64) error {
	_, err := s.exec(ctx, `DELETE FROM search_text_asset WHERE rowid = $1`, doc)
	return err
}

func (sqliteLibrary) newest() query {
	return `SELECT rowid FROM search_text_asset WHERE search_text_asset MATCH $1
		AND rowid > CAST($2 AS BIGINT) AND rowid < CAST($3 AS BIGINT)
		ORDER BY rowid DESC LIMIT CAST($4 AS BIGINT)`
}

func (sqliteLibrary) match(groups [][]string, not []string) string {
	parts := make([]string, len(groups))
	for i, g := range groups {
		parts[i] = ftsAny("", g)
	}
	text := strings.Join(parts, " AND ")
	if len(not) > 0 {
		text = "(" + text + ") NOT " + ftsAny("", not)
	}
	return text
}
