package auth

import (
	"context"
	"crypto/hmac"
	"crypto/md5"
	"crypto/rand"
	"crypto/sha512"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/bcrypt"

	"warta/internal/news"
)

// Hashing says what a password costs to check. The zero value means the figures
// of operations.md section 4: argon2id with 64 MiB, two passes and two lanes, at
// most four at once, two seconds in the queue.
type Hashing struct {
	// Memory is in KiB.
	Memory  uint32
	Passes  uint32
	Lanes   uint8
	AtOnce  int
	Queue   time.Duration
	saltLen int
}

func (h Hashing) withDefaults() Hashing {
	if h.Memory == 0 {
		h.Memory = 64 << 10
	}
	if h.Passes == 0 {
		h.Passes = 2
	}
	if h.Lanes == 0 {
		h.Lanes = 2
	}
	if h.AtOnce == 0 {
		h.AtOnce = 4
	}
	if h.Queue == 0 {
		h.Queue = 2 * time.Second
	}
	h.saltLen = 16
	return h
}

// hasher hashes and verifies passwords, a few at a time: each takes 64 MiB, and
// a flood of sign-ins must not take the machine's memory.
type hasher struct {
	Hashing
	places chan struct{}
	// nobody is a hash of nothing in particular: who does not exist costs as
	// much as who does.
	nobody string
}

func newHasher(h Hashing) *hasher {
	h = h.withDefaults()
	x := &hasher{Hashing: h, places: make(chan struct{}, h.AtOnce)}
	x.nobody = x.encode(make([]byte, h.saltLen), make([]byte, hashLen))
	return x
}

const hashLen = 32

// enter waits for a place. Unavailable after the queue's time.
func (h *hasher) enter(ctx context.Context) (leave func(), err error) {
	timer := time.NewTimer(h.Queue)
	defer timer.Stop()
	select {
	case h.places <- struct{}{}:
		return func() { <-h.places }, nil
	case <-timer.C:
		return nil, news.Refuse(news.Unavailable, "check a password", "auth.busy", nil)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (h *hasher) encode(salt, sum []byte) string {
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, h.Memory, h.Passes, h.Lanes, b64(salt), b64(sum))
}

// hash makes the stored form of a password.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	leave, err := h.enter(ctx)
	if err != nil {
		return "", err
	}
	defer leave()
	salt := make([]byte, h.saltLen)
	rand.Read(salt)
	return h.encode(salt, argon2.IDKey([]byte(password), salt, h.Passes, h.Memory, h.Lanes, hashLen)), nil
}

// verify checks a password against a stored form, an imported one included.
// stale says that the form is not what hash would make today. A form that is
// empty or not understood costs as much and never fits.
func (h *hasher) verify(ctx context.Context, stored, password string) (ok, stale bool, err error) {
	leave, err := h.enter(ctx)
	if err != nil {
		return false, false, err
	}
	defer leave()
	if p, valid := parseArgon(stored); valid {
		sum := argon2.IDKey([]byte(password), p.salt, p.passes, p.memory, p.lanes, uint32(len(p.sum)))
		ok = subtle.ConstantTimeCompare(sum, p.sum) == 1
		return ok, p.memory != h.Memory || p.passes != h.Passes || p.lanes != h.Lanes, nil
	}
	if ok = verifyImported(stored, password); ok {
		return true, true, nil
	}
	p, _ := parseArgon(h.nobody)
	argon2.IDKey([]byte(password), p.salt, p.passes, p.memory, p.lanes, hashLen)
	return false, false, nil
}

type argon struct {
	memory, passes uint32
	lanes          uint8
	salt, sum      []byte
}

