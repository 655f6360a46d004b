package newsroom

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"warta/internal/body"
	"warta/internal/news"
	"warta/internal/search"
	"warta/internal/store"
)

// Redact takes strings and media out of everything that is kept of an article:
// all versions, revisions and drafts, notes, notices, the readers' side, its
// address, and whatever quotes it (WF-19, PRS-43). One person suffices: a child
// does not wait. What stood there leaves its hash; the audit keeps that, when
// and by whom, and never the string.
type Redact struct {
	Article news.ArticleID
	// Strings are found without regard to case, composed or not, and with any
	// space between their words.
	Strings []string
	Assets  []news.AssetID
	// Ground is the legal ground, 3–500 code points, without the string.
	Ground string
	// Report is what was done.
	Report *RedactReport
}

// RedactReport is the end of a redaction.
type RedactReport struct {
	// Changed are the places from which something was taken.
	Changed []string
	// Left are the places in which it is still found; none is what one wants.
	Left []string
	// Gone are addresses that answer 410 now; for the one who must tell search
	// engines, kept nowhere.
	Gone []string
	Path string
	// Outside are places that nobody here can reach, as message keys.
	Outside []string
	// Checked are how many pages of the paper were read again.
	Checked int
	// files are those of assets that were deleted.
	files []string
}

// redactMask stands where something was taken out.
const redactMask = "█████"

// Outside are the places beyond reach of a redaction: the last parts of message
// keys below "redact.outside".
var outsideReach = []string{"cdn", "partners", "search_engines", "readers", "backups", "announcements"}

func (c Redact) asks(ctx context.Context, tx store.Tx) (Permission, Subject, error) {
	s, err := articleSubject(ctx, tx, c.Article)
	return PermRedact, s, err
}

func (c Redact) check() error {
	var bad []news.FieldError
	if len(c.Strings)+len(c.Assets) == 0 {
		bad = append(bad, news.FieldError{Field: "strings", Code: "required"})
	}
	if len(c.Strings) > 100 {
		bad = append(bad, news.FieldError{Field: "strings", Code: "too_many", Limit: 100})
	}
	for i, s := range c.Strings {
		// A shorter one would take half of the text with it.
		if n := news.Length(s); n < 3 {
			bad = append(bad, news.FieldError{Field: fmt.Sprintf("strings.%d", i), Code: "too_short", Limit: 3})
		} else if n > 200 {
			bad = append(bad, news.FieldError{Field: fmt.Sprintf("strings.%d", i), Code: "too_long", Limit: 200})
		}
	}
	switch n := news.Length(c.Ground); {
	case n < 3:
		bad = append(bad, news.FieldError{Field: "ground", Code: "too_short", Limit: 3})
	case n > 500:
		bad = append(bad, news.FieldError{Field: "ground", Code: "too_long", Limit: 500})
	case newFinder(c.Strings).in(c.Ground):
		bad = append(bad, news.FieldError{Field: "ground", Code: "names_it"})
	}
	if bad != nil {
		return &news.Error{Kind: news.Invalid, Op: "redact article " + c.Article.String(), Code: "fields", Fields: bad}
	}
	return nil
}

