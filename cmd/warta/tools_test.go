package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// ask evaluates an expression in the open page; promises are waited for.
func ask[T any](t *testing.T, v *visit, expression string) T {
	t.Helper()
	got, err := chromedp.Run(v.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("%s: %v", expression, err)
	}
	return got
}

// visit leads the tab elsewhere.
func (v *visit) visit(t *testing.T, address string) {
	t.Helper()
	if err := chromedp.Do(v.ctx, chromedp.Navigate(address), chromedp.Sleep(400*time.Millisecond)); err != nil {
		t.Fatalf("open %s: %v", address, err)
	}
}

// until waits for an expression to become true.
func (v *visit) until(t *testing.T, what, expression string) {
	t.Helper()
	for deadline := time.Now().Add(15 * time.Second); ; {
		if ask[bool](t, v, "!!("+expression+")") {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s: this never came true: %s", what, expression)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// door is a way to the paper before the paper with an address of its own, so that nothing
// that a test keeps in the browser is there for another one. It can be closed
// without a word to the paper.
func door(t *testing.T, d *demoPaper) *httptest.Server {
	t.Helper()
	u, err := url.Parse(d.home)
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(httputil.NewSingleHostReverseProxy(u))
	t.Cleanup(s.Close)
	return s
}

const stored = `JSON.stringify(Object.keys(localStorage).sort())`

// set opens the panel and chooses.
func (v *visit) set(t *testing.T, name, value string) {
	t.Helper()
	ask[bool](t, v, fmt.Sprintf(`(async () => { const p = document.querySelector('.tools'), opened = new Promise(ok => p.addEventListener('toggle', ok, {once: true}));
		p.open = true; await opened; p.querySelector('input[name=%s]%s').click(); p.open = false; return true })()`, name, value))
}

// TestNothingIsStoredUnasked is PV-1: a reader who only reads leaves nothing in
// her browser.
func TestNothingIsStoredUnasked(t *testing.T) {
	d := sharedDemo(t)
	home := door(t, d).URL
	v := open(t, home+d.seed, screen{width: 360})
	for _, path := range []string{"/", "/daerah", "/tersimpan", d.path("jaga-malam-di-mercusuar-karang-sunyi")} {
		v.visit(t, home+path)
	}
	got := ask[string](t, v, `(async () => JSON.stringify([localStorage.length, sessionStorage.length, (await caches.keys()).length,
		(await navigator.serviceWorker.getRegistrations()).length, (await indexedDB.databases()).length, document.cookie.length]))()`)
	if got != "[0,0,0,0,0,0]" {
		t.Errorf("after reading five pages the browser keeps %s (local, session, caches, workers, databases, cookies)", got)
	}
}

// TestDarkWithoutAFlash: the choice holds from the first paint of the next page
// on, against what the device says, and goes without a trace.
func TestDarkWithoutAFlash(t *testing.T) {
	d := sharedDemo(t)
	home := door(t, d).URL
	v := open(t, home+"/", screen{width: 1280})
	const ground = `getComputedStyle(document.documentElement).backgroundColor`
	light := ask[string](t, v, ground)
	v.set(t, "theme", "[value=dark]")
	dark := ask[string](t, v, ground)
	if dark == light || dark != "rgb(20, 18, 15)" {
		t.Fatalf("the ground went from %s to %s", light, dark)
	}
	v.visit(t, home+d.seed)
	// What early.js left is what the first paint has: warta.js does not touch it.
	if got := ask[string](t, v, ground); got != dark {
		t.Errorf("the next page has the ground %s", got)
	}
	if got := ask[string](t, v, `[...document.querySelectorAll('meta[name=theme-color]')].filter(m => matchMedia(m.media).matches).map(m => m.content).join()`); got != "#14120F" {
		t.Errorf("the browser's frame is told %s", got)
	}
	if html := ask[string](t, v, `fetch(location).then(r => r.text())`); strings.Index(html, "dataset.theme") > strings.Index(html, "<style") {
		t.Error("the style stands before the script that chooses")
	}
	if len(v.violations) > 0 {
		t.Error(v.violations)
	}
	// Section colours follow, too.
	v.visit(t, home+"/daerah")
	if got := ask[string](t, v, `getComputedStyle(document.querySelector('.headrule')).getPropertyValue('--c')`); got != "#FF8A7A" {
		t.Errorf("the section's colour is %q in the dark", got)
	}
	v.scheme(t, "dark")
	v.set(t, "theme", "[value=light]")
	if got := ask[string](t, v, ground); got != light {
		t.Errorf("light on a dark device: %s", got)
	}
	v.set(t, "theme", `[value=""]`)
	if got := ask[string](t, v, ground); got != dark {
		t.Errorf("as the device wants, on a dark device: %s", got)
	}
	if got := ask[string](t, v, stored); got != "[]" {
		t.Errorf("after everything was put back, %s is stored", got)
	}
}

// TestTextSize: three steps that hold on the next page, and nothing gets too
// wide or too small.
func TestTextSize(t *testing.T) {
	d := sharedDemo(t)
	home := door(t, d).URL
	v := open(t, home+d.seed, screen{width: 360})
	size := func() float64 {
		return ask[float64](t, v, `parseFloat(getComputedStyle(document.querySelector('.body p')).fontSize)`)
	}
	usual := size()
	for value, factor := range map[string]float64{"s": .9375, "l": 1.1875} {
		v.set(t, "size", "[value="+value+"]")
		v.visit(t, home+d.seed)
		if got := size(); got < usual*factor-.1 || got > usual*factor+.1 {
			t.Errorf("size %s: the text has %.2f px, want %.2f", value, got, usual*factor)
		}
		if w := v.sideways(t); w > 0 {
			t.Errorf("size %s: %d px too wide", value, w)
		}
		if small := ask[float64](t, v, `Math.min(...[...document.querySelectorAll('body *')].filter(e => e.childNodes.length && e.getClientRects().length).map(e => parseFloat(getComputedStyle(e).fontSize)))`); small < 11.99 {
			t.Errorf("size %s: some text has %.2f px", value, small)
		}
	}
}

// TestPanel works by keyboard, is big enough for a thumb and passes axe while it
// is open, in both schemes.
func TestPanel(t *testing.T) {
	d := sharedDemo(t)
	home := door(t, d).URL
	for _, width := range []int{360, 1280} {
		v := open(t, home+d.seed, screen{width: width})
		ask[bool](t, v, `document.querySelector('.tools').open = true`)
		// Its looks come with the first opening.
		for range 50 {
			if ask[bool](t, v, `document.querySelector('.panel').getClientRects().length > 0`) {
				break
			}
			time.Sleep(20 * time.Millisecond)
		}
		if got := ask[float64](t, v, `Math.min(...[...document.querySelectorAll('.tools summary, .panel fieldset label, .switch, .ways a')].map(e => e.getBoundingClientRect().height))`); got < 43.9 {
			t.Errorf("%d px: a target of the panel is %.1f px high", width, got)
		}
		if w := v.sideways(t); w > 0 {
			t.Errorf("%d px: the panel is %d px too wide", width, w)
		}
		for _, scheme := range []string{"light", "dark"} {
			v.scheme(t, scheme)
			for _, a := range v.axe(t) {
				t.Errorf("%d px, %s: %s", width, scheme, a)
			}
			v.picture(t, fmt.Sprintf("panel-%d-%s", width, scheme))
		}
		ask[bool](t, v, `(document.querySelector('.tools input').focus(), document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape', bubbles: true})))`)
		if ask[bool](t, v, `document.querySelector('.tools').open || document.activeElement.localName != 'summary'`) {
			t.Error("Escape does not close the panel and lead back to its button")
		}
	}
}

// TestSaveAndContinue: an article is saved and found again; a long one is taken
// up where the reader left it, once she asked for that.
func TestSaveAndContinue(t *testing.T) {
	d := sharedDemo(t)
	home := door(t, d).URL
	v := open(t, home+d.seed, screen{width: 360, height: 700})
	headline := ask[string](t, v, `document.querySelector('h1').textContent`)
	ask[bool](t, v, `(document.querySelector('[data-save]').click(), true)`)
	v.until(t, "the mark", `document.querySelector('[data-save]').getAttribute('aria-pressed') == 'true' && document.querySelector('.share [role=status]').textContent`)
	v.visit(t, home+d.seed)
	if !ask[bool](t, v, `document.querySelector('[data-save]').getAttribute('aria-pressed') == 'true'`) {
		t.Error("the next visit does not show the mark")
	}
	v.set(t, "resume", "")
	v.until(t, "the script", `window.wartaTools`)
	long := d.path("jaga-malam-di-mercusuar-karang-sunyi")
	v.visit(t, home+long)
	v.until(t, "the script", `window.wartaTools`)
	if ask[bool](t, v, `!!document.querySelector('.resume')`) {
		t.Error("a first visit offers to continue")
	}
	ask[bool](t, v, `(document.querySelector('.body').children[9].scrollIntoView(), true)`)
	v.visit(t, home+long)
	v.until(t, "the offer", `document.querySelector('.resume button')`)
	if len(v.axe(t)) > 0 {
		t.Error(v.axe(t))
	}
	v.picture(t, "resume")
	ask[bool](t, v, `(document.querySelector('.resume button').click(), true)`)
	v.until(t, "the jump", `Math.abs(document.querySelector('.body').children[9].getBoundingClientRect().top) < 120`)

	v.visit(t, home+"/tersimpan")
	v.until(t, "the list", `document.querySelector('[data-list=saved] li')`)
	if got := ask[string](t, v, `document.querySelector('[data-list=saved] a').textContent`); got != headline {
		t.Errorf("the list shows %q, want %q", got, headline)
	}
	if ask[bool](t, v, `document.querySelector('[data-list=left]').hidden`) {
		t.Error("the list does not show what was left unfinished")
	}
	for _, a := range v.axe(t) {
		t.Error(a)
	}
	v.picture(t, "saved")
	ask[bool](t, v, `(document.querySelector('[data-list=saved] button').click(), true)`)
	if !ask[bool](t, v, `document.querySelector('[data-list=saved]').hidden`) {
		t.Error("what was removed is still shown")
	}
	v.set(t, "resume", "")
	v.until(t, "nothing kept", stored+` == '[]'`)
}

// TestOffline: switched on, the articles read since are there without a server,
// anything else shows the page of what is kept; what is withdrawn goes; switched
// off, nothing is left.
func TestOffline(t *testing.T) {
	d := sharedDemo(t)
	u, err := url.Parse(d.home)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(u)
	// The browser's own cache may answer for some seconds; here it shall not.
	proxy.ModifyResponse = func(r *http.Response) error { r.Header.Set("Cache-Control", "no-store"); return nil }
	var cut, withdrawn bool
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case cut:
			conn, _, err := w.(http.Hijacker).Hijack()
			if err == nil {
				conn.Close()
			}
		case withdrawn && r.URL.Path == d.seed:
			http.Error(w, "dicabut", http.StatusGone)
		default:
			proxy.ServeHTTP(w, r)
		}
	}))
	defer s.Close()
	home, second := s.URL, d.path("jaga-malam-di-mercusuar-karang-sunyi")
	v := open(t, home+d.seed, screen{width: 360})
	v.set(t, "offline", "")
	v.until(t, "the worker", `navigator.serviceWorker.controller && document.querySelector('.tools [role=status]').textContent == 'Baca luring aktif.'`)
	v.visit(t, home+second)
	v.visit(t, home+"/cari?q=air")
	v.visit(t, home+"/daerah")
	const kept = `caches.open('warta-pages').then(c => c.keys()).then(k => JSON.stringify(k.map(r => new URL(r.url).pathname)))`
	if got, want := ask[string](t, v, kept), fmt.Sprintf(`[%q,%q]`, d.seed, second); got != want {
		t.Errorf("kept are %s, want %s", got, want)
	}
	cut = true
	v.visit(t, home+second+"?utm_source=wa")
	if got := ask[string](t, v, `document.querySelector('h1').textContent`); !strings.Contains(strings.ToLower(got), "mercusuar") {
		t.Errorf("without a server the article is %q", got)
	}
	if !ask[bool](t, v, `getComputedStyle(document.querySelector('.tools')).display != 'none' && typeof document.querySelector('.share .copy').dataset.copy == 'string' && !document.querySelector('.share .copy').hidden`) {
		t.Error("the kept page has no script")
	}
	v.visit(t, home+"/ekonomi")
	v.until(t, "the page of what is kept", `document.querySelector('[data-list=kept] li:nth-child(2)') && !document.querySelector('[data-lost]').hidden`)
	v.picture(t, "offline")
	cut, withdrawn = false, true
	v.visit(t, home+d.seed)
	v.visit(t, home+"/daerah")
	if got, want := ask[string](t, v, kept), fmt.Sprintf(`[%q]`, second); got != want {
		t.Errorf("after the withdrawal %s is kept, want %s", got, want)
	}
	v.set(t, "offline", "")
	v.until(t, "nothing kept", `caches.keys().then(k => k.length == 0)`)
	got := ask[string](t, v, `(async () => JSON.stringify([localStorage.length, (await navigator.serviceWorker.getRegistrations()).length]))()`)
	if got != "[0,0]" {
		t.Errorf("switched off, the browser keeps %s (entries, workers)", got)
	}
}

