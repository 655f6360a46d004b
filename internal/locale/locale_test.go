package locale

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/language"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

var placeholder = regexp.MustCompile(`\{([a-z_]+)(?:\|[a-z_]+)?\}`)

func placeholders(t text) []string {
	set := map[string]bool{}
	for _, s := range t {
		for _, m := range placeholder.FindAllStringSubmatch(s, -1) {
			set[m[1]] = true
		}
	}
	var out []string
	for name := range set {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

func TestCataloguesAreComplete(t *testing.T) {
	all := embedded()
	want := all[Fallback]
	if len(want) < 150 {
		t.Fatalf("only %d messages in %s.json", len(want), Fallback)
	}
	for tag, c := range all {
		for key, w := range want {
			g, ok := c[key]
			if !ok {
				t.Errorf("%s.json: %s is missing", tag, key)
				continue
			}
			if d := cmp.Diff(placeholders(w), placeholders(g)); d != "" {
				t.Errorf("%s.json: placeholders of %s differ from %s.json: %s", tag, key, Fallback, d)
			}
		}
		for key, g := range c {
			if _, ok := want[key]; !ok {
				t.Errorf("%s.json: %s is not in %s.json", tag, key, Fallback)
			}
			for form, s := range g {
				if strings.TrimSpace(s) != s || s == "" {
					t.Errorf("%s.json: %s (%s) is empty or has spaces around it: %q", tag, key, form, s)
				}
			}
		}
		for key, n := range map[string]int{"date.weekdays": 7, "date.months": 12, "date.months_short": 12} {
			if got := len(strings.Split(c[key]["other"], ",")); got != n {
				t.Errorf("%s.json: %s has %d names, want %d", tag, key, got, n)
			}
		}
	}
}

// JSON keeps the last of two equal keys without a word.
func TestNoKeyTwice(t *testing.T) {
	for tag := range embedded() {
		f, err := os.Open(tag + ".json")
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		d := json.NewDecoder(f)
		seen := map[string]bool{}
		depth, isKey := 0, false
		for {
			token, err := d.Token()
			if err != nil {
				break
			}
			switch token {
			case json.Delim('{'):
				depth++
				isKey = true
				continue
			case json.Delim('}'):
				depth--
				isKey = true
				continue
			}
			if depth == 1 && isKey {
				if seen[token.(string)] {
					t.Errorf("%s.json: %s stands there twice", tag, token)
				}
				seen[token.(string)] = true
			}
			isKey = !isKey
		}
	}
}

// used finds messages asked for by name in Go code and templates. A key that
// is put together ("role."+role) is found as the prefix up to its last dot.
var used = regexp.MustCompile(`(?:Message(?:Args)?\(|\{\{-?\s*(?:msg|message)\s|[(|]\s*(?:msg|message)\s+)"([a-z]+\.[a-z0-9_.]*)"`)

// refused finds the codes of refusals.
var refused = regexp.MustCompile(`Refuse\((?s:[^{}]*?)"([a-z0-9_.]+)",\s*(?:nil|map\[)`)

func TestEveryKeyInUseExists(t *testing.T) {
	known := embedded()[Fallback]
	found := 0
	for _, root := range []string{"../../internal", "../../cmd"} {
		filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() || strings.HasSuffix(path, "_test.go") || strings.Contains(path, "testdata") {
				return nil
			}
			if ext := filepath.Ext(path); ext != ".go" && ext != ".html" {
				return nil
			}
			b, err := os.ReadFile(path)
			if err != nil {
				return nil
			}
			var keys []string
			for _, m := range used.FindAllSubmatch(b, -1) {
				keys = append(keys, string(m[1]))
			}
			for _, m := range refused.FindAllSubmatch(b, -1) {
				keys = append(keys, "error."+string(m[1]))
			}
			found += len(keys)
			for _, key := range keys {
				if _, ok := known[key]; ok {
					continue
				}
				if strings.HasSuffix(key, ".") && slices.ContainsFunc(Get(Fallback).Keys(), func(k string) bool { return strings.HasPrefix(k, key) }) {
					continue
				}
				t.Errorf("%s: no message %q in the catalogue", path, key)
			}
			return nil
		})
	}
	if found == 0 {
		t.Errorf("no use of a message found: the search is broken")
	}
}

