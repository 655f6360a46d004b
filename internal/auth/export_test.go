package auth

import (
	"context"
	"time"
)

// TOTP gives a code, for the examples of the standard.
func TOTP(secret []byte, at time.Time) string { return totpCode(secret, at.Unix()/totpStep) }

var (
	ParseSigned = func(s string) bool { _, _, _, _, ok := parseSigned(s); return ok }
	ReadSecret  = readSecret
	ReadToken   = readToken
	IsCommon    = isCommon
	ParseKeys   = parseKeys
	CommonList  = common
)

// Verify checks a password against a stored form.
func (k *Keeper) VerifyStored(stored, password string) (ok, stale bool, err error) {
	return k.hasher.verify(context.Background(), stored, password)
}
