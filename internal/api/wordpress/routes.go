package wordpress

import (
	"regexp"
	"strings"
	"time"
)

// route is one of the facade's: its pattern as WordPress lists it, and what
// answers. Names in a pattern are given to the answer in their order.
type route struct {
	pattern string
	answer  func(a *answer, in []string) (any, error)
	match   *regexp.Regexp
}

// menu lists the routes. Ids are matched as anything and read strictly, so that
// "7abc" is an unknown id and no other article's.
func menu() []route {
	const id = `/(?P<id>[\w-]+)`
	list := []route{
		{pattern: "", answer: (*answer).index},
		{pattern: "/wp/v2", answer: (*answer).namespace},
		{pattern: "/wp/v2/posts", answer: func(a *answer, _ []string) (any, error) { return a.posts(false) }},
		{pattern: "/wp/v2/posts" + id, answer: func(a *answer, in []string) (any, error) { return a.post(in[0], false) }},
		{pattern: "/wp/v2/pages", answer: func(a *answer, _ []string) (any, error) { return a.posts(true) }},
		{pattern: "/wp/v2/pages" + id, answer: func(a *answer, in []string) (any, error) { return a.post(in[0], true) }},
		{pattern: "/wp/v2/categories", answer: func(a *answer, _ []string) (any, error) { return a.categories() }},
		{pattern: "/wp/v2/categories" + id, answer: func(a *answer, in []string) (any, error) { return a.category(in[0]) }},
		{pattern: "/wp/v2/tags", answer: func(a *answer, _ []string) (any, error) { return a.tags() }},
		{pattern: "/wp/v2/tags" + id, answer: func(a *answer, in []string) (any, error) { return a.tag(in[0]) }},
		{pattern: "/wp/v2/users", answer: func(a *answer, _ []string) (any, error) { return a.users() }},
		{pattern: "/wp/v2/users" + id, answer: func(a *answer, in []string) (any, error) { return a.user(in[0]) }},
		{pattern: "/wp/v2/media", answer: func(a *answer, _ []string) (any, error) { return a.media() }},
		{pattern: "/wp/v2/media" + id, answer: func(a *answer, in []string) (any, error) { return a.medium(in[0]) }},
		{pattern: "/wp/v2/search", answer: func(a *answer, _ []string) (any, error) { return a.search() }},
		{pattern: "/wp/v2/types", answer: (*answer).types},
		{pattern: "/wp/v2/taxonomies", answer: (*answer).taxonomies},
	}
	for i := range list {
		list[i].match = regexp.MustCompile("^" + list[i].pattern + "$")
	}
	return list
}

func (a *answer) route() (any, error) {
	path := a.ask.route
	if path != "" {
		path = "/" + path
	}
	for _, r := range a.f.menu {
		if m := r.match.FindStringSubmatch(path); m != nil {
			return r.answer(a, m[1:])
		}
	}
	return nil, noRoute()
}

// described are the routes as discovery reads them.
func (a *answer) described(under string) object {
	out := object{}
	for _, r := range a.f.menu {
		if !strings.HasPrefix(r.pattern, under) {
			continue
		}
		name, space := r.pattern, ""
		if name == "" {
			name = "/"
		} else {
			space = "wp/v2"
		}
		one := object{"namespace": space, "methods": []string{"GET"}, "endpoints": []object{{"methods": []string{"GET"}, "args": args(r.pattern)}}}
		if !strings.Contains(name, "(") {
			one["_links"] = object{"self": href(a.base + Prefix + name)}
		}
		out[name] = one
	}
	return out
}

// args are the questions that a route knows.
func args(pattern string) object {
	out := object{}
	names := []string{"context", "_fields", "_embed"}
	if strings.HasPrefix(pattern, "/wp/v2/") && !strings.Contains(pattern, "(") {
		names = append(names, "page", "per_page", "offset", "order", "orderby", "include", "exclude", "slug", "search")
	}
	if pattern == "/wp/v2/posts" {
		names = append(names, "after", "before", "author", "author_exclude", "categories", "categories_exclude", "tags", "tags_exclude")
	}
	for _, n := range names {
		out[n] = object{"required": false}
	}
	return out
}

// index is the root, which says what there is. Nobody can sign in here.
func (a *answer) index([]string) (any, error) {
	_, seconds := a.view.Now().In(a.zone).Zone()
	return object{"name": a.set.Name, "description": a.set.Tagline, "url": a.base, "home": a.base, "gmt_offset": float64(seconds) / 3600,
		"timezone_string": a.zone.String(), "namespaces": []string{"wp/v2"}, "authentication": object{}, "routes": a.described(""),
		"_links": object{"help": href("https://developer.wordpress.org/rest-api/")}}, nil
}

func (a *answer) namespace([]string) (any, error) {
	return object{"namespace": "wp/v2", "routes": a.described("/wp/v2"), "_links": object{"up": href(a.base + Prefix + "/")}}, nil
}

func (a *answer) types([]string) (any, error) {
	out := object{}
	for _, t := range [][3]string{{"post", "posts", "Posts"}, {"page", "pages", "Pages"}, {"attachment", "media", "Media"}} {
		out[t[0]] = object{"slug": t[0], "name": t[2], "description": "", "hierarchical": t[0] == "page", "rest_base": t[1], "rest_namespace": "wp/v2",
			"taxonomies": []string{}, "_links": object{"collection": href(a.api("types")), "wp:items": href(a.api(t[1])), "curies": curies()}}
	}
	out["post"].(object)["taxonomies"] = []string{"category", "post_tag"}
	return out, nil
}

func (a *answer) taxonomies([]string) (any, error) {
	out := object{}
	for _, t := range [][3]string{{"category", "categories", "Categories"}, {"post_tag", "tags", "Tags"}} {
		out[t[0]] = object{"slug": t[0], "name": t[2], "description": "", "hierarchical": t[0] == "category", "rest_base": t[1], "rest_namespace": "wp/v2",
			"types": []string{"post"}, "_links": object{"collection": href(a.api("taxonomies")), "wp:items": href(a.api(t[1])), "curies": curies()}}
	}
	return out, nil
}

// local and gmt write a moment as WordPress does: without a zone.
func (a *answer) local(t time.Time) string { return t.In(a.zone).Format("2006-01-02T15:04:05") }

func gmt(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05") }
