package feedcheck

import (
	"mime"
	"net/url"
	"regexp"
	"strings"
	"time"

	"golang.org/x/net/html"
)

var (
	rfc2822  = regexp.MustCompile(`^(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?(\d{1,2}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\d{4}) \d{2}:\d{2}(?::\d{2})? (?:GMT|UT|EST|EDT|CST|CDT|MST|MDT|PST|PDT|[+-]\d{4})$`)
	lax2822  = regexp.MustCompile(`(?i)^(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s*)?(?:\([^)]*\)\s*)?\d{1,2}\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\s+(?:\d{2}|\d{4})\s+\d{1,2}:\d{2}(?::\d{2})?\s*(?:[a-z]{1,4}|[+-]\d{4})?\s*(?:\([^)]*\))?$`)
	rfc3339  = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$`)
	scheme   = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*:`)
	urn      = regexp.MustCompile(`(?i)^urn:[a-z0-9][a-z0-9-]{1,31}:(?:[a-z0-9()+,.:=@;$_!*'-]|%[0-9a-f]{2})+$`)
	uuid     = regexp.MustCompile(`(?i)^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)
	tagURI   = regexp.MustCompile(`^tag:(?:[a-z0-9_.+-]+@)?[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*,(\d{4}(?:-\d{2}(?:-\d{2})?)?):[A-Za-z0-9\-._~:!$&'()*+,;=@/%?#]*$`)
	badChar  = regexp.MustCompile("[\\x00-\\x20<>\"{}|\\\\^`]|%(?:[^0-9a-fA-F]|.[^0-9a-fA-F]|.?$)")
	email    = regexp.MustCompile(`^[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$`)
	anyEmail = regexp.MustCompile(`[A-Za-z0-9._+-]+@[A-Za-z0-9-]+\.[A-Za-z]{2,}`)
	lang     = regexp.MustCompile(`^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*$`)
	markup   = regexp.MustCompile(`(?i)</[a-z]|<(?:a|b|i|p|br|img|strong|em|h[1-6]|div|span|script|table|li|ul)\b[^>]*>|&(?:[a-z]{2,8}|#\d+|#x[0-9a-f]+);`)
	mimeTyp  = regexp.MustCompile(`^[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+$`)
)

// now is when the cases and our feeds are judged; a date after tomorrow is not
// plausible, nor one before the web.
func plausible(t time.Time) bool {
	return t.Year() >= 1970 && t.Before(time.Now().Add(24*time.Hour))
}

func (c *checker) date2822(n *node) {
	s := n.text
	switch {
	case rfc2822.MatchString(s):
		if t, err := parse2822(s); err != nil {
			c.fault("InvalidRFC2822Date", n, s)
		} else if !plausible(t) {
			c.fault("ImplausibleDate", n, s)
		}
	case lax2822.MatchString(strings.TrimSpace(s)):
		c.fault("ProblematicalRFC822Date", n, s)
	default:
		c.fault("InvalidRFC2822Date", n, s)
	}
}

func parse2822(s string) (t time.Time, err error) {
	if _, rest, ok := strings.Cut(s, ", "); ok {
		day := s[:3]
		s = rest
		defer func() {
			if err == nil && t.Weekday().String()[:3] != day {
				err = &time.ParseError{Value: s, Message: "another weekday"}
			}
		}()
	}
	if rest, ok := strings.CutSuffix(s, " UT"); ok {
		s = rest + " GMT"
	}
	for _, f := range []string{"2 Jan 2006 15:04:05 -0700", "2 Jan 2006 15:04:05 MST", "2 Jan 2006 15:04 -0700", "2 Jan 2006 15:04 MST"} {
		if t, err = time.Parse(f, s); err == nil {
			return t, nil
		}
	}
	return t, err
}

func (c *checker) date3339(n *node) {
	s := n.text
	if strings.TrimSpace(s) != s {
		c.fault("UnexpectedWhitespace", n)
		s = strings.TrimSpace(s)
	}
	if s == "" {
		c.fault("InvalidRFC3339Date", n, "blank")
		return
	}
	t, err := time.Parse(time.RFC3339, s)
	switch {
	case !rfc3339.MatchString(s) || err != nil:
		c.fault("InvalidRFC3339Date", n, s)
	case !plausible(t):
		c.fault("ImplausibleDate", n, s)
	}
}

// address checks an IRI reference; whole demands a scheme.
func (c *checker) address(rule string, n *node, s string, whole bool) {
	t := strings.TrimSpace(s)
	switch {
	case badChar.MatchString(t):
		c.fault(rule, n, s)
	case !scheme.MatchString(t):
		if whole {
			c.fault(rule, n, s)
		}
	default:
		name, rest, _ := strings.Cut(t, ":")
		if name = strings.ToLower(name); (name == "http" || name == "https" || name == "ftp") &&
			(!strings.HasPrefix(rest, "//") || strings.Trim(rest, "/") == "") {
			c.fault(rule, n, s)
		} else if u, err := url.Parse(t); err == nil && u.Host != "" && strings.ContainsAny(u.Host, " ,") {
			c.fault(rule, n, s)
		}
	}
}

// id checks an entry's or feed's id: an absolute IRI, with the rules of the
// schemes that are made for ids.
func (c *checker) id(n *node) {
	s := n.text
	if strings.TrimSpace(s) != s {
		c.fault("UnexpectedWhitespace", n)
		s = strings.TrimSpace(s)
	}
	switch low := strings.ToLower(s); {
	case s == "":
		c.fault("NotBlank", n)
	case strings.HasPrefix(low, "urn:uuid:"):
		if !uuid.MatchString(s) {
			c.fault("InvalidUUID", n, s)
		}
	case strings.HasPrefix(low, "urn:"):
		if !urn.MatchString(s) || strings.HasPrefix(low, "urn:urn") {
			c.fault("InvalidURN", n, s)
		}
	case strings.HasPrefix(low, "tag:"):
		m := tagURI.FindStringSubmatch(s)
		ok := m != nil
		if ok {
			_, err := time.Parse("2006-01-02"[:len(m[1])], m[1])
			ok = err == nil
		}
		if !ok {
			c.fault("InvalidTAG", n, s)
		}
	case !scheme.MatchString(s):
		c.fault("InvalidFullLink", n, s)
	default:
		c.address("InvalidFullLink", n, s, true)
	}
}

func (c *checker) contact(n *node, s string) {
	if s = strings.TrimSpace(s); s != "" && !email.MatchString(s) {
		c.fault("InvalidContact", n, s)
	}
}

func (c *checker) mediaType(rule string, n *node, s string) {
	if t, _, err := mime.ParseMediaType(s); err != nil || !mimeTyp.MatchString(t) {
		c.fault(rule, n, s)
	}
}

// safe checks HTML for what FD-3 keeps out of feeds, and addresses that lead
// nowhere outside the page.
func (c *checker) safe(n *node, text string) {
	z := html.NewTokenizer(strings.NewReader(text))
	for {
		tt := z.Next()
		if tt == html.ErrorToken {
			return
		}
		if tt != html.StartTagToken && tt != html.SelfClosingTagToken {
			continue
		}
		t := z.Token()
		switch t.Data {
		case "script", "object", "embed", "applet", "form", "input", "iframe", "frame", "frameset", "meta", "link", "style", "base", "noscript", "button", "textarea", "select":
			c.fault("SecurityRisk", n, t.Data)
		}
		for _, a := range t.Attr {
			switch {
			case a.Key == "style":
				// The validator minds some styles; FD-3 all of them.
				c.fault("StyleAttr", n, a.Val)
			case strings.HasPrefix(a.Key, "on"):
				c.fault("SecurityRiskAttr", n, a.Key)
			case (a.Key == "href" || a.Key == "src" || a.Key == "poster" || a.Key == "cite") && n.base() == "":
				if v := strings.TrimSpace(a.Val); strings.HasPrefix(strings.ToLower(v), "javascript:") {
					c.fault("SecurityRiskAttr", n, v)
				} else if !scheme.MatchString(v) && !strings.HasPrefix(v, "#") {
					c.fault("ContainsRelRef", n, v)
				}
			}
		}
	}
}

// plain checks a text that is shown as it stands.
func (c *checker) plain(n *node, s string) {
	if markup.MatchString(s) {
		c.fault("ContainsHTML", n, s)
	}
}
