package news

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"warta/internal/body"
)

// full is a content in which every field says something.
func full(t *testing.T) Content {
	t.Helper()
	var c Content
	fill(t, reflect.ValueOf(&c).Elem(), "c")
	c.Headlines = map[string]string{"short": "a", "social": "b", "seo": "c", "push": "d", "print": "e"}
	c.Body = body.Doc{Version: 1, Blocks: []body.Block{&body.Divider{Node: body.Node{ID: "000000000001"}}}}
	return c
}

func fill(t *testing.T, v reflect.Value, name string) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(name)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(len(name)))
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(t, v.Elem(), name)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(t, v.Index(0), name)
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[body.Doc]() || v.Type().PkgPath() == "time" {
			return
		}
		for i := range v.NumField() {
			fill(t, v.Field(i), name+v.Type().Field(i).Name)
		}
	case reflect.Map:
	default:
		t.Fatalf("%s is a %s", name, v.Kind())
	}
}

// TestTheTableHoldsEveryFieldOnce: what the table copies is all there is, and no
// row copies what is another's (ART-7).
func TestTheTableHoldsEveryFieldOnce(t *testing.T) {
	want := full(t)
	var got Content
	for _, f := range Fields {
		if f.Of != "" {
			continue
		}
		raw := f.Get(&want)
		if raw == nil {
			t.Errorf("%s reads nothing", f.Name)
		}
		var alone Content
		if err := f.Set(&alone, raw); err != nil {
			t.Errorf("%s does not read what it writes: %v", f.Name, err)
		}
		if changed := ChangedFields(new(Content), &alone); !slices.Equal(changed, []string{f.Name}) {
			t.Errorf("%s changes %v", f.Name, changed)
		}
		if err := f.Set(&got, raw); err != nil {
			t.Fatal(err)
		}
		if f.Type() == nil || f.Label() != "field."+f.Name || f.Merge == "" {
			t.Errorf("%s has no type, label or rule", f.Name)
		}
		if err := f.Set(&alone, nil); err != nil || len(ChangedFields(new(Content), &alone)) != 0 {
			t.Errorf("%s cannot be emptied: %v", f.Name, err)
		}
	}
	a, err1 := json.Marshal(want)
	b, err2 := json.Marshal(got)
	if err1 != nil || err2 != nil || string(a) != string(b) {
		t.Errorf("a field is missing from the table: %s", cmp.Diff(string(a), string(b)))
	}
}

func TestFieldsRefuseWhatTheyAreNot(t *testing.T) {
	for name, raw := range map[string]string{"headline": `1`, "tags": `"a"`, "byline": `[{"nama":"x"}]`, "flags.child": `"ya"`, "lead.asset": `{}`} {
		f, ok := FieldOf(name)
		var c Content
		if err := f.Set(&c, json.RawMessage(raw)); !ok || !Is(err, Invalid) || len(ChangedFields(new(Content), &c)) > 0 {
			t.Errorf("%s took %s: %v", name, raw, err)
		}
	}
	if _, ok := FieldOf("byline.name"); ok {
		t.Error("a bound inside a field is no field")
	}
	for path, want := range map[string]string{"byline.0.role": "byline", "body.content.3": "body", "lead.caption": "lead.caption", "tags": "tags", "flags.unverified": "flags.unverified"} {
		if got := TopField(path); got != want {
			t.Errorf("%s belongs to %s, want %s", path, got, want)
		}
	}
}

