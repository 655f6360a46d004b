package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"

	"warta/internal/news"
)

// Redaction is the one exception to what this package promises elsewhere: text
// that nobody may keep is taken out of all history (newsroom.md WF-19). What
// stood there leaves its hash.
type Redaction interface {
	// Contents runs edit over every text of an article: its draft, its frozen
	// versions, its revisions. edit reports whether it changed the content.
	// Places where it did are given back.
	Contents(ctx context.Context, id news.ArticleID, ground, by string, edit func(*news.Content) bool) ([]string, error)
	// Words runs edit over whatever else is kept in words about the article,
	// and over fronts, which may quote it.
	Words(ctx context.Context, id news.ArticleID, ground, by string, edit func(string) string) ([]string, error)
	// Addresses takes addresses of the article out of the address book for which
	// bad answers true; they answer 410 from then on, and only their hash is
	// kept. They are given back, for whoever must be told.
	Addresses(ctx context.Context, e news.EditionID, id news.ArticleID, bad func(path string) bool) ([]string, error)
	// Assets runs edit over what is said of the article's media and of more, and
	// gives back those that changed; Unuse notes that no version has one any more.
	Assets(ctx context.Context, id news.ArticleID, more []news.AssetID, ground, by string, edit func(string) string) ([]string, []news.AssetID, error)
	Unuse(ctx context.Context, id news.ArticleID, asset news.AssetID) error
	// Bury makes the address of a list answer 410; only its hash is kept.
	Bury(ctx context.Context, e news.EditionID, path string) error
	// Places tells where an article's data still holds what found looks for.
	Places(ctx context.Context, id news.ArticleID, found func(text string) bool) ([]string, error)
	// Tombstones are what was left in the place of texts.
	Tombstones(ctx context.Context, id news.ArticleID) ([]Tombstone, error)
}

// Tombstone is what a redaction left in the place of a text.
type Tombstone struct {
	Place  string
	Number int64
	Hash   string
	Ground string
	By     string
}

var _ Redaction = redaction{}

type redaction struct{ *tx }

func (t *tx) Redaction() Redaction { return redaction{t} }

func (t redaction) bury(ctx context.Context, id news.ArticleID, place string, n int64, was, ground, by string) error {
	_, err := t.exec(ctx, `INSERT INTO tombstone (article, place, number, at, hash, ground, actor) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT DO NOTHING`, int64(id), place, n, t.Now().UnixMicro(), hexSum([]byte(was)), ground, by)
	return err
}

func (t redaction) Tombstones(ctx context.Context, id news.ArticleID) ([]Tombstone, error) {
	r, err := t.query(ctx, `SELECT place, number, hash, ground, actor FROM tombstone WHERE article = $1 ORDER BY place, number, at`, int64(id))
	if err != nil {
		return nil, t.fail(err, "list the tombstones of article %d", id)
	}
	return all(t.database, r, func(r *sql.Rows, s *Tombstone) error {
		return r.Scan(&s.Place, &s.Number, &s.Hash, &s.Ground, &s.By)
	}, "list the tombstones of article %d", id)
}

// edited runs edit over a content given as JSON.
func edited(text string, edit func(*news.Content) bool) (string, bool, error) {
	var c news.Content
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		return "", false, err
	}
	if !edit(&c) {
		return text, false, nil
	}
	now, err := encode(&c)
	return now, true, err
}

