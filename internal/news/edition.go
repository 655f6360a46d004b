package news

import (
	"net/url"
	"regexp"
	"strings"
	"time"

	"golang.org/x/text/language"
)

// Edition is one face of the paper: an address, a language, a zone and the
// settings by which pages are made.
type Edition struct {
	ID EditionID
	// Hosts are the names under which readers reach the edition; the first is
	// canonical. None means every host, as on a laptop.
	Hosts    []string
	Settings Settings
}

// Settings of an edition. The zero value of each field means the default named
// in its comment, except where a pointer says otherwise.
type Settings struct {
	// Name of the paper, printed in the nameplate and used as publisher.
	Name string `json:"name"`
	// Tagline under the nameplate.
	Tagline string `json:"tagline,omitempty"`
	// Outlet is the name in datelines; default Name.
	Outlet string `json:"outlet,omitempty"`
	// BaseURL is the canonical scheme and host, such as "https://example.id".
	// Empty, as on a laptop: those of the request.
	BaseURL string `json:"base_url,omitempty"`
	// Locale is the BCP 47 tag of the edition's language; default "id".
	Locale string `json:"locale,omitempty"`
	// Zone is an IANA zone name; default "Asia/Jakarta".
	Zone string `json:"zone,omitempty"`
	// Theme is the name of a theme folder or of an embedded theme; default "cetak".
	Theme string `json:"theme,omitempty"`
	// Comments are what becomes of a former site's: "" keeps them in the newsroom,
	// CommentsArchive shows approved ones below their articles, closed.
	Comments string `json:"comments,omitempty"`
	// Colours of its own; the theme's where none is chosen.
	Colours Colours `json:"colours,omitzero"`
	// Messages replace messages of the locale's catalogue, by key (SP-3).
	Messages map[string]string `json:"messages,omitempty"`
	// DateStyle of long dates: "seed" (default, "Sabtu, 1 Maret 2025 - 19:13
	// WIB"), "dot" ("· 19.13 WIB"), "date" (no time) or "short" (SP-5).
	DateStyle string `json:"date_style,omitempty"`
	// Share lists networks in printed order; default DefaultShare.
	Share []string `json:"share,omitempty"`
	// RelatedLimit, LatestLimit: entries below an article; default 8 and 3,
	// negative means none.
	RelatedLimit int `json:"related_limit,omitempty"`
	LatestLimit  int `json:"latest_limit,omitempty"`
	// LatestSkipShown leaves out of "latest" what the page already lists (SP-6).
	LatestSkipShown bool `json:"latest_skip_shown,omitempty"`
	// ReadsFrom is the read count from which it is printed; nil means 1, 0
	// means always, negative never.
	ReadsFrom *int `json:"reads_from,omitempty"`
	// ListLength is the number of entries of a list page, 10–50; default 20.
	ListLength int `json:"list_length,omitempty"`
	// OldAfterDays shows the old-story notice; default 30, negative never.
	OldAfterDays int `json:"old_after_days,omitempty"`
	// ChannelName and ChannelURL make the channel box; none without URL.
	ChannelName string `json:"channel_name,omitempty"`
	ChannelURL  string `json:"channel_url,omitempty"`
	// FeedSummary puts the standfirst instead of the full text into feeds.
	FeedSummary bool `json:"feed_summary,omitempty"`
	// Masthead data (PRS-70).
	Masthead Masthead `json:"masthead,omitzero"`
	// Machine is what robots.txt, feeds and other files for machines say.
	Machine Machine `json:"machine,omitzero"`
	// Ads are off until a slot is filled (AD-1).
	Ads Advertising `json:"ads,omitzero"`
	// PopularWithoutChildren keeps articles flagged child or victim out of the
	// popular lists (PRS-42).
	PopularWithoutChildren bool `json:"popular_without_children,omitempty"`
	// Workflow is empty, or "simple" where whoever may publish needs no desk
	// (WF-26).
	Workflow string `json:"workflow,omitempty"`
	// TwoPersonWithdrawal asks for a second signature under withdrawals; nil
	// means: where two or more people may sign (COR-9).
	TwoPersonWithdrawal *bool `json:"two_person_withdrawal,omitempty"`
	// FollowUpHours is how long the follow-up of an unverified report may take;
	// default 24 (PRS-31).
	FollowUpHours int `json:"follow_up_hours,omitempty"`
	// NamelessCredits lets credits of a role alone pass with a warning (PPL-3).
	NamelessCredits bool `json:"nameless_credits,omitempty"`
	// Menu replaces the sections in the menu; empty means the sections.
	Menu []MenuItem `json:"menu,omitempty"`
	// Pages are the static pages in the footer's order, by slug; those that are
	// not named follow.
	Pages []string `json:"pages,omitempty"`
	// DemandHours is how long a demand from outside may take; default 48.
	DemandHours int `json:"demand_hours,omitempty"`
}

// WorkflowSimple hides the desk from small newsrooms.
const WorkflowSimple = "simple"

