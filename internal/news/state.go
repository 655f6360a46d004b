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

// WorkStates lists them in the order screens show them.
var WorkStates = []WorkState{Writing, Desk, Ready, Returned, Spiked, Settled}

// PublicState is what readers know of an article. The two axes are
// independent: a live article may have a draft in any work state on top.
type PublicState string

const (
	Never     PublicState = "never"
	Scheduled PublicState = "scheduled"
	Live      PublicState = "live"
	Withdrawn PublicState = "withdrawn"
)

// PublicStates lists them.
var PublicStates = []PublicState{Never, Scheduled, Live, Withdrawn}

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
	// By may take it back within ten seconds; empty means nobody.
	By string
}

// Publish makes the version live for the first time (WF-9). A version that
// waited for its time is dropped: what goes out now is newer.
func (a *Article) Publish(p Publication, now time.Time) error {
	m, err := a.May(CmdPublish, now)
	if err != nil {
		return err
	}
	return a.first(m, p, now)
}

func (a *Article) first(m Move, p Publication, now time.Time) error {
	at := now
	if p.Imported && !p.At.IsZero() {
		at = p.At
	}
	if at.After(now) {
		return Refuse(Invalid, "publish article "+a.ID.String(), "publish_future", nil)
	}
	a.undoable(m.Command, p.By, p.Version.ID, now)
	a.to(m)
	a.dropSchedule()
	a.Live, a.Path, a.Embargo = p.Version.ID, p.Path, nil
	a.Dates.FirstPublished, a.Dates.Display = at, at
	a.settled()
	return nil
}

// undoable remembers what a publication replaces.
func (a *Article) undoable(cmd Command, by string, v VersionID, now time.Time) {
	a.Flow.Undo = nil
	if by == "" {
		return
	}
	a.Flow.Undo = &Undo{By: by, Until: now.Add(UndoTime), Command: cmd, Version: v, Work: a.Work, Live: a.Live, Path: a.Path,
		Dates: a.Dates, Authors: a.Flow.Authors}
}

// settled forgets what belongs to a draft when it is closed.
func (a *Article) settled() {
	if a.Work == Settled {
		a.Flow.Authors, a.Flow.DeskSince, a.Assignee = nil, time.Time{}, 0
	}
}

func (a *Article) dropSchedule() { a.Scheduled, a.Flow.Schedule, a.Flow.Stuck = 0, nil, "" }

// Update makes a new version of a live article live (WF-12).
func (a *Article) Update(v *Version, class ChangeClass, by string, now time.Time) error {
	m, err := a.May(CmdUpdate, now)
	if err != nil {
		return err
	}
	if err := a.knownClass("update", class); err != nil {
		return err
	}
	a.undoable(m.Command, by, v.ID, now)
	a.to(m)
	a.replace(v, class, now)
	// What waited was made before this text: it would bring the old one back.
	a.dropSchedule()
	a.settled()
	return nil
}

func (a *Article) knownClass(op string, class ChangeClass) error {
	if class != Minor && class != Substantial {
		return &Error{Kind: Invalid, Op: op + " article " + a.ID.String(),
			Fields: []FieldError{{Field: "class", Code: "unknown"}}}
	}
	return nil
}

func (a *Article) replace(v *Version, class ChangeClass, now time.Time) {
	a.Live = v.ID
	if class == Substantial {
		a.Dates.Updated = now
	}
}

// PublishDue makes the scheduled version live (SCH-1, SCH-4); an open draft
// stays. A person may say that its time is now.
func (a *Article) PublishDue(p Publication, byHand bool, now time.Time) error {
	m, err := a.May(CmdDue, now)
	if err != nil {
		return err
	}
	s := *a.Flow.Schedule
	if !byHand {
		if now.Before(s.At) {
			return a.refuse(CmdDue, "not_due", map[string]any{"at": s.At})
		}
		a.Flow.Late = now.Sub(s.At)
	} else {
		a.Flow.Late = 0
	}
	if a.Public == Live {
		a.undoable(CmdUpdate, p.By, p.Version.ID, now)
		a.replace(p.Version, s.Class, now)
		a.dropSchedule()
		return nil
	}
	return a.first(m, p, now)
}

