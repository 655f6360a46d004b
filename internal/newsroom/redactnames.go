package newsroom

import (
	"context"
	"fmt"
	"net/url"
	"slices"

	"warta/internal/locale"
	"warta/internal/news"
	"warta/internal/store"
)

// namedBy are the tags and topics that an article has, or had.
type namedBy struct {
	tags   []news.TagID
	topics []news.TopicID
}

// note is an edit that changes nothing and remembers.
func (n *namedBy) note(c *news.Content) bool {
	for _, t := range c.Tags {
		if !slices.Contains(n.tags, t) {
			n.tags = append(n.tags, t)
		}
	}
	if c.Topic != 0 && !slices.Contains(n.topics, c.Topic) {
		n.topics = append(n.topics, c.Topic)
	}
	return false
}

// redactNames takes the strings out of the article's tags and topics: a tag can
// be somebody's name. Their pages get another address, and the old one is gone.
// The tags that named it are given back, to be taken off the article.
func redactNames(ctx context.Context, tx store.Tx, find finder, has namedBy, report *RedactReport) (tags []news.TagID, keys []string, err error) {
	bury := func(e news.EditionID, word, slug string) error {
		edition, err := tx.Editions().Get(ctx, e)
		if err != nil {
			return err
		}
		set := edition.Settings.WithDefaults()
		path := "/" + locale.Get(set.Locale).With(set.Messages).Message(word) + "/" + url.PathEscape(slug)
		report.Gone = append(report.Gone, path)
		return tx.Redaction().Bury(ctx, e, path)
	}
	found, err := tx.Taxonomy().Tags(ctx, has.tags)
	if err != nil {
		return nil, nil, err
	}
	for _, t := range found {
		was := t
		t.Name, t.Description = find.text(t.Name), find.text(t.Description)
		t.Aliases = slices.DeleteFunc(slices.Clone(t.Aliases), find.in)
		if find.in(t.Slug) {
			t.Slug = fmt.Sprintf("tag-%d", t.ID)
		}
		if t.Name == was.Name && t.Description == was.Description && t.Slug == was.Slug && len(t.Aliases) == len(was.Aliases) {
			continue
		}
		if err := tx.Taxonomy().PutTag(ctx, &t); err != nil {
			return nil, nil, err
		}
		if err := renew(ctx, tx, t.ID, func() error { return tx.Publishing().PutTag(ctx, t) }); err != nil {
			return nil, nil, err
		}
		if t.Slug != was.Slug {
			if err := bury(t.Edition, "path.tag", was.Slug); err != nil {
				return nil, nil, err
			}
		}
		if t.Name != was.Name {
			tags = append(tags, t.ID)
		}
		keys = append(keys, news.KeyTag(t.ID))
		report.Changed = append(report.Changed, fmt.Sprintf("tag %d", t.ID))
	}
	topics, err := tx.Taxonomy().Topics(ctx, has.topics)
	if err != nil {
		return nil, nil, err
	}
	for _, t := range topics {
		was := t
		t.Name, t.Summary = find.text(t.Name), find.text(t.Summary)
		if find.in(t.Slug) {
			t.Slug = fmt.Sprintf("topik-%d", t.ID)
		}
		if t == was {
			continue
		}
		if err := tx.Taxonomy().PutTopic(ctx, &t); err != nil {
			return nil, nil, err
		}
		if err := renew(ctx, tx, t.ID, func() error { return tx.Publishing().PutTopic(ctx, t) }); err != nil {
			return nil, nil, err
		}
		if t.Slug != was.Slug {
			if err := bury(t.Edition, "path.topic", was.Slug); err != nil {
				return nil, nil, err
			}
		}
		keys = append(keys, news.KeyTopic(t.ID))
		report.Changed = append(report.Changed, fmt.Sprintf("topic %d", t.ID))
	}
	return tags, keys, nil
}

// takeAssets deletes the assets of a redaction that nothing else shows or holds,
// at once and with all that was said of them. What another article has stays,
// and is told. Names of files that must go are given back.
func takeAssets(ctx context.Context, tx store.Tx, id news.ArticleID, assets []news.AssetID, report *RedactReport) (files []string, err error) {
	lib := tx.Library()
	found, err := tx.Media().Get(ctx, assets)
	if err != nil {
		return nil, err
	}
	for _, a := range found {
		if err := tx.Redaction().Unuse(ctx, id, a.ID); err != nil {
			return nil, err
		}
		uses, err := lib.Uses(ctx, a.ID, store.AssetUse{}, 100)
		if err != nil {
			return nil, err
		}
		var others []string
		for _, u := range uses {
			if at := fmt.Sprintf("asset %d in article %d", a.ID, u.Article); u.Article != id && !slices.Contains(others, at) {
				others = append(others, at)
			}
		}
		owners, err := lib.Owners(ctx, a.ID)
		if err != nil {
			return nil, err
		}
		for _, o := range owners {
			if o != news.KeyArticle(id) {
				others = append(others, fmt.Sprintf("asset %d shown by %s", a.ID, o))
			}
		}
		people, topics, err := lib.Portraits(ctx, a.ID)
		if err != nil {
			return nil, err
		}
		for _, p := range people {
			others = append(others, fmt.Sprintf("asset %d of person %d", a.ID, p))
		}
		for _, o := range topics {
			others = append(others, fmt.Sprintf("asset %d of topic %d", a.ID, o))
		}
		if len(others) > 0 {
			report.Left = append(report.Left, others...)
			continue
		}
		names := renditionNames(&a)
		originals, err := lib.Bytes(ctx, a.ID)
		if err != nil {
			return nil, err
		}
		for _, b := range originals {
			names = append(names, b.Original)
		}
		if a.Original != "" && !slices.Contains(names, a.Original) {
			names = append(names, a.Original)
		}
		if err := tx.Uploads().Unuse(ctx, a.ID, names...); err != nil {
			return nil, err
		}
		if err := lib.Delete(ctx, a.ID); err != nil {
			return nil, err
		}
		report.Changed = append(report.Changed, fmt.Sprintf("asset %d", a.ID))
		files = append(files, names...)
	}
	return files, nil
}

// removeFiles takes the bytes of deleted assets away now, not after the thirty
// days that others stay. What cannot be removed is told, and tried again by the
// collection.
func (n *Newsroom) removeFiles(ctx context.Context, files []string) (left []string) {
	if n.blobs == nil {
		return nil
	}
	for _, name := range files {
		if err := n.blobs.Delete(ctx, name); err != nil {
			n.log.Error("a redacted file could not be removed yet", "name", name, "err", err)
			left = append(left, "file "+name)
			continue
		}
		err := n.db.Write(ctx, func(tx store.Tx) error { return tx.Uploads().Removed(ctx, tx.Now(), name) })
		if err != nil {
			n.log.Error("a removed file could not be noted", "name", name, "err", err)
		}
	}
	return left
}
