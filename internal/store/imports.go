package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"maps"
	"math"
	"slices"
	"time"

	"warta/internal/news"
)

// Imports keeps what runs of imports know and made, and writes what they bring
// in bulk: everything that a command would write for one article, for hundreds at
// once.
type Imports interface {
	// PutRun inserts a run without number, or writes the one that has it.
	PutRun(ctx context.Context, r *ImportRun) error
	// Run gives one. NotFound.
	Run(ctx context.Context, id int64) (ImportRun, error)
	// Runs lists an edition's, newest first, below before (0 is the newest).
	Runs(ctx context.Context, e news.EditionID, before int64, limit int) ([]ImportRun, error)
	// LastRun is the newest run of the same input. NotFound.
	LastRun(ctx context.Context, e news.EditionID, source, digest string) (ImportRun, error)
	// Hold takes a run for a holder until the lease ends; false when another has
	// it.
	Hold(ctx context.Context, id int64, holder string, lease time.Duration) (bool, error)

	// Things gives what an edition has of the source's things of a kind, by key.
	Things(ctx context.Context, e news.EditionID, kind string, keys []string) (map[string]ImportThing, error)
	// PutThings adds things, or writes them anew; what another run made stays that
	// run's.
	PutThings(ctx context.Context, e news.EditionID, things []ImportThing) error
	// Made lists what a run made of a kind, by number above after.
	Made(ctx context.Context, run int64, kind string, after int64, limit int) ([]ImportThing, error)
	// Forget drops what is known of things that a run made.
	Forget(ctx context.Context, run int64, kind string, id int64) error

	// Origins finds the articles of origins, by the origin that was asked for
	// without its hash.
	Origins(ctx context.Context, origins []news.Origin) (map[news.Origin]OriginOf, error)
	// Taken gives the numbers among ids that an article, or an asset, has.
	Taken(ctx context.Context, kind string, ids []int64) (map[int64]bool, error)
	// Highest is the highest number that an article, or an asset, has, or that is
	// promised to one. Promise keeps others from numbers up to last.
	Highest(ctx context.Context, kind string) (int64, error)
	Promise(ctx context.Context, kind string, last int64) error
	// PutNumbers and Numbers keep the numbers of what could not keep its own.
	PutNumbers(ctx context.Context, run int64, kind string, numbers map[int64]int64) error
	Numbers(ctx context.Context, run int64, kind string) (map[int64]int64, error)
	// NewNumbers gives n numbers that nobody has, for articles or assets.
	NewNumbers(ctx context.Context, kind string, n int) ([]int64, error)
	// Addresses gives to which articles addresses of the edition belong; an address
	// that belongs to something else is there with 0.
	Addresses(ctx context.Context, e news.EditionID, paths []string) (map[string]news.ArticleID, error)
	// Used gives those of the assets that something public shows.
	Used(ctx context.Context, ids []news.AssetID) (map[news.AssetID]bool, error)

	// Bring writes new articles. Conflict when a number, an origin or an address is
	// taken.
	Bring(ctx context.Context, list []Brought) error
	// BringAssets writes new assets, with the numbers that they have.
	BringAssets(ctx context.Context, list []news.Asset) error

	// Keep adds what has no home, from number n on; Kept lists it.
	Keep(ctx context.Context, run, n int64, list []ImportKept) error
	Kept(ctx context.Context, run, after int64, limit int) ([]ImportKept, error)
	KeptOf(ctx context.Context, id news.ArticleID) ([]ImportKept, error)
	// PutComments writes comments, each at its number.
	PutComments(ctx context.Context, run int64, list []ReaderComment) error
	// Comments lists an article's, oldest first.
	Comments(ctx context.Context, id news.ArticleID) ([]ReaderComment, error)

	// RemoveArticle takes out an article that a run made, as if it had never come;
	// RemoveRest what else belongs to the run alone.
	RemoveArticle(ctx context.Context, id news.ArticleID) error
	RemoveAsset(ctx context.Context, id news.AssetID) (bool, error)
	RemoveTag(ctx context.Context, id news.TagID) (bool, error)
	RemovePerson(ctx context.Context, id news.PersonID) (bool, error)
	RemoveSection(ctx context.Context, id news.SectionID) (bool, error)
	RemoveRest(ctx context.Context, run int64) error
	// Edited reports whether somebody other than actor saved the article.
	Edited(ctx context.Context, id news.ArticleID, actor string) (bool, error)
	// EditedOf counts the articles of a run of which that is so.
	EditedOf(ctx context.Context, run int64, actor string) (int, error)
}

