package newsroom

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"warta/internal/body"
	"warta/internal/news"
)

// tab is a browser tab as newsroom.md 4.1 has it: every change goes through one
// queue with one save in flight; later ones wait and become one. It knows
// nothing but what the server answered.
type tab struct {
	t    testing.TB
	name string
	who  Actor
	rng  *rand.Rand
	// base is the revision that local was made from, and what it said.
	base    int
	said    news.Content
	local   news.Content
	seq     int64
	flight  *Save
	sent    news.Content
	offline int
	// wrote are the words typed here that nobody has deleted here.
	word int
	desk *session
}

// session is several tabs on one article.
type session struct {
	t       testing.TB
	mem     *memory
	tabs    []*tab
	rng     *rand.Rand
	mail    []letter
	tick    int
	wrote   map[string]bool // words typed and not deleted by anyone
	acked   map[string]bool // words that were in an acknowledged save
	arrived []arrival
	loss    int // per cent
	delay   int
	seen    map[string]bool
}

type arrival struct {
	who  Actor
	save Save
}

type letter struct {
	due    int
	to     *tab // nil: to the server
	from   *tab
	save   Save
	answer *Saved
}

func paragraph(id, text string) body.Block {
	return &body.Paragraph{Node: body.Node{ID: id}, Text: body.Text(text)}
}

func newSession(t testing.TB, seed uint64, people ...string) *session {
	s := &session{t: t, rng: rand.New(rand.NewPCG(seed, 7)), wrote: map[string]bool{}, acked: map[string]bool{}, seen: map[string]bool{}, loss: 20, delay: 6}
	c := news.Content{Headline: "Pasar dibuka", Body: body.Doc{Version: body.SchemaVersion}}
	for i := range 4 {
		c.Body.Blocks = append(c.Body.Blocks, paragraph(fmt.Sprintf("00000000000%d", i), "awal mula kalimat ini panjang."))
	}
	s.mem = &memory{answers: map[string]json.RawMessage{}, article: &news.Article{ID: 1, Edition: 1, Work: news.Writing, Public: news.Never, Revision: 1}, draft: &c}
	s.mem.revisions = []news.Revision{{Article: 1, Number: 1, Kind: news.RevisionManual, Content: &c}}
	for i, name := range people {
		user := news.UserID(slices.Index(people, name) + 1)
		s.tabs = append(s.tabs, &tab{t: t, name: fmt.Sprintf("tab%d", i), who: Someone(Person{User: user}),
			rng: s.rng, base: 1, said: c, local: c, desk: s})
	}
	return s
}

// type does one thing that people do in an editor.
func (b *tab) typing() {
	blocks := b.local.Body.Blocks
	word := func() string {
		b.word++
		w := fmt.Sprintf("%sw%d", b.name, b.word)
		b.desk.wrote[w] = true
		return w
	}
	edit := func(i int, change func(words []string) []string) {
		p := blocks[i].(*body.Paragraph)
		out := slices.Clone(blocks)
		out[i] = paragraph(p.ID, strings.Join(change(strings.Fields(p.Text.Text())), " "))
		b.local.Body.Blocks = out
	}
	switch n := b.rng.IntN(100); {
	case n < 55 && len(blocks) > 0:
		edit(b.rng.IntN(len(blocks)), func(words []string) []string {
			return slices.Insert(words, b.rng.IntN(len(words)+1), word())
		})
	case n < 70 && len(blocks) > 0:
		edit(b.rng.IntN(len(blocks)), func(words []string) []string {
			if len(words) == 0 {
				return words
			}
			i := b.rng.IntN(len(words))
			b.deleted(words[i])
			words[i] = word()
			return words
		})
	case n < 76 && len(blocks) > 0:
		edit(b.rng.IntN(len(blocks)), func(words []string) []string {
			if len(words) == 0 {
				return words
			}
			i := b.rng.IntN(len(words))
			b.deleted(words[i])
			return slices.Delete(words, i, i+1)
		})
	case n < 84:
		b.word++
		id := fmt.Sprintf("%012d", 1000*(int(b.name[3]-'0')+1)+b.word)
		b.local.Body.Blocks = slices.Insert(slices.Clone(blocks), b.rng.IntN(len(blocks)+1), paragraph(id, word()))
	case n < 88 && len(blocks) > 1:
		i := b.rng.IntN(len(blocks))
		b.deleted(blocks[i].(*body.Paragraph).Text.Text())
		b.local.Body.Blocks = slices.Delete(slices.Clone(blocks), i, i+1)
	case n < 92 && len(blocks) > 1:
		i, j := b.rng.IntN(len(blocks)), b.rng.IntN(len(blocks))
		out := slices.Clone(blocks)
		x := out[i]
		out = slices.Delete(out, i, i+1)
		b.local.Body.Blocks = slices.Insert(out, min(j, len(out)), x)
	case n < 95:
		b.deleted(b.local.Headline)
		b.local.Headline = word()
	case n < 97:
		b.deleted(b.local.Kicker)
		b.local.Kicker = word()
	default:
		b.local.Tags = append(slices.Clone(b.local.Tags), news.TagID(b.rng.IntN(6)+1))
		slices.Sort(b.local.Tags)
		b.local.Tags = slices.Compact(b.local.Tags)
	}
}

