package newsroom

import (
	"encoding/json"
	"net/url"
	"path"
	"strings"

	"warta/internal/ingest"
	"warta/internal/news"
	"warta/internal/store"
)

// jobFetch is the kind of jobs that fetch a file of an import.
const jobFetch = "import.fetch"

// fetchOrder is the payload of such a job.
type fetchOrder struct {
	Run   int64        `json:"run"`
	Asset news.AssetID `json:"asset"`
	URL   string       `json:"url"`
}

// asset gives the number of a file that a text names.
func (i *bringing) asset(m ingest.MediaRef) (int64, bool) {
	if id, ok := i.plan.asset(i.chunk.site, m); ok {
		return id, true
	}
	for _, address := range []string{m.Original, m.URL} {
		if address == "" {
			continue
		}
		if id := i.known.files[fileKeyOf(address)]; id != 0 {
			return int64(id), true
		}
	}
	return 0, false
}

// fetchable is the address of a file that the source does not list: the one of
// which a text shows a smaller rendition, else what it shows.
func fetchable(m ingest.MediaRef) string {
	for _, address := range []string{m.Original, m.URL} {
		if u, err := url.Parse(address); err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil {
			return address
		}
	}
	return ""
}

// foreignFiles finds, or makes, assets for files that texts show and that the
// source does not list: an export without attachments, a picture of another site.
func (i *bringing) foreignFiles() error {
	type want struct {
		ref ingest.MediaRef
		url string
	}
	wanted := map[string]want{}
	var keys []string
	for k := range i.chunk.records {
		it := i.chunk.records[k].Item
		if it == nil {
			continue
		}
		for _, m := range it.Media {
			address := fetchable(m)
			if m.Attached || address == "" {
				continue
			}
			if _, here := i.asset(m); here {
				continue
			}
			key := fileKeyOf(address)
			if _, twice := wanted[key]; !twice {
				wanted[key] = want{m, address}
				keys = append(keys, key)
			}
		}
	}
	if len(keys) == 0 {
		return i.batchAssets()
	}
	if len(i.known.files) > mostKnown {
		clear(i.known.files)
	}
	had, err := i.tx.Imports().Things(i.ctx, i.run.Edition, "asset", keys)
	if err != nil {
		return err
	}
	var fresh []string
	for _, key := range keys {
		if v, ok := had[key]; ok {
			i.known.files[key] = news.AssetID(v.ID)
		} else {
			fresh = append(fresh, key)
		}
	}
	ids, err := i.tx.Imports().NewNumbers(i.ctx, "asset", len(fresh))
	if err != nil {
		return err
	}
	for k, key := range fresh {
		w := wanted[key]
		a := news.Asset{ID: news.AssetID(ids[k]), Edition: i.run.Edition, Kind: w.ref.Kind, Name: fileName(path.Base(fileKeyOf(w.url))), Added: i.now, Revision: 1}
		i.newFile(a, w.url)
		i.things = append(i.things, store.ImportThing{Kind: "asset", Key: key, ID: ids[k], Run: i.run.ID})
		i.known.files[key] = a.ID
	}
	return i.batchAssets()
}

// newFile adds an asset without bytes, and the job that fetches them.
func (i *bringing) newFile(a news.Asset, address string) {
	if a.Kind == "" {
		a.Kind = "photo"
	}
	if u, err := url.Parse(address); err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" {
		a.Making.State = news.MakingWaiting
		i.data.Report.Media.Wanted++
		if !i.order().NoMedia {
			payload, _ := json.Marshal(fetchOrder{Run: i.run.ID, Asset: a.ID, URL: address})
			i.jobs = append(i.jobs, store.Job{Kind: jobFetch, Key: news.KeyAsset(a.ID), Edition: a.Edition, Payload: string(payload)})
		}
	}
	i.files = append(i.files, a)
}

// media makes assets of the source's files, at once; their bytes follow.
func (i *bringing) media() error {
	var things, paths []string
	for k := range i.chunk.records {
		if m := i.chunk.records[k].Medium; m != nil {
			things = append(things, mediumThing(i.plan.sites[i.chunk.site], m), fileKeyOf(m.URL))
			for _, a := range m.Addresses {
				if p := ownAddress(a); p != "" && a.Form != "file" {
					paths = append(paths, p)
				}
			}
		}
	}
	if len(things) == 0 {
		return nil
	}
	had, err := i.tx.Imports().Things(i.ctx, i.run.Edition, "asset", things)
	if err != nil {
		return err
	}
	owners, err := i.tx.Imports().Addresses(i.ctx, i.run.Edition, paths)
	if err != nil {
		return err
	}
	for p, id := range owners {
		i.addresses[p] = id
	}
	twice := map[news.AssetID]bool{}
	for k := range i.chunk.records {
		r := &i.chunk.records[k]
		if r.Medium == nil {
			continue
		}
		if err := i.medium(r, had, twice); err != nil {
			return err
		}
	}
	return nil
}

