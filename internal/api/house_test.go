package api

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"warta/internal/api/protocol"
	"warta/internal/api/public"
	"warta/internal/auth"
	"warta/internal/blob"
	"warta/internal/body"
	"warta/internal/cache"
	"warta/internal/locale"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/search"
	"warta/internal/store"
	"warta/internal/store/storetest"
	"warta/internal/web"
)

var morning = time.Date(2025, 6, 2, 1, 0, 0, 0, time.UTC)

// house is a newspaper with the API in front of it and people who use it.
type house struct {
	testing.TB
	ctx     context.Context
	db      store.Database
	room    *newsroom.Newsroom
	api     *Server
	cache   *cache.Cache
	index   *search.Indexer
	handler http.Handler
	edition news.EditionID
	// city is a section, sport another one.
	city, sport news.SectionID
	tag         news.Tag
	writer      news.Person
	// keeper knows people with accounts of their own, where there are any.
	keeper *auth.Keeper
	keys   *auth.Keys

	mu     sync.Mutex
	now    time.Time
	people map[string]newsroom.Person
}

// newHouse opens a newspaper in an empty place.
func newHouse(t testing.TB, o store.Options) *house {
	h := &house{TB: t, ctx: t.Context(), now: morning, people: map[string]newsroom.Person{}}
	o.Now = h.clock
	h.db = storetest.Open(t, o)
	return h.build(h.db)
}

// build puts the API before a database, which may be one with a difference.
func (h *house) build(db store.Database) *house {
	t := h.TB
	var err error
	if h.cache, err = cache.New(cache.Options{Now: h.clock, Definite: func(err error) bool { return news.Is(err, news.NotFound) || news.Is(err, news.Gone) }}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.cache.Close() })
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	if testing.Verbose() {
		log = slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))
	}
	h.index = search.NewIndexer(search.Options{Published: h.db.Published(), Search: h.db.Search(), Ledger: h.db.Ledger(), Logger: log,
		Changed: func(seq news.Seq) { h.cache.Purge(int64(seq), "search") }})
	files, err := blob.OpenDisk(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if h.keys == nil {
		if h.keys, err = auth.MakeKeys(t.TempDir()); err != nil {
			t.Fatal(err)
		}
	}
	signer, err := auth.New(t.Context(), auth.Options{Database: h.db, Keys: h.keys})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { signer.Close() })
	h.room = newsroom.New(db, newsroom.Options{Logger: log, Blobs: files, Signer: signer, Holders: newsroom.Holders, Applied: func(events []news.Event) {
		for _, e := range events {
			h.cache.Drop(int64(e.Seq), e.Drop...)
			h.cache.Purge(int64(e.Seq), e.Keys...)
		}
		if err := h.index.CatchUp(context.Background()); err != nil {
			t.Error(err)
		}
	}})
	if h.edition == 0 {
		h.furnish()
	}
	h.api = New(Options{Newsroom: h.room, Database: db, Who: h.who, Secret: []byte("a secret of the test"), Version: "test", Now: h.clock, Logger: log,
		Public: public.Options{Published: h.db.Published(), Cache: h.cache, Search: search.NewEngine(h.db.Search()), SearchKey: "search",
			Rate: 1e6, Burst: 1e6,
			Edition: func(r *http.Request) (news.EditionID, string, *locale.Locale) {
				return h.edition, "https://kabar.example", locale.Get("id")
			}}})
	h.handler = web.Chain(h.api.Handler(true), web.RequestID(), web.TrustProxies(nil), web.Recover(log), web.SecurityHeaders())
	return h
}

func (h *house) clock() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

// pass lets time go by.
func (h *house) pass(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = h.now.Add(d)
}

