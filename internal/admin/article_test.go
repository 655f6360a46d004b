package admin_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
)

// paper gives the desk an edition with a section, and returns the section.
func (d *desk) paper() string {
	d.Helper()
	e := news.Edition{Settings: news.Settings{Name: "Lentera Sagara"}}
	if _, err := d.room.Do(d.Context(), newsroom.Operator(), newsroom.ChangeSettings{Edition: &e}); err != nil {
		d.Fatal(err)
	}
	s := news.Section{Edition: e.ID, Name: "Ekonomi"}
	if _, err := d.room.Do(d.Context(), newsroom.Operator(), newsroom.DefineSection{Section: &s}); err != nil {
		d.Fatal(err)
	}
	return strconv.FormatInt(int64(s.ID), 10)
}

var (
	hiddenInput = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`)
	atArticle   = regexp.MustCompile(`^/newsroom/a/(\d+)`)
)

// fill takes a page's form to an address, with its hidden inputs, and adds values.
func fill(t *testing.T, page, action string, values ...string) url.Values {
	t.Helper()
	_, rest, ok := strings.Cut(page, `action="`+action+`"`)
	if !ok {
		t.Fatalf("no form to %s in:\n%s", action, page)
	}
	form, _, _ := strings.Cut(rest, "</form>")
	out := url.Values{}
	for _, m := range hiddenInput.FindAllStringSubmatch(form, -1) {
		out.Set(m[1], m[2])
	}
	for i := 0; i < len(values); i += 2 {
		out.Set(values[i], values[i+1])
	}
	return out
}

func (d *desk) get(path string) answer {
	d.Helper()
	a := d.send("GET", path, nil)
	if a.StatusCode != http.StatusOK {
		d.Fatalf("GET %s answers %d:\n%s", path, a.StatusCode, a.text)
	}
	return a
}

// post sends a form and follows to what is shown next.
func (d *desk) post(path string, form url.Values) answer {
	d.Helper()
	a := d.send("POST", path, form)
	if a.StatusCode != http.StatusSeeOther {
		d.Fatalf("POST %s answers %d:\n%s", path, a.StatusCode, a.text)
	}
	next := a.Header.Get("Location")
	next, _, _ = strings.Cut(next, "#")
	out := d.get(next)
	out.Header.Set("At", next)
	return out
}

const threeParagraphs = "Harga beras naik tiga persen sejak Senin.\n\n## Sebab\n\nPanen mundur dua minggu."

// write makes an article with the plain form and returns its address.
func (d *desk) write(section string, headline string) string {
	d.Helper()
	page := d.get("/newsroom/new")
	form := fill(d.T, page.text, "/newsroom/new", "headline", headline, "text", threeParagraphs, "section", section, "kind", "news",
		"byline.0.name", "Sari Dewi", "byline.0.role", "jurnalis", "do", "save")
	a := d.post("/newsroom/new", form)
	if !strings.Contains(a.text, "Tersimpan") || !strings.Contains(a.text, headline) {
		d.Fatalf("a new article is shown as:\n%s", a.text)
	}
	return atArticle.FindString(a.Header.Get("At"))
}

// From an empty form to readers, corrected and withdrawn, by three people and
// without a script.
func TestAnArticleFromWritingToWithdrawalWithoutScripts(t *testing.T) {
	d := newRoom(t)
	section := d.paper()
	for email, p := range map[string]news.Position{"tulis@x.example": news.Penulis, "meja@x.example": news.Redaktur, "pemred@x.example": news.Pemred, "pemred2@x.example": news.Pemred} {
		d.hire(email, p)
	}
	as := map[string]*http.Client{}
	for _, email := range []string{"tulis@x.example", "meja@x.example", "pemred@x.example", "pemred2@x.example"} {
		d.client = d.browser()
		d.in(email)
		as[email] = d.client
	}

	d.client = as["tulis@x.example"]
	at := d.write(section, "Harga beras naik di Sagara")
	page := d.get(at)
	if strings.Contains(page.text, `value="publish"`) {
		t.Error("a reporter is offered to publish")
	}
	// Saved again with a change, and handed to the desk in one step.
	form := fill(t, page.text, at, "headline", "Harga beras naik tiga persen di Sagara", "text", threeParagraphs+"\n\nPasar tetap ramai.", "section", section, "do", "submit")
	if a := d.post(at, form); !strings.Contains(a.text, "Dikirim ke meja: Harga beras naik tiga persen") || !strings.Contains(a.text, "stamp desk") {
		t.Errorf("after submitting:\n%s", a.text)
	}
	if a := d.send("POST", at+"/publish", url.Values{"when": {"now"}}); a.StatusCode != http.StatusForbidden {
		t.Errorf("a reporter publishes: %d", a.StatusCode)
	}

	d.client = as["meja@x.example"]
	// Back to the writer, with a reason; without one it stays.
	if a := d.send("POST", at+"/return", url.Values{"reason": {""}}); a.StatusCode < 400 || !strings.Contains(a.text, "Alasan") {
		t.Errorf("returned without a reason: %d", a.StatusCode)
	}
	d.post(at+"/return", url.Values{"reason": {"Tambahkan sumber."}})
	d.client = as["tulis@x.example"]
	if a := d.get(at + "/notes"); !strings.Contains(a.text, "Tambahkan sumber.") {
		t.Error("the writer does not read why")
	}
	d.post(at+"/submit", url.Values{})
	d.client = as["meja@x.example"]
	if a := d.post(at+"/claim", url.Values{"next": {"/newsroom/"}}); !strings.Contains(a.text, "Anda mengambil") || !strings.Contains(a.text, at+"/release") {
		t.Errorf("taking says:\n%s", a.text)
	}
	d.post(at+"/approve", url.Values{})
	sheet := d.get(at + "/publish")
	if !strings.Contains(sheet.text, "/harga-beras-naik-tiga-persen-di-sagara") {
		t.Errorf("the sheet does not say where it will stand:\n%s", sheet.text)
	}
	a := d.post(at+"/publish", fill(t, sheet.text, at+"/publish", "when", "now", "banner", "1", "banner.text", "Beras naik", "slot", "1"))
	if !strings.Contains(a.text, "Terbit ") || !strings.Contains(a.text, at+"/undo") || !strings.Contains(a.text, "stamp live") {
		t.Errorf("after publishing:\n%s", a.text)
	}
	err := d.db.Read(t.Context(), func(tx store.Tx) error {
		f, err := tx.Fronts().Get(t.Context(), 1, news.FrontOf{})
		if err == nil && (f.Breaking == nil || f.Breaking.Text != "Beras naik" || len(f.Containers) != 1 || f.Containers[0].Cards[0].Article.String() != at[len("/newsroom/a/"):]) {
			t.Errorf("the front is %+v", f)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}

	// A correction, with what readers are told.
	form = fill(t, d.get(at).text, at, "headline", "Harga beras naik dua persen di Sagara", "section", section, "text", threeParagraphs, "do", "publish")
	if a := d.post(at, form); a.Header.Get("At") != at+"/publish" || !strings.Contains(a.text, `value="koreksi"`) || !strings.Contains(a.text, "mengubah angka") && !strings.Contains(a.text, "judul") {
		t.Errorf("the sheet of a change is at %s:\n%s", a.Header.Get("At"), a.text)
	}
	if a := d.send("POST", at+"/publish", url.Values{"class": {"koreksi"}, "when": {"now"}, "note": {"pendek"}}); a.StatusCode != http.StatusBadRequest || !strings.Contains(a.text, "pendek") {
		t.Errorf("a note too short answers %d:\n%s", a.StatusCode, a.text)
	}
	a = d.post(at+"/publish", url.Values{"class": {"koreksi"}, "when": {"now"}, "note": {"Kenaikan yang benar dua persen, bukan tiga."}, "apology": {"1"}})
	if !strings.Contains(a.text, "Dimuat ") {
		t.Errorf("after the correction:\n%s", a.text)
	}
	if a := d.get(at + "/history"); !strings.Contains(a.text, "Dikoreksi") || !strings.Contains(a.text, "Terbit") {
		t.Error("the history lacks publication or correction")
	}
	if a := d.get(at + "/history/1"); !strings.Contains(a.text, "naik <ins>dua persen </ins>") {
		t.Errorf("no difference from the first revision:\n%s", a.text)
	}
	if a := d.get(at + "/log"); !strings.Contains(a.text, "Siapa mengubah judul") {
		t.Error("the log does not say who changed the headline")
	}
	if a := d.send("GET", at+"/withdraw", nil); a.StatusCode != http.StatusForbidden {
		t.Errorf("a desk editor is shown the withdrawal: %d", a.StatusCode)
	}

	d.client = as["pemred@x.example"]
	form = url.Values{"ground": {"kesusilaan"}, "reason": {"Foto yang dimuat melanggar kesusilaan."}, "slug": {"salah"}}
	if a := d.send("POST", at+"/withdraw", form); a.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(a.text, "Foto yang dimuat") {
		t.Errorf("a wrong slug answers %d", a.StatusCode)
	}
	if a := d.send("POST", at+"/withdraw", url.Values{"ground": {"kesusilaan"}, "reason": {"Foto itu."}, "do": {"look"}}); a.StatusCode != 200 ||
		!strings.Contains(a.text, "Kesusilaan</b>") || !strings.Contains(a.text, "Halaman depan") {
		t.Errorf("the notice beforehand answers %d:\n%s", a.StatusCode, a.text)
	}
	form.Set("slug", "harga-beras-naik-tiga-persen-di-sagara")
	if a := d.post(at+"/withdraw", form); !strings.Contains(a.text, "stamp withdrawn") {
		t.Errorf("after withdrawing:\n%s", a.text)
	}
}

// What an article does not let somebody do is not offered, and what is not
// theirs to know is not there.
func TestRightsOfAnArticlesPages(t *testing.T) {
	d := newRoom(t)
	section := d.paper()
	d.hire("tulis@x.example", news.Penulis)
	d.hire("lain@x.example", news.Penulis)
	d.hire("teknik@x.example", news.Admin)
	d.in("tulis@x.example")
	at := d.write(section, "Naskah rahasia tentang pelabuhan")
	mine := d.client

	d.client = d.browser()
	d.in("lain@x.example")
	if a := d.get(at); strings.Contains(a.text, `name="text"`) || !strings.Contains(a.text, "Harga beras naik tiga persen") {
		t.Error("another reporter edits, or cannot read")
	}
	if a := d.send("POST", at, url.Values{"headline": {"Diganti"}, "base": {"1"}, "client": {"x"}}); a.StatusCode != http.StatusForbidden {
		t.Errorf("another reporter saves: %d", a.StatusCode)
	}

	d.client = d.browser()
	d.in("teknik@x.example")
	a := d.get(at)
	if strings.Contains(a.text, "Harga beras") || !strings.Contains(a.text, "Naskah rahasia") {
		t.Error("the technician reads more, or less, than the headline")
	}
	for _, sub := range []string{"/history", "/notes", "/checks", "/publish", "/preview", "/log", "/seo"} {
		if a := d.send("GET", at+sub, nil); a.StatusCode != http.StatusForbidden && a.StatusCode != http.StatusNotFound {
			t.Errorf("the technician opens %s: %d", sub, a.StatusCode)
		}
	}

	// Under embargo it is not there at all.
	d.client = mine
	d.post(at+"/embargo", url.Values{"until.date": {"2099-01-01"}, "until.time": {"10:00"}, "reason": {"Menunggu pengumuman"}})
	if a := d.get(at); !strings.Contains(a.text, "strip embargo") {
		t.Error("no embargo strip")
	}
	d.client = d.browser()
	d.in("teknik@x.example")
	missing := d.send("GET", "/newsroom/a/999999", nil)
	if a := d.send("GET", at, nil); a.StatusCode != http.StatusNotFound || strings.ReplaceAll(a.text, at, "") != strings.ReplaceAll(missing.text, "/newsroom/a/999999", "") {
		t.Errorf("an embargoed article answers the technician %d, and not as a missing one", a.StatusCode)
	}
}

// Two people, one form each: nothing is lost, and what clashes is decided.
func TestAConflictIsShownAndDecided(t *testing.T) {
	d := newRoom(t)
	section := d.paper()
	d.hire("meja@x.example", news.Redaktur)
	d.hire("meja2@x.example", news.Redaktur)
	d.in("meja@x.example")
	at := d.write(section, "Judul pertama")
	one := d.client
	d.client = d.browser()
	d.in("meja2@x.example")
	two := d.client
	theirs := d.get(at)
	d.client = one
	mine := d.get(at)
	d.post(at, fill(t, mine.text, at, "headline", "Judul dari meja satu", "do", "save"))
	d.client = two
	a := d.post(at, fill(t, theirs.text, at, "headline", "Judul dari meja dua", "standfirst", "Ringkasan.", "do", "save"))
	if !strings.Contains(a.text, `id="bentrok"`) || !strings.Contains(a.text, "meja satu") || !strings.Contains(a.text, "meja dua") || !strings.Contains(a.text, "Ringkasan.") {
		t.Fatalf("a conflict is shown as:\n%s", a.text)
	}
	if a := d.send("POST", at+"/publish", url.Values{"when": {"now"}}); a.StatusCode < 400 {
		t.Errorf("published with an open conflict: %d", a.StatusCode)
	}
	a = d.post(at+"/conflicts/1", url.Values{"choice": {"edit"}, "value": {"Judul dari kedua meja"}})
	if strings.Contains(a.text, `id="bentrok"`) || !strings.Contains(a.text, "Judul dari kedua meja") {
		t.Errorf("after deciding:\n%s", a.text)
	}
	// The same form sent twice is one save.
	again := fill(t, a.text, at, "headline", "Judul ketiga", "do", "save")
	d.post(at, again)
	before := d.get(at + "/history")
	d.post(at, again)
	if after := d.get(at + "/history"); after.text != before.text {
		t.Error("a form sent twice was saved twice")
	}
}

// A form that holds something wrong keeps the rest and shows what was typed.
func TestAWrongFormLosesNothing(t *testing.T) {
	d := newRoom(t)
	section := d.paper()
	d.hire("tulis@x.example", news.Penulis)
	d.in("tulis@x.example")
	at := d.write(section, "Judul yang baik")
	form := fill(t, d.get(at).text, at, "headline", "Judul baru yang juga baik", "kicker", strings.Repeat("panjang ", 20), "tags", "Tak Ada", "do", "save")
	a := d.send("POST", at, form)
	if a.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(a.text, "panjang panjang") || !strings.Contains(a.text, "Tak Ada") ||
		!strings.Contains(a.text, `aria-invalid="true"`) {
		t.Errorf("answers %d:\n%s", a.StatusCode, a.text)
	}
	if a := d.get(at); !strings.Contains(a.text, "Judul baru yang juga baik") {
		t.Error("the rest was not kept")
	}
	if a := d.send("POST", "/newsroom/a/nol", form); a.StatusCode != http.StatusNotFound {
		t.Errorf("no number: %d", a.StatusCode)
	}
}

// A schedule at a time that is no time, one in the past, and one that is good.
func TestScheduling(t *testing.T) {
	d := newRoom(t)
	section := d.paper()
	d.hire("meja@x.example", news.Redaktur)
	d.in("meja@x.example")
	at := d.write(section, "Jadwal kapal berubah mulai pekan depan")
	for _, bad := range [][2]string{{"", ""}, {"2099-02-31", "10:00"}, {"2099-01-01", ""}, {"2001-01-01", "10:00"}} {
		a := d.send("POST", at+"/publish", url.Values{"when": {"at"}, "at.date": {bad[0]}, "at.time": {bad[1]}})
		if a.StatusCode < 400 || a.StatusCode >= 500 {
			t.Errorf("%v answers %d", bad, a.StatusCode)
		}
	}
	a := d.post(at+"/publish", url.Values{"when": {"at"}, "at.date": {"2099-01-01"}, "at.time": {"10:00"}})
	if !strings.Contains(a.text, "stamp scheduled") || !strings.Contains(a.text, "10.00 WIB") {
		t.Errorf("after scheduling:\n%s", a.text)
	}
	if a := d.get(at + "/publish"); !strings.Contains(a.text, at+"/reschedule") {
		t.Error("a scheduled version cannot be moved")
	}
	d.post(at+"/reschedule", url.Values{"at.date": {"2099-01-02"}, "at.time": {"11:00"}})
	if a := d.post(at+"/unschedule", url.Values{}); strings.Contains(a.text, "stamp scheduled") {
		t.Error("still scheduled")
	}
}
