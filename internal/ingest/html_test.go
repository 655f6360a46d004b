package ingest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"warta/internal/body"
)

// sketch writes a document so that a test can be read: one line per block.
func sketch(m Mapped) string {
	var b strings.Builder
	sketchBlocks(&b, m, m.Doc.Blocks, "")
	return b.String()
}

func sketchBlocks(b *strings.Builder, m Mapped, blocks []body.Block, in string) {
	it := Item{Media: m.Media, Targets: m.Targets}
	url := func(ref int64) string {
		r := it.Medium(ref)
		switch {
		case r == nil:
			return fmt.Sprint(ref)
		case r.Attached:
			return "attached"
		case r.URL == "":
			return fmt.Sprintf("#%d", r.ID)
		case r.ID != 0:
			return fmt.Sprintf("%s#%d", r.URL, r.ID)
		}
		return r.URL
	}
	field := func(name, v string) {
		if v != "" {
			fmt.Fprintf(b, " %s=%q", name, v)
		}
	}
	for _, block := range blocks {
		fmt.Fprintf(b, "%s%s", in, block.Kind())
		switch x := block.(type) {
		case *body.Paragraph:
			field("lang", x.Lang)
			b.WriteString(" " + sketchLine(x.Text))
		case *body.Heading:
			fmt.Fprintf(b, " %d %s", x.Level, sketchLine(x.Text))
		case *body.Pullquote:
			b.WriteString(" " + sketchLine(x.Text))
			field("by", x.Attribution)
		case *body.Quote:
			field("by", x.Attribution)
			field("cite", x.CiteURL)
			b.WriteString("\n")
			sketchBlocks(b, m, x.Blocks, in+"  ")
			continue
		case *body.List:
			if x.Ordered {
				fmt.Fprintf(b, " %d.", max(x.Start, 1))
			}
			b.WriteString("\n")
			for _, item := range x.Items {
				b.WriteString(in + " -\n")
				sketchBlocks(b, m, item.Blocks, in+"  ")
			}
			continue
		case *body.Image:
			b.WriteString(" " + url(x.Asset))
			field("alt", x.Alt)
			field("caption", sketchLine(x.Caption))
			field("credit", x.Credit)
		case *body.Gallery:
			b.WriteString("\n")
			for _, img := range x.Images {
				sketchBlocks(b, m, []body.Block{img}, in+"  ")
			}
			continue
		case *body.Video:
			b.WriteString(" " + firstText(x.URL, url(x.Asset)))
			field("caption", sketchLine(x.Caption))
			if x.Poster != 0 {
				field("poster", url(x.Poster))
			}
		case *body.Audio:
			b.WriteString(" " + firstText(x.URL, url(x.Asset)))
			field("caption", sketchLine(x.Caption))
		case *body.File:
			b.WriteString(" " + url(x.Asset))
			field("label", x.Label)
		case *body.Embed:
			b.WriteString(" " + x.URL)
			field("text", x.Text)
		case *body.Preformatted:
			fmt.Fprintf(b, " %s %q", x.Use, x.Text)
		case *body.Factbox:
			field("title", x.Title)
			b.WriteString("\n")
			sketchBlocks(b, m, x.Blocks, in+"  ")
			continue
		case *body.Table:
			field("caption", x.Caption)
			if x.HeaderRow {
				b.WriteString(" head")
			}
			if x.HeaderCol {
				b.WriteString(" side")
			}
			for _, r := range x.Rows {
				b.WriteString("\n" + in + " ")
				for _, c := range r.Cells {
					b.WriteString(" | " + sketchLine(c.Text))
				}
			}
		case *body.ReadAlso:
			field("label", x.Label)
			for _, ref := range x.Refs {
				t := it.target(ref)
				if t == nil {
					fmt.Fprintf(b, " %d", ref)
					continue
				}
				fmt.Fprintf(b, " %s#%d %q", t.URL, t.ID, t.Title)
			}
		case *body.Unknown:
			fmt.Fprintf(b, " %s %q", x.Origin, x.Raw)
		}
		b.WriteString("\n")
	}
}

