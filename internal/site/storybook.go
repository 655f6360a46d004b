package site

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"warta/internal/body"
)

// StorybookPage is page/storybook.html: every part of the theme in every state,
// for the people who make themes and for the tests that look at them.
type StorybookPage struct {
	Page
	// Cards are cards in every state; the page shows each in every size.
	Cards []StoryCard
	// Colours are the names of the section colours.
	Colours []string
	Share   Article
	Pager   *Pager
	// Stories are the other pages of the storybook.
	Stories []Link
	// Lite are the same pages in their lite form.
	Lite []Link
}

// StoryCard is a card with the name of its state.
type StoryCard struct {
	State string
	Card  Card
}

// Story is one page of the storybook: Name is the last part of its address.
type Story struct {
	Name, Title string
	// Page is a page struct, ready for [Face.Render].
	Page any
}

// storybookPath is where the storybook lives; a story's page is below it.
const storybookPath = "/-/storybook"

// Storybook makes every page of the storybook with example data: each page
// type as it usually is, empty, and with more than anybody should ask of it
// (CT-3). The first story is the overview. photo gives the example pictures by
// number; nil takes the theme's own drawing.
func (f *Face) Storybook(s Site, photo func(n int) *Photo) ([]Story, error) {
	if photo == nil {
		// A face that shows no picture has none.
		src, err := f.Theme.assetURL("storybook.svg")
		if err != nil {
			src = storybookPath + "/tidak-ada/0"
		}
		photo = func(int) *Photo { return &Photo{Src: src, Width: 1200, Height: 800} }
	}
	b := bookmaker{face: f, site: s, photo: photo, now: s.Now}
	blocks, err := b.blocks()
	if err != nil {
		return nil, fmt.Errorf("storybook: %w", err)
	}
	stories := []Story{
		{"front", "Front, as large as it may be", b.fullFront()},
		{"front-usual", "Front that nobody arranged", b.front(34)},
		{"front-breaking", "Front with a banner and more than fits", b.brokenFront()},
		{"front-short", "Front with three stories", b.front(3)},
		{"front-empty", "Front without a story", FrontPage{Page: b.page("front", s.Name)}},
		{"article", "Article", b.article()},
		{"article-blocks", "Every block", b.blocksArticle(blocks)},
		{"article-marked", "Amended, old and unverified", b.marked()},
		{"article-opinion", "Opinion", b.labelled("label.opinion", "opinion")},
		{"article-advertorial", "Advertorial", b.labelled("label.advertorial", "ad")},
		{"article-paged", "One page of several", b.paged()},
		{"article-photo", "Photo story", b.photoStory()},
		{"article-video", "Film, ours", b.filmed(&body.Video{Asset: 101, Poster: 4, Caption: body.Text("Pasar ikan sebelum subuh."), Credit: "Warta", Transcript: "Suara air. Seseorang menghitung dalam gelap."})},
		{"article-video-elsewhere", "Film of another house", b.filmed(&body.Video{URL: "https://www.youtube.com/watch?v=aqz-KE-bpKQ", Poster: 5, Caption: body.Text("Film dari rumah lain; dimuat setelah diminta.")})},
		{"article-graphic", "Photos behind a notice", b.graphic()},
		{"article-ai", "Pictures made by a machine", b.machineMade()},
		{"article-ads", "Article with every slot filled", b.advertised()},
		{"article-2000-blocks", "Two thousand blocks", b.endless()},
		{"section-ads", "Section with every slot filled", b.advertisedList()},
		{"article-bare", "Nothing but a headline and a text", b.bare()},
		{"article-extreme", "More than fits", b.extreme()},
		{"section", "Section", b.list("section", 21)},
		{"section-front", "Section with a front of its own", b.arrangedSection()},
		{"section-later", "Section, later page", b.later()},
		{"section-empty", "Section without a story", b.list("section", 0)},
		{"tag", "Tag", b.list("tag", 6)},
		{"latest", "Latest", b.list("latest", 20)},
		{"topic", "Topic", b.topic(14)},
		{"topic-oldest", "Topic from the beginning, later page", b.topicOldest()},
		{"topic-empty", "Topic without a story", b.topic(0)},
		{"topic-overfull", "Topic with more than fits", b.topicOverfull()},
		{"popular", "Most read", b.popular(20)},
		{"popular-empty", "Most read, nothing read", b.popular(0)},
		{"popular-overfull", "Most read, all places", b.popular(popularLength)},
		{"index", "Index of a day", b.index(14)},
		{"index-empty", "Index of a day without a story", b.index(0)},
		{"index-overfull", "Index of a full day", b.indexOverfull()},
		{"index-month", "Index of a month", b.indexMonth()},
		{"index-year", "Index of a year", b.indexYear()},
		{"section-overfull", "Section with more than fits", b.sectionOverfull()},
		{"person", "Person", b.person(true)},
		{"person-bare", "Person without a picture", b.person(false)},
		{"search", "Search", b.search(20)},
		{"search-empty", "Search before a question", SearchPage{Page: b.page("search", f.message("search.label")), Form: b.searchForm(""), Popular: b.cards(6)}},
		{"search-none", "Search without a hit", b.nothingFound()},
		{"search-extreme", "Search with more than fits", b.foundTooMuch()},
		{"notfound", "Not found", NotFoundPage{Page: b.page("notfound", f.message("notfound.title")), Cards: b.cards(5), Form: b.searchForm("")}},
		{"register", "Register of corrections", b.register(12, false)},
		{"register-withdrawals", "Register of withdrawals", b.register(5, true)},
		{"register-empty", "Register without an entry", b.register(0, false)},
		{"register-overfull", "Register with more than fits", b.registerOverfull()},
		{"about", "The paper about itself", b.about(4)},
		{"about-empty", "Masthead that nobody filled in", b.about(0)},
		{"about-overfull", "Masthead of a big house", b.about(60)},
		{"gone-editing", "Taken back for editing", b.retracted()},
		{"gone", "Withdrawn", b.gone("Wali Kota Buka Pasar Malam di Tepi Sungai")},
		{"gone-hidden", "Withdrawn, headline hidden", b.gone("")},
		{"saved", "Kept by the reader", SavedPage{Page: b.page("saved", f.message("saved.title")), Name: f.message("saved.title")}},
		{"unavailable", "Unavailable", b.page("unavailable", f.message("unavailable.title"))},
	}
	b.clothe(stories)
	return append([]Story{{"", "Storybook", b.overview(stories)}}, stories...), nil
}

