package news

import "strings"

// Lack is something that a newspaper has not said of itself.
type Lack struct {
	// What is the last part of a message key: "company", "guideline" …
	What string
	// Error is true for what the law or the Press Council demands before going
	// live (PRS-70, PRS-71); the rest is a warning.
	Error bool
}

// Explanations are the pages that a paper publishes itself, by the last part of
// the message key of their address ("path.guideline").
var Explanations = []string{"guideline", "ethics"}

// Missing lists what the paper's public face lacks, errors first. published
// tells which of Explanations are live; the masthead, the registers, the right
// of reply and the privacy page are made from data and cannot be missing.
func Missing(s Settings, published map[string]bool) []Lack {
	m := s.Masthead
	var out []Lack
	for _, l := range []struct {
		what, value string
		error       bool
	}{
		{"company", m.Company, true},
		{"address", m.Address, true},
		{"responsible", m.Responsible, true},
		{"guideline", there(published["guideline"]), true},
		{"ethics", there(published["ethics"]), false},
		{"chief", m.Chief, false},
		{"legal_form", m.LegalForm, false},
		{"contact", m.Email + m.Phone, false},
		{"dewan_pers", m.DewanPers, false},
		{"pse", m.PSE, false},
	} {
		if strings.TrimSpace(l.value) == "" {
			out = append(out, Lack{What: l.what, Error: l.error})
		}
	}
	return out
}

func there(yes bool) string {
	if yes {
		return "yes"
	}
	return ""
}
