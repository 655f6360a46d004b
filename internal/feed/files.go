package feed

import (
	"strings"
	"time"
	"unicode"

	"warta/internal/news"
)

// Security writes security.txt (RFC 9116). ok is false when it may not be
// given out: without a contact, without an expiry or after it (2.5.5).
func Security(s news.Security, canonical string, now time.Time) (out []byte, ok bool) {
	var b strings.Builder
	for _, c := range s.Contacts {
		// A contact is a URI; what people type is an address.
		if strings.Contains(c, "@") && !strings.Contains(c, ":") {
			c = "mailto:" + strings.TrimSpace(c)
		}
		line(&b, "Contact: ", c)
	}
	if b.Len() == 0 || s.Expires.IsZero() || !s.Expires.After(now) {
		return nil, false
	}
	line(&b, "Expires: ", s.Expires.UTC().Format(time.RFC3339))
	line(&b, "Preferred-Languages: ", strings.Join(s.Languages, ", "))
	line(&b, "Canonical: ", canonical)
	line(&b, "Policy: ", s.Policy)
	return []byte(b.String()), true
}

// Trust writes trust.txt (journallist.net): whom to ask, where the paper
// explains itself, which addresses elsewhere are its own, whether models may
// be trained on it. More are the edition's own lines, such as the associations
// it belongs to: only they know of each other. ok is false when nothing is
// known of the paper.
func Trust(p Paper, m news.Machine) (out []byte, ok bool) {
	var b strings.Builder
	if p.Masthead.Company != "" {
		line(&b, "# ", p.Name+", "+p.Masthead.Company)
	} else {
		line(&b, "# ", p.Name)
	}
	none := b.Len()
	if p.Masthead.Email != "" {
		line(&b, "contact=", "mailto:"+p.Masthead.Email)
	}
	if p.Masthead.Company != "" {
		line(&b, "contact=", p.MastheadURL)
	}
	for _, u := range []string{p.Guideline, p.Ethics} {
		line(&b, "disclosure=", u)
	}
	for _, u := range append(append([]string{}, p.SameAs...), p.Masthead.SameAs...) {
		line(&b, "social=", u)
	}
	for _, l := range strings.Split(m.Trust, "\n") {
		line(&b, "", l)
	}
	if b.Len() == none {
		return nil, false
	}
	if UseTraining.Decision(m) == Allow {
		line(&b, "datatrainingallowed=", "yes")
	} else {
		line(&b, "datatrainingallowed=", "no")
	}
	return []byte(b.String()), true
}

// line adds a line; an empty value adds none, and no value can begin a line of
// its own.
func line(b *strings.Builder, name, value string) {
	value = strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, value))
	if value != "" {
		b.WriteString(name + value + "\n")
	}
}

// Text is a text of the edition's own, such as ads.txt: lines as typed, with
// one kind of line end. ok is false for an empty one.
func Text(text string) (out []byte, ok bool) {
	text = strings.TrimSpace(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text))
	if text == "" {
		return nil, false
	}
	return []byte(text + "\n"), true
}
