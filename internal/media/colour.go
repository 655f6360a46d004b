package media

import (
	"image/color"
	"math"
)

// Readers' screens expect sRGB, and few browsers on phones look at profiles:
// every rendition is converted, and carries none.

// toWeb brings a picture's colours to sRGB, as luma and differences or as grey.
// wide stands for Adobe RGB where there is no profile.
func (p *picture) toWeb(icc []byte, wide bool) *picture {
	channels := map[model]int{grey: 1, ycc: 3, rgb: 3, cmyk: 4}[p.model]
	var prof *profile
	if len(icc) > 0 {
		if got, ok := parseICC(icc, channels); ok && !got.plain() {
			prof = got
		}
	} else if wide && p.model == ycc {
		prof = adobe1998
	}
	switch {
	case prof == nil && (p.model == ycc || p.model == grey):
		return p
	case p.model == grey:
		var table [256]uint8
		for i := range table {
			l := prof.linear([]float64{float64(i) / 255})
			table[i] = encodeSRGB(l[1])
		}
		out := &picture{w: p.w, h: p.h, model: grey, planes: []plane{newPlane(p.w, p.h)}}
		for y := range p.h {
			dst := out.planes[0].row(y)
			for x, v := range p.planes[0].row(y) {
				dst[x] = table[v]
			}
		}
		return out
	}
	convert := plainRGB
	switch {
	case prof != nil && prof.lut == nil:
		convert = prof.matrixConverter()
	case prof != nil:
		convert = gridConverter(channels, func(in []float64) [3]float64 {
			l := prof.linear(in)
			return [3]float64{gamma(l[0]), gamma(l[1]), gamma(l[2])}
		})
	case p.model == cmyk:
		convert = gridConverter(4, press)
	}
	out := &picture{w: p.w, h: p.h, model: ycc, planes: []plane{newPlane(p.w, p.h), newPlane(p.w, p.h), newPlane(p.w, p.h)}}
	src := p
	if p.model == ycc {
		src = p.full()
	}
	var in [4]uint8
	for y := range p.h {
		var rows [4][]uint8
		for i := range src.planes {
			rows[i] = src.planes[i].row(y)
		}
		y0, y1, y2 := out.planes[0].row(y), out.planes[1].row(y), out.planes[2].row(y)
		for x := range p.w {
			for i := range src.planes {
				in[i] = rows[i][x]
			}
			if p.model == ycc {
				in[0], in[1], in[2] = color.YCbCrToRGB(in[0], in[1], in[2])
			}
			r, g, b := convert(&in)
			y0[x], y1[x], y2[x] = color.RGBToYCbCr(r, g, b)
		}
	}
	return out
}

// full gives all planes at full size.
func (p *picture) full() *picture {
	out := &picture{w: p.w, h: p.h, model: p.model}
	for _, pl := range p.planes {
		if pl.w != p.w || pl.h != p.h {
			pl = pl.resize(0, 0, float64(p.w)/float64(pl.sx), float64(p.h)/float64(pl.sy), p.w, p.h)
			pl.sx, pl.sy = 1, 1
		}
		out.planes = append(out.planes, pl)
	}
	return out
}

// adobe1998 is the colour space of that name: gamma 2.2, a greener green.
var adobe1998 = func() *profile {
	g := curve(func(x float64) float64 { return math.Pow(x, 2.19921875) })
	return &profile{inputs: 3, curve: [3]curve{g, g, g}, matrix: multiply(fromPCS, [9]float64{
		0.60974, 0.20528, 0.14919,
		0.31111, 0.62567, 0.06322,
		0.01947, 0.06087, 0.74457,
	})}
}()

type converter func(in *[4]uint8) (r, g, b uint8)

func plainRGB(in *[4]uint8) (r, g, b uint8) { return in[0], in[1], in[2] }

// plain tells whether a profile is sRGB for all the eye sees, as most are.
func (p *profile) plain() bool {
	if p.inputs == 4 || p.lut != nil {
		return false
	}
	if p.inputs == 1 {
		for i := 0; i < 256; i += 15 {
			if abs(int(encodeSRGB(p.curve[0](float64(i)/255)))-i) > 1 {
				return false
			}
		}
		return true
	}
	convert := p.matrixConverter()
	for r := 0; r < 256; r += 51 {
		for g := 0; g < 256; g += 51 {
			for b := 0; b < 256; b += 51 {
				x, y, z := convert(&[4]uint8{uint8(r), uint8(g), uint8(b)})
				if abs(int(x)-r) > 2 || abs(int(y)-g) > 2 || abs(int(z)-b) > 2 {
					return false
				}
			}
		}
	}
	return true
}

