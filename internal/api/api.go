// Package api is the newspaper's JSON API (newsroom.md section 13): every
// command and every reading of the newsroom for programs and for the editor,
// and, in package public, what readers see for everybody. It builds no rule of
// its own: a request is decoded into a command, package newsroom says what
// comes of it, and that is encoded.
//
//	api.go         what it needs; the routes, one table for each group
//	gate.go        who asks, from where, how often
//	quota.go       600 requests a minute
//	keys.go        a repeated request changes nothing (Idempotency-Key)
//	match.go       revisions: ETag, If-Match, Prefer
//	events.go      what has changed, as it happens
//	docs.go        the description, for programs and for people
//	<things>.go    the resources
//
// protocol holds the conventions, public the half without sign-in.
package api

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"warta/internal/api/protocol"
	"warta/internal/api/public"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
)

// Options of the API. Newsroom, Database and Who are needed.
type Options struct {
	Newsroom *newsroom.Newsroom
	Database store.Database
	// Who tells who asks, by token or session; Unauthenticated when nobody does.
	Who func(r *http.Request) (newsroom.Person, error)
	// Public is the half that everybody may read.
	Public public.Options
	// Secret seals places in lists; the same on all nodes.
	Secret []byte
	// Crawl reads the paper's own pages again after a redaction; nil reads none.
	Crawl newsroom.Crawl
	// Version of the program.
	Version string
	// Now is for limits and streams; default time.Now.
	Now    func() time.Time
	Logger *slog.Logger
}

// Server answers the API.
type Server struct {
	o       Options
	room    *newsroom.Newsroom
	db      store.Database
	door    *protocol.Door
	cursors *protocol.Cursors
	mux     *http.ServeMux
	public  http.Handler
	quota   *quota
	guesses *guesses
	events  *events
	docs    *docs
	log     *slog.Logger
}

// New declares the API.
func New(o Options) *Server {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	s := &Server{o: o, room: o.Newsroom, db: o.Database, mux: http.NewServeMux(), cursors: protocol.NewCursors(o.Secret),
		quota: newQuota(o.Now), guesses: newGuesses(), log: o.Logger}
	s.door = protocol.NewDoor(s.mux, "1.0")
	s.events = newEvents(o.Database)
	s.declare()
	o.Public.Cursors = s.cursors
	s.public = public.Mount(s.door, o.Public).Over(s.mux)
	s.docs = newDocs(s.door)
	return s
}

// declare lists the groups of routes; each is a table in its own file.
func (s *Server) declare() {
	s.declareEvents()
	for _, group := range groups {
		group(s)
	}
}

// groups are the resources, in the order in which the description lists them.
var groups = []func(*Server){
	declareArticles,
	declareSuggestions, declareNumbers,
	declareWorkflow,
	declareSaving,
	declarePreview,
	declarePresence,
	declareDesk,
	declareTasks,
	declarePaper,
	declareMedia,
	declareAccounts,
}

// Run follows the ledger for those who listen, until the context ends.
func (s *Server) Run(ctx context.Context) { s.events.run(ctx) }

// Routes lists the API's routes, for tests and for the guide.
func (s *Server) Routes() []protocol.Route { return s.door.Routes() }

// commandKinds and the rest of a Result, as the API tells it (API-9).
type Done struct {
	Article  int64  `json:"article,omitempty" doc:"Number of the article"`
	ID       int64  `json:"id,omitempty" doc:"Number of what was made, where it is no article"`
	Work     string `json:"work,omitempty" enum:"writing,desk,ready,returned,spiked,settled" doc:"State of the draft"`
	Public   string `json:"public,omitempty" enum:"never,scheduled,live,withdrawn" doc:"What readers know of it"`
	Revision int    `json:"revision,omitempty"`
	Version  int64  `json:"version,omitempty" doc:"Number of the version that was frozen"`
	Path     string `json:"path,omitempty" doc:"Address for readers"`
	Event    int64  `json:"event,omitempty" doc:"Number of the change in the ledger"`
	// Reids are blocks that came without an id, or with one that was taken.
	Reids []GivenID `json:"reids,omitempty" doc:"Blocks that were given an id"`
}

// GivenID is the id that a block was given.
type GivenID struct {
	Path string `json:"path" doc:"Where the block stands in the text" example:".content.3"`
	Old  string `json:"old,omitempty" doc:"What it came with"`
	New  string `json:"new"`
}

func doneOf(r newsroom.Result) Done {
	return Done{Article: int64(r.Article), ID: max(int64(r.Amendment), int64(r.Task)), Work: string(r.Work), Public: string(r.Public), Revision: r.Revision,
		Version: int64(r.Version), Path: r.Path, Event: int64(r.Seq)}
}

// do runs a command for who asks.
func (s *Server) do(ctx context.Context, cmd newsroom.Command) (*protocol.Answer[Done], error) {
	r, err := s.room.Do(ctx, actor(ctx), cmd)
	if err != nil {
		return nil, err
	}
	return answerOf(doneOf(r)), nil
}

func answerOf(d Done) *protocol.Answer[Done] {
	a := &protocol.Answer[Done]{Body: d}
	if d.Revision > 0 {
		a.ETag = protocol.Revision(d.Revision)
	}
	return a
}

// moment leaves a time out that has not happened.
func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

// edition is the asked one, or the first.
func (s *Server) edition(ctx context.Context, tx store.Tx, asked int64) (news.Edition, error) {
	if asked != 0 {
		return tx.Editions().Get(ctx, news.EditionID(asked))
	}
	all, err := tx.Editions().All(ctx)
	if err == nil && len(all) == 0 {
		err = news.E(news.NotFound, "find the first edition", nil)
	}
	if err != nil {
		return news.Edition{}, err
	}
	return all[0], nil
}

// editionID is edition for commands, which read it again themselves.
func (s *Server) editionID(ctx context.Context, asked int64) (id news.EditionID, err error) {
	err = s.db.Read(ctx, func(tx store.Tx) error {
		e, err := s.edition(ctx, tx, asked)
		id = e.ID
		return err
	})
	return id, err
}