// who knows people by the name in their token.
func (h *house) who(r *http.Request) (newsroom.Person, error) {
	name, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if c, err := r.Cookie("warta"); !ok && err == nil {
		name, ok = c.Value, true
	}
	if h.keeper != nil {
		i, err := h.keeper.Of(r.Context(), r)
		p, _ := newsroom.PersonOf(i, web.Shorten(web.ClientAddr(r)).Addr().String(), web.ID(r))
		return p, err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	p, known := h.people[name]
	if !ok || !known {
		return newsroom.Person{}, news.E(news.Unauthenticated, "ask who it is", nil)
	}
	p.At = h.now
	return p, nil
}

// engage gives somebody a position.
func (h *house) engage(name string, id news.UserID, grants ...news.Grant) {
	h.people[name] = newsroom.Person{User: id, Name: name, Grants: grants, Strong: true, Fresh: morning}
}

// furnish sets the paper up.
func (h *house) furnish() {
	e := &news.Edition{Settings: news.Settings{Name: "Kabar Uji", BaseURL: "https://kabar.example"}}
	h.must(newsroom.ChangeSettings{Edition: e})
	h.edition = e.ID
	city, sport := &news.Section{Edition: e.ID, Name: "Kota"}, &news.Section{Edition: e.ID, Name: "Olahraga"}
	h.must(newsroom.DefineSection{Section: city})
	h.must(newsroom.DefineSection{Section: sport})
	h.city, h.sport = city.ID, sport.ID
	h.tag = news.Tag{Edition: e.ID, Name: "Pasar"}
	h.must(newsroom.DefineTag{Tag: &h.tag})
	h.writer = news.Person{Name: "Ranita Wulung", Active: true}
	h.must(newsroom.DefinePerson{Edition: e.ID, Person: &h.writer})
	h.engage("rani", 1, news.Grant{Position: news.Penulis})
	h.engage("rudi", 2, news.Grant{Position: news.Redaktur})
	h.engage("pemi", 3, news.Grant{Position: news.Pemred})
	h.engage("pemi2", 3, news.Grant{Position: news.Pemred})
	h.engage("adi", 4, news.Grant{Position: news.Admin})
}

func (h *house) must(cmd newsroom.Command) newsroom.Result {
	h.Helper()
	r, err := h.room.Do(h.ctx, newsroom.Operator(), cmd)
	if err != nil {
		h.Fatalf("%T: %v", cmd, err)
	}
	return r
}

// content is a text that can be published.
func (h *house) content(headline string) news.Content {
	c := news.Content{Headline: headline, Section: h.city, Tags: []news.TagID{h.tag.ID}, Kind: news.KindNews, Language: "id",
		Byline: []news.Credit{{Person: h.writer.ID, Role: news.RoleReporter}}}
	c.Body.Blocks = []body.Block{&body.Paragraph{Text: body.Text("Hujan turun sejak pagi di " + headline + ".")}}
	c.Body.AssignIDs(headline)
	return c
}

// published makes a live article as the operator.
func (h *house) published(headline string) newsroom.Result {
	h.Helper()
	r := h.must(newsroom.Create{Edition: h.edition, Content: h.content(headline)})
	return h.must(newsroom.Publish{Article: r.Article})
}

// answer is what came back.
type answer struct {
	*httptest.ResponseRecorder
	Status int
}

// ask sends a request; body is a JSON text or a value.
func (h *house) ask(name, method, path string, in any, headers ...string) answer {
	var b io.Reader
	switch v := in.(type) {
	case nil:
	case string:
		b = strings.NewReader(v)
	case []byte:
		b = bytes.NewReader(v)
	default:
		text, err := json.Marshal(v)
		if err != nil {
			h.Fatal(err)
		}
		b = bytes.NewReader(text)
	}
	r := httptest.NewRequest(method, "https://kabar.example"+protocol.Prefix+path, b)
	if in != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if name != "" {
		r.Header.Set("Authorization", "Bearer "+name)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, r)
	return answer{w, w.Code}
}

// into reads the answer's JSON.
func (h *house) into(a answer, v any) {
	h.Helper()
	if err := json.Unmarshal(a.Body.Bytes(), v); err != nil {
		h.Fatalf("%d %s: %v", a.Status, a.Body, err)
	}
}

// sqlite is an empty place in memory's nearest relative.
func sqlite(t testing.TB) store.Options { return store.Options{Dir: t.TempDir()} }
