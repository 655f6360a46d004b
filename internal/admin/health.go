package admin

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"net/http"
	"slices"
	"sync"
	"time"

	"warta/internal/auth"
	"warta/internal/news"
	"warta/internal/newsroom"
)

func declareHealth(s *Server, member func(string, handler)) {
	member("GET /newsroom/health", s.healthPage)
	member("GET /newsroom/health/diagnosis", s.diagnosis)
}

// healthLine is a line of the report in words.
type healthLine struct{ Level, Area, What, Fix string }

type healthData struct {
	Level, Summary, At string
	// Bad are the lines that somebody should act upon, worst first; Areas the
	// rest.
	Bad   []healthLine
	Areas []healthArea
	// Counts are how large the newspaper is.
	Counts []string
	// Without says that the database does not answer: the page is shown to whom
	// this node knows.
	Without bool
}

type healthArea struct {
	Name  string
	Lines []healthLine
}

func (s *Server) healthLines(v *visit) ([]newsroom.HealthLine, error) {
	var more []newsroom.Probe
	if s.o.Probes != nil {
		more = s.o.Probes()
	}
	return s.o.Newsroom.HealthNow(v.r.Context(), v.who, s.o.ProbeTime, newsroom.HealthOptions{}, more...)
}

func (s *Server) healthPage(v *visit) error {
	if !v.may(newsroom.PermHealth) {
		return news.E(news.Forbidden, string(newsroom.PermHealth), nil)
	}
	lines, err := s.healthLines(v)
	if err != nil {
		return err
	}
	d := healthData{Level: string(newsroom.Worst(lines)), At: s.clock(time.Now()), Without: v.from != nil}
	warn, bad := 0, 0
	for _, l := range lines {
		what, fix := l.Sentence(v.words)
		line := healthLine{string(l.Level), s.areaName(v, l.Area), what, fix}
		switch {
		case l.Area == "counts":
			d.Counts = append(d.Counts, what)
			continue
		case l.Level == newsroom.HealthError:
			bad++
			d.Bad = slices.Insert(d.Bad, bad-1, line)
			continue
		case l.Level == newsroom.HealthWarn:
			warn++
			d.Bad = append(d.Bad, line)
			continue
		}
		i := slices.IndexFunc(d.Areas, func(a healthArea) bool { return a.Name == line.Area })
		if i < 0 {
			i, d.Areas = len(d.Areas), append(d.Areas, healthArea{Name: line.Area})
		}
		d.Areas[i].Lines = append(d.Areas[i].Lines, line)
	}
	switch {
	case bad > 0:
		d.Summary = v.msg("room.health.bad", "n", bad)
	case warn > 0:
		d.Summary = v.msg("room.health.warn", "n", warn)
	default:
		d.Summary = v.msg("room.health.good")
	}
	return s.show(v, http.StatusOK, page{Title: v.msg("room.place.kesehatan"), Place: "kesehatan", Regions: map[string]string{"keadaan": "health_state"}}, "health", d)
}

func (s *Server) areaName(v *visit, area string) string {
	if key := "room.health.area." + area; v.words.Has(key) {
		return v.msg(key)
	}
	return area
}

// diagnosis is the report for whoever helps from afar: no text of an article, no
// name, no secret.
func (s *Server) diagnosis(v *visit) error {
	if !v.may(newsroom.PermHealth) {
		return news.E(news.Forbidden, string(newsroom.PermHealth), nil)
	}
	lines, err := s.healthLines(v)
	if err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Content-Disposition", `attachment; filename="warta-diagnosis.json"`)
	e := json.NewEncoder(v.w)
	e.SetIndent("", "  ")
	return e.Encode(struct {
		At      time.Time             `json:"at"`
		Version string                `json:"version"`
		Scripts string                `json:"scripts"`
		Worst   newsroom.HealthLevel  `json:"worst"`
		Lines   []newsroom.HealthLine `json:"lines"`
	}{time.Now().UTC(), s.o.Version, s.build, newsroom.Worst(lines), lines})
}

