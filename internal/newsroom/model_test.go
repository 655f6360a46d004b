package newsroom_test

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"warta/internal/body"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
	"warta/internal/store/storetest"
)

// model is an article as newsroom.md section 2 describes it, in as few words as
// possible, and without a look at the table: texts are named by their headlines.
type model struct {
	work, public       string
	draft, live, due   string
	dueAt, embargo     time.Time
	dueFormer          string
	undo               *undone
	before             string // what readers had when it was withdrawn
	signedBy           string // who withdrew, until somebody else signs
	former             string
	spiked             time.Time
	once, ever, erased bool
	claimed            int
}

type undone struct {
	by              int
	until           time.Time
	work, live, now string
}

func (m *model) is(work ...string) bool {
	for _, w := range work {
		if m.work == w {
			return true
		}
	}
	return false
}

func (m *model) settle() { m.work, m.draft, m.claimed = "settled", "", 0 }

// step is one command: what is done, and what the model says of it.
type step struct {
	name string
	cmd  newsroom.Command
	by   int
	// want changes the model and gives the kind of refusal, Internal for none.
	want func(m *model, now time.Time) news.Kind
}

const refused, fine = news.Conflict, news.Internal

// random makes a step for an article. text names what it would write.
func random(r *rand.Rand, id news.ArticleID, m *model, now time.Time, text string, content func(string) news.Content) step {
	by := 1 + r.IntN(2)
	at := now.Add(time.Duration(r.IntN(40)-2) * 3 * time.Second).Truncate(time.Microsecond)
	s := step{by: by}
	set := func(name string, cmd newsroom.Command, want func(m *model, now time.Time) news.Kind) {
		s.name, s.cmd, s.want = name, cmd, func(m *model, now time.Time) news.Kind {
			if m.erased {
				return news.NotFound
			}
			return want(m, now)
		}
	}
	simple := func(name string, cmd newsroom.Command, from []string, to string, scheduledToo bool) {
		set(name, cmd, func(m *model, _ time.Time) news.Kind {
			if !m.is(from...) || !scheduledToo && m.due != "" {
				return refused
			}
			m.work = to
			return fine
		})
	}
	switch k := r.IntN(30); k {
	case 0, 1, 2:
		set("save", newsroom.Scribble{Article: id, Content: content(text)}, func(m *model, _ time.Time) news.Kind {
			if m.work == "spiked" {
				return refused
			}
			if m.is("returned", "settled") {
				m.work = "writing"
			}
			m.draft = text
			return fine
		})
	case 3, 4:
		simple("submit", newsroom.Submit{Article: id}, []string{"writing", "returned"}, "desk", true)
	case 5:
		simple("return", newsroom.Return{Article: id, Reason: "lengkapi"}, []string{"desk", "ready"}, "returned", false)
	case 6, 7:
		simple("approve", newsroom.Approve{Article: id}, []string{"desk"}, "ready", true)
	case 8:
		simple("reopen", newsroom.Reopen{Article: id}, []string{"ready"}, "desk", false)
	case 9:
		set("spike", newsroom.Spike{Article: id}, func(m *model, now time.Time) news.Kind {
			if !m.is("writing", "desk", "ready", "returned") || m.due != "" || m.public == "withdrawn" {
				return refused
			}
			m.former, m.work, m.spiked = m.work, "spiked", now
			return fine
		})
	case 10, 11:
		set("unspike", newsroom.Unspike{Article: id}, func(m *model, _ time.Time) news.Kind {
			if m.work != "spiked" || m.due != "" || m.public == "withdrawn" {
				return refused
			}
			m.work = m.former
			return fine
		})
	case 12, 13, 14:
		set("publish", newsroom.Publish{Article: id}, func(m *model, now time.Time) news.Kind {
			if m.work == "settled" && m.due != "" {
				if now.Before(m.embargo) {
					return refused
				}
				m.out(by, now, m.due, false)
				return fine
			}
			if !m.is("writing", "desk", "ready") || m.public != "never" && m.public != "scheduled" || now.Before(m.embargo) {
				return refused
			}
			m.out(by, now, m.draft, true)
			return fine
		})
	case 15, 16:
		set("undo", newsroom.Undo{Article: id}, func(m *model, now time.Time) news.Kind {
			u := m.undo
			switch {
			case m.public != "live" || u == nil || now.After(u.until):
				return refused
			case u.by != by:
				return news.Forbidden
			}
			undone := m.live
			if m.live, m.undo = u.live, nil; m.live == "" {
				m.public, m.once, m.ever = "never", true, false
				if m.due != "" {
					m.public = "scheduled"
				}
			}
			if m.work == "settled" {
				if m.work, m.draft = u.work, undone; m.work == "settled" {
					m.work = "ready"
				}
			}
			return fine
		})
	case 17, 18:
		set("schedule", newsroom.Schedule{Article: id, At: at, Class: news.Substantial}, func(m *model, now time.Time) news.Kind {
			if !m.is("writing", "desk", "ready") || m.public == "withdrawn" {
				return refused
			}
			if at.Before(now.Add(5 * time.Second)) {
				return news.Invalid
			}
			if at.Before(m.embargo) {
				return refused
			}
			m.due, m.dueAt, m.dueFormer = m.draft, at, m.work
			if m.public == "never" {
				m.public = "scheduled"
			}
			m.settleDraftOnly()
			return fine
		})
	case 19:
		set("reschedule", newsroom.Reschedule{Article: id, At: at}, func(m *model, now time.Time) news.Kind {
			if m.due == "" {
				return refused
			}
			if at.Before(now.Add(5 * time.Second)) {
				return news.Invalid
			}
			if at.Before(m.embargo) {
				return refused
			}
			m.dueAt = at
			return fine
		})
	case 20:
		set("unschedule", newsroom.Unschedule{Article: id}, func(m *model, now time.Time) news.Kind {
			if m.due == "" || !m.dueAt.After(now) || m.work == "spiked" {
				return refused
			}
			if m.work == "settled" {
				m.work, m.draft = m.dueFormer, m.due
			}
			if m.due = ""; m.public == "scheduled" {
				m.public = "never"
			}
			return fine
		})
	case 21, 22:
		set("update", newsroom.Update{Article: id, Class: news.Substantial}, func(m *model, now time.Time) news.Kind {
			if m.public != "live" || !m.is("writing", "desk", "ready") {
				return refused
			}
			m.undo = &undone{by, now.Add(10 * time.Second), m.work, m.live, m.draft}
			m.live, m.due = m.draft, ""
			m.settle()
			return fine
		})
	case 23:
		c := newsroom.Correct{Article: id, Kind: news.Ralat, Note: "Nama desa yang benar Sukatani."}
		if r.IntN(2) == 0 {
			text := content(text)
			c.Content = &text
		}
		set("correct", c, func(m *model, _ time.Time) news.Kind {
			if m.public != "live" {
				return refused
			}
			m.undo = nil
			if c.Content != nil {
				m.live, m.due = text, ""
			}
			return fine
		})
	case 24, 25:
		set("withdraw", newsroom.Withdraw{Article: id, Ground: news.GroundCourt, Reason: "Atas perintah pengadilan negeri setempat."},
			func(m *model, _ time.Time) news.Kind {
				if m.public != "live" {
					return refused
				}
				m.before, m.live, m.due, m.undo, m.public = m.live, "", "", nil, "withdrawn"
				m.signedBy = strconv.Itoa(by)
				return fine
			})
	case 26:
		if m.public != "withdrawn" || r.IntN(2) == 0 {
			set("confirm", newsroom.ConfirmWithdrawal{Article: id}, func(m *model, _ time.Time) news.Kind {
				if m.public != "withdrawn" || m.signedBy == "" {
					return refused
				}
				if m.signedBy == strconv.Itoa(by) {
					return news.Forbidden
				}
				m.signedBy = ""
				return fine
			})
			break
		}
		set("reinstate", newsroom.Reinstate{Article: id, Reason: "Putusan itu dibatalkan."}, func(m *model, _ time.Time) news.Kind {
			if m.public != "withdrawn" {
				return refused
			}
			m.live, m.before, m.signedBy, m.public = m.before, "", "", "live"
			return fine
		})
	case 27:
		set("embargo", newsroom.SetEmbargo{Article: id, Until: at}, func(m *model, now time.Time) news.Kind {
			if m.public != "never" && m.public != "scheduled" || m.once || m.ever {
				return refused
			}
			if !at.After(now) {
				return news.Invalid
			}
			if at.Before(m.embargo) || m.due != "" && m.dueAt.Before(at) {
				return refused
			}
			m.embargo = at
			return fine
		})
	case 28:
		set("lift", newsroom.LiftEmbargo{Article: id, Reason: "Sumber setuju lebih awal."}, func(m *model, _ time.Time) news.Kind {
			if m.embargo.IsZero() || m.public != "never" && m.public != "scheduled" {
				return refused
			}
			m.embargo = time.Time{}
			return fine
		})
	case 29:
		set("purge", newsroom.Purge{Article: id}, func(m *model, now time.Time) news.Kind {
			if m.work != "spiked" || now.Before(m.spiked.Add(30*24*time.Hour)) {
				return refused
			}
			m.settle()
			m.erased = m.public == "never" && !m.once && !m.ever
			return fine
		})
	}
	return s
}

