package newsroom

import (
	"context"
	"slices"
	"time"

	"warta/internal/news"
	"warta/internal/store"
)

// project builds what readers get of a live article: the content without the
// newsroom's own fields, the lists that it stands in, its amendments.
func project(ctx context.Context, tx store.Tx, a *news.Article, v *news.Version) (*store.PublishedArticle, error) {
	c, err := resolved(ctx, tx, a.Edition, v.Content)
	if err != nil {
		return nil, err
	}
	c.Slugline, c.NotesInternal = "", ""
	sections, err := listedIn(ctx, tx, a.Edition, c)
	if err != nil {
		return nil, err
	}
	amendments, err := tx.Amendments().Of(ctx, a.ID)
	if err != nil {
		return nil, err
	}
	seconds, err := filmSeconds(ctx, tx, c)
	if err != nil {
		return nil, err
	}
	return &store.PublishedArticle{
		ID: a.ID, Edition: a.Edition, Version: v.ID, Path: a.Path, Dates: a.Dates,
		Content: c, Amendments: amendments, Sections: sections,
		Listed: c.Kind != news.KindPage,
		Words:  c.Body.Words(),
		Photos: c.Photos(), Seconds: seconds,
	}, nil
}

// filmSeconds is the length of a video story's first film, as far as it is known.
func filmSeconds(ctx context.Context, tx store.Tx, c news.Content) (int, error) {
	film, err := tx.Media().Get(ctx, c.Film())
	if err != nil || len(film) == 0 {
		return 0, err
	}
	return film[0].Seconds, nil
}

// listedIn gives the primary section, its ancestors, then the other sections
// with theirs, each once.
func listedIn(ctx context.Context, tx store.Tx, e news.EditionID, c news.Content) ([]news.SectionID, error) {
	all, err := tx.Taxonomy().Sections(ctx, e)
	if err != nil {
		return nil, err
	}
	parent := make(map[news.SectionID]news.SectionID, len(all))
	for _, s := range all {
		parent[s.ID] = s.Parent
	}
	var out []news.SectionID
	for _, id := range append([]news.SectionID{c.Section}, c.More...) {
		for id != 0 && !slices.Contains(out, id) {
			if _, ok := parent[id]; !ok {
				break
			}
			out = append(out, id)
			id = parent[id]
		}
	}
	return out, nil
}

// show writes the readers' side of a live article and of everything that its
// page names, and says which cached pages are no longer true.
func show(ctx context.Context, tx store.Tx, a *news.Article, v *news.Version, before *news.Version) ([]string, error) {
	p, err := project(ctx, tx, a, v)
	if err != nil {
		return nil, err
	}
	if err := showCited(ctx, tx, p.Content); err != nil {
		return nil, err
	}
	ends, err := linkedKeys(ctx, tx, a.ID)
	if err != nil {
		return nil, err
	}
	if err := tx.Publishing().Show(ctx, p, tx.Now()); err != nil {
		return nil, err
	}
	more, err := linkedKeys(ctx, tx, a.ID)
	if err != nil {
		return nil, err
	}
	keys := slices.Concat([]string{news.KeyArticle(a.ID), news.KeyCard(a.ID)}, archiveKeys(a), ends, more)
	if len(p.Amendments) > 0 || before == nil {
		// The registers name it, or name it again.
		keys = append(keys, news.KeyRegister(a.Edition))
	}
	after := listKeys(a.Edition, p.Sections, p.Content)
	if before == nil {
		return append(keys, after...), nil
	}
	was, err := listedIn(ctx, tx, a.Edition, before.Content)
	if err != nil {
		return nil, err
	}
	// A list whose members and order stay is purged by the card's key alone.
	old := listKeys(a.Edition, was, before.Content)
	for _, k := range after {
		if !slices.Contains(old, k) {
			keys = append(keys, k)
		}
	}
	for _, k := range old {
		if !slices.Contains(after, k) {
			keys = append(keys, k)
		}
	}
	if v.Content.Kind == news.KindPage && before.Content.Slug != v.Content.Slug {
		// Every page's footer links to the static pages by their addresses.
		keys = append(keys, news.KeyPages(a.Edition), news.KeyEdition(a.Edition))
	}
	if before.Content.Kind != v.Content.Kind ||
		before.Content.Section != v.Content.Section {
		keys = append(keys, after...)
	}
	return keys, nil
}

// linkedKeys are those of the pages at the other ends of an article's links,
// which name it there (PRS-31), and of their cards: a reply is called one in
// lists.
func linkedKeys(ctx context.Context, tx store.Tx, id news.ArticleID) ([]string, error) {
	ends, err := tx.Publishing().Linked(ctx, id)
	var keys []string
	for _, end := range ends {
		keys = append(keys, news.KeyArticle(end), news.KeyCard(end))
	}
	return keys, err
}

