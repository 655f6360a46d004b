package newsroom

import (
	"context"
	"time"

	"warta/internal/news"
	"warta/internal/store"
)

// The past as readers saw it (press-rules.md PRS-121), from the intervals in
// which each version and each arrangement was live. Whoever may see the audit
// may ask: it is evidence.

// PastArticle is an article at a past moment.
type PastArticle struct {
	// Version is nil when readers had no such article then.
	Version     *news.Version
	Since       time.Time
	Until       time.Time
	Amendments  []news.Amendment
	ContentHash string
}

// ArticleAsOf gives the version that readers had, and the notices on it.
func (n *Newsroom) ArticleAsOf(ctx context.Context, who Actor, id news.ArticleID, moment time.Time) (p PastArticle, err error) {
	err = n.db.Read(ctx, func(tx store.Tx) error {
		p = PastArticle{}
		s, err := articleSubject(ctx, tx, id)
		if err != nil {
			return err
		}
		if !Can(who, PermAudit, s) {
			// Not even that it exists may be told by the answer (API-6).
			return denied(who, PermAudit, s)
		}
		span, err := tx.Names().LiveAt(ctx, id, moment)
		if news.Is(err, news.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		v, err := tx.Articles().Version(ctx, span.Version)
		if err != nil {
			return err
		}
		p.Version, p.Since, p.Until, p.ContentHash = &v, span.Since, span.Until, contentHash(&v)
		all, err := tx.Amendments().Of(ctx, id)
		for _, a := range all {
			if !a.At.After(moment) {
				p.Amendments = append(p.Amendments, a)
			}
		}
		return err
	})
	return p, err
}

// PastFront is a front at a past moment.
type PastFront struct {
	Front news.Front
	// Empty is set when nobody had arranged it: readers saw the newest.
	Empty bool
	// Headlines are what the cards said, by article: those of the versions that
	// were live then.
	Headlines map[news.ArticleID]string
}

// FrontAsOf gives the arrangement that readers had.
func (n *Newsroom) FrontAsOf(ctx context.Context, who Actor, e news.EditionID, of news.FrontOf, moment time.Time) (p PastFront, err error) {
	err = n.db.Read(ctx, func(tx store.Tx) error {
		p = PastFront{Headlines: map[news.ArticleID]string{}}
		if err := mayAsk(who, PermAudit); err != nil {
			return err
		}
		p.Front, err = tx.Fronts().At(ctx, e, of, moment)
		if news.Is(err, news.NotFound) {
			p.Empty = true
			return nil
		}
		if err != nil {
			return err
		}
		for _, c := range p.Front.Containers {
			for _, card := range c.Cards {
				if card.Article == 0 {
					continue
				}
				span, err := tx.Names().LiveAt(ctx, card.Article, moment)
				if news.Is(err, news.NotFound) {
					continue
				}
				if err != nil {
					return err
				}
				v, err := tx.Articles().Version(ctx, span.Version)
				if err != nil {
					return err
				}
				p.Headlines[card.Article] = v.Content.Headline
			}
		}
		return nil
	})
	return p, err
}

// PastCard is an article in a past list.
type PastCard struct {
	Article  news.ArticleID
	Version  news.VersionID
	Headline string
	Since    time.Time
}

// ListAsOf gives a list as readers had it: by is "edition", "section", "tag",
// "person" or "topic". It looks at what was live at the moment, newest first.
func (n *Newsroom) ListAsOf(ctx context.Context, who Actor, e news.EditionID, l store.List, moment time.Time, limit int) ([]PastCard, error) {
	limit = limited(limit, 100)
	var out []PastCard
	err := n.db.Read(ctx, func(tx store.Tx) error {
		out = nil
		if err := mayAsk(who, PermAudit); err != nil {
			return err
		}
		eyes := newEyes(ctx, tx, who)
		var in []news.SectionID
		if l.By == "section" {
			var err error
			if in, err = eyes.down(e, news.SectionID(l.ID)); err != nil {
				return err
			}
		}
		before := moment
		for beforeID := news.ArticleID(1<<53 - 1); len(out) < limit; {
			spans, err := tx.Names().PublishedBefore(ctx, e, moment, before, beforeID, 200)
			if err != nil {
				return err
			}
			for _, s := range spans {
				before, beforeID = s.First, s.Article
				if s.Version == 0 || len(out) == limit {
					continue
				}
				v, err := tx.Articles().Version(ctx, s.Version)
				if err != nil {
					return err
				}
				if stoodIn(&v.Content, l, in) {
					out = append(out, PastCard{Article: s.Article, Version: s.Version, Headline: v.Content.Headline, Since: s.Since})
				}
			}
			if len(spans) < 200 {
				break
			}
		}
		return nil
	})
	return out, err
}

// stoodIn reports whether a content belongs into a list.
func stoodIn(c *news.Content, l store.List, sections []news.SectionID) bool {
	if c.Kind == news.KindPage {
		return false
	}
	switch l.By {
	case "edition":
		return true
	case "section":
		for _, id := range append([]news.SectionID{c.Section}, c.More...) {
			for _, s := range sections {
				if s == id {
					return true
				}
			}
		}
	case "tag":
		for _, t := range c.Tags {
			if int64(t) == l.ID {
				return true
			}
		}
	case "topic":
		return int64(c.Topic) == l.ID
	case "person":
		for _, x := range c.Byline {
			if int64(x.Person) == l.ID && l.ID != 0 {
				return true
			}
		}
	}
	return false
}
