package admin_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"warta/internal/news"
	"warta/internal/newsroom"
)

// spot finds a card's form in the page: its container, revision and slot.
func (r *rooms) spot(text, headline string) []string {
	r.Helper()
	for _, li := range strings.Split(text, `<li class="slot`)[1:] {
		li, _, _ = strings.Cut(li, "</li>")
		if strings.Contains(li, ">"+headline+"<") && strings.Contains(li, `name="box"`) {
			return []string{"box", between(r.T, li, `name="box" value="`, `"`), "revision", between(r.T, li, `name="revision" value="`, `"`), "slot", between(r.T, li, `name="slot" value="`, `"`),
				"seen", between(r.T, li, `name="seen" value="`, `"`)}
		}
	}
	r.Fatalf("no card %q in:\n%s", headline, text)
	return nil
}

// order lists the draft's headlines as they stand.
func (r *rooms) order(text string) (out []string) {
	draft, _, _ := strings.Cut(text, `class="feed"`)
	for _, li := range strings.Split(draft, `<p class="hl"><a href="`)[1:] {
		_, rest, _ := strings.Cut(li, ">")
		out = append(out, rest[:strings.IndexByte(rest, '<')])
	}
	return out
}

func (r *rooms) stands(what, text string, want ...string) {
	r.Helper()
	if got := r.order(text); strings.Join(got, "|") != strings.Join(want, "|") {
		r.Errorf("%s: the draft is %q, want %q", what, got, want)
	}
}

