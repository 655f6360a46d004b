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

// A breaking item from the board to the head of page one with its banner: eight
// keys and choices, besides typing (newsroom-screens.md 7). Everything that is
// not typed goes through key, which counts.
func TestABreakingItemTakesEightKeys(t *testing.T) {
	d := newDoor(t, listen{}, demoStaff)
	s := news.Section{Edition: 1, Name: "Ekonomi"}
	if _, err := d.room.Do(t.Context(), newsroom.Operator(), newsroom.DefineSection{Section: &s}); err != nil {
		t.Fatal(err)
	}
	photo := filepath.Join(t.TempDir(), "gempa.png")
	png, err := base64.StdEncoding.DecodeString("iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR4nGP4z8CAB+GTG8HSALfKY52fTcuYAAAAAElFTkSuQmCC")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(photo, png, 0o600); err != nil {
		t.Fatal(err)
	}
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
	typed := func(s string) {
		t.Helper()
		if err := chromedp.Do(v.ctx, chromedp.KeyEvent(s)); err != nil {
			t.Fatal(err)
		}
	}
	key("C")
	v.until(t, "Kilat", "location.pathname === '/newsroom/quick' && document.readyState === 'complete'")
	v.until(t, "the headline's focus", "document.activeElement.id === 'headline'")
	typed("Gempa terasa kuat di Sagara")
	keys++ // the file is dropped onto the form
	if err := chromedp.Do(v.ctx, chromedp.SetUploadFiles("#photo", []string{photo})); err != nil {
		t.Fatal(err)
	}
	v.do(t, "document.getElementById('photo').focus()") // where a drop leaves it is the next test's question
	key(kb.Tab)
	typed("Warga berdiri di luar rumah")
	key(kb.Tab)
	typed("Ekonomi")
	v.do(t, `document.getElementById('text').value = 'Warga keluar rumah.\n\nBelum ada laporan kerusakan.'; document.getElementById('lead.credit').value = 'Dimas'`)
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
	v.visit(t, d.home+"/")
	if front := v.do(t, "return document.body.innerText"); strings.Count(front, "Gempa terasa kuat di Sagara") < 2 {
		t.Errorf("the front page reads:\n%s", front)
	}
}
