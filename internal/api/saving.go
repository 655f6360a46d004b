package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"warta/internal/api/protocol"
	"warta/internal/body"
	"warta/internal/news"
	"warta/internal/newsroom"
)

// Saving is what a tab changed (newsroom.md 4.1).
type Saving struct {
	Edition int64  `json:"edition,omitempty" doc:"For a draft born offline; absent: the first"`
	Client  string `json:"client" minLength:"1" maxLength:"64" doc:"Random name of the tab"`
	Seq     int64  `json:"seq" minimum:"1" doc:"1, 2, 3 … per client: a repeat gets the same answer"`
	Schema  int    `json:"schema,omitempty" doc:"Version of the body that the page was built for"`
	// Fields are changed fields by name.
	Fields map[string]json.RawMessage `json:"fields,omitempty" doc:"Changed fields by name; null empties one"`
	Blocks []json.RawMessage          `json:"blocks,omitempty" doc:"Changed blocks"`
	Order  []string                   `json:"order,omitempty" doc:"Ids of all blocks in order, when it changed"`
	Body   json.RawMessage            `json:"body,omitempty" doc:"The whole text, in place of blocks and order"`
	Named  bool                       `json:"named,omitempty" doc:"Keep this revision for ever"`
}

func (b Saving) command() newsroom.Save {
	return newsroom.Save{Client: b.Client, Seq: b.Seq, Schema: b.Schema, Fields: b.Fields, Blocks: b.Blocks, Order: b.Order, Body: b.Body, Named: b.Named}
}

// SavedAnswer is the answer to a save.
type SavedAnswer struct {
	ETag    string `header:"ETag"`
	Applied string `header:"Preference-Applied"`
	Status  int
	Body    newsroom.Saved
}

func declareSaving(s *Server) {
	route := func(id, method, path string) protocol.Route {
		return protocol.Route{ID: id, Method: method, Path: path, Group: "saving", Access: protocol.Person}
	}
	protocol.Handle(s.door, revised(route("saveArticle", http.MethodPatch, "/articles/{id}")), s.saveArticle)
	protocol.Handle(s.door, route("saveDraft", http.MethodPatch, "/drafts/{ulid}"), s.saveDraft)
	protocol.Handle(s.door, route("getHistory", http.MethodGet, "/articles/{id}/revisions"), s.getHistory)
	protocol.Handle(s.door, route("getRevision", http.MethodGet, "/articles/{id}/revisions/{revision}"), s.getRevision)
	protocol.Handle(s.door, route("getDifference", http.MethodGet, "/articles/{id}/revisions/{revision}/diff"), s.getDifference)
	protocol.Handle(s.door, revised(route("restoreRevision", http.MethodPost, "/articles/{id}/revisions/{revision}/restore")), s.restore)
	protocol.Handle(s.door, route("getConflicts", http.MethodGet, "/articles/{id}/conflicts"), s.getConflicts)
	protocol.Handle(s.door, route("resolveConflict", http.MethodPost, "/articles/{id}/conflicts/{number}/resolve"), s.resolveConflict)
	protocol.Handle(s.door, route("whoChanged", http.MethodGet, "/articles/{id}/changes"), s.whoChanged)
	protocol.Handle(s.door, route("checkSlip", http.MethodPost, "/articles/{id}/slip"), s.slip)
	protocol.Handle(s.door, route("asOf", http.MethodGet, "/articles/{id}/as-of"), s.asOf)
}

func (s *Server) saveArticle(ctx context.Context, in *struct {
	ID int64 `path:"id" minimum:"1"`
	Match
	Prefer string `header:"Prefer" maxLength:"200" doc:"handling=lenient joins a save built on an older revision instead of answering 412" example:"handling=lenient"`
	Body   Saving
}) (*SavedAnswer, error) {
	revision, err := in.revision()
	if err != nil {
		return nil, err
	}
	cmd := in.Body.command()
	cmd.Article, cmd.Base, cmd.Strict = news.ArticleID(in.ID), revision, !lenient(in.Prefer)
	return s.save(ctx, cmd)
}

func (s *Server) saveDraft(ctx context.Context, in *struct {
	ULID string `path:"ulid" minLength:"26" maxLength:"26" doc:"Number that the browser gave to a draft born offline"`
	Base int    `query:"base" minimum:"0" doc:"The revision that the text was made from; 0 for none yet"`
	Body Saving
}) (*SavedAnswer, error) {
	edition, err := s.editionID(ctx, in.Body.Edition)
	if err != nil {
		return nil, err
	}
	cmd := in.Body.command()
	cmd.ULID, cmd.Edition, cmd.Base = in.ULID, edition, in.Base
	return s.save(ctx, cmd)
}

