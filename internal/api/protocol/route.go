package protocol

import (
	"context"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"warta/internal/locale"
)

// Access is which callers a route is for; the policy decides what each may.
type Access string

const (
	// Public routes read what readers see, and nobody is asked who they are.
	Public Access = "public"
	// Person routes are for whoever is signed in, and for their tokens.
	Person Access = "person"
	// Session routes are for people in a browser session and for no token: a
	// stolen token must not make others (operations.md 2.2).
	Session Access = "session"
)

// Prefix is where the API stands.
const Prefix = "/api/v1"

// MaxBody bounds every body but an upload's (API-11).
const MaxBody = 1_500_000

// Route is what is said of an endpoint where it is declared.
type Route struct {
	// ID is the operation's name; its sentence is the message "api.op."+ID.
	ID     string
	Method string
	// Path is below [Prefix].
	Path string
	// Group is the heading that it stands under: the message "api.group."+Group.
	Group  string
	Access Access
	// Status of success; default 200.
	Status int
	// Errors are statuses beside those that every route has.
	Errors []int
	// Raw is the content type of a body that is not JSON.
	Raw string
	// MaxBody replaces the limit of the body.
	MaxBody int64
	// Secret routes answer with what is told once: their answers are not kept
	// under a key.
	Secret bool
	// Stream routes answer for as long as the caller listens.
	Stream bool
}

// Door is the API while its routes are declared.
type Door struct {
	api    huma.API
	routes []Route
	// byPattern finds a route by the router's pattern.
	byPattern map[string]Route
}

// NewDoor begins an API on a router.
func NewDoor(mux *http.ServeMux, version string) *Door {
	telling()
	words := locale.Get("en")
	registry := huma.NewMapRegistry("#/components/schemas/", schemaName)
	config := huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{Title: words.Message("api.title"), Version: version, Description: words.Message("api.about"),
				License: &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"}},
			Servers: []*huma.Server{{URL: "/"}},
			Components: &huma.Components{Schemas: registry, SecuritySchemes: map[string]*huma.SecurityScheme{
				"token":   {Type: "http", Scheme: "bearer", Description: words.Message("api.security.token")},
				"session": {Type: "apiKey", In: "cookie", Name: "__Host-warta-session", Description: words.Message("api.security.session")},
			}},
		},
		Formats:                      map[string]huma.Format{"application/json": huma.DefaultJSONFormat, "json": huma.DefaultJSONFormat},
		DefaultFormat:                "application/json",
		RejectUnknownQueryParameters: true,
		Transformers:                 []huma.Transformer{sparseAnswer},
	}
	return &Door{api: humago.New(mux, config), byPattern: map[string]Route{}}
}

// schemaName keeps the names of types readable where they are generic.
func schemaName(t reflect.Type, hint string) string {
	name := strings.NewReplacer("Protocol", "", "Json", "JSON").Replace(huma.DefaultSchemaNamer(t, hint))
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	const half = "warta/internal/api/public"
	if t.PkgPath() == half || strings.Contains(t.Name(), half+".") {
		// What readers see has things of the same names.
		name = "Public" + strings.TrimPrefix(name, "Public")
	}
	return name
}

// Document is the OpenAPI description; it must not be changed.
func (d *Door) Document() *huma.OpenAPI { return d.api.OpenAPI() }

// Routes lists what was declared, in order.
func (d *Door) Routes() []Route { return slices.Clone(d.routes) }

// common are the errors that any route may answer with.
var common = map[Access][]int{
	Public:  {http.StatusNotFound, http.StatusUnprocessableEntity, http.StatusTooManyRequests, http.StatusServiceUnavailable},
	Person:  {http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusUnprocessableEntity, http.StatusTooManyRequests, http.StatusServiceUnavailable},
	Session: {http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusUnprocessableEntity, http.StatusTooManyRequests, http.StatusServiceUnavailable},
}

