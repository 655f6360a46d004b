package main

import (
	"fmt"
	"os"

	"warta/internal/ingest"
)

// score says how well pages are read: a line per page, then the whole. The figures
// are for people and for scripts, so that they are the same in every language.
func (a *app) score(dir string) error {
	pages, err := ingest.LoadGold(os.DirFS(dir))
	if err != nil {
		return err
	}
	s, err := ingest.Score(a.ctx, pages, ingest.PageReader(ingest.Options{}), func(g ingest.Grade) {
		fmt.Fprintf(a.stdout, "%-50s title %-7s date %-5s precision %.3f recall %.3f F1 %.3f %4d ms", g.Name, titleGrade(g), grade(g.Date, g.HasDate), g.Precision, g.Recall, g.F1, g.Took.Milliseconds())
		if g.Err != nil {
			fmt.Fprintf(a.stdout, " %v", g.Err)
		}
		fmt.Fprintln(a.stdout)
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "\n%d pages, %d refused\n", s.Pages, s.Failed)
	fmt.Fprintf(a.stdout, "titles    %s (as one of the page's headlines: %s)\n", share(s.TitlesRight, s.Titles), share(s.AnyTitle, s.Titles))
	fmt.Fprintf(a.stdout, "dates     %s\n", share(s.DatesRight, s.Dates))
	fmt.Fprintf(a.stdout, "texts     F1 %.3f, precision %.3f, recall %.3f over %d pages\n", s.F1, s.Precision, s.Recall, s.Texts)
	fmt.Fprintf(a.stdout, "mean time %.1f ms\n", float64(s.Mean.Microseconds())/1000)
	return nil
}

func grade(right, has bool) string {
	switch {
	case !has:
		return "-"
	case right:
		return "right"
	}
	return "wrong"
}

// titleGrade tells a headline that the page has beside the one that was taken.
func titleGrade(g ingest.Grade) string {
	if g.HasTitle && !g.Title && g.AnyTitle {
		return "another"
	}
	return grade(g.Title, g.HasTitle)
}

func share(n, of int) string {
	if of == 0 {
		return "-"
	}
	return fmt.Sprintf("%.1f %% (%d of %d)", 100*float64(n)/float64(of), n, of)
}
