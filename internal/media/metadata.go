package media

import (
	"bytes"
	"context"
	"io"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/bep/imagemeta"
)

// Field is one thing that a photo says about itself, and where: "xmp", "iptc"
// or "exif". The desk shows the origin beside the value (newsroom.md MDK-2).
type Field struct {
	Value string `json:"value,omitempty"`
	From  string `json:"from,omitempty"`
}

// List is a field with several values.
type List struct {
	Values []string `json:"values,omitempty"`
	From   string   `json:"from,omitempty"`
}

// Meta is what a photo brings along, in the words of IPTC's Photo Metadata
// Standard. XMP wins over IIM, which wins over EXIF. Where the photo was taken
// in coordinates is not read: nobody needs it, and it cannot leak.
type Meta struct {
	Title       Field `json:"title"` // a reference, often the slugline
	Headline    Field `json:"headline"`
	Caption     Field `json:"caption"`
	Alt         Field `json:"alt"`
	LongAlt     Field `json:"long_alt"`
	Credit      Field `json:"credit"`
	Source      Field `json:"source"`
	Copyright   Field `json:"copyright"`
	Owner       List  `json:"owner"` // of the copyright
	Terms       Field `json:"terms"` // rights usage terms
	RightsURL   Field `json:"rights_url"`
	Instruction Field `json:"instruction"`
	Byline      List  `json:"byline"`
	BylineTitle Field `json:"byline_title"`
	Writer      Field `json:"writer"` // of the caption
	JobID       Field `json:"job_id"`
	Keywords    List  `json:"keywords"`
	Subjects    List  `json:"subjects"` // subject codes
	Scenes      List  `json:"scenes"`
	Genre       Field `json:"genre"`
	Event       Field `json:"event"`
	People      List  `json:"people"` // shown
	Orgs        List  `json:"orgs"`   // shown
	Place       Field `json:"place"`  // sublocation
	City        Field `json:"city"`
	State       Field `json:"state"`
	Country     Field `json:"country"`
	CountryCode Field `json:"country_code"`
	// AISource is IPTC's digital source type, as its address.
	AISource Field `json:"ai_source"`
	// Taken is when; Zoned says whether the file knew the zone, without which
	// it is wall-clock time, told as UTC.
	Taken     time.Time `json:"taken,omitzero"`
	Zoned     bool      `json:"zoned,omitempty"`
	TakenFrom string    `json:"taken_from,omitempty"`
	// More is everything else in XMP, by prefixed name; parts of structures are
	// joined by slashes: "Iptc4xmpExt:LocationShown/City".
	More map[string][]string `json:"more,omitempty"`
}

var metaFormats = map[string]imagemeta.ImageFormat{
	"jpeg": imagemeta.JPEG, "png": imagemeta.PNG, "webp": imagemeta.JPEG, "heic": imagemeta.HEIF, "avif": imagemeta.AVIF,
}

// ReadMeta reads IIM, XMP and EXIF of a photo that [Inspect] has seen. Damaged
// metadata is no reason to refuse a photo: what can be read is given, and the
// error is for the log.
func ReadMeta(ctx context.Context, r io.ReadSeeker, in Info) (Meta, error) {
	var (
		m    Meta
		x    xmpProps
		iptc = tagMap{}
		exif = tagMap{}

		packets int
	)
	if in.head.xmp != nil {
		x = parseXMP(in.head.xmp)
	}
	format, ok := metaFormats[in.Format]
	if in.Format == "webp" {
		// The library loses its way after a chunk of odd length; it reads the
		// same block well where a JPEG has it.
		b := in.head.exif
		if len(b) == 0 || len(b) > 0xFFF0 {
			ok = false
		}
		n := len(b) + 8
		r = bytes.NewReader(append(append([]byte{0xFF, 0xD8, 0xFF, 0xE1, byte(n >> 8), byte(n)}, "Exif\x00\x00"...), append(bytes.Clone(b), 0xFF, 0xD9)...))
		format = imagemeta.JPEG
	}
	if !ok {
		m.fill(x, iptc, exif)
		return m, nil
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return m, unread(err)
	}
	_, err := imagemeta.Decode(imagemeta.Options{
		R:           &ctxSeeker{ctx, r},
		ImageFormat: format,
		Sources:     imagemeta.EXIF | imagemeta.IPTC | imagemeta.XMP,
		ShouldHandleTag: func(t imagemeta.TagInfo) bool {
			return t.Source == imagemeta.IPTC || strings.HasPrefix(t.Namespace, "IFD0") && wantEXIF[t.Tag]
		},
		HandleTag: func(t imagemeta.TagInfo) error {
			switch t.Source {
			case imagemeta.IPTC:
				iptc.add(t)
			case imagemeta.EXIF:
				exif.add(t)
			}
			return nil
		},
		HandleXMP: func(r io.Reader) error {
			if packets++; packets > 8 {
				_, err := io.Copy(io.Discard, io.LimitReader(r, MaxPhoto))
				return err
			}
			b, err := io.ReadAll(io.LimitReader(r, maxXMP))
			if err != nil {
				return err
			}
			if _, err := io.Copy(io.Discard, io.LimitReader(r, MaxPhoto)); err != nil {
				return err
			}
			for k, v := range parseXMP(b) {
				if x == nil {
					x = xmpProps{}
				}
				if _, have := x[k]; !have {
					x[k] = v
				}
			}
			return nil
		},
		LimitTagSize: 32 << 10,
		Timeout:      5 * time.Second,
	})
	m.fill(x, iptc, exif)
	if ctx.Err() != nil {
		return m, ctx.Err()
	}
	return m, err
}

