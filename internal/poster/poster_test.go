package poster

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
)

func sampleType(t testing.TB) *Type {
	t.Helper()
	read := func(name string) []byte {
		b, err := os.ReadFile("../site/theme/asset/share/" + name)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	white, black := color.RGBA{255, 255, 255, 255}, color.RGBA{0, 0, 0, 255}
	ty, err := NewType(read("headline.ttf"), read("label.ttf"), Colours{Paper: white, Ink: black,
		Accent: color.RGBA{163, 35, 28, 255}, OnAccent: white, Warning: color.RGBA{242, 183, 5, 255}, OnWarning: black})
	if err != nil {
		t.Fatal(err)
	}
	return ty
}

// noise is a photo that compresses badly, with a red left half.
func noise(t testing.TB, w, h int) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	r := rand.New(rand.NewPCG(1, 2))
	for y := range h {
		for x := range w {
			n := uint8(r.IntN(200))
			c := color.RGBA{n, n, n, 255}
			if x < w/2 {
				c.R = 255
			}
			img.SetRGBA(x, y, c)
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func drawn(t *testing.T, p Poster) (image.Image, error) {
	t.Helper()
	jpg, problem, err := sampleType(t).Draw(p)
	if err != nil {
		t.Fatal(err)
	}
	if len(jpg) > MaxBytes {
		t.Errorf("%d bytes, at most %d", len(jpg), MaxBytes)
	}
	img, err := jpeg.Decode(bytes.NewReader(jpg))
	if err != nil {
		t.Fatal(err)
	}
	if b := img.Bounds(); b.Dx() != Width || b.Dy() != Height {
		t.Errorf("%v, want %d × %d", b, Width, Height)
	}
	return img, problem
}

// dark counts pixels of ink in a part of the picture.
func dark(img image.Image, r image.Rectangle) (n int) {
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			if r, g, b, _ := img.At(x, y).RGBA(); r+g+b < 3*0x4000 {
				n++
			}
		}
	}
	return n
}

var (
	headlineArea = image.Rect(margin, Height-band+20, Width-margin, Height-70)
	plateArea    = image.Rect(Width/2, Height-60, Width-margin, Height-10)
)

func TestThePosterShowsPhotoHeadlineAndPaper(t *testing.T) {
	img, problem := drawn(t, Poster{Photo: noise(t, 1600, 900), Headline: "Enam Perahu Menunggu Angin", Paper: "Lentera"})
	if problem != nil {
		t.Fatal(problem)
	}
	if n := dark(img, headlineArea); n < 2000 {
		t.Errorf("%d dark pixels where the headline should stand", n)
	}
	if n := dark(img, plateArea); n < 300 {
		t.Errorf("%d dark pixels where the paper's name should stand", n)
	}
	if r, g, _, _ := img.At(100, 100).RGBA(); r < 0xd000 || g > 0xc000 {
		t.Error("the photo's red half is not there")
	}
}

func TestTheCropKeepsTheFocalPoint(t *testing.T) {
	photo := noise(t, 2000, 600)
	left, _ := drawn(t, Poster{Photo: photo, FocalX: 0.05, FocalY: 0.5})
	right, _ := drawn(t, Poster{Photo: photo, FocalX: 0.95, FocalY: 0.5})
	if r, g, _, _ := left.At(20, 100).RGBA(); r < g+0x2000 {
		t.Error("the left of the photo is cut off")
	}
	if r, g, _, _ := right.At(Width-20, 100).RGBA(); r > g+0x3000 {
		t.Error("the right of the photo is cut off")
	}
}

func TestWhatCannotBeDrawnIsLeftOut(t *testing.T) {
	cases := map[string]Poster{
		"no photo":           {Headline: strings.Repeat("kata panjang ", 40), Paper: "Lentera"},
		"a broken photo":     {Photo: []byte("not a picture"), Headline: "Judul"},
		"a cut photo":        {Photo: noise(t, 800, 600)[:3000], Headline: "Judul"},
		"one endless word":   {Headline: strings.Repeat("a", 400)},
		"another script":     {Photo: noise(t, 800, 600), Headline: "صحيفة"},
		"nothing at all":     {},
		"marks and controls": {Headline: "a\u202eb\u0000c\u00a0d", Stamps: []string{"", "KOREKSI"}, Notice: "Terbit 2001"},
	}
	for name, p := range cases {
		t.Run(name, func(t *testing.T) {
			_, problem := drawn(t, p)
			if broken := strings.Contains(name, "broken") || strings.Contains(name, "cut"); broken != (problem != nil) {
				t.Errorf("problem: %v", problem)
			}
		})
	}
	img, _ := drawn(t, cases["another script"])
	if r, g, _, _ := img.At(100, Height-20).RGBA(); r < g+0x2000 {
		t.Error("without a headline the photo should fill the poster")
	}
}

func BenchmarkPoster(b *testing.B) {
	ty, photo := sampleType(b), noise(b, 1280, 853)
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := ty.Draw(Poster{Photo: photo, Headline: "Enam Perahu Menunggu Angin di Teluk Sagara", Paper: "Lentera"}); err != nil {
			b.Fatal(err)
		}
	}
}
