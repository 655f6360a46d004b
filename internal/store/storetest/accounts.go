package storetest

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"warta/internal/news"
	"warta/internal/store"
)

// account puts a user with this e-mail.
func (h *house) account(email string) store.User {
	h.Helper()
	u := store.User{Name: "Sari", Email: email, Locale: "id", Active: true, Handle: "handle of " + email}
	h.write(func(tx store.Tx) error { return tx.Accounts().Put(h.ctx, &u) })
	return u
}

func accountsRoundTrip(h *house) {
	u := store.User{Name: "Sari Dewi", Email: "Sari@Example.ID", Person: 3, Locale: "en", Active: true, Owner: true,
		Handle: "h1", Origin: "wxr 7"}
	h.write(func(tx store.Tx) error { return tx.Accounts().Put(h.ctx, &u) })
	h.read(func(tx store.Tx) error {
		for name, find := range map[string]func() (store.User, error){
			"number":        func() (store.User, error) { return tx.Accounts().Get(h.ctx, u.ID) },
			"e-mail folded": func() (store.User, error) { return tx.Accounts().ByEmail(h.ctx, " sari@EXAMPLE.id ") },
			"handle":        func() (store.User, error) { return tx.Accounts().ByHandle(h.ctx, "h1") },
			"origin":        func() (store.User, error) { return tx.Accounts().ByOrigin(h.ctx, "wxr 7") },
		} {
			got, err := find()
			h.must(err)
			h.same(name, got, u)
		}
		for _, email := range []string{"", "sari@example.com", "a\x00b", "\xff"} {
			_, err := tx.Accounts().ByEmail(h.ctx, email)
			h.refused(err, news.NotFound)
		}
		return nil
	})
	other := h.account("budi@example.id")
	h.write(func(tx store.Tx) error {
		h.refused(tx.Accounts().Put(h.ctx, &store.User{Email: "SARI@example.id", Handle: "h2"}), news.Conflict)
		taken := other
		taken.Email = u.Email
		h.refused(tx.Accounts().Put(h.ctx, &taken), news.Conflict)
		// Erased accounts have no address, and there may be many.
		for i := range 2 {
			h.must(tx.Accounts().Put(h.ctx, &store.User{Handle: fmt.Sprint("gone", i), Erased: tx.Now()}))
		}
		u.Name, u.Active = "Sari D.", false
		return tx.Accounts().Put(h.ctx, &u)
	})
	h.read(func(tx store.Tx) error {
		first, err := tx.Accounts().List(h.ctx, 0, 2)
		h.must(err)
		h.same("first page", first, []store.User{u, other})
		rest, err := tx.Accounts().List(h.ctx, other.ID, 10)
		h.must(err)
		if len(rest) != 2 {
			h.Errorf("the rest has %d accounts, want 2", len(rest))
		}
		return nil
	})
}

