package search_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"warta/internal/body"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/search"
	"warta/internal/store"
	"warta/internal/store/storetest"
	"warta/internal/store/storetest/pgtest"
)

// desk is a newspaper with a newsroom and an indexer that runs when it is told.
type desk struct {
	*testing.T
	db      store.Database
	room    *newsroom.Newsroom
	edition news.Edition
	section news.SectionID
	index   *search.Indexer
	told    []news.Seq
}

func newDesk(t *testing.T, o store.Options) *desk {
	d := &desk{T: t, db: storetest.Open(t, o)}
	d.room = newsroom.New(d.db, newsroom.Options{})
	d.do(newsroom.ChangeSettings{Edition: &d.edition})
	s := news.Section{Edition: d.edition.ID, Name: "Daerah"}
	d.do(newsroom.DefineSection{Section: &s})
	d.section = s.ID
	d.index = d.indexer(d.db.Search())
	return d
}

func (d *desk) indexer(index store.Search) *search.Indexer {
	return search.NewIndexer(search.Options{Published: d.db.Published(), Search: index, Ledger: d.db.Ledger(),
		Changed: func(seq news.Seq) { d.told = append(d.told, seq) }})
}

func (d *desk) do(c newsroom.Command) newsroom.Result {
	d.Helper()
	r, err := d.room.Do(d.Context(), newsroom.Operator(), c)
	if err != nil {
		d.Fatal(err)
	}
	return r
}

func (d *desk) publish(headline, text string, byline ...news.Credit) news.ArticleID {
	d.Helper()
	if byline == nil {
		byline = []news.Credit{{Name: "A", Role: news.RoleReporter}}
	}
	made := d.do(newsroom.Create{Edition: d.edition.ID, Content: news.Content{Headline: headline, Section: d.section, Byline: byline,
		Body: body.Doc{Blocks: []body.Block{&body.Paragraph{Node: body.Node{ID: "000000000001"}, Text: body.Text(text)}}}}})
	return d.do(newsroom.Publish{Article: made.Article}).Article
}

func (d *desk) catchUp() {
	d.Helper()
	if err := d.index.CatchUp(d.Context()); err != nil {
		d.Fatal(err)
	}
}

// found are the articles for a question.
func (d *desk) found(q string) []news.ArticleID {
	d.Helper()
	r, err := search.NewEngine(d.db.Search()).Find(d.Context(), search.For("id").Parse(q),
		search.Filter{Edition: d.edition.ID, ByTime: true, Now: time.Now(), Limit: 100})
	if err != nil {
		d.Fatal(err)
	}
	var out []news.ArticleID
	for _, h := range r.Hits {
		out = append(out, h.Article)
	}
	return out
}

func (d *desk) want(q string, n int) {
	d.Helper()
	if got := d.found(q); len(got) != n {
		d.Errorf("%q finds %v, want %d", q, got, n)
	}
}

// state also checks that the index stands at the ledger's end.
func (d *desk) whole() store.SearchState {
	d.Helper()
	st, err := d.db.Search().State(d.Context())
	if err != nil {
		d.Fatal(err)
	}
	seq, id, err := d.db.Ledger().Head(d.Context())
	if err != nil || st.Seq != seq || st.Event != id || st.Rebuild != "" || st.Version != search.Version {
		d.Errorf("the index stands at %+v, the ledger at %d %s (%v)", st, seq, id, err)
	}
	return st
}

func places(t *testing.T, fn func(t *testing.T, o store.Options)) {
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); fn(t, store.Options{Dir: t.TempDir()}) })
	t.Run("postgres", func(t *testing.T) { t.Parallel(); fn(t, store.Options{URL: pgtest.URL(t)}) })
}

func TestIndexFollows(t *testing.T) {
	places(t, func(t *testing.T, o store.Options) {
		d := newDesk(t, o)
		d.catchUp()
		d.whole()
		id := d.publish("Banjir di Kota", "Warga mengungsi.")
		d.want("banjir", 0)
		d.catchUp()
		d.want("banjir", 1)
		d.want("pengungsi", 1)
		if len(d.told) == 0 || d.told[len(d.told)-1] != d.whole().Seq {
			t.Errorf("told of %v", d.told)
		}
		d.do(newsroom.Withdraw{Article: id, Ground: news.GroundTrauma, Reason: "Memuat keterangan tentang korban."})
		d.catchUp()
		d.want("banjir", 0)
		if st := d.whole(); st.Documents != 0 {
			t.Errorf("%d documents are left", st.Documents)
		}
		// A static page stands in no list and is not searched.
		made := d.do(newsroom.Create{Edition: d.edition.ID, Content: news.Content{Headline: "Redaksi Kami", Kind: news.KindPage, Slug: "redaksi-kami",
			Section: d.section, Byline: []news.Credit{{Name: "A", Role: news.RoleReporter}}, Body: body.Doc{Blocks: []body.Block{&body.Paragraph{Node: body.Node{ID: "000000000001"}, Text: body.Text("Isi.")}}}}})
		d.do(newsroom.Publish{Article: made.Article})
		d.catchUp()
		d.want("redaksi", 0)
	})
}

