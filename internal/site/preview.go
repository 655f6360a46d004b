package site

import (
	"bytes"
	"context"
	"errors"
	"html"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"warta/internal/body"
	"warta/internal/cache"
	"warta/internal/news"
	"warta/internal/store"
	"warta/internal/web"
)

// A draft is not in the published tables and this package cannot read it. Whoever
// wires the paper hands in functions that open a signed link; what they give is
// printed with the paper's own templates and forgotten (threat N4): it meets no
// cache, no counter, no feed and no search.

// Draft is one revision of an article with what its page names, as readers would
// get them.
type Draft struct {
	Article store.PublishedArticle
	People  map[news.PersonID]news.Person
	Tags    map[news.TagID]news.Tag
	Topics  map[news.TopicID]news.Topic
	Assets  map[news.AssetID]news.Asset
}

// Previews open links to drafts. Every error of kind NotFound is answered like
// an address that leads nowhere.
type Previews struct {
	// Verify believes a token and says what it is for.
	Verify func(ctx context.Context, token string) (subject string, err error)
	// Load gives the draft of such a subject, as long as it may be shown.
	Load func(ctx context.Context, subject string) (*Draft, error)
	// Open gives a file that the draft of such a subject shows.
	Open func(ctx context.Context, subject, name string) (io.ReadSeekCloser, error)
}

// PreviewPath stands before the token in a preview's address.
const PreviewPath = "/-/pratinjau/"

// previewLog is a preview's address without its token, which is a key.
const previewLog = PreviewPath + "…"

// draftView is the readers' side as it would be with a draft on it.
type draftView struct {
	store.View
	d *Draft
}

func (v draftView) Article(ctx context.Context, id news.ArticleID) (store.PublishedArticle, error) {
	if id == v.d.Article.ID {
		return v.d.Article, nil
	}
	return v.View.Article(ctx, id)
}

// over lays the draft's own things over what is public.
func over[K comparable, V any](ids []K, own map[K]V, read func([]K) (map[K]V, error)) (map[K]V, error) {
	out := make(map[K]V, len(ids))
	var rest []K
	for _, id := range ids {
		if x, ok := own[id]; ok {
			out[id] = x
		} else {
			rest = append(rest, id)
		}
	}
	if len(rest) == 0 {
		return out, nil
	}
	found, err := read(rest)
	for id, x := range found {
		out[id] = x
	}
	return out, err
}

func (v draftView) People(ctx context.Context, ids []news.PersonID) (map[news.PersonID]news.Person, error) {
	return over(ids, v.d.People, func(ids []news.PersonID) (map[news.PersonID]news.Person, error) { return v.View.People(ctx, ids) })
}

func (v draftView) Tags(ctx context.Context, ids []news.TagID) (map[news.TagID]news.Tag, error) {
	return over(ids, v.d.Tags, func(ids []news.TagID) (map[news.TagID]news.Tag, error) { return v.View.Tags(ctx, ids) })
}

func (v draftView) Topics(ctx context.Context, ids []news.TopicID) (map[news.TopicID]news.Topic, error) {
	return over(ids, v.d.Topics, func(ids []news.TopicID) (map[news.TopicID]news.Topic, error) { return v.View.Topics(ctx, ids) })
}

func (v draftView) Assets(ctx context.Context, ids []news.AssetID) (map[news.AssetID]news.Asset, error) {
	return over(ids, v.d.Assets, func(ids []news.AssetID) (map[news.AssetID]news.Asset, error) { return v.View.Assets(ctx, ids) })
}

// Links follow the draft: it may follow up another report than the live version.
func (v draftView) Links(ctx context.Context, id news.ArticleID) ([]store.ArticleLink, error) {
	links, err := v.View.Links(ctx, id)
	if err != nil || id != v.d.Article.ID {
		return links, err
	}
	to := v.d.Article.Content.Follows
	links = slices.DeleteFunc(slices.Clone(links), func(l store.ArticleLink) bool { return l.Kind == "follow" && l.From == id })
	if to == 0 {
		return links, nil
	}
	cards, err := v.View.Cards(ctx, []news.ArticleID{to})
	if c, ok := cards[to]; ok {
		links = append([]store.ArticleLink{{Kind: "follow", From: id, To: to, Other: c}}, links...)
	}
	return links, err
}