func accountCredentials(h *house) {
	u := h.account("sari@example.id")
	h.write(func(tx store.Tx) error {
		a := tx.Accounts()
		h.must(a.SetPassword(h.ctx, u.ID, "$hash", "breached"))
		h.must(a.SetTOTP(h.ctx, u.ID, []byte{1, 0, 255}))
		for _, step := range []struct {
			n    int64
			want bool
		}{{100, true}, {100, false}, {99, false}, {101, true}} {
			got, err := a.UseStep(h.ctx, u.ID, step.n)
			h.must(err)
			if got != step.want {
				h.Errorf("step %d taken: %t", step.n, got)
			}
		}
		h.must(a.NextEpoch(h.ctx, u.ID))
		h.must(a.SetRecovery(h.ctx, u.ID, []string{"a", "b"}))
		h.must(a.SetRecovery(h.ctx, u.ID, []string{"c", "d"}))
		for code, want := range map[string]bool{"a": false, "c": true} {
			got, err := a.UseRecovery(h.ctx, u.ID, code)
			h.must(err)
			if got != want {
				h.Errorf("recovery code %s: %t", code, got)
			}
		}
		again, err := a.UseRecovery(h.ctx, u.ID, "c")
		h.must(err)
		n, err := a.Recovery(h.ctx, u.ID)
		h.must(err)
		if again || n != 1 {
			h.Errorf("used twice: %t, %d left", again, n)
		}
		h.refused(a.SetPassword(h.ctx, 999, "x", ""), news.NotFound)
		h.refused(a.NextEpoch(h.ctx, 999), news.NotFound)
		return nil
	})
	h.read(func(tx store.Tx) error {
		c, err := tx.Accounts().Credentials(h.ctx, u.ID)
		h.must(err)
		if c.Password != "$hash" || c.MustChange != "breached" || string(c.TOTP) != "\x01\x00\xff" || c.Step != 101 ||
			c.PasswordAt.IsZero() || c.TOTPAt.IsZero() {
			h.Errorf("credentials %+v", c)
		}
		got, err := tx.Accounts().Get(h.ctx, u.ID)
		h.must(err)
		if got.Epoch != 1 {
			h.Errorf("epoch %d", got.Epoch)
		}
		return nil
	})
	key := store.Passkey{User: u.ID, Credential: "cred", Name: "Telepon", Data: "{}"}
	h.write(func(tx store.Tx) error {
		a := tx.Accounts()
		h.must(a.AddPasskey(h.ctx, &key))
		h.refused(a.AddPasskey(h.ctx, &store.Passkey{User: u.ID, Credential: "cred"}), news.Conflict)
		key.Data, key.Used = `{"n":1}`, tx.Now()
		h.must(a.SavePasskey(h.ctx, key))
		all, err := a.Passkeys(h.ctx, u.ID)
		h.must(err)
		h.same("passkeys", all, []store.Passkey{key})
		stranger, err := a.RemovePasskey(h.ctx, u.ID+1, key.ID)
		h.must(err)
		mine, err := a.RemovePasskey(h.ctx, u.ID, key.ID)
		h.must(err)
		if stranger || !mine {
			h.Errorf("removed by a stranger %t, by the owner %t", stranger, mine)
		}
		return a.SetTOTP(h.ctx, u.ID, nil)
	})
}

func accountGrants(h *house) {
	u := h.account("sari@example.id")
	g := news.Grant{User: u.ID, Position: news.Redaktur, Sections: []news.SectionID{4, 5}, Until: morning,
		On: []news.Switch{news.SwitchWithdraw}, Pending: true, By: "user 1"}
	h.write(func(tx store.Tx) error {
		a := tx.Accounts()
		h.must(a.PutGrant(h.ctx, &g))
		h.must(a.PutGrant(h.ctx, &news.Grant{User: u.ID, Position: news.Penulis}))
		g.Pending = false
		h.must(a.PutGrant(h.ctx, &g))
		return nil
	})
	h.write(func(tx store.Tx) error {
		got, err := tx.Accounts().Grant(h.ctx, g.ID)
		h.must(err)
		h.same("grant", got, g)
		all, err := tx.Accounts().Grants(h.ctx, u.ID)
		h.must(err)
		if len(all) != 2 {
			h.Errorf("%d grants", len(all))
		}
		desk, err := tx.Accounts().Holders(h.ctx, news.Redaktur)
		h.must(err)
		h.same("holders", desk, []news.Grant{g})
		h.must(tx.Accounts().RemoveGrant(h.ctx, g.ID))
		h.refused(tx.Accounts().RemoveGrant(h.ctx, g.ID), news.NotFound)
		return nil
	})
}

