package site

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"warta/internal/cache"
	"warta/internal/news"
	"warta/internal/search"
	"warta/internal/store"
)

// KeySearch is carried by pages that were made from the search index. They are
// purged when the index has moved on.
const KeySearch = "search"

const (
	// searchAge is how long an answer is kept (SE-4).
	searchAge = 30 * time.Second
	// snippetRunes is about the length of a snippet.
	snippetRunes = 180
	// searchOffers are the articles offered where nothing was asked or found.
	searchOffers = 6
	// searchFacets bounds the sections offered as filters.
	searchFacets = 8
)

// asking is a search page while it is made.
type asking struct {
	*assembly
	path    string
	query   search.Query
	words   *search.Analyser
	filter  search.Filter
	section store.SectionEntry
	number  int
}

func (a *assembly) searchPage(vars) (*cache.Page, error) {
	page, err := a.page("search", 0)
	if err != nil {
		return nil, err
	}
	q := a.asking()
	p := SearchPage{Form: q.form(), Terms: search.MaxTerms, Runes: search.MaxRunes, Number: q.number,
		Cut: q.query.Cut || utf8.RuneCountInString(q.query.Text) >= search.MaxRunes}
	p.Asked = q.query.Text != ""
	page.Crumbs = append(a.crumbs(0), Link{Text: a.word("search.label")})
	m := &page.Meta
	m.Title = a.word("search.label") + " - " + a.set.Name
	m.Description, m.Robots = a.word("search.empty"), "noindex, follow"
	m.Canonical = a.abs(q.path)
	if p.Asked {
		m.Title = a.word("search.title_of", "q", q.query.Text, "title", a.word("search.title")) + " - " + a.set.Name
		m.Canonical = a.abs(q.address(nil))
	}
	behind := false
	if p.Asked {
		if behind, err = q.answer(&p); err != nil {
			return nil, err
		}
	}
	if len(p.Hits) == 0 {
		if err := a.offers(&p); err != nil {
			return nil, err
		}
	}
	m.Prev, m.Next = p.Prev, p.Next
	a.properties(m, "website", a.word("search.title"))
	p.Page = page
	out, err := a.print(http.StatusOK, p)
	if out != nil {
		out.Header.Set("X-Robots-Tag", "noindex")
		a.volatile(out, behind || p.Away)
	}
	return out, err
}

// volatile bounds a page that was made from the index: in memory, for a moment,
// and not at all when the index has not caught up with what the page shows.
func (a *assembly) volatile(out *cache.Page, behind bool) {
	a.key(KeySearch)
	out.MaxAge = min(out.MaxAge, searchAge)
	out.NoCopy, out.NoStore = true, behind
}

// asking reads the question and its filters.
func (a *assembly) asking() *asking {
	q := &asking{assembly: a, path: "/" + a.word("path.search"), words: search.For(a.loc.Tag()), number: 1}
	q.query = q.words.Parse(a.rq.asked["query.q"])
	length := a.listLength()
	if n, err := strconv.Atoi(a.rq.asked["query.page"]); err == nil {
		q.number = min(n, store.SearchCounted/length)
	}
	q.filter = search.Filter{Edition: a.ed.ID, Loose: true, Now: a.tonight(), Offset: (q.number - 1) * length, Limit: length,
		ByTime: a.rq.asked["query.sort"] != "", Since: a.askedDay("query.from", 0), Before: a.askedDay("query.to", 1)}
	// A section that is not there narrows nothing.
	if id, _, err := a.askedSection(); err == nil {
		q.section = a.bySec[id]
	}
	if q.section.ID != 0 {
		for _, sec := range a.sections {
			if a.within(sec.ID, q.section.ID) {
				q.filter.Sections = append(q.filter.Sections, sec.ID)
			}
		}
	}
	return q
}

// tonight is the moment from which articles are old or new for a search: the
// end of the day, so that an answer keeps its order until then.
func (a *assembly) tonight() time.Time {
	y, m, d := a.now.Date()
	return time.Date(y, m, d+1, 0, 0, 0, 0, a.zone)
}