func (c Redact) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	if err := c.check(); err != nil {
		return outcome{}, err
	}
	a, err := tx.Articles().Get(ctx, c.Article)
	if err != nil {
		return outcome{}, err
	}
	find := newFinder(c.Strings)
	var report RedactReport
	var has namedBy
	if _, err := tx.Redaction().Contents(ctx, a.ID, c.Ground, who.String(), has.note); err != nil {
		return outcome{}, err
	}
	tags, named, err := redactNames(ctx, tx, find, has, &report)
	if err != nil {
		return outcome{}, err
	}
	edit := redactContent(find, c.Assets, tags)
	var before *news.Version
	if a.Live != 0 {
		v, err := tx.Articles().Version(ctx, a.Live)
		if err != nil {
			return outcome{}, err
		}
		before = &v
	}
	texts, err := tx.Redaction().Contents(ctx, a.ID, c.Ground, who.String(), edit)
	if err != nil {
		return outcome{}, err
	}
	report.Changed = append(report.Changed, texts...)
	words, err := tx.Redaction().Words(ctx, a.ID, c.Ground, who.String(), find.text)
	if err != nil {
		return outcome{}, err
	}
	report.Changed = append(report.Changed, words...)
	said, pictures, err := tx.Redaction().Assets(ctx, a.ID, c.Assets, c.Ground, who.String(), find.text)
	if err != nil {
		return outcome{}, err
	}
	report.Changed = append(report.Changed, said...)
	changed, err := tx.Media().Get(ctx, pictures)
	if err != nil {
		return outcome{}, err
	}
	for _, m := range changed {
		if err := renew(ctx, tx, m.ID, func() error { return tx.Publishing().PutAsset(ctx, m) }); err != nil {
			return outcome{}, err
		}
	}
	if a, err = tx.Articles().Get(ctx, c.Article); err != nil {
		return outcome{}, err
	}
	was := a.Revision
	if find.in(a.Path) {
		if err := newAddress(ctx, tx, &a); err != nil {
			return outcome{}, err
		}
	}
	gone, err := tx.Redaction().Addresses(ctx, a.Edition, a.ID, find.in)
	if err != nil {
		return outcome{}, err
	}
	report.Gone = append(report.Gone, gone...)
	if err := tx.Articles().Save(ctx, &a, was); err != nil {
		return outcome{}, err
	}
	keys := []string{news.KeyArticle(a.ID), news.KeyCard(a.ID), news.KeyRegister(a.Edition), news.KeyRedirects(a.Edition), news.KeyFront(a.Edition, news.FrontOf{})}
	if a.Live != 0 {
		v, err := tx.Articles().Version(ctx, a.Live)
		if err != nil {
			return outcome{}, err
		}
		more, err := show(ctx, tx, &a, &v, before)
		if err != nil {
			return outcome{}, err
		}
		keys = append(keys, more...)
		after, err := resolved(ctx, tx, a.Edition, v.Content)
		if err != nil {
			return outcome{}, err
		}
		in, err := listedIn(ctx, tx, a.Edition, after)
		if err != nil {
			return outcome{}, err
		}
		keys = append(keys, listKeys(a.Edition, in, after)...)
	}
	files, err := takeAssets(ctx, tx, a.ID, c.Assets, &report)
	if err != nil {
		return outcome{}, err
	}
	report.files = files
	keys = append(keys, named...)
	for _, id := range append(pictures, c.Assets...) {
		keys = append(keys, news.KeyAsset(id))
	}
	// Each node forgets its copies of these.
	for _, name := range files {
		keys = append(keys, news.KeyFile(name))
	}
	report.Path = a.Path
	if c.Report != nil {
		*c.Report = report
	}
	row := auditOf("redact", &a, nil)
	row.Reason = c.Ground
	row.Changes = []store.Change{{Field: "places", To: strings.Join(report.Changed, ", ")}, {Field: "addresses", To: fmt.Sprint(len(report.Gone))}}
	return outcome{result: resultOf(&a, a.Live), audit: row,
		// Last good copies go as well, on every node.
		events: []news.Event{{Edition: a.Edition, Kind: news.EventRedacted, Article: a.ID, Keys: keys, Drop: keys}}}, nil
}

// newAddress gives an article whose address names what must not be named a new
// one, from its headline as it is now.
func newAddress(ctx context.Context, tx store.Tx, a *news.Article) error {
	e, err := tx.Editions().Get(ctx, a.Edition)
	if err != nil {
		return err
	}
	kind := news.KindNews
	if c, err := tx.Desk().Head(ctx, a.ID); err == nil && c.Kind != "" {
		kind = c.Kind
	}
	path, err := tx.Publishing().FreePath(ctx, a.Edition, address(kind, "artikel-"+a.ID.String(), a.Dates.FirstPublished, e.Settings.Location()), a.ID)
	if err != nil {
		return err
	}
	a.Path = path
	return nil
}

