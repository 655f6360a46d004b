package newsroom

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"warta/internal/auth"
	"warta/internal/locale"
	"warta/internal/news"
	"warta/internal/store"
)

// The commands of this file change who may do what. Each ends, in its own
// transaction, whatever the account concerned was signed in with.

// accountChanged is an outcome about an account. Its event wakes other nodes and
// touches no page.
func accountChanged(command string, user news.UserID, reason string) outcome {
	return outcome{
		events: []news.Event{{Kind: news.EventAccount}},
		audit:  store.AuditRow{Command: command, Subject: "user " + user.String(), Reason: reason},
	}
}

// proved refuses somebody signed in who has not proved lately who they are
// (PERM-3), and every token: rights are not changed by programs.
func proved(tx store.Tx, who Actor, op string) error {
	switch who.kind {
	case "token":
		return news.Refuse(news.Forbidden, op, "auth.no_token", nil)
	case "user":
		if who.Fresh.IsZero() || tx.Now().Sub(who.Fresh) > auth.FreshTime {
			return news.Refuse(news.Forbidden, op, "auth.step_up", nil)
		}
	}
	return nil
}

// InviteUser makes an account with its grants and a link by which the person
// chooses a password. User.ID, Link and Ends are left in the command.
type InviteUser struct {
	User   *store.User
	Grants []news.Grant
	// Link is the secret behind auth.LinkPath, Ends when it is over.
	Link *string
	Ends *time.Time
}

func (InviteUser) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermUsers, Subject{}, nil
}

func (c InviteUser) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	if err := proved(tx, who, "invite"); err != nil {
		return outcome{}, err
	}
	u := *c.User
	u.Name, u.Email = strings.TrimSpace(u.Name), strings.TrimSpace(u.Email)
	if fields := auth.CheckUser(u.Name, u.Email); len(fields) > 0 {
		return outcome{}, &news.Error{Kind: news.Invalid, Op: "invite", Code: "fields", Fields: fields}
	}
	u.ID, u.Active, u.Owner, u.Handle, u.Locale = 0, true, false, auth.NewHandle(), locale.Get(u.Locale).Tag()
	if err := putUser(ctx, tx, &u); err != nil {
		return outcome{}, err
	}
	var granted []string
	for _, g := range c.Grants {
		g.ID, g.User = 0, u.ID
		if err := giveGrant(ctx, tx, who, &g); err != nil {
			return outcome{}, err
		}
		granted = append(granted, grantText(g))
	}
	secret, ends, err := auth.NewLink(ctx, tx, auth.LinkInvite, u.ID, who.String())
	if err != nil {
		return outcome{}, err
	}
	*c.User = u
	if c.Link != nil {
		*c.Link = secret
	}
	if c.Ends != nil {
		*c.Ends = ends
	}
	return accountChanged("account.invite", u.ID, strings.Join(granted, "; ")), nil
}

// InviteAgain gives a fresh link to somebody who was invited and has no password
// yet; the former one ends.
type InviteAgain struct {
	User news.UserID
	Link *string
	Ends *time.Time
}

func (InviteAgain) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermUsers, Subject{}, nil
}

func (c InviteAgain) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	if err := proved(tx, who, "invite again"); err != nil {
		return outcome{}, err
	}
	u, err := tx.Accounts().Get(ctx, c.User)
	if err != nil {
		return outcome{}, err
	}
	cred, err := tx.Accounts().Credentials(ctx, u.ID)
	if err != nil {
		return outcome{}, err
	}
	if !u.Active || cred.Password != "" {
		return outcome{}, news.Refuse(news.Conflict, "invite again", "auth.has_password", nil)
	}
	secret, ends, err := auth.NewLink(ctx, tx, auth.LinkInvite, u.ID, who.String())
	if err != nil {
		return outcome{}, err
	}
	if c.Link != nil {
		*c.Link = secret
	}
	if c.Ends != nil {
		*c.Ends = ends
	}
	return accountChanged("account.invite_again", u.ID, ""), nil
}

func putUser(ctx context.Context, tx store.Tx, u *store.User) error {
	err := tx.Accounts().Put(ctx, u)
	if news.Is(err, news.Conflict) {
		return &news.Error{Kind: news.Invalid, Op: "put account", Code: "fields",
			Fields: []news.FieldError{{Field: "email", Code: "taken"}}, Err: err}
	}
	return err
}

