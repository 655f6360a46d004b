package site_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"warta/internal/body"
	"warta/internal/feed"
	"warta/internal/feed/feedcheck"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/site/sitetest"
	"warta/internal/store"
)

func checkFeed(doc []byte, file, self string) []feedcheck.Finding {
	if strings.HasSuffix(file, ".json") {
		return feedcheck.JSON(doc, self)
	}
	return feedcheck.XML(doc, self)
}

// hostileWords would end, hide or bend a document if they were not escaped. The
// newsroom takes no control characters; package feed is tested with them.
var hostileWords = []string{"</script>", "<!--", "-->", "]]>", "<![CDATA[", `"`, "'", `\`, "&", "&amp;", "\u2028",
	"\U0001f469\u200d\U0001f467", "\u202e", "</title>", "{{", "%3C", "\u00a0", "<b>tebal</b>"}

// TestEveryFeedIsValid is FD-1 and FD-3: every feed of a newspaper with every
// kind of block and hostile headlines, in full and in summary.
func TestEveryFeedIsValid(t *testing.T) {
	p := seedPaper(t, sitetest.Options{Settings: func(s *news.Settings) { s.Machine.Hubs = []string{"https://hub.example/"} }})
	section, tag, person, _ := paths(t, p)
	for i, w := range hostileWords {
		c := p.Content(p.Seed)
		c.Headline, c.Standfirst, c.Kicker = "Judul "+w+" akhir", "Ringkas "+w+" akhir", w
		c.Slug = fmt.Sprintf("judul-%d", i)
		c.Body = sitetest.Body("Isi "+w, "Akhir.")
		c.Body.Blocks = append(c.Body.Blocks,
			&body.RawHTML{HTML: `<script>x()</script><form style="a"><input></form>`, Height: 90},
			&body.ReadAlso{Refs: []int64{int64(p.Cited["latest"][0])}},
			&body.Embed{Provider: "youtube", URL: "https://www.youtube.com/watch?v=dQw4w9WgXcQ", Title: w})
		c.Body.AssignIDs(fmt.Sprint(i))
		c.Byline = append(c.Byline, news.Credit{Name: "Budi " + w, Role: news.RoleReporter})
		res := p.Article(c, sitetest.Moment.Add(-time.Duration(i)*time.Minute))
		if i == 3 {
			p.Do(newsroom.Correct{Article: res.Article, Kind: news.HakJawab, Note: "Pihak terkait " + w + " menyampaikan hak jawabnya."})
		}
		if i == 5 {
			p.Do(newsroom.Withdraw{Article: res.Article, Ground: news.GroundChild, Reason: "Berita memuat keterangan tentang anak " + w})
		}
	}
	for _, summary := range []bool{false, true} {
		p.Change(func(s *news.Settings) { s.FeedSummary = summary })
		for _, list := range []string{"", section, tag, person, "/koreksi"} {
			for _, f := range feed.Formats {
				path := list + "/" + f.File
				a := p.Get(path)
				if a.Status != http.StatusOK || a.Header.Get("Content-Type") != f.Type {
					t.Fatalf("GET %s: %d %s", path, a.Status, a.Header.Get("Content-Type"))
				}
				for _, found := range checkFeed(a.Body, f.File, "http://"+sitetest.Host+path) {
					switch {
					case found.Rule == "ContainsHTML":
						// The headline does: it says what it says.
					case found.Rule == "BadCharacters" && strings.Contains(found.Detail, "FFFD"):
						// What no XML document can hold.
					default:
						t.Errorf("%s (summary %v): %v", path, summary, found)
					}
				}
				links := a.Header.Get("Link")
				if !strings.Contains(links, `<https://hub.example/>; rel="hub"`) || !strings.Contains(links, "<http://"+sitetest.Host+path+`>; rel="self"`) {
					t.Errorf("%s: Link %q", path, links)
				}
			}
		}
	}
}

