package body

import (
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the goldens of testdata anew")

// desk is the newspaper around the examples: articles 42 and 43, and some media.
type desk struct{}

func (desk) Article(id int64) (Link, bool) {
	l, ok := map[int64]Link{
		42: {"/2025/02/28/israel-klaim", "Israel Klaim Operasi <Intelijen> & Shin Bet"},
		43: {"/2025/02/27/ceo-maskapai", "CEO Maskapai “Bingung”"},
	}[id]
	return l, ok
}

func (desk) Asset(id int64) (Medium, bool) {
	jpeg := func(name string, sizes ...Source) (out []Source) {
		for _, s := range sizes {
			out = append(out, Source{"/-/media/" + name + ".jpg", s.Width, s.Height, "image/jpeg", int64(s.Width * s.Height / 20)})
		}
		for i := range out {
			out[i].URL = strings.Replace(out[i].URL, ".jpg", "-"+string(rune('a'+i))+".jpg", 1)
		}
		return out
	}
	m, ok := map[int64]Medium{
		1: {Kind: "photo", Sources: jpeg("jembatan", Source{Width: 320, Height: 180}, Source{Width: 1280, Height: 720}, Source{Width: 1920, Height: 1080}),
			Width: 2400, Height: 1350, Colour: "#a0b1c2", Caption: "Keterangan milik foto.", Credit: "Antar/Joko", Alt: "Teks milik foto"},
		2: {Kind: "photo", Sources: jpeg("hiasan", Source{Width: 640, Height: 480}), Alt: "Teks milik foto"},
		3: {Kind: "photo", AI: true, Credit: "Meja Ilustrasi", Width: 640, Height: 640,
			Sources: append(jpeg("robot", Source{Width: 320, Height: 320}, Source{Width: 640, Height: 640}), Source{"/-/media/robot.webp", 640, 640, "image/webp", 0})},
		10: {Kind: "video", Sources: []Source{{"/-/media/film.mp4", 1280, 720, "video/mp4", 9_400_000}}, Width: 1280, Height: 720, MIME: "video/mp4", Seconds: 75},
		11: {Kind: "audio", Sources: []Source{{"/-/media/siniar.mp3", 0, 0, "audio/mpeg", 0}}, MIME: "audio/mpeg", Credit: "Warta Siniar"},
		12: {Kind: "file", Sources: []Source{{"/-/media/putusan.pdf", 0, 0, "application/pdf", 0}}, MIME: "application/pdf", Size: 1_234_567},
		13: {Kind: "file", Sources: []Source{{"/-/media/data.csv", 0, 0, "text/csv", 0}}, MIME: "text/csv; charset=utf-8", Size: 900},
	}[id]
	return m, ok
}

var words = map[string]string{
	"readalso.label": "Baca Juga :", "label.ai": "Ilustrasi dibuat dengan AI", "gallery.label": "Galeri foto",
	"embed.load": "Muat dari {name}", "embed.link": "Lihat di {name}", "video.transcript": "Transkrip",
	"file.download": "Unduh {name}", "file.size": "{type}, {size}", "size.kb": "{n} KB", "size.mb": "{n} MB",
	"table.label": "Tabel, dapat digeser ke samping", "factbox.label": "Fakta", "raw.label": "Isi tersemat",
	"photo.view": "Lihat foto, {size}", "photo.look": "Lihat foto",
}

func message(key string, args ...any) string {
	s, ok := words[key]
	if !ok {
		return "??" + key
	}
	for i := 0; i+1 < len(args); i += 2 {
		s = strings.ReplaceAll(s, "{"+args[i].(string)+"}", toText(args[i+1]))
	}
	return s
}

func toText(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	return strings.TrimSpace(strings.Join(strings.Fields(reflectText(v)), " "))
}

func reflectText(v any) string {
	n, out := reflect.ValueOf(v).Int(), ""
	for ; n > 0; n /= 10 {
		out = string(rune('0'+n%10)) + out
	}
	return out
}

func siteOptions() Options {
	return Options{Resolver: desk{}, Message: message, Lang: "id", Sizes: "(min-width: 40rem) 40rem, 100vw", SizesWide: "100vw"}
}

func feedOptions() Options {
	o := siteOptions()
	o.Profile, o.Base = Feed, "https://warta.example"
	return o
}

func liteOptions() Options {
	o := siteOptions()
	o.Profile, o.Base, o.Prefix = Lite, "https://warta.example", "/lite"
	return o
}

func example(t testing.TB, name string) Doc {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name+".json"))
	if err != nil {
		t.Fatalf("every kind needs an example: %v", err)
	}
	d, err := Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// examples are all kinds, and a whole article of the seed's shape.
func examples() []string {
	out := []string{"article"}
	for _, k := range kinds {
		out = append(out, string(k.kind))
	}
	return out
}

func TestGoldens(t *testing.T) {
	for _, name := range examples() {
		t.Run(name, func(t *testing.T) {
			d := example(t, name)
			site, feed, lite := siteOptions(), feedOptions(), liteOptions()
			if name == "article" {
				site.Dateline = Dateline{"JAKARTA", "koranmetro.com"}
				feed.Dateline, lite.Dateline = site.Dateline, site.Dateline
			}
			golden(t, name+".site.html", string(render(t, d, site)))
			golden(t, name+".feed.html", string(render(t, d, feed)))
			golden(t, name+".lite.html", string(render(t, d, lite)))
			golden(t, name+".txt", d.Text())
			if p := d.Validate(); p != nil {
				t.Errorf("the example breaks rules: %v", p)
			}
			for _, h := range []HTML{render(t, d, site), render(t, d, feed), render(t, d, lite)} {
				checkMarkup(t, h)
			}
		})
	}
}

