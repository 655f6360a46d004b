package api

import (
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	neturl "net/url"
	"os"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"warta/internal/api/protocol"
	"warta/internal/locale"
)

var update = flag.Bool("update", false, "rewrite docs/api.md")

// TestTheDocumentAndTheRoutesAreOne compares both ways: what is declared is
// described, what is described is declared, and sample answers are valid by
// their own schemas (API-1).
func TestTheDocumentAndTheRoutesAreOne(t *testing.T) {
	h := newHouse(t, sqlite(t))
	a := h.ask("", "GET", "/openapi.json", nil)
	var doc struct {
		OpenAPI string
		Paths   map[string]map[string]struct {
			OperationID string
			Responses   map[string]any
		}
	}
	h.into(a, &doc)
	if doc.OpenAPI != "3.1.0" || a.Header().Get("ETag") == "" {
		t.Errorf("%q %v", doc.OpenAPI, a.Header())
	}
	described := map[string]string{}
	for path, methods := range doc.Paths {
		for method, op := range methods {
			described[strings.ToUpper(method)+" "+path] = op.OperationID
		}
	}
	for _, r := range h.api.Routes() {
		name := r.Method + " " + protocol.Prefix + r.Path
		if described[name] != r.ID {
			t.Errorf("%s is described as %q, want %q", name, described[name], r.ID)
		}
		delete(described, name)
	}
	for name := range described {
		t.Errorf("%s is described and is no route", name)
	}
	live := h.published("Pasar Dibuka")
	spec := h.api.door.Document()
	for path, id := range map[string]string{"/articles": "listArticles", "/articles/" + live.Article.String(): "getArticle", "/me": "getMe", "/sections": "listSections",
		"/tasks": "listTasks", "/audit": "listAudit", "/settings": "getSettings", "/front": "getFront", "/public/articles": "publicArticles",
		"/public/articles/" + live.Article.String(): "publicArticle", "/public/sections": "publicSections", "/public/edition": "publicEdition",
		"/articles/" + live.Article.String() + "/revisions": "getHistory", "/articles/999": "getArticle"} {
		got := h.ask("pemi", "GET", path, nil)
		for _, r := range h.api.Routes() {
			if r.ID != id {
				continue
			}
			answer := operation(spec, r).Responses[fmt.Sprint(got.Status)]
			if answer == nil {
				t.Errorf("%s answers %d, which is not described", path, got.Status)
				continue
			}
			media := answer.Content[got.Header().Get("Content-Type")]
			if media == nil {
				t.Errorf("%s: no content %s at %d", path, got.Header().Get("Content-Type"), got.Status)
				continue
			}
			var v any
			if err := json.Unmarshal(got.Body.Bytes(), &v); err != nil {
				t.Fatal(err)
			}
			res := &huma.ValidateResult{}
			huma.Validate(spec.Components.Schemas, media.Schema, huma.NewPathBuffer(nil, 0), huma.ModeReadFromServer, v, res)
			for _, err := range res.Errors {
				t.Errorf("%s: %v", path, err)
			}
		}
	}
}

func TestThePageOfTheDescriptionAsksNobodyElse(t *testing.T) {
	h := newHouse(t, sqlite(t))
	for lang, title := range map[string]string{"id": "API surat kabar", "en": "The newspaper"} {
		a := h.ask("", "GET", "/docs", nil, "Accept-Language", lang)
		page := a.Body.String()
		if a.Status != 200 || !strings.Contains(page, title) || !strings.Contains(page, `lang="`+lang+`"`) || strings.Contains(page, "<script") ||
			strings.Contains(page, `src="http`) || strings.Contains(page, `href="http`) || !strings.Contains(a.Header().Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("%s: %d %v", lang, a.Status, a.Header())
		}
		for _, r := range h.api.Routes() {
			if !strings.Contains(page, `id="op-`+r.ID+`"`) {
				t.Errorf("%s: no %s", lang, r.ID)
			}
		}
	}
	if a := h.ask("", "GET", "", nil); a.Status != http.StatusFound || a.Header().Get("Location") != protocol.Prefix+"/docs" {
		t.Errorf("the API's root: %d %v", a.Status, a.Header())
	}
}

