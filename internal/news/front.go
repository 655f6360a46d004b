package news

import (
	"net/url"
	"slices"
	"strconv"
	"time"
)

// FrontOf names an edited page: the home page, or a section's.
type FrontOf struct {
	// Section is zero for the home page.
	Section SectionID `json:"section,omitempty"`
}

// String is "home" or "section 7".
func (f FrontOf) String() string {
	if f.Section == 0 {
		return "home"
	}
	return "section " + strconv.FormatInt(int64(f.Section), 10)
}

// Front is an edited page as data: groups of cards in their order (newsroom.md
// FRT-1 to 3). What stands in a slot is worked out when the page is made, so
// that a withdrawn article's place is filled again. A front without containers
// is pure backfill; a front page is never blank.
type Front struct {
	Edition    EditionID   `json:"-"`
	Of         FrontOf     `json:"-"`
	Containers []Container `json:"containers,omitempty"`
	// Breaking is the banner above everything, on the home page's front only.
	Breaking *Breaking `json:"breaking,omitempty"`
	// Trending are the topics and tags that the desk puts forward, in order.
	Trending []Trend `json:"trending,omitempty"`
}

// Container is a group on a front: at most 30, each with 1 to 30 cards.
type Container struct {
	// ID names the container while a front is edited, and Revision counts its
	// saves, so that two people can work on two containers (FED-2).
	ID       string `json:"id,omitempty"`
	Revision int    `json:"revision,omitempty"`
	// Name is at most 60 code points; empty prints no heading.
	Name string `json:"name,omitempty"`
	// Layout is a name from the theme's list: "lead", "section", "list",
	// "grid", "opinion", "media", "headlines". A theme without it prints "list".
	Layout string `json:"layout,omitempty"`
	// Capacity is the number of cards, 1–30.
	Capacity int `json:"capacity"`
	// Cards are the placed ones: the pinned in their order, then the others.
	Cards []FrontCard `json:"cards,omitempty"`
	Fill  Fill        `json:"fill,omitzero"`
	// AllowRepeat lets articles stand here that stand higher up already.
	AllowRepeat bool `json:"allow_repeat,omitempty"`
}

// Fill says what takes the slots that no placed card holds.
type Fill struct {
	// By is "edition", "section", "tag", "topic", "kind" or "none"; empty means
	// "edition".
	By string `json:"by,omitempty"`
	// ID of the section, tag or topic.
	ID int64 `json:"id,omitempty"`
	// Kind of articles for "kind"; with another By it narrows that.
	Kind ArticleKind `json:"kind,omitempty"`
	// MaxAgeHours leaves out older articles; 0 means no limit.
	MaxAgeHours int `json:"max_age_hours,omitempty"`
	// Order is "newest" (also empty), "read" or "read_week": the most read of
	// the last day or week.
	Order string `json:"order,omitempty"`
}

// FrontCard is an article or a free link in a slot, with what the front says
// instead of the article's own words.
type FrontCard struct {
	Article ArticleID `json:"article,omitempty"`
	// URL and Headline make a free link when Article is zero.
	URL string `json:"url,omitempty"`
	// Pin keeps the card in its place above the backfill.
	Pin bool `json:"pin,omitempty"`
	// ExpiresAt takes the card off the front; zero means never.
	ExpiresAt time.Time `json:"expires_at,omitzero"`
	Headline  string    `json:"headline,omitempty"`
	Kicker    string    `json:"kicker,omitempty"`
	Image     AssetID   `json:"image,omitempty"`
	HideImage bool      `json:"hide_image,omitempty"`
	// Standfirst shows it, or hides it; nil leaves that to the layout.
	Standfirst *bool `json:"standfirst,omitempty"`
	// SubLinks stand below the headline, at most four.
	SubLinks []FrontLink `json:"sub_links,omitempty"`
}

// FrontLink is a line with an address: an article's, or a free one.
type FrontLink struct {
	Article  ArticleID `json:"article,omitempty"`
	URL      string    `json:"url,omitempty"`
	Headline string    `json:"headline,omitempty"`
}