// Handle declares an endpoint. What fn returns as an error becomes a problem.
func Handle[I, O any](d *Door, r Route, fn func(context.Context, *I) (*O, error)) {
	words := locale.Get("en")
	op := huma.Operation{OperationID: r.ID, Method: r.Method, Path: Prefix + r.Path, DefaultStatus: r.Status,
		MaxBodyBytes: MaxBody, BodyReadTimeout: 10 * time.Second, Tags: []string{r.Group},
		Summary: words.Message("api.op." + r.ID), Metadata: map[string]any{"route": r}}
	if r.MaxBody != 0 {
		op.MaxBodyBytes = r.MaxBody
	}
	op.Errors = append(append(op.Errors, common[r.Access]...), r.Errors...)
	if r.Method != http.MethodGet {
		op.Errors = append(op.Errors, http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	}
	if r.Method == http.MethodPost && r.Access != Public && !r.Secret {
		op.Errors = append(op.Errors, http.StatusConflict)
		op.Parameters = append(op.Parameters, &huma.Param{Name: "Idempotency-Key", In: "header",
			Description: words.Message("api.param.key"),
			Schema:      &huma.Schema{Type: "string", MinLength: pointer(1), MaxLength: pointer(64)}})
	}
	slices.Sort(op.Errors)
	op.Errors = slices.Compact(op.Errors)
	switch r.Access {
	case Person:
		op.Security = []map[string][]string{{"token": {}}, {"session": {}}}
	case Session:
		op.Security = []map[string][]string{{"session": {}}}
	case Public:
		op.Security = []map[string][]string{{}}
	default:
		panic("route " + r.ID + " does not say who it is for")
	}
	known := answerNames(reflect.TypeFor[O]())
	huma.Register(d.api, op, func(ctx context.Context, in *I) (*O, error) {
		c := Of(ctx)
		out, err := guarded(ctx, in, known, fn)
		if err != nil {
			c.Err = err
			c.Problem = ProblemOf(err)
			return nil, c.Problem.In(c)
		}
		return out, nil
	})
	d.routes = append(d.routes, r)
	d.byPattern[r.Method+" "+Prefix+r.Path] = r
}

// Route finds a route by the pattern that the router matched.
func (d *Door) Route(pattern string) (Route, bool) {
	r, ok := d.byPattern[pattern]
	return r, ok
}

func pointer[T any](v T) *T { return &v }

func guarded[I, O any](ctx context.Context, in *I, known []string, fn func(context.Context, *I) (*O, error)) (*O, error) {
	if s, ok := any(in).(sparse); ok {
		if _, err := names("fields", s.fields(), known); err != nil {
			return nil, err
		}
	}
	return fn(ctx, in)
}

// answerNames are the names that fields= may have for an answer.
func answerNames(out reflect.Type) []string {
	if f, ok := out.FieldByName("Body"); ok {
		return jsonNames(f.Type)
	}
	return nil
}

// sparseAnswer cuts an answer to the asked fields.
func sparseAnswer(ctx huma.Context, status string, v any) (any, error) {
	list := ctx.Query("fields")
	if _, wrong := v.(*Problem); wrong || list == "" || v == nil {
		return v, nil
	}
	keep := strings.Split(list, ",")
	for i := range keep {
		keep[i] = strings.TrimSpace(keep[i])
	}
	return cut(v, keep)
}

// Answer is an answer with a body.
type Answer[T any] struct {
	ETag         string `header:"ETag"`
	LastModified string `header:"Last-Modified"`
	Location     string `header:"Location"`
	Body         T
}

// Page is a piece of a list.
type Page[T any] struct {
	Link string `header:"Link"`
	Body List[T]
}

// List is a piece of a list with the way to the next.
type List[T any] struct {
	Items []T `json:"items"`
	// Next is empty on the last page.
	Next string `json:"next,omitempty" doc:"cursor of the next page; absent on the last"`
}
