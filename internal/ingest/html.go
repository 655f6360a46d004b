package ingest

import (
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"warta/internal/body"
	"warta/internal/news"
)

// Markup of other systems becomes typed blocks here; it is never stored as
// markup (migration.md, "Safety"). What no block can say is kept whole in an
// unknown block, which readers do not see, and noted for the report.
//
//	html.go          options, result, the way of a text through the mapper
//	htmlguard.go     bombs: what is too deep or too large is flattened
//	blockmarkup.go   Gutenberg's comments; shortcode.go shortcodes; both leave
//	                 slots in the markup, comments with a number
//	htmlflow.go      elements to blocks; htmlinline.go running text with marks
//	htmllist.go, htmltable.go, htmlquote.go, htmlfigure.go, htmlmedia.go
//	                 one sort of element each
//	htmlshort.go     what the known shortcodes become
//	htmlafter.go     read-also, addresses alone on a line, the dateline
//	htmlfit.go       the limits of a body
//	ref.go           numbers of media and targets, and how they are resolved

// MapOptions say how markup is to be read. The zero value reads plain HTML.
type MapOptions struct {
	// Base is the address of the page, against which relative addresses are
	// resolved; without one they lose their link.
	Base string
	// Classic makes paragraphs at empty lines and line breaks at line ends, as
	// WordPress does with texts of its classic editor. A text with block comments
	// is never read so.
	Classic bool
	// Shortcodes reads [gallery ids="1,2"] and its like.
	Shortcodes bool
	// Dateline takes "JAKARTA, outlet – " off the first paragraph; Outlet is the
	// paper's own name there.
	Dateline bool
	Outlet   string
	// Seed of the block ids; the same markup with the same seed gives the same
	// document. Empty: random ids.
	Seed string
	// Site are further hosts that are this paper's own, beside Base's.
	Site []string
	// unhost is a stand-in for the host of a site whose address is not known; it is
	// taken out of links, so that they are paths of this paper.
	unhost string
}

// Mapped is what became of markup.
type Mapped struct {
	Doc body.Doc
	// Media are the pictures, films, sounds and documents of the text. Blocks
	// name them by the negative Ref until [Item.Finish].
	Media []MediaRef
	// Targets are the articles that read-also blocks point to, by negative Ref.
	Targets []Target
	// Dateline, when Dateline was asked for and one was found.
	Dateline news.Dateline
	// More is the number of blocks before the mark that ends the teaser
	// (<!--more-->), or -1.
	More int
	// Notes tell what was left out, simplified or not understood.
	Notes []Note
	// Rest is the markup, or its end, that no document can hold because it would
	// be too large; it belongs to what the report keeps aside.
	Rest string
}

// Note is one thing that the report tells about a text, counted.
type Note struct {
	// Kind is "block", "shortcode", "element", "link", "media", "limit", "left_out",
	// "text", "type", "field" or "taxonomy": the rest of a message key below
	// "import.note.".
	Kind string `json:"kind"`
	// Name such as "my/block", "su_box", "form".
	Name string `json:"name"`
	// Kept is true when the original stands in an unknown block.
	Kept    bool   `json:"kept,omitempty"`
	Count   int    `json:"count"`
	Example string `json:"example,omitempty"`
}

// MapHTML turns markup into blocks. It never fails: what cannot be read as
// intended comes in as text or as an unknown block, with a note.
func MapHTML(src string, o MapOptions) Mapped {
	m := newMapper(o)
	f := &flow{m: m, top: true}
	if len(src) > maxMarkup {
		m.note("limit", "markup", false, "")
		cut := cutAt(src, maxMarkup)
		src, m.rest = src[:cut], src[cut:]
	}
	m.markup(f, cleanText(src), o.Classic)
	return m.finish(f)
}

// MapNode turns a parsed tree, such as a readability library's, into blocks. The
// children of n are mapped, not n itself. The tree is not changed. Block comments
// and shortcodes are not looked for: such a tree was shown to readers.
func MapNode(n *html.Node, o MapOptions) Mapped {
	m := newMapper(o)
	f := &flow{m: m, top: true}
	f.children(n, style{classic: o.Classic})
	f.flush()
	return m.finish(f)
}

