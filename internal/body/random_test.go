package body

import (
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// Random valid documents, drawn through the visitor from the schema: a new kind
// is covered without a line here.

// drawer is the visitor that fills a node with what its line in the schema
// allows.
type drawer struct {
	t     *rapid.T
	node  *schemaNode
	level int
	lists int
}

var (
	anyText  = rapid.StringOfN(rapid.RuneFrom([]rune("aZ9 .<>&\"'\\/\u00a0\u202f\u2013\u2028\u200b\u0301é👩\u200d👧{}[]\t")), 0, 12, -1)
	someLine = rapid.StringOfN(rapid.RuneFrom([]rune("aZ <&\"\u00a0\u202fé👩")), 1, 8, -1)
	hrefs    = rapid.SampledFrom([]string{"https://a.example/?a=1&b=2", "http://b.example", "mailto:a@b.example", "tel:+62", "article:42", "article:404", "/tag/x"})
	players  = rapid.SampledFrom([]string{"https://x.com/a/status/1", "https://www.youtube.com/watch?v=abcdefghijk", "https://vimeo.com/1"})
	langs    = rapid.SampledFrom([]string{"en", "id", "jv-Latn", "ar"})
	extras   = rapid.SampledFrom([]*Extra{nil, nil, nil, nil, {Attrs: []Member{{"new<", []byte(`{"a": [1,"\u003c"]}`)}}}, {Members: []Member{{"later", []byte("null")}}}})
)

func (d *drawer) draw(b Block) Block {
	outer := d.node
	d.node = schema().node(string(b.Kind()))
	d.level++
	if b.Kind() == KindList {
		d.lists++
	}
	b.node().Extra = extras.Draw(d.t, "extra")
	b.visit(d)
	switch b := b.(type) {
	case *Embed:
		p, _ := FindPlayer(b.URL)
		b.Provider = p.Provider
	case *Video:
		b.Asset = 10
	case *Audio:
		b.Asset = 11
	}
	if b.Kind() == KindList {
		d.lists--
	}
	d.level--
	d.node = outer
	return b
}

func (d *drawer) pick(name string, required bool) bool {
	return required || rapid.Bool().Draw(d.t, name)
}

func (d *drawer) str(name string, v *string) {
	a := attrOf(d.node.Attrs, name)
	if !d.pick(name, a.Required) {
		return
	}
	switch a.Type {
	case "enum":
		*v = rapid.SampledFrom(a.Enum).Draw(d.t, name)
	case "lang":
		*v = langs.Draw(d.t, name)
	case "url":
		*v = "https://a.example/?q=<"
		*v = (*v)[:len(*v)-1]
	case "embed":
		*v = players.Draw(d.t, name)
	default:
		*v = someLine.Draw(d.t, name)
	}
}

func (d *drawer) num(name string, v *int) {
	if a := attrOf(d.node.Attrs, name); d.pick(name, a.Required) {
		*v = rapid.IntRange(a.Min, a.Max).Draw(d.t, name)
	}
}

func (d *drawer) flag(name string, v *bool) { *v = rapid.Bool().Draw(d.t, name) }

func (d *drawer) ref(name string, v *int64) {
	if a := attrOf(d.node.Attrs, name); d.pick(name, a.Required) {
		*v = rapid.SampledFrom([]int64{1, 2, 3, 404, 1<<53 - 1}).Draw(d.t, name)
	}
}

func (d *drawer) refs(name string, v *[]int64) {
	*v = rapid.SliceOfN(rapid.SampledFrom([]int64{42, 43, 404}), 1, 3).Draw(d.t, name)
}

func (d *drawer) rich(_ string, v *Inline) { d.inline(v) }

func (d *drawer) inline(v *Inline) {
	var in Inline
	for range rapid.IntRange(0, 4).Draw(d.t, "spans") {
		s := Span{Text: anyText.Draw(d.t, "text"), Extra: nil}
		switch rapid.IntRange(0, 9).Draw(d.t, "span") {
		case 0:
			s = Span{Break: true}
		case 1:
			s = Span{Raw: []byte(`{"type":"mention","attrs":{"who": "<b>"}}`)}
		}
		for _, m := range markRank {
			if s.Raw != nil || m == MarkSup || rapid.IntRange(0, 3).Draw(d.t, string(m)) > 0 {
				continue
			}
			mark := Mark{Type: m}
			switch m {
			case MarkLink:
				mark.Href = hrefs.Draw(d.t, "href")
			case MarkLang:
				mark.Tag = langs.Draw(d.t, "tag")
			}
			s.Marks = append(s.Marks, mark)
		}
		in = append(in, s)
	}
	if *v = in.canonical(); len(*v) == 0 {
		*v = nil
	}
}

func (d *drawer) literal(v *string) { *v = anyText.Draw(d.t, "literal") }

func (d *drawer) some(term contentTerm) int {
	return rapid.IntRange(term.min, max(term.min, 2)).Draw(d.t, "children")
}

func (d *drawer) blocks(v *[]Block) {
	for _, term := range d.node.terms {
		names := slices.Clone(term.names)
		if d.level >= schema().Limits.Depth-2 || d.lists >= 3 {
			names = slices.DeleteFunc(names, func(s string) bool { return schema().node(s).Content != "inline*" })
		}
		n := d.some(term)
		if term.max == 1 {
			n = 1
		}
		for range n {
			*v = append(*v, d.draw(makeBlock(rapid.SampledFrom(names).Draw(d.t, "kind"))))
		}
	}
}

func (d *drawer) images(v *[]*Image) {
	for range d.some(d.node.terms[0]) {
		*v = append(*v, d.draw(new(Image)).(*Image))
	}
}

func drawParts[T any, P interface {
	*T
	visit(visitor)
}](d *drawer, v *[]T, name string) {
	n := d.some(d.node.terms[0])
	outer := d.node
	d.node = schema().node(name)
	for range n {
		var p T
		P(&p).visit(d)
		*v = append(*v, p)
	}
	d.node = outer
}

func (d *drawer) items(v *[]ListItem) { drawParts(d, v, "list_item") }
func (d *drawer) rows(v *[]Row)       { drawParts(d, v, "table_row") }
func (d *drawer) cells(v *[]Cell)     { drawParts(d, v, "table_cell") }

func drawDoc(t *rapid.T) Doc {
	d := drawer{t: t, node: schema().node("doc")}
	doc := Doc{Version: SchemaVersion}
	for range rapid.IntRange(0, 8).Draw(t, "blocks") {
		doc.Blocks = append(doc.Blocks, d.draw(rapid.SampledFrom(kinds).Draw(t, "kind").make()))
	}
	doc.AssignIDs("rapid")
	return doc
}

func TestRandomDocuments(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawDoc(t)
		if p := d.Validate(); p != nil {
			t.Fatalf("a valid document has problems: %v", p)
		}
		data, err := d.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		again, err := Parse(data)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(d, again) {
			t.Fatalf("changed by a round trip:\n%s", cmp.Diff(d, again))
		}
		for _, o := range []Options{siteOptions(), feedOptions()} {
			h, err := d.Render(o)
			if err != nil {
				t.Fatal(err)
			}
			checkMarkup(t, h)
		}
		var joined []Block
		for _, p := range d.Pages() {
			joined = append(joined, p.Blocks...)
		}
		want := slices.DeleteFunc(slices.Clone(d.Blocks), func(b Block) bool { return b.Kind() == KindPageBreak })
		if len(joined) != len(want) {
			t.Fatalf("pages hold %d blocks of %d", len(joined), len(want))
		}
		for i := range want {
			if joined[i] != want[i] {
				t.Fatalf("block %d moved", i)
			}
		}
	})
}
