package site

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	pathpkg "path"
	"slices"
	"strconv"
	"strings"
	"time"

	"warta/internal/cache"
	"warta/internal/locale"
	"warta/internal/news"
	"warta/internal/store"
)

// Addresses of other systems, above all WordPress and Ghost, under which a
// paper was known before (FD-2, SD-3, MP-2): each leads with one 301 to the
// page of ours that took its place, and to nothing that is not there.

// endings are parts that other systems add to the address of what they show
// in another way. file is the feed's, "" for an article in another dress.
var endings = []struct{ ending, file string }{
	{"amp", ""}, {"embed", ""}, {"trackback", ""}, {"print", ""},
	{"comments/feed", "feed.xml"}, {"comments/feed/atom", "atom.xml"}, {"comments/feed/rss2", "feed.xml"},
	{"feed", "feed.xml"}, {"feed/rss", "feed.xml"}, {"feed/rss2", "feed.xml"}, {"feed/rdf", "feed.xml"},
	{"feed/atom", "atom.xml"}, {"feed/json", "feed.json"}, {"rss", "feed.xml"}, {"atom", "atom.xml"},
}

// firstWords are what other systems put before the slug of a list, and the word
// of ours for it; "" means a section.
var firstWords = func() map[string]string {
	words := map[string]string{
		"category": "", "kategori": "", "rubrik": "", "kanal": "", "section": "",
		"tag": "path.tag", "tags": "path.tag", "label": "path.tag", "topic": "path.topic",
		"author": "path.author", "editor": "path.author",
	}
	for _, key := range []string{"path.topic", "path.tag", "path.author"} {
		for _, tag := range locale.Tags() {
			words[locale.Get(tag).Message(key)] = key
		}
	}
	return words
}()

// oldAddress gives the final address of what another system kept at a path; ""
// if there is none. Each step takes a part away, so that it ends.
func (a *assembly) oldAddress(path string) (string, error) {
	parts := strings.FieldsFunc(path, func(r rune) bool { return r == '/' })
	if len(parts) == 0 || len(parts) > 12 {
		return "", nil
	}
	if parts[0] == "index.php" {
		return a.anyForm("/" + strings.Join(parts[1:], "/"))
	}
	for _, step := range []func([]string) (string, error){a.oldEnding, a.oldPage, a.oldList, a.oldDate, a.oldPart} {
		if to, err := step(parts); err != nil || to != "" {
			return to, err
		}
	}
	return "", nil
}

// oldEnding: "/a/amp", "/category/a/feed/atom", "/comments/feed".
func (a *assembly) oldEnding(parts []string) (string, error) {
	whole := strings.ToLower("/" + strings.Join(parts, "/"))
	for _, e := range endings {
		rest, ok := strings.CutSuffix(whole, "/"+e.ending)
		if !ok {
			continue
		}
		root := "/" + strings.Join(parts[:strings.Count(rest, "/")], "/")
		to, err := a.anyForm(root)
		if err != nil || to == "" {
			return "", err
		}
		if e.file == "" {
			if to == "/" && e.ending != "amp" {
				return "", nil
			}
			return to, nil
		}
		if list := strings.TrimSuffix(to, "/"); a.isList(list) {
			return list + "/" + e.file, nil
		}
		// What is left is the feed of an article's comments.
		addr, err := a.view.Resolve(a.ctx, to)
		if err != nil || addr.Article == 0 {
			return "", nil
		}
		return to, nil
	}
	return "", nil
}

// oldPage: "/page/2", "/category/a/page/3". Lists continue elsewhere now; they
// begin where they did.
func (a *assembly) oldPage(parts []string) (string, error) {
	n := len(parts)
	if n < 2 || parts[n-2] != "page" || !digits(parts[n-1]) {
		return "", nil
	}
	to, err := a.anyForm("/" + strings.Join(parts[:n-2], "/"))
	if err != nil || to == "/" || to != "" && a.isOwnList(to) {
		return to, err
	}
	if addr, err := a.view.Resolve(a.ctx, to); err == nil && addr.Kind == store.AddressSection {
		return to, nil
	}
	return "", nil
}

