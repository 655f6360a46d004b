package main

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"warta/internal/body"
	"warta/internal/cache"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/search"
	"warta/internal/site"
)

// TestEveryCachedPageEqualsAFreshOne changes the sample newspaper at random
// and compares, after each change, what the cache answers with what a site
// that has cached nothing prints of the same database (architecture.md,
// invariant 1). A page that forgot a surrogate key is found here.
func TestEveryCachedPageEqualsAFreshOne(t *testing.T) {
	steps := 80
	if os.Getenv("WARTA_NIGHTLY") != "" {
		steps = 5000
	}
	seed := uint64(time.Now().UnixNano())
	if s := os.Getenv("WARTA_SEED"); s != "" {
		seed, _ = strconv.ParseUint(s, 10, 64)
	}
	t.Logf("WARTA_SEED=%d repeats this run", seed)
	c := newChanges(t, rand.New(rand.NewPCG(seed, 0)))
	for step := range steps {
		what := c.change(t)
		c.clock.Set(c.clock.Now().Add(time.Duration(c.rand.IntN(90)) * time.Minute))
		for _, path := range c.pick(14) {
			status, _, got := get(t, c.home+path)
			freshStatus, want := c.fresh(t, path)
			if status != freshStatus || !bytes.Equal(got, want) {
				t.Fatalf("step %d, after %s: %s is %d from the cache and %d afresh\n%s",
					step, what, path, status, freshStatus, firstDifference(got, want))
			}
		}
	}
	if c.counts["refused"] > steps/2 {
		t.Errorf("most changes were refused, so little was tried: %v", c.counts)
	}
	t.Logf("changes: %v", c.counts)
}

// changes are a newspaper that is being changed at random.
type changes struct {
	*demoPaper
	rand     *rand.Rand
	paths    []string
	articles []news.ArticleID
	counts   map[string]int
	made     int
	// second is a site of its own on the same database, with its own cache.
	second    http.Handler
	forgetful *cache.Cache
}

