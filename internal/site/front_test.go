package site_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/site/sitetest"
	"warta/internal/store"
)

// desk is a paper with sections, and articles an hour apart, the newest first.
type desk struct {
	*sitetest.Paper
	sections []news.SectionID
	ids      []news.ArticleID
}

func openDesk(t testing.TB, n int) *desk {
	t.Helper()
	d := &desk{Paper: sitetest.Open(t, store.Options{Dir: t.TempDir()}, sitetest.Options{})}
	for _, name := range []string{"KOTA", "EKONOMI", "OLAHRAGA"} {
		d.sections = append(d.sections, d.Section(name))
	}
	for i := range n {
		d.ids = append(d.ids, d.story(i, func(*news.Content) {}))
	}
	return d
}

// story publishes story i, which is i hours old.
func (d *desk) story(i int, fn func(*news.Content)) news.ArticleID {
	d.TB.Helper()
	c := news.Content{Headline: fmt.Sprintf("Cerita nomor %03d", i), Section: d.sections[i%len(d.sections)], Kind: news.KindNews,
		Byline: []news.Credit{{Name: "Ayu", Role: news.RoleReporter}}, Body: sitetest.Body("Isi berita.")}
	fn(&c)
	return d.Article(c, sitetest.Moment.Add(-time.Duration(i)*time.Hour)).Article
}

func (d *desk) arrange(f news.Front) {
	d.TB.Helper()
	f.Edition = d.Edition.ID
	d.Do(newsroom.ArrangeFront{Front: &f})
}

func (d *desk) withdraw(id news.ArticleID) {
	d.TB.Helper()
	d.Do(newsroom.Withdraw{Article: id, Ground: news.Grounds[0], Reason: "Ditarik oleh uji atas dasar yang disebutkan."})
}

// shown are the headlines of a page's cards, by container, and the addresses
// that the cards lead to.
func (d *desk) shown(path string) (groups [][]string, links []string) {
	d.TB.Helper()
	a := d.Get(path)
	if a.Status != 200 {
		d.TB.Fatalf("GET %s: %d %s\n%s", path, a.Status, a.Body, d.Log)
	}
	root, err := html.Parse(bytes.NewReader(a.Body))
	if err != nil {
		d.TB.Fatal(err)
	}
	for _, group := range sitetest.Find(root, func(n *html.Node) bool {
		class, _ := sitetest.Attr(n, "class")
		return n.Data == "section" && strings.HasPrefix(class, "group")
	}) {
		var list []string
		for _, card := range sitetest.Find(group, func(n *html.Node) bool { return n.Data == "article" }) {
			link := sitetest.Find(card, func(n *html.Node) bool { return n.Data == "a" })[0]
			href, _ := sitetest.Attr(link, "href")
			list, links = append(list, spoken(link)), append(links, href)
		}
		groups = append(groups, list)
	}
	return groups, links
}

func (d *desk) expect(path string, want ...string) {
	d.TB.Helper()
	groups, _ := d.shown(path)
	var got []string
	for _, g := range groups {
		for i, h := range g {
			g[i] = strings.TrimPrefix(h, "Cerita nomor ")
		}
		got = append(got, strings.Join(g, " "))
	}
	if strings.Join(got, " | ") != strings.Join(want, " | ") {
		d.TB.Errorf("GET %s shows\n%s, want\n%s", path, strings.Join(got, " | "), strings.Join(want, " | "))
	}
}

