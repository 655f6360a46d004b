package news

import (
	"strconv"
	"strings"
	"time"
)

// EventKind names what happened.
type EventKind string

const (
	EventCreated   EventKind = "article.created"
	EventPublished EventKind = "article.published"
	EventUpdated   EventKind = "article.updated"
	// EventTouched is an update that is no news: a typing slip (SCH-4).
	EventTouched   EventKind = "article.touched"
	EventCorrected EventKind = "article.corrected"
	EventWithdrawn EventKind = "article.withdrawn"
	EventImported  EventKind = "article.imported"
	// EventWork: something changed inside the newsroom alone.
	EventWork EventKind = "article.work"
	// EventScheduled: a version got a time, another one, or lost it.
	EventScheduled EventKind = "article.scheduled"
	// EventRetracted: a publication was taken back within its ten seconds.
	EventRetracted  EventKind = "article.retracted"
	EventReinstated EventKind = "article.reinstated"
	EventTask       EventKind = "task.changed"
	EventRules      EventKind = "rules.changed"
	EventSettings   EventKind = "settings.changed"
	EventTaxonomy   EventKind = "taxonomy.changed"
	EventPeople     EventKind = "people.changed"
	EventMedia      EventKind = "media.changed"
	EventFront      EventKind = "front.changed"
	EventRedirect   EventKind = "redirect.changed"
	EventRedacted   EventKind = "article.redacted"
	EventNote       EventKind = "note.changed"
	EventDemand     EventKind = "demand.changed"
	EventAccount    EventKind = "account.changed"
	// EventImport: a run of an import began, went on or ended.
	EventImport EventKind = "import.changed"
)

// Event is what the rest of the system learns of a change: it is written in
// the change's own transaction and read by every node in commit order.
type Event struct {
	Seq Seq
	// ID is unique for ever; consumers are idempotent by it.
	ID      string
	Edition EditionID
	Kind    EventKind
	Article ArticleID
	// Keys are the surrogate keys of pages that are no longer true.
	Keys []string
	// Drop are keys whose last good copies must go, too: a withdrawn article
	// must not come back from a disk.
	Drop []string
	At   time.Time
}

// Surrogate keys name what a page shows. A page carries the key of everything
// it was made from, present or absent; a change purges the keys it touches.

// KeyArticle is carried by an article's own page.
func KeyArticle(id ArticleID) string { return "a" + strconv.FormatInt(int64(id), 10) }

// KeyCard is carried by every page that shows, or would show, the article's
// headline, photo or address.
func KeyCard(id ArticleID) string { return "c" + strconv.FormatInt(int64(id), 10) }

// KeySection is carried by pages that list a section's articles.
func KeySection(id SectionID) string { return "s" + strconv.FormatInt(int64(id), 10) }

// KeyTag is carried by pages that list a tag's articles or print its name.
func KeyTag(id TagID) string { return "t" + strconv.FormatInt(int64(id), 10) }

// KeyPerson is carried by pages that list a person's articles or print the name.
func KeyPerson(id PersonID) string { return "p" + strconv.FormatInt(int64(id), 10) }

// KeyAsset is carried by pages that show the asset.
func KeyAsset(id AssetID) string { return "m" + strconv.FormatInt(int64(id), 10) }

// KeyFile names a file in the blob store: nodes forget their copies of it.
func KeyFile(name string) string { return fileKey + name }

const fileKey = "file:"

// FileOfKey is the name of the file in such a key; "" in any other.
func FileOfKey(key string) string {
	if name, ok := strings.CutPrefix(key, fileKey); ok {
		return name
	}
	return ""
}

// KeyLatest is carried by pages that list the edition's newest articles.
func KeyLatest(id EditionID) string { return "l" + strconv.FormatInt(int64(id), 10) }

// KeyTopic is carried by pages that list a topic's articles or print its name.
func KeyTopic(id TopicID) string { return "o" + strconv.FormatInt(int64(id), 10) }

// KeyKind is carried by pages that list the articles of a kind.
func KeyKind(e EditionID, k ArticleKind) string {
	return "d" + strconv.FormatInt(int64(e), 10) + "-" + string(k)
}

// KeyFront is carried by the edited page, and for the home page by every page
// that shows the breaking banner.
func KeyFront(e EditionID, of FrontOf) string {
	return "f" + strconv.FormatInt(int64(e), 10) + "-" + strconv.FormatInt(int64(of.Section), 10)
}

// KeyRedirects is carried by the redirects that the operator made.
func KeyRedirects(id EditionID) string { return "r" + strconv.FormatInt(int64(id), 10) }

// KeyRegister is carried by the registers of amendments and withdrawals.
func KeyRegister(id EditionID) string { return "k" + strconv.FormatInt(int64(id), 10) }

// KeyArchive is carried by the sitemaps that tell of the whole archive: it goes
// with every change of a live article, tag, person or topic.
func KeyArchive(id EditionID) string { return "y" + strconv.FormatInt(int64(id), 10) }

// KeyMonth is carried by the sitemap of a month (UTC): it goes with every change
// of an article whose display time lies in it. A file of ten thousand articles
// cannot carry a key for each.
func KeyMonth(id EditionID, t time.Time) string {
	return KeyArchive(id) + "-" + t.UTC().Format("2006-01")
}

// KeyPages is carried by pages that list the edition's static pages.
func KeyPages(id EditionID) string { return "g" + strconv.FormatInt(int64(id), 10) }

// KeyEdition is carried by every page: settings, menus, section names, theme.
func KeyEdition(id EditionID) string { return "e" + strconv.FormatInt(int64(id), 10) }
