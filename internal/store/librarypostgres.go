package store

import (
	"context"
	"strings"
)

// postgresLibrary is a tsvector without positions under a GIN index.
type postgresLibrary struct{}

func (postgresDialect) library() libraryDialect { return postgresLibrary{} }

func (postgresLibrary) put(ctx context.Context, s *session, doc int64, terms []string) error {
	_, err := s.exec(ctx, `INSERT INTO search_text_asset (doc, terms) VALUES ($1, CAST(CAST($2 AS text) AS tsvector))`,
		doc, strings.Join(terms, " "))
	return err
}

func (postgresLibrary) remove(ctx context.Context, s *session, doc int64) error {
	_, err := s.exec(ctx, `DELETE FROM search_text_asset WHERE doc = $1`, doc)
	return err
}

func (postgresLibrary) newest() query {
	return `SELECT doc FROM search_text_asset WHERE terms @@ CAST(CAST($1 AS text) AS tsquery) AND doc > $2 AND doc < $3
		ORDER BY doc DESC LIMIT CAST($4 AS BIGINT)`
}

func (postgresLibrary) match(groups [][]string, not []string) string {
	parts := make([]string, 0, len(groups)+1)
	for _, g := range groups {
		parts = append(parts, tsAny("", g))
	}
	if len(not) > 0 {
		parts = append(parts, "!"+tsAny("", not))
	}
	return strings.Join(parts, " & ")
}
