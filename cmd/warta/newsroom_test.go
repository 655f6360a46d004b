package main

import (
	"context"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"warta/internal/news"
	"warta/internal/newsroom"
)

// go_ clicks or sends something that leads to another page, with the page's
// own scripts running or not.
func (v *visit) go_(t *testing.T, script string) {
	t.Helper()
	before := v.do(t, "return performance.timeOrigin")
	v.do(t, script)
	for range 200 {
		time.Sleep(25 * time.Millisecond)
		now, err := chromedp.Run(v.ctx, chromedp.Evaluate[string]("document.readyState === 'complete' ? String(performance.timeOrigin) : ''"))
		if err == nil && now != "" && now != before {
			return
		}
	}
	t.Fatalf("still at %s after: %s\n%s", v.do(t, "return location.href"), script, v.do(t, "return document.body.innerText"))
}

func (v *visit) signIn(t *testing.T, d *doorPaper, n int) {
	t.Helper()
	v.visit(t, d.home+"/newsroom/login")
	if v.do(t, "return location.pathname") != "/newsroom/login" {
		v.go_(t, `document.querySelector('form[action="/newsroom/logout"] button').click()`)
	}
	v.go_(t, fmt.Sprintf(`email.value = %q; password.value = %q; email.form.querySelector('button').click()`, demoStaff[n].Email, demoStaff[n].Password))
}

// scripts lets the tab run scripts, or not.
func (v *visit) scripts(t *testing.T, on bool) {
	t.Helper()
	err := chromedp.Do(v.ctx, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
		return err
	}))
	if err != nil {
		t.Fatalf("switch scripts: %v", err)
	}
}

// whole fails on sideways scrolling and on what axe finds in the light and in the
// dark, and takes pictures where they are asked for.
func (v *visit) whole(t *testing.T, name string, width int) {
	t.Helper()
	if n := v.sideways(t); n > 0 {
		t.Errorf("%s at %d: %d pixels wider than the screen", name, width, n)
	}
	// The checker needs timers, which a tab without scripts does not have. Those of
	// the page were not loaded and stay away.
	v.scripts(t, true)
	defer v.scripts(t, false)
	for _, scheme := range schemes(width) {
		v.scheme(t, scheme)
		v.picture(t, fmt.Sprintf("newsroom-%s-%d-%s", name, width, scheme))
		for _, found := range v.axe(t) {
			t.Errorf("%s at %d, %s: %s", name, width, scheme, found)
		}
	}
}

// From sign-in to a published, corrected and withdrawn article, by reporter, desk
// and chief, with no script at all.
func TestTheNewsroomWithoutScripts(t *testing.T) {
	widths := []int{360, 1280}
	for _, width := range widths {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			d := newDoor(t, listen{}, demoStaff)
			s := news.Section{Edition: 1, Name: "Ekonomi"}
			if _, err := d.room.Do(t.Context(), newsroom.Operator(), newsroom.DefineSection{Section: &s}); err != nil {
				t.Fatal(err)
			}
			v := open(t, d.home+"/newsroom/login", screen{patience: 3 * time.Minute, width: width, noScript: true})
			full := width == 360 || os.Getenv("WARTA_NIGHTLY") != "" || os.Getenv("WARTA_PICTURES") != ""
			look := func(name string) {
				if full {
					v.whole(t, name, width)
				} else if n := v.sideways(t); n > 0 {
					t.Errorf("%s: %d pixels wider than the screen", name, n)
				}
			}
			v.signIn(t, d, 0)
			look("desk-empty")
			v.visit(t, d.home+"/newsroom/new")
			v.go_(t, `document.getElementById('f-headline').value = 'Harga cabai turun di Pasar Lawang'; document.getElementById('f-section').selectedIndex = 1;
				document.getElementById('f-text').value = 'Harga cabai turun tiga hari berturut-turut.\n\nPedagang lega.'; document.querySelector('[value=save]').click()`)
			look("article")
			v.go_(t, `document.querySelector('.abar [value=submit]').click()`)
			if v.do(t, "return !!document.querySelector('.flash') && !!document.querySelector('.astate .stamp.desk')") != "true" {
				t.Errorf("after submitting:\n%s", v.do(t, "return document.body.innerText"))
			}
			article := v.do(t, "return location.pathname")

			v.signIn(t, d, 1)
			look("desk")
			v.go_(t, `document.querySelector('.cm [data-move=approve]').click()`)
			v.visit(t, d.home+article+"/publish")
			look("publish")
			v.go_(t, `document.querySelector('#lembar button.main').click()`)
			look("published")
			if v.do(t, "return !!document.querySelector('.astate .stamp.live')") != "true" {
				t.Errorf("after publishing:\n%s", v.do(t, "return document.body.innerText"))
			}
			v.visit(t, d.home+article+"/publish")
			v.go_(t, `document.querySelector('[value=koreksi]').checked = true; note.value = 'Harga turun dua hari berturut-turut, bukan tiga.'; document.querySelector('#lembar button.main').click()`)
			for _, page := range []string{"history", "history/1", "notes", "checks", "seo", "log"} {
				v.visit(t, d.home+article+"/"+page)
				look(strings.ReplaceAll(page, "/", "-"))
			}
			for _, page := range []string{"quick", "search?q=cabai", "corrections", "corrections/new", "keys", "more", "account", "?mode=list"} {
				v.visit(t, d.home+"/newsroom/"+page)
				look(strings.Trim(strings.NewReplacer("/", "-", "?", "-", "=", "-").Replace(page), "-"))
			}

			v.signIn(t, d, 2)
			v.visit(t, d.home+article+"/withdraw")
			v.go_(t, `ground.value = 'kesusilaan'; reason.value = 'Foto yang dimuat melanggar kesusilaan.'; document.querySelector('[value=look]').click()`)
			look("withdraw")
			v.go_(t, `slug.value = 'harga-cabai-turun-di-pasar-lawang'; document.querySelector('[value=withdraw]').click()`)
			look("withdrawn")
			if v.do(t, "return !!document.querySelector('.astate .stamp.withdrawn')") != "true" {
				t.Errorf("after withdrawing:\n%s", v.do(t, "return document.body.innerText"))
			}
		})
	}
}

