package newsroom

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"warta/internal/news"
	"warta/internal/store"
)

// Files come in pieces, so that a line that breaks costs one piece (MDK-1):
// BeginUpload, AppendUpload for each piece in any order and several at once,
// FinishUpload. Every step can be done again. Pieces lie in the blob store, so
// that they may arrive at any node.

const (
	// Piece is the size of a piece, largePiece that of a file above manyPieces.
	Piece      = 256 << 10
	largePiece = 4 << 20
	manyPieces = 64 << 20
	// mostBytes is the largest file of any kind (MED-1).
	mostBytes = 2 << 30
	// mostOpen and openBytes bound what one person may have on its way in: pieces
	// of files that nobody finishes lie on disk for a week.
	mostOpen  = 400
	openBytes = 20 << 30
)

// BeginUpload announces a file.
type BeginUpload struct {
	Edition news.EditionID
	// Name is the file's name on the sender's machine.
	Name string
	Size int64
	// Hash is the SHA-256 (hex) of the whole file, if the sender knows it: a file
	// that is here already need not be sent, and one that was begun goes on.
	Hash string
	// Replaces is the asset whose bytes it will be; 0 makes a new one.
	Replaces news.AssetID
}

// BeginUpload opens an upload, or gives the one that was begun before with the
// pieces it has. Asset is set when the paper has the file already: then there is
// nothing to send.
func (n *Newsroom) BeginUpload(ctx context.Context, who Actor, b BeginUpload) (store.Upload, error) {
	if n.blobs == nil {
		return store.Upload{}, errNoMedia
	}
	b.Hash = strings.ToLower(b.Hash)
	switch {
	case b.Size <= 0:
		return store.Upload{}, news.Refuse(news.Invalid, "begin upload", "upload_empty", nil)
	case b.Size > mostBytes:
		return store.Upload{}, news.Refuse(news.TooLarge, "begin upload", "upload_large", map[string]any{"limit": mostBytes >> 20})
	case b.Hash != "" && !isHash(b.Hash):
		return store.Upload{}, news.Refuse(news.Invalid, "begin upload", "upload_hash", nil)
	}
	u := store.Upload{ID: unguessable(), Edition: b.Edition, Uploader: who.User, By: who.String(), Name: fileName(b.Name), Size: b.Size,
		Hash: b.Hash, Chunk: Piece, Replaces: b.Replaces}
	if b.Size > manyPieces {
		u.Chunk = largePiece
	}
	err := n.db.Write(ctx, func(tx store.Tx) error {
		if err := mayUpload(ctx, tx, who, b.Replaces); err != nil {
			return err
		}
		if b.Replaces == 0 && b.Hash != "" {
			switch a, err := tx.Media().ByHash(ctx, b.Edition, b.Hash); {
			case err == nil:
				u.Asset = a.ID
				return nil
			case !news.Is(err, news.NotFound):
				return err
			}
		}
		switch begun, err := tx.Uploads().Resume(ctx, u); {
		case err == nil:
			u = begun
			return nil
		case !news.Is(err, news.NotFound):
			return err
		}
		open, size, err := tx.Uploads().Open(ctx, u.By)
		if err != nil {
			return err
		}
		if open >= mostOpen || size+b.Size > openBytes {
			return news.Refuse(news.Conflict, "begin upload", "upload_open",
				map[string]any{"n": open, "limit": mostOpen, "gib": openBytes >> 30})
		}
		return tx.Uploads().Begin(ctx, &u)
	})
	return u, err
}

// mayUpload asks the policy: a new file is an upload, another's bytes an edit.
func mayUpload(ctx context.Context, tx store.Tx, who Actor, replaces news.AssetID) error {
	need, of := PermMediaAdd, Subject{}
	if replaces != 0 {
		var err error
		if need, of, err = askAsset(ctx, tx, PermMediaEdit, replaces); err != nil {
			return err
		}
	}
	if !Can(who, need, of) {
		return news.E(news.Forbidden, string(need), nil)
	}
	return nil
}

// Upload gives an upload of the actor's own with the pieces it has, to go on
// from.
func (n *Newsroom) Upload(ctx context.Context, who Actor, id string) (u store.Upload, err error) {
	err = n.db.Read(ctx, func(tx store.Tx) error {
		u, err = ownUpload(ctx, tx, who, id)
		return err
	})
	return u, err
}

