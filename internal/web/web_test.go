package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"warta/internal/news"
)

func handler(f http.HandlerFunc) http.Handler { return f }

func TestMethodsAndLimits(t *testing.T) {
	h := Chain(handler(func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.ReadAll(r.Body); err != nil {
			(&Problems{}).Answer(w, r, news.E(news.Internal, "read", err))
		}
	}), MaxURL(100), Methods("GET", "POST"), MaxBody(10))
	for _, tt := range []struct {
		name, method, url, body string
		unknownLength           bool
		want                    int
	}{
		{"get", "GET", "/", "", false, 200},
		{"head comes with get", "HEAD", "/", "", false, 200},
		{"delete", "DELETE", "/", "", false, 405},
		{"invented", "JUMP", "/", "", false, 405},
		{"body fits", "POST", "/", "0123456789", false, 200},
		{"body announced too long", "POST", "/", "0123456789a", false, 413},
		{"body turns out too long", "POST", "/", "0123456789a", true, 413},
		{"address too long", "GET", "/" + strings.Repeat("a", 100), "", false, 414},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var body io.Reader = strings.NewReader(tt.body)
			if tt.unknownLength {
				body = io.MultiReader(body)
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, httptest.NewRequest(tt.method, tt.url, body))
			if w.Code != tt.want {
				t.Errorf("got %d, want %d", w.Code, tt.want)
			}
			if got := w.Header().Get("Allow"); tt.want == 405 && got != "GET, HEAD, POST" {
				t.Errorf("Allow = %q", got)
			}
		})
	}
}

func TestErrorsBecomeAnswers(t *testing.T) {
	left, leave := context.WithCancel(t.Context())
	leave()
	for _, tt := range []struct {
		name       string
		err        error
		ctx        context.Context
		want       int
		retry, has string
		logged     string
	}{
		{"not found", news.E(news.NotFound, "read article 4", nil), nil, 404, "", "Yang dicari tidak ada", ""},
		{"wrapped", fmt.Errorf("page: %w", news.E(news.Gone, "x", nil)), nil, 410, "", "dicabut", ""},
		{"own code", news.Refuse(news.Conflict, "publish 4", "publish_future", nil), nil, 409, "", "masa depan", ""},
		{"outage", news.E(news.Unavailable, "open", errors.New("secret host")), nil, 503, "10", "", "WARN"},
		{"too slow", fmt.Errorf("render: %w", context.DeadlineExceeded), nil, 503, "10", "", "WARN"},
		{"fault", errors.New("secret detail"), nil, 500, "", "dicatat", "ERROR"},
		{"limited", &Limited{After: 1500 * time.Millisecond}, nil, 429, "2", "Terlalu banyak", ""},
		{"body too large", &http.MaxBytesError{Limit: 3}, nil, 413, "", "melebihi", ""},
		{"reader left", context.Canceled, left, 200 /* the recorder's: nothing was written */, "", "", ""},
		{"cancelled by us", context.Canceled, nil, 500, "", "", "ERROR"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var log bytes.Buffer
			p := &Problems{Logger: slog.New(slog.NewTextHandler(&log, nil))}
			w := httptest.NewRecorder()
			w.Header().Set("ETag", `"of the page that failed"`)
			r := httptest.NewRequest("GET", "/", nil)
			if tt.ctx != nil {
				r = r.WithContext(tt.ctx)
			}
			Chain(p.Handle(func(http.ResponseWriter, *http.Request) error { return tt.err }), RequestID()).ServeHTTP(w, r)
			if w.Code != tt.want || w.Header().Get("Retry-After") != tt.retry || !strings.Contains(w.Body.String(), tt.has) {
				t.Errorf("got %d %v %q", w.Code, w.Header(), w.Body)
			}
			if strings.Contains(w.Body.String(), "secret") {
				t.Errorf("the reader sees the cause: %q", w.Body)
			}
			if n := strings.Count(log.String(), "\n"); tt.logged == "" && n > 0 || tt.logged != "" && (n != 1 || !strings.Contains(log.String(), "level="+tt.logged)) {
				t.Errorf("logged %q, want level %q once", &log, tt.logged)
			}
			if w.Body.Len() > 0 && (w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("ETag") != "") {
				t.Errorf("an error may be kept: %v", w.Header())
			}
		})
	}
}

func TestEveryKindHasAStatus(t *testing.T) {
	for k := news.Internal; k.String() != "internal" || k == news.Internal; k++ {
		if statuses[k] == 0 {
			t.Errorf("kind %s has no status", k)
		}
	}
}

