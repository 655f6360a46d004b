package web

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"golang.org/x/net/dns/dnsmessage"

	"warta/internal/news"
)

func TestPublicAddresses(t *testing.T) {
	for s, want := range map[string]bool{
		"8.8.8.8": true, "103.10.66.1": true, "2404:6800:4003::1": true, "::ffff:8.8.8.8": true,
		"127.0.0.1": false, "127.255.1.1": false, "0.0.0.0": false, "0.1.2.3": false, "10.1.1.1": false,
		"172.16.0.1": false, "172.31.255.255": false, "172.32.0.1": true, "192.168.1.1": false,
		"169.254.169.254": false, "100.64.0.1": false, "100.128.0.1": true, "192.0.0.8": false, "192.0.2.1": false,
		"198.18.0.1": false, "198.51.100.1": false, "203.0.113.1": false, "224.0.0.1": false, "240.0.0.1": false,
		"255.255.255.255": false, "192.88.99.1": false,
		"::": false, "::1": false, "::ffff:127.0.0.1": false, "::ffff:169.254.169.254": false, "::127.0.0.1": false,
		"fc00::1": false, "fd12::1": false, "fe80::1": false, "fec0::1": false, "ff02::1": false,
		"64:ff9b::7f00:1": false, "64:ff9b:1::1": false, "100::1": false, "2001::1": false, "2001:db8::1": false,
		"2002:7f00:1::": false, "3fff::1": false, "4000::1": false,
	} {
		if got := Public(netip.MustParseAddr(s)); got != want {
			t.Errorf("Public(%s) = %v", s, got)
		}
	}
	if Public(netip.Addr{}) || Public(netip.MustParseAddr("2404::1%eth0")) {
		t.Error("no address, or one with a zone, is public")
	}
}

// nameServer answers every question for an A record with the address that the
// name's entry holds, and counts nothing else as a name.
func nameServer(t *testing.T, names map[string][4]byte) *net.Resolver {
	t.Helper()
	pc, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { pc.Close() })
	go func() {
		buf := make([]byte, 1500)
		for {
			n, from, err := pc.ReadFrom(buf)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if m.Unpack(buf[:n]) != nil || len(m.Questions) != 1 {
				continue
			}
			m.Response, m.Additionals = true, nil
			q := m.Questions[0]
			if ip, ok := names[strings.TrimSuffix(q.Name.String(), ".")]; !ok {
				m.RCode = dnsmessage.RCodeNameError
			} else if q.Type == dnsmessage.TypeA {
				m.Answers = []dnsmessage.Resource{{
					Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class},
					Body:   &dnsmessage.AResource{A: ip},
				}}
			}
			if b, err := m.Pack(); err == nil {
				pc.WriteTo(b, from)
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp", pc.LocalAddr().String())
	}}
}

func TestClientRefusesPrivateAddresses(t *testing.T) {
	c := NewClient(ClientOptions{Resolver: nameServer(t, map[string][4]byte{
		"rebound.example": {127, 0, 0, 1}, "metadata.example": {169, 254, 169, 254},
	})})
	for _, u := range []string{
		"http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://169.254.169.254/latest/meta-data/",
		"http://[fc00::1]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[64:ff9b::7f00:1]/",
		"http://0.0.0.0/", "http://[::]/", "http://10.0.0.1/", "http://rebound.example/", "http://metadata.example/",
		"http://[fe80::1%25lo]/", "http://198.18.0.1/", "http://[2002:7f00:1::]/",
		"http://127.0.0.1:22/", "http://8.8.8.8:8080/", "https://8.8.8.8:25/",
		"ftp://8.8.8.8/", "file:///etc/passwd", "gopher://8.8.8.8/", "http://user:pass@8.8.8.8/", "http:///x",
	} {
		_, _, err := c.Get(t.Context(), u)
		if u == "http:///x" {
			if err == nil {
				t.Errorf("%s was fetched", u)
			}
			continue
		}
		if !news.Is(err, news.Invalid) {
			t.Errorf("%s: %v, want it refused", u, err)
		}
	}
	// Decimal, octal, hexadecimal and short forms are no addresses to Go but
	// names; where a resolver takes them for addresses, the dial is refused.
	for _, u := range []string{"http://2130706433/", "http://017700000001/", "http://0x7f000001/", "http://127.1/", "http://0177.0.0.1/"} {
		if _, _, err := c.Get(t.Context(), u); err == nil {
			t.Errorf("%s was fetched", u)
		}
	}
	for _, address := range []string{"127.0.0.1:80", "[::1]:443", "8.8.8.8:81", "name:80"} {
		if checkDial("tcp4", address) == nil {
			t.Errorf("dial of %s is allowed", address)
		}
	}
	if checkDial("udp4", "8.8.8.8:80") == nil || checkDial("tcp4", "8.8.8.8:80") != nil {
		t.Error("only TCP to public addresses")
	}
}

// towards gives a client whose connections end at s, whatever the address: what
// is tested is what happens above the dial.
func towards(s *httptest.Server, o ClientOptions) *Client {
	c := NewClient(o)
	tr := c.http.Transport.(withAgent).next.(*http.Transport)
	tr.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		if host, _, _ := net.SplitHostPort(address); host != "public.example" {
			return nil, errNotPublic
		}
		return new(net.Dialer).DialContext(ctx, network, s.Listener.Addr().String())
	}
	return c
}

func TestClientRedirectsAndLimits(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/ok":
			io.WriteString(w, r.UserAgent())
		case "/hop":
			http.Redirect(w, r, "/ok", 302)
		case "/loop":
			http.Redirect(w, r, "/loop", 302)
		case "/inside":
			http.Redirect(w, r, "http://inside.example/", 302)
		case "/port":
			http.Redirect(w, r, "http://public.example:8080/", 302)
		case "/scheme":
			http.Redirect(w, r, "ftp://public.example/", 302)
		case "/ten":
			io.WriteString(w, "0123456789")
		case "/eleven":
			io.WriteString(w, "0123456789a")
		default:
			http.NotFound(w, r)
		}
	}))
	defer s.Close()
	c := towards(s, ClientOptions{MaxBody: 10, UserAgent: "Koran"})
	for path, want := range map[string]error{
		"/ok": nil, "/hop": nil, "/ten": nil,
		"/loop": errRedirects, "/inside": errNotPublic, "/port": errPort, "/scheme": errScheme,
	} {
		body, _, err := c.Get(t.Context(), "http://public.example"+path)
		if !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", path, err, want)
		}
		if want == nil && path != "/ten" && string(body) != "Koran" {
			t.Errorf("%s: %q", path, body)
		}
	}
	if _, _, err := c.Get(t.Context(), "http://public.example/eleven"); !news.Is(err, news.TooLarge) {
		t.Errorf("a long body: %v", err)
	}
	if _, _, err := c.Get(t.Context(), "http://public.example/none"); !news.Is(err, news.Unavailable) {
		t.Errorf("404: %v", err)
	}
}