func sketchLine(in body.Inline) string {
	var b strings.Builder
	for _, s := range in {
		if s.Break {
			b.WriteString("⏎")
			continue
		}
		t := s.Text
		for i := len(s.Marks) - 1; i >= 0; i-- {
			m := s.Marks[i]
			arg := firstText(m.Href, m.Tag)
			if m.Rel != "" {
				arg += " " + m.Rel
			}
			t = string(m.Type) + "(" + strings.TrimSpace(arg+" "+t) + ")"
			if arg == "" {
				t = string(m.Type) + "(" + s.Text + ")"
				if i < len(s.Marks)-1 {
					t = string(m.Type) + "(" + s.Text + "…)"
				}
			}
		}
		b.WriteString(t)
	}
	return b.String()
}

// wp are the options for texts of WordPress.
func wp() MapOptions {
	return MapOptions{Base: "https://koran.example/2024/05/berita/", Classic: true, Shortcodes: true, Seed: "x"}
}

func TestMarkupBecomesBlocks(t *testing.T) {
	for _, tc := range []struct{ name, in, want string }{
		{"paragraphs of the classic editor", "Satu dua.\nBaris kedua.\n\nTiga <strong>empat\n\nlima</strong> enam.\r\n\r\n&nbsp;\n\nTujuh",
			"paragraph Satu dua.⏎Baris kedua.\nparagraph Tiga strong(empat)\nparagraph strong(lima) enam.\nparagraph Tujuh\n"},
		{"line ends in written paragraphs", "<p>satu\ndua</p>\n<p>tiga<br />\nempat<br><br>lima</p>", "paragraph satu⏎dua\nparagraph tiga⏎empat\nparagraph lima\n"},
		{"spaces stay as written", "a\u00a0 b  c \u202f– d 👩‍👩‍👧 e\u0301", "paragraph a\u00a0 b  c \u202f– d 👩‍👩‍👧 e\u0301\n"},
		{"marks", `<b>a</b><i>b</i><del>c</del>H<sub>2</sub>O<sup>3</sup> <a href="/x" rel="nofollow noopener">d</a> <span lang="en">e</span>`,
			"paragraph strong(a)em(b)strike(c)Hsub(2)Osup(3) link(https://koran.example/x nofollow d) lang(en e)\n"},
		{"addresses of links", `<a href="javascript:alert(1)">a</a> <a href=" HTTPS://x.example/a b">b</a> <a href="mailto:a@b.example">c</a> <a href="//y.example/z">d</a> <a href="data:text/html,x">e</a> <a href="#f">f</a>`,
			"paragraph a link(https://x.example/a%20b b) link(mailto:a@b.example c) link(https://y.example/z d) e link(https://koran.example/2024/05/berita/#f f)\n"},
		{"headings", "<h1>a</h1><h2>b</h2><h6>c</h6><h3></h3>", "heading 2 a\nheading 2 b\nheading 4 c\n"},
		{"lists", `<ol start="3"><li>a<ul><li>b</li></ul></li><li><p>c</p><p>d</p></li><li></li></ol>`,
			"list 3.\n -\n  paragraph a\n  list\n   -\n    paragraph b\n -\n  paragraph c\n  paragraph d\n"},
		{"lists too deep", "<ul><li>1<ul><li>2<ul><li>3<ul><li>4</li></ul></li><li>5</li></ul></li></ul></li></ul>",
			"list\n -\n  paragraph 1\n  list\n   -\n    paragraph 2\n    list\n     -\n      paragraph 3\n     -\n      paragraph 4\n     -\n      paragraph 5\n"},
		{"quotation", `<blockquote cite="https://s.example/"><p>a</p><p>b</p><cite>— Tokoh</cite></blockquote>`,
			"quote by=\"Tokoh\" cite=\"https://s.example/\"\n  paragraph a\n  paragraph b\n"},
		{"pull quote", `<!-- wp:pullquote --><figure class="wp-block-pullquote"><blockquote><p>Besar</p><cite>Ia</cite></blockquote></figure><!-- /wp:pullquote -->`,
			"pullquote Besar by=\"Ia\"\n"},
		{"picture with caption", `<figure class="wp-block-image"><a href="https://koran.example/foto.jpg"><img src="https://koran.example/foto-300x200.jpg" alt="lain" class="wp-image-7"/></a><figcaption>Ket. <cite>Ani</cite></figcaption></figure>`,
			"image https://koran.example/foto-300x200.jpg#7 alt=\"lain\" caption=\"Ket.\" credit=\"Ani\"\n"},
		{"caption shortcode", `[caption id="attachment_9" align="alignnone" width="300"]<img src="/a.jpg" alt="A" /> Judul <em>foto</em>[/caption]`,
			"image https://koran.example/a.jpg#9 alt=\"A\" caption=\"Judul em(foto)\"\n"},
		{"older caption shortcode", `[caption caption='Isi "kutip"']<img src="/a.jpg"/>[/caption]`, "image https://koran.example/a.jpg caption=\"Isi \\\"kutip\\\"\"\n"},
		{"picture in running text", `Teks <img src="/a.jpg" alt=""> lanjut`, "paragraph Teks  lanjut\nimage https://koran.example/a.jpg\n"},
		{"picture that opens a paragraph", `<p><img src="/a.jpg" class="alignleft"> Teks</p>`, "image https://koran.example/a.jpg\nparagraph Teks\n"},
		{"emoji as picture", `Halo <img src="https://s.w.org/images/core/emoji/2/72x72/1f600.png" alt="😀" class="wp-smiley"> ya`, "paragraph Halo 😀 ya\n"},
		{"late picture", `<img src="data:image/gif;base64,R0" data-src="/b.jpg"><noscript><img src="/b.jpg"></noscript>`, "image https://koran.example/b.jpg\n"},
		{"gallery shortcode", `[gallery ids="3, 4,5"]`, "gallery\n  image #3\n  image #4\n  image #5\n"},
		{"gallery of what is attached", "a\n\n[gallery]\n\nb", "paragraph a\nimage attached\nparagraph b\n"},
		{"gallery block", `<!-- wp:gallery {"ids":[1,2]} --><figure class="wp-block-gallery"><ul class="blocks-gallery-grid"><li class="blocks-gallery-item"><figure><img src="/1.jpg" data-id="1"/><figcaption>satu</figcaption></figure></li><li><figure><img src="/2.jpg" data-id="2"/></figure></li></ul><figcaption>semua</figcaption></figure><!-- /wp:gallery -->`,
			"gallery\n  image https://koran.example/1.jpg#1 caption=\"satu\"\n  image https://koran.example/2.jpg#2\nparagraph semua\n"},
		{"players", `[audio mp3="/a.mp3"][/audio] [video src="https://youtu.be/dQw4w9WgXcQ"] [playlist ids="8,9"]`,
			"audio https://koran.example/a.mp3\nvideo https://www.youtube.com/watch?v=dQw4w9WgXcQ\naudio #8\naudio #9\n"},
		{"address alone on a line", "Lihat:\nhttps://www.youtube.com/watch?v=dQw4w9WgXcQ\nsudah\n\nhttps://twitter.com/a/status/12",
			"paragraph Lihat:\nembed https://www.youtube.com/watch?v=dQw4w9WgXcQ\nparagraph sudah\nembed https://x.com/a/status/12\n"},
		{"embeds", `[embed width="1"]https://vimeo.com/22439234[/embed]<iframe src="//www.youtube.com/embed/dQw4w9WgXcQ?rel=0"></iframe><blockquote class="twitter-tweet"><p>Halo</p>&mdash; A <a href="https://twitter.com/a/status/12">1 Mei</a></blockquote><script async src="https://platform.twitter.com/widgets.js"></script>`,
			"embed https://vimeo.com/22439234\nembed https://www.youtube.com/watch?v=dQw4w9WgXcQ\nembed https://x.com/a/status/12 text=\"Halo\\n— A 1 Mei\"\n"},
		{"frames of other times", `<object width="1"><param name="movie" value="http://www.youtube.com/v/dQw4w9WgXcQ&hl=en"><embed src="http://www.youtube.com/v/dQw4w9WgXcQ"></object><iframe src="about:blank" data-src="https://player.vimeo.com/video/22439234"></iframe>`,
			"embed https://www.youtube.com/watch?v=dQw4w9WgXcQ\nembed https://vimeo.com/22439234\n"},
		{"frames of Facebook", `<iframe src="https://www.facebook.com/plugins/video.php?href=https%3A%2F%2Fwww.facebook.com%2Fkoran%2Fvideos%2F123%2F&amp;show_text=0"></iframe>`,
			"embed https://www.facebook.com/koran/videos/123\n"},
		{"other frames are kept", `<iframe src="https://maps.example/x"></iframe>`, "unknown html:iframe \"<iframe src=\\\"https://maps.example/x\\\"></iframe>\"\n"},
		{"pages and teaser", "a<!--more-->b\n<!--nextpage-->\nc [nextpage] d", "paragraph a\nparagraph b\npage_break\nparagraph c\npage_break\nparagraph d\n"},
		{"unknown shortcodes", "x [contact-form-7 id=\"1\" title=\"T\"] y\n\n[su_box title=\"J\"]Isi [b]ok[/b][/su_box]\n\n[sic] [1] [Update] [latest_posts]",
			"paragraph x  y\nunknown shortcode:contact-form-7 \"[contact-form-7 id=\\\"1\\\" title=\\\"T\\\"]\"\nunknown shortcode:su_box \"[su_box title=\\\"J\\\"]\"\nparagraph Isi ok\nparagraph [sic] [1] [Update]\nunknown shortcode:latest_posts \"[latest_posts]\"\n"},
		{"brackets in running text", "Ia berkata [tertawa] lalu [Kompas TV, kanal=9] dan [lihat a = b].\n\n[catatan redaksi]", "paragraph Ia berkata [tertawa] lalu [Kompas TV, kanal=9] dan [lihat a = b].\nparagraph [catatan redaksi]\n"},
		{"a gallery by name alone", `<div class="gallery-page"><p>` + strings.Repeat("panjang ", 60) + `</p><img src="/a.jpg"><img src="/b.jpg"></div>`,
			"paragraph " + strings.TrimSpace(strings.Repeat("panjang ", 60)) + "\nimage https://koran.example/a.jpg\nimage https://koran.example/b.jpg\n"},
		{"about shortcodes", "Tulis [[gallery ids=\"1\"]] begitu", "paragraph Tulis [gallery ids=\"1\"] begitu\n"},
		{"brackets in tags", `<a href="https://x.example/?a[b]=1" title="[gallery]">t</a>`, "paragraph link(https://x.example/?a[b]=1 t)\n"},
		{"unknown blocks", "<!-- wp:my/block {\"a\":\"--\"} -->\n<div>x</div>\n<!-- /wp:my/block -->\n<!-- wp:paragraph --><p>t</p><!-- /wp:paragraph --><!-- wp:latest-posts {\"n\":1} /-->",
			"unknown wp:my/block \"<!-- wp:my/block {\\\"a\\\":\\\"--\\\"} -->\\n<div>x</div>\\n<!-- /wp:my/block -->\"\nparagraph t\nunknown wp:latest-posts \"<!-- wp:latest-posts {\\\"n\\\":1} /-->\"\n"},
		{"a plugin's box around text", "<!-- wp:kit/row {\"x\":1} --><div class=\"row\"><!-- wp:paragraph --><p>dalam</p><!-- /wp:paragraph --></div><!-- /wp:kit/row -->",
			"unknown wp:kit/row \"<!-- wp:kit/row {\\\"x\\\":1} --><div class=\\\"row\\\"></div><!-- /wp:kit/row -->\"\nparagraph dalam\n"},
		{"classic text between blocks", "<!-- wp:paragraph --><p>a</p><!-- /wp:paragraph -->\n\nb\n\nc\n\n<!-- wp:separator --><hr class=\"wp-block-separator\"/><!-- /wp:separator -->",
			"paragraph a\nparagraph b\nparagraph c\ndivider\n"},
		{"embed block", "<!-- wp:embed {\"url\":\"https://youtu.be/dQw4w9WgXcQ\"} --><figure class=\"wp-block-embed\"><div class=\"wp-block-embed__wrapper\">\nhttps://youtu.be/dQw4w9WgXcQ\n</div><figcaption>Ket</figcaption></figure><!-- /wp:embed -->",
			"embed https://www.youtube.com/watch?v=dQw4w9WgXcQ\nparagraph Ket\n"},
		{"file block", `<!-- wp:file --><div class="wp-block-file"><a href="/d.pdf">Dok</a><a href="/d.pdf" class="wp-block-file__button" download>Unduh</a></div><!-- /wp:file -->`,
			"file https://koran.example/d.pdf label=\"Dok\"\n"},
		{"table", `<table><caption>T</caption><thead><tr><th>a</th><th>b</th></tr></thead><tr><td rowspan="2">1</td><td>2<br>3</td></tr><tr><td>4</td></tr></table>`,
			"table caption=\"T\" head\n  | a | b\n  | 1 | 2⏎3\n  |  | 4\n"},
		{"table for layout", `<table><tr><td><img src="/a.jpg"></td><td>Teks</td></tr></table>`, "image https://koran.example/a.jpg\nparagraph Teks\n"},
		{"code", "<pre><code>a\n  b &lt;c&gt;\n</code></pre>", "preformatted code \"a\\n  b <c>\"\n"},
		{"verse", "<!-- wp:verse --><pre class=\"wp-block-verse\">a<br>  b</pre><!-- /wp:verse -->", "preformatted verse \"a\\n  b\"\n"},
		{"details", "<details><summary>Judul</summary><p>a</p><ul><li>b</li></ul></details>", "factbox title=\"Judul\"\n  paragraph a\n  list\n   -\n    paragraph b\n"},
		{"read also", `<p><strong>Baca juga:</strong> <a href="https://koran.example/a/">Judul A</a></p>`, "readalso https://koran.example/a/#0 \"Judul A\"\n"},
		{"read also of others is a link", `<p>Baca juga: <a href="https://lain.example/a/">Judul A</a></p>`, "paragraph Baca juga: link(https://lain.example/a/ Judul A)\n"},
		{"read also with a list", `<div class="box"><h4>BACA JUGA</h4><ul><li><a href="/a">A</a></li><li><a href="/b">B</a></li></ul></div>`,
			"readalso https://koran.example/a#0 \"A\" https://koran.example/b#0 \"B\"\n"},
		{"read also in a quotation", `<blockquote><p><strong>Baca juga:</strong><br><a href="/x">J</a></p></blockquote><ul><li>Baca juga: <a href="/y">K</a></li></ul>`,
			"readalso https://koran.example/x#0 \"J\"\nreadalso https://koran.example/y#0 \"K\"\n"},
		{"a quotation with more than a pointer stays", `<blockquote><p>Baca juga: <a href="/x">J</a></p><p>Kata.</p></blockquote>`,
			"quote\n  paragraph Baca juga: link(https://koran.example/x J)\n  paragraph Kata.\n"},
		{"read also in the link, in bold", `<p><a href="/x">Baca juga: J</a></p><p><strong>Baca Juga: <a href="/y">K</a></strong></p>`,
			"readalso https://koran.example/x#0 \"J\"\nreadalso https://koran.example/y#0 \"K\"\n"},
		{"an address by itself", "https://lain.example/x\n\nhttps://koran.example/y z", "paragraph link(https://lain.example/x https://lain.example/x)\nparagraph https://koran.example/y z\n"},
		{"a player by position", "[audio /x.mp3]", "audio https://koran.example/x.mp3\n"},
		{"read also by number", `[irp posts="12" name="Judul"]`, "readalso #12 \"Judul\"\n"},
		{"form is kept", `<form><input name="a"></form>`, "unknown html:form \"<form><input name=\\\"a\\\"/></form>\"\n"},
		{"script is kept", `a<script>alert("[gallery]")</script>`, "paragraph a\nunknown html:script \"<script>alert(\\\"[gallery]\\\")</script>\"\n"},
		{"slots where a parser reads no tags", `<div class="gallery"><img src="/a.jpg"><img src="/b.jpg"><iframe src="https://youtu.be/dQw4w9WgXcQ">[audio src="/x.mp3"]</iframe></div><pre>a<noscript>[gallery]</noscript></pre>`,
			"gallery\n  image https://koran.example/a.jpg\n  image https://koran.example/b.jpg\nembed https://www.youtube.com/watch?v=dQw4w9WgXcQ\npreformatted  \"a[gallery]\"\n"},
		{"misnested", `<p><b>a<p>b</b>c</p><ul><li>d`, "paragraph strong(a)\nparagraph strong(b)c\nlist\n -\n  paragraph d\n"},
		{"cover with a picture by style", `<!-- wp:cover {"url":"https://koran.example/c.jpg","id":5} --><div class="wp-block-cover" style="background-image:url(https://koran.example/c.jpg)"><p>Atas</p></div><!-- /wp:cover -->`,
			"image https://koran.example/c.jpg#5\nparagraph Atas\n"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			m := MapHTML(tc.in, wp())
			if d := cmp.Diff(tc.want, sketch(m)); d != "" {
				t.Errorf("%s\n%s", tc.in, d)
			}
			sound(t, m, tc.in)
		})
	}
}