func newChanges(t *testing.T, r *rand.Rand) *changes {
	d := newDemo(t)
	c := &changes{demoPaper: d, rand: r, counts: map[string]int{}}
	var err error
	if c.forgetful, err = cache.New(cache.Options{Now: d.clock.Now, Definite: definite}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.forgetful.Close() })
	second, err := site.New(site.Options{Published: d.db.Published(), Reads: d.db.Reads(), Cache: c.forgetful,
		Search: search.NewEngine(d.db.Search()), SearchRate: 1000, SearchBurst: 8000,
		Now: d.clock.Now, Storybook: true, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	c.second = second.Handler()
	c.paths = []string{"/", "/feed.xml", "/daerah", "/opini", "/budaya", "/internasional", "/daerah/feed.xml", "/tidak-ada", "/cari", "/cari?q=laut", "/cari?q=pasar&urut=terbaru", "/cari?q=xyzzy", "/-/saran?q=pa", "/2025/06/26/harga-pasar-lawang",
		d.aTag(), "/penulis/maheswari-lintang",
		"/terbaru", "/populer", "/populer?rentang=minggu&rubrik=daerah", "/indeks", "/indeks/2025/06", "/indeks/2025/06/26?rubrik=ekonomi",
		"/indeks/2025", "/topik/festival-layar", "/topik/rob-dan-krisis-air?urut=terlama",
		"/tersimpan", "/sw.js", "/manifest.webmanifest"}
	for id := news.ArticleID(1); id <= 55; id++ {
		c.articles = append(c.articles, id)
		if v, err := c.live(id); err == nil {
			c.paths = append(c.paths, v.path)
		}
	}
	return c
}

// pick gives the front and some other addresses, the newest among them.
func (c *changes) pick(n int) []string {
	out := []string{"/", c.seed, c.paths[len(c.paths)-1]}
	for len(out) < n {
		path := c.paths[c.rand.IntN(len(c.paths))]
		if c.rand.IntN(4) == 0 {
			path = strings.TrimSuffix("/lite"+path, "/")
		}
		out = append(out, path)
	}
	return out
}

// fresh prints a page with a second site, which forgets all that it kept first.
func (c *changes) fresh(t *testing.T, path string) (int, []byte) {
	t.Helper()
	c.forgetful.Reset(0)
	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Host = strings.TrimPrefix(c.home, "http://")
	c.second.ServeHTTP(w, r)
	return w.Code, w.Body.Bytes()
}

type livePage struct {
	content news.Content
	path    string
}

// change does one thing to the newspaper, and says what.
func (c *changes) change(t *testing.T) string {
	t.Helper()
	id := c.articles[c.rand.IntN(len(c.articles))]
	kinds := []struct {
		name string
		do   func(news.ArticleID) error
	}{
		{"publish", c.publish}, {"headline", c.headline}, {"slug", c.slug}, {"move", c.move}, {"tags", c.tags},
		{"correct", c.correct}, {"withdraw", c.withdraw}, {"section name", c.renameSection}, {"person", c.renamePerson},
		{"settings", c.settings}, {"body", c.body}, {"arrange", c.arrange}, {"arrange", c.arrange}, {"topic", c.topic}, {"advertorial", c.advertorial}, {"photo", c.photo},
		{"undo", c.undo}, {"undo", c.undoUpdate}, {"schedule", c.schedule}, {"sweep", c.sweep}, {"reinstate", c.reinstate}, {"embargo", c.embargo}, {"expire", c.expire},
	}
	k := kinds[c.rand.IntN(len(kinds))]
	if k.name == "withdraw" && c.rand.IntN(3) > 0 {
		k = kinds[0]
	}
	err := k.do(id)
	c.counts[k.name]++
	switch kind := news.KindOf(err); {
	case err == nil:
	case kind == news.Conflict || kind == news.NotFound || kind == news.Invalid:
		c.counts["refused"]++
	default:
		t.Fatalf("%s of article %d: %v", k.name, id, err)
	}
	return fmt.Sprintf("%s of article %d (%v)", k.name, id, err)
}

func (c *changes) word() string {
	words := strings.Fields("pasar feri bakau garam dermaga mercusuar layar gong pantun hujan kapal jembatan <b>tebal</b> & \"kutip\" Afterlove\u202fEP")
	return words[c.rand.IntN(len(words))]
}

func (c *changes) publish(news.ArticleID) error {
	c.made++
	content := news.Content{Headline: fmt.Sprintf("Berita ke-%d tentang %s", c.made, c.word()), Section: news.SectionID(1 + c.rand.IntN(9)),
		Byline: []news.Credit{{Person: news.PersonID(1 + c.rand.IntN(12)), Role: news.RoleReporter}},
		Tags:   []news.TagID{news.TagID(1 + c.rand.IntN(30))}, Standfirst: "Ringkasan " + c.word(),
		Body: body.Doc{Version: 1, Blocks: []body.Block{
			&body.Paragraph{Text: body.Text("Paragraf tentang " + c.word() + ".")},
			&body.ReadAlso{Refs: []int64{int64(c.articles[c.rand.IntN(len(c.articles))])}}}}}
	content.Body.AssignIDs("")
	r, err := c.do(newsroom.Create{Edition: 1, Content: content})
	if err != nil {
		return err
	}
	r, err = c.do(newsroom.Publish{Article: r.Article})
	if err == nil {
		c.articles = append(c.articles, r.Article)
		c.paths = append(c.paths, r.Path)
	}
	return err
}

// undo publishes something and takes it back; the address stays in the list of
// pages to compare.
func (c *changes) undo(id news.ArticleID) error {
	if err := c.publish(id); err != nil {
		return err
	}
	c.peek()
	_, err := c.do(newsroom.Undo{Article: c.articles[len(c.articles)-1]})
	if err == nil && c.rand.IntN(3) == 0 {
		c.peek()
		_, err = c.do(newsroom.Publish{Article: c.articles[len(c.articles)-1]})
	}
	return err
}

// undoUpdate changes a live article, its address included, and takes that back.
func (c *changes) undoUpdate(id news.ArticleID) error {
	change := []func(news.ArticleID) error{c.headline, c.slug, c.move, c.tags, c.photo, c.topic}[c.rand.IntN(6)]
	if err := change(id); err != nil {
		return err
	}
	c.peek()
	_, err := c.do(newsroom.Undo{Article: id})
	return err
}

// peek puts some pages into the cache between two changes.
func (c *changes) peek() {
	for _, path := range c.pick(5) {
		if res, err := http.Get(c.home + path); err == nil {
			io.Copy(io.Discard, res.Body)
			res.Body.Close()
		}
	}
}

// schedule writes an article, sometimes under embargo, for a moment to come.
func (c *changes) schedule(news.ArticleID) error {
	c.made++
	content := news.Content{Headline: fmt.Sprintf("Terjadwal ke-%d tentang %s", c.made, c.word()), Section: news.SectionID(1 + c.rand.IntN(9)),
		Byline: []news.Credit{{Person: news.PersonID(1 + c.rand.IntN(12)), Role: news.RoleReporter}},
		Tags:   []news.TagID{news.TagID(1 + c.rand.IntN(30))},
		Body:   body.Doc{Version: 1, Blocks: []body.Block{&body.Paragraph{Text: body.Text("Isi " + c.word() + ".")}}}}
	content.Body.AssignIDs("")
	r, err := c.do(newsroom.Create{Edition: 1, Content: content})
	if err != nil {
		return err
	}
	at := c.clock.Now().Add(time.Duration(1+c.rand.IntN(120)) * time.Minute)
	if c.rand.IntN(2) == 0 {
		if _, err := c.do(newsroom.SetEmbargo{Article: r.Article, Until: at}); err != nil {
			return err
		}
	}
	_, err = c.do(newsroom.Schedule{Article: r.Article, At: at})
	c.articles = append(c.articles, r.Article)
	return err
}

// sweep lets the clock do what is due.
func (c *changes) sweep(news.ArticleID) error {
	_, err := c.room.Sweep(c.ctx())
	return err
}

func (c *changes) reinstate(news.ArticleID) error {
	for _, i := range c.rand.Perm(len(c.articles)) {
		if _, err := c.do(newsroom.Reinstate{Article: c.articles[i], Reason: "Putusan itu dibatalkan."}); err == nil {
			return nil
		}
	}
	return news.E(news.Conflict, "reinstate", nil)
}

func (c *changes) embargo(id news.ArticleID) error {
	if c.rand.IntN(2) == 0 {
		_, err := c.do(newsroom.LiftEmbargo{Article: id, Reason: "Sumber setuju lebih awal."})
		return err
	}
	_, err := c.do(newsroom.SetEmbargo{Article: id, Until: c.clock.Now().Add(time.Hour)})
	return err
}

func (c *changes) expire(id news.ArticleID) error {
	if err := c.advertorial(id); err != nil {
		return err
	}
	_, err := c.do(newsroom.SetExpiry{Article: id, At: c.clock.Now().Add(time.Duration(1+c.rand.IntN(90)) * time.Minute)})
	return err
}

func (c *changes) update(id news.ArticleID, fn func(*news.Content)) error {
	p, err := c.live(id)
	if err != nil {
		return err
	}
	fn(&p.content)
	class := news.Minor
	if c.rand.IntN(2) == 0 {
		class = news.Substantial
	}
	r, err := c.do(newsroom.Update{Article: id, Content: &p.content, Class: class, Imported: true})
	if err == nil && r.Path != p.path {
		c.paths = append(c.paths, r.Path)
	}
	return err
}

func (c *changes) headline(id news.ArticleID) error {
	return c.update(id, func(x *news.Content) { x.Headline += " " + c.word() })
}

func (c *changes) slug(id news.ArticleID) error {
	return c.update(id, func(x *news.Content) { x.Slug = fmt.Sprintf("alamat-%d", c.rand.IntN(40)) })
}

func (c *changes) move(id news.ArticleID) error {
	return c.update(id, func(x *news.Content) {
		x.Section = news.SectionID(1 + c.rand.IntN(9))
		if c.rand.IntN(3) == 0 {
			x.More = []news.SectionID{news.SectionID(1 + c.rand.IntN(9))}
		}
	})
}

func (c *changes) tags(id news.ArticleID) error {
	return c.update(id, func(x *news.Content) {
		x.Tags = []news.TagID{news.TagID(1 + c.rand.IntN(30)), news.TagID(1 + c.rand.IntN(30))}
		x.Byline = []news.Credit{{Person: news.PersonID(1 + c.rand.IntN(12)), Role: news.RoleReporter}, {Person: news.PersonID(1 + c.rand.IntN(12)), Role: news.RoleEditor}}
	})
}

func (c *changes) body(id news.ArticleID) error {
	return c.update(id, func(x *news.Content) {
		x.Body.Blocks = append(x.Body.Blocks, &body.ReadAlso{Refs: []int64{int64(c.articles[c.rand.IntN(len(c.articles))])}})
		x.Body.AssignIDs("")
	})
}

func (c *changes) photo(id news.ArticleID) error {
	return c.update(id, func(x *news.Content) {
		x.Lead = &news.LeadMedia{Asset: news.AssetID(1 + c.rand.IntN(8)), Caption: c.word(), Decorative: true}
	})
}

func (c *changes) advertorial(id news.ArticleID) error {
	return c.update(id, func(x *news.Content) { x.Kind, x.Label = news.KindAdvertorial, news.AdLabels[c.rand.IntN(4)] })
}

// arrange puts a random front on the home page or on a section's.
func (c *changes) arrange(id news.ArticleID) error {
	f := news.Front{Edition: 1}
	if c.rand.IntN(3) == 0 {
		f.Of.Section = news.SectionID(1 + c.rand.IntN(9))
	}
	one := func() news.ArticleID { return c.articles[c.rand.IntN(len(c.articles))] }
	soon := func() time.Time { return c.clock.Now().Add(time.Duration(1+c.rand.IntN(300)) * time.Minute) }
	if f.Of.Section == 0 && c.rand.IntN(2) == 0 {
		f.Breaking = &news.Breaking{Text: "Baru saja: " + c.word(), Article: id, Until: soon()}
	}
	for range c.rand.IntN(4) {
		f.Trending = append(f.Trending, news.Trend{Tag: news.TagID(1 + c.rand.IntN(40)), Topic: news.TopicID(c.rand.IntN(6))})
	}
	layouts := []string{"lead", "section", "list", "grid", "opinion", "media", "headlines", ""}
	fills := []news.Fill{{}, {By: "none"}, {By: "section", ID: int64(1 + c.rand.IntN(9))}, {By: "tag", ID: int64(1 + c.rand.IntN(36))},
		{By: "topic", ID: int64(1 + c.rand.IntN(4))}, {By: "kind", Kind: news.ArticleKinds[c.rand.IntN(len(news.ArticleKinds))]},
		{By: "section", ID: int64(1 + c.rand.IntN(9)), Kind: news.KindFeature}, {MaxAgeHours: 1 + c.rand.IntN(90)},
		{Order: "read"}, {By: "section", ID: 1, Order: "read_week"}, {By: "topic", ID: 1, Order: "read_week"}}
	for range c.rand.IntN(8) {
		g := news.Container{Name: c.word(), Layout: layouts[c.rand.IntN(len(layouts))], Capacity: 1 + c.rand.IntN(7),
			Fill: fills[c.rand.IntN(len(fills))], AllowRepeat: c.rand.IntN(5) == 0}
		for range c.rand.IntN(4) {
			card := news.FrontCard{Article: one(), Pin: c.rand.IntN(2) == 0, HideImage: c.rand.IntN(6) == 0}
			if c.rand.IntN(3) == 0 {
				card.ExpiresAt = soon()
			}
			if c.rand.IntN(3) == 0 {
				card.Image, card.Headline = news.AssetID(1+c.rand.IntN(26)), "Kata meja redaksi "+c.word()
			}
			if c.rand.IntN(3) == 0 {
				card.SubLinks = []news.FrontLink{{Article: one()}, {URL: "/" + "daerah", Headline: c.word()}}
			}
			g.Cards = append(g.Cards, card)
		}
		f.Containers = append(f.Containers, g)
	}
	_, err := c.do(newsroom.ArrangeFront{Front: &f})
	return err
}

// topic moves an article to a topic, or renames one.
func (c *changes) topic(id news.ArticleID) error {
	if c.rand.IntN(2) == 0 {
		return c.update(id, func(x *news.Content) { x.Topic = news.TopicID(c.rand.IntN(5)) })
	}
	_, err := c.do(newsroom.DefineTopic{Topic: &news.Topic{ID: news.TopicID(1 + c.rand.IntN(4)), Edition: 1,
		Name: "Utas " + c.word(), Slug: fmt.Sprintf("utas-%d", c.rand.IntN(30)), Summary: c.word(), Lead: news.AssetID(c.rand.IntN(9))}})
	return err
}

func (c *changes) correct(id news.ArticleID) error {
	_, err := c.do(newsroom.Correct{Article: id, Kind: news.AmendmentKinds[c.rand.IntN(4)],
		Note: "Sebelumnya tertulis lain; yang benar adalah " + c.word() + ".", Reply: c.articles[c.rand.IntN(len(c.articles))]})
	return err
}

func (c *changes) withdraw(id news.ArticleID) error {
	if c.rand.IntN(2) == 0 {
		id = c.articles[len(c.articles)-1]
	}
	_, err := c.do(newsroom.Withdraw{Article: id, Ground: news.Grounds[c.rand.IntN(len(news.Grounds))],
		Reason: "Ditarik oleh uji acak atas dasar yang disebutkan."})
	return err
}

func (c *changes) renameSection(news.ArticleID) error {
	id := news.SectionID(1 + c.rand.IntN(9))
	s, err := c.section(id)
	if err != nil {
		return err
	}
	s.Name = strings.ToUpper(c.word()) + fmt.Sprint(c.rand.IntN(1000))
	_, err = c.do(newsroom.DefineSection{Section: &s})
	return err
}

func (c *changes) renamePerson(news.ArticleID) error {
	p, err := c.person(news.PersonID(1 + c.rand.IntN(12)))
	if err != nil {
		return err
	}
	p.Name, p.Bio = "Nama "+c.word(), "Riwayat "+c.word()
	_, err = c.do(newsroom.DefinePerson{Edition: 1, Person: &p})
	return err
}

func (c *changes) settings(news.ArticleID) error {
	e, err := c.edition()
	if err != nil {
		return err
	}
	switch c.rand.IntN(4) {
	case 0:
		e.Settings.Tagline = "Semboyan " + c.word()
	case 1:
		e.Settings.LatestLimit = 1 + c.rand.IntN(5)
	case 2:
		e.Settings.Zone = []string{"Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"}[c.rand.IntN(3)]
	case 3:
		e.Settings.Locale = []string{"id", "en"}[c.rand.IntN(2)]
	}
	_, err = c.do(newsroom.ChangeSettings{Edition: &e})
	return err
}

func firstDifference(got, want []byte) string {
	g, w := strings.Split(string(got), "\n"), strings.Split(string(want), "\n")
	for i := range max(len(g), len(w)) {
		var a, b string
		if i < len(g) {
			a = g[i]
		}
		if i < len(w) {
			b = w[i]
		}
		if a != b {
			at := 0
			for at < min(len(a), len(b)) && a[at] == b[at] {
				at++
			}
			from := max(0, at-150)
			return fmt.Sprintf("line %d, byte %d\ncached: %.400s\n fresh: %.400s", i+1, at, a[from:], b[from:])
		}
	}
	return "no line differs"
}
