package ingest

import (
	"encoding/json"
	"strconv"
	"strings"
)

// The REST interface's JSON. Plugins change the shape of members (numbers as
// texts, lists as objects, false for nothing), so that each is read for itself.

// text reads a string, a number or {"rendered": "…"}.
func text(raw json.RawMessage) string {
	if len(raw) == 0 {
		return ""
	}
	switch raw[0] {
	case '"':
		var s string
		if json.Unmarshal(raw, &s) == nil {
			return s
		}
	case '{':
		var o struct {
			Rendered json.RawMessage `json:"rendered"`
		}
		if json.Unmarshal(raw, &o) == nil && len(o.Rendered) > 0 && o.Rendered[0] == '"' {
			return text(o.Rendered)
		}
	case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		return string(raw)
	}
	return ""
}

func wholeOf(raw json.RawMessage) int64 { return number(strings.TrimSuffix(text(raw), ".0")) }

func yes(raw json.RawMessage) bool { return string(raw) == "true" }

func member(raw json.RawMessage, path ...string) json.RawMessage {
	for _, name := range path {
		var m map[string]json.RawMessage
		if json.Unmarshal(raw, &m) != nil {
			return nil
		}
		raw = m[name]
	}
	return raw
}

func ids(raw json.RawMessage) []int64 {
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) != nil {
		return nil
	}
	var out []int64
	for _, x := range list {
		if n := wholeOf(x); n > 0 {
			out = append(out, n)
		}
	}
	return out
}

func (r *rest) user(m map[string]json.RawMessage) Record {
	a := &Author{Number: wholeOf(m["id"]), Login: text(m["slug"]), Slug: text(m["slug"]), Name: plainTitle(text(m["name"])), Bio: plainText(text(m["description"])),
		URL: text(m["url"]), Email: text(m["email"])}
	for _, size := range [...]string{"512", "192", "96", "48", "24"} {
		if a.Portrait == "" {
			a.Portrait = text(member(m["avatar_urls"], size))
		}
	}
	if link := r.wp.absolute(text(m["link"])); link != "" {
		a.Addresses = []Address{{link, "permalink"}}
	}
	r.know(a)
	return Record{Author: a}
}

func (r *rest) know(a *Author) {
	known := a.Addresses != nil
	r.wp.author(a)
	if known && len(a.Addresses) > 1 && a.Addresses[1].URL == a.Addresses[0].URL {
		a.Addresses = append(a.Addresses[:1], a.Addresses[2:]...)
	}
	if len(r.users) < maxRemembered {
		r.users[a.Number] = a
	}
}

func (r *rest) term(m map[string]json.RawMessage) Record {
	t := &Term{Number: wholeOf(m["id"]), Taxonomy: text(m["taxonomy"]), Slug: text(m["slug"]), Name: text(m["name"]), Description: plainText(text(m["description"])),
		ParentNumber: wholeOf(m["parent"])}
	if p := r.wp.byID[t.ParentNumber]; p != nil {
		t.Parent = p.Slug
	}
	if link := r.wp.absolute(text(m["link"])); link != "" {
		t.Addresses = append(t.Addresses, Address{link, "permalink"})
		if t.Taxonomy == "category" {
			t.Addresses = append(t.Addresses, Address{r.wp.site.URL + "/?cat=" + strconv.FormatInt(t.Number, 10), "id"})
		} else if t.Taxonomy == "post_tag" {
			t.Addresses = append(t.Addresses, Address{r.wp.site.URL + "/?tag=" + t.Slug, "id"})
		}
	}
	r.wp.term(t)
	return Record{Term: t}
}

func (r *rest) medium(m map[string]json.RawMessage) Record {
	p := r.basics(m)
	p.Type = "attachment"
	p.Parent = wholeOf(m["post"])
	p.Medium = mediumOf(m)
	p.Excerpt, p.Content = "", ""
	return Record{Medium: r.wp.medium(p)}
}

