package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"warta/internal/auth"
	"warta/internal/body"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
)

// The editor in a real browser, on the article's own page: what is typed comes to
// the server, and no fault of tab, network, server or session loses a word.

// writingRoom is a newspaper with a chief at a desk behind a line that can fail.
type writingRoom struct {
	*doorPaper
	line *line
	who  newsroom.Actor
}

// line stands between browser and server. down refuses everything, deaf lets the
// request through and loses the answer.
type line struct {
	down, deaf atomic.Bool
	next       http.Handler
}

func (l *line) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	drop := func() {
		if c, _, err := http.NewResponseController(w).Hijack(); err == nil {
			c.Close()
		}
	}
	if l.down.Load() {
		drop()
		return
	}
	if l.deaf.Load() && r.Method == http.MethodPatch {
		l.next.ServeHTTP(httptest.NewRecorder(), r)
		drop()
		return
	}
	l.next.ServeHTTP(w, r)
}

const (
	chiefMail = "citra@lentera.example"
	chiefWord = "empat kuda lumping biru"
)

func newWritingRoom(t *testing.T) *writingRoom {
	t.Helper()
	d := newDoor(t, listen{}, nil)
	u := store.User{Name: "Citra Ayu", Email: chiefMail}
	var link string
	cmd := newsroom.InviteUser{User: &u, Grants: []news.Grant{{Position: news.Pemred}}, Link: &link}
	if _, err := d.room.Do(t.Context(), newsroom.Operator(), cmd); err != nil {
		t.Fatal(err)
	}
	if _, err := d.keeper.Accept(t.Context(), auth.Caller{}, link, auth.Accept{Password: chiefWord}); err != nil {
		t.Fatal(err)
	}
	backend, err := url.Parse(strings.Replace(d.home, "localhost", "127.0.0.1", 1))
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(backend)
	proxy.ErrorLog = log.New(io.Discard, "", 0)
	direct := proxy.Director
	proxy.Director = func(r *http.Request) { host := r.Host; direct(r); r.Host = host }
	l := &line{next: proxy}
	front := httptest.NewServer(l)
	t.Cleanup(front.Close)
	d.home = strings.Replace(front.URL, "127.0.0.1", "localhost", 1)
	return &writingRoom{doorPaper: d, line: l, who: newsroom.Operator()}
}

// article makes a draft with one paragraph for each text.
func (w *writingRoom) article(t *testing.T, texts ...string) news.ArticleID {
	t.Helper()
	blocks := make([]string, len(texts))
	for i, text := range texts {
		raw, _ := json.Marshal(text)
		blocks[i] = fmt.Sprintf(`{"type":"paragraph","content":[{"type":"text","text":%s}]}`, raw)
	}
	doc, err := body.Parse([]byte(`{"type":"doc","version":1,"content":[` + strings.Join(blocks, ",") + `]}`))
	if err != nil {
		t.Fatal(err)
	}
	doc.AssignIDs("test")
	editions, err := w.editionOf(t)
	if err != nil {
		t.Fatal(err)
	}
	r, err := w.room.Do(t.Context(), newsroom.Operator(), newsroom.Create{Edition: editions, Content: news.Content{Headline: "Banjir rob merendam pesisir utara", Kind: news.KindNews, Language: "id", Body: doc}})
	if err != nil {
		t.Fatal(err)
	}
	return r.Article
}

func (w *writingRoom) editionOf(t *testing.T) (id news.EditionID, err error) {
	err = w.db.Read(t.Context(), func(tx store.Tx) error {
		all, err := tx.Editions().All(t.Context())
		if err == nil {
			id = all[0].ID
		}
		return err
	})
	return id, err
}

// text is what stands on the server.
func (w *writingRoom) text(t *testing.T, id news.ArticleID) string {
	t.Helper()
	d, err := w.room.Open(t.Context(), w.who, id)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(d.Conflicts); n > 0 {
		t.Errorf("%d conflicts of one person with herself", n)
	}
	return d.Content.Headline + "\n" + d.Content.Body.Text()
}

func (w *writingRoom) signIn(t *testing.T, s screen) *visit {
	t.Helper()
	v := open(t, w.home+"/newsroom/login", s)
	if v.do(t, "return !!document.getElementById('email')") == "true" {
		v.send(t, "email", chiefMail, "password", chiefWord)
	}
	return v
}

// write opens an article in a tab and waits for the editor.
func (w *writingRoom) write(t *testing.T, id news.ArticleID, s screen) *visit {
	t.Helper()
	v := open(t, w.home+"/newsroom/a/"+id.String(), s)
	v.until(t, "the editor", "!!document.querySelector('.we .ProseMirror')")
	return v
}

