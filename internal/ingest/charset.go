package ingest

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/unicode"
)

// toUTF8 gives a whole input as UTF-8: as it is when it is that, whatever it says
// of itself; else by the encoding that it names, or by the one that most inputs
// without a true word are in. used names what was taken; ok is false for a name
// that nobody knows.
func toUTF8(b []byte, declared string) (text, used string, ok bool) {
	switch {
	case bytes.HasPrefix(b, utf8Mark):
		b = b[len(utf8Mark):]
	case bytes.HasPrefix(b, utf16Little), bytes.HasPrefix(b, utf16Big):
		out, err := unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewDecoder().Bytes(b)
		return string(out), "utf-16", err == nil
	case halfZero(b):
		endian := unicode.LittleEndian
		if b[0] == 0 {
			endian = unicode.BigEndian
		}
		out, err := unicode.UTF16(endian, unicode.IgnoreBOM).NewDecoder().Bytes(b)
		return string(out), "utf-16", err == nil
	}
	declared = strings.ToLower(strings.TrimSpace(declared))
	e, name := charset.Lookup(declared)
	// Encodings of seven bits have no byte that UTF-8 has not.
	sevenBit := name == "iso-2022-jp" || name == "replacement"
	if utf8.Valid(b) && !(sevenBit && bytes.IndexByte(b, 0x1b) >= 0) {
		return string(b), "utf-8", true
	}
	if declared != "" && e == nil {
		return "", declared, false
	}
	if e == nil || name == "utf-8" || strings.HasPrefix(name, "utf-16") || name == "replacement" {
		// A few broken characters in a text that is UTF-8 otherwise stay broken; a
		// text with many is an old western one.
		if name == "utf-8" && mostlyUTF8(b) {
			return strings.ToValidUTF8(string(b), "\uFFFD"), "utf-8", true
		}
		e, name = charset.Lookup("windows-1252")
	}
	out, err := e.NewDecoder().Bytes(b)
	if err != nil {
		return strings.ToValidUTF8(string(b), "\uFFFD"), "utf-8", true
	}
	return string(out), name, true
}

// mostlyUTF8: at least nine in ten of the characters beyond ASCII are sound.
func mostlyUTF8(b []byte) bool {
	good, bad := 0, 0
	for i := 0; i < len(b); {
		if b[i] < 0x80 {
			i++
			continue
		}
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			bad++
		} else {
			good++
		}
		i += n
	}
	return good >= 9*bad
}
