package store

import (
	"context"
	"database/sql"
	"time"

	"warta/internal/news"
)

// Uploads are files on their way in, piece by piece, and the record of every
// object that we put into the blob store.
type Uploads interface {
	// Begin writes a new upload; ID is the caller's, Made and Touched are given.
	Begin(ctx context.Context, u *Upload) error
	// Resume finds an unfinished upload of the same person, hash, size and
	// purpose. NotFound.
	Resume(ctx context.Context, like Upload) (Upload, error)
	// Get gives an upload with the pieces it has. NotFound.
	Get(ctx context.Context, id string) (Upload, error)
	// Have notes that a piece is stored; again changes nothing.
	Have(ctx context.Context, id string, n int, size int64) error
	// Finish says which asset it became and forgets the pieces.
	Finish(ctx context.Context, id string, asset news.AssetID) error
	// Forget removes uploads that were not touched since a moment, at most limit,
	// and gives them with their pieces.
	Forget(ctx context.Context, before time.Time, limit int) ([]Upload, error)

	// Plan notes objects that are about to be put, so that they are found again if
	// nothing comes of them; Use says that an asset has them, Unuse that it has
	// them no more.
	Plan(ctx context.Context, names ...string) error
	// Open counts somebody's files on their way in and the bytes announced of them.
	Open(ctx context.Context, by string) (n int, size int64, err error)
	Use(ctx context.Context, asset news.AssetID, names ...string) error
	Unuse(ctx context.Context, asset news.AssetID, names ...string) error
	// Unused lists objects that nothing referred to since a moment or longer.
	Unused(ctx context.Context, since time.Time, limit int) ([]string, error)
	// Removed forgets objects that are no longer in the blob store. One that is
	// used again meanwhile is left alone, and not among those it gives.
	Removed(ctx context.Context, since time.Time, names ...string) error
}

// Upload is a file on its way in.
type Upload struct {
	ID       string
	Edition  news.EditionID
	Uploader news.UserID
	// By is the actor as audit rows name it.
	By   string
	Name string
	Size int64
	// Hash is the SHA-256 (hex) that the sender promised, or empty.
	Hash string
	// Chunk is the size of every piece but the last.
	Chunk int64
	// Replaces is the asset whose bytes it will be; 0 makes a new one.
	Replaces news.AssetID
	Made     time.Time
	Touched  time.Time
	// Asset is what it became.
	Asset news.AssetID
	// Pieces are the numbers, from 0, of those that are here.
	Pieces []int
}

var _ Uploads = uploads{}

type uploads struct{ *tx }

func (t *tx) Uploads() Uploads { return uploads{t} }

func (t uploads) Begin(ctx context.Context, u *Upload) error {
	if err := checkText("begin upload", *u); err != nil {
		return err
	}
	u.Made, u.Touched = t.Now(), t.Now()
	n, err := t.exec(ctx, `
		INSERT INTO upload (id, edition, uploader, actor, name, size, hash, chunk, replaces, made, touched, asset)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, 0) ON CONFLICT DO NOTHING`,
		u.ID, int64(u.Edition), int64(u.Uploader), u.By, u.Name, u.Size, u.Hash, u.Chunk, int64(u.Replaces), u.Made.UnixMicro())
	if err == nil && n == 0 {
		return refuse(news.Conflict, "begin upload %s", u.ID)
	}
	return t.fail(err, "begin upload %s", u.Name)
}

const uploadColumns = `id, edition, uploader, actor, name, size, hash, chunk, replaces, made, touched, asset`

func scanUpload(r *sql.Rows, u *Upload) error {
	return r.Scan(&u.ID, &u.Edition, &u.Uploader, &u.By, &u.Name, &u.Size, &u.Hash, &u.Chunk, &u.Replaces, at(&u.Made), at(&u.Touched), &u.Asset)
}

func (t uploads) Resume(ctx context.Context, like Upload) (Upload, error) {
	if !storable(like.Hash + like.By) {
		return Upload{}, refuse(news.NotFound, "resume upload")
	}
	r, err := t.query(ctx, `SELECT `+uploadColumns+` FROM upload
		WHERE hash = $1 AND hash <> '' AND size = $2 AND asset = 0 AND edition = $3 AND actor = $4 AND replaces = $5
		ORDER BY made DESC LIMIT 1`, like.Hash, like.Size, int64(like.Edition), like.By, int64(like.Replaces))
	if err != nil {
		return Upload{}, t.fail(err, "resume upload")
	}
	u, err := one(t.database, r, scanUpload, "resume upload")
	if err != nil {
		return u, err
	}
	return u, t.pieces(ctx, &u)
}

func (t uploads) Open(ctx context.Context, by string) (n int, size int64, err error) {
	err = t.row(ctx, `SELECT count(*), CAST(coalesce(sum(size), 0) AS BIGINT) FROM upload WHERE actor = $1 AND asset = 0`, []any{by}, &n, &size)
	return n, size, t.fail(err, "count uploads of %s", by)
}

