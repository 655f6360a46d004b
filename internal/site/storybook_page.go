package site

import (
	"fmt"

	"warta/internal/cache"
)

// storybookLite prints one page of the storybook as its lite page.
func (a *assembly) storybookLite(v vars) (*cache.Page, error) {
	a.face, a.plain = a.lite, a.lite
	return a.storybookPage(v)
}

// storybookPage prints one page of the storybook with the edition's own theme
// and words; it is never kept.
func (a *assembly) storybookPage(v vars) (*cache.Page, error) {
	site := a.site()
	stories, err := a.face.Storybook(site, nil)
	if err != nil {
		return nil, fmt.Errorf("make the storybook: %w", err)
	}
	for _, s := range stories {
		if s.Name != v["story"] {
			continue
		}
		out, err := a.print(200, s.Page)
		if out != nil {
			out.NoStore = true
			out.Header.Set("Cache-Control", "no-store")
		}
		return out, err
	}
	return nil, errNoPage
}
