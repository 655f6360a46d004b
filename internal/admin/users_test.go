package admin_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"warta/internal/auth"
	"warta/internal/news"
)

// From the invitation to the day on which somebody leaves, with forms alone.
func TestAnAccountFromInvitationToLeaving(t *testing.T) {
	d := newOffice(t)
	d.as(news.Admin)
	d.send("GET", "/newsroom/users/invite", nil).wants(t, "the form", 200, "Daerah", `value="redaktur"`)
	a := d.send("POST", "/newsroom/users/invite", url.Values{"name": {""}, "email": {"tidak sah"}, "position": {"redaktur"}, "until": {"bukan"}})
	a.wants(t, "no date", 400, "tidak sah", "berupa tanggal")
	a = d.send("POST", "/newsroom/users/invite", url.Values{"name": {""}, "email": {"tidak sah"}, "position": {"redaktur"}, "section": {"1"}})
	a.wants(t, "a wrong form", 400, `aria-invalid="true"`, `value="redaktur" checked`, `name="section" value="1" checked`)
	a = d.send("POST", "/newsroom/users/invite", url.Values{"name": {"Budi <b>"}, "email": {"budi@lentera.example"}, "position": {"redaktur"}, "section": {"1"}, "until": {"2999-01-31"}})
	a.wants(t, "the invitation", 200, "wa.me", "Budi &lt;b&gt;", "!<b>")
	link := regexp.MustCompile(auth.LinkPath + `([A-Za-z0-9_-]+)</p>`).FindStringSubmatch(a.text)
	if link == nil {
		t.Fatalf("no link:\n%s", part(a.text))
	}
	d.send("GET", "/newsroom/users?q=budi", nil).wants(t, "the list", 200, "Budi &lt;b&gt;", "Diundang", "!penulis@lentera.example")
	d.send("GET", "/newsroom/users?q=tidak+ada", nil).wants(t, "an empty list", 200, "Tidak ada yang cocok")
	user := d.send("GET", "/newsroom/users/5", nil)
	user.wants(t, "the account", 200, "di Daerah", "31 Jan 2999", "Menerbitkan", "wewenang tidak dimiliki")

	// He comes, works, changes what he may do, and leaves.
	admin := d.client
	d.client = d.browser()
	if _, err := d.keep.Accept(t.Context(), auth.Caller{}, link[1], auth.Accept{Password: good}); err != nil {
		t.Fatal(err)
	}
	d.in("budi@lentera.example")
	budi := d.client
	d.client = admin
	d.send("GET", "/newsroom/users/5", nil).wants(t, "the account", 200, "Aktif", `action="/newsroom/users/5/sessions/end"`)
	session := between(t, d.send("GET", "/newsroom/users/5", nil).text, `/sessions/end"><input type="hidden" name="id" value="`, `"`)
	d.follow("/newsroom/users/5/sessions/end", url.Values{"id": {session}}).wants(t, "one session", 200, "Sesi Budi")
	d.client = budi
	if a := d.send("GET", "/newsroom/account", nil); a.StatusCode != 303 {
		t.Errorf("a session that was ended goes on: %d", a.StatusCode)
	}
	d.client = admin
	d.send("POST", "/newsroom/users/5/grant", url.Values{"position": {"raja"}}).wants(t, "no position", 400, "tidak dikenal")
	d.follow("/newsroom/users/5/grant", url.Values{"position": {"penulis"}}).wants(t, "a second position", 200, "sekarang Penulis")
	grant := between(t, d.send("GET", "/newsroom/users/5", nil).text, `/revoke"><input type="hidden" name="id" value="`, `"`)
	d.follow("/newsroom/users/5/revoke", url.Values{"id": {grant}}).wants(t, "revoked", 200, "Jabatan dicabut")
	d.send("GET", "/newsroom/users/5/leave", nil).wants(t, "leaving", 200, "dapat diaktifkan kembali", "Akhiri akun")
	d.follow("/newsroom/users/5/leave", url.Values{"reason": {"pindah"}}).wants(t, "left", 200, "diakhiri", "Aktifkan kembali")
	d.send("POST", "/newsroom/users/5/leave", url.Values{}).wants(t, "twice", 409)
	d.send("POST", "/newsroom/users/5/enable", url.Values{}).wants(t, "enabled", 200, auth.LinkPath)
	d.send("POST", "/newsroom/users/4/leave", url.Values{}).wants(t, "oneself", 409)
	d.send("POST", "/newsroom/users/99/leave", url.Values{}).wants(t, "nobody", 404)
	d.send("GET", "/newsroom/users/abc", nil).wants(t, "no number", 404)
}

// A chief gives positions up to redaktur and sees no sessions of others.
func TestAChiefGrantsAndNoMore(t *testing.T) {
	d := newOffice(t)
	d.as(news.Pemred)
	d.send("GET", "/newsroom/users/1", nil).wants(t, "a writer", 200, "Beri jabatan", "!/sessions/", "!/leave", "!/as")
	d.send("GET", "/newsroom/users/1/grant", nil).wants(t, "the form", 200, `value="redaktur"`, `!value="admin"`, `!value="pemred"`)
	d.send("POST", "/newsroom/users/1/grant", url.Values{"position": {"admin"}}).wants(t, "an admin", 403)
	d.follow("/newsroom/users/1/grant", url.Values{"position": {"redaktur"}, "section": {"2"}}).wants(t, "a redaktur", 200, "di Ekonomi")
	for _, path := range []string{"/newsroom/users/1/sessions/all", "/newsroom/users/1/reset", "/newsroom/users/1/leave", "/newsroom/users/1/as", "/newsroom/users/invite"} {
		d.send("POST", path, url.Values{"name": {"X"}, "email": {"x@lentera.example"}}).wants(t, path, 403)
	}
}

// Looking as another shows what they have before them and sends nothing; it ends
// with one button.
func TestLookingAsAnotherHasNoPowers(t *testing.T) {
	d := newOffice(t)
	d.as(news.Admin)
	if a := d.send("POST", "/newsroom/users/1/as", url.Values{}); a.StatusCode != 303 {
		t.Fatalf("looking as another: %d", a.StatusCode)
	}
	more := d.send("GET", "/newsroom/more", nil)
	more.wants(t, "as a writer", 200, "Tidak ada yang dapat dikirim", `action="/newsroom/users/as"`, `!href="/newsroom/users"`)
	d.send("GET", "/newsroom/users", nil).wants(t, "what a writer has not", 403)
	d.send("POST", "/newsroom/users/invite", url.Values{"name": {"X"}, "email": {"x@lentera.example"}}).wants(t, "a command", 403, "melihat sebagai")
	d.send("POST", "/newsroom/account/sessions/others", url.Values{}).wants(t, "one's own account", 403)
	d.follow("/newsroom/users/as", url.Values{}).wants(t, "the end", 200, "!Tidak ada yang dapat dikirim", "penulis@lentera.example")
	// The cookie is worth nothing to whoever may not.
	d.as(news.Penulis)
	if a := d.send("GET", "/newsroom/more", nil, "Cookie", "warta-sebagai=4"); strings.Contains(a.text, "dapat dikirim") {
		t.Error("a writer looks as an admin")
	}
}
