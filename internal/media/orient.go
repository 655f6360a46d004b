package media

// EXIF's eight orientations are the symmetries of a rectangle; turning by hand
// is one more of them put on top.

// stored gives the place in the stored picture of a place in the upright one,
// both from 0 to 1.
func stored(orientation int, u, v float64) (float64, float64) {
	switch orientation {
	case 2:
		return 1 - u, v
	case 3:
		return 1 - u, 1 - v
	case 4:
		return u, 1 - v
	case 5:
		return v, u
	case 6:
		return v, 1 - u
	case 7:
		return 1 - v, 1 - u
	case 8:
		return 1 - v, u
	}
	return u, v
}

// turned is the orientation that shows a picture of the given one turned
// clockwise by quarters.
func turned(orientation, quarters int) int {
	u, v := 0.125, 0.375
	for range (quarters%4 + 4) % 4 {
		u, v = stored(6, u, v)
	}
	u, v = stored(orientation, u, v)
	for o := 1; o <= 8; o++ {
		if x, y := stored(o, 0.125, 0.375); x == u && y == v {
			return o
		}
	}
	return orientation
}

// orient turns the stored picture upright.
func (p *picture) orient(orientation int) *picture {
	if orientation <= 1 || orientation > 8 {
		return p
	}
	out := &picture{w: p.w, h: p.h, model: p.model, planes: make([]plane, len(p.planes))}
	if orientation > 4 {
		out.w, out.h = p.h, p.w
	}
	for i, pl := range p.planes {
		out.planes[i] = pl.orient(orientation)
	}
	return out
}

func (p plane) orient(orientation int) plane {
	w, h := p.w, p.h
	out := newPlane(w, h)
	out.sx, out.sy = p.sx, p.sy
	if orientation > 4 {
		out = newPlane(h, w)
		out.sx, out.sy = p.sy, p.sx
	}
	// A step right or down in the upright picture is a step in the stored one.
	right, down := 1, p.stride
	if orientation > 4 {
		right, down = p.stride, 1
	}
	u, v := stored(orientation, 0, 0)
	start := int(u)*(w-1) + int(v)*(h-1)*p.stride
	ur, vr := stored(orientation, 1, 0)
	if ur < u || vr < v {
		right = -right
	}
	ud, vd := stored(orientation, 0, 1)
	if ud < u || vd < v {
		down = -down
	}
	for y := range out.h {
		dst := out.row(y)
		at := start + y*down
		for x := range dst {
			dst[x] = p.pix[at]
			at += right
		}
	}
	return out
}