// docs/api.md lists every route; it is written by this test with -update.
func TestTheGuideListsEveryRoute(t *testing.T) {
	h := newHouse(t, sqlite(t))
	l := locale.Get("en")
	var b strings.Builder
	b.WriteString("# The JSON API\n\nGenerated from the routes by `go test ./internal/api -run Guide -update`. The full description, with every field,\n" +
		"is served by each newspaper at `/api/v1/docs` (people) and `/api/v1/openapi.json` (programs).\n\n")
	for _, key := range []string{"token", "revisions_text", "keys_text", "lists_text", "limits_text", "errors_text"} {
		b.WriteString(l.Message("api.page."+key) + "\n\n")
	}
	group := ""
	for _, r := range h.api.Routes() {
		if r.Group != group {
			group = r.Group
			fmt.Fprintf(&b, "## %s\n\n| | | |\n|---|---|---|\n", l.Message("api.group."+group))
		}
		note := l.Message("api.op." + r.ID)
		if r.Access == protocol.Session {
			note += ". Browser sessions only"
		}
		fmt.Fprintf(&b, "| %s | `%s%s` | %s |\n", r.Method, protocol.Prefix, r.Path, note)
	}
	const file = "../../docs/api.md"
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil || string(got) != b.String() {
		t.Errorf("docs/api.md is not what the routes say; rewrite it with -update (%v)", err)
	}
}

// Ghost CVE-2026-53943: no header changes what is kept for others (S6).
func TestHeadersDoNotChangePublicAnswers(t *testing.T) {
	h := newHouse(t, sqlite(t))
	live := h.published("Pasar Dibuka")
	headers := []string{"X-Forwarded-Host", "X-Original-URL", "X-Rewrite-URL", "X-Ghost-Preview", "Cookie", "Authorization", "Accept-Language", "Accept", "Origin",
		"X-Forwarded-Proto", "X-HTTP-Method-Override", "Forwarded", "User-Agent", "Range", "If-Match", "Prefer", "X-Requested-With", "Content-Type", "Referer", "X-Real-IP"}
	for _, path := range []string{"/public/articles", "/public/articles/" + live.Article.String(), "/public/sections", "/public/search?q=pasar", "/public/edition"} {
		want := h.ask("", "GET", path, nil)
		for _, name := range headers {
			// The first to ask fills the cache; an evil one must not.
			if err := h.cache.Clear(1 << 40); err != nil {
				t.Fatal(err)
			}
			for _, caller := range []string{"evil", ""} {
				var got answer
				if caller == "" {
					got = h.ask("", "GET", path, nil)
				} else {
					got = h.ask("", "GET", path, nil, name, "evil.example, <script>alert(1)</script>")
				}
				if got.Status != want.Status || got.Body.String() != want.Body.String() || got.Header().Get("Content-Type") != want.Header().Get("Content-Type") {
					t.Errorf("%s with %s: %d %s", path, name, got.Status, short(got))
				}
			}
		}
	}
}

// Ghost CVE-2026-26980: nothing that is put into a question reaches the
// database as its language (a sample of S5).
func TestQuestionsAreNoStatements(t *testing.T) {
	h := newHouse(t, sqlite(t))
	h.published("Pasar Dibuka")
	payloads := []string{"'", "\"", "' OR '1'='1", "1;DROP TABLE article--", "1 UNION SELECT secret FROM api_secret", "%27%20OR%201=1", "\x00", "pasar') OR 1=1 --",
		"${jndi:ldap://x}", "../../etc/passwd", "-1", "9223372036854775808", "NaN", "*", "pasar*", "\"unclosed", "(((((", "\u202e", strings.Repeat("a", 900)}
	for _, r := range h.api.Routes() {
		if r.Method != http.MethodGet || r.ID == "events" {
			continue
		}
		for _, param := range operation(h.api.door.Document(), r).Parameters {
			if param.In != "query" {
				continue
			}
			h.api.quota = newQuota(h.clock)
			for _, payload := range payloads {
				path := strings.NewReplacer("{id}", "1", "{slug}", "pasar", "{revision}", "1", "{version}", "1", "{amendment}", "1", "{number}", "1").Replace(r.Path)
				a := h.ask("pemi", "GET", path+"?"+param.Name+"="+urlEscape(payload), nil)
				if a.Status >= 500 || strings.Contains(a.Body.String(), "secret") || strings.Contains(a.Body.String(), "SQL") || strings.Contains(a.Body.String(), "syntax error") {
					t.Errorf("%s?%s=%q: %d %s", path, param.Name, payload, a.Status, short(a))
				}
			}
		}
	}
}

func urlEscape(s string) string { return strings.ReplaceAll(neturl.QueryEscape(s), "+", "%20") }
