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
	tag     news.TagID
	person  news.PersonID
	topic   news.TopicID
}

// listed reports whether the owner is one whose page is found by its slug: the
// address book holds only its former addresses.
func (o owner) listed() bool { return o.tag != 0 || o.person != 0 || o.topic != 0 }

// claim gives an address to its owner. Conflict if it was ever another's.
func (t *tx) claim(ctx context.Context, e news.EditionID, path string, o owner) error {
	if path == "" || len(path) > maxPath || !storable(path) {
		return &news.Error{Kind: news.Invalid, Op: "claim address", Fields: []news.FieldError{{Field: "path", Code: "too_long", Limit: maxPath}}}
	}
	n, err := t.exec(ctx, `
		INSERT INTO pub_url (edition, path, article, section, tag, person, topic) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (edition, path) DO NOTHING`, int64(e), path, int64(o.article), int64(o.section), int64(o.tag),
		int64(o.person), int64(o.topic))
	if err != nil {
		return err
	}
	if n == 1 {
		// What stood there by the operator's word gives way to what has come.
		_, err := t.exec(ctx, `DELETE FROM pub_redirect WHERE edition = $1 AND path = $2`, int64(e), path)
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
	err = t.row(ctx, `SELECT article, section, tag, person, topic FROM pub_url WHERE edition = $1 AND path = $2`,
		[]any{int64(e), path}, &o.article, &o.section, &o.tag, &o.person, &o.topic)
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
		if errors.Is(err, sql.ErrNoRows) {
			var elsewhere int
			err = t.row(ctx, `SELECT count(*) FROM pub_redirect WHERE edition = $1 AND path = $2`, []any{int64(e), try}, &elsewhere)
			if err == nil && elsewhere > 0 {
				continue
			}
			if err == nil {
				err = sql.ErrNoRows
			}
		}
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

// Leave gives a former address to a tag, person or topic. Of several that had
// the address one after another, the last has it.
func (t publishing) Leave(ctx context.Context, e news.EditionID, path string, id any) error {
	var o owner
	switch id := id.(type) {
	case news.TagID:
		o.tag = id
	case news.PersonID:
		o.person = id
	case news.TopicID:
		o.topic = id
	default:
		return refuse(news.Internal, "leave %s to a %T", path, id)
	}
	err := t.claim(ctx, e, path, o)
	if news.Is(err, news.Conflict) {
		var has owner
		if has, err = t.owner(ctx, e, path); err == nil && has.listed() {
			_, err = t.exec(ctx, `UPDATE pub_url SET tag = $3, person = $4, topic = $5 WHERE edition = $1 AND path = $2`,
				int64(e), path, int64(o.tag), int64(o.person), int64(o.topic))
		} else if err == nil {
			err = refuse(news.Conflict, "claim address %s", path)
		}
	}
	return t.fail(err, "leave %s to %T %v", path, id, id)
}

// resolveAddress looks in the address book under the path, or under the path
// to which the operator sends it: so a redirect to what has moved on is one
// hop, too.
const resolveAddress query = `
	SELECT u.article, u.section, r.target, a.path, s.path, n.article, g.slug, p.slug, o.slug
	FROM (SELECT CAST($1 AS BIGINT) AS edition, CAST($2 AS TEXT) AS path) AS q
	LEFT JOIN pub_redirect AS r ON r.edition = q.edition AND r.path = q.path
	LEFT JOIN pub_url AS u ON u.edition = q.edition AND u.path = coalesce(r.target, q.path)
	LEFT JOIN pub_article AS a ON a.id = u.article AND a.edition = u.edition
	LEFT JOIN pub_section AS s ON s.id = u.section AND s.edition = u.edition
	LEFT JOIN pub_notice AS n ON n.article = u.article
	LEFT JOIN pub_tag AS g ON g.id = u.tag AND g.edition = u.edition
	LEFT JOIN pub_person AS p ON p.id = u.person
	LEFT JOIN pub_topic AS o ON o.id = u.topic AND o.edition = u.edition`

func (v *view) Resolve(ctx context.Context, path string) (Address, error) {
	if !storable(path) {
		return Address{}, refuse(news.NotFound, "resolve address")
	}
	var a Address
	var articleID, sectionID, gone sql.NullInt64
	var target, article, section, tag, person, topic sql.NullString
	err := v.s.row(ctx, resolveAddress, []any{int64(v.edition.ID), path}, &articleID, &sectionID, &target, &article,
		&section, &gone, &tag, &person, &topic)
	if err != nil {
		return Address{}, v.d.fail(err, "resolve address %s", path)
	}
	a.Article, a.Section = news.ArticleID(articleID.Int64), news.SectionID(sectionID.Int64)
	switch {
	case article.Valid:
		a.Kind, a.To = AddressArticle, article.String
	case section.Valid:
		a.Kind, a.To = AddressSection, section.String
	case gone.Valid:
		a.Kind = AddressGone
	case tag.Valid:
		a.Kind, a.Slug = AddressTag, tag.String
	case person.Valid:
		a.Kind, a.Slug = AddressPerson, person.String
	case topic.Valid:
		a.Kind, a.Slug = AddressTopic, topic.String
	case target.Valid:
		a.Kind, a.To = AddressRedirect, target.String
	default:
		a := Address{Kind: AddressGone}
		err := v.s.row(ctx, `SELECT at FROM pub_gone WHERE edition = $1 AND hash = $2`, []any{int64(v.edition.ID), goneHash(path)}, at(&a.Since))
		if err == nil {
			return a, nil
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return Address{}, v.d.fail(err, "resolve address %s", path)
		}
		// There is no such address, or it was given to what was never shown.
		return Address{}, refuse(news.NotFound, "resolve address %s", path)
	}
	if a.To == path {
		a.To = ""
	} else if a.To != "" {
		a.Kind = AddressRedirect
	}
	return a, nil
}