// TestUnchangedPollsGet304 is FD-1: whoever asks again gets 304, by tag and by
// date, with the page in memory, made anew, and after a restart.
func TestUnchangedPollsGet304(t *testing.T) {
	dir := t.TempDir()
	o := sitetest.Options{CacheDir: dir}
	p := seedPaper(t, o)
	var files []string
	for _, f := range feed.Formats {
		files = append(files, "/"+f.File, "/koreksi/"+f.File)
	}
	files = append(files, "/sitemap.xml", "/sitemap-2025-03.xml", "/sitemap-news.xml", "/robots.txt")
	tags, dates := map[string]string{}, map[string]string{}
	for _, path := range files {
		p.Get(path)
	}
	p.Clock.At = p.Clock.At.Add(2 * time.Second)
	for _, path := range files {
		h := p.Get(path).Header
		if tags[path], dates[path] = h.Get("Etag"), h.Get("Last-Modified"); tags[path] == "" || dates[path] == "" {
			t.Errorf("GET %s: ETag %q, Last-Modified %q", path, tags[path], dates[path])
		}
	}
	poll := func(when string, byDate bool) {
		t.Helper()
		for _, path := range files {
			if a := p.Get(path, "If-None-Match", tags[path]); a.Status != http.StatusNotModified {
				t.Errorf("%s: %s by tag: %d", when, path, a.Status)
			}
			if a := p.Get(path, "If-Modified-Since", dates[path]); byDate && a.Status != http.StatusNotModified {
				t.Errorf("%s: %s by date: %d", when, path, a.Status)
			}
		}
	}
	poll("at once", true)
	p.Clock.At = p.Clock.At.Add(3 * time.Hour)
	p.Site.Tick(t.Context())
	poll("hours later", true)
	p.Change(func(s *news.Settings) {})
	poll("made anew", true)
	p.Serve(o)
	poll("after a restart", false)
	for _, enc := range []string{"gzip", "br"} {
		var got string
		// The best encoding is made behind the first answer.
		for range 200 {
			if got = p.Get("/feed.xml", "Accept-Encoding", enc).Header.Get("Content-Encoding"); got == enc {
				break
			}
			time.Sleep(20 * time.Millisecond)
		}
		if got != enc {
			t.Errorf("Accept-Encoding %s: Content-Encoding %q", enc, got)
		}
	}
	// A slip in an old story's text is a change.
	p.Edit(p.Seed, func(c *news.Content) { c.Standfirst = "Lain." })
	if a := p.Get("/feed.xml", "If-None-Match", tags["/feed.xml"]); a.Status != http.StatusOK {
		t.Errorf("after a change: %d", a.Status)
	}
}

type atomDoc struct {
	Updated string `xml:"updated"`
	Entries []struct {
		ID      string `xml:"id"`
		Updated string `xml:"updated"`
		Title   string `xml:"title"`
	} `xml:"entry"`
	Deleted []struct {
		Ref  string `xml:"ref,attr"`
		When string `xml:"when,attr"`
	} `xml:"http://purl.org/atompub/tombstones/1.0 deleted-entry"`
}

func readAtom(t *testing.T, p *sitetest.Paper, path string) (d atomDoc) {
	t.Helper()
	if err := xml.Unmarshal(p.Get(path).Body, &d); err != nil {
		t.Fatal(err)
	}
	return d
}