// parseArgon reads what encode writes, within bounds that keep a forged row
// from taking the machine's memory.
func parseArgon(s string) (a argon, ok bool) {
	parts := strings.Split(s, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != "v="+strconv.Itoa(argon2.Version) {
		return a, false
	}
	numbers := strings.Split(parts[3], ",")
	if len(numbers) != 3 {
		return a, false
	}
	read := func(i int, prefix string, most uint64) uint64 {
		v, found := strings.CutPrefix(numbers[i], prefix)
		n, err := strconv.ParseUint(v, 10, 32)
		if !found || err != nil || n > most {
			return 0
		}
		return n
	}
	a.memory, a.passes, a.lanes = uint32(read(0, "m=", 1<<20)), uint32(read(1, "t=", 64)), uint8(read(2, "p=", 64))
	var err1, err2 error
	a.salt, err1 = base64.RawStdEncoding.DecodeString(parts[4])
	a.sum, err2 = base64.RawStdEncoding.DecodeString(parts[5])
	return a, a.memory >= 8*uint32(a.lanes) && a.passes > 0 && a.lanes > 0 && err1 == nil && err2 == nil &&
		len(a.salt) >= 8 && len(a.sum) >= 16 && len(a.sum) <= 64
}

// Scheme names the way a stored password is hashed, for audit rows: "argon2id",
// "phpass", "wp-bcrypt", "bcrypt", or "" for none or an unknown one. PHPass is
// MD5 underneath, and no better than its password.
func Scheme(stored string) string {
	switch {
	case strings.HasPrefix(stored, "$argon2id$"):
		return "argon2id"
	case len(stored) == 34 && (strings.HasPrefix(stored, "$P$") || strings.HasPrefix(stored, "$H$")):
		return "phpass"
	case strings.HasPrefix(stored, "$wp$2"):
		return "wp-bcrypt"
	case strings.HasPrefix(stored, "$2a$"), strings.HasPrefix(stored, "$2b$"), strings.HasPrefix(stored, "$2y$"):
		return "bcrypt"
	}
	return ""
}

// maxBcryptCost bounds the work that an imported row can ask for; WordPress and
// Ghost use 10.
const maxBcryptCost = 14

// verifyImported checks the forms that WordPress (before and since 6.8) and
// Ghost leave behind.
func verifyImported(stored, password string) bool {
	switch Scheme(stored) {
	case "phpass":
		return phpass(stored, password)
	case "wp-bcrypt":
		// WordPress 6.8: bcrypt over base64(HMAC-SHA-384("wp-sha384", password)),
		// with white space trimmed as PHP's trim does.
		mac := hmac.New(sha512.New384, []byte("wp-sha384"))
		mac.Write([]byte(strings.Trim(password, " \t\n\r\x00\x0b")))
		return bcryptFits(strings.TrimPrefix(stored, "$wp"), base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	case "bcrypt":
		return bcryptFits(stored, password)
	}
	return false
}

func bcryptFits(stored, password string) bool {
	if cost, err := bcrypt.Cost([]byte(stored)); err != nil || cost > maxBcryptCost {
		return false
	}
	p := []byte(password)
	// bcrypt reads 72 bytes; those who wrote the hash cut the rest off.
	return bcrypt.CompareHashAndPassword([]byte(stored), p[:min(len(p), 72)]) == nil
}

const phpassAlphabet = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// phpass checks the portable hashes of old WordPress: "$P$", one character for
// the base-two logarithm of the rounds, eight of salt, twenty-two of MD5.
func phpass(stored, password string) bool {
	rounds := strings.IndexByte(phpassAlphabet, stored[3])
	if rounds < 7 || rounds > 20 || len(password) > 4096 {
		return false
	}
	sum := md5.Sum([]byte(stored[4:12] + password))
	for range 1 << rounds {
		sum = md5.Sum(append(sum[:], password...))
	}
	return subtle.ConstantTimeCompare([]byte(phpassEncode(sum[:])), []byte(stored[12:])) == 1
}

// phpassEncode is base 64 with the little end first.
func phpassEncode(b []byte) string {
	var out []byte
	for i := 0; i < len(b); i += 3 {
		n := min(3, len(b)-i)
		v := 0
		for j := range n {
			v |= int(b[i+j]) << (8 * j)
		}
		for range n + 1 {
			out = append(out, phpassAlphabet[v&63])
			v >>= 6
		}
	}
	return string(out)
}
