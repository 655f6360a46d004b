package ingest

import (
	"encoding/json"
	"strings"
)

// mobiledoc reads the format of Ghost 1 to 4: sections that refer to lists of
// markups, atoms and cards by number. Version 0.2 keeps cards in the sections.
func (t *ghostText) mobiledoc(s string) (string, bool) {
	if len(s) > maxMarkup {
		t.m.note("limit", "mobiledoc", false, "")
		return "", false
	}
	var doc struct {
		Version  string `json:"version"`
		Markups  []any  `json:"markups"`
		Atoms    []any  `json:"atoms"`
		Cards    []any  `json:"cards"`
		Sections []any  `json:"sections"`
	}
	if json.Unmarshal([]byte(s), &doc) != nil || doc.Sections == nil {
		return "", false
	}
	d := &mobiledoc{t: t, markups: doc.Markups, atoms: doc.Atoms, cards: doc.Cards}
	if strings.HasPrefix(doc.Version, "0.2") {
		d.old = true
		if len(doc.Sections) != 2 {
			return "", false
		}
		d.markups, _ = doc.Sections[0].([]any)
		sections, ok := doc.Sections[1].([]any)
		if !ok {
			return "", false
		}
		doc.Sections = sections
	}
	t.b.Reset()
	t.markdowns, t.alone = 0, len(doc.Sections) == 1
	for _, x := range doc.Sections {
		if section, ok := x.([]any); ok {
			d.section(section)
		}
	}
	for i, used := range d.used() {
		if !used {
			// A card that no section shows is not on the page; it is kept.
			if name, c := d.cardAt(i); name != "" {
				t.keep(name, c)
			}
		}
	}
	return t.b.String(), true
}

type mobiledoc struct {
	t                     *ghostText
	markups, atoms, cards []any
	shown                 map[int]bool
	old                   bool
}

func (d *mobiledoc) used() []bool {
	out := make([]bool, len(d.cards))
	for i := range out {
		out[i] = d.shown[i]
	}
	return out
}

// at gives the nth of a list as a number, a text, a list.
func intAt(list []any, i int) int {
	if i < len(list) {
		if f, ok := list[i].(float64); ok && f >= 0 && f < 1e9 {
			return int(f)
		}
	}
	return -1
}

func strAt(list []any, i int) string {
	if i < len(list) {
		s, _ := list[i].(string)
		return s
	}
	return ""
}

func listAt(list []any, i int) []any {
	if i >= 0 && i < len(list) {
		l, _ := list[i].([]any)
		return l
	}
	return nil
}

func (d *mobiledoc) section(s []any) {
	switch intAt(s, 0) {
	case 1:
		tag, class := strings.ToLower(strAt(s, 1)), ""
		switch tag {
		case "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "p":
		case "aside":
			tag, class = "blockquote", ` class="pullquote"`
		case "pull-quote":
			tag, class = "blockquote", ` class="pullquote"`
		default:
			tag = "p"
		}
		d.t.out("<", tag, class, ">")
		d.markers(listAt(s, 2))
		d.t.out("</", tag, ">")
	case 2:
		d.t.image(card{"src": strAt(s, 1)})
	case 3:
		tag := strings.ToLower(strAt(s, 1))
		if tag != "ol" {
			tag = "ul"
		}
		d.t.out("<", tag, ">")
		for i := range listAt(s, 2) {
			d.t.out("<li>")
			d.markers(listAt(listAt(s, 2), i))
			d.t.out("</li>")
		}
		d.t.out("</", tag, ">")
	case 10:
		if d.old {
			payload, _ := mapAt(s, 2)
			d.t.card(strAt(s, 1), payload)
			return
		}
		i := intAt(s, 1)
		name, c := d.cardAt(i)
		if d.shown == nil {
			d.shown = map[int]bool{}
		}
		d.shown[i] = true
		if name != "" {
			d.t.card(name, c)
		}
	}
}

func (d *mobiledoc) cardAt(i int) (string, card) {
	entry := listAt(d.cards, i)
	c, _ := mapAt(entry, 1)
	return strAt(entry, 0), c
}

func mapAt(list []any, i int) (card, bool) {
	if i < len(list) {
		if m, ok := list[i].(map[string]any); ok {
			return m, true
		}
	}
	return card{}, false
}

// mobiledocTags are those of running text; others leave their text.
var mobiledocTags = words("a b strong i em u s sub sup code del strike mark")

// maxMarkers bounds what marks can be open in each other.
const maxMarkers = 30

func (d *mobiledoc) markers(list []any) {
	var open []string
	for i := range list {
		m := listAt(list, i)
		kind, opens, closes, value := intAt(m, 0), listAt(m, 1), intAt(m, 2), 3
		if d.old {
			kind, opens, closes, value = 0, listAt(m, 0), intAt(m, 1), 2
		}
		for k := range opens {
			tag := ""
			if markup := listAt(d.markups, intAt(opens, k)); len(open) < maxMarkers {
				tag = d.open(markup)
			}
			open = append(open, tag)
		}
		switch kind {
		case 0:
			d.t.out(esc(strAt(m, value)))
		case 1:
			d.atom(listAt(d.atoms, intAt(m, value)))
		}
		for ; closes > 0 && len(open) > 0; closes-- {
			d.close(open[len(open)-1])
			open = open[:len(open)-1]
		}
	}
	for k := len(open) - 1; k >= 0; k-- {
		d.close(open[k])
	}
}

func (d *mobiledoc) open(markup []any) string {
	tag := strings.ToLower(strAt(markup, 0))
	if !mobiledocTags[tag] {
		return ""
	}
	d.t.out("<", tag)
	if tag == "a" {
		attrs := listAt(markup, 1)
		for i := 0; i+1 < len(attrs); i += 2 {
			if name := strAt(attrs, i); name == "href" || name == "rel" {
				d.t.out(" ", name, `="`, esc(strAt(attrs, i+1)), `"`)
			}
		}
	}
	d.t.out(">")
	return tag
}

func (d *mobiledoc) close(tag string) {
	if tag != "" {
		d.t.out("</", tag, ">")
	}
}

// atom is something within running text; but for line breaks they show their text.
func (d *mobiledoc) atom(a []any) {
	switch name := strAt(a, 0); name {
	case "soft-return":
		d.t.out("<br>")
	default:
		d.t.out(esc(strAt(a, 1)))
		if name != "" {
			d.t.m.note("block", "ghost:atom "+clip(name), false, strAt(a, 1))
		}
	}
}
