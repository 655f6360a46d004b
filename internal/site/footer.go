package site

import (
	"fmt"
	"slices"
	"strings"

	"warta/internal/locale"
	"warta/internal/news"
	"warta/internal/store"
)

// footerAt is the footer of an edition at one position of the ledger, with the
// keys of the pages that it names by their headlines.
type footerAt struct {
	seq   news.Seq
	words *locale.Locale
	links []Link
	keys  []string
}

// footer links the pages that there are: first those that the settings name, in
// their order, then the rest of the paper's own. Publishing a static page purges
// KeyEdition, so the answer holds for as long as the page does.
func (a *assembly) footer() ([]Link, error) {
	if f, ok := a.s.footers.Load(a.ed.ID); ok {
		if f := f.(footerAt); f.seq == a.view.Seq() && f.words == a.loc {
			a.key(f.keys...)
			return f.links, nil
		}
	}
	f := footerAt{seq: a.view.Seq(), words: a.loc}
	own := map[string]int{}
	order := make([]string, 0, len(a.set.Pages)+len(footer))
	for i, x := range footer {
		own["/"+a.word(x.path)] = i
	}
	for _, slug := range a.set.Pages {
		order = append(order, "/"+strings.Trim(slug, "/"))
	}
	for _, x := range footer {
		order = append(order, "/"+a.word(x.path))
	}
	for i, path := range order {
		if path == "/" || slices.Contains(order[:i], path) {
			continue
		}
		link, err := a.footerLink(path, own, &f)
		if err != nil {
			return nil, fmt.Errorf("find %s: %w", path, err)
		}
		if link.URL != "" {
			f.links = append(f.links, link)
		}
	}
	a.s.footers.Store(a.ed.ID, f)
	a.key(f.keys...)
	return f.links, nil
}

// footerLink is a page's line; the paper's own pages have words of the locale,
// others their headline. Without an address there is no such page.
func (a *assembly) footerLink(path string, own map[string]int, f *footerAt) (Link, error) {
	n, ours := own[path]
	if ours && footer[n].made {
		return Link{Text: a.word(footer[n].text), URL: path}, nil
	}
	addr, err := a.view.Resolve(a.ctx, path)
	if news.Is(err, news.NotFound) || err == nil && addr.Kind != store.AddressArticle {
		return Link{}, nil
	}
	if err != nil {
		return Link{}, err
	}
	if ours {
		return Link{Text: a.word(footer[n].text), URL: path}, nil
	}
	cards, err := a.view.Cards(a.ctx, []news.ArticleID{addr.Article})
	c, ok := cards[addr.Article]
	if err != nil || !ok {
		return Link{}, err
	}
	f.keys = append(f.keys, news.KeyCard(addr.Article))
	return Link{Text: c.Headline, URL: path}, nil
}