// Schedule binds a version to a time (WF-11).
func (a *Article) Schedule(v *Version, at time.Time, class ChangeClass, by string, now time.Time) error {
	cmd := CmdSchedule
	if a.Scheduled != 0 {
		cmd = CmdRebind
	}
	m, err := a.May(cmd, now)
	if err != nil {
		return err
	}
	if err := a.inTime(cmd, at, now); err != nil {
		return err
	}
	if a.Public == Live {
		if err := a.knownClass("schedule", class); err != nil {
			return err
		}
	}
	former := a.Work
	a.to(m)
	a.Scheduled = v.ID
	a.Flow.Schedule, a.Flow.Stuck = &Schedule{At: at, Class: class, Revision: v.Revision, Former: former, By: by}, ""
	return nil
}

// Reschedule moves the bound version to another time.
func (a *Article) Reschedule(at time.Time, by string, now time.Time) error {
	if _, err := a.May(CmdReschedule, now); err != nil {
		return err
	}
	if err := a.inTime(CmdReschedule, at, now); err != nil {
		return err
	}
	s := *a.Flow.Schedule
	s.At, s.By = at, by
	a.Flow.Schedule, a.Flow.Stuck = &s, ""
	return nil
}

// ScheduleAhead is how far ahead a time must lie.
const ScheduleAhead = 5 * time.Second

func (a *Article) inTime(cmd Command, at, now time.Time) error {
	op := string(cmd) + " article " + a.ID.String()
	if at.Before(now.Add(ScheduleAhead)) {
		return &Error{Kind: Invalid, Op: op, Code: "schedule_past", Fields: []FieldError{{Field: "at", Code: "past"}}}
	}
	if a.Embargo != nil && at.Before(a.Embargo.Until) {
		return Refuse(Conflict, op, "embargo", map[string]any{"until": a.Embargo.Until})
	}
	return nil
}

// Unschedule drops the bound version (WF-13). reopen reports that no draft is
// open: the version's content becomes one.
func (a *Article) Unschedule(now time.Time) (reopen bool, err error) {
	m, err := a.May(CmdUnschedule, now)
	if err != nil {
		return false, err
	}
	s := a.Flow.Schedule
	a.to(m)
	if m.ToWork == Former {
		a.Work = s.Former
		if !slices.Contains([]WorkState{Writing, Desk, Ready}, a.Work) {
			a.Work = Ready
		}
		reopen = true
	}
	a.dropSchedule()
	return reopen, nil
}

// Hold marks the scheduled version as stuck; it stays where it is (SCH-2).
func (a *Article) Hold(reason string) { a.Flow.Stuck = reason }

// UndoPublish takes the last publication back (WF-10). reopen says that the
// published text becomes the open draft again, because nobody opened another.
func (a *Article) UndoPublish(by string, now time.Time) (u Undo, reopen bool, err error) {
	m, err := a.May(CmdUndo, now)
	if err != nil {
		return u, false, err
	}
	u = *a.Flow.Undo
	op := "undo article " + a.ID.String()
	switch {
	case u.By != by:
		return u, false, Refuse(Forbidden, op, "undo_other", nil)
	case a.Live != u.Version:
		return u, false, Refuse(Conflict, op, "undo_changed", nil)
	}
	a.to(m)
	a.Live, a.Dates = u.Live, u.Dates
	if u.Live == 0 {
		a.Public, a.Flow.OncePublic = Never, true
		if a.Scheduled != 0 {
			a.Public = Scheduled
		}
	} else {
		a.Path = u.Path
	}
	if a.Work == Settled {
		a.Work, a.Flow.Authors, reopen = u.Work, u.Authors, true
		if a.Work == Settled {
			// A scheduled version went out: it goes back to who can send it again.
			a.Work = Ready
		}
	}
	a.Flow.Undo = nil
	return u, reopen, nil
}