func (s *Server) save(ctx context.Context, cmd newsroom.Save) (*SavedAnswer, error) {
	r, err := s.room.Do(ctx, actor(ctx), cmd)
	if err != nil {
		return nil, err
	}
	if r.Saved == nil {
		return nil, news.E(news.Internal, "save without an answer", nil)
	}
	out := &SavedAnswer{ETag: protocol.Revision(r.Saved.Revision), Status: http.StatusOK, Body: *r.Saved}
	if !cmd.Strict && cmd.Article != 0 {
		out.Applied = "handling=lenient"
	}
	if r.Saved.Created {
		out.Status = http.StatusCreated
	}
	return out, nil
}

// Moments are lines of an article's history.
type Moments struct {
	Items []newsroom.Moment `json:"items"`
	Next  string            `json:"next,omitempty" doc:"cursor of the next page; absent on the last"`
}

func (s *Server) getHistory(ctx context.Context, in *struct {
	protocol.Paged
	ID int64 `path:"id" minimum:"1"`
}) (*protocol.Answer[Moments], error) {
	name := fmt.Sprintf("history %d", in.ID)
	var from place
	if err := s.cursors.Open(name, in.Cursor, &from); err != nil {
		return nil, err
	}
	lines, next, err := s.room.History(ctx, actor(ctx), news.ArticleID(in.ID), int(from.ID), in.Limit)
	if err != nil {
		return nil, err
	}
	out := &protocol.Answer[Moments]{Body: Moments{Items: lines}}
	if out.Body.Items == nil {
		out.Body.Items = []newsroom.Moment{}
	}
	if next != 0 {
		out.Body.Next = s.cursors.Seal(name, place{ID: int64(next)})
	}
	return out, nil
}

// Revision is one save of the draft with what it said.
type Revision struct {
	Revision int       `json:"revision"`
	Base     int       `json:"base,omitempty"`
	Kind     string    `json:"kind"`
	At       time.Time `json:"at"`
	By       string    `json:"by"`
	Changed  []string  `json:"changed,omitempty"`
	Version  int64     `json:"version,omitempty"`
	Content  *Content  `json:"content,omitempty"`
}

func revisionOf(r news.Revision) Revision {
	out := Revision{Revision: r.Number, Base: r.Base, Kind: string(r.Kind), At: r.At.UTC(), By: r.By, Changed: r.Changed, Version: int64(r.Version)}
	if r.Content != nil {
		out.Content = &Content{Content: *r.Content}
	}
	return out
}

// onRevision names a revision of an article.
type onRevision struct {
	ID       int64 `path:"id" minimum:"1"`
	Revision int   `path:"revision" minimum:"1"`
}

func (s *Server) getRevision(ctx context.Context, in *onRevision) (*protocol.Answer[Revision], error) {
	c, err := s.room.Compare(ctx, actor(ctx), news.ArticleID(in.ID), in.Revision, in.Revision)
	if err != nil {
		return nil, err
	}
	return &protocol.Answer[Revision]{ETag: protocol.Revision(in.Revision), Body: revisionOf(c.To)}, nil
}

// Difference is two revisions side by side.
type Difference struct {
	From   int                  `json:"from"`
	To     int                  `json:"to"`
	Fields []newsroom.FieldDiff `json:"fields"`
	Body   []body.BlockDiff     `json:"body,omitempty" doc:"The text by blocks and words; absent when it is the same"`
}

func (s *Server) getDifference(ctx context.Context, in *struct {
	ID       int64 `path:"id" minimum:"1"`
	Revision int   `path:"revision" minimum:"1"`
	From     int   `query:"from" required:"true" minimum:"1" doc:"The other revision"`
}) (*protocol.Answer[Difference], error) {
	c, err := s.room.Compare(ctx, actor(ctx), news.ArticleID(in.ID), in.From, in.Revision)
	if err != nil {
		return nil, err
	}
	out := Difference{From: in.From, To: in.Revision, Fields: c.Fields, Body: c.Body}
	if out.Fields == nil {
		out.Fields = []newsroom.FieldDiff{}
	}
	return &protocol.Answer[Difference]{Body: out}, nil
}

// Restoring brings back one block, or everything.
type Restoring struct {
	Block string `json:"block,omitempty" doc:"Only this block; absent for everything"`
}

func (s *Server) restore(ctx context.Context, in *struct {
	ID       int64 `path:"id" minimum:"1"`
	Revision int   `path:"revision" minimum:"1"`
	Match
	Body *Restoring
}) (*protocol.Answer[Done], error) {
	revision, err := in.revision()
	if err != nil {
		return nil, err
	}
	return s.do(ctx, newsroom.Restore{Article: news.ArticleID(in.ID), Revision: in.Revision, Block: orEmpty(in.Body).Block, IfRevision: revision})
}

// Conflicts are what two people changed to different ends.
type Conflicts struct {
	Items []news.Clash `json:"items"`
}