// From the empty page to a published front and back, by forms alone.
func TestFrontIsArrangedWithoutScripts(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	a, b, c := r.live("Alfa"), r.live("Bravo"), r.live("Citra")
	r.as(news.Redaktur)
	text := r.look("/newsroom/front")
	r.holds("the empty front", text, "Halaman ini mengisi dirinya sendiri", "Alfa", "Bravo", "Citra")

	// "Jadikan utama" is one press from the feed; the first one makes the container.
	text = r.press("/newsroom/front/add", "article", number(a))
	text = r.press("/newsroom/front/add", "article", number(b))
	r.stands("two added on top", text, "Bravo", "Alfa")
	text = r.press("/newsroom/front/move", append(r.spot(text, "Alfa"), "do", "lead")...)
	r.stands("made the lead", text, "Alfa", "Bravo")
	text = r.press("/newsroom/front/move", append(r.spot(text, "Alfa"), "do", "down")...)
	r.stands("down", text, "Bravo", "Alfa")
	text = r.press("/newsroom/front/undo")
	r.stands("undone", text, "Alfa", "Bravo")
	text = r.press("/newsroom/front/undo")
	r.stands("undone twice", text, "Bravo", "Alfa")
	if strings.Contains(r.send("GET", "/newsroom/front", nil).text, "Citra</a></p></li>") {
		t.Error("Citra stands on the front")
	}

	// A second container, filled by a section; a card goes there, and an article that
	// is put again leaves its old place.
	text = r.press("/newsroom/front/container", "name", "Kota Hari Ini", "layout", "grid", "capacity", "4", "by", "section", "in", number(r.city), "order", "read", "age", "48")
	r.holds("the container", text, "Kota Hari Ini", "terbaru di Kota", "terbanyak dibaca sehari", "paling tua 48 jam", "4 slot lagi")
	box := between(t, text[strings.Index(text, "Kota Hari Ini")-400:], `data-box="`, `"`)
	text = r.press("/newsroom/front/add", "article", number(c), "to", box+" 1 0")
	text = r.press("/newsroom/front/add", "article", number(b), "to", box+" 2 0")
	r.stands("put into the second", text, "Alfa", "Bravo", "Citra")
	text = r.press("/newsroom/front/move", append(r.spot(text, "Bravo"), "do", "up")...)
	r.stands("up into the container above", text, "Alfa", "Bravo", "Citra")

	// A card's own words, a link below it, and what is wrong said beside the field.
	spot := r.spot(text, "Citra")
	at := "/newsroom/front/card?" + url.Values{"box": {spot[1]}, "slot": {spot[5]}}.Encode()
	r.holds("the card's page", r.look(at), "Semat", "Turun sendiri pada")
	r.holds("a long headline", r.refusedPress(http.StatusBadRequest, "/newsroom/front/card", append(spot, "headline", strings.Repeat("x", 121), "kicker", "Yang diketik")...), "erlalu panjang", "Yang diketik")
	r.holds("no such photo", r.refusedPress(http.StatusBadRequest, "/newsroom/front/card", append(spot, "image", "99999")...), "Tidak ada foto dengan nomor ini")
	r.holds("a script as a target", r.refusedPress(http.StatusBadRequest, "/newsroom/front/card", append(spot, "sub.1", "x", "sub.1.to", "javascript:alert(1)")...), "Tautan di bawah judul")
	text = r.press("/newsroom/front/card", append(spot, "headline", "Citra di halaman muka", "kicker", "KOTA", "pin", "1", "sub.1", "Latar", "sub.1.to", number(a), "until.day", "2099-01-01", "until.clock", "10.00")...)
	r.holds("the card", text, "Citra di halaman muka", "Judul asli: Citra", "turun", "disemat")

	// The difference, and the publication with its way back.
	text = r.look("/newsroom/front/publish")
	r.holds("the difference", text, "3 masuk", "Alfa", "Citra di halaman muka")
	draft := between(t, text, `name="draft" value="`, `"`)
	r.refusedPress(http.StatusConflict, "/newsroom/front/publish", "draft", "1", "do", "now")
	text = r.press("/newsroom/front/publish", "draft", draft, "do", "now")
	r.holds("published", text, "Halaman depan terbit", "Sama dengan yang tayang")
	r.holds("nothing more to publish", r.look("/newsroom/front/publish"), "Tidak ada yang berubah")
	text = r.press("/newsroom/front/move", append(r.spot(text, "Alfa"), "do", "off")...)
	draft = between(t, r.look("/newsroom/front/publish"), `name="draft" value="`, `"`)
	text = r.press("/newsroom/front/publish", "draft", draft, "do", "now")
	r.stands("without Alfa", text, "Bravo", "Citra di halaman muka")
	back := strings.ReplaceAll(between(t, text, `action="/newsroom/front/restore`, `"`), "&amp;", "&")
	text = r.press("/newsroom/front/restore" + back)
	r.stands("back", text, "Alfa", "Bravo", "Citra di halaman muka")

	text = r.look("/newsroom/front/history")
	r.holds("the history", text, "Susunan 3", "Susunan 1", "Kembalikan", "Sari Dewi")
	r.holds("a former front", r.look("/newsroom/front/history/2"), "Bravo", "Kembalikan")
	r.holds("before anything", r.look("/newsroom/front/history?at.day=2020-01-01&at.clock=10.00"), "belum ada susunan")
	if bad := r.send("GET", "/newsroom/front/history?at.day=kemarin", nil); bad.StatusCode != http.StatusBadRequest || !strings.Contains(bad.text, "Bukan tanggal") {
		t.Errorf("no date: %d", bad.StatusCode)
	}

	// Later, and cancelled.
	text = r.press("/newsroom/front/move", append(r.spot(r.look("/newsroom/front"), "Alfa"), "do", "off")...)
	draft = between(t, r.look("/newsroom/front/publish"), `name="draft" value="`, `"`)
	r.refusedPress(http.StatusBadRequest, "/newsroom/front/publish", "draft", draft, "do", "later", "at.day", "2020-01-01", "at.clock", "10:00")
	text = r.press("/newsroom/front/publish", "draft", draft, "do", "later", "at.day", "2099-01-01", "at.clock", "10:00")
	r.holds("planned", text, "Batalkan jadwal")
	r.holds("cancelled", r.press("/newsroom/front/cancel", "id", between(t, text, `name="id" value="`, `"`)), "Jadwal dibatalkan")

	// On the paper's own page, in a frame of ours and no other.
	r.holds("the preview", r.look("/newsroom/front/preview"), "<iframe", "/newsroom/front/preview/page")
	p := r.send("GET", "/newsroom/front/preview/page", nil)
	if p.text != "<!doctype html><title>cetak</title>" || !strings.Contains(p.Header.Get("Content-Security-Policy"), "frame-ancestors 'self'") || len(r.printed.Containers) != 2 {
		t.Errorf("the print: %q, %v, %d containers", p.text, p.Header, len(r.printed.Containers))
	}

	// A whole container goes, and comes back.
	text = r.look("/newsroom/front")
	spot = r.spot(text, "Bravo")
	text = r.press("/newsroom/front/container/remove", spot[:4]...)
	r.stands("without the container", text, "Citra di halaman muka")
	r.stands("with it", r.press("/newsroom/front/undo"), "Bravo", "Citra di halaman muka")
	r.press("/newsroom/front/reset")
}

// Two people at one container: the later one sees both orders, and loses nothing.
func TestTwoArrangeOneContainer(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	a, b := r.live("Alfa"), r.live("Bravo")
	r.as(news.Redaktur)
	r.press("/newsroom/front/add", "article", number(a))
	text := r.press("/newsroom/front/add", "article", number(b))
	mine := r.spot(text, "Alfa")
	r.press("/newsroom/front/move", append(r.spot(text, "Bravo"), "do", "down")...)
	clash := r.refusedPress(http.StatusConflict, "/newsroom/front/move", append(mine, "do", "off")...)
	r.holds("the clash", clash, "diubah dua orang", "Yang Anda lihat", "Sekarang", "sudah diubah orang lain")
	r.stands("the draft", r.look("/newsroom/front"), "Alfa", "Bravo")
}

