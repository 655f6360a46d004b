package media

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/webp"
)

// load decodes a photo, in the child. Animations give their first frame.
func load(r io.ReadSeeker, in *Info) (*picture, error) {
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	h := &in.head
	switch in.Format {
	case "jpeg":
		return loadJPEG(r, h)
	case "png":
		img, err := png.Decode(r)
		if err != nil {
			return nil, err
		}
		return toPlanes(img, h.w, h.h, len(h.icc) > 0)
	case "gif":
		img, err := gif.Decode(r)
		if err != nil {
			return nil, err
		}
		return toPlanes(img, h.w, h.h, false)
	case "webp":
		img, err := decodeWebP(r, h)
		if err != nil {
			return nil, err
		}
		return toPlanes(img, h.w, h.h, len(h.icc) > 0)
	}
	return nil, shapef("no decoder for %q", in.Format)
}

// loadJPEG helps the standard decoder with four components: it wants Adobe's
// segment, without which ink is not stored inverted.
func loadJPEG(r io.Reader, h *head) (*picture, error) {
	plain := h.comps == 4 && h.adobe < 0
	if plain {
		soi := make([]byte, 2)
		if _, err := io.ReadFull(r, soi); err != nil {
			return nil, err
		}
		r = io.MultiReader(bytes.NewReader([]byte("\xFF\xD8\xFF\xEE\x00\x0EAdobe\x00\x64\x00\x00\x00\x00\x00")), r)
	}
	img, err := jpeg.Decode(r)
	if err != nil {
		return nil, err
	}
	p, err := toPlanes(img, h.w, h.h, len(h.icc) > 0)
	if err == nil && plain {
		for i := range p.planes {
			for y := range p.h {
				row := p.planes[i].row(y)
				for x, v := range row {
					row[x] = ^v
				}
			}
		}
	}
	return p, err
}