// askedDay is the beginning of an asked day in the edition's zone, or of one later.
func (a *assembly) askedDay(key string, later int) time.Time {
	t, err := time.ParseInLocation(time.DateOnly, a.rq.asked[key], a.zone)
	if err != nil {
		return time.Time{}
	}
	return t.AddDate(0, 0, later)
}

// address is the search page's with other values; an empty value leaves the key
// out. Another filter begins at its first page.
func (q *asking) address(change map[string]string) string {
	v := url.Values{}
	set := func(key, value string) {
		if value != "" {
			v.Set(q.word(key), value)
		} else {
			v.Del(q.word(key))
		}
	}
	set("query.q", q.query.Text)
	for _, key := range []string{"query.section", "query.from", "query.to", "query.sort"} {
		set(key, q.rq.asked[key])
	}
	for key, value := range change {
		set(key, value)
	}
	if len(v) == 0 {
		return q.path
	}
	return q.path + "?" + v.Encode()
}

// sectionOf is a section as the query names it.
func sectionOf(sec store.SectionEntry) string { return strings.TrimPrefix(sec.Path, "/") }

func (q *asking) form() SearchForm {
	f := SearchForm{Action: q.path, Query: q.query.Text, From: q.rq.asked["query.from"], To: q.rq.asked["query.to"]}
	f.Narrow = q.section.ID != 0 || f.From != "" || f.To != ""
	f.Sections = []SearchChoice{{Text: q.assembly.word("search.all_sections"), Selected: q.section.ID == 0}}
	for _, sec := range q.sections {
		if sec.Count > 0 || sec.ID == q.section.ID {
			f.Sections = append(f.Sections, SearchChoice{Value: sectionOf(sec), Text: sec.Name, Selected: sec.ID == q.section.ID})
		}
	}
	f.Orders = []SearchChoice{{Text: q.word("search.by_relevance"), Selected: !q.filter.ByTime},
		{Value: q.word("query.by_time"), Text: q.word("search.by_time"), Selected: q.filter.ByTime}}
	return f
}

// answer asks the index and looks the hits up; behind says that the index has
// not followed the newspaper to this page's moment.
func (q *asking) answer(p *SearchPage) (behind bool, err error) {
	p.Summary = q.word("search.none", "q", q.query.Text)
	if q.s.o.Search == nil {
		p.Away = true
		return true, nil
	}
	r, err := q.s.o.Search.Find(q.ctx, q.query, q.filter)
	if err != nil {
		// Search may be away while the paper is not.
		q.s.log.Error("search does not answer", "error", err)
		p.Away = true
		return true, nil
	}
	// A question without a word asks nothing of the index, and so does not know
	// where it stands; its answer is the same at any time.
	behind = !q.query.Empty() && (r.State.Seq < q.view.Seq() || r.State.Rebuild != "")
	if p.Hits, err = q.hits(r.Hits); err != nil {
		return behind, err
	}
	q.facets(p, r)
	if len(p.Hits) == 0 {
		q.number = 1
		if f := p.Form; f.Narrow {
			p.Clear = q.address(map[string]string{"query.section": "", "query.from": "", "query.to": ""})
		}
		p.Suggestion = q.spelling()
		return behind, nil
	}
	p.Partial = r.Partial
	p.Summary = q.word("search.found", "q", q.query.Text, "n", r.Found)
	if r.More {
		p.Summary = q.word("search.more", "q", q.query.Text, "n", r.Found)
	}
	if r.Partial {
		p.Suggestion = q.spelling()
	}
	turn := func(n int) string {
		if n < 2 {
			return q.address(nil)
		}
		return q.address(map[string]string{"query.page": strconv.Itoa(n)})
	}
	if q.number > 1 {
		p.Prev = turn(q.number - 1)
	}
	if q.filter.Offset+q.filter.Limit < r.Reach {
		p.Next = turn(q.number + 1)
	}
	return behind, nil
}

