package site

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"warta/internal/locale"
)

// ownThemes are the folder themes of this repository.
const ownThemes = "../../themes"

// TestPagiPassesItsCheck: the second theme of the repository is a folder as an
// operator would write it, and `warta theme check` has nothing to say.
func TestPagiPassesItsCheck(t *testing.T) {
	r, err := CheckTheme(os.DirFS(filepath.Join(ownThemes, "pagi")))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range append(r.Faults, r.Warnings...) {
		t.Error(f)
	}
	if len(r.Unused) > 0 {
		t.Errorf("nobody asks for %v", r.Unused)
	}
	for _, w := range r.Weights {
		t.Logf("%-10s %6d of %d bytes", w.Page, w.Bytes, w.Bar)
	}
}

// TestPagiFetchesOneTypeface: a theme without serifs has no use for those of
// the default theme, and early.js would fetch every face that a sheet names.
func TestPagiFetchesOneTypeface(t *testing.T) {
	theme, err := LoadTheme(os.DirFS(filepath.Join(ownThemes, "pagi")), cetak(t))
	if err != nil {
		t.Fatal(err)
	}
	face, err := theme.Face(Words{Locale: locale.Get("id"), Zone: sampleSite.Now.Location()})
	if err != nil {
		t.Fatal(err)
	}
	stories, err := face.Storybook(sampleSite, nil)
	if err != nil {
		t.Fatal(err)
	}
	font := regexp.MustCompile(`url\([^)]*/fonts/([a-z-]+)\.woff2\)`)
	for _, s := range stories {
		out, err := face.Render(s.Page)
		if err != nil {
			t.Fatalf("%s: %v", s.Name, err)
		}
		for _, m := range font.FindAllSubmatch(out.Body, -1) {
			if string(m[1]) != "jakarta" {
				t.Errorf("%s names the face %s", s.Name, m[1])
			}
		}
	}
}

var (
	physical   = regexp.MustCompile(`(?:^|[;{\s])((?:margin|padding|border)-(?:left|right)[a-z-]*|left|right|(?:text-align|float|clear)\s*:\s*(?:left|right))\s*[:;}]`)
	cssComment = regexp.MustCompile(`(?s)/\*.*?\*/`)
	anyComment = regexp.MustCompile(`/\*\s*physical:[^*]*\*/`)
)

// TestSheetsKnowNoLeftAndRight: pages of a newspaper that reads from right to
// left mirror by logical properties alone (CT-3). A declaration that means the
// physical side says so on its line: /* physical: why */.
func TestSheetsKnowNoLeftAndRight(t *testing.T) {
	for _, pattern := range []string{"theme/css/*.css", "lite/css/*.css", ownThemes + "/*/css/*.css"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: no sheets (%v)", pattern, err)
		}
		for _, file := range files {
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			// Comments go, but keep their lines.
			for i, line := range strings.Split(string(b), "\n") {
				if anyComment.MatchString(line) {
					continue
				}
				if m := physical.FindStringSubmatch(cssComment.ReplaceAllString(line, "")); m != nil {
					t.Errorf("%s:%d: %s is a physical side", file, i+1, m[1])
				}
			}
		}
	}
	for css, want := range map[string]bool{"a{margin-left:1px}": true, "a{left:0}": true, "a{color:red;float: right}": true,
		"a{text-align:left}": true, "a{border-left-color:red}": true, "a{inset-inline-start:0}": false,
		".left{color:red}": false, "a{text-align:start}": false, "a{background-position:left}": false} {
		if got := physical.MatchString(css); got != want {
			t.Errorf("%s: found %v, want %v", css, got, want)
		}
	}
}
