package store

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"golang.org/x/text/secure/precis"

	"warta/internal/news"
)

// Accounts are the people who may sign in, what they sign in with, and what
// they are granted. Nothing of it is published.
type Accounts interface {
	// Put creates a user without number, or changes name, e-mail, person, locale,
	// active, owner and erased of one who has. Conflict when another has the
	// e-mail or the origin.
	Put(ctx context.Context, u *User) error
	// Get, ByEmail, ByHandle and ByOrigin find a user. NotFound.
	Get(ctx context.Context, id news.UserID) (User, error)
	ByEmail(ctx context.Context, email string) (User, error)
	ByHandle(ctx context.Context, handle string) (User, error)
	ByOrigin(ctx context.Context, origin string) (User, error)
	// List gives users by number, above after, at most limit.
	List(ctx context.Context, after news.UserID, limit int) ([]User, error)

	// Credentials gives what a user signs in with; SetPassword, SetTOTP and
	// SetEpoch change a part of it. UseStep takes a TOTP step and reports
	// whether it was newer than every one before: of two who bring the same
	// code, one gets in.
	Credentials(ctx context.Context, id news.UserID) (Credentials, error)
	SetPassword(ctx context.Context, id news.UserID, hash, mustChange string) error
	SetTOTP(ctx context.Context, id news.UserID, sealed []byte) error
	UseStep(ctx context.Context, id news.UserID, step int64) (bool, error)
	NextEpoch(ctx context.Context, id news.UserID) error

	AddPasskey(ctx context.Context, p *Passkey) error
	// SavePasskey writes data and used. Passkeys lists a user's.
	SavePasskey(ctx context.Context, p Passkey) error
	Passkeys(ctx context.Context, id news.UserID) ([]Passkey, error)
	RemovePasskey(ctx context.Context, user news.UserID, id int64) (bool, error)

	// SetRecovery replaces a user's recovery codes by these hashes; UseRecovery
	// spends one and reports whether it was there.
	SetRecovery(ctx context.Context, id news.UserID, hashes []string) error
	UseRecovery(ctx context.Context, id news.UserID, hash string) (bool, error)
	Recovery(ctx context.Context, id news.UserID) (int, error)

	// Grants gives a user's grants, Holders those of a position over all users,
	// pending and ended ones included.
	Grants(ctx context.Context, id news.UserID) ([]news.Grant, error)
	Holders(ctx context.Context, p news.Position) ([]news.Grant, error)
	Grant(ctx context.Context, id news.GrantID) (news.Grant, error)
	PutGrant(ctx context.Context, g *news.Grant) error
	RemoveGrant(ctx context.Context, id news.GrantID) error

	// OpenWork lists, by number above after, the articles whose text is still
	// being worked on and which are the user's: assigned to them, or begun by
	// them and nobody else's. It reads the whole table, for the day on which
	// somebody leaves.
	OpenWork(ctx context.Context, id news.UserID, after news.ArticleID, limit int) ([]news.ArticleID, error)
}

// User is somebody who may sign in.
type User struct {
	ID    news.UserID
	Name  string
	Email string
	// Person is the public profile, zero for none.
	Person news.PersonID
	// Locale is the language of screens and mails.
	Locale string
	Active bool
	// Owner installed the newspaper.
	Owner   bool
	Created time.Time
	// Erased is when the person's data were taken out; the number stays.
	Erased time.Time
	// Handle names the user to passkeys.
	Handle string
	// Epoch moves on whenever everything the user signed in with must end.
	Epoch int64
	// Origin is where an import found the account, empty for none.
	Origin string
}

// Credentials are what a user signs in with.
type Credentials struct {
	// Password is the hash with its parameters; empty for none.
	Password   string
	PasswordAt time.Time
	// MustChange says why the password has to be replaced: "breached", "reset".
	MustChange string
	// TOTP is the sealed secret; nil for none.
	TOTP   []byte
	TOTPAt time.Time
	// Step is the last TOTP step accepted.
	Step int64
}

// Passkey is a WebAuthn credential.
type Passkey struct {
	ID         int64
	User       news.UserID
	Credential string
	Name       string
	// Data is package auth's own.
	Data          string
	Created, Used time.Time
}

var _ Accounts = accounts{}

type accounts struct{ *tx }

func (t *tx) Accounts() Accounts { return accounts{t} }

