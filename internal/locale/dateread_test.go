package locale

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestParseDate(t *testing.T) {
	jakarta := zone(t, "Asia/Jakarta")
	const seed = "2025-03-01T19:13:00+07:00"
	for _, tc := range []struct {
		in, want string
		doubts   []Doubt
	}{
		{"Sabtu, 1 Maret 2025 - 19:13 WIB", seed, nil},
		{"Sabtu, 28 Jun 2025 - 16:13 WIB", "2025-06-28T16:13:00+07:00", nil},
		{"Sabtu, 1 Maret 2025 · 19.13 WIB", seed, nil},
		{"1 Maret 2025 19.13 WIB", seed, nil},
		{"01/03/2025, 19:13 WIB", seed, nil},
		{"01/03/2025 19:13", seed, []Doubt{NoZone}},
		{"Sabtu (1/3/2025) pukul 19.13 WIB", seed, nil},
		{"Kamis (26/6/2025)", "2025-06-26T00:00:00+07:00", []Doubt{NoTime}},
		{"(Kamis, 26/6/2025)", "2025-06-26T00:00:00+07:00", []Doubt{NoTime}},
		{"Jum'at, 28 Februari 2025 | 08:05 WITA", "2025-02-28T07:05:00+07:00", nil},
		{"Jumat, 28 Pebruari 2025 08:05 wit", "2025-02-28T06:05:00+07:00", nil},
		{"Ahad, 2 Maret 2025 pukul 19.13", "2025-03-02T19:13:00+07:00", []Doubt{NoZone}},
		{"Rabu, 20 Agt. 2025 | 10:00:05 WIB", "2025-08-20T10:00:05+07:00", nil},
		{"19:13 WIB, Sabtu 1 Maret 2025", seed, nil},
		{"pada Sabtu, 1 Maret 2025 pukul 19.13 WIB", seed, nil},
		{"Sabtu,\u00a01\u00a0Maret\u202f2025 - 19:13\u00a0WIB", seed, nil},
		{"March 1, 2025 7:13 PM", seed, []Doubt{NoZone}},
		{"Saturday, March 1st, 2025 at 7:13 p.m. (WIB)", seed, nil},
		{"Sat., Mar. 1, 2025, 7.13pm WIB", seed, nil},
		{"1st of March 2025 12:13 UTC", seed, nil},
		{"March 1, 2025 7:13 AM ET", seed, nil},
		{"March 1, 2025 12:05 am UTC", "2025-03-01T07:05:00+07:00", nil},
		{"Mar 1, 2025 | 19:13 PM WIB", seed, []Doubt{BothClocks}},
		{"2025-03-01T12:13:00Z", seed, nil},
		{"2025-03-01T19:13:00.250+07:00", "2025-03-01T19:13:00.25+07:00", nil},
		{"2025-03-01 19:13:00 +0700", seed, nil},
		{"2025/03/01 20:13 UTC+8", seed, nil},
		{"Sat, 01 Mar 2025 12:13:00 GMT", seed, nil},
		{"Sat, 01 Mar 2025 19:13:00 +0700", seed, nil},
		{"01-Mar-2025 19:13 WIB", seed, nil},
		{"01 Mar 25 19:13 WIB", seed, []Doubt{ShortYear}},
		{"1.3.2025 19.13 WIB", seed, nil},
		{"03/13/2025 10:00 WIB", "2025-03-13T10:00:00+07:00", nil},
		{"Saturday, 03/01/2025 19:13 WIB", seed, nil},
		{"Minggu, 1 Maret 2025 - 19:13 WIB", seed, []Doubt{WrongWeekday}},
		{"29 Februari 2024", "2024-02-29T00:00:00+07:00", []Doubt{NoTime}},
		{"2025-03-01", "2025-03-01T00:00:00+07:00", []Doubt{NoTime}},
	} {
		got, ok := Get("id").ParseDate(tc.in, jakarta)
		if !ok {
			t.Errorf("%q was refused", tc.in)
			continue
		}
		if s := got.Time.Format(time.RFC3339Nano); s != tc.want {
			t.Errorf("%q: got %s, want %s", tc.in, s, tc.want)
		}
		if d := cmp.Diff(tc.doubts, got.Doubts); d != "" {
			t.Errorf("%q: doubts %s", tc.in, d)
		}
	}
}