func (t uploads) Get(ctx context.Context, id string) (Upload, error) {
	if !storable(id) {
		return Upload{}, refuse(news.NotFound, "get upload")
	}
	r, err := t.query(ctx, `SELECT `+uploadColumns+` FROM upload WHERE id = $1`, id)
	if err != nil {
		return Upload{}, t.fail(err, "get upload %s", id)
	}
	u, err := one(t.database, r, scanUpload, "get upload")
	if err != nil {
		return u, err
	}
	return u, t.pieces(ctx, &u)
}

func (t uploads) pieces(ctx context.Context, u *Upload) error {
	r, err := t.query(ctx, `SELECT n FROM upload_chunk WHERE upload = $1 ORDER BY n`, u.ID)
	if err != nil {
		return t.fail(err, "read pieces of upload %s", u.ID)
	}
	u.Pieces, err = all(t.database, r, func(r *sql.Rows, n *int) error { return r.Scan(n) }, "read pieces of upload %s", u.ID)
	return err
}

func (t uploads) Have(ctx context.Context, id string, n int, size int64) error {
	_, err := t.exec(ctx, `INSERT INTO upload_chunk (upload, n, size) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, id, n, size)
	if err == nil {
		_, err = t.exec(ctx, `UPDATE upload SET touched = $2 WHERE id = $1`, id, t.Now().UnixMicro())
	}
	return t.fail(err, "note piece %d of upload %s", n, id)
}

func (t uploads) Finish(ctx context.Context, id string, asset news.AssetID) error {
	n, err := t.exec(ctx, `UPDATE upload SET asset = $2, touched = $3 WHERE id = $1`, id, int64(asset), t.Now().UnixMicro())
	if err == nil && n == 0 {
		err = sql.ErrNoRows
	}
	if err == nil {
		_, err = t.exec(ctx, `DELETE FROM upload_chunk WHERE upload = $1`, id)
	}
	return t.fail(err, "finish upload %s", id)
}

func (t uploads) Forget(ctx context.Context, before time.Time, limit int) ([]Upload, error) {
	r, err := t.query(ctx, `SELECT `+uploadColumns+` FROM upload WHERE touched < $1 ORDER BY touched LIMIT CAST($2 AS BIGINT)`,
		before.UnixMicro(), limit)
	if err != nil {
		return nil, t.fail(err, "forget uploads")
	}
	list, err := all(t.database, r, scanUpload, "forget uploads")
	if err != nil {
		return nil, err
	}
	for i := range list {
		if err := t.pieces(ctx, &list[i]); err != nil {
			return nil, err
		}
		for _, text := range []query{`DELETE FROM upload_chunk WHERE upload = $1`, `DELETE FROM upload WHERE id = $1`} {
			if _, err := t.exec(ctx, text, list[i].ID); err != nil {
				return nil, t.fail(err, "forget upload %s", list[i].ID)
			}
		}
	}
	return list, nil
}

func (t uploads) Plan(ctx context.Context, names ...string) error {
	for _, name := range names {
		_, err := t.exec(ctx, `INSERT INTO media_file (name, asset, unused) VALUES ($1, 0, $2)
			ON CONFLICT (name) DO UPDATE SET unused = excluded.unused WHERE media_file.unused IS NOT NULL`, name, t.Now().UnixMicro())
		if err != nil {
			return t.fail(err, "plan object %s", name)
		}
	}
	return nil
}

func (t uploads) Use(ctx context.Context, asset news.AssetID, names ...string) error {
	for _, name := range names {
		_, err := t.exec(ctx, `INSERT INTO media_file (name, asset, unused) VALUES ($1, $2, NULL)
			ON CONFLICT (name) DO UPDATE SET asset = excluded.asset, unused = NULL`, name, int64(asset))
		if err != nil {
			return t.fail(err, "use object %s", name)
		}
	}
	return nil
}

func (t uploads) Unuse(ctx context.Context, asset news.AssetID, names ...string) error {
	for _, name := range names {
		_, err := t.exec(ctx, `INSERT INTO media_file (name, asset, unused) VALUES ($1, $2, $3)
			ON CONFLICT (name) DO UPDATE SET unused = excluded.unused WHERE media_file.unused IS NULL`, name, int64(asset), t.Now().UnixMicro())
		if err != nil {
			return t.fail(err, "give up object %s", name)
		}
	}
	return nil
}

func (t uploads) Unused(ctx context.Context, since time.Time, limit int) ([]string, error) {
	r, err := t.query(ctx, `SELECT name FROM media_file WHERE unused IS NOT NULL AND unused <= $1
		ORDER BY unused LIMIT CAST($2 AS BIGINT)`, since.UnixMicro(), limit)
	if err != nil {
		return nil, t.fail(err, "list unused objects")
	}
	return all(t.database, r, func(r *sql.Rows, s *string) error { return r.Scan(s) }, "list unused objects")
}

func (t uploads) Removed(ctx context.Context, since time.Time, names ...string) error {
	for _, name := range names {
		_, err := t.exec(ctx, `DELETE FROM media_file WHERE name = $1 AND unused IS NOT NULL AND unused <= $2`, name, since.UnixMicro())
		if err != nil {
			return t.fail(err, "forget object %s", name)
		}
	}
	return nil
}
