package store

import (
	"context"
	"database/sql"
	"time"

	"warta/internal/news"
)

// SignIns are what follows from having signed in, and what stands before it:
// sessions, tokens, one-time links, known devices, tries, the log, and the keys
// of signed tokens. Secrets come as their SHA-256 (hex); the store never sees
// one. Times are the transaction's.
type SignIns interface {
	AddSession(ctx context.Context, s *Session) error
	// Session finds by hash. NotFound. Whether it has ended is package auth's to
	// say. Sessions lists a user's, newest first.
	Session(ctx context.Context, hash string) (Session, error)
	Sessions(ctx context.Context, id news.UserID) ([]Session, error)
	// Seen renews a session's last use, Rename gives it a new secret and what it
	// is worth now.
	Seen(ctx context.Context, id int64, address string) error
	Renew(ctx context.Context, s Session) error
	// EndSession ends one of a user's sessions, EndSessions all but one (0 for
	// none) and, with the user 0, everybody's.
	EndSession(ctx context.Context, user news.UserID, id int64) (bool, error)
	EndSessions(ctx context.Context, user news.UserID, but int64) (int64, error)

	AddToken(ctx context.Context, t *Token) error
	Token(ctx context.Context, hash string) (Token, error)
	// TokenByID and Tokens leave nothing out but the hash.
	TokenByID(ctx context.Context, id news.TokenID) (Token, error)
	Tokens(ctx context.Context, user news.UserID) ([]Token, error)
	TokenUsed(ctx context.Context, id news.TokenID) error
	// EndToken ends one now; its row stays for a month, because audit rows name
	// its number. NotFound when it has ended. EndTokens ends all of a user's, or
	// everybody's with 0.
	EndToken(ctx context.Context, id news.TokenID) error
	EndTokens(ctx context.Context, user news.UserID) (int64, error)

	AddLink(ctx context.Context, l Link) error
	// Link finds by hash, ended or not. NotFound. UseLink takes it away, and
	// reports whether it was there: a link is used once.
	Link(ctx context.Context, hash string) (Link, error)
	UseLink(ctx context.Context, hash string) (bool, error)
	// EndLinks takes away a user's links of a kind ("" for all kinds), or
	// everybody's with the user -1.
	EndLinks(ctx context.Context, user news.UserID, kind string) error

	// Device reports whether the owner signed in on that device before, and
	// PutDevice remembers it. EndDevices forgets a user's, or all with 0.
	Device(ctx context.Context, user news.UserID, hash string) (bool, error)
	PutDevice(ctx context.Context, user news.UserID, hash, name string) error
	EndDevices(ctx context.Context, user news.UserID) error

	// Tries counts the tries of a key in the last minutes; Try counts one more
	// first and gives the number, the new one included. Untry takes one of this
	// minute back.
	Tries(ctx context.Context, key string, minutes int) (int, error)
	Try(ctx context.Context, key string, minutes int) (int, error)
	Untry(ctx context.Context, key string) error

	// Log writes a line of the log; the same thing again in the same minute
	// counts up the line that is there, and first is false. Logged lists a
	// user's, newest first.
	Log(ctx context.Context, l Login) (first bool, err error)
	Logged(ctx context.Context, user news.UserID, before int64, limit int) ([]Login, error)

	// Keys gives the signing keys of a purpose, newest first; DropKeys takes away
	// those of a purpose, or all with "".
	AddKey(ctx context.Context, k Key) error
	Keys(ctx context.Context, purpose string) ([]Key, error)
	Key(ctx context.Context, id string) (Key, error)
	DropKeys(ctx context.Context, purpose string) error
	// Revoke makes a signed token worthless; first is false when it was already.
	Revoke(ctx context.Context, nonce string, ends time.Time) (first bool, err error)
	Revoked(ctx context.Context, nonce string) (bool, error)

	// Expire takes away what ended: sessions a month after their end, links,
	// tries, revocations, devices not seen since, log lines; addresses of the log
	// are shortened by short.
	Expire(ctx context.Context, r Retention) (Expired, error)
	// EraseTraces takes a user's addresses and devices out of the log.
	EraseTraces(ctx context.Context, user news.UserID) error
}

// Session is somebody signed in on a browser.
type Session struct {
	ID   int64
	Hash string
	User news.UserID
	// Method is how it began: "password", "totp", "recovery", "passkey", "link".
	Method string
	// Strong: a second factor or passkey stands behind it.
	Strong bool
	// Fresh is when the person last proved who they are.
	Fresh, Created, Seen, Ends time.Time
	Device, Address            string
}

