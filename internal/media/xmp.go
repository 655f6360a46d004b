package media

import (
	"bytes"
	"encoding/xml"
	"strings"
)

// xmpProps are an XMP packet's properties by prefixed name (ISO 16684-1), with
// prefixes of our own choice; parts of structures are joined by slashes.
type xmpProps map[string][]string

// prefixes by namespace; properties of others are left out.
var prefixes = map[string]string{
	"http://purl.org/dc/elements/1.1/":                     "dc",
	"http://ns.adobe.com/photoshop/1.0/":                   "photoshop",
	"http://ns.adobe.com/xap/1.0/rights/":                  "xmpRights",
	"http://ns.adobe.com/xap/1.0/":                         "xmp",
	"http://ns.adobe.com/exif/1.0/":                        "exif",
	"http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/":          "Iptc4xmpCore",
	"http://iptc.org/std/Iptc4xmpExt/2008-02-29/":          "Iptc4xmpExt",
	"http://ns.useplus.org/ldf/xmp/1.0/":                   "plus",
	"http://www.w3.org/1999/02/22-rdf-syntax-ns#":          "rdf",
	"http://www.w3.org/XML/1998/namespace":                 "xml",
	"adobe:ns:meta/":                                       "x",
	"http://prismstandard.org/namespaces/prism/1.0/":       "prism",
	"http://prismstandard.org/namespaces/basic/2.0/":       "prism",
	"http://www.metadataworkinggroup.com/schemas/regions/": "mwg-rs",
}

type xmlNode struct {
	name  string // prefixed
	attrs [][2]string
	kids  []*xmlNode
	text  string
}

func prefixed(n xml.Name) string {
	p, ok := prefixes[n.Space]
	if !ok {
		if n.Space == "xml" || n.Space == "" {
			return n.Space + ":" + n.Local
		}
		return "?:" + n.Local
	}
	return p + ":" + n.Local
}

// parseXMP reads a packet as far as it is well-formed. It is small and shallow,
// or it is not read.
func parseXMP(b []byte) xmpProps {
	b = bytes.Trim(b, "\x00")
	d := xml.NewDecoder(bytes.NewReader(b))
	d.Strict = false
	d.CharsetReader = nil
	top := &xmlNode{}
	stack := []*xmlNode{top}
	nodes := 0
	for {
		t, err := d.Token()
		if err != nil {
			break
		}
		switch t := t.(type) {
		case xml.StartElement:
			if nodes++; nodes > 20_000 || len(stack) > 40 || len(t.Attr) > 500 {
				return nil
			}
			n := &xmlNode{name: prefixed(t.Name)}
			for _, a := range t.Attr {
				if a.Name.Space != "xmlns" && a.Name.Local != "xmlns" {
					n.attrs = append(n.attrs, [2]string{prefixed(a.Name), a.Value})
				}
			}
			up := stack[len(stack)-1]
			up.kids = append(up.kids, n)
			stack = append(stack, n)
		case xml.EndElement:
			if len(stack) > 1 {
				stack = stack[:len(stack)-1]
			}
		case xml.CharData:
			if n := stack[len(stack)-1]; len(n.text) < 20_000 {
				n.text += string(t)
			}
		}
	}
	p := xmpProps{}
	top.descriptions(func(n *xmlNode) { p.fields("", n) })
	return p
}

// descriptions finds those that are a file's, not a structure's.
func (n *xmlNode) descriptions(f func(*xmlNode)) {
	for _, k := range n.kids {
		if k.name == "rdf:Description" {
			f(k)
		} else {
			k.descriptions(f)
		}
	}
}

func (p xmpProps) add(name, value string) {
	if value = strings.TrimSpace(value); value != "" && len(p[name]) < 1000 {
		p[name] = append(p[name], value)
	}
}

// fields takes the properties of a description or of a structure.
func (p xmpProps) fields(in string, n *xmlNode) {
	join := func(name string) (string, bool) {
		space, local, _ := strings.Cut(name, ":")
		if space == "?" || space == "" || space == "rdf" || space == "xml" || space == "x" {
			return "", false
		}
		if in == "" {
			return name, true
		}
		return in + "/" + local, true
	}
	for _, a := range n.attrs {
		if name, ok := join(a[0]); ok {
			p.add(name, a[1])
		}
	}
	for _, k := range n.kids {
		if name, ok := join(k.name); ok {
			p.property(name, k)
		}
	}
}

// property takes one property's value: text, an address, a list of either, a
// structure, or a list of structures.
func (p xmpProps) property(name string, n *xmlNode) {
	lang := func(n *xmlNode) string {
		for _, a := range n.attrs {
			if a[0] == "xml:lang" {
				return strings.ToLower(a[1])
			}
		}
		return ""
	}
	for _, k := range n.kids {
		switch k.name {
		case "rdf:Alt":
			var pick *xmlNode
			for _, li := range k.kids {
				if li.name == "rdf:li" && (pick == nil || lang(li) == "x-default" && strings.TrimSpace(li.text) != "") {
					pick = li
				}
			}
			if pick != nil {
				p.property(name, pick)
			}
			return
		case "rdf:Bag", "rdf:Seq":
			for _, li := range k.kids {
				if li.name == "rdf:li" {
					p.property(name, li)
				}
			}
			return
		case "rdf:Description":
			p.fields(name, k)
			return
		}
	}
	if len(n.kids) > 0 {
		p.fields(name, n)
		return
	}
	found := false
	for _, a := range n.attrs {
		if a[0] == "rdf:resource" {
			p.add(name, a[1])
			found = true
		}
	}
	if strings.TrimSpace(n.text) != "" {
		p.add(name, n.text)
	} else if !found {
		p.fields(name, n)
	}
}
