package media

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"os"
	"testing"
)

// exifWith is an EXIF block with an orientation.
func exifWith(orientation int) []byte {
	return []byte("Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00" + string(rune(orientation)) + "\x00\x00\x00\x00\x00\x00\x00")
}

// withSegment puts a segment after a JPEG's start.
func withSegment(b []byte, marker byte, body []byte) []byte {
	out := append([]byte{}, b[:2]...)
	n := len(body) + 2
	out = append(out, 0xFF, marker, byte(n>>8), byte(n))
	out = append(out, body...)
	return append(out, b[2:]...)
}

func render(t testing.TB, b []byte, rc Recipe) *Photo {
	t.Helper()
	p, err := plainRoom.Render(context.Background(), bytes.NewReader(b), rc)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// difference is the mean difference of two JPEGs' samples, in per cent of the
// full range.
func difference(t testing.TB, a, b []byte) float64 {
	t.Helper()
	x, err := jpeg.Decode(bytes.NewReader(a))
	if err != nil {
		t.Fatal(err)
	}
	y, err := jpeg.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	if x.Bounds() != y.Bounds() {
		t.Fatalf("%v and %v", x.Bounds(), y.Bounds())
	}
	p, q := x.(*image.YCbCr), y.(*image.YCbCr)
	var sum, n float64
	for _, pl := range [3][2][]uint8{{p.Y, q.Y}, {p.Cb, q.Cb}, {p.Cr, q.Cr}} {
		for i, v := range pl[0] {
			sum += float64(abs(int(v)-int(pl[1][i]))) / 255
		}
		n += float64(len(pl[0]))
	}
	return 100 * sum / n
}

// The set of nine of recurser/exif-orientation-examples: the same photo stored
// in every orientation and in none.
func TestNineOrientationsComeOutUpright(t *testing.T) {
	const dir = "../../../shared/testdata/exif-orientation/"
	if _, err := os.Stat(dir); err != nil {
		t.Skip("the set of nine orientations is not here; our own eight are tested below")
	}
	rc := DefaultRecipe()
	if os.Getenv("WARTA_NIGHTLY") == "" { // every kind of rendition, the small sizes
		rc.Widths = []int{320, 640}
		for i := range rc.Crops {
			rc.Crops[i].Widths = []int{320}
		}
	}
	var first *Photo
	for _, i := range []int{1, 0, 2, 3, 4, 5, 6, 7, 8} {
		b, err := os.ReadFile(fmt.Sprintf("%sPortrait_%d.jpg", dir, i))
		if err != nil {
			t.Fatal(err)
		}
		p := render(t, b, rc)
		if i == 1 {
			first = p
			continue
		}
		compareAll(t, fmt.Sprintf("Portrait_%d", i), first, p)
	}
}

func compareAll(t *testing.T, name string, first, p *Photo) {
	t.Helper()
	if len(p.Renditions) != len(first.Renditions) {
		t.Fatalf("%s: %d renditions, want %d", name, len(p.Renditions), len(first.Renditions))
	}
	for k, r := range p.Renditions {
		if d := difference(t, first.Renditions[k].Bytes, r.Bytes); d > 2 {
			t.Errorf("%s %s differs by %.2f %%", name, r.Name, d)
		}
	}
	if d := Distance(first.Phash, p.Phash); d > 2 {
		t.Errorf("%s: perceptual hash differs in %d bits", name, d)
	}
}

func TestEveryOrientationAndTurnIsUpright(t *testing.T) {
	upright := scene(301, 200)
	var first *Photo
	rc := DefaultRecipe()
	rc.FocalX, rc.FocalY = 0.2, 0.3
	for o := 1; o <= 8; o++ {
		// Store the scene so that orientation o shows it upright.
		w, h := 301, 200
		if o > 4 {
			w, h = h, w
		}
		img := image.NewRGBA(image.Rect(0, 0, w, h))
		for y := range 200 {
			for x := range 301 {
				u, v := stored(o, (float64(x)+0.5)/301, (float64(y)+0.5)/200)
				img.SetRGBA(int(u*float64(w)), int(v*float64(h)), upright.RGBAAt(x, y))
			}
		}
		var b bytes.Buffer
		if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 95}); err != nil {
			t.Fatal(err)
		}
		p := render(t, withSegment(b.Bytes(), 0xE1, exifWith(o)), rc)
		if first == nil {
			first = p
			continue
		}
		compareAll(t, fmt.Sprintf("orientation %d", o), first, p)
	}
	// What is stored a quarter turn to the left is upright when turned right.
	for quarter, o := range map[int]int{1: 6, 2: 3, 3: 8, -1: 8} {
		if got := turned(1, quarter); got != o {
			t.Errorf("turned by %d quarters: orientation %d, want %d", quarter, got, o)
		}
	}
}
