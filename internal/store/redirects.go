package store

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"strings"

	"warta/internal/news"
)

var _ Redirects = redirects{}

type redirects struct{ *tx }

func (t *tx) Redirects() Redirects { return redirects{t} }

// Put keeps two promises: an address that has an owner is never sent
// elsewhere, and no target is itself sent elsewhere.
func (t redirects) Put(ctx context.Context, e news.EditionID, from, to string) error {
	op := "redirect " + from
	if code := badFrom(from); code != "" {
		return badRedirect("from", code)
	}
	if !goodTarget(to) {
		return badRedirect("to", "url")
	}
	_, err := t.owner(ctx, e, from)
	if err == nil {
		return refuse(news.Conflict, "%s", op)
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return t.fail(err, "%s", op)
	}
	if to, err = t.target(ctx, e, to); err != nil {
		return t.fail(err, "%s", op)
	}
	if to == from {
		return badRedirect("to", "loop")
	}
	if _, err := t.exec(ctx, `
		INSERT INTO pub_redirect (edition, path, target) VALUES ($1, $2, $3)
		ON CONFLICT (edition, path) DO UPDATE SET target = excluded.target`, int64(e), from, to); err != nil {
		return t.fail(err, "%s", op)
	}
	_, err = t.exec(ctx, `UPDATE pub_redirect SET target = $3 WHERE edition = $1 AND target = $2`, int64(e), from, to)
	return t.fail(err, "%s", op)
}

// target follows the operator's redirects from a path; there is at most one.
func (t redirects) target(ctx context.Context, e news.EditionID, to string) (string, error) {
	var final string
	err := t.row(ctx, `SELECT target FROM pub_redirect WHERE edition = $1 AND path = $2`, []any{int64(e), to}, &final)
	if errors.Is(err, sql.ErrNoRows) {
		return to, nil
	}
	return final, err
}

func (t redirects) List(ctx context.Context, e news.EditionID, after string, limit int) ([]Redirect, error) {
	r, err := t.query(ctx, `
		SELECT path, target FROM pub_redirect WHERE edition = $1 AND path > $2
		ORDER BY path LIMIT CAST($3 AS BIGINT)`, int64(e), after, limit)
	if err != nil {
		return nil, t.fail(err, "list redirects")
	}
	return all(t.database, r, func(r *sql.Rows, x *Redirect) error { return r.Scan(&x.From, &x.To) }, "list redirects")
}

func (t redirects) Lookup(ctx context.Context, e news.EditionID, from string) (to string, err error) {
	if !storable(from) {
		return "", refuse(news.NotFound, "find the redirect")
	}
	err = t.row(ctx, `SELECT target FROM pub_redirect WHERE edition = $1 AND path = $2`, []any{int64(e), from}, &to)
	return to, t.fail(err, "find the redirect %s", from)
}

func (t redirects) Remove(ctx context.Context, e news.EditionID, from string) error {
	n, err := t.exec(ctx, `DELETE FROM pub_redirect WHERE edition = $1 AND path = $2`, int64(e), from)
	if err == nil && n == 0 {
		return refuse(news.NotFound, "remove redirect %s", from)
	}
	return t.fail(err, "remove redirect %s", from)
}

// badFrom says what is wrong with an address of ours that is to lead away. It
// is compared with the bytes of requests, where every other letter is escaped.
func badFrom(from string) string {
	switch {
	case len(from) > maxPath:
		return "too_long"
	case len(from) < 2 || !ownPath(from) || strings.HasPrefix(from, "/-/") ||
		strings.ContainsFunc(from, func(r rune) bool { return r <= ' ' || r >= 0x7f || r == '#' }):
		return "path"
	}
	return ""
}

// goodTarget allows a path of the paper or an absolute web address.
func goodTarget(to string) bool {
	if len(to) > maxPath || !storable(to) || strings.ContainsFunc(to, func(r rune) bool { return r <= ' ' || r == 0x7f }) {
		return false
	}
	if ownPath(to) {
		return true
	}
	u, err := url.Parse(to)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil
}

// ownPath: browsers read two slashes, or a slash and a backslash, as the
// beginning of a host.
func ownPath(p string) bool {
	return strings.HasPrefix(p, "/") && !strings.HasPrefix(p, "//") && !strings.Contains(p, `\`)
}

func badRedirect(field, code string) error {
	return &news.Error{Kind: news.Invalid, Op: "redirect", Code: code,
		Fields: []news.FieldError{{Field: field, Code: code, Limit: maxPath}}}
}