func (t redaction) Contents(ctx context.Context, id news.ArticleID, ground, by string, edit func(*news.Content) bool) ([]string, error) {
	var places []string
	rewrite := func(place string, read, write query) error {
		type row struct {
			n    int64
			text string
		}
		r, err := t.query(ctx, read, int64(id))
		if err != nil {
			return err
		}
		list, err := all(t.database, r, func(r *sql.Rows, x *row) error { return r.Scan(&x.n, &x.text) }, "redact the %s of article %d", place, id)
		if err != nil {
			return err
		}
		for _, x := range list {
			now, changed, err := edited(x.text, edit)
			if err != nil {
				return fmt.Errorf("%s %d: %w", place, x.n, err)
			}
			if !changed {
				continue
			}
			if _, err := t.exec(ctx, write, int64(id), x.n, now); err != nil {
				return err
			}
			if err := t.bury(ctx, id, place, x.n, x.text, ground, by); err != nil {
				return err
			}
			places = append(places, fmt.Sprintf("%s %d", place, x.n))
		}
		return nil
	}
	err := rewrite("draft", `SELECT article, content FROM draft WHERE article = $1`,
		`UPDATE draft SET content = $3 WHERE article = $1 AND article = $2`)
	if err == nil {
		err = rewrite("version", `SELECT id, content FROM version WHERE article = $1 ORDER BY id`,
			`UPDATE version SET content = $3 WHERE article = $1 AND id = $2`)
	}
	if err == nil {
		// Answers to saves hold pieces of the text and are needed by nobody for long.
		_, err = t.exec(ctx, `DELETE FROM saved WHERE article = $1`, int64(id))
	}
	if err == nil {
		var more []string
		more, err = t.revisions(ctx, id, ground, by, edit)
		places = append(places, more...)
	}
	clear(t.frozen)
	t.touch(id, true, nil)
	return places, t.fail(err, "redact article %d", id)
}

// revisions rewrites each revision that holds a text of its own, oldest first.
// One is kept as a change of another, so all are written anew as soon as one
// differs.
func (t redaction) revisions(ctx context.Context, id news.ArticleID, ground, by string, edit func(*news.Content) bool) ([]string, error) {
	type row struct {
		number, checkpoint int
		content            []byte
	}
	r, err := t.query(ctx, `SELECT number, checkpoint, content FROM revision WHERE article = $1 AND content IS NOT NULL ORDER BY number`, int64(id))
	if err != nil {
		return nil, err
	}
	list, err := all(t.database, r, func(r *sql.Rows, x *row) error { return r.Scan(&x.number, &x.checkpoint, &x.content) }, "redact the revisions of article %d", id)
	if err != nil {
		return nil, err
	}
	// was and now are the texts of revisions that stand alone, before and after.
	was, now := map[int][]byte{}, map[int][]byte{}
	var places []string
	for _, x := range list {
		text, err := unsqueezeAgainst(was[x.checkpoint], x.content)
		if err != nil {
			return nil, fmt.Errorf("revision %d: %w", x.number, err)
		}
		after, changed, err := edited(string(text), edit)
		if err != nil {
			return nil, fmt.Errorf("revision %d: %w", x.number, err)
		}
		if x.checkpoint == 0 {
			was[x.number], now[x.number] = text, []byte(after)
		}
		if changed {
			places = append(places, fmt.Sprintf("revision %d", x.number))
			if err := t.bury(ctx, id, "revision", int64(x.number), string(text), ground, by); err != nil {
				return nil, err
			}
		}
		if !changed && string(was[x.checkpoint]) == string(now[x.checkpoint]) {
			continue
		}
		data, err := squeezeAgainst(now[x.checkpoint], []byte(after))
		if err != nil {
			return nil, err
		}
		if _, err := t.exec(ctx, `UPDATE revision SET content = $3 WHERE article = $1 AND number = $2`, int64(id), x.number, data); err != nil {
			return nil, err
		}
	}
	return places, nil
}

