package main

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// press types one key into the open page.
func (v *visit) press(t *testing.T, key string) {
	t.Helper()
	if err := chromedp.Do(v.ctx, chromedp.KeyEvent(key)); err != nil {
		t.Fatal(err)
	}
}

// TestViewer: a photo story's photos open large, by key as by click; the script
// comes with the first of them and not before, and closing leads back.
func TestViewer(t *testing.T) {
	d := sharedDemo(t)
	v := open(t, d.home+d.path("satu-hari-delapan-cahaya-di-pelabuhan"), screen{width: 1280})
	for _, r := range v.requests {
		if strings.Contains(r.url, "viewer") {
			t.Errorf("%s is loaded before anybody asks for it", r.url)
		}
	}
	const photos, counter = `document.querySelectorAll('a[data-viewer]')`, `document.querySelector('.viewer p').textContent`
	n := ask[int](t, v, photos+`.length`)
	if n < 3 {
		t.Fatalf("the story has %d photos", n)
	}
	ask[bool](t, v, `(`+photos+`[0].focus(), `+photos+`[0].click(), true)`)
	v.until(t, "a click opens the viewer", `document.querySelector('dialog.viewer[open] img[src]')`)
	shows := func(when string, want int) {
		t.Helper()
		if got := ask[int](t, v, `[...`+photos+`].findIndex(a => a.href == document.querySelector('.viewer img').src) + 1`); got != want {
			t.Errorf("%s shows photo %d, want %d", when, got, want)
		}
		got := ask[[]int](t, v, counter+`.match(/\d+/g).map(Number)`)
		if len(got) != 2 || got[0] != want || got[1] != n {
			t.Errorf("%s counts %v, want %d of %d", when, got, want, n)
		}
	}
	shows("the first click", 1)
	for _, key := range []struct {
		name, key string
		want      int
	}{
		{"Right", kb.ArrowRight, 2}, {"Left", kb.ArrowLeft, 1}, {"Left at the first", kb.ArrowLeft, 1},
		{"End", kb.End, n}, {"Right at the last", kb.ArrowRight, n}, {"Home", kb.Home, 1}, {"Right again", kb.ArrowRight, 2},
	} {
		v.press(t, key.key)
		shows(key.name, key.want)
	}
	v.picture(t, "viewer-1280")
	for _, a := range v.axe(t) {
		t.Errorf("axe: %s", a)
	}
	v.press(t, kb.Escape)
	v.until(t, "Escape closes the viewer", `!document.querySelector('.viewer[open]')`)
	v.until(t, "the focus is on the photo that was seen last", `document.activeElement == `+photos+`[1]`)
}
