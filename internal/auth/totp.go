package auth

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"strings"
	"time"
)

// TOTP is RFC 6238 as every code generator speaks it: HMAC-SHA-1, six digits,
// thirty seconds.

const totpStep = 30

// totpLen is the length of a secret: 160 bits, as RFC 4226 section 4 recommends.
const totpLen = 20

func totpCode(secret []byte, step int64) string {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], uint64(step))
	mac := hmac.New(sha1.New, secret)
	mac.Write(b[:])
	sum := mac.Sum(nil)
	at := sum[len(sum)-1] & 15
	n := binary.BigEndian.Uint32(sum[at:]) & 0x7fffffff
	return fmt.Sprintf("%06d", n%1_000_000)
}

// totpFind looks for the step of a code within so many steps of a moment,
// nearest first.
func totpFind(secret []byte, code string, at time.Time, within int64) (step int64, ok bool) {
	now := at.Unix() / totpStep
	for d := int64(0); d <= within; d++ {
		for _, s := range []int64{now + d, now - d} {
			if subtle.ConstantTimeCompare([]byte(totpCode(secret, s)), []byte(code)) == 1 {
				return s, true
			}
		}
	}
	return 0, false
}

// cleanCode takes out what people type between digits.
func cleanCode(code string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '\u00a0' || r == '\t' {
			return -1
		}
		return r
	}, code)
}

func isTOTP(code string) bool {
	return len(code) == 6 && strings.Trim(code, "0123456789") == ""
}

// totpText is the secret as people type it, in groups of four.
func totpText(secret []byte) string {
	return grouped(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret))
}

// totpURL is what the QR code says (the key URI format of authenticator apps).
func totpURL(secret []byte, issuer, account string) string {
	label := url.PathEscape(strings.ReplaceAll(issuer, ":", " ") + ":" + account)
	v := url.Values{"secret": {base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret)},
		"issuer": {issuer}, "algorithm": {"SHA1"}, "digits": {"6"}, "period": {"30"}}
	// Some apps show a plus for an encoded space.
	return "otpauth://totp/" + label + "?" + strings.ReplaceAll(v.Encode(), "+", "%20")
}

// grouped puts a hyphen after every fourth character.
func grouped(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if i > 0 && i%4 == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// CodeOf gives the code that a generator set up with text (as Generator.Text
// has it) shows at a moment; "" when that is no secret.
func CodeOf(text string, at time.Time) string {
	secret, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(cleanCode(text))
	if err != nil {
		return ""
	}
	return totpCode(secret, at.Unix()/totpStep)
}
