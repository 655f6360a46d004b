package newsroom

import (
	"context"
	"strconv"
	"strings"

	"warta/internal/news"
	"warta/internal/store"
)

// nameHands says in each line of a history how its person is called now. Actors
// that are no person, and accounts that were erased, stay without a name.
func (n *Newsroom) nameHands(ctx context.Context, lines []Moment) error {
	return n.db.Read(ctx, func(tx store.Tx) error {
		names := map[string]string{}
		for i := range lines {
			by := lines[i].By
			name, known := names[by]
			if !known {
				if id := userIn(by); id != 0 {
					u, err := tx.Accounts().Get(ctx, id)
					if err != nil && !news.Is(err, news.NotFound) {
						return err
					}
					name = u.Name
				}
				names[by] = name
			}
			lines[i].Name = name
		}
		return nil
	})
}

// userIn finds the account in an actor as revisions write it: "user 3", or
// "token 4 of user 3".
func userIn(actor string) news.UserID {
	_, number, ok := strings.Cut(actor, "user ")
	id, err := strconv.ParseInt(number, 10, 64)
	if !ok || err != nil {
		return 0
	}
	return news.UserID(id)
}