// breakingRoom is a newsroom in which the earth has just shaken, and a photo of it.
func breakingRoom(t *testing.T) (d *doorPaper, photo string) {
	t.Helper()
	d = newDoor(t, listen{}, demoStaff)
	s := news.Section{Edition: 1, Name: "Ekonomi"}
	if _, err := d.room.Do(t.Context(), newsroom.Operator(), newsroom.DefineSection{Section: &s}); err != nil {
		t.Fatal(err)
	}
	return d, quakePhoto(t)
}

// quakePhoto is a file with a picture.
func quakePhoto(t *testing.T) (photo string) {
	t.Helper()
	photo = filepath.Join(t.TempDir(), "gempa.png")
	png, err := base64.StdEncoding.DecodeString("iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR4nGP4z8CAB+GTG8HSALfKY52fTcuYAAAAAElFTkSuQmCC")
	if err == nil {
		err = os.WriteFile(photo, png, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return photo
}

// asIfFromTheFile puts in what a press photo says of itself; this one says nothing.
func (v *visit) asIfFromTheFile(t *testing.T) {
	t.Helper()
	v.do(t, `document.getElementById('lead.credit').value = 'Dimas'; document.getElementById('lead.caption').value = 'Warga di halaman.'`)
}

// typed are letters, Enter among them; they are not counted.
func (v *visit) typed(t *testing.T, text string) {
	t.Helper()
	if err := chromedp.Do(v.ctx, chromedp.KeyEvent(text)); err != nil {
		t.Fatal(err)
	}
}

// leads checks that readers have the item as the lead and under the banner.
func (d *doorPaper) leads(t *testing.T, v *visit, headline string) {
	t.Helper()
	v.visit(t, d.home+"/")
	if front := v.do(t, "return document.body.innerText"); strings.Count(front, headline) < 2 {
		t.Errorf("the front page reads:\n%s", front)
	}
}

const quakeText = "Warga keluar rumah.\r\rBelum ada laporan kerusakan."

// A breaking item with headline, two paragraphs, photo with caption, credit, alt,
// section and banner goes from the board to page one with eight keys at most
// beside typing (newsroom-screens.md section 7).
func TestABreakingItemTakesEightKeys(t *testing.T) {
	d, photo := breakingRoom(t)
	v := open(t, d.home+"/newsroom/login", screen{patience: 3 * time.Minute, width: 1280})
	v.signIn(t, d, 2)
	keys := 0
	key := func(k string, o ...chromedp.KeyOption) {
		t.Helper()
		keys++
		if err := chromedp.Do(v.ctx, chromedp.KeyEvent(k, o...)); err != nil {
			t.Fatal(err)
		}
	}
	key("C")
	v.until(t, "Kilat", "location.pathname === '/newsroom/quick' && document.readyState === 'complete'")
	v.until(t, "the headline's focus", "document.activeElement.id === 'headline'")
	v.typed(t, "Gempa terasa kuat di Sagara\r"+quakeText)
	keys++ // the file is dropped onto the form
	if err := chromedp.Do(v.ctx, chromedp.SetUploadFiles("#photo", []string{photo})); err != nil {
		t.Fatal(err)
	}
	v.asIfFromTheFile(t)
	v.until(t, "the alt text's focus", "document.activeElement.name === 'lead.alt'")
	v.typed(t, "Warga berdiri di luar rumah")
	key(kb.Tab)
	v.typed(t, "Ekonomi")
	key(kb.Enter, chromedp.KeyModifiers(chromedp.ModifierCtrl))
	v.until(t, "the sheet", "location.pathname.endsWith('/publish') && document.readyState === 'complete'")
	v.until(t, "its button's focus", "document.activeElement.matches('#lembar button.main')")
	key("b")
	key("1")
	key(kb.Enter, chromedp.KeyModifiers(chromedp.ModifierCtrl))
	v.until(t, "publication, with ten seconds to take it back", "document.querySelector('.flash form[action$=\"/undo\"]')")
	if keys > 8 {
		t.Errorf("it takes %d keys and choices", keys)
	}
	v.read(t)
	for _, x := range v.violations {
		t.Errorf("on the way: %s", x)
	}
	d.leads(t, v, "Gempa terasa kuat di Sagara")
}

// On a telephone the same takes seven taps: the desk's button, the headline, the
// photo and its choice, the box of what is breaking, and publishing twice. The
// section is that of the person's last item.
func TestABreakingItemTakesSevenTaps(t *testing.T) {
	d, photo := breakingRoom(t)
	v := open(t, d.home+"/newsroom/login", screen{patience: 3 * time.Minute, width: 360, height: 740})
	v.signIn(t, d, 2)
	v.visit(t, d.home+"/newsroom/quick")
	v.go_(t, `headline.value = 'Berita tadi pagi'; document.querySelector('[name=section]').selectedIndex = 1; headline.form.querySelector('[value=save]').click()`)
	v.visit(t, d.home+"/newsroom/")

	taps := 0
	tap := func(selector string) {
		t.Helper()
		taps++
		at := v.do(t, fmt.Sprintf(`const e = document.querySelector(%q); e.scrollIntoView({block: 'center'}); const r = e.getBoundingClientRect();
			const x = r.x + r.width / 2, y = r.y + r.height / 2, on = document.elementFromPoint(x, y);
			return on && (e.contains(on) || on.contains(e)) ? x + ' ' + y : 'covered by ' + on?.outerHTML`, selector))
		var x, y float64
		if n, err := fmt.Sscan(at, &x, &y); n != 2 {
			t.Fatalf("%s cannot be tapped: %s (%v)", selector, at, err)
		}
		err := chromedp.Do(v.ctx, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
			_, err := cdp.Call(ctx, t, input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: input.DispatchTouchEventTypeTouchStart, TouchPoints: []*input.TouchPoint{{X: x, Y: y}}})
			if err == nil {
				_, err = cdp.Call(ctx, t, input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: input.DispatchTouchEventTypeTouchEnd, TouchPoints: []*input.TouchPoint{}})
			}
			return err
		}))
		if err != nil {
			t.Fatal(err)
		}
	}
	tap(`a.new[href="/newsroom/quick"]`)
	v.until(t, "Kilat", "location.pathname === '/newsroom/quick' && document.readyState === 'complete'")
	tap("#headline")
	v.typed(t, "Gempa terasa kuat di Sagara\r"+quakeText)
	taps += 2 // the photo's field, and the photo in what the telephone opens
	if err := chromedp.Do(v.ctx, chromedp.SetUploadFiles("#photo", []string{photo})); err != nil {
		t.Fatal(err)
	}
	v.asIfFromTheFile(t)
	v.until(t, "the alt text's focus", "document.activeElement.name === 'lead.alt'")
	v.typed(t, "Warga berdiri di luar rumah")
	tap("label:has(> [name=banner])")
	tap(".quick button[value=publish]")
	v.until(t, "the sheet", "location.pathname.endsWith('/publish') && document.readyState === 'complete'")
	tap("#lembar button.main")
	v.until(t, "publication, with ten seconds to take it back", "document.querySelector('.flash form[action$=\"/undo\"]')")
	if taps > 7 {
		t.Errorf("it takes %d taps", taps)
	}
	d.leads(t, v, "Gempa terasa kuat di Sagara")
}
