package ingest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"warta/internal/news"
)

// Ghost exports its database as JSON: {"db":[{"meta":…,"data":{table:[row,…]}}]},
// or without "db". Tables come in any order and refer to each other, so that a file
// is read twice: first everything small is remembered (settings, people, tags, who
// wrote what), then posts come one by one.
//
//	ghost.go          the file and its tables
//	ghostpost.go      a post to an article
//	ghostlexical.go, ghostmobiledoc.go, ghosthtml.go
//	                  the three forms of a text to plain markup for the mapper
//	ghostcards.go     what stands between the paragraphs, common to the three
//	markdown.go       texts written in Markdown, where no finished form came along
//
// Which tags are sections: those to which the site's navigation leads; for an
// article that has none of them, its first public tag, which is Ghost's primary
// tag. All others are tags. Tags whose name begins with "#" are Ghost's internal
// ones: readers never saw them, they are kept beside the article.
type ghost struct {
	ctx    context.Context
	o      StreamOptions
	survey *Survey
	site   Site
	// base is the site's address or, where nobody tells it, a stand-in.
	base    string
	version string
	// found: something of Ghost's own was met.
	found bool

	settings map[string]string
	secrets  map[string]bool
	users    map[string]*ghostUser
	tags     map[string]*ghostTag
	order    struct{ users, tags []string }
	// by post
	tagged    map[string][]ghostLink
	written   map[string][]ghostLink
	meta      map[string]ghostRow
	comments  map[string][]ghostRow
	old       map[string][]string // by path: earlier paths that led there
	roles     map[string]string   // by role: its name
	members   map[string][2]string
	remember  int64 // bytes that are remembered
	sections  map[string]bool
	bySlug    map[string]bool // last parts of posts' addresses
	byID      map[string]bool
	machinery map[string]*ghostTable
	menus     []MenuItem
}

type ghostUser struct {
	row ghostRow
	a   *Author
	// roles by name.
	roles []string
}

type ghostTag struct {
	id, name, slug string
	internal       bool
	row            ghostRow
	// used as a section, as a tag.
	section, tag bool
}

type ghostLink struct {
	id    string
	order int64
}

// ghostTable is a table that only Ghost itself has a use for.
type ghostTable struct {
	rows int
	raw  []byte
}

// ghostRow is a row of a table, its values as the file has them.
type ghostRow map[string]json.RawMessage

// text gives a field as text, whatever it is; "" for null.
func (r ghostRow) text(name string) string {
	raw := r[name]
	switch {
	case len(raw) == 0 || string(raw) == "null":
		return ""
	case raw[0] == '"':
		var s string
		if json.Unmarshal(raw, &s) != nil {
			return string(raw)
		}
		return s
	}
	return string(raw)
}

// str gives the first of some fields that is text or a number.
func (r ghostRow) str(names ...string) string {
	for _, n := range names {
		if raw := r[n]; len(raw) > 0 && (raw[0] == '"' || raw[0] == '-' || raw[0] >= '0' && raw[0] <= '9') {
			if s := r.text(n); s != "" {
				return s
			}
		}
	}
	return ""
}

func (r ghostRow) num(name string) int64 {
	n, _ := strconv.ParseInt(r.str(name), 10, 64)
	return n
}

func (r ghostRow) yes(name string) bool {
	s := r.text(name)
	return s != "" && s != "0" && s != "false"
}

// when reads a time: text in UTC, or milliseconds.
func (r ghostRow) when(names ...string) time.Time {
	for _, n := range names {
		s := strings.TrimSpace(r.str(n))
		if ms, err := strconv.ParseInt(s, 10, 64); err == nil && ms > 0 && ms < 1<<47 {
			return time.UnixMilli(ms).UTC()
		}
		for _, layout := range [...]string{time.RFC3339, "2006-01-02 15:04:05", "2006-01-02T15:04:05", "2006-01-02"} {
			if t, err := time.Parse(layout, s); err == nil && t.Year() > 1 && t.Year() < 10000 {
				return t.UTC()
			}
		}
	}
	return time.Time{}
}

// fields gives what is not in known, by name.
func (r ghostRow) fields(known map[string]bool) []Field {
	var out []Field
	for _, name := range slices.Sorted(maps.Keys(r)) {
		if v := r.text(name); !known[name] && v != "" && v != "false" && v != "0" && v != "[]" && v != "{}" {
			out = append(out, Field{name, v})
		}
	}
	return out
}

