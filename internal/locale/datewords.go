package locale

import (
	"slices"
	"strings"
	"time"
)

// vocabulary is the words that a date can be made of, in lower case. It holds
// every language of the house at once: a paper in one language quotes, and
// takes in, pages in another.
type vocabulary struct {
	weekdays map[string]time.Weekday
	months   map[string]time.Month
}

// spellings are forms that stand on pages beside those of the catalogues.
var spellings = struct {
	weekdays map[string]time.Weekday
	months   map[string]time.Month
}{
	map[string]time.Weekday{
		"ahad": 0, "min": 0, "sen": 1, "senen": 1, "sel": 2, "rab": 3, "kam": 4, "jum": 5, "jum'at": 5, "jumaat": 5, "sab": 6, "saptu": 6,
		"sun": 0, "mon": 1, "tue": 2, "tues": 2, "wed": 3, "thu": 4, "thur": 4, "thurs": 4, "fri": 5, "sat": 6,
	},
	map[string]time.Month{
		"peb": 2, "pebruari": 2, "febuari": 2, "agt": 8, "ags": 8, "agust": 8, "sept": 9, "nop": 11, "nopember": 11,
	},
}

func newVocabulary(calendars ...calendar) vocabulary {
	v := vocabulary{map[string]time.Weekday{}, map[string]time.Month{}}
	for w, d := range spellings.weekdays {
		v.weekdays[w] = d
	}
	for w, m := range spellings.months {
		v.months[w] = m
	}
	for _, c := range calendars {
		for i, name := range c.weekdays {
			v.weekdays[strings.ToLower(name)] = time.Weekday(i)
		}
		for i := range 12 {
			v.months[strings.ToLower(c.months[i])] = time.Month(i + 1)
			v.months[strings.ToLower(c.short[i])] = time.Month(i + 1)
		}
	}
	delete(v.weekdays, "")
	delete(v.months, "")
	return v
}

// zones are abbreviations that mean one thing wherever a news page uses them:
// Indonesia's, those of RFC 822, and a few of the region. An abbreviation of
// the zone that is assumed anyway comes before this table. Place is loaded from
// the zone database; without it Hours is a fixed offset.
var zones = map[string]struct {
	Hours int
	Place string
}{
	"WIB": {Hours: 7}, "WITA": {Hours: 8}, "WIT": {Hours: 9},
	"UTC": {}, "GMT": {}, "UT": {}, "Z": {},
	"EST": {Hours: -5}, "EDT": {Hours: -4}, "CST": {Hours: -6}, "CDT": {Hours: -5},
	"MST": {Hours: -7}, "MDT": {Hours: -6}, "PST": {Hours: -8}, "PDT": {Hours: -7},
	"ET": {Place: "America/New_York"}, "CT": {Place: "America/Chicago"}, "PT": {Place: "America/Los_Angeles"},
	"BST": {Hours: 1}, "CET": {Hours: 1}, "CEST": {Hours: 2}, "EET": {Hours: 2}, "EEST": {Hours: 3},
	"SGT": {Hours: 8}, "MYT": {Hours: 8}, "HKT": {Hours: 8}, "PHT": {Hours: 8}, "JST": {Hours: 9}, "KST": {Hours: 9},
	"AEST": {Hours: 10}, "AEDT": {Hours: 11},
}

// Words that join the parts of a date, and words that may open one.
var (
	joinWords    = []string{"pukul", "pkl", "jam", "at", "pada", "t", "on"}
	openingWords = []string{"pada", "hari", "tanggal", "tgl", "on"}
	ordinals     = []string{"st", "nd", "rd", "th"}
)

// distances are the words of "2 jam lalu" and "3 hours ago".
var distances = struct{ units, ends, alone []string }{
	units: []string{"detik", "menit", "jam", "hari", "minggu", "bulan", "tahun", "second", "minute", "hour", "day", "week", "month", "year",
		"seconds", "minutes", "hours", "days", "weeks", "months", "years", "min", "mins", "hr", "hrs", "sec", "secs"},
	ends:  []string{"lalu", "ago"},
	alone: []string{"kemarin", "baru saja", "hari ini", "yesterday", "just now", "today"},
}

// Relative reports whether a line gives a distance in time ("2 jam lalu") where
// a date should stand. Without the moment of the capture it is no date.
func Relative(s string) bool {
	words := tokens(s)
	if len(words) == 0 || len(words) > 8 {
		return false
	}
	if slices.Contains(distances.alone, strings.ToLower(strings.TrimSpace(s))) {
		return true
	}
	number, unit := false, false
	for _, w := range words {
		low := strings.ToLower(w.text)
		switch {
		case w.kind == digits || low == "a" || low == "an":
			number = true
		case number && slices.Contains(distances.units, low):
			unit = true
		case unit && slices.Contains(distances.ends, low):
			return true
		}
	}
	return false
}
