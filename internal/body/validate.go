package body

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Validate lists every rule that the document breaks; nil means none. The rules
// are those of schema.json; nothing is ever cut to fit.
func (d Doc) Validate() []Problem {
	v := validator{schema: schema(), ids: map[string]bool{}}
	d.walk(func(_ string, b Block) {
		if u, ok := b.(*Unknown); ok && u.Source != nil {
			v.ids[u.ID] = true
		}
	})
	v.node = v.schema.node("doc")
	v.blocks(&d.Blocks)
	v.block = ""
	if v.count > v.schema.Limits.Blocks {
		v.add("too_many", v.schema.Limits.Blocks)
	}
	if v.embeds > v.schema.Limits.Embeds {
		v.add("too_many", v.schema.Limits.Embeds)
	}
	if data, err := d.MarshalJSON(); err == nil && len(data) > v.schema.Limits.Bytes {
		v.add("too_large", v.schema.Limits.Bytes)
	} else if err != nil && len(v.problems) == 0 {
		v.add("utf8", 0) // in what a newer version added
	}
	return v.problems
}

// validator is the visitor that checks every attribute and content against the
// node's line in the schema.
type validator struct {
	schema   *schemaDoc
	problems []Problem
	// path leads to the node in hand.
	path  []string
	block string
	node  *schemaNode
	// outer are the kinds of the blocks around.
	outer  []Kind
	ids    map[string]bool
	count  int
	embeds int
	// set are the attributes of the node in hand that have a value.
	set []string
	// filled tells that the node in hand has content that was checked.
	filled bool
}

func (v *validator) add(code string, limit int, steps ...string) {
	path := strings.Join(slices.Concat(v.path, steps), ".")
	if path != "" {
		path = "." + path
	}
	v.problems = append(v.problems, Problem{path, v.block, code, limit})
}

// Length counts as limits do: code points after NFC and trim.
func length(s string) int {
	s = strings.TrimSpace(s)
	if !norm.NFC.IsNormalString(s) {
		s = norm.NFC.String(s)
	}
	return utf8.RuneCountInString(s)
}

func tooLong(s string, limit int) bool { return limit > 0 && len(s) > limit && length(s) > limit }

// text checks that a text is UTF-8 without control characters other than tab and
// line ends: XML, which feeds are, and PostgreSQL cannot carry them.
func (v *validator) text(s string, steps ...string) {
	if !utf8.ValidString(s) || strings.ContainsFunc(s, unprintable) {
		v.add("utf8", 0, steps...)
	}
}

func unprintable(r rune) bool {
	return r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF
}

func (v *validator) attr(name string, empty bool) *schemaAttr {
	a := attrOf(v.node.Attrs, name)
	if a == nil {
		return nil // a test compares fields and schema
	}
	switch {
	case !empty:
		v.set = append(v.set, name)
	case a.Required:
		v.add("required", 0, "attrs", name)
	}
	if empty {
		return nil
	}
	return a
}

func (v *validator) str(name string, s *string) {
	a := v.attr(name, *s == "")
	if a == nil {
		return
	}
	v.text(*s, "attrs", name)
	if code := a.check(*s, v.schema); code != "" {
		v.add(code, a.limitOf(code), "attrs", name)
	}
}

func (a *schemaAttr) limitOf(code string) int {
	if code == "too_long" {
		return a.Max
	}
	return 0
}

// check gives the code of the first rule that a text breaks, or "".
func (a *schemaAttr) check(s string, schema *schemaDoc) string {
	if a.Type == "html" {
		if len(s) > a.Max {
			return "too_long"
		}
		return ""
	}
	if tooLong(s, a.Max) {
		return "too_long"
	}
	switch a.Type {
	case "string":
		if strings.ContainsAny(s, "\n\r") {
			return "content"
		}
	case "enum":
		if !slices.Contains(a.Enum, s) {
			return "unknown"
		}
	case "tokens":
		for _, word := range strings.Fields(s) {
			if !slices.Contains(a.Enum, word) {
				return "unknown"
			}
		}
	case "lang":
		if !validLang(s) {
			return "unknown"
		}
	case "url":
		if !webURL(s) {
			return "scheme"
		}
	case "link":
		if scheme, ok := linkScheme(s); !ok || scheme != "" && !slices.Contains(schema.Schemes, scheme) {
			return "scheme"
		}
	case "embed":
		if !webURL(s) {
			return "scheme"
		}
		if _, ok := FindPlayer(s); !ok {
			return "unknown"
		}
	}
	return ""
}

func (v *validator) num(name string, n *int) {
	if a := v.attr(name, *n == 0); a != nil && (*n < a.Min || a.Max > 0 && *n > a.Max) {
		v.add("range", a.Max, "attrs", name)
	}
}

func (v *validator) flag(name string, b *bool) { v.attr(name, !*b) }

func (v *validator) ref(name string, id *int64) {
	if a := v.attr(name, *id == 0); a != nil && !validRef(*id) {
		v.add("range", 0, "attrs", name)
	}
}

func (v *validator) refs(name string, ids *[]int64) {
	a := v.attr(name, len(*ids) == 0)
	if a == nil {
		return
	}
	if len(*ids) > a.Max {
		v.add("too_many", a.Max, "attrs", name)
	}
	for i, id := range *ids {
		if !validRef(id) {
			v.add("range", 0, "attrs", name, strconv.Itoa(i))
		}
	}
}

func (v *validator) rich(name string, in *Inline) {
	if a := v.attr(name, len(*in) == 0); a != nil {
		v.line(*in, a.Max, "attrs", name)
	}
}

func (v *validator) inline(in *Inline) {
	v.filled = true
	v.line(*in, v.maxText(), "content")
}

func (v *validator) literal(s *string) {
	v.filled = true
	v.text(*s, "content")
	if max := v.maxText(); tooLong(*s, max) {
		v.add("too_long", max, "content")
	}
}

func (v *validator) maxText() int {
	if v.node.MaxText > 0 {
		return v.node.MaxText
	}
	return v.schema.Limits.Text
}

// line checks running text: its length, its marks, their addresses.
func (v *validator) line(in Inline, limit int, steps ...string) {
	if s := in.Text(); tooLong(s, limit) {
		v.add("too_long", limit, steps...)
	}
	for i, s := range in {
		at := append(slices.Clone(steps), strconv.Itoa(i))
		v.text(s.Text, append(at, "text")...)
		for j, m := range s.Marks {
			v.mark(m, s.Marks[:j], append(at, "marks", strconv.Itoa(j)))
		}
	}
}

func (v *validator) mark(m Mark, before []Mark, at []string) {
	if m.Raw != nil {
		return
	}
	spec := v.schema.mark(string(m.Type))
	if spec == nil {
		v.add("unknown", 0, at...)
		return
	}
	if slices.ContainsFunc(before, func(b Mark) bool { return b.Type == m.Type || string(b.Type) == spec.Excludes }) {
		v.add("content", 0, at...)
	}
	value := map[string]string{"href": m.Href, "rel": m.Rel, "tag": m.Tag}
	for i := range spec.Attrs {
		a := &spec.Attrs[i]
		s, at := value[a.Name], append(slices.Clone(at), "attrs", a.Name)
		if s == "" {
			if a.Required {
				v.add("required", 0, at...)
			}
			continue
		}
		v.text(s, at...)
		if code := a.check(s, v.schema); code != "" {
			v.add(code, a.limitOf(code), at...)
		}
	}
}