// detectGhost takes an object with Ghost's marks.
func detectGhost(head []byte) bool {
	head = bytes.TrimLeft(bytes.TrimPrefix(head, utf8Mark), " \t\r\n")
	if !bytes.HasPrefix(head, []byte("{")) || bytes.Contains(head, []byte("jsonfeed.org/")) {
		return false
	}
	return bytes.Contains(head, []byte(`"exported_on"`)) || bytes.Contains(head, []byte(`"db"`)) ||
		bytes.Contains(head, []byte(`"data"`)) && (bytes.Contains(head, []byte(`"posts"`)) || bytes.Contains(head, []byte(`"users"`)))
}

// StreamGhost reads an export of Ghost. Records come in the order site, people,
// terms, menus, then posts and what is kept aside as the file has them.
func StreamGhost(ctx context.Context, r io.Reader, o StreamOptions) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		o.Options = o.Options.withDefaults()
		in, gone, err := seekable(ctx, r)
		if err != nil {
			yield(Record{}, ghostUnreadable(o.Options, err))
			return
		}
		defer gone()
		g := newGhost(ctx, o)
		if err := g.first(in); err != nil {
			yield(Record{}, err)
			return
		}
		if err := g.second(in, yield); err != nil && !errors.Is(err, errStopped) {
			yield(Record{}, err)
		}
	}
}

// SurveyGhost looks through a whole file.
func SurveyGhost(ctx context.Context, r io.Reader, o StreamOptions) (Survey, error) {
	o.Options = o.Options.withDefaults()
	v := Survey{Items: map[string]int{}, Terms: map[string]int{}}
	in, gone, err := seekable(ctx, r)
	if err != nil {
		return v, ghostUnreadable(o.Options, err)
	}
	defer gone()
	g := newGhost(ctx, o)
	g.survey = &v
	err = g.first(in)
	v.Site = g.site
	if z, zerr := time.LoadLocation(g.site.Zone); zerr == nil && g.site.Zone != "" {
		_, s := time.Now().In(z).Zone()
		v.ZoneMinutes, v.ZoneKnown = s/60, true
	}
	return v, err
}

func ghostUnreadable(o Options, err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	e := news.Refuse(news.Invalid, "import ghost "+o.Name, "import.unreadable", map[string]any{"file": o.Name})
	e.Err = err
	return e
}

func newGhost(ctx context.Context, o StreamOptions) *ghost {
	return &ghost{ctx: ctx, o: o, settings: map[string]string{}, secrets: map[string]bool{}, users: map[string]*ghostUser{}, tags: map[string]*ghostTag{},
		tagged: map[string][]ghostLink{}, written: map[string][]ghostLink{}, meta: map[string]ghostRow{}, comments: map[string][]ghostRow{},
		old: map[string][]string{}, roles: map[string]string{}, members: map[string][2]string{}, sections: map[string]bool{},
		bySlug: map[string]bool{}, byID: map[string]bool{}, machinery: map[string]*ghostTable{}}
}

// ghostTables are the tables that say something to us.
var ghostTables = words(`posts posts_meta posts_tags posts_authors users roles roles_users tags settings members subscribers comments redirects
	newsletters products labels snippets offers benefits emails integrations webhooks posts_products members_labels members_newsletters
	members_products collections collections_posts recommendations custom_theme_settings posts_users outbox`)

// ghostSecrets are tables of keys and sessions: nothing of them is stored.
var ghostSecrets = words(`sessions tokens api_keys accesstokens refreshtokens clients client_trusted_domains invites brute members_login_events
	members_stripe_customers members_stripe_customers_subscriptions stripe_products stripe_prices webhooks integrations`)

// ghostReaders are tables about readers, row by row kept aside: they asked a Ghost
// site for mail, not this one, and must be asked again.
var ghostReaders = words(`members subscribers members_newsletters members_labels members_products`)

// maxRelations bounds what is remembered of a file, in bytes.
const maxRelations = 96 << 20

