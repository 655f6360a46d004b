package locale

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// Doubt is something about a date that a person should look at; the date was
// read all the same. It is the rest of a message key below "import.warn.".
type Doubt string

const (
	// WrongWeekday: the named day is not that of the date.
	WrongWeekday Doubt = "weekday"
	// DayOrMonth: 03/04/2025 can be read in two ways; it was read day first.
	DayOrMonth Doubt = "order"
	// NoZone: a time without a zone; the given one was assumed.
	NoZone Doubt = "zone"
	// NoTime: a date alone, read as midnight.
	NoTime Doubt = "no_time"
	// ShortYear: two digits.
	ShortYear Doubt = "year"
	// Gap: the clock was changed that day, the time does not exist or exists
	// twice (newsroom.md SCH-5).
	Gap Doubt = "gap"
	// BothClocks: "19:13 PM".
	BothClocks Doubt = "ampm"
)

// Found is a date as a text gave it.
type Found struct {
	// Time is the instant, in the zone that was assumed for the text.
	Time time.Time
	// HasTime is false for a date alone; Time is then its midnight.
	HasTime bool
	// Start and End are where the date stands in the text, in bytes.
	Start, End int
	Doubts     []Doubt
}

// ParseDate reads a text that is a date and nothing else, as pages print it, in
// any language of the house: "Sabtu, 1 Maret 2025 - 19:13 WIB", "Kamis
// (26/6/2025)", "March 1, 2025 7:13 PM", RFC 3339, RFC 1123 and so on. A year is
// needed; "2 jam lalu" is refused. A date of three numbers is read day first
// unless its weekday or its size says otherwise. A text without a zone is read
// in the given one (nil: UTC).
func (l *Locale) ParseDate(s string, zone *time.Location) (Found, bool) {
	r := l.reader(s, zone)
	i := 0
	for i < len(r.t) && (r.t[i].kind == punct || slices.Contains(openingWords, r.low(i))) {
		i++
	}
	f, end, ok := r.date(i)
	if !ok {
		return Found{}, false
	}
	for ; end < len(r.t); end++ {
		if r.t[end].kind != punct {
			return Found{}, false
		}
	}
	return f, true
}

// FindDate reads the first date that stands in a text.
func (l *Locale) FindDate(s string, zone *time.Location) (Found, bool) {
	r := l.reader(s, zone)
	for i := range r.t {
		if f, _, ok := r.date(i); ok {
			return f, true
		}
	}
	return Found{}, false
}

// LooksLikeDate reports whether a line was meant as a date, readable or not:
// "Sabtu, 31 Februari 2025 - 19:13 WIB". It asks for different parts of a date
// and next to nothing else.
func (l *Locale) LooksLikeDate(s string) bool {
	r := l.reader(s, time.UTC)
	if len(r.t) > 20 {
		return false
	}
	var weekday, month, year, clock, zoned, numbers, others int
	for i, t := range r.t {
		_, isZone := zones[t.text]
		_, isDay := r.words.weekdays[r.low(i)]
		_, isMonth := r.words.months[r.low(i)]
		switch {
		case t.kind == digits && len(t.text) == 4 && (strings.HasPrefix(t.text, "19") || strings.HasPrefix(t.text, "20")):
			year = 1
		case t.kind == digits:
			numbers++
			if _, _, ok := r.clock(i); ok {
				clock = 1
			} else if r.is(i+1, "/") && r.isNumber(i+2) && r.is(i+3, "/") {
				clock, year = 1, 1
			}
		case t.kind == punct || slices.Contains(joinWords, r.low(i)) || slices.Contains(openingWords, r.low(i)):
		case isDay:
			weekday = 1
		case isMonth:
			month = 1
		case isZone || clock > 0 && likeZone(t.text):
			zoned = 1
		default:
			others++
		}
	}
	// "Tragedi Mei 1998" is a title; "Sabtu, 1 Foo 2025 - 19:13 WIB" has a
	// foreign word and is a date all the same. A date that can be read inside
	// other words is no broken one.
	score := weekday + month + year + clock + zoned
	if others == 0 {
		return numbers > 0 && score >= 2
	}
	_, readable := l.FindDate(s, nil)
	return others == 1 && numbers > 0 && score >= 3 && !readable
}

// likeZone reports whether a word behind a time can be a zone's abbreviation,
// known or not.
func likeZone(s string) bool {
	return len(s) >= 2 && len(s) <= 5 && strings.ToUpper(s) == s
}

