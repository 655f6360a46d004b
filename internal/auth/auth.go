// Package auth says who is asking: sign-in with password, code or passkey,
// sessions, API tokens, one-time links, and tokens that Warta signs for itself.
// What somebody may do is the policy of package newsroom.
//
// Everything rests in the database, so that every node agrees at the next
// request: nothing about accounts is kept in memory. What a browser or program
// brings back is stored as SHA-256; what must be read again is sealed with the
// key file of the data folder. Passwords are argon2id.
//
// The figures are those of operations.md sections 3 and 4; the numbers of OWASP
// ASVS 5.0 stand beside what fulfils them, and docs/asvs.csv lists the tests.
package auth

import (
	"context"
	"log/slog"
	"net/netip"
	"strings"
	"time"

	"warta/internal/news"
	"warta/internal/store"
	"warta/internal/web"
)

// Options of a Keeper; Database and Keys must be set, the rest may be zero.
type Options struct {
	Database store.Database
	// Keys seal TOTP secrets and signing keys.
	Keys *Keys
	// Dir is the data folder, for the larger filter of passwords; empty for none.
	Dir string
	// Hashing is the cost of passwords.
	Hashing Hashing
	// WithoutSecondFactor lets people publish with a password alone. The demo
	// does; a newspaper should not.
	WithoutSecondFactor bool
	// Origins are the addresses of the newsroom, such as
	// "https://redaksi.example.id": passkeys belong to them. None means the
	// address of the request, as on a laptop.
	Origins []string
	// Paper gives the newspaper's name, for code generators and for passwords
	// that must not be it.
	Paper func() string
	// Codes is the clock by which code generators are checked; nil is the
	// database's. The demo's database lives in another year than telephones.
	Codes  func() time.Time
	Logger *slog.Logger
}

// The times of operations.md section 4.
const (
	idleTime = 12 * time.Hour
	longest  = 30 * 24 * time.Hour
	// FreshTime is how long somebody who proved who they are may change what
	// they sign in with, and others' rights.
	FreshTime = 15 * time.Minute
	linkTime  = 24 * time.Hour
	// secondTime is how long the second step of a sign-in may take.
	secondTime = 10 * time.Minute
	// seenEvery bounds how often a session's last use is written: in the main
	// file, because a side file that is lost must not sign everybody out, and
	// seldom, because it costs a commit.
	seenEvery = 5 * time.Minute
)

// Keeper keeps the door.
type Keeper struct {
	o      Options
	db     store.Database
	hasher *hasher
	filter *filter
	log    *slog.Logger
}

// New makes a Keeper. Conflict when the database holds secrets that the keys do
// not open.
func New(ctx context.Context, o Options) (*Keeper, error) {
	k := &Keeper{o: o, db: o.Database, hasher: newHasher(o.Hashing), log: o.Logger}
	if k.log == nil {
		k.log = slog.New(slog.DiscardHandler)
	}
	if o.Dir != "" {
		var err error
		if k.filter, err = openFilter(o.Dir); err != nil {
			return nil, err
		}
	}
	if err := k.checkKeys(ctx); err != nil {
		return nil, err
	}
	// From here on there is something that the key file must open.
	_, _, err := k.signingKey(ctx, purposeCheck)
	return k, err
}

// checkKeys opens the signing keys, of which every newspaper has one: a wrong key
// file is noticed at the start and not when the chief's code fails.
func (k *Keeper) checkKeys(ctx context.Context) error {
	var keys []store.Key
	err := k.db.Read(ctx, func(tx store.Tx) (err error) {
		keys, err = tx.SignIns().Keys(ctx, "")
		return err
	})
	if err != nil || len(keys) == 0 {
		return err
	}
	for _, key := range keys {
		if _, err := k.o.Keys.open("signing "+key.ID, key.Secret); err != nil {
			return &news.Error{Kind: news.Conflict, Op: "open the key file", Code: "auth.key_other",
				Args: map[string]any{"file": KeyFileName}, Err: err}
		}
	}
	return nil
}

// Close gives up what New opened.
func (k *Keeper) Close() error {
	if k.filter != nil {
		return k.filter.f.Close()
	}
	return nil
}

// Caller is where a request comes from, as the door knows it. Nothing in it was
// chosen by the request's body.
type Caller struct {
	Address netip.Addr
	// Agent is the User-Agent header, for the list of sessions.
	Agent string
	// Device is the known-device cookie's value, empty for none.
	Device string
	// Request is the request's name in the log.
	Request string
	// Origin is scheme and host as the browser sees them, for passkeys.
	Origin string
}

func (c Caller) address() string {
	if !c.Address.IsValid() {
		return ""
	}
	return c.Address.String()
}

// prefix is what limits count under (/24, /48).
func (c Caller) prefix() string { return web.Shorten(c.Address).String() }

// Identity is who asks.
type Identity struct {
	User   store.User
	Grants []news.Grant
	// Session is set for a browser, Token for a program.
	Session store.Session
	Token   store.Token
	// Strong: a second factor or passkey stands behind the session, or none is
	// asked for. Without it nobody publishes (PERM-3).
	Strong bool
	// HasFactor: the account has a code generator or a passkey.
	HasFactor bool
	// MustChange says why the password has to be replaced first.
	MustChange string
	// At is the database's time at which all this was so.
	At time.Time
}

// Fresh reports whether the person proved who they are a short while ago.
func (i Identity) Fresh() bool { return fresh(i.Session, i.At) }

func fresh(s store.Session, now time.Time) bool {
	return !s.Fresh.IsZero() && now.Sub(s.Fresh) <= FreshTime
}

func refuse(kind news.Kind, op, code string) error { return news.Refuse(kind, op, "auth."+code, nil) }

// errWrong is the one answer to a sign-in that does not fit, whatever of it
// does not (ASVS 6.3.8).
func errWrong() error { return refuse(news.Unauthenticated, "sign in", "wrong") }

// deviceName says in a word or two what a browser calls itself. It is shown to
// the account's owner and decides nothing.
func deviceName(agent string) string {
	find := func(pairs ...string) string {
		for i := 0; i < len(pairs); i += 2 {
			if strings.Contains(agent, pairs[i]) {
				return pairs[i+1]
			}
		}
		return ""
	}
	browser := find("Firefox/", "Firefox", "FxiOS/", "Firefox", "EdgA/", "Edge", "Edg/", "Edge", "OPR/", "Opera",
		"SamsungBrowser/", "Samsung Internet", "UCBrowser/", "UC Browser", "CriOS/", "Chrome", "Chrome/", "Chrome",
		"Safari/", "Safari", "curl/", "curl")
	system := find("Android", "Android", "iPhone", "iPhone", "iPad", "iPad", "Windows", "Windows", "CrOS", "ChromeOS",
		"Mac OS X", "Mac", "Linux", "Linux")
	switch {
	case browser != "" && system != "":
		return browser + " · " + system
	case browser != "":
		return browser
	}
	return system
}
