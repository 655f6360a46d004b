package locale

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// calendar is the words of dates in one language, taken from its catalogue.
type calendar struct {
	weekdays, months, short []string
}

func newCalendar(c catalogue) calendar {
	words := func(key string, n int) []string {
		list := strings.Split(c[key]["other"], ",")
		// An override with the wrong number of names would otherwise be an index
		// out of range on every page.
		for i := len(list); i < n; i++ {
			list = append(list, "")
		}
		for i := range list {
			list[i] = strings.TrimSpace(list[i])
		}
		return list
	}
	return calendar{words("date.weekdays", 7), words("date.months", 12), words("date.months_short", 12)}
}

// Date writes an instant in a zone. The zone's label is computed: WIB, WITA,
// WIT for Indonesian zones, the zone database's abbreviation otherwise (SP-4).
// An unknown style is written as Long, a nil zone is UTC, and the zero time
// gives nothing: it means that something has not happened.
func (l *Locale) Date(s Style, t time.Time, zone *time.Location) string {
	if t.IsZero() {
		return ""
	}
	pattern, ok := l.messages["date.style."+string(s)]
	if !ok {
		pattern = l.messages["date.style."+string(Long)]
	}
	if zone == nil {
		zone = time.UTC
	}
	t = t.In(zone)
	return l.fill(pattern["other"], func(part string) any { return l.datePart(part, t) })
}

// datePart gives one placeholder of a date's pattern; nil for an unknown one.
func (l *Locale) datePart(part string, t time.Time) any {
	switch part {
	case "weekday":
		return l.calendar.weekdays[t.Weekday()]
	case "day":
		return strconv.Itoa(t.Day())
	case "month":
		return l.calendar.months[t.Month()-1]
	case "mon":
		return l.calendar.short[t.Month()-1]
	case "year":
		return strconv.Itoa(t.Year())
	case "hour":
		return fmt.Sprintf("%02d", t.Hour())
	case "minute":
		return fmt.Sprintf("%02d", t.Minute())
	case "zone":
		return ZoneLabel(t, t.Location())
	}
	return nil
}

// MonthName is the long name of a month, for archives and calendars.
func (l *Locale) MonthName(m time.Month) string {
	if m < time.January || m > time.December {
		return ""
	}
	return l.calendar.months[m-1]
}

// ZoneLabel gives the label of a zone at an instant. The zone database itself
// calls Asia/Jakarta and Asia/Pontianak WIB, Asia/Makassar WITA and
// Asia/Jayapura WIT; where it has only an offset ("+08" for Asia/Singapore),
// the label is "UTC+8".
func ZoneLabel(t time.Time, zone *time.Location) string {
	if zone == nil {
		zone = time.UTC
	}
	name, offset := t.In(zone).Zone()
	if name != "" && name[0] != '+' && name[0] != '-' {
		return name
	}
	return offsetLabel(offset)
}

func offsetLabel(seconds int) string {
	sign := "+"
	if seconds < 0 {
		sign, seconds = "-", -seconds
	}
	label := fmt.Sprintf("UTC%s%d", sign, seconds/3600)
	if m := seconds / 60 % 60; m != 0 {
		label += fmt.Sprintf(":%02d", m)
	}
	return label
}
