package body

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// edited draws what somebody made of a document: words written, blocks redrawn,
// deleted, moved and brought in. Words of its own begin with who.
func edited(t *rapid.T, base Doc, who string) Doc {
	data, err := base.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	d, err := Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	word := 0
	next := func() string {
		word++
		return fmt.Sprintf(" %s%d ", who, word)
	}
	write := func(b Block) {
		if p, ok := b.(*Paragraph); ok {
			// Between two spans, at the front or at the end.
			i := rapid.IntRange(0, len(p.Text)).Draw(t, "place")
			p.Text = slices.Insert(slices.Clone(p.Text), i, Span{Text: next()}).canonical()
		}
	}
	for range rapid.IntRange(0, 4).Draw(t, "edits") {
		n := len(d.Blocks)
		i := rapid.IntRange(0, max(0, n-1)).Draw(t, "block")
		switch op := rapid.IntRange(0, 9).Draw(t, "edit"); {
		case op < 4 && n > 0:
			(Doc{Blocks: []Block{d.Blocks[i]}}).Walk(func(b Block) {
				if rapid.Bool().Draw(t, "here") {
					write(b)
				}
			})
		case op == 4 && n > 0: // redrawn attributes, content and all
			old := d.Blocks[i]
			if _, ok := old.(*Unknown); ok {
				break
			}
			dr := drawer{t: t, node: schema().node("doc")}
			b := dr.draw(makeBlock(string(old.Kind())))
			b.node().ID = old.BlockID()
			d.Blocks[i] = b
		case op == 5 && n > 0:
			d.Blocks = slices.Delete(d.Blocks, i, i+1)
		case op == 6 && n > 1:
			b := d.Blocks[i]
			d.Blocks = slices.Delete(d.Blocks, i, i+1)
			d.Blocks = slices.Insert(d.Blocks, rapid.IntRange(0, len(d.Blocks)).Draw(t, "to"), b)
		default:
			d.Blocks = slices.Insert(d.Blocks, i, Block(&Paragraph{Text: Text(strings.TrimSpace(next()))}))
		}
	}
	d.AssignIDs(who)
	return d
}

// mergeRandom is the law of merging.
func mergeRandom(t *rapid.T) {
	base := drawDoc(t)
	head, mine := edited(t, base, "teras"), edited(t, base, "sawah")
	for name, d := range map[string]Doc{"base": base, "head": head, "mine": mine} {
		if p := d.Validate(); p != nil {
			t.Skip("the drawn ", name, " is not valid: ", p)
		}
	}
	before := [][]byte{raw(t, base), raw(t, head), raw(t, mine)}
	got, report := Merge(base, head, mine)
	if !reflect.DeepEqual(before, [][]byte{raw(t, base), raw(t, head), raw(t, mine)}) {
		t.Fatal("merging changed what it was given")
	}
	if p := got.Validate(); p != nil {
		t.Fatalf("the merge is not valid: %v\n%s\n%s\n%s\n%s", p, before[0], before[1], before[2], raw(t, got))
	}
	// Nobody's words are lost.
	all := raw(t, got)
	for _, c := range report.Conflicts {
		all = append(append(all, c.Mine...), c.Theirs...)
	}
	for _, w := range strings.FieldsFunc(string(before[1])+" "+string(before[2]), func(r rune) bool { return !isWord(r) }) {
		if (strings.HasPrefix(w, "teras") || strings.HasPrefix(w, "sawah")) && !bytes.Contains(all, []byte(w)) {
			t.Fatalf("%s is lost:\n%s\n%s\n%s\n%s", w, before[0], before[1], before[2], raw(t, got))
		}
	}
	// Who did nothing changes nothing.
	for name, d := range map[string]Doc{"head alone": first2(Merge(base, head, base)), "both the same": first2(Merge(base, head, head))} {
		if !bytes.Equal(raw(t, d), before[1]) {
			t.Fatalf("%s: %s\nwant %s", name, raw(t, d), before[1])
		}
	}
	if d, _ := Merge(base, base, mine); !bytes.Equal(raw(t, d), before[2]) {
		t.Fatalf("mine alone: %s\nwant %s", raw(t, d), before[2])
	}
	// Without a conflict it is the same blocks whoever came first.
	other, back := Merge(base, mine, head)
	if (len(report.Conflicts) == 0) != (len(back.Conflicts) == 0) {
		t.Fatalf("in conflict one way round: %+v and %+v", report.Conflicts, back.Conflicts)
	}
	if len(report.Conflicts) == 0 && len(report.Reids) == 0 && len(back.Reids) == 0 {
		if a, b := bag(t, got), bag(t, other); !reflect.DeepEqual(a, b) {
			t.Fatalf("one way round\n%s\nthe other\n%s", strings.Join(a, "\n"), strings.Join(b, "\n"))
		}
	}
	// A patch is what makes one of the other.
	if p, ok := NewPatch(head, got); ok {
		data, err := p.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		var read Patch
		if err := json.Unmarshal(data, &read); err != nil {
			t.Fatal(err)
		}
		if d := read.Apply(head); !bytes.Equal(raw(t, d), raw(t, got)) {
			t.Fatalf("the patch %s makes\n%s\nwant\n%s", data, raw(t, d), raw(t, got))
		}
	}
	Diff(base, got)
}

func first2(d Doc, _ Report) Doc { return d }

func raw(t *rapid.T, d Doc) []byte {
	data, err := d.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// bag gives the blocks without their order: of what both sides put at one place
// the head's comes first, in the document and inside a box, a quote or a list.
func bag(t *rapid.T, d Doc) (out []string) {
	for _, b := range d.Blocks {
		var v any
		if err := json.Unmarshal([]byte(pieceOf(b).raw), &v); err != nil {
			t.Fatal(err)
		}
		data, err := json.Marshal(unordered(v))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, string(data))
	}
	slices.Sort(out)
	return out
}

// unordered sorts the children that have names. Cells, words and whatever else
// is known by its place alone keep it.
func unordered(v any) any {
	node, _ := v.(map[string]any)
	children, _ := node["content"].([]any)
	named := true
	for i, c := range children {
		children[i] = unordered(c)
		named = named && nameIn(c) != nil
	}
	if named {
		slices.SortFunc(children, func(a, b any) int {
			return strings.Compare(fmt.Sprint(nameIn(a)), fmt.Sprint(nameIn(b)))
		})
	}
	return v
}

// nameIn gives a child's id, or that of a point's first block; nil for none.
// Points are sorted inside already, so any of their ids will do.
func nameIn(v any) any {
	node, _ := v.(map[string]any)
	if node["type"] == "list_item" {
		if inside, _ := node["content"].([]any); len(inside) > 0 {
			return nameIn(inside[0])
		}
		return nil
	}
	attrs, _ := node["attrs"].(map[string]any)
	return attrs["id"]
}

func TestMergingKeepsItsLaws(t *testing.T) { rapid.Check(t, mergeRandom) }

func FuzzMerge(f *testing.F) { f.Fuzz(rapid.MakeFuzz(mergeRandom)) }
