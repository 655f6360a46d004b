package ingest

import (
	"bufio"
	"bytes"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// readEncoding looks at the beginning of a file and gives it as UTF-8, or as bytes
// of which those that are not UTF-8 have a known meaning. What a declaration says
// counts only for those: exports are often put together from databases that did
// not keep to it.
func readEncoding(r io.Reader) (text io.Reader, decode func(byte) rune, err error) {
	br := bufio.NewReaderSize(r, 64<<10)
	head, err := br.Peek(64 << 10)
	if err != nil && err != io.EOF && err != bufio.ErrBufferFull {
		return nil, nil, err
	}
	switch {
	case bytes.HasPrefix(head, utf8Mark):
		br.Discard(len(utf8Mark))
		head = head[len(utf8Mark):]
	case bytes.HasPrefix(head, utf16Little), bytes.HasPrefix(head, utf16Big):
		return transform.NewReader(br, unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewDecoder()), nil, nil
	case bytes.HasPrefix(head, []byte("<\x00")):
		return transform.NewReader(br, unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewDecoder()), nil, nil
	case bytes.HasPrefix(head, []byte("\x00<")):
		return transform.NewReader(br, unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewDecoder()), nil, nil
	}
	name := declaredEncoding(head)
	if m := singleByte(name); m != nil {
		return br, m.DecodeByte, nil
	}
	if name == "" || name == "utf-8" || name == "utf8" || name == "us-ascii" || name == "ascii" || validSample(head) {
		return br, nil, nil
	}
	return nil, nil, &xmlError{at: Position{Line: 1, Column: 1}, code: "encoding", args: map[string]any{"encoding": clip(name)}}
}

// validSample reports whether a beginning is UTF-8; its last character may be cut.
func validSample(b []byte) bool {
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n <= 1 {
			return len(b) < utf8.UTFMax && !utf8.FullRune(b)
		}
		b = b[n:]
	}
	return true
}

func declaredEncoding(head []byte) string {
	i := bytes.Index(head[:min(len(head), 2048)], []byte("<?xml"))
	if i < 0 {
		return ""
	}
	decl, _, _ := strings.Cut(string(head[i:min(len(head), i+300)]), "?>")
	_, after, ok := strings.Cut(decl, "encoding")
	if !ok {
		return ""
	}
	after = strings.TrimLeft(after, " \t\r\n=")
	if after == "" || after[0] != '"' && after[0] != '\'' {
		return ""
	}
	name, _, _ := strings.Cut(after[1:], after[:1])
	return strings.ToLower(strings.TrimSpace(name))
}

func singleByte(name string) *charmap.Charmap {
	switch strings.ReplaceAll(strings.ReplaceAll(name, "_", "-"), "cp125", "windows-125") {
	case "iso-8859-1", "latin1", "latin-1", "windows-1252", "iso8859-1":
		return charmap.Windows1252 // as browsers read all of them
	case "iso-8859-2", "latin2":
		return charmap.ISO8859_2
	case "iso-8859-5":
		return charmap.ISO8859_5
	case "iso-8859-7":
		return charmap.ISO8859_7
	case "iso-8859-9", "windows-1254":
		return charmap.Windows1254
	case "iso-8859-15":
		return charmap.ISO8859_15
	case "windows-1250":
		return charmap.Windows1250
	case "windows-1251":
		return charmap.Windows1251
	case "windows-1256":
		return charmap.Windows1256
	case "koi8-r":
		return charmap.KOI8R
	case "macintosh":
		return charmap.Macintosh
	}
	return nil
}
