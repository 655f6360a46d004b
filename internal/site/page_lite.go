package site

import (
	"html/template"
	"reflect"
)

// OtherPage is page/other.html: what any page has, for page types that a theme
// has no template for. The lite pages have one, so that a new page type is
// readable there on its first day; a test asks for its own template.
type OtherPage struct {
	Page
	// Name is the heading, Description the words below it.
	Name, Description string
	Body              template.HTML
	Containers        []Container
	Cards             []Card
	// Older is the address of the next entries; empty at the end.
	Older string
}

// plainPage picks what OtherPage has from any page struct, field by field of
// the same name.
func plainPage(page any) OtherPage {
	var out OtherPage
	from, to := reflect.ValueOf(page), reflect.ValueOf(&out).Elem()
	for from.Kind() == reflect.Pointer {
		from = from.Elem()
	}
	for i := range to.NumField() {
		if f := from.FieldByName(to.Type().Field(i).Name); f.IsValid() && f.Type() == to.Field(i).Type() {
			to.Field(i).Set(f)
		} else if p, ok := page.(Page); ok && to.Type().Field(i).Name == "Page" {
			out.Page = p
		}
	}
	if out.Name == "" {
		out.Name = out.Meta.Title
	}
	return out
}