func (b *tab) deleted(text string) {
	for _, w := range strings.Fields(text) {
		delete(b.desk.wrote, w)
	}
}

// request makes the save for what is not yet saved, or nothing.
func (b *tab) request() *Save {
	changed := news.ChangedFields(&b.said, &b.local)
	if len(changed) == 0 {
		return nil
	}
	b.seq++
	s := &Save{Article: 1, Client: b.name, Seq: b.seq, Base: b.base, Schema: body.SchemaVersion}
	for _, name := range changed {
		if name == "body" {
			p, ok := body.NewPatch(b.said.Body, b.local.Body)
			if !ok {
				b.t.Fatal("a block without an id")
			}
			s.Order = p.Order
			for _, x := range p.Blocks {
				raw, err := body.BlockJSON(x)
				if err != nil {
					b.t.Fatal(err)
				}
				s.Blocks = append(s.Blocks, raw)
			}
			continue
		}
		if s.Fields == nil {
			s.Fields = map[string]json.RawMessage{}
		}
		f, _ := news.FieldOf(name)
		s.Fields[name] = f.Get(&b.local)
	}
	return s
}

// answered puts the head under what was typed meanwhile. Where that cannot be
// joined the tab goes on from its own side, which the server holds as well.
func (b *tab) answered(a *Saved) {
	if b.flight == nil || a == nil {
		return
	}
	head := b.sent
	for name, v := range a.Fields {
		f, _ := news.FieldOf(name)
		if err := f.Set(&head, v); err != nil {
			b.t.Fatal(err)
		}
	}
	p := body.Patch{Order: a.Order}
	for _, raw := range a.Blocks {
		x, err := body.ParseBlock(raw)
		if err != nil {
			b.t.Fatal(err)
		}
		p.Blocks = append(p.Blocks, x)
	}
	if !p.Empty() {
		head.Body = p.Apply(head.Body)
	}
	merged, report := news.MergeContent(&b.sent, &head, &b.local, false)
	switch {
	case report.Clean():
		b.base, b.said, b.local = a.Revision, head, merged
	case a.Side != 0:
		b.base, b.said = a.Side, b.sent
	}
	b.flight = nil
}

// deliver lets one save arrive at the server and posts the answer.
func (s *session) deliver(l letter) {
	ctx := s.t.Context()
	if _, _, err := l.save.asks(ctx, s.mem); err != nil {
		s.t.Fatal(err)
	}
	out, err := l.save.run(ctx, s.mem, l.from.who)
	if err != nil {
		s.t.Fatalf("a save was refused: %v", err)
	}
	if len(out.result.Saved.Refused) > 0 {
		s.t.Fatalf("refused: %v", out.result.Saved.Refused)
	}
	if !out.result.Saved.Repeat {
		s.arrived = append(s.arrived, arrival{l.from.who, l.save})
		if bad := s.mem.draft.Validate(news.Check{}); bad != nil {
			s.t.Fatalf("INV-5: the head is not valid: %v", bad)
		}
	}
	s.post(letter{to: l.from, save: l.save, answer: out.result.Saved})
}

