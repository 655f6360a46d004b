package admin_test

import (
	"log/slog"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"warta/internal/admin"
	"warta/internal/auth"
	"warta/internal/blob"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store/storetest"
	"warta/internal/web"
)

// newOffice is a newsroom with an edition and two sections, in which a password
// is enough, and with one of each position.
func newOffice(t *testing.T, change ...func(*admin.Options)) *desk {
	t.Helper()
	db := storetest.SQLite(t)
	keys, err := auth.MakeKeys(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	keep, err := auth.New(t.Context(), auth.Options{Database: db, Keys: keys, WithoutSecondFactor: true, Hashing: auth.Hashing{Memory: 64, Passes: 1, Lanes: 1}})
	if err != nil {
		t.Fatal(err)
	}
	blobs, err := blob.OpenDisk(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	room := newsroom.New(db, newsroom.Options{Temp: t.TempDir(), Blobs: blobs})
	o := admin.Options{Keeper: keep, Newsroom: room, Logger: slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelError})), Paper: func() string { return "Lentera Sagara" }}
	for _, c := range change {
		c(&o)
	}
	pages, err := admin.New(o)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(web.Chain(pages.Handler(), web.RequestID(), web.TrustProxies(nil)))
	t.Cleanup(server.Close)
	d := &desk{T: t, home: server.URL, keep: keep, room: room, db: db}
	d.client = d.browser()
	e := news.Edition{Settings: news.Settings{Name: "Lentera Sagara"}}
	for _, c := range []newsroom.Command{newsroom.ChangeSettings{Edition: &e},
		newsroom.DefineSection{Section: &news.Section{Edition: 1, Name: "Daerah"}},
		newsroom.DefineSection{Section: &news.Section{Edition: 1, Name: "Ekonomi"}}} {
		if _, err := room.Do(t.Context(), newsroom.Operator(), c); err != nil {
			t.Fatal(err)
		}
	}
	for _, p := range news.Positions {
		d.hire(string(p)+"@lentera.example", p)
	}
	return d
}

// as signs one of them in, in a browser of their own.
func (d *desk) as(p news.Position) {
	d.Helper()
	d.client = d.browser()
	d.in(string(p) + "@lentera.example")
}

// wants fails where an answer is not as wanted: its status, and what it holds;
// what begins with "!" it must not hold.
func (a answer) wants(t *testing.T, what string, status int, texts ...string) {
	t.Helper()
	if a.StatusCode != status {
		t.Errorf("%s: %d, want %d\n%s", what, a.StatusCode, status, part(a.text))
		return
	}
	for _, text := range texts {
		not, has := strings.CutPrefix(text, "!")
		if strings.Contains(a.text, not) == has {
			t.Errorf("%s: %q\n%s", what, text, part(a.text))
		}
	}
}

func part(s string) string {
	if _, main, ok := strings.Cut(s, "<main"); ok {
		s = main
	}
	return s[:min(len(s), 3000)]
}

// follow sends a form and goes where it leads.
func (d *desk) follow(path string, form url.Values) answer {
	d.Helper()
	a := d.send("POST", path, form)
	if a.StatusCode != 303 {
		return a
	}
	return d.send("GET", a.Header.Get("Location"), nil)
}

// Each screen of the office opens for whom it is for, and not for others; and it
// is in the navigation of exactly those.
func TestOfficeIsForWhomItIs(t *testing.T) {
	d := newOffice(t)
	for path, who := range map[string]string{
		"/newsroom/users": "pemred admin", "/newsroom/users/invite": "admin", "/newsroom/users/rights": "pemred admin", "/newsroom/users/2": "pemred admin",
		"/newsroom/settings": "pemred admin", "/newsroom/rules": "pemred", "/newsroom/rules/style": "pemred", "/newsroom/rules/try": "pemred",
		"/newsroom/import": "admin", "/newsroom/import/new": "admin", "/newsroom/health": "pemred admin", "/newsroom/health/diagnosis": "pemred admin",
		"/newsroom/audit": "penulis redaktur pemred admin", "/newsroom/settings/history": "pemred admin", "/newsroom/users/1/leave": "admin", "/newsroom/users/1/edit": "admin", "/newsroom/users/1/grant": "pemred admin",
	} {
		for _, p := range news.Positions {
			d.as(p)
			may := strings.Contains(who, string(p))
			a := d.send("GET", path, nil)
			if got := a.StatusCode == 200; got != may || !may && a.StatusCode != 403 && a.StatusCode != 404 {
				t.Errorf("%s opens %s: %d", p, path, a.StatusCode)
			}
			if strings.Count(path, "/") == 2 {
				if got := strings.Contains(d.send("GET", "/newsroom/more", nil).text, `href="`+path+`"`); got != may {
					t.Errorf("%s finds %s in the navigation: %v", p, path, got)
				}
			}
		}
	}
}
