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
}

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
}

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
}

// Contact is a public way to reach a person.
type Contact struct {
	Label string `json:"label"`
	URL   string `json:"url"`
}
