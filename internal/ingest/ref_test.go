package ingest

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// article makes an item of markup as the WordPress sources do.
func article(src string) *Item {
	m := MapHTML(src, wp())
	it := &Item{Number: 7, Body: m.Doc, Media: m.Media, Targets: m.Targets}
	it.Origin.Key = "x"
	return it
}

func TestNumbersAreResolvedAndNothingVanishes(t *testing.T) {
	const src = `<p>Baca juga: <a href="/a/">A</a>, <a href="/b/">B</a></p><img src="/1.jpg" class="wp-image-1"><img src="/2.jpg">` +
		`<video src="/v.mp4" poster="/p.jpg"></video><div class="wp-block-file"><a href="/d.pdf">Dok</a></div>` +
		`[gallery ids="1,5,6"][gallery]<details><summary>J</summary><p>x</p><img src="/2.jpg"></details>`
	known := Resolver{
		Target: func(t Target) (int64, bool) {
			return map[string]int64{"https://koran.example/a/": 11}[t.URL], strings.HasSuffix(t.URL, "/a/")
		},
		Asset: func(m MediaRef) (int64, bool) {
			switch {
			case m.ID > 0:
				return 100 + m.ID, m.ID != 6
			case strings.HasSuffix(m.URL, "2.jpg"):
				return 0, false
			}
			return 200, true
		},
		Attached: func(n int64) []int64 { return []int64{n * 10, n*10 + 1} },
	}
	it := article(src)
	doc, missing := it.Finish(known)
	want := `readalso 11
paragraph Baca juga: link(https://koran.example/b/ B)
image 101
unknown html:media "<img src=\"/2.jpg\"/>"
video 200 poster="200"
file 200 label="Dok"
gallery
  image 101
  image 105
unknown html:media "media 6"
gallery
  image 70
  image 71
factbox title="J"
  paragraph x
  unknown html:media "<img src=\"/2.jpg\"/>"
`
	if d := cmp.Diff(want, sketch(Mapped{Doc: doc})); d != "" {
		t.Error(d)
	}
	if len(missing) != 3 {
		t.Errorf("missing: %+v", missing)
	}
	if p := doc.Validate(); p != nil {
		t.Errorf("what is stored is not valid: %v", p)
	}
	again, _ := it.Finish(known)
	a, _ := doc.MarshalJSON()
	if b, _ := again.MarshalJSON(); string(a) != string(b) {
		t.Error("a second time gives another text")
	}
	nothing, missing := it.Finish(Resolver{})
	if p := nothing.Validate(); p != nil || len(missing) != 9 {
		t.Errorf("with nothing known: %v, %d missing", p, len(missing))
	}
}

// The grammar of block comments, as WordPress's own parser reads it (compared
// with @wordpress/block-serialization-default-parser 5).
func TestBlockComments(t *testing.T) {
	for src, want := range map[string]string{
		`<!-- wp:a {"x":"}"} -->`: "a", `<!--wp:a -->`: "", `<!-- wp:a-->`: "", `<!-- wp:a/b/c -->`: "", `<!-- wp:A -->`: "", `<!-- wp:a {"x":1}-->`: "",
		`<!-- wp:a {"x":{"y":1}} /-->`: "a/", "<!--\n wp:a \n{\"b\":2}\n -->": "a", `<!-- wp:1a -->`: "", `<!-- wp:a1_b-c -->`: "a1_b-c", `<!-- wp:core/list /-->`: "list/",
		`<!-- wp:a {} / -->`: "", `<!-- wp:a { /-->`: "", `<!-- wp:a {"x":"} "} -->`: "a", `<!-- wp:a / -->`: "", `<!-- wp:a/ -->`: "", `<!-- /wp:x/y -->`: "-x/y",
	} {
		c := blockScanner{s: src}
		got := ""
		if b, ok := c.next(0); ok {
			got = b.name
			if b.close {
				got = "-" + got
			}
			if b.void {
				got += "/"
			}
		}
		if got != want {
			t.Errorf("%s: %q, not %q", src, got, want)
		}
	}
}

func TestShortcodeAttributes(t *testing.T) {
	for src, want := range map[string]shortAttrs{
		`a="1" B='2 3' c=4 "lima" enam`: {"a": "1", "b": "2 3", "c": "4", "0": "lima", "1": "enam"},
		"a=“1” b=&#8221;2&#8243;":       {"a": "1", "b": "2"},
		`="https://x.example"`:          {"0": "https://x.example"},
		"a\u00a0=\u00a0\"1\"":           {"a": "1"},
		`a="x`:                          {"a": "x"},
		"":                              {},
	} {
		if d := cmp.Diff(want, parseShortAttrs(src)); d != "" {
			t.Errorf("%s: %s", src, d)
		}
	}
}

func TestPHPValues(t *testing.T) {
	for src, want := range map[string]map[string]string{
		`a:2:{s:5:"width";i:640;s:4:"meta";a:1:{s:6:"credit";s:4:"é!";}}`: {"width": "640", "meta/credit": "é!"},
		`a:1:{s:1:"a";s:99:"wrong length";}`:                              {"a": "wrong length"},
		`a:1:{i:0;b:1;}`:                                                  {"0": "1"},
		`a:9999999999:{`:                                                  {}, `O:8:"stdClass":0:{}`: {}, `s:3:"abc`: {}, "": {}, "a:2:{": {},
		strings.Repeat(`a:1:{i:0;`, 1000): {},
	} {
		got := phpValues(src)
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%.40s: %s", src, d)
		}
	}
}
