package export

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"warta/internal/body"
	"warta/internal/ingest"
	"warta/internal/news"
	"warta/internal/store"
)

func wxrOf(t testing.TB, p Paper, o Options) string {
	t.Helper()
	var b bytes.Buffer
	if _, err := WXR(t.Context(), &b, p, o); err != nil {
		t.Fatal(err)
	}
	d := xml.NewDecoder(bytes.NewReader(b.Bytes()))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("the export is no XML: %v", err)
		}
	}
	return b.String()
}

// said is what must be the same on both sides of the way out and in again.
type said struct {
	Headline, Standfirst, State string
	At                          time.Time
	Authors, Sections, Tags     []string
	Dateline                    news.Dateline
	Text                        string
}

func whatWasSaid(it *ingest.Item) said {
	s := said{Headline: it.Headline, Standfirst: it.Standfirst, State: string(it.Work) + " " + string(it.State), Dateline: it.Dateline, Text: it.Body.Text()}
	if it.State != news.Never {
		s.At = it.Published
	}
	for _, c := range it.Byline {
		s.Authors = append(s.Authors, string(c.Role)+" "+c.Name)
	}
	for _, x := range it.Sections {
		s.Sections = append(s.Sections, x.Name)
	}
	for _, x := range it.Terms {
		if x.Taxonomy == "post_tag" {
			s.Tags = append(s.Tags, x.Name)
		}
	}
	slices.Sort(s.Tags)
	// A caption that was only the photo's own is written out: WordPress would not
	// print it otherwise. Spaces at line ends go.
	return s
}

// WordPress → Warta → WordPress: titles, dates, authors, terms and texts are
// those of the beginning (seed-page.md S3).
func TestAPaperFromWordPressGoesBackAsItCame(t *testing.T) {
	files, _ := filepath.Glob("../ingest/testdata/wxr/*.xml")
	outside, _ := filepath.Glob("../../../shared/testdata/wxr/*/*.xml")
	if len(outside) == 0 {
		t.Log("the outside corpus shared/testdata/wxr is not here: only our own files are read")
	}
	n := 0
	for _, name := range append(files, outside...) {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		recs, ok := readable(t, src)
		if !ok {
			continue // one of those that must be refused
		}
		before := map[int64]said{}
		var kept []*ingest.Item
		for _, it := range itemsOf(recs) {
			if it.Work == news.Spiked || it.Held != "" {
				continue // not for readers, and no state of the paper's own
			}
			before[it.Number] = whatWasSaid(it)
			kept = append(kept, it)
		}
		p := imported(recs)
		p.articles = slices.DeleteFunc(p.articles, func(a Article) bool { _, ok := before[int64(a.ID)]; return !ok })
		out := wxrOf(t, p, opts())
		again := records(t, strings.NewReader(out))
		after := map[int64]said{}
		for _, it := range itemsOf(again) {
			after[it.Number] = whatWasSaid(it)
		}
		if len(before) != len(after) {
			t.Errorf("%s: %d articles came in, %d went out", name, len(before), len(after))
		}
		for _, it := range kept {
			n++
			want, got := before[it.Number], after[it.Number]
			if len(it.Media) > 0 {
				// Their captions can come from the file itself; texts are compared
				// without.
				want.Text, got.Text = wordsOnly(it), ""
				for _, x := range itemsOf(again) {
					if x.Number == it.Number {
						got.Text = wordsOnly(x)
					}
				}
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("%s: article %d:\n%s", filepath.Base(name), it.Number, d)
			}
		}
	}
	if n < 5 {
		t.Errorf("only %d articles were compared", n)
	}
}

func readable(t *testing.T, src []byte) (out []ingest.Record, ok bool) {
	for rec, err := range ingest.StreamWXR(t.Context(), bytes.NewReader(src), ingest.StreamOptions{Options: ingest.Options{Name: "uji.xml", Outlet: "Kabar Uji"}}) {
		if err != nil {
			return nil, false
		}
		out = append(out, rec)
	}
	return out, true
}

// wordsOnly is the running text.
func wordsOnly(it *ingest.Item) string {
	var out []string
	for _, b := range it.Body.Blocks {
		switch b := b.(type) {
		case *body.Paragraph:
			out = append(out, b.Text.Text())
		case *body.Heading:
			out = append(out, b.Text.Text())
		case *body.List, *body.Quote, *body.Pullquote, *body.Table, *body.Preformatted:
			out = append(out, body.Doc{Blocks: []body.Block{b}}.Text())
		}
	}
	return strings.Join(out, "\n")
}

