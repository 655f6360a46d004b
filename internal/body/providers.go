package body

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// provider is a house whose posts can be embedded. Its rules are data: hosts,
// the shapes of its addresses, and where its player is.
type provider struct {
	name, label string
	hosts       []string
	shapes      []providerShape
}

// providerShape is one form of a provider's addresses. Path is matched against
// path and query; page and frame are made from its groups ($1 …). Frame is the
// address of the player, for a frame that is made after a click.
type providerShape struct {
	path        *regexp.Regexp
	page, frame string
}

func shape(path, page, frame string) providerShape {
	return providerShape{regexp.MustCompile(`^` + path + `(?:[/?&].*)?$`), page, frame}
}

// providers is the list of those allowed; the menu of the editor and the source
// of the frame origins in the content security policy.
var providers = []provider{
	{"youtube", "YouTube", []string{"youtube.com", "www.youtube.com", "m.youtube.com", "youtu.be", "www.youtube-nocookie.com"}, []providerShape{
		shape(`/watch\?(?:.*&)?v=([\w-]{11})`, "https://www.youtube.com/watch?v=$1", "https://www.youtube-nocookie.com/embed/$1"),
		shape(`/(?:embed/|shorts/|live/)?([\w-]{11})`, "https://www.youtube.com/watch?v=$1", "https://www.youtube-nocookie.com/embed/$1"),
	}},
	{"x", "X", []string{"x.com", "www.x.com", "twitter.com", "www.twitter.com", "mobile.twitter.com"}, []providerShape{
		shape(`/(\w{1,15})/status(?:es)?/(\d{1,20})`, "https://x.com/$1/status/$2", "https://platform.twitter.com/embed/Tweet.html?dnt=true&id=$2"),
	}},
	{"instagram", "Instagram", []string{"instagram.com", "www.instagram.com"}, []providerShape{
		shape(`/(?:[\w.]+/)?(p|reel|tv)/([\w-]{5,40})`, "https://www.instagram.com/$1/$2/", "https://www.instagram.com/$1/$2/embed"),
	}},
	{"tiktok", "TikTok", []string{"tiktok.com", "www.tiktok.com", "m.tiktok.com"}, []providerShape{
		shape(`/@([\w.]{1,30})/video/(\d{1,20})`, "https://www.tiktok.com/@$1/video/$2", "https://www.tiktok.com/embed/v2/$2"),
	}},
	{"facebook", "Facebook", []string{"facebook.com", "www.facebook.com", "m.facebook.com", "web.facebook.com"}, []providerShape{
		shape(`/([\w.-]+)/(posts|videos|photos)/((?:[\w.-]+/)?[\w-]+)`, "https://www.facebook.com/$1/$2/$3", "https://www.facebook.com/plugins/post.php?href=https%3A%2F%2Fwww.facebook.com%2F$1%2F$2%2F$3"),
		shape(`/watch/?\?(?:.*&)?v=(\d{1,20})`, "https://www.facebook.com/watch/?v=$1", "https://www.facebook.com/plugins/video.php?href=https%3A%2F%2Fwww.facebook.com%2Fwatch%2F%3Fv%3D$1"),
	}},
	{"spotify", "Spotify", []string{"open.spotify.com"}, []providerShape{
		shape(`/(?:intl-[a-z-]+/)?(?:embed/)?(track|album|playlist|episode|show|artist)/([0-9A-Za-z]{22})`, "https://open.spotify.com/$1/$2", "https://open.spotify.com/embed/$1/$2"),
	}},
	{"vimeo", "Vimeo", []string{"vimeo.com", "www.vimeo.com", "player.vimeo.com"}, []providerShape{
		shape(`/(?:video/)?(\d{1,12})`, "https://vimeo.com/$1", "https://player.vimeo.com/video/$1?dnt=1"),
	}},
}

// Player is an address of an allowed provider, in its canonical form.
type Player struct {
	// Provider is the name in the schema, Label the one that readers see.
	Provider, Label string
	// URL is the page of the post, Frame the address of its player.
	URL, Frame string
}

// FindPlayer recognises the address of a post of an allowed provider.
func FindPlayer(address string) (Player, bool) {
	if !webURL(address) {
		return Player{}, false
	}
	u, err := url.Parse(address)
	if err != nil || u.User != nil || u.Port() != "" {
		return Player{}, false
	}
	host, path := strings.ToLower(u.Host), u.EscapedPath()
	if u.RawQuery != "" {
		path += "?" + u.RawQuery
	}
	for _, p := range providers {
		if !slices.Contains(p.hosts, host) {
			continue
		}
		for _, s := range p.shapes {
			m := s.path.FindStringSubmatchIndex(path)
			if m == nil {
				continue
			}
			return Player{p.name, p.label,
				string(s.path.ExpandString(nil, s.page, path, m)),
				string(s.path.ExpandString(nil, s.frame, path, m))}, true
		}
	}
	return Player{}, false
}

// FrameOrigins lists the origins of all players, for the content security
// policy's frame-src.
func FrameOrigins() []string {
	var out []string
	for _, p := range providers {
		for _, s := range p.shapes {
			scheme, rest, _ := strings.Cut(s.frame, "://")
			host, _, _ := strings.Cut(rest, "/")
			if o := scheme + "://" + host; !slices.Contains(out, o) {
				out = append(out, o)
			}
		}
	}
	return out
}

func providerLabel(name string) string {
	for _, p := range providers {
		if p.name == name {
			return p.label
		}
	}
	return name
}
