package public

import (
	"context"
	"net/http"
	"time"

	"warta/internal/api/protocol"
	"warta/internal/body"
	"warta/internal/news"
	"warta/internal/store"
)

// Article is an article as its page shows it.
type Article struct {
	Card
	Headlines   map[string]string `json:"headlines,omitempty" doc:"Variants by use: short, social, seo"`
	Description string            `json:"description,omitempty"`
	Dateline    string            `json:"dateline,omitempty" example:"JAKARTA, Warta Uji –"`
	Byline      []Credit          `json:"byline" doc:"Who did what, in printed order"`
	Lead        *Photo            `json:"lead,omitempty"`
	Sections    []Ref             `json:"sections" doc:"The primary section, then the others in which readers find it"`
	Tags        []Ref             `json:"tags"`
	Topic       *Ref              `json:"topic,omitempty"`
	// Amendments are all of them, oldest first; each must be shown with the
	// article (PPMS 4(d)).
	Amendments []Amendment `json:"amendments" doc:"Every correction and reply, oldest first; each must be shown with the article"`
	Links      []Tie       `json:"links,omitempty" doc:"What it answers or follows up, and what answers it or follows it up"`
	Corrected  *time.Time  `json:"corrected,omitempty"`
	Source     *Source     `json:"source,omitempty"`
	Canonical  string      `json:"canonical,omitempty" format:"uri"`
	Notice     string      `json:"notice,omitempty" doc:"Note that ends a report which still needs verification; it must be shown"`
	AIUse      string      `json:"ai_use,omitempty" doc:"Declared use of a generative tool, as printed"`
	Graphic    bool        `json:"graphic,omitempty" doc:"Pictures may distress; show them after a choice only"`
	Words      int         `json:"words"`
	HTML       string      `json:"html" doc:"The text: absolute addresses, no script, form, frame or style"`
	Text       string      `json:"text" doc:"The text without markup"`
	Closing    string      `json:"closing_note,omitempty"`
	Related    []Card      `json:"related,omitempty" doc:"The desk's choice; only with include=related"`
}

// Credit is a person with what they did.
type Credit struct {
	Person *Ref   `json:"person,omitempty"`
	Name   string `json:"name,omitempty"`
	Role   string `json:"role,omitempty" example:"jurnalis"`
	Label  string `json:"label,omitempty" doc:"The role as printed"`
}

// Amendment is a dated notice on an article.
type Amendment struct {
	ID    int64     `json:"id"`
	Kind  string    `json:"kind" enum:"ralat,koreksi,klarifikasi,hak_jawab"`
	Label string    `json:"label" doc:"The kind as printed"`
	At    time.Time `json:"at"`
	Note  string    `json:"note"`
	URL   string    `json:"url" format:"uri" doc:"The notice on the article's page"`
	Reply string    `json:"reply,omitempty" format:"uri" doc:"The article that carries the full reply"`
}

// Tie leads to an article that answers or follows up, or is answered or
// followed up.
type Tie struct {
	Kind    string `json:"kind" enum:"reply,follow"`
	Forward bool   `json:"forward" doc:"This article answers or follows up the other"`
	Article Card   `json:"article"`
}

// Source says where a text was taken from.
type Source struct {
	Name string `json:"name,omitempty"`
	URL  string `json:"url,omitempty"`
}

// Withdrawal is the notice that stands where an article was.
type Withdrawal struct {
	URL      string    `json:"url" format:"uri"`
	Headline string    `json:"headline,omitempty" doc:"Absent when it could name a child or a victim"`
	At       time.Time `json:"at"`
	Ground   string    `json:"ground"`
	Label    string    `json:"label" doc:"The ground as printed"`
	Reason   string    `json:"reason"`
}

// ArticleIn asks for one article.
type ArticleIn struct {
	protocol.Sparse
	ID      int64  `path:"id" minimum:"1"`
	Include string `query:"include" maxLength:"60" doc:"related: the articles that the desk chose" example:"related"`
}

func (p *Paper) article(ctx context.Context, in *ArticleIn) (*protocol.Answer[Article], error) {
	with, err := protocol.Included(in.Include, "related")
	if err != nil {
		return nil, err
	}
	out := &protocol.Answer[Article]{}
	return out, p.read(ctx, func(s *sheet) error {
		out.Body, err = s.article(news.ArticleID(in.ID), with["related"])
		return err
	})
}

// LookupIn asks what stands at an address of the paper.
type LookupIn struct {
	protocol.Sparse
	Path string `query:"path" required:"true" maxLength:"800" example:"/2025/03/01/pasar-dibuka" doc:"Path of an address of the paper"`
}

func (p *Paper) lookup(ctx context.Context, in *LookupIn) (*protocol.Answer[Article], error) {
	out := &protocol.Answer[Article]{}
	return out, p.read(ctx, func(s *sheet) error {
		s.call.Show(news.KeyRedirects(s.ed))
		for range 2 {
			addr, err := s.view.Resolve(ctx, in.Path)
			if err != nil {
				return err
			}
			switch addr.Kind {
			case store.AddressRedirect:
				in.Path = addr.To
				continue
			case store.AddressArticle, store.AddressGone:
				out.Body, err = s.article(addr.Article, false)
				return err
			}
			break
		}
		return news.E(news.NotFound, "look up "+in.Path, nil)
	})
}

// gone is the problem that carries a withdrawn article's notice.
func (s *sheet) gone(id news.ArticleID) error {
	w, err := s.view.Withdrawal(s.ctx, id)
	if err != nil {
		return err
	}
	p := protocol.Refuse(http.StatusGone, news.Gone.String())
	p.Notice = Withdrawal{URL: s.abs(w.Path), Headline: w.Headline, At: w.At.UTC(), Ground: string(w.Ground),
		Label: s.words.Message("ground." + string(w.Ground)), Reason: w.Reason}
	return p
}