// ctxSeeker ends reading with its context.
type ctxSeeker struct {
	ctx context.Context
	io.ReadSeeker
}

func (c *ctxSeeker) Read(b []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.ReadSeeker.Read(b)
}

var wantEXIF = map[string]bool{
	"ImageDescription": true, "Artist": true, "Copyright": true, "XPTitle": true, "XPComment": true, "XPAuthor": true,
	"XPKeywords": true, "XPSubject": true, "DateTimeOriginal": true, "OffsetTimeOriginal": true, "OffsetTime": true,
	"CreateDate": true, "DateTimeDigitized": true, "OffsetTimeDigitized": true, "ExifOffset": true, "ExifIFD": true, "ExifIFDPointer": true,
}

// tagMap holds values by tag, not more than a person would write: directories
// can name the same bytes over and over.
type tagMap map[string][]string

func (m tagMap) add(t imagemeta.TagInfo) {
	var values []string
	switch v := t.Value.(type) {
	case string:
		values = []string{v}
	case []string:
		values = v
	case []byte:
		values = []string{string(v)}
	}
	if room := 500 - len(m[t.Tag]); len(values) > room {
		values = values[:room]
	}
	for _, v := range values {
		m[t.Tag] = append(m[t.Tag], v[:min(len(v), 12_000)])
	}
}

// latin mends what was read as Latin-1 for want of a declared character set:
// most programs that declare none write UTF-8, older ones Windows' code page.
func latin(s string) string {
	b := make([]byte, 0, len(s))
	for _, r := range s {
		if r > 0xFF {
			return s
		}
		b = append(b, byte(r))
	}
	return foreign(b)
}

// foreign decodes bytes that are UTF-8 or else Windows-1252.
func foreign(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	var out strings.Builder
	for _, c := range b {
		if c >= 0x80 && c < 0xA0 {
			out.WriteRune(windows1252[c-0x80])
		} else {
			out.WriteRune(rune(c))
		}
	}
	return out.String()
}

var windows1252 = [32]rune{
	'€', 0x81, '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', 0x8D, 'Ž', 0x8F,
	0x90, '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', 0x9D, 'ž', 'Ÿ',
}

// clean makes a value fit to show: valid, without control characters but line
// breaks, without space around, of a length that a person wrote.
func clean(s string) string {
	s = strings.ToValidUTF8(s, "")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == '\r':
			return '\n'
		case unicode.IsControl(r) || r == '\uFEFF' || r == '\uFFFD':
			return -1
		case r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069:
			return -1 // they turn the rest of a line around
		}
		return r
	}, s)
	s = strings.TrimSpace(s)
	if len(s) > 10_000 {
		s = strings.ToValidUTF8(s[:10_000], "")
	}
	return s
}

func cleanAll(values []string, most int) (out []string) {
	for _, v := range values {
		if v = clean(v); v != "" && !slices.Contains(out, v) && len(out) < most {
			out = append(out, v)
		}
	}
	return out
}

