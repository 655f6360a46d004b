package news

import (
	"slices"
	"strings"
	"time"
)

// Asset is a photo, film, sound or document. The original is private; what
// readers get are its renditions.
type Asset struct {
	ID      AssetID `json:"id"`
	Edition EditionID
	// Hash is the SHA-256 (hex) of the original's bytes: the same upload twice
	// is one asset.
	Hash string `json:"hash"`
	// Kind is "photo", "video", "audio" or "file".
	Kind    string `json:"kind"`
	MIME    string `json:"mime"`
	Caption string `json:"caption,omitempty"`
	Alt     string `json:"alt,omitempty"`
	Title   string `json:"title,omitempty"`
	Credit  string `json:"credit,omitempty"`
	// Width and Height of the original in pixels, upright; zero for sound and
	// documents.
	Width  int `json:"width,omitempty"`
	Height int `json:"height,omitempty"`
	// Size of the original in bytes, Seconds of film and sound.
	Size    int64 `json:"size,omitempty"`
	Seconds int   `json:"seconds,omitempty"`
	// FocalX and FocalY, 0–1, is the point that crops keep; both zero means the
	// middle.
	FocalX float64 `json:"focal_x,omitempty"`
	FocalY float64 `json:"focal_y,omitempty"`
	// Colour is the dominant colour, "#rrggbb", shown until the photo is there.
	Colour     string      `json:"colour,omitempty"`
	Renditions []Rendition `json:"renditions,omitempty"`
	// AISource is the IPTC digital source type when it was made by a machine.
	AISource string `json:"ai_source,omitempty"`

	// Copyright is the notice that goes into public files beside the credit.
	Copyright string `json:"copyright,omitempty"`
	// Source is who it came from: an agency, a body, a person.
	Source   string    `json:"source,omitempty"`
	City     string    `json:"city,omitempty"`
	TakenAt  time.Time `json:"taken_at,omitzero"`
	People   []string  `json:"people,omitempty"`
	Keywords []string  `json:"keywords,omitempty"`
	// From says where the text of a field came from: "iptc", "xmp", "exif",
	// "file" or "person" (MDK-2).
	From      map[string]string `json:"from,omitempty"`
	Sensitive Sensitive         `json:"sensitive,omitzero"`
	Rights    Rights            `json:"rights,omitzero"`
	// Likeness says that a machine imitates a living person; Consent is the note
	// of that person's consent, without which it is not published (PRS-93).
	Likeness bool   `json:"likeness,omitempty"`
	Consent  string `json:"consent,omitempty"`
	// Crops are shapes that somebody framed by hand, by name ("16:9"); the others
	// follow the focal point.
	Crops map[string]Crop `json:"crops,omitempty"`
	// Turn is how many quarter turns clockwise the upright original is shown.
	Turn int `json:"turn,omitempty"`
	// Look is the perceptual hash, 16 hex digits; two that differ in few bits
	// look alike.
	Look string `json:"look,omitempty"`
	// Placeholder is a data: address of a few bytes, shown until the photo is there.
	Placeholder string `json:"placeholder,omitempty"`

	// Name is the file's name as it was uploaded; never public.
	Name string `json:"name,omitempty"`
	// Original is the name of the original in the blob store; never public.
	Original string `json:"original,omitempty"`
	// Revision counts what was said of it, Bytes its originals (MDK-6).
	Revision int `json:"revision,omitempty"`
	Bytes    int `json:"bytes,omitempty"`
	// Making is how far its renditions are.
	Making   Making    `json:"making,omitzero"`
	Uploader UserID    `json:"uploader,omitempty"`
	Added    time.Time `json:"added,omitzero"`
}

