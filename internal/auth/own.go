package auth

import (
	"context"
	"crypto/rand"
	"strings"

	"warta/internal/news"
	"warta/internal/store"
)

// errStepUp asks the person to prove once more who they are.
func errStepUp(op string) error { return refuse(news.Forbidden, op, "step_up") }

// StepUp proves once more who sits at a session (ASVS 7.5.1): the password, and
// the code where there is a generator. It gives the session's new secret.
func (k *Keeper) StepUp(ctx context.Context, c Caller, i Identity, password, code string) (string, error) {
	if err := k.prove(ctx, c, i, password); err != nil {
		return "", err
	}
	var secret string
	var failed error
	err := k.db.Write(ctx, func(tx store.Tx) error {
		secret, failed = "", nil
		s, err := k.current(ctx, tx, i)
		if err != nil {
			return err
		}
		cred, err := tx.Accounts().Credentials(ctx, i.User.ID)
		if err != nil {
			return err
		}
		method, strong := s.Method, s.Strong
		if cred.TOTP != nil {
			if method, failed, err = k.checkCode(ctx, tx, i.User.ID, cred, code); err != nil || failed != nil {
				return err
			}
			strong = true
		}
		if secret, err = renew(ctx, tx, s, method, strong); err != nil {
			return err
		}
		if err := k.giveBackFor(ctx, tx, c, i.User); err != nil {
			return err
		}
		return record(ctx, tx, c, actorOf(i.User.ID), "login.again", i.User.ID, method)
	})
	if err == nil && failed != nil {
		if err := k.wrong(ctx, c, i.User.ID, "code"); !news.Is(err, news.Unauthenticated) {
			return "", err
		}
		return "", failed
	}
	return secret, err
}

func (k *Keeper) giveBackFor(ctx context.Context, tx store.Tx, c Caller, u store.User) error {
	buckets, err := bucketsFor(ctx, tx, c, u.ID, u.Email)
	if err != nil {
		return err
	}
	return giveBack(ctx, tx, buckets)
}

// prove checks the password of somebody signed in, with the limits of a sign-in.
func (k *Keeper) prove(ctx context.Context, c Caller, i Identity, password string) error {
	var cred store.Credentials
	var buckets []bucket
	err := k.db.Read(ctx, func(tx store.Tx) (err error) {
		if cred, err = tx.Accounts().Credentials(ctx, i.User.ID); err != nil {
			return err
		}
		if buckets, err = bucketsFor(ctx, tx, c, i.User.ID, i.User.Email); err != nil {
			return err
		}
		return full(ctx, tx, buckets)
	})
	if err == nil {
		err = k.take(ctx, buckets)
	}
	if err != nil {
		return err
	}
	ok, _, err := k.hasher.verify(ctx, cred.Password, password)
	if err != nil {
		return err
	}
	if !ok || len(password) > 4*maxPassword {
		if err := k.wrong(ctx, c, i.User.ID, "password"); !news.Is(err, news.Unauthenticated) {
			return err
		}
		return refuse(news.Unauthenticated, "check the password", "password")
	}
	return nil
}

// ChangePassword replaces the password of somebody who knows it. Every other
// session ends, tokens and known devices as well; the present one gets a new
// secret (ASVS 7.4.3, 6.2.2, 6.2.3).
func (k *Keeper) ChangePassword(ctx context.Context, c Caller, i Identity, old, password string) (string, error) {
	if err := k.checkPassword(password, k.ownWords(i.User.Name, i.User.Email)...); err != nil {
		return "", err
	}
	if old == password {
		return "", &news.Error{Kind: news.Invalid, Op: "change the password", Code: "fields",
			Fields: []news.FieldError{{Field: "password", Code: "same"}}}
	}
	if err := k.prove(ctx, c, i, old); err != nil {
		return "", err
	}
	hash, err := k.hasher.hash(ctx, password)
	if err != nil {
		return "", err
	}
	var secret string
	err = k.db.Write(ctx, func(tx store.Tx) error {
		s, err := k.current(ctx, tx, i)
		if err != nil {
			return err
		}
		if err := tx.Accounts().SetPassword(ctx, i.User.ID, hash, ""); err != nil {
			return err
		}
		if secret, err = k.endOthers(ctx, tx, s, s.Method, s.Strong); err != nil {
			return err
		}
		if err := k.giveBackFor(ctx, tx, c, i.User); err != nil {
			return err
		}
		return record(ctx, tx, c, actorOf(i.User.ID), "account.password", i.User.ID, "")
	})
	return secret, err
}

