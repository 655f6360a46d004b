package body

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// withIDs makes a document whose blocks have ids.
func withIDs(blocks ...Block) Doc {
	d := Doc{Version: SchemaVersion, Blocks: blocks}
	d.AssignIDs("test")
	return d
}

func repeat[T any](n int, v func() T) (out []T) {
	for range n {
		out = append(out, v())
	}
	return out
}

func link(href string) *Paragraph { return &Paragraph{Text: Inline{LinkTo(href, "x")}} }

func TestValidate(t *testing.T) {
	img := func() *Image { return &Image{Asset: 1, Decorative: true} }
	par := func() Block { return &Paragraph{Text: Text("a")} }
	nest := func(n int) *List {
		l := &List{Items: []ListItem{Point(Text("a"))}}
		for range n - 1 {
			l = &List{Items: []ListItem{{Blocks: []Block{&Paragraph{}, l}}}}
		}
		return l
	}
	long := func(n int) string { return strings.Repeat("é", n) }
	one := func(path, code string, limit int) []Problem { return []Problem{{Path: path, Code: code, Limit: limit}} }
	for _, c := range []struct {
		name string
		b    Block
		want []Problem
	}{
		{"empty paragraph", &Paragraph{}, nil},
		{"text at the limit", &Paragraph{Text: Text(long(20_000))}, nil},
		{"text over the limit", &Paragraph{Text: Text(long(20_001))}, one(".content.0.content", "too_long", 20_000)},
		{"counted after NFC and trim", &Heading{Level: 2, Text: Text("  " + strings.Repeat("e\u0301", 200) + "\n")}, nil},
		{"heading over the limit", &Heading{Level: 2, Text: Text(long(201))}, one(".content.0.content", "too_long", 200)},
		{"heading 1", &Heading{Level: 1}, one(".content.0.attrs.level", "range", 4)},
		{"heading 5", &Heading{Level: 5}, one(".content.0.attrs.level", "range", 4)},
		{"heading without level", &Heading{}, one(".content.0.attrs.level", "required", 0)},
		{"language", &Paragraph{Lang: "id-Latn-ID"}, nil},
		{"no language", &Paragraph{Lang: `x" onclick`}, one(".content.0.attrs.lang", "unknown", 0)},
		{"list without items", &List{}, one(".content.0.content", "required", 1)},
		{"list of three levels", nest(3), nil},
		{"list of four levels", nest(4), []Problem{{".content.0.content.0.content.1.content.0.content.1.content.0.content.1", "", "too_deep", 3}}},
		{"list start", &List{Start: 10_000, Items: []ListItem{Point(nil)}}, one(".content.0.attrs.start", "range", 9999)},
		{"list of 201", &List{Items: repeat(201, func() ListItem { return Point(nil) })}, one(".content.0.content", "too_many", 200)},
		{"item without paragraph", &List{Items: []ListItem{{Blocks: []Block{nest(1)}}}}, one(".content.0.content.0.content.0", "content", 0)},
		{"item with heading", &List{Items: []ListItem{{Blocks: []Block{&Paragraph{}, &Heading{Level: 2}}}}}, one(".content.0.content.0.content.1", "content", 0)},
		{"quote of nothing", &Quote{}, one(".content.0.content", "required", 1)},
		{"quote of 21", &Quote{Blocks: repeat(21, par)}, one(".content.0.content", "too_many", 20)},
		{"quote with divider", &Quote{Blocks: []Block{par(), &Divider{}}}, one(".content.0.content.1", "content", 0)},
		{"quote with something newer", &Quote{Blocks: []Block{&Unknown{Source: []byte(`{"type":"poem"}`)}}}, nil},
		{"attribution of two lines", &Quote{Attribution: "a\nb", Blocks: []Block{par()}}, one(".content.0.attrs.attribution", "content", 0)},
		{"cite", &Quote{CiteURL: "javascript:alert(1)", Blocks: []Block{par()}}, one(".content.0.attrs.cite_url", "scheme", 0)},
		{"pullquote", &Pullquote{Text: Text(long(301))}, one(".content.0.content", "too_long", 300)},
		{"image without asset", &Image{Alt: "x"}, one(".content.0.attrs.asset", "required", 0)},
		{"image number for JavaScript", &Image{Asset: 1 << 53}, one(".content.0.attrs.asset", "range", 0)},
		{"negative image", &Image{Asset: -1}, one(".content.0.attrs.asset", "range", 0)},
		{"caption", &Image{Asset: 1, Caption: Text(long(601))}, one(".content.0.attrs.caption", "too_long", 600)},
		{"caption's link", &Image{Asset: 1, Caption: Inline{LinkTo("data:text/html,x", "x")}}, one(".content.0.attrs.caption.0.marks.0.attrs.href", "scheme", 0)},
		{"crop", &Image{Asset: 1, Crop: "2:3"}, one(".content.0.attrs.crop", "unknown", 0)},
		{"gallery of one", &Gallery{Images: repeat(1, img)}, one(".content.0.content", "required", 2)},
		{"gallery of 60", &Gallery{Images: repeat(60, img)}, nil},
		{"gallery of 61", &Gallery{Images: repeat(61, img)}, one(".content.0.content", "too_many", 60)},
		{"video of nothing", &Video{Caption: Text("x")}, one(".content.0.attrs.asset", "required", 0)},
		{"video elsewhere", &Video{URL: "https://youtu.be/abcdefghijk"}, nil},
		{"video of a stranger", &Video{URL: "https://evil.example/v"}, one(".content.0.attrs.url", "unknown", 0)},
		{"transcript", &Audio{Asset: 1, Transcript: long(50_001)}, one(".content.0.attrs.transcript", "too_long", 50_000)},
		{"file", &File{Asset: 1, Label: long(121)}, one(".content.0.attrs.label", "too_long", 120)},
		{"embed", &Embed{Provider: "x", URL: "https://twitter.com/a/status/1"}, nil},
		{"embed of another provider", &Embed{Provider: "vimeo", URL: "https://x.com/a/status/1"}, one(".content.0.attrs.provider", "unknown", 0)},
		{"embed without anything", &Embed{}, []Problem{{".content.0.attrs.provider", "", "required", 0}, {".content.0.attrs.url", "", "required", 0}}},
		{"embed by script", &Embed{Provider: "x", URL: "javascript:alert(1)"}, one(".content.0.attrs.url", "scheme", 0)},
		{"table without rows", &Table{}, one(".content.0.content", "required", 1)},
		{"table row without cells", &Table{Rows: []Row{{}}}, one(".content.0.content.0.content", "required", 1)},
		{"table of 13 columns", &Table{Rows: []Row{{Cells: make([]Cell, 13)}}}, one(".content.0.content.0.content", "too_many", 12)},
		{"table of 101 rows", &Table{Rows: repeat(101, func() Row { return Row{Cells: make([]Cell, 1)} })}, one(".content.0.content", "too_many", 100)},
		{"cell's link", &Table{Rows: []Row{{Cells: []Cell{{Text: Inline{LinkTo("blob:x", "x")}}}}}}, one(".content.0.content.0.content.0.content.0.marks.0.attrs.href", "scheme", 0)},
		{"read-also of nothing", &ReadAlso{}, one(".content.0.attrs.refs", "required", 0)},
		{"read-also of four", &ReadAlso{Refs: []int64{1, 2, 3, 4}}, one(".content.0.attrs.refs", "too_many", 3)},
		{"read-also of zero", &ReadAlso{Refs: []int64{1, 0}}, one(".content.0.attrs.refs.1", "range", 0)},
		{"factbox of 31", &Factbox{Blocks: repeat(31, par)}, one(".content.0.content", "too_many", 30)},
		{"factbox with heading", &Factbox{Blocks: []Block{&Heading{Level: 2}}}, one(".content.0.content.0", "content", 0)},
		{"preformatted", &Preformatted{Use: "poem"}, one(".content.0.attrs.use", "unknown", 0)},
		{"markup over 20 KB", &RawHTML{HTML: long(10_241)}, one(".content.0.attrs.html", "too_long", 20_480)},
		{"markup's height", &RawHTML{HTML: "x", Height: -1}, one(".content.0.attrs.height", "range", 4000)},
		{"kept text over 200 KB", &Unknown{Raw: strings.Repeat("a", 204_801)}, one(".content.0.attrs.raw", "too_long", 204_800)},
		{"control character", &Paragraph{Text: Text("a\x00b")}, one(".content.0.content.0.text", "utf8", 0)},
		{"link without address", link(""), one(".content.0.content.0.marks.0.attrs.href", "required", 0)},
		{"rel", &Paragraph{Text: Inline{{Text: "x", Marks: []Mark{{Type: MarkLink, Href: "/x", Rel: "opener"}}}}}, one(".content.0.content.0.marks.0.attrs.rel", "unknown", 0)},
		{"mark's language", &Paragraph{Text: Inline{{Text: "x", Marks: []Mark{{Type: MarkLang}}}}}, one(".content.0.content.0.marks.0.attrs.tag", "required", 0)},
		{"mark of no kind", &Paragraph{Text: Inline{{Text: "x", Marks: []Mark{{Type: "blink"}}}}}, one(".content.0.content.0.marks.0", "unknown", 0)},
		{"mark twice", &Paragraph{Text: Inline{{Text: "x", Marks: []Mark{{Type: MarkEm}, {Type: MarkEm}}}}}, one(".content.0.content.0.marks.1", "content", 0)},
		{"sub and sup", &Paragraph{Text: Inline{{Text: "x", Marks: []Mark{{Type: MarkSub}, {Type: MarkSup}}}}}, one(".content.0.content.0.marks.1", "content", 0)},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := withIDs(c.b).Validate()
			for i := range got {
				if got[i].Block == "" {
					t.Error("the problem names no block")
				}
				got[i].Block = ""
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestLinkSchemes(t *testing.T) {
	good := []string{"https://a.example", "HTTP://a.example/ü?x#y", "mailto:a@b.example", "tel:+62-21", "article:42", "/tag/a?b#c", "/"}
	bad := []string{"javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", " javascript:alert(1)", "\x01javascript:alert(1)", "data:text/html,x",
		"blob:https://a/1", "file:///etc/passwd", "vbscript:x", "ftp://a.example", "//evil.example", "/\\evil.example", "https:evil", "https://", "https:///x", "http:\\\\evil",
		"article:", "article:x", "article:-1", "article:01", "article:9007199254740992", "www.example", "x", "#x", "?x", "https://a b", "https://a\u0000", "https://a\">", "\xff", "mailto:", "tel:"}
	for _, href := range good {
		if p := withIDs(link(href)).Validate(); p != nil {
			t.Errorf("%q is refused: %v", href, p)
		}
	}
	for _, href := range bad {
		if p := withIDs(link(href)).Validate(); p == nil {
			t.Errorf("%q is accepted", href)
		}
		for _, o := range []Options{siteOptions(), feedOptions()} {
			if h := render(t, withIDs(link(href)), o); h != "<p>x</p>\n" {
				t.Errorf("%q is written: %s", href, h)
			}
		}
	}
}

func TestWholeDocumentLimits(t *testing.T) {
	par := func() Block { return &Paragraph{} }
	codes := func(d Doc) (out []string) {
		for _, p := range d.Validate() {
			out = append(out, p.Code)
		}
		return out
	}
	embed := func() Block { return &Embed{Provider: "x", URL: "https://x.com/a/status/1"} }
	for _, c := range []struct {
		name string
		d    Doc
		want []string
	}{
		{"no block", Doc{}, nil},
		{"2,000 blocks", withIDs(repeat(2000, par)...), nil},
		{"2,001 blocks", withIDs(repeat(2001, par)...), []string{"too_many"}},
		{"nested blocks count", withIDs(append(repeat(1999, par), &Quote{Blocks: []Block{par()}})...), []string{"too_many"}},
		{"100 embeds", withIDs(repeat(100, embed)...), nil},
		{"101 embeds", withIDs(repeat(101, embed)...), []string{"too_many"}},
		{"over 1 MB", withIDs(repeat(60, func() Block { return &Paragraph{Text: Text(strings.Repeat("é", 9_000))} })...), []string{"too_large"}},
		{"without ids", Doc{Blocks: []Block{par()}}, []string{"id"}},
		{"same id twice", Doc{Blocks: []Block{&Divider{Node{ID: "0123456789ab"}}, &Divider{Node{ID: "0123456789ab"}}}}, []string{"id"}},
		{"id in upper case", Doc{Blocks: []Block{&Divider{Node{ID: "0123456789AB"}}}}, []string{"id"}},
	} {
		if diff := cmp.Diff(c.want, codes(c.d)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestAssignIDs(t *testing.T) {
	make := func() Doc {
		return Doc{Blocks: []Block{
			&Paragraph{Text: Text("sama")}, &Paragraph{Text: Text("sama")},
			&Divider{Node{ID: "0123456789ab"}}, &Quote{Node: Node{ID: "0123456789ab"}, Blocks: []Block{&Paragraph{Text: Text("dalam")}}},
			&Heading{Node: Node{ID: "salah"}, Level: 2}, &List{Items: []ListItem{Point(Text("satu")), Point(Text("satu"))}},
			&Gallery{Images: []*Image{{Asset: 1}, {Asset: 2}}},
			&Unknown{Node: Node{ID: "kkkkkkkkkkkk"}, Source: []byte(`{"type":"x","attrs":{"id":"kkkkkkkkkkkk"}}`)},
		}}
	}
	a, b, other, random := make(), make(), make(), make()
	changed := a.AssignIDs("wp:1")
	b.AssignIDs("wp:1")
	other.AssignIDs("wp:2")
	random.AssignIDs("")
	if diff := cmp.Diff(a, b); diff != "" {
		t.Errorf("same input, other ids:\n%s", diff)
	}
	for i, d := range []Doc{a, other, random} {
		if p := d.Validate(); p != nil {
			t.Errorf("document %d: %v", i, p)
		}
	}
	if a.Blocks[0].BlockID() == other.Blocks[0].BlockID() || a.Blocks[0].BlockID() == random.Blocks[0].BlockID() {
		t.Error("the seed makes no difference")
	}
	if len(changed) != 11 || changed[2].Path != ".content.3" || changed[2].Old != "0123456789ab" || changed[2].New != a.Blocks[3].BlockID() {
		t.Errorf("report: %+v", changed)
	}
	if a.Blocks[2].BlockID() != "0123456789ab" || a.Blocks[7].BlockID() != "kkkkkkkkkkkk" {
		t.Error("a good id was changed")
	}
	if again := a.AssignIDs("wp:1"); again != nil {
		t.Errorf("a second run changed %v", again)
	}
	// A block put before the others changes none of theirs.
	c := Doc{Blocks: append([]Block{&Paragraph{Text: Text("baru")}}, make().Blocks...)}
	c.AssignIDs("wp:1")
	if c.Blocks[6].BlockID() != a.Blocks[5].BlockID() {
		t.Error("ids follow the place instead of the text")
	}
	if id := NewID(); !ValidID(id) || id == NewID() {
		t.Errorf("NewID gives %q", id)
	}
}

func TestPlayers(t *testing.T) {
	for _, c := range []struct{ in, provider, url, frame string }{
		{"https://youtu.be/abcdefghijk?t=3", "youtube", "https://www.youtube.com/watch?v=abcdefghijk", "https://www.youtube-nocookie.com/embed/abcdefghijk"},
		{"https://m.youtube.com/watch?app=desktop&v=abc-_fghijk&x=1", "youtube", "https://www.youtube.com/watch?v=abc-_fghijk", "https://www.youtube-nocookie.com/embed/abc-_fghijk"},
		{"https://www.youtube.com/shorts/abcdefghijk", "youtube", "https://www.youtube.com/watch?v=abcdefghijk", "https://www.youtube-nocookie.com/embed/abcdefghijk"},
		{"http://mobile.twitter.com/user/status/12?s=20", "x", "https://x.com/user/status/12", "https://platform.twitter.com/embed/Tweet.html?dnt=true&id=12"},
		{"https://www.instagram.com/reel/Cabc_-12/?igsh=1", "instagram", "https://www.instagram.com/reel/Cabc_-12/", "https://www.instagram.com/reel/Cabc_-12/embed"},
		{"https://www.tiktok.com/@a.b/video/123?q", "tiktok", "https://www.tiktok.com/@a.b/video/123", "https://www.tiktok.com/embed/v2/123"},
		{"https://www.facebook.com/page/posts/pfbid02", "facebook", "https://www.facebook.com/page/posts/pfbid02", "https://www.facebook.com/plugins/post.php?href=https%3A%2F%2Fwww.facebook.com%2Fpage%2Fposts%2Fpfbid02"},
		{"https://www.facebook.com/watch/?v=99", "facebook", "https://www.facebook.com/watch/?v=99", "https://www.facebook.com/plugins/video.php?href=https%3A%2F%2Fwww.facebook.com%2Fwatch%2F%3Fv%3D99"},
		{"https://open.spotify.com/intl-id/track/0123456789abcdefghijAB?si=x", "spotify", "https://open.spotify.com/track/0123456789abcdefghijAB", "https://open.spotify.com/embed/track/0123456789abcdefghijAB"},
		{"https://player.vimeo.com/video/76979871", "vimeo", "https://vimeo.com/76979871", "https://player.vimeo.com/video/76979871?dnt=1"},
	} {
		p, ok := FindPlayer(c.in)
		if !ok || p.Provider != c.provider || p.URL != c.url || p.Frame != c.frame {
			t.Errorf("FindPlayer(%s) = %+v, %v", c.in, p, ok)
		}
		if again, ok := FindPlayer(p.URL); !ok || again != p {
			t.Errorf("the canonical address of %s gives %+v", c.in, again)
		}
	}
	for _, in := range []string{"", "https://youtube.com.evil.example/watch?v=abcdefghijk", "https://evil.example/youtu.be/abcdefghijk", "https://youtu.be:8443/abcdefghijk",
		"https://user@youtu.be/abcdefghijk", "https://youtu.be/", "https://x.com/home", "javascript://youtu.be/abcdefghijk", "https://x.com/a/status/1%0Ax", "ftp://youtu.be/abcdefghijk"} {
		if p, ok := FindPlayer(in); ok {
			t.Errorf("FindPlayer(%s) = %+v", in, p)
		}
	}
	for _, o := range FrameOrigins() {
		if !strings.HasPrefix(o, "https://") || strings.Count(o, "/") != 2 {
			t.Errorf("%s is no origin", o)
		}
	}
}