// plainStories are articles whose text has nothing but paragraphs and what goes
// with them.
var plainStories = []string{"article", "article-marked", "article-opinion", "article-advertorial", "article-bare"}

// clothe gives articles the sheets that their blocks may need.
func (b *bookmaker) clothe(stories []Story) {
	for i, s := range stories {
		p, ok := s.Page.(ArticlePage)
		if !ok {
			continue
		}
		kinds := body.Kinds()
		if slices.Contains(plainStories, s.Name) {
			kinds = nil
		}
		p.Article.Sheets = b.face.Theme.sheets(kinds, p.Article.Format, "graphic")
		stories[i].Page = p
	}
}

// bookmaker holds what all example pages share.
type bookmaker struct {
	face  *Face
	site  Site
	photo func(n int) *Photo
	now   time.Time
}

func (b bookmaker) page(kind, title string) Page {
	return Page{Type: kind, Site: b.site, Meta: Meta{
		Title: title + " – " + b.site.Name, Robots: "noindex", Description: "Contoh halaman dari buku contoh tema.",
	}}
}

func (b bookmaker) inSection(kind, title string) Page {
	p := b.page(kind, title)
	p.Crumbs = []Link{{b.face.message("crumb.home"), b.site.Home}, {"DAERAH", storybookPath + "/section"}}
	return p
}

