package api

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"warta/internal/api/protocol"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
)

// Notes are what the newsroom wrote beside a text.
type Notes struct {
	Items []news.Note `json:"items"`
}

// Noting adds a note.
type Noting struct {
	Thread  int64       `json:"thread,omitempty" doc:"The note that is answered"`
	Anchor  news.Anchor `json:"anchor,omitzero" required:"false"`
	Text    string      `json:"text"`
	MustFix bool        `json:"must_fix,omitempty" doc:"Blocks publishing until it is resolved"`
}

// DemandInfo is what somebody outside asks of the paper, with what was done.
type DemandInfo struct {
	ID       int64      `json:"id"`
	Edition  int64      `json:"edition"`
	Article  int64      `json:"article,omitempty"`
	Kind     string     `json:"kind" enum:"hak_jawab,hak_koreksi,hak_cipta,perintah,data_pribadi,pengaduan"`
	State    string     `json:"state" enum:"open,served,served_in_part,refused"`
	Received time.Time  `json:"received"`
	Due      time.Time  `json:"due"`
	Overdue  bool       `json:"overdue,omitempty"`
	Who      string     `json:"who" doc:"Never public"`
	Contact  string     `json:"contact,omitempty" doc:"Never public"`
	Asset    int64      `json:"asset,omitempty"`
	Passage  string     `json:"passage,omitempty"`
	Text     string     `json:"text,omitempty"`
	Document string     `json:"document,omitempty"`
	Ground   string     `json:"ground,omitempty"`
	Steps    []StepInfo `json:"steps,omitempty"`
}

// StepInfo is one thing that was done with a demand.
type StepInfo struct {
	At        time.Time  `json:"at"`
	By        string     `json:"by"`
	Text      string     `json:"text,omitempty"`
	Due       *time.Time `json:"due,omitempty"`
	Decision  string     `json:"decision,omitempty"`
	Ground    string     `json:"ground,omitempty"`
	Outcome   string     `json:"outcome,omitempty"`
	Amendment int64      `json:"amendment,omitempty"`
	Reply     int64      `json:"reply,omitempty"`
}

func demandOf(f newsroom.DemandFile) DemandInfo {
	d := f.Demand
	out := DemandInfo{ID: int64(d.ID), Edition: int64(d.Edition), Article: int64(d.Article), Kind: string(d.Kind), State: string(d.State),
		Received: d.Received.UTC(), Due: d.Due.UTC(), Overdue: f.Overdue, Who: d.Who, Contact: d.Contact, Asset: int64(d.Asset), Passage: d.Passage,
		Text: d.Text, Document: d.Document, Ground: d.Ground}
	for _, x := range f.Steps {
		out.Steps = append(out.Steps, StepInfo{At: x.At.UTC(), By: x.By, Text: x.Text, Due: moment(x.Due), Decision: string(x.Decision), Ground: x.Ground,
			Outcome: x.Outcome, Amendment: int64(x.Amendment), Reply: int64(x.Reply)})
	}
	return out
}

// Demanding enters a demand.
type Demanding struct {
	Edition  int64      `json:"edition,omitempty" doc:"Absent: the first"`
	Article  int64      `json:"article,omitempty"`
	Kind     string     `json:"kind" enum:"hak_jawab,hak_koreksi,hak_cipta,perintah,data_pribadi,pengaduan"`
	Received *time.Time `json:"received,omitempty" doc:"Absent: now"`
	Due      *time.Time `json:"due,omitempty" doc:"Absent: as the settings say"`
	Who      string     `json:"who"`
	Contact  string     `json:"contact,omitempty"`
	Asset    int64      `json:"asset,omitempty"`
	Passage  string     `json:"passage,omitempty"`
	Text     string     `json:"text,omitempty"`
	Document string     `json:"document,omitempty"`
	Ground   string     `json:"ground,omitempty"`
}

