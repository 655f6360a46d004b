package admin

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"
)

// The sums are of codes that another reader (jsQR 1.4) read back, one for each
// size of head, number of blocks and alignment.
func TestQRCodesAreThoseThatWereRead(t *testing.T) {
	for n, want := range map[int]string{5: "0aa48ae838a7", 20: "b29d51042402", 84: "cb55e8dcc4bf", 130: "59765c8cbc56", 200: "f09af711e44c",
		330: "a3975b07fbee", 412: "f17436859c13"} {
		text := ("otpauth://totp/" + strings.Repeat("aZ9-%", n))[:n]
		q, ok := newQR(text)
		if !ok {
			t.Fatalf("%d bytes do not fit", n)
		}
		sum := sha256.Sum256([]byte(q.path()))
		if got := hex.EncodeToString(sum[:6]); got != want {
			t.Errorf("%d bytes: %s, want %s", n, got, want)
		}
	}
	if _, ok := newQR(strings.Repeat("x", 413)); ok {
		t.Error("more than the largest code holds")
	}
}