// withCaption gives an example picture with its words.
func (b bookmaker) withCaption(n int, caption, credit string) *Photo {
	p := b.photo(n)
	if p == nil {
		return nil
	}
	c := *p
	c.Caption, c.Credit = caption, credit
	return &c
}

func (b bookmaker) card(n int) Card {
	h := storyHeadlines[n%len(storyHeadlines)]
	c := Card{
		ID: int64(n + 1), URL: fmt.Sprintf("%s/article#%d", storybookPath, n), Headline: h.headline, Kicker: h.kicker,
		Standfirst: h.standfirst, Section: h.section, SectionURL: storybookPath + "/section", SectionColour: h.colour,
		At: b.now.Add(-time.Duration(n*47+12) * time.Minute), Minutes: 3 + n%5, Photo: b.photo(n), Lead: n == 0,
	}
	if c.Photo != nil {
		c.Caption = "Keterangan foto yang tidak boleh ikut tercetak pada kartu."
	}
	return c
}

func (b bookmaker) cards(n int) []Card {
	out := make([]Card, n)
	for i := range out {
		out[i] = b.card(i)
	}
	return out
}

// states are one card in every state that a list can meet.
func (b bookmaker) states() []StoryCard {
	with := func(change func(c *Card)) Card {
		c := b.card(1)
		change(&c)
		return c
	}
	label := func(key, kind string) Card {
		return with(func(c *Card) { c.Label, c.LabelKind = b.face.message(key), kind })
	}
	return []StoryCard{
		{"usual", b.card(1)},
		{"no photo", with(func(c *Card) { c.Photo = nil })},
		{"no kicker, no standfirst", with(func(c *Card) { c.Kicker, c.Standfirst = "", "" })},
		{"opinion", label("label.opinion", "opinion")},
		{"advertorial", label("label.advertorial", "ad")},
		{"amended", label("amendment.koreksi", "amended")},
		{"amended opinion", with(func(c *Card) {
			c.Label, c.LabelKind, c.Amended = b.face.message("label.opinion"), "opinion", b.face.message("amendment.ralat")
		})},
		{"unverified", label("label.unverified", "unverified")},
		{"video", label("label.video", "video")},
		{"photo story", label("label.photo", "photo")},
		{"another language", with(func(c *Card) {
			c.Lang, c.Headline, c.Kicker = "en", "The harbour that learned to read the tide by its bells", "Letter from Walira"
		})},
		{"200 characters", with(func(c *Card) { c.Headline = longHeadline })},
		{"one long word", with(func(c *Card) { c.Headline = "Pertanggungjawaban" + strings.Repeat("keberlanjutan", 6) })},
	}
}

func (b bookmaker) overview(stories []Story) StorybookPage {
	p := StorybookPage{Page: b.page("storybook", "Storybook"), Cards: b.states(), Colours: storyColours,
		Share: b.article().Article, Pager: storyPager()}
	for _, s := range stories {
		p.Stories = append(p.Stories, Link{s.Title, storybookPath + "/" + s.Name})
		p.Lite = append(p.Lite, Link{s.Title, storybookPath + "/lite/" + s.Name})
	}
	return p
}

func (b bookmaker) front(n int) FrontPage {
	all := b.cards(n)
	take := func(k int) []Card {
		k = min(k, len(all))
		head := all[:k]
		all = all[k:]
		return head
	}
	p := FrontPage{Page: b.page("front", b.site.Name)}
	p.Containers = append(p.Containers, Container{Layout: "lead", Cards: take(8)})
	for _, s := range []struct{ name, colour string }{{"DAERAH", "toska"}, {"Ekonomi", "zaitun"}, {"LIFE STYLE & ENTERTAINMENT", "manggis"}} {
		if cards := take(4); len(cards) > 0 {
			p.Containers = append(p.Containers, Container{Name: s.name, URL: storybookPath + "/section", Colour: s.colour, Layout: "section", Cards: cards})
		}
	}
	if cards := take(len(all)); len(cards) > 0 {
		p.Containers = append(p.Containers, Container{Name: b.face.message("list.latest"), Layout: "list", Cards: cards})
	}
	return p
}