// TestAtomTellsOfAmendmentsAndWithdrawals is PRS-4 and PRS-23.
func TestAtomTellsOfAmendmentsAndWithdrawals(t *testing.T) {
	p := seedPaper(t, sitetest.Options{})
	headline := p.Content(p.Seed).Headline
	find := func(d atomDoc) (id, updated string) {
		for _, e := range d.Entries {
			if e.Title == headline {
				return e.ID, e.Updated
			}
		}
		return "", ""
	}
	id, before := find(readAtom(t, p, "/atom.xml"))
	p.Clock.At = p.Clock.At.Add(time.Hour)
	p.Do(newsroom.Correct{Article: p.Seed, Kind: news.Koreksi, Note: "Angka pada paragraf kedua keliru dan sudah dibetulkan."})
	d := readAtom(t, p, "/atom.xml")
	same, after := find(d)
	want := p.Clock.At.In(time.FixedZone("", 7*3600)).Format(time.RFC3339)
	if same != id || id == "" || after == before || after != want || d.Updated != want {
		t.Errorf("the entry %s of %s is now %s of %s, the feed of %s; want the same id and %s", id, before, same, after, d.Updated, want)
	}
	p.Clock.At = p.Clock.At.Add(time.Hour)
	p.Do(newsroom.Withdraw{Article: p.Seed, Ground: news.GroundCourt, Reason: "Putusan pengadilan yang berkekuatan tetap."})
	want = p.Clock.At.In(time.FixedZone("", 7*3600)).Format(time.RFC3339)
	for _, path := range []string{"/atom.xml", "/internasional/atom.xml"} {
		d = readAtom(t, p, path)
		if there, _ := find(d); there != "" {
			t.Errorf("%s: a withdrawn article is still an entry", path)
		}
		if len(d.Deleted) != 1 || d.Deleted[0].Ref != id || d.Deleted[0].When != want || d.Updated != want {
			t.Errorf("%s: deleted entries %+v of %s, want %s at %s", path, d.Deleted, d.Updated, id, want)
		}
	}
	for _, f := range feed.Formats {
		if b := p.Get("/" + f.File).Body; bytes.Contains(b, []byte(p.Path)) {
			t.Errorf("%s still names the withdrawn article", f.File)
		}
	}
}

type jsonDoc struct {
	Items []struct {
		ID, Title, URL, ContentHTML string
		HTML                        string `json:"content_html"`
		Warta                       struct {
			Kind, Label string
			Amendments  []struct{ Kind, Label, Note, At string }
		} `json:"_warta"`
	}
}

// TestTheAmendmentsFeed is PRS-5, PRS-14 and PRS-24: every amendment and
// withdrawal, with ids that stay, and no headline that a ground hides.
func TestTheAmendmentsFeed(t *testing.T) {
	p := seedPaper(t, sitetest.Options{})
	child := p.Article(news.Content{Headline: "Anak bernama Tuti", Section: p.Content(p.Seed).Section, Body: sitetest.Body("Isi.")}, sitetest.Moment)
	read := func() (d jsonDoc) {
		if err := json.Unmarshal(p.Get("/koreksi/feed.json").Body, &d); err != nil {
			t.Fatal(err)
		}
		return d
	}
	if d := read(); len(d.Items) != 0 {
		t.Errorf("a paper without amendments tells of %d", len(d.Items))
	}
	step := func() { p.Clock.At = p.Clock.At.Add(time.Hour) }
	step()
	p.Do(newsroom.Correct{Article: p.Seed, Kind: news.Koreksi, Note: "Angka pada paragraf kedua keliru dan sudah dibetulkan."})
	step()
	p.Do(newsroom.Correct{Article: child.Article, Kind: news.Ralat, Note: "Nama Tuti pada paragraf kedua keliru ditulis."})
	first := read()
	step()
	p.Do(newsroom.Withdraw{Article: child.Article, Ground: news.GroundChild, Reason: "Berita dapat mengungkap jati diri seorang anak."})
	d := read()
	if len(d.Items) != 3 {
		t.Fatalf("%d lines, want 3: %+v", len(d.Items), d)
	}
	if d.Items[0].Warta.Kind != "withdrawn" || !strings.HasPrefix(d.Items[0].Title, "DICABUT") || !strings.Contains(d.Items[0].HTML, "Masa depan anak") {
		t.Errorf("the withdrawal reads %+v", d.Items[0])
	}
	if d.Items[1].ID != first.Items[0].ID || d.Items[2].ID != first.Items[1].ID {
		t.Errorf("ids changed: %+v, then %+v", first.Items, d.Items)
	}
	for _, f := range feed.Formats {
		if b := p.Get("/koreksi/" + f.File).Body; bytes.Contains(b, []byte("Tuti")) || bytes.Contains(b, []byte("tuti")) && f.Name == "" {
			t.Errorf("%s names the child", f.File)
		}
	}
	if i := d.Items[2]; !strings.Contains(i.Title, p.Content(p.Seed).Headline) || !strings.Contains(i.HTML, "Angka pada paragraf kedua") || i.Warta.Label != "KOREKSI" {
		t.Errorf("the correction reads %+v", i)
	}
	for _, path := range []string{"/", p.Path, "/internasional", "/x"} {
		if !bytes.Contains(p.Get(path).Body, []byte(`href="/koreksi/feed.xml"`)) {
			t.Errorf("%s does not announce the amendments' feed", path)
		}
	}
}

