package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"time"

	"warta/internal/cache"
	"warta/internal/newsroom"
	"warta/internal/site"
	"warta/internal/store"
)

// proofMost bounds the answers that are told one by one.
const proofMost = 1000

// prove asks the paper itself for every address that readers of the source knew,
// without a network in between.
func (a *app) prove(db store.Database, room *newsroom.Newsroom, id int64) (newsroom.ImportProof, error) {
	pages, err := cache.New(cache.Options{Definite: definite})
	if err != nil {
		return newsroom.ImportProof{}, err
	}
	defer pages.Close()
	s, err := site.New(site.Options{Published: db.Published(), Reads: db.Reads(), Cache: pages, Logger: a.log})
	if err != nil {
		return newsroom.ImportProof{}, err
	}
	host := "localhost"
	if e, err := ensureEdition(a.ctx, db, room); err == nil {
		if u, err := url.Parse(e.Settings.BaseURL); err == nil && u.Host != "" {
			host = u.Host
		}
	}
	return proveAll(a.ctx, s.Handler(), host, func(yield func(string)) error {
		return room.OldAddresses(a.ctx, newsroom.Importer(), id, yield)
	})
}

// proveAll asks a handler for paths, two at a time.
func proveAll(ctx context.Context, h http.Handler, host string, each func(func(path string)) error) (newsroom.ImportProof, error) {
	p := newsroom.ImportProof{At: time.Now().UTC()}
	paths := make(chan string, 64)
	var mu sync.Mutex
	var wait sync.WaitGroup
	for range 2 {
		wait.Go(func() {
			for path := range paths {
				got := answerOf(ctx, h, host, path)
				mu.Lock()
				count(&p, got)
				mu.Unlock()
			}
		})
	}
	err := each(func(path string) {
		select {
		case paths <- path:
		case <-ctx.Done():
		}
	})
	close(paths)
	wait.Wait()
	if err == nil {
		err = ctx.Err()
	}
	return p, err
}

func count(p *newsroom.ImportProof, got newsroom.ImportAnswer) {
	p.Checked++
	switch {
	case got.Status == http.StatusOK && got.To == "":
		p.Same++
	case got.Status == http.StatusOK:
		p.Sent++
	default:
		if p.Bad++; len(p.Wrong) < proofMost {
			p.Wrong = append(p.Wrong, got)
		}
	}
}

// answerOf is what a path answers, one redirect followed: a second one is as wrong
// as none.
func answerOf(ctx context.Context, h http.Handler, host, path string) newsroom.ImportAnswer {
	out := newsroom.ImportAnswer{URL: path}
	w := askPage(ctx, h, host, path)
	if w == nil {
		out.Status = http.StatusBadRequest
		return out
	}
	if out.Status = w.Code; w.Code == http.StatusMovedPermanently || w.Code == http.StatusPermanentRedirect {
		to, err := url.Parse(w.Header().Get("Location"))
		if err != nil {
			return out
		}
		out.To = to.RequestURI()
		if to.Host != "" && to.Host != host {
			out.To = to.String()
			return out
		}
		if next := askPage(ctx, h, host, out.To); next != nil {
			if out.Status = next.Code; next.Code >= 300 && next.Code < 400 {
				out.To = fmt.Sprintf("%s, then %s", out.To, next.Header().Get("Location"))
			}
		}
	}
	return out
}

// askPage asks a handler for a path as a reader's browser does; nil when it is none.
func askPage(ctx context.Context, h http.Handler, host, path string) *httptest.ResponseRecorder {
	u, err := url.Parse("http://" + host + path)
	if err != nil {
		return nil
	}
	r := httptest.NewRequestWithContext(ctx, http.MethodGet, "/", nil)
	r.URL, r.Host, r.RequestURI = u, host, path
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}
