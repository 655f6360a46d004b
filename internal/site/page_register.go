package site

import "time"

// RegisterPage is page/register.html: every amendment and withdrawal, or the
// withdrawals alone, newest first (PRS-5, PRS-24).
type RegisterPage struct {
	Page
	// Name is the heading, Intro a sentence below it.
	Name, Intro string
	// Elsewhere leads to the other register.
	Elsewhere Link
	// Months have the lines of this page, newest first.
	Months []RegisterMonth
	// Older is the address of the next lines; empty at the end.
	Older string
	// Continued is true on later pages; First leads back from there.
	Continued bool
	First     string
}

// RegisterMonth is a month of a register.
type RegisterMonth struct {
	// Text is the month in words, ISO its datetime value.
	Text, ISO string
	Lines     []RegisterLine
}

// RegisterLine is one amendment, withdrawal or reinstatement.
type RegisterLine struct {
	// ID is the line's number, which is never given to another: "k12" is its
	// anchor.
	ID int64
	At time.Time
	// Label is the printed kind, LabelKind its class: "amended" or "withdrawn".
	Label, LabelKind string
	// Headline is empty where the ground hides it; URL is the article, or the
	// notice at its address.
	Headline, URL string
	// Gone says that the article is withdrawn now.
	Gone bool
	// Ground and Note are those of a withdrawal; an amendment has its text alone.
	Ground, Note string
	// Reply is the article that carries the reply; without URL there is none.
	Reply Link
}