// walk goes through the tables.
func (g *ghost) walk(in io.ReadSeeker, row func(table string, at int64, raw json.RawMessage) error) error {
	if _, err := in.Seek(0, io.SeekStart); err != nil {
		return ghostUnreadable(g.o.Options, err)
	}
	w := newJSONWalker(g.ctx, in)
	err := g.top(w, row)
	if g.survey != nil {
		g.survey.Bytes = w.r.read
	}
	if err == nil || errors.Is(err, errStopped) {
		return err
	}
	if g.o.Truncated && g.found && (errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)) {
		return row("", w.offset(), nil)
	}
	if !g.found && !errors.Is(err, context.Canceled) && !errors.Is(err, errRowLarge) {
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) && w.offset() < 2 {
			return g.not()
		}
		if w.r.read == 0 && errors.Is(err, io.EOF) {
			return news.Refuse(news.Invalid, "import ghost "+g.o.Name, "import.empty", map[string]any{"file": g.o.Name})
		}
	}
	return jsonRefusal(g.o.Options, "ghost", in, w, err)
}

func (g *ghost) not() error {
	return news.Refuse(news.Invalid, "import ghost "+g.o.Name, "import.ghost_not", map[string]any{"file": g.o.Name})
}

func (g *ghost) top(w *jsonWalker, row func(string, int64, json.RawMessage) error) error {
	t, err := w.token()
	if err != nil {
		return err
	}
	if t != json.Delim('{') {
		return g.not()
	}
	if err := g.object(w, row, 0); err != nil {
		return err
	}
	if _, err := w.token(); !errors.Is(err, io.EOF) {
		if err == nil {
			err = &json.SyntaxError{Offset: w.offset()}
		}
		return err
	}
	if !g.found {
		return g.not()
	}
	return nil
}

// object reads one of the three outer objects: the file, an entry of "db", "data".
func (g *ghost) object(w *jsonWalker, row func(string, int64, json.RawMessage) error, depth int) error {
	return w.fields(func(name string) error {
		switch {
		case name == "meta" && depth < 2:
			var meta struct {
				Version string `json:"version"`
			}
			var raw json.RawMessage
			if err := w.value(&raw); err != nil {
				return err
			}
			if json.Unmarshal(raw, &meta) == nil && meta.Version != "" {
				g.version = meta.Version
			}
			return nil
		case name == "db" && depth == 0:
			t, err := w.token()
			if err != nil {
				return err
			}
			switch t {
			case json.Delim('['):
				return w.items(func() error {
					t, err := w.token()
					if err != nil {
						return err
					}
					if t != json.Delim('{') {
						return g.not()
					}
					return g.object(w, row, 1)
				})
			case json.Delim('{'):
				return g.object(w, row, 1)
			}
			return g.not()
		case name == "data" && depth < 2:
			t, err := w.token()
			if err != nil {
				return err
			}
			if t != json.Delim('{') {
				return g.not()
			}
			return g.object(w, row, 2)
		case depth == 2 || ghostTables[name]:
			return g.table(w, name, row)
		}
		return w.skip()
	})
}

func (g *ghost) table(w *jsonWalker, name string, row func(string, int64, json.RawMessage) error) error {
	if name == "posts" || name == "settings" || name == "users" || name == "tags" {
		g.found = true
	}
	t, err := w.token()
	if err != nil {
		return err
	}
	switch t {
	case json.Delim('['):
		return w.items(func() error {
			at := w.offset()
			var raw json.RawMessage
			if err := w.value(&raw); err != nil {
				return err
			}
			return row(name, at, raw)
		})
	case json.Delim('{'):
		// A table as one object: settings of some tools.
		return w.fields(func(key string) error {
			at := w.offset()
			var raw json.RawMessage
			if err := w.value(&raw); err != nil {
				return err
			}
			k, _ := json.Marshal(key)
			return row(name, at, json.RawMessage(`{"key":`+string(k)+`,"value":`+string(raw)+`}`))
		})
	}
	return nil
}

func decodeRow(raw json.RawMessage) (ghostRow, bool) {
	var r ghostRow
	err := json.Unmarshal(raw, &r)
	return r, err == nil && r != nil
}

