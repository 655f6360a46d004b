package store

import (
	"context"
	"database/sql"
	"math"
	"time"

	"warta/internal/news"
)

// Library is the photo desk's side of media: how assets are found, what was
// said of them, where they stand.
type Library interface {
	// AddVersion keeps what was said of an asset at a revision, AddBytes one of
	// its originals. Both are there for good until the asset is deleted.
	AddVersion(ctx context.Context, v news.AssetVersion) error
	AddBytes(ctx context.Context, id news.AssetID, b news.AssetBytes) error
	// Versions lists those below a revision (0 is the newest), newest first.
	Versions(ctx context.Context, id news.AssetID, before, limit int) ([]news.AssetVersion, error)
	// Bytes lists an asset's originals, newest first.
	Bytes(ctx context.Context, id news.AssetID) ([]news.AssetBytes, error)
	// Dirty lists assets whose stems the index lacks, newest first; Index puts
	// them, where nothing changed meanwhile.
	Dirty(ctx context.Context, limit int) ([]AssetMark, error)
	Index(ctx context.Context, docs []AssetDoc) error
	// Analyser is by which the index was made; Reindex says that it is another
	// now, and marks every asset.
	Analyser(ctx context.Context) (int, error)
	Reindex(ctx context.Context, analyser int) error
	// Search finds assets, newest first.
	Search(ctx context.Context, q AssetQuery) ([]news.Asset, error)
	// Alike gives assets whose look differs in at most six bits, nearest first.
	Alike(ctx context.Context, e news.EditionID, look string, limit int) ([]Likeness, error)
	// Uses lists the articles and versions in which an asset stands, those after
	// the given one.
	Uses(ctx context.Context, id news.AssetID, after AssetUse, limit int) ([]AssetUse, error)
	// Frozen reports whether a frozen version holds the asset.
	Frozen(ctx context.Context, id news.AssetID) (bool, error)
	// Used are those of the given that stand in an article, whatever its version,
	// or anywhere that readers see, or are a portrait or a topic's picture.
	Used(ctx context.Context, ids []news.AssetID) (map[news.AssetID]bool, error)
	// Owners are the surrogate keys of what shows the asset to readers: articles,
	// fronts, people, topics, editions.
	Owners(ctx context.Context, id news.AssetID) ([]string, error)
	// Portraits are the people and topics whose picture the asset is, in public or
	// not.
	Portraits(ctx context.Context, id news.AssetID) ([]news.PersonID, []news.TopicID, error)
	// ByFile finds the asset whose a file is. NotFound.
	ByFile(ctx context.Context, name string) (news.Asset, error)
	// Hidden are the files of an asset that readers must not get: all of one that is
	// withheld or deleted, else those that nothing refers to. unseen adds all of one
	// that nothing public shows.
	Hidden(ctx context.Context, id news.AssetID, unseen bool) ([]string, error)
	// Expired lists assets whose rights have ended and that readers still see.
	Expired(ctx context.Context, limit int) ([]news.AssetID, error)
	// Delete removes an asset with its history. Its public names are kept, so
	// that they answer 410.
	Delete(ctx context.Context, id news.AssetID) error
}

// AssetQuery asks for assets that have all of these.
type AssetQuery struct {
	Edition news.EditionID
	// Words are looked for in caption, title, credit, source, people, city,
	// keywords and file name, as they are written.
	Words string
	// Terms are words as the analyser knows them: of each group one stem must be
	// there, and none of Not. Exact are words without their stems. A query that
	// has any of them has no use for Words.
	Terms, Not [][]string
	Exact      []string
	// Whole values.
	Kind, Credit, City, Person, Keyword string
	Rights                              news.RightsCategory
	// State of the rights; RightsExpired follows the sweep.
	State news.RightsState
	// Usable leaves out what is denied or expired (MED-5).
	Usable bool
	// Date is a day, month or year of taking, "2025-03-01", "2025-03" or "2025".
	Date string
	// Lacks is "alt" or "credit"; Making a state of making renditions.
	Lacks, Making string
	// Ends are days (UTC) on one of which the rights end: "2025-03-01".
	Ends []string
	// Uploader is whose uploads to show; 0 is everybody's.
	Uploader news.UserID
	// BeforeAt and Before are Added and ID of the last one shown. Numbers are
	// given as assets come, so that both tell the same order.
	BeforeAt time.Time
	Before   news.AssetID
	Limit    int
}

