package newsroom

import (
	"context"

	"warta/internal/news"
)

// Present names, for articles that the actor was shown, who has them open now.
// It may be wrong for 45 seconds (SAVE-17).
func (n *Newsroom) Present(ctx context.Context, who Actor, ids []news.ArticleID) (map[news.ArticleID][]string, error) {
	if !holdsSomewhere(who, PermRead) || len(ids) == 0 {
		return nil, nil
	}
	rooms, err := n.db.Presence().Rooms(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := map[news.ArticleID][]string{}
	for id, room := range rooms {
		for _, seat := range room.Seats {
			if seat.User != who.User {
				out[id] = append(out[id], seat.Name)
			}
		}
	}
	return out, nil
}
