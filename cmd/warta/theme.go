package main

import (
	"fmt"
	"io/fs"
	"os"

	"warta/internal/news"
	"warta/internal/site"
)

// themeCmd is "warta theme".
type themeCmd struct {
	Check themeCheckCmd `cmd:"" help:"Look at a theme folder as the paper would before it uses it."`
}

type themeCheckCmd struct {
	Dir string `arg:"" help:"The theme's folder, with its theme.json." placeholder:"DIR"`
}

// Run prints what it finds; faults are an error, warnings are not.
func (c *themeCheckCmd) Run(a *app) error {
	info, err := os.Stat(c.Dir)
	if err == nil && !info.IsDir() {
		err = fs.ErrInvalid
	}
	if err != nil {
		return news.Refuse(news.NotFound, "check the theme", "folder", map[string]any{"name": c.Dir})
	}
	r, err := site.CheckTheme(os.DirFS(c.Dir))
	if err != nil {
		return err
	}
	if r.Name != "" {
		fmt.Fprintf(a.stdout, "%s (%s), contract %d, version %s\n", r.Title, r.Name, r.Contract, r.Version)
		fmt.Fprintf(a.stdout, "%d files of its own, %d from the default theme\n", len(r.Own), len(r.Inherited))
	}
	for _, w := range r.Weights {
		fmt.Fprintf(a.stdout, "  %-10s %6d of %d bytes\n", w.Page, w.Bytes, w.Bar)
	}
	for _, name := range r.Unused {
		fmt.Fprintf(a.stdout, "unused: %s\n", name)
	}
	for _, w := range r.Warnings {
		fmt.Fprintf(a.stdout, "warning: %s\n", w)
	}
	for _, f := range r.Faults {
		fmt.Fprintf(a.stdout, "fault: %s\n", f)
	}
	if n := len(r.Faults); n > 0 {
		return news.Refuse(news.Invalid, "check the theme", "theme", map[string]any{"n": n})
	}
	fmt.Fprintln(a.stdout, "The paper would use it.")
	return nil
}