// Rendition is one size and format of an asset, kept in the blob store.
type Rendition struct {
	// Name is the key in the blob store and the last part of the public
	// address; it carries randomness, so that it cannot be guessed.
	Name   string `json:"name"`
	MIME   string `json:"mime"`
	Width  int    `json:"width,omitempty"`
	Height int    `json:"height,omitempty"`
	Size   int64  `json:"size,omitempty"`
	// Crop is the shape that it was cut to, "share" or a ratio as "4:3"; empty
	// for the whole picture.
	Crop string `json:"crop,omitempty"`
}

// Crop is a part of the upright picture, in fractions of its sides.
type Crop struct {
	X float64 `json:"x"`
	Y float64 `json:"y"`
	W float64 `json:"w"`
	H float64 `json:"h"`
}

// CropNames are the shapes that can be framed by hand.
var CropNames = []string{"16:9", "4:3", "1:1", "9:16", "1.91:1"}

// Sensitive says what a picture shows that asks for care.
type Sensitive struct {
	Child   bool `json:"child,omitempty"`
	Victim  bool `json:"victim,omitempty"`
	Graphic bool `json:"graphic,omitempty"`
}

// Making is the state of the job that makes renditions.
type Making struct {
	// State is "" when there is nothing to make, "waiting", "ready" or "failed".
	State string `json:"state,omitempty"`
	// Problem is a message key below "error." that says what to do, when it failed.
	Problem string `json:"problem,omitempty"`
	// Job names the making that is under way, so that an older one that ends
	// late changes nothing.
	Job string `json:"job,omitempty"`
	// Retire says that readers may not have the former files once the new ones
	// are there: a face may have been cut out.
	Retire bool `json:"retire,omitempty"`
}

const (
	MakingWaiting = "waiting"
	MakingReady   = "ready"
	MakingFailed  = "failed"
)

// RightsCategory is on what ground the paper may show an asset.
type RightsCategory string

// RightsCategories lists them; the empty one means unknown.
var RightsCategories = []RightsCategory{"own", "staff", "agency", "freelance", "handout", "courtesy", "stock",
	"creative-commons", "unknown"}

// Rights say how an asset may be used (newsroom.md 1.5).
type Rights struct {
	Category     RightsCategory `json:"category,omitempty"`
	Licence      string         `json:"licence,omitempty"`
	Restrictions string         `json:"restrictions,omitempty"`
	// ExpiresAt is from when readers may not see it any more; zero never.
	ExpiresAt time.Time `json:"expires_at,omitzero"`
	// Deny takes it from readers at once; Reason says why.
	Deny   bool   `json:"deny,omitempty"`
	Reason string `json:"reason,omitempty"`
	// NoSyndication keeps it out of what partners get.
	NoSyndication bool `json:"no_syndication,omitempty"`
}

// RightsState is what rights come to at a moment.
type RightsState string

const (
	RightsValid   RightsState = "valid"
	RightsUnknown RightsState = "unknown"
	RightsExpired RightsState = "expired"
	RightsDenied  RightsState = "denied"
)

// State of the rights at a moment.
func (r Rights) State(now time.Time) RightsState {
	switch {
	case r.Deny:
		return RightsDenied
	case !r.ExpiresAt.IsZero() && !now.Before(r.ExpiresAt):
		return RightsExpired
	case r.Category == "" || r.Category == "unknown":
		return RightsUnknown
	}
	return RightsValid
}

// Withheld reports whether readers may not see the asset at a moment (MED-5).
func (a *Asset) Withheld(now time.Time) bool {
	s := a.Rights.State(now)
	return s == RightsDenied || s == RightsExpired
}

// MadeByMachine gives the digital source type that makes a label necessary
// (PRS-91), or "" for that of a camera or a scanner. It takes the IPTC term or
// its address.
func MadeByMachine(source string) string {
	term := strings.TrimSpace(source)
	if i := strings.LastIndexAny(term, "/#"); i >= 0 {
		term = term[i+1:]
	}
	for _, made := range machineTypes {
		if strings.EqualFold(term, made) {
			return made
		}
	}
	return ""
}

