package media

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
)

// odd is a picture that something is special about, made here.
type odd struct {
	name  string
	bytes []byte
	// code is the refusal that is expected, several with "|"; empty wants a
	// picture, "any" allows both.
	code string
	// want is the colour at the middle of what comes out, within slack.
	want  color.RGBA
	slack int
}

var (
	anyColour = color.RGBA{}
	red       = color.RGBA{220, 30, 40, 255}
)

func solid(w, h int, c color.Color) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			img.Set(x, y, c)
		}
	}
	return img
}

func asPNG(img image.Image) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func asJPEG(img image.Image) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 92}); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func pngChunk(kind string, body []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	b = append(b, kind...)
	b = append(b, body...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

func deflate(b []byte) []byte {
	var out bytes.Buffer
	z := zlib.NewWriter(&out)
	_, _ = z.Write(b)
	_ = z.Close()
	return out.Bytes()
}

// rawPNG makes a PNG of given header and scan lines; extra chunks come before
// the data.
func rawPNG(w, h uint32, depth, kind, interlace byte, lines []byte, extra ...[]byte) []byte {
	head := binary.BigEndian.AppendUint32(nil, w)
	head = binary.BigEndian.AppendUint32(head, h)
	head = append(head, depth, kind, 0, 0, interlace)
	b := append([]byte("\x89PNG\r\n\x1A\n"), pngChunk("IHDR", head)...)
	for _, e := range extra {
		b = append(b, e...)
	}
	b = append(b, pngChunk("IDAT", deflate(lines))...)
	return append(b, pngChunk("IEND", nil)...)
}

// interlaced makes the seven passes of a picture of one colour.
func interlaced(w, h int, px []byte) []byte {
	var lines []byte
	for _, p := range [7][4]int{{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}} {
		for y := p[1]; y < h; y += p[3] {
			if p[0] >= w {
				break
			}
			lines = append(lines, 0)
			for x := p[0]; x < w; x += p[2] {
				lines = append(lines, px...)
			}
		}
	}
	return lines
}

// plainJPEG writes components of one value each, all of full size: what the
// standard encoder cannot (four components, RGB). frame is the marker, restart
// puts an RST after every block.
func plainJPEG(w, h int, values []uint8, adobe int, restart bool) []byte {
	q := steps(95)
	mw, mh := (w+7)/8, (h+7)/8
	comps := make([]component, len(values))
	for i, v := range values {
		p := newPlane(w, h)
		for j := range p.pix {
			p.pix[j] = v
		}
		comps[i] = component{h: 1, v: 1, bw: mw, bh: mh, stride: mw, blocks: make([][64]int16, mw*mh)}
		quantise(comps[i:i+1], []plane{p}, &q)
	}
	b := []byte{0xFF, 0xD8}
	if adobe >= 0 {
		b = append(b, "\xFF\xEE\x00\x0EAdobe\x00\x64\x00\x00\x00\x00"...)
		b = append(b, byte(adobe))
	}
	b = append(b, 0xFF, 0xDB, 0, 67, 0)
	b = append(b, q[:]...)
	b = append(b, 0xFF, 0xC0, 0, byte(8+3*len(comps)), 8, byte(h>>8), byte(h), byte(w>>8), byte(w), byte(len(comps)))
	for i := range comps {
		b = append(b, byte(i+1), 0x11, 0)
	}
	if restart {
		b = append(b, 0xFF, 0xDD, 0, 4, 0, 1)
	}
	var dcFreq, acFreq [256]int
	for s := range 12 {
		dcFreq[s] = 1
	}
	acFreq[0] = 1
	dc, ac := newHuffman(&dcFreq), newHuffman(&acFreq)
	b = appendDHT(appendDHT(b, 0, dc), 0x10, ac)
	b = append(b, 0xFF, 0xDA, 0, byte(6+2*len(comps)), byte(len(comps)))
	for i := range comps {
		b = append(b, byte(i+1), 0)
	}
	b = append(b, 0, 63, 0)
	bw := bitWriter{out: b}
	n := 0
	tokens, _ := scanDC(comps, mw, mh)
	for i, t := range tokens {
		if restart && i%len(comps) == 0 && i > 0 {
			bw.flush()
			bw.out = append(bw.out, 0xFF, 0xD0+byte(n%8))
			n++
		}
		if restart && i%len(comps) >= 0 {
			// After a restart differences begin at zero again.
			c := &comps[i%len(comps)]
			d := int(c.blocks[i/len(comps)][0])
			one := []component{{h: 1, v: 1, bw: 1, bh: 1, stride: 1, blocks: [][64]int16{{int16(d)}}}}
			fresh, _ := scanDC(one, 1, 1)
			t = fresh[0]
		}
		bw.token(t, dc)
		bw.token(symbol(0, 0, 0), ac)
	}
	bw.flush()
	return append(bw.out, 0xFF, 0xD9)
}

// setMarker changes a JPEG's frame header.
func setFrame(b []byte, marker, bits byte) []byte {
	b = bytes.Clone(b)
	i := bytes.Index(b, []byte{0xFF, 0xC0, 0})
	b[i+1], b[i+4] = marker, bits
	return b
}

func unbase64(s string) []byte {
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		panic(err)
	}
	return b
}

// Made with cwebp: a gradient, a half transparent red, the same without loss.
var (
	webpLossy    = unbase64("UklGRoQAAABXRUJQVlA4IHgAAADwBACdASpAADAAPrVKoUwnI6MiKBVdUOAWiWYAxFKjUwH/+AJs9DSfGGsvLfzHW4AA/u4T0LNMf25mzQ9P/p/v/p/v72nGHUV1f65lwgmTluUl43GB90ufudMxG6OxoIs7Z7n5/HT7Er+OS6PXaGvupoZuAj6IwAA=")
	webpAlpha    = unbase64("UklGRl4AAABXRUJQVlA4WAoAAAAQAAAADwAACwAAQUxQSAoAAAABB1DAiAhERP8DVlA4IC4AAADQAQCdASoQAAwAAoBCJaACdLoB+AADsAD+73bX/hVuGIZqv/vYL7sF92C/1sAA")
	webpLossless = unbase64("UklGRhwAAABXRUJQVlA4TA8AAAAvD8ACEAcQ/Y8CBiKi/wEA")
)

// animatedWebP puts a still's chunks into frames.
func animatedWebP(still []byte, w, h, frames int) []byte {
	var chunks []byte
	for at := 12; at+8 <= len(still); {
		n := int(binary.LittleEndian.Uint32(still[at+4:]))
		if k := string(still[at : at+4]); k == "VP8 " || k == "VP8L" || k == "ALPH" {
			chunks = append(chunks, still[at:at+8+n+n&1]...)
		}
		at += 8 + n + n&1
	}
	chunk := func(kind string, body []byte) []byte {
		b := binary.LittleEndian.AppendUint32([]byte(kind), uint32(len(body)))
		return append(b, body...)
	}
	u24 := func(n int) []byte { return []byte{byte(n), byte(n >> 8), byte(n >> 16)} }
	body := chunk("VP8X", append([]byte{0x12, 0, 0, 0}, append(u24(w-1), u24(h-1)...)...))
	body = append(body, chunk("ANIM", make([]byte, 6))...)
	frame := append(append(append(append(u24(0), u24(0)...), u24(w-1)...), u24(h-1)...), 100, 0, 0, 0)
	for range frames {
		body = append(body, chunk("ANMF", append(bytes.Clone(frame), chunks...))...)
	}
	out := binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(4+len(body)))
	return append(append(out, "WEBP"...), body...)
}

