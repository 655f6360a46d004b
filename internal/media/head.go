package media

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"io"
)

// head is what a photo's header says.
type head struct {
	w, h        int
	frames      int
	bits        int
	comps       int
	samples     int64 // of all components of a JPEG
	progressive bool
	interlaced  bool
	orientation int
	// adobe is the transform of a JPEG's APP14 segment, -1 without one.
	adobe int
	icc   []byte
	xmp   []byte
	exif  []byte // of a WebP
	// wide says that EXIF names Adobe RGB, which cameras do instead of writing a
	// profile.
	wide     bool
	lossless bool // WebP
	// frame is the first frame of an animated WebP: its place and its chunks.
	frame *webpFrame
}

const (
	maxICC = 4 << 20
	maxXMP = 1 << 20
)

func lookPhoto(read func(io.ReadSeeker, int64) (head, error)) func(io.ReadSeeker, int64, *Info) error {
	return func(r io.ReadSeeker, size int64, in *Info) (err error) {
		in.head, err = read(r, size)
		return err
	}
}

// headJPEG walks the segments up to the first scan (ITU-T T.81 annex B).
func headJPEG(r io.ReadSeeker, size int64) (h head, err error) {
	h.adobe = -1
	var icc [256][]byte
	iccSize := 0
	at := int64(2)
	for n := 0; ; n++ {
		if n > 20_000 {
			return h, shapef("too many segments")
		}
		var m [4]byte
		if err := readAt(r, at, m[:]); err != nil {
			return h, err
		}
		if m[0] != 0xFF {
			return h, shapef("no marker at %d", at)
		}
		if m[1] == 0xFF { // fill byte
			at++
			continue
		}
		if m[1] == 0x01 || m[1] >= 0xD0 && m[1] <= 0xD7 {
			at += 2
			continue
		}
		if m[1] == 0xD9 {
			return h, shapef("no scan")
		}
		length := int64(m[2])<<8 | int64(m[3])
		if length < 2 {
			return h, shapef("segment of length %d", length)
		}
		body := func() ([]byte, error) {
			b := make([]byte, length-2)
			return b, readAt(r, at+4, b)
		}
		switch {
		case m[1] >= 0xC0 && m[1] <= 0xCF && m[1] != 0xC4 && m[1] != 0xC8 && m[1] != 0xCC:
			b, err := body()
			if err != nil {
				return h, err
			}
			if len(b) < 6 || len(b) < 6+3*int(b[5]) {
				return h, shapef("short frame header")
			}
			if h.w > 0 {
				return h, shapef("two frame headers")
			}
			h.bits, h.h, h.w, h.comps = int(b[0]), int(b[1])<<8|int(b[2]), int(b[3])<<8|int(b[4]), int(b[5])
			switch {
			case m[1] >= 0xC9:
				return h, refuse("jpeg_arithmetic", nil)
			case m[1] == 0xC3 || m[1] >= 0xC5:
				return h, refuse("jpeg_lossless", nil)
			case h.bits != 8:
				return h, refuse("jpeg_bits", map[string]any{"bits": h.bits})
			case h.comps != 1 && h.comps != 3 && h.comps != 4:
				return h, shapef("%d components", h.comps)
			}
			h.progressive = m[1] == 0xC2
			top := 1
			for i := range h.comps {
				top = max(top, int(b[7+3*i]>>4)*int(b[7+3*i]&15))
			}
			for i := range h.comps {
				h.samples += int64(h.w) * int64(h.h) * int64(b[7+3*i]>>4) * int64(b[7+3*i]&15) / int64(top)
			}
			if h.h == 0 {
				return h, shapef("height comes later")
			}
		case m[1] == 0xDA:
			if h.w == 0 {
				return h, shapef("scan before frame header")
			}
			for _, part := range icc {
				h.icc = append(h.icc, part...)
			}
			// A file that stops in the first scan's header has nothing to show.
			var b [1]byte
			return h, readAt(r, at+2+length, b[:])
		case m[1] == 0xEE:
			b, err := body()
			if err != nil {
				return h, err
			}
			if len(b) >= 12 && string(b[:5]) == "Adobe" {
				h.adobe = int(b[11])
			}
		case m[1] == 0xE1:
			b, err := body()
			if err != nil {
				return h, err
			}
			if tiff, ok := bytes.CutPrefix(b, []byte("Exif\x00\x00")); ok && h.orientation == 0 {
				h.orientation, h.wide = exifOrientation(tiff), exifAdobeRGB(tiff)
			}
		case m[1] == 0xE2:
			b, err := body()
			if err != nil {
				return h, err
			}
			if p, ok := bytes.CutPrefix(b, []byte("ICC_PROFILE\x00")); ok && len(p) > 2 && iccSize+len(p) <= maxICC && icc[p[0]] == nil {
				icc[p[0]] = p[2:]
				iccSize += len(p)
			}
		}
		at += 2 + length
		if at > size {
			return h, io.ErrUnexpectedEOF
		}
	}
}

