package media

import (
	"encoding/binary"
	"errors"
)

// Our JPEGs: 4:2:0, progressive, values chosen by a trellis, Huffman codes made
// for each scan. The standard library's encoder writes sequential files with the
// standard's example codes, which are a third larger at equal quality.

// component is one channel on its way into a JPEG.
type component struct {
	h, v   int // blocks per unit, across and down
	bw, bh int // blocks with samples of the picture
	stride int // blocks per row, whole units
	blocks [][64]int16
	seen   [2][]uint64 // see note
}

var errTooLarge = errors.New("a JPEG has at most 65,535 pixels a side")

// encodeJPEG writes a grey or ycc picture. The planes of a ycc one are cut in
// half already (chroma).
func encodeJPEG(p *picture, quality int) ([]byte, error) {
	if p.w < 1 || p.h < 1 || p.w > 0xFFFF || p.h > 0xFFFF {
		return nil, errTooLarge
	}
	planes := p.planes
	if len(planes) == 3 && planes[1].same(128) && planes[2].same(128) {
		planes = planes[:1]
	}
	q := steps(quality)
	unit := 8
	if len(planes) == 3 {
		unit = 16
	}
	mcuW, mcuH := (p.w+unit-1)/unit, (p.h+unit-1)/unit
	comps := make([]component, len(planes))
	for i, pl := range planes {
		c := &comps[i]
		c.h, c.v = 1, 1
		if i == 0 && len(planes) == 3 {
			c.h, c.v = 2, 2
		}
		c.bw, c.bh = (pl.w+7)/8, (pl.h+7)/8
		c.stride = mcuW * c.h
		c.blocks = make([][64]int16, c.stride*mcuH*c.v)
	}
	quantise(comps[:1], planes[:1], &q)
	if len(planes) == 3 {
		quantise(comps[1:], planes[1:], &q)
	}

	out := make([]byte, 0, p.w*p.h/8+1024)
	out = append(out, 0xFF, 0xD8)
	out = append(out, 0xFF, 0xE0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0)
	out = append(out, 0xFF, 0xDB, 0, 67, 0)
	out = append(out, q[:]...)
	out = append(out, 0xFF, 0xC2, 0, uint8(8+3*len(comps)), 8)
	out = binary.BigEndian.AppendUint16(out, uint16(p.h))
	out = binary.BigEndian.AppendUint16(out, uint16(p.w))
	out = append(out, uint8(len(comps)))
	for i, c := range comps {
		out = append(out, uint8(i+1), uint8(c.h<<4|c.v), 0)
	}

	// First the means of all blocks: a rough picture is there after a few
	// kilobytes.
	tokens, which := scanDC(comps, mcuW, mcuH)
	var freq [2][256]int
	for i, t := range tokens {
		freq[which[i]][uint8(t)]++
	}
	var codes [2]*huffman
	for i := range min(2, len(comps)) {
		codes[i] = newHuffman(&freq[i])
		out = appendDHT(out, uint8(i), codes[i])
	}
	out = append(out, 0xFF, 0xDA, 0, uint8(6+2*len(comps)), uint8(len(comps)))
	for i := range comps {
		out = append(out, uint8(i+1), min(uint8(i), 1)<<4)
	}
	out = append(out, 0, 0, 0)
	w := bitWriter{out: out}
	for i, t := range tokens {
		w.token(t, codes[which[i]])
	}
	w.flush()
	out = w.out

	var first, later []scanned
	for i := range comps {
		comps[i].note()
		a, b := bestScans(&comps[i], i)
		first, later = append(first, a...), append(later, b...)
	}
	// What matters most to the eye comes first: low frequencies, then the rest,
	// then the last bits.
	for _, s := range append(first, later...) {
		out = appendScan(out, &s)
	}
	return append(out, 0xFF, 0xD9), nil
}

