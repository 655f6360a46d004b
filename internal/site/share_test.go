package site

import (
	"net/url"
	"testing"
)

func TestShareLinksCarryTheirValues(t *testing.T) {
	const address = "https://koran.example/2025/03/01/a?x=1&y=#z"
	word := func(key string, _ ...any) string { return key }
	for _, headline := range []string{"Biasa saja", "A & B", "100% #benar?", "x=1+1", "emoji 👩‍👩‍👧", "Afterlove\u202fEP", "baris\nbaru", `"kutip" <b>`} {
		links := shareLinks([]string{"whatsapp", "facebook", "twitter", "x", "telegram", "line", "threads", "email", "copy", "unknown", ""}, word, headline, address)
		if len(links) != 9 {
			t.Fatalf("%d links, want 9", len(links))
		}
		for _, l := range links {
			if l.Network == "copy" {
				if l.URL != "" {
					t.Error("copy has an address")
				}
				continue
			}
			u, err := url.Parse(l.URL)
			if err != nil {
				t.Fatalf("%s: %v", l.Network, err)
			}
			if u.Fragment != "" {
				t.Errorf("%s: the address ends at a fragment: %s", l.Network, l.URL)
			}
			q := u.Query()
			whole := ""
			for _, v := range q {
				whole += v[0] + "|"
			}
			var want []string
			switch l.Network {
			case "whatsapp", "threads":
				want = []string{headline + " " + address}
			case "facebook":
				want = []string{address}
			default:
				want = []string{headline, address}
			}
			if len(q) != len(want) {
				t.Errorf("%s: %d values, want %d: %s", l.Network, len(q), len(want), l.URL)
			}
			for _, w := range want {
				found := false
				for _, v := range q {
					found = found || v[0] == w
				}
				if !found {
					t.Errorf("%s: %q is not among the values %q", l.Network, w, whole)
				}
			}
		}
	}
	if got := shareLinks([]string{"twitter"}, word, "a", "b")[0]; got.Network != "x" || got.Label != "share.network.twitter" {
		t.Errorf("twitter is %+v, want network x under its old name", got)
	}
}