// matrixConverter is quick: three tables, a matrix, one table.
func (p *profile) matrixConverter() converter {
	var lin [3][256]float32
	for c := range 3 {
		for i := range 256 {
			lin[c][i] = float32(p.curve[c](float64(i) / 255))
		}
	}
	var m [9]float32
	for i, v := range p.matrix {
		m[i] = float32(v)
	}
	const fine = 4096
	var enc [fine + 1]uint8
	for i := range enc {
		// Squared steps: the dark end needs fine ones.
		t := float64(i) / fine
		enc[i] = encodeSRGB(t * t)
	}
	at := func(v float32) uint8 {
		if !(v > 0) {
			return 0
		}
		if v >= 1 {
			return 255
		}
		return enc[int(float32(math.Sqrt(float64(v)))*fine+0.5)]
	}
	return func(in *[4]uint8) (uint8, uint8, uint8) {
		r, g, b := lin[0][in[0]], lin[1][in[1]], lin[2][in[2]]
		return at(m[0]*r + m[1]*g + m[2]*b), at(m[3]*r + m[4]*g + m[5]*b), at(m[6]*r + m[7]*g + m[8]*b)
	}
}

// gridConverter asks f at regular points and interpolates between them: a
// profile's curves and tables are slow, and there are millions of pixels.
func gridConverter(channels int, f func([]float64) [3]float64) converter {
	n := 17
	if channels == 3 {
		n = 33
	}
	total := 1
	for range channels {
		total *= n
	}
	table := make([]uint16, 3*total) // 8.8 fixed
	in := make([]float64, channels)
	for i := range total {
		rest := i
		for c := channels - 1; c >= 0; c-- {
			in[c] = float64(rest%n) / float64(n-1)
			rest /= n
		}
		for c, v := range f(in) {
			table[3*i+c] = uint16(clamp01(v)*255*256 + 0.5)
		}
	}
	// Where each device value falls in the grid, and how far beyond.
	var cell [256]int
	var frac [256]uint32 // of 256
	for v := range 256 {
		at := float64(v) / 255 * float64(n-1)
		cell[v] = min(int(at), n-2)
		frac[v] = uint32((at-float64(cell[v]))*256 + 0.5)
	}
	var strides [4]int
	size := 3
	for c := channels - 1; c >= 0; c-- {
		strides[c] = size
		size *= n
	}
	return func(in *[4]uint8) (uint8, uint8, uint8) {
		base := 0
		for c := range channels {
			base += cell[in[c]] * strides[c]
		}
		var r, g, b uint64
		for corner := range 1 << channels {
			w, p := uint64(1), base
			for c := range channels {
				f := frac[in[c]]
				if corner>>c&1 == 1 {
					p += strides[c]
				} else {
					f = 256 - f
				}
				if w *= uint64(f); w == 0 {
					break
				}
			}
			if w > 0 {
				r, g, b = r+w*uint64(table[p]), g+w*uint64(table[p+1]), b+w*uint64(table[p+2])
			}
		}
		shift := uint(8*channels + 8)
		half := uint64(1) << (shift - 1)
		return uint8(min(255, (r+half)>>shift)), uint8(min(255, (g+half)>>shift)), uint8(min(255, (b+half)>>shift))
	}
}

// press stands in where ink comes without a profile: colours of the solid inks
// of offset printing on coated paper and of their overprints, mixed by the area
// that each covers (Neugebauer). Mixing sRGB's own numbers allows for the light
// that spreads in paper; against a real press profile it is off by 13 of 255.
func press(ink []float64) [3]float64 {
	var v [3]float64
	for corner := range 16 {
		w := 1.0
		for i := range 4 {
			if corner>>i&1 == 1 {
				w *= ink[i]
			} else {
				w *= 1 - ink[i]
			}
		}
		c := solids[corner&7]
		if corner&8 != 0 {
			w *= 0.13 // black ink over it
		}
		for i := range v {
			v[i] += w * float64(c[i]) / 255
		}
	}
	return v
}

// solids are sRGB values of cyan (1), magenta (2), yellow (4) and their sums.
var solids = [8][3]uint8{
	{255, 255, 255}, {0, 160, 220}, {225, 10, 130}, {45, 50, 140},
	{255, 238, 0}, {0, 152, 72}, {225, 35, 35}, {48, 46, 46},
}

// gamma is sRGB's transfer function (IEC 61966-2-1).
func gamma(v float64) float64 {
	v = clamp01(v)
	if v <= 0.0031308 {
		return 12.92 * v
	}
	return 1.055*math.Pow(v, 1/2.4) - 0.055
}

func encodeSRGB(v float64) uint8 { return uint8(gamma(v)*255 + 0.5) }

// rgbAt gives a pixel of a full grey or ycc picture.
func (p *picture) rgbAt(x, y int) (r, g, b uint8) {
	l := p.planes[0].pix[y*p.planes[0].stride+x]
	if len(p.planes) == 1 {
		return l, l, l
	}
	return color.YCbCrToRGB(l, p.planes[1].pix[y*p.planes[1].stride+x], p.planes[2].pix[y*p.planes[2].stride+x])
}
