package ingest

import (
	"cmp"
	"slices"
)

// Report accumulates what a reading found and what became of it. Its lists are
// bounded, its counts are not: it can go along with a run of any length. It is not
// safe for concurrent use.
type Report struct {
	// Counts by what a thing is at the source: "post", "page", another type,
	// "attachment", "menu_item", "author", "category", "post_tag", another taxonomy,
	// "comment", "kept".
	Counts map[string]*Count `json:"counts"`
	// Comments by state, States of articles by "work/public".
	Comments map[string]int `json:"comments,omitempty"`
	States   map[string]int `json:"states,omitempty"`
	// Notes are what was simplified, kept or not understood in texts, the most
	// frequent first.
	Notes []ReportNote `json:"notes,omitempty"`
	// Kept are things without a home, by what they were.
	Kept map[string]int `json:"kept,omitempty"`
	// Fields are the source's own fields that were kept aside, by name.
	Fields map[string]int `json:"fields,omitempty"`
	// NoEmail are authors without an address to sign in with.
	NoEmail []string `json:"no_email,omitempty"`
	// Held are articles that stay unpublished though the source shows them to some.
	Held []ReportItem `json:"held,omitempty"`
	// Missing are media that no asset was made of.
	Missing      []ReportMedium `json:"missing,omitempty"`
	MissingCount int            `json:"missing_count,omitempty"`
	// Repaired counts faults of the file that were mended.
	Repaired map[string]int `json:"repaired,omitempty"`

	notes  map[noteKey]int
	fields int
}

// Count is how many things of one kind there were and what became of them.
type Count struct {
	Source    int `json:"source"`
	Imported  int `json:"imported,omitempty"`
	Updated   int `json:"updated,omitempty"`
	Unchanged int `json:"unchanged,omitempty"`
	Conflict  int `json:"conflict,omitempty"`
	Kept      int `json:"kept,omitempty"`
	Failed    int `json:"failed,omitempty"`
}

// ReportNote is a note over all texts.
type ReportNote struct {
	Note
	// Items is the number of texts it was met in, Where up to three of them.
	Items int          `json:"items"`
	Where []ReportItem `json:"where,omitempty"`
}

// ReportItem names a thing of the source for a person.
type ReportItem struct {
	Number int64  `json:"number,omitempty"`
	Title  string `json:"title,omitempty"`
	Why    string `json:"why,omitempty"`
}

// ReportMedium is a medium with the article that shows it.
type ReportMedium struct {
	MediaRef
	Item ReportItem `json:"item,omitzero"`
}

const (
	reportExamples = 3
	reportNames    = 500 // distinct names of notes and fields
	reportList     = 1000
)

// count gives the counter of a kind.
func (p *Report) count(kind string) *Count {
	if p.Counts == nil {
		p.Counts = map[string]*Count{}
	}
	if len(p.Counts) >= reportNames && p.Counts[kind] == nil {
		kind = "other"
	}
	c := p.Counts[kind]
	if c == nil {
		c = &Count{}
		p.Counts[kind] = c
	}
	return c
}

// KindOf is the name under which a record is counted, "" for those that are not.
func (r *Record) KindOf() string {
	switch {
	case r.Author != nil:
		return "author"
	case r.Term != nil:
		return r.Term.Taxonomy
	case r.Item != nil:
		return r.Item.Type
	case r.Medium != nil:
		return "attachment"
	case r.MenuItem != nil:
		return "menu_item"
	case r.Comment != nil:
		return "comment"
	case r.Kept != nil:
		return r.Kept.What
	}
	return ""
}

// Read counts a record of the source.
func (p *Report) Read(r Record) {
	if kind := r.KindOf(); kind != "" {
		c := p.count(kind)
		c.Source++
		if r.Kept != nil {
			c.Kept++
			bump(&p.Kept, r.Kept.What+" ("+r.Kept.Why+")")
		}
	}
	switch {
	case r.Author != nil:
		if r.Author.Email == "" && !r.Author.Guest && len(p.NoEmail) < reportList {
			p.NoEmail = append(p.NoEmail, firstText(r.Author.Name, r.Author.Login))
		}
	case r.Item != nil:
		p.item(r.Item)
	case r.Medium != nil:
		p.comments(r.Medium.Comments)
	case r.Comment != nil:
		bump(&p.Comments, r.Comment.State)
	case r.End != nil:
		for k, n := range r.End.Repaired {
			if p.Repaired == nil {
				p.Repaired = map[string]int{}
			}
			p.Repaired[k] += n
		}
	}
}

// Wrote tells what became of a record: "created", "updated", "unchanged",
// "conflict", "kept" or "failed".
func (p *Report) Wrote(r Record, outcome string) {
	kind := r.KindOf()
	if kind == "" {
		return
	}
	switch c := p.count(kind); outcome {
	case "created":
		c.Imported++
	case "updated":
		c.Updated++
	case "unchanged":
		c.Unchanged++
	case "conflict":
		c.Conflict++
	case "kept":
		c.Kept++
	case "failed":
		c.Failed++
	}
}

// Lost tells of media that [Item.Finish] found no asset for.
func (p *Report) Lost(it *Item, missing []MediaRef) {
	for _, m := range missing {
		if p.MissingCount++; len(p.Missing) < reportList {
			p.Missing = append(p.Missing, ReportMedium{m, it.report("")})
		}
	}
}

func (it *Item) report(why string) ReportItem {
	return ReportItem{Number: it.Number, Title: clip(it.Headline), Why: why}
}

func (p *Report) item(it *Item) {
	bump(&p.States, string(it.Work)+"/"+string(it.State))
	if it.Held != "" && len(p.Held) < reportList {
		p.Held = append(p.Held, it.report(it.Held))
	}
	p.comments(it.Comments)
	for _, n := range it.Notes {
		p.note(n, it)
	}
	for _, f := range it.Kept {
		if p.Fields[f.Name] > 0 || len(p.Fields) < reportNames {
			bump(&p.Fields, f.Name)
		}
	}
}

func (p *Report) comments(list []Comment) {
	for _, c := range list {
		p.count("comment").Source++
		bump(&p.Comments, c.State)
	}
}

func (p *Report) note(n Note, it *Item) {
	if p.notes == nil {
		p.notes = map[noteKey]int{}
		for i, x := range p.Notes {
			p.notes[noteKey{x.Kind, x.Name}] = i
		}
	}
	k := noteKey{n.Kind, n.Name}
	i, ok := p.notes[k]
	if !ok {
		if len(p.Notes) >= reportNames {
			return
		}
		i = len(p.Notes)
		p.notes[k] = i
		x := ReportNote{Note: n}
		x.Count = 0
		p.Notes = append(p.Notes, x)
	}
	x := &p.Notes[i]
	x.Count += n.Count
	x.Kept = x.Kept && n.Kept
	if x.Items++; len(x.Where) < reportExamples {
		x.Where = append(x.Where, it.report(""))
	}
}

func bump(m *map[string]int, key string) {
	if *m == nil {
		*m = map[string]int{}
	}
	(*m)[key]++
}

// Sort puts the notes in order: what occurred most often first.
func (p *Report) Sort() {
	slices.SortStableFunc(p.Notes, func(a, b ReportNote) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Name, b.Name))
	})
	p.notes = nil
}
