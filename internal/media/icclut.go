package media

import (
	"encoding/binary"
	"math"
)

// lut is a profile's table: curves, a grid in as many dimensions as there are
// inks, curves (§ 10.10 lut16Type, § 10.11 lut8Type, § 10.12 lutAToBType).
type lut struct {
	inputs int
	legacy bool // Lab in the encoding of version 2
	in     []curve
	grid   []int // points along each input
	values []float32
	mid    [3]curve // after the grid, before the matrix
	matrix [12]float64
	out    [3]curve
}

const maxGrid = 3 << 20 // values of a grid: 33⁴ points times three are 3.6 million, more than any press needs

func parseLUT(b []byte, inputs int) (*lut, bool) {
	if len(b) < 32 || int(b[8]) != inputs || b[9] != 3 {
		return nil, false
	}
	switch string(b[:4]) {
	case "mft1", "mft2":
		return parseOldLUT(b, inputs)
	case "mAB ":
		return parseNewLUT(b, inputs)
	}
	return nil, false
}

// points is the number of values of a grid, zero if it is too large.
func points(grid []int) int {
	n := 3
	for _, g := range grid {
		if g < 1 || n > maxGrid/g {
			return 0
		}
		n *= g
	}
	return n
}

func identity(x float64) float64 { return x }

var unitMatrix = [12]float64{0: 1, 4: 1, 8: 1}

func parseOldLUT(b []byte, inputs int) (*lut, bool) {
	if len(b) < 52 {
		return nil, false
	}
	wide := string(b[:4]) == "mft2"
	l := &lut{inputs: inputs, legacy: wide, matrix: unitMatrix, mid: [3]curve{identity, identity, identity}}
	for range inputs {
		l.grid = append(l.grid, int(b[10]))
	}
	nIn, nOut, at, unit := 256, 256, 48, 1
	if wide {
		nIn, nOut, at, unit = int(binary.BigEndian.Uint16(b[48:])), int(binary.BigEndian.Uint16(b[50:])), 52, 2
	}
	n := points(l.grid)
	if n == 0 || nIn < 2 || nOut < 2 || nIn > 4096 || nOut > 4096 || len(b) < at+unit*(nIn*inputs+n+nOut*3) {
		return nil, false
	}
	take := func(count int) []float64 {
		t := make([]float64, count)
		for i := range t {
			if wide {
				t[i] = float64(binary.BigEndian.Uint16(b[at:])) / 65535
			} else {
				t[i] = float64(b[at]) / 255
			}
			at += unit
		}
		return t
	}
	for range inputs {
		l.in = append(l.in, sampled(take(nIn)))
	}
	l.values = make([]float32, n)
	for i, v := range take(n) {
		l.values[i] = float32(v)
	}
	for i := range l.out {
		l.out[i] = sampled(take(nOut))
	}
	return l, true
}

func parseNewLUT(b []byte, inputs int) (*lut, bool) {
	l := &lut{inputs: inputs, matrix: unitMatrix}
	offset := func(i int) int { return int(min(binary.BigEndian.Uint32(b[12+4*i:]), math.MaxInt32)) }
	curves := func(at, n int) ([]curve, bool) {
		if at == 0 {
			out := make([]curve, n)
			for i := range out {
				out[i] = identity
			}
			return out, true
		}
		var out []curve
		for range n {
			if at >= len(b) {
				return nil, false
			}
			c, ok := parseCurve(b[at:])
			if !ok {
				return nil, false
			}
			out = append(out, c)
			at += curveSize(b[at:])
		}
		return out, true
	}
	bCurves, ok1 := curves(offset(0), 3)
	mCurves, ok2 := curves(offset(2), 3)
	aCurves, ok3 := curves(offset(4), inputs)
	if !ok1 || !ok2 || !ok3 {
		return nil, false
	}
	l.in = aCurves
	copy(l.mid[:], mCurves)
	copy(l.out[:], bCurves)
	if at := offset(1); at > 0 {
		if at+48 > len(b) {
			return nil, false
		}
		for i := range l.matrix {
			l.matrix[i] = s15(b[at+4*i:])
		}
	}
	at := offset(3)
	if at == 0 {
		// Without a grid only three inputs can become three outputs.
		return l, inputs == 3
	}
	if at+20 > len(b) {
		return nil, false
	}
	for i := range inputs {
		l.grid = append(l.grid, int(b[at+i]))
	}
	unit := int(b[at+16])
	n := points(l.grid)
	if n == 0 || unit != 1 && unit != 2 || len(b) < at+20+unit*n {
		return nil, false
	}
	l.values = make([]float32, n)
	for i := range l.values {
		if unit == 2 {
			l.values[i] = float32(binary.BigEndian.Uint16(b[at+20+2*i:])) / 65535
		} else {
			l.values[i] = float32(b[at+20+i]) / 255
		}
	}
	return l, true
}

func (l *lut) eval(in []float64) [3]float64 {
	var v [3]float64
	if l.values == nil {
		for i := range v {
			v[i] = l.in[i](in[i])
		}
	} else {
		var at [4]float64
		for i := range l.inputs {
			at[i] = clamp01(l.in[i](clamp01(in[i]))) * float64(l.grid[i]-1)
		}
		v = interpolate(l.values, l.grid, at[:l.inputs])
	}
	var m [3]float64
	for i := range m {
		m[i] = l.mid[i](clamp01(v[i]))
	}
	for i := range v {
		v[i] = l.matrix[3*i]*m[0] + l.matrix[3*i+1]*m[1] + l.matrix[3*i+2]*m[2] + l.matrix[9+i]
		v[i] = l.out[i](clamp01(v[i]))
	}
	return v
}

// interpolate is linear in each dimension; the last input varies fastest.
func interpolate(values []float32, grid []int, at []float64) (v [3]float64) {
	var base, step [4]int
	var frac [4]float64
	size := 3
	for i := len(grid) - 1; i >= 0; i-- {
		c := min(int(at[i]), grid[i]-1)
		frac[i] = at[i] - float64(c)
		base[i] = c * size
		if c+1 < grid[i] {
			step[i] = size
		}
		size *= grid[i]
	}
	for corner := range 1 << len(grid) {
		w, p := 1.0, 0
		for i := range grid {
			p += base[i]
			if corner>>i&1 == 1 {
				w *= frac[i]
				p += step[i]
			} else {
				w *= 1 - frac[i]
			}
		}
		if w > 0 {
			for c := range v {
				v[c] += w * float64(values[p+c])
			}
		}
	}
	return v
}
