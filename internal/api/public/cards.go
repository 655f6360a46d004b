package public

import (
	"context"
	"fmt"
	"slices"
	"time"

	"warta/internal/api/protocol"
	"warta/internal/news"
	"warta/internal/store"
)

// Card is an article in a list.
type Card struct {
	ID         int64  `json:"id"`
	URL        string `json:"url" format:"uri"`
	Kind       string `json:"kind" enum:"news,feature,opinion,analysis,interview,explainer,photo,video,advertorial,page"`
	Language   string `json:"language" example:"id"`
	Headline   string `json:"headline"`
	Kicker     string `json:"kicker,omitempty"`
	Standfirst string `json:"standfirst,omitempty"`
	// Label marks paid content; it must be shown with the headline (PRS-60).
	Label     string     `json:"label,omitempty" doc:"Word that marks paid content; it must be shown with the headline"`
	Section   *Ref       `json:"section,omitempty"`
	Photo     *Photo     `json:"photo,omitempty"`
	Published time.Time  `json:"published"`
	Updated   *time.Time `json:"updated,omitempty"`
	// Amended is the kind of the newest amendment.
	Amended    string `json:"amended,omitempty" enum:"ralat,koreksi,klarifikasi,hak_jawab" doc:"Kind of the newest amendment; it must be shown with the headline"`
	Unverified bool   `json:"unverified,omitempty" doc:"The report still needs verification"`
	Reply      bool   `json:"reply,omitempty" doc:"It answers another article"`
	Photos     int    `json:"photos,omitempty"`
	Seconds    int    `json:"seconds,omitempty"`
	NoIndex    bool   `json:"noindex,omitempty"`
}

// Photo is a picture with what is printed below it.
type Photo struct {
	ID      int64   `json:"id"`
	Alt     string  `json:"alt"`
	Caption string  `json:"caption,omitempty"`
	Credit  string  `json:"credit,omitempty"`
	AI      string  `json:"ai,omitempty" doc:"Label of a picture made by a machine; it must be shown with it"`
	Colour  string  `json:"colour,omitempty" example:"#a0b0c0"`
	FocalX  float64 `json:"focal_x,omitempty"`
	FocalY  float64 `json:"focal_y,omitempty"`
	Files   []File  `json:"files"`
}

// File is one size of a picture.
type File struct {
	URL    string `json:"url" format:"uri"`
	MIME   string `json:"mime"`
	Width  int    `json:"width,omitempty"`
	Height int    `json:"height,omitempty"`
	Bytes  int64  `json:"bytes,omitempty"`
}

// mediaPath is where renditions stand.
const mediaPath = "/-/media/"

func (s *sheet) photo(a *news.Asset, alt, caption, credit string) *Photo {
	if a == nil || a.Kind != "photo" {
		return nil
	}
	s.call.Show(news.KeyAsset(a.ID))
	p := &Photo{ID: int64(a.ID), Alt: alt, Caption: caption, Credit: credit, Colour: a.Colour, FocalX: a.FocalX, FocalY: a.FocalY, Files: []File{}}
	if p.Credit == "" {
		p.Credit = a.Credit
	}
	if a.AISource != "" {
		p.AI = s.words.Message("label.ai")
	}
	for _, r := range a.Renditions {
		p.Files = append(p.Files, File{URL: s.base + mediaPath + r.Name, MIME: r.MIME, Width: r.Width, Height: r.Height, Bytes: r.Size})
	}
	return p
}

func (s *sheet) card(c store.Card) Card {
	s.call.Show(news.KeyCard(c.ID))
	out := Card{ID: int64(c.ID), URL: s.abs(c.Path), Kind: string(c.Kind), Language: c.Language, Headline: c.Headline, Kicker: c.Kicker,
		Standfirst: c.Standfirst, Label: c.Label, Section: s.section(c.Section), Published: c.At.UTC(), Updated: moment(c.Updated),
		Amended: string(c.Amended), Unverified: c.Unverified, Reply: c.Answers, Photos: c.Photos, Seconds: c.Seconds, NoIndex: c.NoIndex}
	if !c.Graphic {
		out.Photo = s.photo(c.Photo, c.PhotoAlt, c.PhotoCaption, "")
	}
	return out
}

// place is where a list goes on.
type place struct {
	At int64 `json:"t"`
	ID int64 `json:"i"`
}

