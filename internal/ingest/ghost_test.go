package ingest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"warta/internal/body"
	"warta/internal/news"
)

func ghostRecords(r io.Reader, o StreamOptions) (out []Record, err error) {
	for rec, err := range StreamGhost(context.Background(), r, o) {
		if err != nil {
			return out, err
		}
		out = append(out, rec)
	}
	return out, nil
}

// compare holds a value against a golden.
func compare(t *testing.T, golden string, v any) {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(golden, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if d := cmp.Diff(string(file(t, golden)), b.String()); d != "" {
		t.Errorf("differs from %s (-update writes it anew):\n%s", golden, d)
	}
}

// Every card of the editor, every table, both ends of Ghost's history.
func TestSamplePapersOfGhost(t *testing.T) {
	for name, site := range map[string]string{"kota": "https://koran.example", "lama": ""} {
		t.Run(name, func(t *testing.T) {
			o := StreamOptions{Options: Options{Name: name + ".json", Outlet: "koran.example"}, Site: site}
			recs, err := ghostRecords(bytes.NewReader(file(t, "testdata/ghost/"+name+".sample.json")), o)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range recs {
				if r.Item != nil {
					sound(t, Mapped{Doc: r.Item.Body}, "&")
				}
			}
			compare(t, "testdata/ghost/"+name+".json", recs)
		})
	}
}

func TestNothingOfGhostsSecretsComesIn(t *testing.T) {
	recs, err := ghostRecords(bytes.NewReader(file(t, "testdata/ghost/kota.sample.json")), StreamOptions{})
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(recs)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(b, []byte("RAHASIA")) || bytes.Contains(b, []byte("$2a$")) {
		t.Error("a key, a session or a hash is in the records")
	}
	hash := ""
	for _, r := range recs {
		if r.Author != nil && r.Author.Login == "ani" {
			hash = r.Author.Hash
		}
	}
	if !strings.HasPrefix(hash, "$2a$") {
		t.Errorf("hash %q", hash)
	}
}

// What only members or only mail saw is not public at the source.
func TestStatesOfGhost(t *testing.T) {
	recs, err := ghostRecords(bytes.NewReader(file(t, "testdata/ghost/kota.sample.json")), StreamOptions{})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, r := range recs {
		if it := r.Item; it != nil {
			got[it.Slug] = fmt.Sprint(it.Work, "/", it.State, "/", it.Held)
		}
	}
	want := map[string]string{
		"harga-cabai": "settled/live/", "harga-beras": "settled/live/", "tentang": "settled/live/", "rusak": "settled/live/", "draf": "writing/never/",
		"besok": "ready/scheduled/", "surat-pagi": "writing/never/email", "anggota": "writing/never/members",
	}
	for k, v := range want {
		want[k] = strings.ReplaceAll(strings.ReplaceAll(strings.ReplaceAll(strings.ReplaceAll(v, "settled", string(news.Settled)), "writing", string(news.Writing)), "ready", string(news.Ready)), "live", string(news.Live))
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// A run that goes on at a record gives that one and the rest, and again what they
// need.
func TestGhostGoesOn(t *testing.T) {
	in := file(t, "testdata/ghost/kota.sample.json")
	all, err := ghostRecords(bytes.NewReader(in), StreamOptions{})
	if err != nil {
		t.Fatal(err)
	}
	opening, tail := 0, all
	for i, r := range all {
		if r.At.Offset == 0 {
			opening = i + 1
		}
	}
	for i := opening; i < len(all); i++ {
		tail = all[i:]
		// Not a file, but a stream that cannot be read twice.
		got, err := ghostRecords(io.MultiReader(bytes.NewReader(in)), StreamOptions{From: all[i].At.Offset})
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(keysOf(append(all[:opening:opening], tail...)), keysOf(got)); d != "" && all[i].At.Offset < 1<<62 {
			t.Errorf("from %d: %s", all[i].At.Offset, d)
		}
	}
}

func keysOf(recs []Record) (out []string) {
	for _, r := range recs {
		key := r.Kind()
		switch {
		case r.Item != nil:
			key += " " + r.Item.Origin.Key
		case r.Kept != nil:
			key += " " + r.Kept.What + " " + r.Kept.Title
		}
		out = append(out, key)
	}
	return out
}

func TestTruncatedGhost(t *testing.T) {
	in := file(t, "testdata/ghost/kota.sample.json")
	cut := in[:bytes.Index(in, []byte(`"title": "Besok"`))]
	if _, err := ghostRecords(bytes.NewReader(cut), StreamOptions{}); err == nil || !strings.Contains(said(t, err), "--truncated") {
		t.Error(err)
	}
	recs, err := ghostRecords(bytes.NewReader(cut), StreamOptions{Truncated: true})
	if err != nil {
		t.Fatal(err)
	}
	items, kept := 0, ""
	for _, r := range recs {
		if r.Item != nil {
			items++
		}
		if r.Kept != nil && r.Kept.Why == "truncated" {
			kept = r.Kept.Raw
		}
	}
	if items != 4 || !strings.Contains(kept, "a5") {
		t.Errorf("%d items, %q", items, kept)
	}
}

func TestBadGhost(t *testing.T) {
	deep := strings.Repeat("[", 20_000)
	for _, tc := range []struct {
		name, in string
		kind     news.Kind
		code     string
	}{
		{"empty", "", news.Invalid, "import.empty"},
		{"a picture", "\x89PNG\r\n\x1a\n", news.Invalid, "import.ghost_not"},
		{"UTF-16", "\xff\xfe{\x00", news.Invalid, "import.ghost_not"},
		{"a list", "[1]", news.Invalid, "import.ghost_not"},
		{"other JSON", `{"version":"1","items":[]}`, news.Invalid, "import.ghost_not"},
		{"db without data", `{"db":[{"meta":{}}]}`, news.Invalid, "import.ghost_not"},
		{"db of something else", `{"db":["posts"]}`, news.Invalid, "import.ghost_not"},
		{"cut off", `{"db":[{"data":{"posts":[{"id":1},`, news.Invalid, "import.json_ends"},
		{"damaged", "{\"db\":[{\"data\":{\"posts\":[\n{\"id\":1}\n,,]}}]}", news.Invalid, "import.json_syntax"},
		{"more behind it", `{"data":{"posts":[]}} x`, news.Invalid, "import.json_syntax"},
		{"too deep a row", `{"data":{"posts":[` + deep, news.TooLarge, "import.json_deep"},
		{"a row without an end", `{"data":{"posts":[{"html":"` + strings.Repeat("x", maxRow+1<<20), news.TooLarge, "import.json_large"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			recs, err := ghostRecords(strings.NewReader(tc.in), StreamOptions{Options: Options{Name: "e.json"}})
			if len(recs) > 0 {
				t.Error("records of a broken file")
			}
			said(t, err)
			var e *news.Error
			if !errors.As(err, &e) || e.Kind != tc.kind || e.Code != tc.code {
				t.Errorf("%v", err)
			}
		})
	}
	_, err := ghostRecords(strings.NewReader("{\"db\":[{\"data\":{\"posts\":[\n{\"id\":1}\n,,]}}]}"), StreamOptions{Options: Options{Name: "e.json"}})
	if s := said(t, err); !strings.Contains(s, "baris 3, kolom 2") {
		t.Error(s)
	}
}

// A row that is no row is kept, a post without anything is an article all the same.
func TestOddGhostRows(t *testing.T) {
	recs, err := ghostRecords(strings.NewReader(`{"data":{"posts":[{}, 7, {"id":"1","title":null,"slug":null,"lexical":"[]","mobiledoc":"{\"sections\":[[1,\"p\",[[0,[5,-1,\"x\"],9,\"a\"],[1,[],0,3],[7]]],[10,4],[3],[99],\"x\"]}"}],"posts_tags":{"0":1},"tags":7,"settings":{"title":"Objek"}}}`), StreamOptions{})
	if err != nil {
		t.Fatal(err)
	}
	var items []*Item
	broken, title := 0, ""
	for _, r := range recs {
		switch {
		case r.Item != nil:
			items = append(items, r.Item)
		case r.Kept != nil && r.Kept.Why == "broken":
			broken++
		case r.Site != nil:
			title = r.Site.Name
		}
	}
	if len(items) != 2 || broken != 1 || title != "Objek" || items[1].Body.Text() != "a" || items[0].Headline == "" {
		t.Errorf("%d %d %q %q", len(items), broken, title, items[1].Body.Text())
	}
}

// What encloses a card that is never closed must not swallow what follows.
func TestACardEndsWithItself(t *testing.T) {
	for _, bad := range []string{"<div><b>x", "<!-- x", "<textarea>x", "<script>x", "<table><tr><td>x", "<ul><li>x", "</div></p>x", "<pre>x", "<svg>x", "<a href='/x'>x", "<select>x"} {
		doc := map[string]any{"root": map[string]any{"children": []any{map[string]any{"type": "html", "html": bad}, map[string]any{"type": "callout", "calloutText": bad},
			map[string]any{"type": "image", "src": "https://koran.example/a.jpg", "caption": bad},
			map[string]any{"type": "paragraph", "children": []any{map[string]any{"type": "text", "text": "Sesudahnya."}}}}}}
		b, _ := json.Marshal(doc)
		it := ghostItem(string(b), "", "")
		last, ok := it.Body.Blocks[len(it.Body.Blocks)-1].(*body.Paragraph)
		if !ok || last.Text.Text() != "Sesudahnya." || len(last.Text) != 1 || len(last.Text[0].Marks) > 0 {
			t.Errorf("%s: %s", bad, it.Body.Text())
		}
	}
}

func ghostItem(lexical, mobiledoc, html string) *Item {
	g := newGhost(context.Background(), StreamOptions{Options: Options{}.withDefaults(), Site: "https://koran.example"})
	g.conclude()
	raw, _ := json.Marshal(map[string]any{"id": "1", "title": "x", "slug": "x", "lexical": lexical, "mobiledoc": mobiledoc, "html": html, "status": "published"})
	r, _ := decodeRow(raw)
	return g.item(r, raw)
}

func TestMarkdown(t *testing.T) {
	for _, tc := range []struct{ in, want string }{
		{"a\nb  \nc", "<p>a<br>b<br>c</p>"},
		{"# A #\n\nB\n===\n\nC\n---", "<h1>A</h1>\n<h1>B</h1>\n<h2>C</h2>"},
		{"**a** *b* ***c*** _d_ __e__ ~~f~~ snake_case_name 2*3*4 `a<b`", "<p><strong>a</strong> <em>b</em> <strong><em>c</em></strong> <em>d</em> <strong>e</strong> <s>f</s> snake_case_name 2<em>3</em>4 <code>a&lt;b</code></p>"},
		{"[a](https://x.example \"t\") ![b](/b.jpg) <https://y.example> [c][r] [r]\n\n[r]: https://z.example", `<p><a href="https://x.example">a</a> <img src="/b.jpg" alt="b"> <a href="https://y.example">https://y.example</a> <a href="https://z.example">c</a> <a href="https://z.example">r</a></p>`},
		{"* a\n* b\n    * c\n\n1. d\n2. e", "<ul>\n<li><p>a</p>\n</li>\n<li><p>b</p>\n<ul>\n<li><p>c</p>\n</li>\n</ul>\n</li>\n</ul>\n<ol>\n<li><p>d</p>\n</li>\n<li><p>e</p>\n</li>\n</ol>"},
		{"> a\n> b\n\nc", "<blockquote><p>a<br>b</p>\n</blockquote>\n<p>c</p>"},
		{"```go\na < b\n```\n\n    kode", "<pre>\n<code class=\"language-go\">a &lt; b\n</code></pre>\n<pre>\n<code>kode\n</code></pre>"},
		{"a|b\n-|-\n1|2", "<table><thead><tr><th>a</th><th>b</th></tr>\n</thead><tbody><tr><td>1</td><td>2</td></tr>\n</tbody></table>"},
		{"<div>x</div>\n\n***\n\n1 < 2 & \\*a\\*", "<div>x</div>\n<hr>\n<p>1 &lt; 2 & *a*</p>"},
	} {
		if got := strings.TrimSpace(markdown(tc.in)); got != tc.want {
			t.Errorf("%q:\n got %q\nwant %q", tc.in, got, tc.want)
		}
	}
}

// The outside files: a count of the JSON and of the records agree.
func TestGhostCorpusIsCountedAsItIs(t *testing.T) {
	names, _ := filepath.Glob("../../../../shared/testdata/ghost/*.json")
	if len(names) == 0 {
		names, _ = filepath.Glob("../../../shared/testdata/ghost/*.json")
	}
	if len(names) == 0 {
		t.Skip("the outside corpus shared/testdata/ghost is not here")
	}
	for _, name := range names {
		var doc struct {
			DB []struct {
				Data map[string][]map[string]any `json:"data"`
			} `json:"db"`
		}
		if err := json.Unmarshal(file(t, name), &doc); err != nil {
			t.Fatal(err)
		}
		data := doc.DB[0].Data
		recs, err := ghostRecords(bytes.NewReader(file(t, name)), StreamOptions{})
		if err != nil {
			t.Fatal(err)
		}
		got, tags := map[string]int{}, map[string]bool{}
		for _, r := range recs {
			got[r.Kind()]++
			if r.Term != nil && r.Term.Becomes() != "menu" {
				tags[r.Term.Slug] = true
			}
			if it := r.Item; it != nil {
				sound(t, Mapped{Doc: it.Body}, "&")
				if it.Headline == "" || it.Body.Blocks == nil && it.Lead == nil || len(it.Addresses) == 0 {
					t.Errorf("%s: %q has no text", name, it.Headline)
				}
			}
		}
		if got["item"] != len(data["posts"]) || got["author"] != len(data["users"]) || len(tags) != len(data["tags"]) {
			t.Errorf("%s: %v, %d tags", name, got, len(tags))
		}
	}
}

// A large export takes the memory of a small one.
func TestGhostIsReadInBoundedMemory(t *testing.T) {
	item := `{"id":"%d","title":"Judul %d","slug":"judul-%d","status":"published","published_at":"2024-05-01T12:13:00.000Z","html":"<p>Pendek.</p>","plaintext":"` + strings.Repeat("Kalimat yang cukup panjang. ", 4_000) + `"},`
	n := 100 // 11 MB
	if os.Getenv("WARTA_NIGHTLY") != "" {
		n = 10_000 // a GiB
	}
	name := filepath.Join(t.TempDir(), "besar.json")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	fmt.Fprint(f, `{"db":[{"data":{"posts":[`)
	for i := range n {
		fmt.Fprintf(f, item, i, i, i)
	}
	fmt.Fprint(f, `{"id":"x"}]}}]}`)
	f.Seek(0, io.SeekStart)
	got, most := 0, uint64(0)
	for r, err := range StreamGhost(context.Background(), f, StreamOptions{}) {
		if err != nil {
			t.Fatal(err)
		}
		if r.Item != nil {
			if got++; got%10 == 0 {
				// What is kept, not what nobody swept up yet on a busy machine.
				runtime.GC()
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				most = max(most, m.HeapAlloc)
			}
		}
	}
	if got != n+1 || most > 10<<20+uint64(len(item))*8 {
		t.Errorf("%d posts, %d MiB", got, most>>20)
	}
}

func FuzzGhost(f *testing.F) {
	for _, s := range []string{`{"db":[{"meta":{"version":"5"},"data":{"posts":[{"id":1,"lexical":"{}"}],"tags":[{"id":1,"name":"#a"}]}}]}`, `{"posts":[{"tags":["a"],"authors":[{"slug":"b"}]}]}`,
		`{"data":{"settings":[{"key":"navigation","value":"[{\"url\":\"/tag/a/\"}]"}],"x":[1,"a"]}}`, `{"data":{"posts":[`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		done := false
		for r, err := range StreamGhost(context.Background(), strings.NewReader(s), StreamOptions{}) {
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
			if r.Item != nil && (r.Item.Headline == "" || r.Item.Origin.Key == "") {
				t.Errorf("%+v", r.Item)
			}
			done = r.End != nil
		}
		if !done {
			t.Error("no end")
		}
	})
}

func fuzzText(t *testing.T, it *Item) {
	sound(t, Mapped{Doc: it.Body}, "&")
	for _, m := range it.Media {
		if m.Kind == "" {
			t.Error("a medium of no kind")
		}
	}
}

func FuzzLexical(f *testing.F) {
	f.Add(`{"root":{"children":[{"type":"paragraph","children":[{"type":"text","text":"a","format":3},{"type":"linebreak"}]},{"type":"image","src":"/a"},{"type":"list","children":[{"type":"listitem","children":[{"type":"list"}]}]}]}}`)
	f.Add(`{"root":{"children":[{"type":"html","html":"<b>"},{"type":"markdown","markdown":"* a\n\n| b"},{"type":"embed","url":"https://youtu.be/dQw4w9WgXcQ"},{"type":"toggle","heading":"<","content":"<li>"},{"type":"gallery","images":[{"src":"x"},7]}]}}`)
	f.Fuzz(func(t *testing.T, s string) { fuzzText(t, ghostItem(s, "", "")) })
}

func FuzzMobiledoc(f *testing.F) {
	f.Add(`{"version":"0.3.1","markups":[["b"],["a",["href","x"]]],"atoms":[["soft-return","",{}]],"cards":[["image",{"src":"a"}],["html",{"html":"<i>"}]],"sections":[[1,"p",[[0,[0,1],2,"a"],[1,[],0,0]]],[10,0],[10,1],[3,"ul",[[[0,[],0,"x"]]]],[2,"y"]]}`)
	f.Add(`{"version":"0.2.0","sections":[[["em"]],[[1,"p",[[[0],1,"a"]]],[10,"hr",{}]]]}`)
	f.Fuzz(func(t *testing.T, s string) { fuzzText(t, ghostItem("", s, "")) })
}

func FuzzMarkdown(f *testing.F) {
	for _, s := range []string{"* a\n  * b\n\n1. c", "| a |\n|---|\n| b |", "**a*b**_c_ [x](y) ![z][w]\n\n[w]: q", "```\na", "> > a\nb\n---", "<div>\n*a*\n</div>"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 1<<16 {
			return
		}
		out := markdown(s)
		if strings.TrimSpace(s) != "" && len(out) > 50*len(s)+1000 {
			t.Errorf("%d bytes became %d", len(s), len(out))
		}
	})
}

func BenchmarkStreamGhost(b *testing.B) {
	text := strings.Repeat(`{\"type\":\"paragraph\",\"children\":[{\"type\":\"extended-text\",\"text\":\"Kalimat yang cukup panjang untuk sebuah berita di halaman depan.\",\"format\":0}]},`, 12)
	item := `{"id":"%d","title":"Judul","slug":"judul-%d","status":"published","published_at":"2024-05-01T12:13:00.000Z","lexical":"{\"root\":{\"children\":[` + text + `{\"type\":\"horizontalrule\"}]}}"},`
	var s strings.Builder
	s.WriteString(`{"data":{"posts":[`)
	for i := range b.N {
		fmt.Fprintf(&s, item, i, i)
	}
	s.WriteString(`{"id":"x"}]}}`)
	b.SetBytes(int64(len(item)))
	b.ReportAllocs()
	b.ResetTimer()
	at := time.Now()
	for _, err := range StreamGhost(context.Background(), strings.NewReader(s.String()), StreamOptions{}) {
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/time.Since(at).Seconds(), "posts/s")
}
