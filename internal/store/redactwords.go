package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"warta/internal/news"
)

// loosePlaces are words that belong to no one article, and can name what one
// names. A row is known by its text: $1 is what stands there, $2 what is to.
// Without write it is only looked at, and told: those words are the paper's own.
var loosePlaces = []struct {
	name        string
	read, write query
}{
	{"saved search", `SELECT DISTINCT 0, data FROM desk_view`, `UPDATE desk_view SET data = $2 WHERE data = $1`},
	{"saved search's name", `SELECT DISTINCT 0, name FROM desk_view`, `DELETE FROM desk_view WHERE name = $1 AND name <> $2`},
	{"name of an upload", `SELECT DISTINCT 0, name FROM upload`, `UPDATE upload SET name = $2 WHERE name = $1`},
	{"bulk change", `SELECT DISTINCT 0, data FROM bulk`, `UPDATE bulk SET data = $2 WHERE data = $1`},
	{"reason of a front", `SELECT DISTINCT 0, reason FROM front_revision`, `UPDATE front_revision SET reason = $2 WHERE reason = $1`},
	{"ground of a redaction", `SELECT DISTINCT 0, ground FROM tombstone`, `UPDATE tombstone SET ground = $2 WHERE ground = $1`},
	{"kept by an import", `SELECT DISTINCT 0, data FROM import_kept WHERE article = 0`, `UPDATE import_kept SET data = $2 WHERE data = $1`},
	{"run of an import", `SELECT DISTINCT 0, data FROM import_run`, `UPDATE import_run SET data = $2 WHERE data = $1`},
	{"key of an import", `SELECT id, key FROM import_thing`, ""},
	{"settings", `SELECT id, data FROM edition`, ""},
	{"readers' settings", `SELECT id, data FROM pub_edition`, ""},
	{"earlier settings", `SELECT number, data FROM setting_revision`, ""},
	{"checklist", `SELECT edition, data FROM checklist`, ""},
	{"section", `SELECT id, name || ' ' || slug || ' ' || description || ' ' || more FROM section`, ""},
	{"readers' section", `SELECT id, name || ' ' || slug || ' ' || description || ' ' || path FROM pub_section`, ""},
	{"person", `SELECT id, name || ' ' || slug || ' ' || title || ' ' || bio || ' ' || contacts || ' ' || more FROM person`, ""},
	{"readers' person", `SELECT id, name || ' ' || slug || ' ' || title || ' ' || bio || ' ' || contacts FROM pub_person`, ""},
	{"tag", `SELECT id, name || ' ' || slug || ' ' || description || ' ' || more FROM tag`, ""},
	{"readers' tag", `SELECT id, name || ' ' || slug || ' ' || description FROM pub_tag`, ""},
	{"topic", `SELECT id, name || ' ' || slug || ' ' || summary FROM topic`, ""},
	{"readers' topic", `SELECT id, name || ' ' || slug || ' ' || summary FROM pub_topic`, ""},
	{"other name", `SELECT id, name_key FROM name_alias`, ""},
	{"redirect", `SELECT edition, path || ' ' || target FROM pub_redirect`, ""},
	{"address of a list", `SELECT edition, path FROM pub_url WHERE article = 0`, ""},
	{"answer under a key", `SELECT at, result || ' ' || header FROM api_answer`, ""},
}

// rewritten runs edit over a stored text. In JSON it is run over the values, one
// by one: their letters may be written otherwise, and a name of a member is not
// about anybody.
func rewritten(text string, edit func(string) string) string {
	trimmed := strings.TrimSpace(text)
	if trimmed == "" || !strings.ContainsRune(`{["`, rune(trimmed[0])) || !json.Valid([]byte(trimmed)) {
		return edit(text)
	}
	var out strings.Builder
	for i := 0; i < len(text); {
		if text[i] != '"' {
			out.WriteByte(text[i])
			i++
			continue
		}
		end := i + 1
		for text[end] != '"' {
			if text[end] == '\\' {
				end++
			}
			end++
		}
		literal := text[i : end+1]
		i = end + 1
		var was string
		if rest := strings.TrimLeft(text[i:], " \t\r\n"); strings.HasPrefix(rest, ":") || json.Unmarshal([]byte(literal), &was) != nil {
			out.WriteString(literal)
			continue
		}
		if now := edit(was); now != was {
			if b, err := encode(now); err == nil {
				literal = b
			}
		}
		out.WriteString(literal)
	}
	return out.String()
}

// looseWords edits what belongs to no one article.
func (t redaction) looseWords(ctx context.Context, id news.ArticleID, ground, by string, edit func(string) string) ([]string, error) {
	var places []string
	for _, p := range loosePlaces {
		if p.write == "" {
			continue
		}
		list, err := t.loose(ctx, p.read)
		if err != nil {
			return nil, err
		}
		for n, x := range list {
			now := rewritten(x.text, edit)
			if now == x.text {
				continue
			}
			_, err := t.exec(ctx, p.write, x.text, now)
			if err == nil {
				err = t.bury(ctx, id, p.name, int64(n), x.text, ground, by)
			}
			if err != nil {
				return nil, err
			}
			places = append(places, p.name)
		}
	}
	for _, f := range []func(context.Context, news.ArticleID, string, string, func(string) string) ([]string, error){t.protectedNames, t.keptAnswers} {
		more, err := f(ctx, id, ground, by, edit)
		if err != nil {
			return nil, err
		}
		places = append(places, more...)
	}
	return places, nil
}