// TestSlowLine: who once took up the lite version, or whose browser saves data,
// is offered it at the top; who declined is not.
func TestSlowLine(t *testing.T) {
	d := sharedDemo(t)
	home := door(t, d).URL
	v := open(t, home+d.seed, screen{width: 360})
	const shown = `!!document.querySelector('aside.lite') && getComputedStyle(document.querySelector('aside.lite')).display != 'none'`
	if ask[bool](t, v, shown) {
		t.Error("the offer is shown on a fast line")
	}
	ask[bool](t, v, `(document.querySelector('footer [data-lite]').click(), true)`)
	v.until(t, "the lite page", `location.pathname.startsWith('/lite/')`)
	if n := ask[float64](t, v, `document.scripts.length`); n > 0 {
		t.Errorf("the lite page has %v scripts", n)
	}
	v.visit(t, home+d.seed)
	if !ask[bool](t, v, shown) {
		t.Error("the choice is not remembered")
	}
	v.picture(t, "slow")
	for _, a := range v.axe(t) {
		t.Error(a)
	}
	ask[bool](t, v, `(document.querySelector('[data-nolite]').click(), true)`)
	v.visit(t, home+"/")
	if ask[bool](t, v, shown) {
		t.Error("the offer comes again after it was declined")
	}
}

// TestStaffAreNoReaders is RD-2: a browser that marked itself counts nothing.
func TestStaffAreNoReaders(t *testing.T) {
	d := sharedDemo(t)
	home := door(t, d).URL
	beacons := func(v *visit) (n int) {
		for _, r := range v.requests {
			if strings.Contains(r.url, "/-/baca/") {
				n++
			}
		}
		return n
	}
	v := open(t, home+d.seed, screen{width: 360})
	time.Sleep(1500 * time.Millisecond)
	if n := beacons(v); n != 1 {
		t.Errorf("a reader is counted %d times", n)
	}
	ask[string](t, v, `localStorage.warta_staff = '1'`)
	v.visit(t, home+d.seed)
	time.Sleep(1500 * time.Millisecond)
	if n := beacons(v); n != 1 {
		t.Errorf("after the mark %d readings were sent in all, want 1", n)
	}
}
