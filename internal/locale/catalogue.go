package locale

import (
	"embed"
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

//go:embed *.json
var files embed.FS

// text is one message: its plural forms by CLDR category. A message without
// plural has "other" alone, as has every message of a language without plurals.
type text map[string]string

// catalogue is a language's messages by key.
type catalogue map[string]text

// forms are the CLDR plural categories, by which a message may differ.
var forms = map[plural.Form]string{plural.Zero: "zero", plural.One: "one", plural.Two: "two",
	plural.Few: "few", plural.Many: "many", plural.Other: "other"}

func isForm(s string) bool {
	for _, name := range forms {
		if s == name {
			return true
		}
	}
	return false
}

// embedded are the catalogues of the binary by tag. They are read once and
// never changed.
var embedded = sync.OnceValue(func() map[string]catalogue {
	all := map[string]catalogue{}
	names, err := files.ReadDir(".")
	if err != nil {
		panic("locale: " + err.Error())
	}
	for _, f := range names {
		b, err := files.ReadFile(f.Name())
		if err != nil {
			panic("locale: " + err.Error())
		}
		c, err := parse(b)
		if err != nil {
			panic("locale: " + f.Name() + ": " + err.Error())
		}
		all[strings.TrimSuffix(f.Name(), path.Ext(f.Name()))] = c
	}
	return all
})

func parse(b []byte) (catalogue, error) {
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(b, &raw); err != nil {
		return nil, err
	}
	c := catalogue{}
	for key, value := range raw {
		var s string
		if json.Unmarshal(value, &s) == nil {
			c[key] = text{"other": s}
			continue
		}
		t, err := parsePlural(value)
		if err != nil {
			return nil, fmt.Errorf("message %s: %w", key, err)
		}
		c[key] = t
	}
	return c, nil
}

func parsePlural(b []byte) (text, error) {
	var t text
	if err := json.Unmarshal(b, &t); err != nil {
		return nil, err
	}
	for form := range t {
		if !isForm(form) {
			return nil, fmt.Errorf("%q is no plural form", form)
		}
	}
	if _, ok := t["other"]; !ok {
		return nil, fmt.Errorf("the form \"other\" is missing")
	}
	return t, nil
}

// choose gives the form that a language uses for the integer n.
func (t text) choose(tag language.Tag, n int64) string {
	if len(t) > 1 {
		// The plural operand is the absolute value without fraction digits; the
		// rules of CLDR look at no more than its last digits.
		form := plural.Cardinal.MatchPlural(tag, int(magnitude(n)%10_000_000), 0, 0, 0, 0)
		if s, ok := t[forms[form]]; ok {
			return s
		}
	}
	return t["other"]
}

func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

// With gives the locale with some messages replaced (SP-3). A value is a text,
// or a JSON object of plural forms ({"one": …, "other": …}); a single form is
// replaced under the key with the form's name after a dot ("reads.article.one").
// A plain text for a message with plurals stands for all its forms. Keys that
// the catalogue does not have are added: a theme may bring its own.
func (l *Locale) With(messages map[string]string) *Locale {
	if len(messages) == 0 {
		return l
	}
	c := maps.Clone(l.messages)
	// Whole messages come before single forms, so that the order of a map does
	// not matter.
	keys := slices.Sorted(maps.Keys(messages))
	for _, key := range keys {
		if _, _, single := c.form(key); single {
			continue
		}
		value := messages[key]
		c[key] = text{"other": value}
		if strings.HasPrefix(value, "{") {
			if t, err := parsePlural([]byte(value)); err == nil {
				c[key] = t
			}
		}
	}
	for _, key := range keys {
		if base, form, single := c.form(key); single {
			t := maps.Clone(c[base])
			t[form] = messages[key]
			c[base] = t
		}
	}
	return build(l.tag, c)
}

// form splits "reads.article.one" if there is a message "reads.article".
func (c catalogue) form(key string) (base, form string, ok bool) {
	dot := strings.LastIndexByte(key, '.')
	if dot < 0 || !isForm(key[dot+1:]) {
		return "", "", false
	}
	base, form = key[:dot], key[dot+1:]
	_, ok = c[base]
	return base, form, ok
}
