package media

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/image/webp"
)

var credit = Credit{
	Credit: "ANTARA FOTO/Yulius & Kawan", Copyright: "© 2026 Warta <semua hak>", Byline: []string{"Yulius Satria", "Méi Lán"},
	Source: "ANTARA", Terms: "Sekali terbit", AISource: "compositeWithTrainedAlgorithmicMedia",
}

// readBack reads a rendition's metadata as the desk reads an upload's.
func readBack(t *testing.T, b []byte) Meta {
	t.Helper()
	r := bytes.NewReader(b)
	in, err := Inspect(context.Background(), r)
	if err != nil {
		t.Fatal(err)
	}
	m, err := ReadMeta(context.Background(), r, in)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestACreditIsWrittenAndReplaced(t *testing.T) {
	photo := mustEncode(scene(64, 48))
	for name, b := range map[string][]byte{"JPEG": photo, "PNG": asPNG(scene(64, 48)), "lossy WebP": webpLossy, "WebP with alpha": webpAlpha, "lossless WebP": webpLossless} {
		t.Run(name, func(t *testing.T) {
			once, err := Stamp(b, credit)
			if err != nil {
				t.Fatal(err)
			}
			m := readBack(t, once)
			for what, pair := range map[string][2]string{
				"credit": {m.Credit.Value, credit.Credit}, "copyright": {m.Copyright.Value, credit.Copyright}, "terms": {m.Terms.Value, credit.Terms},
				"source": {m.Source.Value, credit.Source}, "byline": {strings.Join(m.Byline.Values, "|"), "Yulius Satria|Méi Lán"},
				"AI source": {m.AISource.Value, sourceTypes + credit.AISource},
			} {
				if pair[0] != pair[1] {
					t.Errorf("%s is %q, want %q", what, pair[0], pair[1])
				}
			}
			other, err := Stamp(once, Credit{Credit: "Other"})
			if err != nil {
				t.Fatal(err)
			}
			if m := readBack(t, other); m.Credit.Value != "Other" || m.Copyright.Value != "" {
				t.Errorf("stamped again it says %q, %q", m.Credit.Value, m.Copyright.Value)
			}
			none, err := Stamp(other, Credit{})
			if err != nil {
				t.Fatal(err)
			}
			if m := readBack(t, none); m.Credit.Value != "" || bytes.Contains(none, []byte("xpacket")) {
				t.Error("an empty credit leaves something")
			}
			if a, b := pixels(t, b), pixels(t, once); !bytes.Equal(a, b) {
				t.Error("stamping changed pixels")
			}
		})
	}
	if _, err := Stamp([]byte("not a picture"), credit); err == nil {
		t.Error("stamped what is no picture")
	}
}

func TestIIMAloneCarriesTheCredit(t *testing.T) {
	b, err := Stamp(mustEncode(scene(64, 48)), credit)
	if err != nil {
		t.Fatal(err)
	}
	b = bytes.Replace(b, []byte("http://ns.adobe.com/xap/1.0/\x00"), []byte("http://ns.adobe.com/xxx/1.0/\x00"), 1)
	m := readBack(t, b)
	if (m.Credit != Field{credit.Credit, "iptc"}) || (m.Copyright != Field{credit.Copyright, "iptc"}) || strings.Join(m.Byline.Values, "|") != "Yulius Satria|Méi Lán" {
		t.Errorf("IIM says %+v %+v %+v", m.Credit, m.Copyright, m.Byline)
	}
}

func pixels(t *testing.T, b []byte) []byte {
	t.Helper()
	var (
		img image.Image
		err error
	)
	switch {
	case b[0] == 0xFF:
		img, err = jpeg.Decode(bytes.NewReader(b))
	case b[0] == 0x89:
		img, err = png.Decode(bytes.NewReader(b))
	default:
		img, err = webp.Decode(bytes.NewReader(b))
	}
	if err != nil {
		t.Fatal(err)
	}
	p, err := toPlanes(img, img.Bounds().Dx(), img.Bounds().Dy(), true)
	if err != nil {
		t.Fatal(err)
	}
	var out []byte
	for _, pl := range p.planes {
		for y := range pl.h {
			out = append(out, pl.row(y)...)
		}
	}
	return out
}

// taggedTIFF is an EXIF block with a camera, its serial number, a position, a
// maker's note and a thumbnail.
func taggedTIFF(rnd *rand.Rand, thumb []byte) []byte {
	var o interface {
		binary.ByteOrder
		binary.AppendByteOrder
	} = binary.LittleEndian
	start := "II*\x00"
	if rnd.IntN(2) == 0 {
		o, start = binary.BigEndian, "MM\x00*"
	}
	type entry struct {
		tag, kind uint16
		count     uint32
		data      []byte
	}
	text := func(tag uint16, s string) entry { return entry{tag, 2, uint32(len(s) + 1), []byte(s + "\x00")} }
	serial := fmt.Sprintf("SN%08d", rnd.IntN(1e8))
	rationals := func(tag uint16, v ...uint32) entry {
		var d []byte
		for _, n := range v {
			d = o.AppendUint32(o.AppendUint32(d, n), 1)
		}
		return entry{tag, 5, uint32(len(v)), d}
	}
	b := append([]byte(start), o.AppendUint32(nil, 8)...)
	long := func(tag uint16, v int) entry { return entry{tag, 4, 1, o.AppendUint32(nil, uint32(v))} }
	dir := func(at int, es []entry, next int) []byte {
		d := o.AppendUint16(nil, uint16(len(es)))
		data := at + 2 + 12*len(es) + 4
		var tail []byte
		for _, e := range es {
			d = o.AppendUint16(o.AppendUint16(d, e.tag), e.kind)
			d = o.AppendUint32(d, e.count)
			if len(e.data) <= 4 {
				d = append(d, append(bytes.Clone(e.data), 0, 0, 0, 0)[:4]...)
				continue
			}
			d = o.AppendUint32(d, uint32(data+len(tail)))
			tail = append(tail, e.data...)
			if len(tail)%2 == 1 {
				tail = append(tail, 0)
			}
		}
		d = o.AppendUint32(d, uint32(next))
		return append(d, tail...)
	}
	note := append([]byte("Nikon\x00\x02\x10\x00\x00"), bytes.Repeat([]byte(serial), 4)...)
	exif := []entry{text(0x9003, "2026:05:01 07:00:00"), {0x927C, 7, uint32(len(note)), note}, text(0xA430, "Owner "+serial), text(0xA431, serial), text(0xA434, "70-200mm"), text(0xA435, "LENS"+serial)}
	gps := []entry{{1, 2, 2, []byte("S\x00")}, rationals(2, 6, 10, uint32(rnd.IntN(60))), {3, 2, 2, []byte("E\x00")}, rationals(4, 106, 49, uint32(rnd.IntN(60)))}
	small := []entry{long(0x0201, 0), long(0x0202, len(thumb))}
	main := func(exifAt, gpsAt, next int) []byte {
		return dir(8, []entry{text(0x010F, "NIKON CORPORATION"), text(0x0110, "NIKON D6"), text(0x013B, "Source Person"), long(0x8769, exifAt), long(0x8825, gpsAt), text(0xC62F, serial)}, next)
	}
	n := len(main(0, 0, 0))
	exifAt := 8 + n
	exifDir := dir(exifAt, exif, 0)
	gpsAt := exifAt + len(exifDir)
	gpsDir := dir(gpsAt, gps, 0)
	thumbAt := gpsAt + len(gpsDir)
	smallLen := len(dir(thumbAt, small, 0))
	small[0] = long(0x0201, thumbAt+smallLen)
	b = append(b, main(exifAt, gpsAt, thumbAt)...)
	b = append(b, exifDir...)
	b = append(b, gpsDir...)
	b = append(b, dir(thumbAt, small, 0)...)
	return append(b, thumb...)
}

func taggedXMP(rnd *rand.Rand) []byte {
	return fmt.Appendf(nil, `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:aux="http://ns.adobe.com/exif/1.0/aux/" exif:GPSLatitude="6,%d.5S" exif:GPSLongitude="106,%d.5E" aux:SerialNumber="%d" aux:LensSerialNumber="77"/></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`, rnd.IntN(60), rnd.IntN(60), rnd.IntN(1e8))
}

// tagged is a picture that tells everything, in one of three formats.
func tagged(i int) []byte {
	rnd := rand.New(rand.NewPCG(uint64(i), 9))
	img := scene(40+rnd.IntN(120), 40+rnd.IntN(120))
	tiff, xmp := taggedTIFF(rnd, asJPEG(solid(16, 12, red))), taggedXMP(rnd)
	switch i % 3 {
	case 0:
		b := withSegment(asJPEG(img), 0xFE, []byte("Shot by SN12345678 at GPS 6.17S 106.82E"))
		iim := []byte("Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00\x00\x0E\x1C\x02\x5A\x00\x09Sumber X\x00\x00")
		b = withSegment(b, 0xED, iim)
		b = withSegment(b, 0xE1, append([]byte("http://ns.adobe.com/xap/1.0/\x00"), xmp...))
		return withSegment(b, 0xE1, append([]byte("Exif\x00\x00"), tiff...))
	case 1:
		b := asPNG(img)
		extra := append(pngChunk("eXIf", tiff), pngChunk("iTXt", append([]byte("XML:com.adobe.xmp\x00\x00\x00\x00\x00"), xmp...))...)
		extra = append(extra, pngChunk("tEXt", []byte("Comment\x00GPS 6.17S SN12345678"))...)
		return append(append(bytes.Clone(b[:33]), extra...), b[33:]...)
	}
	still := [][]byte{webpLossy, webpLossless}[rnd.IntN(2)]
	w, h := 63, 47
	if len(still) == len(webpLossless) {
		w, h = 15, 11
	}
	body := []byte("VP8X\x0A\x00\x00\x00\x0C\x00\x00\x00")
	body = append(body, byte(w), 0, 0, byte(h), 0, 0)
	body = append(body, still[12:]...)
	for kind, data := range map[string][]byte{"EXIF": tiff, "XMP ": xmp} {
		body = append(body, kind...)
		body = binary.LittleEndian.AppendUint32(body, uint32(len(data)))
		body = append(body, data...)
		if len(data)%2 == 1 {
			body = append(body, 0)
		}
	}
	out := binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(4+len(body)))
	return append(append(out, "WEBP"...), body...)
}

