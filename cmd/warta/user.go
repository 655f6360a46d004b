package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"warta/internal/auth"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
)

// userCmd is "warta user": accounts for whoever holds the data folder. It works
// beside a running server, which knows of it at its next request.
type userCmd struct {
	List      userListCmd      `cmd:"" help:"List accounts with their positions."`
	Owner     userOwnerCmd     `cmd:"" help:"Print a fresh link for the first owner of a newspaper without accounts."`
	Add       userAddCmd       `cmd:"" help:"Make an account and print its invitation link."`
	Invite    userInviteCmd    `cmd:"" help:"Print a fresh invitation link for an account that has no password yet."`
	Grant     userGrantCmd     `cmd:"" help:"Give a position."`
	Revoke    userRevokeCmd    `cmd:"" help:"Take a position away."`
	Confirm   userConfirmCmd   `cmd:"" help:"Let the positions of an imported account take effect."`
	Reset     userResetCmd     `cmd:"" help:"Take away password and second factor, end all sessions, and print a link to begin anew: a lost telephone, a forgotten password."`
	Sessions  userSessionsCmd  `cmd:"" help:"Show where somebody is signed in, or sign them out."`
	Disable   userDisableCmd   `cmd:"" help:"End an account: nobody signs in with it any more."`
	Enable    userEnableCmd    `cmd:"" help:"Let a disabled account in again, by a link."`
	Export    userExportCmd    `cmd:"" help:"Print all that is kept about an account, as JSON."`
	Erase     userEraseCmd     `cmd:"" help:"Take a person's data out of a disabled account."`
	Passwords userPasswordsCmd `cmd:"" help:"Make the filter of breached passwords from a list of your own: one password, or its SHA-1, a line."`
	ResetAll  userResetAllCmd  `cmd:"" name:"reset-all" help:"Sign everybody out; end every token, link and preview. For the worst day."`
}

// userLink is for commands that print a link.
type userLink struct {
	Newsroom string `help:"Address of the newsroom, to print before links." default:"http://127.0.0.1:8080" placeholder:"URL" env:"WARTA_NEWSROOM"`
}

func (l userLink) print(a *app, secret string) {
	first, _, _ := strings.Cut(l.Newsroom, ",")
	fmt.Fprintf(a.stdout, "This link works once, within 24 hours:\n%s%s%s\n", strings.TrimSuffix(first, "/"), auth.LinkPath, secret)
}

// withRoom opens the database and its newsroom for one command.
func (a *app) withRoom(fn func(db store.Database, room *newsroom.Newsroom) error) error {
	db, err := a.database(nil)
	if err != nil {
		return err
	}
	err = fn(db, newsroom.New(db, newsroom.Options{Logger: a.log}))
	if cerr := db.Close(); err == nil {
		err = cerr
	}
	return err
}

// operate runs one command about an account as the operator.
func (a *app) operate(email string, build func(u store.User) (newsroom.Command, error)) error {
	return a.withRoom(func(db store.Database, room *newsroom.Newsroom) error {
		u, err := a.userBy(db, email)
		if err != nil {
			return err
		}
		cmd, err := build(u)
		if err != nil {
			return err
		}
		_, err = room.Do(a.ctx, newsroom.Operator(), cmd)
		return err
	})
}

func (a *app) userBy(db store.Database, email string) (u store.User, err error) {
	err = db.Read(a.ctx, func(tx store.Tx) (err error) {
		u, err = tx.Accounts().ByEmail(a.ctx, email)
		return err
	})
	if news.Is(err, news.NotFound) {
		err = news.Refuse(news.NotFound, "find account", "auth.no_account", map[string]any{"email": email})
	}
	return u, err
}

type userListCmd struct{}

