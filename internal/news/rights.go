package news

import "time"

// Position is a preset of rights, named as newsrooms name the job
// (newsroom.md section 3). What each may do is the policy of package newsroom.
type Position string

const (
	// Penulis writes.
	Penulis Position = "penulis"
	// Redaktur edits, approves and publishes.
	Redaktur Position = "redaktur"
	// Pemred is the editor in chief.
	Pemred Position = "pemred"
	// Admin looks after the machine and the accounts, and edits nothing.
	Admin Position = "admin"
)

// Positions lists the four in the order screens offer them.
var Positions = []Position{Penulis, Redaktur, Pemred, Admin}

// Publishes reports whether the position can change what readers see; whoever
// holds one must have a second factor (PERM-3).
func (p Position) Publishes() bool { return p == Redaktur || p == Pemred }

// Switch turns on, for one grant, a permission that its position lacks.
type Switch string

const (
	SwitchPublishOwn Switch = "publish.own"
	SwitchWithdraw   Switch = "withdraw"
	SwitchRawHTML    Switch = "raw_html"
	SwitchTagCreate  Switch = "tag.create"
	SwitchRulesEdit  Switch = "rules.edit"
)

// Switches lists them all.
var Switches = []Switch{SwitchPublishOwn, SwitchWithdraw, SwitchRawHTML, SwitchTagCreate, SwitchRulesEdit}

// Grant gives a user a position over a scope. A user may hold several; what
// they permit adds up.
type Grant struct {
	ID       GrantID  `json:"id"`
	User     UserID   `json:"user"`
	Position Position `json:"position"`
	// Sections is the scope, their children included; none means everything.
	Sections []SectionID `json:"sections,omitempty"`
	// Until ends the grant; zero means never.
	Until time.Time `json:"until,omitzero"`
	// On are the switches turned on.
	On []Switch `json:"on,omitempty"`
	// Pending waits for an administrator's word: imported accounts have no
	// rights until then (PERM-6).
	Pending bool      `json:"pending,omitempty"`
	By      string    `json:"by,omitempty"`
	At      time.Time `json:"at,omitzero"`
}