// Stepping does something with a demand.
type Stepping struct {
	Text      string     `json:"text,omitempty"`
	Due       *time.Time `json:"due,omitempty" doc:"A new time limit"`
	Decision  string     `json:"decision,omitempty" enum:"served,served_in_part,refused"`
	Ground    string     `json:"ground,omitempty"`
	Outcome   string     `json:"outcome,omitempty" enum:"amendment,reply,withdrawal,redaction,noindex,asset_denied,none"`
	Amendment int64      `json:"amendment,omitempty"`
	Reply     int64      `json:"reply,omitempty"`
}

// AuditLine is a row of the audit.
type AuditLine struct {
	Number   int64          `json:"number"`
	At       time.Time      `json:"at"`
	Actor    string         `json:"actor"`
	Command  string         `json:"command"`
	Subject  string         `json:"subject"`
	Revision int            `json:"revision,omitempty"`
	Reason   string         `json:"reason,omitempty"`
	Request  string         `json:"request,omitempty"`
	Session  string         `json:"session,omitempty"`
	Address  string         `json:"address,omitempty" doc:"Shortened to a network"`
	Content  string         `json:"content,omitempty" doc:"SHA-256 of what was acted on"`
	Hash     string         `json:"hash" doc:"Link of the chain"`
	Prev     string         `json:"prev"`
	Changes  []store.Change `json:"changes,omitempty"`
}

func lineOf(r store.AuditRow) AuditLine {
	return AuditLine{Number: r.Number, At: r.At.UTC(), Actor: r.Actor, Command: r.Command, Subject: r.Subject, Revision: r.Revision, Reason: r.Reason,
		Request: r.Request, Session: r.Session, Address: r.Address, Content: r.Content, Hash: r.Hash, Prev: r.Prev, Changes: r.Changes}
}

type AuditIn struct {
	Actor   string    `query:"actor" maxLength:"80" example:"user 7"`
	Subject string    `query:"subject" maxLength:"200" example:"article 42"`
	Command string    `query:"command" maxLength:"80"`
	Since   time.Time `query:"since"`
	Until   time.Time `query:"until"`
}

func (in AuditIn) query() store.AuditQuery {
	return store.AuditQuery{Actor: in.Actor, Subject: in.Subject, Command: in.Command, Since: in.Since, Until: in.Until}
}

