package newsroom

import (
	"context"
	"slices"

	"warta/internal/news"
	"warta/internal/store"
)

// fits refuses a change of a live article whose class says less than the change
// does (newsroom.md 6.1). A chief may let it pass with a reason, which is logged.
func fits(ctx context.Context, tx store.Tx, who Actor, a *news.Article, before *news.Version, after *news.Content, class news.ChangeClass, why string) error {
	op := "update article " + a.ID.String()
	if replaced, err := machineMade(ctx, tx, &before.Content, after); err != nil || replaced {
		if err == nil {
			// PRS-94: readers are told when a machine's picture becomes another.
			err = news.Refuse(news.Conflict, op, "ai_replaced", nil)
		}
		return err
	}
	if class != news.Minor {
		return nil
	}
	names, err := printedNames(ctx, tx, before.Content, *after)
	if err != nil {
		return err
	}
	reasons := news.NotSlip(&before.Content, after, names, tx.Now().Sub(a.Dates.FirstPublished))
	if len(reasons) == 0 {
		return nil
	}
	if why != "" {
		s, err := subjectOf(ctx, tx, a)
		if err != nil {
			return err
		}
		if n := news.Length(why); n < 10 || n > 500 {
			return &news.Error{Kind: news.Invalid, Op: op, Fields: []news.FieldError{{Field: "slip", Code: "too_short", Limit: 10}}}
		}
		if Can(who, PermOverride, s) {
			return nil
		}
		return news.Refuse(news.Forbidden, op, "override", nil)
	}
	bad := &news.Error{Kind: news.Invalid, Op: op, Code: "not_minor"}
	for _, r := range reasons {
		bad.Fields = append(bad.Fields, news.FieldError{Field: "class", Code: r})
	}
	return bad
}

// printedNames are the names in the credits of both texts.
func printedNames(ctx context.Context, tx store.Tx, texts ...news.Content) ([]string, error) {
	var out []string
	var people []news.PersonID
	for _, c := range texts {
		for _, x := range c.Byline {
			out = append(out, x.Name)
		}
		people = append(people, creditedPeople(c)...)
	}
	if len(people) == 0 {
		return out, nil
	}
	found, err := tx.People().Get(ctx, people)
	for _, p := range found {
		out = append(out, p.Name)
	}
	return out, err
}

// machineMade reports whether a picture, film or sound made by a machine was
// taken out or replaced.
func machineMade(ctx context.Context, tx store.Tx, before, after *news.Content) (bool, error) {
	var gone []news.AssetID
	now := citedAssets(*after)
	for _, id := range citedAssets(*before) {
		if !slices.Contains(now, id) {
			gone = append(gone, id)
		}
	}
	if len(gone) == 0 {
		return false, nil
	}
	found, err := tx.Media().Get(ctx, gone)
	return slices.ContainsFunc(found, func(m news.Asset) bool { return m.AISource != "" }), err
}

// Slip tells whether a change of a live article may pass as a typing slip, for
// the sheet on which a class is chosen: none means yes.
func (n *Newsroom) Slip(ctx context.Context, who Actor, id news.ArticleID, after *news.Content) (reasons []string, err error) {
	err = n.db.Read(ctx, func(tx store.Tx) error {
		p, s, err := ask(ctx, tx, PermRead, id)
		if err != nil {
			return err
		}
		if !Can(who, p, s) {
			return denied(who, p, s)
		}
		a, err := load(ctx, tx, "compare", id, 0)
		if err != nil {
			return err
		}
		before, err := liveVersion(ctx, tx, "compare", &a)
		if err != nil {
			return err
		}
		names, err := printedNames(ctx, tx, before.Content, *after)
		if err != nil {
			return err
		}
		reasons = news.NotSlip(&before.Content, after, names, tx.Now().Sub(a.Dates.FirstPublished))
		return nil
	})
	return reasons, err
}
