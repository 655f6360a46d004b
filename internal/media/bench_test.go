package media

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"math"
	"os"
	"testing"
)

// phonePhoto is a 12-megapixel JPEG such as phones make: 4:2:0, quality 90,
// smooth parts, edges and grain.
func phonePhoto(tb testing.TB) []byte {
	if name := os.Getenv("WARTA_BENCH_PHOTO"); name != "" {
		b, err := os.ReadFile(name)
		if err != nil {
			tb.Fatal(err)
		}
		return b
	}
	const w, h = 4000, 3000
	img := image.NewYCbCr(image.Rect(0, 0, w, h), image.YCbCrSubsampleRatio420)
	seed := uint32(1)
	for y := range h {
		for x := range w {
			seed = seed*1664525 + 1013904223
			fx, fy := float64(x)/90, float64(y)/110
			v := 128 + 60*math.Sin(fx+math.Sin(fy)) + 30*math.Sin(fx*fy/40)
			if (x/160+y/120)%5 == 0 {
				v -= 40
			}
			img.Y[y*img.YStride+x] = uint8(max(0, min(255, v+float64(seed>>28)-8)))
		}
	}
	for i := range img.Cb {
		img.Cb[i], img.Cr[i] = uint8(120+i/2000%20), uint8(125+i/3000%16)
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 90}); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// BenchmarkTwelveMegapixels reports the child's processor time for all
// renditions of the default recipe.
func BenchmarkTwelveMegapixels(b *testing.B) {
	photo := phonePhoto(b)
	b.ResetTimer()
	var cpu float64
	size := 0
	for range b.N {
		p, err := plainRoom.Render(context.Background(), bytes.NewReader(photo), DefaultRecipe())
		if err != nil {
			b.Fatal(err)
		}
		cpu += p.CPU.Seconds()
		size = 0
		for _, r := range p.Renditions {
			size += r.Size
		}
	}
	b.ReportMetric(cpu/float64(b.N), "cpu-s/op")
	b.ReportMetric(float64(size), "bytes")
	b.ReportMetric(float64(len(photo)), "original-bytes")
}

// BenchmarkSteps shows where the time goes.
func BenchmarkSteps(b *testing.B) {
	photo := phonePhoto(b)
	in, err := Inspect(context.Background(), bytes.NewReader(photo))
	if err != nil {
		b.Fatal(err)
	}
	p, err := load(bytes.NewReader(photo), &in)
	if err != nil {
		b.Fatal(err)
	}
	all := rect{0, 0, float64(p.w), float64(p.h)}
	b.Run("decode", func(b *testing.B) {
		for range b.N {
			if _, err := load(bytes.NewReader(photo), &in); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("master", func(b *testing.B) {
		for range b.N {
			p.scale(all, 1920, 1440, false)
		}
	})
	m := p.scale(all, 1920, 1440, false)
	b.Run("resize1280", func(b *testing.B) {
		for range b.N {
			m.scale(rect{0, 0, 1920, 1440}, 1280, 960, true)
		}
	})
	b.Run("encode1920", func(b *testing.B) {
		for range b.N {
			if _, err := encodeJPEG(m, 70); err != nil {
				b.Fatal(err)
			}
		}
	})
	c := m.scale(rect{0, 0, 1920, 1440}, 1920, 1440, true)
	quant := steps(70)
	b.Run("quantise1920", func(b *testing.B) {
		comp := component{h: 1, v: 1, bw: 240, bh: 180, stride: 240, blocks: make([][64]int16, 240*180)}
		for range b.N {
			quantise([]component{comp}, c.planes[:1], &quant)
		}
	})
}
