package ingest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"warta/internal/news"
)

func feedRecords(r io.Reader, o StreamOptions) (out []Record, err error) {
	for rec, err := range StreamFeed(context.Background(), r, o) {
		if err != nil {
			return out, err
		}
		out = append(out, rec)
	}
	return out, nil
}

func feedItems(t *testing.T, in string, o StreamOptions) (out []*Item) {
	t.Helper()
	recs, err := feedRecords(strings.NewReader(in), o)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range recs {
		if r.Item != nil {
			out = append(out, r.Item)
		}
	}
	return out
}

// The four formats, each with what it can say.
func TestSampleFeeds(t *testing.T) {
	for _, name := range []string{"rss.sample.xml", "rdf.sample.xml", "atom.sample.xml", "jsonfeed.sample.json"} {
		t.Run(name, func(t *testing.T) {
			recs, err := feedRecords(bytes.NewReader(file(t, "testdata/feed/"+name)), StreamOptions{Options: Options{Name: name}})
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range recs {
				if r.Item != nil {
					sound(t, Mapped{Doc: r.Item.Body}, "&")
				}
			}
			golden, _, _ := strings.Cut(name, ".")
			compare(t, "testdata/feed/"+golden+".json", recs)
		})
	}
}

const rssHead = `<rss version="2.0"><channel><title>K</title><link>https://k.example</link>`

// A paper that moves keeps its addresses; its articles have no foreign source.
func TestAPapersOwnFeed(t *testing.T) {
	in := rssHead + `<item><title>A</title><link>https://www.k.example/2025/harga-naik/</link><guid>1</guid><description>x</description></item></channel></rss>`
	it := feedItems(t, in, StreamOptions{Site: "https://k.example"})[0]
	if it.Source != nil || it.Canonical != "" || len(it.Addresses) != 1 || it.Addresses[0].Path() != "/2025/harga-naik/" || it.Slug != "harga-naik" {
		t.Errorf("%+v", it)
	}
	it = feedItems(t, in, StreamOptions{})[0]
	if it.Source == nil || it.Source.Name != "K" || it.Source.URL != "https://www.k.example/2025/harga-naik/" || it.Canonical != it.Source.URL || len(it.Addresses) != 0 {
		t.Errorf("%+v %+v", it, it.Source)
	}
}

func TestTimesOfMachines(t *testing.T) {
	jakarta := time.FixedZone("WIB", 7*3600)
	for in, want := range map[string]string{
		"Sat, 01 Mar 2025 19:13:00 +0700":     "2025-03-01T12:13:00Z",
		"Sab, 1 Mar 2025 19:13 WIB":           "2025-03-01T12:13:00Z",
		"Sabtu, 01 Maret 2025 20:13:00 WITA":  "2025-03-01T12:13:00Z",
		"01 Agu 2025 19:13:59 GMT":            "2025-08-01T19:13:59Z",
		"Sat, 1 Mar 25 19:13:00 EST":          "2025-03-02T00:13:00Z",
		"2025-03-01T19:13:00+07:00":           "2025-03-01T12:13:00Z",
		"2025-03-01T19:13+0700":               "2025-03-01T12:13:00Z",
		"2025-03-01 19:13:00":                 "2025-03-01T12:13:00Z", // the paper's zone
		"2025-03-01T12:13:00.123456Z":         "2025-03-01T12:13:00Z",
		"20250301T121300Z":                    "2025-03-01T12:13:00Z",
		"2025-03-01":                          "2025-02-28T17:00:00Z",
		"Sat, 01 Mar 2025 12:13:00 GMT (UTC)": "2025-03-01T12:13:00Z",
		"31 Feb 2025 10:00 WIB":               "",
		"Sat, 01 Mar 2025 19:13:00 QQQ":       "",
		"kemarin":                             "",
	} {
		got, _, _, ok := moment(in, jakarta)
		if s := got.Format(time.RFC3339); ok != (want != "") || ok && s != want {
			t.Errorf("%q: %s %v, want %s", in, s, ok, want)
		}
	}
}

