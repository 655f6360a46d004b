package site

import (
	"fmt"
	"net/url"
	"strings"

	"warta/internal/cache"
	"warta/internal/news"
	"warta/internal/store"
)

// storedPage answers for an address that the store knows: one indexed lookup,
// and a few more only for what is not found as it stands.
func (a *assembly) storedPage(vars) (*cache.Page, error) {
	path := a.rq.path
	addr, err := a.view.Resolve(a.ctx, path)
	if news.Is(err, news.NotFound) {
		return a.otherForm(path)
	}
	if err != nil {
		return nil, fmt.Errorf("find %s: %w", path, err)
	}
	switch addr.Kind {
	case store.AddressArticle:
		return a.articlePage(addr.Article)
	case store.AddressSection:
		return a.sectionPage(addr.Section)
	case store.AddressRedirect:
		// A file's own address may be kept as that of its page; the picture comes
		// first, where it is here. What the operator sends elsewhere goes there.
		if addr.Article != 0 || addr.To == "/" {
			if page, err := a.oldFile(path); page != nil || err != nil {
				return page, err
			}
		}
		// It leads elsewhere when the article moves on, or the operator says so.
		a.key(news.KeyRedirects(a.ed.ID))
		if addr.Article != 0 {
			a.key(news.KeyArticle(addr.Article))
		}
		return a.moved(addr.To, true), nil
	case store.AddressGone:
		if addr.Article == 0 {
			return a.unnamedPage(addr.Since)
		}
		return a.gonePage(addr.Article)
	}
	// A tag, person or topic that has another slug now. Whoever gets the old one
	// next has a page there, and need not know of a redirect in the cache.
	return a.moved(a.present(addr, path), false), nil
}

// present is the final path of an address.
func (a *assembly) present(addr store.Address, path string) string {
	switch addr.Kind {
	case store.AddressRedirect:
		return addr.To
	case store.AddressTag:
		return "/" + a.word("path.tag") + "/" + addr.Slug
	case store.AddressPerson:
		return "/" + a.word("path.author") + "/" + addr.Slug
	case store.AddressTopic:
		return "/" + a.word("path.topic") + "/" + addr.Slug
	}
	return path
}

// orMoved answers for a page of a slug that was not found: it may be a former
// one.
func (a *assembly) orMoved(page *cache.Page, err error) (*cache.Page, error) {
	if news.Is(err, news.NotFound) {
		return a.storedPage(nil)
	}
	return page, err
}

// otherForm sends other writings of a stored address to the stored one with
// one 301 (URL-3), and other systems' addresses to ours.
func (a *assembly) otherForm(path string) (*cache.Page, error) {
	if page, err := a.oldFile(path); page != nil || err != nil {
		return page, err
	}
	to, err := a.anyForm(path)
	if err != nil {
		return nil, err
	}
	if to == "" || to == path {
		return nil, errNoPage
	}
	return a.moved(to, false), nil
}

// anyForm gives the final address of what stands, or stood in another system,
// at a path or another writing of it; "" if nothing did.
func (a *assembly) anyForm(path string) (string, error) {
	for _, form := range append([]string{path}, forms(path)...) {
		if to, err := a.public(form); err != nil || to != "" {
			return to, err
		}
	}
	return a.oldAddress(path)
}

// forms are the writings of a path that may stand in the store instead: with
// or without the slash at the end, slashes once, escapes undone, lower case.
func forms(path string) []string {
	clean := path
	for strings.Contains(clean, "//") {
		clean = strings.ReplaceAll(clean, "//", "/")
	}
	toggled := strings.TrimSuffix(clean, "/")
	if toggled == clean {
		toggled += "/"
	}
	var out []string
	add := func(s string) {
		if s == path || s == "" || s == "/" {
			return
		}
		for _, o := range out {
			if o == s {
				return
			}
		}
		out = append(out, s)
	}
	add(clean)
	add(toggled)
	for _, f := range []string{clean, toggled} {
		if plain, err := url.PathUnescape(f); err == nil {
			add((&url.URL{Path: plain}).EscapedPath())
		}
		add(strings.ToLower(f))
	}
	return out
}

// public gives the final path of what may be seen at a path; "" if nothing is.
func (a *assembly) public(path string) (string, error) {
	if path == "" || path == "/" {
		return "/", nil
	}
	if page := strings.TrimSuffix(path, "/"); a.isOwnPage(page) || a.isOwnList(page) {
		return page, nil
	}
	addr, err := a.view.Resolve(a.ctx, path)
	switch {
	case news.Is(err, news.NotFound):
		return "", nil
	case err != nil:
		return "", fmt.Errorf("find %s: %w", path, err)
	}
	return a.present(addr, path), nil
}

// isOwnPage: pages that stand at a word of the locale whatever was published.
func (a *assembly) isOwnPage(path string) bool {
	for i := range a.s.routes {
		r := &a.s.routes[i]
		if r.page == nil || !strings.HasPrefix(r.pattern, "/{path.") || strings.Count(r.pattern, "{") > 1 || strings.Contains(r.pattern, "…") {
			continue
		}
		if _, ok := r.match(path, a.rq.word); ok {
			return true
		}
	}
	return false
}

// isList reports whether a path is one of a list of articles with feeds.
func (a *assembly) isList(path string) bool {
	if path == "" || a.isOwnList(path) {
		return !a.isView(strings.Split(path, "/"))
	}
	addr, err := a.view.Resolve(a.ctx, path)
	return err == nil && addr.Kind == store.AddressSection
}

// isView: the whole paper in another order, of which there is one feed.
func (a *assembly) isView(parts []string) bool {
	if len(parts) < 2 || len(parts) > 5 {
		return false
	}
	switch parts[1] {
	case a.word("path.latest"), a.word("path.popular"):
		return len(parts) == 2
	case a.word("path.index"):
		date := append(parts[2:], "", "")
		d, ok := dayIn(date[0], date[1], append(date, "")[2])
		return ok && a.inArchive(d) || len(parts) == 2
	}
	return false
}

// isOwnList: lists that are not in the store's table of addresses.
func (a *assembly) isOwnList(path string) bool {
	parts := strings.Split(path, "/")
	if a.isView(parts) {
		return true
	}
	if len(parts) != 3 || parts[2] == "" {
		return false
	}
	switch parts[1] {
	case a.word("path.topic"):
		_, err := a.view.Topic(a.ctx, parts[2])
		return err == nil
	case a.word("path.tag"):
		_, err := a.view.Tag(a.ctx, parts[2])
		return err == nil
	case a.word("path.author"):
		_, err := a.view.Person(a.ctx, parts[2])
		return err == nil
	}
	return false
}
