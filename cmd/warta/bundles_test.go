package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"warta/internal/newsroom"
	"warta/internal/store"
)

// With each of the newsroom's scripts answering 500, whoever works there still
// gets done what the script would have shortened, with the forms that it would
// have wrapped (G-2).
func TestEachBundleFailing(t *testing.T) {
	d := newDoor(t, listen{}, demoStaff)
	ids := d.stock(t)
	photo := quakePhoto(t)
	var broken atomic.Pointer[string]
	answered := atomic.Int64{}
	to, err := url.Parse(d.home)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(to)
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if name := broken.Load(); name != nil && strings.Contains(r.URL.Path, "/newsroom/-/"+*name+".") && strings.HasSuffix(r.URL.Path, ".js") {
			answered.Add(1)
			http.Error(w, "broken", http.StatusInternalServerError)
			return
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(front.Close)
	home := strings.Replace(front.URL, "127.0.0.1", "localhost", 1)
	v := open(t, home+"/newsroom/login", screen{patience: 3 * time.Minute, width: 1280})
	v.go_(t, fmt.Sprintf(`email.value = %q; password.value = %q; email.form.querySelector('button').click()`, demoStaff[2].Email, demoStaff[2].Password))
	// Scripts have names for good, and a browser asks for each once.
	err = chromedp.Do(v.ctx, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, network.SetCacheDisabled, network.SetCacheDisabledParams{CacheDisabled: true})
		if err == nil {
			_, err = cdp.Call(ctx, t, network.SetBypassServiceWorker, network.SetBypassServiceWorkerParams{Bypass: true})
		}
		return err
	}))
	if err != nil {
		t.Fatal(err)
	}
	says := func(t *testing.T, what string) {
		t.Helper()
		if text := v.do(t, "return document.body.innerText + [...document.querySelectorAll('input, textarea')].map((x) => x.value).join(' ')"); !strings.Contains(text, what) {
			t.Errorf("%s lacks %q:\n%s", v.do(t, "return location.pathname"), what, text)
		}
	}
	for _, c := range []struct {
		bundle string
		do     func(t *testing.T)
	}{
		{"shell", func(t *testing.T) {
			v.visit(t, home+"/newsroom/quick")
			v.go_(t, `headline.value = 'Kilat tanpa skrip'; document.querySelector('[name=section]').selectedIndex = 1; document.querySelector('.quick [value=save]').click()`)
			says(t, "Kilat tanpa skrip")
		}},
		{"editor", func(t *testing.T) {
			v.visit(t, fmt.Sprintf("%s/newsroom/a/%d", home, ids[2]))
			v.go_(t, `const f = document.querySelector('form [name=kicker]'); f.value = 'Bencana'; f.form.querySelector('[name=do][value=save]').click()`)
			says(t, "Bencana")
		}},
		{"board", func(t *testing.T) {
			v.visit(t, home+"/newsroom/?mode=list")
			v.go_(t, `const c = document.querySelector('.dense [data-card]'); c.querySelector('summary').click(); c.querySelector('a[data-move=note]').click()`)
			says(t, "Catatan")
		}},
		{"front", func(t *testing.T) {
			v.visit(t, home+"/newsroom/front")
			first := v.do(t, "return document.querySelector('.slot .hl').textContent")
			v.go_(t, `document.querySelector('.slot button[value=down]').click()`)
			if now := v.do(t, "return document.querySelectorAll('.slot .hl')[1].textContent"); now != first {
				t.Errorf("the second slot holds %q, want %q", now, first)
			}
		}},
		{"photos", func(t *testing.T) {
			v.visit(t, home+"/newsroom/photos/upload")
			if err := chromedp.Do(v.ctx, chromedp.SetUploadFiles("input[type=file]", []string{photo})); err != nil {
				t.Fatal(err)
			}
			v.go_(t, `document.querySelector('input[type=file]').form.requestSubmit()`)
			found, err := d.room.Assets(t.Context(), newsroom.Operator(), store.AssetQuery{Edition: 1, Limit: 10})
			if err != nil || len(found) != 4 {
				t.Errorf("%d photos, %v", len(found), err)
			}
		}},
		{"photo", func(t *testing.T) {
			v.visit(t, home+"/newsroom/photos/1")
			v.go_(t, `const f = document.querySelector('form[action$=describe]'); f.querySelector('[name=caption]').value = 'Perahu di teluk'; f.querySelector('button').click()`)
			says(t, "Perahu di teluk")
		}},
	} {
		t.Run(c.bundle, func(t *testing.T) {
			broken.Store(&c.bundle)
			before := answered.Load()
			c.do(t)
			if answered.Load() == before {
				t.Errorf("no page asked for %s.js", c.bundle)
			}
		})
	}
}
