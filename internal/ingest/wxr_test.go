package ingest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"warta/internal/body"
	"warta/internal/locale"
	"warta/internal/news"
)

const wxrHead = `<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Koran &amp; Kota</title><link>https://koran.example</link><description>Semboyan</description><language>id-ID</language><wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>https://koran.example</wp:base_blog_url>
<wp:author><wp:author_id>2</wp:author_id><wp:author_login>ani</wp:author_login><wp:author_email>ani@koran.example</wp:author_email><wp:author_display_name><![CDATA[Ani Wijaya]]></wp:author_display_name></wp:author>
<wp:category><wp:term_id>3</wp:term_id><wp:category_nicename>kota</wp:category_nicename><wp:category_parent></wp:category_parent><wp:cat_name><![CDATA[Kota]]></wp:cat_name></wp:category>
<wp:category><wp:term_id>4</wp:term_id><wp:category_nicename>pasar</wp:category_nicename><wp:category_parent>kota</wp:category_parent><wp:cat_name><![CDATA[Pasar]]></wp:cat_name></wp:category>
<wp:tag><wp:term_id>5</wp:term_id><wp:tag_slug>cabai</wp:tag_slug><wp:tag_name><![CDATA[Cabai]]></wp:tag_name></wp:tag>
`
const wxrFoot = "</channel></rss>\n"

// wxrItem writes an item; fields are elements, "content" and meta pairs aside.
func wxrItem(id int, content string, more ...string) string {
	return fmt.Sprintf("<item><title>Judul %d</title><link>https://koran.example/2024/05/judul-%d/</link><dc:creator>ani</dc:creator>"+
		"<guid isPermaLink=\"false\">https://koran.example/?p=%d</guid><content:encoded><![CDATA[%s]]></content:encoded><wp:post_id>%d</wp:post_id>"+
		"<wp:post_date>2024-05-01 19:13:00</wp:post_date><wp:post_date_gmt>2024-05-01 12:13:00</wp:post_date_gmt><wp:post_name>judul-%d</wp:post_name>%s</item>\n",
		id, id, id, content, id, id, strings.Join(more, ""))
}

func meta(pairs ...string) string {
	var b strings.Builder
	for i := 0; i < len(pairs); i += 2 {
		fmt.Fprintf(&b, "<wp:postmeta><wp:meta_key>%s</wp:meta_key><wp:meta_value><![CDATA[%s]]></wp:meta_value></wp:postmeta>", pairs[i], pairs[i+1])
	}
	return b.String()
}

func post(status string) string {
	return "<wp:status>" + status + "</wp:status><wp:post_type>post</wp:post_type>"
}

// items reads a file whose records are articles.
func items(t testing.TB, text string) []*Item {
	t.Helper()
	recs, err := collect(strings.NewReader(text), StreamOptions{Options: Options{Name: "x.xml", Outlet: "koran.example"}})
	if err != nil {
		t.Fatal(err)
	}
	var out []*Item
	for _, r := range recs {
		if r.Item != nil {
			out = append(out, r.Item)
		}
	}
	return out
}