var secrets = regexp.MustCompile(`(?i)gps|serial|maker|thumbnail|lens|model|^[^:]*:make$|owner|comment|artist|profile|nikon`)

// What readers get is looked at by a program of other people, exiftool.
func TestNoPublicByteTellsWhereOrWithWhat(t *testing.T) {
	tool, err := exec.LookPath("exiftool")
	if err != nil {
		t.Skip("exiftool is not here (Debian: apt-get install libimage-exiftool-perl)")
	}
	n := 60
	if os.Getenv("WARTA_NIGHTLY") != "" {
		n = 500
	}
	room, err := NewDarkroom(Options{})
	if err != nil {
		t.Fatal(err)
	}
	originals, public := t.TempDir(), t.TempDir()
	files := 0
	for i := range n {
		b := tagged(i)
		if i < 3 {
			write(t, filepath.Join(originals, fmt.Sprint(i)+[]string{".jpg", ".png", ".webp"}[i]), b)
		}
		p, err := room.Render(context.Background(), bytes.NewReader(b), Recipe{Widths: []int{32, 64}, Crops: []Crop{{Name: CropSquare, W: 1, H: 1, Widths: []int{32}}}, Formats: []string{"webp"}})
		if err != nil {
			t.Fatalf("picture %d: %v", i, err)
		}
		write(t, filepath.Join(public, fmt.Sprintf("%03d-tiny.jpg", i)), p.Placeholder)
		for k, r := range p.Renditions {
			b, err := Stamp(r.Bytes, Credit{Credit: "Warta", Copyright: "Hak cipta"})
			if err != nil {
				t.Fatal(err)
			}
			write(t, filepath.Join(public, fmt.Sprintf("%03d-%d-%s.%s", i, k, r.Name, strings.TrimPrefix(r.MIME, "image/"))), b)
			files++
		}
	}
	seen := func(dir string) (out []map[string]any) {
		b, err := exec.Command(tool, "-j", "-G1", "-a", "-u", "-r", "-ee", "-m", dir).Output()
		if err != nil && len(b) == 0 {
			t.Fatal(err)
		}
		if err := json.Unmarshal(b, &out); err != nil {
			t.Fatal(err)
		}
		return out
	}
	// The originals do tell: the check can fail.
	for _, o := range seen(originals) {
		told := 0
		for key := range o {
			if secrets.MatchString(key) {
				told++
			}
		}
		if told < 3 {
			t.Errorf("%v tells too little to be a test: %v", o["SourceFile"], o)
		}
	}
	stamped := 0
	for _, o := range seen(public) {
		for key, v := range o {
			if key == "SourceFile" || strings.HasPrefix(key, "ExifTool:") || strings.HasPrefix(key, "System:") {
				continue
			}
			if secrets.MatchString(key) || strings.Contains(fmt.Sprint(v), "SN1") {
				t.Errorf("%v tells %s: %v", o["SourceFile"], key, v)
			}
			group, _, _ := strings.Cut(key, ":")
			switch group {
			case "File", "JFIF", "Composite", "RIFF", "IPTC", "XMP-x", "XMP-dc", "XMP-photoshop", "XMP-rdf":
			default:
				t.Errorf("%v has %s: %v", o["SourceFile"], key, v)
			}
		}
		if o["XMP-photoshop:Credit"] == "Warta" && o["XMP-dc:Rights"] == "Hak cipta" {
			stamped++
		}
	}
	if stamped != files {
		t.Errorf("%d of %d renditions carry the credit", stamped, files)
	}
	t.Logf("%d tagged pictures, %d public files", n, files+n)
}

func write(t *testing.T, name string, b []byte) {
	t.Helper()
	if err := os.WriteFile(name, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

func FuzzStamp(f *testing.F) {
	f.Add(mustEncode(scene(20, 20)), "Kredit")
	f.Add(webpAlpha, "é<&>")
	f.Add(asPNG(solid(3, 3, red)), strings.Repeat("x", 3000))
	f.Fuzz(func(t *testing.T, b []byte, s string) {
		out, err := Stamp(b, Credit{Credit: s, Copyright: s, Byline: []string{s}})
		if err != nil {
			return
		}
		again, err := Stamp(out, Credit{Credit: s, Copyright: s, Byline: []string{s}})
		if err != nil || !bytes.Equal(out, again) {
			t.Fatalf("stamping twice differs: %v", err)
		}
	})
}
