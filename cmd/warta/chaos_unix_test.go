//go:build unix

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"math/rand"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"warta/internal/news"
)

// chaos is somebody writing in a browser of her own, on a server of its own, both
// of which can be killed. Between them stands a line that can be cut; it keeps what
// the server has confirmed.
type chaos struct {
	data, addr string
	home       string
	server     *exec.Cmd
	line       *line
	profile    string
	browser    *exec.Cmd
	end        context.CancelFunc
	all        context.Context // the browser
	tab        *visit
	// acked is how much of the text the longest save held that the server confirmed
	// and the browser heard of; cookie is the session's.
	acked  atomic.Int64
	cookie atomic.Value
}

// opening is where every text of the test begins.
const opening = "Awal. "

var firstText = regexp.MustCompile(`"text":"(` + regexp.QuoteMeta(opening) + `[^"]*)"`)

// newChaos prepares a newspaper with a number of articles and starts its server.
func newChaos(t *testing.T, articles int) (*chaos, []news.ArticleID) {
	t.Helper()
	browser.once.Do(startBrowser)
	if browser.ctx == nil {
		t.Skip("browser test: " + browser.why)
	}
	w := newWritingRoom(t)
	ids := make([]news.ArticleID, articles)
	for i := range ids {
		ids[i] = w.article(t, opening)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &chaos{data: w.app.cli.Data, addr: l.Addr().String(), profile: t.TempDir()}
	l.Close()
	w.shut()
	c.serve(t)
	proxy := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: c.addr})
	proxy.ErrorLog = log.New(io.Discard, "", 0)
	direct := proxy.Director
	proxy.Director = func(r *http.Request) { host := r.Host; direct(r); r.Host = host }
	c.line = &line{next: http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		if k := r.Header.Get("Cookie"); k != "" {
			c.cookie.Store(k)
		}
		if r.Method != http.MethodPatch {
			proxy.ServeHTTP(out, r)
			return
		}
		raw, _ := io.ReadAll(r.Body) // a body cut short is refused behind
		r.Body = io.NopCloser(bytes.NewReader(raw))
		seen := &watched{ResponseWriter: out}
		proxy.ServeHTTP(seen, r)
		if _, lost := out.(*httptest.ResponseRecorder); lost || seen.status != http.StatusOK {
			return
		}
		if m := firstText.FindSubmatch(raw); m != nil && int64(len(m[1])) > c.acked.Load() {
			c.acked.Store(int64(len(m[1])))
		}
	})}
	front := httptest.NewServer(c.line)
	t.Cleanup(front.Close)
	c.home = strings.Replace(front.URL, "127.0.0.1", "localhost", 1)
	c.look(t)
	t.Cleanup(func() { c.kill(); c.stop() })
	return c, ids
}

// watched remembers an answer's status.
type watched struct {
	http.ResponseWriter
	status int
}

func (w *watched) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// serve starts the server and waits until it answers.
func (c *chaos) serve(t *testing.T) {
	t.Helper()
	c.server = process("serve", "--data", c.data, "--addr", c.addr, "--no-second-factor", "--log", "error")
	if err := c.server.Start(); err != nil {
		t.Fatal(err)
	}
	for range 400 {
		if res, err := http.Get("http://" + c.addr + "/newsroom/login"); err == nil {
			res.Body.Close()
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	t.Fatal("the server does not come")
}

// stop kills the server as a power cut would.
func (c *chaos) stop() {
	_ = c.server.Process.Kill() // it may be dead
	_ = c.server.Wait()
}

// look starts the browser on its profile.
func (c *chaos) look(t *testing.T) {
	t.Helper()
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(c.profile),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.ModifyCmdFunc(func(cmd *exec.Cmd) {
			cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
			c.browser = cmd
		}))
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			opts = append(opts, chromedp.ExecPath(path))
			break
		}
	}
	alloc, end := chromedp.NewExecAllocator(context.Background(), opts...)
	ctx, _ := chromedp.NewContext(alloc) // ends with alloc
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start the browser: %v", err)
	}
	c.all, c.end = ctx, end
}

