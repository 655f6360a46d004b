package api

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"warta/internal/api/protocol"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
	"warta/internal/store/storetest"
)

// draft makes an article as the writer and gives its address and revision.
func (h *house) draft(who, headline string) (path, etag string) {
	h.Helper()
	text, err := json.Marshal(map[string]any{"content": h.content(headline)})
	if err != nil {
		h.Fatal(err)
	}
	a := h.ask(who, "POST", "/articles", text)
	if a.Status != http.StatusCreated {
		h.Fatalf("create: %d %s", a.Status, a.Body)
	}
	return strings.TrimPrefix(a.Header().Get("Location"), protocol.Prefix), a.Header().Get("ETag")
}

func TestErrorsAreProblemsInTheCallersLanguage(t *testing.T) {
	h := newHouse(t, sqlite(t))
	for _, c := range []struct {
		lang, method, path, body string
		status                   int
		kind, code, path1, says  string
	}{
		{"en", "GET", "/articles/99999", "", 404, "not_found", "", "", "There is no such thing."},
		{"id", "GET", "/articles/99999", "", 404, "not_found", "", "", "Yang dicari tidak ada."},
		{"fr, en;q=0.5", "POST", "/articles", "{", 400, "invalid", "json", "", "not valid JSON"},
		{"en", "POST", "/articles", `{"headline":"x"}`, 422, "invalid", "fields", "headline", "is not known here"},
		{"en", "POST", "/articles", `{"content":{"headline":7}}`, 422, "invalid", "fields", "content.headline", "another type"},
		{"en", "POST", "/articles", `{"content":{"headline":"` + strings.Repeat("x", 201) + `"}}`, 422, "invalid", "fields", "headline", "200 characters at most"},
		{"en", "POST", "/articles", `{"content":{"headline":"x","body":{"type":"doc","version":1,"content":[{"type":"paragraph","attrs":{"id":"UPPER"}}]}}}`, 422, "invalid", "fields", "body.content.0.attrs.id", "identifier"},
		{"en", "GET", "/articles?limit=1000", "", 422, "invalid", "fields", "query.limit", "out of range"},
		{"en", "GET", "/articles?nonsense=1", "", 422, "invalid", "fields", "query.nonsense", "not known here"},
		{"en", "POST", "/articles/1/submit", "", 428, "invalid", "if_match", "", "If-Match"},
		{"en", "GET", "/nothing", "", 404, "not_found", "", "", "There is no such thing."},
		{"en", "DELETE", "/articles", "", 405, "invalid", "method", "", "does not take that method"},
	} {
		var body any
		if c.body != "" {
			body = c.body
		}
		a := h.ask("pemi", c.method, c.path, body, "Accept-Language", c.lang)
		var p protocol.Problem
		h.into(a, &p)
		if a.Status != c.status || p.Status != c.status || p.Kind != c.kind || p.Code != c.code || a.Header().Get("Content-Type") != "application/problem+json" ||
			a.Header().Get("Cache-Control") != "no-store" || p.RequestID == "" {
			t.Errorf("%s %s: %d %s", c.method, c.path, a.Status, a.Body)
			continue
		}
		said := p.Title
		if c.path1 != "" {
			if len(p.Fields) == 0 || p.Fields[0].Path != c.path1 {
				t.Errorf("%s %s: fields %+v, want %s", c.method, c.path, p.Fields, c.path1)
				continue
			}
			said = p.Fields[0].Message
		}
		if !strings.Contains(said, c.says) {
			t.Errorf("%s %s says %q, want %q", c.method, c.path, said, c.says)
		}
	}
}

func TestBodiesAreBoundedAndTyped(t *testing.T) {
	h := newHouse(t, sqlite(t))
	big := `{"content":{"headline":"` + strings.Repeat("x", protocol.MaxBody) + `"}}`
	if a := h.ask("rani", "POST", "/articles", big); a.Status != http.StatusRequestEntityTooLarge {
		t.Errorf("a body above the limit: %d", a.Status)
	}
	for _, typ := range []string{"text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin1", "nonsense;;", ""} {
		if a := h.ask("rani", "POST", "/articles", "{}", "Content-Type", typ); a.Status != http.StatusUnsupportedMediaType {
			t.Errorf("content type %q: %d", typ, a.Status)
		}
	}
	// A firewall that knows only POST does not stop a save (SAVE-7).
	path, etag := h.draft("rani", "Pasar")
	a := h.ask("rani", "POST", path, `{"client":"t","seq":1,"fields":{"kicker":"Kota"}}`, "X-HTTP-Method-Override", "PATCH", "If-Match", etag)
	if a.Status != 200 {
		t.Errorf("overridden method: %d %s", a.Status, a.Body)
	}
}

