package news

import (
	"slices"
	"testing"
)

// TestMissing is the public half of D12: two errors, gone after filling in.
func TestMissing(t *testing.T) {
	whole := Settings{Masthead: Masthead{Company: "PT Contoh", LegalForm: "PT", Address: "Jalan Contoh 1", Responsible: "Ayu", Chief: "Ayu",
		Email: "redaksi@example.org", DewanPers: "1/2025", PSE: "1"}}
	both := map[string]bool{"guideline": true, "ethics": true}
	without := whole
	without.Masthead.Responsible = "  "
	for _, c := range []struct {
		name      string
		set       Settings
		published map[string]bool
		want      []Lack
	}{
		{"nothing lacks", whole, both, nil},
		{"no responsible person, no guideline", without, map[string]bool{"ethics": true}, []Lack{{"responsible", true}, {"guideline", true}}},
		{"no code of ethics", whole, map[string]bool{"guideline": true}, []Lack{{"ethics", false}}},
		{"an empty paper", Settings{}, nil, []Lack{{"company", true}, {"address", true}, {"responsible", true}, {"guideline", true},
			{"ethics", false}, {"chief", false}, {"legal_form", false}, {"contact", false}, {"dewan_pers", false}, {"pse", false}}},
	} {
		if got := Missing(c.set, c.published); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}
