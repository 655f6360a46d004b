package feed

import (
	"crypto/sha1"
	"fmt"
	"strings"
	"time"

	"warta/internal/news"
)

// Atom writes Atom 1.0 (RFC 4287). An entry's updated moves with every update
// and amendment; an article that was withdrawn leaves a deleted entry behind
// (RFC 6721), so that readers who keep entries forget it (PRS-23).
func Atom(p Paper, l List, articles []Article, full bool) ([]byte, error) {
	m := newMarkup(articles)
	attrs := []string{"xmlns", "http://www.w3.org/2005/Atom", "xmlns:media", "http://search.yahoo.com/mrss/"}
	if len(l.Former) > 0 {
		attrs = append(attrs, "xmlns:at", "http://purl.org/atompub/tombstones/1.0")
	}
	m.open("feed", append(attrs, "xml:lang", p.Lang)...)
	m.text("id", l.URL)
	m.text("title", title(p, l))
	m.text("subtitle", l.Description)
	m.text("updated", atomTime(newest(l, articles)))
	m.empty("link", "rel", "self", "type", "application/atom+xml", "href", l.Self)
	m.empty("link", "rel", "alternate", "type", "text/html", "href", l.URL)
	for _, hub := range p.Hubs {
		m.empty("link", "rel", "hub", "href", hub)
	}
	// Entries without an author are the paper's own.
	m.atomPerson(Credit{p.Name, p.URL})
	m.text("rights", p.Masthead.Company)
	m.text("generator", generator)
	for _, a := range articles {
		m.atomEntry(p, a, full)
	}
	for _, f := range l.Former {
		m.empty("at:deleted-entry", "ref", iri(p, Article{ID: f.ID}), "when", atomTime(f.At))
	}
	m.close()
	return m.bytes(), nil
}

func (m *markup) atomEntry(p Paper, a Article, full bool) {
	var attrs []string
	if a.Lang != "" && a.Lang != p.Lang {
		attrs = []string{"xml:lang", a.Lang}
	}
	m.open("entry", attrs...)
	m.text("id", iri(p, a))
	m.text("title", filled(Labelled(a, a.Headline)))
	m.empty("link", "rel", "alternate", "type", "text/html", "href", a.URL)
	m.text("published", atomTime(a.Published))
	m.text("updated", atomTime(a.Changed))
	for _, c := range a.Authors {
		if c.Name != "" {
			m.atomPerson(c)
		}
	}
	for _, c := range categories(a) {
		m.empty("category", "term", c)
	}
	m.html("summary", summaryHTML(a), "type", "html")
	if full {
		m.html("content", fullHTML(a), "type", "html")
	}
	m.media(a)
	m.close()
}

func (m *markup) atomPerson(c Credit) {
	m.open("author")
	m.text("name", c.Name)
	m.text("uri", c.URL)
	m.close()
}

// filled keeps a required element when its text is blank.
func filled(s string) string {
	if strings.TrimSpace(s) == "" {
		return "-"
	}
	return s
}

// before stands where Atom demands a time and there is none: in the feed of a
// list that never had an article. The time of the request would make every
// answer another one.
var before = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

func atomTime(t time.Time) string {
	if t.IsZero() {
		t = before
	}
	return t.Format(time.RFC3339)
}

// iri is an entry's id: an UUID (version 5, RFC 9562) made from the paper's
// host and the stored number. It needs nothing that can change in an article,
// so a deleted entry can still be named.
func iri(p Paper, a Article) string {
	h := sha1.New()
	// The namespace for names that are addresses.
	h.Write([]byte{0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8})
	fmt.Fprintf(h, "%s#%s", p.URL, guid(a))
	u := h.Sum(nil)[:16]
	u[6], u[8] = u[6]&0x0f|0x50, u[8]&0x3f|0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", u[:4], u[4:6], u[6:8], u[8:10], u[10:])
}

// EntryID is the id of an article's entry in Atom feeds.
func EntryID(p Paper, id news.ArticleID) string { return iri(p, Article{ID: id}) }
