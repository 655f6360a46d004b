package news

import "warta/internal/style"

// Level is how much a rule of the checklist weighs (CHK-1).
type Level string

const (
	Block Level = "block"
	Warn  Level = "warn"
	Off   Level = "off"
)

// Levels lists them.
var Levels = []Level{Block, Warn, Off}

// Rules are what an edition, or one of its sections, changes of the checklist's
// defaults.
type Rules struct {
	// Levels by rule; what is not named keeps the level above it.
	Levels map[string]Level `json:"levels,omitempty"`
	// FourEyes: an article's only author may not approve it. Nil keeps what the
	// edition says.
	FourEyes *bool `json:"four_eyes,omitempty"`
	// Style switches rules of the house style off, or on again; what is not named
	// stays as it is above.
	Style map[string]bool `json:"style,omitempty"`
	// Own are the newspaper's own rules of style.
	Own []style.Rule `json:"own,omitempty"`
}

// Finding is a rule that an article does not meet.
type Finding struct {
	Rule  string `json:"rule"`
	Level Level  `json:"level"`
	// Field is a path such as "lead.alt"; Block the id of the block concerned.
	Field string `json:"path,omitempty"`
	Block string `json:"block,omitempty"`
	// Limit fills the message's placeholder, where it has one.
	Limit int `json:"limit,omitempty"`
}

// ProtectedName is a name that an article must not tell (PRS-41).
type ProtectedName struct {
	Name string `json:"name"`
	// Kind is "name", "nickname", "relative", "school" or "address".
	Kind string `json:"kind,omitempty"`
}
