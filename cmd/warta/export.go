package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"warta/internal/export"
	"warta/internal/locale"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
)

// exportCmd is "warta export": the ways out.
type exportCmd struct {
	Archive exportArchiveCmd `cmd:"" help:"Write the whole newspaper into one file, from which another Warta is filled: the newsroom, accounts, media. The key file is not in it."`
	WXR     exportWXRCmd     `cmd:"" name:"wxr" help:"Write the paper for WordPress: one file for its importer."`
	Ninjs   exportNinjsCmd   `cmd:"" help:"Write the paper as ninjs 3.1, the news agencies' JSON: a folder with a file for each article, or one file with a line for each."`
}

// exportOf are the flags of both.
type exportOf struct {
	Edition int64  `help:"Number of the edition. Default: the first." placeholder:"N"`
	Base    string `help:"Address of the paper, such as https://koran.example.id. Default: the one in its settings." placeholder:"URL"`
	Reason  string `help:"Why; stands in the audit." placeholder:"TEXT"`
}

func (o exportOf) order(a *app, db store.Database) (newsroom.Export, error) {
	x := newsroom.Export{Reason: o.Reason}
	var edition news.Edition
	err := db.Published().View(a.ctx, news.EditionID(o.Edition), func(v store.View) error {
		edition = v.Edition()
		return nil
	})
	if news.Is(err, news.NotFound) {
		return x, news.Refuse(news.NotFound, "export", "export.edition", map[string]any{"edition": o.Edition})
	}
	if err != nil {
		return x, err
	}
	l := locale.Get(edition.Settings.WithDefaults().Locale).With(edition.Settings.Messages)
	x.Edition = edition.ID
	x.Options = export.Options{Base: o.Base, Message: l.Message}
	return x, nil
}

type exportWXRCmd struct {
	File     string `arg:"" help:"File to write; - is standard output." placeholder:"FILE"`
	Drafts   bool   `help:"With drafts, texts at the desk and scheduled ones. Internal notes stay here."`
	Comments bool   `help:"With readers' comments of the paper's former home, as far as they were public: names are personal data."`
	exportOf
}

// Run writes the file whole or not at all.
func (c *exportWXRCmd) Run(a *app) error {
	return a.withRoom(func(db store.Database, room *newsroom.Newsroom) error {
		x, err := c.order(a, db)
		if err != nil {
			return err
		}
		x.Drafts, x.Comments = c.Drafts, c.Comments
		var n export.Counts
		err = a.writeWhole(c.File, func(w io.Writer) (err error) {
			n, err = room.ExportWXR(a.ctx, newsroom.Operator(), x, w)
			return err
		})
		if err == nil && c.File != "-" {
			a.tellExport(c.File, n)
		}
		return err
	})
}

type exportNinjsCmd struct {
	To string `arg:"" help:"Folder to write into, or a file with the ending .jsonl; - is standard output." placeholder:"DIR|FILE"`
	exportOf
}

// Run writes a line for each article, or a file for each.
func (c *exportNinjsCmd) Run(a *app) error {
	return a.withRoom(func(db store.Database, room *newsroom.Newsroom) error {
		x, err := c.order(a, db)
		if err != nil {
			return err
		}
		var n export.Counts
		if c.To == "-" || strings.HasSuffix(c.To, ".jsonl") || strings.HasSuffix(c.To, ".json") {
			err = a.writeWhole(c.To, func(w io.Writer) (err error) {
				lines := json.NewEncoder(w)
				lines.SetEscapeHTML(false)
				n, err = room.ExportNinjs(a.ctx, newsroom.Operator(), x, func(_ string, item *export.NinjsItem) error { return lines.Encode(item) })
				return err
			})
		} else {
			n, err = c.files(a, room, x)
		}
		if err == nil && c.To != "-" {
			a.tellExport(c.To, n)
		}
		return err
	})
}

// files writes into a folder. Each file is replaced as a whole, so that whoever
// collects them never sees a half.
func (c *exportNinjsCmd) files(a *app, room *newsroom.Newsroom, x newsroom.Export) (export.Counts, error) {
	if err := os.MkdirAll(c.To, 0o750); err != nil {
		return export.Counts{}, cannotWrite(c.To, err)
	}
	root, err := os.OpenRoot(c.To)
	if err != nil {
		return export.Counts{}, cannotWrite(c.To, err)
	}
	defer root.Close()
	return room.ExportNinjs(a.ctx, newsroom.Operator(), x, func(name string, item *export.NinjsItem) error {
		b, err := json.MarshalIndent(item, "", " ")
		if err != nil {
			return err
		}
		if err := root.WriteFile(name+".part", append(b, '\n'), 0o640); err != nil {
			return cannotWrite(c.To, err)
		}
		if err := root.Rename(name+".part", name+".json"); err != nil {
			return cannotWrite(c.To, err)
		}
		return nil
	})
}

// writeWhole makes a file that is there whole or not at all. It never replaces
// one: an export is often the only copy of its day.
func (a *app) writeWhole(name string, write func(io.Writer) error) (err error) {
	if name == "-" {
		return write(a.stdout)
	}
	if _, err := os.Lstat(name); err == nil {
		return news.Refuse(news.Conflict, "export", "export.exists", map[string]any{"file": name})
	} else if !errors.Is(err, fs.ErrNotExist) {
		return cannotWrite(name, err)
	}
	f, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".*.part")
	if err != nil {
		return cannotWrite(name, err)
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
		}
	}()
	w := bufio.NewWriterSize(f, 1<<18)
	if err := write(w); err != nil {
		return err
	}
	if err := errors.Join(w.Flush(), f.Sync(), f.Close()); err != nil {
		return cannotWrite(name, err)
	}
	// Link and not rename: of two exports to one name the second is refused.
	if err := os.Link(f.Name(), name); errors.Is(err, fs.ErrExist) {
		return news.Refuse(news.Conflict, "export", "export.exists", map[string]any{"file": name})
	} else if err != nil {
		// A file system without links.
		if err := os.Rename(f.Name(), name); err != nil {
			return cannotWrite(name, err)
		}
		return nil
	}
	return os.Remove(f.Name())
}

func cannotWrite(name string, cause error) error {
	e := news.Refuse(news.Unavailable, "export", "export.unwritable", map[string]any{"file": name})
	e.Err = cause
	return e
}

func (a *app) tellExport(to string, n export.Counts) {
	l := words()
	fmt.Fprintln(a.stdout, l.Message("export.done", "file", to, "articles", n.Articles, "pages", n.Pages, "media", n.Media))
	if n.Drafts > 0 {
		fmt.Fprintln(a.stdout, l.Message("export.drafts", "n", n.Drafts))
	}
	if n.Withdrawn > 0 {
		fmt.Fprintln(a.stdout, l.Message("export.withdrawn", "n", n.Withdrawn))
	}
	if n.Left > 0 {
		fmt.Fprintln(a.stdout, l.Message("export.left", "n", n.Left))
	}
}
