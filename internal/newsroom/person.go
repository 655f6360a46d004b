package newsroom

import (
	"slices"

	"warta/internal/auth"
	"warta/internal/news"
)

// PersonOf translates what package auth knows of a caller into somebody who may
// do things. Grants that reach readers or others' rights wait for the second
// factor (PERM-3): without it they are left out, and withheld says so.
func PersonOf(i auth.Identity, address, request string) (p Person, withheld bool) {
	p = Person{User: i.User.ID, Name: i.User.Name, Profile: i.User.Person, Strong: i.Strong, Fresh: i.Session.Fresh,
		At: i.At, Address: address, Request: request}
	if i.Session.ID != 0 {
		p.Session = news.UserID(i.Session.ID).String()
	}
	for _, g := range i.Grants {
		if !i.Strong && powerful(g) {
			withheld = withheld || !g.Pending
			continue
		}
		p.Grants = append(p.Grants, g)
	}
	if i.Token.ID != 0 {
		p.Token, p.Scope = i.Token.ID, i.Token.Sections
		// A token that names no permission may do nothing, rather than everything.
		p.Only = []Permission{}
		for _, only := range i.Token.Permissions {
			p.Only = append(p.Only, Permission(only))
		}
	}
	return p, withheld
}

// powerful grants can change what readers see, or who may.
func powerful(g news.Grant) bool {
	return g.Position.Publishes() || g.Position == news.Admin ||
		slices.Contains(g.On, news.SwitchPublishOwn) || slices.Contains(g.On, news.SwitchWithdraw)
}

// Powerful reports whether somebody needs a second factor before what they are
// granted takes effect.
func Powerful(grants []news.Grant) bool { return slices.ContainsFunc(grants, powerful) }

// PowersOf lists what somebody may do at all, whatever the subject: screens show
// it, tokens choose from it.
func PowersOf(p Person) (out []Permission) {
	for perm := range rights {
		if perm == PermSelf {
			continue
		}
		for _, g := range p.Grants {
			if !g.Pending && (g.Until.IsZero() || p.At.Before(g.Until)) && reachOf(g, perm) != nothing &&
				(p.Token == 0 || slices.Contains(p.Only, perm)) {
				out = append(out, perm)
				break
			}
		}
	}
	slices.Sort(out)
	return out
}
