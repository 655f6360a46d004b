package news

import (
	"reflect"
	"strings"
	"testing"
)

func typed() Content {
	return Content{Headline: "Judul", Section: 1, Byline: []Credit{{Name: "Redaksi", Role: RoleReporter}}}
}

func TestValidateNamesTheField(t *testing.T) {
	long := func(n int) string { return strings.Repeat("é", n) }
	tests := []struct {
		name   string
		change func(*Content)
		check  Check
		field  string
		code   string
	}{
		{"headline missing", func(c *Content) { c.Headline = " \u00a0" }, Check{Publish: true}, "headline", "required"},
		{"headline at the limit", func(c *Content) { c.Headline = long(200) }, Check{}, "", ""},
		{"headline over it", func(c *Content) { c.Headline = long(201) }, Check{}, "headline", "too_long"},
		{"imported headline of 400", func(c *Content) { c.Headline = long(400) }, Check{Imported: true}, "", ""},
		{"combining marks count as one letter", func(c *Content) { c.Kicker = strings.Repeat("e\u0301", 40) }, Check{}, "", ""},
		{"headline in two lines", func(c *Content) { c.Headline = "Satu\nDua" }, Check{}, "headline", "one_line"},
		{"invalid UTF-8 even when imported", func(c *Content) { c.Standfirst = "a\xffb" }, Check{Imported: true}, "standfirst", "utf8"},
		{"no byline", func(c *Content) { c.Byline = nil }, Check{Publish: true}, "byline", "required"},
		{"imported without byline", func(c *Content) { c.Byline = nil }, Check{Publish: true, Imported: true}, "", ""},
		{"imported without section", func(c *Content) { c.Section = 0 }, Check{Publish: true, Imported: true}, "section", "required"},
		{"unknown role", func(c *Content) { c.Byline[0].Role = "kepala" }, Check{}, "byline.0.role", "unknown"},
		{"person and name", func(c *Content) { c.Byline[0].Person = 3 }, Check{}, "byline.0", "either"},
		{"sixteen tags", func(c *Content) { c.Tags = make([]TagID, 16) }, Check{}, "tags", "too_many"},
		{"slug with capitals", func(c *Content) { c.Slug = "Judul" }, Check{}, "slug", "slug"},
		{"canonical over http", func(c *Content) { c.Canonical = "http://a.example/x" }, Check{}, "canonical", "url"},
		{"script as canonical", func(c *Content) { c.Canonical = "javascript:alert(1)" }, Check{}, "canonical", "url"},
		{"advertorial without a word", func(c *Content) { c.Kind = KindAdvertorial }, Check{Publish: true}, "label", "required"},
		{"advertorial with another word", func(c *Content) { c.Kind, c.Label = KindAdvertorial, "MITRA" }, Check{Publish: true}, "label", "required"},
		{"machine text without approver", func(c *Content) { c.AIUse = &AIUse{Tool: "x"} }, Check{Publish: true, Imported: true}, "ai_use.approver", "required"},
		{"unverified without source", func(c *Content) { c.Flags.Unverified = &Unverified{Ground: "keselamatan umum"} }, Check{Publish: true}, "flags.unverified", "required"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := typed()
			c.Body.Version = 1
			tt.change(&c)
			err := c.Validate(tt.check)
			if tt.field == "" {
				if tt.check.Publish && !tt.check.Imported {
					t.Fatal("an accepted case must not depend on an empty body")
				}
				if err != nil {
					t.Fatalf("refused: %v", err)
				}
				return
			}
			if !Is(err, Invalid) {
				t.Fatalf("got %v, want an Invalid error", err)
			}
			for _, f := range err.(*Error).Fields {
				if f.Field == tt.field && f.Code == tt.code {
					return
				}
			}
			t.Errorf("got %v, want field %s %s", err, tt.field, tt.code)
		})
	}
}

// TestEveryContentFieldIsInTheTable keeps the one list of fields complete: a
// new field of Content that no row names is a field that forms, diff and merge
// will forget.
func TestEveryContentFieldIsInTheTable(t *testing.T) {
	rows := map[string]bool{}
	for _, f := range Fields {
		name, _, _ := strings.Cut(f.Name, ".")
		rows[name] = true
	}
	typ := reflect.TypeFor[Content]()
	for i := range typ.NumField() {
		name, _, _ := strings.Cut(typ.Field(i).Tag.Get("json"), ",")
		if !rows[name] {
			t.Errorf("field %s (%s) has no row in Fields", typ.Field(i).Name, name)
		}
	}
}

func TestSlug(t *testing.T) {
	tests := []struct{ in, want string }{
		{"Presiden Bertemu Pejabat, Sampaikan Terima Kasih", "presiden-bertemu-pejabat-sampaikan-terima-kasih"},
		{"  Harga Cabai Naik 12,5%!  ", "harga-cabai-naik-12-5"},
		{"Jum’at Kelabu", "jumat-kelabu"},
		{"Café Müller à Paris", "cafe-muller-a-paris"},
		{"Afterlove\u202fEP", "afterlove-ep"},
		{"---", ""},
		{"新聞", ""},
		{strings.Repeat("kata ", 40), strings.TrimSuffix(strings.Repeat("kata-", 24), "-")},
		{strings.Repeat("a", 200), strings.Repeat("a", 120)},
	}
	for _, tt := range tests {
		got := Slug(tt.in)
		if got != tt.want {
			t.Errorf("Slug(%q) = %q, want %q", tt.in, got, tt.want)
		}
		if got != "" && !ValidSlug(got) {
			t.Errorf("Slug(%q) = %q, which is not valid", tt.in, got)
		}
	}
}

func FuzzSlug(f *testing.F) {
	for _, s := range []string{"Baca Juga", "a-b--c", "ŁÓDŹ", "\xff", "e\u0301"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := Slug(s)
		if got != "" && !ValidSlug(got) {
			t.Errorf("Slug(%q) = %q is not valid", s, got)
		}
		if again := Slug(got); again != got {
			t.Errorf("Slug(%q) = %q, and of that %q", s, got, again)
		}
	})
}

func TestKindOf(t *testing.T) {
	inner := E(NotFound, "read article 4", nil)
	outer := &Error{Op: "publish article 4", Err: inner}
	if KindOf(outer) != NotFound {
		t.Errorf("a wrapping error without a kind of its own hides the kind: %s", KindOf(outer))
	}
	if KindOf(nil) != Internal || Is(nil, Internal) {
		t.Error("no error has no kind")
	}
}
