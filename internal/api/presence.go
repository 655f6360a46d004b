package api

import (
	"context"
	"net/http"
	"time"

	"warta/internal/api/protocol"
	"warta/internal/news"
)

// Sitting is what a tab tells of itself, every 20 seconds and when it changes
// (SAVE-17). A seat that is not taken again is empty after 45 seconds.
type Sitting struct {
	Tab   string `json:"tab" minLength:"1" maxLength:"64" doc:"Random name of the tab"`
	Doing string `json:"doing" enum:"viewing,typing"`
	Block string `json:"block,omitempty" maxLength:"64" doc:"Id of the block"`
}

// Present is an article with who has it open.
type Present struct {
	Revision int    `json:"revision" doc:"Newest revision: larger than the tab's when somebody has saved"`
	Seats    []Seat `json:"seats"`
}

// Seat is one tab in which the article is open. Its name stays with whoever
// opened it: with it another could take the seat away.
type Seat struct {
	User  int64     `json:"user"`
	Name  string    `json:"name"`
	Doing string    `json:"doing" enum:"viewing,typing"`
	Block string    `json:"block,omitempty"`
	At    time.Time `json:"at"`
	Self  bool      `json:"self,omitempty" doc:"The tab that asks"`
}

func declarePresence(s *Server) {
	route := func(id, method, path string) protocol.Route {
		return protocol.Route{ID: id, Method: method, Path: path, Group: "saving", Access: protocol.Person}
	}
	protocol.Handle(s.door, route("sitDown", http.MethodPost, "/articles/{id}/presence"), s.sitDown)
	protocol.Handle(s.door, route("standUp", http.MethodDelete, "/articles/{id}/presence/{tab}"), s.standUp)
}

func (s *Server) sitDown(ctx context.Context, in *struct {
	ID   int64 `path:"id" minimum:"1"`
	Body Sitting
}) (*protocol.Answer[Present], error) {
	id, who := news.ArticleID(in.ID), person(ctx)
	if err := s.mayRead(ctx, id); err != nil {
		return nil, err
	}
	seat, err := s.seat(ctx, id, in.Body.Tab)
	if err != nil {
		return nil, err
	}
	if seat.User != 0 && seat.User != who.User {
		return nil, protocol.Invalid("tab", "taken", 0)
	}
	seat = news.Seat{Article: id, Tab: in.Body.Tab, User: who.User, Name: who.Name, Doing: in.Body.Doing, Block: in.Body.Block}
	if err := s.db.Presence().Sit(ctx, seat); err != nil {
		return nil, err
	}
	rooms, err := s.db.Presence().Rooms(ctx, []news.ArticleID{id})
	if err != nil {
		return nil, err
	}
	out := Present{Revision: rooms[id].Revision, Seats: []Seat{}}
	for _, v := range rooms[id].Seats {
		out.Seats = append(out.Seats, Seat{User: int64(v.User), Name: v.Name, Doing: v.Doing, Block: v.Block, At: v.At.UTC(),
			Self: v.Tab == in.Body.Tab})
	}
	return &protocol.Answer[Present]{Body: out}, nil
}

// standUp gives the seat up; one that is empty, or another's, stays as it is.
func (s *Server) standUp(ctx context.Context, in *struct {
	ID  int64  `path:"id" minimum:"1"`
	Tab string `path:"tab" minLength:"1" maxLength:"64" doc:"Name of the tab"`
}) (*protocol.Answer[Done], error) {
	id := news.ArticleID(in.ID)
	if err := s.mayRead(ctx, id); err != nil {
		return nil, err
	}
	seat, err := s.seat(ctx, id, in.Tab)
	if err == nil && seat.User == person(ctx).User {
		err = s.db.Presence().Leave(ctx, id, in.Tab)
	}
	if err != nil {
		return nil, err
	}
	return &protocol.Answer[Done]{Body: Done{Article: in.ID}}, nil
}

// seat gives the one of a tab, empty when nobody has it.
func (s *Server) seat(ctx context.Context, id news.ArticleID, tab string) (news.Seat, error) {
	rooms, err := s.db.Presence().Rooms(ctx, []news.ArticleID{id})
	for _, v := range rooms[id].Seats {
		if v.Tab == tab {
			return v, err
		}
	}
	return news.Seat{}, err
}