func (b bookmaker) list(kind string, n int) ListPage {
	p := ListPage{Page: b.inSection(kind, "DAERAH"), Name: "DAERAH", Colour: "toska", Count: int64(n), Cards: b.cards(n)}
	p.Crumbs[1].URL = ""
	if kind == "tag" {
		p.Name, p.Crumbs[1].Text = "pelabuhan perikanan", "pelabuhan perikanan"
		p.TagType = b.face.message("lists.tag_place")
	} else {
		p.Description = "Kabar dari kabupaten dan kota: pasar, sekolah, sungai, dan orang-orang yang merawatnya."
		p.Children = []Link{{"Pesisir", storybookPath + "/section"}, {"Pegunungan", storybookPath + "/section"}}
	}
	switch kind {
	case "section":
		if n > 0 {
			p.Popular = b.box()
		}
	case "latest":
		p.Name, p.Description, p.Children = b.face.message("list.latest"), "", nil
		p.Crumbs[1].Text = p.Name
	}
	if n > 20 {
		p.Count, p.Older = 1204, storybookPath+"/section-later"
	}
	return p
}

func (b bookmaker) later() ListPage {
	p := b.list("section", 21)
	p.Continued, p.First, p.Popular = true, storybookPath+"/section", nil
	return p
}

func (b bookmaker) person(portrait bool) ListPage {
	p := ListPage{Page: b.page("person", "Sri Wahyuningsih"), Name: "Sri Wahyuningsih", Count: 87, Cards: b.cards(5)}
	p.Cards[1].Role, p.Cards[3].Role = b.face.message("role.editor"), b.face.message("role.fotografer")
	p.Crumbs = []Link{{b.face.message("crumb.home"), b.site.Home}, {"Sri Wahyuningsih", ""}}
	p.Person = &Person{Name: p.Name, Title: "Redaktur daerah",
		Bio: "Meliput pesisir utara sejak 2014. Menulis tentang pasar, laut, dan cuaca, dan tentang orang yang hidup dari ketiganya."}
	if portrait {
		p.Person.Portrait = b.photo(3)
		if p.Person.Portrait != nil {
			c := *p.Person.Portrait
			c.Alt = "Sri Wahyuningsih"
			p.Person.Portrait = &c
		}
		p.Person.Contacts = []Link{{"sri@example.org", "mailto:sri@example.org"}, {"Mastodon", storybookPath + "/person"}}
	}
	return p
}

func (b bookmaker) retracted() GonePage {
	return GonePage{Page: b.page("gone", b.face.message("retracted.title")), At: b.now.Add(-20 * time.Second), Editing: true}
}

func (b bookmaker) gone(headline string) GonePage {
	p := GonePage{Page: b.page("gone", b.face.message("withdrawn.title")), Headline: headline, At: b.now.Add(-26 * time.Hour),
		Ground: b.face.message("ground.trauma_korban"), Contact: b.site.Masthead.Email,
		Reason: "Berita memuat keterangan yang dapat mengungkap jati diri korban."}
	if headline == "" {
		p.Ground, p.Reason, p.Contact = b.face.message("ground.masa_depan_anak"), "", ""
	}
	return p
}

func storyPager() *Pager {
	a := storybookPath + "/article-extreme"
	return &Pager{Prev: a + "?halaman=1", Next: a + "?halaman=3", All: a + "?halaman=semua",
		Pages: []PageLink{{1, a + "?halaman=1", false}, {2, a + "?halaman=2", true}, {3, a + "?halaman=3", false}}}
}