// grantText describes a grant for audit rows: grants are removed, rows are not.
func grantText(g news.Grant) string {
	text := string(g.Position)
	if len(g.Sections) > 0 {
		text += fmt.Sprintf(" over sections %v", g.Sections)
	}
	if len(g.On) > 0 {
		text += fmt.Sprintf(" with %v", g.On)
	}
	if !g.Until.IsZero() {
		text += " until " + g.Until.UTC().Format(time.RFC3339)
	}
	if g.Pending {
		text += " (pending)"
	}
	return text
}

// giveGrant checks a grant and who may give it, and puts it.
func giveGrant(ctx context.Context, tx store.Tx, who Actor, g *news.Grant) error {
	var fields []news.FieldError
	if !slices.Contains(news.Positions, g.Position) {
		fields = append(fields, news.FieldError{Field: "position", Code: "unknown"})
	}
	for _, s := range g.On {
		if !slices.Contains(news.Switches, s) {
			fields = append(fields, news.FieldError{Field: "on", Code: "unknown"})
		}
	}
	if !g.Until.IsZero() && !g.Until.After(tx.Now()) {
		fields = append(fields, news.FieldError{Field: "until", Code: "past"})
	}
	for _, id := range g.Sections {
		if _, err := tx.Taxonomy().Section(ctx, id); news.Is(err, news.NotFound) {
			fields = append(fields, news.FieldError{Field: "sections", Code: "unknown"})
		} else if err != nil {
			return err
		}
	}
	if len(fields) > 0 {
		return &news.Error{Kind: news.Invalid, Op: "grant", Code: "fields", Fields: fields}
	}
	if err := mayGrant(ctx, tx, who, *g); err != nil {
		return err
	}
	g.By, g.At = who.String(), tx.Now()
	return tx.Accounts().PutGrant(ctx, g)
}

// mayGrant is PERM-1 and the last rows of the table: an admin grants everything
// to others, and nobody an editorial position to an admin but a second person
// who is pemred (the install owner when nobody is); a pemred grants up to
// redaktur within their own scope.
func mayGrant(ctx context.Context, tx store.Tx, who Actor, g news.Grant) error {
	no := func(code string) error { return news.Refuse(news.Forbidden, "grant", "auth."+code, nil) }
	if who.kind == "operator" {
		return nil
	}
	if who.kind == "import" {
		if g.Pending {
			return nil
		}
		return no("grant_pending")
	}
	if who.User == g.User {
		return no("grant_self")
	}
	admin, chief := who.holds(news.Admin), who.holds(news.Pemred)
	if g.Position != news.Admin {
		target, err := tx.Accounts().Grants(ctx, g.User)
		if err != nil {
			return err
		}
		isAdmin := slices.ContainsFunc(target, func(t news.Grant) bool {
			return t.Position == news.Admin && !t.Pending && (t.Until.IsZero() || tx.Now().Before(t.Until))
		})
		if isAdmin && !chief {
			alone, err := noChief(ctx, tx)
			if err != nil {
				return err
			}
			asker, err := tx.Accounts().Get(ctx, who.User)
			if err != nil {
				return err
			}
			if !alone || !asker.Owner {
				return no("grant_second")
			}
		}
	}
	switch {
	case admin:
		return nil
	case !chief:
		return no("grant_rank")
	case g.Position != news.Penulis && g.Position != news.Redaktur:
		return no("grant_rank")
	}
	// What a pemred of some sections grants lies in them.
	for _, own := range who.Grants {
		if own.Position != news.Pemred || own.Pending || !own.Until.IsZero() && !who.At.Before(own.Until) {
			continue
		}
		if len(own.Sections) == 0 {
			return nil
		}
		if len(g.Sections) == 0 {
			continue
		}
		inside := true
		for _, id := range g.Sections {
			up, err := ancestors(ctx, tx, id)
			if err != nil {
				return err
			}
			inside = inside && slices.ContainsFunc(up, func(s news.SectionID) bool { return slices.Contains(own.Sections, s) })
		}
		if inside {
			return nil
		}
	}
	return no("grant_scope")
}

