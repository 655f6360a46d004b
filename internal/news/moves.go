package news

import (
	"slices"
	"time"
)

// Command is a verb that changes an article.
type Command string

const (
	CmdCreate      Command = "create"
	CmdImport      Command = "import"
	CmdSave        Command = "save"
	CmdSubmit      Command = "submit"
	CmdClaim       Command = "claim"
	CmdRelease     Command = "release"
	CmdReturn      Command = "return"
	CmdApprove     Command = "approve"
	CmdReopen      Command = "reopen"
	CmdSpike       Command = "spike"
	CmdUnspike     Command = "unspike"
	CmdPublish     Command = "publish"
	CmdDue         Command = "publish.scheduled"
	CmdUndo        Command = "undo"
	CmdSchedule    Command = "schedule"
	CmdRebind      Command = "rebind"
	CmdReschedule  Command = "reschedule"
	CmdUpdate      Command = "update"
	CmdUnschedule  Command = "unschedule"
	CmdCorrect     Command = "correct"
	CmdWithdraw    Command = "withdraw"
	CmdConfirm     Command = "withdraw.confirm"
	CmdReinstate   Command = "reinstate"
	CmdEmbargo     Command = "embargo.set"
	CmdLift        Command = "embargo.lift"
	CmdExpire      Command = "expire"
	CmdFork        Command = "fork"
	CmdMoveSection Command = "section.move"
	CmdPurge       Command = "purge"
)

// Guard is a condition beyond the two states. Those that an article can answer
// itself are checked by [Article.May]; the others by the command that the table
// names, which has the content, the rules and the actor before it.
type Guard string

const (
	GuardNothingScheduled Guard = "nothing_scheduled" // no version waits for its time
	GuardScheduled        Guard = "scheduled"         // a version waits for its time
	GuardNotDue           Guard = "not_due"           // its time has not come
	GuardDue              Guard = "due"               // its time has come, or a person says now
	GuardEmbargo          Guard = "embargo"           // no embargo, or it is over
	GuardUnderEmbargo     Guard = "under_embargo"     // there is one to lift
	GuardNeverPublic      Guard = "never_public"      // readers never had it
	GuardUndo             Guard = "undo"              // ten seconds, and the publisher's own
	GuardUnsigned         Guard = "unsigned"          // nobody has signed yet
	GuardExpired          Guard = "expired"           // expire_at has passed; advertorials and notices
	GuardSpikedLong       Guard = "spiked_long"       // thirty days

	GuardComplete     Guard = "complete"      // headline and text
	GuardReason       Guard = "reason"        // a reason of the length that the command names
	GuardFourEyes     Guard = "four_eyes"     // where the section asks for it: not the only author
	GuardChecklist    Guard = "checklist"     // no rule of level block is unmet
	GuardConflicts    Guard = "conflicts"     // no open conflict
	GuardTime         Guard = "time"          // at least five seconds ahead, not before the embargo's end
	GuardClass        Guard = "class"         // the class of change fits (6.1)
	GuardAmendment    Guard = "amendment"     // kind, and a note of 20 to 2,000
	GuardGround       Guard = "ground"        // a ground from the list and a public reason of 20 to 1,000
	GuardSecondPerson Guard = "second_person" // not who withdrew
	GuardUntil        Guard = "until"         // later than now, no earlier schedule
	GuardSections     Guard = "sections"      // draft.edit in both sections, or a proposal
)

// Move is one row of the state table: from which states a command may start,
// who may, and where it leads. A nil list means any state, an empty To keeps it.
type Move struct {
	// Row is the row of newsroom.md section 2.
	Row        string
	Command    Command
	FromWork   []WorkState
	FromPublic []PublicState
	ToWork     WorkState
	ToPublic   PublicState
	// Need is the permission; several mean that one of them is enough. "clock"
	// is time itself.
	Need   []string
	Guards []Guard
}

// Former stands in ToWork for the state before the spike, the schedule or the
// publication.
const Former WorkState = "former"