func (s *sheet) article(id news.ArticleID, related bool) (Article, error) {
	s.call.Show(news.KeyArticle(id))
	a, err := s.view.Article(s.ctx, id)
	if news.Is(err, news.NotFound) {
		return Article{}, s.gone(id)
	}
	if err != nil {
		return Article{}, err
	}
	if err := s.loadSections(); err != nil {
		return Article{}, err
	}
	cards, err := s.view.Cards(s.ctx, []news.ArticleID{id})
	if err != nil {
		return Article{}, err
	}
	cited, err := s.cited(&a, related)
	if err != nil {
		return Article{}, err
	}
	c := &a.Content
	out := Article{Card: s.card(cards[id]), Description: c.Description, Sections: []Ref{}, Tags: []Ref{}, Byline: []Credit{},
		Amendments: []Amendment{}, Corrected: moment(a.Dates.Corrected), Canonical: c.Canonical, Graphic: c.Flags.Graphic,
		Words: a.Words, Closing: c.ClosingNote, Notice: s.unverified(c), AIUse: s.aiUse(c), Text: c.Body.Text()}
	if out.ID == 0 { // a static page has no card of its own in some editions
		out.ID, out.URL, out.Headline, out.Kind, out.Published = int64(a.ID), s.abs(a.Path), c.Headline, string(c.Kind), a.Dates.Display.UTC()
	}
	for _, use := range []string{"short", "social", "seo"} {
		if h := c.Headlines[use]; h != "" {
			if out.Headlines == nil {
				out.Headlines = map[string]string{}
			}
			out.Headlines[use] = h
		}
	}
	for _, id := range append([]news.SectionID{c.Section}, c.More...) {
		if ref := s.section(id); ref != nil {
			out.Sections = append(out.Sections, *ref)
		}
	}
	out.Byline = cited.byline(s, c)
	for _, id := range c.Tags {
		if t, ok := cited.tags[id]; ok {
			out.Tags = append(out.Tags, s.tag(t))
		}
	}
	if t, ok := cited.topics[c.Topic]; ok {
		ref := s.topic(t)
		out.Topic = &ref
	}
	if c.Source != nil {
		out.Source = &Source{Name: c.Source.Name, URL: c.Source.URL}
	}
	if l := c.Lead; l != nil {
		if m, ok := cited.assets[l.Asset]; ok {
			out.Lead = s.photo(&m, l.Alt, l.Caption, l.Credit)
		}
	}
	out.Amendments = s.amendmentsOf(a.Path, a.Amendments, cited.articles)
	if out.Links, err = s.ties(id); err != nil {
		return Article{}, err
	}
	if related {
		for _, id := range c.Related {
			if r, ok := cited.articles[id]; ok {
				out.Related = append(out.Related, s.card(r))
			}
		}
	}
	d := s.dateline(c)
	out.Dateline = d.String()
	html, err := c.Body.Render(body.Options{Profile: body.Feed, Resolver: cited, Message: s.words.Message, Lang: c.Language, Base: s.base,
		Dateline: d, Sponsored: c.Kind == news.KindAdvertorial, Graphic: c.Flags.Graphic, Album: c.Kind == news.KindPhoto})
	out.HTML = string(html)
	return out, err
}

func (s *sheet) amendmentsOf(path string, list []news.Amendment, replies map[news.ArticleID]store.Card) []Amendment {
	out := make([]Amendment, 0, len(list))
	for _, m := range list {
		a := Amendment{ID: int64(m.ID), Kind: string(m.Kind), Label: s.words.Message("amendment." + string(m.Kind)), At: m.At.UTC(),
			Note: m.Note, URL: s.abs(path)}
		if r, ok := replies[m.Reply]; ok {
			a.Reply = s.abs(r.Path)
		}
		out = append(out, a)
	}
	return out
}

func (s *sheet) ties(id news.ArticleID) ([]Tie, error) {
	links, err := s.view.Links(s.ctx, id)
	if err != nil {
		return nil, err
	}
	var out []Tie
	for _, l := range links {
		out = append(out, Tie{Kind: l.Kind, Forward: l.From == id, Article: s.card(l.Other)})
	}
	return out, nil
}

// unverified is the note that ends an unverified report, in brackets (PRS-30).
func (s *sheet) unverified(c *news.Content) string {
	u := c.Flags.Unverified
	switch {
	case u == nil:
		return ""
	case u.Note == "":
		return s.words.Message("unverified.note")
	case u.Note[0] == '(':
		return u.Note
	}
	return "(" + u.Note + ")"
}

func (s *sheet) aiUse(c *news.Content) string {
	u := c.AIUse
	if u == nil {
		return ""
	}
	purpose := u.Purpose
	if s.words.Has("ai.purpose." + purpose) {
		purpose = s.words.Message("ai.purpose." + purpose)
	}
	if u.Approver == "" {
		return s.words.Message("ai.use", "tool", u.Tool, "purpose", purpose)
	}
	return s.words.Message("ai.use_approved", "tool", u.Tool, "purpose", purpose, "approver", u.Approver)
}

func (s *sheet) dateline(c *news.Content) body.Dateline {
	if c.Dateline.Place == "" {
		return body.Dateline{}
	}
	d := body.Dateline{Place: c.Dateline.Place, Outlet: c.Dateline.Outlet}
	if d.Outlet == "" {
		d.Outlet = s.set.Outlet
	}
	if c.Dateline.NoOutlet {
		d.Outlet = ""
	}
	return d
}