// animatedGIF has frames of growing red, the first one covers all.
func animatedGIF(w, h, frames int) []byte {
	g := &gif.GIF{}
	pal := color.Palette{red, color.RGBA{0, 0, 200, 255}, color.RGBA{}}
	for i := range frames {
		r := image.Rect(0, 0, w, h)
		if i > 0 {
			r = image.Rect(1, 1, w/2, h/2)
		}
		p := image.NewPaletted(r, pal)
		for j := range p.Pix {
			p.Pix[j] = uint8(min(i, 1))
		}
		g.Image, g.Delay = append(g.Image, p), append(g.Delay, 5)
	}
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, g); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// claim changes the size in a GIF's header.
func claim(b []byte, w, h uint16) []byte {
	b = bytes.Clone(b)
	binary.LittleEndian.PutUint16(b[6:], w)
	binary.LittleEndian.PutUint16(b[8:], h)
	return b
}

func oddPictures() []odd {
	photo := asJPEG(scene(400, 300))
	flat := asJPEG(solid(200, 150, red))
	var deep image.NRGBA64
	deep = *image.NewNRGBA64(image.Rect(0, 0, 90, 70))
	for y := range 70 {
		for x := range 90 {
			deep.SetNRGBA64(x, y, color.NRGBA64{220<<8 | 220, 30<<8 | 30, 40<<8 | 40, 0xFFFF})
		}
	}
	paletted := image.NewPaletted(image.Rect(0, 0, 50, 40), color.Palette{color.NRGBA{220, 30, 40, 255}, color.NRGBA{0, 0, 0, 0}})
	clear := image.NewPaletted(image.Rect(0, 0, 50, 40), color.Palette{color.NRGBA{0, 0, 0, 0}, color.NRGBA{1, 2, 3, 255}})
	grey16 := image.NewGray16(image.Rect(0, 0, 60, 40))
	for i := range grey16.Pix {
		grey16.Pix[i] = 0x80
	}
	white := color.RGBA{255, 255, 255, 255}
	half := color.RGBA{255, 128, 128, 255}
	line := func(n int, px ...byte) []byte {
		return append([]byte{0}, bytes.Repeat(px, n)...)
	}
	lines := func(h int, l []byte) []byte { return bytes.Repeat(l, h) }
	loop := []byte("Exif\x00\x00II*\x00\x08\x00\x00\x00\x02\x00\x12\x01\x03\x00\x01\x00\x00\x00\x01\x00\x00\x00\x69\x87\x04\x00\x01\x00\x00\x00\x08\x00\x00\x00\x08\x00\x00\x00")
	brokenICC := append([]byte("ICC_PROFILE\x00\x01\x01"), bytes.Repeat([]byte{0x7F}, 400)...)
	lyingICC := append([]byte("ICC_PROFILE\x00\x01\x01"), makeICC("RGB ", map[string][]byte{"rXYZ": {1, 2, 3}}, 1<<31)...)
	badHuffman := bytes.Clone(photo)
	for i := bytes.Index(photo, []byte{0xFF, 0xC4}) + 5; i < bytes.Index(photo, []byte{0xFF, 0xC4})+15; i++ {
		badHuffman[i] = 0xFF
	}
	tail := append(bytes.Clone(flat), asZip()...)
	apng := rawPNG(20, 20, 8, 2, 0, lines(20, line(20, 220, 30, 40)), pngChunk("acTL", []byte{0, 0, 0, 3, 0, 0, 0, 0}))
	bomb := rawPNG(30_000, 30_000, 8, 6, 0, make([]byte, 1<<20))
	all := []odd{
		{"baseline JPEG", flat, "", red, 6},
		{"one pixel", asJPEG(solid(1, 1, red)), "", red, 8},
		{"one pixel wide", asPNG(solid(1, 5000, red)), "", red, 8},
		{"one pixel high", asPNG(solid(5000, 1, red)), "", red, 8},
		{"progressive JPEG", mustEncode(solid(120, 90, red)), "", red, 8},
		{"grey JPEG", asJPEG(grey16), "", color.RGBA{128, 128, 128, 255}, 4},
		{"RGB JPEG of Adobe", plainJPEG(64, 48, []uint8{220, 30, 40}, 0, false), "", red, 8},
		{"inverted CMYK JPEG of Adobe", plainJPEG(64, 48, []uint8{255, 20, 20, 250}, 0, false), "", color.RGBA{222, 40, 40, 255}, 25},
		{"YCCK JPEG of Adobe", plainJPEG(64, 48, []uint8{165, 168, 11, 250}, 2, false), "", color.RGBA{222, 40, 40, 255}, 25},
		{"CMYK JPEG without a word", plainJPEG(64, 48, []uint8{0, 235, 235, 5}, -1, false), "", color.RGBA{222, 40, 40, 255}, 25},
		{"restart markers", plainJPEG(64, 48, []uint8{128}, -1, true), "", color.RGBA{128, 128, 128, 255}, 4},
		{"two components", plainJPEG(64, 48, []uint8{128, 128}, -1, false), "broken", anyColour, 0},
		{"arithmetic coding", setFrame(flat, 0xC9, 8), "jpeg_arithmetic", anyColour, 0},
		{"12 bits", setFrame(flat, 0xC1, 12), "jpeg_bits", anyColour, 0},
		{"lossless", setFrame(flat, 0xC3, 8), "jpeg_lossless", anyColour, 0},
		{"65,535² JPEG", sized(flat, 65535, 65535), "pixels", anyColour, 0},
		{"60,000 × 800 JPEG of nothing", sized(flat, 60000, 800), "incomplete|broken", anyColour, 0},
		{"no height", sized(flat, 200, 0), "broken", anyColour, 0},
		{"broken Huffman table", badHuffman, "broken|incomplete", anyColour, 0},
		{"orientation nine", withSegment(flat, 0xE1, exifWith(9)), "", red, 6},
		{"EXIF in circles", withSegment(flat, 0xE1, loop), "", red, 6},
		{"EXIF cut off", withSegment(flat, 0xE1, loop[:20]), "", red, 6},
		{"broken ICC", withSegment(flat, 0xE2, brokenICC), "", red, 6},
		{"lying ICC", withSegment(flat, 0xE2, lyingICC), "", red, 6},
		{"JPEG and zip", tail, "", red, 6},
		{"JPEG with a script in a comment", withSegment(flat, 0xFE, []byte("<script>alert(1)</script>")), "", red, 6},
		{"16-bit PNG", asPNG(&deep), "", red, 6},
		{"16-bit grey PNG", asPNG(grey16), "", color.RGBA{128, 128, 128, 255}, 4},
		{"palette PNG", asPNG(paletted), "", red, 6},
		{"transparent palette PNG", asPNG(clear), "", white, 2},
		{"half transparent PNG", asPNG(solid(40, 40, color.NRGBA{255, 0, 0, 128})), "", half, 6},
		{"interlaced PNG", rawPNG(50, 50, 8, 2, 1, interlaced(50, 50, []byte{220, 30, 40})), "", red, 6},
		{"1-bit PNG", rawPNG(64, 64, 1, 0, 0, lines(64, line(8, 0xFF))), "", white, 2},
		{"animated PNG", apng, "", red, 6},
		{"PNG of four billion frames", rawPNG(20, 20, 8, 2, 0, lines(20, line(20, 1, 2, 3)), pngChunk("acTL", []byte{0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0})), "frames", anyColour, 0},
		{"30,000² bomb", bomb, "pixels", anyColour, 0},
		{"PNG with too little data", rawPNG(500, 500, 8, 2, 0, make([]byte, 100)), "incomplete|broken", anyColour, 0},
		{"PNG of 40,000,000 × 1", rawPNG(40_000_000, 1, 8, 0, 0, make([]byte, 1000)), "side", anyColour, 0},
		{"PNG without size", rawPNG(0, 0, 8, 2, 0, nil), "broken", anyColour, 0},
		{"interlaced 16-bit PNG of 49 megapixels", rawPNG(7000, 7000, 16, 6, 1, make([]byte, 1000)), "memory", anyColour, 0},
		{"PNG with a bomb in its profile", rawPNG(20, 20, 8, 2, 0, lines(20, line(20, 220, 30, 40)), pngChunk("iCCP", append([]byte("x\x00\x00"), deflate(make([]byte, 32<<20))...))), "", red, 6},
		{"PNG with a thousand bombs for profiles", rawPNG(20, 20, 8, 2, 0, lines(20, line(20, 220, 30, 40)), bytes.Repeat(pngChunk("iCCP", append([]byte("x\x00\x00"), deflate(make([]byte, 4<<20))...)), 1000)), "", red, 6},
		{"grey PNG of 49 megapixels", rawPNG(7000, 7000, 8, 0, 0, make([]byte, 7001*7000)), "", color.RGBA{0, 0, 0, 255}, 2},
		{"GIF", animatedGIF(40, 30, 1), "", red, 6},
		{"animated GIF", animatedGIF(40, 30, 5), "", red, 6},
		{"GIF larger than its frames", claim(animatedGIF(40, 30, 1), 200, 160), "", white, 2},
		{"GIF bomb of size", claim(animatedGIF(40, 30, 1), 65535, 65535), "pixels", anyColour, 0},
		{"GIF bomb of frames", claim(animatedGIF(40, 30, 60), 3000, 2000), "frames", anyColour, 0},
		{"GIF that is a script", append([]byte("GIF89a/*"), []byte("*/=1;alert(1)//")...), "incomplete|broken|pixels", anyColour, 0},
		{"lossy WebP", webpLossy, "", anyColour, 0},
		{"half transparent WebP", webpAlpha, "", half, 14},
		{"lossless WebP", webpLossless, "", half, 8},
		{"animated WebP", animatedWebP(webpAlpha, 16, 12, 3), "", half, 14},
		{"animated WebP of ten thousand frames", animatedWebP(webpLossless, 160, 129, 10_000), "frames", anyColour, 0},
		{"WebP of 16,384²", animatedWebP(webpAlpha, 16384, 16384, 1), "pixels", anyColour, 0},
		{"SVG", []byte(`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`), "svg", anyColour, 0},
		{"web page", []byte("<!doctype html><title>foto.jpg</title>"), "unknown", anyColour, 0},
		{"nothing", nil, "empty", anyColour, 0},
		{"zeros", make([]byte, 5000), "zeros", anyColour, 0},
		{"three bytes", []byte{0xFF, 0xD8, 0xFF}, "incomplete", anyColour, 0},
		{"PDF", []byte("%PDF-1.7\n...\n%%EOF\n"), "no_photo", anyColour, 0},
	}
	for name, b := range map[string][]byte{"JPEG": photo, "progressive JPEG": mustEncode(scene(200, 150)), "PNG": asPNG(scene(60, 40)), "GIF": animatedGIF(64, 48, 3), "WebP": webpLossy} {
		cuts := []int{1, 3, 5, 7, 9}
		for _, tenth := range cuts {
			cut := max(12, len(b)*tenth/10)
			code := "incomplete|broken"
			if cut == 12 && name == "PNG" {
				code = "incomplete|broken|unknown"
			}
			all = append(all, odd{name + " cut at " + strconv.Itoa(tenth) + " tenths", b[:cut], code, anyColour, 0})
		}
	}
	rnd := rand.New(rand.NewPCG(3, 4))
	for i := range 10 {
		for _, b := range [][]byte{photo, webpLossy} {
			b = bytes.Clone(b)
			for range 1 + i {
				b[20+rnd.IntN(len(b)-20)] ^= byte(1 + rnd.IntN(255))
			}
			all = append(all, odd{"flipped bytes " + strconv.Itoa(i), b, "any", anyColour, 0})
		}
	}
	return all
}

