package newsroom

import (
	"context"
	"fmt"

	"warta/internal/news"
	"warta/internal/store"
)

// releaseDue publishes the next scheduled version whose time has come. It finds
// the article in its own transaction, passing over what another node holds, so
// that each goes out once, whichever node comes first (SCH-1).
type releaseDue struct {
	// found is what was looked at, for the one who calls.
	found news.ArticleID
}

func (*releaseDue) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermPublish, Subject{}, nil
}

func (c *releaseDue) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	c.found = 0
	id, err := tx.Workflow().Due(ctx, tx.Now())
	if news.Is(err, news.NotFound) {
		return outcome{}, nil
	}
	if err != nil {
		return outcome{}, err
	}
	c.found = id
	a, err := load(ctx, tx, "publish", id, 0)
	if err != nil {
		return outcome{}, err
	}
	return publishDue(ctx, tx, who, &a, false)
}

// publishDue makes the scheduled version live. byHand is a person who says that
// its time is now. The checklist was met when it was scheduled and does not stop
// it here: the text goes out on time (SCH-2).
func publishDue(ctx context.Context, tx store.Tx, who Actor, a *news.Article, byHand bool) (outcome, error) {
	was := a.Revision
	if _, err := a.May(news.CmdDue, tx.Now()); err != nil {
		return outcome{}, err
	}
	v, err := tx.Articles().Version(ctx, a.Scheduled)
	if news.Is(err, news.NotFound) {
		return outcome{}, news.Refuse(news.Conflict, "publish article "+a.ID.String(), "no_version", nil)
	}
	if err != nil {
		return outcome{}, err
	}
	class := news.Substantial
	p := news.Publication{Version: &v, By: who.publisher()}
	var before *news.Version
	if a.Public == news.Live {
		class = a.Flow.Schedule.Class
		if before, err = liveVersion(ctx, tx, "publish", a); err != nil {
			return outcome{}, err
		}
		if err := keepsKind("publish", a, before, &v.Content, false); err != nil {
			return outcome{}, err
		}
	} else if p.Path, err = freeAddress(ctx, tx, a, &v.Content); err != nil {
		return outcome{}, err
	}
	scheduledBy := a.Flow.Schedule.By
	if err := a.PublishDue(p, byHand, tx.Now()); err != nil {
		return outcome{}, err
	}
	if before != nil {
		if err := readdress(ctx, tx, a, before, &v); err != nil {
			return outcome{}, err
		}
	}
	// A newer draft keeps its revisions in a row; what went out was named when it
	// was scheduled.
	if a.Work == news.Settled {
		a.Revision++
		err := tx.Articles().AddRevision(ctx, &news.Revision{Article: a.ID, Number: a.Revision, Kind: news.RevisionPublished,
			Base: was, At: tx.Now(), By: who.String(), Version: v.ID})
		if err != nil {
			return outcome{}, err
		}
	}
	if err := tx.Articles().Save(ctx, a, was); err != nil {
		return outcome{}, err
	}
	return published(ctx, tx, who, a, &v, before, class, withReason("scheduled by "+scheduledBy, late(a)))
}

func late(a *news.Article) string {
	if a.Flow.Late == 0 {
		return ""
	}
	return fmt.Sprintf("%d ms late", a.Flow.Late.Milliseconds())
}

// published writes the readers' side of a version that has just become live, and
// what follows from it at the desk.
func published(ctx context.Context, tx store.Tx, who Actor, a *news.Article, v, before *news.Version, class news.ChangeClass, reason string) (outcome, error) {
	keys, err := show(ctx, tx, a, v, before)
	if err != nil {
		return outcome{}, err
	}
	if err := followUp(ctx, tx, who, a, v, before); err != nil {
		return outcome{}, err
	}
	if err := mediaTasks(ctx, tx, who, a, v); err != nil {
		return outcome{}, err
	}
	event := news.Event{Edition: a.Edition, Kind: news.EventPublished, Article: a.ID, Keys: keys}
	cmd := news.CmdPublish
	if before != nil {
		event.Kind, cmd = news.EventUpdated, news.CmdUpdate
		reason = withReason(string(class), reason)
		if class == news.Minor {
			event.Kind = news.EventTouched
		}
	}
	audit := auditOf(cmd, a, v)
	audit.Reason = reason
	return outcome{result: resultOf(a, v.ID), events: []news.Event{event}, audit: audit}, nil
}

// hold marks a scheduled version that cannot go out, and tells the section
// (SCH-2).
type hold struct {
	Article news.ArticleID
	Reason  string
}

func (hold) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermPublish, Subject{}, nil
}

func (c hold) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	if err := tx.Workflow().Hold(ctx, c.Article); err != nil {
		return outcome{}, err
	}
	a, err := load(ctx, tx, "hold", c.Article, 0)
	if err != nil {
		return outcome{}, err
	}
	// Somebody may have moved it, or another node sent it out, in between.
	if a.Scheduled == 0 || a.Flow.Stuck != "" || a.Due().After(tx.Now()) {
		return outcome{}, nil
	}
	a.Hold(c.Reason)
	if err := tx.Articles().Save(ctx, &a, a.Revision); err != nil {
		return outcome{}, err
	}
	if _, err := openTask(ctx, tx, who, news.Task{Edition: a.Edition, Kind: news.TaskStuck, Article: a.ID, Section: a.Section,
		Note: c.Reason, Due: tx.Now()}); err != nil {
		return outcome{}, err
	}
	row := auditOf("publish.held", &a, nil)
	row.Reason = c.Reason
	return outcome{result: resultOf(&a, 0), audit: row, events: []news.Event{
		{Edition: a.Edition, Kind: news.EventScheduled, Article: a.ID}}}, nil
}
