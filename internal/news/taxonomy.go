package news

// Section is where readers find an article. Sections form a tree of depth at
// most three; the name is kept exactly as typed or imported (TAX-1).
type Section struct {
	ID      SectionID
	Edition EditionID
	Parent  SectionID
	Name    string
	// Slug is the last part of the address, unique among its siblings and, at
	// the top, among static pages.
	Slug        string
	Description string
	// Colour is a name from SectionColours; empty means the first.
	Colour string
	// Order sorts siblings.
	Order int
	SectionDesk
}

// SectionDesk is what only the newsroom knows of a section.
type SectionDesk struct {
	// Desk is the team that owns it, Dateline the place that its texts open with.
	Desk     string   `json:"desk,omitempty"`
	Dateline Dateline `json:"dateline,omitzero"`
	// MergedInto is set when the section was closed: its articles stand there.
	MergedInto SectionID `json:"merged_into,omitempty"`
}

// MaxSections and MaxSectionDepth bound the tree (TAX-1).
const (
	MaxSections     = 200
	MaxSectionDepth = 3
)

// SectionColours is the checked list of twelve (reader-site.md 15).
var SectionColours = []string{"bata", "samudra", "toska", "manggis", "nila", "zaitun",
	"daun", "jati", "terong", "arang", "kopi", "lumut"}

// TagType says what a tag stands for.
type TagType string

const (
	TagSubject      TagType = "subject"
	TagPerson       TagType = "person"
	TagOrganisation TagType = "organisation"
	TagPlace        TagType = "place"
	TagEvent        TagType = "event"
)

// Tag is what an article is about.
type Tag struct {
	ID          TagID
	Edition     EditionID
	Name        string
	Slug        string
	Type        TagType
	Description string
	TagMore
}

// TagMore is what the newsroom knows of a tag besides.
type TagMore struct {
	// Aliases are other names under which the tag is found.
	Aliases []string `json:"aliases,omitempty"`
	Image   AssetID  `json:"image,omitempty"`
	// Forbidden tags cannot be given to an article.
	Forbidden bool `json:"forbidden,omitempty"`
	// MergedInto is set when the tag became part of another.
	MergedInto TagID `json:"merged_into,omitempty"`
}

// TagTypes lists the types in the order screens offer them.
var TagTypes = []TagType{TagSubject, TagPerson, TagOrganisation, TagPlace, TagEvent}

// Person is a public profile; a login is something else and may have none.
type Person struct {
	ID   PersonID
	Name string
	Slug string
	// Title is the role printed under the name, such as "Redaktur Ekonomi".
	Title    string
	Bio      string
	Portrait AssetID
	Contacts []Contact
	Active   bool
	PersonMore
}

// PersonMore is what a profile says besides.
type PersonMore struct {
	// Languages are BCP 47 tags.
	Languages []string `json:"languages,omitempty"`
	// MergedInto is set when the profile became part of another.
	MergedInto PersonID `json:"merged_into,omitempty"`
}

// Contact is a public way to reach a person.
type Contact struct {
	Label string `json:"label"`
	URL   string `json:"url"`
}