// tiffDir reads entries of a TIFF's directory: f gets each one's tag and its
// twelve bytes, until it says false.
func tiffDir(b []byte, at int64, f func(tag uint16, e []byte, o binary.ByteOrder) bool) {
	if len(b) < 8 {
		return
	}
	var o binary.ByteOrder = binary.BigEndian
	if b[0] == 'I' {
		o = binary.LittleEndian
	}
	if at == 0 {
		at = int64(o.Uint32(b[4:]))
	}
	if at+2 > int64(len(b)) {
		return
	}
	for i := range int64(o.Uint16(b[at:])) {
		e := at + 2 + 12*i
		if e+12 > int64(len(b)) || !f(o.Uint16(b[e:]), b[e:e+12], o) {
			return
		}
	}
}

// exifOrientation reads tag 0x0112 of the first directory, zero when there is
// none.
func exifOrientation(b []byte) (found int) {
	tiffDir(b, 0, func(tag uint16, e []byte, o binary.ByteOrder) bool {
		if tag != 0x0112 {
			return true
		}
		v := int(o.Uint16(e[8:]))
		if o.Uint16(e[2:]) == 4 { // some write a long
			v = int(o.Uint32(e[8:]))
		}
		if v >= 1 && v <= 8 {
			found = v
		}
		return false
	})
	return found
}

// exifAdobeRGB looks for "R03" in the directory of interoperability (Exif 2.3
// annex, DCF option file).
func exifAdobeRGB(b []byte) (found bool) {
	next := func(at int64, want uint16) (to int64) {
		tiffDir(b, at, func(tag uint16, e []byte, o binary.ByteOrder) bool {
			if tag == want {
				to = int64(o.Uint32(e[8:]))
			}
			return tag != want
		})
		return to
	}
	exif := next(0, 0x8769)
	if exif == 0 {
		return false
	}
	inter := next(exif, 0xA005)
	if inter == 0 {
		return false
	}
	tiffDir(b, inter, func(tag uint16, e []byte, _ binary.ByteOrder) bool {
		found = found || tag == 1 && string(e[8:11]) == "R03"
		return !found
	})
	return found
}

// headPNG walks the chunks. The end chunk must be there: without it the file
// broke off.
func headPNG(r io.ReadSeeker, size int64) (h head, err error) {
	at := int64(8)
	// Only the first of each is looked at: ten thousand small bombs are one, too.
	var profiled, told bool
	for n := 0; ; n++ {
		if n > 100_000 {
			return h, shapef("too many chunks")
		}
		var c [8]byte
		if err := readAt(r, at, c[:]); err != nil {
			return h, err
		}
		length, kind := int64(binary.BigEndian.Uint32(c[:])), string(c[4:])
		if n == 0 && (kind != "IHDR" || length != 13) {
			return h, shapef("first chunk is %q", kind)
		}
		body := func(most int64) ([]byte, error) {
			if length > most {
				return nil, nil
			}
			b := make([]byte, length)
			return b, readAt(r, at+8, b)
		}
		switch kind {
		case "IHDR":
			b, err := body(13)
			if err != nil {
				return h, err
			}
			w, hh := binary.BigEndian.Uint32(b), binary.BigEndian.Uint32(b[4:])
			if w > 1<<31-1 || hh > 1<<31-1 {
				return h, shapef("%d × %d pixels", w, hh)
			}
			h.w, h.h, h.bits, h.interlaced = int(w), int(hh), int(b[8]), b[12] == 1
			// A bomb is refused for what it says; nothing after it matters.
			if h.w > 0 && h.h > 0 && h.w > maxPixels/h.h {
				return h, nil
			}
		case "acTL":
			if b, err := body(8); err != nil {
				return h, err
			} else if len(b) == 8 {
				h.frames = int(min(binary.BigEndian.Uint32(b), 1<<30))
			}
		case "eXIf":
			b, err := body(1 << 20)
			if err != nil {
				return h, err
			}
			h.orientation = exifOrientation(b)
		case "iCCP":
			if profiled {
				break
			}
			profiled = true
			b, err := body(maxICC)
			if err != nil {
				return h, err
			}
			if i := bytes.IndexByte(b, 0); i >= 0 && len(b) > i+2 {
				h.icc = inflate(b[i+2:], maxICC)
			}
		case "iTXt":
			b, err := body(maxXMP)
			if err != nil {
				return h, err
			}
			if t, ok := bytes.CutPrefix(b, []byte("XML:com.adobe.xmp\x00")); ok && len(t) > 4 && !told {
				told = true
				packed := t[0] == 1
				if p := bytes.SplitN(t[2:], []byte{0}, 3); len(p) == 3 {
					if h.xmp = p[2]; packed {
						h.xmp = inflate(p[2], maxXMP)
					}
				}
			}
		case "IEND":
			if h.w == 0 {
				return h, shapef("no header")
			}
			return h, nil
		}
		at += 12 + length
		if at > size {
			return h, io.ErrUnexpectedEOF
		}
	}
}

