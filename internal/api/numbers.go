package api

import (
	"context"
	"net/http"
	"time"

	"warta/internal/api/protocol"
	"warta/internal/news"
	"warta/internal/newsroom"
)

// Numbers is what readers read in a period.
type Numbers struct {
	From   time.Time `json:"from"`
	Until  time.Time `json:"until"`
	Whole  bool      `json:"whole" doc:"Of the whole paper; false where you may see your own articles alone"`
	Total  int64     `json:"total"`
	Before int64     `json:"before,omitempty" doc:"Of the period before, where all of it is kept"`
	Lately int64     `json:"lately,omitempty" doc:"Of the last five minutes"`
	// Course is cut into hours for a day, into days for longer.
	Course   []NumberStep    `json:"course"`
	Articles []ArticleNumber `json:"articles"`
	Sections []SectionNumber `json:"sections"`
	Authors  []AuthorNumber  `json:"authors"`
	Sources  []NameNumber    `json:"sources" doc:"By the class of place that readers came from: search, whatsapp, social, internal, direct, other, unknown"`
	Words    []NameNumber    `json:"words" doc:"What at least ten networks searched for on one day"`
}

// NumberStep is a step of the period.
type NumberStep struct {
	At    time.Time `json:"at"`
	Reads int64     `json:"reads"`
}

// ArticleNumber is an article with its readings.
type ArticleNumber struct {
	ID       int64   `json:"id"`
	Headline string  `json:"headline"`
	Path     string  `json:"path,omitempty"`
	Reads    int64   `json:"reads"`
	Before   int64   `json:"before,omitempty"`
	Course   []int64 `json:"course,omitempty"`
}

// SectionNumber is a section with its readings.
type SectionNumber struct {
	Section int64 `json:"section"`
	Reads   int64 `json:"reads"`
}

// AuthorNumber is who wrote, with the readings of it.
type AuthorNumber struct {
	Person   int64  `json:"person,omitempty"`
	Name     string `json:"name,omitempty" doc:"Of an author who is nobody in the list of people"`
	Reads    int64  `json:"reads"`
	Articles int    `json:"articles"`
}

// NameNumber is something with a name.
type NameNumber struct {
	Name string `json:"name"`
	N    int64  `json:"n"`
}

func declareNumbers(s *Server) {
	protocol.Handle(s.door, protocol.Route{ID: "getNumbers", Method: http.MethodGet, Path: "/numbers", Group: "audit", Access: protocol.Person},
		func(ctx context.Context, in *struct {
			Edition int64  `query:"edition" minimum:"1"`
			Period  string `query:"period" enum:"hour,day,week,month" default:"day" doc:"Back from now"`
			Section int64  `query:"section" minimum:"1" doc:"With what is below it"`
		}) (*protocol.Answer[Numbers], error) {
			edition, err := s.editionID(ctx, in.Edition)
			if err != nil {
				return nil, err
			}
			n, err := s.room.Numbers(ctx, actor(ctx), newsroom.NumbersRequest{Edition: edition, Period: in.Period, Section: news.SectionID(in.Section)})
			if err != nil {
				return nil, err
			}
			return &protocol.Answer[Numbers]{Body: numbersOf(n)}, nil
		})
}

func numbersOf(n newsroom.Numbers) Numbers {
	out := Numbers{From: n.From, Until: n.Until, Whole: n.Whole, Total: n.Total, Before: n.Before, Lately: n.Lately,
		Course: []NumberStep{}, Articles: []ArticleNumber{}, Sections: []SectionNumber{}, Authors: []AuthorNumber{}, Sources: []NameNumber{}, Words: []NameNumber{}}
	for _, x := range n.Course {
		out.Course = append(out.Course, NumberStep{x.At, x.N})
	}
	for _, a := range n.Articles {
		out.Articles = append(out.Articles, ArticleNumber{ID: int64(a.Row.Article), Headline: a.Row.Headline, Path: a.Row.Path, Reads: a.N, Before: a.Before, Course: a.Course})
	}
	for _, x := range n.Sections {
		out.Sections = append(out.Sections, SectionNumber{int64(x.Section), x.N})
	}
	for _, a := range n.Authors {
		out.Authors = append(out.Authors, AuthorNumber{int64(a.Person), a.Name, a.N, a.Articles})
	}
	for _, x := range n.Sources {
		out.Sources = append(out.Sources, NameNumber{x.Name, x.N})
	}
	for _, x := range n.Words {
		out.Words = append(out.Words, NameNumber{x.Name, x.N})
	}
	return out
}