// ImportRun is a run of an import. Data is package newsroom's own.
type ImportRun struct {
	ID      int64
	Edition news.EditionID
	Source  string
	State   string
	Digest  string
	Made    time.Time
	Changed time.Time
	// Holder works on it until Lease.
	Holder string
	Lease  time.Time
	// LastArticle and LastAsset are the highest numbers promised to what it brings.
	LastArticle, LastAsset int64
	Data                   json.RawMessage
}

// ImportThing is what a thing of a source became.
type ImportThing struct {
	// Kind is "article", "asset", "section", "tag", "person", "account", "redirect",
	// "menu".
	Kind string
	// Key is the source's own name of it.
	Key string
	ID  int64
	// Hash tells whether it changed at the source.
	Hash string
	// Run made it; 0 when it was here before.
	Run int64
}

// OriginOf is an article that an import brought before.
type OriginOf struct {
	Article news.ArticleID
	Hash    string
}

// ImportKept is something without a home.
type ImportKept struct {
	N       int64
	What    string
	Number  int64
	Article news.ArticleID
	Data    json.RawMessage
}

// ReaderComment is a comment that came in with an article.
type ReaderComment struct {
	Article news.ArticleID
	// Number is the source's; below zero where it had none.
	Number, Parent int64
	Author         string
	At             time.Time
	// State is "approved", "held", "spam" or "trash".
	State, Type string
	Text        string
	// Data is what else the source told, addresses of the writer among it; it
	// stays in the newsroom.
	Data json.RawMessage
}

var _ Imports = imports{}

type imports struct{ *tx }

func (t *tx) Imports() Imports { return imports{t} }

const importRunColumns = `id, edition, source, state, digest, made, changed, lease, holder, last_article, last_asset, data`

func scanImportRun(r *sql.Rows, v *ImportRun) error {
	var data string
	err := r.Scan(&v.ID, &v.Edition, &v.Source, &v.State, &v.Digest, at(&v.Made), at(&v.Changed), at(&v.Lease), &v.Holder,
		&v.LastArticle, &v.LastAsset, &data)
	v.Data = json.RawMessage(data)
	return err
}

func (t imports) PutRun(ctx context.Context, v *ImportRun) error {
	if err := checkText("put import run", v); err != nil {
		return err
	}
	v.Changed = t.Now()
	if v.ID != 0 {
		n, err := t.exec(ctx, `UPDATE import_run SET state = $2, digest = $3, changed = $4, data = $5, last_article = $6, last_asset = $7
			WHERE id = $1`, v.ID, v.State, v.Digest, v.Changed.UnixMicro(), string(v.Data), v.LastArticle, v.LastAsset)
		return t.changed(n, err, "put import run %d", v.ID)
	}
	v.Made = v.Changed
	err := t.insert(ctx, tImportRun, &v.ID, func(id int64) (int64, error) {
		return t.exec(ctx, `INSERT INTO import_run (`+importRunColumns+`)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING`,
			id, int64(v.Edition), v.Source, v.State, v.Digest, v.Made.UnixMicro(), v.Changed.UnixMicro(), int64(0), "",
			v.LastArticle, v.LastAsset, string(v.Data))
	})
	return t.fail(err, "put import run")
}

func (t imports) Run(ctx context.Context, id int64) (ImportRun, error) {
	r, err := t.query(ctx, `SELECT `+importRunColumns+` FROM import_run WHERE id = $1`, id)
	if err != nil {
		return ImportRun{}, t.fail(err, "get import run %d", id)
	}
	return one(t.database, r, scanImportRun, "get import run %d", id)
}

