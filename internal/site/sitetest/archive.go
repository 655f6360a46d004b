package sitetest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"warta/internal/body"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
)

// Archive opens a paper with n published articles, for benchmarks and tests of
// cost: the newest an hour before Moment, each 17 minutes older than the one
// before, so that every list is n/k long for some small k. They stand on the
// readers' side only, written with the store's own Show in big transactions
// (100,000 take well under a minute); the newsroom does not know them. Their
// ids are 1 to n, from the oldest on.
//
// The paper has eight sections (rubrik-1 … rubrik-8, the second four below the
// first), 40 tags (tag-1 …), 20 people (orang-1 …) and 200 photos without
// files. Article i has the section 5+i%4 and so its parent, the tags 1+i%40
// and 1+i%7, the person 1+i%20.
func Archive(tb testing.TB, n int) *Paper {
	tb.Helper()
	p := Open(tb, store.Options{Dir: tb.TempDir()}, Options{})
	a := archive{p: p, n: n}
	a.names()
	for from := 1; from <= n; from += 5000 {
		err := p.DB.Write(context.Background(), func(tx store.Tx) error {
			for i := from; i < min(from+5000, n+1); i++ {
				pub := a.article(i)
				if err := tx.Publishing().Show(context.Background(), pub, pub.Dates.Display); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			tb.Fatal(err)
		}
	}
	return p
}

type archive struct {
	p        *Paper
	n        int
	sections []news.SectionID
	tags     []news.TagID
	people   []news.PersonID
	photos   []news.AssetID
}

// names makes what the articles name, and puts it on the readers' side.
func (a *archive) names() {
	p := a.p
	ctx := context.Background()
	for i := range 8 {
		s := news.Section{Edition: p.Edition.ID, Name: fmt.Sprint("Rubrik ", i+1), Slug: fmt.Sprint("rubrik-", i+1), Order: i,
			Description: "Kabar dari rubrik ini, setiap hari."}
		if i >= 4 {
			s.Parent = a.sections[i-4]
		}
		p.Do(newsroom.DefineSection{Section: &s})
		a.sections = append(a.sections, s.ID)
	}
	for i := range 40 {
		t := news.Tag{Edition: p.Edition.ID, Name: fmt.Sprint("Tag ", i+1), Slug: fmt.Sprint("tag-", i+1)}
		p.Do(newsroom.DefineTag{Tag: &t})
		a.tags = append(a.tags, t.ID)
	}
	for i := range 20 {
		who := news.Person{Name: fmt.Sprint("Orang ", i+1), Slug: fmt.Sprint("orang-", i+1), Title: "Jurnalis", Active: true}
		p.Do(newsroom.DefinePerson{Edition: p.Edition.ID, Person: &who})
		a.people = append(a.people, who.ID)
	}
	for i := range 200 {
		m := news.Asset{Edition: p.Edition.ID, Hash: fmt.Sprintf("%064d", i), Kind: "photo", MIME: "image/jpeg", Width: 1280, Height: 853,
			Credit: "Foto: Orang", Alt: "Foto", Colour: "#aabbcc", Renditions: []news.Rendition{
				{Name: fmt.Sprintf("foto-%d-640.jpg", i), MIME: "image/jpeg", Width: 640, Height: 427, Size: 40000},
				{Name: fmt.Sprintf("foto-%d-1280.jpg", i), MIME: "image/jpeg", Width: 1280, Height: 853, Size: 120000}}}
		p.Do(newsroom.AddAsset{Asset: &m})
		a.photos = append(a.photos, m.ID)
	}
	// Readers see these with the first article that names them.
	err := p.DB.Write(ctx, func(tx store.Tx) error {
		tags, err := tx.Taxonomy().Tags(ctx, a.tags)
		for _, t := range tags {
			if err == nil {
				err = tx.Publishing().PutTag(ctx, t)
			}
		}
		if err != nil {
			return err
		}
		people, err := tx.People().Get(ctx, a.people)
		for _, who := range people {
			if err == nil {
				err = tx.Publishing().PutPerson(ctx, who)
			}
		}
		if err != nil {
			return err
		}
		photos, err := tx.Media().Get(ctx, a.photos)
		for _, m := range photos {
			if err == nil {
				err = tx.Publishing().PutAsset(ctx, m)
			}
		}
		return err
	})
	if err != nil {
		p.TB.Fatal(err)
	}
}

var archiveText = Body("Warga berkumpul di balai desa sejak pagi untuk membahas pembagian air.",
	"Kesepakatan dicapai setelah tiga malam, kata kepala desa.")

func (a *archive) article(i int) *store.PublishedArticle {
	at := Moment.Add(-time.Hour - time.Duration(a.n-i)*17*time.Minute)
	sec := 4 + i%4
	c := news.Content{Headline: fmt.Sprintf("Warga sepakati pembagian air putaran ke-%d di desa seberang sungai", i), Kind: news.KindNews,
		Standfirst: "Kesepakatan dicapai setelah tiga malam.", Section: a.sections[sec], Language: "id",
		Byline: []news.Credit{{Person: a.people[i%20], Role: news.RoleReporter}}, Tags: []news.TagID{a.tags[i%40]},
		Lead: &news.LeadMedia{Asset: a.photos[i%200], Caption: "Balai desa pada pagi hari."}, Body: archiveText}
	if other := a.tags[i%7]; other != c.Tags[0] {
		c.Tags = append(c.Tags, other)
	}
	id := news.ArticleID(i)
	return &store.PublishedArticle{ID: id, Edition: a.p.Edition.ID, Version: news.VersionID(i),
		Path:  at.Format("/2006/01/02/") + fmt.Sprintf("putaran-ke-%d", i),
		Dates: news.Dates{Created: at, FirstPublished: at, Display: at}, Content: c, Listed: true,
		Sections: []news.SectionID{a.sections[sec], a.sections[sec-4]}, Words: body.Doc.Words(archiveText)}
}
