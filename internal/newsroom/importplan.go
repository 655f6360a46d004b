package newsroom

import (
	"context"
	"hash/fnv"
	"io"
	"net/url"
	"path"
	"strconv"
	"strings"

	"warta/internal/ingest"
	"warta/internal/news"
	"warta/internal/store"
)

// importPlan knows the numbers of everything in a source before the first article
// is written: what a text points to can stand further down. It is made anew from
// an outline each time that a run goes on, and comes out the same. It holds a few
// dozen bytes for each article and file.
type importPlan struct {
	// sites are the sources' addresses; the numbers of each are apart.
	sites []string
	// articles and assets give our numbers by key; addresses lead to keys.
	articles, assets map[uint64]int64
	addresses        map[uint64]uint64
	files            map[uint64]uint64
	// attached are the pictures of an article, in order.
	attached map[uint64][]int64
	items    int
	bytes    int64
	// zone is the source's clock, where it told, in minutes.
	zone      int
	zoneKnown bool
	// lastArticle and lastAsset are the highest numbers given.
	lastArticle, lastAsset int64
	// order is what still needs a number, in the order of the source.
	order []planned
}

type planned struct {
	key    uint64
	number int64
	asset  bool
	origin []news.Origin
	url    string
}

func newPlan() *importPlan {
	return &importPlan{articles: map[uint64]int64{}, assets: map[uint64]int64{}, addresses: map[uint64]uint64{},
		files: map[uint64]uint64{}, attached: map[uint64][]int64{}}
}

// site gives the place of a source's address among those met.
func (p *importPlan) site(address string) int {
	address = bareSite(address)
	for i, s := range p.sites {
		if s == address {
			return i
		}
	}
	p.sites = append(p.sites, address)
	return len(p.sites) - 1
}

// bareSite is an address without scheme and "www.".
func bareSite(address string) string {
	_, rest, ok := strings.Cut(address, "://")
	if !ok {
		rest = address
	}
	return strings.ToLower(strings.TrimSuffix(strings.TrimPrefix(rest, "www."), "/"))
}

// sourceNumber is the key of a source's number; unnumbered that of an identity.
func sourceNumber(site int, number int64) uint64 { return uint64(site)<<48 ^ uint64(number) }

func (p *importPlan) unnumbered(o news.Origin) uint64 {
	return p.hash(o.Source+"\x00"+o.Key) | 1<<63
}

func (p *importPlan) itemKey(site int, it *ingest.Item) uint64 {
	if it.Number > 0 {
		return sourceNumber(site, it.Number)
	}
	return p.unnumbered(it.Origin)
}

func (p *importPlan) mediumKey(site int, m *ingest.Medium) uint64 {
	if m.Number > 0 {
		return sourceNumber(site, m.Number)
	}
	return p.unnumbered(news.Origin{Source: "file", Key: fileKeyOf(m.URL)})
}

// add takes a record of an outline.
func (p *importPlan) add(site int, r ingest.Record) {
	switch {
	case r.Item != nil:
		it := r.Item
		key := p.itemKey(site, it)
		p.items++
		if _, twice := p.articles[key]; twice {
			return
		}
		p.articles[key] = 0
		for _, a := range it.Addresses {
			p.addresses[p.hash(pageKeyOf(a.URL))] = key
		}
		p.order = append(p.order, planned{key: key, number: it.Number, origin: append([]news.Origin{bare(it.Origin)}, bareAll(it.Also)...)})
	case r.Medium != nil:
		m := r.Medium
		key := p.mediumKey(site, m)
		p.items++
		if _, twice := p.assets[key]; twice {
			return
		}
		p.assets[key] = 0
		if m.URL != "" {
			p.files[p.hash(fileKeyOf(m.URL))] = key
		}
		for _, a := range m.Addresses {
			if a.Form == "permalink" {
				// A link to the page of a picture is a link to no article.
				delete(p.addresses, p.hash(pageKeyOf(a.URL)))
			}
		}
		if m.Parent > 0 && m.Kind == "photo" {
			parent := sourceNumber(site, m.Parent)
			p.attached[parent] = append(p.attached[parent], int64(key))
		}
		p.order = append(p.order, planned{key: key, number: m.Number, asset: true, url: m.URL, origin: []news.Origin{{Key: mediumThing(p.sites[site], m)}}})
	case r.End != nil:
		if v := r.End.Survey; v != nil {
			if v.ZoneKnown {
				p.zone, p.zoneKnown = v.ZoneMinutes, true
			}
		}
	case r.Site == nil && r.Author == nil && r.Term == nil:
		p.items++
	}
}

func bare(o news.Origin) news.Origin { o.Hash = ""; return o }

func bareAll(list []news.Origin) (out []news.Origin) {
	for _, o := range list {
		out = append(out, bare(o))
	}
	return out
}

// mediumThing is the identity of a file of the source.
func mediumThing(site string, m *ingest.Medium) string {
	if m.Number > 0 {
		return site + "/?attachment_id=" + strconv.FormatInt(m.Number, 10)
	}
	return fileKeyOf(m.URL)
}

// hash is the same on every machine and in every run: keys made of it are stored.
func (p *importPlan) hash(s string) uint64 {
	h := fnv.New64a()
	_, _ = io.WriteString(h, s)
	return h.Sum64()
}

// pageKeyOf makes the writings of a page's address one: scheme, "www.", the slash
// at the end and what comes after "#" tell nothing.
func pageKeyOf(address string) string {
	address, _, _ = strings.Cut(address, "#")
	host, rest := splitAddress(address)
	page, query, asked := strings.Cut(rest, "?")
	if plain, err := url.PathUnescape(page); err == nil {
		page = plain
	}
	key := host + strings.ToLower(strings.TrimSuffix(page, "/"))
	if asked && (strings.HasPrefix(query, "p=") || strings.HasPrefix(query, "page_id=") || strings.Contains(query, "&p=") || strings.HasPrefix(query, "attachment_id=")) {
		key += "?" + query
	}
	return key
}