func (t imports) Runs(ctx context.Context, e news.EditionID, before int64, limit int) ([]ImportRun, error) {
	if before == 0 {
		before = math.MaxInt64
	}
	r, err := t.query(ctx, `SELECT `+importRunColumns+` FROM import_run WHERE edition = $1 AND id < $2
		ORDER BY id DESC LIMIT CAST($3 AS BIGINT)`, int64(e), before, limit)
	if err != nil {
		return nil, t.fail(err, "list import runs")
	}
	return all(t.database, r, scanImportRun, "list import runs")
}

func (t imports) LastRun(ctx context.Context, e news.EditionID, source, digest string) (ImportRun, error) {
	if !storable(digest) || !storable(source) {
		return ImportRun{}, refuse(news.NotFound, "find import run")
	}
	r, err := t.query(ctx, `SELECT `+importRunColumns+` FROM import_run WHERE edition = $1 AND source = $2 AND digest = $3
		ORDER BY id DESC LIMIT 1`, int64(e), source, digest)
	if err != nil {
		return ImportRun{}, t.fail(err, "find import run")
	}
	return one(t.database, r, scanImportRun, "find import run")
}

func (t imports) Hold(ctx context.Context, id int64, holder string, lease time.Duration) (bool, error) {
	n, err := t.exec(ctx, `UPDATE import_run SET holder = $2, lease = $3 WHERE id = $1 AND (holder = $2 OR lease <= $4)`,
		id, holder, t.Now().Add(lease).UnixMicro(), t.Now().UnixMicro())
	return n == 1, t.fail(err, "hold import run %d", id)
}

// in32After1 and in32After2 are in32 after one and two arguments.
const in32After2 = "($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, " +
	"$21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34)"

const in32After1 = "($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, " +
	"$21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33)"

// inTexts runs a query for texts: small ends in room for 32 of them, large in room
// for 256, both after the same arguments of their own. Room that is left repeats
// the first.
func (t *tx) inTexts(ctx context.Context, small, large query, own []any, keys []string, scan func(*sql.Rows) error) error {
	if len(keys) == 0 {
		return nil
	}
	if err := t.dialect.byKeys(ctx, t.s); err != nil {
		return err
	}
	for len(keys) > 0 {
		text, room := small, 32
		if len(keys) > room {
			text, room = large, 256
		}
		n := min(room, len(keys))
		args := append(make([]any, 0, len(own)+room), own...)
		for i := range room {
			key := keys[0]
			if i < n {
				key = keys[i]
			}
			args = append(args, key)
		}
		r, err := t.query(ctx, text, args...)
		if err != nil {
			return err
		}
		if err := r.each(func() error { return scan(r.Rows) }); err != nil {
			return err
		}
		keys = keys[n:]
	}
	return nil
}

func (t imports) Things(ctx context.Context, e news.EditionID, kind string, keys []string) (map[string]ImportThing, error) {
	found := make(map[string]ImportThing, len(keys))
	short := make([]string, 0, len(keys))
	long := map[string]string{}
	for _, k := range keys {
		if !storable(k) {
			continue
		}
		s := indexKey(k)
		short, long[s] = append(short, s), k
	}
	err := t.inTexts(ctx, `SELECT key, id, hash, run FROM import_thing WHERE edition = $1 AND kind = $2 AND key IN `+in32After2,
		`SELECT key, id, hash, run FROM import_thing WHERE edition = $1 AND kind = $2 AND key IN `+in256After2,
		[]any{int64(e), kind}, short, func(r *sql.Rows) error {
			v := ImportThing{Kind: kind}
			if err := r.Scan(&v.Key, &v.ID, &v.Hash, &v.Run); err != nil {
				return err
			}
			v.Key = long[v.Key]
			found[v.Key] = v
			return nil
		})
	return found, t.fail(err, "find what an import made")
}

