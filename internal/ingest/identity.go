package ingest

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"warta/internal/news"
)

// fold makes text comparable: NFC, case-folded, every run of spaces of any
// kind one space, none at the ends. It is for comparing only, never for storing
// (SP-2).
func fold(s string) string {
	ascii, clean := true, true
	for i := range len(s) {
		c := s[i]
		ascii = ascii && c < 0x80
		clean = clean && (c >= 'a' && c <= 'z' || c >= '0' && c <= '9')
	}
	if clean {
		return s
	}
	if !ascii {
		s = cases.Fold().String(norm.NFC.String(s))
	} else {
		s = strings.ToLower(s)
	}
	return strings.Join(strings.FieldsFunc(s, unicode.IsSpace), " ")
}

func sum(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		h.Write([]byte(p))
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil))
}

// pageKeys are the identities of an article of which no address is known: its
// headline, and its headline with its time to the minute. Papers use a headline
// twice ("Prakiraan cuaca hari ini"), so that the page itself goes by both;
// lists often give no time, so that a citation goes by the headline.
func pageKeys(headline string, at time.Time) (byHeadline, byTime string) {
	byHeadline = sum("headline", fold(headline))
	if !at.IsZero() {
		byTime = sum("headline and time", fold(headline), at.UTC().Truncate(time.Minute).Format(time.RFC3339))
	}
	return byHeadline, byTime
}

// identify sets the identities of a captured article and of a citation.
func (it *Item) identify(hash string) {
	byHeadline, byTime := pageKeys(it.Headline, it.Published)
	first, second := byTime, byHeadline
	if it.Stub || byTime == "" {
		first, second = byHeadline, byTime
	}
	it.Origin = news.Origin{Source: "page", Key: first, Hash: hash}
	if second != "" {
		it.Also = []news.Origin{{Source: "page", Key: second}}
	}
}

// stubHash is the hash of what is known of a citation: another page that says
// the same of it brings nothing new.
func (it *Item) stubHash() string {
	at := ""
	if !it.Published.IsZero() {
		at = it.Published.UTC().Format(time.RFC3339)
	}
	return sum("stub", it.Headline, it.Section, it.Standfirst, it.caption(), at)
}
