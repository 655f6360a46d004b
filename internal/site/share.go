package site

import (
	"net/url"
	"strings"
)

// networks is the table of share links (SH-1). In an address {url} stands for
// the canonical address, {text} for the headline, {both} for the two with a
// space between; all are percent-encoded. An alias prints another name for the
// same network.
var networks = []struct{ name, alias, address string }{
	{"whatsapp", "", "https://wa.me/?text={both}"},
	{"facebook", "", "https://www.facebook.com/sharer/sharer.php?u={url}"},
	{"x", "twitter", "https://x.com/intent/post?text={text}&url={url}"},
	{"telegram", "", "https://t.me/share/url?url={url}&text={text}"},
	{"line", "", "https://social-plugins.line.me/lineit/share?url={url}&text={text}"},
	{"threads", "", "https://www.threads.net/intent/post?text={both}"},
	{"email", "", "mailto:?subject={text}&body={url}"},
	{"copy", "", ""},
}

// shareLinks are the edition's networks in its order; unknown names are left
// out.
func shareLinks(order []string, word func(string, ...any) string, headline, address string) []ShareLink {
	var out []ShareLink
	fill := strings.NewReplacer("{url}", percentEncode(address), "{text}", percentEncode(headline),
		"{both}", percentEncode(headline+" "+address))
	for _, name := range order {
		for _, n := range networks {
			if name == n.name || name == n.alias && name != "" {
				out = append(out, ShareLink{Network: n.name, Label: word("share.network." + name), URL: fill.Replace(n.address)})
			}
		}
	}
	return out
}

// percentEncode writes every character but the unreserved ones of RFC 3986 as
// %XX. A space becomes %20: mail programs take "+" for a plus.
func percentEncode(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }
