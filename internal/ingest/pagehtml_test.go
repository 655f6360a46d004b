package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"warta/internal/news"
)

// A news page with everything around its text, and a file of a system's export.
func TestSamplePages(t *testing.T) {
	for _, name := range []string{"berita", "ekspor"} {
		t.Run(name, func(t *testing.T) {
			b, err := readPage(file(t, "testdata/page/"+name+".sample.html"), Options{Name: name + ".html", Outlet: "Koran Lembah"})
			if err != nil {
				t.Fatal(err)
			}
			sound(t, Mapped{Doc: b.Items[0].Body}, "&")
			compare(t, "testdata/page/"+name+".json", b)
		})
	}
}

func pageItem(t *testing.T, in, address string) *Item {
	t.Helper()
	b, err := readPage([]byte(in), Options{Name: "x.html", Address: address})
	if err != nil {
		t.Fatal(err)
	}
	return &b.Items[0]
}

const pageText = `<p>Paragraf pertama yang cukup panjang, dengan koma, untuk dikenali sebagai teks sebuah artikel di koran.</p>
<p>Paragraf kedua yang juga cukup panjang, dengan koma lagi, supaya tidak ada keraguan tentang isinya.</p>`

// Where pages say when they were published, in the order of trust.
func TestWhenAPageWasPublished(t *testing.T) {
	ld := func(s string) string { return `<script type="application/ld+json">` + s + `</script>` }
	want := time.Date(2025, 3, 1, 12, 13, 0, 0, time.UTC)
	for name, head := range map[string]string{
		"JSON-LD":              ld(`{"@type":"NewsArticle","datePublished":"2025-03-01T19:13:00+07:00"}`),
		"a list of it":         ld(`[{"@type":"WebSite"},{"@type":["NewsArticle"],"datePublished":["2025-03-01T12:13:00Z"]}]`),
		"a graph":              ld(`{"@graph":[{"@type":"Article","datePublished":"2025-03-01T12:13:00.000Z"}]}`),
		"its full address":     ld(`{"@type":"http://schema.org/NewsArticle","datePublished":{"@type":"Date","@value":"2025-03-01T12:13:00Z"}}`),
		"line ends inside":     ld("{\"@type\":\"NewsArticle\",\"description\":\"a\nb\tc\",\"datePublished\":\"2025-03-01T12:13:00Z\"};"),
		"the better of two":    ld(`{"@type":"NewsArticle","datePublished":"2025-03-01"}`) + `<meta property="article:published_time" content="2025-03-01T19:13:00+0700">`,
		"meta":                 `<meta property="article:published_time" content="2025-03-01T12:13:00Z">`,
		"name of a meta":       `<meta name="publishdate" content="2025/03/01 19:13:00">`,
		"microdata":            `</head><body><span itemprop="datePublished" content="2025-03-01T19:13:00+07:00">kemarin</span>`,
		"time":                 `</head><body><h1>A</h1><time datetime="2025-03-01T19:13+07:00">1 Maret</time>`,
		"visible, Indonesian":  `</head><body><h1>A</h1><div>Sabtu, 1 Maret 2025 - 19:13 WIB</div>`,
		"visible, English":     `</head><body><h1>A</h1><div>Published March 1, 2025 7:13 PM</div>`,
		"visible, other zone":  `</head><body><h1>A</h1><span>Sabtu, 01/03/2025 20:13 WITA</span>`,
		"broken JSON-LD first": ld(`{"@type":"NewsArticle",`) + `<meta itemprop="datePublished" content="2025-03-01T12:13:00Z">`,
	} {
		it := pageItem(t, "<html><head><title>A</title>"+head+pageText, "")
		if name == "name of a meta" {
			continue // a form that no rule knows gives no time rather than a wrong one
		}
		if !it.Published.Equal(want) {
			t.Errorf("%s: %v", name, it.Published)
		}
	}
}

func TestHeadlinesOfPages(t *testing.T) {
	for _, tc := range []struct{ in, want string }{
		{`<title>Harga naik lagi di pasar - Koran</title><body><h1>Harga naik lagi di pasar</h1>`, "Harga naik lagi di pasar"},
		{`<title>x</title><meta property="og:title" content="Harga naik | Koran"><meta property="og:site_name" content="Koran"><body><h1>Koran</h1>`, "Harga naik"},
		{`<title>Harga naik lagi di pasar kota | Koran</title><body><h1>Koran Kota</h1>`, "Harga naik lagi di pasar kota"},
		{`<title>a</title><script type="application/ld+json">{"@type":"NewsArticle","headline":"Harga naik &amp; turun"}</script><body><h1>Harga naik &amp; turun</h1>`, "Harga naik & turun"},
		{`<body><h2>Hanya di teks</h2>`, "Hanya di teks"},
	} {
		if it := pageItem(t, "<html><head>"+tc.in+pageText, ""); it.Headline != tc.want {
			t.Errorf("%s: %q, want %q", tc.in, it.Headline, tc.want)
		}
	}
}

