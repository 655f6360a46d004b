package news

import "strconv"

// MenuItem is a line of the paper's menu: a section, a static page or a free
// address, with lines below it.
type MenuItem struct {
	// Text replaces the section's name; an address needs one.
	Text    string    `json:"text,omitempty"`
	Section SectionID `json:"section,omitempty"`
	// URL is a path of the paper or an https address.
	URL   string     `json:"url,omitempty"`
	Items []MenuItem `json:"items,omitempty"`
}

// Limits of a menu.
const (
	MaxMenuItems = 30
	MaxMenuDepth = 2
)

func wrongMenu(menu []MenuItem) []FieldError {
	var bad []FieldError
	var walk func(at string, list []MenuItem, depth int)
	walk = func(at string, list []MenuItem, depth int) {
		if len(list) > MaxMenuItems {
			bad = append(bad, FieldError{Field: at, Code: "too_many", Limit: MaxMenuItems})
		}
		if depth > MaxMenuDepth && len(list) > 0 {
			bad = append(bad, FieldError{Field: at, Code: "too_deep", Limit: MaxMenuDepth})
			return
		}
		for i, m := range list {
			in := at + "." + strconv.Itoa(i)
			if Length(m.Text) > 40 {
				bad = append(bad, FieldError{Field: in + ".text", Code: "too_long", Limit: 40})
			}
			switch {
			case m.Section != 0 && m.URL != "":
				bad = append(bad, FieldError{Field: in, Code: "either"})
			case m.Section == 0 && m.Text == "":
				bad = append(bad, FieldError{Field: in + ".text", Code: "required"})
			case m.Section == 0 && m.URL != "/" && !frontURL(m.URL) && (m.URL != "" || len(m.Items) == 0):
				bad = append(bad, FieldError{Field: in + ".url", Code: "url"})
			}
			walk(in+".items", m.Items, depth+1)
		}
	}
	walk("menu", menu, 1)
	return bad
}