// TestTopicFeeds: a topic has feeds like any list.
func TestTopicFeeds(t *testing.T) {
	p := seedPaper(t, sitetest.Options{})
	topic := news.Topic{Edition: p.Edition.ID, Name: "Banjir pesisir", Slug: "banjir-pesisir", Summary: "Air pasang naik."}
	p.Do(newsroom.DefineTopic{Topic: &topic})
	p.Edit(p.Seed, func(c *news.Content) { c.Topic = topic.ID })
	for _, f := range feed.Formats {
		a := p.Get("/topik/banjir-pesisir/" + f.File)
		if a.Status != http.StatusOK || !bytes.Contains(a.Body, []byte("Banjir pesisir")) || !bytes.Contains(a.Body, []byte(p.Path)) {
			t.Errorf("%s: %d\n%.600s", f.File, a.Status, a.Body)
		}
	}
}

func TestMachineFiles(t *testing.T) {
	p := sitetest.Open(t, store.Options{Dir: t.TempDir()}, sitetest.Options{})
	status := func(path string, want int) []byte {
		t.Helper()
		a := p.Get(path)
		if a.Status != want {
			t.Errorf("GET %s: %d, want %d", path, a.Status, want)
		}
		if want == http.StatusOK && a.Header.Get("Content-Type") != "text/plain; charset=utf-8" {
			t.Errorf("GET %s: Content-Type %q", path, a.Header.Get("Content-Type"))
		}
		return a.Body
	}
	for _, path := range []string{"/ads.txt", "/app-ads.txt", "/humans.txt", "/.well-known/security.txt", "/lite/robots.txt",
		"/lite/feed.xml", "/lite/sitemap.xml"} {
		status(path, http.StatusNotFound)
	}
	expires := p.Clock.At.Add(24 * time.Hour)
	p.Change(func(s *news.Settings) {
		s.Machine.Ads, s.Machine.AppAds, s.Machine.Humans = "iklan.example, 1, DIRECT\r\n", "x.example, 2, RESELLER", "Redaksi"
		s.Machine.Security = news.Security{Contacts: []string{"mailto:keamanan@koran.example", "https://koran.example/lapor"}, Expires: expires,
			Languages: []string{"id", "en"}, Policy: "https://koran.example/kebijakan"}
		s.Machine.Trust = "belongto=https://asosiasi.example/\n"
		s.Masthead.Company, s.Masthead.Email, s.Masthead.SameAs = "PT Koran", "redaksi@koran.example", []string{"https://x.example/koran"}
	})
	if got := string(status("/ads.txt", 200)); got != "iklan.example, 1, DIRECT\n" {
		t.Errorf("ads.txt is %q", got)
	}
	status("/app-ads.txt", 200)
	status("/humans.txt", 200)
	want := "Contact: mailto:keamanan@koran.example\nContact: https://koran.example/lapor\nExpires: " + expires.UTC().Format(time.RFC3339) +
		"\nPreferred-Languages: id, en\nCanonical: http://" + sitetest.Host + "/.well-known/security.txt\n" +
		"Policy: https://koran.example/kebijakan\n"
	if got := string(status("/.well-known/security.txt", 200)); got != want {
		t.Errorf("security.txt is\n%s\nwant\n%s", got, want)
	}
	if a := p.Get("/security.txt"); a.Status != http.StatusMovedPermanently || !strings.HasSuffix(a.Header.Get("Location"), "/.well-known/security.txt") {
		t.Errorf("/security.txt: %d %s", a.Status, a.Header.Get("Location"))
	}
	trust := string(status("/.well-known/trust.txt", 200))
	for _, line := range []string{"contact=mailto:redaksi@koran.example\n", "social=https://x.example/koran\n", "belongto=https://asosiasi.example/\n", "datatrainingallowed=no\n"} {
		if !strings.Contains(trust, line) {
			t.Errorf("trust.txt lacks %q:\n%s", line, trust)
		}
	}
	if string(status("/trust.txt", 200)) != trust {
		t.Error("trust.txt differs by its address")
	}
	p.Clock.At = expires.Add(time.Second)
	status("/.well-known/security.txt", http.StatusNotFound)
	if !strings.Contains(p.Log.String(), "security.txt is not served") {
		t.Error("nobody was told that security.txt expired")
	}
}

