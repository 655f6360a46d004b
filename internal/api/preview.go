package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"warta/internal/api/protocol"
	"warta/internal/news"
	"warta/internal/store"
)

// Previewing asks for a link to a draft.
type Previewing struct {
	Revision int `json:"revision,omitempty" minimum:"0" doc:"The revision that the link shows; absent: the newest"`
	Minutes  int `json:"minutes,omitempty" minimum:"0" maximum:"1440" doc:"How long it lasts; absent: 24 hours"`
}

// Preview is a link that shows one revision to whoever has it. It is told once.
type Preview struct {
	URL      string    `json:"url" doc:"Address on the readers' host"`
	Token    string    `json:"token" doc:"Last part of the address; ends the link when it is sent with DELETE"`
	Revision int       `json:"revision" doc:"The revision that it shows"`
	Ends     time.Time `json:"ends"`
}

func declarePreview(s *Server) {
	protocol.Handle(s.door, protocol.Route{ID: "sharePreview", Method: http.MethodPost, Path: "/articles/{id}/preview", Group: "saving",
		Access: protocol.Person, Status: http.StatusCreated, Errors: []int{http.StatusConflict}, Secret: true}, s.sharePreview)
	protocol.Handle(s.door, protocol.Route{ID: "revokePreview", Method: http.MethodDelete, Path: "/articles/{id}/preview/{token}", Group: "saving",
		Access: protocol.Person}, s.revokePreview)
}

func (s *Server) sharePreview(ctx context.Context, in *about[Previewing]) (*protocol.Answer[Preview], error) {
	link, err := s.room.SharePreview(ctx, actor(ctx), news.ArticleID(in.ID), in.Body.Revision, time.Duration(in.Body.Minutes)*time.Minute)
	if err != nil {
		return nil, err
	}
	base := ""
	err = s.db.Read(ctx, func(tx store.Tx) error {
		e, err := tx.Editions().Get(ctx, link.Edition)
		base = strings.TrimSuffix(e.Settings.BaseURL, "/")
		return err
	})
	if err != nil {
		return nil, err
	}
	return &protocol.Answer[Preview]{Body: Preview{URL: base + link.Path(), Token: link.Token, Revision: link.Revision, Ends: link.Ends}}, nil
}

func (s *Server) revokePreview(ctx context.Context, in *struct {
	ID    int64  `path:"id" minimum:"1"`
	Token string `path:"token" maxLength:"1024"`
}) (*protocol.Answer[Done], error) {
	if err := s.room.RevokePreview(ctx, actor(ctx), news.ArticleID(in.ID), in.Token); err != nil {
		return nil, err
	}
	return answerOf(Done{Article: in.ID}), nil
}
