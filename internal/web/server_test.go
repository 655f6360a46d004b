package web

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// serving runs Serve on a free port until the test ends or stop is called.
func serving(t *testing.T, h http.Handler, o ServerOptions) (addr string, stop func() error) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- Serve(ctx, l, h, o) }()
	var stopped bool
	stop = func() error {
		if stopped {
			return nil
		}
		stopped = true
		cancel()
		return <-done
	}
	t.Cleanup(func() { stop() })
	return l.Addr().String(), stop
}

func dial(t *testing.T, addr string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	c.SetDeadline(time.Now().Add(10 * time.Second))
	return c
}

// What a front proxy and we could understand differently must be refused, and
// nothing of it may be taken for a second request.
func TestMalformedRequests(t *testing.T) {
	seen := make(chan string, 100)
	addr, _ := serving(t, Chain(handler(func(w http.ResponseWriter, r *http.Request) {
		seen <- r.URL.Path
		if _, err := io.ReadAll(r.Body); err != nil {
			plain(w, 400)
		}
	}), MaxBody(1000)), ServerOptions{})
	const smuggled = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
	for _, tt := range []struct {
		name, raw string
		want      []string // any of these statuses, or "" for a closed connection
	}{
		{"fine", "GET /ok HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", []string{"200"}},
		{"TE and CL", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n" + smuggled, []string{"400", "200"}},
		{"two lengths", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nContent-Length: 37\r\n\r\n" + smuggled, []string{"400"}},
		{"length with a sign", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +0\r\n\r\n" + smuggled, []string{"400"}},
		{"length of letters", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0x5\r\n\r\n" + smuggled, []string{"400"}},
		{"unknown coding", "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n" + smuggled, []string{"400", "501"}},
		{"coding twice", "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + smuggled, []string{"400", "501"}},
		{"space before colon", "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + smuggled, []string{"400"}},
		{"obs-fold in the first header", "GET / HTTP/1.1\r\n Host: x\r\n\r\n" + smuggled, []string{"400"}},
		{"bad chunk size", "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n" + smuggled, []string{"400"}},
		{"chunk size overflow", "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n" + smuggled, []string{"400"}},
		{"no host", "GET / HTTP/1.1\r\n\r\n" + smuggled, []string{"400"}},
		{"two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n" + smuggled, []string{"400"}},
		{"host with a slash", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n" + smuggled, []string{"400"}},
		{"NUL in a value", "GET / HTTP/1.1\r\nHost: x\r\nA: b\x00c\r\n\r\n" + smuggled, []string{"400"}},
		{"no name", "GET / HTTP/1.1\r\nHost: x\r\n: b\r\n\r\n" + smuggled, []string{"400"}},
		{"no version", "GET /\r\n\r\n", []string{"400"}},
		{"another version", "GET / HTTP/3.7\r\nHost: x\r\n\r\n", []string{"400", "505"}},
		{"HTTP/2 without TLS", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", []string{"400", "505", ""}},
		{"rubbish", "\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", []string{"400"}},
		{"huge header", "GET / HTTP/1.1\r\nHost: x\r\nA: " + strings.Repeat("a", 20<<10) + "\r\n\r\n", []string{"431"}},
		{"many headers", "GET / HTTP/1.1\r\nHost: x\r\n" + strings.Repeat("A: b\r\n", 4000) + "\r\n", []string{"431"}},
		{"huge request line", "GET /" + strings.Repeat("a", 20<<10) + " HTTP/1.1\r\nHost: x\r\n\r\n", []string{"431", "414"}},
		{"huge body announced", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n", []string{"413"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := dial(t, addr)
			// A refusal may come while we are still writing.
			go io.WriteString(c, tt.raw)
			line, _ := bufio.NewReader(c).ReadString('\n')
			_, rest, _ := strings.Cut(line, " ")
			status, _, _ := strings.Cut(rest, " ")
			ok := false
			for _, w := range tt.want {
				ok = ok || w == status
			}
			if !ok {
				t.Errorf("answered %q, want %v", line, tt.want)
			}
			time.Sleep(5 * time.Millisecond)
			for len(seen) > 0 {
				if path := <-seen; path == "/smuggled" {
					t.Error("a second request came through")
				}
			}
		})
	}
}

// A continued line (obs-fold) is joined by net/http into one value with a
// space, as RFC 9112, 5.2 allows a server to; it must not hide a header.
func TestFoldedHeaderHidesNothing(t *testing.T) {
	got := make(chan http.Header, 1)
	addr, _ := serving(t, handler(func(w http.ResponseWriter, r *http.Request) { got <- r.Header }), ServerOptions{})
	c := dial(t, addr)
	io.WriteString(c, "GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n")
	line, _ := bufio.NewReader(c).ReadString('\n')
	if strings.Contains(line, " 400 ") {
		return
	}
	if h := <-got; h.Get("A") != "b Transfer-Encoding: chunked" {
		t.Errorf("headers %v after %q", h, line)
	}
}

func TestSlowHeadersAreCutOff(t *testing.T) {
	addr, _ := serving(t, handler(func(http.ResponseWriter, *http.Request) {}), ServerOptions{ReadHeader: 100 * time.Millisecond})
	c := dial(t, addr)
	go func() {
		for i := 0; ; i++ {
			if _, err := fmt.Fprintf(c, "A%d: b\r\n", i); err != nil {
				return
			}
			if i == 0 {
				io.WriteString(c, "GET / HTTP/1.1\r\n")
			}
			time.Sleep(20 * time.Millisecond)
		}
	}()
	if _, err := io.Copy(io.Discard, c); err != nil && strings.Contains(err.Error(), "timeout") {
		t.Error("the connection is still open")
	}
}

func TestOperationsTimeouts(t *testing.T) {
	s := NewServer(nil, ServerOptions{})
	if s.ReadHeaderTimeout != 5*time.Second || s.ReadTimeout != 10*time.Second || s.WriteTimeout != 15*time.Second ||
		s.IdleTimeout != 60*time.Second || s.MaxHeaderBytes+headerSlop != 16<<10 || s.HTTP2.MaxConcurrentStreams != 100 {
		t.Errorf("not as operations.md section 4 says: %+v", s)
	}
}

func TestStopLetsRequestsFinish(t *testing.T) {
	began, finish := make(chan struct{}), make(chan struct{})
	addr, stop := serving(t, handler(func(w http.ResponseWriter, r *http.Request) {
		close(began)
		<-finish
		if r.Context().Err() != nil {
			t.Error("the stop cancelled a request")
		}
		io.WriteString(w, "whole")
	}), ServerOptions{})
	c := dial(t, addr)
	io.WriteString(c, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
	<-began
	stopped := make(chan error, 1)
	go func() { stopped <- stop() }()
	for { // until nothing is accepted any more
		n, err := net.Dial("tcp", addr)
		if err != nil {
			break
		}
		n.Close()
		time.Sleep(time.Millisecond)
	}
	close(finish)
	if b, _ := io.ReadAll(c); !strings.HasSuffix(string(b), "whole") {
		t.Errorf("got %q", b)
	}
	if err := <-stopped; err != nil {
		t.Error(err)
	}
}

func TestStopDoesNotWaitForEver(t *testing.T) {
	began := make(chan struct{})
	addr, stop := serving(t, handler(func(w http.ResponseWriter, r *http.Request) {
		close(began)
		<-r.Context().Done()
	}), ServerOptions{Drain: 50 * time.Millisecond})
	io.WriteString(dial(t, addr), "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
	<-began
	if err := stop(); err == nil {
		t.Error("a request was cut off and nobody is told")
	}
}

func TestConnectionLimit(t *testing.T) {
	addr, _ := serving(t, handler(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "ok") }), ServerOptions{MaxConns: 10})
	ask := func(c net.Conn) string {
		io.WriteString(c, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
		r := bufio.NewReader(c)
		res, err := http.ReadResponse(r, nil)
		if err != nil {
			return "closed"
		}
		io.Copy(io.Discard, res.Body)
		if res.Close {
			return "once"
		}
		return "kept"
	}
	var conns []net.Conn
	for range 9 {
		conns = append(conns, dial(t, addr))
		if got := ask(conns[len(conns)-1]); got != "kept" {
			t.Fatalf("below the limit: %s", got)
		}
	}
	idle := dial(t, addr) // the tenth: pressure
	time.Sleep(50 * time.Millisecond)
	if got := ask(idle); got != "once" {
		t.Errorf("under pressure: %s, want an answer and the end", got)
	}
	// Idle ones were closed when pressure came, so there is room again.
	if got := ask(dial(t, addr)); got == "closed" {
		t.Error("no room though idle connections were given up")
	}
}

func TestConnectionsAboveTheLimitAreRefused(t *testing.T) {
	began, finish := make(chan struct{}, 2), make(chan struct{})
	addr, _ := serving(t, handler(func(w http.ResponseWriter, r *http.Request) { began <- struct{}{}; <-finish }), ServerOptions{MaxConns: 2})
	for range 2 {
		io.WriteString(dial(t, addr), "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
		<-began
	}
	c := dial(t, addr)
	if n, err := c.Read(make([]byte, 1)); n > 0 || err == nil || strings.Contains(err.Error(), "timeout") {
		t.Errorf("the third is not closed: %d bytes, %v", n, err)
	}
	close(finish)
}
