package auth

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"strings"
	"time"

	"warta/internal/news"
	"warta/internal/store"
)

// Purpose says what a signed token is for; a token for one purpose is worth
// nothing for another.
type Purpose string

const (
	// PurposePreview lets whoever has the link see one revision of an article.
	PurposePreview Purpose = "preview"
	// purposeSecond is the time between password and code.
	purposeSecond Purpose = "second"
	// purposeCheck is a key that signs nothing: by opening it, a start finds out
	// whether the key file is the right one.
	purposeCheck Purpose = "check"
)

// Claim is what a signed token says.
type Claim struct {
	Purpose Purpose
	// Subject is the purpose's own, such as "4711/12" for an article's revision.
	Subject string
	Until   time.Time
	// Nonce makes tokens of one subject different, so that one can be revoked.
	Nonce string
}

// The token is "w1.<key id>.<claim>.<mac>": the claim is JSON, the mac is
// HMAC-SHA-256 over purpose, key id and claim. The first two letters are its
// version, so that another algorithm cannot be asked for (ASVS 9.1.1, 9.1.2).
const signedVersion = "w1"

type claimJSON struct {
	Subject string `json:"s"`
	Until   int64  `json:"e"`
	Nonce   string `json:"n"`
}

func macOf(key []byte, p Purpose, id, claim string) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("warta\x00" + string(p) + "\x00" + id + "\x00" + claim))
	return mac.Sum(nil)
}

// Sign makes a token. Its nonce is given.
func (k *Keeper) Sign(ctx context.Context, c *Claim) (string, error) {
	id, secret, err := k.signingKey(ctx, c.Purpose)
	if err != nil {
		return "", err
	}
	var nonce [12]byte
	rand.Read(nonce[:])
	c.Nonce = hex.EncodeToString(nonce[:])
	text, err := json.Marshal(claimJSON{c.Subject, c.Until.Unix(), c.Nonce})
	if err != nil {
		return "", err
	}
	claim := base64.RawURLEncoding.EncodeToString(text)
	return strings.Join([]string{signedVersion, id, claim,
		base64.RawURLEncoding.EncodeToString(macOf(secret, c.Purpose, id, claim))}, "."), nil
}

// signingKey gives the newest key of a purpose, made when there is none.
func (k *Keeper) signingKey(ctx context.Context, p Purpose) (id string, secret []byte, err error) {
	newest := func(tx store.Tx) error {
		keys, err := tx.SignIns().Keys(ctx, string(p))
		if err != nil || len(keys) == 0 {
			return err
		}
		id = keys[0].ID
		secret, err = k.o.Keys.open("signing "+id, keys[0].Secret)
		return err
	}
	if err = k.db.Read(ctx, newest); err != nil || id != "" {
		return id, secret, err
	}
	err = k.db.Write(ctx, func(tx store.Tx) error {
		if err := newest(tx); err != nil || id != "" {
			return err
		}
		var b [8]byte
		secret = make([]byte, 32)
		rand.Read(b[:])
		rand.Read(secret)
		id = hex.EncodeToString(b[:])
		return tx.SignIns().AddKey(ctx, store.Key{ID: id, Purpose: string(p), Secret: k.o.Keys.seal("signing "+id, secret)})
	})
	return id, secret, err
}

// errSigned is the one answer to a token that is forged, altered, over, for
// another purpose, revoked, or signed with a key that is gone.
func errSigned() error { return refuse(news.NotFound, "verify a signed token", "signed") }

// parseSigned splits a token without believing it.
func parseSigned(token string) (id, claim string, c claimJSON, mac []byte, ok bool) {
	parts := strings.Split(token, ".")
	if len(token) > 1024 || len(parts) != 4 || parts[0] != signedVersion || len(parts[1]) != 16 {
		return
	}
	if _, err := hex.DecodeString(parts[1]); err != nil {
		return
	}
	text, err := base64.RawURLEncoding.Strict().DecodeString(parts[2])
	if err != nil || json.Unmarshal(text, &c) != nil {
		return
	}
	mac, err = base64.RawURLEncoding.Strict().DecodeString(parts[3])
	return parts[1], parts[2], c, mac, err == nil && len(mac) == sha256.Size
}

// Verify gives what a token says, or NotFound.
func (k *Keeper) Verify(ctx context.Context, p Purpose, token string) (Claim, error) {
	id, text, c, mac, ok := parseSigned(token)
	if !ok {
		return Claim{}, errSigned()
	}
	err := k.db.Read(ctx, func(tx store.Tx) error {
		key, err := tx.SignIns().Key(ctx, id)
		if news.Is(err, news.NotFound) || err == nil && key.Purpose != string(p) {
			return errSigned()
		}
		if err != nil {
			return err
		}
		secret, err := k.o.Keys.open("signing "+id, key.Secret)
		if err != nil {
			return news.E(news.Internal, "open a signing key", err)
		}
		if !hmac.Equal(mac, macOf(secret, p, id, text)) || !tx.Now().Before(time.Unix(c.Until, 0)) {
			return errSigned()
		}
		revoked, err := tx.SignIns().Revoked(ctx, c.Nonce)
		if err == nil && revoked {
			err = errSigned()
		}
		return err
	})
	return Claim{Purpose: p, Subject: c.Subject, Until: time.Unix(c.Until, 0).UTC(), Nonce: c.Nonce}, err
}

// Revoke ends a token before its time; it must still be good.
func (k *Keeper) Revoke(ctx context.Context, p Purpose, token string) error {
	c, err := k.Verify(ctx, p, token)
	if err != nil {
		return err
	}
	return k.db.Write(ctx, func(tx store.Tx) error {
		_, err := tx.SignIns().Revoke(ctx, c.Nonce, c.Until)
		return err
	})
}