// oldList: "/category/a/b", "/author/x".
func (a *assembly) oldList(parts []string) (string, error) {
	key, ok := firstWords[strings.ToLower(parts[0])]
	if !ok || len(parts) < 2 {
		return "", nil
	}
	if key != "" {
		path := "/" + a.word(key) + "/" + parts[1]
		if len(parts) != 2 || path == a.rq.path {
			return "", nil
		}
		return a.public(path)
	}
	path := "/" + strings.Join(parts[1:], "/")
	if addr, err := a.view.Resolve(a.ctx, path); err == nil && addr.Section != 0 {
		return a.present(addr, path), nil
	} else if err != nil && !news.Is(err, news.NotFound) {
		return "", fmt.Errorf("find %s: %w", path, err)
	}
	// The section may stand elsewhere in the tree than it did there.
	if err := a.loadSections(); err != nil {
		return "", err
	}
	last := strings.ToLower(parts[len(parts)-1])
	i := slices.IndexFunc(a.sections, func(s store.SectionEntry) bool { return s.Slug == last })
	if i < 0 {
		return "", nil
	}
	return a.sections[i].Path, nil
}

// oldDate: "/2025", "/2025/03", "/2025/03/01".
func (a *assembly) oldDate(parts []string) (string, error) {
	if len(parts) > 3 {
		return "", nil
	}
	date := append(slices.Clone(parts), "", "")
	for i := 1; i < len(parts); i++ {
		if len(date[i]) == 1 {
			date[i] = "0" + date[i]
		}
	}
	d, ok := dayIn(date[0], date[1], date[2])
	if !ok || !a.inArchive(d) {
		return "", nil
	}
	return "/" + a.word("path.index") + "/" + d.path(), nil
}

// inArchive reports whether the index has a page for a date: none before the
// first article and none in the future.
func (a *assembly) inArchive(d day) bool {
	at, ok, err := a.view.Nearest(a.ctx, store.List{By: "edition"}, time.Time{}, true)
	today := dayOf(a.now).path()
	first := today
	if err == nil && ok {
		first = min(first, dayOf(a.at(at)).path())
	}
	p := d.path()
	return p >= first[:len(p)] && p <= today[:len(p)]
}

// oldPart: below an article, the pages of its text ("/a/2") and of its pictures
// ("/a/picture").
func (a *assembly) oldPart(parts []string) (string, error) {
	n := len(parts)
	if n < 2 || len(parts[n-1]) > 200 {
		return "", nil
	}
	parent := "/" + strings.Join(parts[:n-1], "/")
	for _, form := range append([]string{parent}, forms(parent)...) {
		addr, err := a.view.Resolve(a.ctx, form)
		if news.Is(err, news.NotFound) {
			continue
		}
		if err != nil {
			return "", fmt.Errorf("find %s: %w", form, err)
		}
		if addr.Article == 0 {
			return "", nil
		}
		to := a.present(addr, form)
		if addr.Kind == store.AddressGone || !digits(parts[n-1]) {
			return to, nil
		}
		return a.oldTextPage(addr.Article, to, parts[n-1])
	}
	return "", nil
}

func (a *assembly) oldTextPage(id news.ArticleID, path, page string) (string, error) {
	p, err := a.view.Article(a.ctx, id)
	if err != nil {
		return "", fmt.Errorf("find a page of article %s: %w", id, err)
	}
	n, err := strconv.Atoi(page)
	if err == nil && p.Content.Paged && n > 1 && n <= len(p.Content.Body.Pages()) {
		return path + "?" + a.word("query.page") + "=" + strconv.Itoa(n), nil
	}
	return path, nil
}

// oldKeys are the query keys by which other systems find their pages at "/".
var oldKeys = []string{"p", "page_id", "attachment_id", "cat", "tag", "author", "author_name", "category_name", "s", "m", "feed"}

// programs are endings of addresses that meant nothing without their query.
var programs = map[string]bool{".php": true, ".asp": true, ".aspx": true, ".jsp": true, ".cgi": true, ".cfm": true}

