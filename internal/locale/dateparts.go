package locale

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// A date's text is read as tokens: words, runs of digits, single signs.

type tokenKind int

const (
	punct tokenKind = iota
	digits
	word
)

type token struct {
	kind       tokenKind
	text       string
	start, end int
	// spaced: there is a space before it.
	spaced bool
}

func tokens(s string) []token {
	var out []token
	spaced := true
	for i := 0; i < len(s); {
		c, n := utf8.DecodeRuneInString(s[i:])
		if unicode.IsSpace(c) {
			spaced, i = true, i+n
			continue
		}
		kind, end := punct, i+n
		switch {
		case c >= '0' && c <= '9':
			kind = digits
			for end < len(s) && s[end] >= '0' && s[end] <= '9' {
				end++
			}
		case unicode.IsLetter(c):
			kind = word
			end = wordEnd(s, end)
		}
		out = append(out, token{kind, s[i:end], i, end, spaced})
		spaced, i = false, end
	}
	return out
}

// wordEnd gives the end of a word; an apostrophe between letters is part of it
// ("Jum'at").
func wordEnd(s string, i int) int {
	for i < len(s) {
		c, n := utf8.DecodeRuneInString(s[i:])
		if c == '\'' || c == '’' {
			next, _ := utf8.DecodeRuneInString(s[i+n:])
			if !unicode.IsLetter(next) {
				return i
			}
		} else if !unicode.IsLetter(c) && !unicode.IsMark(c) {
			return i
		}
		i += n
	}
	return i
}

type calendarDay struct {
	year       int
	month      time.Month
	dayOfMonth int
	doubts     []Doubt
}

