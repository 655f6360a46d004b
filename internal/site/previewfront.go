package site

import (
	"context"
	"net/http"

	"warta/internal/cache"
	"warta/internal/news"
)

// PrintFront prints a front as it would be if it were published now, for somebody
// of the newsroom: with the articles that readers have, the paper's own templates
// and its own way of filling slots. It meets no cache and no counter. The header
// has the page's Content-Security-Policy.
func (s *Server) PrintFront(ctx context.Context, f news.Front) (body []byte, header http.Header, err error) {
	rq := request{edition: f.Edition, locale: unknownHost.words, path: "/"}
	for _, h := range s.known() {
		if h.edition.ID == f.Edition {
			rq.base, rq.locale = h.base, h.words
		}
	}
	page, err := s.make(ctx, rq, func(a *assembly) (*cache.Page, error) {
		// The banner has its own commands, and is what it is.
		live, _, err := a.homeFront()
		if err != nil {
			return nil, err
		}
		if f.Of.Section == 0 {
			f.Breaking = live.Breaking
		}
		a.draft = &f
		if f.Of.Section == 0 {
			return a.frontPage(nil)
		}
		a.rq.path = "" // the section's page finds its own
		return a.sectionPage(f.Of.Section)
	})
	if err != nil {
		return nil, nil, err
	}
	keepDraft(page.Header)
	return page.Body, page.Header, nil
}