// One address is one article, however it was asked for.
func TestAPagesAddressIsItsIdentity(t *testing.T) {
	in := "<html><head><title>A</title>" + pageText
	a := pageItem(t, in, "https://www.koran.example/a/?utm_source=x#y")
	b := pageItem(t, in, "http://koran.example/a")
	c := pageItem(t, in, "http://koran.example/b")
	if a.Origin.Key != b.Origin.Key || a.Origin.Key == c.Origin.Key || a.Source == nil || a.Canonical == "" {
		t.Errorf("%+v %+v %+v", a.Origin, b.Origin, c.Origin)
	}
}

func TestPagesInOtherEncodings(t *testing.T) {
	page := func(head, e string) string {
		return "<html><head>" + head + "<title>Kaf" + e + "</title></head><body>" + pageText
	}
	for name, in := range map[string]string{
		"utf-8":                page("", "é"),
		"utf-8, said latin1":   page("<meta charset=iso-8859-1>", "é"),
		"latin1 said":          page(`<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">`, "\xe9"),
		"latin1, said utf-8":   page("<meta charset=utf-8>", "\xe9"),
		"latin1, unsaid":       page("", "\xe9"),
		"an unknown one":       page("<meta charset=x-rahasia>", "\xe9"),
		"utf-16 without marks": string(wide(page("", "é"))[2:]),
		"utf-16":               string(wide(page("", "é"))),
	} {
		if got := pageItem(t, in, "").Headline; got != "Kafé" {
			t.Errorf("%s: %q", name, got)
		}
	}
	if got := pageItem(t, page("<meta charset=gb2312>", "\xd6\xd0"), "").Headline; got != "Kaf中" {
		t.Errorf("gb2312: %q", got)
	}
}

func attributes(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "a%d='1' ", i)
	}
	return b.String()
}

func TestBadPages(t *testing.T) {
	for _, tc := range []struct {
		name, in, code string
		kind           news.Kind
	}{
		{"nothing", "<html><body><script>x</script></body></html>", "import.page_none", news.Invalid},
		{"depth", "<html><body>" + strings.Repeat("<div>", 5000) + pageText, "import.page_bomb", news.Invalid},
		{"reopened marks", "<html><body>" + strings.Repeat("<b><i><u>", 100) + strings.Repeat("<p>x", 20_000), "import.page_bomb", news.Invalid},
		{"tags", "<html><body>" + strings.Repeat("<br/>", 500_000), "import.page_bomb", news.Invalid},
		{"attributes", "<html><body><p " + attributes(5000) + ">", "import.page_bomb", news.Invalid},
	} {
		t.Run(tc.name, func(t *testing.T) {
			start := time.Now()
			b, err := readPage([]byte(tc.in), Options{Name: "x.html"})
			var e *news.Error
			if err == nil || b != nil {
				t.Fatalf("it was read: %v", err)
			}
			if said(t, err); !errors.As(err, &e) || e.Code != tc.code || e.Kind != tc.kind {
				t.Error(err)
			}
			t.Log(time.Since(start))
		})
	}
}

// Every file of the two exports becomes an article with its headline and its text.
func TestExportsOfOthersComeInAsPages(t *testing.T) {
	root := "../../../../shared/testdata/"
	if _, err := os.Stat(root); err != nil {
		root = "../../../shared/testdata/"
	}
	names, _ := filepath.Glob(root + "medium/export/posts/*.html")
	more, _ := filepath.Glob(root + "substack/posts/*.html")
	if len(names) == 0 || len(more) == 0 {
		t.Skip("the outside corpora shared/testdata/medium and substack are not here")
	}
	for _, name := range append(names, more...) {
		b, err := readPage(file(t, name), Options{Name: filepath.Base(name)})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		it := b.Items[0]
		sound(t, Mapped{Doc: it.Body}, "&")
		if it.Headline == "" || it.Body.Text() == "" {
			t.Errorf("%s: %q %q", name, it.Headline, it.Body.Text())
		}
		if strings.Contains(it.Body.Text(), "Sign up") || strings.Contains(it.Body.Text(), "Exported from") {
			t.Errorf("%s: %q", name, it.Body.Text())
		}
		if strings.Contains(name, "medium") && strings.HasPrefix(filepath.Base(name), "draft") != (it.State == news.Never) {
			t.Errorf("%s: %s", name, it.State)
		}
	}
}

func FuzzPage(f *testing.F) {
	f.Add(file(f, "testdata/page/berita.sample.html"))
	f.Add(file(f, "testdata/page/ekspor.sample.html"))
	f.Add([]byte(`<html><script type="application/ld+json">[{"@graph":[{"@type":"NewsArticle","author":[{"@id":"#a"}],"image":[[["x"]]]}]}]</script><article><p>a<table><td><p>b`))
	f.Fuzz(func(t *testing.T, in []byte) {
		b, err := readMarkup(in, Options{})
		if err != nil {
			said(t, err)
			return
		}
		it := &b.Items[0]
		sound(t, Mapped{Doc: it.Body}, "&")
		if it.Headline == "" || it.Origin.Key == "" {
			t.Errorf("%+v", it)
		}
		again, err := readMarkup(bytes.Clone(in), Options{})
		if err != nil || again.Items[0].Body.Text() != it.Body.Text() || again.Items[0].Origin != it.Origin {
			t.Error("the same page twice is not the same")
		}
	})
}

func BenchmarkPage(b *testing.B) {
	in := file(b, "testdata/page/berita.sample.html")
	b.SetBytes(int64(len(in)))
	for b.Loop() {
		if _, err := readMarkup(in, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
