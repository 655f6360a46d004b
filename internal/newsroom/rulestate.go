package newsroom

import (
	"encoding/json"
	"fmt"
	"slices"

	"warta/internal/news"
	"warta/internal/store"
	"warta/internal/style"
)

// RulesState names a state of rules, so that nobody overwrites what somebody else
// has changed meanwhile.
func RulesState(r news.Rules) string { return hashed(r)[:16] }

// ruleChanges tells which rules differ, each by itself.
func ruleChanges(was, is news.Rules) []store.Change {
	before, after := ruleValues(was), ruleValues(is)
	var names []string
	for k := range before {
		names = append(names, k)
	}
	for k := range after {
		if _, ok := before[k]; !ok {
			names = append(names, k)
		}
	}
	slices.Sort(names)
	var out []store.Change
	for _, k := range names {
		if before[k] != after[k] {
			out = append(out, store.Change{Field: k, From: readable(before[k]), To: readable(after[k])})
		}
	}
	return out
}

func ruleValues(r news.Rules) map[string]string {
	out := map[string]string{}
	for id, l := range r.Levels {
		out["levels."+id] = string(l)
	}
	if r.FourEyes != nil {
		out["four_eyes"] = fmt.Sprint(*r.FourEyes)
	}
	for id, on := range r.Style {
		out["style."+id] = fmt.Sprint(on)
	}
	for _, o := range r.Own {
		b, _ := json.Marshal(o) // a rule is plain data
		out["own."+o.ID] = string(b)
	}
	return out
}

// ChecklistOrder lists the rules of the checklist whose level can be set, in the
// order in which findings are shown.
func ChecklistOrder() (out []string) {
	for _, r := range checklist {
		if !r.fixed {
			out = append(out, r.id)
		}
	}
	return out
}

// StyleTry reads a text with one rule alone, as a test box does before the rule
// is kept.
func StyleTry(r style.Rule, text string) ([]style.Hit, error) {
	if err := style.Try(r); err != nil {
		return nil, err
	}
	g, err := style.New([]style.Rule{r})
	if err != nil {
		return nil, err
	}
	return g.Read(text, r.Headline), nil
}