func signInSessions(h *house) {
	u, v := h.account("sari@example.id"), h.account("budi@example.id")
	var mine, second, other store.Session
	h.write(func(tx store.Tx) error {
		for i, s := range []*store.Session{&mine, &second, &other} {
			*s = store.Session{Hash: fmt.Sprint("s", i), User: u.ID, Method: "password", Created: tx.Now(), Seen: tx.Now(),
				Fresh: tx.Now(), Ends: tx.Now().Add(time.Hour), Device: "Chrome", Address: "203.0.113.9"}
			if s == &other {
				s.User = v.ID
			}
			h.must(tx.SignIns().AddSession(h.ctx, s))
		}
		return nil
	})
	h.write(func(tx store.Tx) error {
		s := tx.SignIns()
		got, err := s.Session(h.ctx, "s0")
		h.must(err)
		h.same("session", got, mine)
		mine.Hash, mine.Strong, mine.Method = "s9", true, "totp"
		h.must(s.Renew(h.ctx, mine))
		_, err = s.Session(h.ctx, "s0")
		h.refused(err, news.NotFound)
		h.must(s.Seen(h.ctx, mine.ID, "203.0.113.10"))
		stranger, err := s.EndSession(h.ctx, v.ID, mine.ID)
		h.must(err)
		if stranger {
			h.Error("a stranger ended a session")
		}
		n, err := s.EndSessions(h.ctx, u.ID, mine.ID)
		h.must(err)
		if n != 1 {
			h.Errorf("%d others ended", n)
		}
		left, err := s.Sessions(h.ctx, u.ID)
		h.must(err)
		if len(left) != 1 || left[0].Hash != "s9" || !left[0].Strong || left[0].Address != "203.0.113.10" {
			h.Errorf("left %+v", left)
		}
		n, err = s.EndSessions(h.ctx, 0, 0)
		h.must(err)
		if n != 2 {
			h.Errorf("%d of everybody ended, want both", n)
		}
		return nil
	})
}

func signInTokens(h *house) {
	u := h.account("sari@example.id")
	k := store.Token{User: u.ID, Hash: "t1", Name: "Arsip", Permissions: []string{"draft.read"}, Sections: []news.SectionID{2}}
	h.write(func(tx store.Tx) error {
		k.Ends = tx.Now().Add(time.Hour)
		return tx.SignIns().AddToken(h.ctx, &k)
	})
	h.write(func(tx store.Tx) error {
		s := tx.SignIns()
		got, err := s.Token(h.ctx, "t1")
		h.must(err)
		k.Hash = ""
		h.same("token", got, k)
		h.must(s.TokenUsed(h.ctx, k.ID))
		h.must(s.EndToken(h.ctx, k.ID))
		h.refused(s.EndToken(h.ctx, k.ID), news.NotFound)
		got, err = s.TokenByID(h.ctx, k.ID)
		h.must(err)
		if got.Ends.After(tx.Now()) || got.Used.IsZero() {
			h.Errorf("ended token %+v", got)
		}
		h.must(s.AddToken(h.ctx, &store.Token{User: u.ID, Hash: "t2", Ends: tx.Now().Add(time.Hour)}))
		n, err := s.EndTokens(h.ctx, 0)
		h.must(err)
		all, err := s.Tokens(h.ctx, u.ID)
		h.must(err)
		if n != 1 || len(all) != 2 || all[0].Hash != "" {
			h.Errorf("%d ended of %+v", n, all)
		}
		return nil
	})
}

func signInLinks(h *house) {
	h.write(func(tx store.Tx) error {
		s := tx.SignIns()
		for i, kind := range []string{"invite", "reset", "invite"} {
			h.must(s.AddLink(h.ctx, store.Link{Hash: fmt.Sprint("l", i), Kind: kind, User: news.UserID(1 + i/2), Data: "d", By: "operator", Ends: tx.Now()}))
		}
		l, err := s.Link(h.ctx, "l0")
		h.must(err)
		if l.Kind != "invite" || l.User != 1 || l.Data != "d" || !l.Ends.Equal(tx.Now()) || !l.Created.Equal(tx.Now()) {
			h.Errorf("link %+v", l)
		}
		for _, want := range []bool{true, false} {
			used, err := s.UseLink(h.ctx, "l0")
			h.must(err)
			if used != want {
				h.Errorf("used %t, want %t", used, want)
			}
		}
		h.must(s.EndLinks(h.ctx, 1, "invite"))
		if _, err := s.Link(h.ctx, "l1"); err != nil {
			h.Errorf("the reset link went with the invitations: %v", err)
		}
		h.must(s.EndLinks(h.ctx, 1, ""))
		_, err = s.Link(h.ctx, "l1")
		h.refused(err, news.NotFound)
		h.must(s.EndLinks(h.ctx, -1, ""))
		_, err = s.Link(h.ctx, "l2")
		h.refused(err, news.NotFound)
		return nil
	})
}

