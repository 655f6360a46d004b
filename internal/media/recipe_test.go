package media

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWidthsAreThoseThatTheSourceHas(t *testing.T) {
	widths := DefaultRecipe().Widths
	for source, want := range map[int][]int{
		4000: {320, 480, 640, 960, 1280, 1920},
		1920: {320, 480, 640, 960, 1280, 1920},
		1279: {320, 480, 640, 960, 1279},
		1000: {320, 480, 640, 960},
		320:  {320},
		200:  {200},
		1:    {1},
	} {
		if diff := cmp.Diff(want, widthsFor(widths, source)); diff != "" {
			t.Errorf("source of %d: %s", source, diff)
		}
	}
}

func TestCropsKeepTheFocalPoint(t *testing.T) {
	whole := rect{0, 0, 4000, 3000}
	for name, c := range map[string]struct {
		w, h   int
		fx, fy float64
		want   rect
	}{
		"middle":        {1, 1, 2000, 1500, rect{500, 0, 3500, 3000}},
		"at the left":   {1, 1, 100, 1500, rect{0, 0, 3000, 3000}},
		"at the right":  {1, 1, 3900, 100, rect{1000, 0, 4000, 3000}},
		"at the top":    {16, 9, 2000, 0, rect{0, 0, 4000, 2250}},
		"at the bottom": {16, 9, 0, 2999, rect{0, 750, 4000, 3000}},
		"upright":       {9, 16, 1000, 0, rect{156, 0, 1844, 3000}},
	} {
		if got := cropWithin(whole, c.w, c.h, c.fx, c.fy); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestTheDefaultRecipeFeedsEveryPage(t *testing.T) {
	rc := DefaultRecipe()
	rc.FocalX, rc.FocalY = 0.9, 0.1
	_, shots := rc.shots(4000, 3000)
	got := map[string][2]int{}
	for _, s := range shots {
		got[s.name] = [2]int{s.w, s.h}
		if s.part.x0 < 0 || s.part.y0 < 0 || s.part.x1 > 4000 || s.part.y1 > 3000 {
			t.Errorf("%s reaches out: %v", s.name, s.part)
		}
	}
	want := map[string][2]int{
		"w320": {320, 240}, "w480": {480, 360}, "w640": {640, 480}, "w960": {960, 720}, "w1280": {1280, 960}, "w1920": {1920, 1440},
		"card-320": {320, 180}, "card-640": {640, 360}, "card-1200": {1200, 675}, "four-1200": {1200, 900},
		"square-320": {320, 320}, "square-1200": {1200, 1200}, "share-1200": {1200, 630},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// quadrants has a colour in each corner.
func quadrants(w, h int) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	c := [4]color.NRGBA{{200, 30, 30, 255}, {30, 160, 30, 255}, {30, 30, 200, 255}, {220, 220, 40, 255}}
	for y := range h {
		for x := range w {
			img.SetNRGBA(x, y, c[2*(2*y/h)+2*x/w])
		}
	}
	return img
}

// corner tells which colour of quadrants a rendition shows in its middle.
func corner(t *testing.T, b []byte) string {
	t.Helper()
	img, err := jpeg.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	r, g, bl, _ := img.At(img.Bounds().Dx()/2, img.Bounds().Dy()/2).RGBA()
	switch r, g, bl := r>>8, g>>8, bl>>8; {
	case r > 150 && g > 150:
		return "yellow"
	case r > 150:
		return "red"
	case g > 120:
		return "green"
	case bl > 150:
		return "blue"
	}
	return "none"
}

func TestEditingStartsFromTheUprightOriginal(t *testing.T) {
	// Stored as phones do, a quarter turned: upright it has red, green above
	// blue, yellow.
	stored6 := image.NewNRGBA(image.Rect(0, 0, 200, 300))
	up := quadrants(300, 200)
	for y := range 200 {
		for x := range 300 {
			stored6.SetNRGBA(y, 299-x, up.NRGBAAt(x, y))
		}
	}
	b := withSegment(asJPEG(stored6), 0xE1, exifWith(6))
	square := []Crop{{Name: CropSquare, W: 1, H: 1, Widths: []int{40}}}
	for name, c := range map[string]struct {
		rc   Recipe
		want string
		w, h int
	}{
		"focal point":          {Recipe{Crops: []Crop{{Name: CropSquare, W: 1, H: 9, Widths: []int{20}}}, FocalX: 0.9, FocalY: 0.1}, "yellow", 300, 200},
		"cut":                  {Recipe{Crops: square, Cut: Area{0.5, 0, 0.5, 0.5}}, "green", 150, 100},
		"turned, then cut":     {Recipe{Crops: square, Rotate: 90, Cut: Area{0.5, 0, 0.5, 0.5}}, "red", 100, 150},
		"turned left":          {Recipe{Crops: square, Rotate: -90, Cut: Area{0, 0, 0.5, 0.5}}, "green", 100, 150},
		"chosen by hand":       {Recipe{Crops: []Crop{{Name: CropSquare, W: 1, H: 1, Widths: []int{40}, Area: Area{0, 0.5, 0.4, 0.5}}}, FocalX: 0.9, FocalY: 0.9}, "blue", 300, 200},
		"numbers out of range": {Recipe{Crops: square, Cut: Area{0.9, 0.9, 40, 40}, FocalX: -3, FocalY: 77}, "yellow", 30, 20},
	} {
		p := render(t, b, c.rc)
		// The whole photo's own width is made first, since no widths were asked.
		last := p.Renditions[len(p.Renditions)-1]
		if got := corner(t, last.Bytes); got != c.want || p.Width != c.w || p.Height != c.h {
			t.Errorf("%s: %s of %d × %d, want %s of %d × %d", name, got, p.Width, p.Height, c.want, c.w, c.h)
		}
	}
}

func TestTheSharePictureKeepsItsSize(t *testing.T) {
	noisy := image.NewNRGBA(image.Rect(0, 0, 1300, 800))
	seed := uint32(7)
	for i := range noisy.Pix {
		seed = seed*1664525 + 1013904223
		noisy.Pix[i] = uint8(seed >> 24)
		if i%4 == 3 {
			noisy.Pix[i] = 255
		}
	}
	rc := DefaultRecipe()
	rc.Crops, rc.Widths = rc.Crops[3:], []int{64}
	p := render(t, asPNG(noisy), rc)
	r := p.Renditions[len(p.Renditions)-1]
	if r.Crop != CropShare || r.Width != 1200 || r.Height != 630 || r.Size > 200_000 {
		t.Errorf("%s is %d × %d with %d bytes", r.Name, r.Width, r.Height, r.Size)
	}
}

func TestLookalikesAreNearAndOthersFar(t *testing.T) {
	rc := Recipe{Widths: []int{64}}
	a := render(t, asJPEG(scene(640, 480)), rc)
	b := render(t, asPNG(scene(320, 240)), rc)
	c := render(t, asPNG(quadrants(640, 480)), rc)
	if d := Distance(a.Phash, b.Phash); d > 6 {
		t.Errorf("the same scene, smaller, differs in %d bits", d)
	}
	if d := Distance(a.Phash, c.Phash); d <= 12 {
		t.Errorf("another picture differs in %d bits", d)
	}
	for _, p := range []*Photo{a, b, c} {
		if len(p.Placeholder) == 0 || len(p.Placeholder) > 400 || len(p.Colour) != 7 || p.Colour[0] != '#' {
			t.Errorf("placeholder of %d bytes, colour %q", len(p.Placeholder), p.Colour)
		}
	}
}
