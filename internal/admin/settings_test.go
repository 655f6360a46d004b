package admin_test

import (
	"net/url"
	"strings"
	"testing"

	"warta/internal/news"
	"warta/internal/newsroom"
)

// A change goes over the review; it can be taken back to the form, applied, and
// brought back from the history.
func TestSettingsFromDraftToHistory(t *testing.T) {
	d := newOffice(t)
	d.as(news.Admin)
	d.send("GET", "/newsroom/settings", nil).wants(t, "the form", 200, `value="Lentera Sagara"`, "GPTBot", "Bawaan: 20.", "Di bawah judul")
	d.send("GET", "/newsroom/settings?q=zona", nil).wants(t, "a search", 200, `name="zone"`, `!name="tagline"`)
	d.send("GET", "/newsroom/settings?q=zzz", nil).wants(t, "an empty search", 200, "Tidak ada setelan yang cocok")

	form := url.Values{"row": {"name", "list_length", "masthead.staff", "feed_summary", "machine.crawlers.gptbot", "ads.slots.header.url", "hosts", "messages"},
		"name": {"Lentera Baru"}, "list_length": {"30"}, "masthead.staff": {"Redaktur: Rani, Budi\n"}, "feed_summary": {"yes"}, "machine.crawlers.gptbot": {"allow"},
		"ads.slots.header.url": {"https://toko.example/"}, "hosts": {"lentera.example\nwww.lentera.example"}, "messages": {"list.related = Baca lagi"},
		// Not shown, so not meant.
		"tagline": {"tidak ikut"}}
	a := d.send("POST", "/newsroom/settings/review", form)
	a.wants(t, "the review", 200, "<del>Lentera Sagara</del>", "<ins>Lentera Baru</ins>", "GPTBot", "Redaktur: Rani, Budi", "!tidak ikut", "www.lentera.example")
	draft, revision := between(t, a.text, `name="draft" value="`, `"`), between(t, a.text, `name="revision" value="`, `"`)
	draft = strings.NewReplacer("&#34;", `"`, "&amp;", "&", "&#39;", "'", "&#43;", "+").Replace(draft)
	if e, _, _ := d.room.Settings(t.Context(), newsroom.Operator(), 1); e.Settings.Name != "Lentera Sagara" {
		t.Fatal("a review changes the settings")
	}
	d.send("POST", "/newsroom/settings", url.Values{"draft": {draft}}).wants(t, "back at the form", 200, `value="Lentera Baru"`, `name="feed_summary" value="yes" checked`)
	d.follow("/newsroom/settings/apply", url.Values{"draft": {draft}, "revision": {revision}}).wants(t, "applied", 200, "Setelan diterapkan", `value="Lentera Baru"`)
	e, _, err := d.room.Settings(t.Context(), newsroom.Operator(), 1)
	if err != nil || e.Settings.ListLength != 30 || !e.Settings.FeedSummary || e.Settings.Machine.Crawlers["gptbot"] != "allow" || len(e.Hosts) != 2 ||
		e.Settings.Messages["list.related"] != "Baca lagi" || len(e.Settings.Masthead.Staff) != 1 || len(e.Settings.Masthead.Staff[0].Names) != 2 {
		t.Errorf("applied: %+v %v", e, err)
	}
	// The same draft again: somebody was faster, and nothing is left to do.
	d.follow("/newsroom/settings/apply", url.Values{"draft": {draft}, "revision": {"1"}}).wants(t, "twice", 200, "Tidak ada yang berubah")
	// Emptied is the default again, a word taken away is gone.
	a = d.send("POST", "/newsroom/settings/review", url.Values{"row": {"list_length", "messages", "feed_summary"}})
	draft = strings.NewReplacer("&#34;", `"`).Replace(between(t, a.text, `name="draft" value="`, `"`))
	d.follow("/newsroom/settings/apply", url.Values{"draft": {draft}}).wants(t, "emptied", 200, "Setelan diterapkan")
	if e, _, _ := d.room.Settings(t.Context(), newsroom.Operator(), 1); e.Settings.ListLength != 0 || len(e.Settings.Messages) != 0 || e.Settings.FeedSummary {
		t.Errorf("emptied: %+v", e.Settings)
	}
	h := d.send("GET", "/newsroom/settings/history", nil)
	h.wants(t, "the history", 200, "Berlaku", "/newsroom/settings/history/1", "Sari Dewi")
	a = d.send("GET", "/newsroom/settings/history/1", nil)
	a.wants(t, "compared", 200, "<ins>Lentera Sagara</ins>", "menggantikan yang sekarang")
	d.follow("/newsroom/settings/history/1", url.Values{"revision": {between(t, a.text, `name="revision" value="`, `"`)}}).wants(t, "brought back", 200, "dikembalikan", `value="Lentera Sagara"`)
	d.send("GET", "/newsroom/settings/history/999", nil).wants(t, "no such state", 404)
}

// What cannot be is said at its field, and what was typed stays.
func TestWrongSettingsAreShownAgain(t *testing.T) {
	d := newOffice(t)
	d.as(news.Admin)
	for name, form := range map[string]url.Values{
		"no number":    {"row": {"list_length"}, "list_length": {"banyak"}},
		"out of range": {"row": {"list_length"}, "list_length": {"500"}},
		"no address":   {"row": {"base_url"}, "base_url": {"contoh"}},
		"no choice":    {"row": {"date_style"}, "date_style": {"kuno"}},
		"no pair":      {"row": {"messages"}, "messages": {"tanpa tanda"}},
		"no role":      {"row": {"masthead.staff"}, "masthead.staff": {"Rani"}},
		"a bad slot":   {"row": {"ads.slots.header.url"}, "ads.slots.header.url": {"javascript:alert(1)"}},
	} {
		path := form.Get("row")
		a := d.send("POST", "/newsroom/settings/review", form)
		a.wants(t, name, 400, `class="error"`)
		if typed := form.Get(path); path != "date_style" && !strings.Contains(a.text, typed) {
			t.Errorf("%s: %q is gone", name, typed)
		}
	}
	d.send("POST", "/newsroom/settings/apply", url.Values{"draft": {"{kacau"}}).wants(t, "no draft", 400)
	d.send("POST", "/newsroom/settings/apply", url.Values{"draft": {`{"patch":{"tidak_ada":1}}`}}).wants(t, "an unknown member", 400)
	d.as(news.Pemred)
	d.send("GET", "/newsroom/settings", nil).wants(t, "a chief reads", 200, "<fieldset disabled>", "!Tinjau perubahan</button>")
	d.send("POST", "/newsroom/settings/apply", url.Values{"draft": {`{"patch":{"name":"X"}}`}}).wants(t, "a chief applies", 403)
	d.send("POST", "/newsroom/settings/review", url.Values{"row": {"name"}, "name": {"X"}}).wants(t, "a chief reviews", 403)
}

// A colour that is none is refused with a sentence, whoever sends it; one that is
// goes into the draft as it was written.
func TestColoursOfItsOwn(t *testing.T) {
	d := newOffice(t)
	d.as(news.Admin)
	for _, wrong := range []string{"merah", "#12", "#12345g", "#123456;}"} {
		d.send("POST", "/newsroom/settings/review", url.Values{"row": {"colours.accent"}, "colours.accent": {wrong}}).wants(t, wrong, 400, "arus ditulis #RRGGBB", `name="colours.accent"`)
	}
	d.send("POST", "/newsroom/settings/review", url.Values{"row": {"colours.accent"}, "colours.accent": {"#1D3F8C"}}).wants(t, "a colour", 200, "Warna utama", "<ins>#1D3F8C</ins>")
}