func (c *userListCmd) Run(a *app) error {
	return a.withRoom(func(db store.Database, _ *newsroom.Newsroom) error {
		w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "NO\tE-MAIL\tNAME\tSTATE\tPOSITIONS")
		for after := news.UserID(0); ; {
			n := 0
			err := db.Read(a.ctx, func(tx store.Tx) error {
				users, err := tx.Accounts().List(a.ctx, after, 200)
				for _, u := range users {
					grants, err := tx.Accounts().Grants(a.ctx, u.ID)
					if err != nil {
						return err
					}
					cred, err := tx.Accounts().Credentials(a.ctx, u.ID)
					if err != nil {
						return err
					}
					fmt.Fprintf(w, "%d\t%s\t%s\t%s\t%s\n", u.ID, u.Email, u.Name, stateOf(u, cred), positionsOf(grants))
					after, n = u.ID, n+1
				}
				return err
			})
			if err != nil {
				return err
			}
			if n == 0 {
				return w.Flush()
			}
		}
	})
}

func stateOf(u store.User, c store.Credentials) string {
	switch {
	case !u.Erased.IsZero():
		return "erased"
	case !u.Active:
		return "disabled"
	case c.Password == "":
		return "invited"
	}
	return "active"
}

func positionsOf(grants []news.Grant) string {
	var out []string
	for _, g := range grants {
		s := string(g.Position)
		if len(g.Sections) > 0 {
			s += fmt.Sprint(g.Sections)
		}
		if g.Pending {
			s += "?"
		}
		out = append(out, s)
	}
	return strings.Join(out, ", ")
}

type userOwnerCmd struct {
	userLink `embed:""`
}

func (c *userOwnerCmd) Run(a *app) error {
	return a.withRoom(func(db store.Database, _ *newsroom.Newsroom) error {
		k, err := a.keeper(db, listen{}, nil)
		if err != nil {
			return err
		}
		defer k.Close()
		secret, _, err := k.FirstOwner(a.ctx)
		if err == nil && secret == "" {
			err = news.Refuse(news.Conflict, "make the first owner's link", "auth.has_owner", nil)
		}
		if err == nil {
			c.print(a, secret)
		}
		return err
	})
}

// scopeFlags describe a grant.
type scopeFlags struct {
	Sections []int64  `help:"Numbers of the sections that it holds for, their children included. Default: everything." placeholder:"NO"`
	Until    string   `help:"Last day, as 2026-12-31. Default: no end." placeholder:"DATE"`
	With     []string `help:"Switches to turn on: publish.own, withdraw, raw_html, tag.create, rules.edit." placeholder:"SWITCH"`
}

func (s scopeFlags) grant(position string) (news.Grant, error) {
	g := news.Grant{Position: news.Position(position)}
	for _, id := range s.Sections {
		g.Sections = append(g.Sections, news.SectionID(id))
	}
	for _, on := range s.With {
		g.On = append(g.On, news.Switch(on))
	}
	if s.Until != "" {
		day, err := time.ParseInLocation(time.DateOnly, s.Until, time.Local)
		if err != nil {
			return g, &news.Error{Kind: news.Invalid, Op: "read --until", Fields: []news.FieldError{{Field: "until", Code: "unknown"}}}
		}
		g.Until = day.AddDate(0, 0, 1)
	}
	return g, nil
}

type userAddCmd struct {
	userLink   `embed:""`
	scopeFlags `embed:""`
	Email      string   `arg:"" help:"E-mail, by which the person signs in."`
	Name       string   `arg:"" help:"Name, as colleagues see it."`
	Position   []string `help:"Position: penulis, redaktur, pemred or admin; may be given more than once." placeholder:"POSITION"`
	Language   string   `help:"Language of the person's screens: id or en." default:"id"`
}

func (c *userAddCmd) Run(a *app) error {
	return a.withRoom(func(_ store.Database, room *newsroom.Newsroom) error {
		u := store.User{Name: c.Name, Email: c.Email, Locale: c.Language}
		var grants []news.Grant
		for _, p := range c.Position {
			g, err := c.grant(p)
			if err != nil {
				return err
			}
			grants = append(grants, g)
		}
		var link string
		if _, err := room.Do(a.ctx, newsroom.Operator(), newsroom.InviteUser{User: &u, Grants: grants, Link: &link}); err != nil {
			return err
		}
		fmt.Fprintf(a.stdout, "Account %d for %s.\n", u.ID, u.Email)
		c.print(a, link)
		return nil
	})
}

