package newsroom

import (
	"context"
	"time"

	"warta/internal/news"
	"warta/internal/store"
)

// What nobody will ask for again goes by itself, a piece at a time, between the
// clock's other work: kept answers to saves, revisions of kind auto beyond those
// that are kept (ART-4), and seats that are over (SAVE-17). Named revisions stay
// for ever, and so does whatever else people made.

const (
	// KeptAutos and KeptAutoTime: the last so many revisions of kind auto and all
	// of the last days stay.
	KeptAutos    = 200
	KeptAutoTime = 7 * 24 * time.Hour

	// TidyEvery is how often the clock tidies, tidyRuns how many pieces at most.
	TidyEvery = time.Minute
	tidyRuns  = 20

	someAnswers  = 1000
	someArticles = 20
	// idsALook bounds what one look for revisions costs, however large the
	// archive is.
	idsALook = 5000
)

// Tidy does one piece; more tells that there is more to do at once. Every node
// tidies: what another did already is not there.
func (n *Newsroom) Tidy(ctx context.Context) (more bool, err error) {
	err = n.db.Write(ctx, func(tx store.Tx) error {
		gone, err := tx.Saving().Forget(ctx, tx.Now().Add(-AnswersKept), someAnswers)
		more = gone == someAnswers
		return err
	})
	if err != nil {
		return false, err
	}
	thin, err := n.thin(ctx)
	return more || thin, err
}

// thin thins the next few articles that need it. Where it is in the archive is
// this node's own and begins anew with it.
func (n *Newsroom) thin(ctx context.Context) (more bool, err error) {
	n.tidying.Lock()
	defer n.tidying.Unlock()
	var found []store.ThickArticle
	var last news.ArticleID
	var before time.Time
	upto := n.thinned + idsALook
	err = n.db.Read(ctx, func(tx store.Tx) (err error) {
		before = tx.Now().Add(-KeptAutoTime)
		found, last, err = tx.Saving().Thick(ctx, n.thinned, upto, KeptAutos, before, someArticles)
		return err
	})
	if err != nil {
		return false, err
	}
	for _, a := range found {
		// One transaction each: nobody who saves waits for twenty articles.
		err := n.db.Write(ctx, func(tx store.Tx) error {
			_, err := tx.Saving().Thin(ctx, a.ID, a.Head, KeptAutos, before)
			return err
		})
		if err != nil {
			return false, err
		}
		n.thinned = a.ID
	}
	if len(found) == someArticles {
		return true, nil
	}
	if n.thinned = upto; upto >= last {
		n.thinned = 0 // from the beginning, next time
	}
	return false, nil
}

// tidyUp is the clock's calm round.
func (n *Newsroom) tidyUp(ctx context.Context) error {
	for range tidyRuns {
		more, err := n.Tidy(ctx)
		if err != nil {
			return err
		}
		if !more {
			break
		}
	}
	_, err := n.db.Presence().Expire(ctx)
	return err
}