// maxMarkup is the most markup of one text that is parsed, in bytes: four times
// what a body may hold.
const maxMarkup = 4 << 20

// mapper is the state of one text.
type mapper struct {
	o     MapOptions
	base  *url.URL
	hosts []string
	out   Mapped
	notes map[noteKey]int
	media map[mediaKey]int64
	// slots are what the comments with a number stand for.
	slots []slot
	// mark opens the comments of slots; no comment of the text begins so.
	mark string
	// large: the figure around is that of a pull quote.
	large bool
	// nested counts texts in texts: captions, classic parts.
	nested int
	rest   string
	// pictures are the addresses met, so that a <noscript> repeats none.
	pictures map[string]bool
}

type noteKey struct{ kind, name string }

func newMapper(o MapOptions) *mapper {
	m := &mapper{o: o, notes: map[noteKey]int{}, media: map[mediaKey]int64{}, pictures: map[string]bool{}}
	m.out.More = -1
	if u, err := url.Parse(o.Base); err == nil && u.Host != "" {
		m.base = u
		m.hosts = append(m.hosts, bareHost(u.Hostname()))
	}
	for _, h := range o.Site {
		m.hosts = append(m.hosts, bareHost(h))
	}
	return m
}

// maxNested bounds texts in texts.
const maxNested = 8

// markup reads a text, or a text inside a text, into a flow.
func (m *mapper) markup(f *flow, src string, classic bool) {
	if m.nested >= maxNested {
		m.note("limit", "depth", true, src)
		f.unknown("html", src)
		return
	}
	m.nested++
	defer func() { m.nested-- }()
	m.chooseMark(src)
	if strings.Contains(src, "wp:") {
		if blocks, found := m.blockMarkup(src); found {
			src, classic = blocks, false
		}
	}
	if m.o.Shortcodes && strings.IndexByte(src, '[') >= 0 {
		src = m.shortcodes(src)
	}
	if strings.IndexByte(src, '<') < 0 {
		f.text(html.UnescapeString(src), style{classic: classic})
		f.flush()
		return
	}
	if !safeMarkup(src) {
		m.note("limit", "bomb", false, src)
		m.flatten(f, src)
		return
	}
	root := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragment(strings.NewReader(src), root)
	if err != nil {
		m.note("limit", "depth", false, src)
		m.flatten(f, src)
		return
	}
	for _, n := range nodes {
		f.node(n, style{classic: classic})
	}
	f.flush()
}

// chooseMark picks an opening of comments that the text, and with it every text
// inside it, does not have.
func (m *mapper) chooseMark(src string) {
	if m.mark != "" {
		return
	}
	for m.mark = "slot:"; strings.Contains(src, "<!--"+m.mark); {
		m.mark = "s" + m.mark
	}
}

func (m *mapper) note(kind, name string, kept bool, example string) {
	if len(name) > 100 {
		name = name[:cutAt(name, 100)]
	}
	k := noteKey{kind, name}
	if i, ok := m.notes[k]; ok {
		m.out.Notes[i].Count++
		m.out.Notes[i].Kept = m.out.Notes[i].Kept && kept
		return
	}
	if len(m.out.Notes) >= maxNotes {
		return
	}
	m.notes[k] = len(m.out.Notes)
	m.out.Notes = append(m.out.Notes, Note{Kind: kind, Name: name, Kept: kept, Count: 1, Example: excerpt(example)})
}

// maxNotes bounds the notes of one text: names come from the input.
const maxNotes = 200

// excerpt shortens markup for a report.
func excerpt(s string) string {
	s = strings.TrimSpace(s)
	const most = 300
	if len(s) > most {
		s = s[:cutAt(s, most)] + "…"
	}
	return strings.Clone(s)
}

// cutAt gives the end of the last whole character within n bytes.
func cutAt(s string, n int) int {
	if len(s) <= n {
		return len(s)
	}
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return n
}

// finish makes the document.
func (m *mapper) finish(f *flow) Mapped {
	f.flush()
	blocks := m.after(f.blocks)
	if m.o.Dateline {
		m.dateline(blocks)
	}
	m.fit(blocks)
	return m.out
}
