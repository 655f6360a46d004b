package auth

import (
	"context"
	"time"

	"warta/internal/news"
	"warta/internal/store"
	"warta/internal/web"
)

// Tries are counted in the database, so that the limits hold over nodes and
// survive a restart. What counts is the account and the network that a try came
// from, both found by the server: nothing that a request says can open a
// bucket of its own (Strapi CVE-2025-64526).
//
// A browser in which the owner signed in before has a bucket of its own. So the
// owner still gets in while others guess (operations.md S9).
const (
	perAccount = 10
	// An office, or a city behind a carrier's gateway, shares one network.
	perNetwork = 30
	tryWindow  = 15 // minutes
)

// bucket is a counter with its limit.
type bucket struct {
	key  string
	most int
}

// bucketsFor gives the counters of a try to sign in as somebody. user is zero
// for an address that nobody has; it counts all the same.
func bucketsFor(ctx context.Context, tx store.Tx, c Caller, user news.UserID, email string) ([]bucket, error) {
	if user != 0 && c.Device != "" {
		if hash, ok := readSecret(c.Device); ok {
			known, err := tx.SignIns().Device(ctx, user, hash)
			if err != nil {
				return nil, err
			}
			if known {
				return []bucket{{"d:" + hash[:32], perAccount}}, nil
			}
		}
	}
	account := "a:" + user.String()
	if user == 0 {
		account = "u:" + hashSecret(emailOf(email))[:32]
	}
	return []bucket{{account, perAccount}, {"n:" + c.prefix(), perNetwork}}, nil
}

// full reports whether a bucket has no room. It reads, and nothing else: what a
// flood costs must not be a write each.
func full(ctx context.Context, tx store.Tx, buckets []bucket) error {
	for _, b := range buckets {
		n, err := tx.SignIns().Tries(ctx, b.key, tryWindow)
		if err != nil {
			return err
		}
		if n >= b.most {
			return &web.Limited{After: tryWindow * time.Minute}
		}
	}
	return nil
}

// take counts a try before it is made: of many at once no more get through than
// the limit says.
func (k *Keeper) take(ctx context.Context, buckets []bucket) error {
	over := false
	err := k.db.Write(ctx, func(tx store.Tx) error {
		over = false
		for _, b := range buckets {
			n, err := tx.SignIns().Try(ctx, b.key, tryWindow)
			if err != nil {
				return err
			}
			over = over || n > b.most
		}
		return nil
	})
	if err == nil && over {
		err = &web.Limited{After: tryWindow * time.Minute}
	}
	return err
}

// giveBack forgets a try that was right.
func giveBack(ctx context.Context, tx store.Tx, buckets []bucket) error {
	for _, b := range buckets {
		if err := tx.SignIns().Untry(ctx, b.key); err != nil {
			return err
		}
	}
	return nil
}