func TestParseDateInOtherZones(t *testing.T) {
	for _, tc := range []struct {
		zone, in, want string
		doubts         []Doubt
	}{
		{"America/New_York", "November 2, 2025 1:30 AM EDT", "2025-11-02T05:30:00Z", nil},
		{"America/New_York", "November 2, 2025 1:30 AM EST", "2025-11-02T06:30:00Z", nil},
		{"America/New_York", "November 2, 2025 1:30 AM", "2025-11-02T05:30:00Z", []Doubt{Gap, NoZone}},
		{"America/New_York", "March 9, 2025 2:30 AM", "2025-03-09T06:30:00Z", []Doubt{Gap, NoZone}},
		{"Asia/Shanghai", "1 March 2025 10:00 CST", "2025-03-01T02:00:00Z", nil},
		{"America/Chicago", "1 March 2025 10:00 CST", "2025-03-01T16:00:00Z", nil},
		{"Asia/Kolkata", "1 March 2025 10:00 IST", "2025-03-01T04:30:00Z", nil},
		{"Asia/Singapore", "3/4/2025 10:00 UTC+8", "2025-04-03T02:00:00Z", []Doubt{DayOrMonth}},
	} {
		got, ok := Get("en").ParseDate(tc.in, zone(t, tc.zone))
		if s := got.Time.UTC().Format(time.RFC3339); !ok || s != tc.want {
			t.Errorf("%q in %s: got %s %v, want %s", tc.in, tc.zone, s, ok, tc.want)
		}
		if d := cmp.Diff(tc.doubts, got.Doubts); d != "" {
			t.Errorf("%q in %s: doubts %s", tc.in, tc.zone, d)
		}
	}
}

func TestParseDateRefuses(t *testing.T) {
	for _, in := range []string{
		"", " ", "2 jam lalu", "3 hours ago", "Kemarin", "Sabtu", "Maret 2025", "1 Maret", "1 Maret 19.13 WIB", "19:13 WIB",
		"31 Februari 2025", "29 Februari 2025", "Sabtu, 1 Foo 2025 - 19:13 WIB", "32/01/2025", "13/13/2025", "1 Maret 20255",
		"1 Maret 2025 - 25:13 WIB", "1 Maret 2025 19:13 XYZ", "Sejak 1 Maret 2025 harga naik", "0/0/0000", "2025-3", "99/99/99",
		"1 Maret 2025 dan 2 Maret 2025",
	} {
		if got, ok := Get("id").ParseDate(in, nil); ok {
			t.Errorf("%q was read as %s", in, got.Time)
		}
	}
}

func TestFindDate(t *testing.T) {
	for _, tc := range []struct{ in, want string }{
		{"Budi Santoso - Sabtu, 1 Maret 2025 | 19:13 WIB", "Sabtu, 1 Maret 2025 | 19:13 WIB"},
		{"Diterbitkan pada 1 Maret 2025, 3.500 orang hadir", "1 Maret 2025"},
		{"Bandung, Kamis (26/6/2025).", "Kamis (26/6/2025)"},
		{"tidak ada tanggal di sini", ""},
	} {
		f, ok := Get("id").FindDate(tc.in, nil)
		got := ""
		if ok {
			got = tc.in[f.Start:f.End]
		}
		if got != tc.want {
			t.Errorf("%q: found %q, want %q", tc.in, got, tc.want)
		}
	}
}

func TestLooksLikeDate(t *testing.T) {
	id := Get("id")
	for _, s := range []string{"Sabtu, 31 Februari 2025 - 19:13 WIB", "Sabtu, 1 Foo 2025 - 19:13 WIB", "32/13/2025 10:00",
		"Sabtu, 1 Maret 2025 - 29:13 WIB", "31 Februari 2025", "Sabtu, 1 Maret 2025 - 19:13 WIB", "Sabtu, 1 Maret 2025 - 19:13 XYZ"} {
		if !id.LooksLikeDate(s) {
			t.Errorf("%q looks like a date", s)
		}
	}
	for _, s := range []string{"", "Jadwal Imsakiyah Jakarta Sabtu 1 Maret 2025", "Piala Dunia 2026", "Harga Emas 19.13 Dolar",
		"Berita ini 2 kali dibaca", "Tragedi Mei 1998", "Mei 1998", "Pemilu 14 Februari 2024", "Sabtu Malam", "Pemilu Maret di Dua Provinsi"} {
		if id.LooksLikeDate(s) {
			t.Errorf("%q does not look like a date", s)
		}
	}
	for s, want := range map[string]bool{"2 jam lalu": true, "3 hours ago": true, "an hour ago": true, "Kemarin": true,
		"Dua jam yang lalu": false, "5 hari yang lalu": true, "Kejadian 2 jam setelah gempa": false, "": false} {
		if got := Relative(s); got != want {
			t.Errorf("Relative(%q) = %v", s, got)
		}
	}
}

