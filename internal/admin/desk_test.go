package admin_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"warta/internal/admin/editor"
	"warta/internal/locale"
	"warta/internal/news"
)

// staff hires one of each and signs them in; as gives each one's browser.
func (d *desk) staff() (as map[string]*http.Client) {
	d.Helper()
	as = map[string]*http.Client{}
	for email, p := range map[string]news.Position{"tulis": news.Penulis, "meja": news.Redaktur, "pemred": news.Pemred, "teknik": news.Admin} {
		d.hire(email+"@x.example", p)
		d.client = d.browser()
		d.in(email + "@x.example")
		as[email] = d.client
	}
	return as
}

// lane cuts a column out of the board.
func lane(t *testing.T, board, column string) string {
	t.Helper()
	_, rest, ok := strings.Cut(board, `data-column="`+column+`"`)
	if !ok {
		return ""
	}
	out, _, _ := strings.Cut(rest, "</section>")
	return out
}

// Cards stand where their state puts them, and offer what their reader may do.
func TestTheBoardMovesCards(t *testing.T) {
	d := newRoom(t)
	section := d.paper()
	as := d.staff()
	d.client = as["tulis"]
	if a := d.get("/newsroom/"); !strings.Contains(a.text, "Koran ini baru mulai") || !strings.Contains(a.text, "/newsroom/new") {
		t.Error("an empty newsroom does not say what is next")
	}
	at := d.write(section, "Pelabuhan baru dibuka pekan depan")
	other := d.write(section, "Kapal lama dijual")
	board := d.get("/newsroom/")
	card := lane(t, board.text, "writing")
	if !strings.Contains(card, "Pelabuhan baru") || !strings.Contains(card, `formaction="`+at+`/submit"`) || strings.Contains(card, "/approve") || strings.Contains(card, "/publish") {
		t.Errorf("the writer's card is:\n%s", card)
	}
	d.post(at+"/submit", url.Values{"next": {"/newsroom/"}})

	d.client = as["teknik"]
	if a := d.get("/newsroom/"); !strings.Contains(a.text, "Pelabuhan baru") || strings.Contains(a.text, "formaction") {
		t.Error("the technician sees no headline, or is offered a move")
	}

	d.client = as["meja"]
	a := d.get("/newsroom/")
	card = lane(t, a.text, "desk")
	for _, want := range []string{"Pelabuhan baru", at + `/approve" data-move="approve" data-to="ready"`, at + "/claim", at + "/return"} {
		if !strings.Contains(card, want) {
			t.Errorf("the desk's card lacks %s:\n%s", want, card)
		}
	}
	// As a script asks: the board alone, with the message beside it.
	part := d.send("POST", at+"/approve", url.Values{"next": {"/newsroom/"}}, "HX-Request", "true", "HX-Target", "papan")
	if part.StatusCode != http.StatusSeeOther {
		t.Fatalf("a script's move answers %d", part.StatusCode)
	}
	part = d.send("GET", "/newsroom/", nil, "HX-Request", "true", "HX-Target", "papan")
	if strings.Contains(part.text, "<html") || !strings.Contains(lane(t, part.text, "ready"), "Pelabuhan baru") ||
		!strings.Contains(part.text, `id="pesan" hx-swap-oob="innerHTML"`) || !strings.Contains(part.text, at+"/reopen") {
		t.Errorf("the fragment is:\n%s", part.text)
	}
	// A second person's move that no longer fits says who was there before.
	d.client = as["pemred"]
	late := d.send("POST", at+"/approve", url.Values{}, "HX-Request", "true", "HX-Target", "papan")
	if late.StatusCode != http.StatusConflict || !strings.Contains(late.text, "memindahkan ini") || late.Header.Get("HX-Reswap") != "none" {
		t.Errorf("a late move answers %d:\n%s", late.StatusCode, late.text)
	}

	// Bulk: those that fit are done, the others told.
	_, n1, _ := strings.Cut(at, "/a/")
	_, n2, _ := strings.Cut(other, "/a/")
	if a := d.post("/newsroom/bulk", url.Values{"pick": {n1, n2}, "do": {"reopen"}, "next": {"/newsroom/"}}); !strings.Contains(a.text, "1 dari 2 selesai") {
		t.Errorf("bulk says:\n%s", a.text)
	}
	if a := d.send("POST", "/newsroom/bulk", url.Values{"pick": {n1}, "do": {"erase"}}); a.StatusCode != http.StatusBadRequest {
		t.Errorf("an unknown bulk command answers %d", a.StatusCode)
	}
	if a := d.post("/newsroom/bulk", url.Values{"pick": {n1, n2}, "do": {"tags"}, "bulk.tags": {"Pelabuhan"}, "next": {"https://evil.example/"}}); !strings.Contains(a.text, "2 dari 2") ||
		a.Header.Get("At") != "/newsroom/" {
		t.Errorf("tagging leads to %s", a.Header.Get("At"))
	}

	// Filters in the address, kept under a name.
	if a := d.get("/newsroom/?section=" + section + "&mine=1"); strings.Contains(a.text, "Pelabuhan baru") || !strings.Contains(a.text, `name="query"`) {
		t.Error("mine shows another's")
	}
	if a := d.post("/newsroom/views", url.Values{"name": {"Ekonomi saja"}, "query": {"section=" + section + "&evil=1"}}); !strings.Contains(a.text, "Ekonomi saja") ||
		strings.Contains(a.Header.Get("At"), "evil") {
		t.Errorf("the saved view is at %s", a.Header.Get("At"))
	}
	d.client = as["meja"]
	if a := d.get("/newsroom/"); strings.Contains(a.text, "Ekonomi saja") {
		t.Error("another one's view is shown")
	}
	if a := d.get("/newsroom/?mode=list&author=Sari+Dewi&kind=news"); !strings.Contains(a.text, "Kapal lama") || !strings.Contains(a.text, "<table") {
		t.Error("the dense list lacks a row")
	}
	if a := d.send("GET", at+"/peek", nil, "HX-Request", "true", "HX-Target", "lapis"); a.StatusCode != 200 || strings.Contains(a.text, "<html") || !strings.Contains(a.text, "Panen mundur") {
		t.Errorf("a peek answers %d", a.StatusCode)
	}
}

