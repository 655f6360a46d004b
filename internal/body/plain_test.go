package body

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// plainFixtures are the documents of testdata.
func plainFixtures(t testing.TB) map[string]Doc {
	t.Helper()
	files, err := filepath.Glob("testdata/*.json")
	if err != nil || files == nil {
		t.Fatal(files, err)
	}
	out := map[string]Doc{}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		d, err := Parse(data)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		out[filepath.Base(name)] = d
	}
	for name, c := range mergeCases(t) {
		out[name] = c.Want
	}
	return out
}

// browser does to a text what a form does.
func browser(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }

func TestSubmittingThePlainFormUnchangedChangesNothing(t *testing.T) {
	for name, d := range plainFixtures(t) {
		if got := ParsePlain(browser(Plain(d)), d); mustWrite(t, got) != mustWrite(t, d) {
			t.Errorf("%s changed:\n%s\n%s\n%s", name, Plain(d), mustWrite(t, d), mustWrite(t, got))
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		d := drawDoc(t)
		a, _ := d.MarshalJSON()
		b, _ := ParsePlain(browser(Plain(d)), d).MarshalJSON()
		if string(a) != string(b) {
			t.Fatalf("changed:\n%s\n%s\n%s", Plain(d), a, b)
		}
	})
}

func TestPlainFormReadsAsWritten(t *testing.T) {
	old := mergeDoc(t, `{"type":"paragraph","attrs":{"id":"a00000000000"},"content":[{"type":"text","text":"Pasar dibuka."}]},
		{"type":"image","attrs":{"id":"p00000000000","asset":3,"caption":[{"type":"text","text":"Kios [baru]"}]}},
		{"type":"list","attrs":{"id":"m00000000000"},"content":[{"type":"list_item","content":[{"type":"paragraph","attrs":{"id":"b00000000000"},"content":[{"type":"text","text":"beras"}]}]},{"type":"list_item","content":[{"type":"paragraph","attrs":{"id":"c00000000000"},"content":[{"type":"text","text":"gula"}]}]}]},
		{"type":"paragraph","attrs":{"id":"d00000000000"},"content":[{"type":"text","text":"Harga turun sedikit."}]}`)
	if got, want := Plain(old), "Pasar dibuka.\n\n[[image p00000000000 Kios baru]]\n\n- beras\n- gula\n\nHarga turun sedikit."; got != want {
		t.Fatalf("shown as\n%s", got)
	}
	tests := []struct{ name, text, want string }{
		{"a word changed keeps the id", "Pasar ditutup.\n\n[[image p00000000000]]\n\n- beras\n- gula\n\nHarga turun sedikit.",
			`paragraph a "Pasar ditutup." image p list m(paragraph b "beras" paragraph c "gula") paragraph d "Harga turun sedikit."`},
		{"a locked line moves", "Pasar dibuka.\n\n- beras\n- gula\n\nHarga turun sedikit.\n\n[[image p00000000000 apa saja]]",
			`paragraph a "Pasar dibuka." list m(paragraph b "beras" paragraph c "gula") paragraph d "Harga turun sedikit." image p`},
		{"a locked line goes", "Pasar dibuka.\n\n- beras\n- gula\n\nHarga turun sedikit.",
			`paragraph a "Pasar dibuka." list m(paragraph b "beras" paragraph c "gula") paragraph d "Harga turun sedikit."`},
		{"a locked line twice is one block", "[[image p00000000000]]\n\n[[image p00000000000]]", `image p`},
		{"a locked line for nothing is text", "[[image zzzzzzzzzzzz]]", `paragraph . "[[image zzzzzzzzzzzz]]"`},
		{"a point between keeps the others", "Pasar dibuka.\n\n- beras\n- jagung\n- gula",
			`paragraph a "Pasar dibuka." list m(paragraph b "beras" paragraph . "jagung" paragraph c "gula")`},
		{"a paragraph between", "Pasar dibuka.\n\nWarga antre.\n\n[[image p00000000000]]\n\n- beras\n- gula\n\nHarga turun sedikit.",
			`paragraph a "Pasar dibuka." paragraph . "Warga antre." image p list m(paragraph b "beras" paragraph c "gula") paragraph d "Harga turun sedikit."`},
		{"paragraphs change places", "Harga turun sedikit.\n\n[[image p00000000000]]\n\n- beras\n- gula\n\nPasar dibuka.",
			`paragraph d "Harga turun sedikit." image p list m(paragraph b "beras" paragraph c "gula") paragraph a "Pasar dibuka."`},
		{"a paragraph becomes a subhead", "## Pasar dibuka.", `heading a "Pasar dibuka."`},
		{"signs", "**a** _b_ ~~c~~ [d](https://e.example/) \\*\\*f\\*\\* **g", `paragraph . "a b c d **f** **g"`},
		{"words with low lines stay words", "nama_file_baru", `paragraph . "nama_file_baru"`},
		{"an address that runs is text", "[x](javascript:alert(1))", `paragraph . "[x](javascript:alert(1))"`},
		{"a quotation", "> Kami siap.\n> — Bu Sari", `quote .(paragraph . "Kami siap.")`},
		{"nothing", " \n\n ", ``},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := ParsePlain(browser(tt.text), old)
			if s := strings.TrimSpace(outline(got.Blocks, old)); s != tt.want {
				t.Errorf("read as\n%s\nwant\n%s", s, tt.want)
			}
			for _, p := range got.Validate() {
				t.Errorf("not valid: %v", p)
			}
		})
	}
}