// fill chooses for each field the first origin that has it.
func (m *Meta) fill(x xmpProps, iptc, exif tagMap) {
	if _, declared := iptc["CodedCharacterSet"]; !declared {
		for _, values := range iptc {
			for i, v := range values {
				values[i] = latin(v)
			}
		}
	}
	for tag, values := range exif {
		for i, v := range values {
			if strings.HasPrefix(tag, "XP") {
				values[i] = wide(v)
			} else {
				values[i] = latin(v)
			}
		}
	}
	list := func(l *List, xs, is, es []string) {
		for _, name := range xs {
			if v := cleanAll(x[name], 500); v != nil {
				*l = List{v, "xmp"}
				return
			}
		}
		for _, name := range is {
			if v := cleanAll(iptc[name], 500); v != nil {
				*l = List{v, "iptc"}
				return
			}
		}
		for _, name := range es {
			var parts []string
			for _, v := range exif[name] {
				if !boilerplate(v) {
					parts = append(parts, strings.FieldsFunc(v, func(r rune) bool { return r == ';' })...)
				}
			}
			if v := cleanAll(parts, 500); v != nil {
				*l = List{v, "exif"}
				return
			}
		}
	}
	field := func(f *Field, xs, is, es []string) {
		for _, name := range xs {
			if v := cleanAll(x[name], 1); v != nil {
				*f = Field{v[0], "xmp"}
				return
			}
		}
		for _, name := range is {
			if v := cleanAll(iptc[name], 1); v != nil {
				*f = Field{v[0], "iptc"}
				return
			}
		}
		for _, name := range es {
			if v := cleanAll(exif[name], 1); v != nil && !boilerplate(v[0]) {
				*f = Field{v[0], "exif"}
				return
			}
		}
	}
	type names = []string
	field(&m.Title, names{"dc:title"}, names{"ObjectName"}, names{"XPTitle"})
	field(&m.Headline, names{"photoshop:Headline"}, names{"Headline"}, nil)
	field(&m.Caption, names{"dc:description"}, names{"Caption-Abstract", "Caption"}, names{"ImageDescription", "XPComment", "XPSubject"})
	field(&m.Alt, names{"Iptc4xmpCore:AltTextAccessibility"}, nil, nil)
	field(&m.LongAlt, names{"Iptc4xmpCore:ExtDescrAccessibility"}, nil, nil)
	field(&m.Credit, names{"photoshop:Credit"}, names{"Credit"}, nil)
	field(&m.Source, names{"photoshop:Source"}, names{"Source"}, nil)
	field(&m.Copyright, names{"dc:rights"}, names{"CopyrightNotice"}, names{"Copyright"})
	list(&m.Owner, names{"plus:CopyrightOwner/CopyrightOwnerName", "xmpRights:Owner"}, nil, nil)
	field(&m.Terms, names{"xmpRights:UsageTerms"}, nil, nil)
	field(&m.RightsURL, names{"xmpRights:WebStatement"}, nil, nil)
	field(&m.Instruction, names{"photoshop:Instructions"}, names{"SpecialInstructions"}, nil)
	list(&m.Byline, names{"dc:creator"}, names{"By-line", "Byline"}, names{"Artist", "XPAuthor"})
	field(&m.BylineTitle, names{"photoshop:AuthorsPosition"}, names{"By-lineTitle", "BylineTitle"}, nil)
	field(&m.Writer, names{"photoshop:CaptionWriter"}, names{"Writer-Editor"}, nil)
	field(&m.JobID, names{"photoshop:TransmissionReference"}, names{"OriginalTransmissionReference"}, nil)
	list(&m.Keywords, names{"dc:subject"}, names{"Keywords"}, names{"XPKeywords"})
	list(&m.Subjects, names{"Iptc4xmpCore:SubjectCode"}, names{"SubjectReference"}, nil)
	list(&m.Scenes, names{"Iptc4xmpCore:Scene"}, nil, nil)
	field(&m.Genre, names{"Iptc4xmpCore:IntellectualGenre", "Iptc4xmpExt:Genre/CvTermName"}, names{"ObjectAttributeReference"}, nil)
	field(&m.Event, names{"Iptc4xmpExt:Event", "Iptc4xmpExt:EventExt/Name"}, nil, nil)
	list(&m.People, names{"Iptc4xmpExt:PersonInImage", "Iptc4xmpExt:PersonInImageWDetails/PersonName"}, nil, nil)
	list(&m.Orgs, names{"Iptc4xmpExt:OrganisationInImageName"}, nil, nil)
	field(&m.Place, names{"Iptc4xmpCore:Location", "Iptc4xmpExt:LocationCreated/Sublocation"}, names{"Sub-location", "Sublocation"}, nil)
	field(&m.City, names{"photoshop:City", "Iptc4xmpExt:LocationCreated/City", "Iptc4xmpExt:LocationShown/City"}, names{"City"}, nil)
	field(&m.State, names{"photoshop:State", "Iptc4xmpExt:LocationCreated/ProvinceState"}, names{"Province-State", "ProvinceState"}, nil)
	field(&m.Country, names{"photoshop:Country", "Iptc4xmpExt:LocationCreated/CountryName"}, names{"Country-PrimaryLocationName"}, nil)
	field(&m.CountryCode, names{"Iptc4xmpCore:CountryCode", "Iptc4xmpExt:LocationCreated/CountryCode"}, names{"Country-PrimaryLocationCode"}, nil)
	field(&m.AISource, names{"Iptc4xmpExt:DigitalSourceType", "Iptc4xmpExt:DigitalSourcetype"}, nil, nil)
	m.fillTaken(x, iptc, exif)
	for name, values := range x {
		if !usedXMP[name] && !strings.Contains(name, "GPS") {
			if v := cleanAll(values, 200); v != nil {
				if m.More == nil {
					m.More = map[string][]string{}
				}
				m.More[name] = v
			}
		}
	}
}

