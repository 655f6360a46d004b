package admin

import (
	"html/template"
	"net/http"
	"net/url"

	"warta/internal/auth"
	"warta/internal/news"
	"warta/internal/web"
)

// flash is what the next page says of what was just done. It travels in a
// cookie as a code and values, never as text: what is said comes from the
// catalogue, and where a button leads from the table of ways back.
type flash struct {
	// Code is the message room.done.<code>; Args are its values.
	Code string
	Args map[string]string
	// Article is what it is about, Undo a name in waysBack.
	Article news.ArticleID
	Undo    string
	// Link is an address inside the newsroom or of the paper, shown beside.
	Link string
}

const flashCookie = "warta-flash"

// waysBack are the commands that take another one back, by name: what stands
// below the article's address.
var waysBack = map[string]string{
	"publish": "undo", "update": "undo", "spike": "unspike", "unspike": "spike", "approve": "reopen", "reopen": "approve",
	"claim": "release", "release": "claim",
}

// waysBackTo take back what is no article's: the address that the thing's number,
// and the front's section, follow.
var waysBackTo = map[string]string{
	"front": frontPath + "/restore", "tag": tagsPath + "/split", "person": peoplePath + "/split", "menu": menuPath + "/undo",
}

// leave leads on to a page that says what was done. htmx follows as a browser
// does, and gets the page's fragment.
func (v *visit) leave(path string, f flash) error {
	q := url.Values{"c": {f.Code}}
	for name, value := range f.Args {
		if r := []rune(value); len(r) > 160 {
			value = string(r[:159]) + "…"
		}
		q.Set("_"+name, value)
	}
	if f.Article != 0 {
		q.Set("a", f.Article.String())
	}
	if f.Undo != "" {
		q.Set("u", f.Undo)
	}
	if f.Link != "" {
		q.Set("l", f.Link)
	}
	http.SetCookie(v.w, &http.Cookie{Name: flashCookie, Value: url.QueryEscape(q.Encode()), Path: "/newsroom/", MaxAge: 60, HttpOnly: true,
		SameSite: http.SameSiteStrictMode, Secure: web.Scheme(v.r) == "https"})
	return to(v, path)
}

// message is a flash as a page shows it.
type message struct {
	Text string
	// Undo is where a form leads that takes it back.
	Undo, Back string
	Link       string
	Bad        bool
	ID         string
}

// said takes what waits to be said; nil for nothing.
func (v *visit) said() *message {
	c, err := v.r.Cookie(flashCookie)
	if err != nil {
		return nil
	}
	http.SetCookie(v.w, &http.Cookie{Name: flashCookie, Path: "/newsroom/", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteStrictMode,
		Secure: web.Scheme(v.r) == "https"})
	raw, err := url.QueryUnescape(c.Value)
	if err != nil {
		return nil
	}
	q, err := url.ParseQuery(raw)
	key := "room.done." + q.Get("c")
	if err != nil || !v.words.Has(key) {
		return nil
	}
	var args []any
	for name := range q {
		if name[:min(1, len(name))] == "_" {
			args = append(args, name[1:], q.Get(name))
		}
	}
	m := &message{Text: v.msg(key, args...), Back: v.r.URL.RequestURI()}
	id, ok := articleID(q.Get("a"))
	if way := waysBack[q.Get("u")]; way != "" && ok {
		m.Undo = articlePath + id.String() + "/" + way
	}
	if way := waysBackTo[q.Get("u")]; way != "" {
		m.Undo = way + "?" + url.Values{"id": {q.Get("_id")}, "section": {q.Get("_section")}}.Encode()
	}
	if l := q.Get("l"); l != "" && (auth.SafeNext(l) == l || l[0] == '/' && (len(l) < 2 || l[1] != '/' && l[1] != '\\')) {
		m.Link = l
	}
	return m
}

// say answers a fragment with a message alone; nothing on the page is replaced.
func (s *Server) say(v *visit, status int, text, id string) error {
	var out []byte
	var err error
	if out, err = s.render(v.words.Tag(), "flash_oob", &message{Text: text, Bad: true, ID: id}); err != nil {
		return err
	}
	v.w.Header().Set("HX-Reswap", "none")
	return v.html(status, template.HTML(out))
}
