package auth

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"warta/internal/news"
	"warta/internal/store"
)

// Entry is what a sign-in leads to: a session, or the second step.
type Entry struct {
	// User is set when signed in.
	User store.User
	// Session is the secret for the cookie, with when it ends.
	Session string
	Ends    time.Time
	// Device is the secret of the known-device cookie.
	Device string
	// NewDevice says that the owner was not seen on that browser before.
	NewDevice bool
	// MustChange says why the password must be replaced first; empty for no.
	MustChange string
	// Second, when not empty, is a token to bring back with a code: the password
	// was right, and nobody is signed in yet.
	Second string
}

// emailOf folds what was typed as the store does, roughly: it only names a
// counter.
func emailOf(email string) string { return strings.ToLower(strings.TrimSpace(norm.NFKC.String(email))) }

// SignIn checks an e-mail with its password, and the code if there is one
// already. Unauthenticated when they do not fit, web.Limited after too many
// tries. Who does not exist, is disabled or has no password gets the same
// answer at the same cost.
func (k *Keeper) SignIn(ctx context.Context, c Caller, email, password, code string) (Entry, error) {
	var u store.User
	var cred store.Credentials
	var buckets []bucket
	err := k.db.Read(ctx, func(tx store.Tx) (err error) {
		u, err = tx.Accounts().ByEmail(ctx, email)
		if err == nil {
			cred, err = tx.Accounts().Credentials(ctx, u.ID)
		} else if news.Is(err, news.NotFound) {
			u, err = store.User{}, nil
		}
		if err == nil {
			buckets, err = bucketsFor(ctx, tx, c, u.ID, email)
		}
		if err == nil {
			err = full(ctx, tx, buckets)
		}
		return err
	})
	if err == nil {
		err = k.take(ctx, buckets)
	}
	if err != nil {
		return Entry{}, err
	}
	if len(password) > 4*maxPassword {
		password = "" // never set, and not worth hashing
	}
	ok, stale, err := k.hasher.verify(ctx, cred.Password, password)
	if err != nil {
		return Entry{}, err
	}
	if !ok || !u.Active || password == "" {
		return Entry{}, k.wrong(ctx, c, u.ID, "password")
	}
	in := entering{caller: c, user: u, method: "password", buckets: buckets, was: cred.Password, code: code}
	if stale {
		if in.rehash, err = k.hasher.hash(ctx, password); err != nil {
			return Entry{}, err
		}
		in.note = Scheme(cred.Password) + " replaced"
	}
	// An imported password may be one that everybody tries.
	if k.checkPassword(password, k.ownWords(u.Name, u.Email)...) != nil && cred.MustChange == "" {
		in.mustChange = "breached"
	}
	return k.enter(ctx, in)
}

// Second ends a sign-in that SignIn began, with a code of the generator or a
// recovery code.
func (k *Keeper) Second(ctx context.Context, c Caller, second, code string) (Entry, error) {
	claim, err := k.Verify(ctx, purposeSecond, second)
	if err != nil {
		return Entry{}, refuse(news.Unauthenticated, "sign in", "second_over")
	}
	parts := strings.SplitN(claim.Subject, " ", 2)
	id, err := strconv.ParseInt(parts[0], 10, 64)
	if err != nil || len(parts) != 2 {
		return Entry{}, refuse(news.Unauthenticated, "sign in", "second_over")
	}
	in := entering{caller: c, method: "password", code: code, second: true}
	err = k.db.Read(ctx, func(tx store.Tx) (err error) {
		if in.user, err = tx.Accounts().Get(ctx, news.UserID(id)); err != nil {
			return err
		}
		cred, err := tx.Accounts().Credentials(ctx, in.user.ID)
		if err != nil {
			return err
		}
		in.was = cred.Password
		if !in.user.Active || parts[1] != secondOf(in.user, cred.Password) {
			return refuse(news.Unauthenticated, "sign in", "second_over")
		}
		if in.buckets, err = bucketsFor(ctx, tx, c, in.user.ID, in.user.Email); err != nil {
			return err
		}
		return full(ctx, tx, in.buckets)
	})
	if err == nil {
		err = k.take(ctx, in.buckets)
	}
	if err != nil {
		return Entry{}, err
	}
	return k.enter(ctx, in)
}