var machineTypes = []string{"trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia", "algorithmicMedia",
	"compositeSynthetic", "algorithmicallyEnhanced", "virtualRecording"}

// Public is what the readers' side may hold of an asset: nothing that tells of
// the original, of people in it, or of the newsroom's own affairs.
func (a Asset) Public() Asset {
	a.Hash, a.Name, a.Original, a.Look, a.Making, a.From = "", "", "", "", Making{}, nil
	a.People, a.Keywords, a.City, a.TakenAt = nil, nil, "", time.Time{}
	a.Uploader, a.Added, a.Revision, a.Bytes = 0, time.Time{}, 0, 0
	a.Likeness, a.Consent = false, ""
	a.Sensitive = Sensitive{Graphic: a.Sensitive.Graphic}
	a.Rights = Rights{Licence: a.Rights.Licence, NoSyndication: a.Rights.NoSyndication}
	return a
}

// Validate checks what people say of an asset against the limits of
// newsroom.md 1.5. Imported text may be longer.
func (a *Asset) Validate(k Check) error {
	var bad []FieldError
	add := func(field, code string, limit int) {
		bad = append(bad, FieldError{Field: field, Code: code, Limit: limit})
	}
	for _, f := range []struct {
		name, text string
		limit      int
	}{
		{"caption", a.Caption, 600}, {"alt", a.Alt, 300}, {"title", a.Title, 200}, {"credit", a.Credit, 200},
		{"copyright", a.Copyright, 200}, {"source", a.Source, 200}, {"city", a.City, 120},
		{"rights.licence", a.Rights.Licence, 200}, {"rights.restrictions", a.Rights.Restrictions, 1000},
		{"rights.reason", a.Rights.Reason, 1000}, {"consent", a.Consent, 1000},
	} {
		if Length(f.text) > f.limit && !k.Imported {
			add(f.name, "too_long", f.limit)
		}
	}
	for _, l := range []struct {
		name string
		list []string
		most int
	}{{"people", a.People, 100}, {"keywords", a.Keywords, 30}} {
		if len(l.list) > l.most && !k.Imported {
			add(l.name, "too_many", l.most)
		}
		for _, s := range l.list {
			if Length(s) > 120 && !k.Imported {
				add(l.name, "too_long", 120)
				break
			}
		}
	}
	if a.Rights.Category != "" && !slices.Contains(RightsCategories, a.Rights.Category) {
		add("rights.category", "unknown", 0)
	}
	if !within01(a.FocalX) || !within01(a.FocalY) {
		add("focal", "range", 0)
	}
	if a.Turn < 0 || a.Turn > 3 {
		add("turn", "range", 0)
	}
	for name, c := range a.Crops {
		if !slices.Contains(CropNames, name) {
			add("crops", "unknown", 0)
		} else if !c.fits() {
			add("crops."+name, "range", 0)
		}
	}
	if len(bad) > 0 {
		return &Error{Kind: Invalid, Op: "check asset", Code: "fields", Fields: bad}
	}
	return nil
}

// within01 is false for NaN.
func within01(f float64) bool { return f >= 0 && f <= 1 }

func (c Crop) fits() bool {
	const slack = 1e-6
	return within01(c.X) && within01(c.Y) && c.W > 0.01 && c.H > 0.01 && c.X+c.W <= 1+slack && c.Y+c.H <= 1+slack
}

// AssetVersion is what was said of an asset at a revision.
type AssetVersion struct {
	Revision int
	At       time.Time
	By       string
	Asset    Asset
}

// AssetBytes is one original that an asset had.
type AssetBytes struct {
	Number   int       `json:"number"`
	At       time.Time `json:"at"`
	By       string    `json:"by"`
	Hash     string    `json:"hash"`
	Name     string    `json:"name"`
	Original string    `json:"original"`
	MIME     string    `json:"mime"`
	Width    int       `json:"width,omitempty"`
	Height   int       `json:"height,omitempty"`
	Size     int64     `json:"size"`
}
