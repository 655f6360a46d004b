package site_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"warta/internal/site/sitetest"
)

// TestHonestAnswers: what is no page answers with the right number, the right
// headers and a sentence in the edition's language (reader-site.md section 10).
func TestHonestAnswers(t *testing.T) {
	p := seedPaper(t, sitetest.Options{})
	long := "/" + strings.Repeat("a", 2100)
	for _, c := range []struct {
		name, method, path, header string
		status                     int
		allow, says                string
	}{
		{"a form sent to an article", "POST", p.Path, "", 405, "GET, HEAD, OPTIONS", "tidak dilayani"},
		{"deleting the front page", "DELETE", "/", "", 405, "GET, HEAD, OPTIONS", "DELETE"},
		{"a form sent to a lite page", "POST", "/lite" + p.Path, "", 405, "GET, HEAD, OPTIONS", "tidak dilayani"},
		{"a form sent to the register", "PUT", "/koreksi", "", 405, "GET, HEAD, OPTIONS", "PUT"},
		{"what an article takes", "OPTIONS", p.Path, "", 204, "GET, HEAD, OPTIONS", ""},
		{"what the counter takes", "OPTIONS", "/-/baca/1", "", 204, "POST, OPTIONS", ""},
		{"deleting a count", "DELETE", "/-/baca/1", "", 405, "POST, OPTIONS", "DELETE"},
		{"too long", "GET", long, "", 414, "", "2048"},
		{"too long, head only", "HEAD", long, "", 414, "", ""},
		{"a zero byte", "GET", "/2025/%00", "", 400, "", "tidak kami mengerti"},
		{"a line end", "GET", "/a%0Ab", "", 400, "", "tidak kami mengerti"},
		{"a percent sign and nothing", "GET", "/100%", "", 400, "", ""},
		{"half an escape", "GET", "/a%2", "", 400, "", ""},
		{"no UTF-8", "GET", "/%FF%FE", "", 404, "", "Halaman tidak ditemukan"},
		{"an overlong slash", "GET", "/%C0%AF", "", 404, "", "Halaman tidak ditemukan"},
		{"up and out", "GET", "/..%2f..%2fetc/passwd", "", 404, "", "Halaman tidak ditemukan"},
		{"too large", "POST", "/-/baca/1", "Content-Length: 999999\r\n", 413, "", "terlalu besar"},
	} {
		t.Run(c.name, func(t *testing.T) {
			res, text := raw(t, p, fmt.Sprintf("%s %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: Mozilla/5.0\r\n%sConnection: close\r\n\r\n", c.method, c.path, sitetest.Host, c.header))
			if res.StatusCode != c.status {
				t.Fatalf("%s %.40s: %d, want %d", c.method, c.path, res.StatusCode, c.status)
			}
			if got := res.Header.Get("Allow"); got != c.allow {
				t.Errorf("Allow %q, want %q", got, c.allow)
			}
			if !strings.Contains(text, c.says) {
				t.Errorf("the answer does not say %q:\n%s", c.says, text)
			}
			if c.says == "" && c.method == "HEAD" && text != "" {
				t.Errorf("HEAD has a body: %q", text)
			}
			if res.Header.Get("Set-Cookie") != "" {
				t.Error("a reader gets a cookie")
			}
		})
	}
}

// raw sends bytes that no client would write.
func raw(t *testing.T, p *sitetest.Paper, message string) (*http.Response, string) {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(p.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, message); err != nil {
		t.Fatal(err)
	}
	method, _, _ := strings.Cut(message, " ")
	res, err := http.ReadResponse(bufio.NewReader(conn), &http.Request{Method: method})
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, _ := io.ReadAll(res.Body)
	return res, string(text)
}
