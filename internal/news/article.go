package news

import (
	"time"

	"warta/internal/body"
)

// ArticleKind is the sort of an article.
type ArticleKind string

const (
	KindNews        ArticleKind = "news"
	KindFeature     ArticleKind = "feature"
	KindOpinion     ArticleKind = "opinion"
	KindAnalysis    ArticleKind = "analysis"
	KindInterview   ArticleKind = "interview"
	KindExplainer   ArticleKind = "explainer"
	KindPhoto       ArticleKind = "photo"
	KindVideo       ArticleKind = "video"
	KindAdvertorial ArticleKind = "advertorial"
	KindPage        ArticleKind = "page"
)

// ArticleKinds lists every kind, in the order screens offer them.
var ArticleKinds = []ArticleKind{KindNews, KindFeature, KindOpinion, KindAnalysis, KindInterview,
	KindExplainer, KindPhoto, KindVideo, KindAdvertorial, KindPage}

// Article is identity and public history; what it says is in its versions
// (newsroom.md ART-1). At most one draft is open, one version live, one
// scheduled.
type Article struct {
	ID      ArticleID
	Edition EditionID
	Work    WorkState
	Public  PublicState
	// Revision is the number of the newest save of the draft, from 1.
	Revision int
	// Live and Scheduled are frozen versions; zero means none.
	Live, Scheduled VersionID
	// Path is the public address, made once at first publication and stored
	// (reader-site.md URL-1). Empty before that.
	Path string
	// Embargo, when set, is the time before which nothing may make a version live.
	Embargo *Embargo
	Dates   Dates
	// Withdrawal is set while Public is Withdrawn.
	Withdrawal *Withdrawal
	Origin     Origin
	// ClientID is the ULID of a draft born offline: creating twice with it
	// gives the same article (ART-5).
	ClientID string
	// Section is the scope of every permission over the article: the primary
	// section of the open draft, or of the last version where none is open.
	Section SectionID
	// Creator opened it; Assignee works on it at the desk. Zero means nobody
	// with an account.
	Creator, Assignee UserID
	Flow              Flow
}

// Dates are the times of an article, in UTC with microseconds. A zero time
// means that it has not happened.
type Dates struct {
	Created        time.Time
	FirstPublished time.Time
	// Display orders lists and is printed; equal to FirstPublished unless a
	// chief moved it.
	Display time.Time
	// Updated is the last update or amendment, never a typing slip.
	Updated time.Time
	// Corrected is the last amendment.
	Corrected time.Time
}

// Embargo is a restriction with a time, not a state.
type Embargo struct {
	Until  time.Time `json:"until"`
	Reason string    `json:"reason,omitempty"`
	By     string    `json:"by,omitempty"`
}

// Content is everything a version says. Lengths are limits in Unicode code
// points for what is typed here (newsroom.md 1.2, table in fields.go); an
// import keeps longer text whole and reports it.
type Content struct {
	Headline string `json:"headline"`
	// Headlines are variants by use: short, social, seo, push, print.
	Headlines  map[string]string `json:"headlines,omitempty"`
	Kicker     string            `json:"kicker,omitempty"`
	Standfirst string            `json:"standfirst,omitempty"`
	// Description is for search engines and shares; empty means the standfirst.
	Description string `json:"description,omitempty"`
	Slug        string `json:"slug,omitempty"`
	// Slugline is the desk's working name of the story; never public.
	Slugline string   `json:"slugline,omitempty"`
	Dateline Dateline `json:"dateline,omitzero"`
	Byline   []Credit `json:"byline,omitempty"`
	// Lead is the medium above the text: a photo, a gallery's first picture,
	// a video's poster. Nil means none.
	Lead *LeadMedia `json:"lead,omitempty"`
	// Section is the primary section: it decides who may edit. More are others
	// in which readers also find the article, at most three.
	Section SectionID   `json:"section,omitempty"`
	More    []SectionID `json:"more,omitempty"`
	Tags    []TagID     `json:"tags,omitempty"`
	Topic   TopicID     `json:"topic,omitempty"`
	Related []ArticleID `json:"related,omitempty"`
	// Follows is the unverified report that this article follows up; the two
	// link to each other (PRS-31).
	Follows  ArticleID   `json:"follows,omitempty"`
	Kind     ArticleKind `json:"kind,omitempty"`
	Language string      `json:"language,omitempty"`
	Source   *Source     `json:"source,omitempty"`
	// Canonical is an absolute https address when the text's home is elsewhere.
	Canonical string `json:"canonical,omitempty"`
	Flags     Flags  `json:"flags,omitzero"`
	AIUse     *AIUse `json:"ai_use,omitempty"`
	// Label is an advertorial's word from the closed list AdLabels (PRS-60).
	Label string   `json:"label,omitempty"`
	Body  body.Doc `json:"body"`
	// Paged asks for several pages at the body's page breaks (MP-1).
	Paged       bool   `json:"paged,omitempty"`
	ClosingNote string `json:"closing_note,omitempty"`
	// NotesInternal never leaves the newsroom's tables.
	NotesInternal string `json:"notes_internal,omitempty"`
}

// AdLabels is the closed list of labels for paid content (press-rules.md PRS-60).
var AdLabels = []string{"ADVERTORIAL", "IKLAN", "SPONSORED", "KERJA SAMA"}