// ArticlesIn narrows the list of articles; at most one of section, tag, person
// and topic.
type ArticlesIn struct {
	protocol.Paged
	protocol.Sparse
	Section int64     `query:"section" minimum:"1" doc:"Only this section and those below it"`
	Tag     string    `query:"tag" maxLength:"200" doc:"Slug of a tag"`
	Person  string    `query:"person" maxLength:"200" doc:"Slug of a person in the byline"`
	Topic   string    `query:"topic" maxLength:"200" doc:"Slug of a topic"`
	Kind    string    `query:"kind" enum:"news,feature,opinion,analysis,interview,explainer,photo,video,advertorial,page"`
	Since   time.Time `query:"since" doc:"Only what was published at or after this moment"`
	NoAds   bool      `query:"no_ads" doc:"Leave paid content out"`
}

// list is the one list that the question names.
func (s *sheet) list(in *ArticlesIn) (store.List, error) {
	var lists []store.List
	if in.Section != 0 {
		s.call.Show(news.KeySection(news.SectionID(in.Section)))
		if s.section(news.SectionID(in.Section)) == nil {
			return store.List{}, protocol.Invalid("query.section", "unknown", 0)
		}
		lists = append(lists, store.List{By: "section", ID: in.Section})
	}
	named := func(by, slug string, find func() (int64, error)) error {
		if slug == "" {
			return nil
		}
		id, err := find()
		if news.Is(err, news.NotFound) {
			return protocol.Invalid("query."+by, "unknown", 0)
		}
		lists = append(lists, store.List{By: by, ID: id})
		return err
	}
	err := named("tag", in.Tag, func() (int64, error) {
		t, err := s.view.Tag(s.ctx, in.Tag)
		s.call.Show(news.KeyTag(t.ID))
		return int64(t.ID), err
	})
	if err == nil {
		err = named("person", in.Person, func() (int64, error) {
			p, err := s.view.Person(s.ctx, in.Person)
			s.call.Show(news.KeyPerson(p.ID))
			return int64(p.ID), err
		})
	}
	if err == nil {
		err = named("topic", in.Topic, func() (int64, error) {
			t, err := s.view.Topic(s.ctx, in.Topic)
			s.call.Show(news.KeyTopic(t.ID))
			return int64(t.ID), err
		})
	}
	if err != nil {
		return store.List{}, err
	}
	if in.Kind != "" {
		i := slices.Index(news.ArticleKinds, news.ArticleKind(in.Kind))
		s.call.Show(news.KeyKind(s.ed, news.ArticleKind(in.Kind)))
		lists = append(lists, store.List{By: "kind", ID: int64(i)})
	}
	switch len(lists) {
	case 0:
		s.call.Show(news.KeyLatest(s.ed))
		return store.List{By: "edition"}, nil
	case 1:
		return lists[0], nil
	}
	return store.List{}, protocol.Invalid("query", "one_list", 0)
}

func (p *Paper) articles(ctx context.Context, in *ArticlesIn) (*protocol.Page[Card], error) {
	out := &protocol.Page[Card]{}
	return out, p.read(ctx, func(s *sheet) error {
		if err := s.loadSections(); err != nil {
			return err
		}
		l, err := s.list(in)
		if err != nil {
			return err
		}
		name := fmt.Sprintf("public %d %s %d %t %d", s.ed, l.By, l.ID, in.NoAds, in.Since.Unix())
		var from place
		if err := p.o.Cursors.Open(name, in.Cursor, &from); err != nil {
			return err
		}
		q := store.ListQuery{List: l, Limit: in.Limit + 1, NoAds: in.NoAds, Since: in.Since}
		if in.Cursor != "" {
			q.BeforeAt, q.BeforeID = time.UnixMicro(from.At), news.ArticleID(from.ID)
		}
		cards, err := s.view.List(ctx, q)
		if err != nil {
			return err
		}
		out.Body.Items = make([]Card, 0, len(cards))
		for i, c := range cards {
			if i == in.Limit {
				last := cards[i-1]
				out.Body.Next = p.o.Cursors.Seal(name, place{last.At.UnixMicro(), int64(last.ID)})
				out.Link = s.next(out.Body.Next)
				break
			}
			out.Body.Items = append(out.Body.Items, s.card(c))
		}
		return nil
	})
}