// wordPlaces are texts about an article beside its contents: a statement that
// reads key and text, and one that writes the text back. "" in write means that
// the row is only looked at.
var wordPlaces = []struct {
	name        string
	read, write query
}{
	{"note", `SELECT id, text FROM note WHERE article = $1`, `UPDATE note SET text = $3 WHERE article = $1 AND id = $2`},
	{"note anchor", `SELECT id, anchor FROM note WHERE article = $1`, `UPDATE note SET anchor = $3 WHERE article = $1 AND id = $2`},
	{"conflict, before", `SELECT number, base FROM conflict WHERE article = $1 AND base IS NOT NULL`, `UPDATE conflict SET base = $3 WHERE article = $1 AND number = $2`},
	{"conflict, theirs", `SELECT number, theirs FROM conflict WHERE article = $1 AND theirs IS NOT NULL`, `UPDATE conflict SET theirs = $3 WHERE article = $1 AND number = $2`},
	{"conflict, mine", `SELECT number, mine FROM conflict WHERE article = $1 AND mine IS NOT NULL`, `UPDATE conflict SET mine = $3 WHERE article = $1 AND number = $2`},
	{"answers to saves", `SELECT seq, answer FROM saved WHERE article = $1`, ""},
	{"amendment", `SELECT id, note FROM amendment WHERE article = $1`, `UPDATE amendment SET note = $3 WHERE article = $1 AND id = $2`},
	{"amendment's asker", `SELECT id, requested_by FROM amendment WHERE article = $1`, `UPDATE amendment SET requested_by = $3 WHERE article = $1 AND id = $2`},
	{"withdrawal", `SELECT id, withdrawal FROM article WHERE id = $1 AND withdrawal IS NOT NULL`, `UPDATE article SET withdrawal = $3 WHERE id = $1 AND id = $2`},
	{"embargo", `SELECT id, embargo FROM article WHERE id = $1 AND embargo IS NOT NULL`, `UPDATE article SET embargo = $3 WHERE id = $1 AND id = $2`},
	{"flow", `SELECT id, flow FROM article WHERE id = $1`, `UPDATE article SET flow = $3 WHERE id = $1 AND id = $2`},
	{"task", `SELECT id, note FROM task WHERE article = $1 AND article <> 0`, `UPDATE task SET note = $3 WHERE article = $1 AND id = $2`},
	{"task's end", `SELECT id, reason FROM task WHERE article = $1 AND article <> 0`, `UPDATE task SET reason = $3 WHERE article = $1 AND id = $2`},
	{"origin", `SELECT id, origin_key FROM article WHERE id = $1`, `UPDATE article SET origin_key = $3 WHERE id = $1 AND id = $2`},
	{"origin in the index", `SELECT id, origin FROM article WHERE id = $1`, `UPDATE article SET origin = $3 WHERE id = $1 AND id = $2`},
	{"notice", `SELECT article, data FROM pub_notice WHERE article = $1`, `UPDATE pub_notice SET data = $3 WHERE article = $1 AND article = $2`},
	{"register", `SELECT id, note FROM pub_register WHERE article = $1`, `UPDATE pub_register SET note = $3 WHERE article = $1 AND id = $2`},
	{"audit, in the chain itself", `SELECT number, reason FROM audit WHERE subject = 'article ' || CAST(CAST($1 AS BIGINT) AS TEXT)`, ""},
	{"demand", `SELECT id, data FROM demand WHERE article = $1`, `UPDATE demand SET data = $3 WHERE article = $1 AND id = $2`},
	{"step of a demand", `SELECT s.demand * 100000 + s.number, s.data FROM demand_step AS s JOIN demand AS d ON d.id = s.demand WHERE d.article = $1`,
		`UPDATE demand_step SET data = $3 WHERE demand * 100000 + number = $2 AND demand IN (SELECT id FROM demand WHERE article = $1)`},
	{"protected name", `SELECT number, name FROM protected_name WHERE article = $1`, ""},
	{"readers' text", `SELECT article, content FROM pub_text WHERE article = $1`, ""},
	{"readers' amendments", `SELECT article, amendments FROM pub_text WHERE article = $1`, ""},
	{"readers' card", `SELECT id, headline || ' ' || kicker || ' ' || standfirst || ' ' || photo_caption || ' ' || photo_alt || ' ' || path FROM pub_article WHERE id = $1`, ""},
	{"address", `SELECT id, path FROM article WHERE id = $1`, ""},
	{"address book", `SELECT article, path FROM pub_url WHERE article = $1`, ""},
	{"redirect", `SELECT u.article, r.path || ' ' || r.target FROM pub_url AS u JOIN pub_redirect AS r ON r.edition = u.edition AND r.target = u.path WHERE u.article = $1`, ""},
	{"name under a comment", `SELECT number, author FROM import_comment WHERE article = $1`, `UPDATE import_comment SET author = $3 WHERE article = $1 AND number = $2`},
	{"comment", `SELECT number, text FROM import_comment WHERE article = $1`, `UPDATE import_comment SET text = $3 WHERE article = $1 AND number = $2`},
	{"beside a comment", `SELECT number, data FROM import_comment WHERE article = $1`, `UPDATE import_comment SET data = $3 WHERE article = $1 AND number = $2`},
	{"kept by an import", `SELECT run * 1000000000 + n, data FROM import_kept WHERE article = $1`, `UPDATE import_kept SET data = $3 WHERE article = $1 AND run * 1000000000 + n = $2`},
	{"list of the newsroom", `SELECT article, data FROM desk WHERE article = $1`, ""},
	{"job", `SELECT attempts, payload || ' ' || problem || ' ' || key FROM job WHERE article = $1`, ""},
}

