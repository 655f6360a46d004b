package export

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"warta/internal/body"
	"warta/internal/news"
	"warta/internal/store"
)

// full is a paper with something in every field.
func full(t *testing.T) *memory {
	m := newMemory()
	m.edition.Settings.Masthead.Company = "PT Kabar Uji"
	m.sections = []store.SectionEntry{{Section: news.Section{ID: 1, Name: "KOTA", Slug: "kota"}, Path: "/kota"}}
	m.people[1] = news.Person{ID: 1, Name: "Ranita Wulung", Slug: "ranita-wulung"}
	for i, kind := range news.TagTypes {
		m.tags[news.TagID(i+1)] = news.Tag{ID: news.TagID(i + 1), Name: "Tag " + string(kind), Slug: string(kind), Type: kind}
	}
	var blocks []body.Block
	for _, d := range everyKind(t) {
		blocks = append(blocks, d.Blocks...)
	}
	for id := range news.AssetID(12) {
		m.photo(id+1, []string{"photo", "photo", "photo", "video", "audio", "file"}[id%6])
	}
	ai := m.assets[1]
	ai.AISource = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
	m.assets[1] = ai
	own := m.assets[2]
	own.Rights.NoSyndication = true
	m.assets[2] = own
	a := m.add(news.Content{Headline: "Semua & <segalanya>", Kicker: "Uji", Standfirst: "Ringkas", Description: "Uraian", Kind: news.KindNews, Section: 1,
		Headlines: map[string]string{"short": "Semua", "social": "Semua!"}, Tags: []news.TagID{1, 2, 3, 4, 5}, Dateline: news.Dateline{Place: "MEDAN"},
		Byline: []news.Credit{{Person: 1, Role: news.RoleReporter}, {Name: "Citra", Role: news.RoleEditor}}, Lead: &news.LeadMedia{Asset: 1, Caption: "Di pasar"},
		Source: &news.Source{Name: "Antara", URL: "https://antara.example/1"}, Canonical: "https://asal.example/1", ClosingNote: "Selesai.",
		Flags: news.Flags{Unverified: &news.Unverified{}, Graphic: true}, Body: doc(blocks...)}, "/2025/03/01/semua")
	a.Amendments = []news.Amendment{{Kind: news.Koreksi, Note: "Yang benar dua.", At: noon}}
	a.Dates.Corrected = noon.Add(time.Hour)
	m.add(news.Content{Headline: "Iklan", Label: "ADVERTORIAL", Kind: news.KindAdvertorial, Body: doc(&body.Paragraph{Text: body.Text("Beli.")})}, "/2025/03/01/iklan")
	m.add(news.Content{Headline: "Draf", Body: doc(&body.Paragraph{Text: body.Text("Belum.")})}, "").State = Draft
	m.withdrawn = []news.Withdrawal{{Article: 9, Ground: news.GroundCourt, Reason: "Dicabut atas perintah pengadilan.", At: noon, Path: "/2025/02/01/dicabut"}}
	return m
}

func ninjsOf(t *testing.T, p Paper) map[string]map[string]any {
	t.Helper()
	out := map[string]map[string]any{}
	_, err := Ninjs(t.Context(), p, opts(), func(name string, item *NinjsItem) error {
		b, err := json.Marshal(item)
		if err != nil {
			return err
		}
		var v map[string]any
		if err := json.Unmarshal(b, &v); err != nil {
			return err
		}
		out[name] = v
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Every item is valid by IPTC's own schema, which also takes the suite's good
// examples and refuses its bad ones.
func TestNinjsKeepsItsSchema(t *testing.T) {
	items := ninjsOf(t, full(t))
	const dir = "../../../shared/testdata/ninjs/"
	if _, err := os.Stat(dir); err != nil {
		t.Skip("the outside corpus shared/testdata/ninjs is not here")
	}
	read := func(name string) any {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		v, err := jsonschema.UnmarshalJSON(f)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	for address, file := range map[string]string{"http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json": "ninjs-schema_3.1.json", "https://geojson.org/schema/GeoJSON.json": "GeoJSON-schema.json"} {
		if err := c.AddResource(address, read(dir+file)); err != nil {
			t.Fatal(err)
		}
	}
	schema, err := c.Compile("http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json")
	if err != nil {
		t.Fatal(err)
	}
	for verdict, want := range map[string]bool{"should_pass": true, "should_fail": false} {
		files, _ := filepath.Glob(dir + "test_suite/3.1/" + verdict + "/*.json")
		for _, f := range files {
			if err := schema.Validate(read(f)); (err == nil) != want {
				t.Errorf("the validator itself: %s: %v", f, err)
			}
		}
	}
	for name, item := range items {
		if err := schema.Validate(any(item)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPartnersGetWhatReadersSee(t *testing.T) {
	items := ninjsOf(t, full(t))
	if len(items) != 3 {
		t.Fatalf("%d items; a draft must not be one", len(items))
	}
	it := items["article-1"]
	all, _ := json.Marshal(items)
	for _, want := range []string{`"pubStatus":"canceled"`, "Dicabut atas perintah pengadilan.", "KOREKSI (2025-03-01 12:00 +07:00): Yang benar dua.", "correctionsPolicy", "trainedAlgorithmicMedia",
		"besar-3.jpg", "MEDAN, Kabar Uji –", "ADVERTORIAL"} {
		if !bytes.Contains(all, []byte(want)) {
			t.Errorf("%s is nowhere", want)
		}
	}
	for _, not := range []string{"besar-2.jpg", "Belum.", "<script", "srcdoc"} {
		if bytes.Contains(all, []byte(not)) {
			t.Errorf("%s is in what partners get", not)
		}
	}
	if it["versionCreated"] != "2025-03-01T06:00:00Z" || it["uri"] != "https://koran.example/2025/03/01/semua" || it["by"] != "Ranita Wulung" || it["located"] != "MEDAN" {
		t.Errorf("%v %v %v %v", it["versionCreated"], it["uri"], it["by"], it["located"])
	}
	for _, list := range []string{"people", "organisations", "places", "events", "subjects", "infoSources", "associations", "trustIndicators"} {
		if x, ok := it[list].([]any); !ok || len(x) == 0 {
			t.Errorf("no %s", list)
		}
	}
	gone := items["article-9"]
	if gone["bodies"] != nil || gone["headlines"] != nil {
		t.Error("what was withdrawn still says something")
	}
}

// The rich body is XML, whatever the text holds.
func TestBodiesAreXHTML(t *testing.T) {
	for name, item := range ninjsOf(t, full(t)) {
		bodies, _ := item["bodies"].([]any)
		for _, b := range bodies {
			if m := b.(map[string]any); m["contentType"] == "application/xhtml+xml" {
				strict(t, name, m["value"].(string))
			}
		}
	}
}

func strict(t *testing.T, name, s string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(s))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatalf("%s: %v in\n%s", name, err, s)
		}
	}
}

func TestTagsAreClosedForXML(t *testing.T) {
	for in, want := range map[string]string{
		`a<br>b`:                             `a<br/>b`,
		`<hr>`:                               `<hr/>`,
		`<video controls src="a>b"></video>`: `<video controls="controls" src="a>b"></video>`,
		`<img alt="" src="x" />`:             `<img alt="" src="x"/>`,
		`<p>1 &lt; 2</p>` + "\x01":           `<p>1 &lt; 2</p>`,
		`<details open><summary>a</summary></details>`: `<details open="open"><summary>a</summary></details>`,
		`x <`: `x <>`,
	} {
		if got := xhtml(in); got != want {
			t.Errorf("%s became %s, want %s", in, got, want)
		}
	}
}