// servePreview answers with a draft.
func (s *Server) servePreview(w http.ResponseWriter, r *http.Request, rq request, v vars) {
	r = unnamed(r)
	rq.path = previewLog
	asked := rq.query(r, []string{"query.page"})
	subject, err := s.previewed(r.Context(), v["token"])
	if err == nil {
		// It costs a render each time, and nobody needs many.
		if err := s.misses.Allow(web.ClientAddr(r)); err != nil {
			s.tooMany(w, rq, err)
			return
		}
		var d *Draft
		if d, err = s.o.Previews.Load(r.Context(), subject); err == nil {
			own := PreviewPath + v["token"]
			rq.asked = asked
			var page *cache.Page
			if page, err = s.draftPage(r.Context(), rq, d, own, own+"/"); err == nil {
				s.sendDraft(w, r, page)
				return
			}
		}
	}
	s.noPreview(w, r, rq, err)
}

// servePreviewFile answers with a picture of a draft.
func (s *Server) servePreviewFile(w http.ResponseWriter, r *http.Request, rq request, v vars) {
	r = unnamed(r)
	rq.path = previewLog
	if !fs.ValidPath(v["name"]) {
		s.notFound(w, r, rq)
		return
	}
	subject, err := s.previewed(r.Context(), v["token"])
	var f io.ReadSeekCloser
	if err == nil {
		f, err = s.o.Previews.Open(r.Context(), subject, v["name"])
	}
	if err != nil {
		s.noPreview(w, r, rq, err)
		return
	}
	defer f.Close()
	keepDraft(w.Header())
	s.sendMedia(w, r, v["name"], draftControl, f)
}

// unnamed is a request whose address can be logged.
func unnamed(r *http.Request) *http.Request {
	web.SetRoute(r, "GET "+PreviewPath+"{token}")
	c := *r
	u := *r.URL
	u.Path, u.RawPath = previewLog, ""
	c.URL = &u
	return &c
}

func (s *Server) previewed(ctx context.Context, token string) (string, error) {
	if s.o.Previews.Verify == nil {
		return "", errNoPage
	}
	return s.o.Previews.Verify(ctx, token)
}

// noPreview is the one answer to a link that is over, forged or revoked, and to
// a draft that may not be shown any more: that of an address that never was.
func (s *Server) noPreview(w http.ResponseWriter, r *http.Request, rq request, err error) {
	rq.asked = nil
	switch {
	case r.Context().Err() != nil:
	case news.Is(err, news.NotFound) || errors.Is(err, fs.ErrNotExist):
		s.notFound(w, r, rq)
	default:
		s.unavailable(w, r, rq, err)
	}
}

// draftControl: no cache, shared or private, keeps a draft.
const draftControl = "private, no-store"

// keepDraft keeps an answer from caches, search engines and other houses' logs.
func keepDraft(h http.Header) {
	h.Set("Cache-Control", draftControl)
	h.Set("X-Robots-Tag", "noindex, nofollow, noarchive, nosnippet, noimageindex")
	h.Set("Referrer-Policy", "no-referrer")
}

func (s *Server) sendDraft(w http.ResponseWriter, r *http.Request, p *cache.Page) {
	h := w.Header()
	for name, values := range p.Header {
		h[name] = values
	}
	keepDraft(h)
	w.WriteHeader(p.Status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(p.Body)
	}
}

// PrintDraft prints a draft for somebody of the newsroom; its pictures have the
// addresses that they would have for readers, and the newsroom's host opens them
// for a session. The header has the page's Content-Security-Policy.
func (s *Server) PrintDraft(ctx context.Context, d *Draft) (body []byte, header http.Header, err error) {
	rq := request{edition: d.Article.Edition, locale: unknownHost.words, path: previewLog}
	for _, h := range s.known() {
		if h.edition.ID == d.Article.Edition {
			rq.base, rq.locale = h.base, h.words
		}
	}
	rq.asked = map[string]string{"query.page": rq.word("query.all")}
	page, err := s.draftPage(ctx, rq, d, d.Article.Path, "")
	if err != nil {
		return nil, nil, err
	}
	keepDraft(page.Header)
	return page.Body, page.Header, nil
}

