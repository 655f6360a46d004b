package archive_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"

	"warta/internal/archive"
	"warta/internal/blob"
	"warta/internal/body"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
	"warta/internal/store/storetest"
)

// sampled is the newspaper that tests read, made once.
var sampled struct {
	once  sync.Once
	db    store.Database
	media *blob.Disk
	dir   string
}

func TestMain(m *testing.M) {
	code := m.Run()
	if sampled.db != nil {
		sampled.db.Close()
		sampled.media.Close()
	}
	os.RemoveAll(sampled.dir)
	os.Exit(code)
}

// paper makes a newspaper with something in as many tables as commands reach.
func paper(t *testing.T) (store.Database, blob.Store) {
	t.Helper()
	sampled.once.Do(func() { establish(t) })
	if sampled.db == nil {
		t.Fatal("the newspaper was not made")
	}
	return sampled.db, sampled.media
}

func establish(t *testing.T) {
	t.Helper()
	var err error
	if sampled.dir, err = os.MkdirTemp("", "warta-archive"); err != nil {
		t.Fatal(err)
	}
	clock := &storetest.Clock{At: time.Date(2025, 3, 1, 1, 0, 0, 0, time.UTC)}
	db, err := store.Open(t.Context(), store.Options{Dir: sampled.dir, Now: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	room := newsroom.New(db, newsroom.Options{})
	do := func(c newsroom.Command) newsroom.Result {
		t.Helper()
		clock.At = clock.At.Add(time.Second)
		r, err := room.Do(t.Context(), newsroom.Operator(), c)
		if err != nil {
			t.Fatalf("%T: %v", c, err)
		}
		return r
	}
	e := &news.Edition{Settings: news.Settings{Name: "Kabar “Uji” & Anak"}}
	do(newsroom.ChangeSettings{Edition: e})
	child := &news.Section{Edition: e.ID, Name: "Pasar"}
	do(newsroom.DefineSection{Section: child})
	top := &news.Section{Edition: e.ID, Name: "KOTA"}
	do(newsroom.DefineSection{Section: top})
	child.Parent = top.ID // older than the one above it
	do(newsroom.DefineSection{Section: child})
	person := &news.Person{Name: "Ranita Wulung", Active: true}
	do(newsroom.DefinePerson{Edition: e.ID, Person: person})
	tag := &news.Tag{Edition: e.ID, Name: "Harga"}
	do(newsroom.DefineTag{Tag: tag})
	for i := range 13 {
		c := news.Content{Headline: fmt.Sprintf("Berita %d: naik\u00a05\u202f%% 👩\u200d🌾 \"kutip\" \\ <b>", i), Section: child.ID, Tags: []news.TagID{tag.ID},
			Byline: []news.Credit{{Person: person.ID, Role: news.RoleReporter}}, NotesInternal: "rahasia meja",
			Body: body.Doc{Version: 1, Blocks: []body.Block{&body.Paragraph{Text: body.Text(strings.Repeat("Isi. ", i*50))}}}}
		c.Body.AssignIDs(c.Headline)
		r := do(newsroom.Create{Edition: e.ID, Content: c})
		if i%3 != 0 {
			r = do(newsroom.Publish{Article: r.Article, IfRevision: r.Revision})
		}
		if i == 2 {
			do(newsroom.Withdraw{Article: r.Article, Ground: news.GroundCourt, Reason: "Dicabut atas perintah pengadilan negeri."})
		}
		do(newsroom.AddNote{Article: r.Article, Text: "catatan"})
	}
	if err := db.Reads().Add(t.Context(), "a", clock.At, map[news.ArticleID]int64{2: 7, 3: 1}); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(sampled.dir, "media"), 0o700); err != nil {
		t.Fatal(err)
	}
	media, err := blob.OpenDisk(filepath.Join(sampled.dir, "media"))
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"foto-1.jpg": "bita", "kosong.bin": "", "besar.mp4": strings.Repeat("film", 300_000), "u-1-0": "sepotong"} {
		if err := media.Put(t.Context(), name, strings.NewReader(text)); err != nil {
			t.Fatal(err)
		}
	}
	sampled.db, sampled.media = db, media
}

func passing(name string) bool { return strings.HasPrefix(name, "u-") }

func written(t *testing.T, db store.Database, media blob.Store) ([]byte, archive.Head, archive.Manifest) {
	t.Helper()
	var b bytes.Buffer
	h, m, err := archive.Write(t.Context(), &b, db.Archive(), media, archive.Options{Version: "uji", Passing: passing})
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), h, m
}

