package auth

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"warta/internal/news"
	"warta/internal/store"
)

// Passkeys are WebAuthn credentials that the authenticator finds by itself and
// that ask their owner for a finger, face or PIN: possession and verification in
// one, and worth nothing on another site's address. The challenge is a token
// that Warta signs, spent when it comes back, so that showing the sign-in page
// writes nothing.

const purposePasskey Purpose = "passkey"

// passkeyName bounds the name that the owner gives.
const passkeyName = 60

// party is the address that passkeys belong to; false where there can be none:
// addresses without a name have no passkeys.
func (k *Keeper) party(c Caller) (*webauthn.WebAuthn, bool) {
	origin := c.Origin
	if len(k.o.Origins) > 0 && !slices.Contains(k.o.Origins, origin) {
		return nil, false
	}
	u, err := url.Parse(origin)
	if err != nil || u.Hostname() == "" {
		return nil, false
	}
	if _, err := netip.ParseAddr(u.Hostname()); err == nil {
		return nil, false
	}
	name := "Warta"
	if k.o.Paper != nil && k.o.Paper() != "" {
		name = k.o.Paper()
	}
	w, err := webauthn.New(&webauthn.Config{RPID: u.Hostname(), RPDisplayName: name, RPOrigins: []string{origin},
		AttestationPreference: protocol.PreferNoAttestation,
		// Password managers add outputs that nobody asked for; nothing is read from them.
		ExtensionsUnsolicitedOutputPolicy: protocol.UnsolicitedOutputPolicyIgnore})
	return w, err == nil
}

// CanPasskey reports whether the address that the browser sees can have
// passkeys.
func (k *Keeper) CanPasskey(c Caller) bool {
	_, ok := k.party(c)
	return ok
}

func errPasskey(cause error) error {
	return &news.Error{Kind: news.Unauthenticated, Op: "use a passkey", Code: "auth.passkey", Err: cause}
}

// holder is a user as the library sees one.
type holder struct {
	user store.User
	keys []webauthn.Credential
	rows []store.Passkey
}

func (h *holder) WebAuthnID() []byte                         { return []byte(h.user.Handle) }
func (h *holder) WebAuthnName() string                       { return h.user.Email }
func (h *holder) WebAuthnDisplayName() string                { return h.user.Name }
func (h *holder) WebAuthnCredentials() []webauthn.Credential { return h.keys }

func loadHolder(ctx context.Context, tx store.Tx, u store.User) (*holder, error) {
	h := &holder{user: u}
	var err error
	if h.rows, err = tx.Accounts().Passkeys(ctx, u.ID); err != nil {
		return nil, err
	}
	for _, row := range h.rows {
		var key webauthn.Credential
		if err := json.Unmarshal([]byte(row.Data), &key); err != nil {
			return nil, news.E(news.Internal, "read a passkey", err)
		}
		h.keys = append(h.keys, key)
	}
	return h, nil
}

// begun is a ceremony's first half: the options for the browser, as JSON, and
// the state to bring back.
func (k *Keeper) begun(ctx context.Context, what string, options any, challenge string) ([]byte, string, error) {
	text, err := json.Marshal(options)
	if err != nil {
		return nil, "", err
	}
	state, err := k.Sign(ctx, &Claim{Purpose: purposePasskey, Subject: what + " " + challenge, Until: k.now(ctx).Add(FreshTime / 3)})
	return text, state, err
}

// challengeOf gives the challenge of a state for the same thing.
func (k *Keeper) challengeOf(ctx context.Context, what, state string) (string, Claim, error) {
	claim, err := k.Verify(ctx, purposePasskey, state)
	if err != nil {
		if news.Is(err, news.NotFound) {
			err = refuse(news.Unauthenticated, "use a passkey", "passkey_over")
		}
		return "", claim, err
	}
	challenge, ok := strings.CutPrefix(claim.Subject, what+" ")
	if !ok {
		return "", claim, refuse(news.Unauthenticated, "use a passkey", "passkey_over")
	}
	return challenge, claim, nil
}

// spend makes a state worthless, and refuses one that is.
func spend(ctx context.Context, tx store.Tx, c Claim) error {
	first, err := tx.SignIns().Revoke(ctx, c.Nonce, c.Until)
	if err == nil && !first {
		err = refuse(news.Unauthenticated, "use a passkey", "passkey_over")
	}
	return err
}