func signInDevicesAndKeys(h *house) {
	u := h.account("sari@example.id")
	h.write(func(tx store.Tx) error {
		s := tx.SignIns()
		h.must(s.PutDevice(h.ctx, u.ID, "d1", "Chrome"))
		h.must(s.PutDevice(h.ctx, u.ID, "d1", "Chrome"))
		for hash, want := range map[string]bool{"d1": true, "d2": false} {
			got, err := s.Device(h.ctx, u.ID, hash)
			h.must(err)
			if got != want {
				h.Errorf("device %s known: %t", hash, got)
			}
		}
		h.must(s.EndDevices(h.ctx, u.ID))
		h.must(s.PutDevice(h.ctx, u.ID, "d3", ""))
		h.must(s.EndDevices(h.ctx, 0))
		known, err := s.Device(h.ctx, u.ID, "d3")
		h.must(err)
		if known {
			h.Error("a forgotten device is known")
		}
		h.must(s.AddKey(h.ctx, store.Key{ID: "k1", Purpose: "preview", Secret: []byte{0, 1}}))
		h.must(s.AddKey(h.ctx, store.Key{ID: "k2", Purpose: "second", Secret: []byte{2}}))
		for purpose, want := range map[string]int{"preview": 1, "": 2, "x": 0} {
			keys, err := s.Keys(h.ctx, purpose)
			h.must(err)
			if len(keys) != want {
				h.Errorf("%d keys for %q", len(keys), purpose)
			}
		}
		k, err := s.Key(h.ctx, "k1")
		h.must(err)
		if string(k.Secret) != "\x00\x01" {
			h.Errorf("secret %x", k.Secret)
		}
		h.must(s.DropKeys(h.ctx, "preview"))
		_, err = s.Key(h.ctx, "k1")
		h.refused(err, news.NotFound)
		h.must(s.DropKeys(h.ctx, ""))
		for _, want := range []bool{true, false} {
			first, err := s.Revoke(h.ctx, "n", tx.Now())
			h.must(err)
			if first != want {
				h.Errorf("revoked for the first time %t, want %t", first, want)
			}
		}
		for nonce, want := range map[string]bool{"n": true, "m": false} {
			got, err := s.Revoked(h.ctx, nonce)
			h.must(err)
			if got != want {
				h.Errorf("nonce %s revoked: %t", nonce, got)
			}
		}
		return nil
	})
}

// signInTries: of many who try at once, each counts all those before.
func signInTries(h *house) {
	const most = 5
	var through atomic.Int64
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			var n int
			err := h.db.Write(h.ctx, func(tx store.Tx) (err error) {
				n, err = tx.SignIns().Try(h.ctx, "a:1", 15)
				return err
			})
			if err != nil {
				h.Error(err)
			}
			if n <= most {
				through.Add(1)
			}
		})
	}
	wg.Wait()
	if through.Load() != most {
		h.Errorf("%d got through, want %d", through.Load(), most)
	}
	h.write(func(tx store.Tx) error {
		h.must(tx.SignIns().Untry(h.ctx, "a:1"))
		h.must(tx.SignIns().Untry(h.ctx, "never"))
		return nil
	})
	h.read(func(tx store.Tx) error {
		n, err := tx.SignIns().Tries(h.ctx, "a:1", 15)
		h.must(err)
		other, err := tx.SignIns().Tries(h.ctx, "a:2", 15)
		h.must(err)
		if n < 18 || n > 20 || other != 0 {
			h.Errorf("%d tries of one, %d of another", n, other)
		}
		return nil
	})
}