func TestAPostKeepsWhatItSays(t *testing.T) {
	it := items(t, wxrHead+wxrItem(7, "JAKARTA, koran.example – Harga naik di pasar pagi ini.\n\nKata pedagang.", post("publish"),
		`<category domain="category" nicename="kota"><![CDATA[Kota]]></category><category domain="category" nicename="pasar"><![CDATA[Pasar]]></category>`,
		`<category domain="post_tag" nicename="cabai"><![CDATA[Cabai]]></category><category domain="komoditas" nicename="sayur"><![CDATA[Sayur]]></category>`,
		`<category domain="author" nicename="cap-ani"><![CDATA[ani]]></category><category domain="author" nicename="cap-budi"><![CDATA[Budi Tamu]]></category>`,
		"<wp:is_sticky>1</wp:is_sticky><wp:comment_status>open</wp:comment_status><excerpt:encoded><![CDATA[Ringkas &amp; padat]]></excerpt:encoded>",
		meta("_thumbnail_id", "9", "_yoast_wpseo_title", "Judul mesin %%sep%% Khusus", "_yoast_wpseo_metadesc", "Uraian", "_yoast_wpseo_canonical", "https://asal.example/a",
			"_yoast_wpseo_meta-robots-noindex", "1", "_yoast_wpseo_primary_category", "4", "post_views_count", "1204", "editor", "Citra Dewi", "_editor", "field_5a",
			"sumber", "Kantor Berita", "_wp_old_slug", "judul-lama", "_edit_lock", "1:2", "resep", "garam"),
		`<wp:comment><wp:comment_id>1</wp:comment_id><wp:comment_author>Pembaca</wp:comment_author><wp:comment_date_gmt>2024-05-02 00:00:00</wp:comment_date_gmt><wp:comment_content><![CDATA[Mahal<br>sekali]]></wp:comment_content><wp:comment_approved>0</wp:comment_approved></wp:comment>`)+wxrFoot)[0]
	reads := int64(1204)
	want := Item{Ref: -7, Number: 7, Type: "post", Slug: "judul-7", Headline: "Judul 7", Standfirst: "Ringkas & padat", Kind: news.KindNews, Language: "id-ID",
		Dateline: news.Dateline{Place: "JAKARTA"}, Work: news.Settled, State: news.Live, Sticky: true, CommentsOpen: true,
		Created: time.Date(2024, 5, 1, 12, 13, 0, 0, time.UTC), Published: time.Date(2024, 5, 1, 12, 13, 0, 0, time.UTC),
		Byline: []Credit{{Name: "Ani Wijaya", Login: "ani"}, {Name: "Budi Tamu", Login: "budi"}, {Name: "Citra Dewi", Role: news.RoleEditor}},
		Lead:   &Lead{Media: -1}, Media: []MediaRef{{Ref: -1, Kind: "photo", ID: 9}}, Section: "Pasar", More: []string{"Kota"}, Tags: []string{"Cabai", "Sayur"},
		Sections: []TermRef{{"category", "pasar", "Pasar", 4}, {"category", "kota", "Kota", 3}}, Terms: []TermRef{{"post_tag", "cabai", "Cabai", 5}, {"komoditas", "sayur", "Sayur", 0}},
		Headlines: map[string]string{"seo": "Judul mesin - Khusus"}, Description: "Uraian", Canonical: "https://asal.example/a", NoIndex: true, Reads: &reads,
		Source: &news.Source{Name: "Kantor Berita"}, Kept: []Field{{"resep", "garam"}}, Notes: []Note{{Kind: "taxonomy", Name: "komoditas", Count: 1, Example: "Sayur"}},
		Addresses: []Address{{"https://koran.example/2024/05/judul-7/", "permalink"}, {"https://koran.example/?p=7", "short"}, {"https://koran.example/2024/05/judul-lama/", "old"}},
		Comments:  []Comment{{Number: 1, Author: "Pembaca", Published: time.Date(2024, 5, 2, 0, 0, 0, 0, time.UTC), State: "held", Type: "comment", Text: "Mahal\nsekali", Raw: "Mahal<br>sekali"}},
		Origin:    news.Origin{Source: "wordpress", Key: "koran.example/?p=7", Hash: it.Origin.Hash}, Also: []news.Origin{{Source: "wordpress", Key: "guid:https://koran.example/?p=7"}}}
	text := it.Body.Text()
	it.Body = body.Doc{}
	if d := cmp.Diff(want, *it); d != "" {
		t.Error(d)
	}
	if text != "Harga naik di pasar pagi ini.\n\nKata pedagang." {
		t.Errorf("%q", text)
	}
}

