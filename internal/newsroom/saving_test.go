package newsroom_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"warta/internal/body"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
)

// writer is somebody at a desk, with a browser tab.
type writer struct {
	*desk
	who newsroom.Actor
	tab string
	seq int64
}

func (d *desk) writer(user news.UserID, tab string) *writer {
	return &writer{d, newsroom.Someone(newsroom.Person{User: user, At: d.clock.At,
		Grants: []news.Grant{{User: user, Position: news.Redaktur}}}), tab, 0}
}

// save sends a save under the tab's next number.
func (w *writer) save(s newsroom.Save) newsroom.Saved {
	w.Helper()
	w.seq++
	s.Client, s.Seq = w.tab, w.seq
	return w.send(s)
}

func (w *writer) send(s newsroom.Save) newsroom.Saved {
	w.Helper()
	r, err := w.room.Do(w.ctx, w.who, s)
	if err != nil {
		w.Fatalf("save: %v", err)
	}
	return *r.Saved
}

func para(id, text string) json.RawMessage {
	return json.RawMessage(`{"type":"paragraph","attrs":{"id":"` + id + `"},"content":[{"type":"text","text":` + str(text) + `}]}`)
}

func str(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func field(name, value string) map[string]json.RawMessage {
	return map[string]json.RawMessage{name: json.RawMessage(str(value))}
}

// the ids of the text that draft makes.
const (
	first  = "000000000001"
	second = "000000000002"
)

// draft opens an article of two paragraphs.
func (d *desk) draft() news.ArticleID {
	d.Helper()
	c := d.content("Pasar Lawang Dibuka")
	c.Body.Blocks = []body.Block{
		&body.Paragraph{Node: body.Node{ID: first}, Text: body.Text("Pasar dibuka pada Sabtu pagi.")},
		&body.Paragraph{Node: body.Node{ID: second}, Text: body.Text("Pedagang datang sejak subuh.")},
	}
	return d.must(newsroom.Create{Edition: d.edition, Content: c}).Article
}

func (d *desk) open(id news.ArticleID) newsroom.Draft {
	d.Helper()
	o, err := d.room.Open(d.ctx, newsroom.Operator(), id)
	if err != nil {
		d.Fatal(err)
	}
	return o
}

// text is what the draft says, a line for each paragraph.
func (d *desk) text(id news.ArticleID) string {
	d.Helper()
	return strings.ReplaceAll(d.open(id).Content.Body.Text(), "\n\n", "\n")
}

func (d *desk) says(id news.ArticleID, want string) {
	d.Helper()
	if got := d.text(id); got != want {
		d.Errorf("the draft says\n%s\nwant\n%s", got, want)
	}
}

// history gives the kinds of all revisions, oldest first.
func (d *desk) history(id news.ArticleID) (kinds []string) {
	d.Helper()
	err := d.db.Read(d.ctx, func(tx store.Tx) error {
		all, err := tx.Articles().Revisions(d.ctx, id, 0, 20_000)
		for _, r := range slices.Backward(all) {
			kinds = append(kinds, string(r.Kind))
		}
		return err
	})
	if err != nil {
		d.Fatal(err)
	}
	return kinds
}

func TestTakeoverTypesOn(t *testing.T) {
	eachDesk(t, func(d *desk) {
		id := d.draft()
		a, b := d.writer(1, "a"), d.writer(2, "b")
		a.save(newsroom.Save{Article: id, Base: 1, Blocks: []json.RawMessage{para(first, "Pasar dibuka lagi pada Sabtu pagi.")}})
		// b had the article open all along and types in the same sentence, then
		// at the same word.
		got := b.save(newsroom.Save{Article: id, Base: 1, Blocks: []json.RawMessage{para(first, "Pasar dibuka pada Minggu pagi.")}})
		if got.Revision != 4 || got.Side != 3 || !slices.Equal(got.Merged, []string{first}) {
			d.Errorf("answered %+v", got)
		}
		if len(got.Blocks) != 1 || !bytes.Contains(got.Blocks[0], []byte("Pasar dibuka lagi pada Minggu pagi.")) {
			d.Errorf("the tab lacks %s", got.Blocks)
		}
		d.says(id, "Pasar dibuka lagi pada Minggu pagi.\nPedagang datang sejak subuh.")
		got = a.save(newsroom.Save{Article: id, Base: 2, Blocks: []json.RawMessage{para(first, "Pasar dibuka lagi pada Senin pagi.")}})
		if len(got.Conflicts) != 1 {
			d.Fatalf("conflicts: %+v", got.Conflicts)
		}
		c := got.Conflicts[0]
		if c.Block != first || c.Part != "content" || c.TheirsBy != "user 2" || c.MineBy != "user 1" ||
			!bytes.Contains(c.Mine, []byte("Senin")) || !bytes.Contains(c.Theirs, []byte("Minggu")) || !bytes.Contains(c.Base, []byte("Sabtu")) {
			d.Errorf("the card says %+v", c)
		}
		d.says(id, "Pasar dibuka lagi pada Minggu pagi.\nPedagang datang sejak subuh.")
		want := []string{"manual", "auto", "auto", "merged", "displaced", "merged"}
		if kinds := d.history(id); !slices.Equal(kinds, want) {
			d.Errorf("history %v, want %v", kinds, want)
		}
	})
}

func TestForcedUnlock(t *testing.T) {
	eachDesk(t, func(d *desk) {
		id := d.draft()
		a := d.writer(1, "a")
		seat := func(tab string, user news.UserID) {
			if err := d.db.Presence().Sit(d.ctx, news.Seat{Article: id, Tab: tab, User: user, Doing: "typing"}); err != nil {
				d.Fatal(err)
			}
		}
		seat("a", 1)
		seat("b", 2)
		if err := d.db.Presence().Leave(d.ctx, id, "a"); err != nil {
			d.Fatal(err)
		}
		if got := a.save(newsroom.Save{Article: id, Base: 1, Fields: field("kicker", "PASAR")}); got.Revision != 2 {
			d.Errorf("a tab without a seat cannot save: %+v", got)
		}
	})
}

func TestSessionExpiresMidSentence(t *testing.T) {
	eachDesk(t, func(d *desk) {
		id := d.draft()
		a := d.writer(1, "a")
		s := newsroom.Save{Article: id, Client: "a", Seq: 1, Base: 1, Fields: field("headline", "Pasar Lawang Dibuka Lagi")}
		if _, err := d.room.Do(d.ctx, newsroom.Actor{}, s); !news.Is(err, news.NotFound) {
			d.Fatalf("nobody saved: %v", err)
		}
		// The very same save, once signed in again.
		if got := a.send(s); got.Revision != 2 || got.Repeat {
			d.Errorf("answered %+v", got)
		}
	})
}

func TestTwoTabsSameUser(t *testing.T) {
	eachDesk(t, func(d *desk) {
		id := d.draft()
		one, two := d.writer(1, "satu"), d.writer(1, "dua")
		one.save(newsroom.Save{Article: id, Base: 1, Blocks: []json.RawMessage{para(first, "Pasar dibuka lagi pada Sabtu pagi.")}})
		got := two.save(newsroom.Save{Article: id, Base: 1, Blocks: []json.RawMessage{para(second, "Pedagang datang sejak tengah malam.")}})
		if len(got.Conflicts) > 0 {
			d.Errorf("in conflict with oneself: %+v", got.Conflicts)
		}
		d.says(id, "Pasar dibuka lagi pada Sabtu pagi.\nPedagang datang sejak tengah malam.")
	})
}

func TestSlowThreeG(t *testing.T) {
	eachDesk(t, func(d *desk) {
		id := d.draft()
		a := d.writer(1, "a")
		base := 1
		text := "Pasar dibuka pada Sabtu pagi."
		for i := range 10 {
			text += fmt.Sprintf(" Kalimat %d.", i)
			s := newsroom.Save{Article: id, Client: "a", Seq: int64(i + 1), Base: base, Blocks: []json.RawMessage{para(first, text)}}
			got := a.send(s)
			// The answer was slow: the tab asked twice more.
			for range 2 {
				if again := a.send(s); !again.Repeat || again.Revision != got.Revision {
					d.Fatalf("a repeat was answered %+v after %+v", again, got)
				}
			}
			if len(got.Conflicts) > 0 || len(got.Blocks) > 0 {
				d.Fatalf("a warning about one's own text: %+v", got)
			}
			base = got.Revision
		}
		d.says(id, text+"\nPedagang datang sejak subuh.")
		if n := len(d.history(id)); n != 11 {
			d.Errorf("%d revisions after ten saves, each sent three times", n)
		}
	})
}

func TestThirtyMinutesIdle(t *testing.T) {
	eachDesk(t, func(d *desk) {
		id := d.draft()
		a := d.writer(1, "a")
		d.clock.At = d.clock.At.Add(30 * time.Minute)
		if got := a.save(newsroom.Save{Article: id, Base: 1, Fields: field("kicker", "PASAR")}); got.Revision != 2 || len(got.Conflicts) > 0 {
			d.Errorf("the first save after a pause: %+v", got)
		}
	})
}

// TestConflictKeepsCopy: there is no state in which text must be copied out by
// hand, and each way to end a conflict does what it says.
func TestConflictKeepsCopy(t *testing.T) {
	clash := func(d *desk) (news.ArticleID, *writer) {
		id := d.draft()
		a, b := d.writer(1, "a"), d.writer(2, "b")
		a.save(newsroom.Save{Article: id, Base: 1, Fields: field("headline", "Pasar Lawang Ramai"),
			Blocks: []json.RawMessage{para(first, "Pasar dibuka pada Minggu pagi.")}})
		got := b.save(newsroom.Save{Article: id, Base: 1, Fields: field("headline", "Pasar Lawang Sepi"),
			Blocks: []json.RawMessage{para(first, "Pasar dibuka pada Senin pagi.")}})
		if len(got.Conflicts) != 2 || got.Conflicts[0].Field != "headline" || got.Conflicts[1].Block != first {
			d.Fatalf("conflicts: %+v", got.Conflicts)
		}
		return id, b
	}
	for choice, want := range map[string][2]string{
		"theirs": {"Pasar Lawang Ramai", "Pasar dibuka pada Minggu pagi."},
		"mine":   {"Pasar Lawang Sepi", "Pasar dibuka pada Senin pagi."},
		"both":   {"Pasar Lawang Ramai Pasar Lawang Sepi", "Pasar dibuka pada Minggu pagi.\nPasar dibuka pada Senin pagi."},
		"edit":   {"Pasar Lawang Buka", "Pasar dibuka akhir pekan."},
	} {
		t.Run(choice, func(t *testing.T) {
			eachDesk(t, func(d *desk) {
				id, b := clash(d)
				d.refused(news.Invalid, newsroom.Publish{Article: id})
				for n, value := range []string{str("Pasar Lawang Buka"), string(para("zzzzzzzzzzzz", "Pasar dibuka akhir pekan."))} {
					r := newsroom.Resolve{Article: id, Number: n + 1, Choice: choice, Value: json.RawMessage(value)}
					if _, err := d.room.Do(d.ctx, b.who, r); err != nil {
						d.Fatal(err)
					}
					d.refused(news.Conflict, r)
				}
				if got := d.open(id); got.Content.Headline != want[0] || len(got.Conflicts) != 0 {
					d.Errorf("the headline is %q, conflicts %v", got.Content.Headline, got.Conflicts)
				}
				d.says(id, want[1]+"\nPedagang datang sejak subuh.")
				d.must(newsroom.Publish{Article: id})
			})
		})
	}
	t.Run("a tab that types on writes on in the same card", func(t *testing.T) {
		eachDesk(t, func(d *desk) {
			id, b := clash(d)
			side := len(d.history(id)) - 1
			got := b.save(newsroom.Save{Article: id, Base: side, Blocks: []json.RawMessage{para(first, "Pasar dibuka pada Selasa pagi.")}})
			if len(got.Conflicts) != 2 || !bytes.Contains(got.Conflicts[1].Mine, []byte("Selasa")) {
				d.Errorf("cards: %+v", got.Conflicts)
			}
		})
	})
}

func TestPingVersusAutosave(t *testing.T) {
	eachDesk(t, func(d *desk) {
		id := d.draft()
		for range 3 {
			if err := d.db.Presence().Sit(d.ctx, news.Seat{Article: id, Tab: "a", User: 1, Doing: "viewing"}); err != nil {
				d.Fatal(err)
			}
		}
		if got := d.open(id); got.Revision != 1 {
			d.Errorf("looking made revision %d", got.Revision)
		}
		// Nor does a save that changes nothing, and it is answered.
		a := d.writer(1, "a")
		if got := a.save(newsroom.Save{Article: id, Base: 1, Fields: field("headline", "Pasar Lawang Dibuka")}); got.Revision != 1 {
			d.Errorf("saving nothing made revision %d", got.Revision)
		}
	})
}

func TestNoisyHistory(t *testing.T) {
	eachDesk(t, func(d *desk) {
		id := d.draft()
		a, b := d.writer(1, "a"), d.writer(2, "b")
		baseA, baseB := 1, 1
		for i := range 60 {
			d.clock.At = d.clock.At.Add(time.Minute)
			baseA = a.save(newsroom.Save{Article: id, Base: baseA, Blocks: []json.RawMessage{para(first, fmt.Sprint("Pasar dibuka, kabar ", i))}}).Revision
			baseB = b.save(newsroom.Save{Article: id, Base: baseB, Blocks: []json.RawMessage{para(second, fmt.Sprint("Pedagang datang, kabar ", i))}}).Revision
		}
		lines, next, err := d.room.History(d.ctx, newsroom.Operator(), id, 0, 100)
		if err != nil || next != 0 {
			d.Fatal(next, err)
		}
		if people := 2; len(lines) > people*7+1 {
			d.Errorf("an hour of two people is %d lines", len(lines))
		}
		n := 0
		for _, l := range lines {
			n += l.N
		}
		if n != len(d.history(id)) {
			d.Errorf("the lines stand for %d of %d revisions", n, len(d.history(id)))
		}
		short, next, err := d.room.History(d.ctx, newsroom.Operator(), id, 0, 3)
		if err != nil || len(short) != 3 || next == 0 {
			d.Errorf("%d lines, then from %d, %v", len(short), next, err)
		}
	})
}

func TestOldClientNewSchema(t *testing.T) {
	eachDesk(t, func(d *desk) {
		id := d.draft()
		a, b := d.writer(1, "a"), d.writer(2, "b")
		poll := `{"type":"poll","attrs":{"id":"00000000000p","q":"Setuju <ya>?"}}`
		got := a.save(newsroom.Save{Article: id, Base: 1, Blocks: []json.RawMessage{json.RawMessage(poll)}, Order: []string{first, "00000000000p", second}})
		base := got.Revision
		for i := range 20 {
			base = b.save(newsroom.Save{Article: id, Base: base - i%2, Blocks: []json.RawMessage{para(second, fmt.Sprint("Pedagang datang ", i))}}).Revision
		}
		u, ok := d.open(id).Content.Body.Find("00000000000p").(*body.Unknown)
		if !ok || string(u.Source) != poll {
			d.Errorf("after many saves the strange block is %+v", u)
		}
		// A page that is too old keeps what was typed and asks to be reloaded.
		err := d.db.Write(d.ctx, func(tx store.Tx) error {
			c := d.open(id).Content
			c.Body.Version = 7
			return tx.Articles().PutDraft(d.ctx, id, &c)
		})
		if err != nil {
			d.Fatal(err)
		}
		_, err = d.room.Do(d.ctx, a.who, newsroom.Save{Article: id, Client: "z", Seq: 1, Base: base, Schema: -1, Fields: field("kicker", "X")})
		if !news.Is(err, news.Conflict) || !strings.Contains(err.Error(), "client_old") {
			d.Errorf("an older page was answered %v", err)
		}
	})
}

// TestInvalidBlockRecovery: what breaks a rule is named and the rest is kept.
func TestInvalidBlockRecovery(t *testing.T) {
	eachDesk(t, func(d *desk) {
		id := d.draft()
		a := d.writer(1, "a")
		long := strings.Repeat("k", 201)
		got := a.save(newsroom.Save{Article: id, Base: 1,
			Fields: map[string]json.RawMessage{"headline": json.RawMessage(str(long)), "kicker": json.RawMessage(`"PASAR"`), "mood": json.RawMessage(`1`), "tags": json.RawMessage(`"x"`)},
			Blocks: []json.RawMessage{para(first, "Baris pertama diubah."),
				json.RawMessage(`{"type":"heading","attrs":{"id":"` + second + `","level":9},"content":[{"type":"text","text":"x"}]}`),
				json.RawMessage(`{"type":"paragraph"`)}})
		var refused []string
		for _, e := range got.Refused {
			refused = append(refused, e.Field+" "+e.Block+" "+e.Code)
		}
		want := []string{"mood  unknown", "tags  content", "body  content", "headline  too_long", "body.content.1.attrs.level " + second + " range"}
		if !slices.Equal(refused, want) {
			d.Errorf("refused %q, want %q", refused, want)
		}
		o := d.open(id)
		if o.Content.Kicker != "PASAR" || o.Content.Headline != "Pasar Lawang Dibuka" {
			d.Errorf("kept %q and %q", o.Content.Kicker, o.Content.Headline)
		}
		d.says(id, "Baris pertama diubah.\nPedagang datang sejak subuh.")
	})
}

// TestLongImportsCanBeEdited: a text that was longer than typed ones may be when
// it came may still be corrected.
func TestLongImportsCanBeEdited(t *testing.T) {
	eachDesk(t, func(d *desk) {
		c := d.content(strings.Repeat("Judul panjang ", 30))
		id := d.must(newsroom.Create{Edition: d.edition, Content: c, Imported: true}).Article
		a := d.writer(1, "a")
		got := a.save(newsroom.Save{Article: id, Base: 1, Fields: field("headline", strings.Repeat("Judul panjang ", 29))})
		if len(got.Refused) > 0 || got.Revision != 2 {
			d.Errorf("answered %+v", got)
		}
	})
}

func TestBlobImages(t *testing.T) {
	eachDesk(t, func(d *desk) {
		id := d.draft()
		a := d.writer(1, "a")
		for name, block := range map[string]string{
			"link":      `{"type":"paragraph","attrs":{"id":"` + second + `"},"content":[{"type":"text","marks":[{"type":"link","attrs":{"href":"blob:https://a/1"}}],"text":"x"}]}`,
			"unknown":   `{"type":"img","attrs":{"id":"` + second + `","src":"blob:https://a/1"}}`,
			"attribute": `{"type":"paragraph","attrs":{"id":"` + second + `","src":"data:image/png;base64,AAAA"}}`,
			"origin":    `{"type":"unknown","attrs":{"id":"` + second + `","origin":"x","raw":"<img src='data:x'>"}}`,
			"html":      `{"type":"raw_html","attrs":{"id":"` + second + `","html":"<img src=blob:x>"}}`,
		} {
			got := a.save(newsroom.Save{Article: id, Base: 1, Blocks: []json.RawMessage{json.RawMessage(block)}})
			if len(got.Refused) == 0 || got.Refused[0].Block != second || got.Revision != 1 {
				d.Errorf("%s: answered %+v", name, got)
			}
		}
		// Prose may speak of them.
		got := a.save(newsroom.Save{Article: id, Base: 1, Blocks: []json.RawMessage{para(second, `Catatan: "data: 5 persen" dan (blob: putih).`)}})
		if len(got.Refused) > 0 {
			d.Errorf("prose was refused: %+v", got.Refused)
		}
	})
}

func TestRawHTMLTakesItsOwnRight(t *testing.T) {
	eachDesk(t, func(d *desk) {
		id := d.draft()
		a := d.writer(1, "a")
		block := json.RawMessage(`{"type":"raw_html","attrs":{"id":"` + second + `","html":"<b>x</b>"}}`)
		got := a.save(newsroom.Save{Article: id, Base: 1, Blocks: []json.RawMessage{block}})
		if len(got.Refused) != 1 || got.Refused[0].Code != "forbidden" {
			d.Errorf("a redaktur may write HTML: %+v", got)
		}
		chief := d.writer(2, "b")
		chief.who = newsroom.Operator()
		if got = chief.save(newsroom.Save{Article: id, Base: 1, Blocks: []json.RawMessage{block}}); len(got.Refused) > 0 {
			d.Errorf("who may is refused: %+v", got.Refused)
		}
		// Others may write around it.
		if got = a.save(newsroom.Save{Article: id, Base: got.Revision, Order: []string{second, first}}); len(got.Refused) > 0 {
			d.Errorf("moving it is refused: %+v", got.Refused)
		}
	})
}

func TestFirewallForm(t *testing.T) {
	eachDesk(t, func(d *desk) {
		id := d.draft()
		a := d.writer(1, "a")
		prose := `'; DROP TABLE article; -- <script>alert(1)</script> UNION SELECT * FROM user WHERE "1"="1"`
		a.save(newsroom.Save{Article: id, Base: 1, Fields: field("standfirst", prose), Blocks: []json.RawMessage{para(first, prose)}})
		if got := d.open(id); got.Content.Standfirst != prose || got.Content.Body.FirstParagraph() != prose {
			d.Errorf("prose came back as %q", got.Content.Standfirst)
		}
	})
}

func TestDraftTwiceAfterDrop(t *testing.T) {
	eachDesk(t, func(d *desk) {
		a := d.writer(1, "a")
		s := newsroom.Save{ULID: "01J0000000000000000000000A", Edition: d.edition, Client: "a", Seq: 1,
			Fields: field("headline", "Dari lapangan"), Body: json.RawMessage(`{"type":"doc","version":1,"content":[` + string(para(first, "Air naik.")) + `]}`)}
		one := a.send(s)
		if !one.Created || one.Article == 0 || one.Revision != 1 {
			d.Fatalf("answered %+v", one)
		}
		for range 10 {
			if got := a.send(s); got.Article != one.Article || !got.Repeat {
				d.Fatalf("again: %+v", got)
			}
		}
		// Another tab replays the journal, and goes on.
		b := d.writer(1, "b")
		s.Client = "b"
		if got := b.send(s); got.Article != one.Article || got.Created || got.Revision != 1 {
			d.Errorf("from another tab: %+v", got)
		}
		s.Seq, s.Base, s.Fields = 2, 1, field("kicker", "BANJIR")
		if got := b.send(s); got.Article != one.Article || got.Revision != 2 {
			d.Errorf("going on: %+v", got)
		}
		s.ULID = "bukan ulid"
		d.refused(news.Invalid, s)
		if err := d.db.Read(d.ctx, func(tx store.Tx) error {
			all, err := tx.Articles().Newest(d.ctx, d.edition, 0, 10)
			if len(all) != 1 {
				d.Errorf("%d articles", len(all))
			}
			return err
		}); err != nil {
			d.Fatal(err)
		}
	})
}

func TestMetaBesideBody(t *testing.T) {
	eachDesk(t, func(d *desk) {
		id := d.draft()
		text, photo := d.writer(1, "a"), d.writer(2, "b")
		text.save(newsroom.Save{Article: id, Base: 1, Blocks: []json.RawMessage{para(first, "Pasar dibuka lagi.")}})
		got := photo.save(newsroom.Save{Article: id, Base: 1, Fields: map[string]json.RawMessage{"lead.asset": json.RawMessage(`7`), "lead.caption": json.RawMessage(`"Pasar."`)}})
		if len(got.Conflicts) > 0 || len(got.Blocks) != 1 {
			d.Errorf("answered %+v", got)
		}
		got = text.save(newsroom.Save{Article: id, Base: 2, Fields: field("lead.alt", "Kios")})
		if len(got.Conflicts) > 0 || string(got.Fields["lead.asset"]) != "7" {
			d.Errorf("answered %+v", got)
		}
		if l := d.open(id).Content.Lead; l == nil || l.Asset != 7 || l.Caption != "Pasar." || l.Alt != "Kios" {
			d.Errorf("the lead is %+v", l)
		}
	})
}

// TestASaveOpensADraftOnALiveArticle: readers see nothing of it.
func TestASaveOpensADraftOnALiveArticle(t *testing.T) {
	eachDesk(t, func(d *desk) {
		r := d.publish("Feri Naik Dok")
		before, _, err := d.db.Ledger().Head(d.ctx)
		if err != nil {
			d.Fatal(err)
		}
		a := d.writer(1, "a")
		got := a.save(newsroom.Save{Article: r.Article, Base: r.Revision, Fields: field("headline", "Feri Naik Dok Lagi")})
		if got.Work != news.Writing || got.Revision != r.Revision+1 {
			d.Errorf("answered %+v", got)
		}
		if p, err := d.seen(r.Article); err != nil || p.Content.Headline != "Feri Naik Dok" {
			d.Errorf("readers see %q, %v", p.Content.Headline, err)
		}
		if after, _, _ := d.db.Ledger().Head(d.ctx); after != before {
			d.Error("a save is in the ledger")
		}
	})
}

// TestAThinnedBase: the tab slept for weeks and its base is gone.
func TestAThinnedBase(t *testing.T) {
	eachDesk(t, func(d *desk) {
		id := d.draft()
		a, b := d.writer(1, "a"), d.writer(2, "b")
		base := 1
		for i := range 5 {
			base = a.save(newsroom.Save{Article: id, Base: base, Blocks: []json.RawMessage{para(first, fmt.Sprint("Pasar dibuka kabar ", i))}}).Revision
		}
		err := d.db.Write(d.ctx, func(tx store.Tx) error {
			_, err := tx.Saving().Thin(d.ctx, id, base, 0, d.clock.At.Add(time.Hour))
			return err
		})
		if err != nil {
			d.Fatal(err)
		}
		got := b.save(newsroom.Save{Article: id, Base: 3, Blocks: []json.RawMessage{para(first, "Pasar dibuka kabar 1 benar"), para(second, "Pedagang datang lagi.")}})
		if len(got.Conflicts) != 1 || got.Conflicts[0].Block != first {
			d.Errorf("answered %+v", got)
		}
		d.says(id, "Pasar dibuka kabar 4\nPedagang datang lagi.")
		_, err = d.room.Do(d.ctx, b.who, newsroom.Save{Article: id, Client: "b", Seq: 9, Base: 99, Fields: field("kicker", "X")})
		if !news.Is(err, news.Stale) {
			d.Errorf("a base of the future: %v", err)
		}
	})
}

func TestRestoring(t *testing.T) {
	eachDesk(t, func(d *desk) {
		id := d.draft()
		a := d.writer(1, "a")
		a.save(newsroom.Save{Article: id, Base: 1, Fields: field("headline", "Lain"), Blocks: []json.RawMessage{para(first, "Salah.")}, Order: []string{first}})
		d.says(id, "Salah.")
		if _, err := d.room.Do(d.ctx, a.who, newsroom.Restore{Article: id, Revision: 1, Block: second}); err != nil {
			d.Fatal(err)
		}
		d.says(id, "Salah.\nPedagang datang sejak subuh.")
		if _, err := d.room.Do(d.ctx, a.who, newsroom.Restore{Article: id, Revision: 1, Block: first}); err != nil {
			d.Fatal(err)
		}
		d.says(id, "Pasar dibuka pada Sabtu pagi.\nPedagang datang sejak subuh.")
		if h := d.open(id).Content.Headline; h != "Lain" {
			d.Errorf("a block brought back the headline %q", h)
		}
		d.refused(news.NotFound, newsroom.Restore{Article: id, Revision: 1, Block: "zzzzzzzzzzzz"})
		d.refused(news.NotFound, newsroom.Restore{Article: id, Revision: 77})
		d.refused(news.Stale, newsroom.Restore{Article: id, Revision: 1, IfRevision: 2})
		if _, err := d.room.Do(d.ctx, a.who, newsroom.Restore{Article: id, Revision: 1}); err != nil {
			d.Fatal(err)
		}
		if h := d.open(id).Content.Headline; h != "Pasar Lawang Dibuka" {
			d.Errorf("the headline is %q", h)
		}
		if kinds := d.history(id); !slices.Equal(kinds, []string{"manual", "auto", "restored", "restored", "restored"}) {
			d.Errorf("history %v", kinds)
		}
		c, err := d.room.Compare(d.ctx, newsroom.Operator(), id, 1, 2)
		if err != nil || len(c.Fields) != 1 || c.Fields[0].Field != "headline" || len(c.Body) != 2 || c.Body[1].Change != body.Removed {
			d.Errorf("compared: %+v, %v", c, err)
		}
	})
}

// TestAnswersAreForgotten after seven days, and not before.
func TestAnswersAreForgotten(t *testing.T) {
	eachDesk(t, func(d *desk) {
		id := d.draft()
		a := d.writer(1, "a")
		s := newsroom.Save{Article: id, Client: "a", Seq: 1, Base: 1, Fields: field("kicker", "PASAR")}
		a.send(s)
		d.clock.At = d.clock.At.Add(newsroom.AnswersKept - time.Minute)
		if more, err := d.room.Tidy(d.ctx); err != nil || more {
			d.Fatal(more, err)
		}
		if got := a.send(s); !got.Repeat {
			d.Errorf("answered anew: %+v", got)
		}
		d.clock.At = d.clock.At.Add(2 * time.Minute)
		if _, err := d.room.Tidy(d.ctx); err != nil {
			d.Fatal(err)
		}
		if got := a.send(s); got.Repeat || got.Revision != 2 {
			d.Errorf("a save of what stands there already: %+v", got)
		}
	})
}