// typeAtEnd puts the caret at the end of the text and types.
func (v *visit) typeAtEnd(t *testing.T, text string) {
	t.Helper()
	v.do(t, `const p = document.querySelector('.ProseMirror'); p.focus(); const last = p.querySelector(':scope > p:last-of-type'); const s = getSelection(); s.selectAllChildren(last); s.collapseToEnd();`)
	time.Sleep(60 * time.Millisecond)
	err := chromedp.Do(v.ctx, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, input.InsertText, input.InsertTextParams{Text: text})
		return err
	}))
	if err != nil {
		t.Fatal(err)
	}
}

const saved = `document.querySelector('warta-editor').dataset.state === 'saved'`

// settled waits until the server has everything.
func (w *writingRoom) settled(t *testing.T, v *visit, id news.ArticleID, word string) {
	t.Helper()
	v.until(t, "“"+word+"” on the server", saved)
	for range 400 {
		if strings.Contains(w.text(t, id), word) {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	t.Fatalf("%q is not on the server: %s", word, w.text(t, id))
}

func TestTheEditorInABrowser(t *testing.T) {
	w := newWritingRoom(t)
	for _, width := range []int{1280, 360} {
		id := w.article(t, "Air laut naik sejak pagi.", "Warga mengungsi.")
		s := screen{width: width, dark: width == 360}
		w.signIn(t, s)
		v := w.write(t, id, s)
		v.typeAtEnd(t, " Jalan terputus.")
		w.settled(t, v, id, "Jalan terputus.")
		v.do(t, `const h = document.querySelector('.we-headline'); h.focus(); h.value += ', ribuan warga mengungsi'; h.dispatchEvent(new Event('input', {bubbles: true}))`)
		v.until(t, "the headline to be saved", `document.querySelector('warta-editor').dataset.state === 'saved' && !document.querySelector('.we-headline').matches('[aria-invalid]')`)
		w.settled(t, v, id, "ribuan warga")

		// A block by the menu, moved by its key, and paste with a report.
		v.do(t, `document.querySelector('.ProseMirror').focus()`)
		v.typeAtEnd(t, "")
		v.do(t, `
			const d = new DataTransfer();
			d.setData('text/html', '<html xmlns:w="urn:schemas-microsoft-com:office:word"><body><p class=MsoNormal style="color:red">Dari Word satu.</p><p class=MsoNormal onclick="x()">Dari Word <b>dua</b>.</p></body></html>');
			d.setData('text/plain', 'Dari Word satu.\n\nDari Word dua.');
			document.querySelector('.ProseMirror').dispatchEvent(new ClipboardEvent('paste', {clipboardData: d, bubbles: true, cancelable: true}))`)
		v.until(t, "what was pasted", `document.querySelector('.we-pasted') && /Word/.test(document.querySelector('.we-pasted').textContent)`)
		if got := v.do(t, `return document.querySelectorAll('.ProseMirror [style], .ProseMirror [class*=Mso]').length`); got != "0" {
			t.Errorf("%s elements of the paste kept a style", got)
		}
		w.settled(t, v, id, "Dari Word dua.")

		v.read(t)
		for _, x := range v.violations {
			t.Errorf("%d: %s", width, x)
		}
		if n := v.sideways(t); n > 0 {
			t.Errorf("%d: %d pixels wider than the screen", width, n)
		}
		for _, scheme := range schemes(width) {
			v.scheme(t, scheme)
			v.picture(t, fmt.Sprintf("editor-%d-%s", width, scheme))
			for _, x := range v.axe(t) {
				t.Errorf("%d %s: %s", width, scheme, x)
			}
		}
	}
}

// From the text to readers with one key pressed twice, and back within ten seconds.
func TestTheEditorPublishesWithOneKey(t *testing.T) {
	w := newWritingRoom(t)
	edition, err := w.editionOf(t)
	if err != nil {
		t.Fatal(err)
	}
	section := &news.Section{Edition: edition, Name: "DAERAH"}
	if _, err := w.room.Do(t.Context(), w.who, newsroom.DefineSection{Section: section}); err != nil {
		t.Fatal(err)
	}
	doc := body.Doc{Version: body.SchemaVersion, Blocks: []body.Block{&body.Paragraph{Text: body.Text("Air laut naik sejak pagi.")}}}
	doc.AssignIDs("test")
	r, err := w.room.Do(t.Context(), w.who, newsroom.Create{Edition: edition, Content: news.Content{Headline: "Banjir rob merendam pesisir utara", Kind: news.KindNews,
		Language: "id", Section: section.ID, Byline: []news.Credit{{Name: "Redaksi", Role: news.RoleReporter}}, Body: doc}})
	if err != nil {
		t.Fatal(err)
	}
	public := func() news.PublicState {
		l, err := w.room.Look(t.Context(), w.who, r.Article)
		if err != nil {
			t.Fatal(err)
		}
		return l.Article.Public
	}
	s := screen{width: 1280}
	w.signIn(t, s)
	v := w.write(t, r.Article, s)
	v.typeAtEnd(t, " Jalan terputus.")
	key := `document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', ctrlKey: true, bubbles: true, cancelable: true}))`
	v.do(t, key)
	v.until(t, "the sheet", "document.querySelector('.we-publish[open]')")
	v.picture(t, "editor-sheet")
	v.do(t, key)
	v.until(t, "the ribbon", "document.querySelector('.we-ribbon')")
	if got := public(); got != news.Live {
		t.Fatalf("after publishing: %s", got)
	}
	if !strings.Contains(w.text(t, r.Article), "Jalan terputus.") {
		t.Error("what was typed a moment before was not published")
	}
	v.do(t, "document.querySelector('.we-ribbon button.main').click()")
	v.until(t, "the ribbon to go", "!document.querySelector('.we-ribbon')")
	if got := public(); got == news.Live {
		t.Error("it is still live after the undo")
	}
	v.read(t)
	for _, x := range v.violations {
		t.Error(x)
	}
}

// What was typed in the plain form before the script came is taken over.
func TestTheEditorTakesOverWhatWasTyped(t *testing.T) {
	w := newWritingRoom(t)
	id := w.article(t, "Air laut naik sejak pagi.")
	w.signIn(t, screen{width: 1280})
	v := open(t, w.home+"/newsroom/", screen{width: 1280})
	// The bundle is held back until somebody has typed.
	if _, err := chromedp.Run(v.ctx, chromedp.Evaluate[string]("''")); err != nil {
		t.Fatal(err)
	}
	err := chromedp.Do(v.ctx, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: `
			const define = customElements.define.bind(customElements);
			customElements.define = (name, ...rest) => name === 'warta-editor' ? (window.__go = () => define(name, ...rest)) : define(name, ...rest);`})
		return err
	}), chromedp.Navigate(w.home+"/newsroom/a/"+id.String()))
	if err != nil {
		t.Fatal(err)
	}
	v.until(t, "the bundle", "window.__go")
	v.do(t, `document.querySelector('[name=headline]').value = 'Judul dari formulir'; window.__go()`)
	v.until(t, "the editor", "!!document.querySelector('.we .ProseMirror')")
	w.settled(t, v, id, "Judul dari formulir")

	if err := chromedp.Do(v.ctx, chromedp.Navigate(w.home+"/newsroom/a/"+id.String())); err != nil {
		t.Fatal(err)
	}
	v.until(t, "the bundle", "window.__go")
	v.do(t, `const x = document.querySelector('[name=text]'); x.value += '\n\nParagraf dari formulir.'; window.__go()`)
	v.until(t, "the editor", "!!document.querySelector('.we .ProseMirror')")
	if got := v.do(t, "return document.querySelector('.ProseMirror').textContent"); !strings.Contains(got, "Paragraf dari formulir.") {
		t.Errorf("the editor shows %q", got)
	}
	if got := w.text(t, id); !strings.Contains(got, "Paragraf dari formulir.") {
		t.Errorf("the server has %q", got)
	}
}