func inflate(b []byte, most int64) []byte {
	z, err := zlib.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil
	}
	out, err := io.ReadAll(io.LimitReader(z, most))
	if err != nil {
		return nil
	}
	return out
}

// headGIF counts frames by walking the blocks without decoding them.
func headGIF(r io.ReadSeeker, _ int64) (h head, err error) {
	if _, err := r.Seek(6, io.SeekStart); err != nil {
		return h, err
	}
	br := bufio.NewReaderSize(r, 64<<10)
	var b [9]byte
	if _, err := io.ReadFull(br, b[:7]); err != nil {
		return h, err
	}
	h.w, h.h, h.bits = int(binary.LittleEndian.Uint16(b[:])), int(binary.LittleEndian.Uint16(b[2:])), 8
	colours := func(flags byte) error {
		if flags&0x80 == 0 {
			return nil
		}
		_, err := br.Discard(3 << (flags&7 + 1))
		return err
	}
	if err := colours(b[4]); err != nil {
		return h, err
	}
	blocks := func(keep int) ([]byte, error) {
		var kept []byte
		for {
			n, err := br.ReadByte()
			if err != nil {
				return nil, err
			}
			if n == 0 {
				return kept, nil
			}
			if len(kept) < keep {
				part := make([]byte, n)
				if _, err := io.ReadFull(br, part); err != nil {
					return nil, err
				}
				kept = append(kept, part...)
				continue
			}
			if _, err := br.Discard(int(n)); err != nil {
				return nil, err
			}
		}
	}
	for {
		kind, err := br.ReadByte()
		if err != nil {
			return h, err
		}
		switch kind {
		case 0x21:
			if _, err := br.ReadByte(); err != nil {
				return h, err
			}
			if _, err := blocks(0); err != nil {
				return h, err
			}
		case 0x2C:
			if _, err := io.ReadFull(br, b[:9]); err != nil {
				return h, err
			}
			h.frames++
			// A frame may be larger than the screen, to no good end.
			h.w = max(h.w, int(binary.LittleEndian.Uint16(b[:]))+int(binary.LittleEndian.Uint16(b[4:])))
			h.h = max(h.h, int(binary.LittleEndian.Uint16(b[2:]))+int(binary.LittleEndian.Uint16(b[6:])))
			if err := colours(b[8]); err != nil {
				return h, err
			}
			if _, err := br.Discard(1); err != nil {
				return h, err
			}
			if _, err := blocks(0); err != nil {
				return h, err
			}
		case 0x3B:
			if h.frames == 0 {
				return h, shapef("no frame")
			}
			return h, nil
		case 0:
			// Stray zeros between blocks are common and harmless.
		default:
			return h, shapef("block %#x", kind)
		}
	}
}

// webpFrame is where the first frame of an animation is.
type webpFrame struct {
	x, y, w, h int
	at, size   int64 // its chunks
}

