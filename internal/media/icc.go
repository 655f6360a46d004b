package media

import (
	"encoding/binary"
	"math"
)

// Reading of ICC profiles (ICC.1:2022): matrices with curves, as cameras and
// screens have them, and tables, as printing presses have them. What cannot be
// understood is as if there was no profile.

// profile turns device values, each from 0 to 1, into linear sRGB.
type profile struct {
	inputs int
	// tables: device → PCS
	lut *lut
	lab bool
	// matrix and curves
	curve  [3]curve
	matrix [9]float64 // to linear sRGB, for matrix profiles
	// black is what the darkest ink gives; it is moved to zero, because a
	// screen's black is darker than paper's.
	black [3]float64
}

var (
	whiteD50 = [3]float64{0.9642, 1, 0.8249}
	// fromPCS turns D50 XYZ into linear sRGB.
	fromPCS = invert([9]float64{
		0.4360747, 0.3850649, 0.1430804,
		0.2225045, 0.7168786, 0.0606169,
		0.0139322, 0.0971045, 0.7141733,
	})
)

// curve is a tone curve from 0..1 to 0..1.
type curve func(float64) float64

type iccTags map[string][]byte

// parseICC reads a profile for pictures of this many channels.
func parseICC(b []byte, channels int) (*profile, bool) {
	if len(b) < 132 || string(b[36:40]) != "acsp" {
		return nil, false
	}
	space, pcs := string(b[16:20]), string(b[20:24])
	if want := map[int]string{1: "GRAY", 3: "RGB ", 4: "CMYK"}[channels]; want == "" || space != want {
		return nil, false
	}
	if pcs != "XYZ " && pcs != "Lab " {
		return nil, false
	}
	n := binary.BigEndian.Uint32(b[128:])
	if n > 200 || len(b) < 132+12*int(n) {
		return nil, false
	}
	tags := iccTags{}
	for i := range int(n) {
		e := b[132+12*i:]
		at, size := uint64(binary.BigEndian.Uint32(e[4:])), uint64(binary.BigEndian.Uint32(e[8:]))
		if at+size > uint64(len(b)) || size < 8 {
			continue
		}
		tags[string(e[:4])] = b[at : at+size]
	}
	p := &profile{inputs: channels, lab: pcs == "Lab "}
	for _, name := range []string{"A2B0", "A2B1", "A2B2"} {
		if channels == 3 && tags["rXYZ"] != nil {
			break // the matrix is exact and quick
		}
		if l, ok := parseLUT(tags[name], channels); ok {
			p.lut = l
			p.findBlack()
			return p, true
		}
	}
	switch channels {
	case 1:
		c, ok := parseCurve(tags["kTRC"])
		if !ok {
			return nil, false
		}
		p.curve = [3]curve{c, c, c}
		return p, true
	case 3:
		var m [9]float64
		for i, name := range []string{"r", "g", "b"} {
			c, ok := parseCurve(tags[name+"TRC"])
			xyz := tags[name+"XYZ"]
			if !ok || len(xyz) < 20 {
				return nil, false
			}
			p.curve[i] = c
			for j := range 3 {
				m[3*j+i] = s15(xyz[8+4*j:])
			}
		}
		p.matrix = multiply(fromPCS, m)
		for _, v := range p.matrix {
			if math.IsNaN(v) || math.Abs(v) > 100 {
				return nil, false
			}
		}
		return p, true
	}
	return nil, false
}

func s15(b []byte) float64 { return float64(int32(binary.BigEndian.Uint32(b))) / 65536 }

// parseCurve reads curveType and parametricCurveType (§ 10.6, § 10.18).
func parseCurve(b []byte) (curve, bool) {
	if len(b) < 12 {
		return nil, false
	}
	switch string(b[:4]) {
	case "curv":
		n := int(binary.BigEndian.Uint32(b[8:]))
		switch {
		case n == 0:
			return func(x float64) float64 { return x }, true
		case n == 1 && len(b) >= 14:
			g := float64(binary.BigEndian.Uint16(b[12:])) / 256
			return func(x float64) float64 { return math.Pow(x, g) }, g > 0
		case n < 1 || n > 1<<16 || len(b) < 12+2*n:
			return nil, false
		}
		t := make([]float64, n)
		for i := range t {
			t[i] = float64(binary.BigEndian.Uint16(b[12+2*i:])) / 65535
		}
		return sampled(t), true
	case "para":
		kind := binary.BigEndian.Uint16(b[8:])
		if kind > 4 {
			return nil, false
		}
		count := [...]int{1, 3, 4, 5, 7}[kind]
		if len(b) < 12+4*count {
			return nil, false
		}
		var v [7]float64
		for i := range count {
			v[i] = s15(b[12+4*i:])
		}
		g, a, bb, c, d, e, f := v[0], v[1], v[2], v[3], v[4], v[5], v[6]
		pow := func(x float64) float64 { return math.Pow(math.Max(0, a*x+bb), g) }
		switch kind {
		case 0:
			return func(x float64) float64 { return math.Pow(x, g) }, g > 0
		case 1:
			return func(x float64) float64 {
				if a != 0 && x >= -bb/a {
					return clamp01(pow(x))
				}
				return 0
			}, true
		case 2:
			return func(x float64) float64 {
				if a != 0 && x >= -bb/a {
					return clamp01(pow(x) + c)
				}
				return clamp01(c)
			}, true
		}
		if kind == 3 {
			e, f = 0, 0
		}
		return func(x float64) float64 {
			if x >= d {
				return clamp01(pow(x) + e)
			}
			return clamp01(c*x + f)
		}, true
	}
	return nil, false
}

