package wordpress

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"warta/internal/news"
	"warta/internal/store"
)

const mediaPath = "/-/media/"

// mediaWindow is how many of the newest articles the list of media looks at.
const mediaWindow = 500

// media are pictures above live articles, newest first, or those asked for by
// number; never what no reader can see.
func (a *answer) media() (any, error) {
	include, err := a.ask.numbers("include")
	if err != nil {
		return nil, err
	}
	parent, err := a.ask.numbers("parent")
	if err != nil {
		return nil, err
	}
	var ids []news.AssetID
	add := func(id news.AssetID) {
		if id != 0 && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	switch {
	case len(include) > 0:
		for _, id := range include {
			add(news.AssetID(id))
		}
	case len(parent) > 0:
		articles := make([]news.ArticleID, len(parent))
		for i, id := range parent {
			articles[i] = news.ArticleID(id)
		}
		found, err := a.view.Articles(a.ctx, articles)
		if err != nil {
			return nil, err
		}
		for _, id := range articles {
			x, ok := found[id]
			if !ok {
				continue
			}
			if x.Content.Lead != nil {
				add(x.Content.Lead.Asset)
			}
			for _, id := range x.Content.Body.Refs().Assets {
				add(news.AssetID(id))
			}
		}
	default:
		w := walker{a: a, q: store.ListQuery{List: store.List{By: "edition"}}, most: mediaWindow}
		if err := w.run(func(c store.Card) (bool, error) {
			if c.Photo != nil {
				add(c.Photo.ID)
			}
			return true, nil
		}); err != nil {
			return nil, err
		}
	}
	found, err := a.view.Assets(a.ctx, ids)
	if err != nil {
		return nil, err
	}
	var list []object
	for _, id := range ids {
		x, ok := found[id]
		if !ok {
			continue
		}
		if ok, err = a.visible(&x); err != nil {
			return nil, err
		}
		if kind := a.ask.one("media_type"); kind != "" && kind != mediaType(&x) {
			continue
		}
		if ok {
			list = append(list, a.mediumObject(x))
		}
	}
	if err := a.total(int64(len(list))); err != nil {
		return nil, err
	}
	return append([]object{}, cut(a.ask, list)...), nil
}

func (a *answer) medium(id string) (any, error) {
	n, ok := number(id)
	if !ok {
		return nil, noPost()
	}
	found, err := a.view.Assets(a.ctx, []news.AssetID{news.AssetID(n)})
	if err != nil {
		return nil, err
	}
	x, ok := found[news.AssetID(n)]
	if ok {
		ok, err = a.visible(&x)
	}
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, noPost()
	}
	return a.mediumObject(x), nil
}

// visible reports whether readers may have an asset's file now: what was shown
// once and is withdrawn is not.
func (a *answer) visible(x *news.Asset) (bool, error) {
	a.show(news.KeyAsset(x.ID))
	f, ok := largest(x)
	if !ok || x.Edition != 0 && x.Edition != a.ed || x.Withheld(a.view.Now()) {
		return false, nil
	}
	state, err := a.view.Rendition(a.ctx, f.Name)
	return state == store.RenditionPublic, err
}

// largest is the public file that stands for an asset.
func largest(x *news.Asset) (best news.Rendition, ok bool) {
	rank := []string{"image/jpeg", "image/png", "image/gif", "image/webp", "image/svg+xml", "image/avif"}
	place := func(r news.Rendition) int {
		if i := slices.Index(rank, r.MIME); i >= 0 {
			return i
		}
		return len(rank)
	}
	for _, r := range x.Renditions {
		if r.Crop != "" || r.MIME == "text/vtt" || r.Name == "" {
			continue
		}
		if best.Name == "" || place(r) < place(best) || place(r) == place(best) && r.Width > best.Width {
			best = r
		}
	}
	return best, best.Name != ""
}

func mediaType(x *news.Asset) string {
	switch x.Kind {
	case "photo":
		return "image"
	case "video", "audio":
		return x.Kind
	}
	return "file"
}

// sizes are the names under which themes and apps look for smaller pictures.
var sizes = []struct {
	name string
	from int
}{{"thumbnail", 150}, {"medium", 300}, {"medium_large", 640}, {"large", 1024}}

func (a *answer) mediumObject(x news.Asset) object {
	a.show(news.KeyAsset(x.ID))
	f, _ := largest(&x)
	id := int64(x.ID)
	name := strings.TrimSuffix(f.Name, path.Ext(f.Name))
	details := object{}
	if x.Kind == "photo" {
		all := object{}
		one := func(r news.Rendition) object {
			return object{"file": r.Name, "width": r.Width, "height": r.Height, "mime_type": r.MIME, "source_url": a.abs(mediaPath + r.Name)}
		}
		for _, size := range sizes {
			var best *news.Rendition
			for i, r := range x.Renditions {
				if r.MIME == f.MIME && r.Crop == "" && r.Width >= size.from && (best == nil || r.Width < best.Width) {
					best = &x.Renditions[i]
				}
			}
			if best != nil {
				all[size.name] = one(*best)
			}
		}
		all["full"] = one(f)
		details = object{"width": f.Width, "height": f.Height, "file": f.Name, "sizes": all, "image_meta": object{"credit": x.Credit, "copyright": x.Copyright}}
	}
	title := x.Title
	if title == "" {
		title = name
	}
	caption := ""
	if x.Caption != "" {
		caption = "<p>" + escape(x.Caption) + "</p>\n"
	}
	return object{"id": id, "slug": name, "status": "inherit", "type": "attachment", "link": a.abs(mediaPath + f.Name), "guid": rendered(a.abs(mediaPath + f.Name)),
		"title": rendered(escape(title)), "author": 0, "comment_status": "closed", "ping_status": "closed", "template": "", "meta": []any{},
		"description": rendered(""), "caption": rendered(caption), "alt_text": x.Alt, "media_type": mediaType(&x), "mime_type": f.MIME,
		"media_details": details, "post": nil, "source_url": a.abs(mediaPath + f.Name), "credit": x.Credit,
		"_links": object{"self": href(a.api("media/" + itoa(id))), "collection": href(a.api("media")), "about": href(a.api("types/attachment"))}}
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")

func escape(s string) string { return escaper.Replace(s) }
