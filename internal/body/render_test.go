package body

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDateline(t *testing.T) {
	par := &Paragraph{Text: Text("Hujan.")}
	for _, c := range []struct {
		name     string
		dateline Dateline
		blocks   []Block
		want     string
	}{
		{"place and outlet", Dateline{"JAKARTA", "koranmetro.com"}, []Block{par}, `<p><span class="dateline">JAKARTA, koranmetro.com –</span> Hujan.</p>`},
		{"place alone", Dateline{Place: "JAKARTA"}, []Block{par}, `<p><span class="dateline">JAKARTA –</span> Hujan.</p>`},
		{"outlet alone", Dateline{Outlet: "Warta"}, []Block{par}, `<p><span class="dateline">Warta –</span> Hujan.</p>`},
		{"none", Dateline{}, []Block{par}, `<p>Hujan.</p>`},
		{"first paragraph is not the first block", Dateline{Place: "A&B"}, []Block{&Divider{}, &Paragraph{}, par, par}, "<hr>\n" + `<p><span class="dateline">A&amp;B –</span> Hujan.</p>` + "\n<p>Hujan.</p>"},
		{"no paragraph", Dateline{Place: "JAKARTA"}, []Block{&Quote{Blocks: []Block{par}}}, `<p><span class="dateline">JAKARTA –</span></p>` + "\n<figure class=\"quote\">\n<blockquote>\n<p>Hujan.</p>\n</blockquote>\n</figure>"},
		{"nothing at all", Dateline{Place: "JAKARTA"}, nil, `<p><span class="dateline">JAKARTA –</span></p>`},
	} {
		o := siteOptions()
		o.Dateline = c.dateline
		if got := strings.TrimSpace(string(render(t, Doc{Blocks: c.blocks}, o))); got != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", c.name, got, c.want)
		}
	}
}