func mediumOf(m map[string]json.RawMessage) Medium {
	d := m["media_details"]
	return Medium{Number: wholeOf(m["id"]), URL: text(m["source_url"]), MIME: text(m["mime_type"]), Alt: oneLine(text(m["alt_text"])), Caption: plainText(text(m["caption"])),
		Text: plainText(restDescription(text(m["description"]))), Width: int(wholeOf(member(d, "width"))), Height: int(wholeOf(member(d, "height"))),
		Credit: plainTitle(firstText(text(member(d, "image_meta", "credit")), text(member(d, "image_meta", "copyright"))))}
}

// restDescription: WordPress puts the picture itself before the description.
func restDescription(s string) string {
	if strings.Contains(s, `class="attachment"`) {
		if _, after, ok := strings.Cut(s, "</p>"); ok {
			return after
		}
	}
	return s
}

// basics are the members that posts of all types have.
func (r *rest) basics(m map[string]json.RawMessage) *wpPost {
	p := &wpPost{Rendered: true, ID: wholeOf(m["id"]), Title: text(m["title"]), Link: text(m["link"]), GUID: text(m["guid"]), Date: text(m["date"]), DateGMT: text(m["date_gmt"]),
		Modified: text(m["modified"]), ModifiedGMT: text(m["modified_gmt"]), Content: text(m["content"]), Excerpt: text(m["excerpt"]), Name: text(m["slug"]),
		Status: firstText(text(m["status"]), "publish"), Type: firstText(text(m["type"]), "post"), Parent: wholeOf(m["parent"]), CommentStatus: text(m["comment_status"]),
		PingStatus: text(m["ping_status"]), Sticky: yes(m["sticky"])}
	if n, err := strconv.ParseInt(text(m["menu_order"]), 10, 64); err == nil {
		p.Order = n
	}
	if yes(member(m["content"], "protected")) {
		p.Protected = true
	}
	if a := r.users[wholeOf(m["author"])]; a != nil {
		p.Creator = a.Login
	}
	return p
}

// taken are members that are read, or that say nothing of the article.
var taken = words(`id date date_gmt guid modified modified_gmt slug status type link title content excerpt author featured_media comment_status
	ping_status sticky template format meta categories tags parent menu_order class_list yoast_head yoast_head_json _embedded _links acf
	jetpack_featured_media_url jetpack_shortlink jetpack_sharing_enabled jetpack_likes_enabled jetpack-related-posts jetpack_publicize_connections
	aioseo_head aioseo_head_json aioseo_notices permalink_template generated_slug uagb_featured_image_src uagb_author_info uagb_comment_info uagb_excerpt
	amp_enabled`)

func (r *rest) post(m map[string]json.RawMessage) Record {
	p := r.basics(m)
	r.embedded(p, m["_embedded"])
	for base, taxonomy := range r.taxonomies {
		for _, id := range ids(m[base]) {
			t := TermRef{Taxonomy: taxonomy, Number: id}
			if known := r.wp.byID[id]; known != nil {
				t.Slug, t.Name = known.Slug, known.Name
			}
			if t.Slug == "" && hasTerm(p.Terms, id) {
				continue
			}
			if !hasTerm(p.Terms, id) {
				p.Terms = append(p.Terms, t)
			}
		}
	}
	sortTerms(p.Terms, append(ids(m["categories"]), ids(m["tags"])...))
	if f := text(m["format"]); f != "" && f != "standard" {
		p.Terms = append(p.Terms, TermRef{Taxonomy: "post_format", Slug: "post-format-" + f, Name: f})
	}
	if p.Featured.Number == 0 {
		p.Featured.Number = wholeOf(m["featured_media"])
	}
	if p.Featured.URL == "" {
		p.Featured.URL = r.wp.absolute(text(m["jetpack_featured_media_url"]))
	}
	y := m["yoast_head_json"]
	if t := text(member(y, "title")); t != "" && !strings.HasPrefix(fold(plainTitle(t)), fold(plainTitle(p.Title))) {
		p.SEOTitle = plainTitle(t)
	}
	p.SEODescription = text(member(y, "description"))
	p.NoIndex = text(member(y, "robots", "index")) == "noindex"
	if c := r.wp.absolute(text(member(y, "canonical"))); c != "" && c != p.Link {
		p.Canonical = c
	}
	for _, group := range [...]json.RawMessage{m["meta"], m["acf"]} {
		var fields map[string]json.RawMessage
		if json.Unmarshal(group, &fields) == nil {
			p.addMeta(fields, nil)
		}
	}
	p.addMeta(m, func(name string) bool { return taken[name] || r.taxonomies[name] != "" })
	if len(p.Terms) == 0 {
		p.Terms = nil
	}
	return Record{Item: r.wp.item(p)}
}