// Correct attaches an amendment, with or without a new version (WF-14). The
// time of the notice is now and nothing else.
func (a *Article) Correct(am *Amendment, v *Version, now time.Time) error {
	m, err := a.May(CmdCorrect, now)
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
	if am.Reply == a.ID {
		return &Error{Kind: Invalid, Op: op, Fields: []FieldError{{Field: "reply", Code: "itself"}}}
	}
	am.Article, am.At, am.Before, am.After = a.ID, now, a.Live, a.Live
	a.to(m)
	if v != nil {
		a.Live, am.After = v.ID, v.ID
		// A version that waited holds the uncorrected text.
		a.dropSchedule()
	}
	a.Dates.Corrected, a.Dates.Updated = now, now
	a.Flow.Undo = nil
	return nil
}

// Withdraw takes a live article away; its address answers 410 with the ground
// and the reason (WF-15, PRS-20).
func (a *Article) Withdraw(w Withdrawal, headline string, now time.Time) error {
	cmd := CmdWithdraw
	if w.Ground == GroundExpired && a.Flow.expired(now) {
		cmd = CmdExpire
	}
	m, err := a.May(cmd, now)
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
	a.to(m)
	a.dropSchedule()
	a.Flow.LastLive, a.Flow.Undo, a.Flow.Signature = a.Live, nil, nil
	a.Live, a.Withdrawal = 0, &w
	return nil
}

func (f Flow) expired(now time.Time) bool { return !f.ExpiresAt.IsZero() && !now.Before(f.ExpiresAt) }

// Confirm is the second signature under a withdrawal (COR-9).
func (a *Article) Confirm(by string, now time.Time) error {
	if _, err := a.May(CmdConfirm, now); err != nil {
		return err
	}
	s := *a.Flow.Signature
	if s.First == by {
		return Refuse(Forbidden, "confirm withdrawal of article "+a.ID.String(), "sign_twice", nil)
	}
	s.By, s.At = by, now
	a.Flow.Signature = &s
	return nil
}

// Reinstate gives a withdrawn article back to readers (WF-16).
func (a *Article) Reinstate(now time.Time) error {
	m, err := a.May(CmdReinstate, now)
	if err != nil {
		return err
	}
	if a.Flow.LastLive == 0 {
		return a.refuse(CmdReinstate, "no_version", nil)
	}
	a.to(m)
	a.Live, a.Withdrawal, a.Flow.LastLive, a.Flow.Signature = a.Flow.LastLive, nil, 0, nil
	// What has expired would be withdrawn again in the same second.
	if a.Flow.expired(now) {
		a.Flow.ExpiresAt = time.Time{}
	}
	return nil
}

// SetEmbargo forbids every publication before a time (WF-17).
func (a *Article) SetEmbargo(e Embargo, now time.Time) error {
	if _, err := a.May(CmdEmbargo, now); err != nil {
		return err
	}
	op := "set embargo on article " + a.ID.String()
	switch {
	case !e.Until.After(now):
		return &Error{Kind: Invalid, Op: op, Code: "embargo_past", Fields: []FieldError{{Field: "until", Code: "past"}}}
	case Length(e.Reason) > 200:
		return &Error{Kind: Invalid, Op: op, Fields: []FieldError{{Field: "reason", Code: "too_long", Limit: 200}}}
	case a.Embargo != nil && e.Until.Before(a.Embargo.Until):
		return Refuse(Conflict, op, "embargo_shorter", map[string]any{"until": a.Embargo.Until})
	case a.Flow.Schedule != nil && a.Flow.Schedule.At.Before(e.Until):
		return Refuse(Conflict, op, "embargo_schedule", map[string]any{"at": a.Flow.Schedule.At})
	}
	a.Embargo = &e
	return nil
}

