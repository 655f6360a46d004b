package export

import (
	"context"
	"io"
	"iter"
	"slices"
	"strconv"
	"testing"
	"time"

	"warta/internal/body"
	"warta/internal/ingest"
	"warta/internal/locale"
	"warta/internal/news"
	"warta/internal/store"
)

// memory is a paper made of values.
type memory struct {
	edition   news.Edition
	sections  []store.SectionEntry
	tags      map[news.TagID]news.Tag
	people    map[news.PersonID]news.Person
	assets    map[news.AssetID]news.Asset
	articles  []Article
	withdrawn []news.Withdrawal
}

var noon = time.Date(2025, 3, 1, 5, 0, 0, 0, time.UTC)

func newMemory() *memory {
	return &memory{edition: news.Edition{ID: 1, Settings: news.Settings{Name: "Kabar Uji", BaseURL: "https://koran.example"}},
		tags: map[news.TagID]news.Tag{}, people: map[news.PersonID]news.Person{}, assets: map[news.AssetID]news.Asset{}}
}

func (m *memory) Edition() news.Edition { return m.edition }
func (m *memory) Now() time.Time        { return noon.AddDate(10, 0, 0) }
func (m *memory) Sections(context.Context) ([]store.SectionEntry, error) {
	return m.sections, nil
}

func each[ID int64 | news.TagID | news.PersonID, T any](all map[ID]T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		ids := make([]ID, 0, len(all))
		for id := range all {
			ids = append(ids, id)
		}
		slices.Sort(ids)
		for _, id := range ids {
			if !yield(all[id], nil) {
				return
			}
		}
	}
}

func (m *memory) AllTags(context.Context) iter.Seq2[news.Tag, error]      { return each(m.tags) }
func (m *memory) AllPeople(context.Context) iter.Seq2[news.Person, error] { return each(m.people) }

func (m *memory) Articles(context.Context) iter.Seq2[Article, error] {
	return func(yield func(Article, error) bool) {
		for _, a := range m.articles {
			if !yield(a, nil) {
				return
			}
		}
	}
}

func (m *memory) Withdrawn(context.Context) iter.Seq2[news.Withdrawal, error] {
	return func(yield func(news.Withdrawal, error) bool) {
		for _, w := range m.withdrawn {
			if !yield(w, nil) {
				return
			}
		}
	}
}

func (m *memory) Readings(_ context.Context, ids []news.ArticleID) (map[news.ArticleID]int64, error) {
	return map[news.ArticleID]int64{1: 2}, nil
}

func (m *memory) Cards(_ context.Context, ids []news.ArticleID) (map[news.ArticleID]store.Card, error) {
	out := map[news.ArticleID]store.Card{}
	for _, a := range m.articles {
		if slices.Contains(ids, a.ID) && a.State == Live {
			out[a.ID] = store.Card{ID: a.ID, Path: a.Path, Headline: a.Content.Headline}
		}
	}
	return out, nil
}

func some[ID comparable, T any](all map[ID]T, ids []ID) (map[ID]T, error) {
	out := map[ID]T{}
	for _, id := range ids {
		if x, ok := all[id]; ok {
			out[id] = x
		}
	}
	return out, nil
}

func (m *memory) Tags(_ context.Context, ids []news.TagID) (map[news.TagID]news.Tag, error) {
	return some(m.tags, ids)
}

func (m *memory) Topics(context.Context, []news.TopicID) (map[news.TopicID]news.Topic, error) {
	return nil, nil
}

func (m *memory) People(_ context.Context, ids []news.PersonID) (map[news.PersonID]news.Person, error) {
	return some(m.people, ids)
}

func (m *memory) Assets(_ context.Context, ids []news.AssetID) (map[news.AssetID]news.Asset, error) {
	return some(m.assets, ids)
}

// photo adds an asset with a public file.
func (m *memory) photo(id news.AssetID, kind string) news.Asset {
	ext, mime := ".jpg", "image/jpeg"
	switch kind {
	case "video":
		ext, mime = ".mp4", "video/mp4"
	case "audio":
		ext, mime = ".mp3", "audio/mpeg"
	case "file":
		ext, mime = ".pdf", "application/pdf"
	}
	a := news.Asset{ID: id, Kind: kind, Alt: "alt " + strconv.Itoa(int(id)), Caption: "Keterangan " + strconv.Itoa(int(id)) + ".", Credit: "Foto: Bram & Ani",
		Title: "Berkas " + strconv.Itoa(int(id)), Renditions: []news.Rendition{
			{Name: "kecil-" + strconv.Itoa(int(id)) + ext, MIME: mime, Width: 320, Height: 180},
			{Name: "besar-" + strconv.Itoa(int(id)) + ext, MIME: mime, Width: 1280, Height: 720, Size: 1000},
			{Name: "petak-" + strconv.Itoa(int(id)) + ext, MIME: mime, Width: 1280, Height: 1280, Crop: "square"}}}
	m.assets[id] = a
	return a
}

func (m *memory) add(c news.Content, path string) *Article {
	id := news.ArticleID(len(m.articles) + 1)
	at := noon.Add(time.Duration(id) * time.Minute)
	m.articles = append(m.articles, Article{State: Live, PublishedArticle: store.PublishedArticle{ID: id, Edition: 1, Version: 7, Path: path, Content: c,
		Dates: news.Dates{Created: at, FirstPublished: at, Display: at}, Words: c.Body.Words()}})
	return &m.articles[len(m.articles)-1]
}

func opts() Options { return Options{Message: locale.Get("id").Message} }

