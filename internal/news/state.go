package news

import (
	"slices"
	"time"
)

// WorkState is the state of the open draft.
type WorkState string

const (
	Writing  WorkState = "writing"
	Desk     WorkState = "desk"
	Ready    WorkState = "ready"
	Returned WorkState = "returned"
	Spiked   WorkState = "spiked"
	// Settled: no draft is open.
	Settled WorkState = "settled"
)

// PublicState is what readers know of an article. The two axes are
// independent: a live article may have a draft in any work state on top.
type PublicState string

const (
	Never     PublicState = "never"
	Scheduled PublicState = "scheduled"
	Live      PublicState = "live"
	Withdrawn PublicState = "withdrawn"
)

// Command is a verb that changes an article.
type Command string

const (
	CmdCreate   Command = "create"
	CmdImport   Command = "import"
	CmdPublish  Command = "publish"
	CmdUpdate   Command = "update"
	CmdCorrect  Command = "correct"
	CmdWithdraw Command = "withdraw"
)

// Move is one row of the state table: from which states a command may start
// and where it leads. An empty To keeps the state.
type Move struct {
	Command    Command
	FromWork   []WorkState
	FromPublic []PublicState
	ToWork     WorkState
	ToPublic   PublicState
}

// Moves is the whole state machine. Every way of changing an article asks this
// table, through Article.may, and nothing else decides (newsroom.md section 2).
var Moves = []Move{
	// An import opens, or reopens, a draft; what readers see is not touched.
	{CmdImport, []WorkState{Writing, Settled, Ready}, []PublicState{Never, Live}, Writing, ""},
	{CmdPublish, []WorkState{Writing, Desk, Ready}, []PublicState{Never}, Settled, Live},
	{CmdUpdate, []WorkState{Writing, Desk, Ready}, []PublicState{Live}, Settled, Live},
	// Corrections and withdrawals keep the draft, if there is one.
	{CmdCorrect, nil, []PublicState{Live}, "", Live},
	{CmdWithdraw, nil, []PublicState{Live}, "", Withdrawn},
}

func (a *Article) may(cmd Command) (Move, error) {
	for _, m := range Moves {
		if m.Command != cmd {
			continue
		}
		if (m.FromWork == nil || slices.Contains(m.FromWork, a.Work)) && slices.Contains(m.FromPublic, a.Public) {
			return m, nil
		}
	}
	return Move{}, Refuse(Conflict, string(cmd)+" article "+a.ID.String(), "state",
		map[string]any{"command": string(cmd), "work": string(a.Work), "public": string(a.Public)})
}

func (a *Article) apply(m Move) {
	if m.ToWork != "" {
		a.Work = m.ToWork
	}
	if m.ToPublic != "" {
		a.Public = m.ToPublic
	}
}

// ChangeClass says what sort of change an update of a live article is
// (newsroom.md 6.1). Corrections are a command of their own.
type ChangeClass string

const (
	// Minor is a typing slip: no printed time moves.
	Minor ChangeClass = "minor"
	// Substantial brings new facts: "updated" moves.
	Substantial ChangeClass = "update"
)

// Publication is how a version goes live.
type Publication struct {
	// Version is the frozen content; its ID is set.
	Version *Version
	Path    string
	// At overrides the time of first publication for what was public elsewhere
	// before (imports); zero means now.
	At time.Time
	// Imported articles were public elsewhere: At may lie in the past.
	Imported bool
}

// Publish makes the version live for the first time (WF-9).
func (a *Article) Publish(p Publication, now time.Time) error {
	m, err := a.may(CmdPublish)
	if err != nil {
		return err
	}
	if err := a.embargoed("publish", now); err != nil {
		return err
	}
	at := now
	if p.Imported && !p.At.IsZero() {
		at = p.At
	}
	if at.After(now) {
		return Refuse(Invalid, "publish article "+a.ID.String(), "publish_future", nil)
	}
	a.apply(m)
	a.Live, a.Path = p.Version.ID, p.Path
	a.Dates.FirstPublished, a.Dates.Display = at, at
	return nil
}

// Update makes a new version of a live article live (WF-12).
func (a *Article) Update(v *Version, class ChangeClass, now time.Time) error {
	m, err := a.may(CmdUpdate)
	if err != nil {
		return err
	}
	if class != Minor && class != Substantial {
		return &Error{Kind: Invalid, Op: "update article " + a.ID.String(),
			Fields: []FieldError{{Field: "class", Code: "unknown"}}}
	}
	a.apply(m)
	a.Live = v.ID
	if class == Substantial {
		a.Dates.Updated = now
	}
	return nil
}

// Correct attaches an amendment, with or without a new version (WF-14). The
// time of the notice is now and nothing else.
func (a *Article) Correct(am *Amendment, v *Version, now time.Time) error {
	m, err := a.may(CmdCorrect)
	if err != nil {
		return err
	}
	op := "correct article " + a.ID.String()
	if !slices.Contains(AmendmentKinds, am.Kind) {
		return &Error{Kind: Invalid, Op: op, Fields: []FieldError{{Field: "kind", Code: "unknown"}}}
	}
	if err := within(op, "note", am.Note, 20, 2000); err != nil {
		return err
	}
	am.Article, am.At, am.Before, am.After = a.ID, now, a.Live, a.Live
	a.apply(m)
	if v != nil {
		a.Live, am.After = v.ID, v.ID
	}
	a.Dates.Corrected, a.Dates.Updated = now, now
	return nil
}

// Withdraw takes a live article away; its address answers 410 with the ground
// and the reason (WF-15, PRS-20).
func (a *Article) Withdraw(w Withdrawal, headline string, now time.Time) error {
	m, err := a.may(CmdWithdraw)
	if err != nil {
		return err
	}
	op := "withdraw article " + a.ID.String()
	if !slices.Contains(Grounds, w.Ground) {
		return &Error{Kind: Invalid, Op: op, Fields: []FieldError{{Field: "ground", Code: "unknown"}}}
	}
	if err := within(op, "reason", w.Reason, 20, 1000); err != nil {
		return err
	}
	w.Article, w.At, w.Path, w.Headline = a.ID, now, a.Path, headline
	if w.Ground.HidesHeadline() {
		w.Headline = ""
	}
	a.apply(m)
	a.Live, a.Scheduled, a.Withdrawal = 0, 0, &w
	return nil
}

func (a *Article) embargoed(op string, now time.Time) error {
	if a.Embargo != nil && now.Before(a.Embargo.Until) {
		return Refuse(Conflict, op+" article "+a.ID.String(), "embargo", map[string]any{"until": a.Embargo.Until})
	}
	return nil
}