// familiar are those who may see the health, as this node knew them last: when
// the database is gone nobody could sign in to see that it is. It holds hashes of
// sessions that were alive within the hour, serves the health page alone, and is
// asked only while the database does not answer.
type familiar struct {
	mu sync.Mutex
	of map[[sha256.Size]byte]known
}

type known struct {
	me     auth.Identity
	who    newsroom.Actor
	powers []newsroom.Permission
	at     time.Time
}

const (
	familiarTime = time.Hour
	familiarMost = 100
)

// meet remembers a visit of somebody who may see the health.
func (f *familiar) meet(v *visit, now time.Time) {
	secret := auth.SessionOf(v.r)
	if secret == "" || v.as != "" || !v.may(newsroom.PermHealth) {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.of == nil || len(f.of) >= familiarMost {
		f.of = map[[sha256.Size]byte]known{}
	}
	f.of[sha256.Sum256([]byte(secret))] = known{*v.me, v.who, v.powers, now}
}

// forget takes one out: the session ended, or is worth less now.
func (f *familiar) forget(r *http.Request) {
	if secret := auth.SessionOf(r); secret != "" {
		f.mu.Lock()
		delete(f.of, sha256.Sum256([]byte(secret)))
		f.mu.Unlock()
	}
}

// find gives one met within the hour.
func (f *familiar) find(r *http.Request, now time.Time) *known {
	secret := auth.SessionOf(r)
	if secret == "" {
		return nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	k, ok := f.of[sha256.Sum256([]byte(secret))]
	if !ok || now.Sub(k.at) > familiarTime {
		return nil
	}
	return &k
}

// whose says who sends a request. On the health page it does not wait for a
// database that hangs, and takes whom this node knows for themselves.
func (s *Server) whose(v *visit) (auth.Identity, error) {
	health := v.r.Method == http.MethodGet && (v.r.URL.Path == healthPath || v.r.URL.Path == healthPath+"/diagnosis")
	if !health {
		return s.keep.Of(v.r.Context(), withoutHeader(v.r))
	}
	limit := s.o.ProbeTime
	if limit <= 0 {
		limit = newsroom.ProbeTime
	}
	ctx, cancel := context.WithTimeout(v.r.Context(), limit)
	defer cancel()
	type answer struct {
		i   auth.Identity
		err error
	}
	said := make(chan answer, 1)
	go func() {
		i, err := s.keep.Of(ctx, withoutHeader(v.r))
		said <- answer{i, err}
	}()
	var a answer
	select {
	case a = <-said:
	case <-ctx.Done():
		a.err = news.E(news.Unavailable, "find out who asks", ctx.Err())
	}
	if a.err != nil && !news.Is(a.err, news.Unauthenticated) {
		if k := s.familiar.find(v.r, time.Now()); k != nil {
			v.from = k
			return k.me, nil
		}
	}
	return a.i, a.err
}

// lately keeps a value that costs a look into the database for a moment, and
// gives the last one while the database does not answer.
type lately[T any] struct {
	ask func() T
	mu  sync.Mutex
	// have is closed once there is a value.
	have  chan struct{}
	value T
	at    time.Time
	busy  bool
}

const (
	latelyFor  = 2 * time.Second
	latelyWait = time.Second
)

func (l *lately[T]) get() T {
	l.mu.Lock()
	if l.have == nil {
		l.have = make(chan struct{})
	}
	if !l.busy && time.Since(l.at) > latelyFor {
		l.busy = true
		done := l.have
		if !l.at.IsZero() {
			done = nil
		}
		fresh := make(chan struct{})
		go func() {
			value := l.ask()
			l.mu.Lock()
			l.value, l.at, l.busy = value, time.Now(), false
			l.mu.Unlock()
			if done != nil {
				close(done)
			}
			close(fresh)
		}()
		l.mu.Unlock()
		select {
		case <-fresh:
		case <-time.After(latelyWait):
		}
	} else {
		first := l.at.IsZero()
		have := l.have
		l.mu.Unlock()
		if first {
			select {
			case <-have:
			case <-time.After(latelyWait):
			}
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.value
}
