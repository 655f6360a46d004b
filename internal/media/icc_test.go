package media

import (
	"bytes"
	"encoding/binary"
	"image/color"
	"image/jpeg"
	"math"
	"os"
	"testing"
)

// makeICC writes a profile; count, if not zero, is told instead of the number
// of tags.
func makeICC(space string, tags map[string][]byte, count uint32) []byte {
	b := make([]byte, 132)
	copy(b[12:], "mntr")
	copy(b[16:], space)
	copy(b[20:], "XYZ ")
	copy(b[36:], "acsp")
	if count == 0 {
		count = uint32(len(tags))
	}
	binary.BigEndian.PutUint32(b[128:], count)
	at := len(b) + 12*len(tags)
	var data []byte
	for name, body := range tags {
		b = append(b, name...)
		b = binary.BigEndian.AppendUint32(b, uint32(at+len(data)))
		b = binary.BigEndian.AppendUint32(b, uint32(len(body)))
		data = append(data, body...)
	}
	return append(b, data...)
}

func xyzTag(x, y, z float64) []byte {
	b := append([]byte("XYZ "), 0, 0, 0, 0)
	for _, v := range []float64{x, y, z} {
		b = binary.BigEndian.AppendUint32(b, uint32(int32(math.Round(v*65536))))
	}
	return b
}

func gammaTag(g float64) []byte {
	return binary.BigEndian.AppendUint16([]byte("curv\x00\x00\x00\x00\x00\x00\x00\x01"), uint16(math.Round(g*256)))
}

// srgbCurve is sRGB's as parametricCurveType 3.
func srgbCurve() []byte {
	b := []byte("para\x00\x00\x00\x00\x00\x03\x00\x00")
	for _, v := range []float64{2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045} {
		b = binary.BigEndian.AppendUint32(b, uint32(int32(math.Round(v*65536))))
	}
	return b
}

func rgbProfile(curve []byte, r, g, b [3]float64) []byte {
	return makeICC("RGB ", map[string][]byte{
		"rTRC": curve, "gTRC": curve, "bTRC": curve,
		"rXYZ": xyzTag(r[0], r[1], r[2]), "gXYZ": xyzTag(g[0], g[1], g[2]), "bXYZ": xyzTag(b[0], b[1], b[2]),
	}, 0)
}

// Primaries adapted to D50, as the profiles of these spaces have them.
func displayP3() []byte {
	return rgbProfile(srgbCurve(), [3]float64{0.51512, 0.24120, -0.00105}, [3]float64{0.29198, 0.69225, 0.04189}, [3]float64{0.15710, 0.06657, 0.78407})
}

func adobeRGB() []byte {
	return rgbProfile(gammaTag(2.19921875), [3]float64{0.60974, 0.31111, 0.01947}, [3]float64{0.20528, 0.62567, 0.06087}, [3]float64{0.14919, 0.06322, 0.74457})
}

func proPhoto() []byte {
	return rgbProfile(gammaTag(1.8), [3]float64{0.79767, 0.28804, 0}, [3]float64{0.13519, 0.71188, 0}, [3]float64{0.03134, 0.00009, 0.82491})
}

func sRGB() []byte {
	return rgbProfile(srgbCurve(), [3]float64{0.43607, 0.22249, 0.01392}, [3]float64{0.38515, 0.71687, 0.09708}, [3]float64{0.14307, 0.06061, 0.71410})
}

func onePixel(m model, v ...uint8) *picture {
	p := &picture{w: 1, h: 1, model: m}
	for _, s := range v {
		pl := newPlane(1, 1)
		pl.pix[0] = s
		p.planes = append(p.planes, pl)
	}
	return p
}