func (t imports) PutThings(ctx context.Context, e news.EditionID, things []ImportThing) error {
	for _, v := range things {
		if err := checkText("keep what an import made", v); err != nil {
			return err
		}
		_, err := t.exec(ctx, `INSERT INTO import_thing (edition, kind, key, id, hash, run) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (edition, kind, key) DO UPDATE SET id = excluded.id, hash = excluded.hash`,
			int64(e), v.Kind, indexKey(v.Key), v.ID, v.Hash, v.Run)
		if err != nil {
			return t.fail(err, "keep what an import made")
		}
	}
	return nil
}

func (t imports) Made(ctx context.Context, run int64, kind string, after int64, limit int) ([]ImportThing, error) {
	r, err := t.query(ctx, `SELECT key, id, hash, run FROM import_thing WHERE run = $1 AND kind = $2 AND id > $3
		ORDER BY id LIMIT CAST($4 AS BIGINT)`, run, kind, after, limit)
	if err != nil {
		return nil, t.fail(err, "list what import run %d made", run)
	}
	return all(t.database, r, func(r *sql.Rows, v *ImportThing) error {
		v.Kind = kind
		return r.Scan(&v.Key, &v.ID, &v.Hash, &v.Run)
	}, "list what import run %d made", run)
}

func (t imports) Forget(ctx context.Context, run int64, kind string, id int64) error {
	_, err := t.exec(ctx, `DELETE FROM import_thing WHERE run = $1 AND kind = $2 AND id = $3`, run, kind, id)
	return t.fail(err, "forget what import run %d made", run)
}

func (t imports) Origins(ctx context.Context, origins []news.Origin) (map[news.Origin]OriginOf, error) {
	found := make(map[news.Origin]OriginOf, len(origins))
	keys := make([]string, 0, 2*len(origins))
	of := map[string]news.Origin{}
	for _, o := range origins {
		key := originKey(o)
		if key == "" || !storable(key) {
			continue
		}
		o.Hash = ""
		for _, k := range []string{key, redactedOrigin(key)} {
			keys, of[k] = append(keys, k), o
		}
	}
	// The index holds rows with an origin alone, and databases see that it serves
	// when the condition is written out.
	err := t.inTexts(ctx, `SELECT origin, id, origin_hash FROM article WHERE origin <> '' AND origin IN `+in32,
		`SELECT origin, id, origin_hash FROM article WHERE origin <> '' AND origin IN `+in256, nil, keys, func(r *sql.Rows) error {
			var key string
			var v OriginOf
			if err := r.Scan(&key, &v.Article, &v.Hash); err != nil {
				return err
			}
			found[of[key]] = v
			return nil
		})
	return found, t.fail(err, "find articles by origin")
}

func (t imports) Taken(ctx context.Context, kind string, ids []int64) (map[int64]bool, error) {
	small, large := query(`SELECT id FROM article WHERE id IN `+in8), query(`SELECT id FROM article WHERE id IN `+in32)
	if kind == "asset" {
		small, large = `SELECT id FROM asset WHERE id IN `+in8, `SELECT id FROM asset WHERE id IN `+in32
	}
	found, err := byID(ctx, t.s, ids, small, large, func(r *sql.Rows, id *int64) error { return r.Scan(id) }, func(id *int64) int64 { return *id })
	out := make(map[int64]bool, len(found))
	for id := range found {
		out[id] = true
	}
	return out, t.fail(err, "find taken numbers")
}

func (t imports) Highest(ctx context.Context, kind string) (id int64, err error) {
	text := query(`SELECT coalesce(max(id), 0) FROM (SELECT max(id) AS id FROM article UNION ALL SELECT max(last_article) FROM import_run) AS given`)
	if kind == "asset" {
		text = `SELECT coalesce(max(id), 0) FROM (SELECT max(id) AS id FROM asset UNION ALL SELECT max(last_asset) FROM import_run) AS given`
	}
	err = t.row(ctx, text, nil, &id)
	return id, t.fail(err, "find the highest number")
}

func (t imports) Promise(_ context.Context, kind string, last int64) error {
	if last <= 0 || last >= maxID {
		return refuse(news.Invalid, "promise numbers up to %d", last)
	}
	if kind == "asset" {
		t.keep(tAsset, last)
	} else {
		t.keep(tArticle, last)
	}
	return nil
}

