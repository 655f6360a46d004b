package public

import (
	"context"
	"net/url"
	"strings"
	"time"

	"warta/internal/api/protocol"
	"warta/internal/locale"
	"warta/internal/news"
	"warta/internal/store"
)

// sheet is an answer while it is made: one snapshot of one edition. Each thing
// that is read adds its key, present or absent.
type sheet struct {
	ctx   context.Context
	call  *protocol.Call
	view  store.View
	set   news.Settings
	ed    news.EditionID
	base  string
	words *locale.Locale

	sections map[news.SectionID]store.SectionEntry
	tree     []store.SectionEntry
}

// read makes an answer on a snapshot.
func (p *Paper) read(ctx context.Context, fn func(*sheet) error) error {
	s := seatOf(ctx)
	if s == nil {
		return news.E(news.Internal, "read the published side outside of its handler", nil)
	}
	return p.o.Published.View(ctx, s.edition, func(v store.View) error {
		e := v.Edition()
		set := e.Settings.WithDefaults()
		sh := &sheet{ctx: ctx, call: protocol.Of(ctx), view: v, set: set, ed: e.ID, base: s.base, words: s.words}
		sh.call.Seq = v.Seq()
		sh.call.Keys = nil
		sh.call.Show(news.KeyEdition(e.ID))
		return fn(sh)
	})
}

// abs is a path of the paper as a whole address.
func (s *sheet) abs(path string) string {
	if strings.HasPrefix(path, "/") {
		return s.base + path
	}
	return path
}

func (s *sheet) page(key, slug string) string {
	return s.base + "/" + s.words.Message(key) + "/" + url.PathEscape(slug)
}

// loadSections reads the tree once.
func (s *sheet) loadSections() error {
	if s.sections != nil {
		return nil
	}
	tree, err := s.view.Sections(s.ctx)
	if err != nil {
		return err
	}
	s.tree, s.sections = tree, make(map[news.SectionID]store.SectionEntry, len(tree))
	for _, e := range tree {
		s.sections[e.ID] = e
	}
	return nil
}

// below lists a section and what lies below it.
func (s *sheet) below(id news.SectionID) []news.SectionID {
	in := map[news.SectionID]bool{id: true}
	out := []news.SectionID{id}
	// Tree order: parents come first.
	for _, e := range s.tree {
		if e.Parent != 0 && in[e.Parent] && !in[e.ID] {
			in[e.ID] = true
			out = append(out, e.ID)
		}
	}
	return out
}

// Ref names a thing that has a page.
type Ref struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
	Slug string `json:"slug"`
	URL  string `json:"url" format:"uri"`
}

func (s *sheet) section(id news.SectionID) *Ref {
	e, ok := s.sections[id]
	if !ok {
		return nil
	}
	return &Ref{ID: int64(e.ID), Name: e.Name, Slug: e.Slug, URL: s.abs(e.Path)}
}

func (s *sheet) tag(t news.Tag) Ref {
	s.call.Show(news.KeyTag(t.ID))
	return Ref{ID: int64(t.ID), Name: t.Name, Slug: t.Slug, URL: s.page("path.tag", t.Slug)}
}

func (s *sheet) person(p news.Person) Ref {
	s.call.Show(news.KeyPerson(p.ID))
	return Ref{ID: int64(p.ID), Name: p.Name, Slug: p.Slug, URL: s.page("path.author", p.Slug)}
}

func (s *sheet) topic(t news.Topic) Ref {
	s.call.Show(news.KeyTopic(t.ID))
	return Ref{ID: int64(t.ID), Name: t.Name, Slug: t.Slug, URL: s.page("path.topic", t.Slug)}
}

// moment leaves a time out that has not happened.
func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

// next writes the way to the next page of a list.
func (s *sheet) next(cursor string) string {
	if cursor == "" {
		return ""
	}
	seat := seatOf(s.ctx)
	q := url.Values{}
	for name, v := range seat.query {
		q[name] = v
	}
	q.Set("cursor", cursor)
	return "<" + s.base + seat.path + "?" + q.Encode() + `>; rel="next"`
}

// Edition is what the paper says of itself.
type Edition struct {
	Name        string `json:"name" example:"Warta Uji"`
	Tagline     string `json:"tagline,omitempty"`
	URL         string `json:"url" format:"uri"`
	Language    string `json:"language" example:"id"`
	Zone        string `json:"zone" example:"Asia/Jakarta"`
	Company     string `json:"company,omitempty" doc:"Name and form of the press company"`
	Address     string `json:"address,omitempty"`
	Responsible string `json:"responsible,omitempty" doc:"Penanggung jawab"`
	Chief       string `json:"chief,omitempty" doc:"Pemimpin redaksi"`
	DewanPers   string `json:"dewan_pers,omitempty" doc:"Verification number of the press council"`
}

func (p *Paper) edition(ctx context.Context, _ *struct{}) (*protocol.Answer[Edition], error) {
	out := &protocol.Answer[Edition]{}
	return out, p.read(ctx, func(s *sheet) error {
		m := s.set.Masthead
		out.Body = Edition{Name: s.set.Name, Tagline: s.set.Tagline, URL: s.abs("/"), Language: s.set.Locale, Zone: s.set.Zone,
			Company: strings.TrimSpace(m.LegalForm + " " + m.Company), Address: m.Address, Responsible: m.Responsible,
			Chief: m.Chief, DewanPers: m.DewanPers}
		return nil
	})
}
