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
	"warta/internal/store"
)

// Row is an article in the newsroom's lists.
type Row struct {
	ID        int64      `json:"id"`
	Headline  string     `json:"headline"`
	Slugline  string     `json:"slugline,omitempty"`
	Work      string     `json:"work" enum:"writing,desk,ready,returned,spiked,settled"`
	Public    string     `json:"public" enum:"never,scheduled,live,withdrawn"`
	Revision  int        `json:"revision"`
	Kind      string     `json:"kind,omitempty"`
	Section   int64      `json:"section,omitempty"`
	Owner     int64      `json:"owner,omitempty" doc:"User who began it"`
	Assignee  int64      `json:"assignee,omitempty" doc:"User who works on it at the desk"`
	People    []int64    `json:"people,omitempty" doc:"Profiles in the byline"`
	Names     []string   `json:"names,omitempty" doc:"Names in the byline that have no profile"`
	Tags      []int64    `json:"tags,omitempty"`
	Path      string     `json:"path,omitempty"`
	Changed   time.Time  `json:"changed"`
	Created   *time.Time `json:"created,omitempty"`
	Published *time.Time `json:"published,omitempty"`
	Updated   *time.Time `json:"updated,omitempty"`
	Embargo   *time.Time `json:"embargo,omitempty"`
	Due       *time.Time `json:"due,omitempty" doc:"When the scheduled version goes live"`
	Words     int        `json:"words,omitempty"`
	Picture   string     `json:"picture,omitempty" enum:"no_credit,ok"`
	Notes     int        `json:"notes,omitempty"`
	MustFix   int        `json:"must_fix,omitempty"`
	Conflicts int        `json:"conflicts,omitempty"`
	Tasks     int        `json:"tasks,omitempty"`
	Stuck     bool       `json:"stuck,omitempty" doc:"The scheduled version could not go out"`
}

func rowOf(r store.DeskRow) Row {
	out := Row{ID: int64(r.Article), Headline: r.Headline, Slugline: r.Slugline, Work: string(r.Work), Public: string(r.Public), Revision: r.Revision,
		Kind: string(r.Kind), Section: int64(r.Section), Owner: int64(r.Owner), Assignee: int64(r.Assignee), Names: r.Names, Path: r.Path,
		Changed: r.Changed.UTC(), Created: moment(r.Created), Published: moment(r.Published), Updated: moment(r.Updated), Embargo: moment(r.Embargo),
		Due: moment(r.Due), Words: r.Words, Picture: r.Picture, Notes: r.Notes, MustFix: r.MustFix, Conflicts: r.Conflicts, Tasks: r.Tasks, Stuck: r.Stuck}
	for _, id := range r.People {
		out.People = append(out.People, int64(id))
	}
	for _, id := range r.Tags {
		out.Tags = append(out.Tags, int64(id))
	}
	return out
}

// Narrow is what narrows lists and search.
type Narrow struct {
	Edition int64     `query:"edition" minimum:"1" doc:"Absent: the first"`
	Section []int64   `query:"section" maxItems:"20" doc:"Sections; those below them are in them"`
	Person  []int64   `query:"person" maxItems:"20" doc:"Profiles in the byline"`
	Name    []string  `query:"name" maxItems:"20" doc:"Names in the byline that have no profile"`
	Tag     []int64   `query:"tag" maxItems:"20"`
	Kind    []string  `query:"kind" maxItems:"20" enum:"news,feature,opinion,analysis,interview,explainer,photo,video,advertorial,page"`
	Work    []string  `query:"work" maxItems:"10" enum:"writing,desk,ready,returned,spiked,settled"`
	Public  []string  `query:"public" maxItems:"10" enum:"never,scheduled,live,withdrawn"`
	Has     []string  `query:"has" maxItems:"10" enum:"photo,embargo,notes,trouble,due"`
	Lacks   []string  `query:"lacks" maxItems:"10" enum:"photo,embargo,notes,trouble,due"`
	Mine    bool      `query:"mine" doc:"Begun by, assigned to or credited to who asks"`
	Since   time.Time `query:"since" doc:"Changed at or after this moment"`
}