// ancestors are a section and those above it.
func ancestors(ctx context.Context, tx store.Tx, id news.SectionID) (out []news.SectionID, err error) {
	for range 16 {
		s, err := tx.Taxonomy().Section(ctx, id)
		if err != nil {
			return nil, err
		}
		out = append(out, id)
		if id = s.Parent; id == 0 {
			break
		}
	}
	return out, nil
}

// holds reports whether the actor has a position now, over any scope.
func (a Actor) holds(p news.Position) bool {
	return slices.ContainsFunc(a.Grants, func(g news.Grant) bool {
		return g.Position == p && !g.Pending && (g.Until.IsZero() || a.At.Before(g.Until))
	})
}

// holders are the active users who hold a position now.
func holders(ctx context.Context, tx store.Tx, p news.Position) (out []news.UserID, err error) {
	grants, err := tx.Accounts().Holders(ctx, p)
	if err != nil {
		return nil, err
	}
	for _, g := range grants {
		if g.Pending || !g.Until.IsZero() && !tx.Now().Before(g.Until) || slices.Contains(out, g.User) {
			continue
		}
		u, err := tx.Accounts().Get(ctx, g.User)
		if err != nil {
			return nil, err
		}
		if u.Active {
			out = append(out, g.User)
		}
	}
	return out, nil
}

func noChief(ctx context.Context, tx store.Tx) (bool, error) {
	chiefs, err := holders(ctx, tx, news.Pemred)
	return len(chiefs) == 0, err
}

// keepsAdmin refuses a change after which nobody could look after accounts. The
// operator may: they can make another.
func keepsAdmin(ctx context.Context, tx store.Tx, who Actor) error {
	if who.kind == "operator" {
		return nil
	}
	left, err := holders(ctx, tx, news.Admin)
	if err == nil && len(left) == 0 {
		err = news.Refuse(news.Conflict, "take admin away", "auth.last_admin", nil)
	}
	return err
}

// GrantPosition gives a user a position, or changes a grant that has a number.
// The number is left in the value. The user signs in anew: a session is never
// worth more, or less, than when it began.
type GrantPosition struct{ Grant *news.Grant }

func (GrantPosition) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermGrants, Subject{}, nil
}

func (c GrantPosition) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	if err := proved(tx, who, "grant"); err != nil {
		return outcome{}, err
	}
	g := *c.Grant
	u, err := tx.Accounts().Get(ctx, g.User)
	if err != nil {
		return outcome{}, err
	}
	if !u.Erased.IsZero() {
		return outcome{}, news.E(news.NotFound, "grant", nil)
	}
	reason := grantText(g)
	if g.ID != 0 {
		was, err := tx.Accounts().Grant(ctx, g.ID)
		if err != nil {
			return outcome{}, err
		}
		if was.User != g.User {
			return outcome{}, news.E(news.NotFound, "change grant", nil)
		}
		// Whoever changes a grant takes the old one away.
		if err := mayGrant(ctx, tx, who, was); err != nil {
			return outcome{}, err
		}
		reason = grantText(was) + " → " + reason
	}
	if err := giveGrant(ctx, tx, who, &g); err != nil {
		return outcome{}, err
	}
	if err := keepsAdmin(ctx, tx, who); err != nil {
		return outcome{}, err
	}
	*c.Grant = g
	return accountChanged("grant.give", g.User, reason), auth.EndAccess(ctx, tx, g.User, false)
}

// RevokeGrant takes a position away.
type RevokeGrant struct{ Grant news.GrantID }

func (RevokeGrant) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermGrants, Subject{}, nil
}

func (c RevokeGrant) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	if err := proved(tx, who, "revoke"); err != nil {
		return outcome{}, err
	}
	g, err := tx.Accounts().Grant(ctx, c.Grant)
	if err != nil {
		return outcome{}, err
	}
	// Everybody may step down.
	if who.User == 0 || who.User != g.User {
		if err := mayGrant(ctx, tx, who, g); err != nil {
			return outcome{}, err
		}
	}
	if err := tx.Accounts().RemoveGrant(ctx, g.ID); err != nil {
		return outcome{}, err
	}
	if err := keepsAdmin(ctx, tx, who); err != nil {
		return outcome{}, err
	}
	return accountChanged("grant.revoke", g.User, grantText(g)), auth.EndAccess(ctx, tx, g.User, false)
}