func (t redaction) loose(ctx context.Context, read query) ([]keyedText, error) {
	r, err := t.query(ctx, read)
	if err != nil {
		return nil, err
	}
	return all(t.database, r, func(r *sql.Rows, x *keyedText) error { return r.Scan(&x.key, &x.text) }, "look for words")
}

// protectedNames takes a name off the list of those that must not be told: the
// list itself tells it. What stood there leaves its hash.
func (t redaction) protectedNames(ctx context.Context, id news.ArticleID, ground, by string, edit func(string) string) ([]string, error) {
	list, err := t.texts(ctx, `SELECT number, name FROM protected_name WHERE article = $1`, id)
	if err != nil {
		return nil, err
	}
	var places []string
	for _, x := range list {
		if edit(x.text) == x.text {
			continue
		}
		_, err := t.exec(ctx, `DELETE FROM protected_name WHERE article = $1 AND number = $2`, int64(id), x.key)
		if err == nil {
			err = t.bury(ctx, id, "protected name", x.key, x.text, ground, by)
		}
		if err != nil {
			return nil, err
		}
		places = append(places, fmt.Sprintf("protected name %d", x.key))
	}
	return places, nil
}

// keptAnswer is one that waits for a repeated request.
type keptAnswer struct {
	owner, mark, result, header string
	body                        []byte
}

func (t redaction) answers(ctx context.Context) ([]keptAnswer, error) {
	r, err := t.query(ctx, `SELECT owner, mark, result, header, body FROM api_answer`)
	if err != nil {
		return nil, err
	}
	return all(t.database, r, func(r *sql.Rows, a *keptAnswer) error {
		return r.Scan(&a.owner, &a.mark, &a.result, &a.header, &a.body)
	}, "read what was answered")
}

// keptAnswers takes the words of answers that are kept for repeats. That the
// command was carried out stays known, so that a repeat changes nothing.
func (t redaction) keptAnswers(ctx context.Context, id news.ArticleID, ground, by string, edit func(string) string) ([]string, error) {
	list, err := t.answers(ctx)
	if err != nil {
		return nil, err
	}
	var places []string
	for n, a := range list {
		result := rewritten(a.result, edit)
		if result == a.result && rewritten(a.header, edit) == a.header && rewritten(string(a.body), edit) == string(a.body) {
			continue
		}
		if result == "" {
			result = "{}"
		}
		_, err := t.exec(ctx, `UPDATE api_answer SET result = $3, status = 0, header = '{}', body = $4 WHERE owner = $1 AND mark = $2`,
			a.owner, a.mark, result, []byte{})
		if err == nil {
			err = t.bury(ctx, id, "answer under a key", int64(n), string(a.body), ground, by)
		}
		if err != nil {
			return nil, err
		}
		places = append(places, "answer under a key")
	}
	return places, nil
}