// redactContent is the change of one content.
func redactContent(find finder, assets []news.AssetID, tags []news.TagID) func(*news.Content) bool {
	return func(c *news.Content) bool {
		changed := false
		text := func(s *string) {
			if now := find.text(*s); now != *s {
				*s, changed = now, true
			}
		}
		for _, s := range []*string{&c.Headline, &c.Kicker, &c.Standfirst, &c.Description, &c.Slugline, &c.Dateline.Place, &c.Dateline.Outlet,
			&c.Canonical, &c.ClosingNote, &c.NotesInternal} {
			text(s)
		}
		for k, v := range c.Headlines {
			if now := find.text(v); now != v {
				c.Headlines[k], changed = now, true
			}
		}
		if c.Canonical != "" && strings.Contains(c.Canonical, redactMask) {
			c.Canonical = ""
		}
		if find.in(c.Slug) {
			c.Slug, changed = "", true
		}
		for i := range c.Byline {
			text(&c.Byline[i].Name)
			text(&c.Byline[i].Label)
		}
		if l := c.Lead; l != nil {
			text(&l.Caption)
			text(&l.Credit)
			text(&l.Alt)
			if slices.Contains(assets, l.Asset) {
				c.Lead, changed = nil, true
			}
		}
		if s := c.Source; s != nil {
			text(&s.Name)
			text(&s.Item)
			text(&s.Licence)
			if find.in(s.URL) {
				s.URL, changed = "", true
			}
		}
		if u := c.Flags.Unverified; u != nil {
			text(&u.Source)
			text(&u.Ground)
			text(&u.Note)
		}
		if u := c.AIUse; u != nil {
			text(&u.Tool)
			text(&u.Purpose)
			text(&u.Approver)
		}
		if n := len(c.Tags); n > 0 {
			c.Tags = slices.DeleteFunc(slices.Clone(c.Tags), func(t news.TagID) bool { return slices.Contains(tags, t) })
			changed = changed || len(c.Tags) < n
		}
		r := body.Redactor{Find: find.all, Mask: redactMask}
		for _, id := range assets {
			r.Assets = append(r.Assets, int64(id))
		}
		if c.Body.Redact(r) {
			changed = true
		}
		return changed
	}
}

// finder finds strings in texts.
type finder struct {
	words [][]rune
	slugs []string
}

var folding = cases.Fold()

// folded is a text for comparison, with the byte offset of each of its runes in
// the original.
func foldRunes(s string) (runes []rune, at []int) {
	for i := 0; i < len(s); {
		n := norm.NFC.NextBoundaryInString(s[i:], true)
		if n <= 0 {
			n = len(s) - i
		}
		for _, r := range folding.String(norm.NFC.String(s[i : i+n])) {
			if unicode.IsSpace(r) {
				r = ' '
				if len(runes) > 0 && runes[len(runes)-1] == ' ' {
					continue
				}
			}
			runes, at = append(runes, r), append(at, i)
		}
		i += n
	}
	return runes, append(at, len(s))
}

func newFinder(list []string) finder {
	var f finder
	for _, s := range list {
		w, _ := foldRunes(strings.TrimSpace(s))
		if len(w) == 0 {
			continue
		}
		f.words = append(f.words, w)
		if slug := news.Slug(s); len(slug) > 2 {
			f.slugs = append(f.slugs, slug)
		}
	}
	return f
}

// all gives the stretches that hold one of the strings, or its form in
// addresses, apart from each other.
func (f finder) all(s string) [][2]int {
	if f.cannot(s) {
		return nil
	}
	runes, at := foldRunes(s)
	var found [][2]int
	for _, w := range f.words {
		for i := 0; i+len(w) <= len(runes); i++ {
			if slices.Equal(runes[i:i+len(w)], w) {
				found = append(found, [2]int{at[i], at[i+len(w)]})
			}
		}
	}
	lower := strings.ToLower(s)
	if len(lower) == len(s) {
		for _, slug := range f.slugs {
			for i := 0; ; {
				k := strings.Index(lower[i:], slug)
				if k < 0 {
					break
				}
				found = append(found, [2]int{i + k, i + k + len(slug)})
				i += k + len(slug)
			}
		}
	}
	slices.SortFunc(found, func(a, b [2]int) int { return a[0] - b[0] })
	var out [][2]int
	for _, x := range found {
		if n := len(out); n > 0 && x[0] <= out[n-1][1] {
			out[n-1][1] = max(out[n-1][1], x[1])
			continue
		}
		out = append(out, x)
	}
	return out
}

// cannot reports whether a text without foreign letters lacks even the first
// word of each string: most of a million rows do, and are not looked at further.
func (f finder) cannot(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	lower := strings.ToLower(s)
	for _, w := range f.words {
		first, _, _ := strings.Cut(string(w), " ")
		if strings.Contains(lower, first) {
			return false
		}
	}
	for _, slug := range f.slugs {
		if strings.Contains(lower, slug) {
			return false
		}
	}
	return true
}

func (f finder) in(s string) bool { return len(f.all(s)) > 0 }

