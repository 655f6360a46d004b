package api

import (
	"context"
	"net/http"
	"time"

	"warta/internal/api/protocol"
	"warta/internal/news"
	"warta/internal/newsroom"
)

// FrontInfo is an edited page as the newsroom sees it.
type FrontInfo struct {
	Live     news.Front              `json:"live"`
	Draft    news.FrontDraft         `json:"draft"`
	Changes  news.FrontDifference    `json:"changes"`
	Warnings []newsroom.FrontWarning `json:"warnings"`
	Planned  []news.FrontChange      `json:"planned"`
}

// FrontEditing changes the draft of a front: one container, their order, or the
// trends.
type FrontEditing struct {
	Put        *news.Container `json:"put,omitempty" doc:"A container, changed or new; its revision is the one looked at"`
	Remove     string          `json:"remove,omitempty" doc:"Id of a container to take away"`
	IfRevision int             `json:"if_revision,omitempty" doc:"Revision of the container to take away"`
	Order      []string        `json:"order,omitempty" doc:"Ids of all containers in order"`
	Trending   *[]news.Trend   `json:"trending,omitempty"`
	Reset      bool            `json:"reset,omitempty" doc:"Throw the draft away and begin from what is live"`
}

// FrontPublishing makes a draft live, now or later.
type FrontPublishing struct {
	At *time.Time `json:"at,omitempty" doc:"Absent: now"`
}

// FrontRestoring brings a former front back.
type FrontRestoring struct {
	Number int        `json:"number,omitempty"`
	AsOf   *time.Time `json:"as_of,omitempty" doc:"As readers had it at a moment"`
	Reason string     `json:"reason,omitempty"`
}

// BreakingIn puts the banner up.
type BreakingIn struct {
	Edition int64  `json:"edition,omitempty"`
	Text    string `json:"text"`
	Article int64  `json:"article,omitempty"`
	URL     string `json:"url,omitempty"`
	Level   string `json:"level,omitempty" enum:"penting,breaking"`
	Minutes int    `json:"minutes,omitempty" minimum:"1" maximum:"360" doc:"Absent: 45"`
}

// onFront names a front: the home page's, or a section's.
type OnFront struct {
	Edition int64 `query:"edition" minimum:"1"`
	Section int64 `query:"section" minimum:"1" doc:"Absent: the home page"`
}

func (o OnFront) of() news.FrontOf { return news.FrontOf{Section: news.SectionID(o.Section)} }

