package media

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"fmt"
	"hash/crc32"
	"strings"
)

// Credit is what a rendition says about itself. It comes from the desk, never
// from the original, so that a correction reaches the bytes and a source's name
// that was taken out stays out.
type Credit struct {
	// Credit is the line beside the photo, Copyright the notice.
	Credit, Copyright string
	Byline            []string
	Source, Terms     string
	// AISource is IPTC's digital source type: its address, or the last part.
	AISource string
}

const sourceTypes = "http://cv.iptc.org/newscodes/digitalsourcetype/"

// Stamp writes the credit into a rendition's JPEG, PNG, WebP or AVIF bytes, and
// removes all other metadata: IIM and XMP in JPEG, XMP elsewhere. Stamping again
// replaces; an empty credit leaves none.
func Stamp(b []byte, c Credit) ([]byte, error) {
	switch {
	case bytes.HasPrefix(b, []byte("\xFF\xD8\xFF")):
		return stampJPEG(b, c)
	case bytes.HasPrefix(b, []byte("\x89PNG\r\n\x1A\n")):
		return stampPNG(b, c)
	case len(b) > 12 && string(b[:4]) == "RIFF" && string(b[8:12]) == "WEBP":
		return stampWebP(b, c)
	case len(b) > 12 && string(b[4:8]) == "ftyp":
		return stampAVIF(b, c)
	}
	return nil, fmt.Errorf("stamp rendition: %w", errKind)
}

func (c Credit) empty() bool {
	return c.Credit == "" && c.Copyright == "" && len(c.Byline) == 0 && c.Source == "" && c.Terms == "" && c.AISource == ""
}

// tidy keeps values writable: valid, of a length that fits a segment.
func (c Credit) tidy() Credit {
	short := func(s string) string {
		s = clean(s)
		if len(s) > 2000 {
			s = strings.ToValidUTF8(s[:2000], "")
		}
		return s
	}
	c.Credit, c.Copyright, c.Source, c.Terms, c.AISource = short(c.Credit), short(c.Copyright), short(c.Source), short(c.Terms), short(c.AISource)
	var by []string
	for _, s := range c.Byline {
		if s = short(s); s != "" && len(by) < 10 {
			by = append(by, s)
		}
	}
	c.Byline = by
	if c.AISource != "" && !strings.Contains(c.AISource, "/") {
		c.AISource = sourceTypes + c.AISource
	}
	return c
}

// xmp is the packet, without white space: small renditions are few kilobytes.
func (c Credit) xmp() []byte {
	var b bytes.Buffer
	esc := func(s string) string {
		var e bytes.Buffer
		_ = xml.EscapeText(&e, []byte(s))
		return e.String()
	}
	b.WriteString("<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>")
	b.WriteString(`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""`)
	if c.Credit != "" || c.Source != "" {
		b.WriteString(` xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"`)
	}
	if c.Copyright != "" || len(c.Byline) > 0 {
		b.WriteString(` xmlns:dc="http://purl.org/dc/elements/1.1/"`)
	}
	if c.Terms != "" {
		b.WriteString(` xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"`)
	}
	if c.AISource != "" {
		fmt.Fprintf(&b, ` xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" Iptc4xmpExt:DigitalSourceType="%s"`, esc(c.AISource))
	}
	if c.Credit != "" {
		fmt.Fprintf(&b, ` photoshop:Credit="%s"`, esc(c.Credit))
	}
	if c.Source != "" {
		fmt.Fprintf(&b, ` photoshop:Source="%s"`, esc(c.Source))
	}
	b.WriteString(">")
	alt := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, `<%s><rdf:Alt><rdf:li xml:lang="x-default">%s</rdf:li></rdf:Alt></%s>`, name, esc(value), name)
		}
	}
	if len(c.Byline) > 0 {
		b.WriteString("<dc:creator><rdf:Seq>")
		for _, s := range c.Byline {
			fmt.Fprintf(&b, "<rdf:li>%s</rdf:li>", esc(s))
		}
		b.WriteString("</rdf:Seq></dc:creator>")
	}
	alt("dc:rights", c.Copyright)
	alt("xmpRights:UsageTerms", c.Terms)
	b.WriteString(`</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`)
	return b.Bytes()
}

