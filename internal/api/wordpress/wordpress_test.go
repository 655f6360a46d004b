package wordpress_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"warta/internal/api/wordpress"
	"warta/internal/body"
	"warta/internal/cache"
	"warta/internal/locale"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/search"
	"warta/internal/store"
	"warta/internal/store/storetest"
)

const (
	base   = "https://koran.example"
	canary = "KANARI-4471"
)

// paper is a small newspaper: 25 articles of two sections, a static page, a
// withdrawn article, drafts, photos.
type paper struct {
	db      store.Database
	room    *newsroom.Newsroom
	kept    *cache.Cache
	facade  *wordpress.Facade
	edition news.EditionID
	// ids of articles by number, 0 to 24.
	ids                            []news.ArticleID
	city, market, sport            news.SectionID
	tag                            news.TagID
	ranita, bram                   news.PersonID
	shown, hidden                  news.AssetID
	draft, gone, scheduled, static news.ArticleID
	clock                          *storetest.Clock
}

var made struct {
	once sync.Once
	p    *paper
}

func TestMain(m *testing.M) {
	code := m.Run()
	if made.p != nil {
		made.p.db.Close()
		made.p.kept.Close()
	}
	os.Exit(code)
}

// shared gives the newspaper; tests only read it.
func shared(t *testing.T) *paper {
	t.Helper()
	made.once.Do(func() { made.p = build(t) })
	if made.p == nil {
		t.Fatal("the newspaper was not made")
	}
	return made.p
}

