package sitetest

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"warta/internal/body"
	"warta/internal/cache"
	"warta/internal/ingest"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/search"
	"warta/internal/site"
	"warta/internal/store"
	"warta/internal/store/storetest"
)

// Moment is the fixture's time: 28 June 2025, 18:00 in Jakarta.
var Moment = time.Date(2025, 6, 28, 11, 0, 0, 0, time.UTC)

// Host is the paper's own name; requests carry it unless they say otherwise.
const Host = "koranmetro.example"

// Options of a paper. The zero value has the default theme and no article.
type Options struct {
	// ThemeDir holds theme folders.
	ThemeDir string
	// Settings changes the seed's settings before the paper opens.
	Settings func(*news.Settings)
	// Published wraps the readers' side, to count or to break it.
	Published func(store.Published) store.Published
	// CacheDir keeps last good copies.
	CacheDir  string
	Storybook bool
	// Media opens renditions; nil has none.
	Media func(ctx context.Context, name string) (io.ReadSeekCloser, error)
	// Preview opens files that are not public; nil opens none.
	Preview func(r *http.Request, name string) io.ReadSeekCloser
	// Previews open links to drafts; the zero value opens none.
	Previews site.Previews
	// SearchBurst is the number of searches at once; 0 is as many as a test asks.
	SearchBurst int
}

// Paper is a whole newspaper that runs: database, newsroom, cache, site and
// HTTP server.
type Paper struct {
	TB       testing.TB
	DB       store.Database
	Newsroom *newsroom.Newsroom
	Cache    *cache.Cache
	Site     *site.Server
	URL      string
	Clock    *storetest.Clock
	Edition  news.Edition
	// Seed is the seed's article; Cited are those of its lists, by list
	// ("related", "readalso", "latest") in the list's order.
	Seed  news.ArticleID
	Path  string
	Cited map[string][]news.ArticleID
	Log   *bytes.Buffer

	options     site.Options
	index       *search.Indexer
	second      *site.Server
	secondCache *cache.Cache
}

// Settings are those of the seed page (seed-page.md section 5).
func Settings() news.Settings {
	return news.Settings{Name: "Koran Metro", BaseURL: "http://" + Host, Outlet: "koranmetro.com", Locale: "id", Zone: "Asia/Jakarta",
		Share: []string{"facebook", "twitter", "whatsapp", "telegram", "line", "copy"}}
}

// Open opens an empty paper.
func Open(t testing.TB, place store.Options, o Options) *Paper {
	t.Helper()
	p := &Paper{TB: t, Clock: &storetest.Clock{At: Moment}, Cited: map[string][]news.ArticleID{}, Log: &bytes.Buffer{}}
	place.Now = p.Clock.Now
	place.Logger = slog.New(slog.DiscardHandler)
	p.DB = storetest.Open(t, place)
	p.Newsroom = newsroom.New(p.DB, newsroom.Options{Applied: p.apply})
	p.Edition.Settings = Settings()
	if o.Settings != nil {
		o.Settings(&p.Edition.Settings)
	}
	p.Do(newsroom.ChangeSettings{Edition: &p.Edition})
	p.Serve(o)
	return p
}

// Serve starts cache, site and server, anew if they ran before: with the same
// CacheDir that is a restart of the node.
func (p *Paper) Serve(o Options) {
	p.TB.Helper()
	if p.Cache != nil {
		if err := p.Cache.Close(); err != nil {
			p.TB.Fatal(err)
		}
	}
	var err error
	if p.Cache, err = cache.New(cache.Options{Dir: o.CacheDir, Now: p.Clock.Now}); err != nil {
		p.TB.Fatal(err)
	}
	published := p.DB.Published()
	if o.Published != nil {
		published = o.Published(published)
	}
	p.index = search.NewIndexer(search.Options{Published: p.DB.Published(), Search: p.DB.Search(), Ledger: p.DB.Ledger(),
		Changed: func(seq news.Seq) { p.Cache.Purge(int64(seq), site.KeySearch) }})
	if err := p.index.CatchUp(context.Background()); err != nil {
		p.TB.Fatal(err)
	}
	if o.SearchBurst == 0 {
		o.SearchBurst = 1 << 20
	}
	p.options = site.Options{Published: published, Reads: p.DB.Reads(), Cache: p.Cache, Search: search.NewEngine(p.DB.Search()), SearchBurst: o.SearchBurst, ThemeDir: o.ThemeDir,
		Storybook: o.Storybook, Media: o.Media, Preview: o.Preview, Previews: o.Previews, RenderTime: 10 * time.Second, Now: p.Clock.Now, Logger: slog.New(slog.NewTextHandler(p.Log, nil))}
	if p.Site, err = site.New(p.options); err != nil {
		p.TB.Fatal(err)
	}
	server := httptest.NewServer(p.Site.Handler())
	p.TB.Cleanup(server.Close)
	p.URL = server.URL
}