// secondOf binds the second step to the password that the first one checked.
func secondOf(u store.User, password string) string {
	return fmt.Sprintf("%d %s", u.Epoch, hashSecret(password)[:16])
}

// wrong tells the log and the audit chain of a try that failed, once for an
// account and minute, and gives the answer.
func (k *Keeper) wrong(ctx context.Context, c Caller, user news.UserID, what string) error {
	err := k.db.Write(ctx, func(tx store.Tx) error {
		first, err := tx.SignIns().Log(ctx, store.Login{User: user, Event: "wrong." + what, Address: c.address(), Device: deviceName(c.Agent)})
		if err != nil || !first {
			return err
		}
		return record(ctx, tx, c, "nobody", "login.failed", user, what)
	})
	if err != nil {
		return err
	}
	k.log.WarnContext(ctx, "sign-in failed", "req", c.Request, "user", user.String(), "what", what, "addr", c.address())
	return errWrong()
}

// record writes an audit row of something that happened at the door. It must be
// the transaction's last act.
func record(ctx context.Context, tx store.Tx, c Caller, actor, command string, user news.UserID, reason string) error {
	_, err := tx.Record(ctx, nil, store.AuditRow{Actor: actor, Command: command, Subject: "user " + user.String(),
		Reason: reason, Request: c.Request})
	return err
}

func actorOf(u news.UserID) string { return "user " + u.String() }

// entering is a sign-in whose password was right, or whose passkey was.
type entering struct {
	caller  Caller
	user    store.User
	method  string
	strong  bool
	buckets []bucket
	// was is the stored password that was checked; rehash replaces it.
	was, rehash string
	mustChange  string
	note        string
	code        string
	// second: this is the second step.
	second bool
	// key is the passkey used, state its ceremony's.
	key   store.Passkey
	state Claim
}

// enter asks for the second factor where there is one, and signs in.
func (k *Keeper) enter(ctx context.Context, in entering) (Entry, error) {
	var e Entry
	var failed error
	var wrong string
	err := k.db.Write(ctx, func(tx store.Tx) error {
		e, failed, wrong = Entry{}, nil, ""
		u, err := tx.Accounts().Get(ctx, in.user.ID)
		if err != nil {
			return err
		}
		cred, err := tx.Accounts().Credentials(ctx, u.ID)
		if err != nil {
			return err
		}
		if !u.Active || u.Epoch != in.user.Epoch || in.method != "passkey" && cred.Password != in.was {
			wrong = "password"
			return nil
		}
		if in.key.ID != 0 {
			if err := usePasskey(ctx, tx, in.key, in.state); err != nil {
				return err
			}
		}
		method, strong := in.method, in.strong
		factor, err := hasFactor(ctx, tx, u.ID, cred)
		if err != nil {
			return err
		}
		if factor && !strong {
			if in.code == "" && !in.second {
				e.Second = "wanted"
				return nil
			}
			if method, failed, err = k.checkCode(ctx, tx, u.ID, cred, in.code); err != nil {
				return err
			}
			if failed != nil {
				wrong = "code"
				return nil
			}
			strong = true
		}
		must := cred.MustChange
		if in.mustChange != "" {
			must = in.mustChange
		}
		if in.rehash != "" || must != cred.MustChange {
			hash := cred.Password
			if in.rehash != "" {
				hash = in.rehash
			}
			if err := tx.Accounts().SetPassword(ctx, u.ID, hash, must); err != nil {
				return err
			}
		}
		e.MustChange = must
		if err := giveBack(ctx, tx, in.buckets); err != nil {
			return err
		}
		if err := k.begin(ctx, tx, in.caller, u, method, strong, &e); err != nil {
			return err
		}
		reason := method
		if in.note != "" {
			reason += "; " + in.note
		}
		return record(ctx, tx, in.caller, actorOf(u.ID), "login", u.ID, reason)
	})
	switch {
	case err != nil:
		return Entry{}, err
	case wrong != "":
		if err := k.wrong(ctx, in.caller, in.user.ID, wrong); failed == nil || !news.Is(err, news.Unauthenticated) {
			return Entry{}, err
		}
		return Entry{}, failed
	case e.Second != "":
		e.Second, err = k.Sign(ctx, &Claim{Purpose: purposeSecond, Until: k.now(ctx).Add(secondTime),
			Subject: in.user.ID.String() + " " + secondOf(in.user, in.was)})
		return e, err
	}
	return e, nil
}

