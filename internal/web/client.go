package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"

	"warta/internal/news"
)

// Client fetches addresses that somebody else wrote: imports, embeds, feeds,
// webhooks. It is the only way out (operations.md section 4): every connection
// goes to a public address, checked after the name was resolved and for each
// redirect anew, so that neither a name that changes its mind nor an odd way to
// write an address reaches a machine of the house.
type Client struct {
	http *http.Client
	max  int64
}

// ClientOptions of a Client; the zero value works.
type ClientOptions struct {
	// Timeout bounds a whole fetch, body included; default 10 s.
	Timeout time.Duration
	// MaxBody bounds the body in bytes, after decompression; default 10 MiB.
	MaxBody int64
	// UserAgent names the paper; default "Warta".
	UserAgent string
	// Resolver looks names up; nil is the system's.
	Resolver *net.Resolver
}

const maxRedirects = 5

var (
	errNotPublic = errors.New("not a public address")
	errPort      = errors.New("not port 80 or 443")
	errScheme    = errors.New("neither http nor https")
	errUserinfo  = errors.New("carries a user name")
	errRedirects = errors.New("too many redirects")
)

// NewClient makes the client. Proxies named in the environment are not used:
// they would make the connection, and the check with it, somebody else's.
func NewClient(o ClientOptions) *Client {
	dialer := &net.Dialer{
		Timeout: 5 * time.Second, Resolver: o.Resolver,
		Control: func(network, address string, _ syscall.RawConn) error { return checkDial(network, address) },
	}
	agent := orDefault(o.UserAgent, "Warta")
	c := &Client{max: orDefault(o.MaxBody, 10<<20)}
	c.http = &http.Client{
		Timeout: orDefault(o.Timeout, 10*time.Second),
		Transport: withAgent{agent, &http.Transport{
			DialContext: dialer.DialContext, ForceAttemptHTTP2: true,
			TLSHandshakeTimeout: 5 * time.Second, ResponseHeaderTimeout: 10 * time.Second,
			MaxResponseHeaderBytes: 64 << 10, MaxIdleConns: 20, IdleConnTimeout: 30 * time.Second,
		}},
		CheckRedirect: func(r *http.Request, via []*http.Request) error {
			if len(via) > maxRedirects {
				return errRedirects
			}
			return checkURL(r.URL)
		},
	}
	return c
}

type withAgent struct {
	agent string
	next  http.RoundTripper
}

func (t withAgent) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("User-Agent", t.agent)
	return t.next.RoundTrip(r)
}

// checkDial is asked with the address that is about to be connected to, when
// no name is left in it.
func checkDial(network, address string) error {
	ap, err := netip.ParseAddrPort(address)
	switch {
	case err != nil:
		return errNotPublic
	case network != "tcp4" && network != "tcp6":
		return fmt.Errorf("%s is refused", network)
	case ap.Port() != 80 && ap.Port() != 443:
		return errPort
	case !Public(ap.Addr()):
		return errNotPublic
	}
	return nil
}

func checkURL(u *url.URL) error {
	switch p := u.Port(); {
	case u.Scheme != "http" && u.Scheme != "https":
		return errScheme
	case u.User != nil:
		return errUserinfo
	case p != "" && p != "80" && p != "443":
		return errPort
	}
	return nil
}

// reserved is what lies inside the ranges that look public and is not: IANA's
// special-purpose registries, IPv4 and IPv6.
var reserved = prefixes(
	"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
	"192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
	"224.0.0.0/4", "240.0.0.0/4",
	"2001::/23", // Teredo, ORCHID, benchmarking: some of it carries IPv4 inside
	"2001:db8::/32", "2002::/16", "3fff::/20",
)

var globalUnicast = netip.MustParsePrefix("2000::/3")

func prefixes(list ...string) []netip.Prefix {
	out := make([]netip.Prefix, len(list))
	for i, s := range list {
		out[i] = netip.MustParsePrefix(s)
	}
	return out
}

// Public reports whether an address belongs to the public internet. Of IPv6
// only global unicast does, which leaves out loopback, link-local, unique
// local, and NAT64 (64:ff9b::/96); IPv4 in IPv6 is judged as IPv4.
func Public(a netip.Addr) bool {
	if !a.IsValid() || a.Zone() != "" {
		return false
	}
	a = a.Unmap()
	if a.Is6() && !globalUnicast.Contains(a) {
		return false
	}
	for _, p := range reserved {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

// Do sends a request whose address somebody else may have written. The body of
// the answer ends with a TooLarge error beyond the limit. Errors are of kind
// Invalid when the address is refused and Unavailable when it does not answer.
func (c *Client) Do(r *http.Request) (*http.Response, error) {
	op := "fetch " + r.URL.Redacted()
	if err := checkURL(r.URL); err != nil {
		return nil, news.E(news.Invalid, op, err)
	}
	res, err := c.http.Do(r)
	if err != nil {
		for _, refused := range []error{errNotPublic, errPort, errScheme, errUserinfo, errRedirects} {
			if errors.Is(err, refused) {
				return nil, news.E(news.Invalid, op, refused)
			}
		}
		return nil, news.E(news.Unavailable, op, err)
	}
	res.Body = &boundedBody{body: res.Body, left: c.max, op: op}
	return res, nil
}

// Get fetches an address whole; anything but 200 is an error of kind
// Unavailable.
func (c *Client) Get(ctx context.Context, address string) (body []byte, header http.Header, err error) {
	op := "fetch " + address
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, nil, news.E(news.Invalid, op, err)
	}
	res, err := c.Do(r)
	if err != nil {
		return nil, nil, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, nil, news.E(news.Unavailable, op, fmt.Errorf("answered %s", res.Status))
	}
	if body, err = io.ReadAll(res.Body); err != nil {
		if !news.Is(err, news.TooLarge) {
			err = news.E(news.Unavailable, op, err)
		}
		return nil, nil, err
	}
	return body, res.Header, nil
}

type boundedBody struct {
	body io.ReadCloser
	left int64
	op   string
}

func (b *boundedBody) Read(p []byte) (int, error) {
	if b.left < 0 {
		return 0, news.E(news.TooLarge, b.op, nil)
	}
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := b.body.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return n - 1, news.E(news.TooLarge, b.op, nil)
	}
	return n, err
}

func (b *boundedBody) Close() error { return b.body.Close() }