func TestLinksOnThePage(t *testing.T) {
	for _, c := range []struct {
		name, href, rel string
		change          func(*Options)
		want            string
	}{
		{"outside", "https://a.example/", "", nil, `<a href="https://a.example/" rel="noopener">x</a>`},
		{"ours by path", "/tag/a", "", nil, `<a href="/tag/a">x</a>`},
		{"ours by base", "https://warta.example/tag/a", "", func(o *Options) { o.Base = "https://warta.example" }, `<a href="https://warta.example/tag/a">x</a>`},
		{"begins like ours", "https://warta.example.evil/", "", func(o *Options) { o.Base = "https://warta.example" }, `<a href="https://warta.example.evil/" rel="noopener">x</a>`},
		{"path with base", "/tag/a", "", func(o *Options) { o.Base = "https://warta.example" }, `<a href="https://warta.example/tag/a">x</a>`},
		{"asked", "https://a.example/", "ugc opener nofollow", nil, `<a href="https://a.example/" rel="noopener nofollow ugc">x</a>`},
		{"paid for, outside", "https://a.example/", "", func(o *Options) { o.Sponsored = true }, `<a href="https://a.example/" rel="noopener sponsored">x</a>`},
		{"paid for, ours", "article:42", "", func(o *Options) { o.Sponsored = true }, `<a href="/2025/02/28/israel-klaim" rel="sponsored">x</a>`},
		{"article gone", "article:404", "", nil, `x`},
		{"no resolver", "article:42", "", func(o *Options) { o.Resolver = nil }, `x`},
	} {
		o := siteOptions()
		if c.change != nil {
			c.change(&o)
		}
		in := Inline{{Text: "x", Marks: []Mark{{Type: MarkLink, Href: c.href, Rel: c.rel}}}}
		if got := string(in.HTML(o)); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
	nested := Inline{{Text: "x", Marks: []Mark{{Type: MarkLink, Href: "/a"}, {Type: MarkLink, Href: "/b"}, {Type: MarkEm}}}, {Text: "y", Marks: []Mark{{Type: MarkEm}}}}
	if got, want := nested.HTML(Options{}), HTML(`<a href="/a"><em>x</em></a><em>y</em>`); got != want {
		t.Errorf("nested: got %s, want %s", got, want)
	}
}

// TestLinksStayInLite: who reads the lite page goes on reading lite pages; files
// and other houses stay where they are.
func TestLinksStayInLite(t *testing.T) {
	for _, c := range []struct{ name, href, want string }{
		{"a page", "/tag/a?sebelum=1-2#x", `<a href="/lite/tag/a?sebelum=1-2#x">x</a>`},
		{"an article", "article:42", `<a href="/lite/2025/02/28/israel-klaim">x</a>`},
		{"the front", "/", `<a href="/lite">x</a>`},
		{"ours, whole", "https://warta.example/tag/a", `<a href="/lite/tag/a">x</a>`},
		{"ours, the front, whole", "https://warta.example", `<a href="/lite">x</a>`},
		{"a lite page", "/lite/tag/a", `<a href="/lite/tag/a">x</a>`},
		{"a word that begins like it", "/literasi", `<a href="/lite/literasi">x</a>`},
		{"a file", "/-/media/a.jpg", `<a href="/-/media/a.jpg">x</a>`},
		{"a feed", "/daerah/feed.xml", `<a href="/daerah/feed.xml">x</a>`},
		{"another house", "https://a.example/tag", `<a href="https://a.example/tag" rel="noopener">x</a>`},
		{"begins like ours", "https://warta.example.evil/", `<a href="https://warta.example.evil/" rel="noopener">x</a>`},
		{"a letter", "mailto:a@b.example", `<a href="mailto:a@b.example">x</a>`},
	} {
		in := Inline{{Text: "x", Marks: []Mark{{Type: MarkLink, Href: c.href}}}}
		if got := string(in.HTML(liteOptions())); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
}

// TestSponsoredEverywhere is PRS-61: every link of an advertorial says so.
func TestSponsoredEverywhere(t *testing.T) {
	for _, name := range examples() {
		for _, o := range []Options{siteOptions(), feedOptions(), liteOptions()} {
			o.Sponsored = true
			h := string(render(t, example(t, name), o))
			if links, paid := strings.Count(h, "<a "), strings.Count(h, "sponsored\">"); links != paid {
				t.Errorf("%s: %d of %d links say sponsored in\n%s", name, paid, links, h)
			}
		}
	}
}

// TestWithoutResolver: what readers may not see leaves nothing behind.
func TestWithoutResolver(t *testing.T) {
	for _, k := range []Kind{KindImage, KindGallery, KindFile, KindReadAlso} {
		o := siteOptions()
		o.Resolver = nil
		if h := render(t, example(t, string(k)), o); h != "" {
			t.Errorf("%s: %s", k, h)
		}
	}
}

// TestAssetOfAnotherKind: a document is no picture.
func TestAssetOfAnotherKind(t *testing.T) {
	for _, b := range []Block{&Image{Asset: 12}, &Video{Asset: 1}, &Audio{Asset: 10}, &File{Asset: 1}} {
		if h := render(t, Doc{Blocks: []Block{b}}, siteOptions()); h != "" {
			t.Errorf("%s: %s", b.Kind(), h)
		}
	}
}

// hostileDesk resolves everything to something nasty.
type hostileDesk struct{ s string }

func (h hostileDesk) Article(int64) (Link, bool) { return Link{h.s, h.s}, true }
func (h hostileDesk) Asset(id int64) (Medium, bool) {
	m := Medium{Colour: h.s, Caption: h.s, Credit: h.s, Alt: h.s, Title: h.s, MIME: h.s, Size: 5, AI: true, Width: -1, Height: -5,
		Sources: []Source{{h.s, 300, 200, h.s, -1}, {"/-/m/a.jpg?" + h.s, 300, -2, h.s, 5}, {"/-/m/a.jpg", 640, 480, "image/webp", 5}}}
	return m, true
}

var hostile = []string{
	`"><script>alert(1)</script>`, `'><img src=x onerror=alert(1)>`, `</p></figure></aside></main><iframe src=//evil.example>`, `javascript:alert(1)`,
	`" onmouseover="alert(1)`, "` onclick=`x", `<!--`, `-->`, `]]>`, `</textarea></title></style></script><svg/onload=alert(1)>`, `&#106;avascript:alert(1)`, `&lt;script&gt;`,
	"\x00<\x00script>", "\xff\xfe<b>", "java\nscript:alert(1)", `data:text/html,<script>1</script>`, `//evil.example`, `https://a.example/"onclick="x`, `{{.}}`, "\u2028\u2029\ufffe", "\r\n\r\n", `https://a.example, /b 2x`,
}

// TestHostile puts hostile text into every field of every kind, and into what
// the resolver says, without any check before.
func TestHostile(t *testing.T) {
	for _, s := range hostile {
		var blocks []Block
		for _, k := range kinds {
			b := k.make()
			b.node().ID = s
			b.visit(&filler{text: s})
			blocks = append(blocks, b)
		}
		d := Doc{Blocks: blocks}
		for _, p := range []Profile{Site, Feed, Lite} {
			for _, res := range []Resolver{desk{}, hostileDesk{s}} {
				o := Options{Profile: p, Resolver: res, Lang: s, Base: "https://warta.example", Dateline: Dateline{s, s}, Sizes: s, SizesWide: s,
					Message: func(string, ...any) string { return s }}
				h := render(t, d, o)
				checkMarkup(t, h)
				for _, tag := range []string{"<script", "<form", "<iframe", "<input", "<button", "class=", "style="} {
					if p != Site && strings.Contains(string(h), tag) {
						t.Errorf("profile %d gets %s", p, tag)
					}
				}
			}
		}
		d.Validate() // must not panic
	}
}

// filler is the visitor that puts one text into every field.
type filler struct {
	walker
	text  string
	depth int
}

func (f *filler) str(_ string, v *string)   { *v = f.text }
func (f *filler) num(_ string, v *int)      { *v = -3 }
func (f *filler) flag(_ string, v *bool)    { *v = true }
func (f *filler) ref(_ string, v *int64)    { *v = 1 }
func (f *filler) refs(_ string, v *[]int64) { *v = []int64{42, 43} }
func (f *filler) literal(v *string)         { *v = f.text }
func (f *filler) rich(_ string, v *Inline)  { f.inline(v) }
func (f *filler) inline(v *Inline) {
	*v = Inline{{Text: f.text}, LinkTo(f.text, f.text), {Text: f.text, Marks: []Mark{{Type: MarkLang, Tag: f.text}, {Type: MarkType(f.text)}, {Type: MarkLink, Href: "https://" + f.text, Rel: f.text}}}}
}
func (f *filler) blocks(v *[]Block) {
	if f.depth > 0 {
		return
	}
	f.depth++
	for _, k := range kinds {
		b := k.make()
		b.visit(f)
		*v = append(*v, b)
	}
	f.depth--
}
func (f *filler) images(v *[]*Image) {
	for range 2 {
		m := new(Image)
		m.visit(f)
		*v = append(*v, m)
	}
}
func (f *filler) items(v *[]ListItem) {
	*v = make([]ListItem, 2)
	for i := range *v {
		(*v)[i].visit(f)
	}
}
func (f *filler) rows(v *[]Row) {
	*v = make([]Row, 2)
	for i := range *v {
		(*v)[i].visit(f)
	}
}
func (f *filler) cells(v *[]Cell) {
	*v = make([]Cell, 3)
	for i := range *v {
		(*v)[i].visit(f)
	}
}

// TestOverride: a theme gets a view of every kind, writes what it likes, and
// its errors come out.
func TestOverride(t *testing.T) {
	for _, k := range kinds {
		if k.kind == KindUnknown {
			continue
		}
		var seen []any
		o := siteOptions()
		o.Dateline = Dateline{Place: "JAKARTA"}
		o.Override = func(kind Kind, view any) (HTML, bool, error) {
			if kind == k.kind {
				seen = append(seen, view)
				return "<b>tema</b>", true, nil
			}
			return "", false, nil
		}
		h := render(t, example(t, string(k.kind)), o)
		if len(seen) == 0 || !strings.Contains(string(h), "<b>tema</b>") {
			t.Errorf("%s cannot be overridden", k.kind)
			continue
		}
		name := reflect.TypeOf(seen[0]).Name()
		if want := strings.ToLower(strings.ReplaceAll(string(k.kind), "_", "")) + "view"; strings.ToLower(name) != want {
			t.Errorf("%s has the view %s", k.kind, name)
		}
	}
	broken := errors.New("line 3")
	o := siteOptions()
	o.Override = func(Kind, any) (HTML, bool, error) { return "", true, broken }
	if _, err := example(t, "factbox").Render(o); !errors.Is(err, broken) {
		t.Errorf("the theme's error got lost: %v", err)
	}
}

func TestViews(t *testing.T) {
	views := map[Kind][]any{}
	o := siteOptions()
	o.Dateline = Dateline{"JAKARTA", "Warta"}
	o.Override = func(k Kind, v any) (HTML, bool, error) { views[k] = append(views[k], v); return "", false, nil }
	d := Doc{Blocks: slices.Concat(example(t, "factbox").Blocks, example(t, "paragraph").Blocks, example(t, "readalso").Blocks)}
	render(t, d, o)
	inBox, first, second := views[KindParagraph][0].(ParagraphView), views[KindParagraph][2].(ParagraphView), views[KindParagraph][3].(ParagraphView)
	if inBox.First || inBox.Dateline != (Dateline{}) {
		t.Errorf("a paragraph in a box opens the text: %+v", inBox)
	}
	if !first.First || first.Dateline != o.Dateline || second.First || second.Dateline != (Dateline{}) {
		t.Errorf("the dateline is not the first paragraph's alone: %+v, %+v", first, second)
	}
	want := ReadAlsoView{ID: d.Blocks[5].BlockID(), Label: "Baca Juga :", Links: []Link{{"/2025/02/28/israel-klaim", "Israel Klaim Operasi <Intelijen> & Shin Bet"}}}
	if diff := cmp.Diff(want, views[KindReadAlso][0]); diff != "" {
		t.Errorf("read-also (-want +got):\n%s", diff)
	}
	if got := views[KindReadAlso][1].(ReadAlsoView); len(got.Links) != 2 || got.Label != "Baca pula:" {
		t.Errorf("a withdrawn target is shown: %+v", got)
	}
	if len(views[KindReadAlso]) != 2 {
		t.Error("a read-also without targets is shown")
	}
}

// TestAltIsNeverTheCaption: caption and alt are different facts.
func TestAltIsNeverTheCaption(t *testing.T) {
	d := Doc{Blocks: []Block{&Image{Asset: 3, Caption: Text("Keterangan.")}, &Image{Asset: 2, Decorative: true}, &Image{Asset: 2}, &Image{Asset: 1, Alt: "Sendiri"}}}
	h := string(render(t, d, siteOptions()))
	var alts []string
	for _, part := range strings.Split(h, ` alt="`)[1:] {
		alt, _, _ := strings.Cut(part, `"`)
		alts = append(alts, alt)
	}
	if diff := cmp.Diff([]string{"", "", "Teks milik foto", "Sendiri"}, alts); diff != "" {
		t.Errorf("alt texts (-want +got):\n%s", diff)
	}
}

// TestMachineMadeIsLabelled is PRS-91, wherever such a picture stands.
func TestMachineMadeIsLabelled(t *testing.T) {
	img := func() *Image { return &Image{Asset: 3} }
	for name, b := range map[string]Block{"image": img(), "gallery": &Gallery{Images: []*Image{img()}}, "factbox": &Factbox{Blocks: []Block{img()}},
		"poster": &Video{Asset: 10, Poster: 3}, "player's poster": &Video{URL: "https://youtu.be/abcdefghijk", Poster: 3},
		"thumb": &Embed{Provider: "x", URL: "https://x.com/a/status/1", Thumb: 3}} {
		for _, o := range []Options{siteOptions(), feedOptions(), liteOptions()} {
			if h := render(t, Doc{Blocks: []Block{b}}, o); strings.Count(string(h), "Ilustrasi dibuat dengan AI") != 1 {
				t.Errorf("%s: %s", name, h)
			}
		}
	}
}

func TestRefs(t *testing.T) {
	var d Doc
	for _, name := range examples() {
		d.Blocks = append(d.Blocks, example(t, name).Blocks...)
	}
	d.Blocks = append(d.Blocks, &Table{Rows: []Row{{Cells: []Cell{{Text: Inline{LinkTo("article:7", "x")}}}}}},
		&List{Items: []ListItem{Point(Inline{LinkTo("article:8", "x")})}}, &Image{Asset: 9, Caption: Inline{LinkTo("article:6", "x")}}, &ReadAlso{Refs: []int64{0, -1}})
	want := Refs{Articles: []int64{42, 43, 404, 7, 8, 6}, Assets: []int64{1, 2, 3, 404, 10, 11, 12, 13, 9}}
	if diff := cmp.Diff(want, d.Refs()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestPages(t *testing.T) {
	p := func(s string) Block { return &Paragraph{Text: Text(s)} }
	brk := &PageBreak{}
	for _, c := range []struct {
		blocks []Block
		want   []int
	}{
		{nil, []int{0}},
		{[]Block{p("a")}, []int{1}},
		{[]Block{p("a"), brk, p("b"), p("c")}, []int{1, 2}},
		{[]Block{brk, p("a"), brk, brk, p("b"), brk}, []int{1, 1}},
		{[]Block{brk}, []int{0}},
		{[]Block{&Factbox{Blocks: []Block{brk}}}, []int{1}},
	} {
		var got []int
		for _, page := range (Doc{Blocks: c.blocks}).Pages() {
			got = append(got, len(page.Blocks))
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%v (-want +got):\n%s", c.blocks, diff)
		}
	}
}

// TestWords takes the figures that seed-page.md counted in its article.
func TestWords(t *testing.T) {
	d := example(t, "article")
	var counts []int
	from := 0
	for i, b := range d.Blocks {
		if b.Kind() == KindReadAlso {
			counts = append(counts, Doc{Blocks: d.Blocks[from:i]}.Words())
			from = i
		}
	}
	counts = append(counts, Doc{Blocks: d.Blocks[from:]}.Words())
	// The dateline is no part of the text, and a dash (counted there) is no word.
	if diff := cmp.Diff([]int{134 - 3, 98, 82}, counts); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if n := (Doc{Blocks: []Block{&Paragraph{Text: Text("satu\u00a0dua – tiga\u202f4 ... di-mana")}}}).Words(); n != 5 {
		t.Errorf("%d words", n)
	}
	if !strings.HasPrefix(d.FirstParagraph(), "Presiden Rusia Vladimir Putin bertemu") {
		t.Errorf("first paragraph: %s", d.FirstParagraph())
	}
}

var tint = regexp.MustCompile(`^t[0-2]{3}$`)

// TestMarkupIsDocumented: markup.md is the contract with themes; it names every
// class and data attribute that comes out.
func TestMarkupIsDocumented(t *testing.T) {
	doc, err := os.ReadFile("markup.md")
	if err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob("testdata/*.site.html")
	for _, f := range files {
		h, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range strings.Split(string(h), `class="`)[1:] {
			class, _, _ := strings.Cut(part, `"`)
			if tint.MatchString(class) {
				class = "t000" // documented as a range
			}
			if !strings.Contains(string(doc), "`"+class+"`") {
				t.Errorf("class %s (%s) is not in markup.md", class, f)
			}
		}
	}
}