func TestGetFallsBack(t *testing.T) {
	for _, tc := range []struct{ tag, want, list string }{
		{"id", "id", "Berita Terkait"},
		{"en", "en", "Related"},
		{"en-GB", "en-GB", "Related"},
		{"id-ID", "id-ID", "Berita Terkait"},
		{"fr", "fr", "Related"},
		{"", "id", "Berita Terkait"},
		{"!!", "id", "Berita Terkait"},
	} {
		l := Get(tc.tag)
		if l.Tag() != tc.want || l.Message("list.related") != tc.list || l.Dir() != "ltr" {
			t.Errorf("Get(%q) = %s %q %s", tc.tag, l.Tag(), l.Message("list.related"), l.Dir())
		}
	}
	if d := cmp.Diff([]string{"en", "id"}, Tags()); d != "" {
		t.Error(d)
	}
}

func TestSeedMessages(t *testing.T) {
	id, en := Get("id"), Get("en")
	for _, tc := range []struct{ got, want string }{
		{id.Message("role.jurnalis"), "Jurnalis"}, {en.Message("role.jurnalis"), "Reporter"},
		{id.Message("share.copied"), "URL berhasil dicopy"}, {en.Message("share.copied"), "Link copied"},
		{id.Message("readalso.label"), "Baca Juga :"}, {en.Message("readalso.label"), "Read also:"},
		{id.Message("list.latest"), "Berita Terbaru"}, {en.Message("list.latest"), "Latest"},
		{id.Message("reads.article", "n", 2), "Berita ini 2 kali dibaca"},
		{id.Message("reads.article", "n", int64(1204)), "Berita ini 1.204 kali dibaca"},
		{en.Message("reads.article", "n", 1), "Read once"},
		{en.Message("reads.article", "n", 1204), "Read 1,204 times"},
		{en.Message("reads.article", "n", 0), "Read 0 times"},
		{id.Message("no.such"), "no.such"},
		{id.Message("updated"), "Diperbarui {date}"},
		{id.Message("share.to", "name", "{name} & {x}"), "Bagikan ke {name} & {x}"},
		{id.Message("share.to", "name"), "Bagikan ke {name}"},
		{id.MessageArgs("error.state", map[string]any{"command": "publish", "work": "spiked", "public": "never"}),
			"Berita yang belum terbit dan naskahnya tidak dimuat tidak dapat diterbitkan."},
		{id.MessageArgs("error.embargo", map[string]any{"until": time.Date(2026, 1, 2, 3, 4, 0, 0, time.UTC)}),
			"Berita ini diembargo hingga Jumat, 2 Januari 2026 - 03:04 UTC."},
	} {
		if tc.got != tc.want {
			t.Errorf("got %q, want %q", tc.got, tc.want)
		}
	}
}