func TestProblemPage(t *testing.T) {
	var got Problem
	p := &Problems{Page: func(w http.ResponseWriter, r *http.Request, p Problem) bool {
		got = p
		w.WriteHeader(p.Status)
		io.WriteString(w, "the page")
		return true
	}}
	w := httptest.NewRecorder()
	Chain(p.Handle(func(http.ResponseWriter, *http.Request) error { return news.E(news.NotFound, "", nil) }), RequestID()).
		ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	if w.Body.String() != "the page" || w.Code != 404 || got.ID == "" || got.Code != "not_found" {
		t.Errorf("got %d %q for %+v", w.Code, w.Body, got)
	}
}

// observed runs a request through the whole chain and gives answer and log.
func observed(t *testing.T, h http.Handler, r *http.Request, proxies ...netip.Prefix) (*httptest.ResponseRecorder, []map[string]any) {
	t.Helper()
	var buf bytes.Buffer
	log := slog.New(slog.NewJSONHandler(&buf, nil))
	w := httptest.NewRecorder()
	func() {
		defer func() {
			if v := recover(); v != nil && v != http.ErrAbortHandler {
				panic(v)
			}
		}()
		Chain(h, RequestID(), TrustProxies(proxies), AccessLog(log), Recover(log), SecurityHeaders()).ServeHTTP(w, r)
	}()
	var lines []map[string]any
	for line := range strings.Lines(buf.String()) {
		var m map[string]any
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, m)
	}
	return w, lines
}

func TestAccessLogKeepsNoSecrets(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /cari", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "hasil") })
	mux.HandleFunc("GET /-/pratinjau/{token}", func(w http.ResponseWriter, r *http.Request) {})
	for _, tt := range []struct{ url, remote, route, path, net string }{
		{"/cari?q=rahasia", "203.0.113.77:1234", "GET /cari", "/cari", "203.0.113.0/24"},
		{"/-/pratinjau/rahasia", "[2001:db8:1:2:3::77]:1", "GET /-/pratinjau/{token}", "", "2001:db8:1::/48"},
		{"/cari", "@", "GET /cari", "/cari", ""},
	} {
		r := httptest.NewRequest("GET", tt.url, nil)
		r.RemoteAddr = tt.remote
		_, lines := observed(t, mux, r)
		if len(lines) != 1 {
			t.Fatalf("%s: %d lines", tt.url, len(lines))
		}
		l := lines[0]
		if l["route"] != tt.route || l["path"] != tt.path || l["net"] != tt.net || l["code"] != 200.0 || l["req"] == "" {
			t.Errorf("%s: %v", tt.url, l)
		}
		if s := fmt.Sprint(l); strings.Contains(s, "rahasia") || strings.Contains(s, "77") && strings.Contains(s, "::77") || strings.Contains(s, "113.77") {
			t.Errorf("logged too much: %s", s)
		}
	}
}

