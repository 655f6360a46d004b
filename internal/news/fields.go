package news

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"

	"warta/internal/body"
)

// Field describes one field of an article's content. The table below is the
// only list of them: validation, forms, the API, diff and merge are driven by
// it (newsroom.md ART-7).
type Field struct {
	Name string
	// Limit in code points after NFC and trim, or in elements for lists; 0 is
	// none.
	Limit int
	// Required to publish.
	Required bool
	// Line fields hold a single line without markup.
	Line bool
	// Merge rule: "scalar", "set", "list" or "body" (newsroom.md 4.2).
	Merge string
	// Of is set on rows that bound something inside another field's value, as a
	// name inside the byline; they have no value of their own.
	Of string

	text func(*Content) []string
	size func(*Content) int
	// val reads and writes the value (value.go).
	val value
}

func one(get func(*Content) string) func(*Content) []string {
	return func(c *Content) []string { return []string{get(c)} }
}

func variant(key string) func(*Content) []string {
	return one(func(c *Content) string { return c.Headlines[key] })
}

// Fields is the table of content fields.
var Fields = []Field{
	{Name: "headline", Limit: 200, Required: true, Line: true, Merge: "scalar", val: at(func(c *Content) *string { return &c.Headline })},
	{Name: "headlines.short", Limit: 60, Line: true, Merge: "scalar", text: variant("short"), val: headlineOf("short")},
	{Name: "headlines.social", Limit: 100, Line: true, Merge: "scalar", text: variant("social"), val: headlineOf("social")},
	{Name: "headlines.seo", Limit: 70, Line: true, Merge: "scalar", text: variant("seo"), val: headlineOf("seo")},
	{Name: "headlines.push", Limit: 80, Line: true, Merge: "scalar", text: variant("push"), val: headlineOf("push")},
	{Name: "headlines.print", Limit: 200, Line: true, Merge: "scalar", text: variant("print"), val: headlineOf("print")},
	{Name: "kicker", Limit: 40, Line: true, Merge: "scalar", val: at(func(c *Content) *string { return &c.Kicker })},
	{Name: "standfirst", Limit: 400, Merge: "scalar", val: at(func(c *Content) *string { return &c.Standfirst })},
	{Name: "description", Limit: 200, Merge: "scalar", val: at(func(c *Content) *string { return &c.Description })},
	{Name: "slug", Limit: 120, Merge: "scalar", val: at(func(c *Content) *string { return &c.Slug })},
	{Name: "slugline", Limit: 60, Line: true, Merge: "scalar", val: at(func(c *Content) *string { return &c.Slugline })},
	{Name: "dateline.place", Limit: 60, Line: true, Merge: "scalar", val: at(func(c *Content) *string { return &c.Dateline.Place })},
	{Name: "dateline.outlet", Limit: 60, Line: true, Merge: "scalar", val: at(func(c *Content) *string { return &c.Dateline.Outlet })},
	{Name: "dateline.no_outlet", Merge: "scalar", val: at(func(c *Content) *bool { return &c.Dateline.NoOutlet })},
	{Name: "byline", Limit: 12, Required: true, Merge: "list", size: func(c *Content) int { return len(c.Byline) },
		val: listAt(func(c *Content) *[]Credit { return &c.Byline }, Credit.key)},
	{Name: "byline.name", Of: "byline", Limit: 120, Line: true, Merge: "list", text: func(c *Content) []string { return credits(c, func(x Credit) string { return x.Name }) }},
	{Name: "byline.label", Of: "byline", Limit: 40, Line: true, Merge: "list", text: func(c *Content) []string { return credits(c, func(x Credit) string { return x.Label }) }},
	{Name: "lead.asset", Merge: "scalar", val: leadAt(func(l *LeadMedia) *AssetID { return &l.Asset })},
	{Name: "lead.caption", Limit: 600, Merge: "scalar", text: lead(func(l *LeadMedia) string { return l.Caption }), val: leadAt(func(l *LeadMedia) *string { return &l.Caption })},
	{Name: "lead.credit", Limit: 200, Line: true, Merge: "scalar", text: lead(func(l *LeadMedia) string { return l.Credit }), val: leadAt(func(l *LeadMedia) *string { return &l.Credit })},
	{Name: "lead.alt", Limit: 300, Merge: "scalar", text: lead(func(l *LeadMedia) string { return l.Alt }), val: leadAt(func(l *LeadMedia) *string { return &l.Alt })},
	{Name: "lead.decorative", Merge: "scalar", val: leadAt(func(l *LeadMedia) *bool { return &l.Decorative })},
	{Name: "lead.crop", Merge: "scalar", val: leadAt(func(l *LeadMedia) *string { return &l.Crop })},
	{Name: "section", Required: true, Merge: "scalar", size: func(c *Content) int {
		if c.Section == 0 {
			return 0
		}
		return 1
	}, val: at(func(c *Content) *SectionID { return &c.Section })},
	{Name: "more", Limit: 3, Merge: "set", size: func(c *Content) int { return len(c.More) }, val: setAt(func(c *Content) *[]SectionID { return &c.More })},
	{Name: "tags", Limit: 15, Merge: "set", size: func(c *Content) int { return len(c.Tags) }, val: setAt(func(c *Content) *[]TagID { return &c.Tags })},
	{Name: "topic", Merge: "scalar", val: at(func(c *Content) *TopicID { return &c.Topic })},
	{Name: "related", Limit: 8, Merge: "list", size: func(c *Content) int { return len(c.Related) },
		val: listAt(func(c *Content) *[]ArticleID { return &c.Related }, ArticleID.String)},
	{Name: "follows", Merge: "scalar", val: at(func(c *Content) *ArticleID { return &c.Follows })},
	{Name: "kind", Merge: "scalar", val: at(func(c *Content) *ArticleKind { return &c.Kind })},
	{Name: "language", Merge: "scalar", val: at(func(c *Content) *string { return &c.Language })},
	{Name: "source", Merge: "scalar", val: at(func(c *Content) **Source { return &c.Source })},
	{Name: "canonical", Merge: "scalar", val: at(func(c *Content) *string { return &c.Canonical })},
	{Name: "flags.unverified", Merge: "scalar", val: at(func(c *Content) **Unverified { return &c.Flags.Unverified })},
	// A switch merged by itself is the set of switches merged: who turned one on
	// or off has the last word on that one.
	{Name: "flags.child", Merge: "scalar", val: at(func(c *Content) *bool { return &c.Flags.Child })},
	{Name: "flags.victim", Merge: "scalar", val: at(func(c *Content) *bool { return &c.Flags.Victim })},
	{Name: "flags.graphic", Merge: "scalar", val: at(func(c *Content) *bool { return &c.Flags.Graphic })},
	{Name: "flags.no_comments", Merge: "scalar", val: at(func(c *Content) *bool { return &c.Flags.NoComments })},
	{Name: "flags.noindex", Merge: "scalar", val: at(func(c *Content) *bool { return &c.Flags.NoIndex })},
	{Name: "flags.evergreen", Merge: "scalar", val: at(func(c *Content) *bool { return &c.Flags.Evergreen })},
	{Name: "ai_use", Merge: "scalar", val: at(func(c *Content) **AIUse { return &c.AIUse })},
	{Name: "label", Merge: "scalar", val: at(func(c *Content) *string { return &c.Label })},
	{Name: "body", Required: true, Merge: "body", size: func(c *Content) int { return len(c.Body.Blocks) }, val: at(func(c *Content) *body.Doc { return &c.Body })},
	{Name: "paged", Merge: "scalar", val: at(func(c *Content) *bool { return &c.Paged })},
	{Name: "closing_note", Limit: 500, Merge: "scalar", val: at(func(c *Content) *string { return &c.ClosingNote })},
	{Name: "notes_internal", Limit: 4000, Merge: "scalar", val: at(func(c *Content) *string { return &c.NotesInternal })},
}

