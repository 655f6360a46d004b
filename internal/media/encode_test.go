package media

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"math/rand/v2"
	"testing"
)

// toPicture makes planes from an image the plain way.
func toPicture(img image.Image) *picture {
	b := img.Bounds()
	p := &picture{w: b.Dx(), h: b.Dy(), model: ycc}
	cw, ch := chroma(p.w, p.h)
	p.planes = []plane{newPlane(p.w, p.h), newPlane(cw, ch), newPlane(cw, ch)}
	for y := range p.h {
		for x := range p.w {
			r, g, bl, _ := img.At(b.Min.X+x, b.Min.Y+y).RGBA()
			p.planes[0].pix[y*p.w+x], _, _ = color.RGBToYCbCr(uint8(r>>8), uint8(g>>8), uint8(bl>>8))
		}
	}
	for y := range ch {
		for x := range cw {
			var cb, cr, n int
			for dy := range 2 {
				for dx := range 2 {
					if 2*x+dx < p.w && 2*y+dy < p.h {
						r, g, bl, _ := img.At(b.Min.X+2*x+dx, b.Min.Y+2*y+dy).RGBA()
						_, u, v := color.RGBToYCbCr(uint8(r>>8), uint8(g>>8), uint8(bl>>8))
						cb, cr, n = cb+int(u), cr+int(v), n+1
					}
				}
			}
			p.planes[1].pix[y*cw+x], p.planes[2].pix[y*cw+x] = uint8((cb+n/2)/n), uint8((cr+n/2)/n)
		}
	}
	return p
}

// scene is a picture with smooth parts, edges and texture, the same every time.
func scene(w, h int) *image.RGBA {
	rnd := rand.New(rand.NewPCG(1, uint64(w*h)))
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			fx, fy := float64(x)/float64(w), float64(y)/float64(h)
			c := color.RGBA{uint8(200 * fx), uint8(180 * (1 - fy)), uint8(60 + 120*fy), 255}
			if math.Hypot(fx-0.4, fy-0.5) < 0.2 {
				n := uint8(rnd.IntN(50))
				c = color.RGBA{190 + n, 120 + n, 90 + n, 255}
			}
			if fx > 0.7 && (x/7+y/5)%2 == 0 {
				c = color.RGBA{20, 30, 40, 255}
			}
			img.SetRGBA(x, y, c)
		}
	}
	return img
}

func TestTheStandardDecoderReadsOurJPEGs(t *testing.T) {
	for _, size := range [][2]int{{1, 1}, {7, 3}, {8, 8}, {16, 16}, {17, 33}, {320, 213}, {641, 480}} {
		for _, quality := range []int{1, 30, 75, 85, 100} {
			p := toPicture(scene(size[0], size[1]))
			b, err := encodeJPEG(p, quality)
			if err != nil {
				t.Fatal(err)
			}
			got, err := jpeg.Decode(bytes.NewReader(b))
			if err != nil {
				t.Fatalf("%v at %d: %v", size, quality, err)
			}
			if got.Bounds().Dx() != size[0] || got.Bounds().Dy() != size[1] {
				t.Fatalf("%v at %d: came out as %v", size, quality, got.Bounds())
			}
			if quality < 75 {
				continue
			}
			var sum float64
			luma := got.(interface {
				At(x, y int) color.Color
			})
			for y := range size[1] {
				for x := range size[0] {
					g := color.GrayModel.Convert(luma.At(x, y)).(color.Gray).Y
					d := float64(g) - float64(p.planes[0].pix[y*p.w+x])
					sum += d * d
				}
			}
			mse := sum / float64(size[0]*size[1])
			if limit := map[int]float64{75: 250, 85: 120, 100: 8}[quality]; mse > limit {
				t.Errorf("%v at %d: mean square error %.1f, want under %.0f", size, quality, mse, limit)
			}
		}
	}
}
