package media

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"
	"time"
)

// iimBlock is Photoshop's segment with IIM data sets.
func iimBlock(sets ...string) []byte {
	var iim []byte
	for _, s := range sets {
		iim = append(iim, 0x1C, s[0], s[1], byte((len(s)-2)>>8), byte(len(s)-2))
		iim = append(iim, s[2:]...)
	}
	if len(iim)%2 == 1 {
		iim = append(iim, 0)
	}
	b := []byte("Photoshop 3.0\x008BIM\x04\x04\x00\x00")
	b = append(b, byte(len(iim)>>24), byte(len(iim)>>16), byte(len(iim)>>8), byte(len(iim)))
	return append(b, iim...)
}

func xmpSegment(properties string) []byte {
	return []byte("http://ns.adobe.com/xap/1.0/\x00" + `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:c="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/" xmlns:e="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmlns:r="http://ns.adobe.com/xap/1.0/rights/">` + properties + `</rdf:Description></rdf:RDF></x:xmpmeta>`)
}

func TestMetadataIsReadWithItsOrigin(t *testing.T) {
	plain := asJPEG(solid(16, 16, red))
	iim := func(sets ...string) []byte { return withSegment(plain, 0xED, iimBlock(sets...)) }
	tests := []struct {
		name string
		b    []byte
		got  func(Meta) Field
		want Field
	}{
		{"XMP wins over IIM", withSegment(iim("\x02\x78lama"), 0xE1, xmpSegment(`<dc:description><rdf:Alt><rdf:li xml:lang="en">new</rdf:li><rdf:li xml:lang="x-default">baru</rdf:li></rdf:Alt></dc:description>`)),
			func(m Meta) Field { return m.Caption }, Field{"baru", "xmp"}},
		{"alt text", withSegment(plain, 0xE1, xmpSegment(`<c:AltTextAccessibility><rdf:Alt><rdf:li xml:lang="id">Anak di perahu</rdf:li></rdf:Alt></c:AltTextAccessibility>`)),
			func(m Meta) Field { return m.Alt }, Field{"Anak di perahu", "xmp"}},
		{"digital source type as an address", withSegment(plain, 0xE1, xmpSegment(`<e:DigitalSourceType rdf:resource="http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"/>`)),
			func(m Meta) Field { return m.AISource }, Field{sourceTypes + "trainedAlgorithmicMedia", "xmp"}},
		{"usage terms", withSegment(plain, 0xE1, xmpSegment(`<r:UsageTerms><rdf:Alt><rdf:li xml:lang="x-default">Sekali</rdf:li></rdf:Alt></r:UsageTerms>`)),
			func(m Meta) Field { return m.Terms }, Field{"Sekali", "xmp"}},
		{"city in a structure", withSegment(plain, 0xE1, xmpSegment(`<e:LocationCreated><rdf:Bag><rdf:li rdf:parseType="Resource"><e:City>Kupang</e:City></rdf:li></rdf:Bag></e:LocationCreated>`)),
			func(m Meta) Field { return m.City }, Field{"Kupang", "xmp"}},
		{"IIM in declared UTF-8", iim("\x01\x5A\x1B%G", "\x02\x5AYogyakarta – é"), func(m Meta) Field { return m.City }, Field{"Yogyakarta – é", "iptc"}},
		{"IIM in undeclared UTF-8", iim("\x02\x5ACafé – Bandung"), func(m Meta) Field { return m.City }, Field{"Café – Bandung", "iptc"}},
		{"IIM in Latin-1", iim("\x02\x6ECaf\xE9"), func(m Meta) Field { return m.Credit }, Field{"Café", "iptc"}},
		{"IIM with Windows quotes", iim("\x02\x69\x93Banjir\x94"), func(m Meta) Field { return m.Headline }, Field{"“Banjir”", "iptc"}},
		{"what a camera writes is no caption", withSegment(plain, 0xE1, []byte("Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x0e\x01\x02\x00\x10\x00\x00\x00\x1a\x00\x00\x00\x00\x00\x00\x00SONY DSC        ")),
			func(m Meta) Field { return m.Caption }, Field{}},
		{"EXIF's description is one", withSegment(plain, 0xE1, []byte("Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x0e\x01\x02\x00\x10\x00\x00\x00\x1a\x00\x00\x00\x00\x00\x00\x00Banjir di Demak ")),
			func(m Meta) Field { return m.Caption }, Field{"Banjir di Demak", "exif"}},
		{"broken XMP leaves IIM", withSegment(iim("\x02\x78tetap"), 0xE1, []byte("http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta><rdf:RDF <<<<")),
			func(m Meta) Field { return m.Caption }, Field{"tetap", "iptc"}},
		{"hidden controls are taken out", iim("\x01\x5A\x1B%G", "\x02\x69A\u202eB\x00C"), func(m Meta) Field { return m.Headline }, Field{"ABC", "iptc"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := bytes.NewReader(tt.b)
			in, err := Inspect(context.Background(), r)
			if err != nil {
				t.Fatal(err)
			}
			m, err := ReadMeta(context.Background(), r, in)
			if err != nil {
				t.Log(err)
			}
			if got := tt.got(m); got != tt.want {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
		})
	}
}

func TestTheDateKeepsItsZoneWhereTheFileKnowsIt(t *testing.T) {
	plain := asJPEG(solid(16, 16, red))
	wib := time.FixedZone("", 7*3600)
	for name, c := range map[string]struct {
		b     []byte
		want  time.Time
		zoned bool
		from  string
	}{
		"XMP": {withSegment(plain, 0xE1, xmpSegment(`<photoshop:DateCreated>2026-05-01T07:30:00+07:00</photoshop:DateCreated>`)), time.Date(2026, 5, 1, 7, 30, 0, 0, wib), true, "xmp"},
		"IIM": {withSegment(plain, 0xED, iimBlock("\x02\x3720260501", "\x02\x3c073000+0700")), time.Date(2026, 5, 1, 7, 30, 0, 0, wib), true, "iptc"},
		"day": {withSegment(plain, 0xED, iimBlock("\x02\x3720260501")), time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC), false, "iptc"},
	} {
		m := readBack(t, c.b)
		if !m.Taken.Equal(c.want) || m.Zoned != c.zoned || m.TakenFrom != c.from {
			t.Errorf("%s: %v %v %v", name, m.Taken, m.Zoned, m.TakenFrom)
		}
	}
	m := readBack(t, tagged(0))
	if m.TakenFrom != "exif" || m.Zoned || m.Taken.Hour() != 7 {
		t.Errorf("EXIF: %v %v %v", m.Taken, m.Zoned, m.TakenFrom)
	}
	for name := range m.More {
		if strings.Contains(name, "GPS") {
			t.Errorf("position was read: %s", name)
		}
	}
}

