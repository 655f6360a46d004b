package newsroom_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
	"warta/internal/store/storetest"
)

// matrix is testdata/matrix.txt.
type matrix struct {
	// fits[command][work][public]
	fits map[string]map[string]map[string]bool
	// reach[command] of penulis, redaktur, pemred, admin; switches[command][switch].
	reach    map[string][]string
	switches map[string]map[string]string
	blocked  []string
	edits    []string
	spikes   []string
	machines map[string][]string
}

var (
	works   = []string{"writing", "desk", "ready", "returned", "spiked", "settled"}
	publics = []string{"never", "scheduled", "live", "live+", "withdrawn"}
)

func readMatrix(t *testing.T) *matrix {
	f, err := os.Open("testdata/matrix.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	m := &matrix{fits: map[string]map[string]map[string]bool{}, reach: map[string][]string{}, switches: map[string]map[string]string{}, machines: map[string][]string{}}
	part := ""
	list := func(s string, all []string) []string {
		if s == "any" {
			return all
		}
		return strings.Split(s, ",")
	}
	for in := bufio.NewScanner(f); in.Scan(); {
		line, _, _ := strings.Cut(in.Text(), "#")
		if rest, ok := strings.CutPrefix(line, "embargo forbids: "); ok {
			m.blocked = strings.Fields(rest)
			continue
		}
		if rest, ok := strings.CutPrefix(line, "writer edits: "); ok {
			m.edits = list(rest, works)
			continue
		}
		if rest, ok := strings.CutPrefix(line, "writer spikes: "); ok {
			m.spikes = list(rest, works)
			continue
		}
		w := strings.Fields(line)
		switch {
		case len(w) == 0:
		case w[0] == "states" || w[0] == "rights":
			part = w[0]
		case w[0] == "clock" || w[0] == "import":
			m.machines[w[0]] = w[1:]
		case part == "states":
			if m.fits[w[0]] == nil {
				m.fits[w[0]] = map[string]map[string]bool{}
			}
			for _, work := range list(w[1], works) {
				if m.fits[w[0]][work] == nil {
					m.fits[w[0]][work] = map[string]bool{}
				}
				for _, p := range list(w[2], append([]string{"embargoed"}, publics...)) {
					m.fits[w[0]][work][p] = true
				}
			}
		default:
			m.reach[w[0]] = w[1:5]
			m.switches[w[0]] = map[string]string{}
			for _, s := range w[5:] {
				name, reach, _ := strings.Cut(s, "=")
				m.switches[w[0]][name] = reach
			}
		}
	}
	return m
}

// tester is somebody who tries.
type tester struct {
	name   string
	actor  newsroom.Actor
	grants []news.Grant
	own    bool
	// only narrows a token to commands; machine is the clock or an import.
	only    []string
	machine string
}

// state is an article in one state.
type state struct {
	work, public string
	embargo      bool
	foreign, own news.ArticleID
}

// reaches reports whether the matrix gives somebody a command on an article,
// whatever state it is in.
func (m *matrix) reaches(cmd string, s state, w tester, inScope func(news.Grant) bool) bool {
	if w.machine != "" {
		return slices.Contains(m.machines[w.machine], cmd)
	}
	if w.only != nil && !slices.Contains(w.only, cmd) {
		return false
	}
	for _, g := range w.grants {
		if !inScope(g) {
			continue
		}
		reach := m.reach[cmd][slices.Index(news.Positions, g.Position)]
		for _, on := range g.On {
			if r := m.switches[cmd][string(on)]; r != "" && reach != "all" {
				reach = r
			}
		}
		if g.Position == news.Penulis {
			if (cmd == "save" || cmd == "tick" || cmd == "move") && !slices.Contains(m.edits, s.work) {
				continue
			}
			// Unspiking is tried on what was writing before.
			if cmd == "spike" && slices.Contains(m.spikes, s.work) || cmd == "unspike" && s.work == "spiked" {
				reach = "own"
			}
			if s.embargo && reach == "all" {
				reach = "own"
			}
		}
		if s.embargo && g.Position == news.Admin {
			continue
		}
		if reach == "all" || reach == "own" && w.own {
			return true
		}
	}
	return false
}

// answer is what the matrix says.
func (m *matrix) answer(cmd string, s state, w tester, inScope func(news.Grant) bool) news.Kind {
	reaches := func(cmd string) bool { return m.reaches(cmd, s, w, inScope) }
	if !reaches(cmd) {
		if s.public == "live" || s.public == "live+" || s.public == "withdrawn" || w.machine != "" {
			return news.Forbidden
		}
		know := w
		know.only = nil
		if w.only != nil && !slices.Contains(w.only, "know") {
			return news.NotFound
		}
		w = know
		if reaches("know") {
			return news.Forbidden
		}
		return news.NotFound
	}
	public := s.public
	if cmd == "lift" && s.embargo {
		public = "embargoed"
	}
	if cmd == "lift" && !s.embargo || !m.fits[cmd][s.work][public] || s.embargo && slices.Contains(m.blocked, cmd) {
		return news.Conflict
	}
	return news.Internal
}

// everybody is a newspaper with an article in every state, and who tries what.
func everybody(t *testing.T) (d *desk, testers []tester, states []state) {
	clock := &storetest.Clock{At: morning}
	d = &desk{T: t, ctx: t.Context(), db: storetest.Open(t, store.Options{Dir: t.TempDir(), Now: clock.Now}), clock: clock}
	d.room = newsroom.New(d.db, newsroom.Options{Holders: func(_ context.Context, _ store.Tx, _ newsroom.Permission, _ newsroom.Subject) (int, error) {
		return 2, nil
	}})
	d.establish()
	other := &news.Section{Edition: d.edition, Name: "DUNIA"}
	d.must(newsroom.DefineSection{Section: other})
	child := &news.Section{Edition: d.edition, Name: "Balai Kota", Parent: d.city}
	d.must(newsroom.DefineSection{Section: child})

	const author, stranger = 7, 8
	in, out := []news.SectionID{d.city}, []news.SectionID{other.ID}
	grant := func(p news.Position, scope []news.SectionID, on ...news.Switch) news.Grant {
		return news.Grant{Position: p, Sections: scope, On: on}
	}
	someone := func(name string, user news.UserID, grants ...news.Grant) tester {
		return tester{name: name, grants: grants, own: user == author, actor: newsroom.Someone(newsroom.Person{User: user, Grants: grants, At: morning})}
	}
	past := grant(news.Pemred, nil)
	past.Until = morning
	pending := grant(news.Pemred, nil)
	pending.Pending = true
	token := func(name string, only []string, perms []newsroom.Permission, scope []news.SectionID) tester {
		g := grant(news.Redaktur, in)
		return tester{name: name, grants: []news.Grant{g}, only: only,
			actor: newsroom.Someone(newsroom.Person{User: stranger, Grants: []news.Grant{g}, At: morning, Token: 3, Only: perms, Scope: scope})}
	}
	testers = []tester{
		someone("penulis, own", author, grant(news.Penulis, nil)),
		someone("penulis, own in scope", author, grant(news.Penulis, in)),
		someone("penulis, own out of scope", author, grant(news.Penulis, out)),
		someone("penulis, foreign", stranger, grant(news.Penulis, nil)),
		someone("penulis with publish.own, own", author, grant(news.Penulis, nil, news.SwitchPublishOwn)),
		someone("penulis with publish.own, foreign", stranger, grant(news.Penulis, nil, news.SwitchPublishOwn)),
		someone("redaktur in scope", stranger, grant(news.Redaktur, in)),
		someone("redaktur out of scope", stranger, grant(news.Redaktur, out)),
		someone("redaktur with withdraw", stranger, grant(news.Redaktur, in, news.SwitchWithdraw)),
		someone("pemred", stranger, grant(news.Pemred, nil)),
		someone("pemred of another section", stranger, grant(news.Pemred, out)),
		someone("admin", stranger, grant(news.Admin, nil)),
		someone("admin and redaktur", stranger, grant(news.Admin, nil), grant(news.Redaktur, in)),
		someone("nobody's grant", stranger),
		{name: "token that publishes", grants: []news.Grant{grant(news.Redaktur, in)}, only: []string{"publish", "schedule", "reschedule", "unschedule", "update"},
			actor: token("", nil, []newsroom.Permission{newsroom.PermPublish, newsroom.PermPublishDirect}, nil).actor},
		token("token that reads and submits", []string{"submit", "know", "read"}, []newsroom.Permission{newsroom.PermSubmit, newsroom.PermRead}, nil),
		{name: "clock", actor: newsroom.Clock(), machine: "clock"},
		{name: "import", actor: newsroom.Importer(), machine: "import"},
	}
	ended := someone("pemred until yesterday", stranger, past)
	ended.grants = nil
	waiting := someone("pemred not yet confirmed", stranger, pending)
	waiting.grants = nil
	testers = append(testers, ended, waiting)

	for _, work := range works {
		for _, public := range publics {
			for _, embargo := range []bool{false, true} {
				if embargo && public != "never" && public != "scheduled" {
					continue
				}
				s := state{work: work, public: public, embargo: embargo}
				// One lies in a section below the scope, so that children count.
				s.own = d.put(s, child.ID, author)
				s.foreign = d.put(s, d.city, 99)
				states = append(states, s)
			}
		}
	}
	return d, testers, states
}

// TestEveryAnswerOfTheTable tries every command in every state as everybody, and
// compares the answer with a table that was written by hand (WF-23).
func TestEveryAnswerOfTheTable(t *testing.T) {
	m := readMatrix(t)
	d, testers, states := everybody(t)
	content := d.content("Judul Baru untuk Diperbarui")
	inScope := func(g news.Grant) bool { return len(g.Sections) == 0 || g.Sections[0] == d.city }
	soon := morning.Add(48 * time.Hour)
	commands := map[string]func(news.ArticleID) newsroom.Command{
		"save":    func(id news.ArticleID) newsroom.Command { return newsroom.Scribble{Article: id, Content: content} },
		"submit":  func(id news.ArticleID) newsroom.Command { return newsroom.Submit{Article: id} },
		"claim":   func(id news.ArticleID) newsroom.Command { return newsroom.Claim{Article: id, To: 5} },
		"release": func(id news.ArticleID) newsroom.Command { return newsroom.Release{Article: id} },
		"return":  func(id news.ArticleID) newsroom.Command { return newsroom.Return{Article: id, Reason: "lengkapi"} },
		"approve": func(id news.ArticleID) newsroom.Command { return newsroom.Approve{Article: id} },
		"reopen":  func(id news.ArticleID) newsroom.Command { return newsroom.Reopen{Article: id} },
		"spike":   func(id news.ArticleID) newsroom.Command { return newsroom.Spike{Article: id} },
		"unspike": func(id news.ArticleID) newsroom.Command { return newsroom.Unspike{Article: id} },
		"publish": func(id news.ArticleID) newsroom.Command { return newsroom.Publish{Article: id} },
		"schedule": func(id news.ArticleID) newsroom.Command {
			return newsroom.Schedule{Article: id, At: soon, Class: news.Substantial}
		},
		"reschedule": func(id news.ArticleID) newsroom.Command { return newsroom.Reschedule{Article: id, At: soon} },
		"unschedule": func(id news.ArticleID) newsroom.Command { return newsroom.Unschedule{Article: id} },
		"update":     func(id news.ArticleID) newsroom.Command { return newsroom.Update{Article: id, Class: news.Substantial} },
		"correct": func(id news.ArticleID) newsroom.Command {
			return newsroom.Correct{Article: id, Kind: news.Ralat, Note: "Nama desa yang benar Sukatani."}
		},
		"withdraw": func(id news.ArticleID) newsroom.Command {
			return newsroom.Withdraw{Article: id, Ground: news.GroundCourt, Reason: "Atas perintah pengadilan negeri setempat."}
		},
		"confirm": func(id news.ArticleID) newsroom.Command { return newsroom.ConfirmWithdrawal{Article: id} },
		"reinstate": func(id news.ArticleID) newsroom.Command {
			return newsroom.Reinstate{Article: id, Reason: "Putusan itu dibatalkan."}
		},
		"embargo": func(id news.ArticleID) newsroom.Command {
			return newsroom.SetEmbargo{Article: id, Until: morning.Add(25 * time.Hour)}
		},
		"lift": func(id news.ArticleID) newsroom.Command {
			return newsroom.LiftEmbargo{Article: id, Reason: "Sumber setuju lebih awal."}
		},
		"move":  func(id news.ArticleID) newsroom.Command { return newsroom.MoveSection{Article: id, To: d.city} },
		"tick":  func(id news.ArticleID) newsroom.Command { return newsroom.Tick{Article: id, Check: "names"} },
		"purge": func(id news.ArticleID) newsroom.Command { return newsroom.Purge{Article: id} },
	}
	cases, bad := 0, 0
	for cmd, build := range commands {
		if m.reach[cmd] == nil || m.fits[cmd] == nil {
			t.Fatalf("matrix.txt has no %s", cmd)
		}
		for _, s := range states {
			for _, w := range testers {
				id := s.foreign
				if w.own {
					id = s.own
				}
				want := m.answer(cmd, s, w, inScope)
				err := d.room.Try(d.ctx, w.actor, build(id))
				cases++
				if got := news.KindOf(err); got != want || (err == nil) != (want == news.Internal) {
					if bad++; bad <= 40 {
						t.Errorf("%s in %s/%s (embargo %v) by %s: got %v, want %s", cmd, s.work, s.public, s.embargo, w.name, err, want)
					}
				}
			}
		}
	}
	t.Logf("%d cases, %d not as the table says", cases, bad)
	if cases < 1500 {
		t.Errorf("only %d cases", cases)
	}
	// What one may not know of is answered like what is not there.
	embargoed := states[slices.IndexFunc(states, func(s state) bool { return s.embargo })]
	admin := testers[slices.IndexFunc(testers, func(w tester) bool { return w.name == "admin" })]
	hidden, missing := d.room.Try(d.ctx, admin.actor, newsroom.Publish{Article: embargoed.foreign}), d.room.Try(d.ctx, admin.actor, newsroom.Publish{Article: 999999})
	if got, want := strings.ReplaceAll(fmt.Sprint(hidden), embargoed.foreign.String(), "N"), strings.ReplaceAll(fmt.Sprint(missing), "999999", "N"); got != want {
		t.Errorf("hidden: %s, missing: %s", got, want)
	}
}

// TestReadingIsOnePolicy asks every door to what is written, and all that tells
// of it, as everybody about an article in every state: they answer as the table
// says, whether they know the article by its row or by itself (WF-23).
func TestReadingIsOnePolicy(t *testing.T) {
	m := readMatrix(t)
	d, testers, states := everybody(t)
	inScope := func(g news.Grant) bool { return len(g.Sections) == 0 || g.Sections[0] == d.city }
	var all []news.WorkState
	for _, w := range works {
		all = append(all, news.WorkState(w))
	}
	bad := func(format string, args ...any) {
		t.Helper()
		t.Errorf(format, args...)
	}
	for _, w := range testers {
		rows := map[news.ArticleID]store.DeskRow{}
		list, err := d.room.Articles(d.ctx, w.actor, newsroom.ListRequest{Edition: d.edition, Filter: newsroom.Filter{Work: all}, Limit: 300})
		if err != nil && !news.Is(err, news.Forbidden) {
			t.Fatal(err)
		}
		for _, r := range list {
			rows[r.Article] = r
		}
		for _, s := range states {
			id := s.foreign
			if w.own {
				id = s.own
			}
			about := fmt.Sprintf("%s/%s (embargo %v) for %s", s.work, s.public, s.embargo, w.name)
			read := m.reaches("read", s, w, inScope)
			know := read || m.reaches("know", s, w, inScope)
			row, listed := rows[id]
			if listed != know || listed && (row.Revision != 0) != read {
				bad("list, %s: %v, %+v; the table says know %v, read %v", about, listed, row, know, read)
			}
			// What readers have is no secret; what they have not is missing (API-6).
			public := s.public == "live" || s.public == "live+" || s.public == "withdrawn"
			refusal := news.NotFound
			if public {
				refusal = news.Forbidden
			}
			look, err := d.room.Look(d.ctx, w.actor, id)
			if (err == nil) != know || err != nil && !news.Is(err, refusal) || err == nil && (look.Content != nil) != read {
				bad("look, %s: %v, %v; the table says know %v, read %v", about, look.Content != nil, err, know, read)
			}
			if _, err := d.room.Notes(d.ctx, w.actor, id); (err == nil) != read || err != nil && !news.Is(err, news.NotFound) {
				bad("notes, %s: %v; the table says read %v", about, err, read)
			}
			sight, err := d.room.Sight(d.ctx, id)
			if err != nil || sight.Of(w.actor) != (know || public) {
				bad("events, %s: %v, %v; the table says know %v", about, sight.Of(w.actor), err, know)
			}
		}
	}
}

// put writes an article in a state, with what belongs to it on both sides.
func (d *desk) put(s state, section news.SectionID, creator news.UserID) (id news.ArticleID) {
	d.Helper()
	c := d.content(fmt.Sprintf("Uji %s %s %v %d", s.work, s.public, s.embargo, creator))
	c.Section = section
	c.Slug, c.Kind, c.Language = news.Slug(c.Headline), news.KindNews, "id"
	a := news.Article{Edition: d.edition, Work: news.WorkState(s.work), Public: news.PublicState(strings.TrimSuffix(s.public, "+")), Revision: 1, Section: section, Creator: creator}
	if s.embargo {
		a.Embargo = &news.Embargo{Until: morning.Add(24 * time.Hour)}
	}
	if s.work == "spiked" {
		a.Flow.Former, a.Flow.SpikedAt = news.Writing, morning.Add(-31*24*time.Hour)
	}
	draft := &c
	if s.work == "settled" {
		draft = nil
	}
	err := d.db.Write(d.ctx, func(tx store.Tx) error {
		if err := tx.Articles().Create(d.ctx, &a, draft); err != nil {
			return err
		}
		id = a.ID
		if s.public == "never" {
			return nil
		}
		v := &news.Version{Article: id, Revision: 1, Content: c, FrozenAt: morning}
		if err := tx.Articles().AddVersion(d.ctx, v); err != nil {
			return err
		}
		if s.public == "scheduled" || s.public == "live+" {
			a.Scheduled = v.ID
			a.Flow.Schedule = &news.Schedule{At: morning.Add(30 * time.Hour), Class: news.Substantial, Revision: 1, Former: news.Ready}
		}
		if s.public != "scheduled" {
			a.Live, a.Path = v.ID, fmt.Sprintf("/2025/02/28/uji-%d", id)
			a.Dates.FirstPublished, a.Dates.Display = morning.Add(-time.Hour), morning.Add(-time.Hour)
			p := &store.PublishedArticle{ID: id, Edition: d.edition, Version: v.ID, Path: a.Path, Dates: a.Dates, Content: c, Listed: true, Sections: []news.SectionID{section}}
			if err := tx.Publishing().Show(d.ctx, p, morning); err != nil {
				return err
			}
		}
		if s.public == "withdrawn" {
			a.Flow.LastLive, a.Live = a.Live, 0
			a.Flow.Signature = &news.Signature{First: "user 1", Due: morning.Add(time.Hour)}
			a.Withdrawal = &news.Withdrawal{Article: id, Ground: news.GroundCourt, Reason: "Atas perintah pengadilan negeri.", At: morning, Path: a.Path}
			if err := tx.Publishing().Hide(d.ctx, id, *a.Withdrawal); err != nil {
				return err
			}
		}
		return tx.Articles().Save(d.ctx, &a, 1)
	})
	if err != nil {
		d.Fatal(err)
	}
	return id
}