// endOthers ends everything the account is signed in with but one session, which
// gets a new secret.
func (k *Keeper) endOthers(ctx context.Context, tx store.Tx, s store.Session, method string, strong bool) (string, error) {
	if err := tx.Accounts().NextEpoch(ctx, s.User); err != nil {
		return "", err
	}
	if _, err := tx.SignIns().EndSessions(ctx, s.User, s.ID); err != nil {
		return "", err
	}
	if _, err := tx.SignIns().EndTokens(ctx, s.User); err != nil {
		return "", err
	}
	if err := tx.SignIns().EndLinks(ctx, s.User, ""); err != nil {
		return "", err
	}
	return renew(ctx, tx, s, method, strong)
}

// Generator is a code generator being set up.
type Generator struct {
	// Text is the secret as people type it, URL what the QR code says.
	Text, URL string
	// Pending is to be brought back with the first code.
	Pending string
}

// linkGenerator is the kind of a link that holds a secret until its first code.
const linkGenerator = "generator"

// NewGenerator begins to set up a code generator. It replaces none until its
// first code has come.
func (k *Keeper) NewGenerator(ctx context.Context, i Identity) (Generator, error) {
	if !i.Fresh() {
		return Generator{}, errStepUp("set up a code generator")
	}
	key := make([]byte, totpLen)
	rand.Read(key)
	secret, hash := NewSecret()
	issuer := "Warta"
	if k.o.Paper != nil && k.o.Paper() != "" {
		issuer = k.o.Paper()
	}
	err := k.db.Write(ctx, func(tx store.Tx) error {
		if err := tx.SignIns().EndLinks(ctx, i.User.ID, linkGenerator); err != nil {
			return err
		}
		return tx.SignIns().AddLink(ctx, store.Link{Hash: hash, Kind: linkGenerator, User: i.User.ID,
			Data: encodeBytes(k.o.Keys.seal("generator "+hash, key)), Ends: tx.Now().Add(FreshTime)})
	})
	return Generator{Text: totpText(key), URL: totpURL(key, issuer, i.User.Email), Pending: secret}, err
}

// Pending gives a generator that is being set up once more, for a page that is
// shown again.
func (k *Keeper) Pending(ctx context.Context, i Identity, pending string) (g Generator, err error) {
	key, _, err := k.pendingKey(ctx, i, pending)
	if err != nil {
		return g, err
	}
	issuer := "Warta"
	if k.o.Paper != nil && k.o.Paper() != "" {
		issuer = k.o.Paper()
	}
	return Generator{Text: totpText(key), URL: totpURL(key, issuer, i.User.Email), Pending: pending}, nil
}

func (k *Keeper) pendingKey(ctx context.Context, i Identity, pending string) (key []byte, hash string, err error) {
	over := refuse(news.NotFound, "set up a code generator", "generator_over")
	hash, ok := readSecret(pending)
	if !ok {
		return nil, "", over
	}
	err = k.db.Read(ctx, func(tx store.Tx) error {
		l, err := tx.SignIns().Link(ctx, hash)
		if news.Is(err, news.NotFound) || err == nil && (l.Kind != linkGenerator || l.User != i.User.ID || !tx.Now().Before(l.Ends)) {
			return over
		}
		if err != nil {
			return err
		}
		sealed, err := decodeBytes(l.Data)
		if err == nil {
			key, err = k.o.Keys.open("generator "+hash, sealed)
		}
		return err
	})
	return key, hash, err
}

// SetGenerator ends the set-up with the first code. It gives recovery codes,
// shown this once, and the session's new secret; other sessions end.
func (k *Keeper) SetGenerator(ctx context.Context, c Caller, i Identity, pending, code string) (codes []string, secret string, err error) {
	if !i.Fresh() {
		return nil, "", errStepUp("set up a code generator")
	}
	key, hash, err := k.pendingKey(ctx, i, pending)
	if err != nil {
		return nil, "", err
	}
	code = cleanCode(code)
	var failed error
	var hashes []string
	err = k.db.Write(ctx, func(tx store.Tx) error {
		failed = nil
		at := tx.Now()
		if k.o.Codes != nil {
			at = k.o.Codes()
		}
		step, ok := totpFind(key, code, at, 1)
		if !isTOTP(code) || !ok {
			failed = refuse(news.Unauthenticated, "set up a code generator", "code")
			if off, found := totpFind(key, code, at, clockSteps); found && isTOTP(code) {
				failed = news.Refuse(news.Unauthenticated, "set up a code generator", "auth.code_clock",
					map[string]any{"n": max(1, int(abs(off-at.Unix()/totpStep))*totpStep/60)})
			}
			return nil
		}
		s, err := k.current(ctx, tx, i)
		if err != nil {
			return err
		}
		if used, err := tx.SignIns().UseLink(ctx, hash); err != nil || !used {
			if err == nil {
				err = refuse(news.NotFound, "set up a code generator", "generator_over")
			}
			return err
		}
		if err := tx.Accounts().SetTOTP(ctx, i.User.ID, k.o.Keys.seal(totpPlace(i.User.ID), key)); err != nil {
			return err
		}
		if _, err := tx.Accounts().UseStep(ctx, i.User.ID, step); err != nil {
			return err
		}
		codes, hashes = newRecovery()
		if err := tx.Accounts().SetRecovery(ctx, i.User.ID, hashes); err != nil {
			return err
		}
		if secret, err = k.endOthers(ctx, tx, s, "totp", true); err != nil {
			return err
		}
		return record(ctx, tx, c, actorOf(i.User.ID), "account.generator", i.User.ID, "set up")
	})
	if err == nil {
		err = failed
	}
	if err != nil {
		return nil, "", err
	}
	return codes, secret, nil
}

