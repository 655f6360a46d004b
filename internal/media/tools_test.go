package media

import (
	"bytes"
	"context"
	"image/jpeg"
	"strings"
	"testing"

	"golang.org/x/image/webp"
)

// A gradient from red to blue, 64 × 48, as AVIF and as HEIC.
var (
	avifPhoto = unbase64("AAAAHGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZgAAAOptZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAAA5waXRtAAAAAAABAAAAImlsb2MAAAAAREAAAQABAAAAAAEOAAEAAAAAAAAANwAAACNpaW5mAAAAAAABAAAAFWluZmUCAAAAAAEAAGF2MDEAAAAAamlwcnAAAABLaXBjbwAAABNjb2xybmNseAACAAIABoAAAAAMYXYxQ4EADAAAAAAUaXNwZQAAAAAAAABAAAAAMAAAABBwaXhpAAAAAAMICAgAAAAXaXBtYQAAAAAAAAABAAEEgYIDhAAAAD9tZGF0EgAKBhgVf72BCDIrGAAKKKKEALWvORFlJ2mwimz/k7c/ePwIkHYS/x16NCI+VOLCu5tIzbcWoA==")
	heicPhoto = unbase64("AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAaptZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAAA5waXRtAAAAAAACAAAAEGlkYXQAAAAAAEAAMAAAADhpbG9jAQAAAERAAAIAAQAAAAAAAAHOAAEAAAAAAAAAQAACAAEAAAAAAAAAAQAAAAAAAAAIAAAAOGlpbmYAAAAAAAIAAAAVaW5mZQIAAAEAAQAAaHZjMQAAAAAVaW5mZQIAAAAAAgAAZ3JpZAAAAADVaXBycAAAALNpcGNvAAAAc2h2Y0MBA3AAAAAAAAAAAAAe8AD8/fj4AAAPAyAAAQAYQAEMAf//A3AAAAMAkAAAAwAAAwAeugJAIQABACdCAQEDcAAAAwCQAAADAAADAB6gIIEFlurkprmwIAAAAwAgAAADACEiAAEABkQBwXPAiQAAABRpc3BlAAAAAAAAAEAAAABAAAAAFGlzcGUAAAAAAAAAQAAAADAAAAAQcGl4aQAAAAADCAgIAAAAGmlwbWEAAAAAAAAAAgABAoECAAICA4QAAAAaaXJlZgAAAAAAAAAOZGltZwACAAEAAQAAAEhtZGF0AAAAPCgBrxOA9WciYbd0/LwROw/gaKCDI5FrmiAooVo6pYHddnveVzzIS6m2RFqTCPdH3kxKUZfzH7MaHPOF4A==")
)

func TestPhonesFormatsAreConvertedOrRefusedWithAdvice(t *testing.T) {
	room, err := NewDarkroom(Options{})
	if err != nil {
		t.Fatal(err)
	}
	for format, b := range map[string][]byte{"avif": avifPhoto, "heic": heicPhoto} {
		in, err := Inspect(context.Background(), bytes.NewReader(b))
		if err != nil || in.Format != format || !in.NeedsTool || in.Width != 64 || in.Height < 48 {
			t.Fatalf("%s: %+v, %v", format, in, err)
		}
		_, err = plainRoom.Render(context.Background(), bytes.NewReader(b), Recipe{Widths: []int{32}})
		if e, ok := told(err); !ok || e.Code != "media.needs_tool" || e.Args["format"] != strings.ToUpper(format) {
			t.Errorf("%s without a tool: %v", format, err)
		}
		// Each program that is here, alone.
		all := room.tools
		for name, only := range map[string]Tools{
			"libavif":     {AVIFDec: all.AVIFDec},
			"libheif":     {HEIFDec: all.HEIFDec},
			"ImageMagick": {Magick: all.Magick, MagickReads: all.MagickReads},
			"ffmpeg":      {FFmpeg: all.FFmpeg},
		} {
			d := *room
			d.tools = only
			if only.converter(format) == nil {
				continue
			}
			p, err := d.Render(context.Background(), bytes.NewReader(b), Recipe{Widths: []int{32}})
			if e, ok := told(err); ok && e.Code == "media.unconverted" && name == "libheif" && format == "avif" {
				continue // built without AV1
			}
			if err != nil {
				t.Errorf("%s with %s: %v", format, name, err)
				continue
			}
			img, err := jpeg.Decode(bytes.NewReader(p.Renditions[0].Bytes))
			if err != nil {
				t.Fatal(err)
			}
			r1, _, b1, _ := img.At(16, 1).RGBA()
			r2, _, b2, _ := img.At(16, 22).RGBA()
			if r1 < b1 || r2 > b2 || p.Width != 64 || p.Height != 48 {
				t.Errorf("%s with %s is not the gradient", format, name)
			}
		}
		d := *room
		if d.tools.converter(format) == nil {
			continue
		}
		cut := bytes.Clone(b)
		for i := len(cut) - 60; i < len(cut); i++ {
			cut[i] ^= 0x5A
		}
		if _, err := d.Render(context.Background(), bytes.NewReader(cut[:len(cut)-30]), Recipe{Widths: []int{32}}); err != nil {
			if _, ok := told(err); !ok {
				t.Errorf("damaged %s: %v", format, err)
			}
		}
	}
}

func TestBetterFormatsAreMadeWhereAnEncoderIs(t *testing.T) {
	room, err := NewDarkroom(Options{})
	if err != nil {
		t.Fatal(err)
	}
	if room.tools.CWebP == "" && room.tools.AVIFEnc == "" {
		t.Skip("neither cwebp nor avifenc is here (Debian: apt-get install webp libavif-bin)")
	}
	photo := asJPEG(scene(300, 200))
	p, err := room.Render(context.Background(), bytes.NewReader(photo), Recipe{Widths: []int{101}, Formats: []string{"webp", "avif"}})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, r := range p.Renditions {
		seen[r.MIME] = true
		b, err := Stamp(r.Bytes, credit)
		if err != nil {
			t.Fatalf("%s: %v", r.MIME, err)
		}
		m := readBack(t, b)
		if m.Credit.Value != credit.Credit || m.Copyright.Value != credit.Copyright {
			t.Errorf("%s says %q, %q", r.MIME, m.Credit.Value, m.Copyright.Value)
		}
		switch r.MIME {
		case "image/webp":
			img, err := webp.Decode(bytes.NewReader(b))
			if err != nil || img.Bounds().Dx() != r.Width || img.Bounds().Dy() != r.Height {
				t.Errorf("WebP: %v", err)
			}
		case "image/avif":
			in, err := Inspect(context.Background(), bytes.NewReader(b))
			if err != nil || in.Width != r.Width || in.Height != r.Height {
				t.Errorf("AVIF: %+v, %v", in, err)
			}
		}
	}
	if seen["image/webp"] != (room.tools.CWebP != "") || seen["image/avif"] != (room.tools.AVIFEnc != "") {
		t.Errorf("made %v with %+v", seen, room.tools)
	}
}