// everyKind reads the examples of package body: one document for each kind.
func everyKind(t testing.TB) map[string]body.Doc {
	t.Helper()
	out := map[string]body.Doc{}
	for _, k := range body.Kinds() {
		src, err := os.ReadFile("../body/testdata/" + string(k) + ".json")
		if err != nil {
			t.Fatal(err)
		}
		d, err := body.Parse(src)
		if err != nil {
			t.Fatal(err)
		}
		out[string(k)] = d
	}
	return out
}

// Each kind of block comes back from the markup as the same kind with the same
// words.
func TestEveryKindOfBlockIsReadBack(t *testing.T) {
	for kind, d := range everyKind(t) {
		t.Run(kind, func(t *testing.T) {
			m := newMemory()
			for id, k := range map[news.AssetID]string{1: "photo", 2: "photo", 3: "photo", 4: "video", 5: "audio", 6: "file", 7: "photo", 8: "photo", 9: "photo"} {
				m.photo(id, k)
			}
			// The examples' own numbers, whatever they are.
			for _, b := range d.Blocks {
				switch b := b.(type) {
				case *body.Video:
					m.photo(news.AssetID(b.Asset), "video")
				case *body.Audio:
					m.photo(news.AssetID(b.Asset), "audio")
				case *body.File:
					m.photo(news.AssetID(b.Asset), "file")
				}
			}
			m.add(news.Content{Headline: "Uji", Body: d}, "/2025/03/01/uji")
			target := m.add(news.Content{Headline: "Sasaran", Body: doc()}, "/2025/03/01/sasaran")
			target.ID = 42
			for _, id := range d.Refs().Articles {
				x := m.add(news.Content{Headline: "Artikel " + news.ArticleID(id).String(), Body: doc()}, "/2025/03/01/artikel-"+news.ArticleID(id).String())
				x.ID = news.ArticleID(id)
			}
			out := wxrOf(t, m, opts())
			it := itemsOf(records(t, strings.NewReader(out)))[0]
			count := func(d body.Doc) map[body.Kind]int {
				n := map[body.Kind]int{}
				for _, b := range d.Blocks {
					if _, ok := b.(*body.Unknown); !ok {
						n[b.Kind()]++
					}
				}
				return n
			}
			was, is := count(d), count(it.Body)
			switch kind {
			case "paragraph", "heading", "list", "quote", "pullquote", "table", "divider", "page_break", "preformatted", "image", "gallery", "embed", "readalso", "factbox", "file", "video", "audio":
				if is[body.Kind(kind)] == 0 || was[body.Kind(kind)] < is[body.Kind(kind)] {
					t.Errorf("%d blocks came back as %d:\n%s", was[body.Kind(kind)], is[body.Kind(kind)], out)
				}
			}
		})
	}
}

// Texts that look like the format do not break out of it.
func TestWordsCannotBreakTheFormat(t *testing.T) {
	m := newMemory()
	evil := `]]> --> <!-- /wp:paragraph --> <script>alert(1)</script> & "kutip" <b>tebal</b>`
	m.tags[1] = news.Tag{ID: 1, Name: `R&D ]]> <i>`, Slug: "r-d"}
	m.add(news.Content{Headline: evil, Standfirst: "Ringkas " + evil, Tags: []news.TagID{1}, Byline: []news.Credit{{Name: evil}},
		Body: doc(&body.Paragraph{Text: body.Text(evil)}, &body.Embed{Provider: "youtube", URL: "https://www.youtube.com/watch?v=a--b_c1234567"}, &body.Paragraph{Text: body.Text("\x01akhir\ufffe")})}, "/2025/03/01/uji")
	recs := records(t, strings.NewReader(wxrOf(t, m, opts())))
	it := itemsOf(recs)[0]
	if it.Headline != evil || it.Standfirst != "Ringkas "+evil || it.Byline[0].Name != evil || it.Tags[0] != "R&D ]]> <i>" {
		t.Errorf("headline %q, standfirst %q, byline %q, tag %q", it.Headline, it.Standfirst, it.Byline[0].Name, it.Tags[0])
	}
	if got := it.Body.Text(); !strings.HasPrefix(got, evil) || !strings.HasSuffix(got, "akhir") {
		t.Errorf("text %q", got)
	}
	if len(it.Body.Blocks) != 3 {
		t.Errorf("%d blocks", len(it.Body.Blocks))
	}
}

