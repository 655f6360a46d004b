package admin

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"regexp"
	"strings"

	"warta/internal/admin/editor"
	"warta/internal/web"
)

// styleSheet is the newsroom's one stylesheet: every file of asset/css, in the
// order of names. Tokens and base come first by their digits; a screen's file is
// named as the screen.
const styleSheet = "newsroom.css"

var (
	assetURL   = regexp.MustCompile(`url\(([a-z0-9/._-]+)\)`)
	cssComment = regexp.MustCompile(`(?s)/\*.*?\*/`)
	cssSpace   = regexp.MustCompile(`\n\s*`)
)

// gather makes the static files ready: fonts and pictures, the scripts that
// esbuild made of editor/src, and the stylesheet.
func (s *Server) gather() error {
	files, err := fs.Sub(assetFiles, "asset")
	if err != nil {
		return err
	}
	if s.static, err = web.NewStatic(files, assetPath); err != nil {
		return err
	}
	built, err := fs.Glob(editor.Dist, "dist/*")
	if err != nil {
		return err
	}
	build := sha256.New()
	for _, name := range built {
		b, err := editor.Dist.ReadFile(name)
		if err != nil {
			return err
		}
		s.static.Add(path.Base(name), b)
		build.Write(b)
	}
	s.build = hex.EncodeToString(build.Sum(nil)[:6])
	sheets, err := fs.Glob(files, "css/*.css")
	if err != nil {
		return err
	}
	var css strings.Builder
	for _, name := range sheets {
		b, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		css.Write(b)
		css.WriteByte('\n')
	}
	out := cssSpace.ReplaceAllString(cssComment.ReplaceAllString(css.String(), ""), "\n")
	var bad error
	out = assetURL.ReplaceAllStringFunc(out, func(m string) string {
		name := assetURL.FindStringSubmatch(m)[1]
		if s.static.URL(name) == "" {
			bad = fmt.Errorf("the stylesheet names %s, which is not in asset/", name)
		}
		return "url(" + s.static.URL(name) + ")"
	})
	s.static.Add(styleSheet, []byte(out))
	return bad
}

// icon gives a drawing of asset/icon for use inside a page. They are our own
// files, read at start.
func icons() (func(string) (template.HTML, error), error) {
	all, err := fs.Glob(assetFiles, "asset/icon/*.svg")
	if err != nil {
		return nil, err
	}
	set := map[string]template.HTML{}
	for _, name := range all {
		b, err := assetFiles.ReadFile(name)
		if err != nil {
			return nil, err
		}
		set[strings.TrimSuffix(path.Base(name), ".svg")] = template.HTML(strings.TrimSpace(string(b)))
	}
	return func(name string) (template.HTML, error) {
		drawing, ok := set[name]
		if !ok {
			return "", fmt.Errorf("no icon %q", name)
		}
		return drawing, nil
	}, nil
}
