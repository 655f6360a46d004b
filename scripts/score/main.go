// Command score grades Warta's reader of pages beside two others, on the same pages
// and by the same rules:
//
//	cd scripts/score && go run . DIR…
//
// It is a module of its own, so that what it compares with is in no binary of ours.
package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"net/url"
	"os"
	"strings"

	readability "codeberg.org/readeck/go-readability/v2"
	trafilatura "github.com/markusmobius/go-trafilatura"

	"warta/internal/ingest"
)

func main() {
	verbose := flag.Bool("v", false, "a line per page")
	part := flag.String("part", "", "tuned or unseen: three publishers in four, or the fourth, alone")
	match := flag.String("match", "", "pages whose name holds this alone")
	only := flag.String("only", "", "this reader alone")
	show := flag.Bool("show", false, "print what Warta reads")
	flag.Parse()
	for _, dir := range flag.Args() {
		pages, err := ingest.LoadGold(os.DirFS(dir))
		if err != nil {
			fmt.Fprintln(os.Stderr, dir, err)
			os.Exit(1)
		}
		pages = selected(pages, *part, *match)
		fmt.Printf("%s: %d pages\n", dir, len(pages))
		for _, r := range []struct {
			name string
			read ingest.Reader
		}{{"warta", ingest.PageReader(ingest.Options{})}, {"go-readability", byReadability}, {"go-trafilatura", byTrafilatura}} {
			if *only != "" && r.name != *only {
				continue
			}
			s, err := ingest.Score(context.Background(), pages, r.read, func(g ingest.Grade) {
				if *verbose {
					fmt.Printf("  %-15s %-45s title %-5v date %-5v p %.3f r %.3f f1 %.3f %4d ms %v\n", r.name, g.Name, g.Title || !g.HasTitle, g.Date || !g.HasDate, g.Precision, g.Recall, g.F1,
						g.Took.Milliseconds(), errOf(g.Err))
				}
				if *show && r.name == "warta" {
					fmt.Println(g.Got.Title, g.Got.Published)
					fmt.Println(g.Got.Text)
				}
			})
			if err != nil {
				fmt.Fprintln(os.Stderr, err)
				os.Exit(1)
			}
			fmt.Printf("  %-15s title %s  any headline %s  date %s  precision %.3f  recall %.3f  F1 %.3f  mean %.1f ms  refused %d\n", r.name, share(s.TitlesRight, s.Titles), share(s.AnyTitle, s.Titles), share(s.DatesRight, s.Dates),
				s.Precision, s.Recall, s.F1, float64(s.Mean.Microseconds())/1000, s.Failed)
		}
	}
}

func errOf(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func share(n, of int) string {
	if of == 0 {
		return "–"
	}
	return fmt.Sprintf("%5.1f %% (%d/%d)", 100*float64(n)/float64(of), n, of)
}

// selected keeps every fourth publisher apart, so that the pages that were looked at
// while rules were made are not those that judge them.
func selected(pages []ingest.Gold, part, match string) (out []ingest.Gold) {
	n, last := -1, ""
	for _, p := range pages {
		publisher, _, _ := strings.Cut(p.Name, "_")
		if publisher != last {
			n, last = n+1, publisher
		}
		if (part == "tuned" && n%4 == 3) || (part == "unseen" && n%4 != 3) || !strings.Contains(p.Name, match) {
			continue
		}
		out = append(out, p)
	}
	return out
}

func byReadability(page []byte, address string) (r ingest.Reading, err error) {
	u, _ := url.Parse(address)
	a, err := readability.FromReader(bytes.NewReader(page), u)
	if err != nil {
		return r, err
	}
	var b strings.Builder
	if a.Node != nil {
		err = a.RenderText(&b)
	}
	r.Title, r.Text = a.Title(), b.String()
	r.Published, _ = a.PublishedTime()
	return r, err
}

func byTrafilatura(page []byte, address string) (r ingest.Reading, err error) {
	u, _ := url.Parse(address)
	a, err := trafilatura.Extract(bytes.NewReader(page), trafilatura.Options{OriginalURL: u, ExcludeComments: true, EnableFallback: true})
	if err != nil {
		return r, err
	}
	return ingest.Reading{Title: a.Metadata.Title, Published: a.Metadata.Date, Text: a.ContentText}, nil
}

