package api

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"warta/internal/api/protocol"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/search"
	"warta/internal/site"
	"warta/internal/store"
	"warta/internal/store/storetest"
)

// paper is the house with readers' pages beside the API, over real HTTP.
type paper struct {
	*house
	server *httptest.Server
	// sessions are the cookies of those who have signed in.
	sessions map[string]*http.Cookie
	// commands counts those given: each has a key of its own.
	commands int
}

// eachPaper runs a story on each kind of database.
func eachPaper(t *testing.T, story func(p *paper)) {
	storetest.EachPlace(t, func(t *testing.T, o store.Options) {
		h := newHouse(t, o)
		pages, err := site.New(site.Options{Published: h.db.Published(), Reads: h.db.Reads(), Cache: h.cache, Now: h.clock,
			Search: search.NewEngine(h.db.Search()), SearchRate: 1e6, SearchBurst: 1e6})
		if err != nil {
			t.Fatal(err)
		}
		if err := pages.Reload(t.Context()); err != nil {
			t.Fatal(err)
		}
		api := h.handler
		p := &paper{house: h}
		p.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r.Host = "kabar.example"
			r.Header.Set("X-Forwarded-Proto", "https")
			if strings.HasPrefix(r.URL.Path, protocol.Prefix) {
				api.ServeHTTP(w, r)
				return
			}
			pages.Handler().ServeHTTP(w, r)
		}))
		t.Cleanup(p.server.Close)
		h.engage("susi", 5, news.Grant{Position: news.Pemred})
		story(p)
	})
}

