package main

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"warta/internal/body"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
)

// roomPages are the screens of photos, fronts, names and menu, as a chief opens
// them.
var roomPages = []struct{ name, path string }{
	{"front", "/newsroom/front"},
	{"front-card", "/newsroom/front/card?box=c1&slot=0"},
	{"front-container", "/newsroom/front/container"},
	{"front-publish", "/newsroom/front/publish"},
	{"front-history", "/newsroom/front/history"},
	{"front-preview", "/newsroom/front/preview"},
	{"photos", "/newsroom/photos"},
	{"photos-list", "/newsroom/photos?view=list"},
	{"photos-none", "/newsroom/photos?q=tidak-ada"},
	{"photos-upload", "/newsroom/photos/upload"},
	{"photos-pick", "/newsroom/photos/pick"},
	{"photo", "/newsroom/photos/1"},
	{"photo-delete", "/newsroom/photos/1/delete"},
	{"sections", "/newsroom/sections"},
	{"section", "/newsroom/sections/1"},
	{"tags", "/newsroom/tags"},
	{"tags-near", "/newsroom/tags/near"},
	{"tag", "/newsroom/tags/1"},
	{"tag-merge", "/newsroom/tags/2/merge?into=1"},
	{"people", "/newsroom/people"},
	{"person", "/newsroom/people/1"},
	{"menu", "/newsroom/menu"},
	{"pages", "/newsroom/pages"},
	{"redirects", "/newsroom/redirects"},
	{"numbers-none", "/newsroom/numbers"},
	{"numbers-week", "/newsroom/numbers?period=week"},
}

// roomsByDay are looked at on every run, the rest in the nights.
var roomsByDay = []string{"front", "photos", "photo", "tags", "menu", "numbers-week"}

// stock gives the rooms something to show: photos, articles, a front, names.
func (d *doorPaper) stock(t *testing.T) (ids []news.ArticleID) {
	t.Helper()
	do := func(c newsroom.Command) newsroom.Result {
		t.Helper()
		out, err := d.room.Do(t.Context(), newsroom.Operator(), c)
		if err != nil {
			t.Fatalf("%T: %v", c, err)
		}
		return out
	}
	section := &news.Section{Edition: 1, Name: "Daerah"}
	do(newsroom.DefineSection{Section: section})
	do(newsroom.DefineTag{Tag: &news.Tag{Edition: 1, Name: "Banjir Rob"}})
	do(newsroom.DefineTag{Tag: &news.Tag{Edition: 1, Name: "Banjirrob"}})
	do(newsroom.DefinePerson{Edition: 1, Person: &news.Person{Name: "Ranita Wulung", Title: "Redaktur", Active: true}})
	for i := range 3 {
		m := image.NewRGBA(image.Rect(0, 0, 480, 320))
		for p := range m.Pix {
			m.Pix[p] = uint8(p>>(9+i)) | 0x20
		}
		m.Set(i, i, color.White)
		var b bytes.Buffer
		_ = jpeg.Encode(&b, m, nil)
		a, err := d.room.ImportAsset(t.Context(), newsroom.Operator(), newsroom.ImportAsset{Edition: 1, Name: fmt.Sprintf("DSC_%04d.JPG", i), Caption: fmt.Sprintf("Perahu nelayan di Karang Sunyi, hari ke-%d", i+1), Credit: "Lentera/Ayu"}, &b)
		if err != nil {
			t.Fatal(err)
		}
		c := news.Content{Headline: fmt.Sprintf("Nelayan Karang Sunyi melaut lagi setelah %d pekan badai", i+2), Section: section.ID, Kind: news.KindNews,
			Byline: []news.Credit{{Name: "Ayu", Role: news.RoleReporter}}, Lead: &news.LeadMedia{Asset: a.ID, Alt: "Perahu"},
			Body: body.Doc{Version: 1, Blocks: []body.Block{&body.Paragraph{Text: body.Text("Isi berita.")}}}}
		c.Body.AssignIDs("uji")
		id := do(newsroom.Create{Edition: 1, Content: c}).Article
		do(newsroom.Publish{Article: id})
		ids = append(ids, id)
	}
	if err := d.jobs.Once(t.Context()); err != nil {
		t.Fatal(err)
	}
	err := d.db.Reads().Flush(t.Context(), store.ReadFlush{Batch: "gudang", At: time.Now().Add(-30 * time.Hour), Articles: map[news.ArticleID]int64{ids[0]: 340, ids[1]: 12},
		Shares: map[store.ReadShare]int64{{Edition: 1, Kind: store.ShareAll}: 352, {Edition: 1, Kind: store.ShareFrom, Name: "whatsapp"}: 200, {Edition: 1, Kind: store.ShareFrom, Name: "search"}: 152}})
	if err != nil {
		t.Fatal(err)
	}
	do(newsroom.ArrangeFront{Front: &news.Front{Edition: 1, Containers: []news.Container{{ID: "c1", Layout: "lead", Capacity: 4, Cards: []news.FrontCard{{Article: ids[0]}, {Article: ids[1]}}},
		{ID: "c2", Name: "Daerah", Layout: "grid", Capacity: 4, Fill: news.Fill{By: "section", ID: int64(section.ID)}}}}})
	return ids
}

