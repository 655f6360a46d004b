package api

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"warta/internal/api/protocol"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
)

const (
	// maxStreams bounds open streams of one person and of the node; each costs
	// about 24 KB (operations.md section 4).
	maxStreamsEach = 10
	maxStreams     = 2000
	// heartbeat keeps proxies from closing an idle stream; three bytes each.
	heartbeat = 25 * time.Second
	// backlog is how far a listener may have fallen behind: further back, it is
	// told to read its lists anew.
	backlog = 500
	// reprove is how often an idle stream asks again who listens, and proved how
	// old the answer may be before something is told: a session that ended hears
	// no more (PERM-3), and an idle tab costs next to nothing (newsroom.md 14).
	reprove = 15 * time.Second
	proved  = time.Second
)

// Change is what a listener is told: never content (SAVE-19).
type Change struct {
	Seq      int64  `json:"seq" doc:"Number in the ledger; Last-Event-ID of the next connection"`
	Kind     string `json:"kind" example:"article.published"`
	ID       int64  `json:"id,omitempty" doc:"Number of the article"`
	Revision int    `json:"revision,omitempty"`
}

// events follows the ledger once for all who listen.
type events struct {
	db store.Database

	mu      sync.Mutex
	streams map[*stream]bool
}

// stream is one listener.
type stream struct {
	who    newsroom.Actor
	owner  string
	tab    string
	wake   chan struct{}
	closed chan struct{}
	once   sync.Once
	opened time.Time
}

func newEvents(db store.Database) *events { return &events{db: db, streams: map[*stream]bool{}} }

// run wakes the listeners when the ledger has grown.
func (e *events) run(ctx context.Context) {
	var last news.Seq
	for ctx.Err() == nil {
		seq, _, err := e.db.Ledger().Head(ctx)
		if err == nil && seq != last {
			last = seq
			e.mu.Lock()
			for s := range e.streams {
				s.nudge()
			}
			e.mu.Unlock()
		}
		if err == nil {
			err = e.db.Ledger().Wait(ctx)
		}
		if err != nil {
			select {
			case <-ctx.Done():
			case <-time.After(time.Second):
			}
		}
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	for s := range e.streams {
		s.end()
	}
}

func (s *stream) nudge() {
	select {
	case s.wake <- struct{}{}:
	default: // it has not looked since the last one
	}
}

func (s *stream) end() { s.once.Do(func() { close(s.closed) }) }

// open adds a listener. The same tab's former stream ends: its browser has
// opened a new one and will not say so.
func (e *events) open(s *stream) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	var mine []*stream
	for other := range e.streams {
		if other.owner != s.owner {
			continue
		}
		if s.tab != "" && other.tab == s.tab {
			other.end()
			delete(e.streams, other)
			continue
		}
		mine = append(mine, other)
	}
	if len(e.streams) >= maxStreams {
		return protocol.Refuse(http.StatusServiceUnavailable, "streams").After(30)
	}
	if len(mine) >= maxStreamsEach {
		oldest := mine[0]
		for _, other := range mine {
			if other.opened.Before(oldest.opened) {
				oldest = other
			}
		}
		oldest.end()
		delete(e.streams, oldest)
	}
	e.streams[s] = true
	return nil
}

func (e *events) close(s *stream) {
	s.end()
	e.mu.Lock()
	defer e.mu.Unlock()
	delete(e.streams, s)
}

type eventsIn struct {
	Last string `header:"Last-Event-ID" maxLength:"20" doc:"Number of the last event that was heard; what came since is told first"`
	Tab  string `query:"tab" maxLength:"64" doc:"Random name of the browser's tab: it has one stream"`
}

type eventsOut struct {
	ContentType string `header:"Content-Type"`
	Body        func(huma.Context)
}

func (s *Server) declareEvents() {
	protocol.Handle(s.door, protocol.Route{ID: "events", Method: http.MethodGet, Path: "/events", Group: "events", Access: protocol.Person, Stream: true},
		s.listen)
}

