package news

import (
	"encoding/json"

	"warta/internal/body"
)

// FieldConflict is a field that both sides changed to different ends.
type FieldConflict struct {
	Field  string
	Base   json.RawMessage
	Theirs json.RawMessage
	Mine   json.RawMessage
}

// MergeReport says what a merge of two contents did besides taking what one
// side changed.
type MergeReport struct {
	Body   body.Report
	Fields []FieldConflict
}

// Clean reports whether nothing is left to decide.
func (r MergeReport) Clean() bool { return len(r.Fields) == 0 && len(r.Body.Conflicts) == 0 }

// MergeContent puts together what two sides made of base, field by field as the
// table says (newsroom.md 4.2). What cannot be joined stays as head has it and
// is reported. doubtful says that base is only an ancestor of what mine was made
// from.
func MergeContent(base, head, mine *Content, doubtful bool) (Content, MergeReport) {
	out := *head
	var r MergeReport
	for _, f := range Fields {
		if f.Of != "" || f.Same(head, mine) || f.Same(base, mine) {
			continue
		}
		if f.Same(base, head) {
			f.Copy(&out, mine)
			continue
		}
		switch {
		case f.Merge == "body":
			merge := body.Merge
			if doubtful {
				merge = body.MergeDoubtful
			}
			out.Body, r.Body = merge(base.Body, head.Body, mine.Body)
			continue
		case f.val.join != nil:
			v, ok := f.val.join(f.val.get(base), f.val.get(head), f.val.get(mine))
			if ok {
				f.val.set(&out, v)
				if f.Limit == 0 || f.size(&out) <= max(f.Limit, f.size(head), f.size(mine)) {
					continue
				}
			}
		}
		f.Copy(&out, head)
		r.Fields = append(r.Fields, FieldConflict{f.Name, f.Get(base), f.Get(head), f.Get(mine)})
	}
	return out, r
}

// ChangedFields names the fields in which two contents differ, in the table's
// order.
func ChangedFields(a, b *Content) []string {
	var out []string
	for _, f := range Fields {
		if f.Of == "" && !f.Same(a, b) {
			out = append(out, f.Name)
		}
	}
	return out
}