// One form for a short item; a wrong one keeps what was typed.
func TestKilat(t *testing.T) {
	d := newRoom(t)
	section := d.paper()
	as := d.staff()
	d.client = as["meja"]
	page := d.get("/newsroom/quick?title=Gempa+terasa&text=Warga+keluar+rumah.")
	if !strings.Contains(page.text, `value="Gempa terasa"`) || !strings.Contains(page.text, "Warga keluar rumah.") {
		t.Error("what was shared is not in the form")
	}
	form := fill(t, page.text, "/newsroom/quick", "headline", "", "text", "Warga keluar rumah.", "do", "publish")
	if a := d.send("POST", "/newsroom/quick", form); a.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(a.text, "Warga keluar rumah.") {
		t.Errorf("without a headline: %d", a.StatusCode)
	}
	form.Set("headline", "Gempa terasa di Sagara")
	form.Set("section", section)
	form.Set("banner", "1")
	a := d.post("/newsroom/quick", form)
	at := atArticle.FindString(a.Header.Get("At"))
	if a.Header.Get("At") != at+"/publish?banner=1&slot=1" || !regexp.MustCompile(`name="banner" value="1"[^>]* checked`).MatchString(a.text) || !strings.Contains(a.text, "data-slot") {
		t.Fatalf("Kilat leads to %s:\n%s", a.Header.Get("At"), a.text)
	}
	// Sent again, as a telephone does that heard no answer: still one article.
	if again := d.post("/newsroom/quick", form); atArticle.FindString(again.Header.Get("At")) != at {
		t.Error("sent twice, made twice")
	}
	a = d.post(at+"/publish", fill(t, a.text, at+"/publish", "when", "now", "banner", "1", "banner.text", "Gempa", "slot", "1"))
	if !strings.Contains(a.text, "stamp live") {
		t.Errorf("not live:\n%s", a.text)
	}
	d.client = as["tulis"]
	if a := d.get("/newsroom/quick"); strings.Contains(a.text, `value="publish"`) {
		t.Error("a reporter is offered to publish at once")
	}
	d.client = as["teknik"]
	if a := d.send("GET", "/newsroom/quick", nil); a.StatusCode != http.StatusForbidden {
		t.Errorf("the technician writes: %d", a.StatusCode)
	}
}