// Dateline is the place, and the outlet, that open the text: "JAKARTA,
// namasitus –". It is a field, not text of the first paragraph.
type Dateline struct {
	Place string `json:"place,omitempty"`
	// Outlet is the outlet as printed; empty means the edition's own.
	Outlet string `json:"outlet,omitempty"`
	// NoOutlet leaves the outlet out.
	NoOutlet bool `json:"no_outlet,omitempty"`
}

// Credit names who did what, in printed order (newsroom.md 1.4). Either Person
// or Name is set, or neither: an imported credit can be a role alone.
type Credit struct {
	Person PersonID `json:"person,omitempty"`
	Name   string   `json:"name,omitempty"`
	Role   Role     `json:"role,omitempty"`
	// Label replaces the role's printed word.
	Label string `json:"label,omitempty"`
}

// Role is what a credited person did. Printed words come from the message
// "role."+role.
type Role string

const (
	RoleReporter     Role = "jurnalis"
	RoleWriter       Role = "penulis"
	RoleEditor       Role = "editor"
	RolePhotographer Role = "fotografer"
	RoleVideographer Role = "videografer"
	RoleContributor  Role = "kontributor"
	RoleGuest        Role = "penulis_tamu"
	RoleIllustrator  Role = "ilustrator"
	RoleTranslator   Role = "penerjemah"
	RoleData         Role = "data"
)

// Roles lists every role in the order screens offer them.
var Roles = []Role{RoleReporter, RoleWriter, RoleEditor, RolePhotographer, RoleVideographer,
	RoleContributor, RoleGuest, RoleIllustrator, RoleTranslator, RoleData}

// InByline reports whether the role prints above the text; the others print in
// the credits after it, so that each credit prints once (PPL-2).
func (r Role) InByline() bool {
	return r == RoleReporter || r == RoleContributor || r == RoleGuest || r == ""
}

// LeadMedia is the medium above the text. Caption, alt and credit are three
// different things; none is ever copied into another.
type LeadMedia struct {
	Asset   AssetID `json:"asset,omitempty"`
	Caption string  `json:"caption,omitempty"`
	// Credit overrides the asset's own.
	Credit string `json:"credit,omitempty"`
	Alt    string `json:"alt,omitempty"`
	// Decorative says that the empty alt is meant.
	Decorative bool   `json:"decorative,omitempty"`
	Crop       string `json:"crop,omitempty"`
}

// Source says where a text was taken from; printed as "Sumber Berita".
type Source struct {
	Name    string `json:"name,omitempty"`
	URL     string `json:"url,omitempty"`
	Item    string `json:"item,omitempty"`
	Licence string `json:"licence,omitempty"`
}

// Flags are the switches of an article (newsroom.md 1.2).
type Flags struct {
	Unverified *Unverified `json:"unverified,omitempty"`
	Child      bool        `json:"child,omitempty"`
	Victim     bool        `json:"victim,omitempty"`
	Graphic    bool        `json:"graphic,omitempty"`
	NoComments bool        `json:"no_comments,omitempty"`
	NoIndex    bool        `json:"noindex,omitempty"`
	Evergreen  bool        `json:"evergreen,omitempty"`
}

// Unverified marks an urgent report that is still to be verified (PPMS 2(c)).
type Unverified struct {
	Source string `json:"source"`
	Ground string `json:"ground"`
	// Note replaces the default notice; it prints in brackets and italics.
	Note string `json:"note,omitempty"`
}

// AIUse declares the use of a generative tool (Dewan Pers 1/2025).
type AIUse struct {
	Tool     string    `json:"tool"`
	Purpose  string    `json:"purpose"`
	Approver string    `json:"approver,omitempty"`
	At       time.Time `json:"at,omitzero"`
}

// Version is content that no longer changes: what was published, scheduled or
// corrected (ART-2).
type Version struct {
	ID      VersionID
	Article ArticleID
	// Number counts an article's versions from 1.
	Number int
	// Revision is the save that was frozen.
	Revision int
	Content  Content
	FrozenAt time.Time
	By       string
}

// RevisionKind says why a revision exists (ART-3).
type RevisionKind string

const (
	RevisionAuto      RevisionKind = "auto"
	RevisionManual    RevisionKind = "manual"
	RevisionPublished RevisionKind = "published"
	RevisionCorrected RevisionKind = "corrected"
	RevisionWithdrawn RevisionKind = "withdrawn"
	RevisionImported  RevisionKind = "imported"
	RevisionSubmitted RevisionKind = "submitted"
	RevisionReturned  RevisionKind = "returned"
	RevisionApproved  RevisionKind = "approved"
	RevisionScheduled RevisionKind = "scheduled"
	RevisionRestored  RevisionKind = "restored"
)

// Revision is one save of the draft.
type Revision struct {
	Article ArticleID
	Number  int
	Kind    RevisionKind
	// Base is the revision that the save was built on.
	Base int
	At   time.Time
	By   string
	// Client is the browser tab that sent it; empty for what no tab sent.
	Client string
	// Changed names the changed fields, Blocks the ids of changed blocks.
	Changed []string
	Blocks  []string
	// Version is set when the revision's content is that of a frozen version;
	// otherwise Content holds it.
	Version VersionID
	Content *Content
}
