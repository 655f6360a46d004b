package admin

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"warta/internal/news"
	"warta/internal/newsroom"
)

func declareSearch(s *Server, member func(string, handler)) {
	member("GET "+searchPath, s.searchPage)
}

// searchView is what was found, newest first.
type searchView struct {
	Q    string
	Rows []deskCard
	// Unknown are filter words that say nothing here, Less the question without
	// one word each.
	Unknown []string
	Less    []searchLess
	Next    string
	Asked   bool
	Words   []string
}

type searchLess struct{ Word, Href string }

const searchRows = 30

// searchPage looks through everything that the person may read, with words such
// as "author:rina state:siap banjir" (S8.1).
func (s *Server) searchPage(v *visit) error {
	if !v.may(newsroom.PermRead) {
		return news.E(news.Forbidden, string(newsroom.PermRead), nil)
	}
	ctx := v.r.Context()
	q := strings.TrimSpace(v.r.FormValue("q"))
	if r := []rune(q); len(r) > 300 {
		q = string(r[:300])
	}
	d := searchView{Q: q, Asked: q != ""}
	for key := range strings.SplitSeq(v.msg("room.search.words"), "|") {
		d.Words = append(d.Words, strings.TrimSpace(key))
	}
	if d.Asked {
		paper, err := s.o.Newsroom.Paper(ctx, v.who)
		if err != nil {
			return err
		}
		before, _ := articleID(v.r.FormValue("before")) // zero is the newest
		found, err := s.o.Newsroom.Search(ctx, v.who, newsroom.SearchRequest{Edition: paper.Edition.ID, Text: q, Before: before, Limit: searchRows})
		if err != nil {
			return err
		}
		d.Unknown = found.Unknown
		if d.Rows, err = s.cards(v, paper, found.Rows); err != nil {
			return err
		}
		if len(found.Rows) == searchRows {
			d.Next = searchPath + "?" + url.Values{"q": {q}, "before": {found.Rows[searchRows-1].Article.String()}}.Encode()
		}
		if words := strings.Fields(q); len(d.Rows) == 0 && len(words) > 1 && len(words) < 9 {
			for i, w := range words {
				rest := slices.Delete(slices.Clone(words), i, i+1)
				d.Less = append(d.Less, searchLess{w, searchPath + "?" + url.Values{"q": {strings.Join(rest, " ")}}.Encode()})
			}
		}
	}
	p := page{Title: v.msg("room.place.cari"), Place: "cari", Regions: map[string]string{"temuan": "search_hits"}}
	return s.show(v, http.StatusOK, p, "search", d)
}
