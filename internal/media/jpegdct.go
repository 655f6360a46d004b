package media

import "math"

// The forward transform of Arai, Agui and Nakajima: 29 additions and 5
// multiplications for eight samples, with the missing factors applied to the
// result. Coefficients come out eight times as large as JPEG's definition, so
// that the quantiser sees fractions.

// aan[u*8+v] brings the transform's output to eight times the DCT.
var aan = func() (t [64]float32) {
	var s [8]float64
	for k := range s {
		s[k] = 1
		if k > 0 {
			s[k] = math.Cos(float64(k)*math.Pi/16) * math.Sqrt2
		}
	}
	for u := range 8 {
		for v := range 8 {
			t[u*8+v] = float32(1 / (s[u] * s[v]))
		}
	}
	return t
}()

const (
	cos4    = 0.70710678118654752
	cos6    = 0.38268343236508977
	cos2sub = 0.54119610014619698 // cos(π/8) - … as in the paper's a2
	cos2add = 1.30656296487637652 // a4
)

// fdct transforms the block in place.
func fdct(b *[64]float32) {
	for i := 0; i < 64; i += 8 {
		r := b[i : i+8 : i+8]
		r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7] = dct8(r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7])
	}
	for i := range 8 {
		b[i], b[i+8], b[i+16], b[i+24], b[i+32], b[i+40], b[i+48], b[i+56] =
			dct8(b[i], b[i+8], b[i+16], b[i+24], b[i+32], b[i+40], b[i+48], b[i+56])
	}
}

func dct8(x0, x1, x2, x3, x4, x5, x6, x7 float32) (y0, y1, y2, y3, y4, y5, y6, y7 float32) {
	s0, d0 := x0+x7, x0-x7
	s1, d1 := x1+x6, x1-x6
	s2, d2 := x2+x5, x2-x5
	s3, d3 := x3+x4, x3-x4

	e0, e3 := s0+s3, s0-s3
	e1, e2 := s1+s2, s1-s2
	y0, y4 = e0+e1, e0-e1
	z := (e2 + e3) * cos4
	y2, y6 = e3+z, e3-z

	o0, o1, o2 := d3+d2, d2+d1, d1+d0
	z5 := (o0 - o2) * cos6
	z2 := o0*cos2sub + z5
	z4 := o2*cos2add + z5
	z3 := o1 * cos4
	z11, z13 := d0+z3, d0-z3
	y5, y3 = z13+z2, z13-z2
	y1, y7 = z11+z4, z11-z4
	return
}