// ownUpload finds an upload; another's is as one that is not there.
func ownUpload(ctx context.Context, tx store.Tx, who Actor, id string) (store.Upload, error) {
	u, err := tx.Uploads().Get(ctx, id)
	if err == nil && u.By != who.String() {
		u, err = store.Upload{}, news.E(news.NotFound, "get upload "+id, nil)
	}
	if err != nil {
		return u, err
	}
	return u, mayUpload(ctx, tx, who, u.Replaces)
}

// pieces is how many an upload has, pieceSize how long one is.
func pieces(u *store.Upload) int { return int((u.Size + u.Chunk - 1) / u.Chunk) }

func pieceSize(u *store.Upload, n int) int64 {
	return min(u.Chunk, u.Size-int64(n)*u.Chunk)
}

// Passing reports whether a file is a piece of an upload that is under way: it is
// in no archive.
func Passing(name string) bool { return strings.HasPrefix(name, "u-") && !strings.Contains(name, ".") }

func pieceName(id string, n int) string { return fmt.Sprintf("u-%s-%d", id, n) }

// AppendUpload stores piece number n, counted from 0, and gives what the upload
// has then. hash is the piece's SHA-256 (hex), if the sender knows it: a piece
// that was spoilt on its way is refused and sent again. A piece that is here
// already is read and dropped.
func (n *Newsroom) AppendUpload(ctx context.Context, who Actor, id string, piece int, hash string, r io.Reader) (store.Upload, error) {
	if n.blobs == nil {
		return store.Upload{}, errNoMedia
	}
	u, err := n.Upload(ctx, who, id)
	if err != nil || u.Asset != 0 {
		return u, err
	}
	op := fmt.Sprintf("append piece %d of upload %s", piece, id)
	if piece < 0 || piece >= pieces(&u) {
		return u, news.Refuse(news.Invalid, op, "upload_piece", map[string]any{"n": pieces(&u)})
	}
	want := pieceSize(&u, piece)
	data, err := io.ReadAll(io.LimitReader(r, want+1))
	if err != nil {
		return u, news.E(news.Unavailable, op, err)
	}
	sum := sha256.Sum256(data)
	if int64(len(data)) != want || hash != "" && !strings.EqualFold(hash, hex.EncodeToString(sum[:])) {
		return u, news.Refuse(news.Invalid, op, "upload_spoilt", nil)
	}
	if slices.Contains(u.Pieces, piece) {
		return u, nil
	}
	name := pieceName(id, piece)
	if err := n.db.Write(ctx, func(tx store.Tx) error { return tx.Uploads().Plan(ctx, name) }); err != nil {
		return u, err
	}
	if err := n.blobs.Put(ctx, name, strings.NewReader(string(data))); err != nil {
		return u, news.E(news.Unavailable, op, err)
	}
	err = n.db.Write(ctx, func(tx store.Tx) error {
		if err := tx.Uploads().Have(ctx, id, piece, want); err != nil {
			return err
		}
		u, err = tx.Uploads().Get(ctx, id)
		return err
	})
	return u, err
}

// FinishUpload takes a file that is complete into the library, and gives its
// asset. Finishing again gives the same. note is told to readers when the bytes
// of a published picture made by a machine are replaced (PRS-94); empty leaves a
// sentence of the paper's own.
func (n *Newsroom) FinishUpload(ctx context.Context, who Actor, id, note string) (news.Asset, error) {
	if n.blobs == nil || n.darkroom == nil {
		return news.Asset{}, errNoMedia
	}
	u, err := n.Upload(ctx, who, id)
	if err != nil {
		return news.Asset{}, err
	}
	if u.Asset != 0 {
		return n.asset(ctx, u.Asset)
	}
	if have, want := len(u.Pieces), pieces(&u); have < want {
		return news.Asset{}, news.Refuse(news.Conflict, "finish upload "+id, "upload_incomplete", map[string]any{"have": have, "n": want})
	}
	a, err := n.take(ctx, who, intake{edition: u.Edition, name: u.Name, hash: u.Hash, replaces: u.Replaces, upload: id, note: note},
		&pieceReader{ctx: ctx, n: n, u: &u})
	if err != nil {
		return a, err
	}
	n.removePieces(ctx, &u)
	return a, nil
}