// Likeness is an asset that looks like another.
type Likeness struct {
	Asset news.AssetID
	// Distance is in how many of 64 bits the looks differ.
	Distance int
}

// AssetUse is a version of an article in which an asset stands; Version 0 is
// the open draft.
type AssetUse struct {
	Article news.ArticleID
	Version news.VersionID
}

var _ Library = library{}

type library struct{ *tx }

func (t *tx) Library() Library { return library{t} }

func (t library) AddVersion(ctx context.Context, v news.AssetVersion) error {
	if err := checkText("keep a version of an asset", v); err != nil {
		return err
	}
	data, err := encode(v.Asset)
	if err != nil {
		return t.fail(err, "keep a version of asset %d", v.Asset.ID)
	}
	_, err = t.exec(ctx, `INSERT INTO asset_version (asset, revision, at, actor, data) VALUES ($1, $2, $3, $4, $5)`,
		int64(v.Asset.ID), v.Revision, v.At.UnixMicro(), v.By, data)
	return t.fail(err, "keep version %d of asset %d", v.Revision, v.Asset.ID)
}

func (t library) Versions(ctx context.Context, id news.AssetID, before, limit int) ([]news.AssetVersion, error) {
	if before <= 0 {
		before = math.MaxInt32
	}
	r, err := t.query(ctx, `SELECT revision, at, actor, data FROM asset_version
		WHERE asset = $1 AND revision < $2 ORDER BY revision DESC LIMIT CAST($3 AS BIGINT)`, int64(id), before, limit)
	if err != nil {
		return nil, t.fail(err, "list versions of asset %d", id)
	}
	return all(t.database, r, func(r *sql.Rows, v *news.AssetVersion) error {
		err := r.Scan(&v.Revision, at(&v.At), &v.By, fromJSON(&v.Asset))
		v.Asset.ID = id
		return err
	}, "list versions of asset %d", id)
}

func (t library) AddBytes(ctx context.Context, id news.AssetID, b news.AssetBytes) error {
	if err := checkText("keep an original", b); err != nil {
		return err
	}
	data, err := encode(b)
	if err != nil {
		return t.fail(err, "keep an original of asset %d", id)
	}
	_, err = t.exec(ctx, `INSERT INTO asset_bytes (asset, number, at, actor, data) VALUES ($1, $2, $3, $4, $5)`,
		int64(id), b.Number, b.At.UnixMicro(), b.By, data)
	return t.fail(err, "keep original %d of asset %d", b.Number, id)
}

func (t library) Bytes(ctx context.Context, id news.AssetID) ([]news.AssetBytes, error) {
	r, err := t.query(ctx, `SELECT data FROM asset_bytes WHERE asset = $1 ORDER BY number DESC`, int64(id))
	if err != nil {
		return nil, t.fail(err, "list originals of asset %d", id)
	}
	return all(t.database, r, func(r *sql.Rows, b *news.AssetBytes) error { return r.Scan(fromJSON(b)) },
		"list originals of asset %d", id)
}

func (t library) Uses(ctx context.Context, id news.AssetID, after AssetUse, limit int) ([]AssetUse, error) {
	if after == (AssetUse{}) {
		after.Version = -1
	}
	r, err := t.query(ctx, `SELECT article, version FROM asset_use
		WHERE asset = $1 AND (article, version) > ($2, $3) ORDER BY article, version LIMIT CAST($4 AS BIGINT)`,
		int64(id), int64(after.Article), int64(after.Version), limit)
	if err != nil {
		return nil, t.fail(err, "list uses of asset %d", id)
	}
	return all(t.database, r, func(r *sql.Rows, u *AssetUse) error { return r.Scan(&u.Article, &u.Version) },
		"list uses of asset %d", id)
}

func (t library) Frozen(ctx context.Context, id news.AssetID) (bool, error) {
	var n int
	err := t.row(ctx, `SELECT count(*) FROM (
		SELECT 1 FROM asset_use WHERE asset = $1 AND version > 0 LIMIT 1) AS used`, []any{int64(id)}, &n)
	return n > 0, t.fail(err, "ask for uses of asset %d", id)
}

