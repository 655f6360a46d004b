package media

import (
	"fmt"
	"math"
	"math/bits"
	"slices"
)

// Distance is the number of bits in which two perceptual hashes differ. Up to
// six is offered as the same picture (newsroom.md § 1.5); unrelated photos
// differ in about half.
func Distance(a, b uint64) int { return bits.OnesCount64(a ^ b) }

// phash is the perceptual hash: signs of the lowest frequencies of a small grey
// copy, around their median. Sizes, qualities and slight corrections leave it
// nearly the same.
func (p *picture) phash() uint64 {
	const n = 32
	small := p.planes[0].resize(0, 0, float64(p.planes[0].w), float64(p.planes[0].h), n, n)
	var cosine [8][n]float64
	for k := range 8 {
		for x := range n {
			cosine[k][x] = math.Cos(float64(2*x+1) * float64(k+1) * math.Pi / (2 * n))
		}
	}
	var rows [n][8]float64
	for y := range n {
		for k := range 8 {
			for x, v := range small.row(y) {
				rows[y][k] += float64(v) * cosine[k][x]
			}
		}
	}
	var f []float64
	for k := range 8 {
		for j := range 8 {
			var s float64
			for y := range n {
				s += rows[y][j] * cosine[k][y]
			}
			f = append(f, s)
		}
	}
	sorted := slices.Clone(f)
	slices.Sort(sorted)
	median := (sorted[31] + sorted[32]) / 2
	var h uint64
	for i, v := range f {
		if v > median && math.Abs(v-median) > 1e-6 {
			h |= 1 << i
		}
	}
	return h
}

// dominant is the mean of the most common sort of colour, as "#rrggbb".
func (p *picture) dominant() string {
	small := p.scale(rect{0, 0, float64(p.w), float64(p.h)}, min(48, p.w), min(48, p.h), false).full()
	type bin struct{ n, r, g, b int }
	var bins [512]bin
	best := 0
	for y := range small.h {
		for x := range small.w {
			r, g, b := small.rgbAt(x, y)
			i := int(r>>5)<<6 | int(g>>5)<<3 | int(b>>5)
			bins[i].n++
			bins[i].r += int(r)
			bins[i].g += int(g)
			bins[i].b += int(b)
		}
	}
	for i, b := range bins {
		if b.n > bins[best].n {
			best = i
		}
	}
	b := bins[best]
	return fmt.Sprintf("#%02x%02x%02x", b.r/b.n, b.g/b.n, b.b/b.n)
}

// tiny is a JPEG of at most 400 bytes, to be shown enlarged and blurred until
// the photo is there.
func (p *picture) tiny() []byte {
	all := rect{0, 0, float64(p.w), float64(p.h)}
	for _, n := range []int{24, 20, 16, 12, 8, 4, 1} {
		w, h := n, n
		if p.w > p.h {
			h = max(1, n*p.h/p.w)
		} else {
			w = max(1, n*p.w/p.h)
		}
		for _, quality := range []int{40, 20} {
			b, err := encodeJPEG(p.scale(all, w, h, true), quality)
			if err == nil && len(b) <= 400 {
				return b
			}
		}
	}
	return nil
}
