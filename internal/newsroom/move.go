package newsroom

import (
	"context"
	"fmt"

	"warta/internal/news"
	"warta/internal/store"
)

// MoveSection moves an article's draft to another primary section, which decides
// who may work on it. That takes draft.edit in both; somebody with only the old
// one proposes it, and an editor of the new one accepts (PERM-2).
type MoveSection struct {
	Article    news.ArticleID
	IfRevision int
	To         news.SectionID
}

func (c MoveSection) asks(ctx context.Context, tx store.Tx) (Permission, Subject, error) {
	p, s, err := ask(ctx, tx, PermEdit, c.Article)
	if err != nil {
		return p, s, err
	}
	a, err := tx.Articles().Get(ctx, c.Article)
	if err != nil || a.Flow.Proposed == 0 || a.Flow.Proposed != c.To {
		return p, s, err
	}
	// The proposal is the old section's consent: the new one's is asked for.
	up, err := upwards(ctx, tx, a.Edition, c.To)
	s.Sections = append(s.Sections, up...)
	return p, s, err
}

func (c MoveSection) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	a, err := load(ctx, tx, "move", c.Article, c.IfRevision)
	if err != nil {
		return outcome{}, err
	}
	if _, err := tx.Taxonomy().Section(ctx, c.To); err != nil {
		if news.Is(err, news.NotFound) {
			err = badField("move", "section", "unknown")
		}
		return outcome{}, err
	}
	old, err := subjectOf(ctx, tx, &a)
	if err != nil {
		return outcome{}, err
	}
	into := old
	if into.Sections, err = upwards(ctx, tx, a.Edition, c.To); err != nil {
		return outcome{}, err
	}
	agreed := Can(who, PermEdit, old) || a.Flow.Proposed == c.To
	reason := fmt.Sprintf("section %d to %d", a.Section, c.To)
	if agreed && !Can(who, PermEdit, into) {
		if a.Flow.Proposed == c.To {
			return outcome{}, news.Refuse(news.Conflict, "move article "+a.ID.String(), "proposed", nil)
		}
		return turn{cmd: "section.propose", article: a.ID, ifRevision: c.IfRevision, reason: reason}.run(ctx, tx, who,
			func(a *news.Article) error {
				if _, err := a.May(news.CmdMoveSection, tx.Now()); err != nil {
					return err
				}
				a.Flow.Proposed = c.To
				_, err := openTask(ctx, tx, who, news.Task{Edition: a.Edition, Kind: news.TaskMove, Article: a.ID, Section: c.To})
				return err
			})
	}
	return turn{cmd: news.CmdMoveSection, article: a.ID, ifRevision: c.IfRevision, kind: news.RevisionManual, reason: reason}.run(
		ctx, tx, who, func(a *news.Article) error {
			if _, err := a.May(news.CmdMoveSection, tx.Now()); err != nil {
				return err
			}
			draft, err := openDraft(ctx, tx, "move", a)
			if err != nil {
				return err
			}
			draft.Section, a.Section, a.Flow.Proposed = c.To, c.To, 0
			return tx.Articles().PutDraft(ctx, a.ID, &draft)
		})
}

// mayMove refuses a change of the primary section from somebody who may not edit
// in both (PERM-2). Saves and updates ask it, too.
func mayMove(ctx context.Context, tx store.Tx, who Actor, a *news.Article, to news.SectionID) error {
	if to == a.Section || who.machine() {
		return nil
	}
	s, err := subjectOf(ctx, tx, a)
	if err != nil {
		return err
	}
	if s.Sections, err = upwards(ctx, tx, a.Edition, to); err != nil {
		return err
	}
	if !Can(who, PermEdit, s) {
		return news.Refuse(news.Forbidden, "move article "+a.ID.String(), "move_scope", nil)
	}
	return nil
}
