package media

import (
	"context"
	"errors"
	"image/jpeg"
	"image/png"
	"io"
	"math"
	"runtime"
	"time"
)

// develop is the work of the child: decode once, bring the photo down to the
// largest size that any rendition needs, convert its colours there, turn it
// upright, and make every rendition from that master.
func develop(r io.ReadSeeker, o *order) (*Photo, error) {
	start := time.Now()
	in, err := Inspect(context.Background(), r)
	if err != nil {
		return nil, err
	}
	if o.Upright {
		in.Orientation = 1
	}
	p, err := load(r, &in)
	if err != nil {
		return nil, undecoded(formatName(in.Format), err)
	}
	rc := &o.Recipe
	orientation := turned(in.Orientation, rc.Rotate/90)
	uw, uh := p.w, p.h
	if orientation > 4 {
		uw, uh = p.h, p.w
	}
	whole, shots := rc.shots(uw, uh)
	master, scale := p.master(whole, shots, orientation, uw, uh)
	p = nil
	runtime.GC() // the decoded original is the largest thing here
	master = master.toWeb(in.head.icc, in.head.wide).orient(orientation)

	out := &Photo{Width: int(whole.w()), Height: int(whole.h()), Frames: in.Frames}
	parts := make([]rect, len(shots))
	for i, s := range shots {
		part := rect{(s.part.x0 - whole.x0) * scale, (s.part.y0 - whole.y0) * scale, (s.part.x1 - whole.x0) * scale, (s.part.y1 - whole.y0) * scale}
		part = part.inside(float64(master.w), float64(master.h))
		if s.crop == "" {
			part = rect{0, 0, float64(master.w), float64(master.h)}
		}
		made, err := master.print(&s, part, rc)
		if err != nil {
			return nil, err
		}
		parts[i] = part
		out.Renditions = append(out.Renditions, made)
	}
	out.Colour, out.Placeholder, out.Phash = master.dominant(), master.tiny(), master.phash()
	// Better formats are a gain and no need: on a busy machine they are left out
	// before the photo is late.
	for _, format := range rc.Formats {
		for i, s := range shots {
			if s.jpegOnly || !o.Tools.encodes(format) || time.Since(start) > time.Duration(o.Wall)/2 {
				continue
			}
			b, err := o.Tools.encode(format, master.scale(parts[i], s.w, s.h, false).full())
			if err != nil {
				return nil, err
			}
			if len(b) > 0 {
				out.Renditions = append(out.Renditions, Rendition{Name: s.name, Crop: s.crop, MIME: "image/" + format, Width: s.w, Height: s.h, Bytes: b})
			}
		}
	}
	return out, nil
}

// undecoded tells a damaged file from one of a kind that the decoder leaves out.
func undecoded(format string, err error) error {
	var j jpeg.UnsupportedError
	var p png.UnsupportedError
	if errors.As(err, &j) || errors.As(err, &p) {
		return because(refuse("rare", map[string]any{"format": format}), err)
	}
	return broken(format, err)
}

// master is the part whole of the stored picture, as large as the shots need.
// scale is master pixels per upright pixel.
func (p *picture) master(whole rect, shots []shot, orientation, uw, uh int) (*picture, float64) {
	scale := 0.0
	for _, s := range shots {
		scale = math.Max(scale, float64(s.w)/s.part.w())
	}
	if scale > 1 || scale == 0 {
		scale = 1
	}
	w, h := math.Max(1, math.Round(whole.w()*scale)), math.Max(1, math.Round(whole.h()*scale))
	// The same part in the stored picture.
	x0, y0 := stored(orientation, whole.x0/float64(uw), whole.y0/float64(uh))
	x1, y1 := stored(orientation, whole.x1/float64(uw), whole.y1/float64(uh))
	r := rect{
		math.Round(math.Min(x0, x1) * float64(p.w)), math.Round(math.Min(y0, y1) * float64(p.h)),
		math.Round(math.Max(x0, x1) * float64(p.w)), math.Round(math.Max(y0, y1) * float64(p.h)),
	}
	if orientation > 4 {
		w, h = h, w
	}
	return p.scale(r, int(w), int(h), false), scale
}

func (r rect) inside(w, h float64) rect {
	r.x0, r.y0 = fit(r.x0, 0, w-1), fit(r.y0, 0, h-1)
	r.x1, r.y1 = fit(r.x1, r.x0+1, w), fit(r.y1, r.y0+1, h)
	return r
}

// print makes one rendition as JPEG.
func (p *picture) print(s *shot, part rect, rc *Recipe) (Rendition, error) {
	quality := rc.Quality
	if quality <= 0 {
		quality = 70
	}
	if s.w < 900 {
		quality = min(100, quality+4)
	}
	small := p.scale(part, s.w, s.h, true)
	b, err := encodeJPEG(small, quality)
	for err == nil && s.maxBytes > 0 && len(b) > s.maxBytes && quality > 10 {
		quality = max(10, quality-min(30, 6*len(b)/s.maxBytes))
		b, err = encodeJPEG(small, quality)
	}
	if err != nil {
		return Rendition{}, broken("JPEG", err)
	}
	return Rendition{Name: s.name, Crop: s.crop, MIME: "image/jpeg", Width: s.w, Height: s.h, Bytes: b}, nil
}