// removePieces deletes what an upload left; what fails is found by the garbage
// job, since every piece was planned.
func (n *Newsroom) removePieces(ctx context.Context, u *store.Upload) {
	var gone []string
	for i := range pieces(u) {
		name := pieceName(u.ID, i)
		if err := n.blobs.Delete(ctx, name); err != nil {
			n.log.Warn("a piece of an upload was not deleted", "name", name, "error", err)
			break
		}
		gone = append(gone, name)
	}
	err := n.db.Write(ctx, func(tx store.Tx) error { return tx.Uploads().Removed(ctx, tx.Now(), gone...) })
	if err != nil {
		n.log.Warn("pieces of an upload were not forgotten", "upload", u.ID, "error", err)
	}
}

// pieceReader reads an upload's pieces in order.
type pieceReader struct {
	ctx  context.Context
	n    *Newsroom
	u    *store.Upload
	next int
	now  io.ReadCloser
}

func (p *pieceReader) Read(b []byte) (int, error) {
	for {
		if p.now == nil {
			if p.next == pieces(p.u) {
				return 0, io.EOF
			}
			f, err := p.n.blobs.Open(p.ctx, pieceName(p.u.ID, p.next))
			if err != nil {
				return 0, err
			}
			p.now = f
			p.next++
		}
		n, err := p.now.Read(b)
		if errors.Is(err, io.EOF) {
			_ = p.now.Close()
			p.now, err = nil, nil
		}
		if n > 0 || err != nil {
			return n, err
		}
	}
}

// Close ends a reading that was given up.
func (p *pieceReader) Close() error {
	if p.now == nil {
		return nil
	}
	return p.now.Close()
}

// intake is what is known of a file that comes in.
type intake struct {
	edition  news.EditionID
	name     string
	hash     string
	replaces news.AssetID
	// fills is an asset that an import made and whose bytes these are.
	fills  news.AssetID
	upload string
	note   string
	// describe changes what the file says of itself.
	describe func(*news.Asset)
}

// take brings a whole file into the library: its original goes to the blob
// store before anything refers to it.
func (n *Newsroom) take(ctx context.Context, who Actor, in intake, r io.Reader) (news.Asset, error) {
	op := "take in " + in.name
	f, err := os.CreateTemp(n.temp, "warta-intake-*")
	if err != nil {
		return news.Asset{}, news.E(news.Unavailable, op, err)
	}
	defer func() { _, _ = f.Close(), os.Remove(f.Name()) }()
	sum := sha256.New()
	size, err := io.Copy(io.MultiWriter(f, sum), io.LimitReader(r, mostBytes+1))
	if c, ok := r.(io.Closer); ok {
		_ = c.Close()
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		// The record says that it is here; at another node it may wait for the
		// bucket.
		return news.Asset{}, news.E(news.Unavailable, op, err)
	case err != nil:
		return news.Asset{}, news.E(news.Unavailable, op, err)
	case size > mostBytes:
		return news.Asset{}, news.Refuse(news.TooLarge, op, "upload_large", map[string]any{"limit": mostBytes >> 20})
	}
	hash := hex.EncodeToString(sum.Sum(nil))
	if in.hash != "" && in.hash != hash {
		return news.Asset{}, news.Refuse(news.Invalid, op, "upload_spoilt", nil)
	}
	if in.replaces == 0 && in.fills == 0 {
		known, err := n.known(ctx, who, in, hash)
		if err == nil || !news.Is(err, news.NotFound) {
			return known, err
		}
	}
	a := news.Asset{Edition: in.edition, Hash: hash, Name: in.name, Size: size, Uploader: who.User}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return a, news.E(news.Unavailable, op, err)
	}
	ext, err := n.darkroom.Look(ctx, f, &a)
	if err != nil {
		return a, err
	}
	if in.describe != nil {
		in.describe(&a)
	}
	a.Original = "o-" + unguessable() + ext
	if err := n.put(ctx, a.Original, f); err != nil {
		return a, err
	}
	cmd := &enter{intake: in, asset: a}
	if in.fills != 0 {
		_, err = n.Do(ctx, who, &fillBytes{enter: cmd})
	} else if in.replaces != 0 {
		_, err = n.Do(ctx, who, &replaceBytes{enter: cmd})
	} else {
		_, err = n.Do(ctx, who, cmd)
		if news.Is(err, news.Conflict) {
			// Somebody else's upload of the same file was faster.
			if known, again := n.known(ctx, who, in, hash); again == nil {
				return known, nil
			}
		}
	}
	return cmd.asset, err
}