// sound checks what every mapped text promises.
func sound(t testing.TB, m Mapped, src string) {
	t.Helper()
	for _, p := range m.Doc.Validate() {
		if !p.OfLength() && !(p.Code == "range" && (strings.HasSuffix(p.Path, ".asset") || strings.HasSuffix(p.Path, ".poster") || strings.Contains(p.Path, ".refs."))) {
			t.Errorf("invalid: %v", p)
		}
	}
	if strings.Contains(src, "&") {
		return // "&lt;!-- wp:" is how one writes about blocks
	}
	text := m.Doc.Text()
	if strings.Contains(text, "<!-- wp:") || strings.Contains(text, "<!-- /wp:") {
		t.Errorf("a block comment is in the text: %q", text)
	}
}

func TestDatelineOfMarkup(t *testing.T) {
	const rest = "Presiden mengumumkan kebijakan baru hari ini."
	for _, tc := range []struct{ in, place, outlet, text string }{
		{"<p>JAKARTA, koran.example &#8211; " + rest + "</p>", "JAKARTA", "", rest},
		{"<p><strong>JAKARTA, koran.example</strong> – " + rest + "</p><p>x</p>", "JAKARTA", "", rest + "\n\nx"},
		{"<figure><img src='/a.jpg'></figure><p><b>Jakarta, Kabar.Com -</b> " + rest + "</p>", "Jakarta", "Kabar.Com", rest},
		{"<p>" + rest + "</p><p>JAKARTA, koran.example – " + rest + "</p>", "", "", rest + "\n\nJAKARTA, koran.example – " + rest},
	} {
		o := wp()
		o.Dateline, o.Outlet = true, "koran.example"
		m := MapHTML(tc.in, o)
		if m.Dateline.Place != tc.place || m.Dateline.Outlet != tc.outlet || m.Doc.Text() != tc.text {
			t.Errorf("%s: %+v %q", tc.in, m.Dateline, m.Doc.Text())
		}
	}
}