func declareFronts(s *Server, route func(group, id, method, path string) protocol.Route) {
	protocol.Handle(s.door, route("fronts", "getFront", http.MethodGet, "/front"), func(ctx context.Context, in *OnFront) (*protocol.Answer[FrontInfo], error) {
		edition, err := s.editionID(ctx, in.Edition)
		if err != nil {
			return nil, err
		}
		f, err := s.room.Front(ctx, actor(ctx), edition, in.of())
		if err != nil {
			return nil, err
		}
		out := FrontInfo{Live: f.Live, Draft: f.Draft, Changes: f.Changes, Warnings: f.Warnings, Planned: f.Planned}
		if out.Warnings == nil {
			out.Warnings = []newsroom.FrontWarning{}
		}
		if out.Planned == nil {
			out.Planned = []news.FrontChange{}
		}
		return &protocol.Answer[FrontInfo]{ETag: protocol.Revision(f.Draft.Revision), Body: out}, nil
	})
	protocol.Handle(s.door, route("fronts", "editFront", http.MethodPatch, "/front"), func(ctx context.Context, in *struct {
		OnFront
		Body FrontEditing
	}) (*protocol.Answer[news.FrontDraft], error) {
		edition, err := s.editionID(ctx, in.Edition)
		if err != nil {
			return nil, err
		}
		b, draft := in.Body, new(news.FrontDraft)
		_, err = s.room.Do(ctx, actor(ctx), newsroom.EditFront{Edition: edition, Of: in.of(), Put: b.Put, Remove: b.Remove, IfRevision: b.IfRevision,
			Order: b.Order, Trending: b.Trending, Reset: b.Reset, Draft: draft})
		return &protocol.Answer[news.FrontDraft]{ETag: protocol.Revision(draft.Revision), Body: *draft}, err
	})
	protocol.Handle(s.door, revised(route("fronts", "publishFront", http.MethodPost, "/front/publish")), func(ctx context.Context, in *struct {
		OnFront
		Match
		Body *FrontPublishing
	}) (*protocol.Answer[Done], error) {
		revision, err := in.revision()
		if err != nil {
			return nil, err
		}
		edition, err := s.editionID(ctx, in.Edition)
		if err != nil {
			return nil, err
		}
		cmd := newsroom.PublishFront{Edition: edition, Of: in.of(), IfRevision: revision, Planned: new(int64)}
		if b := orEmpty(in.Body); b.At != nil {
			cmd.At = *b.At
		}
		out, err := s.do(ctx, cmd)
		if err == nil {
			out.Body.ID = *cmd.Planned
		}
		return out, err
	})
	protocol.Handle(s.door, route("fronts", "restoreFront", http.MethodPost, "/front/restore"), func(ctx context.Context, in *struct {
		OnFront
		Body FrontRestoring
	}) (*protocol.Answer[Done], error) {
		edition, err := s.editionID(ctx, in.Edition)
		if err != nil {
			return nil, err
		}
		cmd := newsroom.RestoreFront{Edition: edition, Of: in.of(), Number: in.Body.Number, Reason: in.Body.Reason}
		if in.Body.AsOf != nil {
			cmd.AsOf = *in.Body.AsOf
		}
		return s.do(ctx, cmd)
	})
	protocol.Handle(s.door, route("fronts", "getFrontHistory", http.MethodGet, "/front/history"), func(ctx context.Context, in *struct {
		OnFront
		Before int `query:"before" minimum:"0"`
		Limit  int `query:"limit" minimum:"1" maximum:"100" default:"20"`
	}) (*protocol.Answer[protocol.List[news.FrontRevision]], error) {
		edition, err := s.editionID(ctx, in.Edition)
		if err != nil {
			return nil, err
		}
		list, err := s.room.FrontHistory(ctx, actor(ctx), edition, in.of(), in.Before, in.Limit)
		if list == nil {
			list = []news.FrontRevision{}
		}
		return &protocol.Answer[protocol.List[news.FrontRevision]]{Body: protocol.List[news.FrontRevision]{Items: list}}, err
	})
	protocol.Handle(s.door, route("fronts", "cancelFront", http.MethodDelete, "/front/planned/{id}"), func(ctx context.Context, in *alone) (*protocol.Answer[Done], error) {
		return s.do(ctx, newsroom.CancelFront{Planned: in.ID})
	})
	protocol.Handle(s.door, route("fronts", "putBanner", http.MethodPut, "/breaking"), func(ctx context.Context, in *struct{ Body BreakingIn }) (*protocol.Answer[Done], error) {
		b := in.Body
		edition, err := s.editionID(ctx, b.Edition)
		if err != nil {
			return nil, err
		}
		return s.do(ctx, newsroom.Break{Edition: edition, Text: b.Text, Article: news.ArticleID(b.Article), URL: b.URL, Level: b.Level,
			For: time.Duration(b.Minutes) * time.Minute})
	})
	protocol.Handle(s.door, route("fronts", "endBanner", http.MethodDelete, "/breaking"), func(ctx context.Context, in *struct {
		Edition int64 `query:"edition" minimum:"1"`
	}) (*protocol.Answer[Done], error) {
		edition, err := s.editionID(ctx, in.Edition)
		if err != nil {
			return nil, err
		}
		return s.do(ctx, newsroom.EndBreak{Edition: edition})
	})
}