var roundTripZones = []string{"Asia/Jakarta", "Asia/Pontianak", "Asia/Makassar", "Asia/Jayapura", "UTC", "Asia/Singapore",
	"Asia/Kathmandu", "America/New_York", "Europe/Berlin", "America/Sao_Paulo", "Asia/Kolkata", "Australia/Lord_Howe"}

// What Warta prints it can read: every style with a time gives back the same
// minute, in every language and zone, through both nights of a clock change.
func FuzzDateRoundTrip(f *testing.F) {
	f.Add(int64(1740831180), uint8(0), uint8(0))
	f.Add(int64(1762061400), uint8(7), uint8(1)) // the hour that New York had twice
	f.Add(int64(1762065000), uint8(7), uint8(1))
	f.Fuzz(func(t *testing.T, unix int64, z, lang uint8) {
		// 1970 to 2100: before, zone names of colonial times were not unique.
		at := time.Unix((unix%4102444800+4102444800)%4102444800, 0).UTC().Truncate(time.Minute)
		loc := zone(t, roundTripZones[int(z)%len(roundTripZones)])
		l := Get(Tags()[int(lang)%len(Tags())])
		for _, s := range []Style{Long, Short, Dot, ShortDot} {
			text := l.Date(s, at, loc)
			got, ok := l.ParseDate(text, loc)
			if !ok || !got.Time.Equal(at) || len(got.Doubts) > 0 || text[got.Start:got.End] != text {
				t.Errorf("%s %s: %q was read as %s %v (%v)", loc, s, text, got.Time.UTC(), ok, got.Doubts)
			}
			if !l.LooksLikeDate(text) {
				t.Errorf("%q does not look like a date", text)
			}
		}
	})
}

// A found date lies inside its text on whole characters, and reading it alone
// gives the same instant.
func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"Sabtu, 1 Maret 2025 - 19:13 WIB", "Kamis (26/6/2025)", "March 1, 2025 7:13 p.m. ET",
		"2025-03-01T19:13:00.25+07:00", "19:13 WIB, 1 Maret 2025", "2 jam lalu", "1/1/1 1.1.1 +", "Jum’at 1-Mar-25 (WIB"} {
		f.Add(s)
	}
	jakarta := zone(f, "Asia/Jakarta")
	f.Fuzz(func(t *testing.T, s string) {
		l := Get("id")
		l.LooksLikeDate(s)
		Relative(s)
		got, ok := l.FindDate(s, jakarta)
		if !ok {
			if _, ok := l.ParseDate(s, jakarta); ok {
				t.Fatalf("%q is a date in which none is found", s)
			}
			return
		}
		if got.Start < 0 || got.Start >= got.End || got.End > len(s) || got.Time.Year() < 900 || got.Time.Year() > 10000 {
			t.Fatalf("%q: %+v", s, got)
		}
		if utf8.ValidString(s) && !utf8.ValidString(s[got.Start:got.End]) {
			t.Fatalf("%q: cut in a character", s)
		}
		again, ok := l.ParseDate(s[got.Start:got.End], jakarta)
		if !ok || !again.Time.Equal(got.Time) {
			t.Fatalf("%q: %q alone is read as %v, not %v", s, s[got.Start:got.End], again.Time, got.Time)
		}
	})
}

func BenchmarkParseDate(b *testing.B) {
	l, loc := Get("id"), zone(b, "Asia/Jakarta")
	l.ParseDate("1 Maret 2025", loc)
	for b.Loop() {
		l.ParseDate("Sabtu, 1 Maret 2025 - 19:13 WIB", loc)
	}
}

func BenchmarkFindDateInLongText(b *testing.B) {
	l, loc := Get("id"), zone(b, "Asia/Jakarta")
	s := strings.Repeat("1 2 Maret, 3.4 ( ", 1000)
	for b.Loop() {
		l.FindDate(s, loc)
	}
}