// inStored looks into a stored text: as it is, and in the strings of JSON, whose
// letters may be written otherwise.
func (f finder) inStored(s string) bool {
	if f.in(s) {
		return true
	}
	var v any
	if !strings.Contains(s, `\`) || json.Unmarshal([]byte(s), &v) != nil {
		return false
	}
	return f.inside(v)
}

func (f finder) inside(v any) bool {
	switch v := v.(type) {
	case string:
		return f.in(v)
	case []any:
		return slices.ContainsFunc(v, f.inside)
	case map[string]any:
		for k, e := range v {
			if f.in(k) || f.inside(e) {
				return true
			}
		}
	}
	return false
}

// text is s without them.
func (f finder) text(s string) string {
	return body.Redactor{Find: f.all, Mask: redactMask}.Replace(s)
}

// Redacted is what a crawl needs to know: where to look first, and for what.
type Redacted struct {
	Strings []string
	// Path is the article's address now; Gone must answer 410.
	Path string
	Gone []string
}

// Page is one page, or one kept copy, of the paper.
type Page struct {
	Address string
	// Status and Location are those of an answer; a kept copy has none.
	Status   int
	Location string
	Text     []byte
}

// Crawl reads the whole public paper again, as a reader would, and the copies of
// pages that are kept, and gives each to look at; it says how many there were.
// cmd/warta makes one of the site's own handler.
type Crawl func(ctx context.Context, of Redacted, look func(Page)) (int, error)

// RedactEverywhere redacts, takes the bytes out of files and waits until this
// node's index has followed, and looks for what is left: in the newsroom's
// tables and files, in other articles, and on every page of the paper. It ends
// with the report that must be empty. A nil crawl is the newsroom's own.
func (n *Newsroom) RedactEverywhere(ctx context.Context, who Actor, c Redact, crawl Crawl) (RedactReport, error) {
	var report RedactReport
	c.Report = &report
	if _, err := n.Do(ctx, who, c); err != nil {
		return report, err
	}
	if crawl == nil {
		crawl = n.crawl
	}
	report.Left = append(report.Left, n.removeFiles(ctx, report.files)...)
	if err := n.index.CatchUp(ctx); err != nil {
		return report, err
	}
	find := newFinder(c.Strings)
	err := n.db.Read(ctx, func(tx store.Tx) error {
		left, err := tx.Redaction().Places(ctx, c.Article, find.inStored)
		if err != nil {
			return err
		}
		for _, s := range c.Strings {
			if left, err = elsewhere(ctx, tx, c.Article, s, left); err != nil {
				return err
			}
		}
		report.Left = append(report.Left, left...)
		return nil
	})
	if err != nil {
		return report, err
	}
	if crawl != nil {
		of := Redacted{Strings: c.Strings, Path: report.Path, Gone: report.Gone}
		report.Checked, err = crawl(ctx, of, func(p Page) {
			if slices.Contains(report.Gone, p.Address) {
				if p.Status != http.StatusGone || p.Location != "" || find.in(string(p.Text)) {
					report.Left = append(report.Left, p.Address)
				}
			} else if find.in(p.Address) || find.in(p.Location) || find.in(string(p.Text)) {
				report.Left = append(report.Left, p.Address)
			}
		})
		if err != nil {
			return report, err
		}
	}
	// The files come last: the index of readers has followed by now. While
	// another place still tells it, its bytes are no remains.
	looked := c.Strings
	if len(report.Left) > 0 {
		looked = nil
	}
	left, beyond, err := n.db.Scrub(ctx, looked)
	if err != nil {
		return report, err
	}
	report.Left = slices.Compact(append(report.Left, left...))
	report.Outside = slices.Clone(outsideReach)
	if beyond {
		report.Outside = append(report.Outside, "database")
	}
	// The report is kept, without the string.
	err = n.Note(ctx, who, AuditNote{Command: "redact.report", Subject: "article " + c.Article.String(),
		Reason: fmt.Sprintf("%d places changed, %d left, %d pages read, %d addresses gone", len(report.Changed), len(report.Left), report.Checked, len(report.Gone))})
	return report, err
}

// elsewhere lists other articles that hold a string: they are left for a person
// to decide.
func elsewhere(ctx context.Context, tx store.Tx, id news.ArticleID, s string, left []string) ([]string, error) {
	var words []string
	for _, t := range search.For("id").Tokens(s) {
		words = append(words, t.Words()...)
	}
	if len(words) == 0 {
		return left, nil
	}
	found, err := tx.Desk().Find(ctx, store.DeskFind{Phrases: [][]string{words}, Limit: 200})
	for _, other := range found {
		if other != id {
			left = append(left, "article "+other.String())
		}
	}
	return left, err
}
