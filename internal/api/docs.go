package api

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"warta/internal/api/protocol"
	"warta/internal/locale"
)

//go:embed docs.html docs.css
var docsFiles embed.FS

// docsCSP lets the page have its own sheet and nothing else.
const docsCSP = "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// docs is the API's description: the OpenAPI document for programs, and a page
// made of the same document for people. Nothing in it asks a third party.
type docs struct {
	files map[string]docsFile
}

type docsFile struct {
	mime, etag string
	body       []byte
}

func newDocs(door *protocol.Door) *docs {
	d := &docs{files: map[string]docsFile{}}
	spec, err := json.MarshalIndent(door.Document(), "", "  ")
	if err != nil {
		panic(err) // the document is a value of the program
	}
	d.put("openapi.json", "application/vnd.oai.openapi+json;version=3.1", append(spec, '\n'))
	sheet, err := docsFiles.ReadFile("docs.css")
	if err != nil {
		panic(err) // embedded
	}
	d.put("docs.css", "text/css; charset=utf-8", sheet)
	page := template.Must(template.ParseFS(docsFiles, "docs.html"))
	for _, tag := range locale.Tags() {
		var b bytes.Buffer
		if err := page.Execute(&b, describe(door, locale.Get(tag))); err != nil {
			panic(err) // a fault of the template, which the tests of this package find
		}
		d.put("docs."+tag, "text/html; charset=utf-8", b.Bytes())
	}
	return d
}

func (d *docs) put(name, mime string, body []byte) {
	sum := sha256.Sum256(body)
	d.files[name] = docsFile{mime, `"` + hex.EncodeToString(sum[:8]) + `"`, body}
}

func (d *docs) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		r, _ = protocol.Begin(r)
		protocol.Write(w, r, protocol.Refuse(http.StatusMethodNotAllowed, "method").Set("Allow", "GET, HEAD"))
		return
	}
	name := strings.TrimPrefix(strings.TrimPrefix(r.URL.Path, protocol.Prefix), "/")
	switch name {
	case "":
		http.Redirect(w, r, protocol.Prefix+"/docs", http.StatusFound)
		return
	case "docs":
		l := protocol.Language(r)
		if asked := r.URL.Query().Get("lang"); slices.Contains(locale.Tags(), asked) {
			l = locale.Get(asked)
		}
		name += "." + l.Tag()
		h.Set("Content-Language", l.Tag())
		h.Set("Vary", "Accept-Language")
		h.Set("Content-Security-Policy", docsCSP)
	}
	f := d.files[name]
	h.Set("Content-Type", f.mime)
	h.Set("ETag", f.etag)
	h.Set("Cache-Control", "no-cache")
	h.Set("X-Robots-Tag", "noindex")
	if r.Header.Get("If-None-Match") == f.etag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Length", strconv.Itoa(len(f.body)))
	if r.Method == http.MethodGet {
		_, _ = w.Write(f.body) // the reader has left
	}
}

// docsPage is the description as its page prints it.
type docsPage struct {
	Lang, Other, Title, About, Version string
	Word                               map[string]string
	Groups                             []docsGroup
	Kinds                              []docsKind
}

type docsGroup struct {
	ID, Name string
	Routes   []docsRoute
}

type docsRoute struct {
	ID, Method, Path, Summary, Access string
	Params                            []docsField
	Body                              []docsField
	BodyType                          string
	Answers                           []docsAnswer
}

type docsField struct {
	Name, In, Type, Text string
	Required             bool
}

type docsAnswer struct {
	Status string
	Text   string
	Fields []docsField
}

type docsKind struct{ Kind, Text, Status string }