// first remembers what posts need.
func (g *ghost) first(in io.ReadSeeker) error {
	err := g.walk(in, func(table string, at int64, raw json.RawMessage) error {
		if table == "" {
			return nil
		}
		if g.survey != nil {
			g.count(table, raw)
		}
		switch table {
		case "posts":
			return g.glance(raw)
		case "posts_meta", "posts_tags", "posts_authors", "posts_users", "users", "roles", "roles_users", "tags", "settings", "comments", "redirects", "members":
		default:
			return nil
		}
		if g.remember += int64(len(raw)); g.remember > maxRelations && table != "members" {
			return news.Refuse(news.TooLarge, "import ghost "+g.o.Name, "import.ghost_large", map[string]any{"file": g.o.Name, "table": table, "limit": maxRelations >> 20})
		}
		r, ok := decodeRow(raw)
		if !ok {
			return nil // kept aside when it comes again
		}
		g.learn(table, r)
		return nil
	})
	if err != nil {
		return err
	}
	g.conclude()
	return nil
}

// glance learns what a post says of others, beside its text.
func (g *ghost) glance(raw json.RawMessage) error {
	p, ok := decodeRow(raw)
	if !ok {
		return nil
	}
	id := p.str("id")
	if len(g.byID) < 10*maxRemembered {
		g.bySlug[p.str("slug")], g.byID[id] = true, true
	}
	g.tagged[id] = append(g.tagged[id], g.nested("tags", p["tags"])...)
	g.written[id] = append(g.written[id], g.nested("users", p["authors"])...)
	return nil
}

// nested reads what some programs write into the post itself: rows, or names.
func (g *ghost) nested(table string, raw json.RawMessage) (links []ghostLink) {
	if len(raw) < 3 || len(raw) > 1<<20 || raw[0] != '[' {
		return nil
	}
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) != nil {
		return nil
	}
	for i, raw := range list {
		var name string
		if r, ok := decodeRow(raw); ok {
			g.learn(table, r)
			links = append(links, ghostLink{r.str("id", "slug"), int64(i)})
		} else if json.Unmarshal(raw, &name) == nil {
			links = append(links, ghostLink{name, int64(i)})
		}
	}
	return links
}

func (g *ghost) learn(table string, r ghostRow) {
	switch table {
	case "posts_meta":
		g.meta[r.str("post_id")] = r
	case "posts_tags":
		id := r.str("post_id")
		g.tagged[id] = append(g.tagged[id], ghostLink{r.str("tag_id"), r.num("sort_order")})
	case "posts_authors", "posts_users":
		id := r.str("post_id")
		g.written[id] = append(g.written[id], ghostLink{r.str("author_id", "user_id"), r.num("sort_order")})
	case "users":
		id := r.str("id", "slug")
		if g.users[id] == nil && id != "" {
			g.users[id] = &ghostUser{row: r}
			g.order.users = append(g.order.users, id)
		}
	case "roles":
		g.roles[r.str("id")] = r.str("name")
	case "roles_users":
		g.written["role\x00"+r.str("user_id")] = append(g.written["role\x00"+r.str("user_id")], ghostLink{id: r.str("role_id")})
	case "tags":
		id := r.str("id", "slug")
		if g.tags[id] == nil && id != "" {
			name := plainTitle(r.str("name", "slug"))
			g.tags[id] = &ghostTag{id: id, name: name, slug: firstText(r.str("slug"), news.Slug(name)), row: r,
				internal: r.str("visibility") == "internal" || strings.HasPrefix(name, "#")}
			g.order.tags = append(g.order.tags, id)
		}
	case "settings":
		g.setting(r)
	case "comments":
		id := r.str("post_id")
		g.comments[id] = append(g.comments[id], r)
	case "redirects":
		from, to := r.str("from"), r.str("to")
		if from != "" && to != "" {
			p := strings.Trim(Address{URL: to}.Path(), "/")
			g.old[p] = append(g.old[p], from)
		}
	case "members":
		if len(g.members) < maxRemembered {
			g.members[r.str("id")] = [2]string{r.str("name"), r.str("email")}
		}
	}
}

// secretSetting: keys of other services and of the site itself.
func secretSetting(key string) bool {
	for _, w := range [...]string{"private_key", "secret", "password", "token", "api_key", "apikey", "webhook", "public_hash", "public_key", "theme_session"} {
		if strings.Contains(key, w) {
			return true
		}
	}
	return false
}

func (g *ghost) setting(r ghostRow) {
	key, v := r.str("key"), r.text("value")
	if key == "" || v == "" {
		return
	}
	if secretSetting(key) {
		g.secrets[key] = true
		return
	}
	g.settings[key] = v
}