// kill ends the browser with all its processes, in the middle of whatever it does.
func (c *chaos) kill() {
	_ = syscall.Kill(-c.browser.Process.Pid, syscall.SIGKILL) // it may be dead
	c.end()
}

// open goes to an article in a tab of its own, signing in where it must.
func (c *chaos) open(t *testing.T, id news.ArticleID) {
	t.Helper()
	ctx, cancel := chromedp.NewContext(c.all)
	ctx, over := context.WithTimeout(ctx, 2*time.Minute)
	t.Cleanup(func() { over(); cancel() })
	c.tab = &visit{ctx: ctx}
	path := "/newsroom/a/" + id.String()
	if err := chromedp.Do(ctx, prepare(screen{width: 1280}), chromedp.Navigate(c.home+path)); err != nil {
		t.Fatal(err)
	}
	if c.tab.do(t, "return !!document.getElementById('password')") == "true" {
		c.tab.send(t, "email", chiefMail, "password", chiefWord)
		if err := chromedp.Do(ctx, chromedp.Navigate(c.home+path)); err != nil {
			t.Fatal(err)
		}
	}
	c.tab.until(t, "the editor", "performance.getEntriesByName('warta:usable').length > 0")
}

// get asks the server, past the line, with the session of the browser.
func (c *chaos) get(t *testing.T, path string, into any) bool {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+c.addr+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	cookie, _ := c.cookie.Load().(string)
	req.Header.Set("Cookie", cookie)
	req.Host = strings.TrimPrefix(c.home, "http://")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return false
	}
	if err := json.NewDecoder(res.Body).Decode(into); err != nil {
		t.Fatal(err)
	}
	return true
}

// stands is the text on the server, and how many conflicts are open.
func (c *chaos) stands(t *testing.T, id news.ArticleID) (text string, conflicts int) {
	t.Helper()
	var a struct {
		Content struct {
			Body struct {
				Content []struct {
					Content []struct{ Text string }
				}
			}
		}
	}
	var open struct{ Items []json.RawMessage }
	path := "/api/v1/articles/" + id.String()
	if !c.get(t, path, &a) || !c.get(t, path+"/conflicts", &open) {
		return "", 0
	}
	var parts []string
	for _, p := range a.Content.Body.Content {
		s := ""
		for _, x := range p.Content {
			s += x.Text
		}
		parts = append(parts, s)
	}
	return strings.Join(parts, "\n"), len(open.Items)
}

// keys types one letter after another, until it is told to stop or the tab is gone,
// and remembers when each stood in the page.
type keys struct {
	mu    sync.Mutex
	typed []byte
	at    []time.Time
	stop  chan struct{}
	done  chan struct{}
}

func (c *chaos) type_(t *testing.T, r *rand.Rand, next func() byte) *keys {
	t.Helper()
	// The editor puts its own caret where it has one a moment after it was focused;
	// the end of the text is where the caret is once it stays there.
	const end = `const s = getSelection(), last = document.querySelector('.ProseMirror > p:last-of-type');`
	c.tab.do(t, "document.querySelector('.ProseMirror').focus()")
	for stays := 0; stays < 3; time.Sleep(40 * time.Millisecond) {
		if stays++; c.tab.do(t, end+`
			return s.rangeCount > 0 && s.isCollapsed && last.contains(s.anchorNode) && s.anchorOffset === (s.anchorNode === last ? last.childNodes.length : s.anchorNode.data?.length)`) != "true" {
			stays = 0
			c.tab.do(t, end+" s.selectAllChildren(last); s.collapseToEnd()")
		}
	}
	k := &keys{stop: make(chan struct{}), done: make(chan struct{})}
	pause := time.Duration(15+r.Intn(60)) * time.Millisecond
	ctx := c.tab.ctx
	go func() {
		defer close(k.done)
		for {
			select {
			case <-k.stop:
				return
			case <-time.After(pause):
			}
			b := next()
			ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
			// It may stand in the page although the answer is lost: it counts as typed,
			// and as kept only once it has been answered for.
			k.mu.Lock()
			k.typed = append(k.typed, b)
			k.mu.Unlock()
			err := chromedp.Do(ctx, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
				_, err := cdp.Call(ctx, t, input.InsertText, input.InsertTextParams{Text: string(b)})
				return err
			}))
			cancel()
			if err != nil {
				return
			}
			k.mu.Lock()
			k.at = append(k.at, time.Now())
			k.mu.Unlock()
		}
	}()
	return k
}