func emptyMedia(t *testing.T) blob.Store {
	t.Helper()
	d, err := blob.OpenDisk(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

func filling(t *testing.T, o store.Options) store.Database {
	t.Helper()
	o.Fill = true
	db, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func sums(t *testing.T, db store.Database) map[string]archive.Total {
	t.Helper()
	s, err := archive.Sums(t.Context(), db.Archive())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// SQLite → archive → SQLite and PostgreSQL → archive → SQLite: each table equal
// row by row, the media byte by byte, the audit whole, and the newspaper goes on:
// new things get new numbers (seed-page.md S3, leg c).
func TestANewspaperComesOutOfItsArchiveAsItWas(t *testing.T) {
	db, media := paper(t)
	file, head, m := written(t, db, media)
	want := sums(t, db)
	if d := cmp.Diff(m.Tables, want); d != "" {
		t.Errorf("the manifest is not the newspaper:\n%s", d)
	}
	if m.Files.Rows != 3 || m.Bytes != 1_200_004 || head.Mark.Audit.Number == 0 || head.Mark.Seq == 0 {
		t.Errorf("%+v %+v", head.Mark, m)
	}
	storetest.EachPlace(t, func(t *testing.T, o store.Options) {
		to := emptyMedia(t)
		half := filling(t, o)
		_, _, err := archive.Fill(t.Context(), bytes.NewReader(file), half.Archive(), to, archive.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := half.Close(); err != nil {
			t.Fatal(err)
		}
		is := storetest.Open(t, o)
		if d := cmp.Diff(want, sums(t, is)); d != "" {
			t.Errorf("differs:\n%s", d)
		}
		again, _, back := written(t, is, to)
		if d := cmp.Diff(m, back, cmp.FilterPath(func(p cmp.Path) bool { return p.String() == "ID" }, cmp.Ignore())); d != "" || len(again) == 0 {
			t.Errorf("its own archive differs:\n%s", d)
		}
		room := newsroom.New(is, newsroom.Options{})
		if v, err := room.VerifyAudit(t.Context(), []store.AuditHead{head.Mark.Audit}); err != nil || v.Why != "" {
			t.Errorf("the audit: %+v %v", v, err)
		}
		if err := is.Check(t.Context(), true); err != nil {
			t.Error(err)
		}
		r, err := room.Do(t.Context(), newsroom.Operator(), newsroom.Create{Edition: 1, Content: news.Content{Headline: "Sesudah pindah", Section: 1}})
		if err != nil || r.Article != 14 {
			t.Errorf("the next article is number %d: %v", r.Article, err)
		}
		if seq, _, err := is.Ledger().Head(t.Context()); err != nil || seq < head.Mark.Seq {
			t.Errorf("the ledger stands at %d, before %d: %v", seq, head.Mark.Seq, err)
		}
		// An archive does not go into a newspaper that is there.
		if _, _, err := archive.Fill(t.Context(), bytes.NewReader(file), is.Archive(), to, archive.Options{}); !news.Is(err, news.Conflict) {
			t.Errorf("a second time: %v", err)
		}
	})
}

// stopping is a newspaper whose process is killed after some pieces.
type stopping struct {
	store.Archive
	left int
}

var errStopped = errors.New("killed")

func (s *stopping) Fill(ctx context.Context, name string, n int64, table string, rows [][]any) error {
	if s.left--; s.left < 0 {
		return errStopped
	}
	return s.Archive.Fill(ctx, name, n, table, rows)
}

// Stopped anywhere and begun again, an import ends as one that was never stopped;
// until then nobody can open the newspaper.
func TestAnImportGoesOnWhereItStopped(t *testing.T) {
	db, media := paper(t)
	file, _, _ := written(t, db, media)
	want := sums(t, db)
	storetest.EachPlace(t, func(t *testing.T, o store.Options) {
		to := emptyMedia(t)
		for _, pieces := range []int{0, 3, 11} {
			half := filling(t, o)
			_, _, err := archive.Fill(t.Context(), bytes.NewReader(file), &stopping{half.Archive(), pieces}, to, archive.Options{})
			if !errors.Is(err, errStopped) {
				t.Fatalf("it was not stopped: %v", err)
			}
			half.Close()
		}
		if whole, err := store.Open(t.Context(), o); !news.Is(err, news.Conflict) {
			t.Errorf("half a newspaper was opened: %v", err)
			if err == nil {
				whole.Close()
			}
		}
		half := filling(t, o)
		other, _, _ := written(t, db, media)
		if _, _, err := archive.Fill(t.Context(), bytes.NewReader(other), half.Archive(), to, archive.Options{}); !news.Is(err, news.Conflict) {
			t.Errorf("another archive went on: %v", err)
		}
		if _, _, err := archive.Fill(t.Context(), bytes.NewReader(file), half.Archive(), to, archive.Options{}); err != nil {
			t.Fatal(err)
		}
		half.Close()
		if d := cmp.Diff(want, sums(t, storetest.Open(t, o))); d != "" {
			t.Errorf("differs:\n%s", d)
		}
	})
}

// A file that is no archive, is cut, or has a changed byte anywhere is told as
// such in one sentence.
func TestDamagedArchivesAreRefused(t *testing.T) {
	db, media := paper(t)
	file, _, _ := written(t, db, media)
	tables := db.Archive().Tables()
	if _, _, err := archive.Verify(t.Context(), bytes.NewReader(file), tables, archive.Options{}); err != nil {
		t.Fatal(err)
	}
	z, err := zstd.NewReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	packed := func(b []byte) []byte {
		var out bytes.Buffer
		w, _ := zstd.NewWriter(&out, zstd.WithEncoderLevel(zstd.SpeedFastest))
		w.Write(b)
		w.Close()
		return out.Bytes()
	}
	replaced := func(old, new string) []byte {
		if !bytes.Contains(plain, []byte(old)) {
			t.Fatalf("%q is not in the archive", old)
		}
		return packed(bytes.Replace(plain, []byte(old), []byte(new), 1))
	}
	bad := map[string][]byte{
		"nothing":          nil,
		"no archive":       []byte("PK\x03\x04 bukan arsip"),
		"cut":              file[:len(file)/2],
		"cut at the end":   file[:len(file)-3],
		"not a tar":        packed([]byte(strings.Repeat("x", 2000))),
		"a word changed":   replaced("rahasia meja", "RAHASIA meja"),
		"a file changed":   replaced("filmfilmfilm", "filmfilmFILM"),
		"a sum changed":    replaced(`"sum": "`, `"sum": "0`),
		"an unknown entry": replaced("warta.json\x00", "warta.jsOn\x00"),
	}
	for name, b := range bad {
		_, _, err := archive.Verify(t.Context(), bytes.NewReader(b), tables, archive.Options{})
		var known *news.Error
		if !news.Is(err, news.Invalid) || !errors.As(err, &known) || known.Code != "archive.broken" {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, tc := range []struct {
		old, new string
		kind     news.Kind
	}{{`"format": 1`, `"format": 2`, news.Invalid}, {`"name:t"`, `"nama:t"`, news.Conflict}} {
		if _, _, err := archive.Verify(t.Context(), bytes.NewReader(replaced(tc.old, tc.new)), tables, archive.Options{}); !news.Is(err, tc.kind) {
			t.Errorf("%s: %v", tc.new, err)
		}
	}
}

func TestAnArchiveThatIsStoppedIsNotTakenForWhole(t *testing.T) {
	db, media := paper(t)
	ctx, stop := context.WithCancel(t.Context())
	var b bytes.Buffer
	_, _, err := archive.Write(ctx, &b, db.Archive(), media, archive.Options{Progress: func(p archive.Progress) {
		if p.Files == 1 {
			stop()
		}
	}})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if _, _, err := archive.Verify(t.Context(), &b, db.Archive().Tables(), archive.Options{}); !news.Is(err, news.Invalid) {
		t.Errorf("%v", err)
	}
}

func FuzzVerify(f *testing.F) {
	db, err := store.Open(f.Context(), store.Options{Dir: f.TempDir()})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { db.Close() })
	var b bytes.Buffer
	if _, _, err := archive.Write(f.Context(), &b, db.Archive(), nil, archive.Options{}); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add([]byte(nil))
	tables := db.Archive().Tables()
	f.Fuzz(func(t *testing.T, in []byte) {
		_, m, err := archive.Verify(t.Context(), bytes.NewReader(in), tables, archive.Options{})
		if err == nil && m.ID == "" {
			t.Error("taken for whole without a manifest")
		}
		if err != nil && !news.Is(err, news.Invalid) && !news.Is(err, news.Conflict) {
			t.Errorf("%v", err)
		}
	})
}