// Every screen of these rooms can be read by everybody, on a telephone and at a
// desk, by day and by night (G-21).
func TestTheRoomsInABrowser(t *testing.T) {
	widths, every := []int{360}, false
	if os.Getenv("WARTA_PICTURES") != "" || os.Getenv("WARTA_NIGHTLY") != "" {
		widths, every = append(widths, 1280), true
	}
	d := newDoor(t, listen{}, demoStaff)
	d.stock(t)
	v := open(t, d.home+"/newsroom/login", screen{width: 360})
	v.send(t, "email", "chief@lentera.example", "password", "chief-demo")
	for _, width := range widths {
		for _, p := range roomPages {
			if !every && !slices.Contains(roomsByDay, p.name) {
				continue
			}
			v := open(t, d.home+p.path, screen{width: width})
			v.clean(t, fmt.Sprint(p.name, "-", width))
		}
	}
}

// The front by keys alone: a card is lifted and dropped, an article of the feed is
// sent to the first slot, and the page is published, all without leaving the keys.
func TestTheFrontByKeys(t *testing.T) {
	d := newDoor(t, listen{}, demoStaff)
	ids := d.stock(t)
	v := open(t, d.home+"/newsroom/login", screen{width: 1280})
	v.send(t, "email", "chief@lentera.example", "password", "chief-demo")
	v = open(t, d.home+"/newsroom/front", screen{width: 1280})
	draft := func() (out []news.ArticleID) {
		f, err := d.room.Front(t.Context(), newsroom.Operator(), 1, news.FrontOf{})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range f.Draft.Front.Containers {
			for _, card := range c.Cards {
				out = append(out, card.Article)
			}
		}
		return out
	}
	becomes := func(what string, want ...news.ArticleID) {
		t.Helper()
		var got []news.ArticleID
		for range 100 {
			if got = draft(); slices.Equal(got, want) {
				return
			}
			time.Sleep(30 * time.Millisecond)
		}
		t.Fatalf("%s: the draft is %v, want %v", what, got, want)
	}
	v.do(t, "document.querySelector('warta-front .slot').focus()")
	v.press(t, " ")
	v.press(t, kb.ArrowDown)
	v.press(t, " ")
	becomes("lifted, down, dropped", ids[1], ids[0])
	// The card that was moved has the focus still, in the answer's new page, which
	// comes a moment after the draft.
	settled := func(number string) {
		t.Helper()
		got := ""
		for range 100 {
			got = v.do(t, "const on = document.activeElement; return on.dataset.number + on.querySelector('.hl')?.textContent.includes('2 pekan')")
			if got == number+"true" {
				return
			}
			time.Sleep(30 * time.Millisecond)
		}
		t.Fatalf("the moved card is not in focus at place %s: %s", number, got)
	}
	settled("2")
	v.press(t, "1")
	becomes("sent to slot 1", ids[0], ids[1])
	settled("1")
	v.do(t, fmt.Sprintf("document.querySelector('.feedlist [data-article=\"%d\"]').focus()", ids[2]))
	v.press(t, "1")
	becomes("from the feed to slot 1", ids[2], ids[0], ids[1])
	// The answer's page comes a moment after the draft.
	got := ""
	for range 100 {
		if got = v.do(t, "return document.querySelector('#kepala .diffline').textContent"); strings.Contains(got, "1 masuk") {
			break
		}
		time.Sleep(30 * time.Millisecond)
	}
	if !strings.Contains(got, "1 masuk") {
		t.Errorf("the line of differences says %q", got)
	}
	ctrlEnter := func() {
		t.Helper()
		v.leave(t, "document.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', ctrlKey: true, bubbles: true}))")
	}
	ctrlEnter()
	ctrlEnter()
	f, err := d.room.Front(t.Context(), newsroom.Operator(), 1, news.FrontOf{})
	if err != nil || len(f.Live.Containers) == 0 || f.Live.Containers[0].Cards[0].Article != ids[2] {
		t.Errorf("readers have %+v, %v", f.Live.Containers, err)
	}
	if len(v.violations) > 0 {
		t.Errorf("the policy complains: %v", v.violations)
	}
}
