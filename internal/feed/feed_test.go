package feed

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"warta/internal/feed/feedcheck"
	"warta/internal/news"
)

var update = flag.Bool("update", false, "write the goldens anew")

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}

var wib = time.FixedZone("WIB", 7*3600)

func samplePaper() Paper {
	return Paper{Name: "Koran Contoh", Tagline: "Kabar dari pesisir", URL: "https://koran.example/", Lang: "id",
		Masthead:  news.Masthead{Company: "PT Contoh", Address: "Jalan Layar 1", Email: "redaksi@koran.example"},
		Guideline: "https://koran.example/pedoman-media-siber", Ethics: "https://koran.example/kode-etik",
		Corrections: "https://koran.example/koreksi", MastheadURL: "https://koran.example/redaksi",
		Hubs: []string{"https://hub.example/"}}
}

func sampleArticles() []Article {
	full := Article{ID: 7, URL: "https://koran.example/2025/03/01/a", Headline: "Air & <garam>\u00a0naik", Alternative: "Garam naik",
		Kind: news.KindAnalysis, Label: "ANALISIS", Description: "Ringkas.", Standfirst: "Harga garam naik.", Lang: "id",
		Published: time.Date(2025, 3, 1, 19, 13, 0, 0, wib), Updated: time.Date(2025, 3, 1, 20, 0, 0, 0, wib),
		Changed: time.Date(2025, 3, 2, 8, 0, 0, 0, wib),
		Authors: []Credit{{"Ayu", "https://koran.example/penulis/ayu"}, {"Budi", ""}, {"", ""}}, Editors: []Credit{{"Eko", ""}},
		Share: Image{URL: "https://koran.example/-/share/7-0011223344556677.jpg", MIME: "image/jpeg", Width: 1200, Height: 630, Alt: "KOREKSI: Judul"},
		Images: []Image{{URL: "https://koran.example/-/media/x.jpg", MIME: "image/jpeg", Width: 1200, Height: 800, Bytes: 90000,
			Alt: "Tambak", Caption: "Tambak di pagi hari", Credit: "Citra", AI: "Ilustrasi dibuat dengan AI"}},
		Section: "EKONOMI", Tags: []string{"Garam", "Laut & pantai"}, Words: 321, Dateline: "LABUAN",
		Amendments: []Amendment{{Kind: "koreksi", Label: "KOREKSI", Note: "Angka <keliru>.", Date: "Minggu, 2 Maret 2025 - 08:00 WIB",
			At: time.Date(2025, 3, 2, 8, 0, 0, 0, wib), Reply: "https://koran.example/hj", ReplyText: "Hak jawab"}},
		Source: Source{Name: "Kantor", URL: "https://kantor.example/1"}, HTML: "<p>Isi.</p>", Unverified: "(Belum pasti.)"}
	ad := Article{ID: 8, URL: "https://koran.example/2025/03/02/b", Headline: "Kulkas", Kind: news.KindAdvertorial, Label: "IKLAN",
		Lang: "id", Published: time.Date(2025, 3, 2, 6, 0, 0, 0, wib), Changed: time.Date(2025, 3, 2, 6, 0, 0, 0, wib), HTML: "<p>Beli.</p>"}
	return []Article{ad, full}
}

func sampleList() List {
	return List{Name: "EKONOMI", Description: "Kabar uang", URL: "https://koran.example/ekonomi", Self: "https://koran.example/ekonomi/feed.xml",
		Former:   []Former{{ID: 5, At: time.Date(2025, 3, 1, 12, 0, 0, 0, wib)}},
		Articles: []ListItem{{"Kulkas", "https://koran.example/2025/03/02/b"}, {"Air & <garam>", "https://koran.example/2025/03/01/a"}}}
}

// TestFormats writes every format of the table; one without a golden fails.
func TestFormats(t *testing.T) {
	for _, f := range Formats {
		for name, full := range map[string]bool{"full": true, "summary": false} {
			l := sampleList()
			l.Self = l.URL + "/" + f.File
			got, err := f.Write(samplePaper(), l, sampleArticles(), full)
			if err != nil {
				t.Fatal(err)
			}
			golden(t, name+"-"+f.File, got)
			check := feedcheck.XML
			if f.File == "feed.json" {
				check = feedcheck.JSON
			}
			for _, found := range check(got, l.Self) {
				if name != "full" || !strings.Contains(found.Detail, "garam") {
					t.Errorf("%s %s: %v", name, f.File, found)
				}
			}
		}
	}
}

func TestDocuments(t *testing.T) {
	p, a := samplePaper(), sampleArticles()
	for name, make := range map[string]func() ([]byte, error){
		"article": func() ([]byte, error) { return ArticleLD(p, a[1]) },
		"ad":      func() ([]byte, error) { return ArticleLD(p, a[0]) },
		"front":   func() ([]byte, error) { return FrontLD(p, sampleList().Articles) },
		"list":    func() ([]byte, error) { return ListLD(p, sampleList()) },
		"breadcrumb": func() ([]byte, error) {
			return BreadcrumbLD([]Crumb{{"Beranda", p.URL}, {"EKONOMI", p.URL + "ekonomi"}})
		},
		"person": func() ([]byte, error) {
			return PersonLD(p, sampleList(), news.Person{Name: "Ayu", Title: "Redaktur", Bio: "Menulis.",
				Contacts: []news.Contact{{Label: "Surel", URL: "mailto:ayu@koran.example"}}})
		},
	} {
		got, err := make()
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := json.Indent(&b, got, "", " "); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if bytes.Contains(got, []byte(`:""`)) || bytes.Contains(got, []byte("null")) {
			t.Errorf("%s holds an empty value: %s", name, got)
		}
		golden(t, name+".json", append(b.Bytes(), '\n'))
	}
	var b strings.Builder
	for _, x := range ArticleProperties(p, a[1]) {
		fmt.Fprintf(&b, "%s = %s\n", x.Name, x.Content)
	}
	golden(t, "opengraph.txt", []byte(b.String()))
}