// archiveKeys are those of the sitemaps that tell of an article.
func archiveKeys(a *news.Article) []string {
	keys := []string{news.KeyArchive(a.Edition), news.KeyMonth(a.Edition, a.Dates.Display)}
	if first := news.KeyMonth(a.Edition, a.Dates.FirstPublished); !slices.Contains(keys, first) {
		keys = append(keys, first)
	}
	return keys
}

// listKeys are the keys of the lists that an article with this content stands in.
func listKeys(e news.EditionID, sections []news.SectionID, c news.Content) []string {
	keys := []string{news.KeyLatest(e)}
	if c.Kind == news.KindPage {
		// Every page's footer links to the static pages that exist.
		keys = append(keys, news.KeyPages(e), news.KeyEdition(e))
	}
	if c.Kind != "" {
		keys = append(keys, news.KeyKind(e, c.Kind))
	}
	if c.Topic != 0 {
		keys = append(keys, news.KeyTopic(c.Topic))
	}
	for _, s := range sections {
		keys = append(keys, news.KeySection(s))
	}
	for _, t := range c.Tags {
		keys = append(keys, news.KeyTag(t))
	}
	for _, x := range c.Byline {
		if x.Person != 0 {
			keys = append(keys, news.KeyPerson(x.Person))
		}
	}
	return keys
}

// showCited copies to the readers' side what the page names: people, tags, its
// topic, pictures. It is the newsroom's word that makes them public, not the store's.
func showCited(ctx context.Context, tx store.Tx, c news.Content) error {
	pub := tx.Publishing()
	people := creditedPeople(c)
	if len(people) > 0 {
		found, err := tx.People().Get(ctx, people)
		if err != nil {
			return err
		}
		for _, p := range found {
			if err := showPerson(ctx, tx, p); err != nil {
				return err
			}
		}
	}
	if len(c.Tags) > 0 {
		found, err := tx.Taxonomy().Tags(ctx, c.Tags)
		if err != nil {
			return err
		}
		for _, t := range found {
			if err := pub.PutTag(ctx, t); err != nil {
				return err
			}
		}
	}
	assets := citedAssets(c)
	if c.Topic != 0 {
		found, err := tx.Taxonomy().Topics(ctx, []news.TopicID{c.Topic})
		if err != nil {
			return err
		}
		for _, t := range found {
			if err := pub.PutTopic(ctx, t); err != nil {
				return err
			}
			assets = append(assets, t.Lead)
		}
	}
	return showAssets(ctx, tx, assets)
}

// showPerson copies a profile with its portrait.
func showPerson(ctx context.Context, tx store.Tx, p news.Person) error {
	if err := showAssets(ctx, tx, []news.AssetID{p.Portrait}); err != nil {
		return err
	}
	return tx.Publishing().PutPerson(ctx, p)
}

// showAssets copies pictures to the readers' side; those that are zero or not
// there are left out.
func showAssets(ctx context.Context, tx store.Tx, ids []news.AssetID) error {
	ids = slices.DeleteFunc(ids, func(id news.AssetID) bool { return id == 0 })
	if len(ids) == 0 {
		return nil
	}
	found, err := tx.Media().Get(ctx, ids)
	if err != nil {
		return err
	}
	for _, m := range found {
		if err := tx.Publishing().PutAsset(ctx, m); err != nil {
			return err
		}
	}
	return nil
}

func creditedPeople(c news.Content) []news.PersonID {
	var out []news.PersonID
	for _, x := range c.Byline {
		if x.Person != 0 && !slices.Contains(out, x.Person) {
			out = append(out, x.Person)
		}
	}
	return out
}

func citedAssets(c news.Content) []news.AssetID {
	var out []news.AssetID
	if c.Lead != nil && c.Lead.Asset != 0 {
		out = append(out, c.Lead.Asset)
	}
	for _, id := range c.Body.Refs().Assets {
		if !slices.Contains(out, news.AssetID(id)) {
			out = append(out, news.AssetID(id))
		}
	}
	return out
}

// address makes the path of a first publication from the edition's pattern:
// the day in the edition's zone, then the slug; static pages stand at the top
// (reader-site.md section 2). The day is that of at.
func address(kind news.ArticleKind, slug string, at time.Time, zone *time.Location) string {
	if kind == news.KindPage {
		return "/" + slug
	}
	return at.In(zone).Format("/2006/01/02/") + slug
}