// frontPlaces are the fronts, which can say of an article what it does not say
// itself.
var frontPlaces = []struct {
	name        string
	read, write query
}{
	{"front", `SELECT edition, section, 0, data FROM front`, `UPDATE front SET data = $4 WHERE edition = $1 AND section = $2 AND 0 = $3`},
	{"readers' front", `SELECT edition, section, 0, data FROM pub_front`, `UPDATE pub_front SET data = $4 WHERE edition = $1 AND section = $2 AND 0 = $3`},
	{"earlier front", `SELECT edition, section, since, data FROM pub_front_interval`, `UPDATE pub_front_interval SET data = $4 WHERE edition = $1 AND section = $2 AND since = $3`},
	{"draft of a front", `SELECT edition, section, 0, data FROM front_draft`, `UPDATE front_draft SET data = $4, revision = revision + 1 WHERE edition = $1 AND section = $2 AND 0 = $3`},
	{"step of arranging a front", `SELECT edition, section, revision, data FROM front_step`, `UPDATE front_step SET data = $4 WHERE edition = $1 AND section = $2 AND revision = $3`},
	{"history of a front", `SELECT edition, section, number, data FROM front_revision`, `UPDATE front_revision SET data = $4 WHERE edition = $1 AND section = $2 AND number = $3`},
	{"planned front", `SELECT edition, section, id, data FROM front_due`, `UPDATE front_due SET data = $4 WHERE edition = $1 AND section = $2 AND id = $3`},
}

type keyedText struct {
	key  int64
	text string
}

func (t redaction) texts(ctx context.Context, read query, id news.ArticleID) ([]keyedText, error) {
	r, err := t.query(ctx, read, int64(id))
	if err != nil {
		return nil, err
	}
	return all(t.database, r, func(r *sql.Rows, x *keyedText) error { return r.Scan(&x.key, &x.text) }, "read what is kept of article %d", id)
}

type frontText struct {
	edition, section, key int64
	text                  string
}

func (t redaction) fronts(ctx context.Context, read query) ([]frontText, error) {
	r, err := t.query(ctx, read)
	if err != nil {
		return nil, err
	}
	return all(t.database, r, func(r *sql.Rows, x *frontText) error { return r.Scan(&x.edition, &x.section, &x.key, &x.text) }, "read the fronts")
}