func render(t testing.TB, d Doc, o Options) HTML {
	t.Helper()
	h, err := d.Render(o)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("every kind needs its goldens (go test -update): %v", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// TestTablesAgree compares the kinds table, the fields of the Go types and
// schema.json, both ways.
func TestTablesAgree(t *testing.T) {
	s := schema()
	if s.Version != SchemaVersion {
		t.Errorf("schema.json is version %d, SchemaVersion %d", s.Version, SchemaVersion)
	}
	var menu, blocks []string
	for _, k := range kinds {
		b := k.make()
		if b.Kind() != k.kind {
			t.Errorf("line %s makes a %s", k.kind, b.Kind())
		}
		menu = append(menu, string(k.kind))
		compareFields(t, string(k.kind), b, s.node(string(k.kind)))
	}
	for _, n := range s.Nodes {
		if n.Group == "block" {
			blocks = append(blocks, n.Name)
		}
	}
	if diff := cmp.Diff(blocks, menu); diff != "" {
		t.Errorf("blocks of schema.json and the kinds table (-schema +table):\n%s", diff)
	}
	compareFields(t, "list_item", new(ListItem), s.node("list_item"))
	compareFields(t, "table_row", new(Row), s.node("table_row"))
	compareFields(t, "table_cell", new(Cell), s.node("table_cell"))
	for i, m := range s.Marks {
		if i >= len(markRank) || markRank[i] != MarkType(m.Name) {
			t.Errorf("mark %s is not at its place in markRank", m.Name)
		}
		compareFields(t, m.Name, &Mark{Type: MarkType(m.Name)}, &schemaNode{Attrs: m.Attrs})
	}
	var names []string
	for _, p := range providers {
		names = append(names, p.name)
	}
	if diff := cmp.Diff(attrOf(s.node("embed").Attrs, "provider").Enum, names); diff != "" {
		t.Errorf("providers (-schema +table):\n%s", diff)
	}
	if diff := cmp.Diff(attrOf(s.mark("link").Attrs, "rel").Enum, relWords[:]); diff != "" {
		t.Errorf("rel words (-schema +table):\n%s", diff)
	}
	for _, scheme := range s.Schemes {
		if _, ok := linkScheme(map[string]string{"article": "article:1"}[scheme] + map[bool]string{true: "", false: scheme + "://x"}[scheme == "article"]); !ok {
			t.Errorf("scheme %s of schema.json is not written", scheme)
		}
	}
}

// fieldLister is the visitor that lists what it is shown, by the schema's types.
type fieldLister struct {
	attrs   [][2]string
	content string
	fields  int
}

func (f *fieldLister) attr(name, typ string) {
	f.attrs = append(f.attrs, [2]string{name, typ})
	f.fields++
}
func (f *fieldLister) is(content string)          { f.content = content; f.fields++ }
func (f *fieldLister) str(name string, _ *string) { f.attr(name, "str") }
func (f *fieldLister) num(name string, _ *int)    { f.attr(name, "int") }
func (f *fieldLister) flag(name string, _ *bool)  { f.attr(name, "bool") }
func (f *fieldLister) ref(name string, _ *int64)  { f.attr(name, "ref") }
func (f *fieldLister) refs(name string, _ *[]int64) {
	f.attr(name, "refs")
}
func (f *fieldLister) rich(name string, _ *Inline) { f.attr(name, "inline") }
func (f *fieldLister) inline(*Inline)              { f.is("inline*") }
func (f *fieldLister) literal(*string)             { f.is("text*") }
func (f *fieldLister) blocks(*[]Block)             { f.is("blocks") }
func (f *fieldLister) items(*[]ListItem)           { f.is("list_item+") }
func (f *fieldLister) images(*[]*Image)            { f.is("image{2,60}") }
func (f *fieldLister) rows(*[]Row)                 { f.is("table_row+") }
func (f *fieldLister) cells(*[]Cell)               { f.is("table_cell+") }

func compareFields(t *testing.T, name string, n interface{ visit(visitor) }, spec *schemaNode) {
	t.Helper()
	if spec == nil {
		t.Errorf("schema.json lacks the node %s", name)
		return
	}
	var f fieldLister
	n.visit(&f)
	var want [][2]string
	for _, a := range spec.Attrs {
		typ := a.Type
		if !slices.Contains([]string{"int", "bool", "ref", "refs", "inline"}, typ) {
			typ = "str"
		}
		want = append(want, [2]string{a.Name, typ})
	}
	if diff := cmp.Diff(want, f.attrs); diff != "" {
		t.Errorf("attributes of %s (-schema +visit):\n%s", name, diff)
	}
	if content := spec.Content; content != f.content && (f.content != "blocks" || spec.terms == nil) {
		t.Errorf("content of %s: schema.json says %q, visit shows %q", name, content, f.content)
	}
	// Every exported field is shown, so that none is lost when stored.
	typ, own := reflect.TypeOf(n).Elem(), 0
	for i := range typ.NumField() {
		if f := typ.Field(i); !f.Anonymous && !slices.Contains([]string{"Extra", "Source", "Fault", "Type", "Raw", "Break"}, f.Name) || name == "unknown" && f.Name == "Raw" {
			own++
		}
	}
	if _, mark := n.(*Mark); !mark && own != f.fields {
		t.Errorf("%s has %d fields and visits %d", name, own, f.fields)
	}
}
