package feedcheck

import (
	"strings"
	"testing"
)

const soundRSS = `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Koran</title><link>https://koran.example/</link><description>Kabar</description><language>id</language>
<lastBuildDate>Sun, 02 Mar 2025 08:00:00 +0700</lastBuildDate>
<atom:link href="https://koran.example/feed.xml" rel="self" type="application/rss+xml"/>
<item><title>Air naik</title><link>https://koran.example/a</link><guid isPermaLink="false">article-7</guid>
<pubDate>Sun, 02 Mar 2025 08:00:00 +0700</pubDate><description>Ringkas</description><content:encoded>Isi</content:encoded></item>
</channel></rss>`

const soundAtom = `<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="id"><id>https://koran.example/</id><title>Koran</title>
<updated>2025-03-02T08:00:00+07:00</updated><link rel="self" type="application/atom+xml" href="https://koran.example/atom.xml"/>
<author><name>Koran</name><uri>https://koran.example/</uri></author>
<entry><id>urn:uuid:2cacda82-1eea-538b-a42c-ec29f9656a5c</id><title>Air naik</title><link href="https://koran.example/a"/>
<updated>2025-03-02T08:00:00+07:00</updated><summary type="html">Ringkas</summary></entry></feed>`

const soundJSON = `{"version":"https://jsonfeed.org/version/1.1","title":"Koran","home_page_url":"https://koran.example/",
"feed_url":"https://koran.example/feed.json","authors":[{"name":"Koran"}],"hubs":[{"type":"WebSub","url":"https://hub.example/"}],
"items":[{"id":"article-7","url":"https://koran.example/a","title":"Air naik","content_html":"<p>Isi</p>",
"date_published":"2025-03-02T08:00:00+07:00","tags":["Air"],"_warta":{"kind":"news"}}]}`

// TestRules breaks a sound feed in one place each.
func TestRules(t *testing.T) {
	rss := func(d []byte) []Finding { return XML(d, "https://koran.example/feed.xml") }
	atom := func(d []byte) []Finding { return XML(d, "https://koran.example/atom.xml") }
	jsonFeed := func(d []byte) []Finding { return JSON(d, "https://koran.example/feed.json") }
	for _, c := range []struct {
		check               func([]byte) []Finding
		doc, old, new, want string
	}{
		{rss, soundRSS, "", "", ""},
		{rss, soundRSS, "<title>Koran</title>", "", "MissingTitle"},
		{rss, soundRSS, "</channel>", "", "SAXError"},
		{rss, soundRSS, "Air naik", "Air &lt;b&gt;naik&lt;/b&gt;", "ContainsHTML"},
		{rss, soundRSS, "https://koran.example/a<", "/a<", "InvalidLink"},
		{rss, soundRSS, `isPermaLink="false"`, "", "InvalidHttpGUID"},
		{rss, soundRSS, "<pubDate>Sun, 02", "<pubDate>Mon, 02", "InvalidRFC2822Date"},
		{rss, soundRSS, "Isi", "&lt;script&gt;x&lt;/script&gt;", "SecurityRisk"},
		{rss, soundRSS, "Isi", "&lt;p style='color:red'&gt;", "StyleAttr"},
		{rss, soundRSS, "Isi", "&lt;a href='/b'&gt;", "ContainsRelRef"},
		{rss, soundRSS, "Isi", "&lt;form&gt;", "SecurityRisk"},
		{rss, soundRSS, "<description>Ringkas</description>", "", "NeedDescriptionBeforeContent"},
		{rss, soundRSS, "example/feed.xml", "example/lain.xml", "SelfDoesntMatchLocation"},
		{rss, soundRSS, "Kabar", "Kabar\u0085", "BadCharacters"},
		{atom, soundAtom, "", "", ""},
		{atom, soundAtom, "<updated>2025-03-02T08:00:00+07:00</updated><link", "<link", "MissingElement"},
		{atom, soundAtom, "<updated>2025-03-02T", "<updated>2025-02-30T", "InvalidRFC3339Date"},
		{atom, soundAtom, "1eea-538b", "1eea538b", "InvalidUUID"},
		{atom, soundAtom, "<id>https://koran.example/</id>", "<id>/</id>", "InvalidFullLink"},
		{atom, soundAtom, "<author><name>Koran</name><uri>https://koran.example/</uri></author>", "", "MissingElement"},
		{atom, soundAtom, `type="html"`, `type="text/html"`, "InvalidTextType"},
		{atom, soundAtom, "<title>Air naik</title>", "<title>Air naik</title><title>b</title>", "DuplicateElement"},
		{atom, soundAtom, "<title>Air naik</title>", "<title> </title>", "NotBlank"},
		{jsonFeed, soundJSON, "", "", ""},
		{jsonFeed, soundJSON, `"title":"Koran",`, "", "MissingMember"},
		{jsonFeed, soundJSON, `"content_html":"<p>Isi</p>",`, "", "MissingContent"},
		{jsonFeed, soundJSON, `"tags":["Air"]`, `"tags":"Air"`, "Type"},
		{jsonFeed, soundJSON, `"_warta"`, `"warta"`, "UnknownMember"},
		{jsonFeed, soundJSON, `"id":"article-7"`, `"id":7`, "Type"},
		{jsonFeed, soundJSON, "<p>Isi</p>", "<iframe>", "SecurityRisk"},
		{jsonFeed, soundJSON, `"url":"https://koran.example/a"`, `"url":"/a"`, "InvalidLink"},
		{jsonFeed, soundJSON, "+07:00", "", "InvalidRFC3339Date"},
	} {
		doc := c.doc
		if c.old != "" {
			if !strings.Contains(doc, c.old) {
				t.Fatalf("%q is not in the document", c.old)
			}
			doc = strings.Replace(doc, c.old, c.new, 1)
		}
		list := c.check([]byte(doc))
		if c.want == "" {
			if len(list) > 0 {
				t.Errorf("a sound feed: %v", list)
			}
			continue
		}
		found := false
		for _, f := range list {
			found = found || f.Rule == c.want
		}
		if !found {
			t.Errorf("%q for %q: %v, want %s", c.new, c.old, list, c.want)
		}
	}
}
