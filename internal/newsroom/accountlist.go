package newsroom

import (
	"context"

	"warta/internal/news"
	"warta/internal/store"
)

// Account is a user with what they are granted.
type Account struct {
	User   store.User
	Grants []news.Grant
}

// Accounts lists users by number, above after, for whoever looks after accounts
// or grants.
func (n *Newsroom) Accounts(ctx context.Context, who Actor, after news.UserID, limit int) (out []Account, err error) {
	err = n.db.Read(ctx, func(tx store.Tx) error {
		out = nil
		if !Can(who, PermUsers, Subject{}) && !Can(who, PermGrants, Subject{}) {
			return news.E(news.Forbidden, string(PermUsers), nil)
		}
		users, err := tx.Accounts().List(ctx, after, limited(limit, 101))
		if err != nil {
			return err
		}
		for _, u := range users {
			grants, err := tx.Accounts().Grants(ctx, u.ID)
			if err != nil {
				return err
			}
			out = append(out, Account{u, grants})
		}
		return nil
	})
	return out, err
}

// Account gives one user: oneself, or anybody for whoever looks after accounts.
func (n *Newsroom) Account(ctx context.Context, who Actor, id news.UserID) (out Account, err error) {
	err = n.db.Read(ctx, func(tx store.Tx) error {
		if who.User != id && !Can(who, PermUsers, Subject{}) && !Can(who, PermGrants, Subject{}) {
			return news.E(news.Forbidden, string(PermUsers), nil)
		}
		if out.User, err = tx.Accounts().Get(ctx, id); err != nil {
			return err
		}
		out.Grants, err = tx.Accounts().Grants(ctx, id)
		return err
	})
	return out, err
}

// Tokens lists a user's API tokens, without their hashes.
func (n *Newsroom) Tokens(ctx context.Context, who Actor, user news.UserID) (out []store.Token, err error) {
	err = n.db.Read(ctx, func(tx store.Tx) error {
		if who.User != user && !Can(who, PermTokens, Subject{}) {
			return news.E(news.Forbidden, string(PermTokens), nil)
		}
		out, err = tx.SignIns().Tokens(ctx, user)
		for i := range out {
			out[i].Hash = ""
		}
		return err
	})
	return out, err
}

// Holders counts the people who hold a permission over a subject, for
// [Options.Holders].
func Holders(ctx context.Context, tx store.Tx, p Permission, s Subject) (int, error) {
	people := map[news.UserID]bool{}
	for _, position := range news.Positions {
		grants, err := tx.Accounts().Holders(ctx, position)
		if err != nil {
			return 0, err
		}
		for _, g := range grants {
			if Can(Someone(Person{User: g.User, Grants: []news.Grant{g}, At: tx.Now()}), p, s) {
				people[g.User] = true
			}
		}
	}
	n := 0
	for id := range people {
		u, err := tx.Accounts().Get(ctx, id)
		if err != nil {
			return 0, err
		}
		if u.Active {
			n++
		}
	}
	return n, nil
}