func (m *model) settleDraftOnly() { m.work, m.draft = "settled", "" }

// out makes a text live; with settle the draft was it.
func (m *model) out(by int, now time.Time, text string, settle bool) {
	m.undo = &undone{by, now.Add(10 * time.Second), m.work, m.live, text}
	if by == 0 {
		m.undo = nil
	}
	if m.live == "" {
		m.embargo = time.Time{}
	}
	m.live, m.due, m.public, m.ever = text, "", "live", true
	if settle {
		m.settle()
	}
}

// TestRandomCommandsAgainstTheModel runs short random lives of articles against
// the model (WF-24): every answer, state and text must be the model's; a version
// once frozen never changes; readers have the live version and nothing else; each
// acknowledged command leaves one audit row and an event, each refusal none.
func TestRandomCommandsAgainstTheModel(t *testing.T) {
	sequences := 10_000
	if testing.Short() {
		sequences = 500
	}
	if os.Getenv("WARTA_NIGHTLY") != "" {
		sequences = 100_000
	}
	seed := uint64(time.Now().UnixNano())
	if s := os.Getenv("WARTA_SEED"); s != "" {
		seed, _ = strconv.ParseUint(s, 10, 64)
	}
	t.Logf("WARTA_SEED=%d repeats this run", seed)
	const workers = 2
	for w := range uint64(workers) {
		t.Run(fmt.Sprint(w), func(t *testing.T) {
			t.Parallel()
			newLives(t, rand.New(rand.NewPCG(seed, w))).run(sequences / workers)
		})
	}
}