func build(t *testing.T) *paper {
	dir, err := os.MkdirTemp("", "warta-wp")
	if err != nil {
		t.Fatal(err)
	}
	clock := &storetest.Clock{At: time.Date(2025, 3, 1, 1, 0, 0, 0, time.UTC)}
	db, err := store.Open(t.Context(), store.Options{Dir: dir, Now: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	p := &paper{db: db, clock: clock}
	if p.kept, err = cache.New(cache.Options{Now: clock.Now}); err != nil {
		t.Fatal(err)
	}
	p.room = newsroom.New(db, newsroom.Options{Applied: func(events []news.Event) {
		for _, e := range events {
			p.kept.Purge(int64(e.Seq), e.Keys...)
		}
	}})
	do := func(c newsroom.Command) newsroom.Result {
		t.Helper()
		clock.At = clock.At.Add(time.Minute)
		r, err := p.room.Do(t.Context(), newsroom.Operator(), c)
		if err != nil {
			t.Fatalf("%T: %v", c, err)
		}
		return r
	}
	e := &news.Edition{Settings: news.Settings{Name: "Kabar Uji", Tagline: "Tiap pagi", BaseURL: base}}
	do(newsroom.ChangeSettings{Edition: e})
	p.edition = e.ID
	city, market, sport := &news.Section{Edition: e.ID, Name: "KOTA"}, &news.Section{Edition: e.ID, Name: "Pasar & Harga"}, &news.Section{Edition: e.ID, Name: "OLAHRAGA"}
	do(newsroom.DefineSection{Section: city})
	market.Parent = city.ID
	do(newsroom.DefineSection{Section: market})
	do(newsroom.DefineSection{Section: sport})
	p.city, p.market, p.sport = city.ID, market.ID, sport.ID
	ranita, bram := &news.Person{Name: "Ranita Wulung", Active: true}, &news.Person{Name: "Bram Tirta", Active: true}
	do(newsroom.DefinePerson{Edition: e.ID, Person: ranita})
	do(newsroom.DefinePerson{Edition: e.ID, Person: bram})
	p.ranita, p.bram = ranita.ID, bram.ID
	tag, secret := &news.Tag{Edition: e.ID, Name: "Cabai"}, &news.Tag{Edition: e.ID, Name: canary}
	do(newsroom.DefineTag{Tag: tag})
	do(newsroom.DefineTag{Tag: secret})
	p.tag = tag.ID
	asset := func(name string) *news.Asset {
		return &news.Asset{Edition: e.ID, Hash: name, Kind: "photo", MIME: "image/jpeg", Width: 1280, Height: 720, Alt: "alt " + name, Caption: "Keterangan " + name, Credit: "Foto: Bram", Name: canary,
			Rights: news.Rights{Category: "staff"}, Renditions: []news.Rendition{{Name: name + "-320.jpg", MIME: "image/jpeg", Width: 320, Height: 180}, {Name: name + "-1280.jpg", MIME: "image/jpeg", Width: 1280, Height: 720}}}
	}
	shown, hidden, was := asset("tampak"), asset("tersembunyi"), asset("dulu")
	err = db.Write(t.Context(), func(tx store.Tx) error {
		for _, a := range []*news.Asset{shown, hidden, was} {
			if err := tx.Media().Put(t.Context(), a); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	p.shown, p.hidden = shown.ID, hidden.ID
	content := func(headline string, c news.Content) news.Content {
		c.Headline = headline
		if c.Section == 0 {
			c.Section = p.city
		}
		if c.Byline == nil {
			c.Byline = []news.Credit{{Person: p.ranita, Role: news.RoleReporter}}
		}
		c.NotesInternal, c.Slugline = canary, canary
		if len(c.Body.Blocks) == 0 {
			c.Body = body.Doc{Version: 1, Blocks: []body.Block{&body.Paragraph{Text: body.Text("Isi dari " + headline + ".")}}}
		}
		c.Body.AssignIDs(headline)
		return c
	}
	for i := range 25 {
		c := news.Content{}
		switch {
		case i%5 == 1:
			c.Section = p.market
		case i%5 == 2:
			c.Section = p.sport
		}
		if i%4 == 0 {
			c.Tags = []news.TagID{p.tag}
		}
		if i%10 == 3 {
			c.Byline = []news.Credit{{Person: p.bram, Role: news.RoleReporter}}
		}
		if i == 24 {
			c.Lead = &news.LeadMedia{Asset: p.shown, Caption: "Di pasar", Alt: "Pasar"}
			c.Standfirst = "Ringkas & padat"
			c.Body.Blocks = []body.Block{&body.Paragraph{Text: body.Text("Harga <naik>.")}, &body.ReadAlso{Refs: []int64{int64(p.ids[3])}}, &body.RawHTML{HTML: "<script>x</script>", Reason: canary}}
		}
		r := do(newsroom.Create{Edition: e.ID, Content: content(fmt.Sprintf("Berita Nomor %d & Lainnya", i), c)})
		do(newsroom.Publish{Article: r.Article, IfRevision: r.Revision})
		p.ids = append(p.ids, r.Article)
	}
	r := do(newsroom.Create{Edition: e.ID, Content: content("Tentang Kami", news.Content{Kind: news.KindPage, Slug: "tentang"})})
	do(newsroom.Publish{Article: r.Article, IfRevision: r.Revision})
	p.static = r.Article
	r = do(newsroom.Create{Edition: e.ID, Content: content(canary+" draf", news.Content{Tags: []news.TagID{secret.ID}, Lead: &news.LeadMedia{Asset: p.hidden, Alt: "x"}})})
	p.draft = r.Article
	r = do(newsroom.Create{Edition: e.ID, Content: content(canary+" terjadwal", news.Content{})})
	do(newsroom.Schedule{Article: r.Article, IfRevision: r.Revision, At: clock.At.Add(100 * time.Hour)})
	p.scheduled = r.Article
	r = do(newsroom.Create{Edition: e.ID, Content: content("Akan Dicabut", news.Content{Lead: &news.LeadMedia{Asset: was.ID, Alt: "x"}})})
	r = do(newsroom.Publish{Article: r.Article, IfRevision: r.Revision})
	p.gone = r.Article
	do(newsroom.Withdraw{Article: r.Article, Ground: news.GroundCourt, Reason: "Dicabut atas perintah pengadilan negeri."})
	index := search.NewIndexer(search.Options{Published: db.Published(), Search: db.Search(), Ledger: db.Ledger()})
	if err := index.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	p.facade = wordpress.New(wordpress.Options{Published: db.Published(), Cache: p.kept, Search: search.NewEngine(db.Search()), SearchKey: "search", Rate: 1e6, Burst: 1e6,
		Edition: func(*http.Request) (news.EditionID, string, *locale.Locale) { return e.ID, base, locale.Get("id") }})
	return p
}

type reply struct {
	status int
	header http.Header
	body   string
}

func (p *paper) get(t *testing.T, address string) reply {
	t.Helper()
	w := httptest.NewRecorder()
	p.facade.ServeHTTP(w, httptest.NewRequest(http.MethodGet, address, nil))
	if !json.Valid(w.Body.Bytes()) {
		t.Errorf("%s is no JSON: %.200s", address, w.Body.String())
	}
	return reply{w.Code, w.Header(), w.Body.String()}
}

func (p *paper) list(t *testing.T, address string) (out []map[string]any, r reply) {
	t.Helper()
	r = p.get(t, address)
	if err := json.Unmarshal([]byte(r.body), &out); err != nil {
		t.Fatalf("%s: %d %.300s", address, r.status, r.body)
	}
	return out, r
}

// numbers gives the ids of a list, articles as their place among the 25.
func (p *paper) numbers(list []map[string]any) []int {
	out := []int{}
	for _, o := range list {
		id := int64(o["id"].(float64))
		out = append(out, slices.Index(p.ids, news.ArticleID(id)))
	}
	return out
}

func TestListsAnswerAsWordPressDoes(t *testing.T) {
	p := shared(t)
	day := p.clock.At
	_ = day
	for _, tc := range []struct {
		ask   string
		want  []int
		total string
	}{
		{"per_page=3", []int{24, 23, 22}, "25"},
		{"per_page=3&page=2", []int{21, 20, 19}, "25"},
		{"per_page=3&offset=1", []int{23, 22, 21}, "25"},
		{"per_page=3&order=asc", []int{0, 1, 2}, "25"},
		{fmt.Sprintf("categories=%d&per_page=2", p.sport), []int{22, 17}, "5"},
		{fmt.Sprintf("categories[]=%d&categories[]=%d&per_page=3", p.sport, p.market), []int{22, 21, 17}, "10"},
		{fmt.Sprintf("categories=%d,%d&per_page=3", p.sport, p.market), []int{22, 21, 17}, "10"},
		{fmt.Sprintf("categories_exclude=%d,%d&per_page=2", p.sport, p.market), []int{24, 23}, "15"},
		{fmt.Sprintf("tags=%d&per_page=2", p.tag), []int{24, 20}, "7"},
		{fmt.Sprintf("tags=%d&categories=%d", p.tag, p.sport), []int{12}, "1"},
		{fmt.Sprintf("author=%d", p.bram), []int{23, 13, 3}, "3"},
		{fmt.Sprintf("author_exclude=%d&per_page=2", p.ranita), []int{23, 13}, "3"},
		{fmt.Sprintf("include=%d,%d", p.ids[2], p.ids[5]), []int{5, 2}, "2"},
		{fmt.Sprintf("include[]=%d&include[]=%d&orderby=include&order=asc", p.ids[5], p.ids[2]), []int{5, 2}, "2"},
		{fmt.Sprintf("exclude=%d&per_page=2", p.ids[24]), []int{23, 22}, "24"},
		{"slug=berita-nomor-7-lainnya", []int{7}, "1"},
		{"slug=tidak-ada", []int{}, "0"},
		{"orderby=id&order=asc&per_page=2", []int{0, 1}, "25"},
		{"orderby=title&order=asc&per_page=2", []int{0, 1}, "25"},
		{"search=nomor+11", []int{11}, ""},
		{"search=xyzzyplugh", []int{}, "0"},
		{"status=publish&context=embed&per_page=1", []int{24}, "25"},
		{"before=2000-01-01T00:00:00", []int{}, "0"},
	} {
		list, r := p.list(t, "/wp-json/wp/v2/posts?"+tc.ask)
		got := p.numbers(list)
		if tc.ask == "search=nomor+11" {
			if len(got) == 0 || !slices.Contains(got, 11) {
				t.Errorf("%s: %v", tc.ask, got)
			}
			continue
		}
		if d := cmp.Diff(tc.want, got); d != "" || r.header.Get("X-WP-Total") != tc.total {
			t.Errorf("%s: total %s, want %s\n%s", tc.ask, r.header.Get("X-WP-Total"), tc.total, d)
		}
	}
	// A period, by the second that is printed.
	five, _ := p.list(t, fmt.Sprintf("/wp-json/wp/v2/posts?include=%d,%d", p.ids[5], p.ids[9]))
	after, before := five[1]["date"].(string), five[0]["date"].(string)
	list, r := p.list(t, "/wp-json/wp/v2/posts?after="+after+"&before="+before)
	if d := cmp.Diff([]int{8, 7, 6}, p.numbers(list)); d != "" || r.header.Get("X-WP-Total") != "3" {
		t.Errorf("after %s before %s: %s", after, before, d)
	}
	_, r = p.list(t, "/wp-json/wp/v2/posts?per_page=10&page=2")
	if got := r.header.Get("Link"); r.header.Get("X-WP-TotalPages") != "3" || !strings.Contains(got, `page=1&per_page=10>; rel="prev"`) || !strings.Contains(got, `page=3&per_page=10>; rel="next"`) {
		t.Errorf("%s, %s", got, r.header.Get("X-WP-TotalPages"))
	}
	pages, _ := p.list(t, "/?rest_route=/wp/v2/pages&slug=tentang")
	if len(pages) != 1 || pages[0]["type"] != "page" {
		t.Errorf("%v", pages)
	}
}

func TestAPostHasWhatAppsRead(t *testing.T) {
	p := shared(t)
	r := p.get(t, fmt.Sprintf("/wp-json/wp/v2/posts/%d?_embed", p.ids[24]))
	var o struct {
		ID, Author    int64
		Date, Slug    string
		DateGMT       string `json:"date_gmt"`
		Status, Type  string
		Link          string
		Title         struct{ Rendered string }
		Content       struct{ Rendered string }
		Excerpt       struct{ Rendered string }
		FeaturedMedia int64 `json:"featured_media"`
		Categories    []int64
		Tags          []int64
		Embedded      struct {
			Author []struct{ Name, Slug string }
			Media  []struct {
				SourceURL string `json:"source_url"`
				AltText   string `json:"alt_text"`
				Details   struct {
					Sizes map[string]struct {
						SourceURL string `json:"source_url"`
					}
				} `json:"media_details"`
			} `json:"wp:featuredmedia"`
			Terms [][]struct{ Name, Taxonomy string } `json:"wp:term"`
		} `json:"_embedded"`
	}
	if err := json.Unmarshal([]byte(r.body), &o); err != nil || r.status != 200 {
		t.Fatalf("%d %v\n%s", r.status, err, r.body)
	}
	if o.ID != int64(p.ids[24]) || o.Title.Rendered != "Berita Nomor 24 &amp; Lainnya" || o.Excerpt.Rendered != "<p>Ringkas &amp; padat</p>\n" || o.Status != "publish" || o.Type != "post" ||
		o.Slug != "berita-nomor-24-lainnya" || o.Link != base+"/2025/03/01/berita-nomor-24-lainnya" || o.Author != int64(p.ranita) || o.FeaturedMedia != int64(p.shown) ||
		!slices.Equal(o.Categories, []int64{int64(p.city)}) || !slices.Equal(o.Tags, []int64{int64(p.tag)}) {
		t.Errorf("%+v", o)
	}
	at, err := time.ParseInLocation("2006-01-02T15:04:05", o.Date, time.FixedZone("WIB", 7*3600))
	if err != nil || at.UTC().Format("2006-01-02T15:04:05") != o.DateGMT {
		t.Errorf("%s and %s are not one moment", o.Date, o.DateGMT)
	}
	for _, want := range []string{"Harga &lt;naik&gt;.", base + "/2025/03/01/berita-nomor-3-lainnya"} {
		if !strings.Contains(o.Content.Rendered, want) {
			t.Errorf("%s is not in %s", want, o.Content.Rendered)
		}
	}
	if strings.Contains(o.Content.Rendered, "<script") {
		t.Error("foreign markup is in the text")
	}
	e := o.Embedded
	if len(e.Author) != 1 || e.Author[0].Name != "Ranita Wulung" || len(e.Media) != 1 || e.Media[0].SourceURL != base+"/-/media/tampak-1280.jpg" ||
		e.Media[0].Details.Sizes["medium"].SourceURL != base+"/-/media/tampak-320.jpg" || len(e.Terms) != 2 || e.Terms[0][0].Name != "KOTA" || e.Terms[1][0].Name != "Cabai" {
		t.Errorf("%+v", e)
	}
	r = p.get(t, fmt.Sprintf("/wp-json/wp/v2/posts/%d?_fields=id,title.rendered,nothing", p.ids[24]))
	if d := cmp.Diff(fmt.Sprintf(`{"id":%d,"title":{"rendered":"Berita Nomor 24 &amp; Lainnya"}}`+"\n", p.ids[24]), r.body); d != "" {
		t.Error(d)
	}
}

func TestTermsAndUsers(t *testing.T) {
	p := shared(t)
	names := func(address string) []string {
		list, _ := p.list(t, address)
		out := []string{}
		for _, o := range list {
			out = append(out, o["name"].(string))
		}
		return out
	}
	for address, want := range map[string][]string{
		"/wp-json/wp/v2/categories":                                  {"KOTA", "OLAHRAGA", "Pasar &amp; Harga"},
		"/wp-json/wp/v2/categories?orderby=id&order=desc&per_page=1": {"OLAHRAGA"},
		fmt.Sprintf("/wp-json/wp/v2/categories?parent=%d", p.city):   {"Pasar &amp; Harga"},
		fmt.Sprintf("/wp-json/wp/v2/categories?post=%d", p.ids[1]):   {"Pasar &amp; Harga"},
		"/wp-json/wp/v2/categories?slug=olahraga":                    {"OLAHRAGA"},
		"/wp-json/wp/v2/tags":                                        {"Cabai"},
		"/wp-json/wp/v2/tags?search=cab":                             {"Cabai"},
		"/wp-json/wp/v2/users":                                       {"Bram Tirta", "Ranita Wulung"},
		"/wp-json/wp/v2/users?orderby=id&order=asc&per_page=1":       {"Ranita Wulung"},
		fmt.Sprintf("/wp-json/wp/v2/users?include=%d", p.bram):       {"Bram Tirta"},
		"/wp-json/wp/v2/media?include=999":                           {},
	} {
		if d := cmp.Diff(want, names(address)); d != "" {
			t.Errorf("%s:\n%s", address, d)
		}
	}
	if r := p.get(t, fmt.Sprintf("/wp-json/wp/v2/tags/%d", p.tag)); !strings.Contains(r.body, `"count":7`) {
		t.Error(r.body)
	}
}

func TestFaultsHaveWordPresssShape(t *testing.T) {
	p := shared(t)
	for address, want := range map[string]string{
		"/wp-json/wp/v2/nothing":                               "404 rest_no_route",
		"/wp-json/wp/v3/posts":                                 "404 rest_no_route",
		"/wp-json/wp/v2/posts/999":                             "404 rest_post_invalid_id",
		"/wp-json/wp/v2/posts?per_page=1000":                   "400 rest_invalid_param",
		"/wp-json/wp/v2/posts?page=99":                         "400 rest_post_invalid_page_number",
		"/wp-json/wp/v2/posts?categories=kota":                 "400 rest_invalid_param",
		"/wp-json/wp/v2/posts?orderby=rand":                    "400 rest_invalid_param",
		"/wp-json/wp/v2/posts?after=kemarin":                   "400 rest_invalid_param",
		"/wp-json/wp/v2/posts?context=edit":                    "401 rest_forbidden_context",
		"/wp-json/wp/v2/posts?status=draft":                    "400 rest_invalid_param",
		"/wp-json/wp/v2/categories/999":                        "404 rest_term_invalid",
		"/wp-json/wp/v2/users/999":                             "404 rest_user_invalid_id",
		"/wp-json/wp/v2/users/me":                              "401 rest_not_logged_in",
		fmt.Sprintf("/wp-json/wp/v2/pages/%d", p.ids[0]):       "404 rest_post_invalid_id",
		fmt.Sprintf("/wp-json/wp/v2/posts/%d", p.gone):         "410 rest_post_withdrawn",
		"/wp-json/wp/v2/posts?" + strings.Repeat("a=1&", 2000): "414 rest_uri_too_long",
	} {
		r := p.get(t, address)
		var f struct {
			Code, Message string
			Data          struct{ Status int }
		}
		if err := json.Unmarshal([]byte(r.body), &f); err != nil || fmt.Sprintf("%d %s", r.status, f.Code) != want || f.Data.Status != r.status || f.Message == "" {
			t.Errorf("%.80s: %d %s, want %s", address, r.status, r.body, want)
		}
	}
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete} {
		w := httptest.NewRecorder()
		p.facade.ServeHTTP(w, httptest.NewRequest(method, "/wp-json/wp/v2/posts", strings.NewReader(`{"title":"x"}`)))
		if w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), "rest_no_route") {
			t.Errorf("%s: %d", method, w.Code)
		}
	}
}

// Incidents of others, asked here (operations.md 2.2).

// Anonymous /users listed logins for years: whoever has one needs only a password.
func TestUsersDoNotTellWhoSignsIn(t *testing.T) {
	p := shared(t)
	for _, address := range []string{"/wp-json/wp/v2/users", "/wp-json/wp/v2/users?per_page=100&context=embed", fmt.Sprintf("/wp-json/wp/v2/users/%d", p.ranita),
		fmt.Sprintf("/wp-json/wp/v2/posts?_embed&author=%d", p.ranita)} {
		r := p.get(t, address)
		for _, word := range []string{"email", "login", "username", "roles", "capabilities", "registered", "locale", "@"} {
			if strings.Contains(r.body, word) {
				t.Errorf("%s tells %q", address, word)
			}
		}
	}
	for _, address := range []string{"/wp-json/wp/v2/users?roles=administrator", "/wp-json/wp/v2/users?who=authors"} {
		if r := p.get(t, address); r.status != http.StatusUnauthorized {
			t.Errorf("%s: %d", address, r.status)
		}
	}
}

// Drafts, scheduled and withdrawn texts, their tags and photos, and former
// versions are nowhere, however they are asked for.
func TestNothingUnpublishedCanBeAskedFor(t *testing.T) {
	p := shared(t)
	hidden := []string{
		fmt.Sprintf("/wp-json/wp/v2/posts/%d", p.draft), fmt.Sprintf("/wp-json/wp/v2/posts/%d", p.scheduled), fmt.Sprintf("/wp-json/wp/v2/posts/%d/revisions", p.ids[0]),
		fmt.Sprintf("/wp-json/wp/v2/posts/%d/autosaves", p.ids[0]), fmt.Sprintf("/wp-json/wp/v2/media/%d", p.hidden), fmt.Sprintf("/wp-json/wp/v2/media/%d", p.hidden+1),
		"/wp-json/wp/v2/settings", "/wp-json/wp/v2/comments", "/wp-json/oembed/1.0/embed?url=" + base,
	}
	for _, address := range hidden {
		if r := p.get(t, address); r.status != http.StatusNotFound {
			t.Errorf("%s: %d %s", address, r.status, r.body)
		}
	}
	for _, address := range append(hidden, "/wp-json/", "/wp-json/wp/v2/posts?per_page=100&_embed", "/wp-json/wp/v2/posts?status=any&per_page=100", "/wp-json/wp/v2/media?per_page=100",
		fmt.Sprintf("/wp-json/wp/v2/media?include=%d,%d,%d", p.shown, p.hidden, p.hidden+1), fmt.Sprintf("/wp-json/wp/v2/media?parent=%d,%d", p.draft, p.gone),
		fmt.Sprintf("/wp-json/wp/v2/posts?include=%d,%d,%d", p.draft, p.scheduled, p.gone), "/wp-json/wp/v2/posts?search="+canary, "/wp-json/wp/v2/search?search="+canary,
		"/wp-json/wp/v2/tags?per_page=100", fmt.Sprintf("/wp-json/wp/v2/tags?post=%d", p.draft), "/wp-json/wp/v2/posts?slug=kanari-4471-draf", "/wp-json/wp/v2/users?per_page=100") {
		r := p.get(t, address)
		for _, word := range []string{canary, "tersembunyi", "dulu-320", "Akan Dicabut"} {
			if strings.Contains(r.body, word) {
				t.Errorf("%s tells %s", address, word)
			}
		}
	}
}

// WordPress 4.7.0 took "7abc" for the article 7 where it wrote, and for none where
// it asked who may (CVE-2017-1001000).
func TestIdsAreReadStrictly(t *testing.T) {
	p := shared(t)
	id := fmt.Sprint(p.ids[0])
	for _, bad := range []string{id + "abc", "0x" + id, "+" + id, "-" + id, id + ".0", "1e1", "٣", "99999999999999999999", id + "%00", "%20" + id} {
		if r := p.get(t, "/wp-json/wp/v2/posts/"+bad); r.status != http.StatusNotFound {
			t.Errorf("%s is %d: %.100s", bad, r.status, r.body)
		}
	}
	for _, bad := range []string{"1abc", "-1", "1.5", "1e1", "99999999999999999999"} {
		if r := p.get(t, "/wp-json/wp/v2/posts?include="+bad); r.status != http.StatusBadRequest {
			t.Errorf("include=%s is %d", bad, r.status)
		}
	}
	// A question named as the place in the address does not replace it.
	if r := p.get(t, fmt.Sprintf("/wp-json/wp/v2/posts/%d?id=%d&_fields=id", p.ids[0], p.ids[1])); !strings.Contains(r.body, `"id":`+id+"}") {
		t.Error(r.body)
	}
}

// An answer is kept, and gone with the change of what it shows.
func TestAnswersAreKeptUntilTheyChange(t *testing.T) {
	p := build(t)
	t.Cleanup(func() { p.db.Close(); p.kept.Close() })
	address := fmt.Sprintf("/wp-json/wp/v2/posts/%d?_fields=title", p.ids[5])
	first := p.get(t, address)
	if keys := first.header.Get("Surrogate-Key"); !strings.Contains(keys, news.KeyArticle(p.ids[5])) || !strings.HasPrefix(first.header.Get("Cache-Control"), "public, max-age=") {
		t.Errorf("%v", first.header)
	}
	if again := p.get(t, address); again.body != first.body || again.header.Get("ETag") != first.header.Get("ETag") {
		t.Error("a second answer differs")
	}
	_, list := p.list(t, "/wp-json/wp/v2/posts?per_page=1")
	r, err := p.room.Do(t.Context(), newsroom.Operator(), newsroom.Create{Edition: p.edition, Content: news.Content{Headline: "Baru Saja", Section: p.city,
		Byline: []news.Credit{{Person: p.ranita, Role: news.RoleReporter}}, Body: body.Doc{Version: 1, Blocks: []body.Block{&body.Paragraph{Node: body.Node{ID: "0123456789ab"}, Text: body.Text("Isi.")}}}}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.room.Do(t.Context(), newsroom.Operator(), newsroom.Publish{Article: r.Article, IfRevision: r.Revision}); err != nil {
		t.Fatal(err)
	}
	if now, after := p.list(t, "/wp-json/wp/v2/posts?per_page=1"); after.body == list.body || int64(now[0]["id"].(float64)) != int64(r.Article) {
		t.Errorf("the list is the old one: %.200s", after.body)
	}
}

// The clients that apps use, against us: npm's wpapi and @wordpress/api-fetch.
func TestWordPresssClientsWork(t *testing.T) {
	dir, err := filepath.Abs("../../../scripts/webcheck")
	if err != nil {
		t.Fatal(err)
	}
	for _, module := range []string{"wpapi", "@wordpress/api-fetch"} {
		if _, err := os.Stat(filepath.Join(dir, "node_modules", module)); err != nil {
			t.Skipf("%s is not installed (npm ci --prefix scripts/webcheck --ignore-scripts)", module)
		}
	}
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("no node on this machine: WordPress's clients do not run")
	}
	p := shared(t)
	var server *httptest.Server
	local := wordpress.New(wordpress.Options{Published: p.db.Published(), Cache: p.kept, Search: search.NewEngine(p.db.Search()), SearchKey: "search", Rate: 1e6, Burst: 1e6,
		Edition: func(*http.Request) (news.EditionID, string, *locale.Locale) {
			return p.edition, server.URL, locale.Get("id")
		}})
	server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if wordpress.Mine(r) {
			local.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Link", wordpress.Discover(server.URL))
		w.Header().Set("Content-Type", "text/html")
	}))
	defer server.Close()
	cmd := exec.CommandContext(t.Context(), node, filepath.Join(dir, "wordpress.js"), server.URL, fmt.Sprint(p.ids[24]), fmt.Sprint(p.sport), fmt.Sprint(p.ranita))
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	want := strings.Join([]string{
		"discover: Kabar Uji, wp/v2",
		"posts: 25 in 9 pages, Berita Nomor 24 &amp; Lainnya, next true",
		"next: Berita Nomor 21 &amp; Lainnya",
		"post: berita-nomor-24-lainnya by Ranita Wulung with alt tampak",
		"category: 5",
		"slug: Berita Nomor 7 &amp; Lainnya",
		"page: Tentang Kami",
		"user: Ranita Wulung",
		"terms: 3 categories, 1 tags",
		"missing: rest_post_invalid_id 404",
		"api-fetch: 25, Berita Nomor 24 &amp; Lainnya",
		"api-fetch refused: rest_post_invalid_id 404",
	}, "\n")
	if d := cmp.Diff(want, strings.TrimSpace(string(out))); d != "" {
		t.Error(d)
	}
}