// usedXMP are the properties that have a field of their own.
var usedXMP = map[string]bool{
	"dc:title": true, "photoshop:Headline": true, "dc:description": true, "Iptc4xmpCore:AltTextAccessibility": true,
	"Iptc4xmpCore:ExtDescrAccessibility": true, "photoshop:Credit": true, "photoshop:Source": true, "dc:rights": true,
	"xmpRights:UsageTerms": true, "xmpRights:WebStatement": true, "photoshop:Instructions": true, "dc:creator": true,
	"photoshop:AuthorsPosition": true, "photoshop:CaptionWriter": true, "photoshop:TransmissionReference": true,
	"dc:subject": true, "Iptc4xmpCore:SubjectCode": true, "Iptc4xmpCore:Scene": true, "Iptc4xmpCore:IntellectualGenre": true,
	"Iptc4xmpExt:Event": true, "Iptc4xmpExt:PersonInImage": true, "Iptc4xmpExt:OrganisationInImageName": true,
	"Iptc4xmpCore:Location": true, "photoshop:City": true, "photoshop:State": true, "photoshop:Country": true,
	"Iptc4xmpCore:CountryCode": true, "Iptc4xmpExt:DigitalSourceType": true, "photoshop:DateCreated": true,
}

// wide decodes the UTF-16 of Windows' own EXIF tags, if the reader has not.
func wide(s string) string {
	b := []byte(s)
	if len(b) < 2 || len(b)%2 != 0 || !slices.Contains(b, 0) {
		return latin(s)
	}
	u := make([]uint16, len(b)/2)
	for i := range u {
		u[i] = uint16(b[2*i]) | uint16(b[2*i+1])<<8
	}
	return string(utf16.Decode(u))
}

// boilerplate is what cameras write where a caption would be.
func boilerplate(s string) bool {
	u := strings.ToUpper(strings.TrimSpace(s))
	for _, known := range []string{"DIGITAL CAMERA", "SONY DSC", "SAMSUNG CSC", "DCIM", "EXIF_", "DEFAULT", "PICASA", "MINOLTA", "KONICA", "CREATED WITH GIMP", "UNKNOWN"} {
		if u == known || strings.HasSuffix(u, known) && len(u) < 40 || strings.HasPrefix(u, known) && len(u) < 24 {
			return true
		}
	}
	return false
}

func (m *Meta) fillTaken(x xmpProps, iptc, exif tagMap) {
	one := func(values []string) string {
		if len(values) == 0 {
			return ""
		}
		return clean(values[0])
	}
	for _, name := range []string{"photoshop:DateCreated", "exif:DateTimeOriginal", "xmp:CreateDate"} {
		if m.setTaken(one(x[name]), "xmp") {
			return
		}
	}
	if day := one(iptc["DateCreated"]); day != "" {
		at := strings.ReplaceAll(day, ":", "-")
		if clock := one(iptc["TimeCreated"]); clock != "" && m.setTaken(at+"T"+clock, "iptc") || m.setTaken(at, "iptc") {
			return
		}
	}
	for i, name := range []string{"DateTimeOriginal", "CreateDate", "DateTimeDigitized"} {
		at := one(exif[name])
		day, clock, ok := strings.Cut(at, " ")
		if !ok {
			continue
		}
		zone := one(exif["OffsetTimeOriginal"])
		if i > 0 || zone == "" {
			zone = one(exif[[]string{"OffsetTime", "OffsetTimeDigitized", "OffsetTimeDigitized"}[i]])
		}
		if m.setTaken(strings.ReplaceAll(day, ":", "-")+"T"+clock+zone, "exif") || m.setTaken(strings.ReplaceAll(day, ":", "-")+"T"+clock, "exif") {
			return
		}
	}
}

// setTaken reads the date formats of XMP (a profile of ISO 8601).
func (m *Meta) setTaken(s, from string) bool {
	if s == "" {
		return false
	}
	for _, f := range []struct {
		layout string
		zoned  bool
	}{
		{"2006-01-02T15:04:05.999999999Z07:00", true}, {"2006-01-02T15:04Z07:00", true},
		{"2006-01-02T15:04:05.999999999", false}, {"2006-01-02T15:04", false},
		{"2006-01-02", false}, {"2006-01", false}, {"2006", false},
	} {
		t, err := time.Parse(f.layout, s)
		if err == nil && t.Year() > 1800 {
			m.Taken, m.Zoned, m.TakenFrom = t, f.zoned, from
			return true
		}
	}
	return false
}