// apply is what the binary does with a change's events.
func (p *Paper) apply(events []news.Event) {
	if p.Cache == nil {
		return
	}
	for _, e := range events {
		if len(e.Drop) > 0 {
			p.Cache.Drop(int64(e.Seq), e.Drop...)
		}
		p.Cache.Purge(int64(e.Seq), e.Keys...)
		if e.Kind == news.EventSettings {
			if err := p.Site.Reload(context.Background()); err != nil {
				p.TB.Log("reload: ", err)
			}
		}
	}
	if err := p.index.CatchUp(context.Background()); err != nil {
		p.TB.Log("index: ", err)
	}
}

// Do runs a command as the operator.
func (p *Paper) Do(cmd newsroom.Command) newsroom.Result {
	p.TB.Helper()
	res, err := p.Newsroom.Do(context.Background(), newsroom.Operator(), cmd)
	if err != nil {
		p.TB.Fatal(err)
	}
	return res
}

// Change changes the edition's settings while the paper runs.
func (p *Paper) Change(fn func(*news.Settings)) {
	p.TB.Helper()
	fn(&p.Edition.Settings)
	p.Do(newsroom.ChangeSettings{Edition: &p.Edition})
}

// Content gives the live content of an article.
func (p *Paper) Content(id news.ArticleID) news.Content {
	p.TB.Helper()
	var c news.Content
	err := p.DB.Published().View(context.Background(), p.Edition.ID, func(v store.View) error {
		a, err := v.Article(context.Background(), id)
		c = a.Content
		return err
	})
	if err != nil {
		p.TB.Fatal(err)
	}
	return c
}

// Edit changes a live article without a word to readers.
func (p *Paper) Edit(id news.ArticleID, fn func(*news.Content)) {
	p.TB.Helper()
	c := p.Content(id)
	fn(&c)
	p.Do(newsroom.Update{Article: id, Content: &c, Class: news.Minor, Imported: true})
}

// Article publishes an article as of a time.
func (p *Paper) Article(c news.Content, at time.Time) newsroom.Result {
	p.TB.Helper()
	made := p.Do(newsroom.Create{Edition: p.Edition.ID, Content: c, Imported: true})
	return p.Do(newsroom.Publish{Article: made.Article, At: at, Imported: true})
}

// Section makes a section.
func (p *Paper) Section(name string) news.SectionID {
	p.TB.Helper()
	s := news.Section{Edition: p.Edition.ID, Name: name}
	p.Do(newsroom.DefineSection{Section: &s})
	return s.ID
}

// Body makes a text of paragraphs.
func Body(paragraphs ...string) body.Doc {
	var d body.Doc
	for _, text := range paragraphs {
		d.Blocks = append(d.Blocks, &body.Paragraph{Text: body.Text(text)})
	}
	d.AssignIDs(fmt.Sprint(paragraphs))
	return d
}

// SeedFile is the page's text, byte for byte.
func SeedFile(t testing.TB) []byte {
	t.Helper()
	data, err := os.ReadFile(sampleFile("seed.txt"))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func sampleFile(name string) string {
	_, here, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(here), "..", "..", "sample", name)
}

// supplement is what a capture cannot hold: seed-page.md section 5.
type supplement struct {
	Section string                          `json:"section"`
	Times   map[string]map[string]time.Time `json:"times"`
}

// ImportSeed brings the seed's thirteen articles in as any capture is brought
// in.
func (p *Paper) ImportSeed() {
	p.TB.Helper()
	var sup supplement
	data, err := os.ReadFile(sampleFile("supplement.json"))
	if err == nil {
		err = json.Unmarshal(data, &sup)
	}
	if err != nil {
		p.TB.Fatal(err)
	}
	source, err := ingest.Lookup("page")
	if err != nil {
		p.TB.Fatal(err)
	}
	batch, err := source.Read(SeedFile(p.TB), ingest.Options{Name: "seed.txt", Outlet: p.Edition.Settings.Outlet})
	if err != nil {
		p.TB.Fatal(err)
	}
	refs := map[int64]int{}
	for i := range batch.Items {
		refs[batch.Items[i].Ref] = i
	}
	count := map[string]int{}
	for _, c := range batch.Items[0].Cites {
		count[c.List]++
		item := &batch.Items[refs[c.Ref]]
		if at, ok := sup.Times[c.List][strconv.Itoa(count[c.List])]; ok && item.Published.IsZero() {
			item.Published = at.UTC()
		}
	}
	report, err := p.Newsroom.Import(context.Background(), newsroom.Importer(), newsroom.ImportRun{
		Edition: p.Edition.ID, Batch: batch, Section: sup.Section, Publish: true})
	if err != nil {
		p.TB.Fatal(err)
	}
	ids := map[int64]news.ArticleID{}
	for _, r := range report {
		if r.Path == "" {
			p.TB.Fatalf("%q was not published: %s", r.Headline, r.Why)
		}
		ids[r.Ref] = r.Article
	}
	p.Seed, p.Path = report[0].Article, report[0].Path
	for _, c := range batch.Items[0].Cites {
		p.Cited[c.List] = append(p.Cited[c.List], ids[c.Ref])
	}
}