type userInviteCmd struct {
	userLink `embed:""`
	Email    string `arg:"" help:"E-mail of the account."`
}

func (c *userInviteCmd) Run(a *app) error {
	var link string
	err := a.operate(c.Email, func(u store.User) (newsroom.Command, error) {
		return newsroom.InviteAgain{User: u.ID, Link: &link}, nil
	})
	if err == nil {
		c.print(a, link)
	}
	return err
}

type userGrantCmd struct {
	scopeFlags `embed:""`
	Email      string `arg:"" help:"E-mail of the account."`
	Position   string `arg:"" help:"Position: penulis, redaktur, pemred or admin."`
}

func (c *userGrantCmd) Run(a *app) error {
	err := a.operate(c.Email, func(u store.User) (newsroom.Command, error) {
		g, err := c.grant(c.Position)
		g.User = u.ID
		return newsroom.GrantPosition{Grant: &g}, err
	})
	if err == nil {
		fmt.Fprintf(a.stdout, "%s is %s; they sign in anew.\n", c.Email, c.Position)
	}
	return err
}

type userRevokeCmd struct {
	Email    string `arg:"" help:"E-mail of the account."`
	Position string `arg:"" help:"Position to take away, over whatever sections."`
}

func (c *userRevokeCmd) Run(a *app) error {
	return a.withRoom(func(db store.Database, room *newsroom.Newsroom) error {
		u, err := a.userBy(db, c.Email)
		if err != nil {
			return err
		}
		var grants []news.Grant
		err = db.Read(a.ctx, func(tx store.Tx) (err error) {
			grants, err = tx.Accounts().Grants(a.ctx, u.ID)
			return err
		})
		if err != nil {
			return err
		}
		n := 0
		for _, g := range grants {
			if string(g.Position) != c.Position {
				continue
			}
			if _, err := room.Do(a.ctx, newsroom.Operator(), newsroom.RevokeGrant{Grant: g.ID}); err != nil {
				return err
			}
			n++
		}
		if n == 0 {
			return news.Refuse(news.NotFound, "revoke", "auth.no_grant", map[string]any{"email": c.Email, "position": c.Position})
		}
		fmt.Fprintf(a.stdout, "%s is no longer %s.\n", c.Email, c.Position)
		return nil
	})
}

type userConfirmCmd struct {
	Email string `arg:"" help:"E-mail of the account."`
}

func (c *userConfirmCmd) Run(a *app) error {
	err := a.operate(c.Email, func(u store.User) (newsroom.Command, error) { return newsroom.ConfirmGrants{User: u.ID}, nil })
	if err == nil {
		fmt.Fprintf(a.stdout, "The positions of %s take effect.\n", c.Email)
	}
	return err
}

type userResetCmd struct {
	userLink `embed:""`
	Email    string `arg:"" help:"E-mail of the account."`
}

func (c *userResetCmd) Run(a *app) error {
	var link string
	err := a.operate(c.Email, func(u store.User) (newsroom.Command, error) {
		return newsroom.ResetSignIn{User: u.ID, Link: &link}, nil
	})
	if err == nil {
		c.print(a, link)
	}
	return err
}

type userSessionsCmd struct {
	Email string `arg:"" help:"E-mail of the account."`
	End   bool   `help:"End them all, tokens as well."`
}

func (c *userSessionsCmd) Run(a *app) error {
	if c.End {
		err := a.operate(c.Email, func(u store.User) (newsroom.Command, error) { return newsroom.EndUserSessions{User: u.ID}, nil })
		if err == nil {
			fmt.Fprintf(a.stdout, "%s is signed out everywhere.\n", c.Email)
		}
		return err
	}
	return a.withRoom(func(db store.Database, _ *newsroom.Newsroom) error {
		u, err := a.userBy(db, c.Email)
		if err != nil {
			return err
		}
		k, err := a.keeper(db, listen{}, nil)
		if err != nil {
			return err
		}
		defer k.Close()
		all, err := k.Sessions(a.ctx, u.ID)
		w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "SINCE\tLAST SEEN\tBY\tDEVICE\tADDRESS")
		for _, s := range all {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", s.Created.Local().Format(time.DateTime), s.Seen.Local().Format(time.DateTime),
				s.Method, s.Device, s.Address)
		}
		if err != nil {
			return err
		}
		return w.Flush()
	})
}