// change runs a change of what somebody signs in with: fresh, in one
// transaction, with an audit row; the session gets a new secret, and is worth
// what fn leaves in it.
func (k *Keeper) change(ctx context.Context, c Caller, i Identity, command, reason string, fn func(store.Tx, *store.Session) error) (string, error) {
	if !i.Fresh() {
		return "", errStepUp(command)
	}
	var secret string
	err := k.db.Write(ctx, func(tx store.Tx) error {
		s, err := k.current(ctx, tx, i)
		if err != nil {
			return err
		}
		if !fresh(s, tx.Now()) {
			return errStepUp(command)
		}
		if err := fn(tx, &s); err != nil {
			return err
		}
		if secret, err = k.endOthers(ctx, tx, s, s.Method, s.Strong); err != nil {
			return err
		}
		return record(ctx, tx, c, actorOf(i.User.ID), command, i.User.ID, reason)
	})
	return secret, err
}

// RemoveGenerator takes the code generator away, and the recovery codes if there
// is no passkey either.
func (k *Keeper) RemoveGenerator(ctx context.Context, c Caller, i Identity) (string, error) {
	return k.change(ctx, c, i, "account.generator", "removed", func(tx store.Tx, _ *store.Session) error {
		if err := tx.Accounts().SetTOTP(ctx, i.User.ID, nil); err != nil {
			return err
		}
		keys, err := tx.Accounts().Passkeys(ctx, i.User.ID)
		if err != nil || len(keys) > 0 {
			return err
		}
		return tx.Accounts().SetRecovery(ctx, i.User.ID, nil)
	})
}

// NewRecovery replaces the recovery codes; they are shown this once.
func (k *Keeper) NewRecovery(ctx context.Context, c Caller, i Identity) (codes []string, secret string, err error) {
	var hashes []string
	secret, err = k.change(ctx, c, i, "account.recovery", "", func(tx store.Tx, _ *store.Session) error {
		codes, hashes = newRecovery()
		return tx.Accounts().SetRecovery(ctx, i.User.ID, hashes)
	})
	if err != nil {
		return nil, "", err
	}
	return codes, secret, nil
}

// Account is what somebody sees of their own account.
type Account struct {
	User       store.User
	Grants     []news.Grant
	Sessions   []store.Session
	Passkeys   []store.Passkey
	Tokens     []store.Token
	Recovery   int
	Generator  bool
	Password   bool
	MustChange string
	Log        []store.Login
}

// Account gives it, in one snapshot.
func (k *Keeper) Account(ctx context.Context, user news.UserID) (a Account, err error) {
	err = k.db.Read(ctx, func(tx store.Tx) error {
		a = Account{}
		if a.User, err = tx.Accounts().Get(ctx, user); err != nil {
			return err
		}
		cred, err := tx.Accounts().Credentials(ctx, user)
		if err != nil {
			return err
		}
		a.Generator, a.Password, a.MustChange = cred.TOTP != nil, cred.Password != "", cred.MustChange
		if a.Grants, err = tx.Accounts().Grants(ctx, user); err != nil {
			return err
		}
		all, err := tx.SignIns().Sessions(ctx, user)
		if err != nil {
			return err
		}
		for _, s := range all {
			if s.Hash = ""; alive(s, tx.Now()) {
				a.Sessions = append(a.Sessions, s)
			}
		}
		if a.Passkeys, err = tx.Accounts().Passkeys(ctx, user); err != nil {
			return err
		}
		tokens, err := tx.SignIns().Tokens(ctx, user)
		if err != nil {
			return err
		}
		for _, t := range tokens {
			if tx.Now().Before(t.Ends) {
				a.Tokens = append(a.Tokens, t)
			}
		}
		if a.Recovery, err = tx.Accounts().Recovery(ctx, user); err != nil {
			return err
		}
		a.Log, err = tx.SignIns().Logged(ctx, user, 0, 20)
		return err
	})
	return a, err
}

// SetLocale chooses the language of one's own screens.
func (k *Keeper) SetLocale(ctx context.Context, i Identity, tag string) error {
	return k.db.Write(ctx, func(tx store.Tx) error {
		u, err := tx.Accounts().Get(ctx, i.User.ID)
		if err != nil {
			return err
		}
		u.Locale = localeTag(strings.TrimSpace(tag))
		return tx.Accounts().Put(ctx, &u)
	})
}
