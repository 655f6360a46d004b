package api

import (
	"context"
	"net/http"
	"time"

	"warta/internal/api/protocol"
	"warta/internal/news"
)

// Suggestions are live articles that might stand as "read also".
type Suggestions struct {
	Items []Suggestion `json:"items"`
}

// Suggestion is one of them.
type Suggestion struct {
	ID        int64      `json:"id"`
	Headline  string     `json:"headline"`
	Path      string     `json:"path" doc:"Address for readers"`
	Published *time.Time `json:"published,omitempty"`
	Why       []string   `json:"why" doc:"What the two share" example:"[\"tags\"]"`
}

func declareSuggestions(s *Server) {
	protocol.Handle(s.door, protocol.Route{ID: "getSuggestions", Method: http.MethodGet, Path: "/articles/{id}/suggestions", Group: "articles", Access: protocol.Person},
		func(ctx context.Context, in *struct {
			ID    int64 `path:"id" minimum:"1"`
			Limit int   `query:"limit" minimum:"1" maximum:"20" default:"5"`
		}) (*protocol.Answer[Suggestions], error) {
			list, err := s.room.Suggest(ctx, actor(ctx), news.ArticleID(in.ID), in.Limit)
			out := &protocol.Answer[Suggestions]{Body: Suggestions{Items: []Suggestion{}}}
			for _, x := range list {
				out.Body.Items = append(out.Body.Items, Suggestion{ID: int64(x.Row.Article), Headline: x.Row.Headline, Path: x.Row.Path,
					Published: moment(x.Row.Published), Why: x.Why})
			}
			return out, err
		})
}