// fileKeyOf is the same for a file: its query only says how large it is wanted.
func fileKeyOf(address string) string {
	address, _, _ = strings.Cut(address, "#")
	host, rest := splitAddress(address)
	file, _, _ := strings.Cut(rest, "?")
	if plain, err := url.PathUnescape(file); err == nil {
		file = plain
	}
	return host + file
}

func splitAddress(address string) (host, rest string) {
	if _, after, ok := strings.Cut(address, "://"); ok {
		address = after
	}
	address = strings.TrimPrefix(address, "//")
	host, rest = address, ""
	if i := strings.IndexAny(address, "/?"); i >= 0 {
		host, rest = address[:i], address[i:]
	}
	return strings.TrimPrefix(strings.ToLower(host), "www."), rest
}

// number gives every article and file its number here: the one of an earlier
// import, else the source's own where that is free, else the next one.
func (p *importPlan) number(ctx context.Context, tx store.Tx, run *store.ImportRun, first bool) error {
	given := map[bool]map[int64]int64{}
	for _, asset := range []bool{false, true} {
		var err error
		if given[asset], err = tx.Imports().Numbers(ctx, run.ID, kindOf(asset)); err != nil {
			return err
		}
	}
	next := map[bool]int64{}
	for _, asset := range []bool{false, true} {
		highest, err := tx.Imports().Highest(ctx, kindOf(asset))
		if err != nil {
			return err
		}
		for _, x := range p.order {
			if x.asset == asset && x.number > highest && x.number < 1<<40 {
				highest = x.number
			}
		}
		next[asset] = highest
	}
	put := map[bool]map[int64]int64{false: {}, true: {}}
	for len(p.order) > 0 {
		chunk := p.order[:min(500, len(p.order))]
		if err := p.numberSome(ctx, tx, run, first, chunk, given, next, put); err != nil {
			return err
		}
		p.order = p.order[len(chunk):]
	}
	p.order = nil
	for parent, keys := range p.attached {
		for i, key := range keys {
			keys[i] = p.assets[uint64(key)]
		}
		p.attached[parent] = keys
	}
	p.lastArticle, p.lastAsset = next[false], next[true]
	if !first {
		return nil
	}
	for asset, numbers := range put {
		if err := tx.Imports().PutNumbers(ctx, run.ID, kindOf(asset), numbers); err != nil {
			return err
		}
	}
	return nil
}

func kindOf(asset bool) string {
	if asset {
		return "asset"
	}
	return "article"
}

func (p *importPlan) numberSome(ctx context.Context, tx store.Tx, run *store.ImportRun, first bool, chunk []planned,
	given map[bool]map[int64]int64, next map[bool]int64, put map[bool]map[int64]int64) error {
	var origins []news.Origin
	var things []string
	numbers := map[bool][]int64{}
	for _, x := range chunk {
		if x.asset {
			things = append(things, x.origin[0].Key)
		} else {
			origins = append(origins, x.origin...)
		}
		if x.number > 0 {
			numbers[x.asset] = append(numbers[x.asset], x.number)
		}
	}
	known, err := tx.Imports().Origins(ctx, origins)
	if err != nil {
		return err
	}
	had, err := tx.Imports().Things(ctx, run.Edition, "asset", things)
	if err != nil {
		return err
	}
	taken := map[bool]map[int64]bool{}
	for _, asset := range []bool{false, true} {
		if taken[asset], err = tx.Imports().Taken(ctx, kindOf(asset), numbers[asset]); err != nil {
			return err
		}
	}
	for _, x := range chunk {
		id := int64(0)
		if x.asset {
			id = had[x.origin[0].Key].ID
		} else {
			for _, o := range x.origin {
				if id == 0 {
					id = int64(known[o].Article)
				}
			}
		}
		place := int64(x.key)
		switch {
		case id != 0:
		case given[x.asset][place] != 0:
			id = given[x.asset][place]
		case x.number > 0 && x.number < 1<<40 && (!first || !taken[x.asset][x.number]):
			id = x.number
		default:
			next[x.asset]++
			id = next[x.asset]
			put[x.asset][place] = id
		}
		if x.asset {
			p.assets[x.key] = id
		} else {
			p.articles[x.key] = id
		}
	}
	return nil
}

// target finds the article that a link means.
func (p *importPlan) target(site int, t ingest.Target) (int64, bool) {
	if t.ID > 0 {
		if id := p.articles[sourceNumber(site, t.ID)]; id > 0 {
			return id, true
		}
	}
	if t.URL == "" {
		return 0, false
	}
	key, ok := p.addresses[p.hash(pageKeyOf(t.URL))]
	if !ok {
		return 0, false
	}
	id := p.articles[key]
	return id, id > 0
}

// asset finds a file of the source by its number or address.
func (p *importPlan) asset(site int, m ingest.MediaRef) (int64, bool) {
	if m.ID > 0 {
		if id := p.assets[sourceNumber(site, m.ID)]; id > 0 {
			return id, true
		}
	}
	for _, address := range []string{m.URL, m.Original} {
		if address == "" {
			continue
		}
		file := fileKeyOf(address)
		dir, base := path.Split(file)
		for _, name := range append([]string{base}, ingest.UploadNames(base)...) {
			if key, ok := p.files[p.hash(dir+name)]; ok {
				if id := p.assets[key]; id > 0 {
					return id, true
				}
			}
		}
	}
	return 0, false
}