// Masthead is what the law wants published about the press company.
type Masthead struct {
	Company     string `json:"company,omitempty"`
	Address     string `json:"address,omitempty"`
	Responsible string `json:"responsible,omitempty"`
	Chief       string `json:"chief,omitempty"`
	Email       string `json:"email,omitempty"`
	Phone       string `json:"phone,omitempty"`
	DewanPers   string `json:"dewan_pers,omitempty"`
	// LegalForm is "PT", "koperasi" or "yayasan", as printed.
	LegalForm string `json:"legal_form,omitempty"`
	// PSE is the registration as a private electronic system operator.
	PSE string `json:"pse,omitempty"`
	// Ownership says in a sentence or two who owns and funds the paper.
	Ownership string `json:"ownership,omitempty"`
	// Logo is a public asset; SameAs are the paper's addresses elsewhere.
	Logo   AssetID      `json:"logo,omitempty"`
	SameAs []string     `json:"same_as,omitempty"`
	Staff  []MastheadOf `json:"staff,omitempty"`
}

// MastheadOf is one line of the masthead: a role and its people.
type MastheadOf struct {
	Role  string   `json:"role"`
	Names []string `json:"names"`
}

// DefaultShare is the shipped order of share networks (SH-1).
var DefaultShare = []string{"whatsapp", "facebook", "x", "telegram", "line", "threads", "email", "copy"}

// WithDefaults gives the settings with every default filled in.
func (s Settings) WithDefaults() Settings {
	def := func(p *string, v string) {
		if *p == "" {
			*p = v
		}
	}
	num := func(p *int, v int) {
		if *p == 0 {
			*p = v
		}
	}
	def(&s.Name, "Warta")
	def(&s.Outlet, s.Name)
	def(&s.Locale, "id")
	def(&s.Zone, "Asia/Jakarta")
	def(&s.Theme, "cetak")
	def(&s.DateStyle, "seed")
	num(&s.RelatedLimit, 8)
	num(&s.LatestLimit, 3)
	num(&s.ListLength, 20)
	num(&s.OldAfterDays, 30)
	num(&s.FollowUpHours, 24)
	if len(s.Share) == 0 {
		s.Share = DefaultShare
	}
	if s.ReadsFrom == nil {
		one := 1
		s.ReadsFrom = &one
	}
	return s
}

// Location is the edition's zone; UTC when the name is unknown, which the
// settings screen and Validate refuse.
func (s Settings) Location() *time.Location {
	zone := s.Zone
	if zone == "" {
		zone = "Asia/Jakarta"
	}
	if loc, err := time.LoadLocation(zone); err == nil {
		return loc
	}
	return time.UTC
}

// CommentsArchive is a value of Settings.Comments.
const CommentsArchive = "archive"

// Colours are a paper's own, "#rrggbb": Accent of kickers, marks and buttons, Link of
// links in texts. A theme moves them until they can be read on its grounds.
type Colours struct {
	Accent string `json:"accent,omitempty"`
	Link   string `json:"link,omitempty"`
}

func (c Colours) wrong() (bad []FieldError) {
	for _, x := range []struct{ field, value string }{{"colours.accent", c.Accent}, {"colours.link", c.Link}} {
		if x.value != "" && !hexColour.MatchString(x.value) {
			bad = append(bad, FieldError{Field: x.field, Code: "colour"})
		}
	}
	return bad
}

var hexColour = regexp.MustCompile(`^#[0-9A-Fa-f]{6}$`)

// Validate refuses settings that pages could not be made from.
func (s Settings) Validate() error {
	var bad []FieldError
	if s.Zone != "" {
		if _, err := time.LoadLocation(s.Zone); err != nil {
			bad = append(bad, FieldError{Field: "zone", Code: "unknown"})
		}
	}
	if s.Locale != "" {
		if _, err := language.Parse(s.Locale); err != nil {
			bad = append(bad, FieldError{Field: "locale", Code: "unknown"})
		}
	}
	if s.BaseURL != "" {
		u, err := url.Parse(s.BaseURL)
		if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") || strings.Trim(u.Path, "/") != "" {
			bad = append(bad, FieldError{Field: "base_url", Code: "url"})
		}
	}
	if s.Workflow != "" && s.Workflow != WorkflowSimple {
		bad = append(bad, FieldError{Field: "workflow", Code: "unknown"})
	}
	if s.FollowUpHours < 0 || s.FollowUpHours > 24*30 {
		bad = append(bad, FieldError{Field: "follow_up_hours", Code: "range"})
	}
	if s.ListLength != 0 && (s.ListLength < 10 || s.ListLength > 50) {
		bad = append(bad, FieldError{Field: "list_length", Code: "range"})
	}
	if s.Comments != "" && s.Comments != CommentsArchive {
		bad = append(bad, FieldError{Field: "comments", Code: "unknown"})
	}
	bad = append(bad, s.Colours.wrong()...)
	bad = append(bad, wrongMenu(s.Menu)...)
	if s.DemandHours < 0 || s.DemandHours > 24*30 {
		bad = append(bad, FieldError{Field: "demand_hours", Code: "range", Limit: 24 * 30})
	}
	bad = append(bad, s.Machine.wrong()...)
	bad = append(bad, s.Ads.wrong()...)
	for _, address := range s.Masthead.SameAs {
		if !httpsURL(address) {
			bad = append(bad, FieldError{Field: "masthead.same_as", Code: "url"})
		}
	}
	if bad != nil {
		return &Error{Kind: Invalid, Op: "check settings", Code: "fields", Fields: bad}
	}
	return nil
}
