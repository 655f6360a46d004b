package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
	"warta/internal/style"
)

// officePages are the screens of the office in the states that matter, by the
// account that opens them.
var officePages = []struct{ name, who, path string }{
	{"users", "admin", "/newsroom/users"},
	{"users-none", "admin", "/newsroom/users?q=tidak-ada"},
	{"user", "admin", "/newsroom/users/1"},
	{"user-left", "admin", "/newsroom/users/6"},
	{"invite", "admin", "/newsroom/users/invite"},
	{"rights", "admin", "/newsroom/users/rights"},
	{"leave", "admin", "/newsroom/users/1/leave"},
	{"settings", "admin", "/newsroom/settings"},
	{"settings-found", "admin", "/newsroom/settings?q=iklan"},
	{"settings-history", "admin", "/newsroom/settings/history"},
	{"settings-revert", "admin", "/newsroom/settings/history/1"},
	{"audit", "admin", "/newsroom/audit"},
	{"health", "admin", "/newsroom/health"},
	{"imports", "admin", "/newsroom/import"},
	{"import-new", "admin", "/newsroom/import/new"},
	{"import-dry", "admin", "/newsroom/import/1"},
	{"import-broken", "admin", "/newsroom/import/2"},
	{"rules", "chief", "/newsroom/rules"},
	{"rules-style", "chief", "/newsroom/rules/style?q=kerja"},
	{"rules-own", "chief", "/newsroom/rules/own"},
	{"rules-own-edit", "chief", "/newsroom/rules/own/edit?id=gubernur"},
	{"rules-history", "chief", "/newsroom/rules/history"},
	{"settings-read", "chief", "/newsroom/settings?q=zona"},
}

// byDay are looked at on every run, the rest in the nights.
var byDay = []string{"user", "settings-found", "health", "rules-style", "import-dry"}

// furnish gives the office something to show.
func (d *doorPaper) furnish(t *testing.T) {
	t.Helper()
	do := func(c newsroom.Command) {
		t.Helper()
		if _, err := d.room.Do(t.Context(), newsroom.Operator(), c); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"Daerah", "Ekonomi", "Olahraga"} {
		do(newsroom.DefineSection{Section: &news.Section{Edition: 1, Name: name}})
	}
	for i, name := range []string{"Maria Wulandari", "Agus Pranowo"} {
		u := store.User{Name: name, Email: fmt.Sprintf("orang%d@lentera.example", i)}
		do(newsroom.InviteUser{User: &u, Grants: []news.Grant{{Position: news.Redaktur, Sections: []news.SectionID{1, 2}}}})
		if i == 1 {
			do(newsroom.DisableUser{User: u.ID, Reason: "pindah kota"})
		}
	}
	do(newsroom.PatchSettings{Edition: 1, Patch: []byte(`{"tagline":"Kabar dari pesisir","list_length":30}`)})
	do(newsroom.PatchSettings{Edition: 1, Patch: []byte(`{"masthead":{"company":"PT Lentera Sagara"},"machine":{"crawlers":{"gptbot":"deny"}}}`)})
	for _, file := range []string{"../../internal/ingest/testdata/wxr/kota.xml", "/dev/null"} {
		id, err := d.room.StartImport(t.Context(), newsroom.Operator(), newsroom.ImportOrder{Edition: 1, Source: "wxr", DryRun: true,
			Files: []newsroom.ImportFile{{Name: filepath.Base(file), Path: file}}}, false)
		if err != nil {
			t.Fatal(err)
		}
		if err := d.room.RunImport(t.Context(), newsroom.Importer(), id, nil); err != nil && id == 1 {
			t.Fatal(err)
		}
	}
	do(newsroom.SetRules{Edition: 1, Rules: news.Rules{Levels: map[string]news.Level{"lead_narrow": news.Off}, Own: []style.Rule{{ID: "gubernur", Grade: style.Wrong,
		Way: style.Word, Find: "Hendra Wijaja", Put: "Hendra Wijaya", Why: "Begitu nama gubernur ditulis.", Hits: []string{"Gubernur Hendra Wijaja hadir."}}}}})
}

// Every screen of the office can be read by everybody, on a telephone and at a
// desk, by day and by night (G-21).
func TestTheOfficeInABrowser(t *testing.T) {
	widths, every := []int{360}, false
	if os.Getenv("WARTA_PICTURES") != "" || os.Getenv("WARTA_NIGHTLY") != "" {
		widths, every = append(widths, 1280), true
	}
	d := newDoor(t, listen{}, demoStaff)
	d.furnish(t)
	for _, width := range widths {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			who := ""
			var v *visit
			for _, p := range officePages {
				if !every && !slices.Contains(byDay, p.name) {
					continue
				}
				if p.who != who {
					who = p.who
					if v != nil {
						v.leave(t, `document.querySelector("form[action$=logout] button").click()`)
					}
					v = open(t, d.home+"/newsroom/login", screen{width: width})
					v.send(t, "email", who+"@lentera.example", "password", who+"-demo")
				}
				// A tab of its own: the session is the browser's.
				v = open(t, d.home+p.path, screen{width: width})
				v.clean(t, fmt.Sprint(p.name, "-", width))
			}
			v = open(t, d.home+"/newsroom/rules/try", screen{width: width})
			v.send(t, "text", "Ibu kota propinsi itu di pindah kan pada hari Sabtu, kata gubernur Hendra Wijaja. Analisa resiko nya belum ada.")
			v.clean(t, fmt.Sprint("rules-try-", width))
			v.leave(t, `document.querySelector("form[action$=logout] button").click()`)
		})
	}
}
