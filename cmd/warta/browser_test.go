package main

import (
	"context"
	"encoding/json"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// browser is one Chromium for the whole run of tests.
var browser struct {
	once   sync.Once
	ctx    context.Context
	cancel context.CancelFunc
	why    string
}

func startBrowser() {
	var binary string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			binary = path
			break
		}
	}
	if binary == "" {
		browser.why = "no Chromium on this machine (Debian: apt-get install chromium)"
		return
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(binary), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("hide-scrollbars", true))
	alloc, cancelAlloc := chromedp.NewExecAllocator(context.Background(), opts...)
	ctx, cancel := chromedp.NewContext(alloc)
	if err := chromedp.Do(ctx); err != nil {
		browser.why = "Chromium does not start: " + err.Error()
		cancel()
		cancelAlloc()
		return
	}
	browser.ctx, browser.cancel = ctx, func() { cancel(); cancelAlloc() }
}

func stopBrowser() {
	if browser.cancel != nil {
		browser.cancel()
	}
}

// screen is how a page is looked at.
type screen struct {
	width, height int
	dark          bool
	noScript      bool
	// patience is how long the tab may be used; default a minute.
	patience time.Duration
}

// visit is what the browser saw of one page.
type visit struct {
	ctx context.Context
	// requests are the addresses that were asked for, in order, with their types.
	requests []request
	// beforePaint counts requests that were sent before the first paint, the
	// page itself included.
	beforePaint int
	// shift is the cumulative layout shift.
	shift float64
	// violations are reports of the content security policy and script errors.
	violations []string
	cookies    int
}

type request struct{ url, kind string }

// open loads a page in a tab of its own, or skips the test by name.
func open(t *testing.T, address string, s screen) *visit {
	t.Helper()
	browser.once.Do(startBrowser)
	if browser.ctx == nil {
		t.Skip("browser test: " + browser.why)
	}
	ctx, cancel := chromedp.NewContext(browser.ctx)
	t.Cleanup(cancel)
	if s.patience == 0 {
		s.patience = time.Minute
	}
	ctx, cancelTime := context.WithTimeout(ctx, s.patience)
	t.Cleanup(cancelTime)
	v := &visit{ctx: ctx}
	var mu sync.Mutex
	err := chromedp.Listen(ctx, func(ev any) {
		if e, ok := ev.(*network.EventRequestWillBeSent); ok {
			mu.Lock()
			v.requests = append(v.requests, request{e.Request.URL, string(e.Type)})
			mu.Unlock()
		}
	})
	if err != nil {
		t.Fatalf("listen to the browser: %v", err)
	}
	if err := chromedp.Do(ctx, prepare(s), chromedp.Navigate(address), chromedp.Sleep(300*time.Millisecond)); err != nil {
		t.Fatalf("open %s: %v", address, err)
	}
	if !s.noScript {
		v.read(t)
		if v.shift >= visibleShift {
			// A machine at its limit can paint in the middle of a page. What a page
			// does by itself it does again.
			first := v.shift
			if err := chromedp.Do(ctx, chromedp.Navigate(address), chromedp.Sleep(300*time.Millisecond)); err != nil {
				t.Fatalf("open %s again: %v", address, err)
			}
			v.read(t)
			t.Logf("the layout moved by %.4f, and by %.4f the second time", first, v.shift)
		}
	}
	return v
}

// prepare makes the tab the screen that is asked for.
func prepare(s screen) chromedp.Action[chromedp.Void] {
	if s.height == 0 {
		s.height = 800
	}
	scheme := "light"
	if s.dark {
		scheme = "dark"
	}
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, network.Enable, network.EnableParams{})
		if err == nil {
			_, err = cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: s.noScript})
		}
		if err == nil {
			_, err = cdp.Call(ctx, t, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
				Width: int64(s.width), Height: int64(s.height), DeviceScaleFactor: 1, Mobile: s.width < 640})
		}
		if err == nil {
			_, err = cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
				Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
		}
		if err == nil {
			_, err = cdp.Call(ctx, t, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: observer})
		}
		return err
	})
}

// observer runs before the page's own scripts and watches it.
const observer = `
window.__seen = {shift: 0, violations: [], paint: 0};
new PerformanceObserver(l => { for (const e of l.getEntries()) if (!e.hadRecentInput) __seen.shift += e.value; })
	.observe({type: 'layout-shift', buffered: true});
document.addEventListener('securitypolicyviolation', e => __seen.violations.push(e.violatedDirective + ' ' + e.blockedURI));
window.addEventListener('error', e => __seen.violations.push('script error: ' + e.message));
`

func (v *visit) read(t *testing.T) {
	t.Helper()
	var seen struct {
		Shift      float64  `json:"shift"`
		Violations []string `json:"violations"`
		Before     int      `json:"before"`
		Cookies    int      `json:"cookies"`
	}
	// Resources of preload scanners start before paint; what counts is what the
	// first paint had to wait for: render-blocking ones.
	const ask = `(() => {
		const blocking = performance.getEntriesByType('resource').filter(e => e.renderBlockingStatus === 'blocking').length;
		return {...__seen, before: 1 + blocking, cookies: document.cookie ? document.cookie.split(';').length : 0};
	})()`
	raw, err := chromedp.Run(v.ctx, chromedp.Evaluate[string]("JSON.stringify("+ask+")"))
	if err == nil {
		err = json.Unmarshal([]byte(raw), &seen)
	}
	if err != nil {
		t.Fatalf("read what the page did: %v", err)
	}
	v.shift, v.violations, v.beforePaint, v.cookies = seen.Shift, seen.Violations, seen.Before, seen.Cookies
}

