package media

import (
	"encoding/binary"
	"io"
	"math"
)

// element of EBML (RFC 8794), the container of WebM.
type element struct {
	id               uint32
	start, body, end int64
	open             bool // of unknown length: ends where a sibling begins
}

const (
	idSegment  = 0x18538067
	idInfo     = 0x1549A966
	idScale    = 0x2AD7B1
	idDuration = 0x4489
	idTracks   = 0x1654AE6B
	idTrack    = 0xAE
	idKind     = 0x83
	idVideo    = 0xE0
	idWidth    = 0xB0
	idHeight   = 0xBA
	idCluster  = 0x1F43B675
	idTags     = 0x1254C367
	idAttached = 0x1941A469
	idVoid     = 0xEC
	idDate     = 0x4461
	idTitle    = 0x7BA9
	idMuxer    = 0x4D80
	idWriter   = 0x5741
	idName     = 0x536E
)

// readElement reads the header at a place.
func readElement(r io.ReadSeeker, at, end int64) (e element, err error) {
	var b [12]byte
	n := min(int64(len(b)), end-at)
	if n < 2 {
		return e, io.ErrUnexpectedEOF
	}
	if err := readAt(r, at, b[:n]); err != nil {
		return e, err
	}
	l := 1
	for ; l <= 4 && b[0]&(0x80>>(l-1)) == 0; l++ {
	}
	if l > 4 {
		return e, shapef("EBML id at %d", at)
	}
	for i := range l {
		e.id = e.id<<8 | uint32(b[i])
	}
	s := b[l:]
	m := 1
	for ; m <= 8 && s[0]&(0x80>>(m-1)) == 0; m++ {
	}
	if m > 8 || int64(l+m) > n {
		return e, shapef("EBML length at %d", at)
	}
	v := uint64(s[0]) & (0xFF >> m)
	ones := v == 0xFF>>m
	for i := 1; i < m; i++ {
		v = v<<8 | uint64(s[i])
		ones = ones && s[i] == 0xFF
	}
	e.start, e.body = at, at+int64(l+m)
	if ones {
		e.open, e.end = true, end
		return e, nil
	}
	if v > 1<<50 {
		return e, shapef("EBML length %d", v)
	}
	e.end = e.body + int64(v)
	return e, nil
}

// walkElements calls f for the elements from at to end, and goes into those for
// which it says so. A cluster of unknown length, as live encoders write, is
// walked through like its parent: what follows its blocks is a sibling.
func walkElements(r io.ReadSeeker, at, end int64, depth int, f func(parent uint32, e element) (bool, error)) error {
	left := 2_000_000
	return walkElementsIn(r, 0, at, end, depth, &left, f)
}

func walkElementsIn(r io.ReadSeeker, parent uint32, at, end int64, depth int, left *int, f func(uint32, element) (bool, error)) error {
	if depth > 8 {
		return shapef("elements in elements")
	}
	for at < end {
		if *left--; *left < 0 {
			return shapef("too many elements")
		}
		e, err := readElement(r, at, end)
		if err != nil {
			return err
		}
		if e.open && e.id == idCluster {
			at = e.body
			continue
		}
		if e.end > end {
			return io.ErrUnexpectedEOF
		}
		enter, err := f(parent, e)
		if err != nil {
			return err
		}
		if enter {
			if err := walkElementsIn(r, e.id, e.body, e.end, depth+1, left, f); err != nil {
				return err
			}
		}
		at = e.end
	}
	return nil
}

func elementBytes(r io.ReadSeeker, e element, b []byte) ([]byte, error) {
	n := e.end - e.body
	if n > int64(len(b)) {
		return nil, shapef("number of %d bytes", n)
	}
	return b[:n], readAt(r, e.body, b[:n])
}

func lookWebM(r io.ReadSeeker, size int64, in *Info) error {
	scale, length := 1e6, 0.0
	film, sound, segment := false, false, false
	err := walkElements(r, 0, size, 0, func(_ uint32, e element) (bool, error) {
		var buf [8]byte
		number := func() (uint64, error) {
			b, err := elementBytes(r, e, buf[:])
			var v uint64
			for _, c := range b {
				v = v<<8 | uint64(c)
			}
			return v, err
		}
		switch e.id {
		case idSegment:
			segment = true
			return true, nil
		case idInfo, idTracks, idTrack, idVideo:
			return true, nil
		case idScale:
			v, err := number()
			scale = float64(v)
			return false, err
		case idDuration:
			b, err := elementBytes(r, e, buf[:])
			switch len(b) {
			case 4:
				length = float64(math.Float32frombits(binary.BigEndian.Uint32(b)))
			case 8:
				length = math.Float64frombits(binary.BigEndian.Uint64(b))
			}
			return false, err
		case idKind:
			v, err := number()
			film, sound = film || v == 1, sound || v == 2
			return false, err
		case idWidth, idHeight:
			v, err := number()
			if v > 1<<16 {
				return false, shapef("%d pixels", v)
			}
			if e.id == idWidth {
				in.Width = int(v)
			} else {
				in.Height = int(v)
			}
			return false, err
		}
		return false, nil
	})
	if err != nil {
		return err
	}
	in.Seconds = length * scale / 1e9
	switch {
	case !segment:
		return io.ErrUnexpectedEOF
	case film:
	case sound:
		in.Kind, in.MIME = "audio", "audio/webm"
	default:
		return shapef("no film and no sound in it")
	}
	return nil
}
