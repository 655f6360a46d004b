package news

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Machine is what an edition says in files for machines, and to whom it speaks.
type Machine struct {
	// Ads, AppAds and Humans are the texts of ads.txt, app-ads.txt and
	// humans.txt; an empty one answers 404.
	Ads    string `json:"ads,omitempty"`
	AppAds string `json:"app_ads,omitempty"`
	Humans string `json:"humans,omitempty"`
	// Trust are lines of trust.txt after those made from the masthead.
	Trust string `json:"trust,omitempty"`
	// Security is security.txt (RFC 9116); without contacts it answers 404.
	Security Security `json:"security,omitzero"`
	// Crawlers decides per declared crawler, by its name in the table of
	// package feed: "allow" or "deny". What is not named follows CrawlerUse.
	Crawlers map[string]string `json:"crawlers,omitempty"`
	// CrawlerUse decides per use, "search", "answer" or "training": "allow" or
	// "deny". Default: search and answer allowed, training denied.
	CrawlerUse map[string]string `json:"crawler_use,omitempty"`
	// IndexNow is the key that is also the name of its file; empty means off.
	IndexNow string `json:"indexnow,omitempty"`
	// IndexNowEndpoint defaults to https://api.indexnow.org/indexnow.
	IndexNowEndpoint string `json:"indexnow_endpoint,omitempty"`
	// Hubs are WebSub hubs that are told of new articles and named in feeds.
	Hubs []string `json:"hubs,omitempty"`
}

// Security is security.txt. Expires must not be past (RFC 9116, 2.5.5).
type Security struct {
	Contacts  []string  `json:"contacts,omitempty"`
	Expires   time.Time `json:"expires,omitzero"`
	Languages []string  `json:"languages,omitempty"`
	Policy    string    `json:"policy,omitempty"`
}

// AdSlots are the named places for advertising, in the order of a page
// (reader-site.md AD-1).
var AdSlots = []string{"header", "below-headline", "in-text-1", "in-text-2", "in-text-3", "sidebar",
	"in-list-3", "in-list-6", "in-list-9", "after-article", "sticky-bottom"}

// Ad is what stands in a slot: a picture with a link, served by us (AD-2), or
// a frame of another's (AD-3).
type Ad struct {
	// Image is an asset of ours, URL where it leads.
	Image AssetID `json:"image,omitempty"`
	Alt   string  `json:"alt,omitempty"`
	URL   string  `json:"url,omitempty"`
	// Frame is the https address of a third party's frame; it is used only if
	// the edition's AllowFrames is on.
	Frame string `json:"frame,omitempty"`
	// MadeByAI prints "Iklan dibuat dengan AI" (PRS-95).
	MadeByAI bool `json:"made_by_ai,omitempty"`
	// Off is the kill switch.
	Off bool `json:"off,omitempty"`
}

// Advertising of an edition; the zero value shows none.
type Advertising struct {
	Slots       map[string]Ad `json:"slots,omitempty"`
	AllowFrames bool          `json:"allow_frames,omitempty"`
}

// crawlerUses are the uses that a paper decides about.
var crawlerUses = []string{"search", "answer", "training"}

// indexNowKey is what the protocol allows (indexnow.org/documentation).
var indexNowKey = regexp.MustCompile(`^[0-9A-Za-z-]{8,128}$`)

// wrong lists the fields that files could not be made from.
func (m Machine) wrong() []FieldError {
	var bad []FieldError
	check := func(ok bool, field, code string) {
		if !ok {
			bad = append(bad, FieldError{Field: "machine." + field, Code: code})
		}
	}
	for _, word := range m.Crawlers {
		check(word == "allow" || word == "deny", "crawlers", "unknown")
	}
	for use, word := range m.CrawlerUse {
		check(slices.Contains(crawlerUses, use) && (word == "allow" || word == "deny"), "crawler_use", "unknown")
	}
	check(m.IndexNow == "" || indexNowKey.MatchString(m.IndexNow), "indexnow", "key")
	check(m.IndexNowEndpoint == "" || httpsURL(m.IndexNowEndpoint), "indexnow_endpoint", "url")
	for _, hub := range m.Hubs {
		check(httpsURL(hub), "hubs", "url")
	}
	s := m.Security
	for _, contact := range s.Contacts {
		u, err := url.Parse(contact)
		check(err == nil && slices.Contains([]string{"mailto", "tel", "https"}, u.Scheme), "security.contacts", "url")
	}
	check(len(s.Contacts) == 0 || !s.Expires.IsZero(), "security.expires", "required")
	check(s.Policy == "" || httpsURL(s.Policy), "security.policy", "url")
	check(!slices.ContainsFunc(s.Languages, func(l string) bool { return strings.ContainsAny(l, "\r\n,") }), "security.languages", "line")
	return bad
}

// wrong lists the slots that could not be filled.
func (a Advertising) wrong() []FieldError {
	var bad []FieldError
	for name, ad := range a.Slots {
		switch {
		case !slices.Contains(AdSlots, name):
			bad = append(bad, FieldError{Field: "ads." + name, Code: "unknown"})
		case ad.Frame != "" && !httpsURL(ad.Frame):
			bad = append(bad, FieldError{Field: "ads." + name + ".frame", Code: "url"})
		case ad.URL != "" && !frontURL(ad.URL):
			bad = append(bad, FieldError{Field: "ads." + name + ".url", Code: "url"})
		}
	}
	return bad
}

func httpsURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Scheme == "https" && u.Host != "" && u.User == nil
}
