package storetest

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"warta/internal/body"
	"warta/internal/news"
	"warta/internal/store"
)

// typed is a text of so many words, and typing changes a few of them.
type typed struct {
	rng   *rand.Rand
	words []string
}

func newTyped(words int) *typed {
	t := &typed{rng: rand.New(rand.NewPCG(1, 2))}
	for i := range words {
		t.words = append(t.words, fmt.Sprintf("kata%d", i*i%977))
	}
	return t
}

func (t *typed) typing() {
	for range 3 {
		t.words[t.rng.IntN(len(t.words))] = fmt.Sprintf("ketik%d", t.rng.IntN(5000))
	}
}

func (t *typed) content() news.Content {
	c := news.Content{Headline: "Pasar Lawang Dibuka"}
	c.Body.Version = body.SchemaVersion
	for i := 0; i < len(t.words); i += 50 {
		c.Body.Blocks = append(c.Body.Blocks, &body.Paragraph{Node: body.Node{ID: fmt.Sprintf("%012d", i)},
			Text: body.Text(strings.Join(t.words[i:min(i+50, len(t.words))], " "))})
	}
	return c
}

// revisionDeltas: a long writing is small on disk, and each of its states reads
// back, before and after thinning.
func revisionDeltas(h *house) {
	id := h.article()
	text := newTyped(400)
	var said []news.Content
	kinds := map[int]news.RevisionKind{30: news.RevisionManual, 47: news.RevisionManual, 95: news.RevisionMerged}
	h.write(func(tx store.Tx) error {
		for n := 2; n <= 120; n++ {
			text.typing()
			c := text.content()
			said = append(said, c)
			kind := kinds[n]
			if kind == "" {
				kind = news.RevisionAuto
			}
			r := &news.Revision{Article: id, Number: n, Kind: kind, Base: n - 1, At: morning.Add(time.Duration(n) * time.Minute),
				By: "user 1", Client: "tab", Changed: []string{"body"}, Blocks: []string{"000000000050"}, Content: &c}
			h.must(tx.Articles().AddRevision(h.ctx, r))
		}
		return nil
	})
	reads := func(n int) {
		h.read(func(tx store.Tx) error {
			r, err := tx.Articles().Revision(h.ctx, id, n)
			h.must(err)
			h.same(fmt.Sprint("revision ", n), *r.Content, said[n-2])
			h.same("client", r.Client, "tab")
			h.same("blocks", r.Blocks, []string{"000000000050"})
			return nil
		})
	}
	for n := 2; n <= 120; n += 7 {
		reads(n)
	}
	h.write(func(tx store.Tx) error {
		a, err := tx.Articles().Get(h.ctx, id)
		h.must(err)
		was := a.Revision
		a.Revision = 120
		return tx.Articles().Save(h.ctx, &a, was)
	})
	thick := func(after, upto news.ArticleID, keep int, before time.Time) []store.ThickArticle {
		var found []store.ThickArticle
		h.read(func(tx store.Tx) error {
			var last news.ArticleID
			var err error
			found, last, err = tx.Saving().Thick(h.ctx, after, upto, keep, before, 10)
			if last < id {
				h.Errorf("the last article is %d, and %d is there", last, id)
			}
			return err
		})
		return found
	}
	h.same("thick", thick(id-1, id, 50, morning.Add(60*time.Minute)), []store.ThickArticle{{ID: id, Head: 120}})
	h.same("all are young", len(thick(id-1, id, 50, morning)), 0)
	h.same("few enough", len(thick(id-1, id, 200, morning.Add(60*time.Minute))), 0)
	h.same("outside", len(thick(id, id+1, 50, morning.Add(60*time.Minute))), 0)
	// The last 50 stay whatever their age; of the others those before a moment go.
	var gone int64
	h.write(func(tx store.Tx) (err error) {
		gone, err = tx.Saving().Thin(h.ctx, id, 120, 50, morning.Add(60*time.Minute))
		return err
	})
	h.same("thinned", gone, int64(56))
	for _, n := range []int{30, 47, 60, 61, 80, 95, 120} {
		reads(n)
	}
	h.read(func(tx store.Tx) error {
		_, err := tx.Articles().Revision(h.ctx, id, 31)
		h.refused(err, news.NotFound)
		a, err := tx.Saving().Ancestor(h.ctx, id, 40)
		h.must(err)
		h.same("ancestor", a.Number, 30)
		a, err = tx.Saving().Ancestor(h.ctx, id, 1)
		h.must(err)
		h.same("no older one", a.Number, 30)
		return nil
	})
	h.write(func(tx store.Tx) error {
		n, err := tx.Saving().Thin(h.ctx, id, 120, 200, morning.Add(1000*time.Hour))
		h.must(err)
		h.same("fewer than are kept", n, int64(0))
		n, err = tx.Saving().Thin(h.ctx, id, 120, 0, morning.Add(1000*time.Hour))
		h.must(err)
		h.same("all but the head and the named", n, int64(59))
		return nil
	})
	for _, n := range []int{30, 47, 95, 120} {
		reads(n)
	}
}