var (
	direct   = []WorkState{Writing, Desk}
	anyDraft = []WorkState{Writing, Desk, Ready, Returned}
)

// Moves is the whole state machine. Every way of changing an article asks this
// table, through [Article.May], and nothing else decides (newsroom.md section 2).
var Moves = []Move{
	{"WF-1", CmdCreate, []WorkState{""}, []PublicState{""}, Writing, Never, []string{"draft.create"}, nil},
	// An import opens, or reopens, a draft; what readers see is not touched.
	{"WF-1", CmdImport, []WorkState{Writing, Settled, Ready}, []PublicState{Never, Live}, Writing, "", []string{"import.run"}, nil},
	{"WF-2", CmdSave, []WorkState{Writing, Desk, Ready}, nil, "", "", []string{"draft.edit"}, nil},
	{"WF-2", CmdSave, []WorkState{Returned, Settled}, nil, Writing, "", []string{"draft.edit"}, nil},
	{"WF-3", CmdSubmit, []WorkState{Writing, Returned}, nil, Desk, "", []string{"draft.submit"}, []Guard{GuardComplete}},
	{"WF-4", CmdClaim, []WorkState{Desk, Ready}, nil, "", "", []string{"desk.work"}, nil},
	{"WF-4", CmdRelease, []WorkState{Desk, Ready}, nil, "", "", []string{"desk.work"}, nil},
	{"WF-5", CmdReturn, []WorkState{Desk, Ready}, nil, Returned, "", []string{"desk.work"}, []Guard{GuardNothingScheduled, GuardReason}},
	{"WF-6", CmdApprove, []WorkState{Desk}, nil, Ready, "", []string{"desk.work"}, []Guard{GuardFourEyes, GuardChecklist}},
	{"WF-7", CmdReopen, []WorkState{Ready}, nil, Desk, "", []string{"desk.work"}, []Guard{GuardNothingScheduled}},
	{"WF-8", CmdSpike, []WorkState{Writing}, []PublicState{Never, Live}, Spiked, "", []string{"desk.work", "draft.spike"}, []Guard{GuardNothingScheduled}},
	{"WF-8", CmdSpike, []WorkState{Desk, Ready, Returned}, []PublicState{Never, Live}, Spiked, "", []string{"desk.work"}, []Guard{GuardNothingScheduled}},
	{"WF-8", CmdUnspike, []WorkState{Spiked}, []PublicState{Never, Live}, Former, "", []string{"desk.work", "draft.spike"}, []Guard{GuardNothingScheduled}},
	{"WF-8", CmdPurge, []WorkState{Spiked}, nil, Settled, "", []string{"draft.purge"}, []Guard{GuardSpikedLong}},
	{"WF-9", CmdPublish, []WorkState{Ready}, []PublicState{Never, Scheduled}, Settled, Live, []string{"publish", "publish.own"}, []Guard{GuardEmbargo, GuardChecklist, GuardConflicts}},
	{"WF-9", CmdPublish, direct, []PublicState{Never, Scheduled}, Settled, Live, []string{"publish.direct", "publish.own"}, []Guard{GuardEmbargo, GuardChecklist, GuardConflicts}},
	// The scheduled version goes out; a newer draft stays open on top of it.
	{"WF-9", CmdDue, nil, []PublicState{Scheduled, Live}, "", Live, []string{"clock", "publish", "publish.own"}, []Guard{GuardScheduled, GuardDue, GuardEmbargo}},
	{"WF-10", CmdUndo, nil, []PublicState{Live}, Former, Former.public(), []string{"publish", "publish.own"}, []Guard{GuardUndo}},
	{"WF-11", CmdSchedule, []WorkState{Ready}, []PublicState{Never}, Settled, Scheduled, []string{"publish", "publish.own"}, []Guard{GuardNothingScheduled, GuardTime, GuardChecklist, GuardConflicts}},
	{"WF-11", CmdSchedule, direct, []PublicState{Never}, Settled, Scheduled, []string{"publish.direct", "publish.own"}, []Guard{GuardNothingScheduled, GuardTime, GuardChecklist, GuardConflicts}},
	{"WF-11", CmdSchedule, []WorkState{Ready}, []PublicState{Live}, Settled, "", []string{"publish", "publish.own"}, []Guard{GuardNothingScheduled, GuardTime, GuardChecklist, GuardConflicts, GuardClass}},
	{"WF-11", CmdSchedule, direct, []PublicState{Live}, Settled, "", []string{"publish.direct", "publish.own"}, []Guard{GuardNothingScheduled, GuardTime, GuardChecklist, GuardConflicts, GuardClass}},
	{"WF-11", CmdReschedule, nil, []PublicState{Scheduled, Live}, "", "", []string{"publish", "publish.own"}, []Guard{GuardScheduled, GuardTime}},
	{"WF-25", CmdRebind, []WorkState{Ready}, []PublicState{Scheduled, Live}, Settled, "", []string{"publish", "publish.own"}, []Guard{GuardScheduled, GuardTime, GuardChecklist, GuardConflicts}},
	{"WF-25", CmdRebind, direct, []PublicState{Scheduled, Live}, Settled, "", []string{"publish.direct", "publish.own"}, []Guard{GuardScheduled, GuardTime, GuardChecklist, GuardConflicts}},
	{"WF-12", CmdUpdate, []WorkState{Ready}, []PublicState{Live}, Settled, Live, []string{"publish", "publish.own"}, []Guard{GuardEmbargo, GuardChecklist, GuardConflicts, GuardClass}},
	{"WF-12", CmdUpdate, direct, []PublicState{Live}, Settled, Live, []string{"publish.direct", "publish.own"}, []Guard{GuardEmbargo, GuardChecklist, GuardConflicts, GuardClass}},
	// An open draft stays, and if there is none, one is opened from the version.
	{"WF-13", CmdUnschedule, anyDraft, []PublicState{Scheduled}, "", Never, []string{"publish", "publish.own"}, []Guard{GuardScheduled, GuardNotDue}},
	{"WF-13", CmdUnschedule, []WorkState{Settled}, []PublicState{Scheduled}, Former, Never, []string{"publish", "publish.own"}, []Guard{GuardScheduled, GuardNotDue}},
	{"WF-13", CmdUnschedule, anyDraft, []PublicState{Live}, "", "", []string{"publish", "publish.own"}, []Guard{GuardScheduled, GuardNotDue}},
	{"WF-13", CmdUnschedule, []WorkState{Settled}, []PublicState{Live}, Former, "", []string{"publish", "publish.own"}, []Guard{GuardScheduled, GuardNotDue}},
	// Corrections and withdrawals keep the draft, if there is one.
	{"WF-14", CmdCorrect, nil, []PublicState{Live}, "", Live, []string{"correct"}, []Guard{GuardAmendment, GuardChecklist}},
	{"WF-15", CmdWithdraw, nil, []PublicState{Live}, "", Withdrawn, []string{"withdraw"}, []Guard{GuardGround}},
	{"WF-15", CmdConfirm, nil, []PublicState{Withdrawn}, "", "", []string{"withdraw"}, []Guard{GuardUnsigned, GuardSecondPerson}},
	{"WF-16", CmdReinstate, nil, []PublicState{Withdrawn}, "", Live, []string{"withdraw"}, []Guard{GuardReason}},
	{"WF-17", CmdEmbargo, nil, []PublicState{Never, Scheduled}, "", "", []string{"embargo.set"}, []Guard{GuardNeverPublic, GuardUntil}},
	{"WF-18", CmdLift, nil, []PublicState{Never, Scheduled}, "", "", []string{"embargo.lift"}, []Guard{GuardUnderEmbargo, GuardReason}},
	{"WF-20", CmdExpire, nil, []PublicState{Live}, "", Withdrawn, []string{"clock"}, []Guard{GuardExpired}},
	{"WF-21", CmdFork, []WorkState{""}, []PublicState{""}, Writing, Never, []string{"draft.create"}, nil},
	{"PERM-2", CmdMoveSection, anyDraft, nil, "", "", []string{"draft.edit"}, []Guard{GuardSections}},
}

