package site

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"warta/internal/locale"
)

// overSmall makes a theme folder over the small theme, with one page of its own.
func overSmall(t *testing.T, page string) *Face {
	t.Helper()
	theme, err := LoadTheme(fstest.MapFS{
		"theme.json":      {Data: []byte(`{"name":"x","title":"X","contract":1}`)},
		"page/front.html": {Data: []byte(page)},
	}, smallTheme())
	if err != nil {
		t.Fatal(err)
	}
	f, err := theme.Face(Words{Locale: locale.Get("id"), Zone: time.UTC})
	if err != nil {
		t.Fatal(err)
	}
	f.limits.time = 20 * time.Second
	return f
}

func front(n int) FrontPage {
	p := FrontPage{Page: Page{Type: "front"}}
	for range n {
		p.Containers = append(p.Containers, Container{Cards: make([]Card, n)})
	}
	return p
}

func TestSilentLoopsStop(t *testing.T) {
	loops := `{{define "main"}}{{range .Containers}}{{range .Cards}}{{range $.Containers}}{{$x := .Name}}{{end}}{{end}}{{end}}fertig{{end}}`
	f := overSmall(t, loops)
	if out, err := f.Render(front(40)); err != nil || !strings.Contains(string(out.Body), "fertig") {
		t.Errorf("64,000 steps are allowed: %v", err)
	}
	if _, err := f.Render(front(60)); !errors.Is(err, errTooManySteps) {
		t.Errorf("216,000 steps: %v", err)
	}
	// What was counted for one page does not count for the next.
	if _, err := f.Render(front(40)); err != nil {
		t.Errorf("after a page that was stopped: %v", err)
	}
}

func TestNestingStops(t *testing.T) {
	f := overSmall(t, `{{define "deep"}}{{if .}}{{template "deep" .}}{{end}}{{end}}{{define "main"}}{{template "deep" .Site.Name}}{{end}}`)
	p := front(1)
	p.Site.Name = "x"
	if _, err := f.Render(p); !errors.Is(err, errTooDeep) {
		t.Errorf("endless nesting: %v", err)
	}
	p.Site.Name = ""
	if _, err := f.Render(p); err != nil {
		t.Errorf("no nesting: %v", err)
	}
}

func TestMeteredPagesPrintAtOnce(t *testing.T) {
	f := overSmall(t, `{{define "main"}}<script>var a=[{{range .Containers}}{{.Name}},{{end}}]</script>{{range .Containers}}<p title="{{.Name}}">{{.Name}}{{end}}{{end}}`)
	want, err := f.Render(front(30))
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 20 {
				got, err := f.Render(front(30))
				if err != nil || string(got.Body) != string(want.Body) {
					t.Errorf("a page printed beside others differs: %v", err)
					return
				}
			}
		})
	}
	wg.Wait()
}