// Token is an API token; Hash is empty where it was not asked for.
type Token struct {
	ID          news.TokenID
	User        news.UserID
	Hash        string
	Name        string
	Permissions []string
	Sections    []news.SectionID
	Created     time.Time
	Ends        time.Time
	Used        time.Time
}

// Link is a secret that works once.
type Link struct {
	Hash, Kind string
	User       news.UserID
	// Data is package auth's own.
	Data, By      string
	Created, Ends time.Time
}

// Login is a line of the sign-in log.
type Login struct {
	ID      int64
	At      time.Time
	User    news.UserID
	Event   string
	Address string
	Device  string
	N       int
}

// Key is a sealed signing key.
type Key struct {
	ID, Purpose string
	Secret      []byte
	Created     time.Time
}

// Retention says how long things are kept (PRS-103).
type Retention struct {
	Sessions, Log, Addresses, Devices time.Duration
	// Idle is how long a session lasts without use.
	Idle time.Duration
	// Short shortens an address.
	Short func(string) string
}

// Expired counts what was taken away, and shortened.
type Expired struct{ Sessions, Links, Tokens, Devices, Log, Addresses int64 }

var _ SignIns = signIns{}

type signIns struct{ *tx }

func (t *tx) SignIns() SignIns { return signIns{t} }

const sessionColumns = `id, hash, account, method, strong, created, seen, fresh, ends, device, address`

func scanSession(r *sql.Rows, s *Session) error {
	return r.Scan(&s.ID, &s.Hash, &s.User, &s.Method, &s.Strong, at(&s.Created), at(&s.Seen), at(&s.Fresh), at(&s.Ends),
		&s.Device, &s.Address)
}

func (t signIns) AddSession(ctx context.Context, s *Session) error {
	if err := checkText("add session", s); err != nil {
		return err
	}
	err := t.insert(ctx, tSession, &s.ID, func(id int64) (int64, error) {
		return t.exec(ctx, `
			INSERT INTO login_session (id, hash, account, method, strong, created, seen, fresh, ends, device, address)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING`,
			id, s.Hash, int64(s.User), s.Method, number(s.Strong), s.Created.UnixMicro(), s.Seen.UnixMicro(), micros(s.Fresh),
			s.Ends.UnixMicro(), s.Device, s.Address)
	})
	return t.fail(err, "add session of account %d", s.User)
}

func (t signIns) Session(ctx context.Context, hash string) (Session, error) {
	r, err := t.query(ctx, `SELECT `+sessionColumns+` FROM login_session WHERE hash = $1`, hash)
	if err != nil {
		return Session{}, t.fail(err, "get session")
	}
	return one(t.database, r, scanSession, "get session")
}

func (t signIns) Sessions(ctx context.Context, id news.UserID) ([]Session, error) {
	r, err := t.query(ctx, `SELECT `+sessionColumns+` FROM login_session WHERE account = $1 ORDER BY id DESC`, int64(id))
	if err != nil {
		return nil, t.fail(err, "list sessions of account %d", id)
	}
	return all(t.database, r, scanSession, "list sessions of account %d", id)
}

func (t signIns) Seen(ctx context.Context, id int64, address string) error {
	_, err := t.exec(ctx, `UPDATE login_session SET seen = $2, address = $3 WHERE id = $1`, id, t.Now().UnixMicro(), address)
	return t.fail(err, "renew session %d", id)
}

func (t signIns) Renew(ctx context.Context, s Session) error {
	n, err := t.exec(ctx, `UPDATE login_session SET hash = $2, method = $3, strong = $4, fresh = $5, seen = $6 WHERE id = $1`,
		s.ID, s.Hash, s.Method, number(s.Strong), micros(s.Fresh), t.Now().UnixMicro())
	return t.changed(n, err, "renew session %d", s.ID)
}

func (t signIns) EndSession(ctx context.Context, user news.UserID, id int64) (bool, error) {
	n, err := t.exec(ctx, `DELETE FROM login_session WHERE account = $1 AND id = $2`, int64(user), id)
	return n > 0, t.fail(err, "end session %d", id)
}

func (t signIns) EndSessions(ctx context.Context, user news.UserID, but int64) (n int64, err error) {
	if user == 0 {
		n, err = t.exec(ctx, `DELETE FROM login_session`)
	} else {
		n, err = t.exec(ctx, `DELETE FROM login_session WHERE account = $1 AND id <> $2`, int64(user), but)
	}
	return n, t.fail(err, "end sessions of account %d", user)
}

