package body

import (
	"slices"
	"strings"
	"testing"
)

func saying(n int) *Paragraph { return &Paragraph{Text: Text(strings.Repeat("kata ", n))} }

// TestGaps: a place for something foreign has a paragraph on both sides and
// enough text before it.
func TestGaps(t *testing.T) {
	p, h, also, empty := saying(3), &Heading{Level: 2, Text: Text("Sub")}, &ReadAlso{Refs: []int64{1}}, &Paragraph{}
	for _, c := range []struct {
		name   string
		blocks []Block
		want   []int
	}{
		{"nothing", nil, nil},
		{"too short", []Block{p, p, p}, nil},
		{"one", []Block{p, p, p, p}, []int{3}},
		{"two", []Block{p, p, p, p, p, p, p}, []int{3, 6}},
		{"not beside a read-also", []Block{p, p, p, also, p, p}, []int{5}},
		{"nor before one", []Block{p, p, also, p, p, p}, []int{4}},
		{"not below a subhead", []Block{p, p, p, h, p, p}, []int{5}},
		{"not at the end", []Block{p, p, p}, nil},
		{"a blank paragraph is none", []Block{p, empty, p, p, p}, []int{4}},
	} {
		if got := (Doc{Blocks: c.blocks}).Gaps(3); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// TestPartsAreOneText: what is counted through a text goes on from page to page,
// and the dateline opens the first paragraph of all.
func TestPartsAreOneText(t *testing.T) {
	gallery := func() *Gallery { return &Gallery{Images: []*Image{{Asset: 1}, {Asset: 1}}} }
	d := Doc{Blocks: []Block{gallery(), saying(2), &PageBreak{}, gallery(), saying(2), &Table{Rows: []Row{{Cells: []Cell{{Text: Text("1")}}}}},
		&PageBreak{}, &Table{Rows: []Row{{Cells: []Cell{{Text: Text("1")}}}}}}}
	var parts []Part
	for _, page := range d.Pages() {
		parts = append(parts, Part{Doc: page})
	}
	parts[1].Before = map[int]HTML{1: "<hr class=x>"}
	out, err := RenderParts(Options{Resolver: picture{}, Dateline: Dateline{Place: "WALIRA"}}, parts...)
	if err != nil || len(out) != 3 {
		t.Fatal(len(out), err)
	}
	for i, want := range [][]string{{`id="foto-1"`, `id="foto-2"`, "WALIRA"}, {`id="foto-3"`, `id="foto-4"`, "<hr class=x><p>", `aria-label="table.label"`}, {`aria-label="table.label 2"`}} {
		for _, w := range want {
			if !strings.Contains(string(out[i]), w) {
				t.Errorf("part %d lacks %s:\n%s", i+1, w, out[i])
			}
		}
	}
	if strings.Contains(string(out[1]), "WALIRA") {
		t.Error("the dateline opens page two again")
	}
}

// picture is a resolver that knows one photo and one film, both of a machine.
type picture struct{}

func (picture) Article(int64) (Link, bool) { return Link{}, false }
func (picture) Asset(id int64) (Medium, bool) {
	m := Medium{Kind: "photo", AI: true, Credit: "Studio", Sources: []Source{{URL: "/-/media/a-640.jpg", Width: 640, Height: 427, MIME: "image/jpeg"},
		{URL: "/-/media/a-1280.jpg", Width: 1280, Height: 853, MIME: "image/jpeg", Size: 9000}}}
	if id == 2 {
		m = Medium{Kind: "audio", AI: true, Sources: []Source{{URL: "/-/media/a.mp3", MIME: "audio/mpeg"}}}
	}
	if id == 3 {
		m = Medium{Kind: "video", Sources: []Source{{URL: "/-/media/a.mp4", MIME: "video/mp4"}},
			Captions: []Source{{URL: "/-/media/a.vtt", MIME: "text/vtt"}, {URL: "javascript:x", MIME: "text/vtt"}}}
	}
	return m, id > 0
}

// TestViewerLinks: with a viewer, the pictures of a row lead to their largest
// files; without one, and outside the site, nothing changes.
func TestViewerLinks(t *testing.T) {
	d := Doc{Blocks: []Block{&Image{Asset: 1}, &Gallery{Images: []*Image{{Asset: 1}, {Asset: 1}}}}}
	render := func(o Options) string {
		o.Resolver = picture{}
		h, err := d.Render(o)
		if err != nil {
			t.Fatal(err)
		}
		return string(h)
	}
	with := render(Options{Viewer: "/-/assets/x/viewer.js"})
	if n := strings.Count(with, `<a class="zoom" href="/-/media/a-1280.jpg" data-viewer="/-/assets/x/viewer.js">`); n != 2 {
		t.Errorf("%d pictures lead to the viewer, want the gallery's 2:\n%s", n, with)
	}
	album := render(Options{Viewer: "/-/assets/x/viewer.js", Album: true})
	if n := strings.Count(album, "data-viewer"); n != 3 || !strings.Contains(album, `<figure id="foto-3"`) {
		t.Errorf("a photo story has %d pictures in its row, want 3:\n%s", n, album)
	}
	for name, o := range map[string]Options{"no viewer": {}, "feed": {Profile: Feed, Viewer: "/v"}, "lite": {Profile: Lite, Viewer: "/v"}} {
		if h := render(o); strings.Contains(h, "data-viewer") {
			t.Errorf("%s: %s", name, h)
		}
	}
}

// TestGraphic: nothing of a graphic text's pictures is seen before a reader asks
// for it, in any way of writing (PRS-33).
func TestGraphic(t *testing.T) {
	d := Doc{Blocks: []Block{&Image{Asset: 1}, &Gallery{Images: []*Image{{Asset: 1}, {Asset: 1}}}, &Video{Asset: 3, Poster: 1},
		&Factbox{Blocks: []Block{&Image{Asset: 1}}}}}
	site, err := d.Render(Options{Resolver: picture{}, Graphic: true})
	if err != nil {
		t.Fatal(err)
	}
	h := string(site)
	if n := strings.Count(h, `<details class="graphic"><summary>photo.graphic <span>photo.show</span></summary>`); n != 4 {
		t.Errorf("%d notices, want 4:\n%s", n, h)
	}
	for depth, rest := 0, h; ; {
		i := strings.IndexByte(rest, '<')
		if i < 0 {
			break
		}
		rest = rest[i:]
		switch {
		case strings.HasPrefix(rest, "<details"):
			depth++
		case strings.HasPrefix(rest, "</details"):
			depth--
		case strings.HasPrefix(rest, "<img") && (depth == 0 || !strings.Contains(rest[:strings.IndexByte(rest, '>')], `loading="lazy"`)):
			t.Errorf("a picture is loaded before it is asked for: %s", rest[:60])
		}
		rest = rest[1:]
	}
	for name, p := range map[string]Profile{"feed": Feed, "lite": Lite} {
		h, err := d.Render(Options{Profile: p, Resolver: picture{}, Graphic: true})
		if err != nil || strings.Contains(string(h), "<img") || strings.Count(string(h), "photo.graphic") < 4 {
			t.Errorf("%s: %v\n%s", name, err, h)
		}
	}
}

// TestLabelsOfMachines: a made voice is told beside its player and at the start
// of its transcript (PRS-92).
func TestLabelsOfMachines(t *testing.T) {
	d := Doc{Blocks: []Block{&Audio{Asset: 2, Transcript: "Selamat pagi."}}}
	for name, p := range map[string]Profile{"site": Site, "feed": Feed, "lite": Lite} {
		h, err := d.Render(Options{Profile: p, Resolver: picture{}})
		if err != nil || strings.Count(string(h), "label.ai_audio") != 2 {
			t.Errorf("%s: %v\n%s", name, err, h)
		}
	}
}

// TestCaptionsTrack: a film's subtitles go with it, but for addresses that may
// not be written.
func TestCaptionsTrack(t *testing.T) {
	h, err := Doc{Blocks: []Block{&Video{Asset: 3}}}.Render(Options{Resolver: picture{}, Lang: "id"})
	if err != nil || !strings.Contains(string(h), `<track kind="captions" src="/-/media/a.vtt" srclang="id" label="video.captions" default>`) || strings.Contains(string(h), "javascript") {
		t.Errorf("%v\n%s", err, h)
	}
}
