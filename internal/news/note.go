package news

import "time"

// NoteID numbers a note.
type NoteID int64

// Note is what the newsroom writes beside a text. Notes with the same thread
// belong together; the first one's number is the thread's.
type Note struct {
	ID      NoteID    `json:"id"`
	Article ArticleID `json:"article"`
	Thread  NoteID    `json:"thread"`
	At      time.Time `json:"at"`
	// By is the actor as in audit rows, Author the user's number and Name how
	// the person was called then.
	By     string `json:"by"`
	Author UserID `json:"author,omitempty"`
	Name   string `json:"name,omitempty"`
	Anchor Anchor `json:"anchor,omitzero"`
	Text   string `json:"text"`
	// MustFix notes block publishing until they are resolved (CHK-1).
	MustFix    bool      `json:"must_fix,omitempty"`
	Resolved   time.Time `json:"resolved,omitzero"`
	ResolvedBy string    `json:"resolved_by,omitempty"`
}

// Anchor is where a note stands: a stretch of a block's text, a block, or the
// whole article when Block is empty. From and To count code points of the
// block's plain text.
type Anchor struct {
	Block string `json:"block,omitempty"`
	From  int    `json:"from,omitempty"`
	To    int    `json:"to,omitempty"`
	Quote string `json:"quote,omitempty"`
}