func (t library) Owners(ctx context.Context, id news.AssetID) ([]string, error) {
	r, err := t.query(ctx, `SELECT owner FROM pub_use WHERE asset = $1 ORDER BY owner`, int64(id))
	if err != nil {
		return nil, t.fail(err, "list what shows asset %d", id)
	}
	return all(t.database, r, func(r *sql.Rows, s *string) error { return r.Scan(s) }, "list what shows asset %d", id)
}

func (t library) Portraits(ctx context.Context, id news.AssetID) ([]news.PersonID, []news.TopicID, error) {
	r, err := t.query(ctx, `SELECT id FROM person WHERE portrait = $1 ORDER BY id`, int64(id))
	if err != nil {
		return nil, nil, t.fail(err, "list portraits of asset %d", id)
	}
	people, err := all(t.database, r, func(r *sql.Rows, p *news.PersonID) error { return r.Scan(p) }, "list portraits of asset %d", id)
	if err != nil {
		return nil, nil, err
	}
	if r, err = t.query(ctx, `SELECT id FROM topic WHERE lead = $1 ORDER BY id`, int64(id)); err != nil {
		return nil, nil, t.fail(err, "list topics of asset %d", id)
	}
	topics, err := all(t.database, r, func(r *sql.Rows, o *news.TopicID) error { return r.Scan(o) }, "list topics of asset %d", id)
	return people, topics, err
}

func (t library) ByFile(ctx context.Context, name string) (news.Asset, error) {
	if !storable(name) {
		return news.Asset{}, refuse(news.NotFound, "find the asset of a file")
	}
	r, err := t.query(ctx, `SELECT a.id, a.data FROM media_file AS f JOIN asset AS a ON a.id = f.asset WHERE f.name = $1`, name)
	if err != nil {
		return news.Asset{}, t.fail(err, "find the asset of file %s", name)
	}
	return one(t.database, r, scanAsset, "find the asset of file %s", name)
}

func (t library) Hidden(ctx context.Context, id news.AssetID, unseen bool) ([]string, error) {
	r, err := t.query(ctx, `SELECT f.name FROM media_file AS f LEFT JOIN asset AS a ON a.id = f.asset
		WHERE f.asset = $1 AND f.asset <> 0 AND (f.unused IS NOT NULL OR a.id IS NULL OR a.withheld = 1
			OR CAST($2 AS BIGINT) = 1 AND NOT EXISTS (SELECT 1 FROM pub_use AS u WHERE u.asset = f.asset))
		ORDER BY f.name`, int64(id), number(unseen))
	if err != nil {
		return nil, t.fail(err, "list hidden files of asset %d", id)
	}
	return all(t.database, r, func(r *sql.Rows, s *string) error { return r.Scan(s) }, "list hidden files of asset %d", id)
}

func (t library) Expired(ctx context.Context, limit int) ([]news.AssetID, error) {
	r, err := t.query(ctx, `SELECT id FROM asset WHERE expires IS NOT NULL AND withheld = 0 AND expires <= $1
		ORDER BY expires LIMIT CAST($2 AS BIGINT)`, t.Now().UnixMicro(), limit)
	if err != nil {
		return nil, t.fail(err, "list expired assets")
	}
	return all(t.database, r, func(r *sql.Rows, id *news.AssetID) error { return r.Scan(id) }, "list expired assets")
}

func (t library) Delete(ctx context.Context, id news.AssetID) error {
	found, err := t.Media().Get(ctx, []news.AssetID{id})
	if err != nil {
		return err
	}
	for _, a := range found {
		if err := t.dialect.library().remove(ctx, t.s, assetDoc(a.Edition, id)); err != nil {
			return t.fail(err, "delete asset %d", id)
		}
	}
	for _, text := range []query{
		`DELETE FROM asset_dirty WHERE asset = $1`,
		`DELETE FROM asset_look WHERE asset = $1`,
		`DELETE FROM asset_version WHERE asset = $1`,
		`DELETE FROM asset_bytes WHERE asset = $1`,
		`DELETE FROM asset_use WHERE asset = $1`,
		`DELETE FROM pub_use WHERE asset = $1`,
		`DELETE FROM pub_asset WHERE id = $1`,
	} {
		if _, err := t.exec(ctx, text, int64(id)); err != nil {
			return t.fail(err, "delete asset %d", id)
		}
	}
	n, err := t.exec(ctx, `DELETE FROM asset WHERE id = $1`, int64(id))
	if err == nil && n == 0 {
		err = sql.ErrNoRows
	}
	return t.fail(err, "delete asset %d", id)
}