func mustEncode(img image.Image) []byte {
	b, err := encodeJPEG(toPicture(img), 90)
	if err != nil {
		panic(err)
	}
	return b
}

// sized changes the size in a JPEG's frame header.
func sized(b []byte, w, h int) []byte {
	b = bytes.Clone(b)
	i := bytes.Index(b, []byte{0xFF, 0xC0, 0})
	b[i+5], b[i+6], b[i+7], b[i+8] = byte(h>>8), byte(h), byte(w>>8), byte(w)
	return b
}

func asZip() []byte { return append([]byte("PK\x03\x04"), make([]byte, 60)...) }

func TestOddPicturesAreRightOrRefusedWithASentence(t *testing.T) {
	sentences, err := os.ReadFile("../locale/id.json")
	if err != nil {
		t.Fatal(err)
	}
	rc := Recipe{Widths: []int{160}, Crops: []Crop{{Name: CropSquare, W: 1, H: 1, Widths: []int{64}}}}
	pictures := oddPictures()
	resetPeak()
	before := peak(t)
	for _, o := range pictures {
		start := time.Now()
		p, err := plainRoom.Render(context.Background(), bytes.NewReader(o.bytes), rc)
		// Not a measure of speed but the promise that nothing hangs.
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("%s took %v", o.name, took)
		}
		if err != nil {
			e, ok := told(err)
			if !ok || !bytes.Contains(sentences, []byte(`"error.`+e.Code+`"`)) {
				t.Errorf("%s: refused without a sentence: %v", o.name, err)
				continue
			}
			code := strings.TrimPrefix(e.Code, "media.")
			if o.code != "any" && !contains(strings.Split(o.code, "|"), code) {
				t.Errorf("%s: refused as %q (%v), want %q", o.name, code, err, o.code)
			}
			continue
		}
		if o.code != "" && o.code != "any" {
			t.Errorf("%s: taken, want it refused as %q", o.name, o.code)
			continue
		}
		img, err := jpeg.Decode(bytes.NewReader(p.Renditions[0].Bytes))
		if err != nil {
			t.Errorf("%s: rendition: %v", o.name, err)
			continue
		}
		if b := img.Bounds(); b.Dx() != p.Renditions[0].Width || b.Dy() != p.Renditions[0].Height {
			t.Errorf("%s: rendition is %v, told as %d × %d", o.name, b, p.Renditions[0].Width, p.Renditions[0].Height)
		}
		if o.want != anyColour {
			b := img.Bounds()
			r, g, bl, _ := img.At(b.Dx()/2, b.Dy()/2).RGBA()
			got := color.RGBA{uint8(r >> 8), uint8(g >> 8), uint8(bl >> 8), 255}
			if abs(int(got.R)-int(o.want.R)) > o.slack || abs(int(got.G)-int(o.want.G)) > o.slack || abs(int(got.B)-int(o.want.B)) > o.slack {
				t.Errorf("%s: middle is %v, want %v", o.name, got, o.want)
			}
		}
	}
	if grown := peak(t) - before; grown > 64<<20 {
		t.Errorf("memory of the main process grew by %d MiB", grown>>20)
	} else {
		t.Logf("%d pictures; memory of the main process grew by %.1f MiB", len(pictures), float64(grown)/(1<<20))
	}
}