const tokenColumns = `id, account, name, permissions, sections, created, ends, used`

func scanToken(r *sql.Rows, k *Token) error {
	return r.Scan(&k.ID, &k.User, &k.Name, fromJSON(&k.Permissions), fromJSON(&k.Sections), at(&k.Created), at(&k.Ends), at(&k.Used))
}

func (t signIns) AddToken(ctx context.Context, k *Token) error {
	if err := checkText("add token", k); err != nil {
		return err
	}
	permissions, err := encode(k.Permissions)
	if err != nil {
		return t.fail(err, "add token")
	}
	sections, err := encode(k.Sections)
	if err != nil {
		return t.fail(err, "add token")
	}
	k.Created = t.Now()
	err = t.insert(ctx, tToken, (*int64)(&k.ID), func(id int64) (int64, error) {
		return t.exec(ctx, `
			INSERT INTO api_token (id, account, hash, name, permissions, sections, created, ends, used)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL) ON CONFLICT DO NOTHING`,
			id, int64(k.User), k.Hash, k.Name, permissions, sections, k.Created.UnixMicro(), k.Ends.UnixMicro())
	})
	return t.fail(err, "add token of account %d", k.User)
}

func (t signIns) Token(ctx context.Context, hash string) (Token, error) {
	r, err := t.query(ctx, `SELECT `+tokenColumns+` FROM api_token WHERE hash = $1`, hash)
	if err != nil {
		return Token{}, t.fail(err, "get token")
	}
	return one(t.database, r, scanToken, "get token")
}

func (t signIns) TokenByID(ctx context.Context, id news.TokenID) (Token, error) {
	r, err := t.query(ctx, `SELECT `+tokenColumns+` FROM api_token WHERE id = $1`, int64(id))
	if err != nil {
		return Token{}, t.fail(err, "get token %d", id)
	}
	return one(t.database, r, scanToken, "get token %d", id)
}

func (t signIns) Tokens(ctx context.Context, user news.UserID) ([]Token, error) {
	r, err := t.query(ctx, `SELECT `+tokenColumns+` FROM api_token WHERE account = $1 ORDER BY id DESC`, int64(user))
	if err != nil {
		return nil, t.fail(err, "list tokens of account %d", user)
	}
	return all(t.database, r, scanToken, "list tokens of account %d", user)
}

func (t signIns) TokenUsed(ctx context.Context, id news.TokenID) error {
	_, err := t.exec(ctx, `UPDATE api_token SET used = $2 WHERE id = $1`, int64(id), t.Now().UnixMicro())
	return t.fail(err, "use token %d", id)
}

func (t signIns) EndToken(ctx context.Context, id news.TokenID) error {
	n, err := t.exec(ctx, `UPDATE api_token SET ends = $2 WHERE id = $1 AND ends > $2`, int64(id), t.Now().UnixMicro())
	return t.changed(n, err, "end token %d", id)
}

func (t signIns) EndTokens(ctx context.Context, user news.UserID) (n int64, err error) {
	n, err = t.exec(ctx, `UPDATE api_token SET ends = $2 WHERE (account = $1 OR $1 = 0) AND ends > $2`, int64(user), t.Now().UnixMicro())
	return n, t.fail(err, "end tokens of account %d", user)
}

