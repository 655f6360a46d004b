package ingest

import (
	"context"
	"encoding/xml"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// wxrFiles are the outside corpus; without it its tests are skipped.
func wxrFiles(t testing.TB) []string {
	t.Helper()
	names, _ := filepath.Glob("../../../../shared/testdata/wxr/*/*.xml")
	if len(names) == 0 {
		names, _ = filepath.Glob("../../../shared/testdata/wxr/*/*.xml")
	}
	if len(names) == 0 {
		t.Skip("the outside corpus shared/testdata/wxr is not here")
	}
	return names
}

// encoded gives the texts of a strict file by the standard library.
func encoded(t testing.TB, name string) []string {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	d := xml.NewDecoder(f)
	d.Strict = false
	var out []string
	for {
		tok, err := d.Token()
		if err == io.EOF || err != nil {
			return out
		}
		if s, ok := tok.(xml.StartElement); ok && s.Name.Local == "encoded" {
			var v string
			if err := d.DecodeElement(&v, &s); err == nil {
				out = append(out, v)
			}
		}
	}
}

func TestTextsOfTheCorpusAreMapped(t *testing.T) {
	n := 0
	for _, name := range wxrFiles(t) {
		for _, s := range encoded(t, name) {
			m := MapHTML(s, wp())
			sound(t, m, s)
			n++
		}
	}
	if n < 100 {
		t.Errorf("%d texts only", n)
	}
}

func stream(t testing.TB, name string, o StreamOptions) ([]Record, error) {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	o.Name = filepath.Base(name)
	return collect(f, o)
}

func collect(r io.Reader, o StreamOptions) (out []Record, err error) {
	for rec, err := range StreamWXR(context.Background(), r, o) {
		if err != nil {
			return out, err
		}
		out = append(out, rec)
	}
	return out, nil
}

// plainCount counts elements of a file that begin with a tag, outside of CDATA and
// comments.
func plainCount(text string, tags ...string) map[string]int {
	text = regexp.MustCompile(`(?s)<!\[CDATA\[.*?\]\]>|<!--.*?-->`).ReplaceAllString(text, "")
	out := map[string]int{}
	for _, tag := range tags {
		out[tag] = len(regexp.MustCompile(`<`+tag+`[\s/>]`).FindAllString(text, -1))
	}
	return out
}

func TestCorpusIsCountedAsItIs(t *testing.T) {
	for _, name := range wxrFiles(t) {
		base := filepath.Base(name)
		t.Run(base, func(t *testing.T) {
			recs, err := stream(t, name, StreamOptions{})
			if strings.HasPrefix(base, "malformed") {
				if err == nil {
					t.Fatal("no error")
				}
				if s := said(t, err); !strings.Contains(s, "baris") || !strings.Contains(s, "kolom") {
					t.Error(s)
				}
				for _, r := range recs {
					if r.Item != nil {
						t.Error("an item of a broken file came in")
					}
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			text := string(file(t, name))
			want := plainCount(text, "item", "wp:author", "wp:category", "wp:tag", "wp:term", "wp:comment")
			got := map[string]int{}
			for _, r := range recs {
				switch k := r.Kind(); k {
				case "item", "medium", "menu_item":
					got["item"]++
				case "kept":
					if r.Kept.Why != "element" {
						got["item"]++
					}
				case "author":
					if !r.Author.Guest {
						got["wp:author"]++
					}
				case "term":
					switch r.Term.Taxonomy {
					case "category":
						got["wp:category"]++
					case "post_tag":
						got["wp:tag"]++
					default:
						got["wp:term"]++
					}
				}
				if r.Item != nil {
					got["wp:comment"] += len(r.Item.Comments)
					m := Mapped{Doc: r.Item.Body, Media: r.Item.Media, Targets: r.Item.Targets}
					sound(t, m, "&")
					if s := r.Item.Body.Text(); shortcodeLeft.MatchString(s) {
						t.Errorf("%s: a shortcode is in the text: %s", r.Item.Headline, shortcodeLeft.FindString(s))
					}
				}
				if r.Medium != nil {
					got["wp:comment"] += len(r.Medium.Comments)
				}
			}
			// wp:term can say that it is a category.
			if n := want["wp:category"] + want["wp:tag"] + want["wp:term"]; n != got["wp:category"]+got["wp:tag"]+got["wp:term"] {
				t.Errorf("terms: %v, a plain count gives %v", got, want)
			}
			delete(want, "wp:term")
			delete(want, "wp:category")
			delete(want, "wp:tag")
			switch base {
			case "namespace-edge-cases.xml": // "wp2:" is WordPress's prefix there, too
				want["wp:author"]++
			case "authors-multiline.xml": // one in an item names the writer
				want["wp:author"]--
			}
			for k, n := range want {
				if got[k] != n {
					t.Errorf("%s: %d, a plain count gives %d", k, got[k], n)
				}
			}
			f, _ := os.Open(name)
			defer f.Close()
			v, err := SurveyWXR(context.Background(), f, StreamOptions{})
			if err != nil {
				t.Fatal(err)
			}
			n := 0
			for _, k := range v.Items {
				n += k
			}
			if n != want["item"] || v.Comments != want["wp:comment"] {
				t.Errorf("the survey counts %+v", v)
			}
		})
	}
}

var shortcodeLeft = regexp.MustCompile(`\[/?(caption|gallery|audio|video|playlist|embed|nextpage|more)[ \]]`)

func TestThemeUnitTest(t *testing.T) {
	for _, name := range wxrFiles(t) {
		if !strings.Contains(name, "themeunittest") {
			continue
		}
		recs, err := stream(t, name, StreamOptions{})
		if err != nil {
			t.Fatal(err)
		}
		types, states, comments := map[string]int{}, map[string]int{}, map[string]int{}
		for _, r := range recs {
			switch {
			case r.Item != nil:
				types[r.Item.Type]++
				states[string(r.Item.Work)+"/"+string(r.Item.State)+"/"+r.Item.Held]++
				for _, c := range r.Item.Comments {
					comments[c.Type+"/"+c.State]++
				}
			case r.Medium != nil:
				types["attachment"]++
				for _, c := range r.Medium.Comments {
					comments[c.Type+"/"+c.State]++
				}
			case r.MenuItem != nil:
				types["nav_menu_item"]++
			}
		}
		if d := cmp.Diff(map[string]int{"post": 58, "page": 21, "attachment": 37, "nav_menu_item": 70}, types); d != "" {
			t.Error(d)
		}
		if d := cmp.Diff(map[string]int{"comment/approved": 26, "comment/held": 3, "pingback/approved": 2, "trackback/approved": 2}, comments); d != "" {
			t.Error(d)
		}
		if d := cmp.Diff(map[string]int{"settled/live/": 76, "ready/scheduled/": 1, "writing/never/": 1, "writing/never/password": 1}, states); d != "" {
			t.Error(d)
		}
	}
}

// A text comes out as the standard library reads it, wherever that can.
func TestTextsAreReadAsTheStandardLibraryReadsThem(t *testing.T) {
	for _, name := range wxrFiles(t) {
		if strings.Contains(name, "malformed") || strings.Contains(name, "crazy-cdata") {
			continue
		}
		var got []string
		s := newXMLScanner(strings.NewReader(string(file(t, name))), nil)
		for {
			tag, err := s.tag()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if tag.name == "encoded" && !tag.end && !tag.empty {
				v, err := s.text(&tag, true, stopField)
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, v)
			}
		}
		var want []string
		for _, v := range encoded(t, name) {
			want = append(want, v)
		}
		want = slices.DeleteFunc(want, func(s string) bool { return s == "" })
		got = slices.DeleteFunc(got, func(s string) bool { return s == "" })
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: %s", filepath.Base(name), d)
		}
	}
}
