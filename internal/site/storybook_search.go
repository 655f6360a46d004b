package site

import "strings"

func (b bookmaker) searchForm(q string) SearchForm {
	m := b.face.message
	return SearchForm{Action: storybookPath + "/search", Query: q,
		Sections: []SearchChoice{{Text: m("search.all_sections"), Selected: true}, {Value: "daerah", Text: "DAERAH"}},
		Orders:   []SearchChoice{{Text: m("search.by_relevance"), Selected: true}, {Value: m("query.by_time"), Text: m("search.by_time")}}}
}

// search is a page of n hits in the states that cards have.
func (b bookmaker) search(n int) SearchPage {
	m := b.face.message
	at := storybookPath + "/search"
	p := SearchPage{Page: b.page("search", m("search.title")), Form: b.searchForm("pasar ikan"), Asked: true, Number: 2,
		Summary: m("search.found", "q", "pasar ikan", "n", 137), Prev: at, Next: at,
		Orders:   []Facet{{Text: m("search.by_relevance"), URL: at, Current: true}, {Text: m("search.by_time"), URL: at}},
		Times:    []Facet{{Text: m("search.any_time"), URL: at, Current: true}, {Text: m("search.day"), URL: at}, {Text: m("search.week"), URL: at}, {Text: m("search.month"), URL: at}, {Text: m("search.year"), URL: at}},
		Sections: []Facet{{Text: m("search.all_sections"), URL: at, Current: true}, {Text: "DAERAH", URL: at, Count: 84}, {Text: "Ekonomi", URL: at, Count: 40}, {Text: "LIFE STYLE & ENTERTAINMENT", URL: at, Count: 13}}}
	p.Crumbs = []Link{{m("crumb.home"), b.site.Home}, {m("search.label"), ""}}
	states := b.states()
	for i := range n {
		c := states[i%len(states)].Card
		hit := SearchHit{Card: c, Headline: []Piece{{Text: c.Headline}},
			Snippet: []Piece{{Text: "… pagi-pagi sekali, sebelum "}, {"pasar", true}, {Text: " dibuka, perahu pembawa "}, {"ikan", true},
				{Text: " sudah merapat di tiang ketiga dan keranjang pertama naik ke dermaga. Tawar-menawar <tidak> pernah lama …"}}}
		if i%7 == 2 {
			hit.Corrected = m("amendment.mark")
		}
		p.Hits = append(p.Hits, hit)
	}
	return p
}

func (b bookmaker) nothingFound() SearchPage {
	m := b.face.message
	p := b.search(0)
	p.Form = b.searchForm("pasra iakn")
	p.Form.Narrow, p.Form.From = true, "2025-06-01"
	p.Summary = m("search.none", "q", p.Form.Query)
	p.Suggestion = Link{"pasar ikan", storybookPath + "/search"}
	p.Clear, p.Prev, p.Next, p.Number = storybookPath+"/search", "", "", 1
	p.Newest = b.cards(6)
	return p
}

func (b bookmaker) foundTooMuch() SearchPage {
	p := b.search(12)
	long := "Pertanggungjawaban" + strings.Repeat("keberlanjutan", 8)
	p.Form = b.searchForm(long)
	p.Summary = b.face.message("search.more", "q", long, "n", 1000)
	p.Cut, p.Partial, p.Terms, p.Runes = true, true, 32, 500
	p.Suggestion = Link{long, storybookPath + "/search"}
	p.Hits[0].Headline = []Piece{{longHeadline, true}}
	p.Hits[1].Snippet = []Piece{{strings.Repeat(long+" ", 3), true}}
	for i := range p.Sections {
		p.Sections[i].Text = strings.Repeat(p.Sections[i].Text+" ", 3)
	}
	return p
}