// When the script fails, the form is what the person has.
func TestTheFormRemainsWhenTheEditorFails(t *testing.T) {
	w := newWritingRoom(t)
	id := w.article(t, "Air laut naik sejak pagi.")
	w.signIn(t, screen{width: 360})
	v := open(t, w.home+"/newsroom/", screen{width: 360})
	err := chromedp.Do(v.ctx, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{
			Source: `MutationObserver.prototype.observe = () => { throw new Error('an old browser'); };`})
		return err
	}), chromedp.Navigate(w.home+"/newsroom/a/"+id.String()))
	if err != nil {
		t.Fatal(err)
	}
	v.until(t, "the form", `document.querySelector('warta-editor')?.dataset.failed && !document.querySelector('warta-editor form').hidden && !document.querySelector('.we')`)
}

// closeTab leaves the page as closing its tab does.
func closeTab(v *visit) { _ = chromedp.Do(v.ctx, chromedp.Navigate("about:blank")) }

// crash ends a tab's process without a word.
func crash(v *visit) {
	ctx, cancel := context.WithTimeout(v.ctx, 2*time.Second)
	defer cancel()
	_ = chromedp.Do(ctx, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, page.Crash, cdp.Empty{})
		return err
	}))
	time.Sleep(200 * time.Millisecond)
}
