package site

import "warta/internal/news"

// menu is the desk's own menu (newsroom.md, S10.1); a line of a section that is
// not there any more is left out, and its own lines stand in its place.
func (a *assembly) menu(list []news.MenuItem, top news.SectionID) []NavSection {
	var out []NavSection
	for _, m := range list {
		n := NavSection{Name: m.Text, URL: m.URL, Items: a.menu(m.Items, top)}
		if m.Section != 0 {
			sec, ok := a.bySec[m.Section]
			if !ok {
				out = append(out, n.Items...)
				continue
			}
			if n.Name == "" {
				n.Name = sec.Name
			}
			n.URL, n.Colour, n.Current = sec.Path, colour(sec.Colour), sec.ID == top && top != 0
		} else if n.URL == "" {
			// A heading leads to the first of its lines.
			if len(n.Items) == 0 {
				continue
			}
			n.URL = n.Items[0].URL
		}
		out = append(out, n)
	}
	return out
}