// decodeWebP makes a still file of an animation's first frame, since the
// decoder reads stills only.
func decodeWebP(r io.ReadSeeker, h *head) (image.Image, error) {
	f := h.frame
	if f == nil {
		return webp.Decode(r)
	}
	if f.size < 8 || f.size > MaxPhoto || f.w*f.h > maxPixels {
		return nil, shapef("frame of %d bytes", f.size)
	}
	chunks := make([]byte, f.size)
	if err := readAt(r, f.at, chunks); err != nil {
		return nil, err
	}
	var b []byte
	b = append(b, "RIFF\x00\x00\x00\x00WEBP"...)
	if string(chunks[:4]) == "ALPH" {
		b = append(b, "VP8X\x0A\x00\x00\x00\x10\x00\x00\x00"...)
		for _, n := range []int{f.w - 1, f.h - 1} {
			b = append(b, byte(n), byte(n>>8), byte(n>>16))
		}
	}
	b = append(b, chunks...)
	binary.LittleEndian.PutUint32(b[4:], uint32(len(b)-8))
	img, err := webp.Decode(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	return &placed{Image: img, by: image.Pt(f.x, f.y)}, nil
}

// placed is a frame with its place on the canvas.
type placed struct {
	image.Image
	by image.Point
}

var errKind = errors.New("picture kind")

// toPlanes makes planes of w × h of what a decoder gave, transparent parts on
// white. Colours that a profile describes stay RGB until they are converted.
func toPlanes(img image.Image, w, h int, profiled bool) (*picture, error) {
	at := img.Bounds().Min
	if f, ok := img.(*placed); ok {
		img, at = f.Image, f.by
	} else if _, ok := img.(*image.Paletted); !ok {
		at = image.Point{}
	}
	b := img.Bounds()
	if w*h > maxPixels || b.Dx() > maxSide || b.Dy() > maxSide {
		return nil, errKind
	}
	switch m := img.(type) {
	case *image.YCbCr:
		if b.Dx() == w && b.Dy() == h {
			return wrapYCbCr(m), nil
		}
	case *image.Gray:
		if b.Dx() == w && b.Dy() == h {
			return &picture{w: w, h: h, model: grey, planes: []plane{{pix: m.Pix, stride: m.Stride, w: w, h: h, sx: 1, sy: 1}}}, nil
		}
	case *image.Gray16:
		p := &picture{w: b.Dx(), h: b.Dy(), model: grey, planes: []plane{newPlane(b.Dx(), b.Dy())}}
		for y := range p.h {
			row := p.planes[0].row(y)
			for x := range row {
				row[x] = uint8((uint32(m.Gray16At(b.Min.X+x, b.Min.Y+y).Y)*255 + 32767) / 65535)
			}
		}
		return p, nil
	case *image.CMYK:
		p := inPlace(m.Pix, m.Stride, b.Dx(), b.Dy(), 4)
		p.model = cmyk
		line := make([]uint8, 4*p.w)
		for y := range p.h {
			copy(line, m.Pix[y*m.Stride:])
			for c := range 4 {
				dst := p.planes[c].row(y)
				for x := range dst {
					dst[x] = line[4*x+c]
				}
			}
		}
		return p, nil
	}
	fill := b.Dx() != w || b.Dy() != h || at != image.Point{}
	read := rowReader(img)
	var p *picture
	switch m := img.(type) {
	case *image.RGBA:
		p = inPlace(m.Pix, m.Stride, w, h, 3)
	case *image.NRGBA:
		p = inPlace(m.Pix, m.Stride, w, h, 3)
	case *image.NRGBA64:
		p = inPlace(m.Pix, m.Stride, w, h, 3)
	}
	if p == nil || fill {
		p = &picture{w: w, h: h, planes: []plane{newPlane(w, h), newPlane(w, h), newPlane(w, h)}}
	}
	p.model = rgb
	if !profiled {
		p.model = ycc
	}
	line := make([]uint8, 3*b.Dx())
	for i := range p.planes {
		if fill {
			v := uint8(255)
			if p.model == ycc && i > 0 {
				v = 128
			}
			for j := range p.planes[i].pix {
				p.planes[i].pix[j] = v
			}
		}
	}
	for y := range b.Dy() {
		ty := at.Y + y
		if ty < 0 || ty >= h {
			continue
		}
		read(y, line)
		p0, p1, p2 := p.planes[0].row(ty), p.planes[1].row(ty), p.planes[2].row(ty)
		for x := range b.Dx() {
			tx := at.X + x
			if tx < 0 || tx >= w {
				continue
			}
			r, g, bl := line[3*x], line[3*x+1], line[3*x+2]
			if !profiled {
				r, g, bl = color.RGBToYCbCr(r, g, bl)
			}
			p0[tx], p1[tx], p2[tx] = r, g, bl
		}
	}
	return p, nil
}

// inPlace lays planes over the decoder's own memory, each row's within that
// row's bytes: a row is read before it is written over, and a large picture is
// not there twice.
func inPlace(pix []uint8, stride, w, h, planes int) *picture {
	if w < 1 || h < 1 || stride < planes*w || len(pix) < (h-1)*stride+planes*w {
		return nil
	}
	p := &picture{w: w, h: h}
	for i := range planes {
		p.planes = append(p.planes, plane{pix: pix[i*w:], stride: stride, w: w, h: h, sx: 1, sy: 1})
	}
	return p
}

func wrapYCbCr(m *image.YCbCr) *picture {
	b := m.Bounds()
	p := &picture{w: b.Dx(), h: b.Dy(), model: ycc}
	sx, sy := 1, 1
	switch m.SubsampleRatio {
	case image.YCbCrSubsampleRatio422:
		sx = 2
	case image.YCbCrSubsampleRatio420:
		sx, sy = 2, 2
	case image.YCbCrSubsampleRatio440:
		sy = 2
	case image.YCbCrSubsampleRatio411:
		sx = 4
	case image.YCbCrSubsampleRatio410:
		sx, sy = 4, 2
	}
	cw, ch := (p.w+sx-1)/sx, (p.h+sy-1)/sy
	p.planes = []plane{
		{pix: m.Y, stride: m.YStride, w: p.w, h: p.h, sx: 1, sy: 1},
		{pix: m.Cb, stride: m.CStride, w: cw, h: ch, sx: sx, sy: sy},
		{pix: m.Cr, stride: m.CStride, w: cw, h: ch, sx: sx, sy: sy},
	}
	return p
}

// rowReader reads rows as red, green and blue on white.
func rowReader(img image.Image) func(y int, to []uint8) {
	b := img.Bounds()
	onWhite := func(c, a uint8) uint8 { return uint8((uint32(c)*uint32(a) + 255*(255-uint32(a)) + 127) / 255) }
	switch m := img.(type) {
	case *image.RGBA:
		return func(y int, to []uint8) {
			src := m.Pix[y*m.Stride:]
			for x := range b.Dx() {
				rest := 255 - src[4*x+3]
				to[3*x], to[3*x+1], to[3*x+2] = src[4*x]+rest, src[4*x+1]+rest, src[4*x+2]+rest
			}
		}
	case *image.NRGBA:
		return func(y int, to []uint8) {
			src := m.Pix[y*m.Stride:]
			for x := range b.Dx() {
				a := src[4*x+3]
				to[3*x], to[3*x+1], to[3*x+2] = onWhite(src[4*x], a), onWhite(src[4*x+1], a), onWhite(src[4*x+2], a)
			}
		}
	case *image.Paletted:
		var pal [256][3]uint8
		for i := range pal {
			pal[i] = [3]uint8{255, 255, 255}
			if i < len(m.Palette) {
				c := color.NRGBAModel.Convert(m.Palette[i]).(color.NRGBA)
				pal[i] = [3]uint8{onWhite(c.R, c.A), onWhite(c.G, c.A), onWhite(c.B, c.A)}
			}
		}
		return func(y int, to []uint8) {
			src := m.Pix[y*m.Stride:]
			for x := range b.Dx() {
				copy(to[3*x:], pal[src[x]][:])
			}
		}
	case *image.NRGBA64:
		return func(y int, to []uint8) {
			src := m.Pix[y*m.Stride:]
			for x := range b.Dx() {
				s := src[8*x : 8*x+8]
				a := uint64(s[6])<<8 | uint64(s[7])
				for c := range 3 {
					v := uint64(s[2*c])<<8 | uint64(s[2*c+1])
					to[3*x+c] = uint8((v*a + 65535*(65535-a) + 65535*128) / (65535 * 257))
				}
			}
		}
	}
	return func(y int, to []uint8) {
		for x := range b.Dx() {
			r, g, bl, a := img.At(b.Min.X+x, b.Min.Y+y).RGBA()
			for c, v := range [3]uint32{r, g, bl} {
				to[3*x+c] = uint8(min(255, (v+65535-a+128)/257))
			}
		}
	}
}