// public lets Former stand on the public axis, too.
func (w WorkState) public() PublicState { return PublicState(w) }

// Move finds the table's row for a command in the article's states; ok is false
// when there is none. Guards are not asked.
func (a *Article) Move(cmd Command) (m Move, ok bool) {
	for _, m := range Moves {
		if m.Command == cmd && (m.FromWork == nil || slices.Contains(m.FromWork, a.Work)) &&
			(m.FromPublic == nil || slices.Contains(m.FromPublic, a.Public)) {
			return m, true
		}
	}
	return Move{}, false
}

// May says whether a command fits the article's states now, with the guards
// that it can answer itself. The error is a Conflict that says what stands in
// the way.
func (a *Article) May(cmd Command, now time.Time) (Move, error) {
	m, ok := a.Move(cmd)
	if !ok {
		return m, a.refuse(cmd, "state", map[string]any{"command": string(cmd), "work": string(a.Work), "public": string(a.Public)})
	}
	for _, g := range m.Guards {
		code := a.guard(g, now)
		if code == "" {
			continue
		}
		args := map[string]any{"command": string(cmd)}
		if a.Embargo != nil {
			args["until"] = a.Embargo.Until
		}
		if a.Flow.Schedule != nil {
			args["at"] = a.Flow.Schedule.At
		}
		return m, a.refuse(cmd, code, args)
	}
	return m, nil
}