func (s *Server) listen(ctx context.Context, in *eventsIn) (*eventsOut, error) {
	head, _, err := s.db.Ledger().Head(ctx)
	if err != nil {
		return nil, err
	}
	from := head
	if in.Last != "" {
		n, err := strconv.ParseInt(in.Last, 10, 64)
		if err != nil || n < 0 {
			return nil, protocol.Refuse(http.StatusBadRequest, "fields", protocol.Field{Path: "header.Last-Event-ID", Code: "type"})
		}
		from = news.Seq(n)
	}
	who := person(ctx)
	st := &stream{who: newsroom.Someone(who), owner: owner(who), tab: in.Tab, wake: make(chan struct{}, 1), closed: make(chan struct{}), opened: s.o.Now()}
	if err := s.events.open(st); err != nil {
		return nil, err
	}
	return &eventsOut{ContentType: "text/event-stream; charset=utf-8", Body: func(hc huma.Context) {
		defer s.events.close(st)
		r, w := humago.Unwrap(hc)
		s.tellChanges(ctx, r, w, st, from, head)
	}}, nil
}

// tellChanges writes to one listener until either side leaves.
func (s *Server) tellChanges(ctx context.Context, r *http.Request, w http.ResponseWriter, st *stream, from, head news.Seq) {
	out := http.NewResponseController(w)
	w.Header().Set("X-Accel-Buffering", "no")
	w.WriteHeader(http.StatusOK)
	write := func(text string) bool {
		_ = out.SetWriteDeadline(time.Now().Add(10 * time.Second))
		if _, err := w.Write([]byte(text)); err != nil {
			return false
		}
		return out.Flush() == nil
	}
	if from > head || head-from > backlog {
		from = head
		if !write("event: reset\nid: " + strconv.FormatInt(int64(head), 10) + "\ndata: {}\n\n") {
			return
		}
	} else if !write(": warta\n\n") {
		return
	}
	beat, prove := time.NewTicker(heartbeat), time.NewTicker(reprove)
	defer beat.Stop()
	defer prove.Stop()
	last := time.Now()
	again := func(age time.Duration) bool {
		if time.Since(last) < age {
			return true
		}
		who, err := s.o.Who(r)
		if err != nil {
			return news.Is(err, news.Unavailable)
		}
		st.who, last = newsroom.Someone(who), time.Now()
		return true
	}
	for {
		var ok bool
		if from, ok = s.tellFrom(ctx, write, st, from); !ok {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-st.closed:
			return
		case <-st.wake:
			if !again(proved) {
				return
			}
		case <-prove.C:
			if !again(reprove / 2) {
				return
			}
		case <-beat.C:
			if !write(":\n\n") {
				return
			}
		}
	}
}

// tellFrom tells what came after a place in the ledger, as far as the listener
// may know of it.
func (s *Server) tellFrom(ctx context.Context, write func(string) bool, st *stream, from news.Seq) (news.Seq, bool) {
	for {
		list, err := s.db.Ledger().From(ctx, from+1, 100)
		if err != nil {
			// The database is away; the next wake-up or heartbeat tries again.
			return from, ctx.Err() == nil
		}
		for _, e := range list {
			c := Change{Seq: int64(e.Seq), Kind: string(e.Kind), ID: int64(e.Article)}
			tell := true
			if e.Article != 0 {
				sight, err := s.room.Sight(ctx, e.Article)
				switch {
				case news.Is(err, news.NotFound):
					tell = false
				case err != nil:
					return from, ctx.Err() == nil
				default:
					c.Revision = sight.Revision
					tell = sight.Of(st.who)
				}
			}
			from = e.Seq
			if !tell {
				continue
			}
			data, err := json.Marshal(c)
			if err != nil {
				return from, false
			}
			if !write("id: " + strconv.FormatInt(c.Seq, 10) + "\nevent: " + c.Kind + "\ndata: " + string(data) + "\n\n") {
				return from, false
			}
		}
		if len(list) < 100 {
			return from, true
		}
	}
}