// LiftEmbargo ends an embargo, or brings its end forward (WF-18).
func (a *Article) LiftEmbargo(until time.Time, reason string, now time.Time) error {
	if _, err := a.May(CmdLift, now); err != nil {
		return err
	}
	op := "lift embargo of article " + a.ID.String()
	if err := within(op, "reason", reason, 10, 200); err != nil {
		return err
	}
	if a.Flow.Stuck == "embargo" {
		a.Flow.Stuck = ""
	}
	if until.IsZero() || !until.After(now) {
		a.Embargo = nil
		return nil
	}
	if !until.Before(a.Embargo.Until) {
		return &Error{Kind: Invalid, Op: op, Code: "embargo_longer", Fields: []FieldError{{Field: "until", Code: "range"}}}
	}
	e := *a.Embargo
	e.Until = until
	a.Embargo = &e
	return nil
}

// Save opens a draft, or goes on with one (WF-2).
func (a *Article) Save(by UserID, now time.Time) error {
	m, err := a.May(CmdSave, now)
	if err != nil {
		return err
	}
	a.to(m)
	a.Wrote(by)
	return nil
}

// Submit hands the draft to the desk (WF-3).
func (a *Article) Submit(now time.Time) error {
	m, err := a.May(CmdSubmit, now)
	if err == nil {
		a.to(m)
		a.Flow.DeskSince = now
	}
	return err
}

// Return sends the draft back to its author (WF-5).
func (a *Article) Return(reason string, now time.Time) error {
	m, err := a.May(CmdReturn, now)
	if err != nil {
		return err
	}
	if err := within("return article "+a.ID.String(), "reason", reason, 3, 500); err != nil {
		return err
	}
	a.to(m)
	a.Flow.DeskSince = time.Time{}
	return nil
}

// Approve says that the draft may be published (WF-6).
func (a *Article) Approve(now time.Time) error { return a.simply(CmdApprove, now) }

// Reopen takes an approval back (WF-7).
func (a *Article) Reopen(now time.Time) error { return a.simply(CmdReopen, now) }

func (a *Article) simply(cmd Command, now time.Time) error {
	m, err := a.May(cmd, now)
	if err == nil {
		a.to(m)
	}
	return err
}

// Spike puts the draft aside (WF-8).
func (a *Article) Spike(now time.Time) error {
	m, err := a.May(CmdSpike, now)
	if err == nil {
		a.Flow.Former, a.Flow.SpikedAt = a.Work, now
		a.to(m)
	}
	return err
}

// Unspike takes it up again, in the state that it had.
func (a *Article) Unspike(now time.Time) error {
	if _, err := a.May(CmdUnspike, now); err != nil {
		return err
	}
	if a.Work = a.Flow.Former; a.Work == "" {
		a.Work = Writing
	}
	a.Flow.Former, a.Flow.SpikedAt = "", time.Time{}
	return nil
}

// Claim makes a person the desk's owner of the article; a signal, no lock (WF-4).
func (a *Article) Claim(u UserID, over bool, now time.Time) error {
	if _, err := a.May(CmdClaim, now); err != nil {
		return err
	}
	if a.Assignee != 0 && a.Assignee != u && !over {
		return a.refuse(CmdClaim, "claimed", map[string]any{"user": a.Assignee.String()})
	}
	a.Assignee = u
	return nil
}

// Release leaves it to whoever comes.
func (a *Article) Release(now time.Time) error {
	if _, err := a.May(CmdRelease, now); err != nil {
		return err
	}
	a.Assignee = 0
	return nil
}

// Purge gives a spiked draft up for good. What readers never had loses all its
// texts with it.
func (a *Article) Purge(now time.Time) error {
	m, err := a.May(CmdPurge, now)
	if err != nil {
		return err
	}
	a.to(m)
	a.Flow.Former, a.Flow.SpikedAt = "", time.Time{}
	a.Flow.Purged = a.Public == Never && !a.Flow.OncePublic && a.Dates.FirstPublished.IsZero()
	a.settled()
	return nil
}

// Settle closes a draft that became the corrected text.
func (a *Article) Settle() {
	a.Work = Settled
	a.settled()
}
