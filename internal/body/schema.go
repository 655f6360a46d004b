package body

import (
	_ "embed"
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed schema.json
var schemaJSON []byte

// Schema is the definition of the document as JSON: nodes, content
// expressions, attribute types, limits, marks. The editor's schema is made
// from it (BODY-3).
func Schema() []byte { return slices.Clone(schemaJSON) }

type schemaDoc struct {
	Version int `json:"version"`
	Limits  struct {
		Bytes  int `json:"bytes"`
		Blocks int `json:"blocks"`
		Depth  int `json:"depth"`
		Text   int `json:"text"`
		Embeds int `json:"embeds"`
	} `json:"limits"`
	Schemes []string     `json:"schemes"`
	Marks   []schemaMark `json:"marks"`
	Nodes   []schemaNode `json:"nodes"`
}

type schemaMark struct {
	Name     string       `json:"name"`
	Excludes string       `json:"excludes"`
	Attrs    []schemaAttr `json:"attrs"`
}

type schemaNode struct {
	Name        string       `json:"name"`
	Group       string       `json:"group"`
	Content     string       `json:"content"`
	MaxChildren int          `json:"max_children"`
	MaxText     int          `json:"max_text"`
	MaxNesting  int          `json:"max_nesting"`
	OneOf       []string     `json:"one_of"`
	Privileged  bool         `json:"privileged"`
	Attrs       []schemaAttr `json:"attrs"`

	// terms is Content taken apart.
	terms []contentTerm
}

type schemaAttr struct {
	Name     string   `json:"name"`
	Type     string   `json:"type"`
	Required bool     `json:"required"`
	Min      int      `json:"min"`
	Max      int      `json:"max"`
	Enum     []string `json:"enum"`
}

// contentTerm is one part of a content expression: so many of these.
type contentTerm struct {
	names    []string
	min, max int // max 0 is any number
}

func (t contentTerm) has(name string) bool { return slices.Contains(t.names, name) }

func (s *schemaDoc) node(name string) *schemaNode {
	for i := range s.Nodes {
		if s.Nodes[i].Name == name {
			return &s.Nodes[i]
		}
	}
	return nil
}

func (s *schemaDoc) mark(name string) *schemaMark {
	for i := range s.Marks {
		if s.Marks[i].Name == name {
			return &s.Marks[i]
		}
	}
	return nil
}

func attrOf(attrs []schemaAttr, name string) *schemaAttr {
	for i := range attrs {
		if attrs[i].Name == name {
			return &attrs[i]
		}
	}
	return nil
}

// schema is the definition, read once. The embedded file is ours: a mistake in
// it is found by any test.
var schema = sync.OnceValue(func() *schemaDoc {
	s := new(schemaDoc)
	if err := json.Unmarshal(schemaJSON, s); err != nil {
		panic("body: schema.json: " + err.Error())
	}
	for i := range s.Nodes {
		s.Nodes[i].terms = s.contentTerms(s.Nodes[i].Content)
	}
	return s
})

// contentPart is one term of a content expression: a name or (a | b), then +, *,
// ? or {from,to}.
var contentPart = regexp.MustCompile(`(?:(\w+)|\(([\w| ]+)\))(\+|\*|\?|\{\d+,\d+\})?\s*`)

func (s *schemaDoc) contentTerms(expr string) (terms []contentTerm) {
	for _, m := range contentPart.FindAllStringSubmatch(expr, -1) {
		t := contentTerm{min: 1, max: 1}
		for _, name := range strings.Split(m[1]+m[2], "|") {
			t.names = append(t.names, s.expand(strings.TrimSpace(name))...)
		}
		switch q := m[3]; {
		case q == "+":
			t.max = 0
		case q == "*":
			t.min, t.max = 0, 0
		case q == "?":
			t.min = 0
		case q != "":
			from, to, _ := strings.Cut(strings.Trim(q, "{}"), ",")
			t.min, _ = strconv.Atoi(from)
			t.max, _ = strconv.Atoi(to)
		}
		terms = append(terms, t)
	}
	return terms
}

// expand gives the nodes of a group, or the name itself.
func (s *schemaDoc) expand(name string) (names []string) {
	for _, n := range s.Nodes {
		if n.Name == name || n.Group == name {
			names = append(names, n.Name)
		}
	}
	return names
}