// count is the survey's plain count.
func (g *ghost) count(table string, raw json.RawMessage) {
	switch table {
	case "posts":
		r, _ := decodeRow(raw)
		g.survey.Items[r.postType()]++
	case "users":
		g.survey.Authors++
	case "comments":
		g.survey.Comments++
	case "tags":
		g.survey.Terms["tag"]++
	}
}

// postType is "post" or "page"; older versions say the latter by a flag.
func (r ghostRow) postType() string {
	if t := r.str("type"); t != "" {
		return t
	}
	if r.yes("page") {
		return "page"
	}
	return "post"
}

// standIn is the host of addresses of a site that nobody named; it never answers
// (RFC 2606).
const standIn = "https://ghost.invalid"

// conclude makes site, people, terms and menus of what was remembered.
func (g *ghost) conclude() {
	s := g.settings
	g.site = Site{Name: plainTitle(s["title"]), Tagline: plainText(s["description"]), URL: strings.TrimRight(g.o.Site, "/"),
		Language: firstText(s["locale"], s["lang"], s["default_locale"], s["defaultLang"]),
		Zone:     firstText(s["timezone"], s["active_timezone"], s["activeTimezone"]), Version: g.version, Generator: "Ghost " + g.version}
	if g.site.URL == "" {
		if u, err := url.Parse(s["url"]); err == nil && u.Host != "" {
			g.site.URL = strings.TrimRight(s["url"], "/")
		}
	}
	g.base = firstText(g.site.URL, standIn)
	if z, err := time.LoadLocation(g.site.Zone); err == nil && g.site.Zone != "" {
		g.o.Zone = z
	}
	for _, menu := range [...]string{"navigation", "secondary_navigation"} {
		g.menu(menu, s[menu])
	}
	for _, links := range []map[string][]ghostLink{g.tagged, g.written} {
		for _, l := range links {
			slices.SortStableFunc(l, func(a, b ghostLink) int { return int(a.order - b.order) })
		}
	}
	for _, links := range g.tagged {
		section := g.sectionOf(links)
		for _, l := range links {
			t := g.tagOf(l.id)
			switch {
			case t == nil || t.internal:
			case t == section || g.sections[t.slug]:
				t.section = true
			default:
				t.tag = true
			}
		}
	}
	for _, id := range g.order.tags {
		t := g.tags[id]
		if g.sections[t.slug] && !t.internal {
			t.section = true
		}
	}
	for _, id := range g.order.users {
		g.author(id)
	}
}

// tagOf finds a tag by its number, name or last part of its address.
func (g *ghost) tagOf(id string) *ghostTag {
	if t := g.tags[id]; t != nil {
		return t
	}
	for _, t := range g.tags {
		if t.slug == id || t.name == id {
			return t
		}
	}
	return nil
}

// sectionOf is the first tag that navigation leads to, or the primary tag.
func (g *ghost) sectionOf(links []ghostLink) *ghostTag {
	var primary *ghostTag
	for _, l := range links {
		t := g.tagOf(l.id)
		if t == nil || t.internal {
			continue
		}
		if g.sections[t.slug] {
			return t
		}
		if primary == nil {
			primary = t
		}
	}
	return primary
}

func (g *ghost) menu(name, raw string) {
	var entries []struct {
		Label string `json:"label"`
		URL   string `json:"url"`
	}
	if raw == "" || json.Unmarshal([]byte(raw), &entries) != nil {
		return
	}
	for i, e := range entries {
		u := g.absolute(e.URL)
		g.menus = append(g.menus, MenuItem{Menu: name, Order: int64(i + 1), Title: plainTitle(e.Label), Type: "custom", URL: firstText(strings.TrimPrefix(u, standIn), "/")})
		if g.ours(u) {
			parts := strings.Split(strings.Trim(Address{URL: u}.Path(), "/"), "/")
			if len(parts) == 2 && parts[0] == "tag" {
				g.sections[parts[1]] = true
			}
		}
	}
}

const ghostPlaceholder = "__GHOST_URL__"

// absolute gives an address of the site in full.
func (g *ghost) absolute(s string) string {
	s = strings.TrimSpace(strings.ReplaceAll(s, ghostPlaceholder, g.base))
	switch {
	case s == "":
		return ""
	case strings.HasPrefix(s, "//"):
		return "https:" + s
	case strings.HasPrefix(s, "/"):
		if u, err := url.Parse(g.base); err == nil {
			return u.Scheme + "://" + u.Host + s
		}
		return g.base + s
	}
	return s
}