// Answer is what a reader got; Body is decompressed.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
	// Sent is the number of bytes as they were sent.
	Sent int
}

// Get fetches a path. Redirects are not followed.
func (p *Paper) Get(path string, header ...string) Answer {
	p.TB.Helper()
	return p.Send(http.MethodGet, path, header...)
}

// Send sends a request; headers are pairs of name and value.
func (p *Paper) Send(method, path string, header ...string) Answer {
	p.TB.Helper()
	req, err := http.NewRequest(method, p.URL+path, nil)
	if err != nil {
		p.TB.Fatal(err)
	}
	req.Host = Host
	req.Header.Set("Accept-Encoding", "identity")
	for i := 0; i+1 < len(header); i += 2 {
		if header[i] == "Host" {
			req.Host = header[i+1]
		}
		req.Header.Set(header[i], header[i+1])
	}
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		p.TB.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		p.TB.Fatal(err)
	}
	out := Answer{Status: res.StatusCode, Header: res.Header, Body: raw, Sent: len(raw)}
	if res.Header.Get("Content-Encoding") == "gzip" {
		z, err := gzip.NewReader(bytes.NewReader(raw))
		if err == nil {
			out.Body, err = io.ReadAll(z)
		}
		if err != nil {
			p.TB.Fatal(err)
		}
	}
	return out
}

// Text is text(page) of a path that answers 200.
func (p *Paper) Text(path string, header ...string) string {
	p.TB.Helper()
	a := p.Get(path, header...)
	if a.Status != http.StatusOK {
		p.TB.Fatalf("GET %s: status %d\n%s\n%s", path, a.Status, a.Body, p.Log)
	}
	text, err := Text(a.Body)
	if err != nil {
		p.TB.Fatalf("GET %s: %v", path, err)
	}
	return text
}

// Fresh is the answer of a second site on the same database, whose cache is
// emptied first.
func (p *Paper) Fresh(path string) Answer {
	p.TB.Helper()
	if p.second == nil {
		var err error
		o := p.options
		if o.Cache, err = cache.New(cache.Options{Now: p.Clock.Now}); err == nil {
			p.secondCache = o.Cache
			p.second, err = site.New(o)
		}
		if err != nil {
			p.TB.Fatal(err)
		}
	}
	p.secondCache.Reset(0)
	w := httptest.NewRecorder()
	p.second.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://"+Host+path, nil))
	return Answer{Status: w.Code, Header: w.Header(), Body: w.Body.Bytes()}
}

// Fill publishes n articles, spread over the sections, each a minute older than
// the one before, straight through the store: a big paper in seconds.
func Fill(tb testing.TB, p *Paper, n int, sections []news.SectionID) {
	tb.Helper()
	ctx := context.Background()
	text := strings.Repeat("Warga berkumpul di balai desa sejak pagi untuk membahas pembagian air. ", 8)
	doc := Body(text, text, text, text, text, text)
	for from := 0; from < n; from += 500 {
		err := p.DB.Write(ctx, func(tx store.Tx) error {
			for i := from; i < min(from+500, n); i++ {
				at := Moment.Add(-time.Duration(i+1) * 17 * time.Minute)
				sec := sections[i%len(sections)]
				c := news.Content{Headline: fmt.Sprintf("Warga sepakati pembagian air putaran %d", i), Section: sec, Kind: news.KindNews,
					Standfirst: "Kesepakatan dicapai setelah tiga malam.", Byline: []news.Credit{{Name: "Ayu", Role: news.RoleReporter}}, Body: doc}
				a := news.Article{Edition: p.Edition.ID, Work: news.Settled, Public: news.Live, Revision: 1,
					Dates: news.Dates{Created: at, FirstPublished: at, Display: at}}
				if err := tx.Articles().Create(ctx, &a, nil); err != nil {
					return err
				}
				v := news.Version{Article: a.ID, Revision: 1, Content: c, FrozenAt: at, By: "fill"}
				if err := tx.Articles().AddVersion(ctx, &v); err != nil {
					return err
				}
				pub := store.PublishedArticle{ID: a.ID, Edition: p.Edition.ID, Version: v.ID, Path: fmt.Sprintf("/2025/isi/%d", i),
					Dates: a.Dates, Content: c, Listed: true, Sections: []news.SectionID{sec}, Words: c.Body.Words()}
				if err := tx.Publishing().Show(ctx, &pub, at); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			tb.Fatal(err)
		}
	}
}
