package ingest

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"warta/internal/news"
)

// MaxCapture is the largest capture taken, in bytes. The text of the longest
// news page is some hundred kilobytes; a file beyond this is something else.
const MaxCapture = 16_000_000

// line is a line of a capture with text in it.
type line struct {
	number int
	// text has no space, tab or line end around it; all else is as it stands.
	text string
	// folded is for comparing.
	folded string
	// length in characters.
	length int
	// apart is true after an empty line, and everywhere in a capture that has
	// no empty lines.
	apart bool
}

func newLine(number int, text string) line {
	return line{number: number, text: text, folded: foldLine(text), length: utf8.RuneCountInString(text)}
}

// maxLines is the most lines with text of one capture: a text of the greatest
// length with a good many comments below it.
const maxLines = 20_000

var (
	utf8Mark    = []byte("\xEF\xBB\xBF")
	utf16Little = []byte("\xFF\xFE")
	utf16Big    = []byte("\xFE\xFF")
)

// splitLines checks that the input is text in UTF-8 and gives its lines with
// text. Line ends are LF, CRLF or CR; a byte order mark is not text.
func splitLines(input []byte, refuse func(code string, args map[string]any) error) ([]line, error) {
	if bytes.HasPrefix(input, utf16Little) || bytes.HasPrefix(input, utf16Big) || halfZero(input) {
		return nil, refuse("import.utf16", nil)
	}
	input, marked := bytes.CutPrefix(input, utf8Mark)
	skipped := 0
	if marked {
		skipped = len(utf8Mark)
	}
	if i := bytes.IndexByte(input, 0); i >= 0 {
		return nil, refuse("import.binary", map[string]any{"line": lineAt(input, i)})
	}
	if i := invalidAt(input); i >= 0 {
		return nil, refuse("import.utf8", map[string]any{"line": lineAt(input, i), "offset": i + skipped + 1})
	}
	if i := controlAt(input); i >= 0 {
		r, _ := utf8.DecodeRune(input[i:])
		return nil, refuse("import.control", map[string]any{"line": lineAt(input, i), "code": fmt.Sprintf("U+%04X", r)})
	}
	text := string(input)
	if strings.Contains(text, "\r") {
		text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	}
	var lines []line
	number, apart, gaps := 0, true, false
	for raw := range strings.SplitSeq(text, "\n") {
		number++
		if blank(raw) {
			apart = true
			continue
		}
		s := strings.Trim(raw, " \t")
		if len(lines) == maxLines {
			return nil, refuse("import.too_many_lines", map[string]any{"limit": maxLines})
		}
		l := newLine(number, s)
		l.apart, gaps = apart, gaps || apart && lines != nil
		lines = append(lines, l)
		apart = false
	}
	if !gaps {
		for i := range lines {
			lines[i].apart = true
		}
	}
	if lines == nil {
		return nil, refuse("import.empty", nil)
	}
	return lines, nil
}

// foldLine folds what may be a label, a date or a repetition; beyond that
// length a line is a paragraph and is compared by its bytes.
func foldLine(s string) string {
	if len(s) > 2000 {
		return s
	}
	return fold(s)
}

// blank reports whether a line shows nothing: spaces of any kind and signs
// without width.
func blank(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool {
		return !unicode.IsSpace(r) && r != '\u200b' && r != '\ufeff' && r != '\u2060'
	}) < 0
}

// halfZero reports whether the beginning looks like UTF-16 without a mark:
// every other byte of Latin text is zero there.
func halfZero(input []byte) bool {
	n := min(len(input), 200) &^ 1
	if n < 4 {
		return false
	}
	even, odd := 0, 0
	for i := 0; i < n; i += 2 {
		if input[i] == 0 {
			even++
		}
		if input[i+1] == 0 {
			odd++
		}
	}
	return even*10 > n*4 && odd == 0 || odd*10 > n*4 && even == 0
}

func invalidAt(b []byte) int {
	if utf8.Valid(b) {
		return -1
	}
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return -1
}

// controlAt finds the first character that no text may hold, because XML, and
// with it every feed, cannot carry it: control characters, U+FFFE, U+FFFF.
func controlAt(b []byte) int {
	return bytes.IndexFunc(b, func(r rune) bool {
		return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == '\ufffe' || r == '\uffff'
	})
}

// lineAt gives the number of the line in which a byte stands.
func lineAt(b []byte, i int) int {
	n := 1
	for j := range i {
		if b[j] == '\n' || b[j] == '\r' && b[j+1] != '\n' {
			n++
		}
	}
	return n
}

// refusal makes the errors of one input.
func refusal(o Options, source string) func(code string, args map[string]any) error {
	return func(code string, args map[string]any) error {
		all := map[string]any{"file": o.Name}
		for k, v := range args {
			all[k] = v
		}
		kind := news.Invalid
		if strings.HasPrefix(code, "import.too_") {
			kind = news.TooLarge
		}
		return news.Refuse(kind, "import "+source+" "+o.Name, code, all)
	}
}
