package locale

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Message gives the message with its placeholders filled: args are pairs of
// name and value. The value of "n" chooses the plural form; integers are
// written with the locale's digits and separators, times in the long style in
// their own zone. A missing key gives the key, a missing value leaves the
// placeholder. The result is plain text: escaping is the template's work.
//
// A placeholder may name a group of messages: "{ground|ground}" prints the
// message "ground."+value instead of the value itself.
func (l *Locale) Message(key string, args ...any) string {
	t, ok := l.messages[key]
	if !ok {
		return key
	}
	n, _ := integer(pick(args, "n"))
	return l.fill(t.choose(l.tag, n), func(name string) any { return pick(args, name) })
}

// Pattern is a message as it stands in the catalogue, for a script that fills the
// places itself.
func (l *Locale) Pattern(key string) string {
	t, ok := l.messages[key]
	if !ok {
		return key
	}
	return t.choose(l.tag, 2)
}

// MessageArgs is Message with the values in a map, as errors carry them.
func (l *Locale) MessageArgs(key string, args map[string]any) string {
	pairs := make([]any, 0, 2*len(args))
	for name, value := range args {
		pairs = append(pairs, name, value)
	}
	return l.Message(key, pairs...)
}

// Has reports whether the locale has a message.
func (l *Locale) Has(key string) bool {
	_, ok := l.messages[key]
	return ok
}

// Keys lists the keys of all messages, sorted.
func (l *Locale) Keys() []string { return slices.Sorted(maps.Keys(l.messages)) }

// pick finds a value among pairs; nil when it is absent.
func pick(args []any, name string) any {
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] == name {
			return args[i+1]
		}
	}
	return nil
}

// fill replaces placeholders in one pass, so that a value that looks like a
// placeholder stays what it is.
func (l *Locale) fill(pattern string, value func(string) any) string {
	open := strings.IndexByte(pattern, '{')
	if open < 0 {
		return pattern
	}
	var b strings.Builder
	for ; open >= 0; open = strings.IndexByte(pattern, '{') {
		shut := strings.IndexByte(pattern[open:], '}')
		if shut < 0 {
			break
		}
		b.WriteString(pattern[:open])
		name, group, grouped := strings.Cut(pattern[open+1:open+shut], "|")
		switch v := value(name); {
		case v == nil:
			b.WriteString(pattern[open : open+shut+1])
		case grouped && l.Has(group+"."+fmt.Sprint(v)):
			b.WriteString(l.Message(group + "." + fmt.Sprint(v)))
		default:
			b.WriteString(l.write(v))
		}
		pattern = pattern[open+shut+1:]
	}
	b.WriteString(pattern)
	return b.String()
}

func (l *Locale) write(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case time.Time:
		return l.Date(Long, v, v.Location())
	}
	if n, ok := integer(v); ok {
		return l.Number(n)
	}
	return fmt.Sprint(v)
}

func integer(v any) (int64, bool) {
	switch v := v.(type) {
	case int:
		return int64(v), true
	case int64:
		return v, true
	case int32:
		return int64(v), true
	case int16:
		return int64(v), true
	case int8:
		return int64(v), true
	case uint8:
		return int64(v), true
	case uint16:
		return int64(v), true
	case uint32:
		return int64(v), true
	}
	return 0, false
}