func FuzzMarkup(f *testing.F) {
	for _, s := range []string{
		"a\n\n<b>b\n\nc</b>[caption]<img src=x>d[/caption]", "<!-- wp:a/b {\"x\":1} --><!-- wp:paragraph --><p>x</p><!-- /wp:paragraph --><!-- /wp:a/b -->",
		"<ul><ul><ul><ul><ul><li>x", "<table><tr><td colspan=9><table><tr><td>x", "<p>Baca juga: <a href=/x>y</a>", "[[gallery]] [gallery ids=1,2] [x_y a=b]z[/x_y]",
		"<figure><blockquote>a<cite>b</cite></blockquote><figcaption>c</figcaption></figure>", "<pre>[video src=x]</pre><noscript><img src=/a></noscript>",
		"<a href='java\tscript:x'>x</a><a href=\"data:x\">y</a><svg><a xlink:href=x>z", "https://youtu.be/dQw4w9WgXcQ\n<details><summary>a<li>b", "\xff\x00<\u00a0",
		"<!--slot:0--><!--sslot:1-->[gallery]", "<!-- wp:html --><!-- wp:html -->[caption][caption]x[/caption]", "<b><i><a href=/><p><h1><ul><blockquote><b>",
	} {
		f.Add(s, true)
		f.Add(s, false)
	}
	f.Fuzz(func(t *testing.T, s string, classic bool) {
		o := wp()
		o.Classic, o.Shortcodes, o.Dateline = classic, classic, classic
		m := MapHTML(s, o)
		sound(t, m, s)
		for _, b := range m.Doc.Blocks {
			if p, ok := b.(*body.Paragraph); ok && classic && !strings.Contains(s, "[[") {
				for _, name := range []string{"[gallery]", "[gallery ", "[/caption]", "[nextpage]"} {
					if strings.Contains(p.Text.Text(), name+"]") {
						t.Errorf("%q is in the text %q", name, p.Text.Text())
					}
				}
			}
		}
		// What came out as text comes in again as the same text.
		once := MapHTML(feedHTML(m.Doc), MapOptions{Base: o.Base})
		sound(t, once, "&")
		twice := MapHTML(feedHTML(once.Doc), MapOptions{Base: o.Base})
		if slices.Contains(once.Doc.Kinds(), body.KindEmbed) {
			return // a feed has a link in its place
		}
		if a, b := once.Doc.Text(), twice.Doc.Text(); a != b {
			t.Errorf("not the same twice: %q and %q", a, b)
		}
	})
}

func feedHTML(d body.Doc) string {
	h, err := d.Render(body.Options{Profile: body.Feed, Base: "https://koran.example"})
	if err != nil {
		return ""
	}
	return string(h)
}