func TestSearchFindsByWordsAndFilters(t *testing.T) {
	d := newRoom(t)
	section := d.paper()
	as := d.staff()
	d.client = as["tulis"]
	at := d.write(section, "Mercusuar Karang Sunyi dipugar")
	for q, want := range map[string]bool{"mercusuar": true, "state:ditulis karang": true, "rubrik:ekonomi mercusuar": true, "state:siap mercusuar": false, "id:" + at[len("/newsroom/a/"):]: true, "kereta": false} {
		a := d.get("/newsroom/search?" + url.Values{"q": {q}}.Encode())
		if strings.Contains(a.text, "data-hit") != want {
			t.Errorf("%q finds %v, want %v", q, !want, want)
		}
	}
	if a := d.get("/newsroom/search?q=rubrik%3Atidakada+mercusuar"); !strings.Contains(a.text, "Tidak dikenal") {
		t.Error("an unknown section says nothing")
	}
	if a := d.get("/newsroom/search?q=mercusuar+kereta"); !strings.Contains(a.text, "<del>kereta</del>") {
		t.Error("no way out of an empty answer")
	}
	if a := d.send("GET", "/newsroom/search?q=mercusuar", nil, "HX-Request", "true", "HX-Target", "temuan"); strings.Contains(a.text, "<form") || !strings.Contains(a.text, "data-hit") {
		t.Error("the fragment holds more than hits")
	}
	d.client = as["teknik"]
	if a := d.send("GET", "/newsroom/search?q=mercusuar", nil); a.StatusCode != http.StatusForbidden || strings.Contains(a.text, "Karang Sunyi") {
		t.Errorf("the technician searches: %d", a.StatusCode)
	}
}

func TestTheCorrectionsDesk(t *testing.T) {
	d := newRoom(t)
	d.paper()
	as := d.staff()
	d.client = as["meja"]
	if a := d.send("POST", "/newsroom/corrections/new", url.Values{"kind": {"perintah"}, "who": {""}}); a.StatusCode != http.StatusBadRequest || !strings.Contains(a.text, `aria-invalid="true"`) {
		t.Errorf("a demand of nobody answers %d", a.StatusCode)
	}
	a := d.post("/newsroom/corrections/new", url.Values{"kind": {"hak_jawab"}, "who": {"PT Rindang"}, "text": {"Kami menuntut hak jawab."}})
	at := a.Header.Get("At")
	if a := d.get("/newsroom/corrections"); !strings.Contains(a.text, "PT Rindang") || !strings.Contains(a.text, "batas ") {
		t.Error("the demand is not on the desk with its due time")
	}
	if a := d.send("POST", at, url.Values{"decision": {"refused"}}); a.StatusCode != http.StatusBadRequest {
		t.Errorf("refused without a ground: %d", a.StatusCode)
	}
	if a := d.post(at, url.Values{"decision": {"refused"}, "ground": {"Bukan pihak yang diberitakan."}, "outcome": {"none"}}); !strings.Contains(a.text, "Ditolak") {
		t.Error("the decision is not shown")
	}
	d.client = as["tulis"]
	for _, path := range []string{"/newsroom/corrections", "/newsroom/corrections/new", at} {
		if a := d.send("GET", path, nil); a.StatusCode != http.StatusForbidden && a.StatusCode != http.StatusNotFound {
			t.Errorf("a reporter opens %s: %d", path, a.StatusCode)
		}
	}
	if a := d.get("/newsroom/"); strings.Contains(a.text, "/newsroom/corrections") {
		t.Error("a reporter's navigation names the corrections desk")
	}
}