func TestFeedsInOtherEncodings(t *testing.T) {
	const item = `<item><title>Kaf%s</title><guid>1</guid></item></channel></rss>`
	latin := func(decl string) string {
		return decl + rssHead + strings.ReplaceAll(item, "%s", "\xe9")
	}
	for name, in := range map[string]string{
		"latin1 said":        latin(`<?xml version="1.0" encoding="iso-8859-1"?>`),
		"latin1, said utf-8": latin(`<?xml version="1.0" encoding="utf-8"?>`),
		"latin1, unsaid":     latin(""),
		"utf-8, said latin1": `<?xml version="1.0" encoding="iso-8859-1"?>` + rssHead + strings.ReplaceAll(item, "%s", "é"),
		"utf-8 and controls": "\xef\xbb\xbf" + rssHead + strings.ReplaceAll(item, "%s", "\x01é\x02"),
		"utf-16":             string(wide(rssHead + strings.ReplaceAll(item, "%s", "é"))),
	} {
		if got := feedItems(t, in, StreamOptions{})[0].Headline; got != "Kafé" {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func wide(s string) []byte {
	out := []byte{0xff, 0xfe}
	for _, r := range s {
		out = append(out, byte(r), byte(r>>8))
	}
	return out
}

func TestBadFeeds(t *testing.T) {
	for _, tc := range []struct {
		name, in, code, says string
		kind                 news.Kind
	}{
		{"empty", " \n", "import.empty", "", news.Invalid},
		{"a picture", "\x89PNG\r\n\x1a\n", "import.feed_not", "", news.Invalid},
		{"text", "Harga naik", "import.feed_not", "", news.Invalid},
		{"other XML", "<opml><body/></opml>", "import.feed_not", "", news.Invalid},
		{"other JSON", `{"a":1}`, "import.feed_not", "", news.Invalid},
		{"a page", `<!doctype html><html><head><link rel=alternate type="application/rss+xml" href="/feed"></head>`, "import.feed_page", "https://k.example/feed", news.Invalid},
		{"broken JSON", "{\"version\":\"https://jsonfeed.org/version/1\",\n\"items\":[,]}", "import.json_syntax", "baris 2, kolom 10", news.Invalid},
		{"cut off", rssHead + "<item><title>a", "import.feed_damaged", "", news.Invalid},
		{"depth", rssHead + "<item>" + strings.Repeat("<x>", 100_000), "import.too_deep", "kolom", news.TooLarge},
		{"attributes", rssHead + "<item " + strings.Repeat("a='1' ", 1000) + ">", "import.too_deep", "", news.TooLarge},
		{"items", rssHead + strings.Repeat("<item/>", MaxFeedItems+1) + "</channel></rss>", "import.too_many_items", "", news.TooLarge},
		{"size", rssHead + strings.Repeat(" ", MaxFeed), "import.too_large_feed", "", news.TooLarge},
		{"an unknown encoding", `<?xml version="1.0" encoding="x-rahasia"?>` + rssHead + "\xe9", "import.xml_encoding", "x-rahasia", news.Invalid},
	} {
		t.Run(tc.name, func(t *testing.T) {
			recs, err := feedRecords(strings.NewReader(tc.in), StreamOptions{Options: Options{Name: "f"}, Site: "https://k.example/"})
			var e *news.Error
			if s := said(t, err); !errors.As(err, &e) || e.Code != tc.code || e.Kind != tc.kind || !strings.Contains(s, tc.says) || len(recs) > 0 {
				t.Errorf("%s (%v), %d records", s, err, len(recs))
			}
		})
	}
}

// Entities that a document defines are not expanded.
func TestFeedsAreNoEntityBombs(t *testing.T) {
	in := `<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>` + rssHead +
		`<item><title>&b;&x;</title><guid>1</guid><description>y</description></item></channel></rss>`
	recs, err := feedRecords(strings.NewReader(in), StreamOptions{})
	if err != nil {
		said(t, err)
		return
	}
	for _, r := range recs {
		if r.Item != nil && (strings.Contains(r.Item.Headline, "aaaa") || strings.Contains(r.Item.Headline, "root:")) {
			t.Errorf("%q", r.Item.Headline)
		}
	}
}

// The validator's cases, sound ones and others: each is read or refused with a
// sentence.
func TestFeedCorpus(t *testing.T) {
	root := "../../../../shared/testdata/feedvalidator"
	if _, err := os.Stat(root); err != nil {
		root = "../../../shared/testdata/feedvalidator"
	}
	if _, err := os.Stat(root); err != nil {
		t.Skip("the outside corpus shared/testdata/feedvalidator is not here")
	}
	read, refused := 0, 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".xml" {
			return err
		}
		in := file(t, path)
		recs, err := feedRecords(bytes.NewReader(in), StreamOptions{Options: Options{Name: d.Name()}})
		if err != nil {
			said(t, err)
			refused++
			return nil
		}
		read++
		for _, r := range recs {
			if it := r.Item; it != nil {
				sound(t, Mapped{Doc: it.Body}, "&")
				if it.Headline == "" || it.Origin.Key == "" {
					t.Errorf("%s: %+v", path, it)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if read < 100 || refused*20 > read {
		t.Errorf("%d read, %d refused", read, refused)
	}
}

func FuzzFeed(f *testing.F) {
	for _, name := range []string{"rss.sample.xml", "rdf.sample.xml", "atom.sample.xml", "jsonfeed.sample.json"} {
		f.Add(file(f, "testdata/feed/"+name))
	}
	f.Add([]byte(rssHead + "<item><title>&amp;lt;b&gt;</title><enclosure url='::'/><media:content url='x'>"))
	f.Fuzz(func(t *testing.T, in []byte) {
		done := false
		for r, err := range StreamFeed(context.Background(), bytes.NewReader(in), StreamOptions{}) {
			if done {
				t.Fatal("something follows an error or the end")
			}
			if err != nil {
				said(t, err)
				done = true
				continue
			}
			if it := r.Item; it != nil {
				sound(t, Mapped{Doc: it.Body}, "&")
				if it.Headline == "" || it.Origin.Key == "" || len(it.Origin.Key) > 500 {
					t.Errorf("%+v", it)
				}
			}
			done = r.End != nil
		}
	})
}