// IPTC's reference photo: every property's value names itself.
func TestTheReferencePhotoIsReadInFull(t *testing.T) {
	b, err := os.ReadFile("../../../shared/testdata/iptc-photo/IPTC-PhotometadataRef-Std2017.1.jpg")
	if err != nil {
		t.Skip("IPTC's reference photo is not here; our own fixtures are tested above")
	}
	m := readBack(t, b)
	for what, pair := range map[string][2]string{
		"title": {m.Title.Value, "The Title (ref2017.1)"}, "headline": {m.Headline.Value, "The Headline (ref2017.1)"},
		"caption": {m.Caption.Value, "The description aka caption (ref2017.1)"}, "credit": {m.Credit.Value, "Credit Line (ref2017.1)"},
		"source": {m.Source.Value, "Source (ref2017.1)"}, "copyright": {m.Copyright.Value, "Copyright (Notice) 2017.1 IPTC - www.iptc.org  (ref2017.1)"},
		"owner": {strings.Join(m.Owner.Values, "|"), "Copyright Owner Name 1 (ref2017.1)|Copyright Owner Name 2 (ref2017.1)"},
		"terms": {m.Terms.Value, "Rights Usage Termns (ref2017.1)"}, "instruction": {m.Instruction.Value, "An Instruction (ref2017.1)"},
		"byline": {strings.Join(m.Byline.Values, "|"), "Creator1 (ref2017.1)|Creator2 (ref2017.1)"}, "byline title": {m.BylineTitle.Value, "Creator's Job Title  (ref2017.1)"},
		"writer": {m.Writer.Value, "Description Writer (ref2017.1)"}, "job": {m.JobID.Value, "Job Id (ref2017.1)"},
		"keywords": {strings.Join(m.Keywords.Values, "|"), "Keyword1ref2017.1|Keyword2ref2017.1|Keyword3ref2017.1"},
		"subjects": {strings.Join(m.Subjects.Values, "|"), "1ref2017.1|2ref2017.1|3ref2017.1"}, "genre": {m.Genre.Value, "A Genre (ref2017.1)"},
		"scenes": {strings.Join(m.Scenes.Values, "|"), "IPTC-Scene-Code1 (ref2017.1)|IPTC-Scene-Code2 (ref2017.1)"},
		"event":  {m.Event.Value, "An Event (ref2017.1)"}, "people": {strings.Join(m.People.Values, "|"), "Person Shown 1 (ref2017.1)|Person Shown 2 (ref2017.1)"},
		"place": {m.Place.Value, "Sublocation (Core) (ref2017.1)"}, "city": {m.City.Value, "City (Core) (ref2017.1)"},
		"state": {m.State.Value, "Province/State (Core) (ref2017.1)"}, "country": {m.Country.Value, "Country (Core) (ref2017.1)"},
		"code": {m.CountryCode.Value, "R17"}, "AI source": {m.AISource.Value, sourceTypes + "softwareImage"},
		"orgs":     {strings.Join(m.Orgs.Values, "|"), "Organisation Name 1 (ref2017.1)|Organisation Name 2 (ref2017.1)|Organisation Name 3 (ref2017.1)"},
		"rights":   {m.RightsURL.Value, "http://www.WebStatementOfRights.org/2017.1"},
		"licensor": {strings.Join(m.More["plus:Licensor/LicensorName"], "|"), "Licensor Name 1 (ref2017.1)|Licensor Name 2 (ref2017.1)"},
		"mail":     {strings.Join(m.More["Iptc4xmpCore:CreatorContactInfo/CiEmailWork"], "|"), "Creator's CI: Email@1, Email@2 (ref2017.1)"},
		"shown":    {strings.Join(m.More["Iptc4xmpExt:LocationShown/City"], "|"), "City (Location shown1) (ref2017.1)|City (Location shown2) (ref2017.1)"},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s is %q, want %q", what, pair[0], pair[1])
		}
	}
	if want := time.Date(2017, 7, 13, 17, 1, 0, 0, time.UTC); !m.Taken.Equal(want) || !m.Zoned {
		t.Errorf("taken %v, zone known: %v", m.Taken, m.Zoned)
	}
	// The same from IIM alone, whose fields are shorter.
	iim := readBack(t, bytes.ReplaceAll(b, []byte("http://ns.adobe.com/xap/1.0/\x00"), []byte("http://ns.adobe.com/xxx/1.0/\x00")))
	for what, f := range map[string]Field{"title": iim.Title, "headline": iim.Headline, "caption": iim.Caption, "credit": iim.Credit, "source": iim.Source,
		"copyright": iim.Copyright, "instruction": iim.Instruction, "byline title": iim.BylineTitle, "writer": iim.Writer, "job": iim.JobID, "genre": iim.Genre,
		"place": iim.Place, "city": iim.City, "state": iim.State, "country": iim.Country, "code": iim.CountryCode} {
		if f.From != "iptc" || f.Value == "" {
			t.Errorf("IIM's %s is %+v", what, f)
		}
	}
	if iim.Byline.From != "iptc" || len(iim.Keywords.Values) != 3 || len(iim.Subjects.Values) != 3 || iim.TakenFrom != "iptc" || !iim.Zoned {
		t.Errorf("IIM: %+v %+v %+v %v", iim.Byline, iim.Keywords, iim.Subjects, iim.TakenFrom)
	}
}

