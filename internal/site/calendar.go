package site

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"warta/internal/locale"
)

// calendar is the month of a day as a table: a day that has articles is a link.
// It asks the list once for each day, and for the nearest other months.
func (x *index) calendar(d day) (*Calendar, error) {
	month := day{year: d.year, month: d.month}
	c := &Calendar{Month: Date{Text: x.date(locale.Month, month), ISO: month.iso()}, Weekdays: x.weekdays()}
	bounds := make([]time.Time, month.days()+1)
	for i := range bounds {
		bounds[i] = midnight(d.year, d.month, i+1, x.zone)
	}
	has, err := x.view.Has(x.ctx, x.list, bounds)
	if err != nil {
		return nil, fmt.Errorf("list the days of %s: %w", month.path(), err)
	}
	first := day{d.year, d.month, 1}
	week := make([]CalendarDay, (int(first.weekday())-x.weekStart()+7)%7, 7)
	for i, there := range has {
		cell := CalendarDay{Number: i + 1, Current: i+1 == d.day}
		if there {
			cell.URL = x.address(day{d.year, d.month, i + 1})
		}
		if week = append(week, cell); len(week) == 7 {
			c.Weeks, week = append(c.Weeks, week), nil
		}
	}
	if len(week) > 0 {
		c.Weeks = append(c.Weeks, append(week, make([]CalendarDay, 7-len(week))...))
	}
	if c.Prev, err = x.link(bounds[0], false, x.asMonth); err == nil {
		c.Next, err = x.link(bounds[len(bounds)-1], true, x.asMonth)
	}
	text, year := x.asYear(d)
	c.Year = Link{Text: text, URL: x.address(year)}
	return c, err
}

// weekStart is the locale's first day of the week: 0 is Sunday.
func (a *assembly) weekStart() int {
	n, err := strconv.Atoi(a.word("lists.week_start"))
	if err != nil || n < 0 || n > 6 {
		return 0
	}
	return n
}

func (a *assembly) weekdays() []Weekday { return weekdays(a.word, a.weekStart()) }

func weekdays(word func(string, ...any) string, start int) []Weekday {
	long := strings.Split(word("date.weekdays"), ",")
	short := strings.Split(word("lists.weekdays_short"), ",")
	out := make([]Weekday, 7)
	for i := range out {
		n := (i + start) % 7
		if n < len(long) {
			out[i].Long = strings.TrimSpace(long[n])
		}
		if out[i].Short = out[i].Long; n < len(short) {
			out[i].Short = strings.TrimSpace(short[n])
		}
	}
	return out
}