// oldQuery answers for "?amp" everywhere, for "/?p=123" and its like, which
// would otherwise be unknown keys of the front page, and for the operator's
// redirects of programs with a query.
func (s *Server) oldQuery(w http.ResponseWriter, r *http.Request, rq request, path string) bool {
	if r.URL.RawQuery == "" || r.Method != http.MethodGet && r.Method != http.MethodHead {
		return false
	}
	asked, _ := url.ParseQuery(r.URL.RawQuery)
	front := path == "/" || path == "/index.php"
	program := programs[pathpkg.Ext(path)]
	// A paper that stood in a folder has the same at the folder's address.
	folder := digits(asked.Get("p")) || digits(asked.Get("page_id")) || digits(asked.Get("attachment_id"))
	if !asked.Has("amp") && !program && !folder && !(front && slices.ContainsFunc(oldKeys, asked.Has)) {
		return false
	}
	if rq.path = path; front {
		rq.path = "/"
	}
	key := rq.base + r.URL.EscapedPath() + "?" + r.URL.RawQuery
	err := s.o.Cache.Serve(w, r, key, func(ctx context.Context) (*cache.Page, error) {
		return s.make(ctx, rq, func(a *assembly) (*cache.Page, error) {
			page, err := a.oldQueryPage(asked, r.URL.RawQuery, front)
			if page != nil {
				page.NoStore = true
			}
			return page, err
		})
	})
	// What is not found so is asked for again without these keys, and whatever
	// else went wrong will there, too.
	return err == nil || r.Context().Err() != nil
}

func (a *assembly) oldQueryPage(asked url.Values, raw string, front bool) (*cache.Page, error) {
	addr, err := a.view.Resolve(a.ctx, a.rq.path+"?"+raw)
	switch {
	case err == nil && addr.Kind == store.AddressGone && addr.Article == 0:
		return a.unnamedPage(addr.Since)
	case err == nil && addr.Kind == store.AddressGone:
		return a.gonePage(addr.Article)
	case err == nil:
		return a.moved(a.present(addr, a.rq.path), false), nil
	case !news.Is(err, news.NotFound):
		return nil, fmt.Errorf("find %s?%s: %w", a.rq.path, raw, err)
	}
	if front {
		for _, key := range oldKeys {
			if !asked.Has(key) {
				continue
			}
			if page, err := a.oldKey(key, asked.Get(key)); page != nil || err != nil {
				return page, err
			}
		}
	}
	if !asked.Has("amp") {
		return nil, errNoPage
	}
	to, err := a.anyForm(a.rq.path)
	if err == nil && to == "" {
		err = errNoPage
	}
	if err != nil {
		return nil, err
	}
	return a.moved(to, false), nil
}

// oldKey answers for one key of a query at "/"; nil if it leads nowhere.
func (a *assembly) oldKey(key, value string) (*cache.Page, error) {
	to := ""
	var err error
	switch key {
	case "p", "page_id":
		// Imported articles keep their numbers.
		id, parsed := strconv.ParseInt(value, 10, 64)
		if parsed != nil || id <= 0 {
			return nil, nil
		}
		cards, err := a.view.Cards(a.ctx, []news.ArticleID{news.ArticleID(id)})
		if err != nil {
			return nil, fmt.Errorf("find article %d: %w", id, err)
		}
		if card, ok := cards[news.ArticleID(id)]; ok {
			return a.moved(card.Path, false), nil
		}
		page, err := a.gonePage(news.ArticleID(id))
		if news.Is(err, news.NotFound) {
			return nil, nil
		}
		return page, err
	case "tag":
		to, err = a.public("/" + a.word("path.tag") + "/" + url.PathEscape(value))
	case "author_name":
		to, err = a.public("/" + a.word("path.author") + "/" + url.PathEscape(value))
	case "category_name":
		to, err = a.oldList([]string{"category", url.PathEscape(value)})
	case "s":
		if search := "/" + a.word("path.search"); value != "" && a.isOwnPage(search) {
			to = search + "?" + url.Values{"q": {value}}.Encode()
		}
	case "m":
		if len(value) >= 4 && len(value) <= 8 && len(value)%2 == 0 && digits(value) {
			parts := []string{value[:4]}
			for rest := value[4:]; rest != ""; rest = rest[2:] {
				parts = append(parts, rest[:2])
			}
			to, err = a.oldDate(parts)
		}
	case "feed":
		to = "/feed.xml"
		if value == "atom" {
			to = "/atom.xml"
		}
	}
	if err != nil || to == "" {
		return nil, err
	}
	return a.moved(to, false), nil
}
