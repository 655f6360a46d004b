package admin

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"sync"
	"time"

	"warta/internal/news"
	"warta/internal/newsroom"
)

const (
	// streamsEach bounds one person's open streams; a tab has one.
	streamsEach = 10
	streamsAll  = 2000
	// streamBeat keeps proxies from closing an idle stream.
	streamBeat = 25 * time.Second
	// streamProof is how old the answer may be to who listens: a session that
	// ended hears no more.
	streamProof = 15 * time.Second
	// streamBacklog is how far a listener may have fallen behind; further back it
	// is told to read everything anew.
	streamBacklog = 500
)

// streams wakes the listeners of this node. It follows the ledger while somebody
// listens, and not otherwise.
type streams struct {
	room *newsroom.Newsroom

	mu   sync.Mutex
	open map[*listener]bool
	stop context.CancelFunc
}

type listener struct {
	user   news.UserID
	tab    string
	opened time.Time
	wake   chan struct{}
	gone   chan struct{}
	once   sync.Once
}

func (l *listener) end() { l.once.Do(func() { close(l.gone) }) }

// join adds a listener; false when there are too many. The same tab's former
// stream ends.
func (s *streams) join(l *listener) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	var mine []*listener
	for o := range s.open {
		if o.user != l.user {
			continue
		}
		if o.tab == l.tab && l.tab != "" {
			o.end()
			delete(s.open, o)
			continue
		}
		mine = append(mine, o)
	}
	if len(s.open) >= streamsAll {
		return false
	}
	if len(mine) >= streamsEach {
		oldest := mine[0]
		for _, o := range mine {
			if o.opened.Before(oldest.opened) {
				oldest = o
			}
		}
		oldest.end()
		delete(s.open, oldest)
	}
	if s.open == nil {
		s.open = map[*listener]bool{}
	}
	s.open[l] = true
	if s.stop == nil {
		var ctx context.Context
		ctx, s.stop = context.WithCancel(context.Background())
		go s.follow(ctx)
	}
	return true
}

func (s *streams) leave(l *listener) {
	l.end()
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open, l)
	if len(s.open) == 0 && s.stop != nil {
		s.stop()
		s.stop = nil
	}
}

func (s *streams) follow(ctx context.Context) {
	var last news.Seq
	for ctx.Err() == nil {
		seq, err := s.room.Last(ctx)
		if err == nil && seq != last {
			last = seq
			s.mu.Lock()
			for l := range s.open {
				select {
				case l.wake <- struct{}{}:
				default: // it has not looked since the last one
				}
			}
			s.mu.Unlock()
		}
		if err == nil {
			err = s.room.Wait(ctx)
		}
		if err != nil {
			select {
			case <-ctx.Done():
			case <-time.After(time.Second):
			}
		}
	}
}

// stream tells a page what has changed, as it happens (G-5). Only numbers go
// out: the page asks for what it may see.
func (s *Server) stream(v *visit) error {
	if !v.may(newsroom.PermRead, newsroom.PermGlance) {
		return news.E(news.Forbidden, "listen", nil)
	}
	ctx := v.r.Context()
	head, err := s.o.Newsroom.Last(ctx)
	if err != nil {
		return err
	}
	from := head
	last := v.r.Header.Get("Last-Event-ID")
	if last == "" {
		last = v.r.FormValue("last")
	}
	if n, err := strconv.ParseInt(last, 10, 64); err == nil && n >= 0 {
		from = news.Seq(n)
	}
	tab := v.r.FormValue("tab")
	if len(tab) > 64 {
		tab = tab[:64]
	}
	l := &listener{user: v.me.User.ID, tab: tab, opened: time.Now(), wake: make(chan struct{}, 1), gone: make(chan struct{})}
	if !s.streams.join(l) {
		return news.E(news.Unavailable, "listen", nil)
	}
	defer s.streams.leave(l)

	h, out := v.w.Header(), http.NewResponseController(v.w)
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("X-Accel-Buffering", "no")
	v.w.WriteHeader(http.StatusOK)
	write := func(text string) bool {
		_ = out.SetWriteDeadline(time.Now().Add(10 * time.Second)) // where it cannot be set, a dead line is found by TCP
		if _, err := v.w.Write([]byte(text)); err != nil {
			return false
		}
		return out.Flush() == nil
	}
	if from > head || head-from > streamBacklog {
		from = head
		if !write("event: reset\nid: " + strconv.FormatInt(int64(head), 10) + "\ndata: {}\n\n") {
			return nil
		}
	} else if !write("retry: 3000\n\n") {
		return nil
	}
	proved := time.Now()
	beat := time.NewTicker(streamBeat)
	defer beat.Stop()
	prove := time.NewTicker(streamProof)
	defer prove.Stop()
	for {
		list, upTo, err := s.o.Newsroom.ChangedSince(ctx, v.who, from, 100)
		if err == nil {
			from = upTo
		}
		for _, c := range list {
			data, err := json.Marshal(c)
			if err != nil || !write("id: "+strconv.FormatInt(int64(c.Seq), 10)+"\nevent: change\ndata: "+string(data)+"\n\n") {
				return nil
			}
		}
		if len(list) == 100 {
			continue
		}
		select {
		case <-ctx.Done():
			return nil
		case <-l.gone:
			return nil
		case <-l.wake:
		case <-prove.C:
		case <-beat.C:
			if !write(":\n\n") {
				return nil
			}
		}
		if time.Since(proved) >= time.Second {
			again, err := s.visit(v.w, v.r)
			switch {
			case err != nil && !news.Is(err, news.Unavailable):
				return nil
			case err == nil && again.me == nil:
				return nil
			case err == nil:
				v.who, proved = again.who, time.Now()
			}
		}
	}
}