// now is the database's time outside a transaction.
func (k *Keeper) now(ctx context.Context) (now time.Time) {
	_ = k.db.Read(ctx, func(tx store.Tx) error { now = tx.Now(); return nil })
	return now
}

func hasFactor(ctx context.Context, tx store.Tx, id news.UserID, cred store.Credentials) (bool, error) {
	if cred.TOTP != nil {
		return true, nil
	}
	keys, err := tx.Accounts().Passkeys(ctx, id)
	return len(keys) > 0, err
}

// clockSteps is how far off a code is recognised, to tell its owner that a
// clock is wrong: 15 minutes.
const clockSteps = 30

// checkCode checks a code of the generator, or a recovery code, and spends it.
// refused is for the person, err for a fault.
func (k *Keeper) checkCode(ctx context.Context, tx store.Tx, id news.UserID, cred store.Credentials, code string) (method string, refused, err error) {
	code = cleanCode(code)
	if hash, ok := readRecovery(code); ok {
		used, err := tx.Accounts().UseRecovery(ctx, id, hash)
		if err != nil || used {
			return "recovery", nil, err
		}
		return "", refuse(news.Unauthenticated, "check a code", "code"), nil
	}
	if !isTOTP(code) || cred.TOTP == nil {
		return "", refuse(news.Unauthenticated, "check a code", "code"), nil
	}
	secret, err := k.o.Keys.open(totpPlace(id), cred.TOTP)
	if err != nil {
		return "", nil, &news.Error{Kind: news.Unavailable, Op: "check a code", Code: "auth.key_other",
			Args: map[string]any{"file": KeyFileName}, Err: err}
	}
	at := tx.Now()
	if k.o.Codes != nil {
		at = k.o.Codes()
	}
	// One step either way, for the time that typing takes and clocks that differ.
	step, ok := totpFind(secret, code, at, 1)
	if !ok {
		if off, found := totpFind(secret, code, at, clockSteps); found {
			minutes := max(1, int(abs(off-at.Unix()/totpStep))*totpStep/60)
			return "", news.Refuse(news.Unauthenticated, "check a code", "auth.code_clock", map[string]any{"n": minutes}), nil
		}
		return "", refuse(news.Unauthenticated, "check a code", "code"), nil
	}
	newer, err := tx.Accounts().UseStep(ctx, id, step)
	if err == nil && !newer {
		refused = refuse(news.Unauthenticated, "check a code", "code_used")
	}
	return "totp", refused, err
}

func abs(n int64) int64 { return max(n, -n) }

func totpPlace(id news.UserID) string { return "totp " + id.String() }

// begin opens a session and remembers the device.
func (k *Keeper) begin(ctx context.Context, tx store.Tx, c Caller, u store.User, method string, strong bool, e *Entry) error {
	secret, hash := NewSecret()
	now := tx.Now()
	s := store.Session{Hash: hash, User: u.ID, Method: method, Strong: strong, Fresh: now, Created: now, Seen: now,
		Ends: now.Add(longest), Device: deviceName(c.Agent), Address: c.address()}
	if err := tx.SignIns().AddSession(ctx, &s); err != nil {
		return err
	}
	e.User, e.Session, e.Ends = u, secret, s.Ends
	var device string
	if h, ok := readSecret(c.Device); ok {
		known, err := tx.SignIns().Device(ctx, u.ID, h)
		if err != nil {
			return err
		}
		e.NewDevice = !known
		e.Device, device = c.Device, h
		if !known {
			// A device mark is bound to those who signed in on it, not to what a
			// stranger brought along.
			e.Device, device = NewSecret()
		}
	} else {
		e.NewDevice = true
		e.Device, device = NewSecret()
	}
	if err := tx.SignIns().PutDevice(ctx, u.ID, device, s.Device); err != nil {
		return err
	}
	event := "in." + method
	_, err := tx.SignIns().Log(ctx, store.Login{User: u.ID, Event: event, Address: s.Address, Device: s.Device})
	return err
}
