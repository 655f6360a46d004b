package auth

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"
)

// Secrets that a browser or program brings back are 256 random bits. Only their
// SHA-256 is kept: whoever reads the database cannot sign in with it.

// secretLen is the length of a secret in text.
const secretLen = 43

// TokenPrefix begins every API token, so that it is known for what it is when
// it turns up where it should not.
const TokenPrefix = "warta_"

// NewSecret makes one, with the hash to keep.
func NewSecret() (secret, hash string) {
	var b [32]byte
	rand.Read(b[:])
	secret = base64.RawURLEncoding.EncodeToString(b[:])
	return secret, hashSecret(secret)
}

// NewToken makes the secret of an API token, with the hash to keep.
func NewToken() (secret, hash string) {
	secret, _ = NewSecret()
	secret = TokenPrefix + secret
	return secret, hashSecret(secret)
}

func hashSecret(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// readSecret gives the hash to look for, if s can be a secret of ours at all.
func readSecret(s string) (hash string, ok bool) {
	if len(s) != secretLen {
		return "", false
	}
	for i := range len(s) {
		c := s[i]
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_') {
			return "", false
		}
	}
	return hashSecret(s), true
}

// readToken does so for API tokens.
func readToken(s string) (hash string, ok bool) {
	bare, found := strings.CutPrefix(s, TokenPrefix)
	if !found {
		return "", false
	}
	if _, ok := readSecret(bare); !ok {
		return "", false
	}
	return hashSecret(s), true
}

func encodeBytes(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func decodeBytes(s string) ([]byte, error) { return base64.RawURLEncoding.DecodeString(s) }
