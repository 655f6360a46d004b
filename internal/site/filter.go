package site

import (
	"net/url"
	"strings"

	"warta/internal/news"
)

// maxSectionValue bounds a section in a query: three slugs.
const maxSectionValue = 3*120 + 2

// sectionValue reports whether a query names a section as it may be written:
// one to three slugs.
func sectionValue(v string) bool {
	if v == "" || len(v) > maxSectionValue || strings.Count(v, "/") > 2 {
		return false
	}
	for _, slug := range strings.Split(v, "/") {
		if !news.ValidSlug(slug) {
			return false
		}
	}
	return true
}

// askedSection is the section that the query names by its path without the
// first slash. A slug alone is understood, too, and to is then the right value.
func (a *assembly) askedSection() (id news.SectionID, to string, err error) {
	asked, ok := a.rq.asked["query.section"]
	if !ok {
		return 0, "", nil
	}
	if err := a.loadSections(); err != nil {
		return 0, "", err
	}
	for _, sec := range a.sections {
		if sec.Path == "/"+asked {
			return sec.ID, "", nil
		}
	}
	for _, sec := range a.sections {
		if sec.Slug == asked {
			return sec.ID, sec.Path[1:], nil
		}
	}
	return 0, "", errNoPage
}

// filter is the form that narrows a list to a section; hidden keys of the query
// stay as they are.
func (a *assembly) filter(action string, chosen news.SectionID, hidden ...string) SectionFilter {
	f := SectionFilter{Action: action, Name: a.word("query.section"), All: a.word("lists.all_sections")}
	for _, key := range hidden {
		if v, ok := a.rq.asked[key]; ok {
			f.Hidden = append(f.Hidden, Property{Name: a.word(key), Content: v})
		}
	}
	for _, sec := range a.sections {
		o := SectionOption{Text: sec.Name, Value: strings.TrimPrefix(sec.Path, "/"), Depth: len(a.line(sec.ID)) - 1, Current: sec.ID == chosen}
		if o.Current {
			f.Current = o.Text
		}
		f.Options = append(f.Options, o)
	}
	return f
}

// withQuery adds keys of the query, given as message key and value; empty
// values are left out.
func (a *assembly) withQuery(path string, pairs ...string) string {
	sep := "?"
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			// A slash may stand in a query as it is (RFC 3986, 3.4).
			path += sep + a.word(pairs[i]) + "=" + strings.ReplaceAll(url.QueryEscape(pairs[i+1]), "%2F", "/")
			sep = "&"
		}
	}
	return path
}
