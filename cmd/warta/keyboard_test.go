package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"warta/internal/news"
	"warta/internal/store"
)

// focus is what the keyboard has reached.
type focus struct {
	What    string  `json:"what"`
	Skip    bool    `json:"skip"`
	Index   int     `json:"index"`
	Outline float64 `json:"outline"`
	Style   string  `json:"style"`
	Seen    bool    `json:"seen"`
	End     bool    `json:"end"`
}

// ask describes the focused element. Its index is its place in the document,
// which must only grow: the order of focus is the order of reading.
const askFocus = `(() => {
	const e = document.activeElement;
	if (!e || e === document.body || e === document.documentElement) return JSON.stringify({end: true});
	const card = e.closest('.card'); // a card's link is as large as the card, which shows the ring
	const s = getComputedStyle(card && card.contains(e) && getComputedStyle(card).outlineStyle !== 'none' ? card : e), b = e.getBoundingClientRect();
	return JSON.stringify({
		what: e.tagName.toLowerCase() + (e.id ? '#' + e.id : '') + ' ' + (e.getAttribute('href') || e.textContent.trim().slice(0, 30)),
		skip: e.classList.contains('skip'),
		index: [...document.querySelectorAll('*')].indexOf(e),
		outline: parseFloat(s.outlineWidth) || 0, style: s.outlineStyle,
		seen: b.width > 0 && b.height > 0 && b.bottom > 0 && b.top < innerHeight,
	});
})()`

// keyboard walks the open page with the Tab key: the skip link comes first,
// focus is always visible, follows the reading order, and is trapped nowhere
// (WCAG 2.1.1, 2.1.2, 2.4.3, 2.4.7).
func (v *visit) keyboard(t *testing.T) {
	t.Helper()
	last, steps := -1, 0
	for ; steps < 800; steps++ {
		if err := chromedp.Do(v.ctx, chromedp.KeyEvent(kb.Tab)); err != nil {
			t.Fatal(err)
		}
		if steps == 0 {
			// The skip link slides in.
			if err := chromedp.Do(v.ctx, chromedp.Sleep(300*time.Millisecond)); err != nil {
				t.Fatal(err)
			}
		}
		raw, err := chromedp.Run(v.ctx, chromedp.Evaluate[string](askFocus))
		if err != nil {
			t.Fatal(err)
		}
		var f focus
		if err := json.Unmarshal([]byte(raw), &f); err != nil {
			t.Fatal(err)
		}
		if f.End {
			break
		}
		if steps == 0 && !f.Skip {
			t.Errorf("the first stop is %s, want the skip link", f.What)
		}
		if f.Index <= last {
			break // round again from the start
		}
		last = f.Index
		if f.Style == "none" || f.Outline < 2 {
			t.Errorf("%s: focus is not visible (outline %s %.0f px)", f.What, f.Style, f.Outline)
		}
		if !f.Seen {
			t.Errorf("%s has the focus and is not on the screen", f.What)
		}
	}
	if steps == 0 || steps == 800 {
		t.Errorf("the keyboard made %d steps", steps)
	}
}

// narrow makes the window 320 px wide, which is 400 % zoom on a laptop:
// nothing makes the reader scroll sideways (WCAG 1.4.10).
func (v *visit) narrow(t *testing.T) {
	t.Helper()
	err := chromedp.Do(v.ctx, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
			Width: 320, Height: 256, DeviceScaleFactor: 1})
		return err
	}))
	if err != nil {
		t.Fatal(err)
	}
	if w := v.sideways(t); w > 0 {
		t.Errorf("at 400 %% the page is %d px wider than the screen", w)
	}
}

const askFingers = `JSON.stringify([...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, summary')].flatMap(e => {
	const b = e.getBoundingClientRect(), s = getComputedStyle(e);
	if (!b.width || !b.height || s.visibility === 'hidden' || e.closest('p, figcaption, dd, blockquote, address, label') || e.matches('.skip, .addr')) return [];
	const least = e.closest('.nav, .share, .pager') ? 44 : 24;
	// A card's link is as large as the card.
	const after = getComputedStyle(e, '::after');
	if (after.position === 'absolute' && after.content !== 'none') return [];
	return b.height + 0.5 < least ? [e.tagName + ' ' + (e.textContent.trim().slice(0, 30) || e.getAttribute('aria-label')) + ' ' + b.width.toFixed() + '×' + b.height.toFixed() + ' < ' + least] : [];
}))`

// fingers measures what fingers meet on a phone: 24 px at least (WCAG 2.5.8),
// 44 px in menus, share bars and pagers. Links in running text are exempt, as
// the rule has it.
func (v *visit) fingers(t *testing.T) {
	t.Helper()
	raw, err := chromedp.Run(v.ctx, chromedp.Evaluate[string](askFingers))
	if err != nil {
		t.Fatal(err)
	}
	var small []string
	if err := json.Unmarshal([]byte(raw), &small); err != nil {
		t.Fatal(err)
	}
	if len(small) > 0 {
		t.Errorf("too small for a finger: %s", strings.Join(small[:min(len(small), 8)], "; "))
	}
}

// TestWithoutStyles reads pages as a browser without CSS and scripts shows
// them: headline, byline, time and text in this order, and links that lead on
// (RS-1).
func TestWithoutStyles(t *testing.T) {
	d := sharedDemo(t)
	const ask = `(() => { document.querySelectorAll('style, link[rel=stylesheet]').forEach(e => e.remove()); return document.body.innerText; })()`
	v := open(t, d.home+d.path("jaga-malam-di-mercusuar-karang-sunyi"), screen{width: 360})
	text, err := chromedp.Run(v.ctx, chromedp.Evaluate[string](ask))
	if err != nil {
		t.Fatal(err)
	}
	var c news.Content
	err = d.db.Published().View(d.ctx(), 0, func(view store.View) error {
		addr, err := view.Resolve(d.ctx(), d.path("jaga-malam-di-mercusuar-karang-sunyi"))
		if err != nil {
			return err
		}
		a, err := view.Article(d.ctx(), addr.Article)
		c = a.Content
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	at := 0
	for _, want := range []string{c.Headline, c.Standfirst, "WIB", c.Body.FirstParagraph()[:60], "Terkait"} {
		i := strings.Index(text[at:], want)
		if i < 0 {
			t.Fatalf("without styles, %q does not follow; the rest begins %q", want, fmt.Sprintf("%.200s", text[at:]))
		}
		at += i
	}
}
