package body

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
)

func mustParse(t testing.TB, s string) Doc {
	t.Helper()
	d, err := Parse([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func mustWrite(t testing.TB, d Doc) string {
	t.Helper()
	b, err := d.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestExamplesRoundTrip(t *testing.T) {
	for _, name := range examples() {
		d := example(t, name)
		once := mustWrite(t, d)
		again := mustParse(t, once)
		if diff := cmp.Diff(d, again); diff != "" {
			t.Errorf("%s changed (-before +after):\n%s", name, diff)
		}
		if twice := mustWrite(t, again); twice != once {
			t.Errorf("%s is not canonical:\n%s\n%s", name, once, twice)
		}
		if !json.Valid([]byte(once)) {
			t.Errorf("%s is written as no JSON", name)
		}
	}
}

// TestCanonical names the ways in which a document may arrive, and the one in
// which it is stored.
func TestCanonical(t *testing.T) {
	const id = `"id":"0123456789ab"`
	for _, c := range []struct{ name, in, want string }{
		{"empty", `{"type":"doc"}`, `{"type":"doc","version":1}`},
		{"canonical stays", `{"type":"doc","version":1,"content":[{"type":"paragraph","attrs":{` + id + `},"content":[{"type":"text","text":"<b> & \"c\" \\"}]}]}`, ""},
		{"members in any order", `{"content":[{"content":[{"text":"a","type":"text"}],"attrs":{` + id + `},"type":"paragraph"}],"version":1,"type":"doc"}`,
			`{"type":"doc","version":1,"content":[{"type":"paragraph","attrs":{` + id + `},"content":[{"type":"text","text":"a"}]}]}`},
		{"null attributes are absent", `{"type":"doc","version":1,"content":[{"type":"list","attrs":{"start":null,"ordered":false,` + id + `},"content":[]}]}`,
			`{"type":"doc","version":1,"content":[{"type":"list","attrs":{` + id + `}}]}`},
		{"escapes", `{"type":"doc","version":1,"content":[{"type":"paragraph","attrs":{` + id + `},"content":[{"type":"text","text":"\u003c\u0041\ud83d\ude00\/\u00a0"}]}]}`,
			`{"type":"doc","version":1,"content":[{"type":"paragraph","attrs":{` + id + `},"content":[{"type":"text","text":"<A😀/` + "\u00a0" + `"}]}]}`},
		{"runs are joined, marks sorted", `{"type":"doc","version":1,"content":[{"type":"paragraph","content":[{"type":"text","text":"a"},{"type":"text","text":""},{"type":"text","text":"b"},` +
			`{"type":"text","marks":[{"type":"em"},{"type":"link","attrs":{"href":"/x"}}],"text":"c"}]}]}`,
			`{"type":"doc","version":1,"content":[{"type":"paragraph","content":[{"type":"text","text":"ab"},{"type":"text","marks":[{"type":"link","attrs":{"href":"/x"}},{"type":"em"}],"text":"c"}]}]}`},
		{"newer version keeps its number", `{"type":"doc","version":7,"attrs":{"mood":[1, 2]},"content":[],"later":{ "a":1.50}}`, `{"type":"doc","version":7,"attrs":{"mood":[1, 2]},"later":{ "a":1.50}}`},
		{"unknown node", `{"type":"doc","version":1,"content":[{ "type":"poll", "attrs":{"q":"\u003c?","n":1e3} }]}`, `{"type":"doc","version":1,"content":[{ "type":"poll", "attrs":{"q":"\u003c?","n":1e3} }]}`},
		{"unknown attribute and member", `{"type":"doc","version":1,"content":[{"type":"divider","attrs":{"look":{"x": "\u0041"},` + id + `},"z":[ ]}]}`,
			`{"type":"doc","version":1,"content":[{"type":"divider","attrs":{` + id + `,"look":{"x": "\u0041"}},"z":[ ]}]}`},
		{"unknown inline node and mark", `{"type":"doc","version":1,"content":[{"type":"paragraph","content":[{"type":"mention","attrs":{"who": 3}},{"type":"text","marks":[{"type":"glow", "attrs":{"r":1}},{"type":"em","attrs":{"how":"much"}}],"text":"a"}]}]}`,
			`{"type":"doc","version":1,"content":[{"type":"paragraph","content":[{"type":"mention","attrs":{"who": 3}},{"type":"text","marks":[{"type":"em","attrs":{"how":"much"}},{"type":"glow", "attrs":{"r":1}}],"text":"a"}]}]}`},
		{"unknown part keeps its block", `{"type":"doc","version":1,"content":[{"type":"list","content":[{"type":"task_item","attrs":{"done":true}}]}]}`,
			`{"type":"doc","version":1,"content":[{"type":"list","content":[{"type":"task_item","attrs":{"done":true}}]}]}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			want := c.want
			if want == "" {
				want = c.in
			}
			got := mustWrite(t, mustParse(t, c.in))
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if again := mustWrite(t, mustParse(t, got)); again != got {
				t.Errorf("a second time:\n%s\n%s", got, again)
			}
		})
	}
}

// TestExactText follows characters that software likes to change through
// storage and onto the page (SP-2).
func TestExactText(t *testing.T) {
	for name, s := range map[string]string{
		"no-break space": "Baca Juga :\u00a0 Israel", "narrow no-break space": "Afterlove\u202fEP\u202f",
		"joined emoji": "👩‍👩‍👧‍👦 🏳️‍🌈", "combining marks": "e\u0301 n\u0303 \u0301", "zero width": "kata\u200bkata\u2060\ufeff",
		"line separators": "a\u2028b\u2029c", "dashes": "a–b—c", "rtl": "\u202eabc\u202c ش", "spaces": "  dua  spasi\t", "markup": `<b>&amp;"'</b>`,
	} {
		d := Doc{Version: 1, Blocks: []Block{&Paragraph{Text: Text(s)}, &Heading{Level: 2, Text: Text(s)},
			&Image{Asset: 1, Alt: s, Caption: Text(s), Credit: s}, &Preformatted{Text: s}}}
		d.AssignIDs("x")
		again := mustParse(t, mustWrite(t, mustParse(t, mustWrite(t, d))))
		if diff := cmp.Diff(d, again); diff != "" {
			t.Errorf("%s changed in storage:\n%s", name, diff)
		}
		stored, err := json.Marshal(struct{ Body Doc }{d}) // as part of something larger
		if err != nil {
			t.Fatal(err)
		}
		var back struct{ Body Doc }
		if err := json.Unmarshal(stored, &back); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(d, back.Body); diff != "" {
			t.Errorf("%s changed inside a larger value:\n%s", name, diff)
		}
		z := html.NewTokenizer(strings.NewReader(string(render(t, again, siteOptions()))))
		n := 0
		for tt := z.Next(); tt != html.ErrorToken; tt = z.Next() {
			tok := z.Token()
			if tt == html.TextToken && strings.TrimSuffix(tok.Data, " ") == strings.TrimSuffix(s, " ") {
				n++
			}
			for _, a := range tok.Attr {
				if a.Key == "alt" && a.Val == s {
					n++
				}
			}
		}
		if n != 6 { // paragraph, heading, alt, caption, credit, preformatted
			t.Errorf("%s: %d of 6 copies reached the page unchanged", name, n)
		}
		if !strings.Contains(d.Text(), s) {
			t.Errorf("%s changed in plain text: %q", name, d.Text())
		}
	}
}

// TestUnknownSurvives is BODY-4: a thousand saves leave every byte.
func TestUnknownSurvives(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("testdata", "unknown.json"))
	if err != nil {
		t.Fatal(err)
	}
	d, err := Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	first := mustWrite(t, d)
	u := d.Blocks[2].(*Unknown)
	if u.ID != "k3v9zzzzzzz0" || !strings.Contains(string(data), string(u.Source)) || !strings.Contains(first, string(u.Source)) {
		t.Errorf("not byte for byte: %s", u.Source)
	}
	s := first
	for range 1000 {
		d := mustParse(t, s)
		d.AssignIDs("")
		s = mustWrite(t, d)
	}
	if s != first {
		t.Errorf("changed by saving:\n%s\n%s", first, s)
	}
}

func TestBadInput(t *testing.T) {
	deep := strings.Repeat(`{"type":"factbox","attrs":{"id":"0123456789ab"},"content":[`, 7) + strings.Repeat("]}", 7)
	for _, c := range []struct{ name, in, code string }{
		{"nothing", ``, "content"},
		{"not an object", `[]`, "content"},
		{"not a document", `{"type":"paragraph"}`, "content"},
		{"cut off", `{"type":"doc","version":1,"content":[{"type":"para`, "content"},
		{"something after", `{"type":"doc","version":1}{}`, "content"},
		{"comma at the end", `{"type":"doc","version":1,"content":[{"type":"divider"},]}`, "content"},
		{"bad escape", `{"type":"doc","x":"\x41"}`, "content"},
		{"control character", "{\"type\":\"doc\",\"x\":\"a\nb\"}", "content"},
		{"number", `{"type":"doc","x":01}`, "content"},
		{"content is no array", `{"type":"doc","content":{}}`, "content"},
		{"version", `{"type":"doc","version":"1"}`, "range"},
		{"not UTF-8", "{\"type\":\"doc\",\"x\":\"\xff\"}", "utf8"},
		{"lone surrogate in a name", `{"type":"doc","\ud800":1}`, "utf8"},
		{"too large", `{"type":"doc","x":"` + strings.Repeat("a", 1<<20) + `"}`, "too_large"},
		{"blocks too deep", `{"type":"doc","content":[` + deep + `]}`, "too_deep"},
		{"arrays without end", `{"type":"doc","x":` + strings.Repeat("[", 100_000), "too_deep"},
		{"objects without end", `{"type":"doc","x":` + strings.Repeat(`{"":`, 100_000), "too_deep"},
	} {
		d, err := Parse([]byte(c.in))
		var p Problem
		if !errors.As(err, &p) || p.Code != c.code {
			t.Errorf("%s: %v, want code %s", c.name, err, c.code)
		}
		if d.Blocks != nil {
			t.Errorf("%s: gave a document beside the error", c.name)
		}
		if c.code == "too_deep" && c.name == "blocks too deep" && p.Block != "0123456789ab" {
			t.Errorf("%s: names block %q", c.name, p.Block)
		}
	}
}

// TestBrokenShape: what is wrong in a known place is kept, reported by its path,
// and not shown.
func TestBrokenShape(t *testing.T) {
	for _, c := range []struct{ name, block, path, code string }{
		{"text attribute", `{"type":"paragraph","attrs":{"lang":5}}`, ".content.0.attrs.lang", "content"},
		{"number attribute", `{"type":"heading","attrs":{"level":"2"}}`, ".content.0.attrs.level", "content"},
		{"fraction", `{"type":"image","attrs":{"asset":1.5}}`, ".content.0.attrs.asset", "content"},
		{"too large a number", `{"type":"image","attrs":{"asset":99999999999999999999}}`, ".content.0.attrs.asset", "content"},
		{"references", `{"type":"readalso","attrs":{"refs":["1"]}}`, ".content.0.attrs.refs", "content"},
		{"caption", `{"type":"image","attrs":{"asset":1,"caption":"x"}}`, ".content.0.attrs.caption", "content"},
		{"content", `{"type":"paragraph","content":"x"}`, ".content.0.content", "content"},
		{"content of a leaf", `{"type":"divider","content":[{"type":"text","text":"a"}]}`, ".content.0.content", "content"},
		{"block in a line", `{"type":"paragraph","content":[{"type":"divider"}]}`, ".content.0.content", "content"},
		{"paragraph in a gallery", `{"type":"gallery","content":[{"type":"paragraph"}]}`, ".content.0.content", "content"},
		{"cell in a list", `{"type":"list","content":[{"type":"table_cell"}]}`, ".content.0.content", "content"},
		{"item at the top", `{"type":"list_item"}`, ".content.0", "content"},
		{"marks in code", `{"type":"preformatted","content":[{"type":"text","marks":[{"type":"em"}],"text":"a"}]}`, ".content.0.content", "content"},
		{"lone surrogate", `{"type":"paragraph","content":[{"type":"text","text":"a\udc00"}]}`, ".content.0.content", "utf8"},
		{"no type", `{"attrs":{}}`, ".content.0", "content"},
		{"no node", `7`, ".content.0", "content"},
		{"mark", `{"type":"paragraph","content":[{"type":"text","marks":[{"type":"link","attrs":{"href":1}}],"text":"a"}]}`, ".content.0.content", "content"},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := `{"type":"doc","version":1,"content":[` + c.block + `]}`
			d := mustParse(t, in)
			want := []Problem{{Path: c.path, Code: c.code}}
			if diff := cmp.Diff(want, d.Validate()); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
			if got := mustWrite(t, d); got != in {
				t.Errorf("changed:\n%s\n%s", in, got)
			}
			if h := render(t, d, siteOptions()); h != "" {
				t.Errorf("readers see %s", h)
			}
		})
	}
}

// TestMigrations runs a table of its own: version 1 is the first.
func TestMigrations(t *testing.T) {
	table := []func([]byte) ([]byte, error){
		migrations[0],
		func(b []byte) ([]byte, error) {
			return []byte(strings.Replace(string(b), `"version":1`, `"version":2`, 1)), nil
		},
		func([]byte) ([]byte, error) { return nil, errors.New("no") },
	}
	for _, c := range []struct{ in, want string }{
		{`{"type":"doc","version":1}`, `{"type":"doc","version":2}`},
		{`{"type":"doc","content":[{"type":"divider"},{"type":"divider"},{"type":"divider"}],"version":1}`, `{"type":"doc","content":[{"type":"divider"},{"type":"divider"},{"type":"divider"}],"version":2}`},
		{`{"type":"doc","version":12}`, `{"type":"doc","version":12}`},
		{`{"type":"doc"}`, `{"type":"doc"}`},
	} {
		got, err := migrate([]byte(c.in), table[:2])
		if err != nil || string(got) != c.want {
			t.Errorf("migrate(%s) = %s, %v, want %s", c.in, got, err, c.want)
		}
	}
	if _, err := migrate([]byte(`{"type":"doc","version":2}`), table); err == nil {
		t.Error("an error of a migration got lost")
	}
	if len(migrations) != SchemaVersion {
		t.Errorf("%d migrations lead to version %d", len(migrations), SchemaVersion)
	}
}

// TestOldVersions reads the fixtures of every version there ever was (BODY-5).
func TestOldVersions(t *testing.T) {
	files, err := filepath.Glob("testdata/versions/*.json")
	if err != nil || len(files) < SchemaVersion {
		t.Fatalf("%d fixtures for %d versions (%v)", len(files), SchemaVersion, err)
	}
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		d, err := Parse(data)
		if err != nil {
			t.Errorf("%s is refused: %v", f, err)
			continue
		}
		if d.Version < SchemaVersion || len(d.Blocks) == 0 || d.Validate() != nil {
			t.Errorf("%s: version %d, %d blocks, problems %v", f, d.Version, len(d.Blocks), d.Validate())
		}
	}
}

// TestHostileShapes are documents that are small to send and must not be dear to
// read: the test is that it ends.
func TestHostileShapes(t *testing.T) {
	in := func(content string) string { return `{"type":"doc","version":1,"content":[` + content + `]}` }
	rep := func(s string, n int) string { return strings.TrimSuffix(strings.Repeat(s+",", n), ",") }
	for name, s := range map[string]string{
		"a span under 60,000 marks": in(`{"type":"paragraph","content":[{"type":"text","marks":[` + rep(`{"type":"link"}`, 60_000) + `],"text":"a"}]}`),
		"60,000 unknown marks":      in(`{"type":"paragraph","content":[{"type":"text","marks":[` + rep(`{"type":"glow"}`, 60_000) + `],"text":"a"}]}`),
		"many runs":                 in(`{"type":"paragraph","content":[` + rep(`{"type":"text","text":"a"}`, 38_000) + `]}`),
		"many runs of code":         in(`{"type":"preformatted","content":[` + rep(`{"type":"text","text":"a","x":1}`, 30_000) + `]}`),
		"many unknown attributes":   in(`{"type":"divider","attrs":{` + rep(`"a":1`, 150_000) + `}}`),
		"many broken blocks":        in(`{"type":"factbox","content":[` + rep(`{"type":"gallery","content":[{"type":"image","attrs":{"asset":""}}]}`, 14_000) + `]}`),
		"types at the end":          in(rep(`{"content":[{"content":[{"content":[{"text":"a","type":"text"}],"type":"paragraph"}],"type":"quote"}],"type":"factbox"}`, 4_000)),
	} {
		d, err := Parse([]byte(s))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		d.Validate()
		d.AssignIDs("x")
		if again := mustWrite(t, mustParse(t, mustWrite(t, d))); again != mustWrite(t, d) {
			t.Errorf("%s is not canonical", name)
		}
		checkMarkup(t, render(t, d, siteOptions()))
	}
}

func TestWriteRefusesBrokenText(t *testing.T) {
	for name, b := range map[string]Block{
		"text":      &Paragraph{Text: Text("a\xffb")},
		"attribute": &Image{Asset: 1, Alt: "\xc3"},
		"kept node": &Unknown{Source: json.RawMessage(`{"type":`)},
		"member":    &Divider{Node{Extra: &Extra{Attrs: []Member{{"a", json.RawMessage(`1,2`)}}}}},
	} {
		if out, err := (Doc{Blocks: []Block{b}}).MarshalJSON(); err == nil {
			t.Errorf("%s was written: %s", name, out)
		}
		if (Doc{Blocks: []Block{b}}).Validate() == nil {
			t.Errorf("%s passes the check", name)
		}
	}
}