// A renamed person is found by the new name and not by the old one.
func TestIndexFollowsNames(t *testing.T) {
	d := newDesk(t, store.Options{Dir: t.TempDir()})
	p := news.Person{Name: "Sri Lama"}
	d.do(newsroom.DefinePerson{Person: &p})
	d.publish("Kabar", "Isi.", news.Credit{Person: p.ID, Role: news.RoleReporter})
	d.catchUp()
	d.want("sri lama", 1)
	p.Name = "Sri Baru"
	d.do(newsroom.DefinePerson{Person: &p})
	d.catchUp()
	d.want("sri baru", 1)
	d.want(`"sri lama"`, 0)
}

// dying fails after a number of steps, as a process that is killed between two
// of them does.
type dying struct {
	store.Search
	left int
}

var errKilled = errors.New("killed")

func (s *dying) Apply(ctx context.Context, from store.SearchState, c store.SearchChange) error {
	if s.left--; s.left < 0 {
		return errKilled
	}
	return s.Search.Apply(ctx, from, c)
}

// However often the indexer dies, it goes on where it was, and in the end every
// article is there once.
func TestIndexResumes(t *testing.T) {
	places(t, func(t *testing.T, o store.Options) {
		d := newDesk(t, o)
		const n = 150
		for i := range n {
			d.publish(fmt.Sprint("Kabar nomor", i), "Isi berita.")
		}
		deaths := 0
		for {
			err := d.indexer(&dying{d.db.Search(), 1}).CatchUp(t.Context())
			if err == nil {
				break
			}
			if !errors.Is(err, errKilled) {
				t.Fatal(err)
			}
			if deaths++; deaths > 20 {
				t.Fatal("it does not get on")
			}
		}
		if deaths < 3 {
			t.Errorf("died %d times only", deaths)
		}
		if st := d.whole(); st.Documents != n {
			t.Errorf("%d documents, want %d", st.Documents, n)
		}
		d.want("nomor17", 1)
	})
}

// An index that followed another ledger, or was made by another analyser, is
// made anew.
func TestIndexIsMadeAnew(t *testing.T) {
	for name, wrong := range map[string]store.SearchState{
		"another ledger":   {Version: search.Version, Seq: 3, Event: "of another newspaper"},
		"a later ledger":   {Version: search.Version, Seq: 3000, Event: "x"},
		"another analyser": {Version: search.Version + 1, Seq: 1, Event: "x"},
		"a lost place":     {Version: search.Version, Seq: 1, Event: "x", Rebuild: "{"},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, store.Options{Dir: t.TempDir()})
			d.publish("Gempa", "Isi.")
			ghost := search.Document(store.PublishedArticle{ID: 99, Edition: d.edition.ID, Content: news.Content{Headline: "Hantu"}})
			err := d.db.Search().Apply(t.Context(), store.SearchState{}, store.SearchChange{Put: []store.SearchDoc{ghost}, State: wrong})
			if err != nil {
				t.Fatal(err)
			}
			d.catchUp()
			d.whole()
			d.want("gempa", 1)
			d.want("hantu", 0)
		})
	}
}

// Two nodes that follow the same ledger do each thing once.
func TestTwoNodesIndex(t *testing.T) {
	d := newDesk(t, store.Options{URL: pgtest.URL(t)})
	other := d.indexer(d.db.Search())
	for i := range 30 {
		d.publish(fmt.Sprint("Kabar nomor", i), strings.Repeat("isi berita ", 20))
	}
	done := make(chan error, 1)
	go func() { done <- other.CatchUp(t.Context()) }()
	d.index = search.NewIndexer(search.Options{Published: d.db.Published(), Search: d.db.Search(), Ledger: d.db.Ledger()})
	d.catchUp()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if st := d.whole(); st.Documents != 30 {
		t.Errorf("%d documents, want 30", st.Documents)
	}
}

// A command does not wait for a rebuild.
func TestCatchUpCanBeLeft(t *testing.T) {
	d := newDesk(t, store.Options{Dir: t.TempDir()})
	d.publish("Kabar", "Isi.")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := d.index.CatchUp(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	d.catchUp()
	d.whole()
}

func TestCorrect(t *testing.T) {
	d := newDesk(t, store.Options{Dir: t.TempDir()})
	d.publish("Presiden Bertemu Menteri Pertanian", "Pembahasan harga beras dan jagung di Makassar berlangsung hangat.")
	d.catchUp()
	engine, a := search.NewEngine(d.db.Search()), search.For("id")
	for q, want := range map[string]string{
		"persiden":              "presiden",
		"presidn menteri":       "presiden menteri",
		"harga bers":            "harga beras",
		"Mkaassar hari ini":     "makassar hari ini",
		"prtanian":              "pertanian",
		"presiden":              "",
		"xyzzy":                 "",
		"bera":                  "beras",
		"ber":                   "",
		`"persiden" -menteri`:   `"presiden" -menteri`,
		"pertemuan":             "",
		strings.Repeat("z", 90): "",
	} {
		got, err := engine.Correct(t.Context(), a, a.Parse(q))
		if err != nil || got != want {
			t.Errorf("Correct(%q) = %q, %v; want %q", q, got, err, want)
		}
	}
}
