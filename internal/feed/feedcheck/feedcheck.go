// Package feedcheck finds what is wrong with a feed, by rules with the names
// that the W3C feed validator gives them. It exists for tests; it is proven on
// that validator's own cases, where they are at hand.
package feedcheck

import (
	"fmt"
	"sort"
	"strings"
)

// Finding is a broken rule. Element is where, such as "entry/title".
type Finding struct{ Rule, Element, Detail string }

// String is one line.
func (f Finding) String() string { return strings.TrimSpace(f.Rule + " " + f.Element + " " + f.Detail) }

// Warnings are findings that the validator does not call errors: odd, but
// allowed. A feed of ours is to have none of those, either, but for the ones
// in Accepted.
var Warnings = map[string]bool{
	"ContainsHTML": true, "ImplausibleDate": true, "MissingGuid": true, "MissingSelf": true, "SelfDoesntMatchLocation": true,
	"ProblematicalRFC822Date": true, "UnknownNamespace": true, "UnregisteredAtomLinkRel": true, "NotSufficientlyUnique": true,
	"ContainsRelRef": true, "StyleAttr": true, "SecurityRisk": true, "SecurityRiskAttr": true, "UnexpectedWhitespace": true,
	"MissingTextualContent": true, "ContainsEmail": true, "AvoidNamespacePrefix": true, "MisplacedMetadata": true, "MisplacedItem": true,
	"NeedDescriptionBeforeContent": true, "DuplicateUpdated": true, "DuplicateIds": true, "SelfNotAtom": true, "DuplicateEnclosure": true,
	"AtomLinkNotEmpty": true, "NotHtml": true, "UseOfExtensionAttr": true, "BadCharacters": true, "MissingRealName": true, "EmailFormat": true,
	"HtmlFragment": true, "NonCanonicalURI": true, "CharacterData": true, "ContainsUndeclaredHTML": true, "NotInline": true,
	"MissingSummary": true, "RelativeSelf": true, "SlashDate": true, "DuplicateDescriptionSemantics": true, "UnknownHost": true,
}

// Errors are the findings that make a feed invalid.
func Errors(list []Finding) []Finding {
	var out []Finding
	for _, f := range list {
		if !Warnings[f.Rule] {
			out = append(out, f)
		}
	}
	return out
}

// checker collects.
type checker struct {
	self  string
	found []Finding
}

func (c *checker) fault(rule string, n *node, detail ...any) {
	where := ""
	if n != nil {
		where = n.name.Local
		if n.parent != nil {
			where = n.parent.name.Local + "/" + where
		}
	}
	c.found = append(c.found, Finding{rule, where, strings.TrimSpace(fmt.Sprintln(detail...))})
}

// XML checks an RSS 2.0 or Atom 1.0 document. self is the address that it was
// fetched from, or empty.
func XML(doc []byte, self string) []Finding {
	c := &checker{self: self}
	root, err := parse(doc)
	if err != nil {
		c.fault("SAXError", nil, err)
		return c.found
	}
	for _, r := range string(doc) {
		if r >= 0x80 && r < 0xA0 || r == 0xFFFD {
			c.fault("BadCharacters", root, fmt.Sprintf("%U", r))
			break
		}
	}
	switch {
	case strings.EqualFold(root.name.Local, "rss"):
		c.rss(root)
	case root.name.Local == "feed":
		c.atom(root)
	case root.name.Local == "entry" && root.name.Space == nsAtom:
		c.entry(root, nil)
	default:
		c.fault("UndefinedElement", root)
	}
	sort.SliceStable(c.found, func(i, j int) bool { return c.found[i].Rule < c.found[j].Rule })
	return c.found
}

// known are the namespaces of extensions that we and the validator know.
var known = map[string]bool{
	nsAtom: true, nsContent: true, nsDC: true, nsXML: true, nsXHTML: true, "": true,
	"http://search.yahoo.com/mrss/":                         true,
	"http://purl.org/atompub/tombstones/1.0":                true,
	"http://purl.org/rss/1.0/modules/syndication/":          true,
	"http://purl.org/rss/1.0/modules/slash/":                true,
	"http://wellformedweb.org/CommentAPI/":                  true,
	"http://www.itunes.com/dtds/podcast-1.0.dtd":            true,
	"http://www.w3.org/1999/02/22-rdf-syntax-ns#":           true,
	"http://purl.org/syndication/thread/1.0":                true,
	"http://purl.org/dc/terms/":                             true,
	"http://madskills.com/public/xml/rss/module/trackback/": true,
}

// vocabulary is what an element may hold.
type vocabulary struct {
	allowed  []string
	many     []string
	required []string
}

func (v vocabulary) has(list []string, name string) bool {
	for _, x := range list {
		if x == name {
			return true
		}
	}
	return false
}

// holds checks which elements stand in n, how often, and which are missing.
func (c *checker) holds(n *node, space string, v vocabulary, missing map[string]string) {
	seen := map[string]int{}
	for _, k := range n.children {
		if k.name.Space != space {
			if !known[k.name.Space] {
				c.fault("UnknownNamespace", k, k.name.Space)
			}
			continue
		}
		if !v.has(v.allowed, k.name.Local) && !v.has(v.many, k.name.Local) {
			c.fault("UndefinedElement", k)
			continue
		}
		if seen[k.name.Local]++; seen[k.name.Local] == 2 && !v.has(v.many, k.name.Local) {
			c.fault("DuplicateElement", k)
		}
	}
	for _, name := range v.required {
		if seen[name] == 0 {
			rule := missing[name]
			if rule == "" {
				rule = "MissingElement"
			}
			c.fault(rule, n, name)
		}
	}
}
