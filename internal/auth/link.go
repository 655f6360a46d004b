package auth

import (
	"context"
	"strings"
	"time"

	"warta/internal/news"
	"warta/internal/store"
)

// A one-time link brings somebody in who has no password yet, or none any more.
// It lasts 24 hours and works once, is fit to be sent by WhatsApp (looking at
// it, as that does for a preview, uses nothing up), and ends when another is
// made for the same account.

// The kinds of links.
const (
	LinkOwner  = "owner"
	LinkInvite = "invite"
	LinkReset  = "reset"
)

// LinkPath is where a link leads, with its secret behind.
const LinkPath = "/newsroom/link/"

// NewLink puts a link for an account into a transaction and gives its secret.
// Commands of package newsroom call it.
func NewLink(ctx context.Context, tx store.Tx, kind string, user news.UserID, by string) (secret string, ends time.Time, err error) {
	if err := tx.SignIns().EndLinks(ctx, user, ""); err != nil {
		return "", ends, err
	}
	secret, hash := NewSecret()
	ends = tx.Now().Add(linkTime)
	return secret, ends, tx.SignIns().AddLink(ctx, store.Link{Hash: hash, Kind: kind, User: user, By: by, Ends: ends})
}

// FirstOwner gives a fresh link for the first owner while the newspaper has no
// users, and "" when it has some.
func (k *Keeper) FirstOwner(ctx context.Context) (secret string, ends time.Time, err error) {
	err = k.db.Write(ctx, func(tx store.Tx) error {
		secret = ""
		some, err := tx.Accounts().List(ctx, 0, 1)
		if err != nil || len(some) > 0 {
			return err
		}
		secret, ends, err = NewLink(ctx, tx, LinkOwner, 0, "operator")
		return err
	})
	return secret, ends, err
}

// Invitation is what a link offers.
type Invitation struct {
	Kind string
	// User is who it is for; zero for the first owner.
	User store.User
	Ends time.Time
}

// errLink is the one answer to a link that never was, was used or is over.
func errLink() error { return refuse(news.NotFound, "open a link", "link") }

func (k *Keeper) link(ctx context.Context, tx store.Tx, secret string) (store.Link, store.User, error) {
	hash, ok := readSecret(secret)
	if !ok {
		return store.Link{}, store.User{}, errLink()
	}
	l, err := tx.SignIns().Link(ctx, hash)
	if news.Is(err, news.NotFound) {
		return l, store.User{}, errLink()
	}
	if err != nil {
		return l, store.User{}, err
	}
	if !tx.Now().Before(l.Ends) || l.Kind != LinkOwner && l.Kind != LinkInvite && l.Kind != LinkReset {
		return l, store.User{}, errLink()
	}
	if l.User == 0 {
		// Whoever comes second finds an owner.
		some, err := tx.Accounts().List(ctx, 0, 1)
		if err == nil && len(some) > 0 {
			err = errLink()
		}
		return l, store.User{}, err
	}
	u, err := tx.Accounts().Get(ctx, l.User)
	if err == nil && !u.Active {
		err = errLink()
	}
	return l, u, err
}

// Invitation looks at a link without using it.
func (k *Keeper) Invitation(ctx context.Context, secret string) (inv Invitation, err error) {
	err = k.db.Read(ctx, func(tx store.Tx) error {
		l, u, err := k.link(ctx, tx, secret)
		inv = Invitation{Kind: l.Kind, User: u, Ends: l.Ends}
		return err
	})
	return inv, err
}

// Accept is what somebody with a link fills in. Name and Email are asked of the
// first owner; of others the name may be changed.
type Accept struct {
	Name, Email, Locale, Password string
}