// A page that listens is told numbers, and only of what its reader may know.
func TestTheStreamTellsNumbersOnly(t *testing.T) {
	d := newRoom(t)
	section := d.paper()
	as := d.staff()
	d.client = as["meja"]
	r, err := http.NewRequestWithContext(t.Context(), "GET", d.home+"/newsroom/events?tab=x", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept", "text/event-stream")
	res, err := d.client.Do(r)
	if err != nil || res.StatusCode != 200 || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/event-stream") {
		t.Fatalf("the stream answers %v, %v", res, err)
	}
	defer res.Body.Close()
	d.client = as["tulis"]
	d.write(section, "Rahasia dapur redaksi")
	lines := bufio.NewScanner(res.Body)
	heard := ""
	for lines.Scan() {
		heard += lines.Text() + "\n"
		if strings.HasPrefix(lines.Text(), "data:") {
			break
		}
	}
	if !strings.Contains(heard, `"kind":"article.created"`) && !strings.Contains(heard, `"kind":`) || strings.Contains(heard, "Rahasia") {
		t.Errorf("heard:\n%s", heard)
	}
	d.client = d.browser()
	if a := d.send("GET", "/newsroom/events", nil, "Accept", "text/event-stream"); a.StatusCode < 400 {
		t.Errorf("a stranger listens: %d", a.StatusCode)
	}
	// A script whose session is over keeps its page and is asked to sign in.
	if a := d.send("GET", "/newsroom/", nil, "HX-Request", "true"); a.StatusCode != http.StatusUnauthorized || a.Header.Get("HX-Retarget") != "#lapis" {
		t.Errorf("a fragment without a session: %d %v", a.StatusCode, a.Header)
	}
}

// The map of keys has words for everything it does, and no key twice in a scope.
func TestTheKeyboardMapIsWhole(t *testing.T) {
	all, err := editor.Keys()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]string{}
	for _, k := range all {
		for _, tag := range []string{"id", "en"} {
			if l := locale.Get(tag); !l.Has("room.key."+k.Do) || !l.Has("room.keys.scope."+k.Scope) {
				t.Errorf("%s has no words for %s in %s", tag, k.Do, k.Scope)
			}
		}
		for _, key := range k.Keys {
			if was := seen[k.Scope+" "+key]; was != "" {
				t.Errorf("%s does %s and %s in %s", key, was, k.Do, k.Scope)
			}
			seen[k.Scope+" "+key] = k.Do
		}
	}
	d := newRoom(t)
	d.hire("tulis@x.example", news.Penulis)
	d.in("tulis@x.example")
	a := d.get("/newsroom/keys")
	for _, k := range all {
		if word := locale.Get("id").Message("room.key." + k.Do); !strings.Contains(a.text, strings.NewReplacer("&", "&amp;").Replace(word)) {
			t.Errorf("the sheet lacks %q", word)
		}
	}
}

// Every message that a page's Go code names is in the catalogue.
func TestWordsOfThePages(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	asked := regexp.MustCompile(`\bmsg\("([a-z_.]+[a-z_])"[,)]|flash{Code: "([a-z_]+)"`)
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range asked.FindAllStringSubmatch(string(b), -1) {
			key := m[1]
			if m[2] != "" {
				key = "room.done." + m[2]
			}
			for _, tag := range []string{"id", "en"} {
				if !locale.Get(tag).Has(key) {
					t.Errorf("%s asks for %s, which %s lacks", name, key, tag)
				}
			}
		}
	}
}