// exists reports whether the calendar has the day: 31 February is refused.
func (d calendarDay) exists() bool {
	return d.year >= 1000 && d.month >= 1 && d.month <= 12 && d.dayOfMonth >= 1 &&
		d.dayOfMonth <= time.Date(d.year, d.month+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

func (d calendarDay) weekday() time.Weekday {
	return time.Date(d.year, d.month, d.dayOfMonth, 0, 0, 0, 0, time.UTC).Weekday()
}

// day reads a day of the calendar with or without its weekday.
func (r reader) day(i int) (calendarDay, int, bool) {
	var named *time.Weekday
	opened := false
	if i < len(r.t) && r.t[i].kind == word {
		if w, ok := r.words.weekdays[r.low(i)]; ok {
			named = &w
			i++
			for r.is(i, ",") || r.is(i, ".") {
				i++
			}
			if r.is(i, "(") {
				opened = true
				i++
			}
		}
	}
	d, end, ok := r.numericDay(i, named)
	if !ok {
		d, end, ok = r.writtenDay(i)
	}
	if !ok || !d.exists() {
		return calendarDay{}, i, false
	}
	if named != nil && d.weekday() != *named {
		d.doubts = append(d.doubts, WrongWeekday)
	}
	if opened && r.is(end, ")") {
		end++
	}
	return d, end, true
}

// numericDay reads 2025-03-01 and 01/03/2025 with any of the signs / - and dot.
func (r reader) numericDay(i int, named *time.Weekday) (calendarDay, int, bool) {
	none := calendarDay{}
	if !r.isNumber(i) || i+4 >= len(r.t) || !strings.Contains("/-.", r.t[i+1].text) || !r.is(i+3, r.t[i+1].text) {
		return none, i, false
	}
	if y, ok := r.number(i, 4, 4); ok {
		m, ok1 := r.number(i+2, 1, 2)
		d, ok2 := r.number(i+4, 1, 2)
		return calendarDay{year: y, month: time.Month(m), dayOfMonth: d}, i + 5, ok1 && ok2
	}
	first, ok1 := r.number(i, 1, 2)
	second, ok2 := r.number(i+2, 1, 2)
	y, short, ok3 := r.year(i + 4)
	if !ok1 || !ok2 || !ok3 {
		return none, i, false
	}
	d := calendarDay{year: y, month: time.Month(second), dayOfMonth: first}
	if short {
		d.doubts = append(d.doubts, ShortYear)
	}
	swapped := d
	swapped.month, swapped.dayOfMonth = time.Month(first), second
	switch {
	case !d.exists():
		d = swapped
	case !swapped.exists() || first == second:
	case named != nil && d.weekday() != *named && swapped.weekday() == *named:
		d = swapped
	case named != nil && d.weekday() == *named:
	case r.ambiguous:
		d.doubts = append(d.doubts, DayOrMonth)
	}
	return d, i + 5, true
}

// writtenDay reads "1 Maret 2025", "1-Mar-2025", "March 1st, 2025".
func (r reader) writtenDay(i int) (calendarDay, int, bool) {
	var d calendarDay
	ok := false
	if d.dayOfMonth, ok = r.number(i, 1, 2); ok {
		i = r.ordinal(i + 1)
		if r.is(i, "-") || r.is(i, "/") || r.low(i) == "of" {
			i++
		}
		d.month, i, ok = r.month(i)
	} else if d.month, i, ok = r.month(i); ok {
		if d.dayOfMonth, ok = r.number(i, 1, 2); ok {
			i = r.ordinal(i + 1)
		}
	}
	if !ok {
		return d, i, false
	}
	if r.is(i, ",") || r.is(i, "-") || r.is(i, "/") {
		i++
	}
	y, short, ok := r.year(i)
	if !ok {
		return d, i, false
	}
	if short {
		// "1 Maret 19.13 WIB" has no year.
		if (r.is(i+1, ":") || r.is(i+1, ".")) && r.glued(i+2) && r.isNumber(i+2) {
			return d, i, false
		}
		d.doubts = append(d.doubts, ShortYear)
	}
	d.year = y
	return d, i + 1, true
}

func (r reader) ordinal(i int) int {
	if slices.Contains(ordinals, r.low(i)) && r.glued(i) {
		return i + 1
	}
	return i
}

func (r reader) month(i int) (time.Month, int, bool) {
	m, ok := r.words.months[r.low(i)]
	if !ok {
		return 0, i, false
	}
	i++
	if r.is(i, ".") {
		i++
	}
	return m, i, true
}

// year reads four digits, or two: 69 is 2069, 70 is 1970, as POSIX has it
// about.
func (r reader) year(i int) (y int, short, ok bool) {
	if y, ok := r.number(i, 4, 4); ok {
		return y, false, true
	}
	y, ok = r.number(i, 2, 2)
	if y < 70 {
		return y + 2000, true, ok
	}
	return y + 1900, true, ok
}

type clockTime struct {
	set                        bool
	hour, minute, second, nano int
	// location is the zone that the text names; label an abbreviation that is
	// the assumed zone's own. Neither: the text names none.
	location *time.Location
	label    string
	doubts   []Doubt
}

// clock reads 19:13, 19.13, 19:13:00.5, 7:13 PM and 7 p.m.
func (r reader) clock(i int) (clockTime, int, bool) {
	c := clockTime{set: true}
	var ok bool
	if c.hour, ok = r.number(i, 1, 2); !ok {
		return c, i, false
	}
	i++
	part := func(j int) (int, bool) {
		if !(r.is(j, ":") || r.is(j, ".")) || !r.glued(j) || !r.glued(j+1) {
			return 0, false
		}
		return r.number(j+1, 2, 2)
	}
	minutes := false
	if c.minute, minutes = part(i); minutes {
		i += 2
		if s, ok := part(i); ok {
			c.second = s
			i += 2
			if r.is(i, ".") && r.glued(i+1) && r.isNumber(i+1) {
				c.nano = fraction(r.t[i+1].text)
				i += 2
			}
		}
	}
	half, i := r.half(i)
	if !minutes && half == "" || c.hour > 23 || c.minute > 59 || c.second > 59 {
		return clockTime{}, i, false
	}
	switch {
	case half == "":
	case c.hour > 12 || c.hour == 0:
		c.doubts = append(c.doubts, BothClocks)
	case half == "pm" && c.hour < 12:
		c.hour += 12
	case half == "am" && c.hour == 12:
		c.hour = 0
	}
	return c, i, true
}

// half reads "PM", "pm", "p.m.".
func (r reader) half(i int) (string, int) {
	low := r.low(i)
	if low == "am" || low == "pm" {
		return low, i + 1
	}
	if (low == "a" || low == "p") && r.is(i+1, ".") && r.low(i+2) == "m" {
		if r.is(i+3, ".") {
			return low + "m", i + 4
		}
		return low + "m", i + 3
	}
	return "", i
}

// fraction gives the nanoseconds of the digits after the dot.
func fraction(s string) int {
	if len(s) > 9 {
		s = s[:9]
	}
	n, _ := strconv.Atoi(s + strings.Repeat("0", 9-len(s)))
	return n
}

// zoneAfter reads a zone behind a time: "WIB", "(WIB)", "Z", "+07:00", "UTC+8".
func (r reader) zoneAfter(c clockTime, i int) (clockTime, int) {
	j := i
	if r.is(j, "(") {
		j++
	}
	end, ok := r.zoneAt(&c, j)
	if !ok {
		return c, i
	}
	if j > i && r.is(end, ")") {
		end++
	}
	return c, end
}

func (r reader) zoneAt(c *clockTime, i int) (end int, ok bool) {
	if i >= len(r.t) {
		return i, false
	}
	name := r.t[i].text
	if u := strings.ToUpper(name); u == "WIB" || u == "WITA" || u == "WIT" {
		name = u
	}
	if name == "UTC" || name == "GMT" || name == "+" || name == "-" {
		j := i
		if r.t[i].kind == word {
			j++
		}
		if seconds, end, ok := r.offset(j); ok && (j == i || r.glued(j)) {
			c.location = time.FixedZone(offsetLabel(seconds), seconds)
			return end, true
		}
	}
	if r.t[i].kind != word {
		return i, false
	}
	if r.ownLabel(name) {
		c.label = name
		return i + 1, true
	}
	z, known := zones[name]
	if !known {
		return i, false
	}
	if z.Place == "" {
		c.location = time.FixedZone(name, z.Hours*3600)
		return i + 1, true
	}
	loc, err := time.LoadLocation(z.Place)
	c.location = loc
	return i + 1, err == nil
}

// ownLabel reports whether the assumed zone calls itself so, in winter or in
// summer: "CST" is Shanghai's for a paper in Shanghai.
func (r reader) ownLabel(name string) bool {
	for month := time.January; month <= time.December; month += 3 {
		if ZoneLabel(time.Date(2025, month, 1, 0, 0, 0, 0, time.UTC), r.zone) == name {
			return true
		}
	}
	return false
}

// offset reads +7, +07, +0700 and +07:00.
func (r reader) offset(i int) (seconds, end int, ok bool) {
	sign := 1
	switch {
	case r.is(i, "-"):
		sign = -1
	case !r.is(i, "+"):
		return 0, i, false
	}
	if !r.glued(i + 1) {
		return 0, i, false
	}
	h, m := 0, 0
	if n, is4 := r.number(i+1, 4, 4); is4 {
		h, m, end = n/100, n%100, i+2
	} else if h, ok = r.number(i+1, 1, 2); !ok {
		return 0, i, false
	} else if end = i + 2; r.is(end, ":") && r.glued(end) && r.glued(end+1) {
		if m, ok = r.number(end+1, 2, 2); ok {
			end += 2
		}
	}
	return sign * (h*3600 + m*60), end, h <= 15 && m <= 59
}