// visibleShift is the smallest movement of a page's parts that counts: below it
// lie fractions of a pixel that a slow machine draws between two frames.
const visibleShift = 0.0005

// foreign lists requests to other hosts than the page's own.
func (v *visit) foreign(address string) []string {
	home, _ := url.Parse(address)
	var out []string
	for _, r := range v.requests {
		u, err := url.Parse(r.url)
		if err != nil || (u.Host != home.Host && u.Scheme != "data" && u.Scheme != "about") {
			out = append(out, r.url)
		}
	}
	return out
}

// schemes are those in which a page of this width is asked for faults: the phone
// in the light and the laptop in the dark, which together meet every colour and
// every layout; both in both, and pictures of all, take the nights.
func schemes(width int) []string {
	switch {
	case os.Getenv("WARTA_NIGHTLY") != "" || os.Getenv("WARTA_PICTURES") != "":
		return []string{"light", "dark"}
	case width == 360:
		return []string{"light"}
	}
	return []string{"dark"}
}

// scheme shows the open page in the light or in the dark.
func (v *visit) scheme(t *testing.T, scheme string) {
	t.Helper()
	err := chromedp.Do(v.ctx, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
		return err
	}))
	if err != nil {
		t.Fatalf("switch to %s: %v", scheme, err)
	}
}

// picture saves a screenshot of the whole page where WARTA_PICTURES names a
// folder, for people to look at.
func (v *visit) picture(t *testing.T, name string) {
	t.Helper()
	dir := os.Getenv("WARTA_PICTURES")
	if dir == "" {
		return
	}
	// Lazy photos come when the reader gets there.
	const scroll = `(async () => { for (const i of document.images) { i.loading = 'eager'; await i.decode().catch(() => {}); } return true; })()`
	if _, err := chromedp.Run(v.ctx, chromedp.Evaluate[bool](scroll, chromedp.EvalAwaitPromise)); err != nil {
		t.Fatalf("load the photos: %v", err)
	}
	png, err := chromedp.Run(v.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		t.Fatalf("take a picture: %v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644); err != nil {
		t.Fatal(err)
	}
}

// webcheck is the folder of the page checkers, or a skip by name.
func webcheck(t *testing.T, module string) string {
	t.Helper()
	dir, err := filepath.Abs("../../scripts/webcheck")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "node_modules", module)); err != nil {
		t.Skipf("%s is not installed (npm ci --prefix scripts/webcheck --ignore-scripts)", module)
	}
	return dir
}

// axe runs the accessibility engine on the open page and gives what it finds,
// best practices included.
func (v *visit) axe(t *testing.T) []string {
	t.Helper()
	src, err := os.ReadFile(filepath.Join(webcheck(t, "axe-core"), "node_modules/axe-core/axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	const ask = `axe.run(document, {resultTypes: ['violations']}).then(r => JSON.stringify(r.violations.map(x =>
		x.id + ': ' + x.help + ' — ' + x.nodes.slice(0, 3).map(n => n.target.join(' ') + ' ' + (n.any[0]?.message ?? '')).join('; '))))`
	found, err := chromedp.Run(v.ctx, chromedp.Evaluate[string](string(src)+";"+ask, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("run axe: %v", err)
	}
	var list []string
	if err := json.Unmarshal([]byte(found), &list); err != nil {
		t.Fatal(err)
	}
	return list
}

// htmlValidate checks markup with html-validate and gives its findings.
func htmlValidate(t *testing.T, pages map[string][]byte) string {
	t.Helper()
	dir := webcheck(t, "html-validate")
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("no node on this machine: html-validate does not run")
	}
	tmp, files := pageFiles(t, pages)
	args := append([]string{filepath.Join(dir, "node_modules/html-validate/bin/html-validate.mjs"),
		"--config", filepath.Join(dir, "htmlvalidate.json"), "--formatter", "text"}, files...)
	out, err := exec.Command(node, args...).CombinedOutput()
	if err == nil {
		return ""
	}
	return strings.ReplaceAll(string(out), tmp+"/", "")
}

// pageFiles writes pages into a folder, each named for its page.
func pageFiles(t *testing.T, pages map[string][]byte) (dir string, files []string) {
	t.Helper()
	dir = t.TempDir()
	for name, src := range pages {
		file := filepath.Join(dir, strings.NewReplacer("/", "_", "?", "_", "=", "_", "&", "_", " ", "_").Replace(name)+".html")
		if err := os.WriteFile(file, src, 0o644); err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	return dir, files
}

// nu checks markup with the Nu Html Checker, the W3C's, and gives its errors.
func nu(t *testing.T, pages map[string][]byte) string {
	t.Helper()
	dir := webcheck(t, "vnu-jar")
	java, err := exec.LookPath("java")
	if err != nil {
		t.Skip("no Java on this machine: the Nu checker does not run (Debian: apt-get install default-jre-headless)")
	}
	tmp, files := pageFiles(t, pages)
	args := append([]string{"-Xss2m", "-jar", filepath.Join(dir, "node_modules/vnu-jar/build/dist/vnu.jar"), "--errors-only", "--stdout"}, files...)
	out, err := exec.Command(java, args...).Output()
	if err == nil {
		return ""
	}
	if len(out) == 0 {
		t.Fatalf("run the Nu checker: %v", err)
	}
	return strings.ReplaceAll(strings.ReplaceAll(string(out), "file:", ""), tmp+"/", "")
}

// sideways is by how many pixels the page is wider than the screen.
func (v *visit) sideways(t *testing.T) int {
	t.Helper()
	n, err := chromedp.Run(v.ctx, chromedp.Evaluate[float64](`document.documentElement.scrollWidth - document.documentElement.clientWidth`))
	if err != nil {
		t.Fatal(err)
	}
	return int(n)
}
