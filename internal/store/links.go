package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"

	"warta/internal/news"
)

// Kinds of links between articles.
const (
	linkReply  = "reply"
	linkFollow = "follow"
)

// link writes the ties that an article's own record names: the replies that it
// got, and what it follows up.
func (t *tx) link(ctx context.Context, p *PublishedArticle) error {
	if err := t.unlink(ctx, p.ID); err != nil {
		return err
	}
	for _, a := range p.Amendments {
		if err := t.tie(ctx, linkReply, a.Reply, p.ID); err != nil {
			return err
		}
	}
	return t.tie(ctx, linkFollow, p.ID, p.Content.Follows)
}

func (t *tx) unlink(ctx context.Context, id news.ArticleID) error {
	if _, err := t.exec(ctx, `DELETE FROM pub_link WHERE kind = 'reply' AND target = $1`, int64(id)); err != nil {
		return err
	}
	_, err := t.exec(ctx, `DELETE FROM pub_link WHERE kind = 'follow' AND source = $1`, int64(id))
	return err
}

func (t *tx) tie(ctx context.Context, kind string, from, to news.ArticleID) error {
	if from == 0 || to == 0 || from == to {
		return nil
	}
	_, err := t.exec(ctx, `INSERT INTO pub_link (kind, source, target) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
		kind, int64(from), int64(to))
	return err
}

func (t publishing) Linked(ctx context.Context, id news.ArticleID) ([]news.ArticleID, error) {
	r, err := t.query(ctx, `
		SELECT source FROM pub_link WHERE kind IN ('reply', 'follow') AND target = $1
		UNION SELECT target FROM pub_link WHERE kind IN ('reply', 'follow') AND source = $1`, int64(id))
	if err != nil {
		return nil, t.fail(err, "read links of article %d", id)
	}
	return all(t.database, r, func(r *sql.Rows, id *news.ArticleID) error { return r.Scan(id) }, "read links of article %d", id)
}

func (v *view) Links(ctx context.Context, id news.ArticleID) ([]ArticleLink, error) {
	// The article itself must be of this edition and live, as the other end.
	r, err := v.s.query(ctx, `
		SELECT l.kind, l.source, l.target FROM pub_link AS l JOIN pub_article AS a ON a.id = l.target
		WHERE l.kind IN ('reply', 'follow') AND l.target = $1 AND a.edition = CAST($2 AS BIGINT)
		UNION ALL
		SELECT l.kind, l.source, l.target FROM pub_link AS l JOIN pub_article AS a ON a.id = l.source
		WHERE l.kind IN ('reply', 'follow') AND l.source = $1 AND a.edition = CAST($2 AS BIGINT)`,
		int64(id), int64(v.edition.ID))
	if err != nil {
		return nil, v.d.fail(err, "read links of article %d", id)
	}
	found, err := all(v.d, rows{r, v.s}, func(r *sql.Rows, l *ArticleLink) error {
		return r.Scan(&l.Kind, &l.From, &l.To)
	}, "read links of article %d", id)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	other := func(l ArticleLink) news.ArticleID {
		if l.From == id {
			return l.To
		}
		return l.From
	}
	var ids []news.ArticleID
	for _, l := range found {
		ids = append(ids, other(l))
	}
	cards, err := v.Cards(ctx, ids)
	if err != nil {
		return nil, err
	}
	var out []ArticleLink
	for _, l := range found {
		if card, live := cards[other(l)]; live {
			l.Other = card
			out = append(out, l)
		}
	}
	slices.SortFunc(out, func(a, b ArticleLink) int {
		return cmp.Or(a.Other.At.Compare(b.Other.At), cmp.Compare(a.Other.ID, b.Other.ID), cmp.Compare(a.Kind, b.Kind),
			cmp.Compare(a.From, b.From))
	})
	return out, nil
}
