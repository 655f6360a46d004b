package media

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
)

// StripAV copies film and sound to dst without what tells where and with what it
// was made: tags, the camera's own boxes, tracks of positions, dates. Every byte
// keeps its place: what goes is written over with boxes that mean "free", so
// that the offsets that players jump by stay valid, and two gigabytes stream
// through a small buffer. MP3 has no offsets; its tags are cut off.
//
// Documents are copied as they are: a PDF's author and title are part of what it
// says, a court's signature would break, and whoever publishes one has read it.
func StripAV(ctx context.Context, dst io.Writer, src io.ReadSeeker, in Info) error {
	var (
		edits []edit
		err   error
	)
	start, end := int64(0), in.Size
	switch in.Format {
	case "mp4", "mov", "m4a":
		edits, err = mp4Edits(src, in.Size)
	case "webm":
		edits, err = webmEdits(src, in.Size)
	case "mp3":
		start, end, err = mp3Sound(src, in.Size)
	}
	if err != nil {
		if ours(err) {
			return unread(err)
		}
		return broken(formatName(in.Format), err)
	}
	return copyEdited(ctx, dst, src, start, end, edits)
}

// edit writes over a range: with data, then zeros.
type edit struct {
	at, end int64
	data    []byte
}

const maxEdits = 2_000_000

func copyEdited(ctx context.Context, dst io.Writer, src io.ReadSeeker, at, end int64, edits []edit) error {
	slices.SortStableFunc(edits, func(a, b edit) int {
		switch {
		case a.at < b.at:
			return -1
		case a.at > b.at:
			return 1
		}
		return 0
	})
	if _, err := src.Seek(at, io.SeekStart); err != nil {
		return unread(err)
	}
	buf := make([]byte, 256<<10)
	for at < end {
		if err := ctx.Err(); err != nil {
			return err
		}
		n := min(int64(len(buf)), end-at)
		if _, err := io.ReadFull(src, buf[:n]); err != nil {
			return unread(err)
		}
		for i := range edits {
			e := &edits[i]
			if e.at >= at+n {
				break
			}
			for p := max(e.at, at); p < min(e.end, at+n); p++ {
				b := byte(0)
				if k := p - e.at; k < int64(len(e.data)) {
					b = e.data[k]
				}
				buf[p-at] = b
			}
		}
		// Those that end before what is next are done.
		done := 0
		for done < len(edits) && edits[done].end <= at+n {
			done++
		}
		edits = edits[done:]
		if _, err := dst.Write(buf[:n]); err != nil {
			return fmt.Errorf("write stripped copy: %w", err)
		}
		at += n
	}
	return nil
}

// freed makes a box free: its size stays, its content becomes zeros.
func freed(b box) edit {
	e := edit{at: b.start + 4, end: b.end, data: []byte("free")}
	if b.body-b.start == 16 { // a long size follows the kind
		var size [8]byte
		binary.BigEndian.PutUint64(size[:], uint64(b.end-b.start))
		e.data = append(e.data, size[:]...)
	}
	return e
}

// mp4Edits finds what to write over in an ISO base media or QuickTime file.
func mp4Edits(r io.ReadSeeker, size int64) (edits []edit, err error) {
	add := func(e edit) error {
		if e.end > e.at {
			edits = append(edits, e)
		}
		if len(edits) > maxEdits {
			return shapef("too many pieces")
		}
		return nil
	}
	dates := func(b box) error {
		var v [1]byte
		if err := readAt(r, b.body, v[:]); err != nil {
			return err
		}
		n := int64(8)
		if v[0] == 1 {
			n = 16
		}
		return add(edit{at: b.body + 4, end: min(b.body+4+n, b.end)})
	}
	err = walkBoxes(r, 0, size, func(path string, b box) (bool, error) {
		switch path {
		case "moov":
			return true, nil
		case "moov/mvhd":
			return false, dates(b)
		case "moov/trak":
			return false, trackEdits(r, b, add, dates)
		}
		switch b.kind {
		case "udta", "meta", "uuid":
			return false, add(freed(b))
		case "free", "skip", "wide":
			return false, add(edit{at: b.body, end: b.end})
		}
		return false, nil
	})
	return edits, err
}