// guard gives the message code of what stands in the way, or nothing.
func (a *Article) guard(g Guard, now time.Time) string {
	stands := false
	code := string(g)
	switch g {
	case GuardNothingScheduled:
		stands, code = a.Scheduled != 0, "is_scheduled"
	case GuardScheduled:
		stands, code = a.Scheduled == 0, "not_scheduled"
	case GuardNotDue:
		stands, code = a.Flow.Stuck == "" && !a.Due().After(now), "is_due"
	case GuardEmbargo:
		stands = a.Embargoed(now)
	case GuardUnderEmbargo:
		stands, code = a.Embargo == nil, "no_embargo"
	case GuardNeverPublic:
		stands, code = a.Flow.OncePublic || !a.Dates.FirstPublished.IsZero(), "once_public"
	case GuardUndo:
		stands, code = a.Flow.Undo == nil || now.After(a.Flow.Undo.Until), "undo_late"
	case GuardUnsigned:
		stands, code = a.Flow.Signature == nil || a.Flow.Signature.By != "", "signed"
	case GuardExpired:
		stands, code = a.Flow.ExpiresAt.IsZero() || now.Before(a.Flow.ExpiresAt), "not_expired"
	case GuardSpikedLong:
		stands, code = a.Flow.SpikedAt.IsZero() || now.Before(a.Flow.SpikedAt.Add(SpikedKept)), "spiked_young"
	}
	if stands {
		return code
	}
	return ""
}

// SpikedKept is how long a spiked draft is kept at least (WF-8).
const SpikedKept = 30 * 24 * time.Hour

// Embargoed reports whether an embargo is in force.
func (a *Article) Embargoed(now time.Time) bool {
	return a.Embargo != nil && now.Before(a.Embargo.Until)
}

func (a *Article) refuse(cmd Command, code string, args map[string]any) error {
	return Refuse(Conflict, string(cmd)+" article "+a.ID.String(), code, args)
}

// to applies a move whose guards were met.
func (a *Article) to(m Move) {
	if m.ToWork != "" && m.ToWork != Former {
		a.Work = m.ToWork
	}
	if m.ToPublic != "" && m.ToPublic != Former.public() {
		a.Public = m.ToPublic
	}
}
