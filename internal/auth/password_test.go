package auth_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha512"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/crypto/bcrypt"

	"warta/internal/auth"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
)

// wordPress68 hashes as WordPress does since 6.8.
func wordPress68(t *testing.T, password string) string {
	t.Helper()
	mac := hmac.New(sha512.New384, []byte("wp-sha384"))
	mac.Write([]byte(password))
	h, err := bcrypt.GenerateFromPassword([]byte(base64.StdEncoding.EncodeToString(mac.Sum(nil))), bcrypt.MinCost)
	if err != nil {
		t.Fatal(err)
	}
	return "$wp$2y" + strings.TrimPrefix(string(h), "$2a")
}

// Imported passwords are checked once as they were and kept as ours.
func TestImportedPasswords(t *testing.T) {
	for name, c := range map[string]struct{ stored, password, scheme string }{
		// The example that phpass tests itself with.
		"old WordPress": {"$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0", "test12345", "phpass"},
		"new WordPress": {wordPress68(t, "lumping biru kuda"), "lumping biru kuda", "wp-bcrypt"},
		// A vector of crypt_blowfish, as bcrypt of Ghost looks.
		"Ghost": {"$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui",
			"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789chars after 72 are ignored", "bcrypt"},
	} {
		t.Run(name, func(t *testing.T) {
			of := newOffice(t)
			u := store.User{Name: "Sari Dewi", Email: "sari@lentera.example", Origin: "wxr 3"}
			_, err := of.room.Do(of.ctx, newsroom.Importer(), newsroom.ImportAccount{User: &u, Password: c.stored,
				Grants: []news.Grant{{Position: news.Redaktur}}})
			of.must(err)
			caller := from("198.51.100.1")
			_, err = of.keep.SignIn(of.ctx, caller, u.Email, c.password[1:], "")
			of.refused(err, news.Unauthenticated, "auth.wrong")
			e, err := of.keep.SignIn(of.ctx, caller, u.Email, c.password, "")
			of.must(err)
			of.audited("login user 1 password; " + c.scheme + " replaced")
			if raw := of.dump(); !strings.Contains(raw, "$argon2id$") || strings.Contains(raw, c.stored) {
				t.Error("the imported hash stays")
			}
			_, err = of.keep.SignIn(of.ctx, caller, u.Email, c.password, "")
			of.must(err)
			// The imported rights wait.
			p, _ := newsroom.PersonOf(of.who(e.Session), "", "")
			if newsroom.Can(newsroom.Someone(p), newsroom.PermRead, newsroom.Subject{}) {
				t.Error("imported rights work before anybody's word")
			}
			if weak := c.password == "test12345"; (e.MustChange == "breached") != weak || (of.who(e.Session).MustChange != "") != weak {
				t.Errorf("must change: %q", e.MustChange)
			}
		})
	}
}

func TestWhatCannotBeAHashNeverFits(t *testing.T) {
	of := newOffice(t)
	for _, stored := range []string{"", "x", "$P$", "$P$zIQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0", "$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L", "$2a$31$x",
		"$2a$20$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui", "$wp$2y$", "$argon2id$v=19$m=4294967295,t=1,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
		"$argon2id$v=19$m=64,t=0,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA", "$argon2id$v=19$m=64,t=1,p=0$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
		"$argon2i$v=19$m=64,t=1,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA", "e10adc3949ba59abbe56e057f20f883e"} {
		for _, password := range []string{"", "x", "123456", stored} {
			if ok, _, err := of.keep.VerifyStored(stored, password); ok || err != nil {
				t.Errorf("%q fits %q: %v", password, stored, err)
			}
		}
	}
}

// The figures that a newspaper gets when it asks for none (operations.md 4).
func TestPasswordsAreArgon2idWithTheseFigures(t *testing.T) {
	of := newOffice(t, func(o *auth.Options) { o.Hashing = auth.Hashing{} })
	of.hire("sari@lentera.example", news.Penulis)
	if raw := of.dump(); !strings.Contains(raw, "$argon2id$v=19$m=65536,t=2,p=2$") {
		t.Errorf("stored as %s", raw)
	}
	of.in("sari@lentera.example")
}

