// Package locale writes dates, numbers, plurals, lists and messages the way a
// language does, and reads dates back.
//
// A language is one file, <tag>.json: a flat map from key to text, or to one
// text per plural form. Everything that differs between languages stands in
// that file, the names of months and the patterns of dates included, so that a
// newspaper can replace any of it ([Locale.With]) and a translator needs no Go.
// Which plural form a number takes, how digits are grouped and which way a
// script runs come from CLDR through golang.org/x/text.
//
// A Locale never changes after it was made and may be used by many goroutines.
package locale

import (
	"slices"
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// Style is a way of writing a date: the rest of a message key below
// "date.style.".
type Style string

const (
	// Long is the seed's: "Sabtu, 1 Maret 2025 - 19:13 WIB".
	Long Style = "long"
	// Short has a short month: "Sabtu, 28 Jun 2025 - 16:13 WIB".
	Short Style = "short"
	// LongDate and ShortDate leave the time out.
	LongDate  Style = "long_date"
	ShortDate Style = "short_date"
	// Dot is formal Indonesian: "Sabtu, 1 Maret 2025 · 19.13 WIB"; ShortDot the
	// same with a short month.
	Dot      Style = "dot"
	ShortDot Style = "short_dot"
	// Clock is the time alone: "19:13 WIB".
	Clock Style = "clock"
	// Day is the date without the weekday, "1 Maret 2025"; Month names a month
	// of an archive, "Maret 2025".
	Day   Style = "day"
	Month Style = "month"
)

// Locale is one language with its messages.
type Locale struct {
	tag      language.Tag
	messages catalogue
	printer  *message.Printer
	calendar calendar
	// words reads dates back; made on first use.
	words func() vocabulary
}

// Fallback is the language of an edition that names none we have.
const Fallback = "id"

// Foreign is the language of the words of a paper whose own language has no
// catalogue yet: an Arabic paper reads from right to left, between English words.
const Foreign = "en"

// Get gives the locale of a BCP 47 tag. A regional one has the words of its base
// language; a language without a catalogue keeps its tag, direction and digits
// and has English words. What is no tag at all is Indonesian.
func Get(tag string) *Locale {
	all := locales()
	if l := all[tag]; l != nil {
		return l
	}
	t, err := language.Parse(tag)
	if err != nil {
		return all[Fallback]
	}
	base, sure := t.Base()
	l := all[base.String()]
	switch {
	case l == nil && sure == language.No:
		return all[Fallback]
	case l == nil:
		l = all[Foreign]
	}
	// The regional tag stays: it is the page's lang and groups its numbers.
	return build(t, l.messages)
}

// Tags lists the languages with a complete catalogue, sorted.
func Tags() []string {
	var tags []string
	for tag := range locales() {
		tags = append(tags, tag)
	}
	slices.Sort(tags)
	return tags
}

// locales reads the embedded catalogues once; a broken one is a fault of the
// build, which the tests of this package find.
var locales = sync.OnceValue(func() map[string]*Locale {
	all := map[string]*Locale{}
	for tag, messages := range embedded() {
		all[tag] = build(language.MustParse(tag), messages)
	}
	return all
})

func build(tag language.Tag, messages catalogue) *Locale {
	own := newCalendar(messages)
	return &Locale{tag: tag, messages: messages, printer: message.NewPrinter(tag), calendar: own,
		words: sync.OnceValue(func() vocabulary {
			all := []calendar{own}
			for _, c := range embedded() {
				all = append(all, newCalendar(c))
			}
			return newVocabulary(all...)
		})}
}

// Tag is the BCP 47 tag.
func (l *Locale) Tag() string { return l.tag.String() }

// Dir is the direction of the script, "ltr" or "rtl".
func (l *Locale) Dir() string {
	script, _ := l.tag.Script()
	if slices.Contains(rightToLeft, script.String()) {
		return "rtl"
	}
	return "ltr"
}

// rightToLeft lists the scripts (ISO 15924) of living languages that run so.
var rightToLeft = []string{"Adlm", "Arab", "Hebr", "Nkoo", "Rohg", "Syrc", "Thaa"}