func (n Narrow) filter() newsroom.Filter {
	return newsroom.Filter{Sections: as[news.SectionID](n.Section), Authors: as[news.PersonID](n.Person), Names: n.Name, Tags: as[news.TagID](n.Tag),
		Kinds: words[news.ArticleKind](n.Kind), Work: words[news.WorkState](n.Work), Public: words[news.PublicState](n.Public), Has: n.Has, Lacks: n.Lacks,
		Mine: n.Mine, Since: n.Since}
}

func (n Narrow) name(what string) string {
	b, err := json.Marshal(n)
	if err != nil {
		return what
	}
	return what + " " + string(b)
}

// as and words turn plain values into those of the dictionary.
func as[T ~int64](list []int64) (out []T) {
	for _, v := range list {
		out = append(out, T(v))
	}
	return out
}

func words[T ~string](list []string) (out []T) {
	for _, v := range list {
		out = append(out, T(v))
	}
	return out
}

// place is where a list goes on.
type place struct {
	At int64 `json:"t,omitempty"`
	ID int64 `json:"i,omitempty"`
}

// Looked is an article as whoever opens it may see it.
type Looked struct {
	ID       int64      `json:"id"`
	Edition  int64      `json:"edition"`
	Headline string     `json:"headline"`
	Work     string     `json:"work" enum:"writing,desk,ready,returned,spiked,settled"`
	Public   string     `json:"public" enum:"never,scheduled,live,withdrawn"`
	Revision int        `json:"revision"`
	Live     int64      `json:"live,omitempty" doc:"Number of the live version"`
	Planned  int64      `json:"scheduled,omitempty" doc:"Number of the scheduled version"`
	Due      *time.Time `json:"due,omitempty"`
	Path     string     `json:"path,omitempty"`
	Creator  int64      `json:"creator,omitempty"`
	Assignee int64      `json:"assignee,omitempty"`
	Embargo  *Embargo   `json:"embargo,omitempty"`
	Dates    Dates      `json:"dates"`
	// Withdrawal is set while it is withdrawn.
	Withdrawal *news.Withdrawal `json:"withdrawal,omitempty"`
	Signature  *news.Signature  `json:"signature,omitempty" doc:"The second signature under the withdrawal"`
	Lineage    *news.Lineage    `json:"lineage,omitempty"`
	Ticks      []string         `json:"ticks,omitempty" doc:"Checks that a person did"`
	Stuck      string           `json:"stuck,omitempty" doc:"Why the scheduled version did not go out"`
	UndoUntil  *time.Time       `json:"undo_until,omitempty" doc:"The publication can be taken back until then"`
	// Content is absent for whoever may know headline and state only.
	Content *Content `json:"content,omitempty" doc:"The text that the newsroom works on; absent for whoever may know headline and state only"`
	// Commands are those that who asks may give now.
	Commands []string `json:"commands,omitempty" doc:"Commands that who asks may give now; with include=commands"`
}

// Embargo is a time before which nothing may make the article live.
type Embargo struct {
	Until  time.Time `json:"until"`
	Reason string    `json:"reason,omitempty"`
}

// Dates are the times of an article.
type Dates struct {
	Created        *time.Time `json:"created,omitempty"`
	FirstPublished *time.Time `json:"first_published,omitempty"`
	Display        *time.Time `json:"display,omitempty"`
	Updated        *time.Time `json:"updated,omitempty"`
	Corrected      *time.Time `json:"corrected,omitempty"`
}

