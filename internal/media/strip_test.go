package media

import (
	"bytes"
	"context"
	"encoding/binary"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func mp4Box(kind string, parts ...[]byte) []byte {
	body := bytes.Join(parts, nil)
	return append(binary.BigEndian.AppendUint32(nil, uint32(8+len(body))), append([]byte(kind), body...)...)
}

func u32s(v ...uint32) (b []byte) {
	for _, n := range v {
		b = binary.BigEndian.AppendUint32(b, n)
	}
	return b
}

const secretPlace = "-06.1754+106.8272/"

// filmTrack is a track of one chunk.
func filmTrack(handler, entry string, at, size int) []byte {
	matrix := u32s(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
	sample := mp4Box(entry, make([]byte, 42), []byte("\x09GoPro AVC"), make([]byte, 22+4))
	return mp4Box("trak",
		mp4Box("tkhd", u32s(7, 3_800_000_000, 3_800_000_000, 1, 0, 2000, 0, 0, 0, 0), matrix, u32s(640<<16, 360<<16)),
		mp4Box("mdia",
			mp4Box("mdhd", u32s(0, 3_800_000_000, 3_800_000_000, 1000, 2000, 0)),
			mp4Box("hdlr", u32s(0, 0), []byte(handler), make([]byte, 12), []byte("GoPro AVC\x00")),
			mp4Box("minf", mp4Box("stbl",
				mp4Box("stsd", u32s(0, 1), sample),
				mp4Box("stsz", u32s(0, uint32(size), 1)),
				mp4Box("stsc", u32s(0, 1, 1, 1, 1)),
				mp4Box("stco", u32s(0, 1, uint32(at)))))),
		mp4Box("udta", mp4Box("name", []byte("kamera SN12345678"))))
}

// film is a small MP4 with a place, a device, and a track of positions.
func film() []byte {
	head := mp4Box("ftyp", []byte("isom\x00\x00\x02\x00isommp42"))
	frames, places := []byte("film-film-film"), []byte("GPS5 "+secretPlace)
	mdat := mp4Box("mdat", frames, places)
	at := len(head) + 8
	moov := mp4Box("moov",
		mp4Box("mvhd", u32s(0, 3_800_000_000, 3_800_000_000, 1000, 2500), make([]byte, 80)),
		filmTrack("vide", "avc1", at, len(frames)),
		filmTrack("meta", "gpmd", at+len(frames), len(places)),
		mp4Box("udta", mp4Box("\xA9xyz", []byte("\x00\x12\x15\xC7"+secretPlace)), mp4Box("\xA9mod", []byte("\x00\x06\x15\xC7iPhone"))),
		mp4Box("meta", mp4Box("hdlr", u32s(0, 0), []byte("mdta"), make([]byte, 13)), mp4Box("keys", []byte("com.apple.quicktime.location.ISO6709")), mp4Box("ilst", []byte(secretPlace))))
	return bytes.Join([][]byte{head, mdat, moov, mp4Box("uuid", []byte("0123456789abcdef<x:xmpmeta>"+secretPlace)), mp4Box("free", []byte(secretPlace))}, nil)
}

func ebml(id uint32, body ...[]byte) []byte {
	var b []byte
	for shift := 24; shift >= 0; shift -= 8 {
		if c := byte(id >> shift); c != 0 || len(b) > 0 {
			b = append(b, c)
		}
	}
	all := bytes.Join(body, nil)
	b = append(b, 0x10, byte(len(all)>>16), byte(len(all)>>8), byte(len(all)))
	return append(b, all...)
}

func webm() []byte {
	return bytes.Join([][]byte{
		ebml(0x1A45DFA3, ebml(0x4282, []byte("webm"))),
		ebml(idSegment,
			ebml(idInfo, ebml(idScale, []byte{0x0F, 0x42, 0x40}), ebml(idDuration, []byte{0x45, 0x1C, 0x40, 0}), ebml(idDate, make([]byte, 8)), ebml(idWriter, []byte("Pixel 9 SN12345678"))),
			ebml(idTracks, ebml(idTrack, ebml(idKind, []byte{1}), ebml(idVideo, ebml(idWidth, []byte{2, 128}), ebml(idHeight, []byte{1, 104})))),
			ebml(idCluster, ebml(0xA3, []byte("film-film-film"))),
			ebml(idTags, []byte("LOCATION "+secretPlace)))}, nil)
}

func sound() []byte {
	frame := append([]byte{0xFF, 0xFB, 0x90, 0x64}, make([]byte, 413)...)
	tag := append([]byte("ID3\x04\x00\x00\x00\x00\x00\x1E"), []byte("GEOB....."+secretPlace+"...")...)
	b := append(tag, bytes.Repeat(frame, 40)...)
	b = append(b, append([]byte("TAG"), append([]byte("SN12345678"), make([]byte, 115)...)...)...)
	return b
}

func strip(t testing.TB, b []byte) ([]byte, Info) {
	t.Helper()
	r := bytes.NewReader(b)
	in, err := Inspect(context.Background(), r)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := StripAV(context.Background(), &out, r, in); err != nil {
		t.Fatal(err)
	}
	return out.Bytes(), in
}

func TestFilmAndSoundTellNeitherPlaceNorDevice(t *testing.T) {
	for name, c := range map[string]struct {
		b       []byte
		seconds float64
		w, h    int
		same    bool // in length
	}{
		"MP4":  {film(), 2.5, 640, 360, true},
		"WebM": {webm(), 2.5, 640, 360, true},
		"MP3":  {sound(), 1.04, 0, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			out, in := strip(t, c.b)
			if in.Width != c.w || in.Height != c.h || in.Seconds < c.seconds*0.9 || in.Seconds > c.seconds*1.1 {
				t.Errorf("%d × %d, %.2f s", in.Width, in.Height, in.Seconds)
			}
			for _, s := range []string{secretPlace, "iPhone", "GoPro", "SN12345678", "Pixel", "quicktime.location"} {
				if bytes.Contains(out, []byte(s)) {
					t.Errorf("still tells %q", s)
				}
			}
			if c.same && len(out) != len(c.b) {
				t.Errorf("%d bytes became %d: offsets are wrong now", len(c.b), len(out))
			}
			if name != "MP3" && !bytes.Contains(out, []byte("film-film-film")) {
				t.Error("the film is gone")
			}
			again, after := strip(t, out)
			if after.Seconds == 0 || after.Kind != in.Kind || after.Width != in.Width || !bytes.Equal(out, again) {
				t.Errorf("came out as %+v", after)
			}
		})
	}
	if out, _ := strip(t, []byte("%PDF-1.7\n1 0 obj\n%%EOF")); string(out) != "%PDF-1.7\n1 0 obj\n%%EOF" {
		t.Error("a document was changed")
	}
}

func TestOutsidersFindNothingInFilms(t *testing.T) {
	tool, err := exec.LookPath("exiftool")
	if err != nil {
		t.Skip("exiftool is not here (Debian: apt-get install libimage-exiftool-perl)")
	}
	dir := t.TempDir()
	for name, b := range map[string][]byte{"a.mp4": film(), "b.webm": webm(), "c.mp3": sound()} {
		out, _ := strip(t, b)
		if err := os.WriteFile(filepath.Join(dir, name), out, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	b, _ := exec.Command(tool, "-a", "-u", "-ee", "-G1", "-s", "-r", dir).CombinedOutput()
	for _, s := range []string{"GPS", "Serial", "iPhone", "GoPro", "Pixel", "ISO6709"} {
		if strings.Contains(string(b), s) {
			t.Errorf("exiftool sees %s:\n%s", s, b)
		}
	}
}

func TestAFilmThatBrokeOffIsRefused(t *testing.T) {
	whole := film()
	for _, b := range [][]byte{whole[:60], whole[:len(whole)/2], webm()[:40]} {
		_, err := Inspect(context.Background(), bytes.NewReader(b))
		if e, ok := told(err); !ok || e.Code != "media.incomplete" {
			t.Errorf("%d bytes: %v", len(b), err)
		}
	}
}

func FuzzStripAV(f *testing.F) {
	f.Add(film())
	f.Add(webm())
	f.Add(sound())
	f.Fuzz(func(t *testing.T, b []byte) {
		r := bytes.NewReader(b)
		in, err := Inspect(context.Background(), r)
		if err != nil || in.Kind == "photo" {
			return
		}
		var out bytes.Buffer
		if err := StripAV(context.Background(), &out, r, in); err != nil {
			if _, ok := told(err); !ok {
				t.Fatalf("refused without a sentence: %v", err)
			}
			return
		}
		if in.Format != "mp3" && out.Len() != len(b) {
			t.Fatalf("%d bytes became %d", len(b), out.Len())
		}
	})
}