// send asks over HTTP and returns status, ETag and body.
func (p *paper) send(who, method, path, body string, headers ...string) (int, string, string) {
	p.Helper()
	address := p.server.URL + path
	if strings.HasPrefix(path, "/articles") || strings.HasPrefix(path, "/drafts") || strings.HasPrefix(path, "/public") || strings.HasPrefix(path, "/tasks") || strings.HasPrefix(path, "/tokens") || path == "/me" {
		address = p.server.URL + protocol.Prefix + path
	}
	r, err := http.NewRequestWithContext(p.ctx, method, address, strings.NewReader(body))
	if err != nil {
		p.Fatal(err)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if cookie, ok := p.sessions[who]; ok {
		r.AddCookie(cookie)
	} else if who != "" {
		r.Header.Set("Authorization", "Bearer "+who)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(r)
	if err != nil {
		p.Fatal(err)
	}
	defer res.Body.Close()
	var b strings.Builder
	buf := make([]byte, 32<<10)
	for {
		n, err := res.Body.Read(buf)
		b.Write(buf[:n])
		if err != nil {
			break
		}
	}
	return res.StatusCode, res.Header.Get("ETag"), b.String()
}

// does gives a command on the present revision and wants it done.
func (p *paper) does(who, article, verb, body string) string {
	p.Helper()
	_, etag, _ := p.send(who, "GET", article, "")
	p.commands++
	status, after, text := p.send(who, "POST", article+"/"+verb, body, "If-Match", etag, "Idempotency-Key", fmt.Sprintf("%s-%d", verb, p.commands))
	if status >= 300 {
		p.Fatalf("%s: %s: %d %s", who, verb, status, text)
	}
	return after
}

// refused wants a status instead.
func (p *paper) refused(want int, who, article, verb, body string) {
	p.Helper()
	_, etag, _ := p.send("pemi", "GET", article, "")
	if status, _, text := p.send(who, "POST", article+"/"+verb, body, "If-Match", etag); status != want {
		p.Errorf("%s: %s: %d %s, want %d", who, verb, status, text, want)
	}
}

// outputs are the places where readers could meet an article.
func (p *paper) outputs(id string) []string {
	return []string{"/", "/kota", "/feed.xml", "/atom.xml", "/feed.json", "/sitemap-news.xml", "/indeks", "/cari?q=meluap", "/public/articles", "/public/articles/" + id,
		"/public/search?q=meluap"}
}

// visible checks every output at this moment.
func (p *paper) visible(id, word string, want bool) {
	p.Helper()
	if err := p.index.CatchUp(p.ctx); err != nil {
		p.Fatal(err)
	}
	for _, at := range p.outputs(id) {
		status, _, text := p.send("", "GET", at, "")
		found := strings.Contains(text, word)
		if found && !want {
			p.Errorf("%s tells of %q (%d)", at, word, status)
		}
		if want && !(status == http.StatusOK && found) {
			p.Errorf("%s does not tell of %q (%d)", at, word, status)
		}
	}
}

// A reporter writes on the phone, offline for a while, and submits; the desk
// returns it with a note and approves; the chief publishes under an embargo and
// a schedule; a correction follows; a withdrawal with two persons ends it.
func TestStoryOfAnArticle(t *testing.T) {
	eachPaper(t, func(p *paper) {
		const ulid = "01JWQ7Y8N2V3W4X5Y6Z7A8B9CD"
		save := func(seq int, base int, fields string) (int, string) {
			status, _, text := p.send("rani", "PATCH", fmt.Sprintf("/drafts/%s?base=%d", ulid, base), fmt.Sprintf(`{"client":"hp","seq":%d,"fields":%s}`, seq, fields))
			return status, text
		}
		text := func(words string) string {
			return `{"type":"doc","version":1,"content":[{"type":"paragraph","attrs":{"id":"abcdefghjkmn"},"content":[{"type":"text","text":"` + words + `"}]}]}`
		}
		status, body := save(1, 0, fmt.Sprintf(`{"headline":"Sungai Meluap","section":%d,"kind":"news","byline":[{"person":%d,"role":"jurnalis"}]}`, p.city, p.writer.ID))
		if status != 201 {
			p.Fatalf("first save: %d %s", status, body)
		}
		var saved struct{ Article, Revision int64 }
		p.into(answer{ResponseRecorder: recorded(body)}, &saved)
		article, id := fmt.Sprintf("/articles/%d", saved.Article), fmt.Sprint(saved.Article)
		// The network was away: two saves are sent late, one of them twice.
		for _, seq := range []int{2, 2, 3} {
			fields := []string{"", "", `{"standfirst":"Air naik sejak pagi di tepi kota dan menggenangi pasar."}`, `{"kicker":"Banjir"}`}[seq]
			if status, body := save(seq, 1, fields); status != 200 {
				p.Fatalf("replay %d: %d %s", seq, status, body)
			}
		}
		_, etag, _ := p.send("rani", "GET", article, "")
		if status, _, body := p.send("rani", "PATCH", article, `{"client":"hp","seq":4,"body":`+text("Air sungai meluap sejak pagi dan menggenangi pasar.")+`}`,
			"If-Match", etag, "Prefer", "handling=lenient"); status != 200 {
			p.Fatalf("text: %d %s", status, body)
		}
		p.visible(id, "Meluap", false)
		p.does("rani", article, "submit", "")
		p.refused(403, "rani", article, "approve", "")
		if status, _, body := p.send("rudi", "POST", article+"/notes", `{"text":"Tambahkan angka resmi.","must_fix":false}`); status != 201 {
			p.Fatalf("note: %d %s", status, body)
		}
		p.does("rudi", article, "return", `{"reason":"Angka resmi belum ada."}`)
		_, etag, _ = p.send("rani", "GET", article, "")
		if status, _, body := p.send("rani", "PATCH", article, `{"client":"hp","seq":5,"fields":{"closing_note":"Data: BPBD."}}`, "If-Match", etag); status != 200 {
			p.Fatalf("after the return: %d %s", status, body)
		}
		p.does("rani", article, "submit", "")
		p.does("rudi", article, "approve", `{}`)
		p.refused(403, "rani", article, "publish", `{}`)
		p.refused(403, "adi", article, "publish", `{}`)

		until := p.clock().Add(2 * time.Hour)
		p.does("pemi", article, "embargo", `{"until":"`+until.Format(time.RFC3339)+`","reason":"Keluarga diberi tahu dahulu."}`)
		if status, _, _ := p.send("adi", "GET", article, ""); status != 404 {
			p.Errorf("the technician sees what is under embargo: %d", status)
		}
		p.refused(409, "pemi", article, "publish", `{}`)
		p.does("pemi", article, "schedule", `{"at":"`+until.Format(time.RFC3339)+`"}`)
		p.pass(2*time.Hour - time.Second)
		if _, err := p.room.Sweep(p.ctx); err != nil {
			p.Fatal(err)
		}
		p.visible(id, "Meluap", false)
		p.pass(time.Second)
		if _, err := p.room.Sweep(p.ctx); err != nil {
			p.Fatal(err)
		}
		p.visible(id, "Meluap", true)

		// D1: a correction, everywhere it must be.
		p.pass(time.Hour)
		const note = "Semula tertulis Sungai Brantas; yang benar Sungai Citarum."
		p.does("rudi", article, "correct", `{"kind":"koreksi","note":"`+note+`"}`)
		_, _, one := p.send("", "GET", "/public/articles/"+id, "")
		var shown struct{ URL string }
		p.into(answer{ResponseRecorder: recorded(one)}, &shown)
		path := strings.TrimPrefix(shown.URL, "https://kabar.example")
		for _, at := range []string{path, "/public/articles/" + id, "/public/amendments", "/koreksi", "/feed.xml", "/feed.json"} {
			if _, _, page := p.send("", "GET", at, ""); !strings.Contains(page, "Sungai Citarum") {
				p.Errorf("%s does not carry the correction", at)
			}
		}
		// D3: a second one two days later; both in order.
		p.pass(48 * time.Hour)
		p.does("rudi", article, "correct", `{"kind":"ralat","note":"Nama kepala dinas semula salah eja; sudah dibetulkan."}`)
		if _, _, one = p.send("", "GET", "/public/articles/"+id, ""); strings.Index(one, "Citarum") > strings.Index(one, "salah eja") || !strings.Contains(one, "salah eja") {
			p.Errorf("corrections out of order: %s", one)
		}

		// D5: who may not, or gives no reason, is refused.
		p.refused(403, "rudi", article, "withdraw", `{"ground":"trauma_korban","reason":"Berita ini menambah penderitaan korban."}`)
		p.refused(403, "adi", article, "withdraw", `{"ground":"trauma_korban","reason":"Berita ini menambah penderitaan korban."}`)
		p.refused(422, "pemi", article, "withdraw", `{"ground":"trauma_korban","reason":""}`)
		p.refused(422, "pemi", article, "withdraw", `{"ground":"permintaan","reason":"Ada permintaan dari luar rumah ini."}`)
		// D4: withdrawn on a ground that hides the headline.
		p.does("pemi", article, "withdraw", `{"ground":"trauma_korban","reason":"Berita ini menambah penderitaan korban."}`)
		p.visible(id, "Meluap", false)
		for _, at := range []string{path, "/public/articles/" + id} {
			if status, _, page := p.send("", "GET", at, ""); status != http.StatusGone || strings.Contains(page, "Meluap") || !strings.Contains(page, "menambah penderitaan") {
				p.Errorf("%s: %d", at, status)
			}
		}
		if _, _, page := p.send("", "GET", "/public/withdrawals", ""); !strings.Contains(page, "menambah penderitaan") {
			p.Errorf("register of withdrawals: %s", page)
		}
		if _, err := p.room.Do(p.ctx, newsroom.Operator(), newsroom.Submit{Article: news.ArticleID(saved.Article)}); !news.Is(err, news.Conflict) {
			p.Errorf("a withdrawn article was submitted: %v", err)
		}
	})
}

func recorded(body string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	w.Body.WriteString(body)
	return w
}