// ConfirmGrants lets an imported account's grants take effect (PERM-6).
type ConfirmGrants struct{ User news.UserID }

func (ConfirmGrants) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermUsers, Subject{}, nil
}

func (c ConfirmGrants) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	if err := proved(tx, who, "confirm grants"); err != nil {
		return outcome{}, err
	}
	grants, err := tx.Accounts().Grants(ctx, c.User)
	if err != nil {
		return outcome{}, err
	}
	var confirmed []string
	for _, g := range grants {
		if !g.Pending {
			continue
		}
		g.Pending = false
		if err := giveGrant(ctx, tx, who, &g); err != nil {
			return outcome{}, err
		}
		confirmed = append(confirmed, grantText(g))
	}
	if len(confirmed) == 0 {
		return outcome{}, news.Refuse(news.Conflict, "confirm grants", "auth.nothing_pending", nil)
	}
	return accountChanged("grant.confirm", c.User, strings.Join(confirmed, "; ")), auth.EndAccess(ctx, tx, c.User, false)
}

// ChangeUser changes an account's name, e-mail, profile and language. People may
// change their own name, e-mail and language; the profile is an admin's to link.
type ChangeUser struct{ User store.User }

func (ChangeUser) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermSelf, Subject{}, nil
}

func (c ChangeUser) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	admin := Can(who, PermUsers, Subject{})
	if !admin && (who.User == 0 || who.User != c.User.ID) {
		return outcome{}, news.E(news.Forbidden, string(PermUsers), nil)
	}
	if err := proved(tx, who, "change account"); err != nil {
		return outcome{}, err
	}
	u, err := tx.Accounts().Get(ctx, c.User.ID)
	if err != nil {
		return outcome{}, err
	}
	if !u.Erased.IsZero() {
		return outcome{}, news.E(news.NotFound, "change account", nil)
	}
	was := u
	u.Name, u.Email = strings.TrimSpace(c.User.Name), strings.TrimSpace(c.User.Email)
	if c.User.Locale != "" {
		u.Locale = locale.Get(c.User.Locale).Tag()
	}
	if admin {
		u.Person = c.User.Person
	}
	if fields := auth.CheckUser(u.Name, u.Email); len(fields) > 0 {
		return outcome{}, &news.Error{Kind: news.Invalid, Op: "change account", Code: "fields", Fields: fields}
	}
	if err := putUser(ctx, tx, &u); err != nil {
		return outcome{}, err
	}
	var changed []string
	for name, differs := range map[string]bool{"name": u.Name != was.Name, "e-mail": u.Email != was.Email,
		"profile": u.Person != was.Person, "language": u.Locale != was.Locale} {
		if differs {
			changed = append(changed, name)
		}
	}
	slices.Sort(changed)
	out := accountChanged("account.change", u.ID, strings.Join(changed, ", "))
	if u.Email != was.Email || u.Person != was.Person {
		return out, auth.EndAccess(ctx, tx, u.ID, false)
	}
	return out, nil
}

// DisableUser ends an account: nobody can sign in with it, everything that was
// signed in ends on every node, and its open work goes to somebody else.
type DisableUser struct {
	User news.UserID
	// HandTo gets the open work; zero leaves it where it is.
	HandTo news.UserID
	Reason string
}

func (DisableUser) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermUsers, Subject{}, nil
}

