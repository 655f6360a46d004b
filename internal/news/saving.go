package news

import (
	"encoding/json"
	"slices"
	"time"
)

// Kinds of revisions that saving makes.
const (
	// RevisionMerged holds the work of two people.
	RevisionMerged RevisionKind = "merged"
	// RevisionDisplaced is what somebody sent that could not all be joined to
	// what stood: the losing side of a conflict, kept for ever.
	RevisionDisplaced RevisionKind = "displaced"
)

// Clash is a field or block that two people changed to different ends. The
// article goes on with theirs; mine waits here until somebody decides (SAVE-11).
type Clash struct {
	Article ArticleID `json:"article"`
	// Number counts an article's conflicts from 1.
	Number int `json:"number"`
	// Field is set for a field; Block and Part for a block of the body, both
	// empty for the body as a whole.
	Field string `json:"field"`
	Block string `json:"block,omitempty"`
	Part  string `json:"part,omitempty"`
	// The three versions: the field's value, or the block as stored.
	Base   json.RawMessage `json:"base,omitempty"`
	Theirs json.RawMessage `json:"theirs,omitempty"`
	Mine   json.RawMessage `json:"mine,omitempty"`
	// The revisions that hold them.
	BaseRevision   int `json:"base_revision"`
	TheirsRevision int `json:"theirs_revision"`
	MineRevision   int `json:"mine_revision"`
	// Who wrote the two, as in revisions.
	TheirsBy string    `json:"theirs_by"`
	MineBy   string    `json:"mine_by"`
	At       time.Time `json:"at"`
	// How it ended: "mine", "theirs", "both" or "edit".
	Resolved   time.Time `json:"resolved,omitzero"`
	ResolvedBy string    `json:"resolved_by,omitempty"`
	Choice     string    `json:"choice,omitempty"`
}

// ClashChoices are the ways to end a conflict.
var ClashChoices = []string{"mine", "theirs", "both", "edit"}

// Noise reports whether a revision was made by typing rather than by decision:
// lists show such revisions in groups.
func (k RevisionKind) Noise() bool {
	return slices.Contains([]RevisionKind{RevisionAuto, RevisionMerged, RevisionDisplaced}, k)
}

// Seat is somebody who has an article open (SAVE-17). It may be wrong for 45
// seconds and decides nothing.
type Seat struct {
	Article ArticleID `json:"article"`
	// Tab is the browser's own number for its tab.
	Tab  string `json:"tab"`
	User UserID `json:"user"`
	Name string `json:"name"`
	// Doing is "viewing" or "typing"; Block where.
	Doing string    `json:"doing"`
	Block string    `json:"block,omitempty"`
	At    time.Time `json:"at"`
}