func TestWhatWordPressNeedsIsThere(t *testing.T) {
	m := newMemory()
	m.sections = []store.SectionEntry{{Section: news.Section{ID: 1, Name: "KOTA", Slug: "kota"}}, {Section: news.Section{ID: 2, Name: "Pasar", Slug: "pasar", Parent: 1}},
		{Section: news.Section{ID: 3, Name: "OLAHRAGA", Slug: "olahraga"}}, {Section: news.Section{ID: 4, Name: "Pasar Pemain", Slug: "pasar", Parent: 3}}}
	m.edition.Settings.Menu = []news.MenuItem{{Section: 2}, {Text: "Tentang", URL: "/tentang", Items: []news.MenuItem{{Text: "Iklan", URL: "https://iklan.example"}}}}
	m.people[1] = news.Person{ID: 1, Name: "Ranita Wulung", Slug: "ranita-wulung"}
	m.photo(9, "photo")
	a := m.add(news.Content{Headline: "Harga Cabai", Kind: news.KindNews, Section: 4, More: []news.SectionID{2}, Byline: []news.Credit{{Person: 1}, {Name: "Tamu Jauh"}, {Name: "Citra", Role: news.RoleEditor}},
		Lead: &news.LeadMedia{Asset: 9, Caption: "Di pasar"}, Description: "Uraian", Headlines: map[string]string{"seo": "Judul mesin"}, Flags: news.Flags{NoIndex: true, Unverified: &news.Unverified{Note: "Belum pasti"}},
		Source: &news.Source{Name: "Antara", URL: "https://antara.example/1"}, Dateline: news.Dateline{Place: "MEDAN"}, ClosingNote: "Selesai.", Body: doc(&body.Paragraph{Text: body.Text("Isi berita yang cukup panjang.")}, &body.Heading{Level: 2, Text: body.Text("Atas")})}, "/2025/03/01/harga-cabai")
	a.Amendments = []news.Amendment{{Kind: news.Ralat, Note: "Harga yang benar 20.000.", At: noon}}
	m.add(news.Content{Headline: "Tentang", Kind: news.KindPage, Slug: "tentang", Body: doc(&body.Paragraph{Text: body.Text("Kami.")})}, "/tentang")
	o := opts()
	o.Comments = func(_ context.Context, id news.ArticleID) ([]Comment, error) {
		if id != 1 {
			return nil, nil
		}
		return []Comment{{Number: 3, Author: "Pembaca", At: noon, Text: "Mahal & <pedas>"}, {Number: 4, Parent: 3, Author: "Lain", Text: "Setuju"}}, nil
	}
	out := wxrOf(t, m, o)
	recs := records(t, strings.NewReader(out))
	it := itemsOf(recs)[0]
	reads := int64(2)
	if c := it.Comments; len(c) != 2 || c[0].Author != "Pembaca" || c[0].Text != "Mahal & <pedas>" || !c[0].Published.Equal(noon) || c[0].State != "approved" || c[1].Parent != 3 || c[0].Email != "" {
		t.Errorf("%+v", c)
	}
	if d := cmp.Diff([]ingest.Credit{{Name: "Ranita Wulung", Login: "ranita-wulung"}, {Name: "Tamu Jauh", Login: "tamu-jauh"}, {Name: "Citra", Role: news.RoleEditor}}, it.Byline); d != "" {
		t.Error(d)
	}
	if it.Number != 1 || it.Section != "Pasar Pemain" || !slices.Equal(it.More, []string{"Pasar"}) || it.Reads == nil || *it.Reads != reads || it.Description != "Uraian" ||
		it.Headlines["seo"] != "Judul mesin" || !it.NoIndex || it.Source == nil || *it.Source != *a.Content.Source || it.Lead == nil || it.Lead.Caption != "Di pasar" ||
		it.Dateline != (news.Dateline{Place: "MEDAN"}) || !it.Published.Equal(a.Dates.Display) {
		t.Errorf("%+v", it)
	}
	text := it.Body.Text()
	for _, want := range []string{"Atas", "Isi berita yang cukup panjang.", "Selesai.", "[Belum pasti]", "RALAT (2025-03-01 12:00 +07:00): Harga yang benar 20.000."} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in the text:\n%s", want, text)
		}
	}
	var kinds []string
	for _, r := range recs {
		kinds = append(kinds, r.Kind())
		if r.Medium != nil && (r.Medium.Number != 100_009 || r.Medium.Alt != "alt 9" || r.Medium.Credit != "Foto: Bram & Ani" || r.Medium.URL != "https://koran.example/-/media/besar-9.jpg" || r.Medium.Parent != 1) {
			t.Errorf("%+v", r.Medium)
		}
		if r.Author != nil && r.Author.Email != "" {
			t.Error("an address of mail left the house")
		}
	}
	if d := cmp.Diff([]string{"site", "author", "term", "term", "term", "term", "term", "medium", "author", "item", "item", "menu_item", "menu_item", "menu_item", "end"}, kinds); d != "" {
		t.Error(d)
	}
	if itemsOf(recs)[1].Kind != news.KindPage {
		t.Error("a static page became something else")
	}
}