// BeginPasskey begins to add a passkey to the account.
func (k *Keeper) BeginPasskey(ctx context.Context, c Caller, i Identity) (options []byte, state string, err error) {
	if !i.Fresh() {
		return nil, "", errStepUp("add a passkey")
	}
	w, ok := k.party(c)
	if !ok {
		return nil, "", errPasskey(nil)
	}
	var h *holder
	err = k.db.Read(ctx, func(tx store.Tx) error {
		h, err = loadHolder(ctx, tx, i.User)
		return err
	})
	if err != nil {
		return nil, "", err
	}
	creation, session, err := w.BeginRegistration(h,
		webauthn.WithAuthenticatorSelection(protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, UserVerification: protocol.VerificationRequired}),
		webauthn.WithExclusions(webauthn.Credentials(h.keys).CredentialDescriptors()))
	if err != nil {
		return nil, "", errPasskey(err)
	}
	return k.begun(ctx, "add "+i.User.ID.String(), creation.Response, session.Challenge)
}

// AddPasskey ends it with the browser's answer. Recovery codes come with the
// first factor of an account, shown this once. The session gets a new secret;
// other sessions end.
func (k *Keeper) AddPasskey(ctx context.Context, c Caller, i Identity, state, name string, response []byte) (codes []string, secret string, err error) {
	w, ok := k.party(c)
	if !ok {
		return nil, "", errPasskey(nil)
	}
	challenge, claim, err := k.challengeOf(ctx, "add "+i.User.ID.String(), state)
	if err != nil {
		return nil, "", err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(response)
	if err != nil {
		return nil, "", errPasskey(err)
	}
	key, err := w.CreateCredential(&holder{user: i.User}, webauthn.SessionData{Challenge: challenge, UserID: []byte(i.User.Handle),
		UserVerification: protocol.VerificationRequired, CredParams: webauthn.CredentialParametersDefault()}, parsed)
	if err != nil {
		return nil, "", errPasskey(err)
	}
	// Nothing asks for attestation, and it could tell devices apart.
	key.Attestation = webauthn.CredentialAttestation{}
	data, err := json.Marshal(key)
	if err != nil {
		return nil, "", err
	}
	if name = strings.TrimSpace(name); name == "" || news.Length(name) > passkeyName {
		name = deviceName(c.Agent)
	}
	var hashes []string
	secret, err = k.change(ctx, c, i, "account.passkey", "added", func(tx store.Tx, s *store.Session) error {
		codes = nil
		if err := spend(ctx, tx, claim); err != nil {
			return err
		}
		left, err := tx.Accounts().Recovery(ctx, i.User.ID)
		if err == nil && left == 0 {
			codes, hashes = newRecovery()
			err = tx.Accounts().SetRecovery(ctx, i.User.ID, hashes)
		}
		if err != nil {
			return err
		}
		s.Method, s.Strong = "passkey", true
		return tx.Accounts().AddPasskey(ctx, &store.Passkey{User: i.User.ID, Credential: credentialID(key.ID), Name: name, Data: string(data)})
	})
	if news.Is(err, news.Conflict) {
		err = errPasskey(err)
	}
	if err != nil {
		return nil, "", err
	}
	return codes, secret, nil
}

func credentialID(id []byte) string { return base64.RawURLEncoding.EncodeToString(id) }

// RemovePasskey takes one away; NotFound when it is not the user's.
func (k *Keeper) RemovePasskey(ctx context.Context, c Caller, i Identity, id int64) (string, error) {
	return k.change(ctx, c, i, "account.passkey", "removed", func(tx store.Tx, _ *store.Session) error {
		if id == 0 {
			return news.E(news.NotFound, "remove a passkey", nil)
		}
		gone, err := tx.Accounts().RemovePasskey(ctx, i.User.ID, id)
		if err == nil && !gone {
			err = news.E(news.NotFound, "remove a passkey", nil)
		}
		return err
	})
}

// BeginPasskeySignIn begins a sign-in by passkey; nobody says who they are yet.
// With an identity it is a step-up of their session.
func (k *Keeper) BeginPasskeySignIn(ctx context.Context, c Caller, i Identity) (options []byte, state string, err error) {
	w, ok := k.party(c)
	if !ok {
		return nil, "", errPasskey(nil)
	}
	assertion, session, err := w.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return nil, "", errPasskey(err)
	}
	return k.begun(ctx, "in "+i.User.ID.String(), assertion.Response, session.Challenge)
}