// memory is a folder whose files need no disk, where the system has one: a
// transaction then costs no waiting.
func memory(t *testing.T) string {
	dir, err := os.MkdirTemp("/dev/shm", "warta-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

type lives struct {
	*desk
	rand   *rand.Rand
	people [3]newsroom.Actor
	counts map[string][2]int
	texts  int
	frozen map[news.VersionID][32]byte
	rows   int64
	seq    news.Seq
}

func newLives(t *testing.T, r *rand.Rand) *lives {
	clock := &storetest.Clock{At: morning}
	d := &desk{T: t, ctx: t.Context(), db: storetest.Open(t, store.Options{Dir: memory(t), Now: clock.Now}), clock: clock}
	d.room = newsroom.New(d.db, newsroom.Options{Holders: func(context.Context, store.Tx, newsroom.Permission, newsroom.Subject) (int, error) { return 2, nil }})
	d.establish()
	l := &lives{desk: d, rand: r, counts: map[string][2]int{}, frozen: map[news.VersionID][32]byte{}}
	for u := range l.people {
		l.people[u] = newsroom.Someone(newsroom.Person{User: news.UserID(u), Grants: []news.Grant{{Position: news.Pemred}}, At: morning})
	}
	return l
}

func (l *lives) content(headline string) news.Content {
	c := news.Content{Headline: headline, Section: l.city, Byline: []news.Credit{{Person: l.person.ID, Role: news.RoleReporter}},
		Body: body.Doc{Version: 1, Blocks: []body.Block{&body.Paragraph{Node: body.Node{ID: "aaaaaaaaaaaa"}, Text: body.Text("Isi.")}}}}
	return c
}

func (l *lives) run(sequences int) {
	l.head()
	for i := range sequences {
		l.life(2 + l.rand.IntN(6))
		if i%500 == 499 || i == sequences-1 {
			l.history()
		}
		if l.Failed() {
			return
		}
	}
	l.Logf("done and refused: %v", l.counts)
	for name, n := range l.counts {
		if n[0] == 0 && sequences > 1000 {
			l.Errorf("%s never succeeded", name)
		}
	}
}

// head remembers how long ledger and audit are.
func (l *lives) head() {
	var err error
	if l.seq, _, err = l.db.Ledger().Head(l.ctx); err != nil {
		l.Fatal(err)
	}
	rows, err := l.db.Ledger().Audit(l.ctx, l.rows+1, 1000)
	if err != nil {
		l.Fatal(err)
	}
	l.rows += int64(len(rows))
}

func (l *lives) life(steps int) {
	l.texts++
	first := "Teks " + strconv.Itoa(l.texts)
	r, err := l.room.Do(l.ctx, l.people[1], newsroom.Create{Edition: l.edition, Content: l.content(first)})
	if err != nil {
		l.Fatal(err)
	}
	l.wrote(r)
	m := &model{work: "writing", public: "never", draft: first}
	id := r.Article
	story := "create"
	for range steps {
		now := l.clock.At
		switch l.rand.IntN(12) {
		case 0, 1:
			now = now.Add(time.Duration(l.rand.IntN(60)) * time.Second)
		case 2:
			now = now.Add(31 * 24 * time.Hour)
		case 3, 4, 5:
			now = now.Add(time.Duration(l.rand.IntN(4000)) * time.Millisecond)
		}
		l.clock.At = now.Truncate(time.Microsecond)
		now = l.clock.At
		if l.rand.IntN(3) == 0 {
			l.sweep(m, id, now)
			story += " sweep"
		}
		l.texts++
		s := l.likely(id, m, now, "Teks "+strconv.Itoa(l.texts))
		story += fmt.Sprintf(" %s(%d)@%s", s.name, s.by, now.Sub(morning))
		was := *m
		want := s.want(m, now)
		r, err := l.room.Do(l.ctx, l.people[s.by], s.cmd)
		n := l.counts[s.name]
		if err != nil {
			n[1]++
		} else {
			n[0]++
		}
		l.counts[s.name] = n
		if got := news.KindOf(err); got != want || (err == nil) != (want == fine) {
			l.Fatalf("%s\n%s: got %v, the model says %s of %+v", story, s.name, err, want, was)
		}
		if err != nil {
			*m = was
			l.wroteNothing(s.cmd)
			continue
		}
		l.wrote(r)
		if string(r.Work) != m.work || string(r.Public) != m.public {
			l.Fatalf("%s\n%s led to %s/%s, the model says %s/%s", story, s.name, r.Work, r.Public, m.work, m.public)
		}
	}
	l.look(m, id, story)
}

// likely is a random step, more often than not one that the model accepts.
func (l *lives) likely(id news.ArticleID, m *model, now time.Time, text string) (s step) {
	for range 1 + l.rand.IntN(6) {
		s = random(l.rand, id, m, now, text, l.content)
		if try := *m; s.want(&try, now) == fine {
			break
		}
	}
	return s
}

// sweep lets the clock do what is due.
func (l *lives) sweep(m *model, id news.ArticleID, now time.Time) {
	did, err := l.room.Sweep(l.ctx)
	if err != nil || did.Held > 0 {
		l.Fatalf("sweep: %+v, %v", did, err)
	}
	l.head()
	if m.due != "" && !m.dueAt.After(now) && !m.erased {
		m.out(0, now, m.due, false)
		if m.work == "settled" {
			m.claimed = 0
		}
	}
}

// wrote: an acknowledged command has one audit row and one event more.
func (l *lives) wrote(r newsroom.Result) {
	if r.Seq != l.seq+1 || r.Event == "" {
		l.Fatalf("the command's event is %d %q, the last one was %d", r.Seq, r.Event, l.seq)
	}
	l.seq = r.Seq
	rows, err := l.db.Ledger().Audit(l.ctx, l.rows+1, 2)
	if err != nil || len(rows) != 1 {
		l.Fatalf("the command left %d audit rows, %v", len(rows), err)
	}
	l.rows++
}

func (l *lives) wroteNothing(cmd newsroom.Command) {
	// What tries to take an article away in vain is audited without an event.
	was := l.rows
	before := l.seq
	l.head()
	if _, audited := cmd.(newsroom.Withdraw); l.seq != before || l.rows != was && !audited {
		l.Fatalf("%T was refused and left %d events and %d rows", cmd, l.seq-before, l.rows-was)
	}
}

// look compares the newspaper with the model.
func (l *lives) look(m *model, id news.ArticleID, story string) {
	err := l.db.Read(l.ctx, func(tx store.Tx) error {
		a, err := tx.Articles().Get(l.ctx, id)
		if err != nil {
			return err
		}
		headline := func(v news.VersionID) string {
			if v == 0 {
				return ""
			}
			version, err := tx.Articles().Version(l.ctx, v)
			if err != nil {
				l.Fatal(err)
			}
			text, _ := json.Marshal(version.Content)
			l.frozen[v] = sha256.Sum256(text)
			return version.Content.Headline
		}
		draft, err := tx.Articles().Draft(l.ctx, id)
		if err != nil && !news.Is(err, news.NotFound) {
			return err
		}
		got := [5]string{string(a.Work), string(a.Public), draft.Headline, headline(a.Live), headline(a.Scheduled)}
		if want := [5]string{m.work, m.public, m.draft, m.live, m.due}; got != want {
			l.Fatalf("%s\nwork, public, draft, live, scheduled are %q, the model says %q", story, got, want)
		}
		if a.Live != 0 && a.Embargoed(tx.Now()) {
			l.Fatalf("%s\nlive under embargo", story)
		}
		return nil
	})
	if err != nil {
		l.Fatal(err)
	}
	p, err := l.seen(id)
	if m.live == "" {
		if !news.Is(err, news.NotFound) {
			l.Fatalf("%s\nreaders have %q, %v", story, p.Content.Headline, err)
		}
		return
	}
	if err != nil || p.Content.Headline != m.live {
		l.Fatalf("%s\nreaders have %q, %v; the model says %q", story, p.Content.Headline, err, m.live)
	}
}

// history: no version that was ever frozen has changed.
func (l *lives) history() {
	err := l.db.Read(l.ctx, func(tx store.Tx) error {
		for id, sum := range l.frozen {
			v, err := tx.Articles().Version(l.ctx, id)
			if err != nil {
				return err
			}
			if text, _ := json.Marshal(v.Content); sha256.Sum256(text) != sum {
				l.Errorf("version %d is not what was frozen", id)
			}
		}
		return nil
	})
	if err != nil {
		l.Fatal(err)
	}
	if err := l.db.Check(l.ctx, true); err != nil {
		l.Fatal(err)
	}
	if n := len(l.frozen); n > 4000 {
		clear(l.frozen)
	}
}
