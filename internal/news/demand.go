package news

import (
	"slices"
	"time"
)

// DemandKind is what somebody outside asks of the paper.
type DemandKind string

const (
	// DemandReply: the right of reply (PRS-11).
	DemandReply DemandKind = "hak_jawab"
	// DemandCorrection: the right of correction.
	DemandCorrection DemandKind = "hak_koreksi"
	// DemandCopyright: a complaint about somebody's work (PRS-83).
	DemandCopyright DemandKind = "hak_cipta"
	// DemandTakedown: an order of a court or a ministry (PRS-26).
	DemandTakedown DemandKind = "perintah"
	// DemandPrivacy: somebody named in a report asks for a change (PRS-109).
	DemandPrivacy DemandKind = "data_pribadi"
	// DemandComplaint: anything else.
	DemandComplaint DemandKind = "pengaduan"
)

// DemandKinds lists them in the order screens offer them.
var DemandKinds = []DemandKind{DemandReply, DemandCorrection, DemandCopyright, DemandTakedown, DemandPrivacy, DemandComplaint}

// DemandState is how far a demand is.
type DemandState string

const (
	DemandOpen    DemandState = "open"
	DemandServed  DemandState = "served"
	DemandPartly  DemandState = "served_in_part"
	DemandRefused DemandState = "refused"
)

// DemandDecisions are how a demand ends.
var DemandDecisions = []DemandState{DemandServed, DemandPartly, DemandRefused}

// DemandOutcomes are what came of a demand (PRS-109); never a silent deletion.
var DemandOutcomes = []string{"amendment", "reply", "withdrawal", "redaction", "noindex", "asset_denied", "none"}

// Demand is what somebody outside asks of the paper. Its first entry does not
// change; what is done with it is in its steps.
type Demand struct {
	ID      DemandID    `json:"-"`
	Edition EditionID   `json:"-"`
	Article ArticleID   `json:"-"`
	Kind    DemandKind  `json:"-"`
	State   DemandState `json:"-"`
	// Received is when it came, Due by when it must be decided, Flagged when the
	// desk was told that it is late.
	Received time.Time `json:"-"`
	Due      time.Time `json:"-"`
	Flagged  time.Time `json:"-"`
	// Who asks, and how they can be reached; never public.
	Who     string `json:"who"`
	Contact string `json:"contact,omitempty"`
	// Asset is set when it is about one picture.
	Asset AssetID `json:"asset,omitempty"`
	// Passage is what it is about, in the article's words.
	Passage string `json:"passage,omitempty"`
	// Text is the demand itself, Document and Ground those of an order.
	Text     string `json:"text,omitempty"`
	Document string `json:"document,omitempty"`
	Ground   string `json:"ground,omitempty"`
	// Evidence are names of files kept privately.
	Evidence []string  `json:"evidence,omitempty"`
	By       string    `json:"by,omitempty"`
	At       time.Time `json:"at,omitzero"`
}

// DemandStep is one thing that was done with a demand.
type DemandStep struct {
	At time.Time `json:"-"`
	By string    `json:"-"`
	// Text is a remark or a letter.
	Text     string   `json:"text,omitempty"`
	Evidence []string `json:"evidence,omitempty"`
	// Due is a new time limit.
	Due time.Time `json:"due,omitzero"`
	// Decision ends the demand; Ground says why it is refused.
	Decision DemandState `json:"decision,omitempty"`
	Ground   string      `json:"ground,omitempty"`
	Outcome  string      `json:"outcome,omitempty"`
	// Amendment and Reply are what it led to.
	Amendment AmendmentID `json:"amendment,omitempty"`
	Reply     ArticleID   `json:"reply,omitempty"`
}

// DemandDefault is how long the paper has by default (PRS-11).
const DemandDefault = 48 * time.Hour

// Validate refuses a demand that says too little, or too much.
func (d *Demand) Validate(now time.Time) error {
	var bad []FieldError
	wrong := func(field, code string, limit int) {
		bad = append(bad, FieldError{Field: field, Code: code, Limit: limit})
	}
	if !slices.Contains(DemandKinds, d.Kind) {
		wrong("kind", "unknown", 0)
	}
	if Length(d.Who) == 0 {
		wrong("who", "required", 0)
	}
	for _, f := range []struct {
		name, text string
		limit      int
	}{{"who", d.Who, 200}, {"contact", d.Contact, 400}, {"passage", d.Passage, 4000}, {"text", d.Text, 20000},
		{"document", d.Document, 400}, {"ground", d.Ground, 1000}} {
		if Length(f.text) > f.limit {
			wrong(f.name, "too_long", f.limit)
		}
	}
	if d.Kind == DemandTakedown && (Length(d.Document) == 0 || Length(d.Ground) == 0) {
		wrong("document", "required", 0)
	}
	if d.Received.After(now) {
		wrong("received", "range", 0)
	}
	if !d.Due.IsZero() && d.Due.Before(d.Received) {
		wrong("due", "past", 0)
	}
	if len(d.Evidence) > 50 {
		wrong("evidence", "too_many", 50)
	}
	if bad != nil {
		return &Error{Kind: Invalid, Op: "check a demand", Code: "fields", Fields: bad}
	}
	return nil
}
