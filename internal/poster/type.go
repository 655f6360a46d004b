package poster

import (
	"fmt"
	"image"
	"image/color"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// Colours of a poster.
type Colours struct {
	Paper, Ink         color.RGBA
	Accent, OnAccent   color.RGBA
	Warning, OnWarning color.RGBA
}

// Type is what a paper sets its posters in. It is safe for concurrent use.
type Type struct {
	Colours         Colours
	headline, label *family
}

// NewType reads two typefaces, TrueType or OpenType.
func NewType(headline, label []byte, c Colours) (*Type, error) {
	h, err := newFamily(headline)
	if err != nil {
		return nil, fmt.Errorf("read the headline's typeface: %w", err)
	}
	l, err := newFamily(label)
	if err != nil {
		return nil, fmt.Errorf("read the labels' typeface: %w", err)
	}
	return &Type{Colours: c, headline: h, label: l}, nil
}

// family is a typeface. Faces of it keep buffers and serve one drawing at a
// time, so each drawing makes its own.
type family struct {
	font *sfnt.Font
	mu   sync.Mutex
	buf  sfnt.Buffer
}

func newFamily(data []byte) (*family, error) {
	f, err := opentype.Parse(data)
	if err != nil {
		return nil, err
	}
	return &family{font: f}, nil
}

func (f *family) at(size float64) font.Face {
	// The options are ours and the font was read: there is nothing to fail.
	face, _ := opentype.NewFace(f.font, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingNone})
	return face
}

func (f *family) has(r rune) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	i, err := f.font.GlyphIndex(&f.buf, r)
	return err == nil && i != 0
}

// covers reports whether both typefaces have every letter of a text. Spaces
// and marks that print nothing do not count.
func (t *Type) covers(s string) bool {
	for _, r := range s {
		if unicode.IsSpace(r) || !unicode.IsPrint(r) {
			continue
		}
		if !t.headline.has(r) || !t.label.has(r) {
			return false
		}
	}
	return true
}

func (t *Type) write(img *image.RGBA, face font.Face, c color.RGBA, x, y int, s string) {
	d := font.Drawer{Dst: img, Src: image.NewUniform(c), Face: face, Dot: fixed.P(x, y)}
	d.DrawString(printable(s))
}

// printable leaves out what has no glyph and no width, and makes every space a
// plain one.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r):
			return -1
		}
		return r
	}, s)
}

// wrap breaks a text into at most so many lines; whole is false when words had
// to be left out, which an ellipsis then says.
func (t *Type) wrap(face font.Face, s string, width, most int) (lines []string, whole bool) {
	words := strings.FieldsFunc(printable(s), func(r rune) bool { return r == ' ' })
	line := ""
	for i, w := range words {
		try := strings.TrimSpace(line + " " + w)
		if line == "" || font.MeasureString(face, try).Ceil() <= width {
			line = try
			continue
		}
		if len(lines) == most-1 {
			return append(lines, t.fit(face, line+" "+strings.Join(words[i:], " "), width)), false
		}
		lines = append(lines, t.fit(face, line, width))
		line = w
	}
	if line == "" || most < 1 {
		return lines, line == ""
	}
	return append(lines, t.fit(face, line, width)), true
}

// balanced sets a text in as many lines as set has, and makes them about
// equally long: no word stands alone in the last line.
func (t *Type) balanced(face font.Face, s string, width int, set []string) []string {
	for narrow := width - 20; narrow > width/2 && len(set) > 1; narrow -= 20 {
		try, whole := t.wrap(face, s, narrow, len(set))
		if !whole {
			break
		}
		set = try
	}
	return set
}

// fit cuts a line that is too long.
func (t *Type) fit(face font.Face, s string, width int) string {
	if font.MeasureString(face, s).Ceil() <= width {
		return s
	}
	r := []rune(s)
	for len(r) > 0 && font.MeasureString(face, string(r)+"…").Ceil() > width {
		r = r[:len(r)-1]
	}
	return strings.TrimRight(string(r), " ,;:–-") + "…"
}

func upper(s string) string { return strings.ToUpper(s) }