// post sends a letter through a bad network.
func (s *session) post(l letter) {
	if s.rng.IntN(100) < s.loss {
		return
	}
	l.due = s.tick + 1 + s.rng.IntN(s.delay)
	s.mail = append(s.mail, l)
	if s.rng.IntN(100) < s.loss/2 {
		l.due += s.rng.IntN(4 * s.delay)
		s.mail = append(s.mail, l)
	}
}

// step is about a second.
func (s *session) step(typing bool) {
	s.tick++
	s.mem.now = s.mem.now.Add(1e9)
	for i := 0; i < len(s.mail); i++ {
		l := s.mail[i]
		if l.due > s.tick {
			continue
		}
		s.mail = slices.Delete(s.mail, i, i+1)
		i--
		switch {
		case l.to == nil:
			s.deliver(l)
		case l.to.offline == 0 && l.to.flight != nil && l.to.flight.Seq == l.save.Seq:
			for _, w := range words(&l.to.sent) {
				s.acked[w] = true
			}
			l.to.answered(l.answer)
		}
	}
	for _, b := range s.tabs {
		if typing && s.rng.IntN(100) < 50 {
			b.typing()
		}
		if b.offline > 0 {
			b.offline--
			continue
		}
		if typing && s.rng.IntN(100) < 3 {
			b.offline = 1 + s.rng.IntN(20)
			continue
		}
		switch {
		case b.flight == nil && s.rng.IntN(2) == 0:
			if b.flight = b.request(); b.flight != nil {
				b.sent = b.local
				s.post(letter{from: b, save: *b.flight})
			}
		case b.flight != nil && s.rng.IntN(2*s.delay) == 0:
			s.post(letter{from: b, save: *b.flight})
		}
	}
}

// settle goes on without typing until every tab has what the server has.
func (s *session) settle() {
	s.loss = 0
	for range 2000 {
		s.step(false)
		quiet := len(s.mail) == 0
		for _, b := range s.tabs {
			quiet = quiet && b.flight == nil && b.offline == 0 && len(news.ChangedFields(&b.said, &b.local)) == 0
		}
		if quiet {
			break
		}
	}
	// Opening anew, or the stream, brings a tab to the head.
	for _, b := range s.tabs {
		if b.flight != nil || len(news.ChangedFields(&b.said, &b.local)) > 0 {
			s.t.Fatalf("%s never became quiet", b.name)
		}
		r, err := s.mem.Articles().Revision(s.t.Context(), 1, b.base)
		if err != nil || len(news.ChangedFields(r.Content, &b.local)) > 0 {
			s.t.Fatalf("%s holds what no revision says", b.name)
		}
	}
}

var typedWord = regexp.MustCompile(`tab\d+w\d+`)

func words(c *news.Content) []string {
	out := typedWord.FindAllString(c.Headline+" "+c.Kicker, -1)
	for _, b := range c.Body.Blocks {
		if p, ok := b.(*body.Paragraph); ok {
			out = append(out, typedWord.FindAllString(p.Text.Text(), -1)...)
		}
	}
	return out
}

// check holds the session against the invariants of newsroom.md 4.4.
func (s *session) check() {
	stands := map[string]bool{}
	for _, w := range words(s.mem.draft) {
		stands[w] = true
	}
	kept := maps.Clone(stands)
	for i := range s.mem.revisions {
		for _, w := range words(s.mem.revisions[i].Content) {
			kept[w] = true
		}
	}
	waits := map[string]bool{}
	for _, c := range s.mem.conflicts {
		for _, w := range typedWord.FindAllString(string(c.Mine), -1) {
			waits[w] = true
		}
		if c.TheirsBy == c.MineBy {
			s.t.Errorf("INV-4: %s is in conflict with themselves at %s %s", c.MineBy, c.Field, c.Block)
		}
	}
	for w := range s.acked {
		if !kept[w] {
			s.t.Errorf("INV-1: %s was acknowledged and is in no revision", w)
		}
	}
	for w := range s.wrote {
		if !stands[w] && !waits[w] {
			s.t.Errorf("INV-3: %s was typed, nobody deleted it, and it is neither in the head nor in a conflict", w)
		}
	}
	last := s.mem.revisions[len(s.mem.revisions)-1]
	if last.Number != s.mem.article.Revision || len(news.ChangedFields(last.Content, s.mem.draft)) > 0 {
		s.t.Error("the newest revision is not the head")
	}
}