// records reads an export back with Warta's own importer.
func records(t testing.TB, r io.Reader) []ingest.Record {
	t.Helper()
	var out []ingest.Record
	for rec, err := range ingest.StreamWXR(t.Context(), r, ingest.StreamOptions{Options: ingest.Options{Name: "uji.xml", Outlet: "Kabar Uji"}}) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, rec)
	}
	return out
}

func itemsOf(recs []ingest.Record) (out []*ingest.Item) {
	for _, r := range recs {
		if r.Item != nil {
			out = append(out, r.Item)
		}
	}
	return out
}

// imported is the paper that a WordPress export becomes: what the import's run
// writes into the store, without a store.
func imported(recs []ingest.Record) *memory {
	m := newMemory()
	sections := map[string]news.SectionID{}
	tags := map[string]news.TagID{}
	people := map[string]news.PersonID{}
	var media []*ingest.Medium
	paths := map[string]int64{}
	for _, r := range recs {
		switch {
		case r.Site != nil:
			m.edition.Settings.Name, m.edition.Settings.BaseURL, m.edition.Settings.Locale = r.Site.Name, "https://koran.example", "id"
		case r.Author != nil:
			id := news.PersonID(len(people) + 1)
			people[r.Author.Login] = id
			m.people[id] = news.Person{ID: id, Name: r.Author.Name, Slug: news.Slug(r.Author.Login)}
		case r.Term != nil && r.Term.Becomes() == "section":
			id := news.SectionID(len(sections) + 1)
			sections[r.Term.Slug] = id
			m.sections = append(m.sections, store.SectionEntry{Section: news.Section{ID: id, Name: r.Term.Name, Slug: r.Term.Slug, Parent: sections[r.Term.Parent]}})
		case r.Term != nil && r.Term.Taxonomy == "post_tag":
			id := news.TagID(len(tags) + 1)
			tags[r.Term.Slug] = id
			m.tags[id] = news.Tag{ID: id, Name: r.Term.Name, Slug: r.Term.Slug}
		case r.Medium != nil:
			media = append(media, r.Medium)
			a := m.photo(news.AssetID(r.Medium.Number), r.Medium.Kind)
			a.Caption, a.Alt, a.Credit, a.Title = r.Medium.Caption, r.Medium.Alt, r.Medium.Credit, r.Medium.Title
			m.assets[a.ID] = a
		case r.Item != nil:
			for _, a := range r.Item.Addresses {
				paths[a.URL] = r.Item.Number
			}
		}
	}
	for _, it := range itemsOf(recs) {
		for _, x := range it.Sections {
			if sections[x.Slug] == 0 {
				sections[x.Slug] = news.SectionID(len(sections) + 1)
				m.sections = append(m.sections, store.SectionEntry{Section: news.Section{ID: sections[x.Slug], Name: x.Name, Slug: x.Slug}})
			}
		}
		for _, x := range it.Terms {
			if tags[x.Slug] == 0 && x.Taxonomy == "post_tag" {
				tags[x.Slug] = news.TagID(len(tags) + 1)
				m.tags[tags[x.Slug]] = news.Tag{ID: tags[x.Slug], Name: x.Name, Slug: x.Slug}
			}
		}
		c := news.Content{Headline: it.Headline, Standfirst: it.Standfirst, Description: it.Description, Dateline: it.Dateline, Kind: it.Kind,
			Language: it.Language, Source: it.Source, Canonical: it.Canonical, Headlines: it.Headlines, Slug: it.Slug}
		asset := func(ref ingest.MediaRef) (int64, bool) {
			for _, x := range media {
				if ref.ID > 0 && x.Number == ref.ID || ref.ID == 0 && (x.URL == ref.URL || x.URL == ref.Original) {
					if x.Kind != ref.Kind {
						break
					}
					return x.Number, true
				}
			}
			id := news.AssetID(900_000 + len(m.assets))
			a := m.photo(id, ref.Kind)
			a.Caption, a.Credit, a.Alt = "", "", ""
			m.assets[id] = a
			return int64(id), true
		}
		c.Body, _ = it.Finish(ingest.Resolver{Asset: asset, Target: func(t ingest.Target) (int64, bool) {
			id, ok := paths[t.URL]
			return id, ok
		}})
		if it.Lead != nil {
			if ref := it.Medium(it.Lead.Media); ref != nil {
				if id, ok := asset(*ref); ok {
					c.Lead = &news.LeadMedia{Asset: news.AssetID(id), Caption: it.Lead.Caption, Alt: it.Lead.Alt, Credit: it.Lead.Credit}
				}
			}
		}
		for _, x := range it.Byline {
			c.Byline = append(c.Byline, news.Credit{Person: people[x.Login], Name: x.Name, Role: x.Role})
		}
		for i, s := range it.Sections {
			if i == 0 {
				c.Section = sections[s.Slug]
			} else {
				c.More = append(c.More, sections[s.Slug])
			}
		}
		for _, x := range it.Terms {
			if x.Taxonomy == "post_tag" {
				c.Tags = append(c.Tags, tags[x.Slug])
			}
		}
		a := Article{State: Live, PublishedArticle: store.PublishedArticle{ID: news.ArticleID(it.Number), Content: c, Words: c.Body.Words()}}
		a.Dates = news.Dates{Created: it.Created, FirstPublished: it.Published, Display: it.Created, Updated: it.Updated}
		if it.Slug != "" {
			a.Path = "/" + it.Slug
		}
		switch {
		case it.State == news.Scheduled:
			a.State, a.Due = Scheduled, it.Published
		case it.Work == news.Desk:
			a.State = Desk
		case it.State != news.Live:
			a.State = Draft
		}
		m.articles = append(m.articles, a)
	}
	return m
}

func doc(blocks ...body.Block) body.Doc {
	d := body.Doc{Version: 1, Blocks: blocks}
	d.AssignIDs("uji")
	return d
}