// bestScans tries ways to cut a component into scans and gives the smallest:
// those that come first, and those that may come late.
func bestScans(c *component, comp int) (first, later []scanned) {
	whole := scanBand(c, band{comp: comp, from: 1, to: 63})
	best := whole.size
	first = []scanned{whole}
	try := func(a, b []scanned) {
		n := 0
		for _, s := range a {
			n += s.size
		}
		for _, s := range b {
			n += s.size
		}
		if n < best {
			best, first, later = n, a, b
		}
	}
	cuts := []int{2, 5, 9}
	if comp > 0 {
		cuts = []int{2, 5}
	}
	for _, k := range cuts {
		try([]scanned{scanBand(c, band{comp: comp, from: 1, to: k})},
			[]scanned{scanBand(c, band{comp: comp, from: k + 1, to: 63})})
	}
	if comp == 0 {
		last := scanBand(c, band{comp: comp, from: 1, to: 63, high: 1})
		try([]scanned{scanBand(c, band{comp: comp, from: 1, to: 63, low: 1})}, []scanned{last})
		try([]scanned{scanBand(c, band{comp: comp, from: 1, to: 5, low: 1})},
			[]scanned{scanBand(c, band{comp: comp, from: 6, to: 63, low: 1}), last})
	}
	return first, later
}

func appendDHT(out []byte, id uint8, h *huffman) []byte {
	out = append(out, 0xFF, 0xC4)
	out = binary.BigEndian.AppendUint16(out, uint16(19+len(h.values)))
	out = append(out, id)
	out = append(out, h.counts[1:]...)
	return append(out, h.values...)
}

func appendScan(out []byte, s *scanned) []byte {
	if len(s.huff.values) > 0 {
		out = appendDHT(out, 0x10, s.huff)
	}
	out = append(out, 0xFF, 0xDA, 0, 8, 1, uint8(s.comp+1), 0, uint8(s.from), uint8(s.to), uint8(s.high<<4|s.low))
	w := bitWriter{out: out}
	for _, t := range s.tokens {
		w.token(t, s.huff)
	}
	w.flush()
	return w.out
}

func (w *bitWriter) token(t token, h *huffman) {
	if t&hasSymbol != 0 {
		s := uint8(t)
		w.put(uint32(h.code[s]), uint(h.length[s]))
	}
	if n := uint(t >> 9 & 31); n > 0 {
		w.put(uint32(t>>16)&(1<<n-1), n)
	}
}

// quantise fills the blocks of components that share a code.
func quantise(comps []component, planes []plane, q *[64]uint8) {
	var inv [64]float32
	for k := range inv {
		inv[k] = 1 / (8 * float32(q[k]))
	}
	// Once by rounding, to know what symbols cost; then by the trellis.
	raws := make([][][64]float32, len(comps))
	var freq [256]int
	for i := range comps {
		raws[i] = transform(&comps[i], planes[i])
		c := &comps[i]
		for y := range c.bh {
			for x := range c.bw {
				raw, blk := &raws[i][y*c.bw+x], &c.blocks[y*c.stride+x]
				for k := range 64 {
					v := raw[k] * inv[k]
					if v < 0 {
						blk[k] = -int16(0.5 - v)
					} else {
						blk[k] = int16(v + 0.5)
					}
				}
				countRuns(blk, &freq)
			}
		}
	}
	r := ratesFrom(&freq)
	for i := range comps {
		c := &comps[i]
		for y := range c.bh {
			for x := range c.bw {
				blk := &c.blocks[y*c.stride+x]
				dc := blk[0]
				trellis(&raws[i][y*c.bw+x], &inv, r, blk)
				blk[0] = dc
			}
		}
		// Blocks beyond the edge repeat their neighbour's mean: no bits.
		for y := range len(c.blocks) / c.stride {
			for x := range c.stride {
				if x >= c.bw || y >= c.bh {
					c.blocks[y*c.stride+x] = [64]int16{c.blocks[min(y, c.bh-1)*c.stride+min(x, c.bw-1)][0]}
				}
			}
		}
	}
}

// transform gives eight times the DCT of each block, in zigzag order. Samples
// beyond the edge repeat the last one.
func transform(c *component, p plane) [][64]float32 {
	raws := make([][64]float32, c.bw*c.bh)
	var b [64]float32
	for by := range c.bh {
		for bx := range c.bw {
			for y := range 8 {
				row := p.row(min(by*8+y, p.h-1))
				if bx*8+8 <= len(row) {
					for x, s := range row[bx*8 : bx*8+8] {
						b[y*8+x] = float32(s) - 128
					}
					continue
				}
				for x := range 8 {
					b[y*8+x] = float32(row[min(bx*8+x, p.w-1)]) - 128
				}
			}
			fdct(&b)
			raw := &raws[by*c.bw+bx]
			for k, at := range zigzag {
				raw[k] = b[at] * aan[at]
			}
		}
	}
	return raws
}
