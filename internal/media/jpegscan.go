package media

import "math/bits"

// A progressive JPEG is a list of scans, each with a Huffman code of its own.
// Which cut into scans is the smallest differs from photo to photo, so a few are
// counted and the best is written (jpegencode.go).

// band is a scan of one component's coefficients from..to of the zigzag.
type band struct {
	comp     int
	from, to int
	// high is the bit that an earlier scan ended at, zero for a first scan; low
	// is the bit that this one ends at.
	high, low uint
}

// scanned is a band as tokens, with the code for them.
type scanned struct {
	band
	tokens []token
	huff   *huffman
	size   int // bytes with headers, without stuffing
}

func finish(b band, tokens []token) scanned {
	s := scanned{band: b, tokens: tokens}
	var freq [256]int
	n := 0
	for _, t := range tokens {
		if t&hasSymbol != 0 {
			freq[uint8(t)]++
		}
		n += int(t >> 9 & 31)
	}
	s.huff = newHuffman(&freq)
	for sym, f := range freq {
		n += f * int(s.huff.length[sym])
	}
	s.size = (n+7)/8 + 10
	if len(s.huff.values) > 0 {
		s.size += 21 + len(s.huff.values)
	}
	return s
}

// note writes down where a component's blocks have values, whole and without
// their last bit: most of a photo's coefficients are zero, and scans are tried
// in several cuts.
func (c *component) note() {
	for low := range c.seen {
		c.seen[low] = make([]uint64, len(c.blocks))
	}
	for i := range c.blocks {
		var all, large uint64
		for k, v := range &c.blocks[i] {
			if v != 0 {
				all |= 1 << k
				if v > 1 || v < -1 {
					large |= 1 << k
				}
			}
		}
		c.seen[0][i], c.seen[1][i] = all, large
	}
}

// scanBand makes the tokens of a band (T.81 figures G.3 to G.7).
func scanBand(c *component, b band) scanned {
	if b.high > 0 {
		return finish(b, refine(c, b))
	}
	var (
		out []token
		run int // blocks that have ended without being told
	)
	endRun := func() {
		if run > 0 {
			n := uint8(bits.Len(uint(run)) - 1)
			out = append(out, symbol(n<<4, n, uint16(run-1<<n)))
			run = 0
		}
	}
	within := uint64(1)<<b.to<<1 - uint64(1)<<b.from
	for y := range c.bh {
		for x := range c.bw {
			at := y*c.stride + x
			blk := &c.blocks[at]
			before := b.from - 1
			for m := c.seen[b.low][at] & within; m != 0; m &= m - 1 {
				k := bits.TrailingZeros64(m)
				zeros := k - before - 1
				before = k
				v := int(blk[k])
				neg := v < 0
				if neg {
					v = -v
				}
				v >>= b.low
				endRun()
				for ; zeros > 15; zeros -= 16 {
					out = append(out, symbol(0xF0, 0, 0))
				}
				n := uint8(bits.Len(uint(v)))
				if neg {
					v = 1<<n - 1 - v
				}
				out = append(out, symbol(uint8(zeros)<<4|n, n, uint16(v)))
			}
			if before < b.to {
				if run++; run == 0x7FFF {
					endRun()
				}
			}
		}
	}
	endRun()
	return finish(b, out)
}

// refine makes the tokens of a scan that adds one bit to coefficients known so
// far: new ones appear as ±1, and each known one gets a correction bit.
func refine(c *component, b band) []token {
	var (
		out     []token
		run     int
		pending []token // correction bits of blocks in the run
	)
	endRun := func() {
		if run > 0 {
			n := uint8(bits.Len(uint(run)) - 1)
			out = append(out, symbol(n<<4, n, uint16(run-1<<n)))
			out = append(out, pending...)
			run, pending = 0, pending[:0]
		}
	}
	var here []token
	within := uint64(1)<<b.to<<1 - uint64(1)<<b.from
	for y := range c.bh {
		for x := range c.bw {
			at := y*c.stride + x
			blk := &c.blocks[at]
			// The last coefficient that appears in this scan.
			last := bits.Len64(c.seen[b.low][at]&^c.seen[b.high][at]&within) - 1
			here = here[:0]
			before, zeros := b.from-1, 0
			for m := c.seen[b.low][at] & within; m != 0; m &= m - 1 {
				k := bits.TrailingZeros64(m)
				zeros += k - before - 1
				before = k
				a := abs(int(blk[k])) >> b.low
				for zeros > 15 && k <= last {
					endRun()
					out = append(out, symbol(0xF0, 0, 0))
					out = append(out, here...)
					here = here[:0]
					zeros -= 16
				}
				if a > 1 {
					here = append(here, rawBits(1, uint16(a&1)))
					continue
				}
				endRun()
				sign := uint16(1)
				if blk[k] < 0 {
					sign = 0
				}
				out = append(out, symbol(uint8(zeros)<<4|1, 1, sign))
				out = append(out, here...)
				here = here[:0]
				zeros = 0
			}
			if before < b.to || len(here) > 0 {
				run++
				pending = append(pending, here...)
				// A decoder may keep a thousand correction bits and no more.
				if run == 0x7FFF || len(pending) > 900 {
					endRun()
				}
			}
		}
	}
	endRun()
	return out
}

// scanDC makes the tokens of the first coefficients of all components together,
// each with its difference to the one before; which is the table's number.
func scanDC(comps []component, mcuW, mcuH int) (tokens []token, which []uint8) {
	var before [4]int
	for my := range mcuH {
		for mx := range mcuW {
			for i := range comps {
				c := &comps[i]
				for v := range c.v {
					for h := range c.h {
						dc := int(c.blocks[(my*c.v+v)*c.stride+mx*c.h+h][0])
						d := dc - before[i]
						before[i] = dc
						n := uint8(bits.Len(uint(abs(d))))
						if d < 0 {
							d += 1<<n - 1
						}
						tokens = append(tokens, symbol(n, n, uint16(d)))
						which = append(which, min(uint8(i), 1))
					}
				}
			}
		}
	}
	return tokens, which
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}
