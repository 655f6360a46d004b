package auth

import (
	"context"
	"time"

	"warta/internal/news"
	"warta/internal/store"
)

// errNobody is the answer to a session or token that is not there, has ended or
// belongs to somebody disabled.
func errNobody() error { return news.E(news.Unauthenticated, "ask who it is", nil) }

// Who says whose session a cookie's secret is. Unauthenticated when it is
// nobody's. Nothing of it is remembered here: a session that was ended anywhere
// is ended at the next request of every node.
func (k *Keeper) Who(ctx context.Context, c Caller, secret string) (Identity, error) {
	hash, ok := readSecret(secret)
	if !ok {
		return Identity{}, errNobody()
	}
	var i Identity
	err := k.db.Read(ctx, func(tx store.Tx) (err error) {
		i, err = k.whose(ctx, tx, hash)
		return err
	})
	if err != nil {
		return Identity{}, err
	}
	if i.At.Sub(i.Session.Seen) >= seenEvery {
		k.seen(ctx, i.Session.ID, c)
	}
	return i, nil
}

// seen writes the last use, if the database has a moment for it; otherwise the
// next request tries again.
func (k *Keeper) seen(ctx context.Context, id int64, c Caller) {
	ctx, cancel := context.WithTimeout(ctx, 500*time.Millisecond)
	defer cancel()
	err := k.db.Write(ctx, func(tx store.Tx) error { return tx.SignIns().Seen(ctx, id, c.address()) })
	if err != nil && !news.Is(err, news.Unavailable) {
		k.log.WarnContext(ctx, "a session's last use was not written", "req", c.Request, "err", err)
	}
}

func (k *Keeper) whose(ctx context.Context, tx store.Tx, hash string) (i Identity, err error) {
	s, err := tx.SignIns().Session(ctx, hash)
	if news.Is(err, news.NotFound) {
		return i, errNobody()
	}
	if err != nil {
		return i, err
	}
	if !alive(s, tx.Now()) {
		return i, errNobody()
	}
	return k.identify(ctx, tx, s.User, s, store.Token{})
}

func alive(s store.Session, now time.Time) bool {
	return now.Before(s.Ends) && now.Sub(s.Seen) < idleTime
}

func (k *Keeper) identify(ctx context.Context, tx store.Tx, id news.UserID, s store.Session, t store.Token) (i Identity, err error) {
	i.Session, i.Token, i.At = s, t, tx.Now()
	if i.User, err = tx.Accounts().Get(ctx, id); err != nil {
		return i, err
	}
	if !i.User.Active {
		return Identity{}, errNobody()
	}
	if i.Grants, err = tx.Accounts().Grants(ctx, id); err != nil {
		return i, err
	}
	cred, err := tx.Accounts().Credentials(ctx, id)
	if err != nil {
		return i, err
	}
	if i.HasFactor, err = hasFactor(ctx, tx, id, cred); err != nil {
		return i, err
	}
	i.MustChange = cred.MustChange
	// A token was made by somebody who had proved themselves.
	i.Strong = (t.ID != 0 || s.Strong || k.o.WithoutSecondFactor) && cred.MustChange == ""
	return i, nil
}

// SignOut ends a session. One that is not there is signed out already.
func (k *Keeper) SignOut(ctx context.Context, c Caller, secret string) error {
	hash, ok := readSecret(secret)
	if !ok {
		return nil
	}
	return k.db.Write(ctx, func(tx store.Tx) error {
		s, err := tx.SignIns().Session(ctx, hash)
		if news.Is(err, news.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		if _, err = tx.SignIns().EndSession(ctx, s.User, s.ID); err != nil {
			return err
		}
		if _, err := tx.SignIns().Log(ctx, store.Login{User: s.User, Event: "out", Address: c.address(), Device: s.Device}); err != nil {
			return err
		}
		return record(ctx, tx, c, actorOf(s.User), "logout", s.User, "")
	})
}

// Sessions lists a user's sessions that have not ended, newest first, without
// their hashes.
func (k *Keeper) Sessions(ctx context.Context, user news.UserID) (out []store.Session, err error) {
	err = k.db.Read(ctx, func(tx store.Tx) error {
		all, err := tx.SignIns().Sessions(ctx, user)
		out = nil
		for _, s := range all {
			if alive(s, tx.Now()) {
				s.Hash = ""
				out = append(out, s)
			}
		}
		return err
	})
	return out, err
}

// EndSession ends one of the user's own sessions ("bukan saya"); NotFound when
// it is not theirs. Its known device is not forgotten by it; EndOthers does.
func (k *Keeper) EndSession(ctx context.Context, c Caller, i Identity, id int64) error {
	return k.db.Write(ctx, func(tx store.Tx) error {
		ended, err := tx.SignIns().EndSession(ctx, i.User.ID, id)
		if err != nil {
			return err
		}
		if !ended {
			return news.E(news.NotFound, "end session", nil)
		}
		return record(ctx, tx, c, actorOf(i.User.ID), "session.end", i.User.ID, "")
	})
}

// EndOthers ends all of the user's sessions but this one, and forgets every
// device.
func (k *Keeper) EndOthers(ctx context.Context, c Caller, i Identity) (n int64, err error) {
	err = k.db.Write(ctx, func(tx store.Tx) error {
		if n, err = tx.SignIns().EndSessions(ctx, i.User.ID, i.Session.ID); err != nil {
			return err
		}
		if err := tx.SignIns().EndDevices(ctx, i.User.ID); err != nil {
			return err
		}
		return record(ctx, tx, c, actorOf(i.User.ID), "session.end_others", i.User.ID, "")
	})
	return n, err
}

// Logged is a user's sign-in log, newest first.
func (k *Keeper) Logged(ctx context.Context, user news.UserID, before int64, limit int) (out []store.Login, err error) {
	err = k.db.Read(ctx, func(tx store.Tx) (err error) {
		out, err = tx.SignIns().Logged(ctx, user, before, limit)
		return err
	})
	return out, err
}

// renew gives a session a new secret with what it is worth now: nobody who knew
// the old one comes along (ASVS 7.2.4).
func renew(ctx context.Context, tx store.Tx, s store.Session, method string, strong bool) (string, error) {
	secret, hash := NewSecret()
	s.Hash, s.Method, s.Strong, s.Fresh = hash, method, strong, tx.Now()
	return secret, tx.SignIns().Renew(ctx, s)
}

// current loads a session for a change of it.
func (k *Keeper) current(ctx context.Context, tx store.Tx, i Identity) (store.Session, error) {
	all, err := tx.SignIns().Sessions(ctx, i.User.ID)
	if err != nil {
		return store.Session{}, err
	}
	for _, s := range all {
		if s.ID == i.Session.ID && s.ID != 0 && alive(s, tx.Now()) {
			return s, nil
		}
	}
	return store.Session{}, errNobody()
}