// The banner has its own right, its count and its end.
func TestBreakingBanner(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	a := r.live("Alfa")
	r.as(news.Redaktur)
	r.holds("too long", r.refusedPress(http.StatusBadRequest, "/newsroom/front/banner", "text", strings.Repeat("x", 91), "minutes", "45", "level", "breaking"), "erlalu panjang")
	r.refusedPress(http.StatusBadRequest, "/newsroom/front/banner", "text", "Gempa", "minutes", "9999", "level", "breaking")
	r.refusedPress(http.StatusBadRequest, "/newsroom/front/banner", "text", "Gempa", "minutes", "45", "level", "breaking", "to", "javascript:x")
	text := r.press("/newsroom/front/banner", "text", "Gempa di Karang Sunyi", "to", number(a), "minutes", "30", "level", "penting")
	r.holds("the banner runs", text, "Gempa di Karang Sunyi", "30 menit lagi", "Akhiri", "Penting")
	text = r.press("/newsroom/front/banner/end")
	r.holds("ended, with its words in the form", text, "Spanduk diakhiri", `value="Gempa di Karang Sunyi"`)
	r.lacks("ended", text, "menit lagi")
}

// A section's front is its editors'; the home page is not theirs, nor a writer's.
func TestFrontsByPosition(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	a := r.live("Alfa")
	r.as(news.Penulis)
	for _, path := range []string{"/newsroom/front", "/newsroom/front/publish"} {
		if x := r.send("GET", path, nil); x.StatusCode != http.StatusForbidden {
			t.Errorf("a writer gets %s: %d", path, x.StatusCode)
		}
	}
	for _, path := range []string{"/add", "/move", "/undo", "/reset", "/banner", "/banner/end", "/restore", "/container"} {
		x := r.send("POST", "/newsroom/front"+path, form("article", number(a), "text", "x", "minutes", "45", "number", "1", "box", "", "capacity", "3", "to", "a 1 0"))
		if x.StatusCode != http.StatusForbidden && x.StatusCode != http.StatusNotFound {
			t.Errorf("a writer's %s answers %d", path, x.StatusCode)
		}
	}
	hireWith(r, "kota@lentera.example", news.Grant{Position: news.Redaktur, Sections: []news.SectionID{r.city}})
	r.client = r.browser()
	r.in("kota@lentera.example")
	r.lacks("the home page to a section's editor", r.look("/newsroom/front"), "/newsroom/front/publish", `name="article"`)
	text := r.press("/newsroom/front/add", "article", number(a), "section", number(r.city))
	r.holds("their own front", text, "/newsroom/front/publish?section=", "Alfa")
	if x := r.send("POST", "/newsroom/front/add", form("article", number(a))); x.StatusCode != http.StatusForbidden {
		t.Errorf("a section's editor changes the home page: %d", x.StatusCode)
	}
	f, err := r.room.Front(t.Context(), newsroom.Operator(), r.edition, news.FrontOf{})
	if err != nil || len(f.Draft.Front.Containers) != 0 {
		t.Errorf("the home page: %+v, %v", f.Draft.Front.Containers, err)
	}
}

// A script that moves a card gets the slots, the line of differences and what went
// wrong, and nothing of the frame around them (G-3).
func TestFrontAnswersScriptsInParts(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	a := r.live("Alfa")
	r.as(news.Redaktur)
	text := r.press("/newsroom/front/add", "article", number(a))
	part := r.send("GET", "/newsroom/front", nil, "HX-Request", "true", "HX-Target", "susunan")
	r.holds("the part", part.text, `<section class="wadah"`, `id="kepala" hx-swap-oob="innerHTML"`, "1 masuk")
	r.lacks("the part", part.text, "<html", "umpan")
	spot := r.spot(text, "Alfa")
	r.press("/newsroom/front/move", append(spot, "do", "pin")...)
	form := url.Values{"do": {"off"}}
	for i := 0; i < len(spot); i += 2 {
		form.Set(spot[i], spot[i+1])
	}
	stale := r.send("POST", "/newsroom/front/move", form, "HX-Request", "true", "HX-Target", "susunan")
	if stale.StatusCode != http.StatusConflict {
		t.Errorf("a stale step answers %d", stale.StatusCode)
	}
	r.holds("the stale part", stale.text, "diubah dua orang", "Alfa")
}