// Expected values are those of ImageMagick with LittleCMS.
func TestWideGamutsComeOutInTheWebsColours(t *testing.T) {
	for name, c := range map[string]struct {
		profile    []byte
		in, want   [3]uint8
		slack      int
		isUnneeded bool
	}{
		"sRGB is left alone":     {sRGB(), [3]uint8{200, 60, 30}, [3]uint8{200, 60, 30}, 1, true},
		"Display P3, skin":       {displayP3(), [3]uint8{224, 172, 140}, [3]uint8{232, 170, 136}, 3, false},
		"Display P3, grey":       {displayP3(), [3]uint8{128, 128, 128}, [3]uint8{128, 128, 128}, 2, false},
		"Display P3, beyond":     {displayP3(), [3]uint8{255, 0, 0}, [3]uint8{255, 0, 0}, 2, false},
		"Adobe RGB, green":       {adobeRGB(), [3]uint8{100, 150, 80}, [3]uint8{66, 151, 74}, 2, false},
		"ProPhoto, green":        {proPhoto(), [3]uint8{100, 150, 80}, [3]uint8{69, 175, 82}, 3, false},
		"Adobe RGB, white":       {adobeRGB(), [3]uint8{255, 255, 255}, [3]uint8{255, 255, 255}, 1, false},
		"ProPhoto, grey":         {proPhoto(), [3]uint8{100, 100, 100}, [3]uint8{119, 119, 119}, 2, false},
		"a profile of rubbish":   {[]byte("no profile at all"), [3]uint8{10, 20, 30}, [3]uint8{10, 20, 30}, 2, true},
		"a profile of CMYK here": {makeICC("CMYK", nil, 0), [3]uint8{10, 20, 30}, [3]uint8{10, 20, 30}, 2, true},
	} {
		p := onePixel(rgb, c.in[0], c.in[1], c.in[2]).toWeb(c.profile, false)
		r, g, b := p.rgbAt(0, 0)
		for i, v := range [3]uint8{r, g, b} {
			if abs(int(v)-int(c.want[i])) > c.slack {
				t.Errorf("%s: %v became %v, want %v", name, c.in, [3]uint8{r, g, b}, c.want)
				break
			}
		}
		if prof, ok := parseICC(c.profile, 3); c.isUnneeded && ok && !prof.plain() {
			t.Errorf("%s: is converted for nothing", name)
		}
	}
}

// Cameras set to Adobe RGB say so in EXIF's directory of interoperability.
func TestAdobeRGBIsKnownByItsMarkInEXIF(t *testing.T) {
	tiff := []byte("II*\x00\x08\x00\x00\x00" +
		"\x01\x00\x69\x87\x04\x00\x01\x00\x00\x00\x1a\x00\x00\x00\x00\x00\x00\x00" + // 8: to 26
		"\x01\x00\x05\xa0\x04\x00\x01\x00\x00\x00\x2c\x00\x00\x00\x00\x00\x00\x00" + // 26: to 44
		"\x01\x00\x01\x00\x02\x00\x04\x00\x00\x00R03\x00\x00\x00\x00\x00")
	green := asJPEG(solid(32, 32, color.NRGBA{100, 150, 80, 255}))
	p := render(t, withSegment(green, 0xE1, append([]byte("Exif\x00\x00"), tiff...)), Recipe{Widths: []int{32}})
	img, err := jpeg.Decode(bytes.NewReader(p.Renditions[0].Bytes))
	if err != nil {
		t.Fatal(err)
	}
	r, g, b, _ := img.At(16, 16).RGBA()
	if r>>8 > 72 || g>>8 < 145 || b>>8 > 80 {
		t.Errorf("100 150 80 became %d %d %d, want 66 151 74", r>>8, g>>8, b>>8)
	}
	if tiff[56]--; exifAdobeRGB(tiff) {
		t.Error("R02 is taken for Adobe RGB")
	}
}