func TestFrontPlacesAndFills(t *testing.T) {
	d := openDesk(t, 30)
	topic := news.Topic{Edition: d.Edition.ID, Name: "Pembagian air", Summary: "Ringkasan."}
	d.Do(newsroom.DefineTopic{Topic: &topic})
	old := d.story(40, func(c *news.Content) { c.Topic, c.Kind = topic.ID, news.KindOpinion })
	d.story(41, func(c *news.Content) { c.Kind = news.KindOpinion })
	d.story(42, func(c *news.Content) { c.Kind, c.Label = news.KindAdvertorial, "ADVERTORIAL" })
	container := func(capacity int, fill news.Fill, cards ...news.FrontCard) news.Container {
		return news.Container{Capacity: capacity, Fill: fill, Cards: cards}
	}
	pin := func(i int) news.FrontCard { return news.FrontCard{Article: d.ids[i], Pin: true} }
	section := func(i int) news.Fill { return news.Fill{By: "section", ID: int64(d.sections[i])} }
	for _, c := range []struct {
		name       string
		containers []news.Container
		want       []string
	}{
		{"newest of the edition", []news.Container{container(3, news.Fill{})}, []string{"000 001 002"}},
		{"pinned before placed before filled", []news.Container{container(4, news.Fill{}, news.FrontCard{Article: d.ids[9]}, pin(7))},
			[]string{"007 009 000 001"}},
		{"a place further down is kept from the fill", []news.Container{container(2, news.Fill{}), container(2, section(0), pin(0))},
			[]string{"001 002", "000 003"}},
		{"no article twice", []news.Container{container(2, news.Fill{}), container(3, section(1)), container(2, news.Fill{})},
			[]string{"000 001", "004 007 010", "002 003"}},
		{"placed twice stands once", []news.Container{container(1, news.Fill{By: "none"}, pin(5)), container(2, news.Fill{By: "none"}, pin(5), pin(6))},
			[]string{"005", "006"}},
		{"repeating where that is allowed", []news.Container{container(2, news.Fill{}), {Capacity: 2, AllowRepeat: true}, container(1, news.Fill{})},
			[]string{"000 001", "000 001", "002"}},
		{"no more than the capacity", []news.Container{container(1, news.Fill{}, pin(3), pin(4)), container(1, news.Fill{}, pin(4))},
			[]string{"003", "004"}},
		{"topic", []news.Container{container(4, news.Fill{By: "topic", ID: int64(topic.ID)})}, []string{"040"}},
		{"kind", []news.Container{container(4, news.Fill{By: "kind", Kind: news.KindOpinion})}, []string{"040 041"}},
		{"section narrowed by kind", []news.Container{container(4, news.Fill{By: "section", ID: int64(d.sections[1]), Kind: news.KindOpinion})}, []string{"040"}},
		{"paid content fills only its own", []news.Container{container(9, news.Fill{By: "kind", Kind: news.KindAdvertorial})}, []string{"042"}},
		{"age", []news.Container{container(9, news.Fill{MaxAgeHours: 3})}, []string{"000 001 002"}},
		{"an empty container is not printed", []news.Container{container(4, news.Fill{By: "tag", ID: 99}), container(1, news.Fill{})}, []string{"000"}},
		{"nothing at all leaves the paper's own order", []news.Container{container(4, news.Fill{By: "none"})},
			[]string{"000 001 002 003 004 005 006 007", "009 012 015 018 021", "010 013 016 019 022", "008 011 014 017"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d.TB = t
			d.arrange(news.Front{Containers: c.containers})
			d.expect("/", c.want...)
		})
	}
	d.TB = t
	d.withdraw(old)
	d.arrange(news.Front{Containers: []news.Container{container(2, news.Fill{By: "topic", ID: int64(topic.ID)}), container(1, news.Fill{})}})
	d.expect("/", "000")
}

// TestWithdrawnLeavesTheFront: its place is filled, wherever it stood (LS-3).
func TestWithdrawnLeavesTheFront(t *testing.T) {
	d := openDesk(t, 12)
	d.arrange(news.Front{
		Breaking: &news.Breaking{Text: "Terjadi baru saja", Article: d.ids[8], Until: sitetest.Moment.Add(time.Hour)},
		Containers: []news.Container{{Capacity: 3, Cards: []news.FrontCard{
			{Article: d.ids[5], Pin: true, SubLinks: []news.FrontLink{{Article: d.ids[9], Headline: "Baris kedua"}}}, {Article: d.ids[6]}}}}})
	d.expect("/", "005 006 000")
	page := string(d.Get("/").Body)
	for _, want := range []string{"Baris kedua", "Terjadi baru saja"} {
		if !strings.Contains(page, want) {
			t.Errorf("the front lacks %q", want)
		}
	}
	for _, id := range []news.ArticleID{d.ids[5], d.ids[0], d.ids[8]} {
		d.withdraw(id)
	}
	d.expect("/", "006 001 002")
	if page = string(d.Get("/").Body); strings.Contains(page, "Terjadi baru saja") {
		t.Error("the banner outlived its article")
	}
}