// headWebP walks the RIFF chunks.
func headWebP(r io.ReadSeeker, size int64) (h head, err error) {
	var b [30]byte
	if err := readAt(r, 0, b[:20]); err != nil {
		return h, err
	}
	end := int64(binary.LittleEndian.Uint32(b[4:])) + 8
	if end > size {
		return h, io.ErrUnexpectedEOF
	}
	h.bits = 8
	at := int64(12)
	for n := 0; at+8 <= end; n++ {
		if n > 100_000 {
			return h, shapef("too many chunks")
		}
		if err := readAt(r, at, b[:8]); err != nil {
			return h, err
		}
		kind, length := string(b[:4]), int64(binary.LittleEndian.Uint32(b[4:]))
		if at+8+length > end {
			return h, io.ErrUnexpectedEOF
		}
		read := func(most int64) ([]byte, error) {
			c := make([]byte, min(length, most))
			return c, readAt(r, at+8, c)
		}
		switch kind {
		case "VP8X":
			c, err := read(10)
			if err != nil {
				return h, err
			}
			if len(c) < 10 {
				return h, shapef("short VP8X")
			}
			h.w, h.h = 1+uint24(c[4:]), 1+uint24(c[7:])
		case "VP8 ":
			if h.w > 0 {
				break
			}
			c, err := read(10)
			if err != nil {
				return h, err
			}
			if len(c) < 10 || c[3] != 0x9D || c[4] != 0x01 || c[5] != 0x2A {
				return h, shapef("VP8 start code")
			}
			h.w, h.h = (int(c[6])|int(c[7])<<8)&0x3FFF, (int(c[8])|int(c[9])<<8)&0x3FFF
		case "VP8L":
			h.lossless = true
			if h.w > 0 {
				break
			}
			c, err := read(5)
			if err != nil {
				return h, err
			}
			if len(c) < 5 || c[0] != 0x2F {
				return h, shapef("VP8L signature")
			}
			v := binary.LittleEndian.Uint32(c[1:])
			h.w, h.h = 1+int(v&0x3FFF), 1+int(v>>14&0x3FFF)
		case "ANMF":
			h.frames++
			if h.frames > 1 {
				break
			}
			c, err := read(16)
			if err != nil {
				return h, err
			}
			if len(c) < 16 {
				return h, shapef("short ANMF")
			}
			h.frame = &webpFrame{x: 2 * uint24(c), y: 2 * uint24(c[3:]), w: 1 + uint24(c[6:]), h: 1 + uint24(c[9:]), at: at + 24, size: length - 16}
		case "ICCP":
			if h.icc, err = read(maxICC); err != nil {
				return h, err
			}
		case "EXIF":
			c, err := read(1 << 20)
			if err != nil {
				return h, err
			}
			h.exif = bytes.TrimPrefix(c, []byte("Exif\x00\x00"))
			h.orientation = exifOrientation(h.exif)
		case "XMP ":
			if h.xmp, err = read(maxXMP); err != nil {
				return h, err
			}
		}
		at += 8 + length + length&1
	}
	if h.w == 0 {
		return h, shapef("no picture")
	}
	return h, nil
}

func uint24(b []byte) int { return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }

// headHEIF finds the size of a HEIC or AVIF: the largest "ispe" property of its
// meta box, so that a bomb is refused before a tool sees it.
func headHEIF(r io.ReadSeeker, size int64) (h head, err error) {
	err = walkBoxes(r, 0, size, func(path string, b box) (bool, error) {
		switch path {
		case "meta", "meta/iprp", "meta/iprp/ipco":
			return true, nil
		case "meta/iprp/ipco/ispe":
			var d [12]byte
			if err := readAt(r, b.body, d[:]); err != nil {
				return false, err
			}
			w, hh := binary.BigEndian.Uint32(d[4:]), binary.BigEndian.Uint32(d[8:])
			if w > 1<<30 || hh > 1<<30 {
				return false, shapef("%d × %d pixels", w, hh)
			}
			if int64(w)*int64(hh) > int64(h.w)*int64(h.h) {
				h.w, h.h = int(w), int(hh)
			}
		}
		return false, nil
	})
	h.bits = 8
	if err == nil && h.w == 0 {
		err = shapef("no picture size")
	}
	return h, err
}