type userDisableCmd struct {
	Email  string `arg:"" help:"E-mail of the account."`
	HandTo string `help:"E-mail of who takes over the drafts." placeholder:"E-MAIL"`
	Reason string `help:"Why, for the audit trail." placeholder:"TEXT"`
}

func (c *userDisableCmd) Run(a *app) error {
	return a.withRoom(func(db store.Database, room *newsroom.Newsroom) error {
		u, err := a.userBy(db, c.Email)
		if err != nil {
			return err
		}
		cmd := newsroom.DisableUser{User: u.ID, Reason: c.Reason}
		if c.HandTo != "" {
			to, err := a.userBy(db, c.HandTo)
			if err != nil {
				return err
			}
			cmd.HandTo = to.ID
		}
		if _, err := room.Do(a.ctx, newsroom.Operator(), cmd); err != nil {
			return err
		}
		fmt.Fprintf(a.stdout, "%s is disabled; everything they were signed in with has ended.\n", c.Email)
		return nil
	})
}

type userEnableCmd struct {
	userLink `embed:""`
	Email    string `arg:"" help:"E-mail of the account."`
}

func (c *userEnableCmd) Run(a *app) error {
	var link string
	err := a.operate(c.Email, func(u store.User) (newsroom.Command, error) {
		return newsroom.EnableUser{User: u.ID, Link: &link}, nil
	})
	if err == nil {
		c.print(a, link)
	}
	return err
}

type userExportCmd struct {
	Email  string `arg:"" help:"E-mail of the account."`
	Reason string `help:"Why, for the audit trail." required:"" placeholder:"TEXT"`
}

func (c *userExportCmd) Run(a *app) error {
	var x newsroom.AccountExport
	err := a.operate(c.Email, func(u store.User) (newsroom.Command, error) {
		return newsroom.ExportUser{User: u.ID, Reason: c.Reason, Out: &x}, nil
	})
	if err != nil {
		return err
	}
	e := json.NewEncoder(a.stdout)
	e.SetIndent("", "  ")
	return e.Encode(x)
}

type userEraseCmd struct {
	Email string `arg:"" help:"E-mail of the disabled account."`
}

func (c *userEraseCmd) Run(a *app) error {
	err := a.operate(c.Email, func(u store.User) (newsroom.Command, error) { return newsroom.EraseUser{User: u.ID}, nil })
	if err == nil {
		fmt.Fprintln(a.stdout, "Erased. The number stays in the audit trail, bylines stay as published work.")
	}
	return err
}

type userPasswordsCmd struct {
	File string `arg:"" help:"The list." placeholder:"FILE"`
}

func (c *userPasswordsCmd) Run(a *app) error {
	if err := os.MkdirAll(a.Data, 0o750); err != nil {
		return fmt.Errorf("make the data folder: %w", err)
	}
	f, err := os.Open(c.File)
	if err != nil {
		return news.Refuse(news.NotFound, "open the list", "import.unreadable", map[string]any{"file": c.File})
	}
	defer f.Close()
	n, err := auth.MakeFilter(a.ctx, a.Data, f)
	if err == nil {
		fmt.Fprintf(a.stdout, "%d passwords in %s. A running server takes it up at its next start.\n", n, auth.FilterName)
	}
	return err
}

type userResetAllCmd struct {
	Reason string `help:"Why, for the audit trail." required:"" placeholder:"TEXT"`
}

func (c *userResetAllCmd) Run(a *app) error {
	err := a.withRoom(func(_ store.Database, room *newsroom.Newsroom) error {
		_, err := room.Do(a.ctx, newsroom.Operator(), newsroom.ResetEverything{Reason: c.Reason})
		return err
	})
	if err == nil {
		fmt.Fprintln(a.stdout, "Everybody is signed out; tokens, links and previews are worth nothing. Passwords and second factors stay.")
	}
	return err
}
