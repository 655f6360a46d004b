package newsroom

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/language"

	"warta/internal/body"
	"warta/internal/ingest"
	"warta/internal/locale"
	"warta/internal/news"
	"warta/internal/store"
)

// ownAddress is an address of the source as a path of ours, with its query where
// that names the page; "" for what cannot lead to an article.
func ownAddress(a ingest.Address) string {
	p := a.Path()
	path, query, asked := strings.Cut(p, "?")
	var b strings.Builder
	for k := range len(path) {
		if c := path[k]; c <= ' ' || c >= 0x7f || c == '"' || c == '<' || c == '>' || c == '\\' {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	if asked {
		if a.Form == "permalink" || a.Form == "old" || strings.ContainsFunc(query, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
			return ""
		}
		b.WriteString("?" + query)
	}
	out := "/" + strings.TrimLeft(b.String(), "/")
	if out == "/" || len(out) > 1900 || strings.HasPrefix(out, "/-/") {
		return ""
	}
	return out
}

// articles decides about the batch's articles and writes them.
func (i *bringing) articles() error {
	if err := i.foreignFiles(); err != nil {
		return err
	}
	var changed []int
	twice := map[news.Origin]bool{}
	for k := range i.chunk.records {
		r := &i.chunk.records[k]
		it := r.Item
		if it == nil {
			continue
		}
		origin := bare(it.Origin)
		had, known := i.origins[origin]
		for _, o := range it.Also {
			if !known {
				had, known = i.origins[bare(o)]
			}
		}
		switch {
		case twice[origin]:
			i.wrote(r, "unchanged")
		case !known:
			if err := i.newArticle(r, k); err != nil {
				return err
			}
		case had.Hash == it.Origin.Hash:
			i.wrote(r, "unchanged")
		default:
			changed = append(changed, k)
		}
		twice[origin] = true
	}
	if err := i.showNamed(); err != nil {
		return err
	}
	for _, k := range changed {
		if err := i.changedArticle(&i.chunk.records[k], k); err != nil {
			return err
		}
	}
	return nil
}

// fail puts an item aside that cannot be written.
func (i *bringing) fail(r *ingest.Record, why error) error {
	i.wrote(r, "failed")
	if len(i.data.Report.Failed) < reportMost {
		i.data.Report.Failed = append(i.data.Report.Failed, ingest.ReportItem{Number: r.Item.Number, Title: short(r.Item.Headline, 200), Why: why.Error()})
	}
	return i.keep("failed "+r.Item.Type, r.Item.Number, 0, r.Item)
}

func (i *bringing) newArticle(r *ingest.Record, place int) error {
	it := r.Item
	id := news.ArticleID(i.plan.articles[i.plan.itemKey(i.chunk.site, it)])
	if id == 0 {
		return i.fail(r, fmt.Errorf("it was not there at the first look"))
	}
	c, missing, err := i.content(it)
	if err != nil {
		return err
	}
	if err := c.Validate(news.Check{Imported: true}); err != nil {
		return i.fail(r, err)
	}
	a := &news.Article{ID: id, Edition: i.run.Edition, Work: news.Writing, Public: news.Never, Revision: 1, Section: c.Section,
		Dates: news.Dates{Created: i.now}, Origin: it.Origin}
	if !it.Created.IsZero() && it.Created.Before(i.now) {
		a.Dates.Created = it.Created
	}
	b := store.Brought{Run: i.run.ID, Article: a, Content: &c, By: i.who.String()}
	if err := i.state(it, &b); err != nil {
		return i.fail(r, err)
	}
	i.addressesOf(it, &b)
	b.Picture = store.PictureOf(&c, func(id news.AssetID) string { return i.assets[id].Credit })
	i.bring = append(i.bring, b)
	i.data.Report.Lost(it, missing)
	if it.Number > 0 && int64(id) != it.Number {
		i.data.Report.Renumbered++
	}
	if it.Sticky && b.Shown && len(i.data.Cursor.Sticky) < 30 {
		i.data.Cursor.Sticky = append(i.data.Cursor.Sticky, id)
	}
	if it.Reads != nil && *it.Reads > 0 {
		i.reads[id] = *it.Reads
	}
	for k := range it.Comments {
		if err := i.comment(id, &it.Comments[k], k); err != nil {
			return err
		}
	}
	if len(it.Kept) > 0 {
		if err := i.keep("fields", it.Number, id, it.Kept); err != nil {
			return err
		}
	}
	i.wrote(r, "created")
	return nil
}

// state puts a new article into the states that its source asks for.
func (i *bringing) state(it *ingest.Item, b *store.Brought) error {
	a, c := b.Article, b.Content
	state, at := it.State, it.Published
	if state == news.Scheduled && !at.After(i.now.Add(10*time.Second)) {
		// Its time came between the export and now.
		state = news.Live
	}
	switch {
	case state == news.Live && i.order().Publish:
		why := ""
		switch {
		case c.Section == 0 && c.Kind != news.KindPage:
			why = "no_section"
		case at.IsZero():
			why = "no_time"
		case at.After(i.now):
			why = "future"
		}
		if why != "" {
			i.draft(why)
			break
		}
		i.fillIn(a, c)
		b.Frozen, b.Shown, b.Sections = true, true, i.upwards(c)
		path, err := i.address(it, a, c, at)
		if err != nil {
			return err
		}
		made := news.Publication{Version: &news.Version{}, Path: path, At: at, Imported: true}
		if err := a.Publish(made, i.now); err != nil {
			return err
		}
		if it.Updated.After(at) && !it.Updated.After(i.now) {
			a.Dates.Updated = it.Updated
		}
		i.shows(a, c, b.Sections)
		return i.unmet(a, c)
	case state == news.Scheduled && i.order().Publish:
		i.fillIn(a, c)
		a.Work = news.Ready
		if err := a.Schedule(&news.Version{Revision: 1}, at.UTC().Truncate(time.Microsecond), "", b.By, i.now); err != nil {
			return err
		}
		b.Frozen = true
		return nil
	case state == news.Live || state == news.Scheduled:
		i.draft("not_asked")
	}
	switch it.Work {
	case news.Desk:
		a.Work, a.Flow.DeskSince = news.Desk, i.now
	case news.Ready:
		a.Work = news.Ready
	case news.Spiked:
		a.Work, a.Flow.Former, a.Flow.SpikedAt = news.Spiked, news.Writing, i.now
	}
	return nil
}

func (i *bringing) order() *ImportOrder { return &i.data.Order }

func (i *bringing) draft(why string) {
	if i.data.Report.Drafts == nil {
		i.data.Report.Drafts = map[string]int{}
	}
	i.data.Report.Drafts[why]++
}

// fillIn does what complete does, with what is known already.
func (i *bringing) fillIn(a *news.Article, c *news.Content) {
	if c.Kind == "" {
		c.Kind = news.KindNews
	}
	if c.Language == "" {
		c.Language = i.set.Locale
	}
	if c.Slug == "" {
		c.Slug = news.Slug(c.Headline)
	}
	if c.Slug == "" {
		c.Slug = "artikel-" + a.ID.String()
	}
}

// upwards are the sections that list an article, with their ancestors.
func (i *bringing) upwards(c *news.Content) []news.SectionID {
	var out []news.SectionID
	for _, id := range append([]news.SectionID{c.Section}, c.More...) {
		if id == 0 {
			continue
		}
		up, ok := i.known.up[id]
		if !ok {
			up, _ = listedIn(i.ctx, i.tx, i.run.Edition, news.Content{Section: id})
			i.known.up[id] = up
		}
		for _, s := range up {
			if !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
	}
	return out
}

// address keeps the source's own where it can (URL-2).
func (i *bringing) address(it *ingest.Item, a *news.Article, c *news.Content, at time.Time) (string, error) {
	want := ""
	for _, x := range it.Addresses {
		if x.Form == "permalink" {
			want = ownAddress(x)
			break
		}
	}
	if want != "" {
		if owner, taken := i.addresses[want]; !taken || owner == a.ID {
			i.addresses[want] = a.ID
			return want, nil
		}
	}
	pattern := address(c.Kind, c.Slug, at, i.zone)
	path := pattern
	for n := 1; ; n++ {
		if n > 1 {
			path = fmt.Sprintf("%s-%d", pattern, n)
		}
		owner, taken := i.addresses[path]
		if !taken {
			free, err := i.tx.Publishing().FreePath(i.ctx, i.run.Edition, path, a.ID)
			if err != nil {
				return "", err
			}
			if free != path {
				i.addresses[path] = 0
				continue
			}
		}
		if !taken || owner == a.ID {
			break
		}
	}
	i.addresses[path] = a.ID
	if want != "" {
		if i.data.Report.MovedCount++; len(i.data.Report.Moved) < reportMost {
			i.data.Report.Moved = append(i.data.Report.Moved, ImportMoved{want, path})
		}
	}
	return path, nil
}

// addressesOf are the other addresses that lead to the article. Those that say its
// number follow from it, unless it could not keep it.
func (i *bringing) addressesOf(it *ingest.Item, b *store.Brought) {
	renumbered := it.Number > 0 && int64(b.Article.ID) != it.Number
	for _, x := range it.Addresses {
		path := ownAddress(x)
		if path == "" {
			continue
		}
		if strings.HasPrefix(path, "/?") && !renumbered && saysNumber(path) {
			continue
		}
		if _, taken := i.addresses[path]; taken {
			continue
		}
		if !b.Shown && x.Form == "permalink" {
			// What readers never saw keeps no address from others.
			continue
		}
		i.addresses[path] = b.Article.ID
		b.Addresses = append(b.Addresses, path)
	}
}

// saysNumber reports whether the site finds an article by an address's number alone.
func saysNumber(path string) bool {
	_, query, _ := strings.Cut(path, "?")
	asked, err := url.ParseQuery(query)
	return err == nil && (asked.Has("p") || asked.Has("page_id"))
}

// shows notes what becomes public with an article, and which pages change.
func (i *bringing) shows(a *news.Article, c *news.Content, sections []news.SectionID) {
	for _, t := range c.Tags {
		if !i.known.shownTags[t] {
			i.known.shownTags[t] = false
		}
	}
	for _, p := range creditedPeople(*c) {
		if !i.known.shownPeople[p] {
			i.known.shownPeople[p] = false
		}
	}
	i.events = append(i.events, news.Event{Edition: i.run.Edition, Kind: news.EventImported, Article: a.ID,
		Keys: []string{news.KeyArticle(a.ID), news.KeyCard(a.ID)}})
	i.key(listKeys(a.Edition, sections, *c)...)
	i.key(archiveKeys(a)...)
}

// showNamed shows the tags and people that the batch's articles name.
func (i *bringing) showNamed() error {
	var tags []news.TagID
	for t, shown := range i.known.shownTags {
		if !shown {
			tags = append(tags, t)
			i.known.shownTags[t] = true
		}
	}
	found, err := i.tx.Taxonomy().Tags(i.ctx, tags)
	if err != nil {
		return err
	}
	for _, t := range found {
		if err := i.tx.Publishing().PutTag(i.ctx, t); err != nil {
			return err
		}
	}
	var people []news.PersonID
	for p, shown := range i.known.shownPeople {
		if !shown {
			people = append(people, p)
			i.known.shownPeople[p] = true
		}
	}
	them, err := i.tx.People().Get(i.ctx, people)
	if err != nil {
		return err
	}
	for _, p := range them {
		if err := showPerson(i.ctx, i.tx, p); err != nil {
			return err
		}
	}
	return nil
}

// unmet notes the rules that an article does not meet (CHK-1).
func (i *bringing) unmet(a *news.Article, c *news.Content) error {
	rules, ok := i.rules[c.Section]
	if !ok {
		var err error
		if rules, err = rulesOf(i.ctx, i.tx, a.Edition, c.Section); err != nil {
			return err
		}
		i.rules[c.Section] = rules
	}
	k := &checking{ctx: i.ctx, tx: i.tx, a: a, c: c, edition: i.edition, at: i.now, assets: i.assets}
	k.findUses()
	k.leadKind()
	// What is not here yet was not looked at.
	k.uses = slices.DeleteFunc(k.uses, func(u use) bool { _, here := i.assets[u.asset]; return !here })
	for _, r := range checklist {
		if rules.level(r) != news.Block || r.kinds != nil && !slices.Contains(r.kinds, c.Kind) || r.id == "protected_name" || r.id == "conflicts_open" {
			continue // nobody has asked yet that a name in it be protected
		}
		places, err := r.find(k)
		if err != nil {
			return err
		}
		if len(places) > 0 {
			a.Flow.Unmet = append(a.Flow.Unmet, r.id)
			if i.data.Report.Unmet == nil {
				i.data.Report.Unmet = map[string]int{}
			}
			i.data.Report.Unmet[r.id]++
		}
	}
	return nil
}

// content gives what an item says in our own terms.
func (i *bringing) content(it *ingest.Item) (c news.Content, missing []ingest.MediaRef, err error) {
	c = news.Content{Headline: it.Headline, Kicker: it.Kicker, Standfirst: it.Standfirst, Description: it.Description, Dateline: it.Dateline,
		Kind: it.Kind, Source: it.Source, ClosingNote: it.ClosingNote, Flags: news.Flags{NoIndex: it.NoIndex}}
	if news.ValidSlug(it.Slug) {
		c.Slug = it.Slug
	}
	if tag, err := language.Parse(strings.ReplaceAll(it.Language, "_", "-")); err == nil && it.Language != "" {
		c.Language = tag.String()
	}
	if u, err := url.Parse(it.Canonical); err == nil && u.Scheme == "https" && u.Host != "" {
		c.Canonical = it.Canonical
	} else if it.Canonical != "" {
		it.Kept = append(it.Kept, ingest.Field{Name: "canonical", Value: it.Canonical})
	}
	for use, text := range it.Headlines {
		if c.Headlines == nil {
			c.Headlines = map[string]string{}
		}
		c.Headlines[use] = text
	}
	resolver := ingest.Resolver{
		Label:  strings.TrimSuffix(locale.Get(i.set.Locale).Message("readalso.label"), ":"),
		Target: func(t ingest.Target) (int64, bool) { return i.plan.target(i.chunk.site, t) },
		Asset:  func(m ingest.MediaRef) (int64, bool) { return i.asset(m) },
		Attached: func(source int64) []int64 {
			return i.plan.attached[sourceNumber(i.chunk.site, source)]
		},
	}
	if c.Body, missing = it.Finish(resolver); c.Body.Version == 0 {
		c.Body.Version = body.SchemaVersion
	}
	if err := i.filed(it, &c); err != nil {
		return c, nil, err
	}
	for _, x := range it.Byline {
		credit, err := i.credit(x)
		if err != nil {
			return c, nil, err
		}
		c.Byline = append(c.Byline, credit)
	}
	if l := it.Lead; l != nil {
		lead := &news.LeadMedia{Caption: l.Caption, Alt: l.Alt, Credit: l.Credit}
		if m := it.Medium(l.Media); m != nil {
			if id, ok := i.asset(*m); ok {
				lead.Asset = news.AssetID(id)
			} else {
				missing = append(missing, *m)
			}
		}
		if *lead != (news.LeadMedia{}) {
			c.Lead = lead
		}
	}
	if it.Held != "" {
		c.NotesInternal = locale.Get(i.set.Locale).Message("import.held." + it.Held)
	}
	return c, missing, nil
}

// filed finds sections and tags.
func (i *bringing) filed(it *ingest.Item, c *news.Content) error {
	refs := it.Sections
	if len(refs) == 0 {
		for _, name := range append([]string{it.Section}, it.More...) {
			if name != "" {
				refs = append(refs, ingest.TermRef{Taxonomy: "category", Name: name})
			}
		}
	}
	if len(refs) == 0 && it.Kind != news.KindPage {
		name := i.order().Section
		if name == "" {
			name = it.SectionHint
		}
		if name == "" && it.State != news.Never {
			// Readers had it, so they find it again.
			name = locale.Get(i.set.Locale).Message("import.section_other")
		}
		if name != "" {
			refs = []ingest.TermRef{{Taxonomy: "category", Name: name}}
		}
	}
	for _, ref := range refs {
		id, _, err := i.section(ref.Taxonomy, ref.Slug, ref.Name, nil)
		if err != nil {
			return err
		}
		switch {
		case c.Section == 0:
			c.Section = id
		case id != c.Section && !slices.Contains(c.More, id):
			c.More = append(c.More, id)
		}
	}
	named := map[string]bool{}
	for _, ref := range it.Terms {
		named[ref.Name] = true
		id, _, err := i.tag(ref.Taxonomy, ref.Slug, ref.Name, "")
		if err != nil {
			return err
		}
		if !slices.Contains(c.Tags, id) {
			c.Tags = append(c.Tags, id)
		}
	}
	for _, name := range it.Tags {
		if named[name] || strings.TrimSpace(name) == "" {
			continue
		}
		id, _, err := i.tag("post_tag", "", name, "")
		if err != nil {
			return err
		}
		if !slices.Contains(c.Tags, id) {
			c.Tags = append(c.Tags, id)
		}
	}
	return nil
}

// credit keeps a name as it is, unless it is one of our people's.
func (i *bringing) credit(x ingest.Credit) (news.Credit, error) {
	credit := news.Credit{Name: x.Name, Role: x.Role, Label: x.Label}
	if x.Name == "" {
		return credit, nil
	}
	if x.Login != "" {
		if id := i.known.people[i.authorKey(x.Login)]; id != 0 {
			credit.Person, credit.Name = id, ""
			return credit, nil
		}
	}
	key := "name\x01" + x.Name
	id, asked := i.known.people[key]
	if !asked {
		p, err := i.tx.People().Find(i.ctx, x.Name)
		if err != nil && !news.Is(err, news.NotFound) {
			return credit, err
		}
		if id = p.ID; p.MergedInto != 0 {
			id = p.MergedInto
		}
		if len(i.known.people) < mostKnown {
			i.known.people[key] = id
		}
	}
	if id != 0 {
		credit.Person, credit.Name = id, ""
	}
	return credit, nil
}

// changedArticle brings what changed at the source over what an earlier run
// brought, unless somebody wrote on it here.
func (i *bringing) changedArticle(r *ingest.Record, place int) error {
	it := r.Item
	id := i.plan.articles[i.plan.itemKey(i.chunk.site, it)]
	a, err := i.tx.Articles().Get(i.ctx, news.ArticleID(id))
	if err != nil {
		return err
	}
	edited, err := i.tx.Imports().Edited(i.ctx, a.ID, Importer().String())
	if err != nil {
		return err
	}
	if edited || a.Public == news.Withdrawn || a.Flow.Purged {
		i.wrote(r, "conflict")
		if i.data.Report.ConflictCount++; len(i.data.Report.Conflicts) < reportMost {
			i.data.Report.Conflicts = append(i.data.Report.Conflicts, ingest.ReportItem{Number: it.Number, Title: short(it.Headline, 200)})
		}
		return i.keep("conflict", it.Number, a.ID, it)
	}
	c, missing, err := i.content(it)
	if err != nil {
		return err
	}
	if err := c.Validate(news.Check{Imported: true}); err != nil {
		return i.fail(r, err)
	}
	// Everything that the batch made must be there before a command looks for it.
	if err := i.tx.Imports().BringAssets(i.ctx, i.files); err != nil {
		return err
	}
	i.written = append(i.written, i.files...)
	i.files = nil
	i.data.Report.Lost(it, missing)
	if err := i.update(it, &a, &c); err != nil {
		return fmt.Errorf("update article %s from %q: %w", a.ID, it.Headline, err)
	}
	for k := range it.Comments {
		if err := i.comment(a.ID, &it.Comments[k], k); err != nil {
			return err
		}
	}
	i.wrote(r, "updated")
	return nil
}

// update writes a changed item as the commands of an editor would.
func (i *bringing) update(it *ingest.Item, a *news.Article, c *news.Content) error {
	was := a.Revision
	a.Revision++
	// The key under which it was met first stays, so that those who cite it by that
	// key go on meeting it.
	a.Origin.Hash = it.Origin.Hash
	a.Section = c.Section
	if a.Scheduled != 0 {
		if _, err := a.Unschedule(i.now); err != nil {
			return err
		}
	}
	switch {
	case it.Work == news.Spiked && a.Live == 0:
		a.Work, a.Flow.Former, a.Flow.SpikedAt = news.Spiked, news.Writing, i.now
	case it.Work == news.Desk && a.Live == 0:
		a.Work, a.Flow.DeskSince = news.Desk, i.now
	default:
		a.Work, a.Flow.SpikedAt = news.Writing, time.Time{}
	}
	if err := i.tx.Articles().Save(i.ctx, a, was); err != nil {
		return err
	}
	if err := i.tx.Articles().PutDraft(i.ctx, a.ID, c); err != nil {
		return err
	}
	rev := &news.Revision{Article: a.ID, Number: a.Revision, Kind: news.RevisionImported, Base: was, At: i.now, By: i.who.String(), Content: c}
	if err := i.tx.Articles().AddRevision(i.ctx, rev); err != nil {
		return err
	}
	i.events = append(i.events, news.Event{Edition: i.run.Edition, Kind: news.EventImported, Article: a.ID})
	var out outcome
	var err error
	switch {
	case a.Public == news.Live:
		out, err = Update{Article: a.ID, Class: news.Minor, Imported: true}.run(i.ctx, i.tx, i.who)
	case !i.order().Publish || it.State != news.Live && it.State != news.Scheduled:
		return nil
	case it.State == news.Scheduled && it.Published.After(i.now.Add(10*time.Second)):
		if a.Section == 0 {
			return nil
		}
		out, err = Schedule{Article: a.ID, At: it.Published}.run(i.ctx, i.tx, i.who)
		if news.Is(err, news.Invalid) {
			return nil // it waits as a draft until somebody has mended it
		}
	case a.Section == 0 && c.Kind != news.KindPage || it.Published.IsZero() || it.Published.After(i.now):
		return nil
	default:
		out, err = Publish{Article: a.ID, At: it.Published, Imported: true}.run(i.ctx, i.tx, i.who)
	}
	if err != nil {
		return err
	}
	i.events = append(i.events, out.events...)
	return i.formerAddresses(it, a.ID)
}

// formerAddresses makes the source's present addresses lead to an article that
// stood here before.
func (i *bringing) formerAddresses(it *ingest.Item, id news.ArticleID) error {
	for _, x := range it.Addresses {
		path := ownAddress(x)
		if path == "" || strings.HasPrefix(path, "/?") && int64(id) == it.Number {
			continue
		}
		if _, taken := i.addresses[path]; taken {
			continue
		}
		i.addresses[path] = id
		if err := i.tx.Publishing().Redirect(i.ctx, i.run.Edition, path, id); err != nil && !news.Is(err, news.Conflict) {
			return err
		}
	}
	return nil
}
