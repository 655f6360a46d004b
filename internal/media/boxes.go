package media

import (
	"encoding/binary"
	"io"
)

// box is one box of an ISO base media file (ISO/IEC 14496-12): start is its
// header's place, body that of its content, end what follows.
type box struct {
	kind             string
	start, body, end int64
}

// walkBoxes calls f for each box from start to end with its path, and goes into
// those for which f says so. A file that ends inside a box broke off.
func walkBoxes(r io.ReadSeeker, start, end int64, f func(path string, b box) (bool, error)) error {
	left := 200_000
	return walkInto(r, "", start, end, 0, &left, f)
}

func walkInto(r io.ReadSeeker, in string, at, end int64, depth int, left *int, f func(string, box) (bool, error)) error {
	if depth > 12 {
		return shapef("boxes in boxes")
	}
	for at+8 <= end {
		if *left--; *left < 0 {
			return shapef("too many boxes")
		}
		var h [16]byte
		if err := readAt(r, at, h[:8]); err != nil {
			return err
		}
		b := box{kind: string(h[4:8]), start: at, body: at + 8}
		n := int64(binary.BigEndian.Uint32(h[:4]))
		switch {
		case n == 0: // up to the end of what holds it
			n = end - at
		case n == 1:
			if err := readAt(r, at, h[:16]); err != nil {
				return err
			}
			big := binary.BigEndian.Uint64(h[8:])
			if big > 1<<50 || big < 16 {
				return shapef("box of %d bytes", big)
			}
			n, b.body = int64(big), at+16
		case n < 8:
			if depth > 0 && n == 0 {
				return nil
			}
			return shapef("box of %d bytes", n)
		}
		b.end = at + n
		if b.end > end {
			if depth > 0 {
				return shapef("%s reaches beyond its box", b.kind)
			}
			return io.ErrUnexpectedEOF
		}
		path := b.kind
		if in != "" {
			path = in + "/" + b.kind
		}
		enter, err := f(path, b)
		if err != nil {
			return err
		}
		if enter {
			body := b.body
			if b.kind == "meta" {
				body += metaVersion(r, b)
			}
			if err := walkInto(r, path, body, b.end, depth+1, left, f); err != nil {
				return err
			}
		}
		at = b.end
	}
	return nil
}

// metaVersion is four where a meta box starts with version and flags, as in
// MPEG-4, and zero in QuickTime, where boxes follow at once.
func metaVersion(r io.ReadSeeker, b box) int64 {
	var h [8]byte
	if b.body+8 > b.end || readAt(r, b.body, h[:]) != nil || string(h[4:]) == "hdlr" {
		return 0
	}
	return 4
}

// lookMP4 wants the movie box, which phones write last: without it the film
// broke off. Length and size come from the movie's and the tracks' headers.
func lookMP4(r io.ReadSeeker, size int64, in *Info) error {
	movie, film, sound, fragments := false, false, false, false
	var w, h int
	err := walkBoxes(r, 0, size, func(path string, b box) (bool, error) {
		switch path {
		case "moov", "moov/trak", "moov/trak/mdia", "moov/mvex":
			movie = true
			return true, nil
		case "moov/mvhd":
			var d [32]byte
			if err := readAt(r, b.body, d[:]); err != nil {
				return false, err
			}
			scale, length := binary.BigEndian.Uint32(d[12:]), uint64(binary.BigEndian.Uint32(d[16:]))
			if d[0] == 1 {
				scale, length = binary.BigEndian.Uint32(d[20:]), binary.BigEndian.Uint64(d[24:])
			}
			if scale > 0 {
				in.Seconds = float64(length) / float64(scale)
			}
		case "moov/mvex/mehd":
			fragments = true
		case "moov/trak/tkhd":
			var d [92]byte
			n := min(b.end-b.body, 96) - 4
			if n < 80 {
				return false, nil
			}
			if err := readAt(r, b.body, d[:n]); err != nil {
				return false, err
			}
			at := 76
			if d[0] == 1 {
				at = 88
			}
			if int64(at+4) > n+4 {
				return false, nil
			}
			var s [8]byte
			if err := readAt(r, b.body+int64(at), s[:]); err != nil {
				return false, err
			}
			tw, th := int(binary.BigEndian.Uint32(s[:])>>16), int(binary.BigEndian.Uint32(s[4:])>>16)
			// The matrix turns films of phones held upright: a quarter turn has
			// zeros on its diagonal.
			m := d[at-36:]
			if binary.BigEndian.Uint32(m) == 0 && binary.BigEndian.Uint32(m[16:]) == 0 && binary.BigEndian.Uint32(m[4:]) != 0 {
				tw, th = th, tw
			}
			if tw*th > w*h {
				w, h = tw, th
			}
		case "moov/trak/mdia/hdlr":
			var d [12]byte
			if err := readAt(r, b.body, d[:]); err != nil {
				return false, err
			}
			switch string(d[8:]) {
			case "vide":
				film = true
			case "soun":
				sound = true
			}
		}
		return false, nil
	})
	_ = fragments
	if err != nil {
		return err
	}
	switch {
	case !movie:
		return io.ErrUnexpectedEOF
	case film:
		if in.Kind == "audio" { // an M4A with a moving cover
			in.Kind, in.Format, in.MIME, in.Ext = "video", "mp4", "video/mp4", "mp4"
		}
		in.Width, in.Height = w, h
	case sound:
		in.Kind, in.Format, in.MIME, in.Ext = "audio", "m4a", "audio/mp4", "m4a"
	default:
		return shapef("no film and no sound in it")
	}
	return nil
}
