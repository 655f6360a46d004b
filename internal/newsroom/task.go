package newsroom

import (
	"context"
	"fmt"
	"time"

	"warta/internal/news"
	"warta/internal/store"
)

// OpenTask writes down what the desk still must do (TSK-1).
type OpenTask struct{ Task news.Task }

func (c OpenTask) asks(ctx context.Context, tx store.Tx) (Permission, Subject, error) {
	if c.Task.Article != 0 {
		return ask(ctx, tx, PermNote, c.Task.Article)
	}
	s, err := inSection(ctx, tx, c.Task.Edition, c.Task.Section)
	return PermNote, s, err
}

func (c OpenTask) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	if n := news.Length(c.Task.Note); n > 1000 {
		return outcome{}, &news.Error{Kind: news.Invalid, Op: "open task", Fields: []news.FieldError{{Field: "note", Code: "too_long", Limit: 1000}}}
	}
	if c.Task.Kind == "" {
		c.Task.Kind = news.TaskOther
	}
	if c.Task.Kind == news.TaskOther && news.Length(c.Task.Note) == 0 {
		return outcome{}, badField("task", "note", "required")
	}
	id, err := openTask(ctx, tx, who, c.Task)
	if err != nil {
		return outcome{}, err
	}
	return outcome{result: Result{Article: c.Task.Article, Task: id},
		audit:  store.AuditRow{Command: "task.open", Subject: fmt.Sprintf("task %d", id), Reason: string(c.Task.Kind)},
		events: []news.Event{{Edition: c.Task.Edition, Kind: news.EventTask, Article: c.Task.Article}}}, nil
}

// openTask opens a task inside another command's transaction.
func openTask(ctx context.Context, tx store.Tx, who Actor, k news.Task) (news.TaskID, error) {
	k.ID, k.OpenedAt, k.OpenedBy = 0, tx.Now(), who.String()
	k.ClosedAt, k.ClosedBy, k.Reason = time.Time{}, "", ""
	err := tx.Tasks().Add(ctx, &k)
	return k.ID, err
}

// CloseTask ends a task with a reason; it stays in the list of what was done.
type CloseTask struct {
	Task   news.TaskID
	Reason string
}

func (c CloseTask) asks(ctx context.Context, tx store.Tx) (Permission, Subject, error) {
	k, err := tx.Tasks().Get(ctx, c.Task)
	if err != nil {
		return PermDesk, Subject{}, err
	}
	if k.Article != 0 {
		p, s, err := ask(ctx, tx, PermDesk, k.Article)
		if k.Kind == news.TaskSignature {
			p = PermWithdraw
		}
		return p, s, err
	}
	s, err := inSection(ctx, tx, k.Edition, k.Section)
	return PermDesk, s, err
}

func (c CloseTask) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	k, err := tx.Tasks().Get(ctx, c.Task)
	if err != nil {
		return outcome{}, err
	}
	op := fmt.Sprintf("close task %d", c.Task)
	if !k.Open() {
		return outcome{}, news.Refuse(news.Conflict, op, "task_closed", nil)
	}
	switch n := news.Length(c.Reason); {
	case n < 3:
		return outcome{}, &news.Error{Kind: news.Invalid, Op: op, Fields: []news.FieldError{{Field: "reason", Code: "too_short", Limit: 3}}}
	case n > 500:
		return outcome{}, &news.Error{Kind: news.Invalid, Op: op, Fields: []news.FieldError{{Field: "reason", Code: "too_long", Limit: 500}}}
	}
	k.ClosedAt, k.ClosedBy, k.Reason = tx.Now(), who.String(), c.Reason
	if err := tx.Tasks().Close(ctx, k); err != nil {
		return outcome{}, err
	}
	return outcome{result: Result{Article: k.Article, Task: k.ID},
		audit:  store.AuditRow{Command: "task.close", Subject: fmt.Sprintf("task %d", k.ID), Reason: c.Reason},
		events: []news.Event{{Edition: k.Edition, Kind: news.EventTask, Article: k.Article}}}, nil
}

// followUp opens the task of an unverified report when it comes out (PRS-31).
func followUp(ctx context.Context, tx store.Tx, who Actor, a *news.Article, v, before *news.Version) error {
	if v.Content.Flags.Unverified == nil || before != nil && before.Content.Flags.Unverified != nil {
		return nil
	}
	e, err := tx.Editions().Get(ctx, a.Edition)
	if err != nil {
		return err
	}
	hours := time.Duration(e.Settings.WithDefaults().FollowUpHours) * time.Hour
	_, err = openTask(ctx, tx, who, news.Task{Edition: a.Edition, Kind: news.TaskFollowUp, Article: a.ID, Section: a.Section,
		Due: tx.Now().Add(hours)})
	return err
}