func TestMergeContent(t *testing.T) {
	sari, bram, dewi := Credit{Person: 1, Role: RoleReporter}, Credit{Person: 2, Role: RoleEditor}, Credit{Name: "Dewi", Role: RolePhotographer}
	labelled := sari
	labelled.Label = "Koresponden"
	other := sari
	other.Role = RoleWriter
	tests := []struct {
		name             string
		base, head, mine Content
		want             Content
		conflicts        []string
	}{
		{"one side", Content{Headline: "A", Kicker: "K"}, Content{Headline: "B", Kicker: "K"}, Content{Headline: "A", Kicker: "L"}, Content{Headline: "B", Kicker: "L"}, nil},
		{"both the same", Content{Headline: "A"}, Content{Headline: "B"}, Content{Headline: "B"}, Content{Headline: "B"}, nil},
		{"both differ", Content{Headline: "A"}, Content{Headline: "B"}, Content{Headline: "C"}, Content{Headline: "B"}, []string{"headline"}},
		{"emptied and changed", Content{Slugline: "A"}, Content{}, Content{Slugline: "C"}, Content{}, []string{"slugline"}},
		{"tags: adds and removes of both", Content{Tags: []TagID{1, 2, 3}}, Content{Tags: []TagID{1, 3, 4}}, Content{Tags: []TagID{2, 3, 5}}, Content{Tags: []TagID{3, 4, 5}}, nil},
		{"sections: too many together", Content{}, Content{More: []SectionID{1, 2}}, Content{More: []SectionID{3, 4}}, Content{More: []SectionID{1, 2}}, []string{"more"}},
		{"switches", Content{Flags: Flags{Child: true}}, Content{Flags: Flags{Child: true, Graphic: true}}, Content{Flags: Flags{NoIndex: true}}, Content{Flags: Flags{Graphic: true, NoIndex: true}}, nil},
		{"lead: parts apart", Content{Lead: &LeadMedia{Asset: 1}}, Content{Lead: &LeadMedia{Asset: 1, Alt: "a"}}, Content{Lead: &LeadMedia{Asset: 2}}, Content{Lead: &LeadMedia{Asset: 2, Alt: "a"}}, nil},
		{"headlines by use", Content{}, Content{Headlines: map[string]string{"short": "a"}}, Content{Headlines: map[string]string{"seo": "b"}}, Content{Headlines: map[string]string{"short": "a", "seo": "b"}}, nil},
		{"byline: two added", Content{Byline: []Credit{sari}}, Content{Byline: []Credit{sari, bram}}, Content{Byline: []Credit{sari, dewi}}, Content{Byline: []Credit{sari, bram, dewi}}, nil},
		{"byline: both reorder", Content{Byline: []Credit{sari, bram, dewi}}, Content{Byline: []Credit{bram, sari, dewi}}, Content{Byline: []Credit{dewi, sari, bram}}, Content{Byline: []Credit{bram, sari, dewi}}, nil},
		{"byline: removed and changed", Content{Byline: []Credit{sari, bram}}, Content{Byline: []Credit{bram}}, Content{Byline: []Credit{labelled, bram}}, Content{Byline: []Credit{labelled, bram}}, nil},
		{"byline: one credit to two ends", Content{Byline: []Credit{sari}}, Content{Byline: []Credit{labelled}}, Content{Byline: []Credit{other}}, Content{Byline: []Credit{labelled}}, []string{"byline"}},
		{"related", Content{Related: []ArticleID{1, 2}}, Content{Related: []ArticleID{1}}, Content{Related: []ArticleID{1, 2, 3}}, Content{Related: []ArticleID{1, 3}}, nil},
		{"source as a whole", Content{Source: &Source{Name: "A"}}, Content{Source: &Source{Name: "A", URL: "u"}}, Content{Source: &Source{Name: "B"}}, Content{Source: &Source{Name: "A", URL: "u"}}, []string{"source"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before, _ := json.Marshal([]Content{tt.base, tt.head, tt.mine})
			got, report := MergeContent(&tt.base, &tt.head, &tt.mine, false)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
			var at []string
			for _, c := range report.Fields {
				at = append(at, c.Field)
			}
			if !slices.Equal(at, tt.conflicts) || report.Clean() != (tt.conflicts == nil) {
				t.Errorf("conflicts in %v, want %v", at, tt.conflicts)
			}
			if after, _ := json.Marshal([]Content{tt.base, tt.head, tt.mine}); string(after) != string(before) {
				t.Errorf("merging changed what it was given: %s", strings.TrimSpace(cmp.Diff(string(before), string(after))))
			}
		})
	}
}