func (c DisableUser) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	if err := proved(tx, who, "disable account"); err != nil {
		return outcome{}, err
	}
	if who.User != 0 && who.User == c.User {
		return outcome{}, news.Refuse(news.Conflict, "disable account", "auth.disable_self", nil)
	}
	u, err := tx.Accounts().Get(ctx, c.User)
	if err != nil {
		return outcome{}, err
	}
	if !u.Active {
		return outcome{}, news.Refuse(news.Conflict, "disable account", "auth.disabled", nil)
	}
	reason := c.Reason
	var handed []news.Event
	if c.HandTo != 0 {
		to, err := tx.Accounts().Get(ctx, c.HandTo)
		if err != nil {
			return outcome{}, err
		}
		if !to.Active || to.ID == u.ID {
			return outcome{}, &news.Error{Kind: news.Invalid, Op: "disable account", Code: "fields",
				Fields: []news.FieldError{{Field: "hand_to", Code: "unknown"}}}
		}
		if handed, err = takeOver(ctx, tx, u.ID, to.ID); err != nil {
			return outcome{}, err
		}
		reason = strings.TrimSpace(fmt.Sprintf("%s (%d articles to user %d)", reason, len(handed), to.ID))
	}
	u.Active = false
	if err := tx.Accounts().Put(ctx, &u); err != nil {
		return outcome{}, err
	}
	if err := keepsAdmin(ctx, tx, who); err != nil {
		return outcome{}, err
	}
	out := accountChanged("account.disable", u.ID, reason)
	out.events = append(handed, out.events...)
	return out, auth.EndAccess(ctx, tx, u.ID, true)
}

// takeOver makes somebody the owner at the desk of another's open work: what the
// other began or works on, and readers have not got yet in this form.
func takeOver(ctx context.Context, tx store.Tx, from, to news.UserID) (events []news.Event, err error) {
	const piece = 200
	for after := news.ArticleID(0); ; {
		ids, err := tx.Accounts().OpenWork(ctx, from, after, piece)
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			after = id
			a, err := tx.Articles().Get(ctx, id)
			if err != nil {
				return nil, err
			}
			a.Assignee = to
			if err := tx.Articles().Save(ctx, &a, a.Revision); err != nil {
				return nil, err
			}
			events = append(events, news.Event{Edition: a.Edition, Kind: news.EventWork, Article: id})
		}
		if len(ids) < piece {
			return events, nil
		}
	}
}

// EnableUser lets a disabled account sign in again, by a link: what it was
// signed in with stays ended.
type EnableUser struct {
	User news.UserID
	Link *string
}

func (EnableUser) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermUsers, Subject{}, nil
}

func (c EnableUser) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	if err := proved(tx, who, "enable account"); err != nil {
		return outcome{}, err
	}
	u, err := tx.Accounts().Get(ctx, c.User)
	if err != nil {
		return outcome{}, err
	}
	if u.Active || !u.Erased.IsZero() {
		return outcome{}, news.Refuse(news.Conflict, "enable account", "auth.enabled", nil)
	}
	u.Active = true
	if err := tx.Accounts().Put(ctx, &u); err != nil {
		return outcome{}, err
	}
	secret, _, err := auth.NewLink(ctx, tx, auth.LinkReset, u.ID, who.String())
	if err != nil {
		return outcome{}, err
	}
	if c.Link != nil {
		*c.Link = secret
	}
	return accountChanged("account.enable", u.ID, ""), tx.Accounts().SetPassword(ctx, u.ID, "", "")
}

// ResetSignIn takes from an account everything it signs in with, second factor
// included, and gives a link to begin anew: a lost telephone, a forgotten
// password, an account in wrong hands.
type ResetSignIn struct {
	User news.UserID
	Link *string
	Ends *time.Time
}

func (ResetSignIn) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermUsers, Subject{}, nil
}

func (c ResetSignIn) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	if err := proved(tx, who, "reset sign-in"); err != nil {
		return outcome{}, err
	}
	u, err := tx.Accounts().Get(ctx, c.User)
	if err != nil {
		return outcome{}, err
	}
	if !u.Active {
		return outcome{}, news.Refuse(news.Conflict, "reset sign-in", "auth.disabled", nil)
	}
	if err := auth.EndAccess(ctx, tx, u.ID, true); err != nil {
		return outcome{}, err
	}
	if err := tx.Accounts().SetPassword(ctx, u.ID, "", ""); err != nil {
		return outcome{}, err
	}
	secret, ends, err := auth.NewLink(ctx, tx, auth.LinkReset, u.ID, who.String())
	if err != nil {
		return outcome{}, err
	}
	if c.Link != nil {
		*c.Link = secret
	}
	if c.Ends != nil {
		*c.Ends = ends
	}
	return accountChanged("account.reset", u.ID, ""), nil
}

// EndUserSessions signs a user out everywhere; the account stays as it is.
type EndUserSessions struct{ User news.UserID }

func (EndUserSessions) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermUsers, Subject{}, nil
}