func lookedOf(l newsroom.Look) Looked {
	a := &l.Article
	out := Looked{ID: int64(a.ID), Edition: int64(a.Edition), Headline: l.Headline, Work: string(a.Work), Public: string(a.Public), Revision: a.Revision}
	if l.Content == nil {
		// Headline and state only.
		return out
	}
	out.Live, out.Planned, out.Path, out.Creator, out.Assignee = int64(a.Live), int64(a.Scheduled), a.Path, int64(a.Creator), int64(a.Assignee)
	out.Due, out.Stuck = moment(a.Due()), a.Flow.Stuck
	if a.Embargo != nil {
		out.Embargo = &Embargo{Until: a.Embargo.Until.UTC(), Reason: a.Embargo.Reason}
	}
	out.Dates = Dates{Created: moment(a.Dates.Created), FirstPublished: moment(a.Dates.FirstPublished), Display: moment(a.Dates.Display),
		Updated: moment(a.Dates.Updated), Corrected: moment(a.Dates.Corrected)}
	out.Withdrawal, out.Signature = a.Withdrawal, a.Flow.Signature
	if a.Flow.Lineage != (news.Lineage{}) {
		out.Lineage = &a.Flow.Lineage
	}
	for _, check := range newsroom.Ticks {
		if _, ok := a.Flow.Ticks[check]; ok {
			out.Ticks = append(out.Ticks, check)
		}
	}
	if a.Flow.Undo != nil {
		out.UndoUntil = moment(a.Flow.Undo.Until)
	}
	out.Content = &Content{Content: *l.Content}
	return out
}

// Creating opens a new article.
type Creating struct {
	Edition  int64    `json:"edition,omitempty" doc:"Absent: the first"`
	ClientID string   `json:"client_id,omitempty" doc:"ULID of a draft born offline: the same one twice makes one article"`
	Content  *Content `json:"content,omitempty"`
}

// Findings are rules of the checklist that a text does not meet.
type Findings struct {
	Items []Finding `json:"items"`
}

// Finding is one of them.
type Finding struct {
	Rule  string `json:"rule"`
	Level string `json:"level" enum:"block,warn,off"`
	Path  string `json:"path,omitempty"`
	Block string `json:"block,omitempty"`
	Limit int    `json:"limit,omitempty"`
}

func declareArticles(s *Server) {
	get := func(id, path string) protocol.Route {
		return protocol.Route{ID: id, Method: http.MethodGet, Path: path, Group: "articles", Access: protocol.Person}
	}
	protocol.Handle(s.door, get("listArticles", "/articles"), s.listArticles)
	protocol.Handle(s.door, get("searchArticles", "/articles/search"), s.searchArticles)
	protocol.Handle(s.door, get("getBoard", "/board"), s.board)
	protocol.Handle(s.door, protocol.Route{ID: "createArticle", Method: http.MethodPost, Path: "/articles", Group: "articles", Access: protocol.Person, Status: http.StatusCreated},
		s.createArticle)
	protocol.Handle(s.door, get("getArticle", "/articles/{id}"), s.getArticle)
	protocol.Handle(s.door, get("getCommands", "/articles/{id}/commands"), s.getCommands)
	protocol.Handle(s.door, get("getChecklist", "/articles/{id}/checklist"), s.getChecklist)
	protocol.Handle(s.door, get("getProtectedNames", "/articles/{id}/protected-names"), s.getProtected)
	protocol.Handle(s.door, protocol.Route{ID: "setProtectedNames", Method: http.MethodPut, Path: "/articles/{id}/protected-names", Group: "articles", Access: protocol.Person},
		s.setProtected)
	protocol.Handle(s.door, get("getParity", "/articles/{id}/amendments/{amendment}/parity"), s.getParity)
	protocol.Handle(s.door, get("getAmendments", "/articles/{id}/amendments"), s.getAmendments)
	protocol.Handle(s.door, get("getVersion", "/articles/{id}/versions/{version}"), s.getVersion)
}

func (s *Server) listArticles(ctx context.Context, in *struct {
	protocol.Paged
	protocol.Sparse
	Narrow
}) (*protocol.Page[Row], error) {
	edition, err := s.editionID(ctx, in.Edition)
	if err != nil {
		return nil, err
	}
	name := in.name("articles")
	var from place
	if err := s.cursors.Open(name, in.Cursor, &from); err != nil {
		return nil, err
	}
	r := newsroom.ListRequest{Edition: edition, Filter: in.filter(), Limit: in.Limit + 1}
	if from.ID != 0 {
		r.AfterAt, r.AfterID = time.UnixMicro(from.At).UTC(), news.ArticleID(from.ID)
	}
	list, err := s.room.Articles(ctx, actor(ctx), r)
	if err != nil {
		return nil, err
	}
	return pageOf(ctx, s, name, in.Limit, list, rowOf, func(r store.DeskRow) place { return place{r.Changed.UnixMicro(), int64(r.Article)} }), nil
}

