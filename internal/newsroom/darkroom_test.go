package newsroom_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"log/slog"
	"math"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"warta/internal/blob"
	"warta/internal/blob/blobtest"
	"warta/internal/job"
	"warta/internal/media"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
	"warta/internal/store/storetest"
)

// The test binary is its own darkroom's child.
func TestMain(m *testing.M) {
	media.Child()
	os.Exit(m.Run())
}

// wholeDesk is a photo desk with the real darkroom, and a bucket behind a spool.
func wholeDesk(t *testing.T, fn func(p *photoDesk, bucket *blobtest.Bucket, spool *blob.Spool)) {
	d := oneDesk(t)
	bucket := blobtest.NewBucket(t)
	at, err := blob.ParseAddress(bucket.URL)
	if err != nil {
		t.Fatal(err)
	}
	s3, err := blob.OpenS3(at.S3)
	if err != nil {
		t.Fatal(err)
	}
	spool, err := blob.OpenSpool(s3, blob.SpoolOptions{Dir: t.TempDir(), Now: d.clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { spool.Close() })
	lab, err := media.NewDarkroom(media.Options{NoTools: true})
	if err != nil {
		t.Fatal(err)
	}
	p := &photoDesk{desk: d, who: somebody(7, "redaktur")}
	p.room = newsroom.New(d.db, newsroom.Options{Applied: func(e []news.Event) { d.applied = e }, Blobs: spool, Darkroom: newsroom.NewDarkroom(lab), Temp: t.TempDir()})
	p.jobs = job.New(job.Options{Database: d.db, Workers: p.room.Workers(), Logger: slog.New(slog.NewTextHandler(t.Output(), nil))})
	fn(p, bucket, spool)
}

// oneDesk is a desk on SQLite.
func oneDesk(t *testing.T) *desk {
	clock := &storetest.Clock{At: morning}
	d := &desk{T: t, ctx: t.Context(), clock: clock, db: storetest.Open(t, store.Options{Dir: t.TempDir(), Now: clock.Now})}
	d.room = newsroom.New(d.db, newsroom.Options{})
	e := &news.Edition{Settings: news.Settings{Name: "Kabar Uji"}}
	d.must(newsroom.ChangeSettings{Edition: e})
	d.edition = e.ID
	city := &news.Section{Edition: e.ID, Name: "KOTA"}
	d.must(newsroom.DefineSection{Section: city})
	d.city = city.ID
	return d
}

func (p *photoDesk) take(name string, data []byte) news.Asset {
	p.Helper()
	a, err := p.room.ImportAsset(p.ctx, p.who, newsroom.ImportAsset{Edition: p.edition, Name: name}, bytes.NewReader(data))
	if err != nil {
		p.Fatal(name, err)
	}
	p.work()
	return p.asset(a.ID)
}

func (p *photoDesk) bytes(name string) []byte {
	p.Helper()
	f, _, err := p.room.OpenRendition(p.ctx, p.who, name)
	if err != nil {
		p.Fatal(err)
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	if err != nil {
		p.Fatal(err)
	}
	return b
}

// R6 of operations.md for the photo desk: the bucket is gone while photos come
// in; they are taken, developed and shown, and arrive when it is back.
func TestPhotosComeInWhileTheBucketIsGone(t *testing.T) {
	wholeDesk(t, func(p *photoDesk, bucket *blobtest.Bucket, spool *blob.Spool) {
		before := p.take("a.jpg", photoBytes(700, 400, 30))
		bucket.Fail(blobtest.Fault{Cut: true})
		during := p.take("b.jpg", photoBytes(700, 400, 90))
		for _, a := range []news.Asset{before, during} {
			if a.Making.State != news.MakingReady || len(a.Renditions) < 3 || a.Look == "" || a.Colour == "" {
				t.Fatalf("asset %+v", a)
			}
			for _, r := range a.Renditions {
				c, err := jpeg.DecodeConfig(bytes.NewReader(p.bytes(r.Name)))
				if err != nil || c.Width != r.Width || c.Height != r.Height {
					t.Errorf("%s: %dx%d, %v", r.Name, c.Width, c.Height, err)
				}
			}
		}
		p.refused(p.as(p.who, newsroom.DeleteAsset{Asset: 99}), news.NotFound, "")
		p.clock.At = p.clock.At.Add(10 * time.Minute)
		if n, _, _ := spool.Waiting(p.ctx); n != 1+len(during.Renditions) {
			t.Errorf("%d objects wait", n)
		}
		bucket.Heal()
		if _, err := spool.Drain(p.ctx); err != nil {
			t.Fatal(err)
		}
		for _, r := range append([]news.Rendition{{Name: during.Original}}, during.Renditions...) {
			if bucket.Data(r.Name) == nil {
				t.Errorf("%s did not arrive", r.Name)
			}
		}
	})
}

// The reference pictures go through the whole product: from an upload to the
// files that readers get.
func TestReferencePicturesThroughTheWholeProduct(t *testing.T) {
	const shared = "../../../shared/testdata/"
	read := func(name string) []byte {
		b, err := os.ReadFile(filepath.FromSlash(shared + name))
		if errors.Is(err, os.ErrNotExist) {
			t.Skip("the reference pictures are not here")
		}
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	wholeDesk(t, func(p *photoDesk, _ *blobtest.Bucket, _ *blob.Spool) {
		var upright image.Image
		for i := 1; i <= 8; i++ {
			a := p.take(fmt.Sprintf("Portrait_%d.jpg", i), read(fmt.Sprintf("exif-orientation/Portrait_%d.jpg", i)))
			if a.Making.State != news.MakingReady || a.Width >= a.Height {
				t.Fatalf("orientation %d: %dx%d, %+v", i, a.Width, a.Height, a.Making)
			}
			img, err := jpeg.Decode(bytes.NewReader(p.bytes(a.Renditions[0].Name)))
			if err != nil {
				t.Fatal(err)
			}
			if i == 1 {
				upright = img
			} else if d := difference(upright, img); d > 0.02 {
				t.Errorf("orientation %d differs by %.1f %%", i, 100*d)
			}
		}
		a := p.take("IPTC.jpg", read("iptc-photo/IPTC-PhotometadataRef-Std2017.1.jpg"))
		for field, got := range map[string]string{"caption": a.Caption, "title": a.Title, "credit": a.Credit, "copyright": a.Copyright, "source": a.Source, "city": a.City,
			"licence": a.Rights.Licence, "restrictions": a.Rights.Restrictions} {
			if got == "" || !strings.Contains(got, "ref2017") && !strings.Contains(got, "Ref2017") {
				t.Errorf("%s: %q", field, got)
			}
		}
		if len(a.Keywords) < 3 || len(a.People) == 0 || a.From["caption"] == "" {
			t.Errorf("keywords %v, people %v, from %v", a.Keywords, a.People, a.From)
		}
		// Public bytes say credit and copyright, and nothing else of it.
		for _, r := range a.Renditions {
			b := p.bytes(r.Name)
			if !bytes.Contains(b, []byte(a.Copyright)) || bytes.Contains(b, []byte("Keyword1")) || bytes.Contains(b, []byte("Exif\x00")) || bytes.Contains(b, []byte(a.Caption)) {
				t.Errorf("%s tells the wrong things", r.Name)
			}
		}
	})
}

// difference is the mean distance of two pictures' brightness, 0 to 1.
func difference(a, b image.Image) float64 {
	if a.Bounds() != b.Bounds() {
		return 1
	}
	var sum float64
	for y := a.Bounds().Min.Y; y < a.Bounds().Max.Y; y += 3 {
		for x := a.Bounds().Min.X; x < a.Bounds().Max.X; x += 3 {
			r1, g1, b1, _ := a.At(x, y).RGBA()
			r2, g2, b2, _ := b.At(x, y).RGBA()
			sum += math.Abs(float64(r1+g1+b1) - float64(r2+g2+b2))
		}
	}
	return sum / (3 * 65535) / float64(a.Bounds().Dx()/3*(a.Bounds().Dy()/3))
}

// MDK-1: forty photos, three pieces at a time, over a line that is cut three
// times, and what came through before a cut is not sent again.
func TestFortyPhotosOverALineThatIsCut(t *testing.T) {
	const photos, perPhoto = 40, 3
	p := atPhotoDesk(oneDesk(t))
	handler := newsroom.UploadHandler{Newsroom: p.room, Who: func(*http.Request) (newsroom.Actor, error) { return p.who, nil },
		Fail: func(w http.ResponseWriter, _ *http.Request, err error) { http.Error(w, err.Error(), http.StatusTeapot) }}
	server := httptest.NewServer(http.StripPrefix("/unggah", handler))
	defer server.Close()
	line := newLine(t, server.Listener.Addr().String())
	// Cuts come in the midst of pieces, with three on their way.
	all := int64(photos * (perPhoto*newsroom.Piece - 100_000))
	for i := range int64(3) {
		line.cutAt = append(line.cutAt, all*(i+1)/4)
	}
	c := &sender{t: t, base: "http://" + line.addr + "/unggah"}
	want := map[string]string{}
	for i := range photos {
		data := append(photoBytes(60, 40, uint8(i*5)), make([]byte, perPhoto*newsroom.Piece-100_000)...)
		data[len(data)-1] = byte(i)
		want[c.send(fmt.Sprintf("foto-%d.jpg", i), data)] = hashOf(data)
	}
	if len(want) != photos {
		t.Errorf("%d assets", len(want))
	}
	list, err := p.room.Assets(p.ctx, p.who, store.AssetQuery{Edition: p.edition, Limit: 100})
	if err != nil || len(list) != photos {
		t.Fatal(len(list), err)
	}
	for _, a := range list {
		if want[fmt.Sprint(int64(a.ID))] != a.Hash {
			t.Errorf("asset %d is not what was sent", a.ID)
		}
	}
	if line.cuts.Load() != 3 {
		t.Errorf("the line was cut %d times", line.cuts.Load())
	}
	// Of each cut at most the three pieces that were on their way were sent twice.
	if n := c.pieces.Load(); n > photos*perPhoto+9 {
		t.Errorf("%d pieces were sent for %d", n, photos*perPhoto)
	}
}

// sender uploads as a browser would: three pieces at a time, and after a fault
// it asks what is there and goes on.
type sender struct {
	t      *testing.T
	base   string
	client http.Client
	pieces atomic.Int64
}

func (c *sender) call(method, path string, body []byte, into any) error {
	req, err := http.NewRequest(method, c.base+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	res, err := c.client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode != http.StatusOK {
		c.t.Errorf("%s %s: %d %s", method, path, res.StatusCode, b)
	}
	return json.Unmarshal(b, into)
}

// send gives the asset's number.
func (c *sender) send(name string, data []byte) string {
	c.t.Helper()
	begin := fmt.Sprintf(`{"edition":1,"name":%q,"size":%d,"hash":%q}`, name, len(data), hashOf(data))
	for range 10 {
		var u newsroom.UploadState
		if c.call("POST", "/", []byte(begin), &u) != nil {
			continue
		}
		var wg sync.WaitGroup
		var failed atomic.Bool
		for n := range u.Pieces {
			if slices.Contains(u.Have, n) {
				continue
			}
			wg.Go(func() {
				c.pieces.Add(1)
				piece := data[int64(n)*u.Chunk : min(int64(len(data)), int64(n+1)*u.Chunk)]
				if c.call("PUT", fmt.Sprintf("/%s/%d", u.ID, n), piece, &newsroom.UploadState{}) != nil {
					failed.Store(true)
				}
			})
		}
		wg.Wait()
		var a news.Asset
		if failed.Load() || c.call("POST", "/"+u.ID+"/finish", nil, &a) != nil {
			continue
		}
		return fmt.Sprint(int64(a.ID))
	}
	c.t.Fatalf("%s did not arrive", name)
	return ""
}

// line is a connection to a server that cuts everything at some byte counts.
type line struct {
	addr  string
	cutAt []int64
	cuts  atomic.Int64

	mu    sync.Mutex
	bytes int64
	conns map[net.Conn]bool
}

func newLine(t *testing.T, to string) *line {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := &line{addr: ln.Addr().String(), conns: map[net.Conn]bool{}}
	ctx, stop := context.WithCancel(context.Background())
	t.Cleanup(func() { stop(); ln.Close(); l.cut() })
	go func() {
		for ctx.Err() == nil {
			from, err := ln.Accept()
			if err != nil {
				return
			}
			into, err := net.Dial("tcp", to)
			if err != nil {
				from.Close()
				continue
			}
			l.mu.Lock()
			l.conns[from], l.conns[into] = true, true
			l.mu.Unlock()
			go func() { _, _ = io.Copy(into, &metered{from, l}); into.Close() }()
			go func() { _, _ = io.Copy(from, into); from.Close() }()
		}
	}()
	return l
}

func (l *line) cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for c := range l.conns {
		c.Close()
		delete(l.conns, c)
	}
}

type metered struct {
	io.Reader
	l *line
}

func (m *metered) Read(p []byte) (int, error) {
	n, err := m.Reader.Read(p)
	m.l.mu.Lock()
	m.l.bytes += int64(n)
	now := len(m.l.cutAt) > 0 && m.l.bytes >= m.l.cutAt[0]
	if now {
		m.l.cutAt = m.l.cutAt[1:]
	}
	m.l.mu.Unlock()
	if now {
		m.l.cuts.Add(1)
		m.l.cut()
	}
	return n, err
}