// Assets edits what is said of the media that the article has, or had, in any
// version, and of more: in every revision of it, and the names of their files.
// Assets that changed are given back.
func (t redaction) Assets(ctx context.Context, id news.ArticleID, more []news.AssetID, ground, by string, edit func(string) string) ([]string, []news.AssetID, error) {
	ids, err := t.assetsOf(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	var places []string
	var changed []news.AssetID
	for _, a := range append(ids, more...) {
		if slices.Contains(changed, a) {
			continue
		}
		before := len(places)
		found, err := t.Media().Get(ctx, []news.AssetID{a})
		if err != nil {
			return nil, nil, err
		}
		for _, m := range found {
			was, err := encode(m)
			if err != nil {
				return nil, nil, err
			}
			if !editAsset(&m, edit) {
				continue
			}
			if err := t.Media().Put(ctx, &m); err != nil {
				return nil, nil, err
			}
			if err := t.bury(ctx, id, "asset", int64(a), was, ground, by); err != nil {
				return nil, nil, err
			}
			places = append(places, fmt.Sprintf("asset %d", a))
		}
		versions, err := t.assetTexts(ctx, `SELECT revision, data FROM asset_version WHERE asset = $1`, a)
		if err != nil {
			return nil, nil, err
		}
		for _, v := range versions {
			var m news.Asset
			if err := json.Unmarshal([]byte(v.text), &m); err != nil {
				return nil, nil, err
			}
			if !editAsset(&m, edit) {
				continue
			}
			now, err := encode(m)
			if err == nil {
				_, err = t.exec(ctx, `UPDATE asset_version SET data = $3 WHERE asset = $1 AND revision = $2`, int64(a), v.key, now)
			}
			if err == nil {
				err = t.bury(ctx, id, fmt.Sprintf("history of asset %d", a), v.key, v.text, ground, by)
			}
			if err != nil {
				return nil, nil, err
			}
			places = append(places, fmt.Sprintf("history of asset %d", a))
		}
		originals, err := t.assetTexts(ctx, `SELECT number, data FROM asset_bytes WHERE asset = $1`, a)
		if err != nil {
			return nil, nil, err
		}
		for _, o := range originals {
			var b news.AssetBytes
			if err := json.Unmarshal([]byte(o.text), &b); err != nil {
				return nil, nil, err
			}
			name := edit(b.Name)
			if name == b.Name {
				continue
			}
			b.Name = name
			now, err := encode(b)
			if err == nil {
				_, err = t.exec(ctx, `UPDATE asset_bytes SET data = $3 WHERE asset = $1 AND number = $2`, int64(a), o.key, now)
			}
			if err == nil {
				err = t.bury(ctx, id, fmt.Sprintf("original of asset %d", a), o.key, o.text, ground, by)
			}
			if err != nil {
				return nil, nil, err
			}
			places = append(places, fmt.Sprintf("original of asset %d", a))
		}
		if len(places) > before {
			changed = append(changed, a)
		}
	}
	return places, changed, nil
}

func (t redaction) assetsOf(ctx context.Context, id news.ArticleID) ([]news.AssetID, error) {
	r, err := t.query(ctx, `SELECT DISTINCT asset FROM asset_use WHERE article = $1 ORDER BY asset`, int64(id))
	if err != nil {
		return nil, err
	}
	return all(t.database, r, func(r *sql.Rows, a *news.AssetID) error { return r.Scan(a) }, "list the media of article %d", id)
}

func (t redaction) assetTexts(ctx context.Context, read query, a news.AssetID) ([]keyedText, error) {
	r, err := t.query(ctx, read, int64(a))
	if err != nil {
		return nil, err
	}
	return all(t.database, r, func(r *sql.Rows, x *keyedText) error { return r.Scan(&x.key, &x.text) }, "read what is said of asset %d", a)
}

// editAsset runs edit over everything that is said of an asset in words.
func editAsset(m *news.Asset, edit func(string) string) bool {
	changed := false
	text := func(s *string) {
		if now := edit(*s); now != *s {
			*s, changed = now, true
		}
	}
	for _, s := range []*string{&m.Caption, &m.Alt, &m.Title, &m.Credit, &m.Copyright, &m.Source, &m.City, &m.Consent, &m.Name,
		&m.Rights.Licence, &m.Rights.Restrictions, &m.Rights.Reason} {
		text(s)
	}
	for _, list := range []*[]string{&m.People, &m.Keywords} {
		*list = slices.Clone(*list)
		for i := range *list {
			text(&(*list)[i])
		}
	}
	return changed
}

// Unuse takes an asset out of the notes on where an article uses it: no version
// of it has the asset any more.
func (t redaction) Unuse(ctx context.Context, id news.ArticleID, asset news.AssetID) error {
	_, err := t.exec(ctx, `DELETE FROM asset_use WHERE article = $1 AND asset = $2`, int64(id), int64(asset))
	return t.fail(err, "take asset %d from article %d", asset, id)
}

// looseLeft tells where words are left that are no one article's, and in the
// media of the article.
func (t redaction) looseLeft(ctx context.Context, id news.ArticleID, found func(string) bool) ([]string, error) {
	var places []string
	for _, p := range loosePlaces {
		list, err := t.loose(ctx, p.read)
		if err != nil {
			return nil, err
		}
		for _, x := range list {
			if found(x.text) {
				places = append(places, fmt.Sprintf("%s %d", p.name, x.key))
			}
		}
	}
	list, err := t.answers(ctx)
	if err != nil {
		return nil, err
	}
	for _, a := range list {
		if found(string(a.body)) {
			places = append(places, "answer under a key")
		}
	}
	ids, err := t.assetsOf(ctx, id)
	if err != nil {
		return nil, err
	}
	for _, a := range ids {
		for _, p := range assetPlaces {
			list, err := t.assetTexts(ctx, p.read, a)
			if err != nil {
				return nil, err
			}
			for _, x := range list {
				if found(x.text) {
					places = append(places, fmt.Sprintf("%s %d", p.name, a))
				}
			}
		}
	}
	return places, nil
}

// assetPlaces are what is said of an asset.
var assetPlaces = []struct {
	name string
	read query
}{
	{"asset", `SELECT id, data FROM asset WHERE id = $1`},
	{"history of asset", `SELECT revision, data FROM asset_version WHERE asset = $1`},
	{"original of asset", `SELECT number, data FROM asset_bytes WHERE asset = $1`},
	{"readers' asset", `SELECT id, data FROM pub_asset WHERE id = $1`},
}

func (t redaction) Bury(ctx context.Context, e news.EditionID, path string) error {
	_, err := t.exec(ctx, `DELETE FROM pub_url WHERE edition = $1 AND path = $2 AND article = 0`, int64(e), path)
	if err == nil {
		_, err = t.exec(ctx, `INSERT INTO pub_gone (edition, hash, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
			int64(e), goneHash(path), t.Now().UnixMicro())
	}
	return t.fail(err, "bury an address")
}
