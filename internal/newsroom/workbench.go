package newsroom

import (
	"context"
	"slices"

	"warta/internal/news"
	"warta/internal/store"
)

// Workbench is what somebody who opens an article for writing has before them:
// the text, what they may do with it, and what its numbers are called.
type Workbench struct {
	Look
	Edition   news.Edition
	Conflicts []news.Clash
	// Allowed are the commands that they may give now.
	Allowed []news.Command
	// RawHTML: they may write HTML by hand here; Note: they may write notes.
	RawHTML, Note bool
	Names         Names
}

// Names are what the numbers in an article are called.
type Names struct {
	// Sections are all of the edition, in their order.
	Sections []news.Section
	Tags     []news.Tag
	People   []news.Person
	// Articles are those that the text names, as far as they may be read.
	Articles []store.DeskRow
	Assets   []news.Asset
}

// Workbench opens an article for somebody who may read its text. To others it is
// missing, or Forbidden where they may know its headline alone.
func (n *Newsroom) Workbench(ctx context.Context, who Actor, id news.ArticleID) (Workbench, error) {
	look, err := n.Look(ctx, who, id)
	if err != nil {
		return Workbench{}, err
	}
	out := Workbench{Look: look}
	if look.Content == nil {
		return out, news.E(news.Forbidden, "open article "+id.String()+" for writing", nil)
	}
	if out.Allowed, err = n.Allowed(ctx, who, id); err != nil {
		return out, err
	}
	err = n.db.Read(ctx, func(tx store.Tx) error {
		if out.Edition, err = tx.Editions().Get(ctx, look.Article.Edition); err != nil {
			return err
		}
		if out.Conflicts, err = tx.Saving().OpenConflicts(ctx, id); err != nil {
			return err
		}
		_, s, err := ask(ctx, tx, PermRead, id)
		if err != nil {
			return err
		}
		out.RawHTML, out.Note = Can(who, PermRawHTML, s), Can(who, PermNote, s)
		out.Names, err = newEyes(ctx, tx, who).names(look.Article.Edition, *look.Content)
		return err
	})
	return out, err
}

func (e *eyes) names(edition news.EditionID, c news.Content) (out Names, err error) {
	if out.Sections, err = e.tx.Taxonomy().Sections(e.ctx, edition); err != nil {
		return out, err
	}
	if len(c.Tags) > 0 {
		if out.Tags, err = e.tx.Taxonomy().Tags(e.ctx, c.Tags); err != nil {
			return out, err
		}
	}
	if ids := creditedPeople(c); len(ids) > 0 {
		if out.People, err = e.tx.People().Get(e.ctx, ids); err != nil {
			return out, err
		}
	}
	ids := slices.Clone(c.Related)
	for _, id := range c.Body.Refs().Articles {
		if !slices.Contains(ids, news.ArticleID(id)) {
			ids = append(ids, news.ArticleID(id))
		}
	}
	if len(ids) > 0 {
		rows, err := e.tx.Desk().Rows(e.ctx, ids)
		if err != nil {
			return out, err
		}
		for _, r := range rows {
			if e.readable(&r) {
				out.Articles = append(out.Articles, r)
			}
		}
	}
	if ids := citedAssets(c); len(ids) > 0 {
		out.Assets, err = e.tx.Media().Get(e.ctx, ids)
	}
	return out, err
}
