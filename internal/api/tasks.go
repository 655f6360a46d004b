package api

import (
	"context"
	"net/http"
	"time"

	"warta/internal/api/protocol"
	"warta/internal/news"
	"warta/internal/newsroom"
)

// Task is what the desk still must do.
type Task struct {
	ID       int64      `json:"id"`
	Kind     string     `json:"kind" enum:"follow_up,signature,stuck,media,move,demand,doubt,other"`
	Article  int64      `json:"article,omitempty"`
	Asset    int64      `json:"asset,omitempty"`
	Section  int64      `json:"section,omitempty" doc:"Whose editors see it; absent means the chiefs"`
	Note     string     `json:"note,omitempty"`
	Due      *time.Time `json:"due,omitempty"`
	OpenedAt time.Time  `json:"opened_at"`
	OpenedBy string     `json:"opened_by"`
	ClosedAt *time.Time `json:"closed_at,omitempty"`
	ClosedBy string     `json:"closed_by,omitempty"`
	Reason   string     `json:"reason,omitempty"`
}

func taskOf(k news.Task) Task {
	return Task{ID: int64(k.ID), Kind: string(k.Kind), Article: int64(k.Article), Asset: int64(k.Asset), Section: int64(k.Section), Note: k.Note,
		Due: moment(k.Due), OpenedAt: k.OpenedAt.UTC(), OpenedBy: k.OpenedBy, ClosedAt: moment(k.ClosedAt), ClosedBy: k.ClosedBy, Reason: k.Reason}
}

// Opening is a task to be opened.
type Opening struct {
	Edition int64      `json:"edition,omitempty" doc:"Absent: the first"`
	Article int64      `json:"article,omitempty"`
	Asset   int64      `json:"asset,omitempty"`
	Section int64      `json:"section,omitempty"`
	Note    string     `json:"note"`
	Due     *time.Time `json:"due,omitempty"`
}

// Tasks are those of one article.
type Tasks struct {
	Items []Task `json:"items"`
}

func declareTasks(s *Server) {
	route := func(id, method, path string) protocol.Route {
		return protocol.Route{ID: id, Method: method, Path: path, Group: "tasks", Access: protocol.Person}
	}
	protocol.Handle(s.door, route("listTasks", http.MethodGet, "/tasks"), s.listTasks)
	opening := route("openTask", http.MethodPost, "/tasks")
	opening.Status = http.StatusCreated
	protocol.Handle(s.door, opening, s.openTask)
	protocol.Handle(s.door, route("closeTask", http.MethodPost, "/tasks/{id}/close"), func(ctx context.Context, in *about[Because]) (*protocol.Answer[Done], error) {
		return s.do(ctx, newsroom.CloseTask{Task: news.TaskID(in.ID), Reason: in.Body.Reason})
	})
	protocol.Handle(s.door, route("getTasks", http.MethodGet, "/articles/{id}/tasks"), func(ctx context.Context, in *alone) (*protocol.Answer[Tasks], error) {
		list, err := s.room.TasksOf(ctx, actor(ctx), news.ArticleID(in.ID))
		out := &protocol.Answer[Tasks]{Body: Tasks{Items: []Task{}}}
		for _, k := range list {
			out.Body.Items = append(out.Body.Items, taskOf(k))
		}
		return out, err
	})
}

func (s *Server) listTasks(ctx context.Context, in *struct {
	protocol.Paged
	protocol.Sparse
	Edition int64 `query:"edition" minimum:"1" doc:"Absent: the first"`
}) (*protocol.Page[Task], error) {
	edition, err := s.editionID(ctx, in.Edition)
	if err != nil {
		return nil, err
	}
	const name = "tasks"
	var from place
	if err := s.cursors.Open(name, in.Cursor, &from); err != nil {
		return nil, err
	}
	list, next, err := s.room.Tasks(ctx, actor(ctx), edition, news.TaskID(from.ID), in.Limit)
	if err != nil {
		return nil, err
	}
	out := &protocol.Page[Task]{}
	out.Body.Items = []Task{}
	for _, k := range list {
		out.Body.Items = append(out.Body.Items, taskOf(k))
	}
	if next != 0 {
		out.Body.Next = s.cursors.Seal(name, place{ID: int64(next)})
		out.Link = protocol.NextLink(ctx, out.Body.Next)
	}
	return out, nil
}

func (s *Server) openTask(ctx context.Context, in *struct{ Body Opening }) (*protocol.Answer[Done], error) {
	b := in.Body
	edition, err := s.editionID(ctx, b.Edition)
	if err != nil {
		return nil, err
	}
	k := news.Task{Edition: edition, Kind: news.TaskOther, Article: news.ArticleID(b.Article), Asset: news.AssetID(b.Asset),
		Section: news.SectionID(b.Section), Note: b.Note}
	if b.Due != nil {
		k.Due = *b.Due
	}
	return s.do(ctx, newsroom.OpenTask{Task: k})
}
