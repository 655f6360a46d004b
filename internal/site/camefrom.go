package site

import (
	"crypto/rand"
	"encoding/binary"
	"hash/fnv"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"warta/internal/news"
	"warta/internal/store"
	"warta/internal/web"
)

// The classes of places that readers come from. Which page it was is never kept.
const (
	fromSearch   = "search"
	fromWhatsApp = "whatsapp"
	fromSocial   = "social"
	fromInternal = "internal"
	fromDirect   = "direct"
	fromOther    = "other"
	// fromUnknown is a reader without scripts, or one who asked not to be followed.
	fromUnknown = "unknown"
)

// fromKey is the part of the beacon's address that names the host of the former
// page; it is there, and empty, when there was none.
const fromKey = "dari"

// places are hosts by class: a name with a dot at its end is a name under any
// ending, everything else is that host and those below it. Apps of telephones
// name themselves backwards.
var places = map[string][]string{
	fromSearch: {"google.", "bing.com", "yahoo.", "duckduckgo.com", "yandex.", "baidu.com", "ecosia.org", "search.brave.com", "startpage.com",
		"qwant.com", "naver.com", "com.google.android.googlequicksearchbox", "com.google.android.apps.searchlite", "chatgpt.com", "perplexity.ai"},
	fromWhatsApp: {"whatsapp.com", "wa.me", "com.whatsapp", "com.whatsapp.w4b"},
	fromSocial: {"facebook.com", "fb.com", "fb.me", "instagram.com", "threads.net", "threads.com", "t.co", "twitter.com", "x.com", "tiktok.com",
		"youtube.com", "youtu.be", "t.me", "telegram.org", "line.me", "linkedin.com", "lnkd.in", "reddit.com", "pinterest.", "bsky.app",
		"com.facebook.katana", "com.facebook.orca", "com.instagram.android", "com.twitter.android", "org.telegram.messenger",
		"jp.naver.line.android", "com.linkedin.android", "com.reddit.frontpage"},
}

// quiet reports whether a reader asked not to be followed: the reading counts, and
// nothing else is looked at (PV-2).
func quiet(r *http.Request) bool { return r.Header.Get("DNT") == "1" || r.Header.Get("Sec-GPC") == "1" }

// cameFrom is the class of place from which a counted reader came.
func cameFrom(r *http.Request) string {
	asked, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil || !asked.Has(fromKey) || quiet(r) {
		return fromUnknown
	}
	host := strings.ToLower(strings.TrimSuffix(asked.Get(fromKey), "."))
	switch bare, _, _ := strings.Cut(host, ":"); {
	case host == "":
		return fromDirect
	case host == strings.ToLower(r.Host) || bare == strings.ToLower(r.Host):
		return fromInternal
	default:
		return placeOf(bare)
	}
}

func placeOf(host string) string {
	for class, names := range places {
		for _, name := range names {
			if host == name || strings.HasSuffix(host, "."+name) ||
				strings.HasSuffix(name, ".") && (strings.HasPrefix(host, name) || strings.Contains(host, "."+name)) {
				return class
			}
		}
	}
	return fromOther
}

const (
	// askedBy is how many networks must ask for the same before the newsroom may
	// know (PV-4): what one person looks for is nobody's business.
	askedBy = 10
	// maxAsked bounds the words that are held in memory, maxAskedRunes each.
	maxAsked      = 5000
	maxAskedRunes = 80
)

// askedWords counts what is searched for. Who asked is held for a day, as salted
// numbers of networks, in memory alone; the salt goes with the day.
type askedWords struct {
	day  int64
	salt [16]byte
	by   map[store.ReadShare]*askedWord
}

type askedWord struct {
	n        int64
	networks map[uint64]bool
}

// count notes a search.
func (a *askedWords) count(e news.EditionID, text string, from netip.Prefix, now time.Time) {
	text = strings.ToLower(strings.Join(strings.Fields(text), " "))
	if text == "" || utf8.RuneCountInString(text) > maxAskedRunes || !utf8.ValidString(text) {
		return
	}
	if day := now.Unix() / (24 * 3600); a.by == nil || day != a.day {
		a.day, a.by = day, map[store.ReadShare]*askedWord{}
		rand.Read(a.salt[:])
	}
	key := store.ReadShare{Edition: e, Kind: store.ShareWords, Name: text}
	w := a.by[key]
	if w == nil {
		if len(a.by) >= maxAsked {
			return
		}
		w = &askedWord{networks: map[uint64]bool{}}
		a.by[key] = w
	}
	w.n++
	if len(w.networks) < askedBy {
		h := fnv.New64a()
		h.Write(a.salt[:])
		h.Write(from.Addr().AsSlice())
		h.Write(binary.BigEndian.AppendUint16(nil, uint16(from.Bits())))
		w.networks[h.Sum64()] = true
	}
}

// take gives the counts of what enough networks asked for, and begins them anew.
func (a *askedWords) take(now time.Time) map[store.ReadShare]int64 {
	out := map[store.ReadShare]int64{}
	for key, w := range a.by {
		if w.n > 0 && len(w.networks) >= askedBy {
			out[key], w.n = w.n, 0
		}
	}
	if now.Unix()/(24*3600) != a.day {
		a.by = nil
	}
	return out
}

// back takes counts again that could not be handed over.
func (a *askedWords) back(counts map[store.ReadShare]int64) {
	for key, n := range counts {
		if w := a.by[key]; w != nil {
			w.n += n
		}
	}
}

// asked notes what a reader searches for.
func (c *counter) asked(r *http.Request, e news.EditionID, text string) {
	if text == "" || quiet(r) || isBot(r.UserAgent()) {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.words.count(e, text, web.Shorten(web.ClientAddr(r)), c.o.Now())
}
