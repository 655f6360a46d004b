package site

import (
	"strconv"

	"warta/internal/body"
	"warta/internal/news"
)

// shown is what a request asks for of a story: all of its text on one page, or
// one of several pages (MP-1).
type shown struct {
	pages []body.Doc
	// n is the page's place in pages.
	n int
	// pager is nil when there is nothing to turn.
	pager *Pager
}

// pages picks what the request asks for. It is nil when the address has no such
// page and the article's own is meant.
func (s *story) pages() (*shown, error) {
	a := s.a
	asked, has := a.rq.asked["query.page"]
	if _, lost := a.rq.asked["query.before"]; lost {
		return nil, nil
	}
	doc := s.Content.Body
	list := []body.Doc{doc}
	if s.Content.Paged {
		list = doc.Pages()
	}
	all := a.word("query.all")
	switch {
	case a.rq.lite:
		return &shown{pages: []body.Doc{doc}}, nil // all of it, whatever the paper's way (MP-2)
	case len(list) < 2 && has:
		return nil, nil
	case len(list) < 2 || asked == all:
		return &shown{pages: []body.Doc{doc}}, nil
	}
	n := 1
	if has {
		// The request allowed digits only.
		n, _ = strconv.Atoi(asked)
		if n == 1 {
			return nil, nil // page one is the address itself
		}
		if n > len(list) {
			return nil, errNoPage
		}
	}
	return &shown{pages: list, n: n - 1, pager: s.pager(n, len(list))}, nil
}

// pager links the pages of a story from its page n, counted from 1.
func (s *story) pager(n, pages int) *Pager {
	a := s.a
	link := func(i int) string {
		if i == 1 {
			return s.Path
		}
		return s.Path + "?" + a.word("query.page") + "=" + strconv.Itoa(i)
	}
	p := &Pager{All: s.Path + "?" + a.word("query.page") + "=" + a.word("query.all")}
	for i := 1; i <= pages; i++ {
		p.Pages = append(p.Pages, PageLink{Number: i, URL: link(i), Current: i == n})
	}
	if n > 1 {
		p.Prev = link(n - 1)
	}
	if n < pages {
		p.Next = link(n + 1)
	}
	return p
}

// format is what kind of story a page tells, for its looks.
func format(k news.ArticleKind) string {
	switch k {
	case news.KindPhoto, news.KindVideo:
		return string(k)
	}
	return ""
}

// film is the place of a video story's film in its text, or -1.
func (s *story) film() int {
	if s.Content.Kind != news.KindVideo {
		return -1
	}
	for i, b := range s.Content.Body.Blocks {
		switch b := b.(type) {
		case *body.PageBreak:
			return -1
		case *body.Video:
			return i
		case *body.Embed:
			if p, ok := body.FindPlayer(b.URL); ok && p.Frame != "" {
				return i
			}
		}
	}
	return -1
}

// parts are the pieces of the text, the page's own with what stands between its
// paragraphs. A video story begins with its film, whose still is the lead
// picture unless it has its own.
func (s *story) parts(sh *shown, ads map[string]Ad) []body.Part {
	out := make([]body.Part, len(sh.pages))
	for i, doc := range sh.pages {
		out[i].Doc = doc
	}
	if at := s.film(); at >= 0 {
		blocks := sh.pages[0].Blocks
		first := append([]body.Block{s.withStill(blocks[at])}, blocks[:at]...)
		out[0].Doc.Blocks = append(first, blocks[at+1:]...)
	}
	out[sh.n].Before = s.between(out[sh.n].Doc, ads)
	return out
}

func (s *story) withStill(b body.Block) body.Block {
	lead := s.Content.Lead
	if lead == nil {
		return b
	}
	switch b := b.(type) {
	case *body.Video:
		film := *b
		if film.Poster == 0 {
			film.Poster = int64(lead.Asset)
		}
		if film.Caption.Text() == "" && lead.Caption != "" {
			film.Caption = body.Text(lead.Caption)
		}
		if film.Credit == "" {
			film.Credit = lead.Credit
		}
		return &film
	case *body.Embed:
		post := *b
		if post.Thumb == 0 {
			post.Thumb = int64(lead.Asset)
		}
		return &post
	}
	return b
}

// aiUse tells that a generative tool was used, for what, and who answers for it
// (PRS-90).
func (s *story) aiUse() string {
	u := s.Content.AIUse
	if u == nil {
		return ""
	}
	purpose := u.Purpose
	if key := "ai.purpose." + purpose; s.a.loc.Has(key) {
		purpose = s.a.word(key)
	}
	if u.Approver == "" {
		return s.a.word("ai.use", "tool", u.Tool, "purpose", purpose)
	}
	return s.a.word("ai.use_approved", "tool", u.Tool, "purpose", purpose, "approver", u.Approver)
}