func (t redaction) Words(ctx context.Context, id news.ArticleID, ground, by string, edit func(string) string) ([]string, error) {
	var places []string
	for _, p := range wordPlaces {
		if p.write == "" {
			continue
		}
		list, err := t.texts(ctx, p.read, id)
		if err != nil {
			return nil, t.fail(err, "redact the words about article %d", id)
		}
		for _, x := range list {
			now := rewritten(x.text, edit)
			if now == x.text {
				continue
			}
			if p.name == "origin in the index" {
				// A second import of the same must still find it.
				now = redactedOrigin(x.text)
			}
			_, err = t.exec(ctx, p.write, int64(id), x.key, now)
			if err == nil {
				err = t.bury(ctx, id, p.name, x.key, x.text, ground, by)
			}
			if err != nil {
				return nil, t.fail(err, "redact the words about article %d", id)
			}
			places = append(places, fmt.Sprintf("%s %d", p.name, x.key))
		}
	}
	for _, p := range frontPlaces {
		list, err := t.fronts(ctx, p.read)
		if err != nil {
			return nil, t.fail(err, "redact the fronts")
		}
		for _, x := range list {
			now := rewritten(x.text, edit)
			if now == x.text {
				continue
			}
			if _, err := t.exec(ctx, p.write, x.edition, x.section, x.key, now); err != nil {
				return nil, t.fail(err, "redact the fronts")
			}
			places = append(places, p.name)
		}
	}
	more, err := t.looseWords(ctx, id, ground, by, edit)
	if err != nil {
		return nil, t.fail(err, "redact what is no article's")
	}
	places = append(places, more...)
	err = t.auditWords(ctx, func(number int64, text string) error {
		if rewritten(text, edit) == text {
			return nil
		}
		// The words go; their hash stays in the chain.
		_, err := t.exec(ctx, `UPDATE audit_text SET text = '', gone = $2 WHERE number = $1`, number, "article "+id.String())
		places = append(places, fmt.Sprintf("audit %d", number))
		return err
	})
	t.touch(id, true, nil)
	return places, t.fail(err, "redact the audit's words")
}

// auditWords walks the words beside the audit, of whatever subject: a redirect
// or a front can name what an article names.
func (t redaction) auditWords(ctx context.Context, look func(number int64, text string) error) error {
	const piece = 2000
	for after := int64(0); ; {
		r, err := t.query(ctx, `SELECT number, text FROM audit_text WHERE number > $1 AND gone = '' ORDER BY number LIMIT CAST($2 AS BIGINT)`, after, piece)
		if err != nil {
			return err
		}
		list, err := all(t.database, r, func(r *sql.Rows, x *keyedText) error { return r.Scan(&x.key, &x.text) }, "read the audit's words")
		if err != nil {
			return err
		}
		for _, x := range list {
			after = x.key
			if err := look(x.key, x.text); err != nil {
				return err
			}
		}
		if len(list) < piece {
			return nil
		}
	}
}

// redactedOrigin stands for an origin whose words were taken.
func redactedOrigin(key string) string { return "redacted:" + goneHash(key) }

// goneHash is what is kept of an address that nobody may write any more.
func goneHash(path string) string {
	sum := sha256.Sum256([]byte(path))
	return hex.EncodeToString(sum[:])
}

