package media

import "math"

// Resizing is separable: first along rows, then down columns, with the
// Catmull-Rom kernel stretched to the ratio. From far above four times the size,
// whole boxes are averaged first, which costs a tenth and cannot be told apart.
//
// A 12-megapixel JPEG comes down to 1,920 pixels in about a tenth of a second,
// because its planes are resized as they are.

// taps are the weights of one output sample: from is its first input.
type taps struct {
	from int
	w    []int32 // sum is 1<<14
}

const tapBits = 14

// kernel makes the taps for n outputs that cover a..b of size inputs.
func kernel(a, b float64, size, n int) []taps {
	scale := (b - a) / float64(n)
	wide := math.Max(scale, 1)
	out := make([]taps, n)
	all := make([]int32, 0, n*(int(4*wide)+2))
	for i := range out {
		mid := a + (float64(i)+0.5)*scale - 0.5
		lo, hi := int(math.Ceil(mid-2*wide)), int(math.Floor(mid+2*wide))
		// Beyond the edge is the edge's sample again.
		first, last := max(0, min(lo, size-1)), max(0, min(hi, size-1))
		start := len(all)
		all = all[:start+last-first+1]
		w := all[start:]
		clear(w)
		var sum float64
		for j := lo; j <= hi; j++ {
			sum += catmullRom((float64(j) - mid) / wide)
		}
		total, heaviest := int32(0), 0
		for j := lo; j <= hi; j++ {
			at := max(first, min(j, last)) - first
			w[at] += int32(math.Round(catmullRom((float64(j)-mid)/wide) / sum * (1 << tapBits)))
		}
		for j, v := range w {
			total += v
			if v > w[heaviest] {
				heaviest = j
			}
		}
		w[heaviest] += 1<<tapBits - total
		out[i] = taps{from: first, w: w}
	}
	return out
}

func catmullRom(x float64) float64 {
	x = math.Abs(x)
	switch {
	case x < 1:
		return (1.5*x-2.5)*x*x + 1
	case x < 2:
		return ((-0.5*x+2.5)*x-4)*x + 2
	}
	return 0
}

// resize gives w × h samples of the part x0..x1, y0..y1, in samples of p.
func (p plane) resize(x0, y0, x1, y1 float64, w, h int) plane {
	if whole(x0) && whole(y0) && x1-x0 == float64(w) && y1-y0 == float64(h) && x0 >= 0 && y0 >= 0 && int(x0)+w <= p.w && int(y0)+h <= p.h {
		at := int(y0)*p.stride + int(x0)
		return plane{pix: p.pix[at : at+(h-1)*p.stride+w], stride: p.stride, w: w, h: h, sx: p.sx, sy: p.sy}
	}
	if k := int(math.Min((x1-x0)/float64(w), (y1-y0)/float64(h)) / 2); k >= 2 {
		return p.box(k).resize(x0/float64(k), y0/float64(k), x1/float64(k), y1/float64(k), w, h)
	}
	across, down := kernel(x0, x1, p.w, w), kernel(y0, y1, p.h, h)
	top := down[0].from
	bottom := top
	for _, t := range down {
		top, bottom = min(top, t.from), max(bottom, t.from+len(t.w))
	}
	// Rows keep four more bits until the columns are summed.
	tmp := make([]int16, (bottom-top)*w)
	for y := top; y < bottom; y++ {
		src, dst := p.row(y), tmp[(y-top)*w:(y-top+1)*w]
		for x := range dst {
			t := &across[x]
			in := src[t.from:]
			in = in[:len(t.w)]
			sum := int32(1 << (tapBits - 5))
			for j, wt := range t.w {
				sum += wt * int32(in[j])
			}
			dst[x] = int16(sum >> (tapBits - 4))
		}
	}
	out := newPlane(w, h)
	out.sx, out.sy = p.sx, p.sy
	acc := make([]int32, w)
	for y := range h {
		t := &down[y]
		for i := range acc {
			acc[i] = 1 << (tapBits + 3)
		}
		for j, wt := range t.w {
			if wt == 0 {
				continue
			}
			row := tmp[(t.from-top+j)*w:]
			row = row[:len(acc)]
			for x, v := range row {
				acc[x] += wt * int32(v)
			}
		}
		dst := out.row(y)
		for x, v := range acc {
			v >>= tapBits + 4
			if uint32(v) > 255 {
				v = ^(v >> 31) & 255
			}
			dst[x] = uint8(v)
		}
	}
	return out
}

func whole(x float64) bool { return x == math.Trunc(x) }

// box averages k × k samples; what is left at the edges is averaged alike.
func (p plane) box(k int) plane {
	out := newPlane((p.w+k-1)/k, (p.h+k-1)/k)
	out.sx, out.sy = p.sx, p.sy
	acc := make([]uint32, out.w)
	for y := range out.h {
		clear(acc)
		rows := min(k, p.h-y*k)
		for j := range rows {
			src := p.row(y*k + j)
			x := 0
			for ; (x+1)*k <= len(src); x++ {
				var s uint32
				for _, v := range src[x*k : x*k+k] {
					s += uint32(v)
				}
				acc[x] += s
			}
			for i := x * k; i < len(src); i++ {
				acc[x] += uint32(src[i])
			}
		}
		dst := out.row(y)
		for x := range dst {
			n := uint32(rows * min(k, p.w-x*k))
			dst[x] = uint8((acc[x] + n/2) / n)
		}
	}
	return out
}

// rect is a part of a picture, in pixels, with fractions.
type rect struct{ x0, y0, x1, y1 float64 }

func (r rect) w() float64 { return r.x1 - r.x0 }
func (r rect) h() float64 { return r.y1 - r.y0 }

// scale gives the part r as a picture of w × h. Difference planes keep their
// resolution relative to luma, unless half is set: then they become 4:2:0.
// Small ones start from a copy of half the size, which all of them share.
func (p *picture) scale(r rect, w, h int, half bool) *picture {
	if math.Min(r.w()/float64(w), r.h()/float64(h)) >= 2.6 && p.w*p.h < 16_000_000 {
		if p.half == nil {
			p.half = &picture{w: (p.w + 1) / 2, h: (p.h + 1) / 2, model: p.model}
			for _, pl := range p.planes {
				p.half.planes = append(p.half.planes, pl.box(2))
			}
		}
		return p.half.scale(rect{r.x0 / 2, r.y0 / 2, r.x1 / 2, r.y1 / 2}, w, h, half)
	}
	out := &picture{w: w, h: h, model: p.model, planes: make([]plane, len(p.planes))}
	for i, pl := range p.planes {
		sx, sy := pl.sx, pl.sy
		if half && p.model == ycc && i > 0 {
			sx, sy = 2, 2
		}
		pw, ph := (w+sx-1)/sx, (h+sy-1)/sy
		// A last sample that is half outside covers pixels beyond the edge.
		fx, fy := float64(pw*sx)/float64(w), float64(ph*sy)/float64(h)
		out.planes[i] = pl.resize(
			r.x0/float64(pl.sx), r.y0/float64(pl.sy),
			(r.x0+r.w()*fx)/float64(pl.sx), (r.y0+r.h()*fy)/float64(pl.sy), pw, ph)
		out.planes[i].sx, out.planes[i].sy = sx, sy
	}
	return out
}