// emailKey folds an address for comparison: people write it as they like.
func emailKey(email string) string {
	email = strings.TrimSpace(email)
	if key, err := precis.UsernameCaseMapped.CompareKey(email); err == nil {
		return key
	}
	return strings.ToLower(email)
}

const userColumns = `id, name, email, person, locale, active, owner, created, erased, handle, epoch, origin`

func scanUser(r *sql.Rows, u *User) error {
	return r.Scan(&u.ID, &u.Name, &u.Email, &u.Person, &u.Locale, &u.Active, &u.Owner, at(&u.Created), at(&u.Erased),
		&u.Handle, &u.Epoch, &u.Origin)
}

func (t accounts) Put(ctx context.Context, u *User) error {
	if err := checkText("put account", u); err != nil {
		return err
	}
	if u.Created.IsZero() {
		u.Created = t.Now()
	}
	key := emailKey(u.Email)
	err := t.put(ctx, tAccount, (*int64)(&u.ID), func(id int64) (int64, error) {
		return t.exec(ctx, `
			UPDATE account SET name = $2, email = $3, email_key = $4, person = $5, locale = $6, active = $7, owner = $8,
				erased = $9
			WHERE id = $1 AND NOT EXISTS (
				SELECT 1 FROM account AS o WHERE o.email_key = $4 AND o.email_key <> '' AND o.id <> $1)`,
			id, u.Name, u.Email, key, int64(u.Person), u.Locale, number(u.Active), number(u.Owner), micros(u.Erased))
	}, func(id int64) (int64, error) {
		return t.exec(ctx, `
			INSERT INTO account (id, name, email, email_key, person, locale, active, owner, created, erased, handle, epoch,
				password, password_at, must_change, totp, totp_at, totp_step, origin)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, '', NULL, '', NULL, NULL, 0, $12) ON CONFLICT DO NOTHING`,
			id, u.Name, u.Email, key, int64(u.Person), u.Locale, number(u.Active), number(u.Owner), micros(u.Created),
			micros(u.Erased), u.Handle, u.Origin)
	})
	return t.fail(err, "put account %d", u.ID)
}

func (t accounts) one(ctx context.Context, text query, arg any, op string, args ...any) (User, error) {
	r, err := t.query(ctx, text, arg)
	if err != nil {
		return User{}, t.fail(err, op, args...)
	}
	return one(t.database, r, scanUser, op, args...)
}

func (t accounts) Get(ctx context.Context, id news.UserID) (User, error) {
	return t.one(ctx, `SELECT `+userColumns+` FROM account WHERE id = $1`, int64(id), "get account %d", id)
}

func (t accounts) ByEmail(ctx context.Context, email string) (User, error) {
	key := emailKey(email)
	if key == "" || !storable(key) {
		return User{}, refuse(news.NotFound, "find account by e-mail")
	}
	return t.one(ctx, `SELECT `+userColumns+` FROM account WHERE email_key = $1 AND email_key <> ''`, key, "find account by e-mail")
}

func (t accounts) ByHandle(ctx context.Context, handle string) (User, error) {
	return t.one(ctx, `SELECT `+userColumns+` FROM account WHERE handle = $1`, handle, "find account by handle")
}

func (t accounts) ByOrigin(ctx context.Context, origin string) (User, error) {
	if origin == "" || !storable(origin) {
		return User{}, refuse(news.NotFound, "find account by origin")
	}
	return t.one(ctx, `SELECT `+userColumns+` FROM account WHERE origin = $1 AND origin <> ''`, origin, "find account by origin")
}

func (t accounts) List(ctx context.Context, after news.UserID, limit int) ([]User, error) {
	r, err := t.query(ctx, `SELECT `+userColumns+` FROM account WHERE id > $1 ORDER BY id LIMIT CAST($2 AS BIGINT)`,
		int64(after), limit)
	if err != nil {
		return nil, t.fail(err, "list accounts")
	}
	return all(t.database, r, scanUser, "list accounts")
}

func (t accounts) Credentials(ctx context.Context, id news.UserID) (Credentials, error) {
	r, err := t.query(ctx, `
		SELECT password, password_at, must_change, totp, totp_at, totp_step FROM account WHERE id = $1`, int64(id))
	if err != nil {
		return Credentials{}, t.fail(err, "get credentials of account %d", id)
	}
	return one(t.database, r, func(r *sql.Rows, c *Credentials) error {
		return r.Scan(&c.Password, at(&c.PasswordAt), &c.MustChange, &c.TOTP, at(&c.TOTPAt), &c.Step)
	}, "get credentials of account %d", id)
}