func (t redaction) Addresses(ctx context.Context, e news.EditionID, id news.ArticleID, bad func(string) bool) ([]string, error) {
	list, err := t.texts(ctx, `SELECT article, path FROM pub_url WHERE article = $1`, id)
	if err != nil {
		return nil, t.fail(err, "redact the addresses of article %d", id)
	}
	var out []string
	for _, x := range list {
		if bad(x.text) {
			out = append(out, x.text)
		}
	}
	// The operator's redirects to them, and from addresses like them.
	for after := ""; ; {
		piece, err := t.Redirects().List(ctx, e, after, pieceOfDerive)
		if err != nil {
			return nil, err
		}
		for _, r := range piece {
			after = r.From
			if !bad(r.From) && !bad(r.To) {
				continue
			}
			if err := t.Redirects().Remove(ctx, e, r.From); err != nil {
				return nil, err
			}
			out = append(out, r.From)
		}
		if len(piece) < pieceOfDerive {
			break
		}
	}
	for _, path := range out {
		_, err := t.exec(ctx, `DELETE FROM pub_url WHERE edition = $1 AND path = $2 AND article = $3`, int64(e), path, int64(id))
		if err == nil {
			_, err = t.exec(ctx, `INSERT INTO pub_gone (edition, hash, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
				int64(e), goneHash(path), t.Now().UnixMicro())
		}
		if err != nil {
			return nil, t.fail(err, "redact the addresses of article %d", id)
		}
	}
	// Announcements carry addresses in their payload.
	jobs, err := t.query(ctx, `SELECT id, payload || ' ' || problem || ' ' || key FROM job WHERE article = $1 AND article <> 0`, int64(id))
	if err != nil {
		return nil, t.fail(err, "redact the jobs of article %d", id)
	}
	type job struct{ id, payload string }
	found, err := all(t.database, jobs, func(r *sql.Rows, j *job) error { return r.Scan(&j.id, &j.payload) }, "redact the jobs of article %d", id)
	if err != nil {
		return nil, err
	}
	for _, j := range found {
		if !bad(j.payload) {
			continue
		}
		if _, err := t.exec(ctx, `DELETE FROM job WHERE id = $1`, j.id); err != nil {
			return nil, t.fail(err, "redact the jobs of article %d", id)
		}
	}
	return out, nil
}

func (t redaction) Places(ctx context.Context, id news.ArticleID, found func(string) bool) ([]string, error) {
	var places []string
	contents := []struct {
		name string
		read query
	}{
		{"draft", `SELECT article, content FROM draft WHERE article = $1`},
		{"version", `SELECT id, content FROM version WHERE article = $1`},
	}
	for _, p := range contents {
		list, err := t.texts(ctx, p.read, id)
		if err != nil {
			return nil, t.fail(err, "look through article %d", id)
		}
		for _, x := range list {
			if found(x.text) {
				places = append(places, fmt.Sprintf("%s %d", p.name, x.key))
			}
		}
	}
	for before := math.MaxInt32; ; {
		list, err := t.Articles().Revisions(ctx, id, before, pieceOfDerive)
		if err != nil {
			return nil, err
		}
		for _, r := range list {
			before = r.Number
			if r.Version != 0 {
				continue
			}
			full, err := t.Articles().Revision(ctx, id, r.Number)
			if err != nil {
				return nil, err
			}
			text, err := encode(full.Content)
			if err != nil {
				return nil, t.fail(err, "look through article %d", id)
			}
			if found(text) {
				places = append(places, fmt.Sprintf("revision %d", r.Number))
			}
		}
		if len(list) < pieceOfDerive {
			break
		}
	}
	for _, p := range wordPlaces {
		list, err := t.texts(ctx, p.read, id)
		if err != nil {
			return nil, t.fail(err, "look through article %d: %s", id, p.name)
		}
		for _, x := range list {
			if found(x.text) {
				places = append(places, fmt.Sprintf("%s %d", p.name, x.key))
			}
		}
	}
	if err := t.auditWords(ctx, func(number int64, text string) error {
		if found(text) {
			places = append(places, fmt.Sprintf("audit %d", number))
		}
		return nil
	}); err != nil {
		return nil, t.fail(err, "look through the audit")
	}
	for _, p := range frontPlaces {
		list, err := t.fronts(ctx, p.read)
		if err != nil {
			return nil, t.fail(err, "look through the fronts")
		}
		for _, x := range list {
			if found(x.text) {
				places = append(places, p.name)
				break
			}
		}
	}
	more, err := t.looseLeft(ctx, id, found)
	if err != nil {
		return nil, t.fail(err, "look through what is no article's")
	}
	return append(places, more...), nil
}
