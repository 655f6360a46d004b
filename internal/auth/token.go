package auth

import (
	"context"
	"strings"
	"time"

	"warta/internal/news"
	"warta/internal/store"
)

// MaxTokenAge bounds the life of an API token (PERM-4).
const MaxTokenAge = 365 * 24 * time.Hour

// BearerSecret takes an API token out of an Authorization header.
func BearerSecret(header string) (string, bool) {
	scheme, secret, ok := strings.Cut(header, " ")
	if !ok || !strings.EqualFold(scheme, "bearer") {
		return "", false
	}
	return strings.TrimSpace(secret), true
}

// Bearer says whose API token a secret is. Unauthenticated when it is nobody's,
// has ended, or its owner is disabled: a token ends with its owner.
func (k *Keeper) Bearer(ctx context.Context, c Caller, secret string) (Identity, error) {
	hash, ok := readToken(secret)
	if !ok {
		return Identity{}, errNobody()
	}
	var i Identity
	err := k.db.Read(ctx, func(tx store.Tx) error {
		t, err := tx.SignIns().Token(ctx, hash)
		if news.Is(err, news.NotFound) || err == nil && !tx.Now().Before(t.Ends) {
			return errNobody()
		}
		if err != nil {
			return err
		}
		i, err = k.identify(ctx, tx, t.User, store.Session{}, t)
		return err
	})
	if err != nil {
		return Identity{}, err
	}
	if i.At.Sub(i.Token.Used) >= seenEvery {
		ctx, cancel := context.WithTimeout(ctx, 500*time.Millisecond)
		defer cancel()
		err := k.db.Write(ctx, func(tx store.Tx) error { return tx.SignIns().TokenUsed(ctx, i.Token.ID) })
		if err != nil && !news.Is(err, news.Unavailable) {
			k.log.WarnContext(ctx, "a token's last use was not written", "req", c.Request, "err", err)
		}
	}
	return i, nil
}

// Tokens lists a user's tokens.
func (k *Keeper) Tokens(ctx context.Context, user news.UserID) (out []store.Token, err error) {
	err = k.db.Read(ctx, func(tx store.Tx) (err error) {
		out, err = tx.SignIns().Tokens(ctx, user)
		return err
	})
	return out, err
}