func mergeDoc(t testing.TB, blocks string) Doc {
	t.Helper()
	d, err := Parse([]byte(`{"type":"doc","version":1,"content":[` + blocks + `]}`))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// outline names blocks by the first letter of an id that old knows, else ".".
func outline(bs []Block, old Doc) string {
	var w strings.Builder
	for _, b := range bs {
		name := "."
		if old.Find(b.BlockID()) != nil {
			name = b.BlockID()[:1]
		}
		w.WriteString(string(b.Kind()) + " " + name)
		switch b := b.(type) {
		case *Paragraph:
			w.WriteString(` "` + b.Text.Text() + `"`)
		case *Heading:
			w.WriteString(` "` + b.Text.Text() + `"`)
		case *Quote:
			w.WriteString("(" + strings.TrimSpace(outline(b.Blocks, old)) + ")")
		case *List:
			var in []Block
			for _, i := range b.Items {
				in = append(in, i.Blocks...)
			}
			w.WriteString("(" + strings.TrimSpace(outline(in, old)) + ")")
		}
		w.WriteByte(' ')
	}
	return w.String()
}

func FuzzParsePlain(f *testing.F) {
	for _, s := range []string{"", "## a", "- a\n  - b\n    1. c", "> a\n>\n> b\n> — c", ">> a", "---", "===", "[[image x]]", "**a _b** c_", "\\", "a\\*", "[a](b)", "1. a\n2. b", "~~~~", "\r\n\r\n", "- - -", "\x00\xff"} {
		f.Add(s)
	}
	old := Doc{Version: 1, Blocks: []Block{&Paragraph{Node: Node{ID: "a00000000000"}, Text: Text("a")}, &Image{Node: Node{ID: "b00000000000"}, Asset: 1}}}
	f.Fuzz(func(t *testing.T, s string) {
		d := ParsePlain(s, old)
		for _, p := range d.Validate() {
			if p.Code != "utf8" && !p.OfLength() && p.Code != "too_large" && p.Code != "content" {
				t.Fatalf("%q gives a document with a problem: %v", s, p)
			}
		}
		// What was read is shown and read again as the same.
		again := ParsePlain(Plain(d), d)
		a, err1 := d.MarshalJSON()
		b, err2 := again.MarshalJSON()
		if err1 == nil && err2 == nil && string(a) != string(b) {
			t.Fatalf("%q is not the same when submitted again:\n%s\n%s", s, a, b)
		}
	})
}