// track is what is needed of one to find its samples.
type track struct {
	handler      string
	entry        box // first sample entry
	sizes, parts box // stsz, stsc
	chunks       box // stco or co64
}

// trackEdits treats one track: one of positions or of a camera's own data goes
// as a whole, with its samples.
func trackEdits(r io.ReadSeeker, trak box, add func(edit) error, dates func(box) error) error {
	var (
		t     track
		inner []edit
	)
	keep := func(e edit) error { inner = append(inner, e); return nil }
	err := walkBoxes(r, trak.body, trak.end, func(path string, b box) (bool, error) {
		switch path {
		case "mdia", "mdia/minf", "mdia/minf/stbl":
			return true, nil
		case "tkhd", "mdia/mdhd":
			return false, dates(b)
		case "mdia/hdlr":
			var d [12]byte
			if err := readAt(r, b.body, d[:]); err != nil {
				return false, err
			}
			t.handler = string(d[8:])
			// The handler's name is free text: "GoPro AVC".
			return false, keep(edit{at: b.body + 24, end: b.end})
		case "mdia/minf/stbl/stsd":
			var d [16]byte
			if b.end-b.body < 16 {
				return false, nil
			}
			if err := readAt(r, b.body, d[:]); err != nil {
				return false, err
			}
			t.entry = box{kind: string(d[12:]), start: b.body + 8, body: b.body + 16, end: b.end}
		case "mdia/minf/stbl/stsz", "mdia/minf/stbl/stz2":
			t.sizes = b
		case "mdia/minf/stbl/stsc":
			t.parts = b
		case "mdia/minf/stbl/stco", "mdia/minf/stbl/co64":
			t.chunks = b
		}
		switch b.kind {
		case "udta", "meta", "uuid":
			return false, keep(freed(b))
		case "free", "skip":
			return false, keep(edit{at: b.body, end: b.end})
		}
		return false, nil
	})
	if err != nil {
		return err
	}
	switch t.handler {
	case "vide":
		switch t.entry.kind {
		case "avc1", "avc3", "hvc1", "hev1", "mp4v", "av01", "vp09":
			// The encoder's name: a length and 31 characters.
			if at := t.entry.start + 50; at+32 <= t.entry.end {
				inner = append(inner, edit{at: at, end: at + 32})
			}
		}
	case "soun", "hint", "clcp":
	case "text", "sbtl", "subt":
		told, err := t.tellsPlace(r)
		if err != nil {
			return err
		}
		if !told {
			break
		}
		fallthrough
	default:
		if err := t.samples(r, func(at, end int64) error { return add(edit{at: at, end: end}) }); err != nil {
			return err
		}
		return add(freed(trak))
	}
	for _, e := range inner {
		if err := add(e); err != nil {
			return err
		}
	}
	return nil
}

var errEnough = errors.New("enough")

// tellsPlace looks at the first subtitles: drones write their position there.
func (t *track) tellsPlace(r io.ReadSeeker) (told bool, err error) {
	n := 0
	err = t.samples(r, func(at, end int64) error {
		b := make([]byte, min(end-at, 4096))
		if err := readAt(r, at, b); err != nil {
			return err
		}
		b = bytes.ToLower(b)
		told = told || bytes.Contains(b, []byte("gps")) || bytes.Contains(b, []byte("latitude")) || bytes.Contains(b, []byte("longitude"))
		if n++; told || n > 20 {
			return errEnough
		}
		return nil
	})
	if err == errEnough {
		err = nil
	}
	return told, err
}