// allowed reads robots.txt as RFC 9309 says and tells whether a crawler may
// fetch a path: the group that names it, else that for all; the longest
// matching rule.
func allowed(robots, agent, path string) bool {
	var names []string
	var rules, own, all [][2]string
	flush := func() {
		for _, n := range names {
			if strings.EqualFold(n, agent) {
				own = append(own, rules...)
			}
			if n == "*" {
				all = append(all, rules...)
			}
		}
		names, rules = nil, nil
	}
	inRules := false
	for _, line := range strings.Split(robots, "\n") {
		key, value, _ := strings.Cut(line, ":")
		value = strings.TrimSpace(value)
		switch strings.ToLower(key) {
		case "user-agent":
			if inRules {
				flush()
				inRules = false
			}
			names = append(names, value)
		case "allow", "disallow":
			inRules = true
			rules = append(rules, [2]string{strings.ToLower(key), value})
		}
	}
	flush()
	group := own
	if group == nil {
		group = all
	}
	best, ok := -1, true
	for _, r := range group {
		rule, end := strings.CutSuffix(r[1], "$")
		if rule != "" && strings.HasPrefix(path, rule) && (!end || path == rule) && len(r[1]) > best {
			best, ok = len(r[1]), r[0] == "allow"
		}
	}
	return ok
}

func TestRobotsDecidesPerCrawler(t *testing.T) {
	p := seedPaper(t, sitetest.Options{})
	robots := string(p.Get("/robots.txt").Body)
	for _, line := range []string{"Sitemap: http://" + sitetest.Host + "/sitemap.xml\n", "Sitemap: http://" + sitetest.Host + "/sitemap-news.xml\n"} {
		if !strings.Contains(robots, line) {
			t.Errorf("robots.txt lacks %q:\n%s", line, robots)
		}
	}
	for _, c := range feed.Crawlers {
		if got := allowed(robots, c.Token, p.Path); got != (c.Use != feed.UseTraining) {
			t.Errorf("%s (%s) may come: %v", c.Token, c.Use, got)
		}
	}
	for path, want := range map[string]bool{"/": true, "/lite/": true, "/carikan-pekerjaan": true, "/cari": false, "/cari?q=x": false, "/cari/": false,
		"/-/baca/7": false, "/-/pratinjau/x": false, "/-/media/x.jpg": true, "/-/assets/x/y.css": true, "/tersimpan": false, "/api/v1": false, "/feed.xml": true} {
		if got := allowed(robots, "Googlebot", path); got != want {
			t.Errorf("Googlebot may fetch %s: %v, want %v", path, got, want)
		}
	}
	p.Change(func(s *news.Settings) {
		s.Machine.CrawlerUse = map[string]string{"training": "allow", "answer": "deny"}
		s.Machine.Crawlers = map[string]string{"gptbot": "deny", "claude-user": "allow"}
	})
	robots = string(p.Get("/robots.txt").Body)
	for agent, want := range map[string]bool{"GPTBot": false, "ClaudeBot": true, "Claude-User": true, "ChatGPT-User": false, "Googlebot": true, "Lainbot": true} {
		if got := allowed(robots, agent, p.Path); got != want {
			t.Errorf("%s may come: %v, want %v\n%s", agent, got, want, robots)
		}
	}
}

func TestCrawlersAreDeclaredOnce(t *testing.T) {
	var names, tokens []string
	for _, c := range feed.Crawlers {
		if c.Name != strings.ToLower(c.Name) || c.Who == "" || !slices.Contains(feed.Uses, c.Use) || slices.Contains(names, c.Name) || slices.Contains(tokens, strings.ToLower(c.Token)) {
			t.Errorf("crawler %+v", c)
		}
		names, tokens = append(names, c.Name), append(tokens, strings.ToLower(c.Token))
	}
}