// Breaking is the banner: a text with a link until a moment (LS-4).
type Breaking struct {
	Text    string    `json:"text"`
	Article ArticleID `json:"article,omitempty"`
	URL     string    `json:"url,omitempty"`
	Until   time.Time `json:"until"`
	// Level is "penting" or "breaking"; empty means breaking.
	Level string `json:"level,omitempty"`
}

// BreakingLevels are the levels of a banner (FED-4).
var BreakingLevels = []string{"penting", "breaking"}

// Limits of a banner set in the newsroom: its text, how long it stands unless
// somebody says otherwise, and at most.
const (
	MaxBreaking     = 90
	BreakingDefault = 45 * time.Minute
	BreakingMost    = 6 * time.Hour
)

// Trend is a tag or topic put forward; Name replaces its own.
type Trend struct {
	Tag   TagID   `json:"tag,omitempty"`
	Topic TopicID `json:"topic,omitempty"`
	Name  string  `json:"name,omitempty"`
}

// Limits of a front.
const (
	MaxContainers = 30
	MaxCards      = 30
	MaxSubLinks   = 4
)

var (
	fills  = []string{"", "edition", "section", "tag", "topic", "kind", "none"}
	orders = []string{"", "newest", "read", "read_week"}
)

// Validate refuses a front that could not be printed. Fields are named by
// their place: "containers.2.cards.0.headline".
func (f *Front) Validate() error {
	var bad []FieldError
	wrong := func(field, code string, limit int) {
		bad = append(bad, FieldError{Field: field, Code: code, Limit: limit})
	}
	long := func(field, text string, limit int) {
		if Length(text) > limit {
			wrong(field, "too_long", limit)
		}
	}
	if len(f.Containers) > MaxContainers {
		wrong("containers", "too_many", MaxContainers)
	}
	for i, c := range f.Containers {
		at := "containers." + strconv.Itoa(i)
		long(at+".name", c.Name, 60)
		if c.Capacity < 1 || c.Capacity > MaxCards {
			wrong(at+".capacity", "range", MaxCards)
		}
		if !slices.Contains(fills, c.Fill.By) {
			wrong(at+".fill.by", "unknown", 0)
		}
		if !slices.Contains(orders, c.Fill.Order) {
			wrong(at+".fill.order", "unknown", 0)
		}
		if c.Fill.MaxAgeHours < 0 {
			wrong(at+".fill.max_age_hours", "range", 0)
		}
		for k, card := range c.Cards {
			in := at + ".cards." + strconv.Itoa(k)
			long(in+".headline", card.Headline, 120)
			long(in+".kicker", card.Kicker, 40)
			if card.Article == 0 && (card.Headline == "" || !frontURL(card.URL)) {
				wrong(in+".url", "url", 0)
			}
			if len(card.SubLinks) > MaxSubLinks {
				wrong(in+".sub_links", "too_many", MaxSubLinks)
			}
			for _, l := range card.SubLinks {
				if l.Article == 0 && (l.Headline == "" || !frontURL(l.URL)) {
					wrong(in+".sub_links", "url", 0)
				}
			}
		}
	}
	if b := f.Breaking; b != nil {
		if b.Text == "" {
			wrong("breaking.text", "required", 0)
		}
		long("breaking.text", b.Text, 120)
		if b.Until.IsZero() {
			wrong("breaking.until", "required", 0)
		}
		if b.Article == 0 && b.URL != "" && !frontURL(b.URL) {
			wrong("breaking.url", "url", 0)
		}
		if f.Of.Section != 0 {
			wrong("breaking", "home_only", 0)
		}
	}
	if bad != nil {
		return &Error{Kind: Invalid, Op: "check the front of " + f.Of.String(), Code: "fields", Fields: bad}
	}
	return nil
}

// frontURL allows a path of the paper or an https address.
func frontURL(s string) bool {
	if len(s) > 1 && s[0] == '/' && s[1] != '/' && s[1] != '\\' {
		return true
	}
	u, err := url.Parse(s)
	return err == nil && u.Scheme == "https" && u.Host != ""
}