func TestWith(t *testing.T) {
	en := Get("en")
	l := en.With(map[string]string{
		"list.related":      "More on this",
		"reads.article":     `{"one": "{n} reader", "other": "{n} readers"}`,
		"gallery.photos":    "{n} pictures", // begins like JSON and is not
		"ago.days.one":      "yesterday",
		"mytheme.slogan":    "All the news",
		"date.style.long":   "{day} {month} {year}",
		"date.months_short": "1,2", // too few: must not panic
	})
	at := time.Date(2025, 12, 24, 5, 0, 0, 0, time.UTC)
	got := []string{l.Message("list.related"), l.Message("reads.article", "n", 1), l.Message("reads.article", "n", 5),
		l.Message("gallery.photos", "n", 1), l.Message("ago.days", "n", 1), l.Message("ago.days", "n", 2),
		l.Message("mytheme.slogan"), l.Date(Long, at, time.UTC), l.Date(Short, at, time.UTC), en.Message("list.related")}
	want := []string{"More on this", "1 reader", "5 readers", "1 pictures", "yesterday", "2 days ago", "All the news",
		"24 December 2025", "Wednesday, 24  2025 - 05:00 UTC", "Related"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestDate(t *testing.T) {
	at := time.Date(2025, 3, 1, 12, 13, 0, 0, time.UTC)
	for _, tc := range []struct {
		tag, zone string
		style     Style
		want      string
	}{
		{"id", "Asia/Jakarta", Long, "Sabtu, 1 Maret 2025 - 19:13 WIB"},
		{"id", "Asia/Pontianak", Long, "Sabtu, 1 Maret 2025 - 19:13 WIB"},
		{"id", "Asia/Makassar", Long, "Sabtu, 1 Maret 2025 - 20:13 WITA"},
		{"id", "Asia/Jayapura", Short, "Sabtu, 1 Mar 2025 - 21:13 WIT"},
		{"id", "Asia/Jakarta", Dot, "Sabtu, 1 Maret 2025 · 19.13 WIB"},
		{"id", "Asia/Jakarta", ShortDot, "Sabtu, 1 Mar 2025 · 19.13 WIB"},
		{"id", "Asia/Jakarta", LongDate, "Sabtu, 1 Maret 2025"},
		{"id", "Asia/Jakarta", ShortDate, "Sabtu, 1 Mar 2025"},
		{"id", "Asia/Jakarta", Clock, "19:13 WIB"},
		{"id", "Asia/Jakarta", Day, "1 Maret 2025"},
		{"id", "Asia/Jakarta", "no such style", "Sabtu, 1 Maret 2025 - 19:13 WIB"},
		{"en", "Asia/Jakarta", Long, "Saturday, 1 March 2025 - 19:13 WIB"},
		{"en", "Asia/Singapore", Short, "Saturday, 1 Mar 2025 - 20:13 UTC+8"},
		{"en", "Asia/Kolkata", Clock, "17:43 IST"},
		{"en", "Asia/Kathmandu", Clock, "17:58 UTC+5:45"},
		{"en", "America/Sao_Paulo", Clock, "09:13 UTC-3"},
		{"en", "America/New_York", Clock, "07:13 EST"},
	} {
		if got := Get(tc.tag).Date(tc.style, at, zone(t, tc.zone)); got != tc.want {
			t.Errorf("%s %s %s: got %q, want %q", tc.tag, tc.zone, tc.style, got, tc.want)
		}
	}
	if got := Get("id").Date(Long, time.Time{}, nil); got != "" {
		t.Errorf("the zero time printed as %q", got)
	}
	if got := Get("id").Date(Long, at, nil); got != "Sabtu, 1 Maret 2025 - 12:13 UTC" {
		t.Errorf("without a zone: %q", got)
	}
}

func TestNumbersAndLists(t *testing.T) {
	id, en := Get("id"), Get("en")
	now := time.Date(2026, 1, 10, 12, 0, 0, 0, time.UTC)
	ago := func(l *Locale, d time.Duration) string { s, _ := l.Ago(now.Add(-d), now); return s }
	for _, tc := range []struct{ got, want string }{
		{id.Number(1204), "1.204"}, {en.Number(1204), "1,204"}, {id.Number(-1234567), "-1.234.567"}, {id.Number(0), "0"},
		{id.List(nil), ""}, {id.List([]string{"A"}), "A"}, {id.List([]string{"A", "B"}), "A dan B"},
		{id.List([]string{"A", "B", "C"}), "A, B, dan C"}, {en.List([]string{"A", "B", "C", "D"}), "A, B, C, and D"},
		{en.List([]string{"{b}", "B"}), "{b} and B"},
		{id.FileSize(28_400), "28 KB"}, {id.FileSize(1_500_000), "1,5 MB"}, {en.FileSize(1_500_000), "1.5 MB"},
		{id.FileSize(999), "999 bita"}, {en.FileSize(1), "1 byte"}, {en.FileSize(12_345_678_901), "12 GB"},
		{id.ReadingMinutes(650), "3 menit baca"}, {en.ReadingMinutes(0), "1 minute read"},
		{ago(id, 12*time.Minute), "12 menit lalu"}, {ago(en, time.Hour), "1 hour ago"}, {ago(en, 3*24*time.Hour), "3 days ago"},
		{ago(id, 30*24*time.Hour), ""}, {ago(id, -time.Hour), "baru saja"},
	} {
		if tc.got != tc.want {
			t.Errorf("got %q, want %q", tc.got, tc.want)
		}
	}
}

// Arabic comes next: the machinery must already choose its six plural forms,
// its direction and its digits.
func TestArabicNeedsNoCode(t *testing.T) {
	c, err := parse([]byte(`{
		"date.weekdays": "الأحد,الاثنين,الثلاثاء,الأربعاء,الخميس,الجمعة,السبت",
		"date.months": "يناير,فبراير,مارس,أبريل,مايو,يونيو,يوليو,أغسطس,سبتمبر,أكتوبر,نوفمبر,ديسمبر",
		"date.style.long": "{weekday}، {day} {month} {year} - {hour}:{minute} {zone}",
		"n": {"zero": "z", "one": "o", "two": "t", "few": "f", "many": "m", "other": "x"}}`))
	if err != nil {
		t.Fatal(err)
	}
	l := build(language.MustParse("ar"), c)
	var got []string
	for _, n := range []int64{0, 1, 2, 3, 11, 100, 1_000_000_003} {
		got = append(got, l.Message("n", "n", n))
	}
	if d := cmp.Diff([]string{"z", "o", "t", "f", "m", "x", "f"}, got); d != "" {
		t.Error(d)
	}
	if l.Dir() != "rtl" {
		t.Error("Arabic runs from right to left")
	}
	want := "السبت، 1 مارس 2025 - 19:13 WIB"
	if got := l.Date(Long, time.Date(2025, 3, 1, 12, 13, 0, 0, time.UTC), zone(t, "Asia/Jakarta")); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if l.Number(1204) == "" {
		t.Error("no number")
	}
}

func TestParseRefuses(t *testing.T) {
	for name, in := range map[string]string{
		"not JSON": "{", "a list": `{"a": ["b"]}`, "no other": `{"a": {"one": "b"}}`, "no such form": `{"a": {"other": "b", "lots": "c"}}`,
	} {
		if _, err := parse([]byte(in)); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func BenchmarkMessage(b *testing.B) {
	l := Get("id")
	for b.Loop() {
		l.Message("reads.article", "n", 1204)
	}
}

func BenchmarkDate(b *testing.B) {
	l, at := Get("id"), time.Date(2025, 3, 1, 12, 13, 0, 0, time.UTC)
	loc := zone(b, "Asia/Jakarta")
	for b.Loop() {
		l.Date(Long, at, loc)
	}
}

func TestLanguageWithoutACatalogue(t *testing.T) {
	for _, c := range []struct{ tag, want, dir, latest string }{
		{"ar", "ar", "rtl", Get("en").Message("list.latest")},
		{"he-IL", "he-IL", "rtl", Get("en").Message("list.latest")},
		{"fr", "fr", "ltr", Get("en").Message("list.latest")},
		{"id-ID", "id-ID", "ltr", Get("id").Message("list.latest")},
		{"", "id", "ltr", Get("id").Message("list.latest")},
		{"not a tag", "id", "ltr", Get("id").Message("list.latest")},
	} {
		l := Get(c.tag)
		if l.Tag() != c.want || l.Dir() != c.dir || l.Message("list.latest") != c.latest {
			t.Errorf("Get(%q) = %s %s %q, want %s %s %q", c.tag, l.Tag(), l.Dir(), l.Message("list.latest"), c.want, c.dir, c.latest)
		}
	}
}
