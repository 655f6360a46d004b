package public

import (
	"context"
	"fmt"

	"warta/internal/api/protocol"
	"warta/internal/news"
	"warta/internal/store"
)

// Section is where readers find articles.
type Section struct {
	Ref
	Parent      int64  `json:"parent,omitempty"`
	Description string `json:"description,omitempty"`
	Colour      string `json:"colour,omitempty" example:"samudra"`
	Articles    int64  `json:"articles" doc:"Live articles in it and below it"`
}

// Sections are all of them, in tree order.
type Sections struct {
	Items []Section `json:"items"`
}

func (p *Paper) sections(ctx context.Context, _ *struct{ protocol.Sparse }) (*protocol.Answer[Sections], error) {
	out := &protocol.Answer[Sections]{}
	return out, p.read(ctx, func(s *sheet) error {
		if err := s.loadSections(); err != nil {
			return err
		}
		out.Body.Items = make([]Section, 0, len(s.tree))
		for _, e := range s.tree {
			s.call.Show(news.KeySection(e.ID))
			out.Body.Items = append(out.Body.Items, Section{Ref: *s.section(e.ID), Parent: int64(e.Parent), Description: e.Description,
				Colour: e.Colour, Articles: e.Count})
		}
		return nil
	})
}

// Tag is what articles are about.
type Tag struct {
	Ref
	Type        string `json:"type" enum:"subject,person,organisation,place,event"`
	Description string `json:"description,omitempty"`
	Articles    int64  `json:"articles"`
}

// Person is a public profile.
type Person struct {
	Ref
	Title    string    `json:"title,omitempty"`
	Bio      string    `json:"bio,omitempty"`
	Portrait *Photo    `json:"portrait,omitempty"`
	Contacts []Contact `json:"contacts,omitempty"`
	Articles int64     `json:"articles"`
}

// Contact is a public way to reach a person.
type Contact struct {
	Label string `json:"label"`
	URL   string `json:"url"`
}

// Topic is a story thread.
type Topic struct {
	Ref
	Summary  string `json:"summary,omitempty"`
	Lead     *Photo `json:"lead,omitempty"`
	Articles int64  `json:"articles"`
}

// slugIn asks for one thing by its slug.
type slugIn struct {
	protocol.Sparse
	Slug string `path:"slug" maxLength:"200"`
}

// listIn asks for a piece of a list of things.
type listIn struct {
	protocol.Paged
	protocol.Sparse
}

// after is where a list of things goes on.
type after struct {
	ID int64 `json:"i"`
}

// things reads the numbers of tags, people or topics that readers see: those
// with an article.
func things[T any](p *Paper, s *sheet, in *listIn, kind string, out *protocol.Page[T], read func(ids []store.ListEntry) ([]T, error)) error {
	name := fmt.Sprintf("public %d %s", s.ed, kind)
	var from after
	if err := p.o.Cursors.Open(name, in.Cursor, &from); err != nil {
		return err
	}
	s.call.Show(news.KeyArchive(s.ed))
	list, err := s.view.Lists(s.ctx, kind, 1, from.ID, in.Limit+1)
	if err != nil {
		return err
	}
	if len(list) > in.Limit {
		list = list[:in.Limit]
		out.Body.Next = p.o.Cursors.Seal(name, after{list[in.Limit-1].ID})
		out.Link = s.next(out.Body.Next)
	}
	if out.Body.Items, err = read(list); out.Body.Items == nil {
		out.Body.Items = []T{}
	}
	return err
}

func (p *Paper) tags(ctx context.Context, in *listIn) (*protocol.Page[Tag], error) {
	out := &protocol.Page[Tag]{}
	return out, p.read(ctx, func(s *sheet) error {
		return things(p, s, in, "tag", out, func(list []store.ListEntry) (items []Tag, err error) {
			ids := make([]news.TagID, len(list))
			for i, e := range list {
				ids[i] = news.TagID(e.ID)
			}
			found, err := s.view.Tags(ctx, ids)
			for _, e := range list {
				if t, ok := found[news.TagID(e.ID)]; ok {
					items = append(items, Tag{Ref: s.tag(t), Type: string(t.Type), Description: t.Description, Articles: e.Count})
				}
			}
			return items, err
		})
	})
}