// asserted checks the browser's answer and says whose passkey it is.
func (k *Keeper) asserted(ctx context.Context, c Caller, i Identity, state string, response []byte) (*holder, store.Passkey, Claim, error) {
	none := store.Passkey{}
	w, ok := k.party(c)
	if !ok {
		return nil, none, Claim{}, errPasskey(nil)
	}
	challenge, claim, err := k.challengeOf(ctx, "in "+i.User.ID.String(), state)
	if err != nil {
		return nil, none, claim, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(response)
	if err != nil {
		return nil, none, claim, errPasskey(err)
	}
	var h *holder
	key, err := w.ValidateDiscoverableLogin(func(_, handle []byte) (webauthn.User, error) {
		err := k.db.Read(ctx, func(tx store.Tx) error {
			u, err := tx.Accounts().ByHandle(ctx, string(handle))
			if err == nil {
				h, err = loadHolder(ctx, tx, u)
			}
			return err
		})
		return h, err
	}, webauthn.SessionData{Challenge: challenge, UserVerification: protocol.VerificationRequired}, parsed)
	if err != nil {
		return h, none, claim, errPasskey(err)
	}
	if !h.user.Active || i.User.ID != 0 && i.User.ID != h.user.ID {
		return h, none, claim, errPasskey(nil)
	}
	if key.Authenticator.CloneWarning {
		k.log.WarnContext(ctx, "a passkey's counter went back: it may have been copied", "req", c.Request, "user", h.user.ID.String())
		return h, none, claim, errPasskey(nil)
	}
	data, err := json.Marshal(key)
	if err != nil {
		return h, none, claim, err
	}
	for _, row := range h.rows {
		if row.Credential == credentialID(key.ID) {
			row.Data = string(data)
			return h, row, claim, nil
		}
	}
	return h, none, claim, errPasskey(nil)
}

// PasskeySignIn ends a sign-in by passkey.
func (k *Keeper) PasskeySignIn(ctx context.Context, c Caller, state string, response []byte) (Entry, error) {
	buckets := []bucket{{"n:" + c.prefix(), perNetwork}}
	err := k.db.Read(ctx, func(tx store.Tx) error { return full(ctx, tx, buckets) })
	if err == nil {
		err = k.take(ctx, buckets)
	}
	if err != nil {
		return Entry{}, err
	}
	h, key, claim, err := k.asserted(ctx, c, Identity{}, state, response)
	if err != nil {
		var user news.UserID
		if h != nil {
			user = h.user.ID
		}
		if news.Is(err, news.Unauthenticated) {
			if werr := k.wrong(ctx, c, user, "passkey"); !news.Is(werr, news.Unauthenticated) {
				return Entry{}, werr
			}
		}
		return Entry{}, err
	}
	return k.enter(ctx, entering{caller: c, user: h.user, method: "passkey", strong: true, buckets: buckets, key: key, state: claim})
}

// PasskeyStepUp proves by passkey who sits at a session, and gives its new
// secret.
func (k *Keeper) PasskeyStepUp(ctx context.Context, c Caller, i Identity, state string, response []byte) (string, error) {
	if i.User.ID == 0 {
		return "", errNobody()
	}
	_, key, claim, err := k.asserted(ctx, c, i, state, response)
	if err != nil {
		return "", err
	}
	var secret string
	err = k.db.Write(ctx, func(tx store.Tx) error {
		s, err := k.current(ctx, tx, i)
		if err != nil {
			return err
		}
		if err := usePasskey(ctx, tx, key, claim); err != nil {
			return err
		}
		if secret, err = renew(ctx, tx, s, "passkey", true); err != nil {
			return err
		}
		return record(ctx, tx, c, actorOf(i.User.ID), "login.again", i.User.ID, "passkey")
	})
	return secret, err
}

func usePasskey(ctx context.Context, tx store.Tx, key store.Passkey, claim Claim) error {
	if err := spend(ctx, tx, claim); err != nil {
		return err
	}
	key.Used = tx.Now()
	return tx.Accounts().SavePasskey(ctx, key)
}