// reader reads dates in one text.
type reader struct {
	t         []token
	words     vocabulary
	zone      *time.Location
	ambiguous bool
}

func (l *Locale) reader(s string, zone *time.Location) reader {
	if zone == nil {
		zone = time.UTC
	}
	base, _ := l.tag.Base()
	return reader{t: tokens(s), words: l.words(), zone: zone, ambiguous: base.String() == "en"}
}

func (r reader) low(i int) string {
	if i >= len(r.t) {
		return ""
	}
	return strings.ToLower(strings.ReplaceAll(r.t[i].text, "’", "'"))
}

func (r reader) is(i int, text string) bool { return i < len(r.t) && r.t[i].text == text }

func (r reader) isNumber(i int) bool { return i < len(r.t) && r.t[i].kind == digits }

// number reads a token of lo to hi digits.
func (r reader) number(i, lo, hi int) (n int, ok bool) {
	if !r.isNumber(i) || len(r.t[i].text) < lo || len(r.t[i].text) > hi {
		return 0, false
	}
	n, err := strconv.Atoi(r.t[i].text)
	return n, err == nil
}

// glued reports whether token i follows its neighbour without a space.
func (r reader) glued(i int) bool { return i < len(r.t) && !r.t[i].spaced }

// date reads a date with what follows of it at token i, or a time that is
// followed by a date.
func (r reader) date(i int) (Found, int, bool) {
	if i >= len(r.t) {
		return Found{}, i, false
	}
	if d, end, ok := r.day(i); ok {
		var c clockTime
		if got, after, ok := r.clock(r.joint(end)); ok {
			c, end = r.zoneAfter(got, after)
		}
		return r.found(d, c, i, end), end, true
	}
	if c, end, ok := r.clock(i); ok && (i == 0 || !r.glued(i)) {
		c, end = r.zoneAfter(c, end)
		if d, after, ok := r.day(r.joint(end)); ok {
			return r.found(d, c, i, after), after, true
		}
	}
	return Found{}, i, false
}

// joint skips what stands between a date and its time, at most four tokens:
// more is no joint but other text.
func (r reader) joint(i int) int {
	for n := 0; n < 4 && i < len(r.t); n++ {
		if !(r.t[i].kind == punct && strings.Contains(",-–—|·•/(@.", r.t[i].text)) && !slices.Contains(joinWords, r.low(i)) {
			break
		}
		i++
	}
	return i
}

// found makes the instant.
func (r reader) found(d calendarDay, c clockTime, from, to int) Found {
	f := Found{HasTime: c.set, Start: r.t[from].start, End: r.t[to-1].end, Doubts: d.doubts}
	at := func(loc *time.Location) time.Time {
		return time.Date(d.year, d.month, d.dayOfMonth, c.hour, c.minute, c.second, c.nano, loc)
	}
	if c.location != nil {
		f.Time = at(c.location)
	} else {
		f.Time = at(r.zone)
		var twice bool
		for _, t := range sameClock(f.Time) {
			switch {
			case c.label != "" && ZoneLabel(t, r.zone) == c.label:
				f.Time = t
			case !t.Equal(f.Time):
				twice = true
			}
		}
		if c.set && c.label == "" && (twice || f.Time.Hour() != c.hour || f.Time.Minute() != c.minute) {
			f.Doubts = append(f.Doubts, Gap)
		}
	}
	f.Time = f.Time.In(r.zone)
	f.Doubts = append(f.Doubts, c.doubts...)
	switch {
	case !c.set:
		f.Doubts = append(f.Doubts, NoTime)
	case c.location == nil && c.label == "":
		f.Doubts = append(f.Doubts, NoZone)
	}
	return f
}

// sameClock lists the instants around t that a clock on the wall shows alike:
// two of them in the night when summer time ends.
func sameClock(t time.Time) []time.Time {
	same := []time.Time{t}
	_, offset := t.Zone()
	for _, d := range []time.Duration{20 * time.Minute, 30 * time.Minute, 40 * time.Minute, time.Hour, 2 * time.Hour} {
		for _, other := range []time.Time{t.Add(d), t.Add(-d)} {
			// The wall shows the same when the zone went back by what passed.
			if _, o := other.Zone(); offset-o == int(other.Sub(t)/time.Second) {
				same = append(same, other)
			}
		}
	}
	return same
}
