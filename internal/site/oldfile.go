package site

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"warta/internal/cache"
	"warta/internal/news"
	"warta/internal/store"
)

// Addresses of files that a former site had, above all /wp-content/uploads: pages
// elsewhere, chats and search engines show them for years. Each leads to the same
// picture here, in about the size that was asked for, while readers may see it.

var (
	// sized is how WordPress names a smaller rendition of a file.
	sized = regexp.MustCompile(`-(\d{1,5})x(\d{1,5})(\.[A-Za-z0-9]+)$`)
	// made are marks of a file that WordPress made of the one that came in.
	made = regexp.MustCompile(`-(?:scaled|rotated|e\d{10,})(\.[A-Za-z0-9]+)$`)
)

// formerNames are the names under which a file may have been listed, that of the
// whole picture before that of one made smaller when it came in, and the width that
// was asked for; zero for the whole.
func formerNames(path string) (names []string, width int) {
	add := func(p string) {
		if !slices.Contains(names, p) {
			names = append(names, p)
		}
	}
	add(path)
	whole := path
	if m := sized.FindStringSubmatch(path); m != nil {
		width, _ = strconv.Atoi(m[1]) // digits
		whole = sized.ReplaceAllString(path, "$3")
		add(whole)
	}
	bare := made.ReplaceAllString(whole, "$1")
	add(bare)
	if dot := strings.LastIndexByte(bare, '.'); dot > 0 {
		add(bare[:dot] + "-scaled" + bare[dot:])
	}
	return names, width
}

// oldFile leads from a former site's file to ours; nil if there is none that
// readers may see.
func (a *assembly) oldFile(path string) (*cache.Page, error) {
	plain, err := url.PathUnescape(path)
	if err != nil || !strings.Contains(plain[strings.LastIndexByte(plain, '/')+1:], ".") {
		return nil, nil
	}
	names, width := formerNames(plain)
	var addresses []string
	for _, host := range a.formerHosts() {
		for _, n := range names {
			addresses = append(addresses, host+n)
		}
	}
	id, err := a.view.FormerFile(a.ctx, addresses)
	if err != nil || id == 0 {
		return nil, err
	}
	found, err := a.view.Assets(a.ctx, []news.AssetID{id})
	if err != nil {
		return nil, err
	}
	asset, ok := found[id]
	if !ok {
		return nil, nil
	}
	name := nearest(asset.Renditions, width)
	if name == "" {
		return nil, nil
	}
	state, err := a.view.Rendition(a.ctx, name)
	if err != nil || state != store.RenditionPublic {
		return nil, err
	}
	// Not kept: a photo may be withheld at any moment.
	return a.moved(mediaURL(name), false), nil
}

// formerHosts are the hosts under which the former site may have been: those of the
// edition, without "www.".
func (a *assembly) formerHosts() (hosts []string) {
	add := func(host string) {
		if host = strings.TrimPrefix(strings.ToLower(host), "www."); host != "" && !slices.Contains(hosts, host) {
			hosts = append(hosts, host)
		}
	}
	for _, base := range []string{a.set.BaseURL, a.rq.base} {
		if u, err := url.Parse(base); err == nil {
			add(u.Host)
		}
	}
	for _, h := range a.ed.Hosts {
		add(h)
	}
	return hosts
}

// nearest is the smallest whole rendition that is as wide as asked, else the
// widest; the whole picture was asked for with zero.
func nearest(list []news.Rendition, width int) (name string) {
	best := 0
	for _, r := range list {
		if r.Crop != "" {
			continue
		}
		fits := width > 0 && r.Width >= width
		bestFits := width > 0 && best >= width
		if name == "" || fits && (!bestFits || r.Width < best) || !fits && !bestFits && r.Width > best {
			name, best = r.Name, r.Width
		}
	}
	return name
}
