package main

import (
	"errors"
	"fmt"
	"strings"

	"warta/internal/ingest"
	"warta/internal/locale"
	"warta/internal/newsroom"
)

type importCmd struct {
	Page    importPageCmd    `cmd:"" help:"Import an article page: the plain text of a page as a browser copies it."`
	Archive importArchiveCmd `cmd:"" help:"Fill an empty newspaper from an archive of Warta. Interrupted, it goes on when it is run again."`
	// The sources that are read as a stream: each has the name that package ingest
	// knows it by.
	WXR       importFilesCmd `cmd:"" name:"wxr" help:"Import exports of WordPress (WXR), of any size."`
	Ghost     importFilesCmd `cmd:"" name:"ghost" help:"Import an export of Ghost."`
	Feed      importFilesCmd `cmd:"" name:"feed" help:"Import a feed, from a file or an address."`
	Wordpress importSiteCmd  `cmd:"" name:"wordpress" help:"Import a live WordPress site over its REST interface."`
}

type importPageCmd struct {
	Files   []string `arg:"" optional:"" name:"file" help:"File to import: HTML, or the plain text of a page."`
	Section string   `help:"Section of articles for which the page names none." placeholder:"NAME"`
	Publish bool     `help:"Publish what the page shows as published, where section and time are known. Otherwise everything comes in as a draft."`
	DryRun  bool     `help:"Say what would come in, and write nothing."`
	Score   string   `help:"Import nothing: say how well the pages of this folder are read, measured against the gold data in it." placeholder:"DIR" type:"existingdir"`
}

// Validate asks for something to do, as part of reading the command line.
func (c *importPageCmd) Validate() error {
	if len(c.Files) == 0 && c.Score == "" {
		return errors.New("name a file to import, or a folder to --score")
	}
	return nil
}

// Run imports each file in a transaction of its own: a file comes in whole, or
// the command ends with one sentence and nothing of that file is written.
func (c *importPageCmd) Run(a *app) error {
	if c.Score != "" {
		return a.score(c.Score)
	}
	source, err := ingest.Lookup("page")
	if err != nil {
		return err
	}
	db, err := a.database(nil)
	if err != nil {
		return err
	}
	defer db.Close()
	// A server that runs on the same database follows the ledger and drops its
	// pages itself.
	media, err := a.blobs()
	if err != nil {
		return err
	}
	defer media.Close()
	darkroom, err := a.darkroom()
	if err != nil {
		return err
	}
	room := newsroom.New(db, newsroom.Options{Blobs: media, Spool: media.waiter(), Darkroom: darkroom, Logger: a.log})
	edition, err := ensureEdition(a.ctx, db, room)
	if err != nil {
		return err
	}
	settings := edition.Settings.WithDefaults()
	l := words()
	for _, file := range c.Files {
		b, err := source.ReadFile(file, ingest.Options{Locale: locale.Get(settings.Locale), Zone: settings.Location(), Outlet: settings.Outlet})
		if err != nil {
			return err
		}
		var report []newsroom.Imported
		if !c.DryRun {
			report, err = room.Import(a.ctx, newsroom.Importer(), newsroom.ImportRun{
				Edition: edition.ID, Batch: b, Section: c.Section, Publish: c.Publish})
			if err != nil {
				return err
			}
		}
		a.reportImport(l, file, b, report)
	}
	return a.drained(media)
}

// drained brings what came in to the bucket. A bucket that is away costs nothing
// that was imported: the server on this data folder brings it later, and the
// command says so.
func (a *app) drained(media mediaStore) error {
	if err := media.drain(a.ctx); err != nil {
		n, _, counted := media.spool.Waiting(a.ctx)
		a.log.Error("not all files have arrived in the bucket", "err", err)
		if counted == nil {
			fmt.Fprintln(a.stdout, words().Message("import.spooled", "n", n))
		}
	}
	return a.ctx.Err()
}

// reportImport says what came in, what was left out and what to look at.
func (a *app) reportImport(l *locale.Locale, file string, b *ingest.Batch, report []newsroom.Imported) {
	fmt.Fprintln(a.stdout, file)
	for i, item := range b.Items {
		what := l.Message("import.item.read")
		if report != nil {
			what = l.Message("import.item." + string(report[i].Outcome))
			switch {
			case report[i].Path != "":
				what += ", " + report[i].Path
			case report[i].Why != "":
				what += ", " + l.Message("import.draft."+report[i].Why)
			}
		}
		fmt.Fprintf(a.stdout, "  %s: %s\n", item.Headline, what)
	}
	if left := b.LeftOut(); len(left) > 0 {
		fmt.Fprintf(a.stdout, "  %s\n", l.Message("import.left", "n", len(left)))
		for _, line := range left {
			fmt.Fprintf(a.stdout, "    %s\n", l.Message("import.left_line", "line", line.Number,
				"why", l.Message("import.left."+line.Use), "text", shorten(line.Text)))
		}
	}
	for _, w := range b.Warnings {
		fmt.Fprintf(a.stdout, "  %s\n", l.Message("import.warn_line", "line", w.Line,
			"what", l.Message("import.warn."+w.Code, "text", w.Text)))
	}
}

func shorten(s string) string {
	const most = 60
	if r := []rune(s); len(r) > most {
		return strings.TrimSpace(string(r[:most])) + "…"
	}
	return s
}