func declareDesk(s *Server) {
	route := func(group, id, method, path string) protocol.Route {
		return protocol.Route{ID: id, Method: method, Path: path, Group: group, Access: protocol.Person}
	}
	made := func(r protocol.Route) protocol.Route { r.Status = http.StatusCreated; return r }
	protocol.Handle(s.door, route("notes", "getNotes", http.MethodGet, "/articles/{id}/notes"), func(ctx context.Context, in *alone) (*protocol.Answer[Notes], error) {
		list, err := s.room.Notes(ctx, actor(ctx), news.ArticleID(in.ID))
		if list == nil {
			list = []news.Note{}
		}
		return &protocol.Answer[Notes]{Body: Notes{Items: list}}, err
	})
	protocol.Handle(s.door, made(route("notes", "addNote", http.MethodPost, "/articles/{id}/notes")), func(ctx context.Context, in *about[Noting]) (*protocol.Answer[Done], error) {
		n := new(news.Note)
		out, err := s.do(ctx, newsroom.AddNote{Article: news.ArticleID(in.ID), Thread: news.NoteID(in.Body.Thread), Anchor: in.Body.Anchor, Text: in.Body.Text,
			MustFix: in.Body.MustFix, Note: n})
		if err == nil {
			out.Body.ID = int64(n.ID)
		}
		return out, err
	})
	note := func(id, path string, reopen bool) {
		protocol.Handle(s.door, route("notes", id, http.MethodPost, "/notes/{id}/"+path), func(ctx context.Context, in *alone) (*protocol.Answer[Done], error) {
			return s.do(ctx, newsroom.ResolveNote{Note: news.NoteID(in.ID), Reopen: reopen})
		})
	}
	note("resolveNote", "resolve", false)
	note("reopenNote", "reopen", true)

	protocol.Handle(s.door, route("demands", "listDemands", http.MethodGet, "/demands"), s.listDemands)
	protocol.Handle(s.door, made(route("demands", "enterDemand", http.MethodPost, "/demands")), s.enterDemand)
	protocol.Handle(s.door, route("demands", "getDemand", http.MethodGet, "/demands/{id}"), func(ctx context.Context, in *alone) (*protocol.Answer[DemandInfo], error) {
		f, err := s.room.Demand(ctx, actor(ctx), news.DemandID(in.ID))
		return &protocol.Answer[DemandInfo]{Body: demandOf(f)}, err
	})
	protocol.Handle(s.door, route("demands", "workOnDemand", http.MethodPost, "/demands/{id}/steps"), func(ctx context.Context, in *about[Stepping]) (*protocol.Answer[Done], error) {
		b := in.Body
		step := news.DemandStep{Text: b.Text, Decision: news.DemandState(b.Decision), Ground: b.Ground, Outcome: b.Outcome,
			Amendment: news.AmendmentID(b.Amendment), Reply: news.ArticleID(b.Reply)}
		if b.Due != nil {
			step.Due = *b.Due
		}
		return s.do(ctx, newsroom.WorkOnDemand{Demand: news.DemandID(in.ID), Step: step})
	})

	protocol.Handle(s.door, route("audit", "listAudit", http.MethodGet, "/audit"), s.listAudit)
	protocol.Handle(s.door, route("audit", "exportAudit", http.MethodGet, "/audit.csv"), s.exportAudit)
	protocol.Handle(s.door, route("audit", "whoSaw", http.MethodGet, "/articles/{id}/readers"), s.whoSaw)
	protocol.Handle(s.door, route("audit", "getDeliveries", http.MethodGet, "/articles/{id}/deliveries"), s.deliveries)
	protocol.Handle(s.door, route("audit", "getHealth", http.MethodGet, "/health"), s.health)
}

func (s *Server) listDemands(ctx context.Context, in *struct {
	protocol.Paged
	protocol.Sparse
	Edition int64  `query:"edition" minimum:"1"`
	State   string `query:"state" enum:"open,served,served_in_part,refused" default:"open"`
}) (*protocol.Page[DemandInfo], error) {
	edition, err := s.editionID(ctx, in.Edition)
	if err != nil {
		return nil, err
	}
	name := "demands " + in.State
	var from place
	if err := s.cursors.Open(name, in.Cursor, &from); err != nil {
		return nil, err
	}
	var after time.Time
	if from.ID != 0 {
		after = time.UnixMicro(from.At).UTC()
	}
	list, err := s.room.Demands(ctx, actor(ctx), edition, news.DemandState(in.State), after, news.DemandID(from.ID), in.Limit+1)
	if err != nil {
		return nil, err
	}
	return pageOf(ctx, s, name, in.Limit, list, demandOf, func(f newsroom.DemandFile) place {
		return place{f.Demand.Due.UnixMicro(), int64(f.Demand.ID)}
	}), nil
}

func (s *Server) enterDemand(ctx context.Context, in *struct{ Body Demanding }) (*protocol.Answer[Done], error) {
	b := in.Body
	edition, err := s.editionID(ctx, b.Edition)
	if err != nil {
		return nil, err
	}
	d := &news.Demand{Edition: edition, Article: news.ArticleID(b.Article), Kind: news.DemandKind(b.Kind), Who: b.Who, Contact: b.Contact,
		Asset: news.AssetID(b.Asset), Passage: b.Passage, Text: b.Text, Document: b.Document, Ground: b.Ground}
	if b.Received != nil {
		d.Received = *b.Received
	}
	if b.Due != nil {
		d.Due = *b.Due
	}
	out, err := s.do(ctx, newsroom.EnterDemand{Demand: d})
	if err == nil {
		out.Body.ID = int64(d.ID)
	}
	return out, err
}