// end stops the typing.
func (k *keys) end() {
	close(k.stop)
	<-k.done
}

// older says how many letters stood in the page at least so long before a moment.
func (k *keys) older(moment time.Time, by time.Duration) int {
	k.mu.Lock()
	defer k.mu.Unlock()
	n := 0
	for _, at := range k.at {
		if !at.After(moment.Add(-by)) {
			n++
		}
	}
	return n
}

// waiting counts what the device has for the server.
const waiting = `(async () => {
	const db = await new Promise((ok, bad) => { const r = indexedDB.open('warta', 1); r.onsuccess = () => ok(r.result); r.onerror = () => bad(r.error); });
	const rows = await new Promise((ok, bad) => { const r = db.transaction('journal').objectStore('journal').getAll(); r.onsuccess = () => ok(r.result); r.onerror = () => bad(r.error); });
	db.close();
	return rows.filter((r) => r.state !== 'acked').length;
})()`

// settled waits until the device has nothing more for the server, and the page and
// the server say the same.
func (c *chaos) settled(t *testing.T, id news.ArticleID) string {
	t.Helper()
	var text, page string
	for deadline := time.Now().Add(45 * time.Second); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		n, err := chromedp.Run(c.tab.ctx, chromedp.Evaluate[int](waiting, chromedp.EvalAwaitPromise))
		if err != nil {
			t.Fatal(err)
		}
		if n > 0 || c.tab.do(t, "return document.querySelector('warta-editor').dataset.state") != "saved" {
			continue
		}
		var conflicts int
		if text, conflicts = c.stands(t, id); conflicts > 0 {
			t.Fatalf("%d conflicts of one person with herself in %q", conflicts, text)
		}
		page = c.tab.do(t, "return [...document.querySelector('.ProseMirror').children].map((p) => p.textContent).join('\\n')")
		if text != "" && text == page {
			return text
		}
	}
	t.Fatalf("page and server do not come together:\n%q\n%q", page, text)
	return ""
}

