package newsroom

import (
	"context"
	"strings"

	"warta/internal/auth"
	"warta/internal/news"
	"warta/internal/store"
)

// ExportUser gives all that is kept about an account (PRS-102), for the person
// or, with a reason that goes into the audit trail, for an admin (PRS-108).
type ExportUser struct {
	User   news.UserID
	Reason string
	Out    *AccountExport
}

// AccountExport is everything about one account but its secrets.
type AccountExport struct {
	User     store.User
	Grants   []news.Grant
	Sessions []store.Session
	Tokens   []store.Token
	Passkeys []string
	// HasPassword, HasGenerator: there is one; what it is stays here.
	HasPassword, HasGenerator bool
	Log                       []store.Login
	// Register says why each thing is kept, and how long.
	Register []auth.Personal
}

func (ExportUser) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermSelf, Subject{}, nil
}

func (c ExportUser) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	own := who.User != 0 && who.User == c.User
	// Technicians and chiefs (PRS-108).
	if !own && !Can(who, PermUsers, Subject{}) && !Can(who, PermGrants, Subject{}) {
		return outcome{}, news.E(news.Forbidden, string(PermUsers), nil)
	}
	if err := proved(tx, who, "export account"); err != nil {
		return outcome{}, err
	}
	reason := strings.TrimSpace(c.Reason)
	if !own && reason == "" {
		return outcome{}, badField("export", "reason", "required")
	}
	var x AccountExport
	var err error
	if x.User, err = tx.Accounts().Get(ctx, c.User); err != nil {
		return outcome{}, err
	}
	if x.Grants, err = tx.Accounts().Grants(ctx, c.User); err != nil {
		return outcome{}, err
	}
	if x.Sessions, err = tx.SignIns().Sessions(ctx, c.User); err != nil {
		return outcome{}, err
	}
	for i := range x.Sessions {
		x.Sessions[i].Hash = ""
	}
	if x.Tokens, err = tx.SignIns().Tokens(ctx, c.User); err != nil {
		return outcome{}, err
	}
	keys, err := tx.Accounts().Passkeys(ctx, c.User)
	if err != nil {
		return outcome{}, err
	}
	for _, k := range keys {
		x.Passkeys = append(x.Passkeys, k.Name)
	}
	cred, err := tx.Accounts().Credentials(ctx, c.User)
	if err != nil {
		return outcome{}, err
	}
	x.HasPassword, x.HasGenerator = cred.Password != "", cred.TOTP != nil
	for before := int64(0); ; {
		lines, err := tx.SignIns().Logged(ctx, c.User, before, 500)
		if err != nil {
			return outcome{}, err
		}
		x.Log = append(x.Log, lines...)
		if len(lines) < 500 {
			break
		}
		before = lines[len(lines)-1].ID
	}
	x.Register = auth.RegisterOf("staff")
	*c.Out = x
	return accountChanged("account.export", c.User, reason), nil
}
