package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"warta/internal/body"
	"warta/internal/news"
)

// Content is what an article says, as programs read and write it. Its fields
// are those of news.Fields, the one table; its text is the body's own JSON.
type Content struct {
	news.Content
	err error
}

// plainContent has the JSON of the embedded content alone.
type plainContent news.Content

// UnmarshalJSON keeps what is wrong for [Content.checked], which can tell the
// block: huma would only say that something is.
func (c *Content) UnmarshalJSON(b []byte) error {
	c.err = json.Unmarshal(b, (*plainContent)(&c.Content))
	return nil
}

// MarshalJSON writes the content alone.
func (c Content) MarshalJSON() ([]byte, error) { return json.Marshal(plainContent(c.Content)) }

// checked gives the content, or which part of it could not be read.
func (c *Content) checked(path string) (*news.Content, error) {
	if c == nil {
		return nil, nil
	}
	if c.err != nil {
		return nil, unreadable(path, c.err)
	}
	return &c.Content, nil
}

// unreadable names the block that could not be read.
func unreadable(path string, err error) error {
	f := news.FieldError{Field: path, Code: "shape"}
	var p body.Problem
	var typed *json.UnmarshalTypeError
	switch {
	case errors.As(err, &p):
		f = news.FieldError{Field: path + ".body" + p.Path, Block: p.Block, Code: p.Code, Limit: p.Limit}
	case errors.As(err, &typed):
		f = news.FieldError{Field: path + "." + typed.Field, Code: "type"}
	}
	f.Field = strings.TrimPrefix(f.Field, ".")
	return &news.Error{Kind: news.Invalid, Op: "read " + path, Code: "fields", Fields: []news.FieldError{f}, Err: err}
}

// Schema describes the content from its type and the table of fields.
func (Content) Schema(r huma.Registry) *huma.Schema {
	r.RegisterTypeAlias(reflect.TypeFor[body.Doc](), reflect.TypeFor[Text]())
	const name = "ArticleContent"
	if _, ok := r.Map()[name]; !ok {
		s := r.Schema(reflect.TypeFor[plainContent](), false, name)
		s.Required = nil
		for _, f := range news.Fields {
			field := s
			for part := range strings.SplitSeq(f.Name, ".") {
				next := field.Properties[part]
				for next != nil && next.Ref != "" {
					next = r.SchemaFromRef(next.Ref)
				}
				if next != nil && next.Type == huma.TypeArray && next.Items != nil && next.Items.Ref != "" {
					next.Description = described(next.Description, f, strings.HasSuffix(f.Name, part))
					next = r.SchemaFromRef(next.Items.Ref)
				}
				if next == nil {
					break
				}
				field = next
			}
			if field != s {
				field.Description = described(field.Description, f, true)
			}
		}
		s.PrecomputeMessages()
		r.Map()[name] = s
	}
	return &huma.Schema{Ref: "#/components/schemas/" + name}
}

// described says a field's limit in words: it counts code points after
// normalisation, which JSON Schema's maxLength does not.
func described(text string, f news.Field, last bool) string {
	if !last || f.Limit == 0 || strings.Contains(text, "at most") {
		return text
	}
	return strings.TrimSpace(text + fmt.Sprintf(" at most %d", f.Limit))
}

// Text is the body of an article in JSON.
type Text struct{}

// Schema describes it as far as the API itself looks; the rules of blocks are
// body/schema.json.
func (Text) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true,
		Description: `Document in ProseMirror's shape: {"type":"doc","version":1,"content":[…]}; each block has attrs.id. Rules: internal/body/schema.json`,
		Properties: map[string]*huma.Schema{
			"type":    {Type: huma.TypeString, Enum: []any{"doc"}},
			"version": {Type: huma.TypeInteger},
			"content": {Type: huma.TypeArray, Items: &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true}},
		}}
}
