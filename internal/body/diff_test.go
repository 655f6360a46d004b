package body

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDiff(t *testing.T) {
	p := func(id, text string) string {
		return `{"type":"paragraph","attrs":{"id":"` + id + `00000000000"},"content":[{"type":"text","text":"` + text + `"}]}`
	}
	list := func(points ...string) string {
		s := `{"type":"list","attrs":{"id":"z00000000000"},"content":[`
		for i, x := range points {
			if i > 0 {
				s += ","
			}
			s += `{"type":"list_item","content":[` + x + `]}`
		}
		return s + "]}"
	}
	tests := []struct{ name, a, b, want string }{
		{"nothing", p("a", "Satu."), p("a", "Satu."), `[{"id":"a00000000000","kind":"paragraph","change":"same","words":[{"change":"same","text":"Satu."}]}]`},
		{"words", p("a", "Pasar dibuka pada Sabtu pagi."), p("a", "Pasar ditutup pada Sabtu pagi sekali."),
			`[{"id":"a00000000000","kind":"paragraph","change":"changed","words":[{"change":"same","text":"Pasar "},{"change":"removed","text":"dibuka"},{"change":"added","text":"ditutup"},{"change":"same","text":" pada Sabtu pagi"},{"change":"added","text":" sekali"},{"change":"same","text":"."}]}]`},
		{"marks", p("a", "Satu dua"), `{"type":"paragraph","attrs":{"id":"a00000000000"},"content":[{"type":"text","text":"Satu "},{"type":"text","marks":[{"type":"em"}],"text":"dua"}]}`,
			`[{"id":"a00000000000","kind":"paragraph","change":"changed","words":[{"change":"same","text":"Satu "},{"change":"marked","text":"dua"}]}]`},
		{"added, removed, moved", p("a", "Satu") + "," + p("b", "Dua") + "," + p("c", "Tiga"), p("c", "Tiga") + "," + p("a", "Satu") + "," + p("d", "Empat"),
			`[{"id":"c00000000000","kind":"paragraph","change":"moved","words":[{"change":"same","text":"Tiga"}]},{"id":"a00000000000","kind":"paragraph","change":"same","words":[{"change":"same","text":"Satu"}]},{"id":"d00000000000","kind":"paragraph","change":"added","words":[{"change":"added","text":"Empat"}]},{"id":"b00000000000","kind":"paragraph","change":"removed","words":[{"change":"removed","text":"Dua"}]}]`},
		{"kind and attribute", p("a", "Satu"), `{"type":"heading","attrs":{"id":"a00000000000","level":2},"content":[{"type":"text","text":"Satu"}]}`,
			`[{"id":"a00000000000","kind":"heading","change":"changed","attrs":[{"name":"type","before":"paragraph","after":"heading"},{"name":"level","after":2}],"words":[{"change":"same","text":"Satu"}]}]`},
		{"caption", `{"type":"image","attrs":{"id":"a00000000000","asset":1,"credit":"Dok. A"}}`, `{"type":"image","attrs":{"id":"a00000000000","asset":1,"credit":"Dok. B"}}`,
			`[{"id":"a00000000000","kind":"image","change":"changed","attrs":[{"name":"credit","before":"Dok. A","after":"Dok. B","words":[{"change":"same","text":"Dok. "},{"change":"removed","text":"A"},{"change":"added","text":"B"}]}]}]`},
		{"a point", list(p("a", "Satu"), p("b", "Dua")), list(p("a", "Satu"), p("b", "Tiga")),
			`[{"id":"z00000000000","kind":"list","change":"changed","parts":[{"kind":"list_item","change":"same","parts":[{"id":"a00000000000","kind":"paragraph","change":"same","words":[{"change":"same","text":"Satu"}]}]},{"kind":"list_item","change":"changed","parts":[{"id":"b00000000000","kind":"paragraph","change":"changed","words":[{"change":"removed","text":"Dua"},{"change":"added","text":"Tiga"}]}]}]}]`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := json.Marshal(Diff(mergeDoc(t, tt.a), mergeDoc(t, tt.b)))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, string(got)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestRestoreOneBlock(t *testing.T) {
	p := func(id, text string) Block { return &Paragraph{Node: Node{ID: id + "00000000000"}, Text: Text(text)} }
	d := func(bs ...Block) Doc { return Doc{Version: 1, Blocks: bs} }
	old := d(p("a", "Satu"), p("b", "Dua"), p("c", "Tiga"))
	for name, tt := range map[string]struct {
		now  Doc
		want Doc
	}{
		"in its place":                 {d(p("c", "Tiga"), p("b", "Lain")), d(p("c", "Tiga"), p("b", "Dua"))},
		"behind its neighbour":         {d(p("x", "X"), p("a", "Lain"), p("c", "Tiga")), d(p("x", "X"), p("a", "Lain"), p("b", "Dua"), p("c", "Tiga"))},
		"at the front without any one": {d(p("c", "Tiga")), d(p("b", "Dua"), p("c", "Tiga"))},
	} {
		before := mustWrite(t, tt.now)
		got, ok := tt.now.Restore(old, "b00000000000")
		if !ok || mustWrite(t, got) != mustWrite(t, tt.want) {
			t.Errorf("%s: %v %s", name, ok, mustWrite(t, got))
		}
		if mustWrite(t, tt.now) != before {
			t.Errorf("%s: the document itself was changed", name)
		}
	}
	if _, ok := old.Restore(old, "zzzzzzzzzzzz"); ok {
		t.Error("restored what never was")
	}
}

// TestPartsOfABlock: conflicts are settled part by part, at any depth.
func TestPartsOfABlock(t *testing.T) {
	box := mergeDoc(t, `{"type":"factbox","attrs":{"id":"f00000000000","title":"Data"},"content":[{"type":"image","attrs":{"id":"a00000000000","asset":1,"crop":"4:3"}}]}`)
	other, err := ParseBlock([]byte(`{"type":"image","attrs":{"id":"b00000000000","asset":1,"credit":"Dok."}}`))
	if err != nil {
		t.Fatal(err)
	}
	for part, want := range map[string]string{
		"attrs.crop":   `{"type":"image","attrs":{"id":"a00000000000","asset":1}}`,
		"attrs.credit": `{"type":"image","attrs":{"id":"a00000000000","asset":1,"credit":"Dok.","crop":"4:3"}}`,
		"":             `{"type":"image","attrs":{"id":"a00000000000","asset":1,"credit":"Dok."}}`,
	} {
		b, ok := Take(box.Find("a00000000000"), other, part)
		if !ok {
			t.Fatalf("part %q cannot be taken", part)
		}
		d, ok := box.Replace("a00000000000", b)
		if raw, _ := BlockJSON(d.Find("a00000000000")); !ok || string(raw) != want {
			t.Errorf("part %q gives %s", part, raw)
		}
	}
	d, ok := box.InsertAfter("a00000000000", box.Find("a00000000000"))
	if !ok || len(d.Blocks[0].(*Factbox).Blocks) != 2 || d.Validate() != nil {
		t.Errorf("both: %v %s", ok, mustWrite(t, d))
	}
	if _, ok := box.Replace("zzzzzzzzzzzz", other); ok {
		t.Error("replaced what is not there")
	}
}