// addMeta takes a plugin's members as fields.
func (p *wpPost) addMeta(fields map[string]json.RawMessage, skip func(string) bool) {
	names := make(map[string]string, len(fields))
	for n := range fields {
		names[n] = n
	}
	for _, name := range sortedKeys(names) {
		raw := fields[name]
		if skip != nil && skip(name) {
			continue
		}
		switch v := text(raw); {
		case v != "":
			p.Meta = append(p.Meta, Field{name, v})
		case len(raw) > 2 && (raw[0] == '{' || raw[0] == '[') && len(raw) < 64<<10:
			p.Meta = append(p.Meta, Field{name, string(raw)})
		case yes(raw):
			p.Meta = append(p.Meta, Field{name, "1"})
		}
	}
}

func hasTerm(terms []TermRef, id int64) bool {
	for _, t := range terms {
		if t.Number == id {
			return true
		}
	}
	return false
}

// sortTerms puts terms into the order in which the article names them.
func sortTerms(terms []TermRef, order []int64) {
	place := map[int64]int{}
	for i, id := range order {
		place[id] = i + 1
	}
	for i := 1; i < len(terms); i++ {
		for k := i; k > 0 && less(terms[k], terms[k-1], place); k-- {
			terms[k], terms[k-1] = terms[k-1], terms[k]
		}
	}
}

func less(a, b TermRef, place map[int64]int) bool {
	pa, pb := place[a.Number], place[b.Number]
	switch {
	case pa > 0 && pb > 0:
		return pa < pb
	case pa > 0 || pb > 0:
		return pa > 0
	case a.Taxonomy != b.Taxonomy:
		return a.Taxonomy < b.Taxonomy
	}
	return a.Number < b.Number
}

// embedded reads what came along with a post. Authors and terms that their own
// lists did not give, because a site hides these, are learned here.
func (r *rest) embedded(p *wpPost, raw json.RawMessage) {
	var e struct {
		Author []map[string]json.RawMessage `json:"author"`
		Media  []map[string]json.RawMessage `json:"wp:featuredmedia"`
	}
	if json.Unmarshal(raw, &e) != nil {
		return
	}
	var terms [][]map[string]json.RawMessage
	_ = json.Unmarshal(member(raw, "wp:term"), &terms)
	for _, a := range e.Author {
		if a["code"] == nil && p.Creator == "" && text(a["name"]) != "" {
			known := r.users[wholeOf(a["id"])]
			if known == nil {
				known = r.user(a).Author
			}
			p.Creator = known.Login
		}
	}
	for _, m := range e.Media {
		if m["code"] == nil && p.Featured.Number == 0 {
			p.Featured = mediumOf(m)
			if p.Featured.Number == 0 {
				p.Featured.Number = wholeOf(m["id"])
			}
		}
	}
	for _, group := range terms {
		for _, t := range group {
			id := wholeOf(t["id"])
			if id == 0 || t["code"] != nil {
				continue
			}
			if r.wp.byID[id] == nil {
				r.term(t)
			}
			if !hasTerm(p.Terms, id) {
				p.Terms = append(p.Terms, TermRef{Taxonomy: text(t["taxonomy"]), Slug: text(t["slug"]), Name: plainTitle(text(t["name"])), Number: id})
			}
		}
	}
}

func (r *rest) comment(m map[string]json.RawMessage) Record {
	c := r.wp.comment(&wpComment{ID: wholeOf(m["id"]), Post: wholeOf(m["post"]), Parent: wholeOf(m["parent"]), User: wholeOf(m["author"]), Author: plainTitle(text(m["author_name"])),
		URL: text(m["author_url"]), Date: text(m["date"]), DateGMT: text(m["date_gmt"]), Content: text(m["content"]), Approved: firstText(text(m["status"]), "approved"),
		Type: text(m["type"])})
	return Record{Comment: &c}
}
