package site

import (
	"fmt"
	"strconv"
	"time"
)

// day is a day of the calendar, without a zone. Its month or day may be 0: it
// then stands for the whole year or month.
type day struct {
	year  int
	month time.Month
	day   int
}

func dayOf(t time.Time) day {
	y, m, d := t.Date()
	return day{y, m, d}
}

// dayIn parses the parts of an address, which are zero-padded: 2025, 06, 28. Other
// writings of a number, other digits and days that no calendar has are refused.
func dayIn(year, month, dayOfMonth string) (d day, ok bool) {
	number := func(s string, length int) int {
		if len(s) != length || !digits(s) {
			return 0
		}
		n, _ := strconv.Atoi(s)
		return n
	}
	if d.year = number(year, 4); d.year == 0 {
		return day{}, false
	}
	if month != "" {
		if d.month = time.Month(number(month, 2)); d.month < 1 || d.month > 12 {
			return day{}, false
		}
	}
	if dayOfMonth != "" {
		if month == "" {
			return day{}, false
		}
		if d.day = number(dayOfMonth, 2); d.day < 1 || d.day > d.days() {
			return day{}, false
		}
	}
	return d, true
}

// days is the length of the month.
func (d day) days() int { return time.Date(d.year, d.month+1, 0, 0, 0, 0, 0, time.UTC).Day() }

func (d day) weekday() time.Weekday { return d.noon().Weekday() }

// noon is a moment to write the day's date by.
func (d day) noon() time.Time {
	return time.Date(d.year, max(d.month, 1), max(d.day, 1), 12, 0, 0, 0, time.UTC)
}

func (d day) path() string {
	switch {
	case d.month == 0:
		return fmt.Sprintf("%04d", d.year)
	case d.day == 0:
		return fmt.Sprintf("%04d/%02d", d.year, d.month)
	}
	return fmt.Sprintf("%04d/%02d/%02d", d.year, d.month, d.day)
}

func (d day) iso() string {
	switch {
	case d.month == 0:
		return fmt.Sprintf("%04d", d.year)
	case d.day == 0:
		return fmt.Sprintf("%04d-%02d", d.year, d.month)
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.year, d.month, d.day)
}

// span is when the day, month or year begins in a zone, and when the next does.
func (d day) span(zone *time.Location) (from, until time.Time) {
	switch {
	case d.month == 0:
		return midnight(d.year, 1, 1, zone), midnight(d.year+1, 1, 1, zone)
	case d.day == 0:
		return midnight(d.year, d.month, 1, zone), midnight(d.year, d.month+1, 1, zone)
	}
	return midnight(d.year, d.month, d.day, zone), midnight(d.year, d.month, d.day+1, zone)
}

// midnight is the first instant of a day in a zone. Where clocks go forward at
// midnight the day begins later (America/Santiago), where they go back after
// it the hour comes twice (America/Havana), and a day may not exist at all
// (Pacific/Apia, 30 December 2011): time.Date alone promises either side.
func midnight(year int, month time.Month, d int, zone *time.Location) time.Time {
	t := time.Date(year, month, d, 0, 0, 0, 0, zone)
	want := dayOf(time.Date(year, month, d, 0, 0, 0, 0, time.UTC)).noon()
	from, until := t.ZoneBounds()
	switch got := dayOf(t); {
	case got.noon().Before(want):
		return until
	case got.noon().After(want), t.Hour() != 0 || t.Minute() != 0 || t.Second() != 0:
		return from
	}
	if !from.IsZero() {
		// The same wall clock before the clocks were put back.
		_, now := t.Zone()
		_, before := from.Add(-time.Second).Zone()
		if first := t.Add(time.Duration(now-before) * time.Second); before > now && first.Before(from) {
			return first
		}
	}
	return t
}