func (t signIns) AddLink(ctx context.Context, l Link) error {
	if err := checkText("add link", l); err != nil {
		return err
	}
	_, err := t.exec(ctx, `INSERT INTO login_link (hash, kind, account, data, actor, created, ends) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		l.Hash, l.Kind, int64(l.User), l.Data, l.By, t.Now().UnixMicro(), l.Ends.UnixMicro())
	return t.fail(err, "add link")
}

func (t signIns) Link(ctx context.Context, hash string) (Link, error) {
	r, err := t.query(ctx, `SELECT hash, kind, account, data, actor, created, ends FROM login_link WHERE hash = $1`, hash)
	if err != nil {
		return Link{}, t.fail(err, "get link")
	}
	return one(t.database, r, func(r *sql.Rows, l *Link) error {
		return r.Scan(&l.Hash, &l.Kind, &l.User, &l.Data, &l.By, at(&l.Created), at(&l.Ends))
	}, "get link")
}

func (t signIns) UseLink(ctx context.Context, hash string) (bool, error) {
	n, err := t.exec(ctx, `DELETE FROM login_link WHERE hash = $1`, hash)
	return n == 1, t.fail(err, "use link")
}

func (t signIns) EndLinks(ctx context.Context, user news.UserID, kind string) (err error) {
	if user < 0 {
		_, err = t.exec(ctx, `DELETE FROM login_link`)
	} else {
		_, err = t.exec(ctx, `DELETE FROM login_link WHERE account = $1 AND (kind = $2 OR $2 = '')`, int64(user), kind)
	}
	return t.fail(err, "end links of account %d", user)
}

func (t signIns) Device(ctx context.Context, user news.UserID, hash string) (bool, error) {
	var n int
	err := t.row(ctx, `SELECT count(*) FROM login_device WHERE account = $1 AND hash = $2`, []any{int64(user), hash}, &n)
	return n > 0, t.fail(err, "find device of account %d", user)
}

func (t signIns) PutDevice(ctx context.Context, user news.UserID, hash, name string) error {
	if err := checkText("put device", name); err != nil {
		return err
	}
	_, err := t.exec(ctx, `
		INSERT INTO login_device (account, hash, name, created, seen) VALUES ($1, $2, $3, $4, $4)
		ON CONFLICT (account, hash) DO UPDATE SET name = excluded.name, seen = excluded.seen`,
		int64(user), hash, name, t.Now().UnixMicro())
	return t.fail(err, "put device of account %d", user)
}

func (t signIns) EndDevices(ctx context.Context, user news.UserID) (err error) {
	if user == 0 {
		_, err = t.exec(ctx, `DELETE FROM login_device`)
	} else {
		_, err = t.exec(ctx, `DELETE FROM login_device WHERE account = $1`, int64(user))
	}
	return t.fail(err, "forget devices of account %d", user)
}

func (t signIns) minute() int64 { return t.Now().Unix() / 60 }

func (t signIns) Tries(ctx context.Context, key string, minutes int) (n int, err error) {
	err = t.row(ctx, `SELECT CAST(coalesce(sum(n), 0) AS BIGINT) FROM attempt WHERE key = $1 AND minute >= $2`,
		[]any{key, t.minute() - int64(minutes)}, &n)
	return n, t.fail(err, "count tries")
}

// Try counts first, so that on PostgreSQL the row's lock makes those who try at
// once count one another.
func (t signIns) Try(ctx context.Context, key string, minutes int) (int, error) {
	_, err := t.exec(ctx, `
		INSERT INTO attempt (key, minute, n) VALUES ($1, $2, 1)
		ON CONFLICT (key, minute) DO UPDATE SET n = attempt.n + 1`, key, t.minute())
	if err != nil {
		return 0, t.fail(err, "count a try")
	}
	return t.Tries(ctx, key, minutes)
}

func (t signIns) Untry(ctx context.Context, key string) error {
	_, err := t.exec(ctx, `UPDATE attempt SET n = n - 1 WHERE key = $1 AND minute = $2 AND n > 0`, key, t.minute())
	return t.fail(err, "take a try back")
}

func (t signIns) Log(ctx context.Context, l Login) (first bool, err error) {
	if err := checkText("log a sign-in", l); err != nil {
		return false, err
	}
	start := t.Now().Truncate(time.Minute).UnixMicro()
	var last int64
	err = t.row(ctx, `SELECT coalesce(max(id), 0) FROM login_log WHERE account = $1 AND at >= $2 AND event = $3`,
		[]any{int64(l.User), start, l.Event}, &last)
	if err == nil && last != 0 {
		_, err = t.exec(ctx, `UPDATE login_log SET n = n + 1 WHERE id = $1`, last)
		return false, t.fail(err, "log a sign-in")
	}
	if err == nil {
		err = t.insert(ctx, tLogin, &l.ID, func(id int64) (int64, error) {
			return t.exec(ctx, `
				INSERT INTO login_log (id, at, account, event, address, device, n) VALUES ($1, $2, $3, $4, $5, $6, 1)
				ON CONFLICT DO NOTHING`, id, t.Now().UnixMicro(), int64(l.User), l.Event, l.Address, l.Device)
		})
	}
	return true, t.fail(err, "log a sign-in")
}

func (t signIns) Logged(ctx context.Context, user news.UserID, before int64, limit int) ([]Login, error) {
	if before == 0 {
		before = farthest
	}
	r, err := t.query(ctx, `
		SELECT id, at, account, event, address, device, n FROM login_log
		WHERE account = $1 AND id < $2 ORDER BY id DESC LIMIT CAST($3 AS BIGINT)`, int64(user), before, limit)
	if err != nil {
		return nil, t.fail(err, "read the sign-in log")
	}
	return all(t.database, r, func(r *sql.Rows, l *Login) error {
		return r.Scan(&l.ID, at(&l.At), &l.User, &l.Event, &l.Address, &l.Device, &l.N)
	}, "read the sign-in log")
}

func (t signIns) AddKey(ctx context.Context, k Key) error {
	_, err := t.exec(ctx, `INSERT INTO signing_key (id, purpose, secret, created) VALUES ($1, $2, $3, $4)`,
		k.ID, k.Purpose, k.Secret, t.Now().UnixMicro())
	return t.fail(err, "add signing key")
}

func scanKey(r *sql.Rows, k *Key) error { return r.Scan(&k.ID, &k.Purpose, &k.Secret, at(&k.Created)) }

func (t signIns) Keys(ctx context.Context, purpose string) ([]Key, error) {
	r, err := t.query(ctx, `
		SELECT id, purpose, secret, created FROM signing_key WHERE purpose = $1 OR $1 = '' ORDER BY created DESC, id`, purpose)
	if err != nil {
		return nil, t.fail(err, "read signing keys")
	}
	return all(t.database, r, scanKey, "read signing keys")
}

func (t signIns) Key(ctx context.Context, id string) (Key, error) {
	r, err := t.query(ctx, `SELECT id, purpose, secret, created FROM signing_key WHERE id = $1`, id)
	if err != nil {
		return Key{}, t.fail(err, "read signing key")
	}
	return one(t.database, r, scanKey, "read signing key")
}

func (t signIns) DropKeys(ctx context.Context, purpose string) error {
	_, err := t.exec(ctx, `DELETE FROM signing_key WHERE purpose = $1 OR $1 = ''`, purpose)
	return t.fail(err, "drop signing keys")
}

func (t signIns) Revoke(ctx context.Context, nonce string, ends time.Time) (bool, error) {
	n, err := t.exec(ctx, `INSERT INTO signed_revoked (nonce, ends) VALUES ($1, $2) ON CONFLICT DO NOTHING`, nonce, ends.UnixMicro())
	return n == 1, t.fail(err, "revoke a signed token")
}

func (t signIns) Revoked(ctx context.Context, nonce string) (bool, error) {
	var n int
	err := t.row(ctx, `SELECT count(*) FROM signed_revoked WHERE nonce = $1`, []any{nonce}, &n)
	return n > 0, t.fail(err, "look for a revoked token")
}

func (t signIns) Expire(ctx context.Context, r Retention) (x Expired, err error) {
	now := t.Now()
	before := func(d time.Duration) int64 { return now.Add(-d).UnixMicro() }
	del := func(n *int64, text query, args ...any) {
		if err == nil {
			*n, err = t.exec(ctx, text, args...)
		}
	}
	var rest int64
	del(&x.Sessions, `DELETE FROM login_session WHERE ends < $1 OR seen < $2`, before(r.Sessions), before(r.Sessions+r.Idle))
	del(&x.Links, `DELETE FROM login_link WHERE ends < $1`, now.UnixMicro())
	del(&x.Tokens, `DELETE FROM api_token WHERE ends < $1`, before(r.Sessions))
	del(&x.Devices, `DELETE FROM login_device WHERE seen < $1`, before(r.Devices))
	del(&x.Log, `DELETE FROM login_log WHERE at < $1`, before(r.Log))
	del(&rest, `DELETE FROM attempt WHERE minute < $1`, now.Unix()/60-60)
	del(&rest, `DELETE FROM signed_revoked WHERE ends < $1`, before(time.Hour))
	if err != nil {
		return x, t.fail(err, "let sign-ins expire")
	}
	// Few addresses are new since the last run: those that are short stay.
	found, err := t.query(ctx, `SELECT DISTINCT address FROM login_log WHERE at < $1 AND address NOT LIKE '%/%' AND address <> ''`,
		before(r.Addresses))
	if err != nil {
		return x, t.fail(err, "let addresses expire")
	}
	long, err := all(t.database, found, func(r *sql.Rows, s *string) error { return r.Scan(s) }, "let addresses expire")
	if err != nil {
		return x, err
	}
	for _, a := range long {
		n, err := t.exec(ctx, `UPDATE login_log SET address = $2 WHERE address = $1 AND at < $3`, a, r.Short(a), before(r.Addresses))
		if err != nil {
			return x, t.fail(err, "let addresses expire")
		}
		x.Addresses += n
	}
	return x, nil
}

func (t signIns) EraseTraces(ctx context.Context, user news.UserID) error {
	_, err := t.exec(ctx, `UPDATE login_log SET address = '', device = '' WHERE account = $1`, int64(user))
	return t.fail(err, "erase traces of account %d", user)
}