func TestRevisionsGuardCommands(t *testing.T) {
	h := newHouse(t, sqlite(t))
	path, etag := h.draft("rani", "Pasar")
	for tag, want := range map[string]int{"": 428, "*": 400, "17": 400, `"x17"`: 400, `W/"r1"`: 400, `"r0"`: 400, `"r99"`: 412} {
		a := h.ask("rani", "POST", path+"/submit", nil, "If-Match", tag)
		if a.Status != want {
			t.Errorf("If-Match %s: %d %s, want %d", tag, a.Status, a.Body, want)
		}
		if want == 412 {
			var p protocol.Problem
			h.into(a, &p)
			if p.Revision != 1 || a.Header().Get("ETag") != etag || p.Kind != "stale" {
				t.Errorf("stale: %+v %v", p, a.Header())
			}
		}
	}
	save := func(tag, prefer, field string, seq int) answer {
		return h.ask("rani", "PATCH", path, `{"client":"t","seq":`+strconv.Itoa(seq)+`,"fields":`+field+`}`, "If-Match", tag, "Prefer", prefer)
	}
	first := save(etag, "", `{"kicker":"Kota"}`, 1)
	if first.Status != 200 || first.Header().Get("ETag") != `"r2"` || first.Header().Get("Preference-Applied") != "" {
		t.Fatalf("save: %d %s %v", first.Status, first.Body, first.Header())
	}
	if a := save(etag, "", `{"standfirst":"Pagi ini."}`, 2); a.Status != 412 {
		t.Errorf("strict and stale: %d %s", a.Status, a.Body)
	}
	merged := save(etag, "handling=lenient", `{"standfirst":"Pagi ini."}`, 3)
	if merged.Status != 200 || merged.Header().Get("Preference-Applied") != "handling=lenient" || !strings.Contains(merged.Body.String(), `"kicker":"Kota"`) {
		t.Errorf("lenient: %d %s %v", merged.Status, merged.Body, merged.Header())
	}
	// The same save again changes nothing.
	again := save(etag, "handling=lenient", `{"standfirst":"Pagi ini."}`, 3)
	if again.Header().Get("ETag") != merged.Header().Get("ETag") {
		t.Errorf("repeat: %v, want %v", again.Header(), merged.Header())
	}
}

