package feedcheck

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
)

// node is an element.
type node struct {
	name     xml.Name
	attr     []xml.Attr
	parent   *node
	children []*node
	// text is the character data directly inside.
	text string
	// prefixes of namespaces that are declared on the element.
	prefixes map[string]string
}

// Namespaces that have a meaning here.
const (
	nsAtom    = "http://www.w3.org/2005/Atom"
	nsContent = "http://purl.org/rss/1.0/modules/content/"
	nsDC      = "http://purl.org/dc/elements/1.1/"
	nsXML     = "http://www.w3.org/XML/1998/namespace"
	nsXHTML   = "http://www.w3.org/1999/xhtml"
)

func parse(doc []byte) (*node, error) {
	d := xml.NewDecoder(bytes.NewReader(doc))
	// Every document here is UTF-8 or a part of it.
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	var root, at *node
	for {
		tok, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		switch t := tok.(type) {
		case xml.StartElement:
			n := &node{name: t.Name, parent: at, prefixes: map[string]string{}}
			for _, a := range t.Attr {
				switch {
				case a.Name.Space == "xmlns":
					n.prefixes[a.Name.Local] = a.Value
				case a.Name.Space == "" && a.Name.Local == "xmlns":
					n.prefixes[""] = a.Value
				default:
					if a.Name.Space == "xml" {
						a.Name.Space = nsXML
					}
					n.attr = append(n.attr, a)
				}
			}
			if at != nil {
				at.children = append(at.children, n)
			} else if root == nil {
				root = n
			} else {
				return nil, fmt.Errorf("a second root element")
			}
			at = n
		case xml.EndElement:
			at = at.parent
		case xml.CharData:
			if at != nil {
				at.text += string(t)
			}
		}
	}
	if root == nil {
		return nil, fmt.Errorf("no element")
	}
	return root, nil
}

// attrOf gives an attribute without a namespace.
func (n *node) attrOf(name string) (string, bool) {
	for _, a := range n.attr {
		if a.Name.Space == "" && a.Name.Local == name {
			return a.Value, true
		}
	}
	return "", false
}

// base is the nearest xml:base, or "".
func (n *node) base() string {
	for ; n != nil; n = n.parent {
		for _, a := range n.attr {
			if a.Name.Space == nsXML && a.Name.Local == "base" {
				return a.Value
			}
		}
	}
	return ""
}

// of gives the children in a namespace with a name.
func (n *node) of(space, local string) []*node {
	var out []*node
	for _, c := range n.children {
		if c.name.Space == space && c.name.Local == local {
			out = append(out, c)
		}
	}
	return out
}

// all is every text inside.
func (n *node) all() string {
	s := n.text
	for _, c := range n.children {
		s += c.all()
	}
	return s
}