// describe turns the document into what the page prints.
func describe(door *protocol.Door, l *locale.Locale) docsPage {
	doc := door.Document()
	p := docsPage{Lang: l.Tag(), Other: "en", Title: l.Message("api.title"), About: l.Message("api.about"), Version: doc.Info.Version,
		Word: map[string]string{}}
	if p.Lang == "en" {
		p.Other = "id"
	}
	for _, key := range l.Keys() {
		if word, ok := strings.CutPrefix(key, "api.page."); ok {
			p.Word[word] = l.Message(key)
		}
	}
	for _, kind := range []string{"invalid", "unauthenticated", "forbidden", "not_found", "gone", "conflict", "stale", "too_large", "rate_limited", "unavailable", "internal"} {
		p.Kinds = append(p.Kinds, docsKind{kind, l.Message("error." + kind), protocol.StatusOf(kind)})
	}
	schemas := doc.Components.Schemas.Map()
	index := map[string]int{}
	for _, r := range door.Routes() {
		op := operation(doc, r)
		if op == nil {
			continue
		}
		if _, ok := index[r.Group]; !ok {
			index[r.Group] = len(p.Groups)
			p.Groups = append(p.Groups, docsGroup{ID: r.Group, Name: l.Message("api.group." + r.Group)})
		}
		out := docsRoute{ID: r.ID, Method: r.Method, Path: protocol.Prefix + r.Path, Summary: l.Message("api.op." + r.ID),
			Access: l.Message("api.access." + string(r.Access))}
		for _, param := range op.Parameters {
			out.Params = append(out.Params, docsField{Name: param.Name, In: param.In, Type: typeOf(param.Schema), Text: param.Description, Required: param.Required})
		}
		if op.RequestBody != nil {
			for mime, m := range op.RequestBody.Content {
				out.BodyType = mime
				out.Body = fieldsOf(schemas, m.Schema, "", 0)
			}
		}
		for status, answer := range op.Responses {
			a := docsAnswer{Status: status, Text: answer.Description}
			if status < "300" {
				for _, m := range answer.Content {
					a.Fields = fieldsOf(schemas, m.Schema, "", 0)
				}
			}
			out.Answers = append(out.Answers, a)
		}
		slices.SortFunc(out.Answers, func(a, b docsAnswer) int { return cmp.Compare(a.Status, b.Status) })
		g := &p.Groups[index[r.Group]]
		g.Routes = append(g.Routes, out)
	}
	return p
}

// operation is a route's entry in the document.
func operation(doc *huma.OpenAPI, r protocol.Route) *huma.Operation {
	item := doc.Paths[protocol.Prefix+r.Path]
	if item == nil {
		return nil
	}
	return map[string]*huma.Operation{http.MethodGet: item.Get, http.MethodPost: item.Post, http.MethodPut: item.Put,
		http.MethodPatch: item.Patch, http.MethodDelete: item.Delete}[r.Method]
}

// deepest is how far the page follows objects in objects.
const deepest = 3

// fieldsOf lists a schema's fields, those of objects in it with dots.
func fieldsOf(schemas map[string]*huma.Schema, s *huma.Schema, prefix string, depth int) (out []docsField) {
	s = resolve(schemas, s)
	if s == nil || depth > deepest {
		return nil
	}
	if s.Type == huma.TypeArray {
		return fieldsOf(schemas, s.Items, prefix, depth)
	}
	names := make([]string, 0, len(s.Properties))
	for name := range s.Properties {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		property := s.Properties[name]
		whole := resolve(schemas, property)
		f := docsField{Name: prefix + name, Type: typeOf(whole), Text: cmp.Or(property.Description, whole.Description), Required: slices.Contains(s.Required, name)}
		inner := whole
		if whole.Type == huma.TypeArray {
			inner = resolve(schemas, whole.Items)
			f.Type = typeOf(inner) + "[]"
			f.Name += "[]"
		}
		out = append(out, f)
		if inner != nil && inner.Type == huma.TypeObject {
			out = append(out, fieldsOf(schemas, inner, f.Name+".", depth+1)...)
		}
	}
	return out
}

func resolve(schemas map[string]*huma.Schema, s *huma.Schema) *huma.Schema {
	for s != nil && s.Ref != "" {
		s = schemas[s.Ref[strings.LastIndexByte(s.Ref, '/')+1:]]
	}
	return s
}

// typeOf says in a few words what a value is.
func typeOf(s *huma.Schema) string {
	if s == nil {
		return ""
	}
	out := cmp.Or(s.Type, "any")
	if s.Format != "" && s.Format != "int64" && s.Format != "int32" && s.Format != "double" {
		out = s.Format
	}
	if len(s.Enum) > 0 {
		words := make([]string, len(s.Enum))
		for i, e := range s.Enum {
			words[i] = fmt.Sprint(e)
		}
		out = strings.Join(words, " · ")
	}
	switch {
	case s.MaxLength != nil:
		out += " ≤ " + strconv.Itoa(*s.MaxLength)
	case s.MaxItems != nil:
		out += " ≤ " + strconv.Itoa(*s.MaxItems)
	case s.Minimum != nil && s.Maximum != nil:
		out += fmt.Sprintf(" %v–%v", *s.Minimum, *s.Maximum)
	}
	if s.Default != nil {
		out += fmt.Sprintf(" = %v", s.Default)
	}
	return out
}