// The whole of a small paper, record by record.
func TestSamplePaper(t *testing.T) {
	recs, err := collect(bytes.NewReader(file(t, "testdata/wxr/kota.xml")), StreamOptions{Options: Options{Name: "kota.xml", Outlet: "koran.example"}})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(recs); err != nil {
		t.Fatal(err)
	}
	const golden = "testdata/wxr/kota.json"
	if *update {
		if err := os.WriteFile(golden, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if d := cmp.Diff(string(file(t, golden)), b.String()); d != "" {
		t.Errorf("differs from %s (-update writes it anew):\n%s", golden, d)
	}
}

func TestStatesOfWordPress(t *testing.T) {
	for _, tc := range []struct{ status, more, want string }{
		{"publish", "", "settled live "}, {"draft", "", "writing never "}, {"pending", "", "desk never "}, {"private", "", "writing never private"},
		{"future", "", "ready scheduled "}, {"trash", "", "spiked never "}, {"publish", "<wp:post_password>x</wp:post_password>", "writing never password"},
		{"archived", "", "writing never state"},
	} {
		it := items(t, wxrHead+wxrItem(1, "a", post(tc.status), tc.more)+wxrFoot)[0]
		if got := fmt.Sprint(it.Work, " ", it.State, " ", it.Held); got != tc.want {
			t.Errorf("%s: %s, not %s", tc.status, got, tc.want)
		}
	}
}

func TestALeadPictureIsNotShownTwice(t *testing.T) {
	for _, tc := range []struct{ name, content, lead, text string }{
		{"the text begins with it", `[caption id="attachment_9"]<img src="/a.jpg" alt="A"> Ket.[/caption]` + "\n\nTeks.", "{Ket. A  -1}", "paragraph Teks.\n"},
		{"it comes later", `Teks.` + "\n\n" + `<img src="/a.jpg" class="wp-image-9">`, "{   -1}", "paragraph Teks.\nimage https://koran.example/a.jpg#9\n"},
		{"its caption has a link", `[caption id="attachment_9"]<img src="/a.jpg"> <a href="/b">Ket.</a>[/caption]` + "\n\nTeks.", "{   -1}",
			"image https://koran.example/a.jpg#9 caption=\"link(https://koran.example/b Ket.)\"\nparagraph Teks.\n"},
		{"another one", `<img src="/a.jpg" class="wp-image-8">` + "\n\nTeks.", "{   -2}", "image https://koran.example/a.jpg#8\nparagraph Teks.\n"},
	} {
		it := items(t, wxrHead+wxrItem(1, tc.content, post("publish"), meta("_thumbnail_id", "9"))+wxrFoot)[0]
		if got := fmt.Sprint(*it.Lead); got != tc.lead {
			t.Errorf("%s: the lead is %s", tc.name, got)
		}
		if d := cmp.Diff(tc.text, sketch(Mapped{Doc: it.Body, Media: it.Media})); d != "" {
			t.Errorf("%s: %s", tc.name, d)
		}
	}
}

// What notes, repairs and reasons are called is in both languages.
func TestTheReportHasWords(t *testing.T) {
	var all []string
	for _, k := range []string{"block", "shortcode", "element", "link", "media", "limit", "left_out", "text", "type", "field", "taxonomy"} {
		all = append(all, "import.note."+k)
	}
	for _, k := range []string{"password", "private", "state"} {
		all = append(all, "import.held."+k)
	}
	for _, k := range []string{"broken", "element", "forbidden", "state", "truncated", "type"} {
		all = append(all, "import.kept."+k)
	}
	for _, k := range []string{"ampersand", "attribute", "before", "cdata", "control", "doctype", "encoding", "markup", "text"} {
		all = append(all, "import.repaired."+k)
	}
	for _, key := range all {
		for _, tag := range locale.Tags() {
			if !locale.Get(tag).Has(key) {
				t.Errorf("%s has no %s", tag, key)
			}
		}
	}
}

func TestWhatIsNoArticle(t *testing.T) {
	recs, err := collect(strings.NewReader(wxrHead+
		wxrItem(1, "", "<wp:post_type>attachment</wp:post_type><wp:status>inherit</wp:status><wp:attachment_url>https://koran.example/wp-content/a.jpg</wp:attachment_url><excerpt:encoded><![CDATA[Ket]]></excerpt:encoded>",
			meta("_wp_attachment_image_alt", "Alt", "_wp_attachment_metadata", `a:3:{s:5:"width";i:640;s:6:"height";i:480;s:10:"image_meta";a:2:{s:6:"credit";s:3:"Ani";s:7:"caption";s:1:"x";}}`))+
		wxrItem(2, "", "<wp:post_type>nav_menu_item</wp:post_type><wp:status>publish</wp:status><wp:menu_order>3</wp:menu_order>", `<category domain="nav_menu" nicename="utama"><![CDATA[Utama]]></category>`,
			meta("_menu_item_type", "taxonomy", "_menu_item_object", "category", "_menu_item_object_id", "4"))+
		wxrItem(3, "lama", "<wp:post_type>revision</wp:post_type><wp:status>inherit</wp:status>")+
		wxrItem(4, "", "<wp:post_type>guest-author</wp:post_type><wp:status>publish</wp:status>", meta("cap-display_name", "Budi Tamu", "cap-user_login", "budi"))+
		wxrItem(5, "Masak.", "<wp:post_type>resep</wp:post_type><wp:status>publish</wp:status>")+wxrFoot), StreamOptions{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range recs[5:] {
		switch {
		case r.Medium != nil:
			m := r.Medium
			got = append(got, fmt.Sprint("medium ", m.Kind, " ", m.URL, " ", m.Caption, " ", m.Alt, " ", m.Credit, " ", m.Width, "x", m.Height))
		case r.MenuItem != nil:
			got = append(got, fmt.Sprint("menu ", r.MenuItem.Menu, " ", r.MenuItem.Type, " ", r.MenuItem.Object, " ", r.MenuItem.ObjectID, " ", r.MenuItem.Order))
		case r.Kept != nil:
			got = append(got, "kept "+r.Kept.What+" "+r.Kept.Why+" "+r.Kept.Raw)
		case r.Author != nil:
			got = append(got, "author "+r.Author.Name+" "+r.Author.Login)
		case r.Item != nil:
			got = append(got, "item "+r.Item.Type+" "+strings.Join(r.Item.Tags, ","))
		}
	}
	want := []string{"medium photo https://koran.example/wp-content/a.jpg Ket Alt Ani 640x480", "menu utama term category 4 3", "kept revision state lama", "author Budi Tamu budi", "item resep resep"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// Files that are no strict XML, as they are met.
func TestLooseFilesComeIn(t *testing.T) {
	good := wxrHead + wxrItem(1, "Isi naskah.", post("publish")) + wxrFoot
	swap := func(old, new string) string {
		if !strings.Contains(good, old) {
			t.Fatalf("no %q", old)
		}
		return strings.Replace(good, old, new, 1)
	}
	utf16 := func(big bool) string {
		out := []byte{}
		for _, r := range "\ufeff" + good {
			if big {
				out = append(out, byte(r>>8), byte(r))
			} else {
				out = append(out, byte(r), byte(r>>8))
			}
		}
		return string(out)
	}
	for _, tc := range []struct{ name, in, headline, text string }{
		{"as written", good, "Judul 1", "Isi naskah."},
		{"bare ampersand", swap("<title>Judul 1", "<title>A & B &nbsp;C&D; &#x1F600;&#0;"), "A & B \u00a0C&D; 😀\uFFFD", "Isi naskah."},
		{"control characters", swap("Isi naskah.", "Isi\x0b nas\x00kah\x1f."), "Judul 1", "Isi naskah."},
		{"CDATA that ends too early", swap("Isi naskah.", "a ]]> b <![CDATA[ c ]]> d"), "Judul 1", "a ]]> b  d"},
		{"CDATA in two, as it is escaped", swap("Isi naskah.", "a ]]]]><![CDATA[> b"), "Judul 1", "a ]]> b"},
		{"text after CDATA", swap("<title>Judul 1", "<title><![CDATA[Judul]]> satu"), "Judul satu", "Isi naskah."},
		{"markup without CDATA", swap("<content:encoded><![CDATA[Isi naskah.]]>", "<content:encoded><p>Isi <b>naskah</b>.</p>"), "Judul 1", "Isi naskah."},
		{"markup in a title", swap("<title>Judul 1", "<title>Judul <br/> <i>satu"), "Judul\nsatu", "Isi naskah."},
		{"Latin-1 that calls itself UTF-8", swap("Isi naskah.", "Isi caf\xe9 \x96 naskah."), "Judul 1", "Isi café – naskah."},
		{"UTF-8 that calls itself Latin-1", strings.Replace(swap("Isi naskah.", "Isi café – naskah."), "UTF-8", "ISO-8859-1", 1), "Judul 1", "Isi café – naskah."},
		{"Latin-1", strings.Replace(swap("Isi naskah.", "Isi caf\xe9."), "UTF-8", "iso-8859-1", 1), "Judul 1", "Isi café."},
		{"UTF-8 that calls itself GBK", strings.Replace(swap("Isi naskah.", "Isi café."), "UTF-8", "GBK", 1), "Judul 1", "Isi café."},
		{"byte order mark", "\ufeff" + good, "Judul 1", "Isi naskah."},
		{"UTF-16", utf16(false), "Judul 1", "Isi naskah."},
		{"UTF-16, the other way", utf16(true), "Judul 1", "Isi naskah."},
		{"no declaration", strings.TrimPrefix(good, `<?xml version="1.0" encoding="UTF-8" ?>`), "Judul 1", "Isi naskah."},
		{"warnings of PHP before it", "\n<br />\n<b>Warning</b>: x & y in <b>a.php</b>\n" + good, "Judul 1", "Isi naskah."},
		{"warnings of PHP inside", strings.Replace(strings.Replace(good, "<item>", "<br>\n<b>Notice</b>: x<br>\n<item>", 1), "<wp:post_id>", "<br>\n<b>Warning</b>: y & z<br />\n<wp:post_id>", 1), "Judul 1", "Isi naskah."},
		{"nothing declares the prefixes", strings.Replace(good, good[strings.Index(good, " xmlns:excerpt"):strings.Index(good, ">\n<channel>")], "", 1), "Judul 1", "Isi naskah."},
		{"another prefix", strings.ReplaceAll(strings.ReplaceAll(strings.ReplaceAll(good, "<wp:", "<w:"), "</wp:", "</w:"), "xmlns:wp", "xmlns:w"), "Judul 1", "Isi naskah."},
		{"WXR 1.0", strings.ReplaceAll(strings.ReplaceAll(good, "export/1.2", "export/1.0"), "<wp:wxr_version>1.2", "<wp:wxr_version>1.0"), "Judul 1", "Isi naskah."},
		{"a document type with entities", strings.Replace(good, "<rss", "<!DOCTYPE rss [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>\n<rss", 1), "Judul 1", "Isi naskah."},
		{"line ends of Windows", strings.ReplaceAll(good, "\n", "\r\n"), "Judul 1", "Isi naskah."},
		{"something after the end", good + "\n<!-- 0.3 s --><script>x</script>", "Judul 1", "Isi naskah."},
		{"half a character at the end of a buffer", swap("Isi naskah.", strings.Repeat("é", 70_000)), "Judul 1", strings.Repeat("é", 70_000)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := items(t, tc.in)
			if len(got) != 1 {
				t.Fatalf("%d items", len(got))
			}
			if strings.ReplaceAll(got[0].Headline, "\n", " ") != strings.ReplaceAll(tc.headline, "\n", " ") {
				t.Errorf("headline %q", got[0].Headline)
			}
			if s := got[0].Body.Text(); s != tc.text {
				t.Errorf("text %q", clip(s))
			}
		})
	}
}

func TestBrokenFilesAreRefusedWithTheirPlace(t *testing.T) {
	good := wxrHead + wxrItem(1, "Isi.", post("publish")) + wxrFoot
	for _, tc := range []struct {
		name, in, code string
		line           int
		kind           news.Kind
	}{
		{"empty", "  \n", "import.xml_empty", 1, news.Invalid},
		{"a page", "<!DOCTYPE html><html><body>x</body></html>", "import.xml_not", 1, news.Invalid},
		{"JSON", `{"a":1}`, "import.xml_not", 1, news.Invalid},
		{"a feed", "<rss><channel><title>x</title><item><title>y</title></item></channel></rss>", "import.xml_feed", 1, news.Invalid},
		{"cut in a text", good[:strings.Index(good, "Isi.")], "import.xml_ends", 8, news.Invalid},
		{"cut in an item", good[:strings.Index(good, "<wp:post_id>")], "import.xml_ends", 8, news.Invalid},
		{"cut between items", strings.TrimSuffix(good, wxrFoot), "import.xml_ends", 9, news.Invalid},
		{"an item that never ends", strings.Replace(good, "</item>", "", 1), "import.xml_mismatch", 9, news.Invalid},
		{"a field that never ends", strings.Replace(good, "</title><link>https://koran.example/2024", "<link>https://koran.example/2024", 1), "import.xml_mismatch", 8, news.Invalid},
		{"an end too many", strings.Replace(good, "</item>", "</item></item>", 1), "import.xml_mismatch", 8, news.Invalid},
		{"a tag that never ends", strings.Replace(good, "</item>", "</item <", 1), "import.xml_tag", 8, news.Invalid},
		{"an encoding that nobody reads", strings.Replace(strings.Replace(good, "UTF-8", "x-klingon", 1), "Isi.", "\xff\xfe\xe9", 1), "import.xml_encoding", 1, news.Invalid},
		{"attributes", wxrHead + "<item " + strings.Repeat("a='' ", 300) + "></item>" + wxrFoot, "import.xml_attributes", 8, news.TooLarge},
		{"a long tag", wxrHead + "<item a='" + strings.Repeat("x", 70<<10) + "'></item>" + wxrFoot, "import.xml_tag_large", 8, news.TooLarge},
	} {
		t.Run(tc.name, func(t *testing.T) {
			recs, err := collect(strings.NewReader(tc.in), StreamOptions{Options: Options{Name: "x.xml"}})
			if err == nil {
				t.Fatalf("no error; %d records", len(recs))
			}
			said(t, err)
			var e *news.Error
			errors.As(err, &e)
			if e.Code != tc.code || e.Kind != tc.kind || fmt.Sprint(e.Args["line"]) != fmt.Sprint(tc.line) {
				t.Errorf("%s %v %v", e.Code, e.Kind, e.Args)
			}
			if _, again := SurveyWXR(context.Background(), strings.NewReader(tc.in), StreamOptions{Options: Options{Name: "x.xml"}}); fmt.Sprint(again) != fmt.Sprint(err) {
				t.Errorf("the survey says %v", again)
			}
		})
	}
}

func TestATruncatedFileCanBeTakenAsFarAsItGoes(t *testing.T) {
	text := wxrHead + wxrItem(1, "a", post("publish")) + wxrItem(2, "b", post("publish"))
	recs, err := collect(strings.NewReader(text[:len(text)-40]), StreamOptions{Truncated: true})
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for _, r := range recs[5:] {
		kinds = append(kinds, r.Kind())
	}
	if d := cmp.Diff([]string{"item", "kept", "end"}, kinds); d != "" {
		t.Error(d)
	}
}

func TestAStreamGoesOnWhereARunStopped(t *testing.T) {
	text := wxrHead + wxrItem(1, "a", post("publish")) + wxrItem(2, "b", post("publish")) + wxrItem(3, "c", post("publish")) + wxrFoot
	all, err := collect(strings.NewReader(text), StreamOptions{})
	if err != nil {
		t.Fatal(err)
	}
	from := all[6].At.Offset
	rest, err := collect(strings.NewReader(text), StreamOptions{From: from})
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(append(all[:5:5], all[6:]...), rest); d != "" {
		t.Error(d)
	}
}

func TestAStreamStopsWhenItsReaderDoes(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	n := 0
	var last error
	for _, err := range StreamWXR(ctx, io.MultiReader(strings.NewReader(wxrHead), &endless{item: wxrItem(1, "x", post("publish"))}), StreamOptions{}) {
		if last = err; err == nil {
			n++
		}
		if n == 20 {
			cancel()
		}
		if n > 2000 {
			t.Fatal("it goes on")
		}
	}
	if !errors.Is(last, context.Canceled) {
		t.Error(last)
	}
	for range StreamWXR(context.Background(), strings.NewReader(wxrHead+wxrFoot), StreamOptions{}) {
		break // the iterator must not yield again
	}
}

// endless repeats an item as often as is asked for; most is the number of bytes,
// zero for ever.
type endless struct {
	item string
	i    int
	most int64
	tail string
}

func (e *endless) Read(p []byte) (n int, err error) {
	for n < len(p) {
		if e.most < 0 {
			if e.tail == "" {
				return n, io.EOF
			}
			k := copy(p[n:], e.tail)
			e.tail = e.tail[k:]
			n += k
			continue
		}
		k := copy(p[n:], e.item[e.i:])
		n += k
		if e.i += k; e.i == len(e.item) {
			e.i = 0
			if e.most > 0 {
				if e.most -= int64(len(e.item)); e.most <= 0 {
					e.most = -1
				}
			}
		}
	}
	return n, nil
}

// heap runs a reading and gives the most memory that was in use, looked at at
// every record.
func heap(t *testing.T, r io.Reader) (peak uint64, records int, err error) {
	t.Helper()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	base := m.HeapAlloc
	for _, e := range StreamWXR(context.Background(), r, StreamOptions{}) {
		if err = e; e != nil {
			break
		}
		if records++; records%500 == 0 {
			runtime.ReadMemStats(&m)
			peak = max(peak, m.HeapAlloc-min(base, m.HeapAlloc))
		}
	}
	runtime.ReadMemStats(&m)
	return max(peak, m.HeapAlloc-min(base, m.HeapAlloc)), records, err
}

func TestAGreatFileTakesLittleMemory(t *testing.T) {
	size := int64(8 << 20)
	if os.Getenv("WARTA_NIGHTLY") == "1" {
		size = 1 << 30
	}
	item := wxrItem(1, ordinary(true), post("publish"))
	start := time.Now()
	peak, n, err := heap(t, io.MultiReader(strings.NewReader(wxrHead), &endless{item: item, most: size, tail: wxrFoot}))
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d MiB, %d records in %v, heap %d MiB", size>>20, n, time.Since(start).Round(time.Millisecond), peak>>20)
	if peak > 128<<20 {
		t.Errorf("%d MiB of heap", peak>>20)
	}
}

func TestBombs(t *testing.T) {
	big := 17 << 20
	for _, tc := range []struct{ name, open, repeat, end string }{
		{"depth", "<item>", "<a>", ""},
		{"depth of known elements", "<item>", "<wp:postmeta>", ""},
		{"one text", "<item><content:encoded><![CDATA[", "xxxxxxxxxxxxxxxx", "]]></content:encoded></item>"},
		{"one text without CDATA", "<item><title>", "y & z &lt; ", "</title></item>"},
		{"CDATA ends", "<item><content:encoded><![CDATA[", "]]> ", "x]]></content:encoded></item>"},
		{"a comment", "<!-- ", "xxxxxxxx", "-->"},
		{"attributes", "<item ", "a='b' ", "></item>"},
		{"entities", "<item><title>", "&lol;", "</title></item>"},
		{"fields", "<item>", "<wp:postmeta><wp:meta_key>a</wp:meta_key><wp:meta_value>" + strings.Repeat("x", 4000) + "</wp:meta_value></wp:postmeta>", "</item>"},
		{"before the beginning", "", "", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var in io.Reader = io.MultiReader(strings.NewReader(wxrHead+tc.open), &endless{item: tc.repeat + "", most: int64(big) * 4, tail: tc.end + wxrFoot})
			if tc.repeat == "" {
				in = &endless{item: "<p>x", most: int64(big), tail: wxrHead}
			}
			peak, _, err := heap(t, in)
			if err == nil {
				t.Fatal("it was taken")
			}
			said(t, err)
			if peak > 200<<20 {
				t.Errorf("%d MiB of heap", peak>>20)
			}
		})
	}
}

// Markup that grows without end in a parser comes in flat.
func TestMarkupBombs(t *testing.T) {
	for name, src := range map[string]string{
		"depth":       strings.Repeat("<div>", 200_000) + "x",
		"formatting":  strings.Repeat("<b a=1><i>", 5000) + strings.Repeat("<p>x", 20_000),
		"lists":       strings.Repeat("<ul><li>x", 50_000),
		"tables":      strings.Repeat("<table><tr><td>x", 20_000),
		"attributes":  "<p " + strings.Repeat("a='b' ", 300_000) + ">x",
		"blocks":      strings.Repeat("<!-- wp:x {\"a\":1} -->", 100_000) + "x",
		"blocks open": strings.Repeat("<!-- wp:x {", 200_000),
		"shortcodes":  strings.Repeat("[caption]", 100_000) + "x",
		"brackets":    strings.Repeat("[a \"", 400_000),
		"tags open":   strings.Repeat("<a [gallery", 100_000),
		"scripts":     strings.Repeat("<script [gallery]", 100_000),
		"entities":    strings.Repeat("&lt;", 1_000_000),
		"links":       "<a href='https://x.example/" + strings.Repeat("y", 1900) + "'>" + strings.Repeat("x<b>y</b>", 20_000),
		"spans":       "<table>" + strings.Repeat("<tr><td colspan=1000 rowspan=1000>x", 3000),
		"paragraphs":  strings.Repeat("x\n\n", 300_000),
		"nested":      strings.Repeat("<blockquote><figure><details>", 100) + "x",
	} {
		t.Run(name, func(t *testing.T) {
			m := MapHTML(src, wp())
			sound(t, m, "&")
			if len(m.Notes) == 0 && name != "entities" && name != "brackets" && name != "scripts" && name != "tags open" && name != "attributes" && name != "nested" {
				t.Error("nothing was noted")
			}
		})
	}
}

func FuzzWXR(f *testing.F) {
	f.Add(wxrHead + wxrItem(1, "a ]]> b", post("publish")) + wxrFoot)
	f.Add(wxrHead + "<item><title>a & b</title><category domain=x nicename='y'>z</category><wp:postmeta/><x:y><z></x:y></item>")
	f.Add("\xef\xbb\xbf<rss><channel><wp:x/>")
	f.Add("<?xml encoding='latin1'?><rss><channel><item><title>\xe9</title><wp:post_id>1</wp:post_id></item></channel>")
	f.Fuzz(func(t *testing.T, s string) {
		done := false
		for r, err := range StreamWXR(context.Background(), strings.NewReader(s), StreamOptions{}) {
			if done {
				t.Fatal("something follows an error or the end")
			}
			if err != nil {
				said(t, err)
				done = true
				continue
			}
			if r.Kind() == "" {
				t.Error("an empty record")
			}
			done = r.End != nil
			if r.Item != nil {
				sound(t, Mapped{Doc: r.Item.Body, Media: r.Item.Media}, "&")
				if r.Item.Headline == "" || r.Item.Origin.Key == "" {
					t.Errorf("%+v", r.Item)
				}
			}
		}
		if !done {
			t.Error("no end")
		}
	})
}

func BenchmarkStreamWXR(b *testing.B) {
	item := wxrItem(1, ordinary(true), post("publish"), meta("_thumbnail_id", "9", "post_views_count", "3", "_yoast_wpseo_metadesc", "Uraian"),
		`<category domain="category" nicename="kota"><![CDATA[Kota]]></category><category domain="post_tag" nicename="cabai"><![CDATA[Cabai]]></category>`)
	b.SetBytes(int64(len(item)))
	b.ReportAllocs()
	n := int64(b.N)
	for _, err := range StreamWXR(context.Background(), io.MultiReader(strings.NewReader(wxrHead), &endless{item: item, most: n * int64(len(item)), tail: wxrFoot}), StreamOptions{}) {
		if err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSurveyWXR(b *testing.B) {
	item := wxrItem(1, ordinary(true), post("publish"))
	b.SetBytes(int64(len(item)))
	if _, err := SurveyWXR(context.Background(), io.MultiReader(strings.NewReader(wxrHead), &endless{item: item, most: int64(b.N) * int64(len(item)), tail: wxrFoot}), StreamOptions{}); err != nil {
		b.Fatal(err)
	}
}

// An outline names the same articles and files, in the same order, as a reading.
func TestOutlineNamesWhatAReadingGives(t *testing.T) {
	file, err := os.ReadFile("testdata/wxr/kota.xml")
	if err != nil {
		t.Fatal(err)
	}
	names := func(o StreamOptions) (out []string) {
		for r, err := range StreamWXR(t.Context(), bytes.NewReader(file), o) {
			switch {
			case err != nil:
				t.Fatal(err)
			case r.Item != nil:
				out = append(out, fmt.Sprint(r.At.Offset, r.Item.Number, r.Item.Type, r.Item.Origin.Key, r.Item.Addresses[0]))
			case r.Medium != nil:
				out = append(out, fmt.Sprint(r.At.Offset, r.Medium.Number, r.Medium.URL, r.Medium.Kind, r.Medium.Parent))
			}
		}
		return out
	}
	if got, want := names(StreamOptions{Outline: true}), names(StreamOptions{}); !slices.Equal(got, want) || len(want) == 0 {
		t.Errorf("outline:\n%s\nreading:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
