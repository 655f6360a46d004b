package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"warta/internal/admin"
	"warta/internal/auth"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/site"
	"warta/internal/store"
)

// keeper opens the door's side of a newspaper: accounts, and the key file in
// the data folder.
func (a *app) keeper(db store.Database, l listen, now func() time.Time) (*auth.Keeper, error) {
	keys, err := auth.LoadKeys(a.ctx, db, a.Data)
	if err != nil {
		return nil, err
	}
	o := auth.Options{Database: db, Keys: keys, Dir: a.Data, Origins: l.Newsroom, WithoutSecondFactor: !l.SecondFactor,
		Paper: func() string { return paperName(a.ctx, db) }, Logger: a.log}
	if now != nil {
		// The demo's clock stands in another year than telephones.
		o.Codes = time.Now
	}
	return auth.New(a.ctx, o)
}

// openDoor wires sign-in and the newsroom's pages into an open newspaper.
func (a *app) openDoor(p *newspaper, demo []admin.DemoAccount) (err error) {
	p.admin, err = admin.New(admin.Options{Keeper: p.keeper, Newsroom: p.room, Demo: demo, Dev: demo != nil, Logger: a.log, PrintFront: p.site.PrintFront, Swatches: swatches(p.site),
		Probes: a.probes(p), Version: version, Prove: a.proves(p),
		Paper: func() string { return paperName(a.ctx, p.db) },
		Zone:  func() *time.Location { return paperZone(a.ctx, p.db) }})
	return err
}

// withNewsroom sends what is the newsroom's to it, and the rest to the paper.
// Where the newsroom has addresses of its own, readers' pages have no such path.
func withNewsroom(addresses []string, paper, room http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !isNewsroom(r, addresses) {
			paper.ServeHTTP(w, r)
			return
		}
		if strings.HasPrefix(r.URL.Path, "/newsroom/") {
			room.ServeHTTP(w, r)
			return
		}
		if r.URL.Path == "/newsroom" {
			http.Redirect(w, r, "/newsroom/", http.StatusSeeOther)
			return
		}
		if len(addresses) > 0 && strings.HasPrefix(r.URL.Path, site.PreviewPath) {
			// A draft's page is never of the host that has sessions (threat N4).
			http.NotFound(w, r)
			return
		}
		paper.ServeHTTP(w, r)
	})
}

func firstSettings(ctx context.Context, db store.Database) news.Settings {
	var s news.Settings
	_ = db.Read(ctx, func(tx store.Tx) error {
		all, err := tx.Editions().All(ctx)
		if err == nil && len(all) > 0 {
			s = all[0].Settings
		}
		return err
	})
	return s.WithDefaults()
}

func paperName(ctx context.Context, db store.Database) string { return firstSettings(ctx, db).Name }

func paperZone(ctx context.Context, db store.Database) *time.Location {
	zone, err := time.LoadLocation(firstSettings(ctx, db).Zone)
	if err != nil {
		return time.UTC
	}
	return zone
}

// greetOwner prints the link for the first owner of a newspaper that has no
// users. home is where this process listens.
func (a *app) greetOwner(p *newspaper, l listen, home string) {
	secret, ends, err := p.keeper.FirstOwner(a.ctx)
	if err != nil {
		a.log.Error("the first owner's link could not be made; see warta user owner", "err", err)
		return
	}
	if secret == "" {
		return
	}
	fmt.Fprintf(a.stdout, "\nNobody can sign in yet. This link makes the first account; it works once, until %s:\n%s\n\n",
		ends.Local().Format("2 January 15:04"), newsroomURL(l.Newsroom, home)+auth.LinkPath+secret)
}

// newsroomURL is the address of the newsroom, without a path.
func newsroomURL(origins []string, home string) string {
	if len(origins) > 0 {
		return strings.TrimSuffix(origins[0], "/")
	}
	return home
}

// demoChief is the account for which the demo prints a token.
const demoChief = "chief@lentera.example"

// demoStaff are the accounts of the demo: one of each position. Their passwords
// are told to everybody, so they exist on the machine's own address alone.
var demoStaff = []admin.DemoAccount{
	{Name: "Rani, reporter", Email: "reporter@lentera.example", Password: "reporter-demo", Role: news.Penulis},
	{Name: "Dimas, desk", Email: "desk@lentera.example", Password: "desk-demo", Role: news.Redaktur},
	{Name: "Citra, chief", Email: demoChief, Password: "chief-demo", Role: news.Pemred},
	{Name: "Agus, admin", Email: "admin@lentera.example", Password: "admin-demo", Role: news.Admin},
}

// onlyHere reports whether an address to listen on is the machine's own.
func onlyHere(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return false
	}
	a, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && a.IsLoopback()
}

// hireDemo makes the demo's accounts where they are missing.
func (a *app) hireDemo(p *newspaper) error {
	return a.eachDemo(p, func(d admin.DemoAccount, u store.User, known bool) error {
		if known && u.Active {
			return nil
		}
		var link string
		var cmd newsroom.Command = newsroom.EnableUser{User: u.ID, Link: &link}
		if !known {
			cmd = newsroom.InviteUser{User: &store.User{Name: d.Name, Email: d.Email}, Link: &link, Grants: []news.Grant{{Position: d.Role}}}
		}
		if _, err := p.room.Do(a.ctx, newsroom.Operator(), cmd); err != nil {
			return err
		}
		_, err := p.keeper.Accept(a.ctx, auth.Caller{}, link, auth.Accept{Password: d.Password})
		return err
	})
}

// dismissDemo ends the demo's accounts, for a demo that others can reach.
func (a *app) dismissDemo(p *newspaper) error {
	return a.eachDemo(p, func(_ admin.DemoAccount, u store.User, known bool) error {
		if !known || !u.Active {
			return nil
		}
		_, err := p.room.Do(a.ctx, newsroom.Operator(), newsroom.DisableUser{User: u.ID, Reason: "the demo listens to others"})
		return err
	})
}

func (a *app) eachDemo(p *newspaper, fn func(d admin.DemoAccount, u store.User, known bool) error) error {
	for _, d := range demoStaff {
		var u store.User
		err := p.db.Read(a.ctx, func(tx store.Tx) (err error) {
			u, err = tx.Accounts().ByEmail(a.ctx, d.Email)
			return err
		})
		if err != nil && !news.Is(err, news.NotFound) {
			return err
		}
		if err := fn(d, u, err == nil); err != nil {
			return err
		}
	}
	return nil
}

// swatches lets the newsroom see a paper's colours as the site prints them.
func swatches(s *site.Server) func(news.Settings) []admin.Swatch {
	return func(set news.Settings) (out []admin.Swatch) {
		for _, c := range s.Colours(set) {
			out = append(out, admin.Swatch(c))
		}
		return out
	}
}