// changed turns a change of no row into NotFound.
func (t *tx) changed(n int64, err error, op string, args ...any) error {
	if err == nil && n == 0 {
		err = sql.ErrNoRows
	}
	return t.fail(err, op, args...)
}

func (t accounts) SetPassword(ctx context.Context, id news.UserID, hash, mustChange string) error {
	n, err := t.exec(ctx, `UPDATE account SET password = $2, password_at = $3, must_change = $4 WHERE id = $1`,
		int64(id), hash, t.Now().UnixMicro(), mustChange)
	return t.changed(n, err, "set password of account %d", id)
}

func (t accounts) SetTOTP(ctx context.Context, id news.UserID, sealed []byte) error {
	var since any
	if sealed != nil {
		since = t.Now().UnixMicro()
	}
	n, err := t.exec(ctx, `UPDATE account SET totp = $2, totp_at = $3, totp_step = 0 WHERE id = $1`, int64(id), sealed, since)
	return t.changed(n, err, "set code generator of account %d", id)
}

func (t accounts) UseStep(ctx context.Context, id news.UserID, step int64) (bool, error) {
	n, err := t.exec(ctx, `UPDATE account SET totp_step = $2 WHERE id = $1 AND totp_step < $2`, int64(id), step)
	return n == 1, t.fail(err, "use a code of account %d", id)
}

func (t accounts) NextEpoch(ctx context.Context, id news.UserID) error {
	n, err := t.exec(ctx, `UPDATE account SET epoch = epoch + 1 WHERE id = $1`, int64(id))
	return t.changed(n, err, "end sign-ins of account %d", id)
}

const passkeyColumns = `id, account, credential, name, data, created, used`

func scanPasskey(r *sql.Rows, p *Passkey) error {
	return r.Scan(&p.ID, &p.User, &p.Credential, &p.Name, &p.Data, at(&p.Created), at(&p.Used))
}