func (p *Paper) tag(ctx context.Context, in *slugIn) (*protocol.Answer[Tag], error) {
	out := &protocol.Answer[Tag]{}
	return out, p.read(ctx, func(s *sheet) error {
		t, err := s.view.Tag(ctx, in.Slug)
		if err != nil {
			return err
		}
		n, err := s.view.Count(ctx, store.List{By: "tag", ID: int64(t.ID)})
		out.Body = Tag{Ref: s.tag(t), Type: string(t.Type), Description: t.Description, Articles: n}
		return err
	})
}

func (s *sheet) profile(p news.Person, n int64) (Person, error) {
	out := Person{Ref: s.person(p), Title: p.Title, Bio: p.Bio, Articles: n}
	for _, c := range p.Contacts {
		out.Contacts = append(out.Contacts, Contact{Label: c.Label, URL: c.URL})
	}
	if p.Portrait != 0 {
		s.call.Show(news.KeyAsset(p.Portrait))
		found, err := s.view.Assets(s.ctx, []news.AssetID{p.Portrait})
		if err != nil {
			return out, err
		}
		if a, ok := found[p.Portrait]; ok {
			out.Portrait = s.photo(&a, a.Alt, "", "")
		}
	}
	return out, nil
}

func (p *Paper) people(ctx context.Context, in *listIn) (*protocol.Page[Person], error) {
	out := &protocol.Page[Person]{}
	return out, p.read(ctx, func(s *sheet) error {
		return things(p, s, in, "person", out, func(list []store.ListEntry) (items []Person, err error) {
			ids := make([]news.PersonID, len(list))
			for i, e := range list {
				ids[i] = news.PersonID(e.ID)
			}
			found, err := s.view.People(ctx, ids)
			if err != nil {
				return nil, err
			}
			for _, e := range list {
				who, ok := found[news.PersonID(e.ID)]
				if !ok {
					continue
				}
				// Portraits are with the profile itself: a list must not cost a
				// query for each.
				who.Portrait = 0
				one, err := s.profile(who, e.Count)
				if err != nil {
					return nil, err
				}
				items = append(items, one)
			}
			return items, nil
		})
	})
}

func (p *Paper) person(ctx context.Context, in *slugIn) (*protocol.Answer[Person], error) {
	out := &protocol.Answer[Person]{}
	return out, p.read(ctx, func(s *sheet) error {
		who, err := s.view.Person(ctx, in.Slug)
		if err != nil {
			return err
		}
		n, err := s.view.Count(ctx, store.List{By: "person", ID: int64(who.ID)})
		if err != nil {
			return err
		}
		out.Body, err = s.profile(who, n)
		return err
	})
}

func (p *Paper) topics(ctx context.Context, in *listIn) (*protocol.Page[Topic], error) {
	out := &protocol.Page[Topic]{}
	return out, p.read(ctx, func(s *sheet) error {
		return things(p, s, in, "topic", out, func(list []store.ListEntry) (items []Topic, err error) {
			ids := make([]news.TopicID, len(list))
			for i, e := range list {
				ids[i] = news.TopicID(e.ID)
			}
			found, err := s.view.Topics(ctx, ids)
			for _, e := range list {
				if t, ok := found[news.TopicID(e.ID)]; ok {
					items = append(items, Topic{Ref: s.topic(t), Summary: t.Summary, Articles: e.Count})
				}
			}
			return items, err
		})
	})
}

func (p *Paper) topic(ctx context.Context, in *slugIn) (*protocol.Answer[Topic], error) {
	out := &protocol.Answer[Topic]{}
	return out, p.read(ctx, func(s *sheet) error {
		t, err := s.view.Topic(ctx, in.Slug)
		if err != nil {
			return err
		}
		n, err := s.view.Count(ctx, store.List{By: "topic", ID: int64(t.ID)})
		if err != nil {
			return err
		}
		out.Body = Topic{Ref: s.topic(t), Summary: t.Summary, Articles: n}
		if t.Lead != 0 {
			s.call.Show(news.KeyAsset(t.Lead))
			found, err := s.view.Assets(ctx, []news.AssetID{t.Lead})
			if err != nil {
				return err
			}
			if a, ok := found[t.Lead]; ok {
				out.Body.Lead = s.photo(&a, a.Alt, a.Caption, "")
			}
		}
		return nil
	})
}