func (s *Server) getConflicts(ctx context.Context, in *alone) (*protocol.Answer[Conflicts], error) {
	d, err := s.room.Open(ctx, actor(ctx), news.ArticleID(in.ID))
	if err != nil {
		return nil, err
	}
	out := &protocol.Answer[Conflicts]{ETag: protocol.Revision(d.Revision), Body: Conflicts{Items: d.Conflicts}}
	if out.Body.Items == nil {
		out.Body.Items = []news.Clash{}
	}
	return out, nil
}

// Resolving ends a conflict.
type Resolving struct {
	Choice string          `json:"choice" enum:"mine,theirs,both,edit"`
	Value  json.RawMessage `json:"value,omitempty" doc:"The field's value or the whole block, when the choice is edit"`
}

func (s *Server) resolveConflict(ctx context.Context, in *struct {
	ID     int64 `path:"id" minimum:"1"`
	Number int   `path:"number" minimum:"1"`
	Body   Resolving
}) (*protocol.Answer[Done], error) {
	return s.do(ctx, newsroom.Resolve{Article: news.ArticleID(in.ID), Number: in.Number, Choice: in.Body.Choice, Value: in.Body.Value})
}

// Changers are who changed a field, newest first.
type Changers struct {
	Items []Changer `json:"items"`
}

// Changer is one change of a field.
type Changer struct {
	Revision int       `json:"revision"`
	Kind     string    `json:"kind"`
	At       time.Time `json:"at"`
	By       string    `json:"by"`
	From     string    `json:"from,omitempty"`
	To       string    `json:"to,omitempty"`
}

func (s *Server) whoChanged(ctx context.Context, in *struct {
	ID    int64     `path:"id" minimum:"1"`
	Field string    `query:"field" required:"true" maxLength:"60" example:"headline"`
	Until time.Time `query:"until" doc:"Changes up to this moment"`
	Limit int       `query:"limit" minimum:"1" maximum:"100" default:"20"`
}) (*protocol.Answer[Changers], error) {
	list, err := s.room.WhoChanged(ctx, actor(ctx), news.ArticleID(in.ID), in.Field, in.Until, in.Limit)
	out := &protocol.Answer[Changers]{Body: Changers{Items: []Changer{}}}
	for _, c := range list {
		out.Body.Items = append(out.Body.Items, Changer{Revision: c.Revision, Kind: string(c.Kind), At: c.At.UTC(), By: c.By, From: c.From, To: c.To})
	}
	return out, err
}

// SlipAnswer says why a change is more than a typing slip; none when it is one.
type SlipAnswer struct {
	Reasons []string `json:"reasons"`
}

func (s *Server) slip(ctx context.Context, in *struct {
	ID   int64 `path:"id" minimum:"1"`
	Body struct {
		Content *Content `json:"content"`
	}
}) (*protocol.Answer[SlipAnswer], error) {
	c, err := in.Body.Content.checked("content")
	if err != nil {
		return nil, err
	}
	if c == nil {
		return nil, protocol.Invalid("content", "required", 0)
	}
	reasons, err := s.room.Slip(ctx, actor(ctx), news.ArticleID(in.ID), c)
	if reasons == nil {
		reasons = []string{}
	}
	return &protocol.Answer[SlipAnswer]{Body: SlipAnswer{Reasons: reasons}}, err
}

// Past is an article as readers saw it at a moment.
type Past struct {
	Since      *time.Time  `json:"since,omitempty"`
	Until      *time.Time  `json:"until,omitempty" doc:"Absent while it stands"`
	Version    int64       `json:"version,omitempty" doc:"Absent when readers saw nothing"`
	Content    *Content    `json:"content,omitempty"`
	Amendments []Amendment `json:"amendments"`
	Hash       string      `json:"hash,omitempty" doc:"SHA-256 of the content"`
}

func (s *Server) asOf(ctx context.Context, in *struct {
	ID int64     `path:"id" minimum:"1"`
	At time.Time `query:"at" required:"true"`
}) (*protocol.Answer[Past], error) {
	p, err := s.room.ArticleAsOf(ctx, actor(ctx), news.ArticleID(in.ID), in.At)
	if err != nil {
		return nil, err
	}
	out := Past{Since: moment(p.Since), Until: moment(p.Until), Hash: p.ContentHash, Amendments: []Amendment{}}
	if p.Version != nil {
		out.Version, out.Content = int64(p.Version.ID), &Content{Content: p.Version.Content}
	}
	for _, a := range p.Amendments {
		out.Amendments = append(out.Amendments, Amendment{ID: int64(a.ID), Kind: string(a.Kind), Note: a.Note, At: a.At.UTC(), By: a.By, Reply: int64(a.Reply)})
	}
	return &protocol.Answer[Past]{Body: out}, nil
}
