package newsroom

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"warta/internal/auth"
	"warta/internal/news"
	"warta/internal/store"
)

// DefineToken makes an API token for the actor: some of what they may do, over
// some sections, for a year at most (PERM-4). The secret is left in Secret and
// cannot be had again.
type DefineToken struct {
	Name        string
	Permissions []Permission
	Sections    []news.SectionID
	Ends        time.Time
	Secret      *string
	Token       *store.Token
}

func (DefineToken) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermSelf, Subject{}, nil
}

// notByToken are permissions that no program gets: with them it could make
// itself others.
var notByToken = []Permission{PermUsers, PermGrants, PermTokens, PermSelf, PermBackup}

// TokenPowers lists what a person may give to a token.
func TokenPowers(p Person) []Permission {
	return slices.DeleteFunc(PowersOf(p), func(x Permission) bool { return slices.Contains(notByToken, x) })
}

func (c DefineToken) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	if who.kind != "user" {
		return outcome{}, news.Refuse(news.Forbidden, "define token", "auth.no_token", nil)
	}
	if err := proved(tx, who, "define token"); err != nil {
		return outcome{}, err
	}
	var fields []news.FieldError
	bad := func(field, code string, limit int) {
		fields = append(fields, news.FieldError{Field: field, Code: code, Limit: limit})
	}
	name := strings.TrimSpace(c.Name)
	switch {
	case name == "":
		bad("name", "required", 0)
	case news.Length(name) > 80:
		bad("name", "too_long", 80)
	}
	if len(c.Permissions) == 0 {
		bad("permissions", "required", 0)
	}
	mine := TokenPowers(who.Person)
	for _, p := range c.Permissions {
		if !slices.Contains(mine, p) {
			bad("permissions", "not_yours", 0)
			break
		}
	}
	for _, id := range c.Sections {
		if _, err := tx.Taxonomy().Section(ctx, id); news.Is(err, news.NotFound) {
			bad("sections", "unknown", 0)
		} else if err != nil {
			return outcome{}, err
		}
	}
	switch {
	case c.Ends.IsZero():
		bad("ends", "required", 0)
	case !c.Ends.After(tx.Now()):
		bad("ends", "past", 0)
	case c.Ends.Sub(tx.Now()) > auth.MaxTokenAge:
		bad("ends", "too_late", 365)
	}
	if len(fields) > 0 {
		return outcome{}, &news.Error{Kind: news.Invalid, Op: "define token", Code: "fields", Fields: fields}
	}
	secret, hash := auth.NewToken()
	t := store.Token{User: who.User, Hash: hash, Name: name, Sections: c.Sections, Ends: c.Ends}
	for _, p := range c.Permissions {
		t.Permissions = append(t.Permissions, string(p))
	}
	if err := tx.SignIns().AddToken(ctx, &t); err != nil {
		return outcome{}, err
	}
	t.Hash = ""
	*c.Secret = secret
	if c.Token != nil {
		*c.Token = t
	}
	return accountChanged("token.define", who.User, fmt.Sprintf("token %d: %s until %s", t.ID, strings.Join(t.Permissions, " "),
		t.Ends.UTC().Format(time.RFC3339))), nil
}

// RevokeToken ends a token: one's own, or as an admin anybody's.
type RevokeToken struct{ Token news.TokenID }

func (RevokeToken) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermSelf, Subject{}, nil
}

func (c RevokeToken) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	t, err := tx.SignIns().TokenByID(ctx, c.Token)
	if err != nil {
		return outcome{}, err
	}
	// Another's token is not found, rather than forbidden, for those who may not.
	if who.kind != "operator" && who.User != t.User && !Can(who, PermTokens, Subject{}) {
		return outcome{}, news.E(news.NotFound, "revoke token", nil)
	}
	if err := tx.SignIns().EndToken(ctx, t.ID); err != nil {
		return outcome{}, err
	}
	return accountChanged("token.revoke", t.User, fmt.Sprintf("token %d", t.ID)), nil
}
