package newsroom_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"warta/internal/blob"
	"warta/internal/body"
	"warta/internal/job"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
)

// photoDesk is a desk with a blob store, a darkroom and somebody who works there.
type photoDesk struct {
	*desk
	blobs    *blob.Disk
	darkroom *plainDarkroom
	jobs     *job.Runner
	who      newsroom.Actor
}

func atPhotoDesk(d *desk) *photoDesk {
	d.Helper()
	disk, err := blob.OpenDisk(d.TempDir())
	if err != nil {
		d.Fatal(err)
	}
	d.Cleanup(func() { disk.Close() })
	p := &photoDesk{desk: d, blobs: disk, darkroom: &plainDarkroom{}}
	p.room = newsroom.New(d.db, newsroom.Options{Applied: func(e []news.Event) { d.applied = e }, Blobs: disk, Darkroom: p.darkroom, Temp: d.TempDir()})
	p.jobs = job.New(job.Options{Database: d.db, Workers: p.room.Workers(), Logger: slog.New(slog.NewTextHandler(d.Output(), nil))})
	p.who = somebody(7, "redaktur")
	return p
}

func somebody(user news.UserID, position news.Position) newsroom.Actor {
	return newsroom.Someone(newsroom.Person{User: user, Grants: []news.Grant{{Position: position}}, At: morning})
}

// plainDarkroom makes renditions with the standard library: what is tested here
// is what the newsroom does with a darkroom, whatever that is.
type plainDarkroom struct {
	mu   sync.Mutex
	fail error
}

func (p *plainDarkroom) Look(_ context.Context, f io.ReadSeeker, a *news.Asset) (string, error) {
	c, err := jpeg.DecodeConfig(f)
	if err != nil {
		return "", news.Refuse(news.Invalid, "look", "media_making", nil)
	}
	a.Kind, a.MIME, a.Width, a.Height = "photo", "image/jpeg", c.Width, c.Height
	return ".jpg", nil
}

func (p *plainDarkroom) Make(_ context.Context, f io.ReadSeeker, a *news.Asset, put func(newsroom.Print, io.Reader) error) error {
	p.mu.Lock()
	fail := p.fail
	p.mu.Unlock()
	if fail != nil {
		return fail
	}
	img, err := jpeg.Decode(f)
	if err != nil {
		return err
	}
	a.Look, a.Width, a.Height = look(img), img.Bounds().Dx(), img.Bounds().Dy()
	for _, w := range []int{320, 640} {
		// The credit stands in the bytes, as the real one stamps it.
		data := append(photoBytes(w, w*2/3, img.At(0, 0).(color.YCbCr).Y), []byte(a.Credit)...)
		err := put(newsroom.Print{Ext: ".jpg", Rendition: news.Rendition{MIME: "image/jpeg", Width: w, Height: w * 2 / 3, Size: int64(len(data))}}, bytes.NewReader(data))
		if err != nil {
			return err
		}
	}
	return nil
}

// look is a hash of the brightness of 64 places.
func look(img image.Image) string {
	var bits uint64
	b := img.Bounds()
	for i := range 64 {
		y := img.At(b.Min.X+(i%8)*b.Dx()/8, b.Min.Y+(i/8)*b.Dy()/8).(color.YCbCr).Y
		if y > 127 {
			bits |= 1 << i
		}
	}
	return fmt.Sprintf("%016x", bits)
}