func TestPasswordRules(t *testing.T) {
	of := newOffice(t)
	link := ""
	u := store.User{Name: "Sari Dewi Anggraeni", Email: "s.anggraeni@suluh.example"}
	of.do(newsroom.InviteUser{User: &u, Link: &link})
	for password, code := range map[string]string{
		"1234567":                           "too_short",
		"äöü€äöü":                           "too_short",
		strings.Repeat("kuda lumping ", 20): "too_long",
		"password":                          "common",
		"PassWord":                          "common",
		"football":                          "common",
		"bismillah123":                      "common",
		"Redaksi2026!":                      "common",
		"11111111":                          "common",
		"abcabcabc":                         "common",
		"qwertyuiop":                        "common",
		"87654321":                          "common",
		"sari dewi anggraeni":               "own_name",
		"anggraeni1990":                     "own_name",
		"s.anggraeni@suluh.example":         "own_name",
		"lenterasagara1":                    "own_name",
		"Lentera Sagara":                    "own_name",
		"kuda\xffkuda\xff":                  "utf8",
	} {
		_, err := of.keep.Accept(of.ctx, from("198.51.100.1"), link, auth.Accept{Password: password})
		var e *news.Error
		if !errors.As(err, &e) || len(e.Fields) != 1 || e.Fields[0].Field != "password" || e.Fields[0].Code != code {
			t.Errorf("%q: %v, want %s", password, err, code)
		}
	}
	// Everything else goes, and is checked exactly as it was typed.
	caller := from("198.51.100.1")
	for n, password := range []string{"   spasi   ", "rahasia sekali pakai 😀", "kata\tsandi\tsaya", "ÄÖÜäöü€€", strings.Repeat("k ud", 64)} {
		of.do(newsroom.ResetSignIn{User: u.ID, Link: &link})
		if _, err := of.keep.Accept(of.ctx, caller, link, auth.Accept{Password: password}); err != nil {
			t.Errorf("%q: %v", password, err)
			continue
		}
		caller = from(fmt.Sprintf("198.51.%d.1", n))
		for other, want := range map[string]bool{password: true, strings.TrimSpace(password) + "x": false, strings.ToLower(password) + " ": false} {
			_, err := of.keep.SignIn(of.ctx, caller, u.Email, other, "")
			if (err == nil) != want {
				t.Errorf("%q for %q: %v", other, password, err)
			}
		}
	}
}

// ASVS 6.2.4 asks for the 3,000 most common that the other rules would let by.
func TestThreeThousandCommonPasswordsAreRefused(t *testing.T) {
	list := auth.CommonList()
	if len(list) < 3000 {
		t.Fatalf("the list has %d", len(list))
	}
	for p := range list {
		if len(p) < 8 {
			t.Errorf("%q is short anyway", p)
		}
		if !auth.IsCommon(p) || !auth.IsCommon(strings.ToUpper(p)) {
			t.Errorf("%q is let by", p)
		}
	}
	for _, p := range []string{good, better, "tiga meja kayu jati", "Bekantan-Menyeberang-7"} {
		if auth.IsCommon(p) {
			t.Errorf("%q is refused", p)
		}
	}
}

func TestOperatorsFilter(t *testing.T) {
	dir := t.TempDir()
	sum := sha1.Sum([]byte("lumba-lumba melompat"))
	list := "kerbau putih berdiri\r\npendek\n" + fmt.Sprintf("%X:17\n", sum)
	n, err := auth.MakeFilter(t.Context(), dir, strings.NewReader(list))
	if err != nil || n != 2 {
		t.Fatalf("%d entries, %v", n, err)
	}
	of := newOffice(t, func(o *auth.Options) { o.Dir = dir })
	u := store.User{Name: "Sari", Email: "sari@lentera.example"}
	link := ""
	of.do(newsroom.InviteUser{User: &u, Link: &link})
	for password, want := range map[string]bool{"kerbau putih berdiri": false, "lumba-lumba melompat": false, good: true} {
		_, err := of.keep.Accept(of.ctx, from("198.51.100.1"), link, auth.Accept{Password: password})
		if (err == nil) != want {
			t.Errorf("%q: %v", password, err)
		}
	}
	for name, list := range map[string]string{"empty": "", "short ones": "a\nb\n", "a line without end": strings.Repeat("x", 2<<20)} {
		if _, err := auth.MakeFilter(t.Context(), t.TempDir(), strings.NewReader(list)); !news.Is(err, news.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	file := filepath.Join(dir, auth.FilterName)
	whole, err := os.ReadFile(file)
	of.must(err)
	for name, b := range map[string][]byte{"cut": whole[:len(whole)-1], "empty": nil, "foreign": bytes.Repeat([]byte("x"), 100)} {
		of.must(os.WriteFile(file, b, 0o600))
		o := of.o
		o.Dir = dir
		if _, err := auth.New(t.Context(), o); err == nil {
			t.Errorf("a filter that is %s is believed", name)
		}
	}
}

func TestKeyFile(t *testing.T) {
	dir := t.TempDir()
	if _, err := auth.OpenKeys(dir); !news.Is(err, news.NotFound) {
		t.Errorf("no file: %v", err)
	}
	if _, err := auth.MakeKeys(dir); err != nil {
		t.Fatal(err)
	}
	if _, err := auth.MakeKeys(dir); !news.Is(err, news.Conflict) {
		t.Errorf("a second time: %v", err)
	}
	if _, err := auth.OpenKeys(dir); err != nil {
		t.Error(err)
	}
	info, err := os.Stat(filepath.Join(dir, auth.KeyFileName))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

func FuzzKeyFile(f *testing.F) {
	f.Add([]byte("# x\n0011aabb AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"))
	f.Add([]byte(""))
	f.Add([]byte("00 x"))
	f.Fuzz(func(t *testing.T, b []byte) {
		k, err := auth.ParseKeys(b)
		if (k == nil) == (err == nil) {
			t.Errorf("%q: %v, %v", b, k, err)
		}
	})
}