func TestARepeatedRequestChangesNothing(t *testing.T) {
	storetest.EachPlace(t, func(t *testing.T, o store.Options) {
		h := newHouse(t, o)
		text, _ := json.Marshal(map[string]any{"content": h.content("Pasar")})
		post := func(who, key string, body any) answer {
			return h.ask(who, "POST", "/articles", body, "Idempotency-Key", key)
		}
		first := post("rani", "a-key", text)
		again := post("rani", "a-key", text)
		if first.Status != 201 || again.Status != 201 || first.Body.String() != again.Body.String() || again.Header().Get("Idempotency-Replayed") != "true" ||
			again.Header().Get("Location") != first.Header().Get("Location") || again.Header().Get("ETag") != first.Header().Get("ETag") {
			t.Errorf("first %d %s, again %d %s %v", first.Status, first.Body, again.Status, again.Body, again.Header())
		}
		if a := post("rani", "a-key", `{}`); a.Status != 422 || !strings.Contains(a.Body.String(), "key_reused") {
			t.Errorf("another request under the key: %d %s", a.Status, a.Body)
		}
		if a := post("rudi", "a-key", text); a.Status != 201 || a.Body.String() == first.Body.String() {
			t.Errorf("somebody else's key: %d %s", a.Status, a.Body)
		}
		for _, bad := range []string{strings.Repeat("k", 65), "two words", "\u00e9"} {
			if a := post("rani", bad, text); a.Status != 400 {
				t.Errorf("key %q: %d", bad, a.Status)
			}
		}
		// What failed has changed nothing, and its key is free for the right one.
		if a := post("rani", "second", `{"content":{"headline":7}}`); a.Status != 422 {
			t.Errorf("bad request: %d", a.Status)
		}
		if a := post("rani", "second", text); a.Status != 201 {
			t.Errorf("after a failure: %d %s", a.Status, a.Body)
		}
		// A node that died between doing and answering.
		done := post("rani", "third", text)
		err := h.db.Write(h.ctx, func(tx store.Tx) error {
			a, _, err := tx.Answers().Take(h.ctx, "user 1", "third", "", keyLease, keyTime)
			if err != nil {
				return err
			}
			return tx.Answers().Put(h.ctx, "user 1", "third", a.At, store.Answer{})
		})
		if err != nil {
			t.Fatal(err)
		}
		var was, is Done
		h.into(done, &was)
		h.into(post("rani", "third", text), &is)
		if is.Article != was.Article || is.Revision != was.Revision {
			t.Errorf("after a death: %+v, want %+v", is, was)
		}
		// One that is being worked on elsewhere.
		err = h.db.Write(h.ctx, func(tx store.Tx) error {
			r := httptest.NewRequest("POST", "https://kabar.example"+protocol.Prefix+"/articles", nil)
			_, _, err := tx.Answers().Take(h.ctx, "user 1", "fourth", hashOf(r, text), keyLease, keyTime)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if a := post("rani", "fourth", text); a.Status != 409 || a.Header().Get("Retry-After") == "" {
			t.Errorf("in use: %d %v", a.Status, a.Header())
		}
		h.pass(keyTime + time.Hour)
		if err := h.api.Sweep(h.ctx); err != nil {
			t.Fatal(err)
		}
		if a := post("rani", "a-key", `{"content":{"headline":"Lain","section":1}}`); a.Status != 201 {
			t.Errorf("a day later: %d %s", a.Status, a.Body)
		}
	})
}

func TestQuotaIsByWhoAsks(t *testing.T) {
	h := newHouse(t, sqlite(t))
	for i := range 600 {
		// Strapi CVE-2025-64526: nothing of the body or headers makes another bucket.
		a := h.ask("rani", "GET", "/me", nil, "X-Forwarded-For", "203.0.113."+strconv.Itoa(i%250), "User-Agent", strconv.Itoa(i))
		if a.Status != 200 {
			t.Fatalf("request %d: %d", i, a.Status)
		}
	}
	a := h.ask("rani", "GET", "/me", nil)
	if a.Status != 429 || a.Header().Get("Retry-After") != "1" || !strings.Contains(a.Header().Get("RateLimit"), "r=0") || a.Header().Get("RateLimit-Policy") == "" {
		t.Errorf("request 601: %d %v", a.Status, a.Header())
	}
	if a := h.ask("rudi", "GET", "/me", nil); a.Status != 200 {
		t.Errorf("somebody else: %d", a.Status)
	}
	h.pass(time.Second)
	if a := h.ask("rani", "GET", "/me", nil); a.Status != 200 {
		t.Errorf("a second later: %d", a.Status)
	}
}

func TestOtherSitesCannotUseASession(t *testing.T) {
	h := newHouse(t, sqlite(t))
	ask := func(headers ...string) int {
		r := httptest.NewRequest("POST", "https://kabar.example"+protocol.Prefix+"/articles", strings.NewReader(`{}`))
		r.Header.Set("Content-Type", "application/json")
		r.AddCookie(&http.Cookie{Name: "warta", Value: "rani"})
		for i := 0; i+1 < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		w := httptest.NewRecorder()
		h.handler.ServeHTTP(w, r)
		return w.Code
	}
	for _, c := range []struct {
		want    int
		headers []string
	}{{403, []string{"Sec-Fetch-Site", "cross-site"}}, {403, []string{"Sec-Fetch-Site", "same-site"}}, {403, []string{"Origin", "https://evil.example"}},
		{403, []string{"Origin", "null"}}, {201, []string{"Sec-Fetch-Site", "same-origin"}}, {201, []string{"Origin", "https://kabar.example"}}} {
		if got := ask(c.headers...); got != c.want {
			t.Errorf("%v: %d, want %d", c.headers, got, c.want)
		}
	}
	// On the readers' host nobody's session is looked at.
	h.handler = h.api.Handler(false)
	for _, path := range []string{"/me", "/articles", "/articles/1", "/events"} {
		if a := h.ask("rani", "GET", path, nil); a.Status != 404 {
			t.Errorf("%s on the readers' host: %d", path, a.Status)
		}
	}
	if a := h.ask("rani", "GET", "/public/edition", nil); a.Status != 200 {
		t.Errorf("public half there: %d", a.Status)
	}
}

func TestCursorsCannotBeMadeUp(t *testing.T) {
	h := newHouse(t, sqlite(t))
	for _, headline := range []string{"Satu", "Dua", "Tiga"} {
		h.draft("rani", headline)
		h.pass(time.Second)
	}
	var page protocol.List[Row]
	a := h.ask("rani", "GET", "/articles?limit=2", nil)
	h.into(a, &page)
	if len(page.Items) != 2 || page.Next == "" || !strings.Contains(a.Header().Get("Link"), `rel="next"`) {
		t.Fatalf("%s %v", a.Body, a.Header())
	}
	next := page.Next
	page = protocol.List[Row]{}
	h.into(h.ask("rani", "GET", "/articles?limit=2&cursor="+next, nil), &page)
	if len(page.Items) != 1 || page.Items[0].Headline != "Satu" || page.Next != "" {
		t.Errorf("last page %+v", page)
	}
	for _, bad := range []string{next[:len(next)-2], next + "A", "AAAA", strings.ToUpper(next), "e30"} {
		if a := h.ask("rani", "GET", "/articles?cursor="+bad, nil); a.Status != 422 {
			t.Errorf("cursor %q: %d", bad, a.Status)
		}
	}
	// Another list's cursor is none of this one.
	if a := h.ask("rani", "GET", "/articles?work=desk&cursor="+next, nil); a.Status != 422 {
		t.Errorf("another list's cursor: %d", a.Status)
	}
}

// What is hidden answers with the bytes of what is not there (API-6, N3).
func TestHiddenIsLikeMissing(t *testing.T) {
	h := newHouse(t, sqlite(t))
	path, _ := h.draft("rani", "Rahasia")
	if a := h.ask("rani", "POST", path+"/embargo", `{"until":"2025-06-05T01:00:00Z"}`); a.Status != 200 {
		t.Fatalf("embargo: %d %s", a.Status, a.Body)
	}
	for _, rest := range []string{"", "/commands", "/revisions", "/revisions/1", "/notes", "/tasks", "/checklist", "/conflicts", "/readers", "/deliveries",
		"/as-of?at=2025-06-02T01:00:00Z", "/changes?field=headline", "/amendments", "/versions/1"} {
		hidden, missing := h.ask("adi", "GET", path+rest, nil), h.ask("adi", "GET", "/articles/987654"+rest, nil)
		if hidden.Status != 404 || missing.Status != 404 || withoutID(hidden) != withoutID(missing) {
			t.Errorf("%s: hidden %d %s, missing %d %s", rest, hidden.Status, hidden.Body, missing.Status, missing.Body)
		}
	}
	if a := h.ask("pemi", "GET", path, nil); a.Status != 200 {
		t.Errorf("the chief: %d", a.Status)
	}
}

// A database that is away is told as such, and nothing of its words.
func TestNoDriverMessageLeaves(t *testing.T) {
	h := newHouse(t, sqlite(t))
	h.build(failing{h.db})
	for _, path := range []string{"/articles", "/sections", "/articles/1", "/tasks"} {
		a := h.ask("pemi", "GET", path, nil)
		if a.Status != 500 && a.Status != 503 || strings.Contains(a.Body.String(), "SELECT") || strings.Contains(a.Body.String(), "sqlite") {
			t.Errorf("%s: %d %s", path, a.Status, a.Body)
		}
	}
}

type failing struct{ store.Database }

func (failing) Read(context.Context, func(store.Tx) error) error {
	return errors.New(`sqlite: SELECT secret FROM account: disk I/O error`)
}

func TestEventsTellWhatTheListenerMayKnow(t *testing.T) {
	h := newHouse(t, sqlite(t))
	server := httptest.NewServer(h.handler)
	defer server.Close()
	ctx, stop := context.WithCancel(h.ctx)
	defer stop()
	go h.api.Run(ctx)
	listen := func(who, last string) *bufio.Reader {
		r, err := http.NewRequestWithContext(ctx, "GET", server.URL+protocol.Prefix+"/events?tab="+who, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+who)
		if last != "" {
			r.Header.Set("Last-Event-ID", last)
		}
		res, err := http.DefaultClient.Do(r)
		if err != nil || res.StatusCode != 200 || res.Header.Get("Content-Type") != "text/event-stream; charset=utf-8" {
			t.Fatalf("listen: %v %v", err, res)
		}
		t.Cleanup(func() { res.Body.Close() })
		return bufio.NewReader(res.Body)
	}
	next := func(b *bufio.Reader) (c Change) {
		for {
			line, err := b.ReadString('\n')
			if err != nil {
				if err != io.EOF {
					t.Log(err)
				}
				return c
			}
			if data, ok := strings.CutPrefix(line, "data: "); ok {
				if err := json.Unmarshal([]byte(data), &c); err != nil {
					t.Error(err)
				}
				return c
			}
		}
	}
	chief, technician := listen("pemi", ""), listen("adi", "")
	path, _ := h.draft("rani", "Pasar")
	a, b := next(chief), next(technician)
	if a.Kind != "article.created" || a.ID == 0 || a.Revision != 1 || a != b {
		t.Errorf("chief %+v, technician %+v", a, b)
	}
	if got := h.ask("rani", "POST", path+"/embargo", `{"until":"2025-06-05T01:00:00Z"}`); got.Status != 200 {
		t.Fatal(got.Body)
	}
	if c := next(chief); c.ID != a.ID {
		t.Errorf("chief after the embargo %+v", c)
	}
	h.must(newsroom.DefineTag{Tag: &news.Tag{Edition: h.edition, Name: "Hujan"}})
	if c := next(technician); c.Kind != "taxonomy.changed" {
		t.Errorf("the technician heard of what is under embargo: %+v", c)
	}
	// Whoever comes back hears what came since.
	if c := next(listen("pemi2", strconv.FormatInt(a.Seq-1, 10))); c.Seq < a.Seq {
		t.Errorf("after coming back %+v", c)
	}
}
