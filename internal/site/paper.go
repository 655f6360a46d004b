package site

import (
	"net/http"

	"warta/internal/locale"
	"warta/internal/news"
	"warta/internal/web"
)

// Paper tells which edition a request is for, with its canonical scheme and
// host and its words: what else speaks for the paper, such as the public half
// of the API, says the same as its pages.
func (s *Server) Paper(r *http.Request) (e news.EditionID, base string, words *locale.Locale) {
	h := s.host(r)
	base = h.base
	if base == "" {
		base = web.Scheme(r) + "://" + r.Host
	}
	return h.edition.ID, base, h.words
}
