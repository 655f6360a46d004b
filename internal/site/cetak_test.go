package site_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"warta/internal/site/sitetest"
	"warta/internal/store"
)

// fact is a row of seed-page.md section 3 as the default theme owes it, read
// from the seed's own lines.
type fact struct{ row, text string }

// seedLines are the seed's lines with text.
func seedLines(t *testing.T) []string {
	var out []string
	for _, l := range strings.Split(seedText(t), "\n") {
		if l != "" {
			out = append(out, l)
		}
	}
	if len(out) != 55 {
		t.Fatalf("the seed has %d lines with text, want 55", len(out))
	}
	return out
}

func cetakFacts(t *testing.T) []fact {
	l := seedLines(t)
	row := func(n int) string { return l[n-1] }
	facts := []fact{
		{"1", row(1)},
		{"2", strings.TrimPrefix(row(2), "- ")},
		{"3", row(3)},
	}
	for _, network := range strings.Fields(row(4))[:5] {
		facts = append(facts, fact{"4", "Bagikan ke " + map[string]string{"facebook": "Facebook", "twitter": "Twitter",
			"whatsapp": "WhatsApp", "telegram": "Telegram", "line": "LINE"}[network]})
	}
	facts = append(facts, fact{"4", "Salin tautan"}, fact{"9", row(9)})
	for n := 10; n <= 21; n++ {
		text := row(n)
		if n == 10 {
			// The caption is the paragraph's first sentence; the rest tells it apart.
			facts = append(facts, fact{"10", text[:strings.Index(text, "–")+len("–")]})
			text = text[strings.Index(text, "Dalam kesempatan"):]
		}
		facts = append(facts, fact{"10–21", text})
	}
	facts = append(facts, fact{"22", row(22)})
	for i := range 8 {
		facts = append(facts, fact{"23–30", row(23 + i)})
		if i < 5 {
			facts = append(facts, fact{"33–42", row(33 + 2*i)})
		}
	}
	facts = append(facts, fact{"31", row(31)}, fact{"43", row(43)})
	for _, card := range []int{44, 48, 52} {
		facts = append(facts, fact{"card", row(card + 1)}, fact{"card", row(card + 2)}, fact{"card", row(card + 3)})
	}
	return facts
}

func textOf(t *testing.T, page []byte) string {
	t.Helper()
	text, err := sitetest.Text(page)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestCetakPrintsEachFactOnce is S2 of seed-page.md.
func TestCetakPrintsEachFactOnce(t *testing.T) {
	p := sitetest.Open(t, store.Options{Dir: t.TempDir()}, sitetest.Options{})
	p.ImportSeed()
	page := p.Get(p.Path).Body
	text := textOf(t, page)
	lines := seedLines(t)

	at := 0
	for _, f := range cetakFacts(t) {
		i := strings.Index(text[at:], f.text)
		if i < 0 {
			t.Fatalf("row %s: %q is missing, or stands before what it should follow:\n%s", f.row, f.text, text)
		}
		at += i + len(f.text)
	}
	whole := html.UnescapeString(string(page))
	for _, c := range []struct {
		what, text string
		want       int
	}{
		{"related heading", lines[21], 1}, {"latest heading", lines[42], 1}, {"counter", lines[30], 1},
		{"headline of R1", lines[22], 2}, {"headline of A0", lines[0], 1},
		{"card caption", lines[43], 0}, {"card caption", lines[47], 0}, {"card caption", lines[51], 0},
	} {
		if got := strings.Count(text, c.text); got != c.want {
			t.Errorf("%s %q stands %d times in the text, want %d", c.what, c.text, got, c.want)
		}
	}
	for _, n := range []int{24, 25, 26, 27, 28, 29, 30, 46, 54} {
		if got := strings.Count(text, lines[n-1]); got != 1 {
			t.Errorf("headline %q stands %d times, want 1", lines[n-1], got)
		}
	}
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	main := sitetest.Find(root, func(n *html.Node) bool { return n.DataAtom == atom.Main })[0]
	// The caption: once as a caption, never as an alt; the dateline's paragraph
	// begins with the same words, and the head may describe the page with them.
	captions := 0
	for _, n := range sitetest.Find(main, func(n *html.Node) bool { return n.DataAtom == atom.Figcaption || n.DataAtom == atom.Img }) {
		if alt, _ := sitetest.Attr(n, "alt"); n.DataAtom == atom.Img && alt == lines[8] {
			t.Error("the caption stands in an alt")
		}
		if n.DataAtom == atom.Figcaption {
			captions++
		}
	}
	if captions != 1 {
		t.Errorf("%d captions, want 1", captions)
	}
	if n := len(sitetest.Find(main, func(n *html.Node) bool { return n.DataAtom == atom.H1 })); n != 1 {
		t.Errorf("%d h1, want 1", n)
	}
	done := false
	for _, n := range sitetest.Find(main, func(n *html.Node) bool { return n.DataAtom == atom.Button }) {
		v, ok := sitetest.Attr(n, "data-done")
		done = done || ok && v == lines[4]
	}
	if !done {
		t.Errorf("the copy control does not carry %q", lines[4])
	}
	status := sitetest.Find(main, func(n *html.Node) bool { r, _ := sitetest.Attr(n, "role"); return r == "status" })
	if len(status) != 1 || status[0].FirstChild != nil {
		t.Errorf("%d status regions, want one and empty", len(status))
	}
	for _, want := range []string{`datetime="2025-03-01T19:13:00+07:00"`, `"datePublished":"2025-03-01T19:13:00+07:00"`} {
		if !strings.Contains(whole, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	bare := regexp.MustCompile(`(?s)<(style|script)\b.*?</(style|script)>`).ReplaceAll(page, nil)
	if got := textOf(t, bare); got != text {
		t.Error("removing styles and scripts changes the text")
	}
}
