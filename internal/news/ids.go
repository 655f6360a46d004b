package news

import "strconv"

// Identifiers are 64-bit integers given by the store; zero means "none yet".
// They are types of their own, so that a section cannot be passed for a tag.
type (
	EditionID   int64
	ArticleID   int64
	VersionID   int64
	SectionID   int64
	TagID       int64
	PersonID    int64
	TopicID     int64
	AssetID     int64
	AmendmentID int64
	UserID      int64
	GrantID     int64
	TokenID     int64
	TaskID      int64
	DemandID    int64
)

// Seq is a position in the ledger: events are numbered in commit order,
// without gaps (operations.md 6.2).
type Seq int64

func (id DemandID) String() string { return strconv.FormatInt(int64(id), 10) }

func (id UserID) String() string { return strconv.FormatInt(int64(id), 10) }

func (id ArticleID) String() string { return strconv.FormatInt(int64(id), 10) }

// Origin names where an article came from, in the source's own words, for
// example {"page", "https://example.id/a"} or {"wxr", "guid…"}. An import that
// meets an origin for the second time updates instead of creating.
type Origin struct {
	Source string `json:"source,omitempty"`
	Key    string `json:"key,omitempty"`
	// Hash is the SHA-256 (hex) of what was imported; equal means that the
	// source has nothing new.
	Hash string `json:"hash,omitempty"`
}
