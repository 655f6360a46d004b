package admin_test

import (
	"net/url"
	"strings"
	"testing"

	"warta/internal/locale"
	"warta/internal/news"
	"warta/internal/newsroom"
)

// Levels, the pack's switches, one's own rules and the test box, for a chief; the
// history says who.
func TestRulesAreKeptAndTried(t *testing.T) {
	d := newOffice(t)
	d.as(news.Pemred)
	a := d.send("GET", "/newsroom/rules", nil)
	a.wants(t, "the checklist", 200, "Setiap foto berkredit", "Bawaan (menahan)", "Persetujuan orang kedua")
	state := between(t, a.text, `name="state" value="`, `"`)
	for _, id := range newsroom.ChecklistOrder() {
		if !locale.Get("id").Has("room.rules.check." + id) {
			t.Errorf("the rule %s has no name", id)
		}
	}
	save := url.Values{"state": {state}, "level.headline_length": {"off"}, "level.credit_missing": {"warn"}, "four_eyes": {"yes"}}
	d.follow("/newsroom/rules", save).wants(t, "kept", 200, "Aturan disimpan", `value="off" selected`)
	d.send("POST", "/newsroom/rules", save).wants(t, "an old page", 409, "Seseorang mengubah")
	d.send("POST", "/newsroom/rules", url.Values{"level.headline_length": {"keras"}}).wants(t, "no level", 400)
	d.send("GET", "/newsroom/rules?section=2", nil).wants(t, "a section", 200, "Seperti di atasnya", "!Bawaan (menahan)")
	d.send("GET", "/newsroom/rules?section=77", nil).wants(t, "no section", 404)

	d.send("GET", "/newsroom/rules/style?q=analisa", nil).wants(t, "the pack", 200, "analisis", `value="analisa" checked`, "!resiko")
	d.send("GET", "/newsroom/rules/style?q=xyzzy", nil).wants(t, "nothing", 200, "Tidak ada kaidah yang cocok")
	if a := d.send("GET", "/newsroom/rules/style", nil); !strings.Contains(a.text, "after=") {
		t.Error("the pack has one page")
	}
	try := url.Values{"text": {"Hasil analisa <b>itu</b> keluar."}}
	d.send("POST", "/newsroom/rules/try", try).wants(t, "the test box", 200, `<mark class="salah">analisa</mark>`, "&lt;b&gt;", "1 temuan")
	d.follow("/newsroom/rules/style?q=analisa", url.Values{"row": {"analisa", "tidak-ada"}}).wants(t, "switched off", 200, `value="analisa">`)
	d.send("POST", "/newsroom/rules/try", try).wants(t, "without the rule", 200, "0 temuan")

	d.send("GET", "/newsroom/rules/own", nil).wants(t, "none of our own", 200, "Belum ada kaidah sendiri")
	own := url.Values{"id": {"gubernur"}, "grade": {"salah"}, "way": {"word"}, "find": {"Hendra Wijaja"}, "put": {"Hendra Wijaya"}, "why": {"Begitu namanya."}, "hits": {"Gubernur berpidato."}}
	d.send("POST", "/newsroom/rules/own/edit", own).wants(t, "its own example fails", 400, "dalam contohnya sendiri", "Gubernur berpidato.")
	own.Set("hits", "Gubernur Hendra Wijaja berpidato.")
	d.follow("/newsroom/rules/own/edit", own).wants(t, "our own", 200, "Kaidah gubernur disimpan", "Hendra Wijaya")
	d.send("POST", "/newsroom/rules/own/edit", own).wants(t, "the same again", 400, "sudah dipakai kaidah lain")
	d.send("POST", "/newsroom/rules/try", url.Values{"text": {"Kata Hendra Wijaja."}}).wants(t, "it finds", 200, "Begitu namanya.")
	d.send("GET", "/newsroom/rules/own/remove?id=gubernur", nil).wants(t, "before it goes", 200, "tidak lagi membaca")
	d.follow("/newsroom/rules/own/remove?id=gubernur", url.Values{}).wants(t, "gone", 200, "dihapus", "Belum ada kaidah sendiri")
	d.send("GET", "/newsroom/rules/own/remove?id=gubernur", nil).wants(t, "twice", 404)
	d.send("GET", "/newsroom/rules/history", nil).wants(t, "the history", 200, "Sari Dewi", "levels.headline_length", "own.gubernur", "style.analisa")
}

// The audit is read by filters, verified, and taken away as a file whose taking
// is a row itself.
func TestAuditOnAPage(t *testing.T) {
	d := newOffice(t)
	d.as(news.Admin)
	d.follow("/newsroom/settings/apply", url.Values{"draft": {`{"patch":{"tagline":"=HYPERLINK(1)"}}`}})
	a := d.send("GET", "/newsroom/audit?user=4", nil)
	a.wants(t, "by person", 200, `"meta">settings.change`, "<ins>=HYPERLINK(1)</ins>", `!"meta">section.define`)
	d.send("GET", "/newsroom/audit?command=section.define", nil).wants(t, "by command", 200, `"meta">section.define`, "Rubrik 1", `!"meta">settings.change`)
	d.send("GET", "/newsroom/audit?subject=42", nil).wants(t, "nothing", 200, "Tidak ada baris yang cocok", `value="article 42"`)
	d.send("GET", "/newsroom/audit?since=2999-01-01", nil).wants(t, "in the future", 200, "Tidak ada baris")
	d.send("GET", "/newsroom/audit?since=kemarin&before=x", nil).wants(t, "no date", 200, `"meta">settings.change`)
	d.send("POST", "/newsroom/audit/verify", url.Values{}).wants(t, "the chain", 200, "utuh sampai baris")
	file := d.send("POST", "/newsroom/audit/export?user=4", url.Values{})
	file.wants(t, "the file", 200, "number,time,actor", "settings.change", "!section.define")
	if !strings.Contains(file.Header.Get("Content-Disposition"), "audit-") || !strings.HasPrefix(file.Header.Get("Content-Type"), "text/csv") {
		t.Errorf("the file comes as %v", file.Header)
	}
	d.send("GET", "/newsroom/audit?command=export.audit", nil).wants(t, "the row of it", 200, "Mengunduh audit")
	// A writer sees no row but those of own articles, and takes nothing away.
	d.as(news.Penulis)
	d.send("GET", "/newsroom/audit", nil).wants(t, "a writer", 200, "Belum ada baris", "!/audit/export")
	d.send("POST", "/newsroom/audit/export", url.Values{}).wants(t, "a writer's export", 403)
	d.send("POST", "/newsroom/audit/verify", url.Values{}).wants(t, "a writer's check", 403)
}
