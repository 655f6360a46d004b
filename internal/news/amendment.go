package news

import "time"

// AmendmentKind is one of the four forms of setting a report right
// (press-rules.md section 2).
type AmendmentKind string

const (
	// Ralat: a slip of wording, name or number.
	Ralat AmendmentKind = "ralat"
	// Koreksi: a wrong fact.
	Koreksi AmendmentKind = "koreksi"
	// Klarifikasi: an explanation by the newsroom or a person concerned.
	Klarifikasi AmendmentKind = "klarifikasi"
	// HakJawab: the reply of a person or body concerned.
	HakJawab AmendmentKind = "hak_jawab"
)

// AmendmentKinds lists the four.
var AmendmentKinds = []AmendmentKind{Ralat, Koreksi, Klarifikasi, HakJawab}

// Amendment is a dated notice on an article. At is set by the server when it
// is published and can never be changed (PRS-1).
type Amendment struct {
	ID      AmendmentID   `json:"id"`
	Article ArticleID     `json:"article"`
	Kind    AmendmentKind `json:"kind"`
	// Note says what was wrong and what is right, 20–2,000 code points.
	Note        string    `json:"note"`
	At          time.Time `json:"at"`
	By          string    `json:"-"`
	RequestedBy string    `json:"-"`
	// Reply is the article that carries the full reply, if there is one.
	Reply ArticleID `json:"reply,omitempty"`
	// Before and After are the live versions on either side.
	Before VersionID `json:"-"`
	After  VersionID `json:"-"`
}

// Ground is why an article was withdrawn (PRS-20). Pressure from outside is
// not on the list.
type Ground string

const (
	GroundSARA      Ground = "sara"
	GroundDecency   Ground = "kesusilaan"
	GroundChild     Ground = "masa_depan_anak"
	GroundTrauma    Ground = "trauma_korban"
	GroundDewanPers Ground = "dewan_pers"
	GroundCourt     Ground = "perintah_pengadilan"
	GroundExpired   Ground = "kedaluwarsa"
	// GroundEditing is no withdrawal: a publication was taken back within its
	// ten seconds, and the address says that the text is back in editing. Nobody
	// can choose it.
	GroundEditing Ground = "disunting"
)

// Grounds lists the grounds a person may choose from.
var Grounds = []Ground{GroundSARA, GroundDecency, GroundChild, GroundTrauma, GroundDewanPers, GroundCourt, GroundExpired}

// HidesHeadline reports whether the notice must not repeat the headline,
// because it could name a child or a victim (PRS-22).
func (g Ground) HidesHeadline() bool {
	return g == GroundChild || g == GroundTrauma || g == GroundEditing
}

// Withdrawal is the public reason of a 410.
type Withdrawal struct {
	Article ArticleID `json:"article"`
	Ground  Ground    `json:"ground"`
	// Reason is public, 20–1,000 code points (PPMS 5(c)).
	Reason string    `json:"reason"`
	At     time.Time `json:"at"`
	By     string    `json:"-"`
	// Headline is what the article was called; empty when the ground hides it.
	Headline string `json:"headline,omitempty"`
	Path     string `json:"path,omitempty"`
}
