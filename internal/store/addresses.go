package store

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"strings"

	"warta/internal/news"
)

// The address book says only to whom an address was once given, and forgets
// nothing (newsroom.md TAX-3). What it answers is worked out when it is asked:
// an article's present address is the article, any other of its addresses is
// one redirect to the present one, and all of them are gone with it. So a
// redirect cannot lead to a redirect, whatever happens to its target.

// maxPath is the longest address in bytes: it must fit in an index of
// PostgreSQL.
const maxPath = 2000

// address is a path of an edition.
type address struct {
	edition news.EditionID
	path    string
}

// owner is to whom an address belongs.
type owner struct {
	article news.ArticleID
	section news.SectionID
}

// claim gives an address to its owner. Conflict if it was ever another's.
func (t *tx) claim(ctx context.Context, e news.EditionID, path string, o owner) error {
	if path == "" || len(path) > maxPath || !storable(path) {
		return &news.Error{Kind: news.Invalid, Op: "claim address", Fields: []news.FieldError{{Field: "path", Code: "too_long", Limit: maxPath}}}
	}
	n, err := t.exec(ctx, `
		INSERT INTO pub_url (edition, path, article, section) VALUES ($1, $2, $3, $4)
		ON CONFLICT (edition, path) DO NOTHING`, int64(e), path, int64(o.article), int64(o.section))
	if err != nil || n == 1 {
		return err
	}
	has, err := t.owner(ctx, e, path)
	if err != nil || has == o {
		return err
	}
	if given, ok := t.free[address{e, path}]; ok && given == o.article {
		return news.E(news.Conflict, "claim address "+path, errRaced)
	}
	return refuse(news.Conflict, "claim address %s", path)
}

func (t *tx) owner(ctx context.Context, e news.EditionID, path string) (o owner, err error) {
	err = t.row(ctx, `SELECT article, section FROM pub_url WHERE edition = $1 AND path = $2`,
		[]any{int64(e), path}, &o.article, &o.section)
	return o, err
}

func (t publishing) FreePath(ctx context.Context, e news.EditionID, path string, id news.ArticleID) (string, error) {
	if !storable(path) {
		return "", refuse(news.Invalid, "find a free address")
	}
	for n := 1; ; n++ {
		try := numbered(path, n)
		if given, ok := t.free[address{e, try}]; ok && given != id {
			continue
		}
		has, err := t.owner(ctx, e, try)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			if t.free == nil {
				t.free = make(map[address]news.ArticleID)
			}
			t.free[address{e, try}] = id
			return try, nil
		case err != nil:
			return "", t.fail(err, "find a free address for %s", path)
		case id != 0 && has == owner{article: id}:
			return try, nil
		}
	}
}

// numbered puts "-2" behind the slug: /a becomes /a-2, /a/ becomes /a-2/ and
// /a.html becomes /a-2.html.
func numbered(path string, n int) string {
	if n == 1 {
		return path
	}
	tail := ""
	for _, ending := range []string{"/", ".html"} {
		if strings.HasSuffix(path, ending) && len(path) > len(ending) {
			tail = ending
			break
		}
	}
	return strings.TrimSuffix(path, tail) + "-" + strconv.Itoa(n) + tail
}

func (t publishing) Redirect(ctx context.Context, e news.EditionID, from string, to news.ArticleID) error {
	return t.fail(t.claim(ctx, e, from, owner{article: to}), "redirect %q to article %d", from, to)
}

func (v *view) Resolve(ctx context.Context, path string) (Address, error) {
	if !storable(path) {
		return Address{}, refuse(news.NotFound, "resolve address")
	}
	var a Address
	var article, section sql.NullString
	var gone sql.NullInt64
	err := v.s.row(ctx, `
		SELECT u.article, u.section, a.path, s.path, n.article
		FROM pub_url AS u
		LEFT JOIN pub_article AS a ON a.id = u.article AND a.edition = u.edition
		LEFT JOIN pub_section AS s ON s.id = u.section AND s.edition = u.edition
		LEFT JOIN pub_notice AS n ON n.article = u.article
		WHERE u.edition = $1 AND u.path = $2`,
		[]any{int64(v.edition.ID), path}, &a.Article, &a.Section, &article, &section, &gone)
	if err != nil {
		return Address{}, v.d.fail(err, "resolve address %s", path)
	}
	switch {
	case article.String == path:
		a.Kind = AddressArticle
	case section.String == path:
		a.Kind = AddressSection
	case article.Valid:
		a.Kind, a.To = AddressRedirect, article.String
	case section.Valid:
		a.Kind, a.To = AddressRedirect, section.String
	case gone.Valid:
		a.Kind = AddressGone
	default:
		// The address was given to what was never shown.
		return Address{}, refuse(news.NotFound, "resolve address %s", path)
	}
	return a, nil
}