func (s *Server) listAudit(ctx context.Context, in *struct {
	protocol.Paged
	protocol.Sparse
	AuditIn
}) (*protocol.Page[AuditLine], error) {
	name := fmt.Sprintf("audit %+v", in.AuditIn)
	var from place
	if err := s.cursors.Open(name, in.Cursor, &from); err != nil {
		return nil, err
	}
	q := in.query()
	q.Before, q.Limit = from.ID, in.Limit+1
	list, err := s.room.Audited(ctx, actor(ctx), q)
	if err != nil {
		return nil, err
	}
	return pageOf(ctx, s, name, in.Limit, list, lineOf, func(r store.AuditRow) place { return place{ID: r.Number} }), nil
}

// fileOut is an answer that is a file.
type fileOut struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        func(huma.Context)
}

func (s *Server) exportAudit(ctx context.Context, in *AuditIn) (*fileOut, error) {
	// The right is asked before the first byte.
	if _, err := s.room.Audited(ctx, actor(ctx), store.AuditQuery{Limit: 1}); err != nil {
		return nil, err
	}
	return &fileOut{ContentType: "text/csv; charset=utf-8", Disposition: `attachment; filename="audit.csv"`, Body: func(hc huma.Context) {
		hc.SetStatus(http.StatusOK)
		if err := s.room.ExportAudit(ctx, actor(ctx), in.query(), hc.BodyWriter()); err != nil {
			s.log.WarnContext(ctx, "an export of the audit broke off", "err", err)
		}
	}}, nil
}

// Readers are who read or changed a draft.
type Readers struct {
	Items []Reader `json:"items"`
}

// Reader is one of them.
type Reader struct {
	At      time.Time `json:"at"`
	Actor   string    `json:"actor"`
	What    string    `json:"what"`
	Reason  string    `json:"reason,omitempty"`
	Address string    `json:"address,omitempty"`
}

func (s *Server) whoSaw(ctx context.Context, in *struct {
	ID    int64 `path:"id" minimum:"1"`
	Limit int   `query:"limit" minimum:"1" maximum:"100" default:"20"`
}) (*protocol.Answer[Readers], error) {
	list, err := s.room.WhoSaw(ctx, actor(ctx), news.ArticleID(in.ID), in.Limit)
	out := &protocol.Answer[Readers]{Body: Readers{Items: []Reader{}}}
	for _, r := range list {
		out.Body.Items = append(out.Body.Items, Reader{At: r.At.UTC(), Actor: r.Actor, What: r.What, Reason: r.Reason, Address: r.Address})
	}
	return out, err
}

// Deliveries are how far an article's announcements are.
type Deliveries struct {
	Items []Delivery `json:"items"`
}

// Delivery is one of them.
type Delivery struct {
	Kind     string    `json:"kind"`
	Target   string    `json:"target,omitempty"`
	State    string    `json:"state"`
	Made     time.Time `json:"made"`
	Due      time.Time `json:"due"`
	Attempts int       `json:"attempts"`
	Problem  string    `json:"problem,omitempty"`
}

func (s *Server) deliveries(ctx context.Context, in *alone) (*protocol.Answer[Deliveries], error) {
	list, err := s.room.Deliveries(ctx, actor(ctx), news.ArticleID(in.ID))
	out := &protocol.Answer[Deliveries]{Body: Deliveries{Items: []Delivery{}}}
	for _, d := range list {
		out.Body.Items = append(out.Body.Items, Delivery{Kind: d.Kind, Target: d.Target, State: string(d.State), Made: d.Made.UTC(), Due: d.Due.UTC(),
			Attempts: d.Attempts, Problem: d.Problem})
	}
	return out, err
}

// Health is what somebody should look after.
type Health struct {
	Items []newsroom.HealthLine `json:"items"`
}

func (s *Server) health(ctx context.Context, _ *struct{}) (*protocol.Answer[Health], error) {
	list, err := s.room.Health(ctx, actor(ctx), newsroom.HealthOptions{Now: s.o.Now})
	if list == nil {
		list = []newsroom.HealthLine{}
	}
	return &protocol.Answer[Health]{Body: Health{Items: list}}, err
}
