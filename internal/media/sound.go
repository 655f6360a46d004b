package media

import (
	"encoding/binary"
	"io"
)

// mp3 is one frame's header.
type mp3 struct {
	size    int // bytes of the frame
	samples int
	rate    int
	bitrate int // kbit/s
	side    int // bytes of side information, after which a Xing header may be
}

// mp3Frame reads a frame header of MPEG audio layer III.
func mp3Frame(b []byte) (mp3, bool) {
	if len(b) < 4 || b[0] != 0xFF || b[1]&0xE0 != 0xE0 {
		return mp3{}, false
	}
	version, layer := b[1]>>3&3, b[1]>>1&3 // 3: MPEG-1, 2: MPEG-2, 0: MPEG-2.5
	rateAt, bitAt := b[2]>>2&3, b[2]>>4
	if version == 1 || layer != 1 || rateAt == 3 || bitAt == 0 || bitAt == 15 {
		return mp3{}, false
	}
	one := [...]int{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320}
	two := [...]int{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160}
	f := mp3{rate: [...]int{44100, 48000, 32000}[rateAt]}
	mono := b[3]>>6 == 3
	if version == 3 {
		f.bitrate, f.samples, f.side = one[bitAt], 1152, 32
		if mono {
			f.side = 17
		}
	} else {
		f.rate /= 2
		if version == 0 {
			f.rate /= 2
		}
		f.bitrate, f.samples, f.side = two[bitAt], 576, 17
		if mono {
			f.side = 9
		}
	}
	f.size = f.samples/8*f.bitrate*1000/f.rate + int(b[2]>>1&1)
	return f, true
}

// id3Size is the length of an ID3v2 tag at the start, zero without one.
func id3Size(b []byte) int64 {
	if len(b) < 10 || string(b[:3]) != "ID3" || (b[6]|b[7]|b[8]|b[9])&0x80 != 0 {
		return 0
	}
	n := int64(b[6])<<21 | int64(b[7])<<14 | int64(b[8])<<7 | int64(b[9])
	n += 10
	if b[5]&0x10 != 0 {
		n += 10 // footer
	}
	return n
}

// lookMP3 finds two frames in a row, and the length: told by a Xing or Info
// header where there is one, else by size and bit rate.
func lookMP3(r io.ReadSeeker, size int64, in *Info) error {
	at, err := mp3Start(r, size)
	if err != nil {
		return err
	}
	b := make([]byte, min(size-at, 16<<10))
	if err := readAt(r, at, b); err != nil {
		return err
	}
	for i := 0; i+4 < len(b); i++ {
		f, ok := mp3Frame(b[i:])
		if !ok {
			continue
		}
		if next := i + f.size; next+4 <= len(b) {
			if _, ok := mp3Frame(b[next:]); !ok {
				continue
			}
		}
		in.Seconds = float64(size-at) * 8 / float64(f.bitrate*1000)
		if x := i + 4 + f.side; x+12 <= len(b) {
			if s := string(b[x : x+4]); (s == "Xing" || s == "Info") && b[x+7]&1 != 0 {
				n := binary.BigEndian.Uint32(b[x+8:])
				in.Seconds = float64(n) * float64(f.samples) / float64(f.rate)
			}
		}
		return nil
	}
	return shapef("no MPEG frame")
}

// mp3Start is where the sound begins, after all ID3v2 tags.
func mp3Start(r io.ReadSeeker, size int64) (int64, error) {
	at := int64(0)
	for range 8 {
		var h [10]byte
		if at+10 > size {
			return 0, io.ErrUnexpectedEOF
		}
		if err := readAt(r, at, h[:]); err != nil {
			return 0, err
		}
		n := id3Size(h[:])
		if n == 0 {
			return at, nil
		}
		at += n
	}
	return 0, shapef("tags without end")
}