func contains(list []string, s string) bool {
	for _, l := range list {
		if l == s {
			return true
		}
	}
	return false
}

// resetPeak makes the kernel forget this process's largest size.
func resetPeak() { _ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) }

// peak is this process's largest size in memory, in bytes, zero where the
// system does not tell.
func peak(t *testing.T) int64 {
	t.Helper()
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(b), "VmHWM:")
	f := strings.Fields(rest)
	if len(f) == 0 {
		return 0
	}
	n, _ := strconv.ParseInt(f[0], 10, 64)
	return n << 10
}

// A child that is killed, hangs, or says something else takes nobody with it.
func TestAChildDiesAlone(t *testing.T) {
	photo := asJPEG(scene(64, 48))
	for name, c := range map[string]struct{ script, code string }{
		"dead at once": {"exit 1", "media.broken"},
		"killed":       {"kill -9 $$", "media.broken"},
		"no memory":    {"echo 'fatal error: runtime: out of memory' >&2; exit 2", "media.memory"},
		"hanging":      {"sleep 60 & sleep 60", "media.busy"},
		"talking":      {"yes", "media.broken"},
	} {
		t.Run(name, func(t *testing.T) {
			d, err := NewDarkroom(Options{NoTools: true, Wall: 300 * time.Millisecond, Temp: t.TempDir()})
			if err != nil {
				t.Fatal(err)
			}
			d.program = t.TempDir() + "/child"
			if err := os.WriteFile(d.program, []byte("#!/bin/sh\n"+c.script+"\n"), 0o700); err != nil {
				t.Fatal(err)
			}
			_, err = d.Render(context.Background(), bytes.NewReader(photo), DefaultRecipe())
			if e, ok := told(err); !ok || e.Code != c.code {
				t.Errorf("got %v, want %s", err, c.code)
			}
		})
	}
}

// The limit on memory is real: a child that asks for more is ended by it.
func TestTheChildHasALimitOnMemory(t *testing.T) {
	if os.Getenv("WARTA_NIGHTLY") == "" {
		t.Skip("takes seconds; runs with WARTA_NIGHTLY=1")
	}
	// Three allocations of the decoder's own that the estimate allows singly.
	lines := make([]byte, 7000*(1+7000*8))
	b := rawPNG(7000, 7000, 16, 6, 0, lines)
	lines = nil
	resetPeak()
	before := peak(t)
	p, err := plainRoom.Render(context.Background(), bytes.NewReader(b), Recipe{Widths: []int{320}})
	if err != nil {
		e, ok := told(err)
		if !ok || e.Code != "media.memory" {
			t.Fatal(err)
		}
	} else if p.Width != 7000 {
		t.Errorf("width %d", p.Width)
	}
	if grown := peak(t) - before; grown > 64<<20 {
		t.Errorf("memory of the main process grew by %d MiB", grown>>20)
	}
	if p != nil {
		t.Logf("49 megapixels of 16 bits took %v", p.CPU)
	}
}
