package main

import (
	"context"
	"io"
	"net/http"
	"regexp"
	"testing"

	"warta/internal/news"
	"warta/internal/store"
)

// path finds the address of a story by its slug.
func (d *demoPaper) path(slug string) string {
	var path string
	ctx := context.Background()
	err := d.db.Published().View(ctx, 0, func(v store.View) error {
		cards, err := v.List(ctx, store.ListQuery{List: store.List{By: "edition"}, Limit: 100})
		for _, c := range cards {
			if len(c.Path) > 12 && c.Path[12:] == slug {
				path = c.Path
			}
		}
		return err
	})
	if err != nil || path == "" {
		panic("no story " + slug)
	}
	return path
}

// ofKind is the address of the newest story of a kind.
func (d *demoPaper) ofKind(kind news.ArticleKind) string {
	var path string
	ctx := context.Background()
	err := d.db.Published().View(ctx, 0, func(v store.View) error {
		cards, err := v.List(ctx, store.ListQuery{List: store.List{By: "edition"}, Limit: 200})
		for _, c := range cards {
			if c.Kind == kind && path == "" {
				path = c.Path
			}
		}
		return err
	})
	if err != nil || path == "" {
		panic("no story of kind " + kind)
	}
	return path
}

var tagLink = regexp.MustCompile(`href="[^"]*(/tag/[a-z0-9-]+)"`)

// aTag is the address of a tag that some article carries.
func (d *demoPaper) aTag() string {
	res, err := http.Get(d.home + d.path("km-camar-putih-naik-dok"))
	if err != nil {
		panic(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		panic(err)
	}
	m := tagLink.FindSubmatch(b)
	if m == nil {
		panic("the story has no tag")
	}
	return string(m[1])
}

// get fetches a page of the paper.
func get(t testing.TB, address string, header ...string) (status int, h http.Header, body []byte) {
	t.Helper()
	r, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if body, err = io.ReadAll(res.Body); err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, res.Header, body
}

func (d *demoPaper) ctx() context.Context { return context.Background() }

// live gives what readers see of an article.
func (d *demoPaper) live(id news.ArticleID) (livePage, error) {
	var p livePage
	err := d.db.Read(d.ctx(), func(tx store.Tx) error {
		a, err := tx.Articles().Get(d.ctx(), id)
		if err != nil {
			return err
		}
		if a.Live == 0 {
			return news.E(news.NotFound, "read what is live", nil)
		}
		v, err := tx.Articles().Version(d.ctx(), a.Live)
		p = livePage{v.Content, a.Path}
		return err
	})
	return p, err
}

func (d *demoPaper) section(id news.SectionID) (s news.Section, err error) {
	err = d.db.Read(d.ctx(), func(tx store.Tx) error {
		s, err = tx.Taxonomy().Section(d.ctx(), id)
		return err
	})
	return s, err
}

func (d *demoPaper) person(id news.PersonID) (p news.Person, err error) {
	err = d.db.Read(d.ctx(), func(tx store.Tx) error {
		all, err := tx.People().Get(d.ctx(), []news.PersonID{id})
		if err == nil && len(all) == 1 {
			p = all[0]
		}
		return err
	})
	return p, err
}

func (d *demoPaper) edition() (e news.Edition, err error) {
	err = d.db.Read(d.ctx(), func(tx store.Tx) error {
		e, err = tx.Editions().Get(d.ctx(), 1)
		return err
	})
	return e, err
}
