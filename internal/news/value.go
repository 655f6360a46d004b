package news

import (
	"bytes"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"warta/internal/body"
)

// value is how a row of the table reaches its place in a Content. Nothing that
// a Content points to is ever changed in place: a copied Content shares slices,
// maps and blocks with the one that it was copied from.
type value struct {
	get func(*Content) any
	set func(*Content, any)
	// decode reads JSON into a value fit for set.
	decode func(json.RawMessage) (any, error)
	// join merges what two sides made of a set or list; ok is false where they
	// cannot be joined. Nil for scalars.
	join func(base, head, mine any) (any, bool)
	typ  reflect.Type
}

func decodeInto[T any](raw json.RawMessage) (any, error) {
	var v T
	if len(raw) == 0 {
		return v, nil
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	// A member that is not understood would be dropped: better to say so.
	d.DisallowUnknownFields()
	err := d.Decode(&v)
	return v, err
}

func at[T any](place func(*Content) *T) value {
	return value{
		get:    func(c *Content) any { return *place(c) },
		set:    func(c *Content, v any) { *place(c) = v.(T) },
		decode: decodeInto[T],
		typ:    reflect.TypeFor[T](),
	}
}

func headlineOf(key string) value {
	return value{
		get: func(c *Content) any { return c.Headlines[key] },
		set: func(c *Content, v any) {
			m := maps.Clone(c.Headlines)
			if s := v.(string); s != "" {
				if m == nil {
					m = map[string]string{}
				}
				m[key] = s
			} else {
				delete(m, key)
			}
			if len(m) == 0 {
				m = nil
			}
			c.Headlines = m
		},
		decode: decodeInto[string],
		typ:    reflect.TypeFor[string](),
	}
}

func leadAt[T any](place func(*LeadMedia) *T) value {
	return value{
		get: func(c *Content) any {
			if c.Lead == nil {
				return *place(new(LeadMedia))
			}
			return *place(c.Lead)
		},
		set: func(c *Content, v any) {
			var l LeadMedia
			if c.Lead != nil {
				l = *c.Lead
			}
			*place(&l) = v.(T)
			if c.Lead = nil; l != (LeadMedia{}) {
				c.Lead = &l
			}
		},
		decode: decodeInto[T],
		typ:    reflect.TypeFor[T](),
	}
}

func setAt[T comparable](place func(*Content) *[]T) value {
	v := at(place)
	v.join = func(base, head, mine any) (any, bool) {
		b, h, m := base.([]T), head.([]T), mine.([]T)
		var out []T
		for _, x := range h {
			if !slices.Contains(b, x) || slices.Contains(m, x) {
				out = append(out, x)
			}
		}
		for _, x := range m {
			if !slices.Contains(b, x) && !slices.Contains(out, x) {
				out = append(out, x)
			}
		}
		return out, true
	}
	return v
}

// listAt is an ordered list whose elements are known by a key. Merging follows
// the rules of blocks: insertions keep their neighbour, an element that one side
// removed and the other changed stays, one that both changed is a conflict.
func listAt[T comparable](place func(*Content) *[]T, key func(T) string) value {
	v := at(place)
	v.join = func(base, head, mine any) (any, bool) {
		b, bk, ok1 := keyed(base.([]T), key)
		h, hk, ok2 := keyed(head.([]T), key)
		m, mk, ok3 := keyed(mine.([]T), key)
		if !ok1 || !ok2 || !ok3 {
			return head, false
		}
		stays := map[string]T{}
		for k, x := range h {
			was, inBase := b[k]
			is, inMine := m[k]
			switch {
			case !inMine && inBase && was == x:
				continue // removed by mine
			case !inMine || is == x || inBase && is == was:
				stays[k] = x
			case inBase && was == x:
				stays[k] = is
			default:
				return head, false
			}
		}
		for k, x := range m {
			if _, inHead := h[k]; inHead {
				continue
			}
			if was, inBase := b[k]; !inBase || was != x {
				stays[k] = x
			}
		}
		if body.Reordered(bk, hk) && body.Reordered(bk, mk) {
			// Both have an idea of the order as a whole: head's it is.
			shared := slices.DeleteFunc(slices.Clone(hk), func(k string) bool { _, ok := m[k]; return !ok })
			next := 0
			for i, k := range mk {
				if _, ok := h[k]; ok {
					mk[i] = shared[next]
					next++
				}
			}
		}
		var out []T
		for _, k := range body.MergeOrder(bk, hk, mk, func(k string) bool { _, ok := stays[k]; return ok }) {
			out = append(out, stays[k])
		}
		return out, true
	}
	return v
}

func keyed[T any](list []T, key func(T) string) (map[string]T, []string, bool) {
	out, keys := make(map[string]T, len(list)), make([]string, len(list))
	for i, x := range list {
		keys[i] = key(x)
		out[keys[i]] = x
	}
	return out, keys, len(out) == len(list)
}

// key is what a credit is known by when two bylines are merged: the person.
func (c Credit) key() string {
	switch {
	case c.Person != 0:
		return "#" + strconv.FormatInt(int64(c.Person), 10)
	case c.Name != "":
		return c.Name
	}
	return "/" + string(c.Role)
}

// FieldOf finds the row of a field that has a value of its own.
func FieldOf(name string) (Field, bool) {
	i := slices.IndexFunc(Fields, func(f Field) bool { return f.Name == name && f.Of == "" })
	if i < 0 {
		return Field{}, false
	}
	return Fields[i], true
}

// Label is the message key of the field's name on screens.
func (f Field) Label() string { return "field." + f.Name }

// Type is the Go type of the field's value, for schemas and forms.
func (f Field) Type() reflect.Type { return f.val.typ }

// Get gives the field's value as JSON; nil when it is empty.
func (f Field) Get(c *Content) json.RawMessage { return valueJSON(f.val.get(c)) }

// Set writes the field from JSON; nil and null empty it. The error is Invalid
// and names the field.
func (f Field) Set(c *Content, raw json.RawMessage) error {
	v, err := f.val.decode(raw)
	if err != nil {
		return &Error{Kind: Invalid, Op: "set field " + f.Name, Code: "fields", Fields: []FieldError{{Field: f.Name, Code: "content"}}, Err: err}
	}
	f.val.set(c, v)
	return nil
}

// Copy gives the field of one content to another.
func (f Field) Copy(to, from *Content) { f.val.set(to, f.val.get(from)) }

// Same reports whether two contents say the same in the field.
func (f Field) Same(a, b *Content) bool {
	if f.Merge == "body" {
		return body.SameDoc(a.Body, b.Body)
	}
	x, y := f.val.get(a), f.val.get(b)
	if f.val.typ == stringType {
		return x.(string) == y.(string)
	}
	return reflect.DeepEqual(x, y) || isEmpty(x) && isEmpty(y)
}

func isEmpty(v any) bool {
	r := reflect.ValueOf(v)
	return !r.IsValid() || r.IsZero() || r.Kind() == reflect.Slice && r.Len() == 0
}

func valueJSON(v any) json.RawMessage {
	if isEmpty(v) {
		return nil
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// texts gives the texts that a row bounds; ok is false for rows without any.
func (f Field) texts(c *Content) (texts []string, ok bool) {
	if f.text != nil {
		return f.text(c), true
	}
	if f.val.typ == stringType {
		return []string{f.val.get(c).(string)}, f.Limit > 0
	}
	return nil, false
}

var stringType = reflect.TypeFor[string]()

// TopField gives the field that an error's path belongs to: "byline" for
// "byline.0.role", "body" for "body.content.3".
func TopField(path string) string {
	if path == "body" || strings.HasPrefix(path, "body.") {
		return "body"
	}
	for name := path; name != ""; {
		if _, ok := FieldOf(name); ok {
			return name
		}
		i := strings.LastIndexByte(name, '.')
		if i < 0 {
			break
		}
		name = name[:i]
	}
	return path
}
