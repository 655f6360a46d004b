package protocol

import (
	"bytes"
	"encoding/json"
	"net/http"
	"reflect"
	"slices"
	"strings"
)

// Sparse is embedded by inputs whose answer can be cut to some fields (API-8).
type Sparse struct {
	Fields string `query:"fields" maxLength:"400" doc:"Only these fields of each object, separated by commas" example:"id,headline"`
}

func (s Sparse) fields() string { return s.Fields }

type sparse interface{ fields() string }

// Paged is embedded by inputs of lists.
type Paged struct {
	Cursor string `query:"cursor" maxLength:"400" doc:"The place to go on from: next of the page before"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20" doc:"How many at most"`
}

// names splits a list of names and refuses unknown ones.
func names(param, list string, known []string) ([]string, error) {
	if list == "" {
		return nil, nil
	}
	var out []string
	for name := range strings.SplitSeq(list, ",") {
		name = strings.TrimSpace(name)
		if !slices.Contains(known, name) {
			return nil, Refuse(http.StatusUnprocessableEntity, "fields", Field{Path: "query." + param, Code: "unknown"})
		}
		out = append(out, name)
	}
	return out, nil
}

// Included reads include=; each known name may be asked for once.
func Included(list string, known ...string) (map[string]bool, error) {
	asked, err := names("include", list, known)
	out := map[string]bool{}
	for _, name := range asked {
		out[name] = true
	}
	return out, err
}

// jsonNames lists the JSON names of a type's fields; a list's are those of its
// items.
func jsonNames(t reflect.Type) []string {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return nil
	}
	var out []string
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && name == "":
			out = append(out, jsonNames(f.Type)...)
		case f.Name == "Items" && name == "items":
			return jsonNames(f.Type)
		case f.IsExported() && name != "-":
			if name == "" {
				name = f.Name
			}
			out = append(out, name)
		}
	}
	return out
}

// cut keeps the asked fields of an answer, in the answer's own order.
func cut(v any, keep []string) (any, error) {
	b, err := marshal(v)
	if err != nil {
		return nil, err
	}
	var whole object
	if err := json.Unmarshal(b, &whole); err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(whole, func(m member) bool { return m.name == "items" }); i >= 0 {
		var items []object
		if err := json.Unmarshal(whole[i].value, &items); err != nil {
			return nil, err
		}
		for k := range items {
			items[k] = items[k].only(keep)
		}
		if whole[i].value, err = marshal(items); err != nil {
			return nil, err
		}
		return whole, nil
	}
	return whole.only(keep), nil
}

// marshal writes text as it is: the answers go into no HTML.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// object is a JSON object that keeps its order.
type object []member

type member struct {
	name  string
	value json.RawMessage
}

func (o object) only(keep []string) object {
	out := object{}
	for _, m := range o {
		if slices.Contains(keep, m.name) {
			out = append(out, m)
		}
	}
	return out
}

func (o *object) UnmarshalJSON(b []byte) error {
	d := json.NewDecoder(bytes.NewReader(b))
	if _, err := d.Token(); err != nil {
		return err
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return err
		}
		m := member{}
		m.name, _ = name.(string)
		if err := d.Decode(&m.value); err != nil {
			return err
		}
		*o = append(*o, m)
	}
	return nil
}

func (o object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		name, err := marshal(m.name)
		if err != nil {
			return nil, err
		}
		b.Write(name)
		b.WriteByte(':')
		b.Write(m.value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}