func photoBytes(w, h int, shade uint8) []byte {
	m := image.NewGray(image.Rect(0, 0, w, h))
	for i := range m.Pix {
		m.Pix[i] = shade + uint8(i%w*40/w)
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, ycbcr{m}, nil); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// ycbcr hides that a picture is grey, so that it is encoded in colour.
type ycbcr struct{ image.Image }

func (p *photoDesk) work() {
	p.Helper()
	if err := p.jobs.Once(p.ctx); err != nil {
		p.Fatal(err)
	}
}

// upload takes a photo in and has its renditions made.
func (p *photoDesk) upload(shade uint8) news.Asset {
	p.Helper()
	a, err := p.room.ImportAsset(p.ctx, p.who, newsroom.ImportAsset{Edition: p.edition, Name: "foto.jpg", Credit: "Antara", Alt: "Perahu",
		Rights: news.Rights{Category: "agency"}}, bytes.NewReader(photoBytes(90, 60, shade)))
	if err != nil {
		p.Fatal(err)
	}
	p.work()
	return p.asset(a.ID)
}

func (p *photoDesk) asset(id news.AssetID) news.Asset {
	p.Helper()
	a, err := p.room.Asset(p.ctx, p.who, id)
	if err != nil {
		p.Fatal(err)
	}
	return a
}

func (p *photoDesk) as(who newsroom.Actor, cmd newsroom.Command) error {
	_, err := p.room.Do(p.ctx, who, cmd)
	return err
}

// publish makes a live article with this picture above it.
func (p *photoDesk) story(headline string, lead news.AssetID) news.ArticleID {
	p.Helper()
	c := p.content(headline, lead)
	id := p.must(newsroom.Create{Edition: p.edition, Content: c}).Article
	p.must(newsroom.Publish{Article: id})
	return id
}

func (p *photoDesk) content(headline string, lead news.AssetID) news.Content {
	c := news.Content{Headline: headline, Section: p.city, Kind: news.KindNews, Language: "id",
		Byline: []news.Credit{{Name: "Redaksi", Role: "jurnalis"}},
		Body: body.Doc{Version: body.SchemaVersion, Blocks: []body.Block{
			&body.Paragraph{Node: body.Node{ID: "000000000001"}, Text: body.Text("Isi berita.")}}}}
	if lead != 0 {
		c.Lead = &news.LeadMedia{Asset: lead}
	}
	return c
}

// seen tells what readers' side says of an asset's first file.
func (p *photoDesk) seen(name string) (s store.RenditionState) {
	p.Helper()
	err := p.db.Published().View(p.ctx, p.edition, func(v store.View) (err error) {
		s, err = v.Rendition(p.ctx, name)
		return err
	})
	if err != nil {
		p.Fatal(err)
	}
	return s
}

func hashOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func eachPhotoDesk(t *testing.T, fn func(p *photoDesk)) {
	eachDesk(t, func(d *desk) { fn(atPhotoDesk(d)) })
}

func (p *photoDesk) refused(err error, kind news.Kind, code string) {
	p.Helper()
	var e *news.Error
	if !news.Is(err, kind) || code != "" && (!errors.As(err, &e) || e.Code != code) {
		p.Errorf("got %v, want kind %v with code %q", err, kind, code)
	}
}

func TestUploadInPieces(t *testing.T) {
	eachPhotoDesk(t, func(p *photoDesk) {
		t := p.T
		whole := append(photoBytes(90, 60, 50), make([]byte, 2*newsroom.Piece)...) // three pieces
		begin := newsroom.BeginUpload{Edition: p.edition, Name: `C:\foto\banjir.jpg`, Size: int64(len(whole)), Hash: strings.ToUpper(hashOf(whole))}
		u, err := p.room.BeginUpload(p.ctx, p.who, begin)
		if err != nil || u.Asset != 0 || len(u.Pieces) != 0 {
			t.Fatal(u, err)
		}
		piece := func(n int) []byte { return whole[n*newsroom.Piece : min(len(whole), (n+1)*newsroom.Piece)] }
		send := func(n int, hash string, data []byte) (store.Upload, error) {
			return p.room.AppendUpload(p.ctx, p.who, u.ID, n, hash, bytes.NewReader(data))
		}
		// Out of order, one twice, three at a time.
		var wg sync.WaitGroup
		for _, n := range []int{2, 0, 2} {
			wg.Go(func() {
				if _, err := send(n, hashOf(piece(n)), piece(n)); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		// What is wrong is refused and changes nothing.
		_, err = send(1, hashOf(piece(0)), piece(1))
		p.refused(err, news.Invalid, "upload_spoilt")
		_, err = send(1, "", piece(1)[:100])
		p.refused(err, news.Invalid, "upload_spoilt")
		_, err = send(1, "", append(piece(1), 0))
		p.refused(err, news.Invalid, "upload_spoilt")
		_, err = send(3, "", piece(1))
		p.refused(err, news.Invalid, "upload_piece")
		_, err = p.room.FinishUpload(p.ctx, p.who, u.ID, "")
		p.refused(err, news.Conflict, "upload_incomplete")
		_, err = p.room.Upload(p.ctx, somebody(8, "redaktur"), u.ID)
		p.refused(err, news.NotFound, "")
		// Begun again, it goes on.
		again, err := p.room.BeginUpload(p.ctx, p.who, begin)
		if err != nil || again.ID != u.ID || !slices.Equal(again.Pieces, []int{0, 2}) {
			t.Fatal(again, err)
		}
		if _, err := send(1, "", piece(1)); err != nil {
			t.Fatal(err)
		}
		a, err := p.room.FinishUpload(p.ctx, p.who, u.ID, "")
		if err != nil {
			t.Fatal(err)
		}
		if a.Name != "banjir.jpg" || a.Hash != hashOf(whole) || a.Size != int64(len(whole)) || a.Uploader != 7 || a.Making.State != news.MakingWaiting || a.Revision != 1 {
			t.Errorf("asset %+v", a)
		}
		for range 2 { // finishing, appending and beginning again give the same
			if same, err := p.room.FinishUpload(p.ctx, p.who, u.ID, ""); err != nil || same.ID != a.ID {
				t.Error(same.ID, err)
			}
			if late, err := send(1, "", piece(1)); err != nil || late.Asset != a.ID {
				t.Error(late, err)
			}
			if same, err := p.room.BeginUpload(p.ctx, p.who, begin); err != nil || same.Asset != a.ID {
				t.Error(same, err)
			}
		}
		// The pieces are gone, the original is there, and can be had by editors alone.
		var names []string
		p.blobs.List(p.ctx, "", func(i blob.Info) error { names = append(names, i.Name); return nil })
		if len(names) != 1 || !strings.HasPrefix(names[0], "o-") {
			t.Errorf("the blob store holds %v", names)
		}
		f, b, err := p.room.OpenOriginal(p.ctx, p.who, a.ID, 0)
		if err != nil || b.Hash != a.Hash {
			t.Fatal(b, err)
		}
		defer f.Close()
		if got, _ := io.ReadAll(f); !bytes.Equal(got, whole) {
			t.Error("the original is not what was sent")
		}
		_, _, err = p.room.OpenOriginal(p.ctx, somebody(9, "penulis"), a.ID, 0)
		p.refused(err, news.Forbidden, "")
		_, _, err = p.room.OpenRendition(p.ctx, p.who, names[0])
		p.refused(err, news.NotFound, "")
	})
}

func TestUploadsThatAreRefused(t *testing.T) {
	eachPhotoDesk(t, func(p *photoDesk) {
		for _, c := range []struct {
			b    newsroom.BeginUpload
			kind news.Kind
			code string
		}{
			{newsroom.BeginUpload{Size: 0}, news.Invalid, "upload_empty"},
			{newsroom.BeginUpload{Size: -1}, news.Invalid, "upload_empty"},
			{newsroom.BeginUpload{Size: 2<<30 + 1}, news.TooLarge, "upload_large"},
			{newsroom.BeginUpload{Size: 1, Hash: "abc"}, news.Invalid, "upload_hash"},
			{newsroom.BeginUpload{Size: 1, Replaces: 99}, news.NotFound, ""},
		} {
			c.b.Edition = p.edition
			_, err := p.room.BeginUpload(p.ctx, p.who, c.b)
			p.refused(err, c.kind, c.code)
		}
		_, err := p.room.BeginUpload(p.ctx, somebody(3, "admin"), newsroom.BeginUpload{Edition: p.edition, Size: 1})
		p.refused(err, news.Forbidden, "")
		_, err = p.room.ImportAsset(p.ctx, p.who, newsroom.ImportAsset{Edition: p.edition, Name: "x.exe"}, strings.NewReader("MZ"))
		p.refused(err, news.Invalid, "media_making")
		_, err = newsroom.New(p.db, newsroom.Options{}).BeginUpload(p.ctx, p.who, newsroom.BeginUpload{Edition: p.edition, Size: 1})
		p.refused(err, news.Unavailable, "")
	})
}

func TestTheSameBytesAreOneAssetWithItsWords(t *testing.T) {
	eachPhotoDesk(t, func(p *photoDesk) {
		t := p.T
		a := p.upload(50)
		if err := p.as(p.who, newsroom.DescribeAsset{Asset: a.ID, Caption: new("Kata kami")}); err != nil {
			t.Fatal(err)
		}
		again, err := p.room.ImportAsset(p.ctx, newsroom.Importer(), newsroom.ImportAsset{Edition: p.edition, Caption: "Kata lain"}, bytes.NewReader(photoBytes(90, 60, 50)))
		if err != nil || again.ID != a.ID || again.Caption != "Kata kami" {
			t.Errorf("asset %d with %q, %v", again.ID, again.Caption, err)
		}
		// Two people at the same moment.
		data := photoBytes(90, 60, 80)
		var wg sync.WaitGroup
		ids := make([]news.AssetID, 4)
		for i := range ids {
			wg.Go(func() {
				a, err := p.room.ImportAsset(p.ctx, p.who, newsroom.ImportAsset{Edition: p.edition}, bytes.NewReader(data))
				if err != nil {
					t.Error(err)
				}
				ids[i] = a.ID
			})
		}
		wg.Wait()
		if slices.Sort(ids); ids[0] != ids[3] {
			t.Errorf("one file became assets %v", ids)
		}
	})
}

func TestRenditionsAreMadeOnceAndTheirFailureIsTold(t *testing.T) {
	eachPhotoDesk(t, func(p *photoDesk) {
		t := p.T
		a := p.upload(50)
		if a.Making.State != news.MakingReady || len(a.Renditions) != 2 || a.Look == "" {
			t.Fatalf("asset %+v", a)
		}
		for _, r := range a.Renditions {
			random, _, _ := strings.Cut(r.Name[strings.LastIndex(r.Name, "-")+1:], ".")
			if len(random) != 26 || strings.Contains(r.Name, "foto") {
				t.Errorf("name %s", r.Name)
			}
			f, got, err := p.room.OpenRendition(p.ctx, p.who, r.Name)
			if err != nil || got != r {
				t.Fatal(got, err)
			}
			f.Close()
		}
		_, _, err := p.room.OpenRendition(p.ctx, somebody(1, "admin"), a.Renditions[0].Name)
		p.refused(err, news.Forbidden, "")

		p.darkroom.fail = news.Refuse(news.Invalid, "make", "media_making", nil)
		b := p.upload(90)
		if b.Making.State != news.MakingFailed || b.Making.Problem != "media_making" {
			t.Errorf("a spoilt file: %+v", b.Making)
		}
		p.darkroom.fail = news.E(news.Unavailable, "make", errors.New("the bucket is away"))
		c := p.upload(120)
		if c.Making.State != news.MakingWaiting {
			t.Errorf("a bucket that is away: %+v", c.Making)
		}
		p.darkroom.fail = nil
		p.clock.At = p.clock.At.Add(time.Minute)
		if err := p.as(p.who, newsroom.MakeAgain{Asset: b.ID}); err != nil {
			t.Fatal(err)
		}
		p.work()
		for _, id := range []news.AssetID{b.ID, c.ID} {
			if a := p.asset(id); a.Making.State != news.MakingReady || len(a.Renditions) != 2 {
				t.Errorf("after the fault: %+v", a.Making)
			}
		}
	})
}

func TestWordsAreRevisions(t *testing.T) {
	eachPhotoDesk(t, func(p *photoDesk) {
		t := p.T
		a := p.upload(50)
		old := a.Renditions
		reporter := somebody(9, "penulis")
		p.refused(p.as(reporter, newsroom.DescribeAsset{Asset: a.ID, Caption: new("x")}), news.Forbidden, "")
		res, err := p.room.Do(p.ctx, p.who, newsroom.DescribeAsset{Asset: a.ID, IfRevision: 1, Caption: new("Satu"), People: &[]string{"Ani"}, Consent: new("surat")})
		if err != nil || res.Revision != 2 || res.Asset != a.ID {
			t.Fatal(res, err)
		}
		p.refused(p.as(p.who, newsroom.DescribeAsset{Asset: a.ID, IfRevision: 1, Caption: new("Dua")}), news.Stale, "asset_stale")
		p.refused(p.as(p.who, newsroom.DescribeAsset{Asset: a.ID, Caption: new(strings.Repeat("x", 601))}), news.Invalid, "fields")
		if res, err = p.room.Do(p.ctx, p.who, newsroom.DescribeAsset{Asset: a.ID, Caption: new("Satu")}); err != nil || res.Revision != 2 {
			t.Errorf("nothing new became revision %d, %v", res.Revision, err)
		}
		if got := p.asset(a.ID); got.Making.State != news.MakingReady || got.From["caption"] != "person" {
			t.Errorf("a caption needs no new files: %+v", got)
		}
		// The credit stands in the files.
		if err := p.as(p.who, newsroom.DescribeAsset{Asset: a.ID, Credit: new("Reuters")}); err != nil {
			t.Fatal(err)
		}
		p.work()
		now := p.asset(a.ID)
		f, _, err := p.room.OpenRendition(p.ctx, p.who, now.Renditions[0].Name)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if b, _ := io.ReadAll(f); !bytes.HasSuffix(b, []byte("Reuters")) || now.Renditions[0].Name == old[0].Name {
			t.Error("the public file has the old credit")
		}
		said, had, err := p.room.AssetHistory(p.ctx, p.who, a.ID, 0, 10)
		if err != nil || len(said) != 3 || said[0].Asset.Credit != "Reuters" || said[1].Asset.Caption != "Satu" || said[0].By != "user 7" || len(had) != 1 {
			t.Errorf("history %+v %+v %v", said, had, err)
		}
		// The label of a machine's work cannot be taken off.
		if err := p.as(p.who, newsroom.DescribeAsset{Asset: a.ID, AISource: new("http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia")}); err != nil {
			t.Fatal(err)
		}
		p.refused(p.as(p.who, newsroom.DescribeAsset{Asset: a.ID, AISource: new("")}), news.Invalid, "")
		p.refused(p.as(p.who, newsroom.DescribeAsset{Asset: a.ID, AISource: new("digitalCapture")}), news.Invalid, "")
	})
}

func TestFramingStartsFromTheOriginal(t *testing.T) {
	eachPhotoDesk(t, func(p *photoDesk) {
		t := p.T
		a := p.upload(50)
		id := p.story("Dengan foto", a.ID)
		if err := p.as(p.who, newsroom.FrameAsset{Asset: a.ID, Focal: &newsroom.Point{X: 0.2, Y: 0.9}}); err != nil {
			t.Fatal(err)
		}
		p.work()
		if s := p.seen(a.Renditions[0].Name); s != store.RenditionPublic {
			t.Errorf("a file from before the point was moved is %s", s)
		}
		moved := p.asset(a.ID)
		crops := map[string]news.Crop{"1:1": {X: 0.1, Y: 0, W: 0.5, H: 0.75}}
		if err := p.as(p.who, newsroom.FrameAsset{Asset: a.ID, Crops: &crops}); err != nil {
			t.Fatal(err)
		}
		p.work()
		if s := p.seen(moved.Renditions[0].Name); s != store.RenditionGone {
			t.Errorf("a file from before the cut is %s: a face may have been cut out", s)
		}
		if err := p.as(p.who, newsroom.FrameAsset{Asset: a.ID, Turn: new(1)}); err != nil {
			t.Fatal(err)
		}
		if got := p.asset(a.ID); got.FocalX != 0 || got.Crops != nil || got.Turn != 1 || got.Original != a.Original {
			t.Errorf("turned: %+v", got)
		}
		p.refused(p.as(p.who, newsroom.FrameAsset{Asset: a.ID, Turn: new(4)}), news.Invalid, "fields")
		p.refused(p.as(p.who, newsroom.FrameAsset{Asset: a.ID, Crops: &map[string]news.Crop{"1:1": {W: 2, H: 2}}}), news.Invalid, "fields")
		if n := p.amendments(id); len(n) != 0 {
			t.Errorf("a photo of a camera was cut and readers were told %v", n)
		}
	})
}

func (p *photoDesk) amendments(id news.ArticleID) (out []news.Amendment) {
	p.Helper()
	err := p.db.Read(p.ctx, func(tx store.Tx) (err error) { out, err = tx.Amendments().Of(p.ctx, id); return err })
	if err != nil {
		p.Fatal(err)
	}
	return out
}

func TestReplacingKeepsTheNumberAndTellsOfMachines(t *testing.T) {
	eachPhotoDesk(t, func(p *photoDesk) {
		t := p.T
		a, other := p.upload(50), p.upload(200)
		live, draft := p.story("Terbit", a.ID), p.must(newsroom.Create{Edition: p.edition, Content: p.content("Naskah", a.ID)}).Article
		replace := func(shade uint8, note string) (news.Asset, error) {
			return p.room.ReplaceAsset(p.ctx, p.who, a.ID, "baru.jpg", note, bytes.NewReader(photoBytes(90, 60, shade)))
		}
		was := p.asset(a.ID)
		b, err := replace(100, "")
		if err != nil || b.ID != a.ID || b.Bytes != 2 || b.Hash == a.Hash || b.Caption != a.Caption || b.Credit != "Antara" {
			t.Fatal(b, err)
		}
		if s := p.seen(was.Renditions[0].Name); s != store.RenditionPublic {
			t.Errorf("until the new files are there the old one is %s", s)
		}
		p.work()
		if s := p.seen(was.Renditions[0].Name); s != store.RenditionGone {
			t.Errorf("a file of the former picture is %s", s)
		}
		if s := p.seen(p.asset(a.ID).Renditions[0].Name); s != store.RenditionPublic {
			t.Errorf("a file of the new picture is %s", s)
		}
		if n := p.amendments(live); len(n) != 0 {
			t.Errorf("a camera's photo was replaced and readers were told %v", n)
		}
		// What came before can be had.
		f, had, err := p.room.OpenOriginal(p.ctx, p.who, a.ID, 1)
		if err != nil || had.Hash != a.Hash {
			t.Fatal(had, err)
		}
		f.Close()
		// Its own bytes change nothing, another's are refused.
		if same, err := replace(100, ""); err != nil || same.Bytes != 2 {
			t.Error(same.Bytes, err)
		}
		_, err = replace(200, "")
		p.refused(err, news.Conflict, "asset_duplicate")
		_ = other
		_, err = p.room.ReplaceAsset(p.ctx, somebody(9, "penulis"), a.ID, "x", "", strings.NewReader("x"))
		p.refused(err, news.Forbidden, "")
		// A machine's work: readers are told, on live articles alone.
		if err := p.as(p.who, newsroom.DescribeAsset{Asset: a.ID, AISource: new("trainedAlgorithmicMedia")}); err != nil {
			t.Fatal(err)
		}
		if _, err := replace(150, ""); err != nil {
			t.Fatal(err)
		}
		if _, err := replace(160, "Wajah pada ilustrasi ini diperbaiki."); err != nil {
			t.Fatal(err)
		}
		got := p.amendments(live)
		if len(got) != 2 || got[0].Kind != news.Klarifikasi || !strings.Contains(got[0].Note, "AI") || !strings.Contains(got[1].Note, "Wajah") || got[0].At.IsZero() {
			t.Errorf("readers were told %+v", got)
		}
		if n := p.amendments(draft); len(n) != 0 {
			t.Errorf("a draft was amended: %v", n)
		}
	})
}

// D11 of press-rules.md, and PRS-83.
func TestRightsEndAtTheMinute(t *testing.T) {
	eachPhotoDesk(t, func(p *photoDesk) {
		t := p.T
		a := p.upload(50)
		end := p.clock.At.Add(time.Hour)
		if err := p.as(p.who, newsroom.SetRights{Asset: a.ID, Rights: news.Rights{Category: "agency", ExpiresAt: end}}); err != nil {
			t.Fatal(err)
		}
		id := p.story("Dengan foto", a.ID)
		file := a.Renditions[0].Name
		sweep := func(want int) {
			t.Helper()
			if n, err := p.room.ExpireMedia(p.ctx); err != nil || n != want {
				t.Errorf("%d assets expired, want %d; %v", n, want, err)
			}
		}
		p.clock.At = end.Add(-time.Microsecond)
		sweep(0)
		if s := p.seen(file); s != store.RenditionPublic {
			t.Errorf("a moment before: %s", s)
		}
		p.clock.At = end
		sweep(1)
		if s := p.seen(file); s != store.RenditionGone {
			t.Errorf("at the moment: %s", s)
		}
		last := p.applied[len(p.applied)-1]
		for _, key := range []string{news.KeyAsset(a.ID), news.KeyArticle(id), news.KeyCard(id)} {
			if !slices.Contains(last.Keys, key) {
				t.Errorf("pages with %s are not purged: %v", key, last.Keys)
			}
		}
		if !slices.Contains(last.Drop, news.KeyAsset(a.ID)) {
			t.Errorf("last good copies stay: %v", last.Drop)
		}
		sweep(0)
		if list, err := p.room.Assets(p.ctx, p.who, store.AssetQuery{Edition: p.edition, Usable: true}); err != nil || len(list) != 0 {
			t.Errorf("an expired photo is offered: %v, %v", list, err)
		}
		// A longer licence brings it back, a complaint takes it away at once.
		set := func(r news.Rights, want store.RenditionState) {
			t.Helper()
			if err := p.as(p.who, newsroom.SetRights{Asset: a.ID, Rights: r}); err != nil {
				t.Error(err)
			}
			if s := p.seen(file); s != want {
				t.Errorf("with rights %+v: %s", r, s)
			}
		}
		set(news.Rights{Category: "agency", ExpiresAt: end.Add(time.Hour)}, store.RenditionPublic)
		set(news.Rights{Deny: true, Reason: "Keberatan pemilik hak"}, store.RenditionGone)
		p.refused(p.as(p.who, newsroom.SetRights{Asset: a.ID, Rights: news.Rights{Deny: true}}), news.Invalid, "")
		p.refused(p.as(somebody(9, "penulis"), newsroom.SetRights{Asset: a.ID}), news.Forbidden, "")
		set(news.Rights{Category: "own"}, store.RenditionPublic)
	})
}

func TestUsesFollowEveryCommand(t *testing.T) {
	eachPhotoDesk(t, func(p *photoDesk) {
		t := p.T
		a := p.upload(50)
		uses := func() (out []string) {
			t.Helper()
			u, err := p.room.AssetUses(p.ctx, p.who, a.ID)
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range u.Articles {
				out = append(out, fmt.Sprint(x.Headline, x.Places))
			}
			return append(out, u.Elsewhere...)
		}
		check := func(when string, want ...string) {
			t.Helper()
			if got := uses(); !slices.Equal(got, want) {
				t.Errorf("%s: %q, want %q", when, got, want)
			}
		}
		check("at first")
		id := p.must(newsroom.Create{Edition: p.edition, Content: p.content("Satu", a.ID)}).Article
		check("in a draft", "Satu[draft]")
		p.must(newsroom.Publish{Article: id})
		check("published", "Satu[live]")
		without := p.content("Satu", 0)
		p.must(newsroom.Update{Article: id, Content: &without, Class: news.Substantial})
		check("taken out", "Satu[former]")
		with := p.content("Satu", a.ID)
		p.must(newsroom.Update{Article: id, Content: &with, Class: news.Substantial})
		check("put back", "Satu[former live]")
		later := p.must(newsroom.Create{Edition: p.edition, Content: p.content("Nanti", a.ID)}).Article
		p.must(newsroom.Schedule{Article: later, At: p.clock.At.Add(time.Hour)})
		check("scheduled", "Satu[former live]", "[scheduled]")
		p.must(newsroom.Unschedule{Article: later})
		p.clock.At = p.clock.At.Add(2 * time.Hour)
		check("off the schedule", "Satu[former live]", "Nanti[draft former]")
		p.must(newsroom.Publish{Article: later})
		check("published", "Satu[former live]", "Nanti[former live]")
		p.must(newsroom.ArrangeFront{Front: &news.Front{Edition: p.edition, Containers: []news.Container{{Name: "Utama", Layout: "lead", Capacity: 3,
			Cards: []news.FrontCard{{Article: id, Image: a.ID}}}}}})
		check("on a front", "Satu[former live]", "Nanti[former live]", news.KeyFront(p.edition, news.FrontOf{}))
		p.refused(p.as(p.who, newsroom.DeleteAsset{Asset: a.ID}), news.Conflict, "asset_used")
		p.must(newsroom.Withdraw{Article: id, Ground: news.GroundCourt, Reason: "Perintah pengadilan yang berkekuatan tetap."})
		u, err := p.room.AssetUses(p.ctx, p.who, a.ID)
		if err != nil || len(u.Articles) != 2 || !slices.Equal(u.Articles[0].Places, []newsroom.Place{newsroom.InFormer}) {
			t.Errorf("withdrawn: %+v, %v", u, err)
		}
	})
}

func TestDeletedFilesStayThirtyDays(t *testing.T) {
	eachPhotoDesk(t, func(p *photoDesk) {
		t := p.T
		a, kept := p.upload(50), p.upload(90)
		draft := p.must(newsroom.Create{Edition: p.edition, Content: p.content("Naskah", a.ID)}).Article
		p.refused(p.as(somebody(9, "penulis"), newsroom.DeleteAsset{Asset: a.ID}), news.Forbidden, "")
		if err := p.as(p.who, newsroom.DeleteAsset{Asset: a.ID}); err != nil {
			t.Fatal(err)
		}
		_ = draft
		// Something begun and given up, too.
		u, err := p.room.BeginUpload(p.ctx, p.who, newsroom.BeginUpload{Edition: p.edition, Size: 300_000})
		if err == nil {
			_, err = p.room.AppendUpload(p.ctx, p.who, u.ID, 1, "", bytes.NewReader(make([]byte, 300_000-newsroom.Piece)))
		}
		if err != nil {
			t.Fatal(err)
		}
		there := func(name string) bool { _, err := p.blobs.Stat(p.ctx, name); return err == nil }
		for _, c := range []struct {
			after time.Duration
			want  bool
		}{{0, true}, {29 * 24 * time.Hour, true}, {30*24*time.Hour + time.Second, false}} {
			p.clock.At = morning.Add(c.after)
			if _, err := p.room.CollectMedia(p.ctx); err != nil {
				t.Fatal(err)
			}
			for _, name := range []string{a.Original, a.Renditions[0].Name} {
				if there(name) != c.want {
					t.Errorf("after %v %s is there: %v", c.after, name, !c.want)
				}
			}
		}
		if !there(kept.Original) || !there(kept.Renditions[1].Name) {
			t.Error("a file that is in use was removed")
		}
		var pieces int
		p.blobs.List(p.ctx, "u-", func(blob.Info) error { pieces++; return nil })
		if pieces != 0 {
			t.Errorf("%d pieces of an upload that was given up are left", pieces)
		}
	})
}

func TestLooksAlike(t *testing.T) {
	eachPhotoDesk(t, func(p *photoDesk) {
		t := p.T
		a, b, c := p.upload(60), p.upload(62), p.upload(200)
		got, err := p.room.Duplicates(p.ctx, p.who, a.ID)
		if err != nil || len(got) != 1 || got[0].Asset.ID != b.ID {
			t.Errorf("alike: %+v, %v (the third is %d with look %s beside %s)", got, err, c.ID, c.Look, a.Look)
		}
	})
}

// One person cannot fill the disk with pieces of files that never end; what was
// begun goes on, and others are not in the way.
func TestOpenUploadsHaveABound(t *testing.T) {
	eachPhotoDesk(t, func(p *photoDesk) { openUploadsHaveABound(p.T, p) })
}

func openUploadsHaveABound(t *testing.T, p *photoDesk) {
	begin := func(who newsroom.Actor, i int) error {
		_, err := p.room.BeginUpload(p.ctx, who, newsroom.BeginUpload{Edition: p.edition, Name: "film.mp4", Size: 2 << 30, Hash: hashOf([]byte{byte(i)})})
		return err
	}
	for i := range 10 {
		if err := begin(p.who, i); err != nil {
			t.Fatal(err)
		}
	}
	err := begin(p.who, 10)
	if e := new(news.Error); !errors.As(err, &e) || e.Kind != news.Conflict || e.Code != "upload_open" {
		t.Errorf("the eleventh film of two gigabytes: %v", err)
	}
	if err := begin(p.who, 3); err != nil {
		t.Errorf("what was begun before: %v", err)
	}
	if err := begin(somebody(9, "redaktur"), 10); err != nil {
		t.Errorf("somebody else: %v", err)
	}
}