func (t imports) NewNumbers(ctx context.Context, kind string, n int) ([]int64, error) {
	if n == 0 {
		return nil, nil
	}
	in := tArticle
	if kind == "asset" {
		in = tAsset
	}
	ids, err := t.dialect.nextIDs(ctx, t.s, in, n)
	return ids, t.fail(err, "number %d things", n)
}

func (t imports) PutNumbers(ctx context.Context, run int64, kind string, numbers map[int64]int64) error {
	for source, id := range numbers {
		_, err := t.exec(ctx, `INSERT INTO import_number (run, kind, source, id) VALUES ($1, $2, $3, $4)
			ON CONFLICT (run, kind, source) DO UPDATE SET id = excluded.id`, run, kind, source, id)
		if err != nil {
			return t.fail(err, "keep the numbers of import run %d", run)
		}
	}
	return nil
}

func (t imports) Numbers(ctx context.Context, run int64, kind string) (map[int64]int64, error) {
	out := map[int64]int64{}
	r, err := t.query(ctx, `SELECT source, id FROM import_number WHERE run = $1 AND kind = $2`, run, kind)
	if err != nil {
		return nil, t.fail(err, "read the numbers of import run %d", run)
	}
	err = r.each(func() error {
		var source, id int64
		err := r.Scan(&source, &id)
		out[source] = id
		return err
	})
	return out, t.fail(err, "read the numbers of import run %d", run)
}

func (t imports) Addresses(ctx context.Context, e news.EditionID, paths []string) (map[string]news.ArticleID, error) {
	out := map[string]news.ArticleID{}
	var ask []string
	for _, p := range paths {
		if storable(p) {
			ask = append(ask, p)
		}
	}
	err := t.inTexts(ctx, `SELECT path, article FROM pub_url WHERE edition = $1 AND path IN `+in32After1,
		`SELECT path, article FROM pub_url WHERE edition = $1 AND path IN `+in256After1,
		[]any{int64(e)}, ask, func(r *sql.Rows) error {
			var path string
			var id news.ArticleID
			err := r.Scan(&path, &id)
			out[path] = id
			return err
		})
	if err != nil {
		return nil, t.fail(err, "find addresses")
	}
	err = t.inTexts(ctx, `SELECT path FROM pub_redirect WHERE edition = $1 AND path IN `+in32After1,
		`SELECT path FROM pub_redirect WHERE edition = $1 AND path IN `+in256After1,
		[]any{int64(e)}, ask, func(r *sql.Rows) error {
			var path string
			err := r.Scan(&path)
			if _, there := out[path]; !there {
				out[path] = 0
			}
			return err
		})
	return out, t.fail(err, "find addresses")
}

func (t imports) Used(ctx context.Context, ids []news.AssetID) (map[news.AssetID]bool, error) {
	found, err := byID(ctx, t.s, ids,
		`SELECT DISTINCT asset FROM pub_use WHERE asset IN `+in8,
		`SELECT DISTINCT asset FROM pub_use WHERE asset IN `+in32,
		func(r *sql.Rows, id *news.AssetID) error { return r.Scan(id) }, func(id *news.AssetID) news.AssetID { return *id })
	out := make(map[news.AssetID]bool, len(found))
	for id := range found {
		out[id] = true
	}
	return out, t.fail(err, "find assets in use")
}

func (t imports) Keep(ctx context.Context, run, n int64, list []ImportKept) error {
	var in [][]any
	for i, k := range list {
		if err := checkText("keep aside", k); err != nil {
			return err
		}
		in = append(in, []any{run, n + int64(i), k.What, k.Number, int64(k.Article), string(k.Data)})
	}
	return t.fail(t.load(ctx, loadKept, in), "keep aside what import run %d read", run)
}

func scanKept(r *sql.Rows, k *ImportKept) error {
	var data string
	err := r.Scan(&k.N, &k.What, &k.Number, &k.Article, &data)
	k.Data = json.RawMessage(data)
	return err
}

