package media

import (
	"math"
	"math/bits"
)

// zigzag[k] is the place in the block of the kth coefficient.
var zigzag = [64]uint8{
	0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5,
	12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
	35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51,
	58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
}

// Steps grow with the square of the frequency, as the eye's acuity falls
// (exponentially); one table for all three components. Against the tables of the
// standard's annex this saves about a tenth at equal structural similarity
// (scripts/mediabench).
var (
	stepBase = 16.0
	stepGrow = 0.085
	stepPow  = 0.80
)

// steps gives the quantiser's table in zigzag order for a quality of 1 to 100,
// on the scale that everybody uses.
func steps(quality int) (q [64]uint8) {
	quality = max(1, min(100, quality))
	scale := 200 - 2*float64(quality)
	if quality < 50 {
		scale = 5000 / float64(quality)
	}
	for k, at := range zigzag {
		u, v := float64(at%8), float64(at/8)
		s := stepBase * math.Exp(stepGrow*math.Pow(u*u+v*v, stepPow))
		q[k] = uint8(max(1, min(255, math.Round(s*scale/100))))
	}
	return q
}

// rates are the bits that each symbol of a run and a size costs.
type rates [256]float32

// ratesFrom are a code's lengths for these frequencies; a symbol that was never
// seen costs sixteen.
func ratesFrom(freq *[256]int) *rates {
	var total float64
	for _, f := range freq {
		total += float64(f)
	}
	r := &rates{}
	for s, f := range freq {
		r[s] = 16
		if f > 0 {
			r[s] = float32(min(16, max(1, math.Log2(total/float64(f)))))
		}
	}
	return r
}

// countRuns adds the symbols that a block costs in a sequential scan.
func countRuns(blk *[64]int16, freq *[256]int) {
	zeros := 0
	for k := 1; k < 64; k++ {
		v := abs(int(blk[k]))
		if v == 0 {
			zeros++
			continue
		}
		for ; zeros > 15; zeros -= 16 {
			freq[0xF0]++
		}
		freq[zeros<<4|bits.Len(uint(v))]++
		zeros = 0
	}
	if zeros > 0 {
		freq[0]++
	}
}

// masking balances bits against error. A block full of detail hides errors that
// a smooth one shows, which is how structural similarity sees it, too: its error
// counts less.
var (
	maskTop  = 20.75
	maskRest = 16.5
)

// trellis chooses the values of a block's coefficients: not always the nearest,
// but those with the least sum of bits and weighted error, found along the
// zigzag by keeping for each place the cheapest way to end there.
// raw holds eight times the transform, in zigzag order.
func trellis(raw *[64]float32, inv *[64]float32, r *rates, out *[64]int16) {
	var norm float32
	for k := 1; k < 64; k++ {
		norm += raw[k] * raw[k]
	}
	norm /= 63
	weight := lambdaTop / (lambdaRest + norm)

	var (
		place  [64]int     // places that may hold a value; 0 is the start
		cost   [64]float32 // least cost that ends there
		from   [64]int     // and where it came from
		value  [64]int16   // with which value
		zeroed [64]float32 // error of making everything up to k zero
		n      = 1
		sum    float32
	)
	for k := 1; k < 64; k++ {
		x := raw[k] * inv[k]
		sum += x * x * weight
		zeroed[k] = sum
		if x < 0 {
			x = -x
		}
		top := int(x + 0.5)
		if top == 0 {
			continue
		}
		top = min(top, 1023)
		var (
			cand [3]int
			keep [3]float32 // its error and its extra bits
			size [3]int
			m    int
		)
		add := func(v int) {
			e := x - float32(v)
			s := bits.Len(uint(v))
			cand[m], size[m], keep[m] = v, s, e*e*weight+float32(s)
			m++
		}
		add(top)
		if top > 1 {
			add(top - 1)
			if s := 1<<(bits.Len(uint(top))-1) - 1; s > 0 && s < top-1 {
				add(s)
			}
		}
		best := float32(math.MaxFloat32)
		// Zeroing more than nine values in a row that are not zero never pays;
		// looking further back costs a fifth of the time.
		for p := n - 1; p >= max(0, n-9); p-- {
			run := k - place[p] - 1
			base := cost[p] + zeroed[k-1] - zeroed[place[p]]
			if run > 15 {
				base += float32(run>>4) * r[0xF0]
			}
			row := (run & 15) << 4
			for i := range m {
				if c := base + keep[i] + r[row|size[i]]; c < best {
					best, from[n], value[n] = c, p, int16(cand[i])
				}
			}
		}
		place[n], cost[n] = k, best
		n++
	}
	end, least := 0, float32(math.MaxFloat32)
	for p := range n {
		c := cost[p] + zeroed[63] - zeroed[place[p]]
		if place[p] < 63 {
			c += r[0]
		}
		if c < least {
			least, end = c, p
		}
	}
	*out = [64]int16{}
	for p := end; p > 0; p = from[p] {
		v := value[p]
		if raw[place[p]] < 0 {
			v = -v
		}
		out[place[p]] = v
	}
}

var (
	lambdaTop  = float32(math.Exp2(maskTop))
	lambdaRest = float32(math.Exp2(maskRest))
)
