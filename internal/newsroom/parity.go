package newsroom

import (
	"context"
	"time"

	"warta/internal/locale"
	"warta/internal/news"
	"warta/internal/store"
)

// Parity compares where and how long a report stood on edited pages with where
// the text that sets it right stood (PRS-7, COR-5).
type Parity struct {
	// Original and Answer are the stretches of the report before its amendment,
	// and of the reply article since; without one, of the report since.
	Original, Answer []store.FrontTime
	// OriginalHours and AnswerHours are their sums.
	OriginalHours, AnswerHours float64
	// Number is AnswerHours for each hour of the original; 1 is parity. It is
	// negative when the original never stood there.
	Number float64
	// Best is the most prominent place that the original had, to be offered to
	// what sets it right.
	Best *store.FrontTime
}

// Parity measures an amendment; the actor must be allowed to correct.
func (n *Newsroom) Parity(ctx context.Context, who Actor, id news.ArticleID, amendment news.AmendmentID) (p Parity, err error) {
	err = n.db.Read(ctx, func(tx store.Tx) error {
		need, s, err := ask(ctx, tx, PermCorrect, id)
		if err != nil {
			return err
		}
		if !Can(who, need, s) {
			return denied(who, need, s)
		}
		a, err := tx.Articles().Get(ctx, id)
		if err != nil {
			return err
		}
		all, err := tx.Amendments().Of(ctx, id)
		if err != nil {
			return err
		}
		at := tx.Now()
		answer := id
		for _, am := range all {
			if am.ID == amendment {
				at = am.At
				if am.Reply != 0 {
					answer = am.Reply
				}
			}
		}
		times, err := tx.Workflow().FrontTimes(ctx, a.Edition, id)
		if err != nil {
			return err
		}
		since := times
		if answer != id {
			if since, err = tx.Workflow().FrontTimes(ctx, a.Edition, answer); err != nil {
				return err
			}
		}
		p = parity(times, since, at, tx.Now())
		return nil
	})
	return p, err
}

func parity(original, answer []store.FrontTime, at, now time.Time) Parity {
	var p Parity
	for _, t := range original {
		if t.Since.Before(at) {
			if t.Until.IsZero() || t.Until.After(at) {
				t.Until = at
			}
			p.Original = append(p.Original, t)
			p.OriginalHours += t.Until.Sub(t.Since).Hours()
			if p.Best == nil || better(t, *p.Best) {
				best := t
				p.Best = &best
			}
		}
	}
	for _, t := range answer {
		if t.Until.IsZero() {
			t.Until = now
		}
		if !t.Until.After(at) {
			continue
		}
		if t.Since.Before(at) {
			t.Since = at
		}
		p.Answer = append(p.Answer, t)
		p.AnswerHours += t.Until.Sub(t.Since).Hours()
	}
	p.Number = -1
	if p.OriginalHours > 0 {
		p.Number = p.AnswerHours / p.OriginalHours
	}
	return p
}

// better: the home page before sections, then the higher place.
func better(a, b store.FrontTime) bool {
	if (a.Of.Section == 0) != (b.Of.Section == 0) {
		return a.Of.Section == 0
	}
	if a.Container != b.Container {
		return a.Container < b.Container
	}
	return a.Place < b.Place
}

// Apology is the sentence that is offered with a ralat or koreksi (KEJ 10,
// PRS-8), in the edition's words; empty for the other kinds. Nothing is added
// without an editor seeing it.
func Apology(e news.Edition, kind news.AmendmentKind) string {
	if kind != news.Ralat && kind != news.Koreksi {
		return ""
	}
	set := e.Settings.WithDefaults()
	return locale.Get(set.Locale).With(set.Messages).Message("amendment.apology." + string(kind))
}
