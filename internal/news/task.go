package news

import "time"

// TaskKind is what sort of thing the desk still must do (TSK-1).
type TaskKind string

const (
	// TaskFollowUp: an unverified report waits for its follow-up (PRS-31).
	TaskFollowUp TaskKind = "follow_up"
	// TaskSignature: nobody has signed a withdrawal within its day (COR-9).
	TaskSignature TaskKind = "signature"
	// TaskStuck: a scheduled version did not go out (SCH-2).
	TaskStuck TaskKind = "stuck"
	// TaskMedia: an asset's rights ended or were denied while it was in use.
	TaskMedia TaskKind = "media"
	// TaskMove: somebody proposes to move an article to this section (PERM-2).
	TaskMove TaskKind = "move"
	// TaskDemand: somebody outside asks something of the paper (PRS-11).
	TaskDemand TaskKind = "demand"
	// TaskDoubt: an import was not sure.
	TaskDoubt TaskKind = "doubt"
	// TaskOther is opened by a person.
	TaskOther TaskKind = "other"
)

// TaskKinds lists them in the order screens offer them.
var TaskKinds = []TaskKind{TaskFollowUp, TaskSignature, TaskStuck, TaskMedia, TaskMove, TaskDemand, TaskDoubt, TaskOther}

// Task is what the desk still must do. It is closed by a person and never
// deleted.
type Task struct {
	ID      TaskID    `json:"id"`
	Edition EditionID `json:"edition"`
	Kind    TaskKind  `json:"kind"`
	Article ArticleID `json:"article,omitempty"`
	Asset   AssetID   `json:"asset,omitempty"`
	// Section is whose editors see it; zero means the chiefs alone.
	Section SectionID `json:"section,omitempty"`
	// Note says what about, in a person's words or as "key value" details.
	Note     string    `json:"note,omitempty"`
	Due      time.Time `json:"due,omitzero"`
	OpenedAt time.Time `json:"opened_at"`
	OpenedBy string    `json:"opened_by"`
	// ClosedAt is zero while it is open; Reason is why it was closed.
	ClosedAt time.Time `json:"closed_at,omitzero"`
	ClosedBy string    `json:"closed_by,omitempty"`
	Reason   string    `json:"reason,omitempty"`
}

// Open reports whether somebody must still do it.
func (t Task) Open() bool { return t.ClosedAt.IsZero() }