// iim is the IPTC record (IIM 4.2), in UTF-8. The standard's 32 bytes for names
// and credits are ignored by the programs that read it, and half a name would be
// worse: 255 it is.
func (c Credit) iim() []byte {
	b := []byte{0x1C, 1, 90, 0, 3, 0x1B, '%', 'G', 0x1C, 2, 0, 0, 2, 0, 4}
	add := func(set byte, s string) {
		if s == "" {
			return
		}
		if len(s) > 255 {
			s = strings.ToValidUTF8(s[:255], "")
		}
		b = append(b, 0x1C, 2, set, 0, byte(len(s)))
		b = append(b, s...)
	}
	for _, s := range c.Byline {
		add(80, s)
	}
	add(110, c.Credit)
	add(115, c.Source)
	add(116, c.Copyright)
	return b
}

func stampJPEG(b []byte, c Credit) ([]byte, error) {
	c = c.tidy()
	out := make([]byte, 0, len(b)+2048)
	out = append(out, 0xFF, 0xD8)
	segment := func(marker byte, head string, body []byte) {
		out = append(out, 0xFF, marker)
		out = binary.BigEndian.AppendUint16(out, uint16(2+len(head)+len(body)))
		out = append(out, head...)
		out = append(out, body...)
	}
	stamped := c.empty()
	stamp := func() {
		if stamped {
			return
		}
		stamped = true
		segment(0xE1, "http://ns.adobe.com/xap/1.0/\x00", c.xmp())
		body := []byte("8BIM\x04\x04\x00\x00")
		iim := c.iim()
		body = binary.BigEndian.AppendUint32(body, uint32(len(iim)))
		body = append(body, iim...)
		if len(iim)%2 == 1 {
			body = append(body, 0)
		}
		segment(0xED, "Photoshop 3.0\x00", body)
	}
	for at := 2; ; {
		if at+4 > len(b) || b[at] != 0xFF {
			return nil, fmt.Errorf("stamp rendition: %w", shapef("no marker at %d", at))
		}
		m := b[at+1]
		n := int(b[at+2])<<8 | int(b[at+3])
		if n < 2 || at+2+n > len(b) {
			return nil, fmt.Errorf("stamp rendition: %w", shapef("segment at %d", at))
		}
		keep := true
		switch {
		case m == 0xE0: // JFIF; its extension holds a thumbnail
			keep = n >= 7 && string(b[at+4:at+9]) == "JFIF\x00"
		case m >= 0xE1 && m <= 0xEF || m == 0xFE:
			// Adobe's segment says how to read the colours.
			keep = m == 0xEE && n >= 7 && string(b[at+4:at+9]) == "Adobe"
		}
		if m != 0xE0 {
			stamp()
		}
		if m == 0xDA {
			out = append(out, b[at:]...)
			return out, nil
		}
		if keep {
			out = append(out, b[at:at+2+n]...)
		}
		at += 2 + n
	}
}

func stampPNG(b []byte, c Credit) ([]byte, error) {
	c = c.tidy()
	out := append(make([]byte, 0, len(b)+2048), b[:8]...)
	for at, n := 8, 0; at < len(b); n++ {
		if at+12 > len(b) {
			return nil, fmt.Errorf("stamp rendition: %w", shapef("short chunk"))
		}
		size, kind := int64(binary.BigEndian.Uint32(b[at:])), string(b[at+4:at+8])
		if int64(at)+12+size > int64(len(b)) {
			return nil, fmt.Errorf("stamp rendition: %w", shapef("chunk %q", kind))
		}
		end := at + 12 + int(size)
		switch kind {
		case "IHDR", "PLTE", "tRNS", "IDAT", "IEND", "sRGB", "gAMA", "sBIT", "bKGD":
			out = append(out, b[at:end]...)
		}
		if kind == "IHDR" && !c.empty() {
			body := append([]byte("iTXtXML:com.adobe.xmp\x00\x00\x00\x00\x00"), c.xmp()...)
			out = binary.BigEndian.AppendUint32(out, uint32(len(body)-4))
			out = append(out, body...)
			out = binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(body))
		}
		at = end
		if kind == "IEND" {
			break
		}
	}
	return out, nil
}