func (i *bringing) medium(r *ingest.Record, had map[string]store.ImportThing, twice map[news.AssetID]bool) error {
	m := r.Medium
	key := mediumThing(i.plan.sites[i.chunk.site], m)
	id := news.AssetID(i.plan.assets[i.plan.mediumKey(i.chunk.site, m)])
	if _, known := had[key]; known || twice[id] || id == 0 {
		i.wrote(r, "unchanged")
		return nil
	}
	twice[id] = true
	file := fileKeyOf(m.URL)
	if v, ok := had[file]; ok && v.ID != int64(id) && m.URL != "" {
		// An earlier text showed it already; from now on it has its words. The number
		// that the source gives it leads there, too.
		id = news.AssetID(v.ID)
		i.plan.assets[i.plan.mediumKey(i.chunk.site, m)] = v.ID
		if err := i.describe(id, m); err != nil {
			return err
		}
		i.things = append(i.things, store.ImportThing{Kind: "asset", Key: key, ID: v.ID})
		i.wrote(r, "updated")
		return i.mediumAddresses(m)
	}
	a := assetOf(m)
	a.ID, a.Edition, a.Revision = id, i.run.Edition, 1
	if a.Added.IsZero() || a.Added.After(i.now) {
		a.Added = i.now
	}
	i.newFile(a, m.URL)
	i.things = append(i.things, store.ImportThing{Kind: "asset", Key: key, ID: int64(id), Run: i.run.ID})
	if m.URL != "" && file != key {
		i.things = append(i.things, store.ImportThing{Kind: "asset", Key: file, ID: int64(id), Run: i.run.ID})
	}
	if len(m.Fields) > 0 || m.Text != "" || len(m.Comments) > 0 {
		if err := i.keep("attachment", m.Number, 0, m); err != nil {
			return err
		}
	}
	i.wrote(r, "created")
	return i.mediumAddresses(m)
}

// assetOf is what a source says of a file.
func assetOf(m *ingest.Medium) news.Asset {
	a := news.Asset{Kind: m.Kind, MIME: m.MIME, Caption: m.Caption, Alt: m.Alt, Title: m.Title, Credit: m.Credit, Width: m.Width, Height: m.Height,
		Name: fileName(path.Base(fileKeyOf(m.URL))), Added: m.Published, From: map[string]string{}}
	for field, text := range map[string]string{"caption": m.Caption, "alt": m.Alt, "title": m.Title, "credit": m.Credit} {
		if strings.TrimSpace(text) != "" {
			a.From[field] = "import"
		}
	}
	return a
}

// describe gives an asset that was made from a text alone what the source says of
// it.
func (i *bringing) describe(id news.AssetID, m *ingest.Medium) error {
	for k := range i.files {
		if i.files[k].ID == id {
			saidAtSource(&i.files[k], m)
			return nil
		}
	}
	a, err := loadAsset(i.ctx, i.tx, "describe", id, 0)
	if news.Is(err, news.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	saidAtSource(&a, m)
	i.key(news.KeyAsset(id))
	return putAsset(i.ctx, i.tx, &a)
}

// saidAtSource fills what nobody said yet.
func saidAtSource(a *news.Asset, m *ingest.Medium) {
	from := assetOf(m)
	for _, f := range []struct {
		name string
		into *string
		text string
	}{{"caption", &a.Caption, from.Caption}, {"alt", &a.Alt, from.Alt}, {"title", &a.Title, from.Title}, {"credit", &a.Credit, from.Credit}} {
		if *f.into == "" && strings.TrimSpace(f.text) != "" {
			*f.into = f.text
			tellFrom(a, f.name, "import")
		}
	}
}

// mediumAddresses makes the page of a file lead to the article that it belongs to,
// or to the front page where it belongs to none.
func (i *bringing) mediumAddresses(m *ingest.Medium) error {
	parent := news.ArticleID(i.plan.articles[sourceNumber(i.chunk.site, m.Parent)])
	if m.Parent == 0 {
		parent = 0
	}
	for _, x := range m.Addresses {
		path := ownAddress(x)
		if path == "" || x.Form == "file" || strings.Contains(path, "?p=") {
			continue
		}
		if _, taken := i.addresses[path]; taken {
			continue
		}
		i.addresses[path] = parent
		var err error
		if parent != 0 {
			err = i.tx.Publishing().Redirect(i.ctx, i.run.Edition, path, parent)
		} else {
			err = i.tx.Redirects().Put(i.ctx, i.run.Edition, path, "/")
			i.things = append(i.things, store.ImportThing{Kind: "redirect", Key: path, ID: m.Number, Run: i.run.ID})
		}
		if err != nil && !news.Is(err, news.Conflict) && !news.Is(err, news.Invalid) {
			return err
		}
	}
	return nil
}

// batchAssets reads what is known of the files that the batch's texts show.
func (i *bringing) batchAssets() error {
	i.assets = map[news.AssetID]news.Asset{}
	for _, a := range i.files {
		i.assets[a.ID] = a
	}
	var ask []news.AssetID
	for k := range i.chunk.records {
		it := i.chunk.records[k].Item
		if it == nil {
			continue
		}
		for _, m := range it.Media {
			if id, ok := i.asset(m); ok {
				if _, here := i.assets[news.AssetID(id)]; !here {
					i.assets[news.AssetID(id)] = news.Asset{}
					ask = append(ask, news.AssetID(id))
				}
			}
		}
	}
	found, err := i.tx.Media().Get(i.ctx, ask)
	for _, id := range ask {
		delete(i.assets, id)
	}
	for _, a := range found {
		i.assets[a.ID] = a
	}
	return err
}
