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
		// It leads elsewhere when the article moves on.
		a.key(news.KeyArticle(addr.Article))
		return a.moved(addr.To, true), nil
	case store.AddressGone:
		return a.gonePage(addr.Article)
	}
	return nil, fmt.Errorf("find %s: unknown kind of address %q", path, addr.Kind)
}

// aliases are endings under which other systems keep what stands at the
// address before them (SD-3, FD-2).
var aliases = []struct{ ending, instead string }{
	{"/amp", ""}, {"/amp/", ""},
	{"/feed", "/feed.xml"}, {"/feed/", "/feed.xml"}, {"/feed/atom/", "/feed.xml"},
	{"/rss", "/feed.xml"}, {"/rss/", "/feed.xml"},
}

// otherForm sends other writings of a stored address to the stored one with
// one 301 (URL-3), and other systems' addresses to ours.
func (a *assembly) otherForm(path string) (*cache.Page, error) {
	for _, form := range forms(path) {
		if to, err := a.public(form); err != nil || to != "" {
			if err != nil {
				return nil, err
			}
			return a.moved(to, false), nil
		}
	}
	for _, al := range aliases {
		root, ok := strings.CutSuffix(path, al.ending)
		if !ok {
			continue
		}
		if al.instead != "" && a.isList(root) {
			return a.moved(root+al.instead, false), nil
		}
		for _, form := range append([]string{root}, forms(root)...) {
			to, err := a.public(form)
			if err != nil {
				return nil, err
			}
			if to != "" && al.instead == "" {
				return a.moved(to, false), nil
			}
		}
	}
	return nil, errNoPage
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
	if list := strings.TrimSuffix(path, "/"); a.isOwnList(list) {
		return list, nil
	}
	addr, err := a.view.Resolve(a.ctx, path)
	switch {
	case news.Is(err, news.NotFound):
		return "", nil
	case err != nil:
		return "", fmt.Errorf("find %s: %w", path, err)
	case addr.Kind == store.AddressRedirect:
		return addr.To, nil
	}
	return path, nil
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
		_, ok := dayIn(date[0], date[1], append(date, "")[2])
		return ok || len(parts) == 2
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