func stampWebP(b []byte, c Credit) ([]byte, error) {
	c = c.tidy()
	in, err := headWebP(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, fmt.Errorf("stamp rendition: %w", err)
	}
	var chunks []byte
	alpha := false
	add := func(kind string, body []byte) {
		chunks = append(chunks, kind...)
		chunks = binary.LittleEndian.AppendUint32(chunks, uint32(len(body)))
		chunks = append(chunks, body...)
		if len(body)%2 == 1 {
			chunks = append(chunks, 0)
		}
	}
	for at := 12; at+8 <= len(b); {
		kind, n := string(b[at:at+4]), int(binary.LittleEndian.Uint32(b[at+4:]))
		if at+8+n > len(b) {
			break
		}
		body := b[at+8 : at+8+n]
		switch kind {
		case "VP8L":
			alpha = alpha || n > 4 && body[4]&0x10 != 0
			add(kind, body)
		case "ALPH":
			alpha = true
			add(kind, body)
		case "VP8 ":
			add(kind, body)
		}
		at += 8 + n + n&1
	}
	flags := byte(0)
	if alpha {
		flags |= 0x10
	}
	picture := chunks
	chunks = nil
	if !c.empty() || alpha {
		if !c.empty() {
			flags |= 0x04
		}
		w, h := in.w-1, in.h-1
		add("VP8X", []byte{flags, 0, 0, 0, byte(w), byte(w >> 8), byte(w >> 16), byte(h), byte(h >> 8), byte(h >> 16)})
	}
	chunks = append(chunks, picture...)
	if !c.empty() {
		add("XMP ", c.xmp())
	}
	out := append([]byte("RIFF"), 0, 0, 0, 0)
	binary.LittleEndian.PutUint32(out[4:], uint32(4+len(chunks)))
	out = append(out, "WEBP"...)
	return append(out, chunks...), nil
}

// packetSize is the room for a credit in an AVIF, whose boxes would all have to
// move if it grew.
const packetSize = 1400

var packetStart, packetEnd = []byte("<?xpacket begin="), []byte("<?xpacket end=\"w\"?>")

func emptyPacket() []byte { return pad(Credit{}.xmp(), packetSize) }

// pad fills a packet with spaces before its end, as XMP provides for.
func pad(b []byte, size int) []byte {
	head, _ := bytes.CutSuffix(b, packetEnd)
	out := append(make([]byte, 0, size), head...)
	for len(out) < size-len(packetEnd) {
		out = append(out, ' ')
	}
	return append(out, packetEnd...)
}

func stampAVIF(b []byte, c Credit) ([]byte, error) {
	c = c.tidy()
	start := bytes.Index(b, packetStart)
	if start < 0 || len(b)-start < packetSize || !bytes.HasSuffix(b[start:start+packetSize], packetEnd) {
		return nil, fmt.Errorf("stamp rendition: %w", shapef("no room for a credit"))
	}
	packet := c.xmp()
	for _, drop := range []func(){func() { c.Terms = "" }, func() { c.Source = "" }, func() { c.Byline = nil }} {
		if len(packet) <= packetSize {
			break
		}
		drop()
		packet = c.xmp()
	}
	if len(packet) > packetSize {
		return nil, fmt.Errorf("stamp rendition: %w", shapef("credit of %d bytes", len(packet)))
	}
	out := bytes.Clone(b)
	copy(out[start:], pad(packet, packetSize))
	return out, nil
}