// put stores an object that was noted before, so that it is found again when
// nothing comes of it.
func (n *Newsroom) put(ctx context.Context, name string, f io.ReadSeeker) error {
	if err := n.db.Write(ctx, func(tx store.Tx) error { return tx.Uploads().Plan(ctx, name) }); err != nil {
		return err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return news.E(news.Unavailable, "store "+name, err)
	}
	if err := n.blobs.Put(ctx, name, f); err != nil {
		return news.E(news.Unavailable, "store "+name, err)
	}
	return nil
}

// known finds the asset that has these bytes already; its metadata stay as they
// are (guardian/grid calls losing them a bug, and so do we).
func (n *Newsroom) known(ctx context.Context, who Actor, in intake, hash string) (a news.Asset, err error) {
	err = n.db.Write(ctx, func(tx store.Tx) error {
		if err := mayUpload(ctx, tx, who, 0); err != nil {
			return err
		}
		if a, err = tx.Media().ByHash(ctx, in.edition, hash); err != nil || in.upload == "" {
			return err
		}
		return tx.Uploads().Finish(ctx, in.upload, a.ID)
	})
	return a, err
}

func (n *Newsroom) asset(ctx context.Context, id news.AssetID) (a news.Asset, err error) {
	err = n.db.Read(ctx, func(tx store.Tx) error {
		a, err = loadAsset(ctx, tx, "get", id, 0)
		return err
	})
	return a, err
}

// enter is the command at the end of an intake: the asset with its first
// revision, its original, and the job that makes its renditions.
type enter struct {
	intake
	asset news.Asset
}

func (*enter) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermMediaAdd, Subject{}, nil
}

func (c *enter) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	// A run that is repeated starts from what came in.
	a := c.asset
	if known, err := tx.Media().ByHash(ctx, a.Edition, a.Hash); err == nil {
		// It came in while the original was stored.
		c.asset = known
		if c.upload != "" {
			err = tx.Uploads().Finish(ctx, c.upload, known.ID)
		}
		return outcome{}, err
	} else if !news.Is(err, news.NotFound) {
		return outcome{}, err
	}
	a.ID, a.Added, a.Bytes = 0, tx.Now(), 1
	// What a file says of itself is kept whole; limits bind what is typed.
	if err := a.Validate(news.Check{Imported: true}); err != nil {
		return outcome{}, err
	}
	if err := develop(ctx, tx, &a, false); err != nil {
		return outcome{}, err
	}
	out, err := saveAsset(ctx, tx, who, &a, "media.add", "")
	if err != nil {
		return outcome{}, err
	}
	if err := keepBytes(ctx, tx, who, &a, &a, c.upload); err != nil {
		return outcome{}, err
	}
	c.asset = a
	return out, nil
}

// keepBytes notes an original that an asset got; in is what the file is.
func keepBytes(ctx context.Context, tx store.Tx, who Actor, a, in *news.Asset, upload string) error {
	err := tx.Library().AddBytes(ctx, a.ID, news.AssetBytes{Number: a.Bytes, At: tx.Now(), By: who.String(), Hash: a.Hash, Name: a.Name,
		Original: a.Original, MIME: a.MIME, Width: in.Width, Height: in.Height, Size: a.Size})
	if err == nil {
		err = tx.Uploads().Use(ctx, a.ID, a.Original)
	}
	if err == nil && upload != "" {
		err = tx.Uploads().Finish(ctx, upload, a.ID)
	}
	return err
}

func isHash(s string) bool {
	b, err := hex.DecodeString(s)
	return err == nil && len(b) == sha256.Size
}

// fileName keeps the last step of a path, in at most 200 letters.
func fileName(s string) string {
	if i := strings.LastIndexAny(s, `/\`); i >= 0 {
		s = s[i+1:]
	}
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == '\uFFFD' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	if r := []rune(s); len(r) > 200 {
		s = string(r[len(r)-200:])
	}
	return s
}
