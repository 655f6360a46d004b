package admin_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"

	"warta/internal/admin"
	"warta/internal/auth"
	"warta/internal/blob"
	"warta/internal/body"
	"warta/internal/job"
	"warta/internal/media"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
	"warta/internal/store/storetest"
	"warta/internal/web"
)

// TestMain: the darkroom develops in a child of its own, which is this binary.
func TestMain(m *testing.M) {
	media.Child()
	os.Exit(m.Run())
}

// rooms is a desk in a paper that has sections, a blob store and a darkroom, and
// asks nobody for a second factor.
type rooms struct {
	*desk
	edition news.EditionID
	city    news.SectionID
	jobs    *job.Runner
	printed news.Front
}

func newRooms(t *testing.T) *rooms {
	t.Helper()
	r := &rooms{desk: &desk{T: t, db: storetest.SQLite(t)}}
	keys, err := auth.MakeKeys(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	r.keep, err = auth.New(t.Context(), auth.Options{Database: r.db, Keys: keys, WithoutSecondFactor: true, Hashing: auth.Hashing{Memory: 64, Passes: 1, Lanes: 1}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.keep.Close() })
	disk, err := blob.OpenDisk(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { disk.Close() })
	darkroom, err := media.NewDarkroom(media.Options{NoTools: true})
	if err != nil {
		t.Fatal(err)
	}
	r.room = newsroom.New(r.db, newsroom.Options{Blobs: disk, Darkroom: newsroom.NewDarkroom(darkroom), Temp: t.TempDir()})
	r.jobs = job.New(job.Options{Database: r.db, Workers: r.room.Workers()})
	pages, err := admin.New(admin.Options{Keeper: r.keep, Newsroom: r.room, Paper: func() string { return "Lentera Sagara" },
		PrintFront: func(_ context.Context, f news.Front) ([]byte, http.Header, error) {
			r.printed = f
			return []byte("<!doctype html><title>cetak</title>"), http.Header{"Content-Security-Policy": {"default-src 'none'; frame-ancestors 'none'"}}, nil
		}})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(web.Chain(pages.Handler(), web.RequestID(), web.TrustProxies(nil)))
	t.Cleanup(server.Close)
	r.home = server.URL
	r.client = r.browser()
	e := &news.Edition{Settings: news.Settings{Name: "Lentera Sagara"}, Hosts: []string{"lentera.example"}}
	r.must(newsroom.ChangeSettings{Edition: e})
	r.edition = e.ID
	s := &news.Section{Edition: e.ID, Name: "Kota"}
	r.must(newsroom.DefineSection{Section: s})
	r.city = s.ID
	return r
}

func (r *rooms) must(c newsroom.Command) newsroom.Result {
	r.Helper()
	out, err := r.room.Do(r.Context(), newsroom.Operator(), c)
	if err != nil {
		r.Fatalf("%T: %v", c, err)
	}
	return out
}

// as signs somebody of a position in, hiring them first.
func (r *rooms) as(p news.Position) store.User {
	r.Helper()
	email := string(p) + "@lentera.example"
	u := r.hire(email, p)
	r.client = r.browser()
	r.in(email)
	return u
}

// live publishes a story.
func (r *rooms) live(headline string, fn ...func(*news.Content)) news.ArticleID {
	r.Helper()
	c := news.Content{Headline: headline, Section: r.city, Kind: news.KindNews, Byline: []news.Credit{{Name: "Ayu", Role: news.RoleReporter}},
		Body: body.Doc{Version: 1, Blocks: []body.Block{&body.Paragraph{Text: body.Text("Isi berita.")}}}}
	c.Body.AssignIDs("uji")
	for _, f := range fn {
		f(&c)
	}
	id := r.must(newsroom.Create{Edition: r.edition, Content: c}).Article
	r.must(newsroom.Publish{Article: id})
	return id
}

// look is a page that must answer 200.
func (r *rooms) look(path string) string {
	r.Helper()
	a := r.send("GET", path, nil)
	if a.StatusCode != http.StatusOK {
		r.Fatalf("GET %s: %d\n%s", path, a.StatusCode, a.text)
	}
	return a.text
}

// press posts a form and follows the way that it leads, once.
func (r *rooms) press(path string, pairs ...string) string {
	r.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	a := r.send("POST", path, form)
	if a.StatusCode != http.StatusSeeOther {
		r.Fatalf("POST %s %v: %d\n%s", path, pairs, a.StatusCode, middle(a.text))
	}
	return r.look(a.Header.Get("Location"))
}

// refusedPress posts a form that must be refused, and gives the page.
func (r *rooms) refusedPress(status int, path string, pairs ...string) string {
	r.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	a := r.send("POST", path, form)
	if a.StatusCode != status {
		r.Fatalf("POST %s %v: %d, want %d\n%s", path, pairs, a.StatusCode, status, middle(a.text))
	}
	return a.text
}

func (r *rooms) holds(what, text string, want ...string) {
	r.Helper()
	for _, w := range want {
		if !strings.Contains(text, w) {
			r.Errorf("%s lacks %q:\n%s", what, w, middle(text))
		}
	}
}

func (r *rooms) lacks(what, text string, bad ...string) {
	r.Helper()
	for _, w := range bad {
		if strings.Contains(text, w) {
			r.Errorf("%s holds %q:\n%s", what, w, middle(text))
		}
	}
}

// middle is a page without the frame around it.
func middle(text string) string {
	if _, rest, ok := strings.Cut(text, `<div id="pesan">`); ok {
		text, _, _ = strings.Cut(rest, "<footer")
	}
	return text
}

// picture is a photo of our own making; another tint is another photo.
func picture(tint uint8) []byte {
	m := image.NewRGBA(image.Rect(0, 0, 640, 420))
	for y := range 420 {
		for x := range 640 {
			m.Set(x, y, color.RGBA{uint8(x / 3), uint8(y/2) ^ tint, tint, 255})
		}
	}
	var b bytes.Buffer
	_ = jpeg.Encode(&b, m, nil)
	return b.Bytes()
}

// sendFiles sends a form with files, as a browser without scripts does.
func (r *rooms) sendFiles(path string, fields map[string]string, files map[string][]byte, order ...string) answer {
	r.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for k, v := range fields {
		_ = w.WriteField(k, v)
	}
	for _, name := range order {
		part, _ := w.CreateFormFile("file", name)
		_, _ = part.Write(files[name])
	}
	w.Close()
	req, _ := http.NewRequestWithContext(r.Context(), "POST", r.home+path, &b)
	req.Header.Set("Content-Type", w.FormDataContentType())
	res, err := r.client.Do(req)
	if err != nil {
		r.Fatal(err)
	}
	defer res.Body.Close()
	var text bytes.Buffer
	_, _ = text.ReadFrom(res.Body)
	return answer{res, text.String()}
}

// develop lets the darkroom do what waits.
func (r *rooms) develop() {
	r.Helper()
	if err := r.jobs.Once(r.Context()); err != nil {
		r.Fatal(err)
	}
}

func number(id any) string { return fmt.Sprint(id) }

func form(pairs ...string) url.Values {
	out := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		out.Add(pairs[i], pairs[i+1])
	}
	return out
}

// hireWith hires somebody with grants of a narrower scope.
func hireWith(r *rooms, email string, grants ...news.Grant) store.User {
	r.Helper()
	u := store.User{Name: "Budi Santosa", Email: email}
	var link string
	if _, err := r.room.Do(r.Context(), newsroom.Operator(), newsroom.InviteUser{User: &u, Grants: grants, Link: &link}); err != nil {
		r.Fatal(err)
	}
	if _, err := r.keep.Accept(r.Context(), auth.Caller{}, link, auth.Accept{Password: good}); err != nil {
		r.Fatal(err)
	}
	return u
}
