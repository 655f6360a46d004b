package ingest

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// cleanText makes text that a body can hold: UTF-8, line ends of one kind, no
// control characters. Everything else stays as it is.
func cleanText(s string) string {
	if !needsCleaning(s) {
		return s
	}
	s = strings.ToValidUTF8(s, "\uFFFD")
	var b strings.Builder
	b.Grow(len(s))
	for i, r := range s {
		switch {
		case r == '\r':
			if i+1 >= len(s) || s[i+1] != '\n' {
				b.WriteByte('\n')
			}
		case r < 0x20 && r != '\t' && r != '\n' || r == 0xFFFE || r == 0xFFFF:
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func needsCleaning(s string) bool {
	ascii := true
	for i := range len(s) {
		c := s[i]
		if c < 0x20 && c != '\t' && c != '\n' {
			return true
		}
		// U+FFFE and U+FFFF begin with EF BF.
		if c >= 0x80 {
			ascii = false
			if c == 0xEF && i+2 < len(s) && s[i+1] == 0xBF && s[i+2] >= 0xBE {
				return true
			}
		}
	}
	return !ascii && !utf8.ValidString(s)
}

// What a parser may be given. A tree costs memory by its nodes, and HTML5 makes
// nodes that no byte of the input stands for: formatting that is never closed is
// opened again in every paragraph. Parse trees of real articles are far below.
const (
	fewTags        = 300     // below this nothing can grow large
	maxOpen        = 400     // elements in each other
	maxFormatting  = 40      // open formatting elements
	maxAttributes  = 200     // of one tag
	maxTags        = 100_000 // of one text
	maxTagBytes    = 3 << 20 // a picture in an attribute
	reopeningTotal = 200_000 // nodes that formatting could make
)

// safeMarkup looks through the tags before a tree is made of them.
func safeMarkup(src string) bool {
	if strings.Count(src, "<") < fewTags && len(src) < 256<<10 {
		return true
	}
	z := html.NewTokenizer(strings.NewReader(src))
	z.SetMaxBuf(maxTagBytes)
	open, formatting, tags, reopened := 0, 0, 0, 0
	for {
		switch z.Next() {
		case html.ErrorToken:
			return z.Err().Error() == "EOF"
		case html.StartTagToken:
			name, more := z.TagName()
			n := 0
			isVoid, isFormat := voidElement(name), formattingElement(name)
			for more {
				_, _, more = z.TagAttr()
				if n++; n > maxAttributes {
					return false
				}
			}
			tags++
			switch {
			case isVoid:
			case isFormat:
				formatting++
			default:
				open++
				reopened += formatting
			}
			if open > maxOpen || formatting > maxFormatting || tags > maxTags || reopened > reopeningTotal {
				return false
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if formattingElement(name) {
				formatting = max(0, formatting-1)
			} else if !voidElement(name) {
				open = max(0, open-1)
			}
		case html.SelfClosingTagToken:
			if tags++; tags > maxTags {
				return false
			}
		}
	}
}

func voidElement(name []byte) bool {
	switch string(name) {
	case "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
		// their end is commonly left out, and the next one closes them
		"p", "li", "td", "th", "tr", "dd", "dt", "option":
		return true
	}
	return false
}

func formattingElement(name []byte) bool {
	switch string(name) {
	case "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u", "span":
		return true
	}
	return false
}

// flatten reads the text of markup that no tree is made of: paragraphs and
// nothing else. The markup itself is kept as far as a block can hold it.
func (m *mapper) flatten(f *flow, src string) {
	z := html.NewTokenizer(strings.NewReader(src))
	z.SetMaxBuf(maxTagBytes)
	skip := ""
	for {
		switch z.Next() {
		case html.ErrorToken:
			f.flush()
			f.unknown("html", src)
			return
		case html.TextToken:
			if skip == "" {
				f.text(html.UnescapeString(string(z.Raw())), style{})
			}
		case html.StartTagToken:
			name, _ := z.TagName()
			switch string(name) {
			case "script", "style", "textarea", "iframe", "noscript":
				skip = string(name)
			case "br":
				f.lineBreak(style{})
			default:
				if !formattingElement(name) {
					f.flush()
				}
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if string(name) == skip {
				skip = ""
			}
			if !formattingElement(name) {
				f.flush()
			}
		case html.CommentToken:
			if s, ok := m.slotOf(string(z.Text())); ok {
				f.slot(s, style{})
			}
		}
	}
}
