package body

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
)

// FuzzParse reads foreign bytes. What is read must be JSON, must come back the
// same from storage, must not lose what it did not understand, and must put
// nothing on a page but our own markup.
func FuzzParse(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.json")
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	for _, s := range hostile {
		b, _ := json.Marshal(s)
		f.Add([]byte(`{"type":"doc","version":1,"content":[{"type":"paragraph","attrs":{"lang":` + string(b) + `},"content":[{"type":"text","marks":[{"type":"link","attrs":{"href":` + string(b) + `}}],"text":` + string(b) + `}]}]}`))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := Parse(data)
		if err != nil {
			if d.Blocks != nil {
				t.Error("a document beside an error")
			}
			return
		}
		if !json.Valid(data) {
			t.Fatalf("read what is no JSON: %q", data)
		}
		d.Validate()
		once, err := d.MarshalJSON()
		if err != nil {
			t.Fatalf("what was read cannot be written: %v", err)
		}
		var again Doc
		if err := json.Unmarshal(once, &again); err != nil {
			t.Fatalf("what was written cannot be read: %v\n%s", err, once)
		}
		if diff := cmp.Diff(d, again); diff != "" {
			t.Fatalf("changed by storage:\n%s", diff)
		}
		if twice := mustWrite(t, again); twice != string(once) {
			t.Fatalf("not canonical:\n%s\n%s", once, twice)
		}
		checkMarkup(t, render(t, d, siteOptions()))
		checkMarkup(t, render(t, d, feedOptions()))
		d.Refs()
		d.Text()
		for _, p := range d.Pages() {
			p.Words()
		}
	})
}

// FuzzInline puts any text under any mark: the page shows that very text.
func FuzzInline(f *testing.F) {
	for i, s := range hostile {
		f.Add(s, s, s, uint8(i*37))
	}
	f.Add("a", "https://a.example", "en", uint8(255))
	f.Fuzz(func(t *testing.T, text, href, lang string, marks uint8) {
		var in Inline
		for i := range 3 {
			s := Span{Text: text}
			for j, m := range markRank {
				if marks>>((i+j)%8)&1 != 0 {
					s.Marks = append(s.Marks, Mark{Type: m, Href: href, Tag: lang, Rel: lang})
				}
			}
			in = append(in, s)
		}
		h := in.HTML(siteOptions())
		checkMarkup(t, h)
		var got strings.Builder
		for z := html.NewTokenizer(strings.NewReader(string(h))); ; {
			tt := z.Next()
			if tt == html.ErrorToken {
				break
			}
			if tt == html.TextToken {
				got.WriteString(z.Token().Data)
			}
		}
		want := strings.Map(func(r rune) rune {
			if unprintable(r) || r == 0x7f {
				return -1
			}
			return r
		}, strings.Repeat(dropInvalid(text), 3))
		if got.String() != want {
			t.Errorf("text %q shows as %q", want, got.String())
		}
		if in.Text() != strings.Repeat(text, 3) {
			t.Errorf("plain text %q", in.Text())
		}
	})
}

func dropInvalid(s string) string { return strings.ToValidUTF8(s, "") }