// Accept uses a link: it sets the password, ends whatever the account was signed
// in with, and signs in. Invalid names the fields; nothing is used up then.
func (k *Keeper) Accept(ctx context.Context, c Caller, secret string, a Accept) (Entry, error) {
	inv, err := k.Invitation(ctx, secret)
	if err != nil {
		return Entry{}, err
	}
	a.Name, a.Email = strings.TrimSpace(a.Name), strings.TrimSpace(a.Email)
	if inv.Kind != LinkOwner {
		a.Email = inv.User.Email
	}
	if a.Name == "" {
		a.Name = inv.User.Name
	}
	fields := CheckUser(a.Name, a.Email)
	fields = append(fields, fieldsOf(k.checkPassword(a.Password, k.ownWords(a.Name, a.Email)...))...)
	if len(fields) > 0 {
		return Entry{}, &news.Error{Kind: news.Invalid, Op: "accept a link", Code: "fields", Fields: fields}
	}
	hash, err := k.hasher.hash(ctx, a.Password)
	if err != nil {
		return Entry{}, err
	}
	var e Entry
	err = k.db.Write(ctx, func(tx store.Tx) error {
		e = Entry{}
		l, u, err := k.link(ctx, tx, secret)
		if err != nil {
			return err
		}
		if used, err := tx.SignIns().UseLink(ctx, l.Hash); err != nil || !used {
			if err == nil {
				err = errLink()
			}
			return err
		}
		command := "account.accept"
		if l.Kind == LinkReset {
			command = "account.reset_done"
		}
		if l.Kind == LinkOwner {
			command = "account.owner"
			u = store.User{Email: a.Email, Active: true, Owner: true, Handle: NewHandle()}
		}
		u.Name = a.Name
		if a.Locale != "" {
			u.Locale = localeTag(a.Locale)
		}
		if err := tx.Accounts().Put(ctx, &u); err != nil {
			return err
		}
		if l.Kind == LinkOwner {
			// The first account holds both, so that there is somebody who may grant
			// and somebody who may publish (PERM-6).
			for _, p := range []news.Position{news.Admin, news.Pemred} {
				if err := tx.Accounts().PutGrant(ctx, &news.Grant{User: u.ID, Position: p, By: "operator"}); err != nil {
					return err
				}
			}
		}
		if err := tx.Accounts().SetPassword(ctx, u.ID, hash, ""); err != nil {
			return err
		}
		if err := EndAccess(ctx, tx, u.ID, false); err != nil {
			return err
		}
		// Whoever still has a second factor proves it before the first session:
		// a link alone must not get around it.
		cred, err := tx.Accounts().Credentials(ctx, u.ID)
		if err != nil {
			return err
		}
		factor, err := hasFactor(ctx, tx, u.ID, cred)
		if err != nil {
			return err
		}
		if e.User = u; !factor {
			if err := k.begin(ctx, tx, c, u, "link", false, &e); err != nil {
				return err
			}
		}
		return record(ctx, tx, c, actorOf(u.ID), command, u.ID, l.Kind)
	})
	if news.Is(err, news.Conflict) {
		return Entry{}, &news.Error{Kind: news.Invalid, Op: "accept a link", Code: "fields",
			Fields: []news.FieldError{{Field: "email", Code: "taken"}}, Err: err}
	}
	return e, err
}

func fieldsOf(err error) []news.FieldError {
	if e, ok := err.(*news.Error); ok {
		return e.Fields
	}
	return nil
}

// CheckUser names what is wrong with a user's name and e-mail.
func CheckUser(name, email string) (fields []news.FieldError) {
	switch n := news.Length(name); {
	case strings.TrimSpace(name) == "":
		fields = append(fields, news.FieldError{Field: "name", Code: "required"})
	case n > 120:
		fields = append(fields, news.FieldError{Field: "name", Code: "too_long", Limit: 120})
	case strings.ContainsAny(name, "\r\n"):
		fields = append(fields, news.FieldError{Field: "name", Code: "one_line"})
	}
	user, host, ok := strings.Cut(email, "@")
	switch {
	case email == "":
		fields = append(fields, news.FieldError{Field: "email", Code: "required"})
	case len(email) > 254:
		fields = append(fields, news.FieldError{Field: "email", Code: "too_long", Limit: 254})
	case !ok || user == "" || host == "" || strings.ContainsAny(email, " \t\r\n<>\",;\x00") || strings.Contains(host, "@"):
		fields = append(fields, news.FieldError{Field: "email", Code: "email"})
	}
	return fields
}

// NewHandle makes the name by which passkeys know an account.
func NewHandle() string {
	secret, _ := NewSecret()
	return secret
}
