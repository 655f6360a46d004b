// Package poster draws the picture that goes with a shared address: the photo,
// the headline in the paper's own type, what must be said with it, and the
// paper's name, 1200 by 630 pixels, light enough for every messenger.
package poster

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"

	"golang.org/x/image/font"
)

// Width and Height of every poster in pixels, the proportion that Facebook, X
// and WhatsApp show whole (SD-2).
const (
	Width  = 1200
	Height = 630
)

// MaxBytes is the largest poster: WhatsApp shows no larger picture (SD-2).
const MaxBytes = 200_000

// Poster is what one picture says. Every text may be empty.
type Poster struct {
	// Photo is an encoded picture: JPEG, PNG, GIF or WebP.
	Photo []byte
	// FocalX and FocalY, 0–1, is the point of the photo that the crop keeps.
	FocalX, FocalY float64
	Headline       string
	// Kicker stands over the headline in small capitals.
	Kicker string
	// Stamps are labels that must be seen: ADVERTORIAL, KOREKSI …
	Stamps []string
	// Notice is the warning on an old story.
	Notice string
	// Note is a line at the photo's edge, such as that a machine made it.
	Note string
	// Paper is the nameplate.
	Paper string
}

// margin is the white around texts, band the height of the text's ground below
// a photo.
const (
	margin = 48
	band   = 262
)

// Draw makes the picture as JPEG of at most MaxBytes. Letters that the type
// does not have are not replaced by boxes: a headline in another script is
// left out, and the photo speaks alone. A photo that cannot be read is left
// out, too, and told in problem; err is for faults of the drawing itself.
func (t *Type) Draw(p Poster) (jpg []byte, problem, err error) {
	img := image.NewRGBA(image.Rect(0, 0, Width, Height))
	fill(img, img.Bounds(), t.Colours.Paper)
	text := image.Rect(margin, margin, Width-margin, Height-margin)
	hasPhoto := false
	if len(p.Photo) > 0 {
		ground := image.Rect(0, 0, Width, Height-band)
		if !t.covers(p.Headline) {
			ground.Max.Y = Height
		}
		if problem = place(img, ground, p); problem == nil {
			hasPhoto = true
			text.Min.Y = ground.Max.Y
			t.rule(img, ground.Max.Y)
			t.stamp(img, p, ground)
		}
	}
	if !hasPhoto {
		t.rule(img, margin-12)
		t.stamp(img, p, image.Rect(0, margin, Width, margin+74))
		text.Min.Y = margin + 78
	}
	t.words(img, p, text, hasPhoto)
	jpg, err = encode(img)
	return jpg, problem, err
}

// words sets kicker, headline and nameplate into the ground for texts.
func (t *Type) words(img *image.RGBA, p Poster, in image.Rectangle, photo bool) {
	y := in.Min.Y + 22
	if p.Kicker != "" && t.covers(p.Kicker) {
		face := t.label.at(22)
		y += 26
		t.write(img, face, t.Colours.Accent, in.Min.X, y, t.fit(face, upper(p.Kicker), in.Dx()))
		y += 6
	}
	plate := t.headline.at(28)
	bottom := Height - 26
	if t.covers(p.Paper) {
		w := font.MeasureString(plate, p.Paper).Ceil()
		t.write(img, plate, t.Colours.Ink, in.Max.X-w, bottom, p.Paper)
	}
	if p.Headline == "" || !t.covers(p.Headline) {
		return
	}
	sizes, lines := []float64{60, 54, 48, 42, 38}, 3
	if !photo {
		sizes, lines = []float64{84, 72, 62, 52}, 5
	}
	room := bottom - 40 - y
	for i, size := range sizes {
		face := t.headline.at(size)
		height := int(size * 1.12)
		most := min(lines, room/height)
		set, whole := t.wrap(face, p.Headline, in.Dx(), most)
		if !whole && i < len(sizes)-1 {
			continue
		}
		for k, line := range t.balanced(face, p.Headline, in.Dx(), set) {
			t.write(img, face, t.Colours.Ink, in.Min.X, y+int(size)+k*height, line)
		}
		return
	}
}

// stamp sets the labels, the notice and the note into the edge of the photo.
func (t *Type) stamp(img *image.RGBA, p Poster, in image.Rectangle) {
	face := t.label.at(24)
	box := func(x, top int, text string, ground, ink color.RGBA) int {
		w := font.MeasureString(face, text).Ceil()
		r := image.Rect(x, top, x+w+28, top+44)
		fill(img, r, ground)
		t.write(img, face, ink, x+14, top+31, text)
		return r.Max.X + 12
	}
	x := margin
	for _, s := range p.Stamps {
		if s != "" && t.covers(s) {
			x = box(x, in.Max.Y-44, upper(s), t.Colours.Accent, t.Colours.OnAccent)
		}
	}
	if p.Notice != "" && t.covers(p.Notice) {
		box(margin, max(in.Min.Y, 0)+margin/2, p.Notice, t.Colours.Warning, t.Colours.OnWarning)
	}
	if p.Note != "" && t.covers(p.Note) {
		w := font.MeasureString(face, p.Note).Ceil()
		box(Width-margin-w-28, in.Max.Y-60, p.Note, t.Colours.Paper, t.Colours.Ink)
	}
}

// rule is the double rule under the photo: the paper's mark.
func (t *Type) rule(img *image.RGBA, y int) {
	fill(img, image.Rect(0, y, Width, y+6), t.Colours.Ink)
	fill(img, image.Rect(0, y+10, Width, y+12), t.Colours.Ink)
}

func fill(img *image.RGBA, r image.Rectangle, c color.RGBA) {
	draw.Draw(img, r, image.NewUniform(c), image.Point{}, draw.Src)
}

var errTooHeavy = errors.New("the picture does not become light enough")

// encode tries qualities until the picture is light enough.
func encode(img image.Image) ([]byte, error) {
	for _, q := range []int{86, 80, 72, 64, 55, 45, 35} {
		var b bytes.Buffer
		if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: q}); err != nil {
			return nil, fmt.Errorf("encode the poster: %w", err)
		}
		if b.Len() <= MaxBytes {
			return b.Bytes(), nil
		}
	}
	return nil, fmt.Errorf("encode the poster: %w", errTooHeavy)
}