// samples calls f for each chunk's range, from the tables of sizes, of samples
// per chunk and of places (ISO/IEC 14496-12 § 8.7).
func (t *track) samples(r io.ReadSeeker, f func(at, end int64) error) error {
	const most = 64 << 20
	if t.chunks.kind == "" || t.sizes.kind != "stsz" || t.parts.kind == "" {
		return nil // nothing in this file, or in fragments
	}
	table := func(b box) ([]byte, error) {
		if b.end-b.body > most || b.end-b.body < 8 {
			return nil, shapef("table of %d bytes", b.end-b.body)
		}
		d := make([]byte, b.end-b.body)
		return d, readAt(r, b.body, d)
	}
	sizes, err := table(t.sizes)
	if err != nil {
		return err
	}
	parts, err := table(t.parts)
	if err != nil {
		return err
	}
	chunks, err := table(t.chunks)
	if err != nil {
		return err
	}
	u32 := func(b []byte, at int64) int64 {
		if at+4 > int64(len(b)) {
			return 0
		}
		return int64(binary.BigEndian.Uint32(b[at:]))
	}
	size, err := r.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	fixed, count := u32(sizes, 4), u32(sizes, 8)
	unit := int64(4)
	if t.chunks.kind == "co64" {
		unit = 8
	}
	sample, part, perChunk := int64(0), int64(0), int64(0)
	for i := range min(u32(chunks, 4), (int64(len(chunks))-8)/unit) {
		at := u32(chunks, 8+i*unit)
		if unit == 8 {
			at = at<<32 | u32(chunks, 12+i*unit)
		}
		for part < u32(parts, 4) && 8+12*part+12 <= int64(len(parts)) && u32(parts, 8+12*part) <= i+1 {
			perChunk = u32(parts, 8+12*part+4)
			part++
		}
		n := int64(0)
		for range min(perChunk, count-sample) {
			if fixed > 0 {
				n += fixed
			} else {
				n += u32(sizes, 12+4*sample)
			}
			sample++
		}
		if at < 0 || n < 0 || at > size-n {
			return shapef("samples beyond the end")
		}
		if n > 0 {
			if err := f(at, at+n); err != nil {
				return err
			}
		}
	}
	return nil
}

// void makes an EBML element void (RFC 8794 § 11.3.2).
func void(e element) edit {
	n := e.end - e.start
	v := edit{at: e.start, end: e.end}
	if n-2 <= 126 {
		v.data = []byte{idVoid, 0x80 | byte(n-2)}
		return v
	}
	var size [8]byte
	binary.BigEndian.PutUint64(size[:], uint64(n-9))
	size[0] |= 1
	v.data = append([]byte{idVoid}, size[:]...)
	return v
}

func webmEdits(r io.ReadSeeker, size int64) (edits []edit, err error) {
	err = walkElements(r, 0, size, 0, func(parent uint32, e element) (bool, error) {
		switch {
		case e.id == idSegment || e.id == idInfo && parent == idSegment:
			return true, nil
		case e.id == idTags || e.id == idAttached:
			edits = append(edits, void(e))
		case parent == idInfo && e.id == idDate:
			edits = append(edits, void(e))
		case parent == idInfo && (e.id == idTitle || e.id == idMuxer || e.id == idWriter || e.id == 0x7384):
			edits = append(edits, edit{at: e.body, end: e.end})
		}
		if len(edits) > 10_000 {
			return false, shapef("too many tags")
		}
		return false, nil
	})
	return edits, err
}

// mp3Sound is the range of the frames, without the tags around them.
func mp3Sound(r io.ReadSeeker, size int64) (start, end int64, err error) {
	if start, err = mp3Start(r, size); err != nil {
		return 0, 0, err
	}
	end = size
	for range 4 {
		before := end
		var b [128]byte
		if end-start > 128 {
			if err := readAt(r, end-128, b[:]); err != nil {
				return 0, 0, err
			}
			if string(b[:3]) == "TAG" {
				end -= 128
			}
		}
		if end-start > 227 { // the older extension of ID3v1
			if err := readAt(r, end-227, b[:4]); err == nil && string(b[:4]) == "TAG+" {
				end -= 227
			}
		}
		if end-start > 32 {
			if err := readAt(r, end-32, b[:32]); err != nil {
				return 0, 0, err
			}
			if string(b[:8]) == "APETAGEX" {
				n := int64(binary.LittleEndian.Uint32(b[12:]))
				if b[23]&0x80 != 0 {
					n += 32
				}
				if n >= 32 && n <= end-start {
					end -= n
				}
			}
		}
		if end-start > 15 {
			if err := readAt(r, end-15, b[:15]); err != nil {
				return 0, 0, err
			}
			if string(b[6:15]) == "LYRICS200" {
				n := int64(0)
				for _, c := range b[:6] {
					n = n*10 + int64(c-'0')
				}
				if n >= 11 && n+15 <= end-start {
					end -= n + 15
				}
			}
		}
		if end == before {
			break
		}
	}
	if start >= end {
		return 0, 0, io.ErrUnexpectedEOF
	}
	return start, end, nil
}