// lut16 writes a table of two points per ink that says: Lab L falls with the
// sum of inks.
func lut16(inks int) []byte {
	b := []byte("mft2\x00\x00\x00\x00")
	b = append(b, byte(inks), 3, 2, 0)
	for i := range 9 {
		v := uint32(0)
		if i%4 == 0 {
			v = 1 << 16
		}
		b = binary.BigEndian.AppendUint32(b, v)
	}
	b = append(b, 0, 2, 0, 2)
	ramp := []byte{0, 0, 0xFF, 0xFF}
	for range inks {
		b = append(b, ramp...)
	}
	for corner := range 1 << inks {
		full := 0
		for i := range inks {
			full += corner >> i & 1
		}
		l := max(0, 100-40*full)
		b = binary.BigEndian.AppendUint16(b, uint16(l*652+l/2)) // L of version 2
		b = append(b, 0x80, 0, 0x80, 0)
	}
	for range 3 {
		b = append(b, ramp...)
	}
	return b
}

func TestPrintersTablesAreRead(t *testing.T) {
	prof := makeICC("CMYK", map[string][]byte{"A2B0": lut16(4)}, 0)
	copy(prof[20:], "Lab ")
	for _, c := range []struct {
		ink  [4]uint8
		want uint8
	}{{[4]uint8{0, 0, 0, 0}, 255}, {[4]uint8{255, 0, 0, 0}, 145}, {[4]uint8{255, 255, 255, 255}, 0}, {[4]uint8{128, 0, 0, 0}, 198}} {
		p := onePixel(cmyk, c.ink[0], c.ink[1], c.ink[2], c.ink[3]).toWeb(prof, false)
		r, g, b := p.rgbAt(0, 0)
		if abs(int(r)-int(c.want)) > 3 || abs(int(g)-int(c.want)) > 3 || abs(int(b)-int(c.want)) > 3 {
			t.Errorf("ink %v became %d %d %d, want grey %d", c.ink, r, g, b, c.want)
		}
	}
}

// The press profile of Ghostscript is a real one, where it is installed.
func TestARealPressProfile(t *testing.T) {
	icc, err := os.ReadFile("/usr/share/color/icc/ghostscript/default_cmyk.icc")
	if err != nil {
		t.Skip("no press profile on this machine (Debian: apt-get install libgs-common)")
	}
	for ink, want := range map[[4]uint8]color.RGBA{
		{0, 0, 0, 0}:     {255, 255, 255, 255},
		{0, 255, 255, 0}: {237, 28, 36, 255},
		{255, 0, 0, 0}:   {0, 174, 239, 255},
		{0, 0, 0, 255}:   {35, 31, 32, 255},
	} {
		p := onePixel(cmyk, ink[0], ink[1], ink[2], ink[3]).toWeb(icc, false)
		r, g, b := p.rgbAt(0, 0)
		if abs(int(r)-int(want.R)) > 40 || abs(int(g)-int(want.G)) > 40 || abs(int(b)-int(want.B)) > 40 {
			t.Errorf("ink %v became %d %d %d, want about %v", ink, r, g, b, want)
		}
	}
}

func TestAGreyProfileChangesTones(t *testing.T) {
	prof := makeICC("GRAY", map[string][]byte{"kTRC": gammaTag(1)}, 0)
	p := onePixel(grey, 55).toWeb(prof, false)
	if r, _, _ := p.rgbAt(0, 0); r < 126 || r > 131 {
		t.Errorf("linear 55 became %d, want 128", r)
	}
}

func FuzzICC(f *testing.F) {
	f.Add(sRGB(), uint8(3))
	f.Add(adobeRGB(), uint8(3))
	f.Add(makeICC("GRAY", map[string][]byte{"kTRC": gammaTag(2.2)}, 0), uint8(1))
	press := makeICC("CMYK", map[string][]byte{"A2B0": lut16(4)}, 0)
	copy(press[20:], "Lab ")
	f.Add(press, uint8(4))
	f.Fuzz(func(t *testing.T, b []byte, channels uint8) {
		p, ok := parseICC(b, int(channels))
		if !ok {
			return
		}
		in := make([]float64, channels)
		for i := range in {
			in[i] = 0.3
		}
		for _, v := range p.linear(in) {
			if g := gamma(v); g < 0 || g > 1 || math.IsNaN(g) {
				t.Fatalf("%v became %v", v, g)
			}
		}
	})
}