func (g *ghost) ours(u string) bool {
	return strings.HasPrefix(u, g.base+"/") || u == g.base || bareHost(hostOf(u)) == bareHost(hostOf(g.base))
}

func (g *ghost) author(id string) {
	u := g.users[id]
	r := u.row
	a := &Author{Login: firstText(r.str("slug"), r.str("email"), id), Slug: r.str("slug"), Email: r.str("email"), Name: oneLine(r.str("name", "slug", "email")),
		Bio: plainText(r.str("bio")), URL: g.absolute(r.str("website")), Portrait: g.absolute(r.str("profile_image", "image"))}
	if a.Name == "" {
		a.Name = id
	}
	if h := r.str("password"); strings.HasPrefix(h, "$2") {
		a.Hash = h
	}
	if a.Slug == "" {
		a.Slug = news.Slug(a.Name)
	}
	a.Addresses = append(a.Addresses, Address{g.site.URL + "/author/" + a.Slug + "/", "permalink"}, Address{g.site.URL + "/author/" + a.Slug + "/rss/", "old"})
	for _, l := range g.written["role\x00"+r.str("id")] {
		if name := g.roles[l.id]; name != "" {
			a.Fields = append(a.Fields, Field{"role", name})
		}
	}
	a.Fields = append(a.Fields, r.fields(ghostUserFields)...)
	u.a = a
}

var ghostUserFields = words(`id slug email name bio website profile_image image password created_at created_by updated_at updated_by last_seen
	last_login visibility accessibility tour ghost_auth_access_token ghost_auth_id uuid posts`)

// userOf finds a person by number or by the last part of the address.
func (g *ghost) userOf(id string) *Author {
	if u := g.users[id]; u != nil {
		return u.a
	}
	for _, u := range g.users {
		if u.a != nil && (u.a.Slug == id || u.a.Email == id && id != "") {
			return u.a
		}
	}
	return nil
}

// second gives the records.
func (g *ghost) second(in io.ReadSeeker, yield func(Record, error) bool) error {
	send := func(r Record) error {
		if r.At.Offset < g.o.From && (r.Item != nil || r.Kept != nil) {
			return nil
		}
		if !yield(r, nil) {
			return errStopped
		}
		return nil
	}
	if err := g.opening(send); err != nil {
		return err
	}
	repaired := map[string]int{}
	err := g.walk(in, func(table string, at int64, raw json.RawMessage) error {
		if table == "" {
			repaired["truncated"]++
			return send(Record{At: Position{Offset: at}, Kept: &Kept{What: "post", Why: "truncated", Raw: tailOf(in, at)}})
		}
		r := Record{At: Position{Offset: at}}
		row, ok := decodeRow(raw)
		switch {
		case !ok:
			r.Kept = &Kept{What: table, Why: "broken", Raw: string(raw)}
		case table == "posts":
			if at < g.o.From {
				return nil
			}
			r.Item = g.item(row, raw)
		case table == "settings":
			r.Kept = g.keptSetting(row)
		case ghostReaders[table]:
			r.Kept = &Kept{What: strings.TrimSuffix(table, "s"), Title: row.str("email", "name"), Why: "member", Raw: string(raw)}
		case ghostSecrets[table]:
			g.machine(table, nil)
		case table == "posts_meta":
			if !g.byID[row.str("post_id")] {
				r.Kept = &Kept{What: table, Why: "orphan", Raw: string(raw)}
			}
		case table == "tags":
			if t := g.tags[row.str("id", "slug")]; t != nil && t.internal {
				r.Kept = &Kept{What: "internal tag", Title: t.name, Why: "internal", Raw: string(raw)}
			}
		case table == "redirects":
			if to := strings.Trim(Address{URL: row.str("to")}.Path(), "/"); !g.bySlug[to] {
				r.Kept = &Kept{What: "redirect", Title: row.str("from"), Why: "redirect", Raw: string(raw)}
			}
		case table == "users", table == "posts_tags", table == "posts_authors", table == "posts_users", table == "roles", table == "roles_users", table == "comments":
		case ghostTables[table]:
			r.Kept = &Kept{What: strings.TrimSuffix(table, "s"), Title: plainTitle(row.str("name", "title", "key")), Why: "machinery", Raw: string(raw)}
		default:
			g.machine(table, raw)
		}
		if r.Kind() == "" {
			return nil
		}
		return send(r)
	})
	if err != nil {
		return err
	}
	end := Position{Offset: 1 << 62}
	for _, name := range slices.Sorted(maps.Keys(g.machinery)) {
		t := g.machinery[name]
		why := "machinery"
		if ghostSecrets[name] {
			why = "secret"
		}
		k := &Kept{What: "table", Title: name, Why: why, Raw: string(t.raw), Fields: []Field{{"rows", strconv.Itoa(t.rows)}}}
		if err := send(Record{At: end, Kept: k}); err != nil {
			return err
		}
	}
	return send(Record{At: end, End: &End{Repaired: repaired}})
}