// What a page weighs over mobile data (newsroom-screens.md 6).
func TestWeightOfTheShell(t *testing.T) {
	zipped := func(b []byte) int {
		var out bytes.Buffer
		z, _ := gzip.NewWriterLevel(&out, gzip.BestCompression) // the level exists
		_, _ = z.Write(b)                                       // memory
		_ = z.Close()
		return out.Len()
	}
	for name, most := range map[string]int{"shell.js": 40 << 10, "board.js": 12 << 10} {
		b, err := editor.Dist.ReadFile("dist/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if n := zipped(b); n > most {
			t.Errorf("%s has %d bytes, at most %d", name, n, most)
		}
	}
	d := newRoom(t)
	d.paper()
	d.hire("meja@x.example", news.Redaktur)
	d.in("meja@x.example")
	page := d.get("/newsroom/")
	css := regexp.MustCompile(`href="(/newsroom/-/newsroom\.[^"]+\.css)"`).FindStringSubmatch(page.text)
	if css == nil {
		t.Fatal("no stylesheet")
	}
	if n := zipped([]byte(d.get(css[1]).text)); n > 22<<10 {
		t.Errorf("the stylesheet has %d bytes, at most %d", n, 22<<10)
	}
	// Without scripts, fonts and small pictures.
	d.post("/newsroom/plain", url.Values{"on": {"1"}, "next": {"/newsroom/"}})
	page = d.get("/newsroom/")
	if strings.Contains(page.text, "<script") || strings.Contains(page.text, "preload") || zipped([]byte(page.text)) > 30<<10 {
		t.Error("plain mode loads a script or a font, or is heavy")
	}
}

// Single letters can be set anew or switched off, in this browser.
func TestKeysOfOnesOwn(t *testing.T) {
	d := newRoom(t)
	d.hire("tulis@x.example", news.Penulis)
	d.in("tulis@x.example")
	for key, want := range map[string]string{"kk": "Satu huruf", " ": "", "x": "Sudah dipakai"} {
		a := d.send("POST", "/newsroom/keys", url.Values{"key.next": {key}})
		if want != "" && (a.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(a.text, want)) {
			t.Errorf("%q answers %d", key, a.StatusCode)
		}
	}
	if a := d.post("/newsroom/keys", url.Values{"key.next": {"ö"}, "key.spike": {"D"}, "off": {"1"}}); !strings.Contains(a.text, "&#34;next&#34;:&#34;ö&#34;") ||
		!strings.Contains(a.text, "Shift&#43;D") || !strings.Contains(a.text, "&#34;*&#34;:&#34;off&#34;") {
		t.Errorf("the page does not know the keys:\n%s", a.text[:2000])
	}
	if a := d.send("GET", "/newsroom/keys", nil, "HX-Request", "true", "HX-Target", "lapis"); strings.Contains(a.text, "<input") || !strings.Contains(a.text, "<kbd>") {
		t.Error("the layer holds the form, or no keys")
	}
	if a := d.send("GET", "/newsroom/dev/components", nil); a.StatusCode != http.StatusNotFound {
		t.Errorf("a newspaper shows its storybook: %d", a.StatusCode)
	}
	a := d.send("GET", "/newsroom/sw.js", nil)
	if a.StatusCode != 200 || !strings.Contains(a.text, "/newsroom/offline") || !strings.Contains(a.text, "newsroom.") || a.Header.Get("Cache-Control") != "no-cache" {
		t.Errorf("the service worker answers %d, %s", a.StatusCode, a.Header.Get("Cache-Control"))
	}
	if a := d.get("/newsroom/offline"); !strings.Contains(a.text, "warta-drafts") || strings.Contains(a.text, "Sari Dewi") {
		t.Error("the offline page lacks the list, or names somebody")
	}
}

// A new newspaper offers each what they can begin with; one that has articles and
// a desk at rest offers the next article.
func TestHowANewspaperBegins(t *testing.T) {
	r := newRooms(t)
	r.as(news.Admin)
	r.holds("the technician's", r.look("/newsroom/"), "Koran ini baru mulai", `href="/newsroom/import"`, `href="/newsroom/users/invite"`)
	r.lacks("the technician's", middle(r.look("/newsroom/")), `href="/newsroom/new"`)
	r.as(news.Penulis)
	page := r.look("/newsroom/")
	r.holds("a writer's", page, "Koran ini baru mulai", `href="/newsroom/new"`)
	r.lacks("a writer's", middle(page), "Undang rekan", "Pindahkan situs lama")
	r.live("Sudah ada berita")
	r.lacks("later", r.look("/newsroom/"), "Koran ini baru mulai")
}