func signInLog(h *house) {
	u := h.account("sari@example.id")
	clock := &Clock{At: morning}
	o := h.options
	o.Now = clock.Now
	db := Open(h.T, o)
	log := func(event, address string) (first bool) {
		h.must(db.Write(h.ctx, func(tx store.Tx) (err error) {
			first, err = tx.SignIns().Log(h.ctx, store.Login{User: u.ID, Event: event, Address: address, Device: "Chrome"})
			return err
		}))
		return first
	}
	for _, step := range []struct {
		event string
		wait  time.Duration
		want  bool
	}{{"wrong", 0, true}, {"wrong", time.Second, false}, {"in", 0, true}, {"wrong", time.Minute, true}} {
		clock.At = clock.At.Add(step.wait)
		if got := log(step.event, "203.0.113.9"); got != step.want {
			h.Errorf("%s after %s is a line of its own: %t", step.event, step.wait, got)
		}
	}
	clock.At = clock.At.Add(100 * 24 * time.Hour)
	log("in", "203.0.113.77")
	rule := store.Retention{Sessions: 30 * 24 * time.Hour, Log: 365 * 24 * time.Hour, Addresses: 90 * 24 * time.Hour,
		Devices: 180 * 24 * time.Hour, Idle: time.Hour, Short: func(string) string { return "203.0.113.0/24" }}
	h.must(db.Write(h.ctx, func(tx store.Tx) error {
		s := tx.SignIns()
		h.must(s.AddSession(h.ctx, &store.Session{Hash: "old", User: u.ID, Created: morning, Seen: morning, Ends: morning}))
		h.must(s.AddLink(h.ctx, store.Link{Hash: "old", Kind: "invite", Ends: morning}))
		x, err := s.Expire(h.ctx, rule)
		h.must(err)
		if x != (store.Expired{Sessions: 1, Links: 1, Addresses: 3}) {
			h.Errorf("expired %+v", x)
		}
		lines, err := s.Logged(h.ctx, u.ID, 0, 10)
		h.must(err)
		if len(lines) != 4 || lines[0].Address != "203.0.113.77" || lines[3].Address != "203.0.113.0/24" || lines[3].N != 2 {
			h.Errorf("log %+v", lines)
		}
		older, err := s.Logged(h.ctx, u.ID, lines[1].ID, 10)
		h.must(err)
		if len(older) != 2 {
			h.Errorf("%d older lines", len(older))
		}
		return s.EraseTraces(h.ctx, u.ID)
	}))
	clock.At = clock.At.Add(300 * 24 * time.Hour)
	h.must(db.Write(h.ctx, func(tx store.Tx) error {
		x, err := tx.SignIns().Expire(h.ctx, rule)
		h.must(err)
		if x.Log != 3 || x.Addresses != 0 {
			h.Errorf("a year later %+v: erased addresses are none", x)
		}
		return nil
	}))
}

func openWork(h *house) {
	u, v := h.account("sari@example.id"), h.account("budi@example.id")
	var want []news.ArticleID
	h.write(func(tx store.Tx) error {
		for _, a := range []struct {
			article news.Article
			mine    bool
		}{
			{news.Article{Work: news.Writing, Creator: u.ID}, true},
			{news.Article{Work: news.Ready, Creator: v.ID, Assignee: u.ID}, true},
			{news.Article{Work: news.Returned, Creator: u.ID, Assignee: v.ID}, false},
			{news.Article{Work: news.Settled, Creator: u.ID}, false},
			{news.Article{Work: news.Spiked, Creator: u.ID}, false},
			{news.Article{Work: news.Desk, Creator: u.ID, Assignee: u.ID}, true},
		} {
			a.article.Edition, a.article.Public, a.article.Revision = h.edition, news.Never, 1
			h.must(tx.Articles().Create(h.ctx, &a.article, nil))
			h.must(tx.Articles().Save(h.ctx, &a.article, 1))
			if a.mine {
				want = append(want, a.article.ID)
			}
		}
		return nil
	})
	h.read(func(tx store.Tx) error {
		first, err := tx.Accounts().OpenWork(h.ctx, u.ID, 0, 2)
		h.must(err)
		rest, err := tx.Accounts().OpenWork(h.ctx, u.ID, first[len(first)-1], 10)
		h.must(err)
		h.same("open work", append(first, rest...), want)
		return nil
	})
}
