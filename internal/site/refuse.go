package site

import (
	"net/http"
	"strconv"
	"strings"
)

// maxSent bounds what a reader may send: counting needs nothing at all.
const maxSent = 64 << 10

// refusals are the short answers to requests that are no address of ours; each
// has a title and a text in the catalogue.
var refusals = map[int]string{
	http.StatusBadRequest:            "badrequest",
	http.StatusMethodNotAllowed:      "method",
	http.StatusRequestEntityTooLarge: "toolarge",
	http.StatusRequestURITooLong:     "toolong",
}

// refuse answers with a short text in the edition's language.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, rq request, status int) {
	key := refusals[status]
	w.Header().Set("X-Robots-Tag", "noindex")
	text := rq.locale.Message(key+".text", "method", r.Method, "limit", strconv.Itoa(maxPath), "home", rq.base+"/")
	s.plainText(w, rq, status, rq.word(key+".title")+"\n\n"+text)
}

// malformed reports whether an address cannot be one of ours: it would have to
// hold a character that no writing has.
func malformed(r *http.Request) bool {
	return !strings.HasPrefix(r.URL.EscapedPath(), "/") || strings.ContainsFunc(r.URL.Path, func(c rune) bool { return c < ' ' || c == 0x7f })
}

// methods are the ones that an address takes, for the Allow header.
func (s *Server) methods(path string, rq request) string {
	read, post := false, false
	for i := range s.routes {
		rt := &s.routes[i]
		if _, ok := rt.match(path, rq.word); !ok || rq.lite && rt.page == nil {
			continue
		}
		if rt.methods == http.MethodPost {
			post = true
			break // the address is for sending; what follows is a last resort
		}
		read = true
	}
	switch {
	case post && read:
		return "GET, HEAD, POST, OPTIONS"
	case post:
		return "POST, OPTIONS"
	}
	return "GET, HEAD, OPTIONS"
}

// otherMethod answers what no route took: OPTIONS with the methods of the
// address, everything else with 405.
func (s *Server) otherMethod(w http.ResponseWriter, r *http.Request, rq request, path string) {
	w.Header().Set("Allow", s.methods(path, rq))
	if r.Method == http.MethodOptions {
		w.Header().Set("Cache-Control", "no-store")
		w.WriteHeader(http.StatusNoContent)
		return
	}
	s.refuse(w, r, rq, http.StatusMethodNotAllowed)
}