// TestFrontEndsByTheClock: cards, ages and the banner go at their moment, from
// the cache, too.
func TestFrontEndsByTheClock(t *testing.T) {
	d := openDesk(t, 6)
	at := func(m int) time.Time { return sitetest.Moment.Add(time.Duration(m) * time.Minute) }
	d.arrange(news.Front{
		Breaking: &news.Breaking{Text: "Gempa terasa di teluk", URL: "/kota", Until: at(30)},
		Containers: []news.Container{
			{Capacity: 1, Cards: []news.FrontCard{{Article: d.ids[4], Pin: true, ExpiresAt: at(10)}}},
			{Capacity: 3, Fill: news.Fill{MaxAgeHours: 3}},
		}})
	for _, step := range []struct {
		minute int
		banner bool
		want   []string
	}{
		{0, true, []string{"004", "000 001 002"}}, {9, true, []string{"004", "000 001 002"}}, {10, true, []string{"000", "001 002"}},
		{29, true, []string{"000", "001 002"}}, {30, false, []string{"000", "001 002"}}, {61, false, []string{"000", "001"}},
	} {
		d.Clock.At = at(step.minute)
		// What is past its time is made anew behind the first reader.
		for range 50 {
			if got := strings.Contains(string(d.Get("/").Body), "Gempa terasa"); got == step.banner && d.fresh("/") {
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
		d.expect("/", step.want...)
		for _, path := range []string{"/", "/kota", "/ekonomi"} {
			for range 50 {
				if d.fresh(path) {
					break
				}
				time.Sleep(10 * time.Millisecond)
			}
			banner := strings.Contains(string(d.Get(path).Body), `class="breaking"`)
			if want := step.banner && path != "/kota"; banner != want {
				t.Errorf("minute %d, %s: the banner is %t, want %t", step.minute, path, banner, want)
			}
		}
	}
}

// fresh reports whether the cached page is what a site without a cache prints.
func (d *desk) fresh(path string) bool {
	return bytes.Equal(d.Get(path).Body, d.Fresh(path).Body)
}

func TestFrontSaysItInItsOwnWords(t *testing.T) {
	d := openDesk(t, 4)
	own := d.photo("sendiri")
	other := d.photo("lain")
	graphic := d.story(5, func(c *news.Content) {
		c.Lead, c.Flags.Graphic = &news.LeadMedia{Asset: own, Decorative: true}, true
		c.Standfirst = "Ringkasan yang asli."
	})
	yes, no := true, false
	show := func(card news.FrontCard, layout string) string {
		d.arrange(news.Front{Containers: []news.Container{{Layout: layout, Capacity: 1, Cards: []news.FrontCard{card}}}})
		page := string(d.Get("/").Body)
		return page[strings.Index(page, "<main"):strings.Index(page, "</main>")]
	}
	card := news.FrontCard{Article: graphic, Headline: `Judul "depan" & <b>tebal</b>`, Kicker: "Sela", Image: other, Standfirst: &yes}
	for _, c := range []struct {
		name        string
		card        news.FrontCard
		layout      string
		has, hasNot []string
		photos      int
	}{
		{"own words", card, "list", []string{`Judul &#34;depan&#34; &amp; &lt;b&gt;tebal&lt;/b&gt;`, "Sela", "Ringkasan yang asli.", "lain-"}, []string{"Cerita nomor 005", "sendiri-"}, 1},
		{"graphic", news.FrontCard{Article: graphic}, "lead", []string{"Cerita nomor 005", "Ringkasan yang asli."}, []string{"sendiri-", "<img"}, 0},
		{"graphic by hand", news.FrontCard{Article: graphic, Image: own}, "lead", nil, []string{"<img"}, 0},
		{"no picture", news.FrontCard{Article: graphic, Image: other, HideImage: true}, "grid", nil, []string{"<img"}, 0},
		{"no standfirst", news.FrontCard{Article: graphic, Standfirst: &no}, "lead", nil, []string{"Ringkasan"}, 0},
		{"free link", news.FrontCard{URL: "https://contoh.example/", Headline: "Ke rumah lain", Kicker: "Tamu"}, "headlines",
			[]string{`<a href="https://contoh.example/" dir="auto" rel="noopener">Ke rumah lain</a>`, "Tamu"}, []string{"<time"}, 0},
		{"unknown layout", news.FrontCard{Article: d.ids[0]}, "tata-letak-lain", []string{"Cerita nomor 000"}, nil, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			main := show(c.card, c.layout)
			for _, want := range c.has {
				if !strings.Contains(main, want) {
					t.Errorf("%q is not there:\n%s", want, main)
				}
			}
			for _, no := range c.hasNot {
				if strings.Contains(main, no) {
					t.Errorf("%q is there:\n%s", no, main)
				}
			}
		})
	}
}

// photo adds a picture that readers may see.
func (d *desk) photo(name string) news.AssetID {
	d.TB.Helper()
	a := &news.Asset{Edition: d.Edition.ID, Kind: "photo", MIME: "image/jpeg", Width: 1280, Height: 853}
	for _, w := range []int{320, 640, 960, 1280} {
		a.Renditions = append(a.Renditions, news.Rendition{Name: fmt.Sprintf("%s-%d.jpg", name, w), MIME: "image/jpeg", Width: w, Height: w * 2 / 3, Size: 1000})
	}
	d.Do(newsroom.AddAsset{Asset: a})
	return a.ID
}

func TestSectionFrontStandsAboveItsList(t *testing.T) {
	d := openDesk(t, 12)
	d.expect("/kota")
	d.arrange(news.Front{Of: news.FrontOf{Section: d.sections[0]}, Containers: []news.Container{
		{Name: "Pilihan", Capacity: 2, Cards: []news.FrontCard{{Article: d.ids[6], Pin: true}}, Fill: news.Fill{By: "section", ID: int64(d.sections[0])}}}})
	d.expect("/kota", "006 000", "003 009")
	text := d.Text("/lite/kota")
	for _, want := range []string{"Cerita nomor 006", "Cerita nomor 000"} {
		if !strings.Contains(text, want) {
			t.Errorf("the lite page lacks %q", want)
		}
	}
	d.withdraw(d.ids[6])
	d.expect("/kota", "000 003", "009")
}

// TestMostReadFill: the order is that of readings; too few of them leave the
// newest, without places.
func TestMostReadFill(t *testing.T) {
	d := openDesk(t, 20)
	d.arrange(news.Front{Containers: []news.Container{{Name: "Terpopuler", Layout: "headlines", Capacity: 4, Fill: news.Fill{Order: "read"}},
		{Capacity: 2}}})
	d.expect("/", "000 001 002 003", "004 005")
	if strings.Contains(string(d.Get("/").Body), `class="heads rank"`) {
		t.Error("the newest are printed as if they were the most read")
	}
	counts := map[news.ArticleID]int64{d.ids[9]: 50, d.ids[4]: 40, d.ids[11]: 30, d.ids[2]: 20, d.ids[0]: 10}
	if err := d.DB.Reads().Add(context.Background(), "b1", sitetest.Moment.Add(-time.Minute), counts); err != nil {
		t.Fatal(err)
	}
	d.Clock.At = sitetest.Moment.Add(6 * time.Minute)
	for range 50 {
		if d.fresh("/") {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	d.expect("/", "009 004 011 002", "000 001")
	page := string(d.Get("/").Body)
	if !strings.Contains(page, `class="heads rank"`) {
		t.Error("the most read have no places")
	}
	if !strings.Contains(page, `<a href="/populer">Terpopuler</a>`) {
		t.Error("the most read do not lead to the rest of their order")
	}
}

// TestNoArticleTwiceOnAnyFront arranges at random and looks.
func TestNoArticleTwiceOnAnyFront(t *testing.T) {
	d := openDesk(t, 60)
	r := rand.New(rand.NewPCG(3, 7))
	one := func() news.ArticleID { return d.ids[r.IntN(len(d.ids))] }
	layouts := []string{"lead", "section", "list", "grid", "opinion", "media", "headlines", ""}
	for round := range 40 {
		var f news.Front
		for range 1 + r.IntN(12) {
			c := news.Container{Layout: layouts[r.IntN(len(layouts))], Capacity: 1 + r.IntN(9)}
			for range r.IntN(5) {
				card := news.FrontCard{Article: one(), Pin: r.IntN(2) == 0}
				for range r.IntN(3) {
					card.SubLinks = append(card.SubLinks, news.FrontLink{Article: one()})
				}
				c.Cards = append(c.Cards, card)
			}
			switch r.IntN(4) {
			case 0:
				c.Fill = news.Fill{By: "section", ID: int64(d.sections[r.IntN(3)])}
			case 1:
				c.Fill = news.Fill{By: "none"}
			case 2:
				c.Fill = news.Fill{MaxAgeHours: 1 + r.IntN(40)}
			}
			f.Containers = append(f.Containers, c)
		}
		d.arrange(f)
		if round%4 == 0 {
			i := r.IntN(len(d.ids))
			d.withdraw(d.ids[i])
			d.ids = append(d.ids[:i], d.ids[i+1:]...)
		}
		page := d.Get("/").Body
		root, err := html.Parse(bytes.NewReader(page))
		if err != nil {
			t.Fatal(err)
		}
		main := sitetest.Find(root, func(n *html.Node) bool { return n.Data == "main" })[0]
		seen := map[string]bool{}
		for _, link := range sitetest.Find(main, func(n *html.Node) bool { return n.Data == "a" && inside(n, "article") }) {
			href, _ := sitetest.Attr(link, "href")
			if seen[href] {
				t.Fatalf("round %d: %s stands twice on the front of %+v", round, href, f)
			}
			seen[href] = true
			if d.Get(href).Status != 200 {
				t.Fatalf("round %d: %s is on the front and answers %d", round, href, d.Get(href).Status)
			}
		}
		if len(seen) == 0 {
			t.Fatalf("round %d: the front is blank", round)
		}
		if !bytes.Equal(page, d.Fresh("/").Body) {
			t.Fatalf("round %d: the cached front is not a fresh one", round)
		}
	}
}

// TestTrending: the desk's choice in its order; without one, the tags of what
// was read most.
func TestTrending(t *testing.T) {
	d := openDesk(t, 3)
	air, api := news.Tag{Edition: d.Edition.ID, Name: "Air"}, news.Tag{Edition: d.Edition.ID, Name: "Api <b>"}
	d.Do(newsroom.DefineTag{Tag: &air})
	d.Do(newsroom.DefineTag{Tag: &api})
	a := d.story(7, func(c *news.Content) { c.Tags = []news.TagID{air.ID} })
	b := d.story(8, func(c *news.Content) { c.Tags = []news.TagID{api.ID} })
	links := func() string {
		root, err := html.Parse(bytes.NewReader(d.Get("/").Body))
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, nav := range sitetest.Find(root, func(n *html.Node) bool { c, _ := sitetest.Attr(n, "class"); return c == "trend" }) {
			for _, link := range sitetest.Find(nav, func(n *html.Node) bool { return n.Data == "a" }) {
				href, _ := sitetest.Attr(link, "href")
				out = append(out, spoken(link)+" "+href)
			}
		}
		return strings.Join(out, ", ")
	}
	if got := links(); got != "" {
		t.Errorf("a paper without readers has %q", got)
	}
	if err := d.DB.Reads().Add(context.Background(), "b1", sitetest.Moment.Add(-time.Minute), map[news.ArticleID]int64{a: 3, b: 9}); err != nil {
		t.Fatal(err)
	}
	d.Clock.At = sitetest.Moment.Add(6 * time.Minute)
	for range 50 {
		if links() != "" {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if got, want := links(), "Api <b> /tag/"+api.Slug+", Air /tag/"+air.Slug; got != want {
		t.Errorf("trending %q, want %q", got, want)
	}
	d.arrange(news.Front{Trending: []news.Trend{{Tag: air.ID, Name: "Air bersih"}, {Tag: 99}, {Tag: api.ID}}})
	if got, want := links(), "Air bersih /tag/"+air.Slug+", Api <b> /tag/"+api.Slug; got != want {
		t.Errorf("trending %q, want %q", got, want)
	}
}

// TestLargestFrontInBytes holds the budget of reader-site.md 11 for a front of
// 30 containers and 90 cards with photos, with headlines that are all different.
func TestLargestFrontInBytes(t *testing.T) {
	d := openDesk(t, 0)
	fillLargest(d)
	page := d.Get("/").Body
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	elements, cards := 0, 0
	eachElement(root, func(n *html.Node) {
		elements++
		if n.Data == "article" {
			cards++
		}
	})
	groups, _ := d.shown("/")
	size := compressed(page)
	t.Logf("%d containers, %d cards, %d elements, %d bytes, %d compressed", len(groups), cards, elements, len(page), size)
	if len(groups) != 30 || cards != 90 {
		t.Errorf("%d containers with %d cards", len(groups), cards)
	}
	if size > 25_000 {
		t.Errorf("%d bytes compressed, may have 25000", size)
	}
	if elements > 1800 {
		t.Errorf("%d elements, may have 1800", elements)
	}
	if f := faults(root); f != nil {
		t.Error(f)
	}
}

// fillLargest arranges a front of 30 containers and 90 cards, and publishes
// what stands there.
func fillLargest(d *desk) {
	r := rand.New(rand.NewPCG(1, 2))
	words := strings.Fields("warga pasar pelabuhan sungai jembatan kapal nelayan guru sekolah air listrik harga cabai garam hujan gunung wali kota " +
		"dewan sidang anggaran pajak parkir kereta stasiun layar festival gong wayang batik panen sawah bakau karang rob pompa pintu klep " +
		"menunggu menolak membangun menutup membuka mencatat menghitung menagih menjual menanam merawat mengirim kembali dua tiga seribu malam pagi")
	text := func(n int) string {
		var b []string
		for range n {
			b = append(b, words[r.IntN(len(words))])
		}
		s := strings.Join(b, " ")
		return strings.ToUpper(s[:1]) + s[1:]
	}
	layouts := []string{"section", "grid", "headlines", "list", "opinion", "media"}
	f := news.Front{Edition: d.Edition.ID}
	story := 0
	for i := range 30 {
		c := news.Container{Name: text(2), Layout: layouts[i%len(layouts)], Capacity: 2, Fill: news.Fill{By: "none"}}
		switch {
		case i == 0:
			c.Name, c.Layout, c.Capacity = "", "lead", 8
		case i < 10:
			c.Capacity = 4
		case i < 14:
			c.Capacity = 3
		}
		if i == 29 {
			c.Capacity = 90 - story
		}
		for range c.Capacity {
			var photo news.AssetID
			if story%3 != 2 {
				photo = d.photo(fmt.Sprintf("%016x%016x", r.Uint64(), r.Uint64()))
			}
			id := d.story(story, func(x *news.Content) {
				x.Headline, x.Kicker, x.Standfirst = text(8+r.IntN(5)), text(1), text(18)
				if photo != 0 {
					x.Lead = &news.LeadMedia{Asset: photo, Decorative: true}
				}
			})
			c.Cards = append(c.Cards, news.FrontCard{Article: id, Pin: true})
			story++
		}
		f.Containers = append(f.Containers, c)
	}
	d.arrange(f)
}

// BenchmarkColdFront renders a front of 30 containers and 90 cards that are
// filled by rule, of a paper of 100,000 articles.
func BenchmarkColdFront(b *testing.B) {
	d := openDesk(b, 0)
	for i := range 9 {
		d.sections = append(d.sections, d.Section("RUBRIK "+strconv.Itoa(i)))
	}
	sitetest.Fill(b, d.Paper, 100_000, d.sections)
	f := news.Front{Edition: d.Edition.ID}
	layouts := []string{"lead", "section", "grid", "headlines", "list", "opinion", "media"}
	for i := range 30 {
		c := news.Container{Name: "Kelompok " + strconv.Itoa(i), Layout: layouts[i%len(layouts)], Capacity: 3}
		switch {
		case i%5 > 0:
			c.Fill = news.Fill{By: "section", ID: int64(d.sections[i%len(d.sections)])}
		case i%10 == 5:
			c.Fill = news.Fill{Order: "read"}
		}
		f.Containers = append(f.Containers, c)
	}
	d.arrange(f)
	coldRender(b, d.Paper, "/")
}
