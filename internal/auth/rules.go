package auth

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"warta/internal/locale"
	"warta/internal/news"
)

// Passwords may be any text of 8 to 256 characters: no rule about which, no
// date on which they end, nothing cut off (ASVS 6.2.1, 6.2.5, 6.2.8 to 6.2.10).
// What everybody tries first is refused (6.2.4, 6.2.11, 6.2.12).
const (
	minPassword = 8
	maxPassword = 256
)

// commonText holds the 3,000 most common passwords of eight characters or more,
// by the ranking of leaked lists that comes with zxcvbn 4.4.2 (a fact each;
// the collection is under the MIT licence).
//
//go:embed common.txt
var commonText string

var common = sync.OnceValue(func() map[string]bool {
	set := make(map[string]bool, 3000)
	for line := range strings.Lines(commonText) {
		set[strings.TrimSpace(line)] = true
	}
	return set
})

// usual are words that Indonesian newsrooms would put digits behind; each alone
// or with digits and signs around it is refused.
var usual = map[string]bool{}

func init() {
	for _, w := range strings.Fields(`admin administrator redaksi redaktur wartawan jurnalis berita koran editor pemred
		penulis kantor rahasia katasandi sandi passwordku passw0rd password indonesia jakarta bandung surabaya merdeka garuda
		bismillah alhamdulillah assalamualaikum sayang sayangku cinta cintaku akusayangkamu kamu terserah
		selamat selamatpagi qwerty qwertyuiop asdfghjkl zxcvbnm welcome letmein changeme rahasiaku persib persija bonek
		iloveyou cantik ganteng anjing bangsat keluarga mamaku ibuku bapakku doraemon naruto wordpress ghost warta newsroom test testing coba tes`) {
		usual[w] = true
	}
}

// checkPassword refuses, as Invalid with the field "password", what cannot be
// one. own are words that belong to the person and the paper.
func (k *Keeper) checkPassword(password string, own ...string) error {
	bad := func(code string, limit int) error {
		return &news.Error{Kind: news.Invalid, Op: "set a password", Code: "fields",
			Fields: []news.FieldError{{Field: "password", Code: code, Limit: limit}}}
	}
	if !utf8.ValidString(password) || strings.ContainsRune(password, 0) {
		return bad("utf8", 0)
	}
	switch n := utf8.RuneCountInString(password); {
	case n < minPassword:
		return bad("too_short", minPassword)
	case n > maxPassword:
		return bad("too_long", maxPassword)
	}
	if isCommon(password) {
		return bad("common", 0)
	}
	folded := fold(password)
	for _, w := range own {
		// The word alone, or with what is easy to guess around it.
		if w := fold(w); len(w) >= 3 && (folded == w || bare(folded) == w) {
			return bad("own_name", 0)
		}
	}
	if k.filter != nil {
		known, err := k.filter.has(password)
		if err != nil {
			return news.E(news.Unavailable, "look into the password filter", err)
		}
		if known {
			return bad("common", 0)
		}
	}
	return nil
}

func isCommon(password string) bool {
	p := strings.ToLower(password)
	if common()[p] || usual[bare(fold(p))] {
		return true
	}
	return monotonous(p)
}

// fold writes a word as guessers do: small letters, no spaces.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
}

// bare takes digits and signs from both ends.
func bare(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return !unicode.IsLetter(r) })
}

// walks are what fingers do on a keyboard; backwards, too.
var walks = []string{"01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "qazwsxedcrfvtgbyhnujmikolp"}

// monotonous reports a password that is one short piece again and again, or a
// walk along the keyboard.
func monotonous(p string) bool {
	for n := 1; n <= 3 && n <= len(p)/2; n++ {
		if strings.Repeat(p[:n], len(p)/n+1)[:len(p)] == p {
			return true
		}
	}
	for _, w := range walks {
		if strings.Contains(w, p) || strings.Contains(reverse(w), p) {
			return true
		}
	}
	return false
}

func reverse(s string) string {
	b := []byte(s)
	for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
		b[i], b[j] = b[j], b[i]
	}
	return string(b)
}

// ownWords are what a user's password must not be: name, the parts of the
// e-mail, and the paper's name.
func (k *Keeper) ownWords(name, email string) []string {
	out := append([]string{name, email}, strings.Fields(name)...)
	user, domain, _ := strings.Cut(email, "@")
	host, _, _ := strings.Cut(domain, ".")
	out = append(out, user, host)
	if k.o.Paper != nil {
		paper := k.o.Paper()
		out = append(append(out, paper), strings.Fields(paper)...)
	}
	return out
}

// localeTag gives a language of ours.
func localeTag(tag string) string { return locale.Get(tag).Tag() }