func (s *Server) searchArticles(ctx context.Context, in *struct {
	protocol.Paged
	protocol.Sparse
	Narrow
	Q string `query:"q" required:"true" minLength:"1" maxLength:"400" example:"author:rina state:siap banjir" doc:"Words, and words that narrow such as author:, state:, section:, has:"`
}) (*protocol.Page[Row], error) {
	edition, err := s.editionID(ctx, in.Edition)
	if err != nil {
		return nil, err
	}
	name := in.name("search " + in.Q)
	var from place
	if err := s.cursors.Open(name, in.Cursor, &from); err != nil {
		return nil, err
	}
	found, err := s.room.Search(ctx, actor(ctx), newsroom.SearchRequest{Edition: edition, Text: in.Q, Filter: in.filter(), Before: news.ArticleID(from.ID),
		Limit: in.Limit + 1})
	if err != nil {
		return nil, err
	}
	return pageOf(ctx, s, name, in.Limit, found.Rows, rowOf, func(r store.DeskRow) place { return place{ID: int64(r.Article)} }), nil
}

// Lane is a column of the board with its first cards.
type Lane struct {
	Column string `json:"column"`
	Cards  []Row  `json:"cards"`
	More   bool   `json:"more,omitempty"`
}

// Board is the newsroom's board.
type Board struct {
	Lanes []Lane `json:"lanes"`
}

func (s *Server) board(ctx context.Context, in *struct {
	Narrow
	Limit int `query:"limit" minimum:"1" maximum:"100" default:"20" doc:"Cards of each column"`
}) (*protocol.Answer[Board], error) {
	edition, err := s.editionID(ctx, in.Edition)
	if err != nil {
		return nil, err
	}
	lanes, err := s.room.Board(ctx, actor(ctx), edition, in.filter(), in.Limit)
	if err != nil {
		return nil, err
	}
	out := &protocol.Answer[Board]{Body: Board{Lanes: []Lane{}}}
	for _, l := range lanes {
		lane := Lane{Column: string(l.Column), Cards: []Row{}, More: l.More}
		for _, r := range l.Cards {
			lane.Cards = append(lane.Cards, rowOf(r))
		}
		out.Body.Lanes = append(out.Body.Lanes, lane)
	}
	return out, nil
}

func (s *Server) createArticle(ctx context.Context, in *struct{ Body Creating }) (*protocol.Answer[Done], error) {
	edition, err := s.editionID(ctx, in.Body.Edition)
	if err != nil {
		return nil, err
	}
	cmd := newsroom.Create{Edition: edition, ClientID: in.Body.ClientID}
	c, err := in.Body.Content.checked("content")
	if err != nil {
		return nil, err
	}
	var given []GivenID
	if c != nil && wellNamed(c.Body) {
		// The same draft sent twice gets the same ids.
		for _, g := range c.Body.AssignIDs(in.Body.ClientID) {
			given = append(given, GivenID(g))
		}
	}
	if c != nil {
		cmd.Content = *c
	}
	out, err := s.do(ctx, cmd)
	if err == nil {
		out.Body.Reids = given
		out.Location = fmt.Sprintf("%s/articles/%d", protocol.Prefix, out.Body.Article)
	}
	return out, err
}

// wellNamed reports whether every block that has an id has a valid one: what
// came with a wrong one is the caller's to set right.
func wellNamed(d body.Doc) bool {
	ok := true
	d.Walk(func(b body.Block) {
		if u, kept := b.(*body.Unknown); kept && u.Source != nil {
			return
		}
		ok = ok && (b.BlockID() == "" || body.ValidID(b.BlockID()))
	})
	return ok
}

