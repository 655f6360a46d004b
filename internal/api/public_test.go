package api

import (
	"net/http"
	"strings"
	"testing"

	"warta/internal/api/protocol"
	"warta/internal/news"
	"warta/internal/newsroom"
)

func TestReadersSeeWhatIsLive(t *testing.T) {
	h := newHouse(t, sqlite(t))
	first := h.published("Pasar Dibuka")
	h.pass(1e9)
	h.published("Jembatan Selesai")
	draft := h.must(newsroom.Create{Edition: h.edition, Content: h.content("Rahasia Besar")})

	var list protocol.List[map[string]any]
	a := h.ask("", "GET", "/public/articles?limit=1", nil)
	h.into(a, &list)
	if a.Status != 200 || len(list.Items) != 1 || list.Items[0]["headline"] != "Jembatan Selesai" || list.Next == "" {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	link := a.Header().Get("Link")
	if !strings.HasPrefix(link, "<https://kabar.example/api/v1/public/articles?") || !strings.HasSuffix(link, `>; rel="next"`) {
		t.Errorf("Link %q", link)
	}
	for name, want := range map[string]string{"Cache-Control": "public, max-age=10", "Access-Control-Allow-Origin": "*", "Content-Type": "application/json", "Content-Language": "id"} {
		if got := a.Header().Get(name); !strings.HasPrefix(got, want) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if a.Header().Get("ETag") == "" || !strings.Contains(a.Header().Get("Surrogate-Key"), news.KeyLatest(h.edition)) {
		t.Errorf("headers %v", a.Header())
	}
	h.into(h.ask("", "GET", "/public/articles?limit=1&cursor="+list.Next, nil), &list)
	if list.Items[0]["headline"] != "Pasar Dibuka" {
		t.Errorf("second page %v", list.Items)
	}

	one := "/public/articles/" + first.Article.String()
	var article struct {
		Headline, HTML, Text, URL string
		Byline                    []struct{ Person struct{ Name, URL string } }
		Amendments                []struct{ Kind, Note, URL string }
		Tags                      []struct{ Name string }
	}
	h.into(h.ask("", "GET", one, nil), &article)
	if article.Headline != "Pasar Dibuka" || !strings.Contains(article.HTML, "Hujan turun") || article.URL != "https://kabar.example"+first.Path ||
		len(article.Byline) != 1 || article.Byline[0].Person.URL != "https://kabar.example/penulis/ranita-wulung" || article.Tags[0].Name != "Pasar" {
		t.Errorf("article %+v", article)
	}
	if a := h.ask("", "GET", "/public/lookup?path="+first.Path, nil); a.Status != 200 || !strings.Contains(a.Body.String(), "Pasar Dibuka") {
		t.Errorf("lookup %d %s", a.Status, a.Body)
	}
	if a := h.ask("", "GET", one+"?fields=id,headline", nil); strings.TrimSpace(a.Body.String()) != `{"id":`+first.Article.String()+`,"headline":"Pasar Dibuka"}` {
		t.Errorf("sparse %s", a.Body)
	}

	// What was never public and what is not there answer alike.
	missing, secret := h.ask("", "GET", "/public/articles/987654", nil), h.ask("", "GET", "/public/articles/"+draft.Article.String(), nil)
	if missing.Status != 404 || secret.Status != 404 || withoutID(missing) != withoutID(secret) {
		t.Errorf("missing %s, unpublished %s", missing.Body, secret.Body)
	}

	// An amendment is in the next answer, kept copies or not.
	note := "Nama pasar semula tertulis salah; yang benar Pasar Baru."
	h.must(newsroom.Correct{Article: first.Article, Kind: news.Koreksi, Note: note})
	h.into(h.ask("", "GET", one, nil), &article)
	if len(article.Amendments) != 1 || article.Amendments[0].Kind != "koreksi" || article.Amendments[0].Note != note || article.Amendments[0].URL == "" {
		t.Errorf("after the correction %+v", article.Amendments)
	}
	if a := h.ask("", "GET", "/public/amendments", nil); !strings.Contains(a.Body.String(), note) {
		t.Errorf("register %s", a.Body)
	}
	if a := h.ask("", "GET", "/public/articles", nil); !strings.Contains(a.Body.String(), `"amended":"koreksi"`) {
		t.Errorf("the list does not mark it: %s", a.Body)
	}

	// A withdrawal is 410 with the notice, without a headline on this ground.
	h.must(newsroom.Withdraw{Article: first.Article, Ground: news.GroundTrauma, Reason: "Berita ini menambah penderitaan korban."})
	gone := h.ask("", "GET", one, nil)
	if gone.Status != http.StatusGone || !strings.Contains(gone.Body.String(), "menambah penderitaan") || strings.Contains(gone.Body.String(), "Pasar Dibuka") {
		t.Errorf("withdrawn: %d %s", gone.Status, gone.Body)
	}
	for _, path := range []string{"/public/articles", "/public/articles?tag=pasar", "/public/search?q=pasar", "/public/front", "/public/amendments"} {
		if a := h.ask("", "GET", path, nil); a.Status != 200 || strings.Contains(a.Body.String(), "Pasar Dibuka") {
			t.Errorf("%s still tells of it: %d %s", path, a.Status, a.Body)
		}
	}
	if a := h.ask("", "GET", "/public/withdrawals", nil); !strings.Contains(a.Body.String(), "trauma_korban") {
		t.Errorf("register %s", a.Body)
	}
}

func withoutID(a answer) string {
	s := a.Body.String()
	i := strings.Index(s, `"request_id"`)
	if i < 0 {
		return s
	}
	return s[:i] + s[i+len(`"request_id":"0123456789abcdef"`):]
}

func TestPublicRoutesAnswer(t *testing.T) {
	h := newHouse(t, sqlite(t))
	h.published("Banjir Surut")
	for _, path := range []string{"/public/edition", "/public/sections", "/public/tags", "/public/tags/pasar", "/public/people",
		"/public/people/ranita-wulung", "/public/topics", "/public/search?q=banjir", "/public/amendments", "/public/withdrawals", "/public/front",
		"/public/articles?section=1", "/public/articles?person=ranita-wulung", "/public/articles?kind=news", "/public/articles?since=2025-01-01T00:00:00Z"} {
		if a := h.ask("", "GET", path, nil); a.Status != 200 {
			t.Errorf("%s: %d %s", path, a.Status, a.Body)
		}
	}
	for path, want := range map[string]int{"/public/tags/tidak-ada": 404, "/public/topics/x": 404, "/public/articles?section=99": 422,
		"/public/articles?tag=pasar&kind=news": 422, "/public/articles?lompat=1": 422, "/public/articles?limit=1000": 422, "/public/articles?cursor=abc": 422,
		"/public/articles/abc": 422, "/public/search": 422, "/public/articles?fields=rahasia": 422, "/public/nothing": 404,
		"/public/articles?%zz": 400, "/public/articles?since=kemarin": 422, "/public/lookup?path=/tidak/ada": 404} {
		a := h.ask("", "GET", path, nil)
		if a.Status != want || a.Header().Get("Content-Type") != "application/problem+json" || a.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %d %v %s, want %d", path, a.Status, a.Header(), a.Body, want)
		}
	}
	if a := h.ask("", "POST", "/public/articles", "{}"); a.Status != 405 || a.Header().Get("Allow") == "" {
		t.Errorf("POST: %d", a.Status)
	}
	// Nobody's session is looked at here, whatever they bring.
	if a := h.ask("nobody-knows-this-token", "GET", "/public/edition", nil); a.Status != 200 {
		t.Errorf("with a wrong token: %d", a.Status)
	}
}
