package main

import (
	"bytes"
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"warta/internal/site/sitetest"
	"warta/internal/store"
)

// notFacts are the words of controls, which a lite page does not need.
var notFacts = []string{"Bagikan ke ", "Salin tautan", "Bagikan lewat aplikasi", "Simpan berita ini", "Muat dari ", "Isi tersemat", "Tampilkan foto", "Transkrip", "Halaman :", "Selanjutnya", "Semua halaman"}

// facts are the lines of an article's page from its label to its reads, without
// its lists: headline, dates, labels, amendments, credits, every paragraph.
func facts(t *testing.T, page []byte) []string {
	t.Helper()
	doc, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	b.WriteString("<main>")
	for _, n := range sitetest.Find(doc, func(n *html.Node) bool {
		class, _ := sitetest.Attr(n, "class")
		return n.DataAtom == atom.Div && slices.Contains([]string{"head", "info", "text"}, class) || class == "reads"
	}) {
		if err := html.Render(&b, n); err != nil {
			t.Fatal(err)
		}
	}
	b.WriteString("</main>")
	text, err := sitetest.Text(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, line := range strings.Split(text, "\n") {
		for _, not := range notFacts {
			if strings.HasPrefix(line, not) {
				line = ""
			}
			line, _, _ = strings.Cut(line, " "+not)
		}
		if i := strings.Index(line, "Perbesar foto"); i >= 0 {
			line = line[:i]
		}
		if line = plain(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// plain makes a line comparable: lite writes a credit in brackets where the page
// has a smaller face, and both break lines in their own way.
func plain(s string) string {
	s = strings.NewReplacer("(", "", ")", "", "\u00a0", " ").Replace(s)
	return strings.Join(strings.Fields(s), " ")
}

func (d *demoPaper) everyArticle(t *testing.T) (paths []string) {
	t.Helper()
	err := d.db.Published().View(context.Background(), 0, func(v store.View) error {
		cards, err := v.List(context.Background(), store.ListQuery{List: store.List{By: "edition"}, Limit: 200})
		for _, c := range cards {
			paths = append(paths, c.Path)
		}
		return err
	})
	if err != nil || len(paths) < 30 {
		t.Fatalf("the sample newspaper has %d articles: %v", len(paths), err)
	}
	return paths
}

// TestLiteTellsTheSame is LT-3: what the page of an article says, its lite page
// says, and it stays within its budget.
func TestLiteTellsTheSame(t *testing.T) {
	d := sharedDemo(t)
	heaviest, most := 0, 0
	for _, path := range d.everyArticle(t) {
		status, _, full := get(t, d.home+path+"?halaman=semua")
		if status != http.StatusOK {
			_, _, full = get(t, d.home+path)
		}
		status, _, lite := get(t, d.home+"/lite"+path)
		if status != http.StatusOK {
			t.Fatalf("/lite%s: %d", path, status)
		}
		text, err := sitetest.Text(lite)
		if err != nil {
			t.Fatal(err)
		}
		text = plain(text)
		list := facts(t, full)
		if len(list) < 2 {
			t.Errorf("%s: only %d facts found: %q", path, len(list), list)
		}
		for _, f := range list {
			if !strings.Contains(text, f) {
				t.Errorf("/lite%s does not say %q", path, f)
			}
		}
		doc, err := html.Parse(bytes.NewReader(lite))
		if err != nil {
			t.Fatal(err)
		}
		n := len(sitetest.Find(doc, func(n *html.Node) bool { return true }))
		tables := len(sitetest.Find(doc, func(n *html.Node) bool { return n.DataAtom == atom.Table }))
		// A table has as many cells as its newsroom gave it.
		if n > 300 && tables == 0 {
			t.Errorf("/lite%s has %d elements, may have 300", path, n)
		}
		_, size := squeezed(t, d.home+"/lite"+path)
		if size > 8<<10 {
			t.Errorf("/lite%s weighs %d bytes, may weigh %d", path, size, 8<<10)
		}
		heaviest, most = max(heaviest, size), max(most, n)
	}
	t.Logf("the heaviest lite article weighs %d bytes, the largest has %d elements", heaviest, most)
}

// TestLiteInABrowser walks lite pages with scripts off: one request each, no
// picture, nothing sideways, axe-clean in both schemes, and the way back.
func TestLiteInABrowser(t *testing.T) {
	d := sharedDemo(t)
	for name, path := range looks(d) {
		if strings.HasPrefix(path, "/-/storybook/") {
			path = "/-/storybook/lite/" + strings.TrimPrefix(path, "/-/storybook/")
		} else if path == "/" {
			path = "/lite"
		} else {
			path = "/lite" + path
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := open(t, d.home+path, screen{width: 320})
			for _, r := range v.requests {
				if r.kind != "Document" && !strings.Contains(r.url, "/-/baca/") && !strings.HasPrefix(r.url, "data:") {
					t.Errorf("the lite page loads %s", r.url)
				}
			}
			if w := v.sideways(t); w > 0 {
				t.Errorf("%d px too wide", w)
			}
			if len(v.violations) > 0 || v.shift >= visibleShift {
				t.Errorf("violations %q, shift %.3f", v.violations, v.shift)
			}
			if n := ask[float64](t, v, `document.scripts.length + document.querySelectorAll('link[rel=stylesheet],iframe,video').length`); n > 0 {
				t.Errorf("%v scripts, sheets or frames", n)
			}
			// Lite pages have one sheet: half of them are asked in either scheme.
			for _, scheme := range schemes(360 + len(name)%2) {
				v.scheme(t, scheme)
				v.picture(t, "lite-"+name+"-"+scheme)
				for _, a := range v.axe(t) {
					t.Errorf("axe, %s: %s", scheme, a)
				}
			}
		})
	}
}
