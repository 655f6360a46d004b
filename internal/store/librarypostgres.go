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

// newest looks through the newest documents first, which is where common words
// are soon found, and asks the index for the rest only when those did not
// suffice. Left to itself the planner walks the whole table from its end for
// words that hardly any asset has: LIMIT makes that look cheap.
func (postgresLibrary) newest() query {
	return `
		WITH near AS MATERIALIZED (
			SELECT doc FROM (
				SELECT doc, terms FROM search_text_asset WHERE doc > $2 AND doc < $3 ORDER BY doc DESC LIMIT 1000) AS newest
			WHERE terms @@ CAST(CAST($1 AS text) AS tsquery) ORDER BY doc DESC LIMIT CAST($4 AS BIGINT)),
		far AS MATERIALIZED (
			SELECT doc FROM search_text_asset
			WHERE terms @@ CAST(CAST($1 AS text) AS tsquery) AND doc > $2 AND doc < $3
				AND (SELECT count(*) FROM near) < CAST($4 AS BIGINT))
		SELECT doc FROM (SELECT doc FROM near UNION SELECT doc FROM far) AS found
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