// hits looks the articles up on the readers' side: what is not there any more
// is not shown, whatever the index says.
func (q *asking) hits(found []store.SearchHit) ([]SearchHit, error) {
	ids := make([]news.ArticleID, len(found))
	for i, h := range found {
		ids[i] = h.Article
	}
	cards, err := q.cited(ids)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	texts, err := q.view.Articles(q.ctx, ids)
	if err != nil {
		return nil, err
	}
	out := make([]SearchHit, 0, len(ids))
	for _, id := range ids {
		q.key(news.KeyArticle(id))
		c, live := cards[id]
		if !live {
			continue
		}
		x := texts[id]
		hit := SearchHit{Card: q.card(c)}
		a := search.For(c.Language)
		own := q.query
		if a != q.words {
			own = a.Parse(q.query.Text)
		}
		hit.Headline = piecesOf(own.Mark(a, c.Headline))
		text := x.Content.Body.Text()
		if x.Content.Standfirst != "" {
			text = x.Content.Standfirst + "\n" + text
		}
		hit.Snippet = piecesOf(own.Snippet(a, text, snippetRunes))
		if c.Amended != "" && hit.Card.LabelKind != "amended" {
			hit.Corrected = q.word("amendment.mark")
		}
		out = append(out, hit)
	}
	return out, nil
}

func piecesOf(list []search.Piece) []Piece {
	out := make([]Piece, len(list))
	for i, p := range list {
		out[i] = Piece(p)
	}
	return out
}

// facets are the filters as links. Counts of sections are printed when the
// whole answer was looked at, and then only sections that have something.
func (q *asking) facets(p *SearchPage, r store.SearchResult) {
	count := map[news.SectionID]int{}
	for id, n := range r.Sections {
		if line := q.line(id); len(line) > 0 {
			count[line[0].ID] += n
		}
	}
	all := Facet{Text: q.word("search.all_sections"), URL: q.address(map[string]string{"query.section": ""}), Current: q.section.ID == 0}
	p.Sections = append(p.Sections, all)
	for _, sec := range q.sections {
		current := sec.ID == q.section.ID
		if sec.Parent != 0 && !current || len(p.Sections) > searchFacets ||
			!current && (q.section.ID != 0 && sec.Count == 0 || q.section.ID == 0 && r.Sections != nil && count[sec.ID] == 0) {
			continue
		}
		f := Facet{Text: sec.Name, URL: q.address(map[string]string{"query.section": sectionOf(sec)}), Current: current}
		if q.section.ID == 0 {
			f.Count = count[sec.ID]
		}
		p.Sections = append(p.Sections, f)
	}
	if len(p.Sections) == 1 {
		p.Sections = nil
	}
	from, to := q.rq.asked["query.from"], q.rq.asked["query.to"]
	for _, t := range []struct {
		key  string
		days int
	}{{"search.any_time", 0}, {"search.day", 1}, {"search.week", 7}, {"search.month", 30}, {"search.year", 365}} {
		day := ""
		if t.days > 0 {
			day = q.now.AddDate(0, 0, 1-t.days).Format(time.DateOnly)
		}
		p.Times = append(p.Times, Facet{Text: q.word(t.key), Current: from == day && to == "",
			URL: q.address(map[string]string{"query.from": day, "query.to": ""})})
	}
	for _, o := range p.Form.Orders {
		p.Orders = append(p.Orders, Facet{Text: o.Text, Current: o.Selected, URL: q.address(map[string]string{"query.sort": o.Value})})
	}
}

// spelling is a link to a question that the index's words make more likely.
func (q *asking) spelling() Link {
	better, err := q.s.o.Search.Correct(q.ctx, q.words, q.query)
	if err != nil {
		q.s.log.Error("spelling does not answer", "error", err)
	}
	if better == "" || better == q.query.Text {
		return Link{}
	}
	return Link{Text: better, URL: q.address(map[string]string{"query.q": better})}
}

// offers are the ways on where nothing was asked or found.
func (a *assembly) offers(p *SearchPage) error {
	if !p.Asked {
		list, err := a.popular(7*24*time.Hour, 0, searchOffers)
		if err != nil {
			return err
		}
		for _, r := range list {
			p.Popular = append(p.Popular, a.card(r.Card))
		}
		if len(p.Popular) > 0 {
			return nil
		}
	}
	a.key(news.KeyLatest(a.ed.ID))
	list, err := a.view.List(a.ctx, store.ListQuery{List: store.List{By: "edition"}, Limit: searchOffers, NoAds: true})
	p.Newest = a.cards(list)
	return err
}

