package wordpress

import (
	"slices"
	"strings"
)

// object is a JSON object as WordPress writes it.
type object = map[string]any

// only leaves the fields that _fields asks for ("id", "title.rendered").
func (q *ask) only(v any) any {
	fields := q.values["_fields"]
	if len(fields) == 0 {
		return v
	}
	switch v := v.(type) {
	case object:
		return pick(v, fields)
	case []object:
		out := make([]object, len(v))
		for i := range v {
			out[i] = pick(v[i], fields)
		}
		return out
	}
	return v
}

func pick(o object, fields []string) object {
	out := object{}
	for _, f := range fields {
		first, rest, deep := strings.Cut(f, ".")
		v, ok := o[first]
		if !ok {
			continue
		}
		inner, isObject := v.(object)
		if !deep || !isObject {
			out[first] = v
			continue
		}
		part := pick(inner, []string{rest})
		if had, ok := out[first].(object); ok {
			for k, x := range part {
				had[k] = x
			}
		} else if len(part) > 0 {
			out[first] = part
		}
	}
	return out
}

// embeds reports whether what stands behind a link is to come along.
func (q *ask) embeds(rel string) bool {
	v, ok := q.values["_embed"]
	if !ok {
		return false
	}
	plain := func(s string) bool { return s == "" || s == "1" || s == "true" }
	if f := q.values["_fields"]; len(f) > 0 && !slices.ContainsFunc(f, func(s string) bool { return strings.HasPrefix(s, "_embedded") || strings.HasPrefix(s, "_links") }) {
		return false
	}
	return slices.ContainsFunc(v, plain) || slices.Contains(v, rel)
}

func rendered(html string) object { return object{"rendered": html} }

func href(address string) []object { return []object{{"href": address}} }

func embeddable(address string) object { return object{"embeddable": true, "href": address} }

func curies() []object {
	return []object{{"name": "wp", "href": "https://api.w.org/{rel}", "templated": true}}
}