func (t accounts) AddPasskey(ctx context.Context, p *Passkey) error {
	if err := checkText("add passkey", p); err != nil {
		return err
	}
	p.Created = t.Now()
	err := t.insert(ctx, tPasskey, &p.ID, func(id int64) (int64, error) {
		return t.exec(ctx, `
			INSERT INTO passkey (id, account, credential, name, data, created, used)
			VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
			id, int64(p.User), p.Credential, p.Name, p.Data, p.Created.UnixMicro(), micros(p.Used))
	})
	return t.fail(err, "add passkey of account %d", p.User)
}

func (t accounts) SavePasskey(ctx context.Context, p Passkey) error {
	n, err := t.exec(ctx, `UPDATE passkey SET data = $2, used = $3 WHERE id = $1`, p.ID, p.Data, micros(p.Used))
	return t.changed(n, err, "save passkey %d", p.ID)
}

func (t accounts) Passkeys(ctx context.Context, id news.UserID) ([]Passkey, error) {
	r, err := t.query(ctx, `SELECT `+passkeyColumns+` FROM passkey WHERE account = $1 ORDER BY id`, int64(id))
	if err != nil {
		return nil, t.fail(err, "list passkeys of account %d", id)
	}
	return all(t.database, r, scanPasskey, "list passkeys of account %d", id)
}

func (t accounts) RemovePasskey(ctx context.Context, user news.UserID, id int64) (bool, error) {
	n, err := t.exec(ctx, `DELETE FROM passkey WHERE account = $1 AND (id = $2 OR $2 = 0)`, int64(user), id)
	return n > 0, t.fail(err, "remove passkey %d", id)
}

func (t accounts) SetRecovery(ctx context.Context, id news.UserID, hashes []string) error {
	_, err := t.exec(ctx, `DELETE FROM recovery_code WHERE account = $1`, int64(id))
	for _, h := range hashes {
		if err == nil {
			_, err = t.exec(ctx, `INSERT INTO recovery_code (account, hash) VALUES ($1, $2) ON CONFLICT DO NOTHING`, int64(id), h)
		}
	}
	return t.fail(err, "set recovery codes of account %d", id)
}

func (t accounts) UseRecovery(ctx context.Context, id news.UserID, hash string) (bool, error) {
	n, err := t.exec(ctx, `DELETE FROM recovery_code WHERE account = $1 AND hash = $2`, int64(id), hash)
	return n == 1, t.fail(err, "use a recovery code of account %d", id)
}

func (t accounts) Recovery(ctx context.Context, id news.UserID) (n int, err error) {
	err = t.row(ctx, `SELECT count(*) FROM recovery_code WHERE account = $1`, []any{int64(id)}, &n)
	return n, t.fail(err, "count recovery codes of account %d", id)
}

const grantColumns = `id, account, position, sections, until, switches, pending, actor, at`

func scanGrant(r *sql.Rows, g *news.Grant) error {
	return r.Scan(&g.ID, &g.User, &g.Position, fromJSON(&g.Sections), at(&g.Until), fromJSON(&g.On), &g.Pending, &g.By, at(&g.At))
}

func (t accounts) Grants(ctx context.Context, id news.UserID) ([]news.Grant, error) {
	r, err := t.query(ctx, `SELECT `+grantColumns+` FROM account_grant WHERE account = $1 ORDER BY id`, int64(id))
	if err != nil {
		return nil, t.fail(err, "list grants of account %d", id)
	}
	return all(t.database, r, scanGrant, "list grants of account %d", id)
}

func (t accounts) Holders(ctx context.Context, p news.Position) ([]news.Grant, error) {
	r, err := t.query(ctx, `SELECT `+grantColumns+` FROM account_grant WHERE position = $1 ORDER BY account`, string(p))
	if err != nil {
		return nil, t.fail(err, "list grants of %s", p)
	}
	return all(t.database, r, scanGrant, "list grants of %s", p)
}

func (t accounts) Grant(ctx context.Context, id news.GrantID) (news.Grant, error) {
	r, err := t.query(ctx, `SELECT `+grantColumns+` FROM account_grant WHERE id = $1`, int64(id))
	if err != nil {
		return news.Grant{}, t.fail(err, "get grant %d", id)
	}
	return one(t.database, r, scanGrant, "get grant %d", id)
}

func (t accounts) PutGrant(ctx context.Context, g *news.Grant) error {
	if err := checkText("put grant", g); err != nil {
		return err
	}
	sections, err := encode(g.Sections)
	if err != nil {
		return t.fail(err, "put grant")
	}
	on, err := encode(g.On)
	if err != nil {
		return t.fail(err, "put grant")
	}
	if g.At.IsZero() {
		g.At = t.Now()
	}
	args := func(id int64) []any {
		return []any{id, int64(g.User), string(g.Position), sections, micros(g.Until), on, number(g.Pending), g.By, g.At.UnixMicro()}
	}
	err = t.put(ctx, tGrant, (*int64)(&g.ID), func(id int64) (int64, error) {
		return t.exec(ctx, `
			UPDATE account_grant SET account = $2, position = $3, sections = $4, until = $5, switches = $6, pending = $7,
				actor = $8, at = $9
			WHERE id = $1`, args(id)...)
	}, func(id int64) (int64, error) {
		return t.exec(ctx, `
			INSERT INTO account_grant (id, account, position, sections, until, switches, pending, actor, at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`, args(id)...)
	})
	return t.fail(err, "put grant of account %d", g.User)
}

func (t accounts) RemoveGrant(ctx context.Context, id news.GrantID) error {
	n, err := t.exec(ctx, `DELETE FROM account_grant WHERE id = $1`, int64(id))
	return t.changed(n, err, "remove grant %d", id)
}

func (t accounts) OpenWork(ctx context.Context, id news.UserID, after news.ArticleID, limit int) ([]news.ArticleID, error) {
	r, err := t.query(ctx, `
		SELECT id FROM article
		WHERE id > $2 AND work IN ('writing', 'desk', 'ready', 'returned') AND (assignee = $1 OR creator = $1 AND assignee = 0)
		ORDER BY id LIMIT CAST($3 AS BIGINT)`, int64(id), int64(after), limit)
	if err != nil {
		return nil, t.fail(err, "list the open work of account %d", id)
	}
	return all(t.database, r, func(r *sql.Rows, a *news.ArticleID) error { return r.Scan(a) }, "list the open work of account %d", id)
}