// hostile makes headlines that would end, hide or bend a document if they were
// not escaped.
func hostile() []string {
	pieces := []string{"</script>", "<!--", "-->", "<script>", "]]>", "<![CDATA[", "\"", "'", "\\", "&", "&amp;", "\u2028", "\u2029",
		"\u0000", "\u0008", "\ufffe", "\U0001f469\u200d\U0001f467", "\u202e", "</title>", "</SCRIPT ", "<\\/script>", "{{", "%3C/script%3E", "\x80\xff", "\n", "\u00a0"}
	var out []string
	for i, a := range pieces {
		for j, b := range pieces {
			if (i+j)%2 == 0 {
				out = append(out, "Judul "+a+b+" akhir")
			}
		}
	}
	return out
}

func TestHostileHeadlinesStayText(t *testing.T) {
	list := hostile()
	if len(list) < 300 {
		t.Fatalf("%d headlines, want 300", len(list))
	}
	for _, headline := range list {
		a := sampleArticles()[1]
		a.Headline, a.Alternative = headline, ""
		ld, err := ArticleLD(samplePaper(), a)
		if err != nil {
			t.Fatal(err)
		}
		page := `<html><head><script type="application/ld+json">` + string(ld) + `</script></head><body><p>after</p></body></html>`
		root, err := html.Parse(strings.NewReader(page))
		if err != nil {
			t.Fatal(err)
		}
		var scripts []string
		after := false
		for n := range root.Descendants() {
			if n.DataAtom == atom.Script && n.FirstChild != nil {
				scripts = append(scripts, n.FirstChild.Data)
			}
			after = after || n.DataAtom == atom.P
		}
		if len(scripts) != 1 || !after {
			t.Errorf("%q: %d scripts, paragraph found: %v", headline, len(scripts), after)
			continue
		}
		var doc struct{ Headline string }
		if err := json.Unmarshal([]byte(scripts[0]), &doc); err != nil {
			t.Errorf("%q: %v", headline, err)
		} else if want := strings.ToValidUTF8(headline, "\ufffd"); cleaned(doc.Headline) != cleaned(want) {
			t.Errorf("headline %q reads %q", headline, doc.Headline)
		}
		for _, f := range Formats {
			out, err := f.Write(samplePaper(), sampleList(), []Article{a}, true)
			if err != nil {
				t.Fatal(err)
			}
			got, err := titles(f, out)
			want := []string{"EKONOMI - Koran Contoh", strings.ToValidUTF8(headline, "\ufffd")}
			if f.Name != "JSON Feed" {
				// No XML document can hold these, and a parser makes one line end of two.
				want[1] = strings.NewReplacer("\u0000", "\ufffd", "\u0008", "\ufffd", "\ufffe", "\ufffd").Replace(want[1])
			}
			if err != nil || len(got) != 2 || got[0] != want[0] || cleaned(got[1]) != cleaned(want[1]) {
				t.Errorf("%s: titles %q, want %q: %v", f.Name, got, want, err)
			}
		}
	}
}

// titles are those of a feed and of its articles, as a parser reads them.
func titles(f Format, doc []byte) (out []string, err error) {
	if f.Name == "JSON Feed" {
		var d struct {
			Title string
			Items []struct{ Title string }
		}
		err = json.Unmarshal(doc, &d)
		out = append(out, d.Title)
		for _, i := range d.Items {
			out = append(out, i.Title)
		}
		return out, err
	}
	dec := xml.NewDecoder(bytes.NewReader(doc))
	for {
		tok, err := dec.Token()
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return out, err
		}
		if s, ok := tok.(xml.StartElement); ok && s.Name.Local == "title" {
			var text string
			if err := dec.DecodeElement(&text, &s); err != nil {
				return out, err
			}
			out = append(out, text)
		}
	}
}

// cleaned takes runs of the replacement character for one: how many bytes it
// stands for differs between writers.
func cleaned(s string) string {
	for strings.Contains(s, "\ufffd\ufffd") {
		s = strings.ReplaceAll(s, "\ufffd\ufffd", "\ufffd")
	}
	return s
}

// TestEveryFormatCarriesTheDuties is PRS-4, PRS-30 and PRS-60 over the table.
func TestEveryFormatCarriesTheDuties(t *testing.T) {
	for _, f := range Formats {
		for _, full := range []bool{true, false} {
			got, err := f.Write(samplePaper(), sampleList(), sampleArticles(), full)
			if err != nil {
				t.Fatal(err)
			}
			text := html.UnescapeString(html.UnescapeString(string(got)))
			for _, want := range []string{"KOREKSI", "Minggu, 2 Maret 2025 - 08:00 WIB", "Angka <keliru>.", "https://koran.example/hj", "(Belum pasti.)", "[IKLAN] Kulkas", "Ilustrasi dibuat dengan AI"} {
				if !strings.Contains(text, want) {
					t.Errorf("%s (full %v) lacks %q", f.File, full, want)
				}
			}
		}
	}
}