func savedAnswers(h *house) {
	id := h.article()
	h.write(func(tx store.Tx) error {
		s := tx.Saving()
		_, err := s.Answer(h.ctx, id, "tab", 1)
		h.refused(err, news.NotFound)
		h.must(s.PutAnswer(h.ctx, id, "tab", 1, json.RawMessage(`{"revision":2}`)))
		h.refused(s.PutAnswer(h.ctx, id, "tab", 1, json.RawMessage(`{"revision":3}`)), news.Conflict)
		h.must(s.PutAnswer(h.ctx, id, "tab", 2, json.RawMessage(`{}`)))
		h.must(s.PutAnswer(h.ctx, id, "lain", 1, json.RawMessage(`{}`)))
		got, err := s.Answer(h.ctx, id, "tab", 1)
		h.must(err)
		h.same("answer", string(got), `{"revision":2}`)
		_, err = s.Answer(h.ctx, id, "\xff", 1)
		h.refused(err, news.NotFound)
		n, err := s.Forget(h.ctx, tx.Now().Add(time.Hour), 2)
		h.must(err)
		h.same("forgotten at a time", n, int64(2))
		n, err = s.Forget(h.ctx, tx.Now().Add(-time.Hour), 100)
		h.must(err)
		h.same("nothing old", n, int64(0))
		return nil
	})
}

func clashes(h *house) {
	id := h.article()
	one := news.Clash{Article: id, Field: "body", Block: "0123456789ab", Part: "content", Base: json.RawMessage(`{"a":1}`),
		Theirs: json.RawMessage(`"<b>"`), BaseRevision: 1, TheirsRevision: 3, MineRevision: 4, TheirsBy: "user 1", MineBy: "user 2", At: morning}
	two := news.Clash{Article: id, Field: "headline", Mine: json.RawMessage(`"Judul\u00a0lain"`), At: morning}
	h.write(func(tx store.Tx) error {
		h.must(tx.Saving().AddConflict(h.ctx, &one))
		h.must(tx.Saving().AddConflict(h.ctx, &two))
		return nil
	})
	h.same("numbers", []int{one.Number, two.Number}, []int{1, 2})
	h.read(func(tx store.Tx) error {
		open, err := tx.Saving().OpenConflicts(h.ctx, id)
		h.must(err)
		h.same("open", open, []news.Clash{one, two})
		return nil
	})
	one.Mine, one.MineRevision = json.RawMessage(`{"a":2}`), 6
	two.Resolved, two.ResolvedBy, two.Choice = morning.Add(time.Hour), "user 3", "theirs"
	h.write(func(tx store.Tx) error {
		s := tx.Saving()
		h.must(s.PutConflict(h.ctx, &one))
		h.must(s.PutConflict(h.ctx, &two))
		h.refused(s.PutConflict(h.ctx, &two), news.Conflict)
		h.refused(s.PutConflict(h.ctx, &news.Clash{Article: id, Number: 9}), news.NotFound)
		open, err := s.OpenConflicts(h.ctx, id)
		h.must(err)
		h.same("open", open, []news.Clash{one})
		got, err := s.Conflict(h.ctx, id, 2)
		h.must(err)
		h.same("resolved", got, two)
		list, err := s.Conflicts(h.ctx, id, 0, 1)
		h.must(err)
		h.same("newest first", list, []news.Clash{two})
		list, err = s.Conflicts(h.ctx, id, 2, 10)
		h.must(err)
		h.same("below", list, []news.Clash{one})
		return nil
	})
}

// seats follow the options' clock, where there is one.
func seats(h *house) {
	clock := &Clock{At: morning}
	o := h.options
	o.Now = clock.Now
	db := Open(h.T, o)
	id := h.article()
	sit := func(s news.Seat) error { return db.Presence().Sit(h.ctx, s) }
	rooms := func() store.Room {
		r, err := db.Presence().Rooms(h.ctx, []news.ArticleID{id, id + 99})
		h.must(err)
		if len(r) != 1 {
			h.Errorf("%d rooms, want one: the other article does not exist", len(r))
		}
		return r[id]
	}
	h.must(sit(news.Seat{Article: id, Tab: "a", User: 1, Name: "Ranita", Doing: "viewing"}))
	clock.At = clock.At.Add(20 * time.Second)
	h.must(sit(news.Seat{Article: id, Tab: "b", User: 2, Name: "Bram", Doing: "typing", Block: "0123456789ab"}))
	room := rooms()
	h.same("seats", room.Seats, []news.Seat{
		{Article: id, Tab: "a", User: 1, Name: "Ranita", Doing: "viewing", At: morning},
		{Article: id, Tab: "b", User: 2, Name: "Bram", Doing: "typing", Block: "0123456789ab", At: clock.At}})
	h.same("head", room.Revision, 1)
	clock.At = clock.At.Add(26 * time.Second)
	h.same("after 45 seconds", len(rooms().Seats), 1)
	gone, err := db.Presence().Expire(h.ctx)
	h.must(err)
	h.same("expired", gone, int64(1))
	h.must(sit(news.Seat{Article: id, Tab: "b", User: 2, Name: "Bram", Doing: "viewing"}))
	h.same("one seat for a tab", len(rooms().Seats), 1)
	h.must(db.Presence().Leave(h.ctx, id, "b"))
	h.same("left", len(rooms().Seats), 0)
	for _, bad := range []news.Seat{{Article: id, Doing: "viewing"}, {Article: id, Tab: "a", Doing: "dancing"},
		{Article: id, Tab: "a\xff", Doing: "viewing"}, {Article: id, Tab: strings.Repeat("a", 100), Doing: "viewing"}} {
		h.refused(sit(bad), news.Invalid)
	}
}
