package newsroom

import (
	"context"
	"slices"
	"time"

	"warta/internal/auth"
	"warta/internal/news"
	"warta/internal/store"
)

// Staff is an account as whoever looks after accounts sees it in a list.
type Staff struct {
	Account
	// Password and Factor: there is one. What they are stays where it is.
	Password, Factor bool
	// Sessions are alive, Seen is the newest use of one.
	Sessions int
	Seen     time.Time
}

// Staff lists accounts by number, above after, with how they are signed in.
func (n *Newsroom) Staff(ctx context.Context, who Actor, after news.UserID, limit int) (out []Staff, err error) {
	err = n.db.Read(ctx, func(tx store.Tx) error {
		out = nil
		if !Can(who, PermUsers, Subject{}) && !Can(who, PermGrants, Subject{}) {
			return news.E(news.Forbidden, string(PermUsers), nil)
		}
		users, err := tx.Accounts().List(ctx, after, limited(limit, 101))
		if err != nil {
			return err
		}
		for _, u := range users {
			s, err := staffOf(ctx, tx, u)
			if err != nil {
				return err
			}
			out = append(out, s)
		}
		return nil
	})
	return out, err
}

func staffOf(ctx context.Context, tx store.Tx, u store.User) (s Staff, err error) {
	s.User = u
	if s.Grants, err = tx.Accounts().Grants(ctx, u.ID); err != nil {
		return s, err
	}
	cred, err := tx.Accounts().Credentials(ctx, u.ID)
	if err != nil {
		return s, err
	}
	keys, err := tx.Accounts().Passkeys(ctx, u.ID)
	if err != nil {
		return s, err
	}
	s.Password, s.Factor = cred.Password != "" || len(keys) > 0, cred.TOTP != nil || len(keys) > 0
	sessions, err := tx.SignIns().Sessions(ctx, u.ID)
	if err != nil {
		return s, err
	}
	for _, x := range sessions {
		if tx.Now().Before(x.Ends) {
			s.Sessions++
		}
		if x.Seen.After(s.Seen) {
			s.Seen = x.Seen
		}
	}
	return s, nil
}

// StaffMember is all that whoever looks after accounts may know of one.
type StaffMember struct {
	auth.Account
	// Profile is the linked public person's name.
	Profile string
	// OpenWork are articles that somebody else must take when the person leaves.
	OpenWork int
	At       time.Time
}

// openWorkCounted is how far open work is counted: a screen says "more than".
const openWorkCounted = 1000

// StaffMember gives one account. Sessions, devices and the log are for whoever
// manages accounts; who may only grant sees what there is to grant.
func (n *Newsroom) StaffMember(ctx context.Context, who Actor, k *auth.Keeper, id news.UserID) (out StaffMember, err error) {
	manages := Can(who, PermUsers, Subject{})
	if !manages && !Can(who, PermGrants, Subject{}) {
		return out, news.E(news.Forbidden, string(PermUsers), nil)
	}
	if out.Account, err = k.Account(ctx, id); err != nil {
		return out, err
	}
	if !manages {
		out.Sessions, out.Tokens, out.Log = nil, nil, nil
	}
	for i := range out.Tokens {
		out.Tokens[i].Hash = ""
	}
	err = n.db.Read(ctx, func(tx store.Tx) error {
		out.At = tx.Now()
		work, err := tx.Accounts().OpenWork(ctx, id, 0, openWorkCounted+1)
		out.OpenWork = len(work)
		if err != nil || out.User.Person == 0 {
			return err
		}
		people, err := tx.People().Get(ctx, []news.PersonID{out.User.Person})
		if err == nil && len(people) > 0 {
			out.Profile = people[0].Name
		}
		return err
	})
	return out, err
}

// EndUserSession ends one of somebody's sessions: a lost telephone, a computer
// that somebody else sits at. The others go on.
type EndUserSession struct {
	User    news.UserID
	Session int64
}

func (EndUserSession) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermUsers, Subject{}, nil
}

func (c EndUserSession) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	if err := proved(tx, who, "end a session"); err != nil {
		return outcome{}, err
	}
	there, err := tx.SignIns().EndSession(ctx, c.User, c.Session)
	if err != nil {
		return outcome{}, err
	}
	if !there {
		return outcome{}, news.E(news.NotFound, "end a session", nil)
	}
	return accountChanged("account.end_session", c.User, "session "+news.UserID(c.Session).String()), nil
}

// Reach is how far somebody's permission goes.
type Reach struct {
	Permission Permission
	// Everywhere: over everything; else over Sections.
	Everywhere bool
	Sections   []news.SectionID
	// Own: only over what is theirs. OwnSections, where not everywhere.
	Own         bool
	OwnSections []news.SectionID
}

// None reports whether the permission is not held at all.
func (r Reach) None() bool {
	return !r.Everywhere && len(r.Sections) == 0 && !r.Own && len(r.OwnSections) == 0
}

// Permissions are the rows of the table of rights, in its order.
var Permissions = []Permission{PermCreate, PermRead, PermGlance, PermEdit, PermSubmit, PermNote, PermDesk, PermSpike, PermPublish,
	PermPublishDirect, PermPublishOwn, PermCorrect, PermWithdraw, PermRedact, PermPurge, PermOverride, PermEmbargoSet, PermEmbargoLift,
	PermFront, PermBreaking, PermMediaAdd, PermMediaEdit, PermMediaRights, PermMediaDelete, PermRawHTML, PermTag, PermTagMerge,
	PermSection, PermPerson, PermRules, PermStats, PermAudit, PermUsers, PermGrants, PermRunImport, PermRedirect, PermMenu, PermTokens,
	PermSettingsRead, PermSettings, PermHealth, PermBackup, PermSelf}

// Reaches tells what grants amount to at a moment, one line for each permission:
// the answer to "what may this person do".
func Reaches(grants []news.Grant, at time.Time) []Reach {
	out := make([]Reach, 0, len(Permissions))
	for _, p := range Permissions {
		if p == PermSelf {
			continue
		}
		r := Reach{Permission: p}
		for _, g := range grants {
			if g.Pending || !g.Until.IsZero() && !at.Before(g.Until) {
				continue
			}
			switch reachOf(g, p) {
			case all:
				r.Everywhere = r.Everywhere || len(g.Sections) == 0
				r.Sections = append(r.Sections, g.Sections...)
			case own:
				r.Own = r.Own || len(g.Sections) == 0
				r.OwnSections = append(r.OwnSections, g.Sections...)
			}
		}
		r.Sections, r.OwnSections = unique(r.Sections), unique(r.OwnSections)
		if r.Everywhere {
			r.Sections, r.Own, r.OwnSections = nil, false, nil
		}
		if r.Own {
			r.OwnSections = nil
		}
		r.OwnSections = slices.DeleteFunc(r.OwnSections, func(id news.SectionID) bool { return slices.Contains(r.Sections, id) })
		out = append(out, r)
	}
	return out
}