func (s *Server) getArticle(ctx context.Context, in *struct {
	protocol.Sparse
	ID      int64  `path:"id" minimum:"1"`
	Include string `query:"include" maxLength:"60" doc:"commands: those that who asks may give now" example:"commands"`
}) (*protocol.Answer[Looked], error) {
	with, err := protocol.Included(in.Include, "commands")
	if err != nil {
		return nil, err
	}
	id := news.ArticleID(in.ID)
	l, err := s.room.Look(ctx, actor(ctx), id)
	if err != nil {
		return nil, err
	}
	out := &protocol.Answer[Looked]{ETag: protocol.Revision(l.Article.Revision), Body: lookedOf(l)}
	if with["commands"] {
		list, err := s.room.Allowed(ctx, actor(ctx), id)
		if err != nil {
			return nil, err
		}
		for _, c := range list {
			out.Body.Commands = append(out.Body.Commands, string(c))
		}
	}
	return out, nil
}

// Commands are the commands that somebody may give.
type Commands struct {
	Items []string `json:"items"`
}

func (s *Server) getCommands(ctx context.Context, in *alone) (*protocol.Answer[Commands], error) {
	list, err := s.room.Allowed(ctx, actor(ctx), news.ArticleID(in.ID))
	if err != nil {
		return nil, err
	}
	out := &protocol.Answer[Commands]{Body: Commands{Items: []string{}}}
	for _, c := range list {
		out.Body.Items = append(out.Body.Items, string(c))
	}
	return out, nil
}

func (s *Server) getChecklist(ctx context.Context, in *alone) (*protocol.Answer[Findings], error) {
	list, err := s.room.Check(ctx, actor(ctx), news.ArticleID(in.ID), nil)
	if err != nil {
		return nil, err
	}
	return &protocol.Answer[Findings]{Body: findings(list)}, nil
}

func findings(list []news.Finding) Findings {
	out := Findings{Items: []Finding{}}
	for _, f := range list {
		out.Items = append(out.Items, Finding{Rule: f.Rule, Level: string(f.Level), Path: f.Field, Block: f.Block, Limit: f.Limit})
	}
	return out
}

// Protected are the names that an article must not tell.
type Protected struct {
	Items []ProtectedName `json:"items"`
}

// ProtectedName is one of them.
type ProtectedName struct {
	Name string `json:"name"`
	Kind string `json:"kind,omitempty" enum:"name,nickname,relative,school,address"`
}

func (s *Server) getProtected(ctx context.Context, in *alone) (*protocol.Answer[Protected], error) {
	names, err := s.room.ProtectedNames(ctx, actor(ctx), news.ArticleID(in.ID))
	if err != nil {
		return nil, err
	}
	out := &protocol.Answer[Protected]{Body: Protected{Items: []ProtectedName{}}}
	for _, n := range names {
		out.Body.Items = append(out.Body.Items, ProtectedName(n))
	}
	return out, nil
}

func (s *Server) setProtected(ctx context.Context, in *struct {
	ID   int64 `path:"id" minimum:"1"`
	Body Protected
}) (*protocol.Answer[Done], error) {
	cmd := newsroom.ProtectNames{Article: news.ArticleID(in.ID)}
	for _, n := range in.Body.Items {
		cmd.Names = append(cmd.Names, news.ProtectedName(n))
	}
	return s.do(ctx, cmd)
}

// Amendments are those of one article, oldest first.
type Amendments struct {
	Items []Amendment `json:"items"`
}

// Amendment is one, as the newsroom sees it.
type Amendment struct {
	ID          int64     `json:"id"`
	Kind        string    `json:"kind" enum:"ralat,koreksi,klarifikasi,hak_jawab"`
	Note        string    `json:"note"`
	At          time.Time `json:"at" doc:"Set by the server; nobody can change it"`
	By          string    `json:"by"`
	RequestedBy string    `json:"requested_by,omitempty" doc:"Never public"`
	Reply       int64     `json:"reply,omitempty"`
	Before      int64     `json:"before,omitempty" doc:"Number of the version before"`
	After       int64     `json:"after,omitempty" doc:"Number of the version after"`
}