// curveSize is how many bytes parseCurve used, up to a multiple of four.
func curveSize(b []byte) int {
	n := 0
	switch {
	case len(b) < 12:
		return 0
	case string(b[:4]) == "curv":
		n = 12 + 2*int(min(binary.BigEndian.Uint32(b[8:]), 1<<16))
	case string(b[:4]) == "para":
		k := binary.BigEndian.Uint16(b[8:])
		if k > 4 {
			return 0
		}
		n = 12 + 4*[...]int{1, 3, 4, 5, 7}[k]
	}
	return (n + 3) &^ 3
}

func sampled(t []float64) curve {
	return func(x float64) float64 {
		at := clamp01(x) * float64(len(t)-1)
		i := int(at)
		if i >= len(t)-1 {
			return t[len(t)-1]
		}
		f := at - float64(i)
		return t[i]*(1-f) + t[i+1]*f
	}
}

// clamp01 also turns NaN into zero.
func clamp01(x float64) float64 {
	if x > 1 {
		return 1
	}
	if x > 0 {
		return x
	}
	return 0
}

// linear gives linear sRGB for device values.
func (p *profile) linear(in []float64) [3]float64 {
	if p.lut == nil {
		if p.inputs == 1 {
			v := p.curve[0](in[0])
			return [3]float64{v, v, v}
		}
		return apply(p.matrix, [3]float64{p.curve[0](in[0]), p.curve[1](in[1]), p.curve[2](in[2])})
	}
	xyz := p.pcs(in)
	for i := range xyz {
		w := whiteD50[i]
		xyz[i] = (xyz[i] - p.black[i]) * w / (w - p.black[i])
	}
	return apply(fromPCS, xyz)
}

// pcs gives XYZ for device values of a table profile.
func (p *profile) pcs(in []float64) [3]float64 {
	v := p.lut.eval(in)
	if !p.lab {
		const most = 1 + 32767.0/32768
		return [3]float64{v[0] * most, v[1] * most, v[2] * most}
	}
	var l, a, b float64
	if p.lut.legacy { // 16-bit Lab of version 2
		l, a, b = v[0]*65535/65280*100, v[1]*65535/256-128, v[2]*65535/256-128
	} else {
		l, a, b = v[0]*100, v[1]*255-128, v[2]*255-128
	}
	return labToXYZ(l, a, b)
}

func labToXYZ(l, a, b float64) [3]float64 {
	f := func(t float64) float64 {
		if t > 6.0/29 {
			return t * t * t
		}
		return 3 * 36.0 / 841 * (t - 4.0/29)
	}
	y := (l + 16) / 116
	return [3]float64{whiteD50[0] * f(y+a/500), whiteD50[1] * f(y), whiteD50[2] * f(y-b/200)}
}

// findBlack looks at the darkest the device gives: all inks, or no light. What
// is lighter than half is no black.
func (p *profile) findBlack() {
	in := make([]float64, p.inputs)
	if p.inputs == 4 {
		for i := range in {
			in[i] = 1
		}
	}
	y := p.pcs(in)[1]
	if y > 0 && y < 0.18 {
		p.black = [3]float64{whiteD50[0] * y, whiteD50[1] * y, whiteD50[2] * y}
	}
}

func apply(m [9]float64, v [3]float64) [3]float64 {
	return [3]float64{
		m[0]*v[0] + m[1]*v[1] + m[2]*v[2],
		m[3]*v[0] + m[4]*v[1] + m[5]*v[2],
		m[6]*v[0] + m[7]*v[1] + m[8]*v[2],
	}
}

func multiply(a, b [9]float64) (out [9]float64) {
	for i := range 3 {
		for j := range 3 {
			for k := range 3 {
				out[3*i+j] += a[3*i+k] * b[3*k+j]
			}
		}
	}
	return out
}

func invert(m [9]float64) [9]float64 {
	c := [9]float64{
		m[4]*m[8] - m[5]*m[7], m[2]*m[7] - m[1]*m[8], m[1]*m[5] - m[2]*m[4],
		m[5]*m[6] - m[3]*m[8], m[0]*m[8] - m[2]*m[6], m[2]*m[3] - m[0]*m[5],
		m[3]*m[7] - m[4]*m[6], m[1]*m[6] - m[0]*m[7], m[0]*m[4] - m[1]*m[3],
	}
	det := m[0]*c[0] + m[1]*c[3] + m[2]*c[6]
	for i := range c {
		c[i] /= det
	}
	return c
}
