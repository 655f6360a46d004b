package site_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mmcdole/gofeed"

	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/site/sitetest"
	"warta/internal/store"
)

// entry is what a parser makes of an item.
type entry struct {
	Title     string   `json:"title"`
	Link      string   `json:"link"`
	ID        string   `json:"id"`
	Published int64    `json:"published"`
	Authors   []string `json:"authors"`
	Content   string   `json:"content"`
}

// oddHeadlines are headlines that a paper prints and a careless parser bends.
var oddHeadlines = []string{
	"Harga beras naik 5% & cabai turun",
	"Suhu < 20 °C di Dieng, angin > 40 km/jam",
	`"Kami tidak tahu," kata warga 'Kampung Apung'`,
	"R&D, AT&T, dan Q&A",
	"Rp1.000.000\u00a0per\u202fkeluarga — janji atau “mimpi”?",
	"Kabar 👩‍👧 dari Sangihe",
	"]]> bukan akhir berita",
	"1 < 2, 3 > 2",
}

// feedPaper is the seed's newspaper with odd headlines, several authors, an
// amendment and paid content.
func feedPaper(t testing.TB) *sitetest.Paper {
	p := sitetest.Open(t, store.Options{Dir: t.TempDir()}, sitetest.Options{Settings: func(s *news.Settings) {
		s.Machine.Hubs = []string{"https://hub.example/"}
	}})
	p.ImportSeed()
	sec := p.Section("DAERAH & KOTA")
	for i, h := range oddHeadlines {
		c := news.Content{Headline: h, Section: sec, Standfirst: h, Body: sitetest.Body(h, "Paragraf <kedua> & terakhir."),
			Byline: []news.Credit{{Name: "Ayu & Budi", Role: news.RoleReporter}, {Name: "Citra", Role: news.RoleReporter}}}
		if i == 2 {
			c.Kind, c.Label = news.KindAdvertorial, "IKLAN"
		}
		res := p.Article(c, sitetest.Moment.Add(-time.Duration(i)*time.Hour))
		if i == 0 {
			p.Do(newsroom.Correct{Article: res.Article, Kind: news.Koreksi, Note: "Angka <5%> pada paragraf kedua keliru & dibetulkan."})
		}
	}
	return p
}

// TestFourParsersReadOurFeedsAlike: what readers see does not depend on the
// program by which they read.
func TestFourParsersReadOurFeedsAlike(t *testing.T) {
	p := feedPaper(t)
	for _, file := range []string{"/feed.xml", "/atom.xml", "/daerah-kota/feed.xml", "/daerah-kota/atom.xml"} {
		doc := p.Get(file).Body
		want := gofeedReads(t, doc)
		if len(want) < len(oddHeadlines) {
			t.Fatalf("%s: gofeed reads %d entries", file, len(want))
		}
		titles := map[string]bool{}
		for _, e := range want {
			titles[e.Title] = true
		}
		for i, h := range oddHeadlines {
			if i == 2 {
				h = "[IKLAN] " + h
			}
			if !titles[h] {
				t.Errorf("%s: gofeed does not read the headline %q", file, h)
			}
		}
		for name, cmd := range parsers() {
			t.Run(strings.TrimPrefix(file, "/")+"/"+name, func(t *testing.T) {
				got := parsed(t, cmd, doc)
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("%s (-gofeed +%s):\n%s", file, name, diff)
				}
			})
		}
	}
}

// debianPython is the one that the distribution's packages are for.
const debianPython = "/usr/bin/python3"

func parsers() map[string][]string {
	return map[string][]string{
		"rss-parser":         {"node", "../../scripts/webcheck/feeds.js", "rss-parser"},
		"feedparser":         {"node", "../../scripts/webcheck/feeds.js", "feedparser"},
		"python3-feedparser": {debianPython, "../../scripts/webcheck/feeds.py"},
	}
}

func gofeedReads(t *testing.T, doc []byte) []entry {
	t.Helper()
	f, err := gofeed.NewParser().Parse(bytes.NewReader(doc))
	if err != nil {
		t.Fatal(err)
	}
	var out []entry
	for _, i := range f.Items {
		e := entry{Title: i.Title, Link: i.Link, ID: i.GUID, Content: i.Content}
		if i.PublishedParsed != nil {
			e.Published = i.PublishedParsed.Unix()
		}
		if e.Content == "" {
			e.Content = i.Description
		}
		e.Authors = []string{}
		if i.DublinCoreExt != nil {
			e.Authors = i.DublinCoreExt.Creator
		} else {
			for _, a := range i.Authors {
				e.Authors = append(e.Authors, a.Name)
			}
		}
		out = append(out, e)
	}
	return out
}

func parsed(t *testing.T, cmd []string, doc []byte) []entry {
	t.Helper()
	if _, err := exec.LookPath(cmd[0]); err != nil {
		t.Skip("no " + cmd[0] + " on this machine")
	}
	switch cmd[0] {
	case "node":
		if _, err := os.Stat("../../scripts/webcheck/node_modules/" + cmd[2]); err != nil {
			t.Skip(cmd[2] + " is not there: run make setup")
		}
	case debianPython:
		if exec.Command(debianPython, "-c", "import feedparser").Run() != nil {
			t.Skip("python3-feedparser is not there: run make setup")
		}
	}
	run := exec.Command(cmd[0], cmd[1:]...)
	run.Stdin = bytes.NewReader(doc)
	var errs bytes.Buffer
	run.Stderr = &errs
	out, err := run.Output()
	if err != nil {
		t.Fatalf("%v: %v %s", cmd, err, errs.Bytes())
	}
	var list []entry
	if err := json.Unmarshal(out, &list); err != nil {
		t.Fatal(fmt.Errorf("%v: %w", cmd, err))
	}
	return list
}
