package newsroom

import (
	"context"
	"slices"

	"warta/internal/news"
	"warta/internal/store"
)

// Moves lists for rows of the newsroom's lists which commands the table and the
// policy both permit: what a card's menu offers. Guards that need the text are
// the command's own question.
func (n *Newsroom) Moves(ctx context.Context, who Actor, rows []store.DeskRow) (map[news.ArticleID][]news.Command, error) {
	out := make(map[news.ArticleID][]news.Command, len(rows))
	err := n.db.Read(ctx, func(tx store.Tx) error {
		e := newEyes(ctx, tx, who)
		for i := range rows {
			r := &rows[i]
			s, err := e.of(r)
			if err != nil {
				return err
			}
			var may []news.Command
			for _, m := range news.Moves {
				if (m.FromWork == nil || slices.Contains(m.FromWork, r.Work)) && (m.FromPublic == nil || slices.Contains(m.FromPublic, r.Public)) &&
					!slices.Contains(may, m.Command) && !barredByTime(m, r) && needed(who, m, s) {
					may = append(may, m.Command)
				}
			}
			out[r.Article] = may
		}
		return nil
	})
	return out, err
}

// barredByTime are guards that a row can answer.
func barredByTime(m news.Move, r *store.DeskRow) bool {
	return slices.Contains(m.Guards, news.GuardNothingScheduled) && !r.Due.IsZero() || slices.Contains(m.Guards, news.GuardScheduled) && r.Due.IsZero()
}