func (c EndUserSessions) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	if err := proved(tx, who, "end sessions"); err != nil {
		return outcome{}, err
	}
	if _, err := tx.Accounts().Get(ctx, c.User); err != nil {
		return outcome{}, err
	}
	return accountChanged("account.sign_out", c.User, ""), auth.EndAccess(ctx, tx, c.User, false)
}

// ResetEverything signs everybody out, ends every token and link, and makes
// every preview link worthless (threat N11).
type ResetEverything struct{ Reason string }

func (ResetEverything) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermUsers, Subject{}, nil
}

func (c ResetEverything) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	if err := proved(tx, who, "reset everything"); err != nil {
		return outcome{}, err
	}
	return accountChanged("account.reset_all", 0, c.Reason), auth.EndEverything(ctx, tx)
}

// EraseUser takes a person's data out of a disabled account (PRS-102): name,
// e-mail, factors, devices and addresses go; the number stays in audit rows and
// revisions, and bylines stay as published work.
type EraseUser struct{ User news.UserID }

func (EraseUser) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermUsers, Subject{}, nil
}

func (c EraseUser) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	if err := proved(tx, who, "erase account"); err != nil {
		return outcome{}, err
	}
	u, err := tx.Accounts().Get(ctx, c.User)
	if err != nil {
		return outcome{}, err
	}
	if u.Active || !u.Erased.IsZero() {
		return outcome{}, news.Refuse(news.Conflict, "erase account", "auth.erase_active", nil)
	}
	u.Name, u.Email, u.Person, u.Erased = "user "+u.ID.String(), "", 0, tx.Now()
	if err := tx.Accounts().Put(ctx, &u); err != nil {
		return outcome{}, err
	}
	grants, err := tx.Accounts().Grants(ctx, u.ID)
	if err != nil {
		return outcome{}, err
	}
	for _, g := range grants {
		if err := tx.Accounts().RemoveGrant(ctx, g.ID); err != nil {
			return outcome{}, err
		}
	}
	if err := auth.EndAccess(ctx, tx, u.ID, true); err != nil {
		return outcome{}, err
	}
	if err := tx.Accounts().SetPassword(ctx, u.ID, "", ""); err != nil {
		return outcome{}, err
	}
	return accountChanged("account.erase", u.ID, ""), tx.SignIns().EraseTraces(ctx, u.ID)
}

// ImportAccount brings in an account from elsewhere, with its password hash as
// it was and grants that wait for an admin (PERM-6). Twice the same origin
// changes nothing; an e-mail that is here already is refused as Invalid.
type ImportAccount struct {
	User     *store.User
	Password string
	Grants   []news.Grant
}

func (ImportAccount) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermRunImport, Subject{}, nil
}

func (c ImportAccount) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	u := *c.User
	if u.Origin != "" {
		known, err := tx.Accounts().ByOrigin(ctx, u.Origin)
		if err == nil {
			*c.User = known
			return outcome{}, nil
		}
		if !news.Is(err, news.NotFound) {
			return outcome{}, err
		}
	}
	u.Name, u.Email = strings.TrimSpace(u.Name), strings.TrimSpace(u.Email)
	if fields := auth.CheckUser(u.Name, u.Email); len(fields) > 0 {
		return outcome{}, &news.Error{Kind: news.Invalid, Op: "import account", Code: "fields", Fields: fields}
	}
	u.ID, u.Active, u.Owner, u.Handle, u.Locale = 0, true, false, auth.NewHandle(), locale.Get(u.Locale).Tag()
	if err := putUser(ctx, tx, &u); err != nil {
		return outcome{}, err
	}
	note := "no password"
	if scheme := auth.Scheme(c.Password); scheme != "" {
		note = "password " + scheme
		if err := tx.Accounts().SetPassword(ctx, u.ID, c.Password, ""); err != nil {
			return outcome{}, err
		}
	}
	for _, g := range c.Grants {
		g.ID, g.User, g.Pending = 0, u.ID, true
		if err := giveGrant(ctx, tx, who, &g); err != nil {
			return outcome{}, err
		}
		note += "; " + grantText(g)
	}
	*c.User = u
	return accountChanged("account.import", u.ID, note), nil
}