func TestPanics(t *testing.T) {
	w, lines := observed(t, handler(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"x"`)
		panic("template")
	}), httptest.NewRequest("GET", "/", nil))
	if w.Code != 500 || w.Header().Get("ETag") != "" || strings.Contains(w.Body.String(), "template") {
		t.Errorf("got %d %v %q", w.Code, w.Header(), w.Body)
	}
	if len(lines) != 2 || lines[0]["err"] != "template" || lines[0]["req"] != lines[1]["req"] || lines[1]["code"] != 500.0 || lines[0]["stack"] == nil {
		t.Errorf("log: %v", lines)
	}
	// Half an answer is cut off, not completed with an error text.
	w, lines = observed(t, handler(func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, "half")
		panic("late")
	}), httptest.NewRequest("GET", "/", nil))
	if w.Body.String() != "half" || len(lines) != 2 {
		t.Errorf("got %q, %d lines", w.Body, len(lines))
	}
}

func TestForwardedAddresses(t *testing.T) {
	proxies := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
	for _, tt := range []struct {
		name, remote string
		xff          []string
		proto        []string
		want, scheme string
	}{
		{"direct", "203.0.113.7:1", nil, nil, "203.0.113.7", "http"},
		{"a stranger's word", "203.0.113.7:1", []string{"198.51.100.1"}, []string{"https"}, "203.0.113.7", "http"},
		{"through the proxy", "10.0.0.1:1", []string{"198.51.100.1"}, []string{"https"}, "198.51.100.1", "https"},
		{"invented before", "10.0.0.1:1", []string{"1.1.1.1, 198.51.100.1"}, nil, "198.51.100.1", "http"},
		{"two proxies", "[fd00::1]:1", []string{"1.1.1.1, 198.51.100.1, 10.2.2.2"}, nil, "198.51.100.1", "http"},
		{"two lines", "10.0.0.1:1", []string{"1.1.1.1", "198.51.100.1"}, nil, "198.51.100.1", "http"},
		{"with port", "10.0.0.1:1", []string{"198.51.100.1:555"}, nil, "198.51.100.1", "http"},
		{"IPv6 in brackets", "10.0.0.1:1", []string{"[2001:db8::1]:5"}, nil, "2001:db8::1", "http"},
		{"mapped", "[::ffff:10.0.0.1]:1", []string{"::ffff:198.51.100.1"}, nil, "198.51.100.1", "http"},
		{"rubbish", "10.0.0.1:1", []string{"198.51.100.1, unknown"}, []string{"https", "http"}, "10.0.0.1", "http"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest("GET", "/", nil)
			r.RemoteAddr = tt.remote
			r.Header["X-Forwarded-For"], r.Header["X-Forwarded-Proto"] = tt.xff, tt.proto
			observed(t, handler(func(w http.ResponseWriter, r *http.Request) {
				if got := ClientAddr(r).String(); got != tt.want || Scheme(r) != tt.scheme {
					t.Errorf("got %s by %s, want %s by %s", got, Scheme(r), tt.want, tt.scheme)
				}
			}), r, proxies...)
		})
	}
}

func TestSecurityHeaders(t *testing.T) {
	r := httptest.NewRequest("GET", "https://koran.example/", nil)
	w, _ := observed(t, handler(func(w http.ResponseWriter, r *http.Request) {}), r)
	for name, want := range map[string]string{
		"X-Content-Type-Options": "nosniff", "Referrer-Policy": "strict-origin-when-cross-origin",
		"Strict-Transport-Security": "max-age=31536000", "Content-Security-Policy": PublicCSP,
	} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s = %q", name, got)
		}
	}
	for p := range strings.SplitSeq(w.Header().Get("Permissions-Policy"), ", ") {
		if !strings.HasSuffix(p, "=()") {
			t.Errorf("permission %s is not off", p)
		}
	}
	w, _ = observed(t, handler(func(w http.ResponseWriter, r *http.Request) { w.Header().Set("Content-Security-Policy", "own") }), httptest.NewRequest("GET", "/", nil))
	if w.Header().Get("Strict-Transport-Security") != "" || w.Header().Get("Content-Security-Policy") != "own" {
		t.Errorf("plain http: %v", w.Header())
	}
}

func TestLimiter(t *testing.T) {
	now := time.Unix(1000, 0)
	l := NewLimiter(1, 3, func() time.Time { return now })
	a, neighbour, other := netip.MustParseAddr("198.51.100.1"), netip.MustParseAddr("198.51.100.250"), netip.MustParseAddr("198.51.101.1")
	for i := range 3 {
		if err := l.Allow(a); err != nil {
			t.Fatalf("request %d: %v", i, err)
		}
	}
	var limited *Limited
	if err := l.Allow(neighbour); !errors.As(err, &limited) || limited.After < time.Second {
		t.Errorf("the neighbour has a bucket of its own: %v", err)
	}
	if err := l.Allow(other); err != nil {
		t.Errorf("another network: %v", err)
	}
	now = now.Add(time.Second)
	if err := l.Allow(a); err != nil {
		t.Errorf("a second later: %v", err)
	}
	for i := range 2*limiterKeys + 10 {
		l.Allow(netip.AddrFrom4([4]byte{byte(20 + i>>16), byte(i >> 8), byte(i), 1}))
	}
	if n := len(l.young) + len(l.old); n > 2*limiterKeys {
		t.Errorf("remembers %d networks", n)
	}
}

// TestForwardingHeadersOfStrangersAreDropped: what stands behind the plumbing
// cannot take a stranger's word for the scheme or the address.
func TestForwardingHeadersOfStrangersAreDropped(t *testing.T) {
	for remote, believed := range map[string]bool{"10.1.2.3:4": true, "203.0.113.9:4": false} {
		var header, scheme string
		h := handler(func(w http.ResponseWriter, r *http.Request) {
			header, scheme = r.Header.Get("X-Forwarded-Proto")+r.Header.Get("X-Forwarded-For"), Scheme(r)
		})
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = remote
		r.Header.Set("X-Forwarded-Proto", "https")
		r.Header.Set("X-Forwarded-For", "198.51.100.1")
		Chain(h, RequestID(), TrustProxies([]netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")})).ServeHTTP(httptest.NewRecorder(), r)
		if believed != (scheme == "https") || believed != (header != "") {
			t.Errorf("%s: scheme %s, headers %q left", remote, scheme, header)
		}
	}
}