func (s *Server) getAmendments(ctx context.Context, in *alone) (*protocol.Answer[Amendments], error) {
	id := news.ArticleID(in.ID)
	out := &protocol.Answer[Amendments]{Body: Amendments{Items: []Amendment{}}}
	if err := s.mayRead(ctx, id); err != nil {
		return nil, err
	}
	var list []news.Amendment
	err := s.db.Read(ctx, func(tx store.Tx) (err error) {
		list, err = tx.Amendments().Of(ctx, id)
		return err
	})
	for _, a := range list {
		out.Body.Items = append(out.Body.Items, Amendment{ID: int64(a.ID), Kind: string(a.Kind), Note: a.Note, At: a.At.UTC(), By: a.By,
			RequestedBy: a.RequestedBy, Reply: int64(a.Reply), Before: int64(a.Before), After: int64(a.After)})
	}
	return out, err
}

// mayRead refuses an article that who asks may not read in full.
func (s *Server) mayRead(ctx context.Context, id news.ArticleID) error {
	l, err := s.room.Look(ctx, actor(ctx), id)
	if err == nil && l.Content == nil {
		err = news.E(news.Forbidden, "read article "+id.String(), nil)
	}
	return err
}

// Version is content that no longer changes.
type Version struct {
	ID       int64     `json:"id"`
	Number   int       `json:"number"`
	Revision int       `json:"revision"`
	FrozenAt time.Time `json:"frozen_at"`
	By       string    `json:"by"`
	Content  Content   `json:"content"`
}

func (s *Server) getVersion(ctx context.Context, in *struct {
	protocol.Sparse
	ID      int64 `path:"id" minimum:"1"`
	Version int64 `path:"version" minimum:"1"`
}) (*protocol.Answer[Version], error) {
	id := news.ArticleID(in.ID)
	if err := s.mayRead(ctx, id); err != nil {
		return nil, err
	}
	var v news.Version
	err := s.db.Read(ctx, func(tx store.Tx) (err error) {
		v, err = tx.Articles().Version(ctx, news.VersionID(in.Version))
		return err
	})
	if err == nil && v.Article != id {
		err = hidden(fmt.Sprintf("get version %d of article %d", in.Version, in.ID))
	}
	if err != nil {
		return nil, err
	}
	return &protocol.Answer[Version]{ETag: protocol.Revision(v.Revision), Body: Version{ID: int64(v.ID), Number: v.Number, Revision: v.Revision,
		FrozenAt: v.FrozenAt.UTC(), By: v.By, Content: Content{Content: v.Content}}}, nil
}

// Parity compares where a report stood with where its correction stands.
type Parity struct {
	OriginalHours float64 `json:"original_hours"`
	AnswerHours   float64 `json:"answer_hours"`
	Number        float64 `json:"number" doc:"Hours of the answer for each hour of the original; negative when the original never stood on a front"`
}

func (s *Server) getParity(ctx context.Context, in *struct {
	ID        int64 `path:"id" minimum:"1"`
	Amendment int64 `path:"amendment" minimum:"1"`
}) (*protocol.Answer[Parity], error) {
	p, err := s.room.Parity(ctx, actor(ctx), news.ArticleID(in.ID), news.AmendmentID(in.Amendment))
	if err != nil {
		return nil, err
	}
	return &protocol.Answer[Parity]{Body: Parity{OriginalHours: p.OriginalHours, AnswerHours: p.AnswerHours, Number: p.Number}}, nil
}

// pageOf makes a page of a list that was read one longer than asked.
func pageOf[T, U any](ctx context.Context, s *Server, name string, limit int, list []T, of func(T) U, at func(T) place) *protocol.Page[U] {
	out := &protocol.Page[U]{}
	out.Body.Items = make([]U, 0, min(limit, len(list)))
	for i, v := range list {
		if i == limit {
			out.Body.Next = s.cursors.Seal(name, at(list[i-1]))
			out.Link = protocol.NextLink(ctx, out.Body.Next)
			break
		}
		out.Body.Items = append(out.Body.Items, of(v))
	}
	return out
}
