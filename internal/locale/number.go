package locale

import (
	"time"

	"golang.org/x/text/number"
)

// Number writes an integer: 1.204 in Indonesian, 1,204 in English.
func (l *Locale) Number(n int64) string { return l.printer.Sprint(number.Decimal(n)) }

// Decimal writes a number with at most so many digits after the separator: 1,5
// in Indonesian.
func (l *Locale) Decimal(x float64, digits int) string {
	return l.printer.Sprint(number.Decimal(x, number.MaxFractionDigits(digits)))
}

// List joins items by the locale's rule: "A", "A dan B", "A, B, dan C".
func (l *Locale) List(items []string) string {
	join := func(key, a, b string) string { return l.Message(key, "a", a, "b", b) }
	switch len(items) {
	case 0:
		return ""
	case 1:
		return items[0]
	case 2:
		return join("join.two", items[0], items[1])
	}
	last := len(items) - 1
	out := items[0]
	for _, item := range items[1:last] {
		out = join("join.middle", out, item)
	}
	return join("join.last", out, items[last])
}

// WordsPerMinute is the pace behind reading minutes: silent reading of
// newspaper prose, the usual 200 words a minute rounded for Indonesian, whose
// words are longer than English ones.
const WordsPerMinute = 200

// Minutes is the reading time of so many words, at least 1.
func Minutes(words int) int { return max(1, (words+WordsPerMinute/2)/WordsPerMinute) }

// ReadingMinutes says how long so many words take: "3 menit baca".
func (l *Locale) ReadingMinutes(words int) string {
	return l.Message("reading.minutes", "n", Minutes(words))
}

// FileSize writes a size for a reader: "28 KB", "1,5 MB". Units are decimal,
// as phones and data plans count.
func (l *Locale) FileSize(bytes int64) string {
	units := []struct {
		key  string
		size int64
	}{{"size.gb", 1e9}, {"size.mb", 1e6}, {"size.kb", 1e3}}
	for _, u := range units {
		if bytes >= u.size {
			x := float64(bytes) / float64(u.size)
			digits := 0
			if x < 10 && u.size > 1e3 {
				digits = 1
			}
			return l.Message(u.key, "n", l.Decimal(x, digits))
		}
	}
	return l.Message("size.bytes", "n", bytes)
}

// Ago says how long ago an instant was: "12 menit lalu". Instants in the future
// are "just now"; what is older than a week has no such phrase (ok is false).
func (l *Locale) Ago(t, now time.Time) (phrase string, ok bool) {
	switch d := now.Sub(t); {
	case d < time.Minute:
		return l.Message("ago.now"), true
	case d < time.Hour:
		return l.Message("ago.minutes", "n", int(d/time.Minute)), true
	case d < 24*time.Hour:
		return l.Message("ago.hours", "n", int(d/time.Hour)), true
	case d < 8*24*time.Hour:
		return l.Message("ago.days", "n", int(d/(24*time.Hour))), true
	}
	return "", false
}