// A fault of every kind here, a thousand at random by night, or as many as
// WARTA_FAULTS says: tab, browser and server killed, the line cut before a request or
// before its answer, the session ended, while somebody writes letter by letter. All
// that the server confirmed is there afterwards, and all that stood in the page for
// 300 ms, in its order and once; where the tab lives on, every letter is. Nobody
// meets a conflict with herself.
func TestNoFaultLosesALetter(t *testing.T) {
	kinds := []string{"tab closed", "tab crashed", "browser killed", "server killed", "line cut", "answers lost", "session ended", "browser killed off line", "browser and server killed"}
	faults, seed := len(kinds), int64(7)
	if os.Getenv("WARTA_NIGHTLY") != "" {
		faults, seed = 1000, time.Now().UnixNano()
	}
	if n, err := strconv.Atoi(os.Getenv("WARTA_FAULTS")); err == nil {
		faults, seed = n, time.Now().UnixNano()
	}
	const each = 6 // faults for one article
	c, ids := newChaos(t, faults/each+1)
	r := rand.New(rand.NewSource(seed))
	count := map[string]int{}
	letters := 0
	begin := time.Now()
	var truth string
	for i := range faults {
		id := ids[i/each]
		if i%each == 0 {
			truth = opening
			c.acked.Store(0)
			c.open(t, id)
		}
		kind := kinds[i%len(kinds)]
		if faults > len(kinds) {
			kind = kinds[r.Intn(len(kinds))]
		}
		count[kind]++
		n := 0
		k := c.type_(t, r, func() byte {
			if n++; n%6 == 0 {
				return ' '
			}
			return byte('a' + r.Intn(26))
		})
		time.Sleep(time.Duration(300+r.Intn(1400)) * time.Millisecond)
		moment := time.Now()
		lives := false
		switch kind {
		case "tab closed":
			closeTab(c.tab)
		case "tab crashed":
			crash(c.tab)
		case "browser killed":
			c.kill()
			c.look(t)
		case "server killed":
			lives = true
			c.stop()
			time.Sleep(time.Duration(r.Intn(1500)) * time.Millisecond)
			c.serve(t)
		case "line cut":
			lives = true
			c.line.down.Store(true)
			time.Sleep(time.Duration(200+r.Intn(2500)) * time.Millisecond)
		case "answers lost":
			c.line.deaf.Store(true)
			time.Sleep(time.Duration(1000+r.Intn(2000)) * time.Millisecond)
			moment = time.Now()
			crash(c.tab)
		case "session ended":
			lives = true
			c.signOut(t)
			time.Sleep(time.Duration(r.Intn(300)) * time.Millisecond)
		case "browser killed off line":
			c.line.down.Store(true)
			time.Sleep(time.Duration(r.Intn(2500)) * time.Millisecond)
			moment = time.Now()
			c.kill()
			c.look(t)
		case "browser and server killed":
			c.stop()
			c.kill()
			c.serve(t)
			c.look(t)
		}
		k.end()
		must := k.older(moment, 300*time.Millisecond)
		c.line.down.Store(false)
		c.line.deaf.Store(false)
		if lives {
			must = len(k.typed)
			if kind == "session ended" {
				c.tab.until(t, "the sign-in", "document.querySelector('.we-login')")
				c.tab.do(t, fmt.Sprintf(`document.getElementById('we-email').value = %q; document.getElementById('we-password').value = %q; document.querySelector('.we-login form').requestSubmit()`, chiefMail, chiefWord))
				c.tab.until(t, "the sign-in to end", "!document.querySelector('.we-login')")
			}
			c.tab.do(t, "window.dispatchEvent(new Event('online'))")
		} else {
			c.open(t, id)
		}
		text := c.settled(t, id)
		all := truth + string(k.typed)
		letters += len(k.typed)
		if !strings.HasPrefix(all, strings.TrimRight(text, " ")) {
			t.Fatalf("fault %d of seed %d (%s): typed\n%q\nand there is\n%q", i, seed, kind, all, text)
		}
		if need := max(len(truth)+must, int(c.acked.Load())); len(text) < need {
			t.Fatalf("fault %d of seed %d (%s): %d letters of %d that had to be kept, of %d typed (confirmed: %d):\n%q\n%q", i, seed, kind, len(text), need, len(all), c.acked.Load(), text, all)
		}
		truth = text
	}
	t.Logf("%d faults of seed %d in %s, %d letters typed: %v", faults, seed, time.Since(begin).Round(time.Second), letters, count)
}

// signOut ends the browser's session on the server, from elsewhere.
func (c *chaos) signOut(t *testing.T) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+c.addr+"/newsroom/logout", nil)
	if err != nil {
		t.Fatal(err)
	}
	cookie, _ := c.cookie.Load().(string)
	req.Header.Set("Cookie", cookie)
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	req.Host = strings.TrimPrefix(c.home, "http://")
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusSeeOther {
		t.Fatalf("sign out: %s", res.Status)
	}
}