func TestAnExportNeedsAnAddress(t *testing.T) {
	m := newMemory()
	for _, base := range []string{"", "koran.example", "ftp://koran.example", "https://koran.example/anak"} {
		m.edition.Settings.BaseURL = ""
		if _, err := WXR(t.Context(), io.Discard, m, Options{Base: base}); !news.Is(err, news.Invalid) {
			t.Errorf("%q: %v", base, err)
		}
	}
	if _, err := WXR(t.Context(), io.Discard, m, Options{Base: "https://koran.example/"}); err != nil {
		t.Error(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	m.add(news.Content{Headline: "A"}, "/a")
	if _, err := WXR(ctx, io.Discard, m, Options{Base: "https://koran.example"}); !errors.Is(err, context.Canceled) {
		t.Errorf("an export that was stopped ends with %v", err)
	}
}

// What WordPress's own reader of block markup makes of ours: no text outside of
// blocks, no block unclosed, the attributes as they were written.
func TestWordPressReadsTheBlocks(t *testing.T) {
	dir, err := filepath.Abs("../../scripts/webcheck")
	if err != nil {
		t.Fatal(err)
	}
	const module = "@wordpress/block-serialization-default-parser"
	if _, err := os.Stat(filepath.Join(dir, "node_modules", module)); err != nil {
		t.Skipf("%s is not installed (npm ci --prefix scripts/webcheck --ignore-scripts)", module)
	}
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("no node on this machine: WordPress's parser does not run")
	}
	m := newMemory()
	for id := range 60 {
		m.photo(news.AssetID(id+1), "photo")
	}
	markups := map[string]string{}
	for kind, d := range everyKind(t) {
		if kind == "unknown" || kind == "raw_html" {
			continue // what others wrote
		}
		s := &story{Article: Article{PublishedArticle: store.PublishedArticle{Content: news.Content{Body: d, Dateline: news.Dateline{Place: "AMBON"}}}}, base: "https://koran.example",
			outlet: "Kabar Uji", zone: time.UTC, o: &Options{}, assets: m.assets}
		markups[kind] = s.blockMarkup(func(id int64) int64 { return 100_000 + id })
	}
	in, err := json.Marshal(markups)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), node, "--input-type=module", "-e", `
		import { createRequire } from 'node:module';
		const { parse } = createRequire(process.argv[1] + '/x.js')('`+module+`');
		let s = ''; for await (const c of process.stdin) s += c;
		const bad = [];
		const walk = (kind, list) => { for (const b of list) {
			if (b.blockName === null && b.innerHTML.trim() !== '') bad.push(kind + ': text outside of a block: ' + b.innerHTML.slice(0, 80));
			if (b.innerHTML.includes('<!-- wp:') || b.innerHTML.includes('<!-- /wp:')) bad.push(kind + ': a comment was not understood in ' + b.blockName);
			walk(kind, b.innerBlocks);
		} };
		for (const [kind, markup] of Object.entries(JSON.parse(s))) walk(kind, parse(markup));
		console.log(bad.join('\n'));`, dir)
	cmd.Stdin = bytes.NewReader(in)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if s := strings.TrimSpace(string(out)); s != "" {
		t.Error(s)
	}
}