// suggestion is what the machine address for search suggestions answers.
type suggestion struct {
	Words    []string         `json:"words"`
	Articles []suggestedStory `json:"articles"`
}

type suggestedStory struct {
	Title string `json:"title"`
	URL   string `json:"url"`
}

// suggestions finishes the word that is being typed and names a few articles.
func (a *assembly) suggestions(vars) (*cache.Page, error) {
	const words, articles = 6, 4
	out := suggestion{Words: []string{}, Articles: []suggestedStory{}}
	text := a.rq.asked["query.q"]
	behind := a.s.o.Search == nil
	if text != "" && a.s.o.Search != nil {
		list, err := a.s.o.Search.Complete(a.ctx, text, words)
		if err != nil {
			return nil, err
		}
		out.Words = append(out.Words, list...)
		q := search.For(a.loc.Tag()).Parse(text)
		r, err := a.s.o.Search.Find(a.ctx, q, search.Filter{Edition: a.ed.ID, Now: a.tonight(), Limit: articles})
		if err != nil {
			return nil, err
		}
		behind = r.State.Seq < a.view.Seq() || r.State.Rebuild != ""
		var ids []news.ArticleID
		for _, h := range r.Hits {
			ids = append(ids, h.Article)
		}
		cards, err := a.cited(ids)
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			if c, ok := cards[id]; ok {
				out.Articles = append(out.Articles, suggestedStory{Title: c.Headline, URL: c.Path})
			}
		}
	}
	b, err := json.Marshal(out)
	if err != nil {
		return nil, err
	}
	h := http.Header{}
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("Cache-Control", pageCacheControl)
	h.Set("X-Robots-Tag", "noindex")
	page := &cache.Page{Status: http.StatusOK, Header: h, Body: append(b, '\n'), MaxAge: searchAge}
	a.volatile(page, behind)
	return page, nil
}

// maxLostWords bounds what is looked for of an address that leads nowhere.
const maxLostWords = 8

// wordsOf are the words of an address, in the form under which its page is
// kept: those of its last part that are words, without numbers and endings.
func (s *Server) wordsOf(rq request, path string) string {
	if s.o.Search == nil || len(path) > maxPath {
		return ""
	}
	path, _ = rq.unlite(path)
	parts := strings.Split(strings.Trim(path, "/"), "/")
	if parts[0] == "-" {
		return ""
	}
	a := search.For(rq.locale.Tag())
	for i := len(parts) - 1; i >= 0; i-- {
		part := parts[i]
		if dot := strings.LastIndexByte(part, '.'); dot > 0 && len(part)-dot <= 6 {
			part = part[:dot]
		}
		part = strings.NewReplacer("-", " ", "_", " ", ".", " ", "+", " ").Replace(part)
		var words []string
		for _, t := range a.Parse(part).Terms {
			if len(words) < maxLostWords && strings.IndexFunc(t.Word, func(r rune) bool { return r < '0' || r > '9' }) >= 0 {
				words = append(words, t.Word)
			}
		}
		if len(words) > 0 {
			return strings.Join(words, " ")
		}
	}
	return ""
}

// alike finds the articles that the words of a lost address may have meant.
func (a *assembly) alike(words string, limit int) (cards []store.Card, behind bool, err error) {
	r, err := a.s.o.Search.Find(a.ctx, search.For(a.loc.Tag()).Parse(words),
		search.Filter{Edition: a.ed.ID, Loose: true, Now: a.tonight(), Limit: limit})
	if err != nil {
		// The page for lost readers does without.
		a.s.log.Error("search does not answer", "error", err)
		return nil, true, nil
	}
	ids := make([]news.ArticleID, len(r.Hits))
	for i, h := range r.Hits {
		ids[i] = h.Article
	}
	found, err := a.cited(ids)
	for _, id := range ids {
		if c, ok := found[id]; ok {
			cards = append(cards, c)
		}
	}
	return cards, r.State.Seq < a.view.Seq() || r.State.Rebuild != "", err
}
