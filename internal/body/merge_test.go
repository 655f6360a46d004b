package body

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// mergeCase is one of the cases that Go and the browser share.
type mergeCase struct {
	Why        string
	Base, Head Doc
	Mine, Want Doc
	Merged     []string
	Kept       []string
	Conflicts  []struct{ Block, Part string }
}

func mergeCases(t testing.TB) map[string]mergeCase {
	t.Helper()
	files, err := filepath.Glob("testdata/merge/*.json")
	if err != nil || len(files) < 60 {
		t.Fatalf("%d merge cases, %v", len(files), err)
	}
	out := map[string]mergeCase{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var c mergeCase
		if err := json.Unmarshal(data, &c); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		out[strings.TrimSuffix(filepath.Base(file), ".json")] = c
	}
	return out
}

func TestMergeFollowsTheSharedCases(t *testing.T) {
	for name, c := range mergeCases(t) {
		t.Run(name, func(t *testing.T) {
			for side, d := range map[string]Doc{"base": c.Base, "head": c.Head, "mine": c.Mine} {
				for _, p := range d.Validate() {
					if p.Code != "id" { // a strange node without an id
						t.Errorf("%s is not valid: %v", side, p)
					}
				}
			}
			got, report := Merge(c.Base, c.Head, c.Mine)
			if diff := cmp.Diff(mustWrite(t, c.Want), mustWrite(t, got)); diff != "" {
				t.Error(diff)
			}
			var at []struct{ Block, Part string }
			for _, x := range report.Conflicts {
				at = append(at, struct{ Block, Part string }{x.Block, x.Part})
				if len(x.Theirs) == 0 || len(x.Mine) == 0 {
					t.Errorf("the conflict at %s %s lacks a side", x.Block, x.Part)
				}
			}
			if !slices.Equal(at, c.Conflicts) {
				t.Errorf("conflicts at %v, want %v", at, c.Conflicts)
			}
			if !slices.Equal(report.Merged, c.Merged) || !slices.Equal(report.Kept, c.Kept) {
				t.Errorf("merged %v kept %v, want %v and %v", report.Merged, report.Kept, c.Merged, c.Kept)
			}
		})
	}
}
