package auth

import (
	"crypto/rand"
	"encoding/base32"
	"strings"
)

// recoveryCodes is how many are given at once. Each carries 120 random bits, so
// that its plain hash tells nothing (ASVS 6.5.2).
const recoveryCodes = 8

// recoveryLen is the length of a code without hyphens.
const recoveryLen = 24

func newRecovery() (codes, hashes []string) {
	for range recoveryCodes {
		var b [recoveryLen * 5 / 8]byte
		rand.Read(b[:])
		code := base32.StdEncoding.EncodeToString(b[:])
		codes = append(codes, grouped(code))
		hashes = append(hashes, hashSecret(code))
	}
	return codes, hashes
}

// readRecovery gives the hash of what can be a recovery code. People may leave
// out hyphens, write small letters, and take 0 and 1 for O and I, which are the
// only ones that the alphabet has.
func readRecovery(s string) (hash string, ok bool) {
	s = strings.NewReplacer("0", "O", "1", "I").Replace(strings.ToUpper(cleanCode(s)))
	if len(s) != recoveryLen || strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") != "" {
		return "", false
	}
	return hashSecret(s), true
}
