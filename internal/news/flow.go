package news

import (
	"slices"
	"time"
)

// Flow is what the newsroom remembers of an article's way through the house.
type Flow struct {
	// Authors saved the open draft; with four eyes, the only one of them may not
	// approve it (WF-6).
	Authors []UserID `json:"authors,omitempty"`
	// DeskSince is when the draft came to the desk.
	DeskSince time.Time `json:"desk_since,omitzero"`
	// Former is the state that a spiked draft goes back to; SpikedAt starts the
	// thirty days after which it may be purged (WF-8).
	Former   WorkState `json:"former,omitempty"`
	SpikedAt time.Time `json:"-"`
	// Schedule is set while a version is scheduled.
	Schedule *Schedule `json:"schedule,omitempty"`
	// Stuck is why the scheduled version did not go out: a message key below
	// "stuck."; empty means that nothing holds it up.
	Stuck string `json:"-"`
	// Late is by how much the last scheduled version was late (SCH-3).
	Late time.Duration `json:"late,omitempty"`
	// ExpiresAt ends an advertorial or notice (WF-20).
	ExpiresAt time.Time `json:"-"`
	// OncePublic: readers had it before it went back into editing (WF-10).
	OncePublic bool `json:"once_public,omitempty"`
	// Undo is how to take the last publication back, within its ten seconds.
	Undo *Undo `json:"undo,omitempty"`
	// LastLive is the version that readers had before a withdrawal.
	LastLive VersionID `json:"last_live,omitempty"`
	// Signature is whether a second person has signed a withdrawal (COR-9).
	Signature *Signature `json:"signature,omitempty"`
	// Lineage says what the article was made from (WF-21).
	Lineage Lineage `json:"lineage,omitzero"`
	// Proposed is the section that somebody without rights over it wants the
	// article moved to (PERM-2).
	Proposed SectionID `json:"proposed,omitempty"`
	// Ticks are the checks that a person did, by name.
	Ticks map[string]Tick `json:"ticks,omitempty"`
	// Purged: nothing is left of it but its number.
	Purged bool `json:"purged,omitempty"`
	// Unmet are the rules that an imported article does not meet (CHK-1).
	Unmet []string `json:"unmet,omitempty"`
}

// Schedule binds a frozen version to a time (WF-11).
type Schedule struct {
	At time.Time `json:"-"`
	// Class is what sort of change it is for an article that is live already.
	Class ChangeClass `json:"class,omitempty"`
	// Revision is the save that was bound: a draft above it is newer (WF-25).
	Revision int `json:"revision"`
	// Former is the draft's state before; unscheduling goes back to it.
	Former WorkState `json:"former,omitempty"`
	By     string    `json:"by,omitempty"`
}

// Undo is what a publication replaced.
type Undo struct {
	By    string    `json:"by"`
	Until time.Time `json:"until"`
	// Command is what is being undone: publish or update.
	Command Command   `json:"command"`
	Version VersionID `json:"version"`
	Work    WorkState `json:"work"`
	Live    VersionID `json:"live,omitempty"`
	Path    string    `json:"path,omitempty"`
	Dates   Dates     `json:"dates"`
	// Authors are those of the draft.
	Authors []UserID `json:"authors,omitempty"`
}

// UndoTime is how long a publication can be taken back (WF-10).
const UndoTime = 10 * time.Second

// Signature is the second one under a withdrawal.
type Signature struct {
	// First withdrew, and may not sign twice.
	First string `json:"first"`
	// Due is when every chief is told that nobody has signed.
	Due time.Time `json:"due"`
	// By signed at At; empty while nobody has.
	By string    `json:"by,omitempty"`
	At time.Time `json:"at,omitzero"`
	// Told: the chiefs were told.
	Told bool `json:"told,omitempty"`
}

// SignatureTime is how long a second person has (COR-9).
const SignatureTime = 24 * time.Hour

// Lineage names an article's source.
type Lineage struct {
	// Kind is "fork" or "translation".
	Kind string    `json:"kind,omitempty"`
	From ArticleID `json:"from,omitempty"`
	// Version is what was copied; zero when it was a draft.
	Version VersionID `json:"version,omitempty"`
}

const (
	LineageFork        = "fork"
	LineageTranslation = "translation"
)

// Tick is a check that a person did.
type Tick struct {
	By   string    `json:"by"`
	At   time.Time `json:"at"`
	Note string    `json:"note,omitempty"`
}

// Wrote remembers who saved the draft.
func (a *Article) Wrote(u UserID) {
	if u != 0 && !slices.Contains(a.Flow.Authors, u) {
		a.Flow.Authors = append(slices.Clone(a.Flow.Authors), u)
	}
}

// OnlyAuthor reports whether nobody but u wrote the open draft.
func (a *Article) OnlyAuthor(u UserID) bool {
	return u != 0 && len(a.Flow.Authors) == 1 && a.Flow.Authors[0] == u
}

// Due is when the scheduled version goes out; zero when none is scheduled.
func (a *Article) Due() time.Time {
	if a.Flow.Schedule == nil {
		return time.Time{}
	}
	return a.Flow.Schedule.At
}