// tailOf is the part of a file that ends in the middle, as far as it is worth keeping.
func tailOf(in io.ReadSeeker, at int64) string {
	if _, err := in.Seek(at, io.SeekStart); err != nil {
		return ""
	}
	b, _ := io.ReadAll(io.LimitReader(in, 1<<20))
	return strings.ToValidUTF8(string(b), "\uFFFD")
}

// machine counts a row of Ghost's own and keeps the first of them.
func (g *ghost) machine(table string, raw json.RawMessage) {
	if len(table) > 100 || len(g.machinery) > 200 && g.machinery[table] == nil {
		table = "others"
	}
	t := g.machinery[table]
	if t == nil {
		t = &ghostTable{}
		g.machinery[table] = t
	}
	t.rows++
	if len(t.raw)+len(raw) < 256<<10 && raw != nil {
		t.raw = append(append(t.raw, raw...), '\n')
	}
}

// opening gives what comes before the posts. It comes again in a run that goes on.
func (g *ghost) opening(send func(Record) error) error {
	if err := send(Record{Site: &g.site}); err != nil {
		return err
	}
	for _, id := range g.order.users {
		if err := send(Record{Author: g.users[id].a}); err != nil {
			return err
		}
	}
	for _, id := range g.order.tags {
		for _, t := range g.terms(g.tags[id]) {
			if err := send(Record{Term: t}); err != nil {
				return err
			}
		}
	}
	menu := ""
	for i := range g.menus {
		if m := g.menus[i].Menu; m != menu {
			menu = m
			if err := send(Record{Term: &Term{Taxonomy: "nav_menu", Slug: m, Name: m}}); err != nil {
				return err
			}
		}
		if err := send(Record{MenuItem: &g.menus[i]}); err != nil {
			return err
		}
	}
	return nil
}

// terms are what a tag becomes: a section, a tag, or both where some articles have
// it first and others not. Its address goes to the section.
func (g *ghost) terms(t *ghostTag) []*Term {
	if t.internal {
		return nil
	}
	var out []*Term
	add := func(taxonomy string) {
		x := &Term{Taxonomy: taxonomy, Slug: t.slug, Name: t.name, Description: plainText(t.row.str("description"))}
		if len(out) == 0 {
			x.Addresses = []Address{{g.site.URL + "/tag/" + t.slug + "/", "permalink"}, {g.site.URL + "/tag/" + t.slug + "/rss/", "old"}}
			x.Fields = t.row.fields(ghostTagFields)
			for i, f := range x.Fields {
				x.Fields[i].Value = strings.ReplaceAll(f.Value, ghostPlaceholder, g.site.URL)
			}
		}
		out = append(out, x)
	}
	if t.section {
		add("category")
	}
	if t.tag || !t.section {
		add("post_tag")
	}
	return out
}

var ghostTagFields = words("id slug name description visibility created_at created_by updated_at updated_by uuid parent_id parent sort_order url")

// usedSettings are those that became something.
var usedSettings = words("title description timezone active_timezone activeTimezone lang locale default_locale defaultLang navigation secondary_navigation url permalinks")

func (g *ghost) keptSetting(r ghostRow) *Kept {
	key := r.str("key")
	switch {
	case g.secrets[key]:
		return &Kept{What: "setting", Title: key, Why: "secret"}
	case usedSettings[key] || r.text("value") == "":
		return nil
	}
	return &Kept{What: "setting", Title: key, Why: "machinery", Raw: strings.ReplaceAll(r.text("value"), ghostPlaceholder, g.site.URL)}
}