func (t imports) Kept(ctx context.Context, run, after int64, limit int) ([]ImportKept, error) {
	r, err := t.query(ctx, `SELECT n, what, number, article, data FROM import_kept WHERE run = $1 AND n > $2
		ORDER BY n LIMIT CAST($3 AS BIGINT)`, run, after, limit)
	if err != nil {
		return nil, t.fail(err, "list what import run %d kept", run)
	}
	return all(t.database, r, scanKept, "list what import run %d kept", run)
}

func (t imports) KeptOf(ctx context.Context, id news.ArticleID) ([]ImportKept, error) {
	r, err := t.query(ctx, `SELECT n, what, number, article, data FROM import_kept WHERE article = $1 AND article <> 0 ORDER BY run, n`, int64(id))
	if err != nil {
		return nil, t.fail(err, "list what was kept with article %d", id)
	}
	return all(t.database, r, scanKept, "list what was kept with article %d", id)
}

func (t imports) PutComments(ctx context.Context, run int64, list []ReaderComment) error {
	type key struct {
		article news.ArticleID
		number  int64
	}
	seen := map[news.ArticleID]bool{}
	for _, c := range list {
		if err := checkText("put comment", c); err != nil {
			return err
		}
		seen[c.Article] = true
	}
	there := map[key]bool{}
	err := inChunks(slices.Sorted(maps.Keys(seen)), `SELECT article, number FROM import_comment WHERE article IN `+in8,
		`SELECT article, number FROM import_comment WHERE article IN `+in32, func(text query, args []any) error {
			r, err := t.query(ctx, text, args...)
			if err != nil {
				return err
			}
			return r.each(func() error {
				var k key
				err := r.Scan(&k.article, &k.number)
				there[k] = true
				return err
			})
		})
	if err != nil {
		return t.fail(err, "put comments")
	}
	var rows [][]any
	for _, c := range list {
		row := []any{int64(c.Article), c.Number, c.Parent, c.Author, micros(c.At), c.State, c.Type, c.Text, string(c.Data), run}
		if k := (key{c.Article, c.Number}); !there[k] {
			there[k] = true
			rows = append(rows, row)
			continue
		}
		// What comes again, or twice, comes after what is new.
		if err := t.load(ctx, loadComment, rows); err != nil {
			return t.fail(err, "put comments")
		}
		rows = nil
		_, err := t.exec(ctx, `
			UPDATE import_comment SET parent = $3, author = $4, at = $5, state = $6, type = $7, text = $8, data = $9
			WHERE article = $1 AND number = $2`, row[:9]...)
		if err != nil {
			return t.fail(err, "put comment %d of article %d", c.Number, c.Article)
		}
	}
	return t.fail(t.load(ctx, loadComment, rows), "put comments")
}

func (t imports) Comments(ctx context.Context, id news.ArticleID) ([]ReaderComment, error) {
	r, err := t.query(ctx, `SELECT article, number, parent, author, at, state, type, text, data FROM import_comment
		WHERE article = $1 ORDER BY at, number`, int64(id))
	if err != nil {
		return nil, t.fail(err, "list comments of article %d", id)
	}
	return all(t.database, r, scanComment, "list comments of article %d", id)
}

func scanComment(r *sql.Rows, c *ReaderComment) error {
	var data string
	err := r.Scan(&c.Article, &c.Number, &c.Parent, &c.Author, at(&c.At), &c.State, &c.Type, &c.Text, &data)
	c.Data = json.RawMessage(data)
	return err
}

func (t imports) Edited(ctx context.Context, id news.ArticleID, actor string) (bool, error) {
	var n int
	err := t.row(ctx, `SELECT count(*) FROM revision WHERE article = $1 AND actor <> $2`, []any{int64(id), actor}, &n)
	return n > 0, t.fail(err, "look who edited article %d", id)
}

func (t imports) EditedOf(ctx context.Context, run int64, actor string) (n int, err error) {
	err = t.row(ctx, `SELECT count(DISTINCT r.article) FROM import_thing AS t JOIN revision AS r ON r.article = t.id
		WHERE t.run = $1 AND t.kind = 'article' AND r.actor <> $2`, []any{run, actor}, &n)
	return n, t.fail(err, "look what of import run %d was edited", run)
}