func FuzzReadMeta(f *testing.F) {
	plain := asJPEG(solid(8, 8, red))
	f.Add(tagged(0))
	f.Add(tagged(1))
	f.Add(tagged(2))
	f.Add(withSegment(plain, 0xED, iimBlock("\x02\x78teks", "\x01\x5A\x1B%G")))
	f.Add(withSegment(plain, 0xE1, xmpSegment(`<dc:title><rdf:Alt><rdf:li>x</rdf:li></rdf:Alt></dc:title>`)))
	f.Fuzz(func(t *testing.T, b []byte) {
		r := bytes.NewReader(b)
		in, err := Inspect(context.Background(), r)
		if err != nil {
			return
		}
		m, _ := ReadMeta(context.Background(), r, in)
		for _, v := range append(m.Keywords.Values, m.Caption.Value, m.Credit.Value, m.City.Value) {
			if clean(v) != v {
				t.Fatalf("%q is not clean", v)
			}
		}
	})
}

func FuzzInspect(f *testing.F) {
	for _, o := range oddPictures() {
		if len(o.bytes) < 8<<10 {
			f.Add(o.bytes)
		}
	}
	f.Add(film())
	f.Add(webm())
	f.Add(sound())
	f.Fuzz(func(t *testing.T, b []byte) {
		in, err := Inspect(context.Background(), bytes.NewReader(b))
		if err != nil {
			if _, ok := told(err); !ok {
				t.Fatalf("refused without a sentence: %v", err)
			}
			return
		}
		if in.Kind == "photo" && in.Width*in.Height > maxPixels {
			t.Fatalf("%d × %d pixels", in.Width, in.Height)
		}
	})
}

func FuzzEncodeJPEG(f *testing.F) {
	f.Add([]byte{1, 2, 3, 4, 250, 0, 0, 255, 128}, uint8(17), uint8(70))
	f.Add(bytes.Repeat([]byte{0, 255}, 300), uint8(33), uint8(100))
	f.Fuzz(func(t *testing.T, b []byte, width, quality uint8) {
		w := max(1, int(width))
		h := min(200, len(b)/w)
		if h == 0 {
			return
		}
		cw, ch := chroma(w, h)
		p := &picture{w: w, h: h, model: ycc, planes: []plane{{pix: b, stride: w, w: w, h: h, sx: 1, sy: 1}, newPlane(cw, ch), newPlane(cw, ch)}}
		for i := range p.planes[1].pix {
			p.planes[1].pix[i], p.planes[2].pix[i] = b[i%len(b)], b[(i*7)%len(b)]
		}
		out, err := encodeJPEG(p, int(quality))
		if err != nil {
			t.Fatal(err)
		}
		in := Info{Format: "jpeg", head: head{w: w, h: h, comps: 3, adobe: -1}}
		if _, err := load(bytes.NewReader(out), &in); err != nil {
			t.Fatalf("%d × %d at %d: %v", w, h, quality, err)
		}
	})
}