// draftPage prints a draft as the article's page. own is the page's address, for
// the links between the pages of a long story; files stands before the names of
// its files, and is empty for their public addresses.
func (s *Server) draftPage(ctx context.Context, rq request, d *Draft, own, files string) (*cache.Page, error) {
	if d.Article.Edition != rq.edition {
		return nil, errNoPage // another paper's
	}
	shown := *d
	shown.Article.Path = own
	if files != "" {
		shown.Assets = make(map[news.AssetID]news.Asset, len(d.Assets))
		for id, m := range d.Assets {
			m.Renditions = slices.Clone(m.Renditions)
			for i := range m.Renditions {
				m.Renditions[i].Name = files + url.PathEscape(m.Renditions[i].Name)
			}
			shown.Assets[id] = m
		}
	}
	return s.make(ctx, rq, func(a *assembly) (*cache.Page, error) {
		a.view = draftView{a.view, &shown}
		return a.draftPage(shown.Article.ID)
	})
}

func (a *assembly) draftPage(id news.ArticleID) (*cache.Page, error) {
	s, err := a.readStory(id)
	if err != nil {
		return nil, err
	}
	sh, err := s.pages()
	if err != nil {
		return nil, err
	}
	if sh == nil {
		// Its first page by another name.
		sh = &shown{pages: []body.Doc{s.Content.Body}}
	}
	page, err := a.page("article", s.Content.Section)
	if err != nil {
		return nil, err
	}
	// Advertisers and machines get nothing of a draft: no slot, no feed, no card
	// for messengers, no structured data.
	page.Ads, page.Other = nil, ""
	page.Crumbs = a.crumbs(s.Content.Section)
	page.Meta = Meta{Title: s.Content.Headline + " - " + a.word("preview.banner") + " - " + a.set.Name, Robots: "noindex, nofollow"}
	art, err := s.article(sh, nil)
	if err != nil {
		return nil, err
	}
	// There is no address to share yet.
	art.Share = nil
	if art.Topic, err = a.thread(s.Content.Topic); err != nil {
		return nil, err
	}
	p := ArticlePage{Page: page, Article: art, Lists: map[string][]Card{}}
	if s.Content.Kind != news.KindPage {
		if p.Lists, err = a.lists(s.PublishedArticle); err != nil {
			return nil, err
		}
	}
	out, err := a.print(http.StatusOK, p)
	if err != nil {
		return nil, err
	}
	// The reader's own service worker keeps what bears this.
	out.Header.Del("Warta-Page")
	out.NoStore = true
	a.stampDraft(out)
	return out, nil
}

// draftStyle is the banner's, in every theme: it stands above the page and stays
// in sight, on screens and on paper.
const draftStyle = "#pratinjau{position:sticky;inset-block-start:0;z-index:9;margin:0;padding:8px 16px;border:2px solid #000;" +
	"background:#ffd400;color:#000;font:700 1rem/1.5 system-ui,sans-serif;text-align:center}"

var draftStyleHash = cspHash([]byte(draftStyle))

// stampDraft puts the banner into a printed page. No theme can leave it out.
func (a *assembly) stampDraft(p *cache.Page) {
	banner := "<style>" + draftStyle + "</style>\n<p id=\"pratinjau\" role=\"note\" lang=\"" + html.EscapeString(a.loc.Tag()) + "\">" +
		html.EscapeString(a.word("preview.banner")) + "</p>\n"
	at := 0
	if i := bytes.Index(p.Body, []byte("<body")); i >= 0 {
		if j := bytes.IndexByte(p.Body[i:], '>'); j >= 0 {
			at = i + j + 1
		}
	}
	p.Body = slices.Concat(p.Body[:at], []byte("\n"+banner), p.Body[at:])
	p.Header.Set("Content-Security-Policy", strings.Replace(p.Header.Get("Content-Security-Policy"), "style-src ", "style-src "+draftStyleHash+" ", 1))
}
