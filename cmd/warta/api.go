package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"warta/internal/api"
	"warta/internal/api/protocol"
	"warta/internal/api/public"
	"warta/internal/auth"
	"warta/internal/newsroom"
	"warta/internal/search"
	"warta/internal/site"
	"warta/internal/store"
	"warta/internal/web"
)

// openAPI puts the JSON API before the newsroom and the published side.
func (a *app) openAPI(p *newspaper, now func() time.Time) (*api.Server, error) {
	secret := make([]byte, 32)
	if _, err := rand.Read(secret); err != nil {
		return nil, fmt.Errorf("make the secret of lists: %w", err)
	}
	err := p.db.Write(a.ctx, func(tx store.Tx) (err error) {
		secret, err = tx.Answers().Secret(a.ctx, secret)
		return err
	})
	if err != nil {
		return nil, err
	}
	return api.New(api.Options{Newsroom: p.room, Database: p.db, Secret: secret, Crawl: a.readAgain(p), Version: version, Now: now, Logger: a.log,
		Who: func(r *http.Request) (newsroom.Person, error) { return whoAsks(r, p.keeper) },
		Public: public.Options{Published: p.db.Published(), Cache: p.cache, Search: search.NewEngine(p.db.Search()), SearchKey: site.KeySearch,
			Edition: p.site.Paper}}), nil
}

// whoAsks turns who sends a request into somebody who may do things.
func whoAsks(r *http.Request, k *auth.Keeper) (newsroom.Person, error) {
	i, err := k.Of(r.Context(), r)
	if err != nil {
		return newsroom.Person{}, err
	}
	who, _ := newsroom.PersonOf(i, web.Shorten(web.ClientAddr(r)).Addr().String(), web.ID(r))
	return who, nil
}

// overAPI answers the API's addresses before the site's. Where the newsroom has
// addresses of its own, nothing on the readers' host looks at a session.
func overAPI(s *api.Server, newsroom []string, site http.Handler) http.Handler {
	both, readers := s.Handler(true), s.Handler(false)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch path := r.URL.Path; {
		case path != protocol.Prefix && !strings.HasPrefix(path, protocol.Prefix+"/"):
			site.ServeHTTP(w, r)
		case isNewsroom(r, newsroom):
			both.ServeHTTP(w, r)
		default:
			readers.ServeHTTP(w, r)
		}
	})
}

// isNewsroom reports whether a request came to one of the newsroom's addresses.
// A newspaper that names none, as on a laptop, has everything at every address.
func isNewsroom(r *http.Request, addresses []string) bool {
	if len(addresses) == 0 {
		return true
	}
	host := r.Host
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return slices.ContainsFunc(addresses, func(a string) bool {
		u, err := url.Parse(a)
		return err == nil && strings.EqualFold(u.Hostname(), host)
	})
}

// sweepKeys forgets the answers that were kept for repeats, every few minutes.
func (a *app) sweepKeys(ctx context.Context, s *api.Server) {
	tick := time.NewTicker(10 * time.Minute)
	defer tick.Stop()
	for {
		if err := s.Sweep(ctx); err != nil && ctx.Err() == nil && !errors.Is(err, context.Canceled) {
			a.log.Warn("old answers were not forgotten; they are next time", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// demoToken makes a token for the demo's chief, so that a newcomer can try the
// API at once. It ends with the day.
func (a *app) demoToken(p *newspaper) (string, error) {
	who, err := a.demoPerson(p, demoChief)
	if err != nil {
		return "", err
	}
	cmd := newsroom.DefineToken{Name: "warta demo", Permissions: newsroom.TokenPowers(who), Ends: who.At.Add(24 * time.Hour), Secret: new(string)}
	_, err = p.room.Do(a.ctx, newsroom.Someone(who), cmd)
	return *cmd.Secret, err
}

// demoPerson is one of the demo's accounts, as after a sign-in.
func (a *app) demoPerson(p *newspaper, email string) (who newsroom.Person, err error) {
	err = p.db.Read(a.ctx, func(tx store.Tx) error {
		user, err := tx.Accounts().ByEmail(a.ctx, email)
		if err != nil {
			return err
		}
		grants, err := tx.Accounts().Grants(a.ctx, user.ID)
		who = newsroom.Person{User: user.ID, Name: user.Name, Grants: grants, Strong: true, Fresh: tx.Now(), At: tx.Now()}
		return err
	})
	return who, err
}