func credits(c *Content, get func(Credit) string) []string {
	out := make([]string, len(c.Byline))
	for i, x := range c.Byline {
		out[i] = get(x)
	}
	return out
}

func lead(get func(*LeadMedia) string) func(*Content) []string {
	return func(c *Content) []string {
		if c.Lead == nil {
			return nil
		}
		return []string{get(c.Lead)}
	}
}

// Length counts text as limits do: code points after NFC and trim. The text
// itself is stored as given (SP-2).
func Length(s string) int { return utf8.RuneCountInString(norm.NFC.String(strings.TrimSpace(s))) }

// Check is how strictly content is read.
type Check struct {
	// Publish asks for what publishing needs, too.
	Publish bool
	// Imported text may be longer than a limit and may lack a body: what was
	// public elsewhere comes over as it is (newsroom.md CHK-1). Shape is
	// checked all the same.
	Imported bool
}

// Validate checks the content against the table of fields and the rules of
// shape. The error is Invalid and lists every field at fault.
func (c *Content) Validate(k Check) error {
	var bad []FieldError
	add := func(field, code string, limit int) {
		bad = append(bad, FieldError{Field: field, Code: code, Limit: limit})
	}
	for _, f := range Fields {
		empty := true
		if texts, ok := f.texts(c); ok {
			for _, s := range texts {
				empty = empty && strings.TrimSpace(s) == ""
				switch {
				case !utf8.ValidString(s):
					add(f.Name, "utf8", 0)
				case f.Line && strings.ContainsAny(s, "\n\r"):
					add(f.Name, "one_line", 0)
				case f.Limit > 0 && !k.Imported && Length(s) > f.Limit:
					add(f.Name, "too_long", f.Limit)
				}
			}
		}
		if f.size != nil {
			n := f.size(c)
			empty = n == 0
			if f.Limit > 0 && !k.Imported && n > f.Limit {
				add(f.Name, "too_many", f.Limit)
			}
		}
		if c.Kind == KindPage && (f.Name == "section" || f.Name == "byline") {
			continue // the paper itself speaks
		}
		if k.Publish && f.Required && empty && !(k.Imported && f.Name != "headline" && f.Name != "section") {
			add(f.Name, "required", 0)
		}
	}
	if c.Slug != "" && !ValidSlug(c.Slug) && !k.Imported {
		add("slug", "slug", 0)
	}
	if c.Kind != "" && !slices.Contains(ArticleKinds, c.Kind) {
		add("kind", "unknown", 0)
	}
	if c.Kind == KindAdvertorial && !slices.Contains(AdLabels, c.Label) && k.Publish {
		add("label", "required", 0)
	}
	if c.Language != "" {
		if _, err := language.Parse(c.Language); err != nil {
			add("language", "unknown", 0)
		}
	}
	if c.Canonical != "" {
		if u, err := url.Parse(c.Canonical); err != nil || u.Scheme != "https" || u.Host == "" {
			add("canonical", "url", 0)
		}
	}
	for i, x := range c.Byline {
		if x.Role != "" && !slices.Contains(Roles, x.Role) {
			add(fmt.Sprintf("byline.%d.role", i), "unknown", 0)
		}
		if x.Person != 0 && x.Name != "" {
			add(fmt.Sprintf("byline.%d", i), "either", 0)
		}
	}
	if c.AIUse != nil && k.Publish && c.AIUse.Approver == "" {
		add("ai_use.approver", "required", 0)
	}
	if u := c.Flags.Unverified; u != nil && k.Publish && (u.Source == "" || u.Ground == "") {
		add("flags.unverified", "required", 0)
	}
	bad = append(bad, bodyErrors(c, k.Imported)...)
	if bad != nil {
		return &Error{Kind: Invalid, Op: "check article", Code: "fields", Fields: bad}
	}
	return nil
}

func bodyErrors(c *Content, imported bool) []FieldError {
	var out []FieldError
	for _, p := range c.Body.Validate() {
		if imported && p.OfLength() {
			continue
		}
		out = append(out, FieldError{Field: "body" + p.Path, Block: p.Block, Code: p.Code, Limit: p.Limit})
	}
	return out
}

func within(op, field, text string, lo, hi int) error {
	switch n := Length(text); {
	case n < lo:
		return &Error{Kind: Invalid, Op: op, Fields: []FieldError{{Field: field, Code: "too_short", Limit: lo}}}
	case n > hi:
		return &Error{Kind: Invalid, Op: op, Fields: []FieldError{{Field: field, Code: "too_long", Limit: hi}}}
	}
	return nil
}
