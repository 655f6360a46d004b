package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"warta/internal/locale"
	"warta/internal/news"
)

// Source is a kind of input.
type Source struct {
	// Name is the word after "warta import", and the Source of origins except that
	// WordPress's posts are "wordpress" however they are read.
	Name string
	// Reads is the message key of what it reads, for help and the newsroom's
	// choice.
	Reads string
	// MaxBytes is the largest input taken whole.
	MaxBytes int64
	// Detect reports whether the beginning of an input, some kilobytes, is this
	// source's.
	Detect func(head []byte) bool
	// Read reads a whole input. Errors are of the kinds Invalid and TooLarge
	// with a sentence in the catalogue ("error.import.…"); with an error there
	// is no batch, not even a part.
	// It is nil for a source that is only read as a stream.
	Read func(input []byte, o Options) (*Batch, error)
	// Stream reads an input of any length record by record; Survey looks through it
	// beforehand, so that a broken one is refused before anything is written. Nil
	// for a source that is read whole.
	Stream Streamer
	Survey func(ctx context.Context, r io.Reader, o StreamOptions) (Survey, error)
}

// sources is the menu, in the order in which inputs are tried.
var sources = []Source{
	{Name: "wxr", Reads: "import.hint_wxr", Detect: detectWXR, Stream: StreamWXR, Survey: SurveyWXR},
	{Name: "ghost", Reads: "import.hint_ghost", Detect: detectGhost, Stream: StreamGhost, Survey: SurveyGhost},
	{Name: "feed", Reads: "import.hint_feed", Detect: detectFeed, Stream: StreamFeed, Survey: SurveyFeed},
	{Name: "page", Reads: "import.hint_page", MaxBytes: MaxCapture, Detect: detectPage, Read: readPage},
}

// Options say how to read. The zero value reads for an Indonesian paper.
type Options struct {
	// Name of the input as sentences print it; ReadFile fills it.
	Name string
	// Locale decides words and the order of numeric dates; nil is Indonesian.
	Locale *locale.Locale
	// Zone of dates that name none; nil is Asia/Jakarta.
	Zone *time.Location
	// Address of a page that was fetched, against which it is read.
	Address string
	// Outlet is the paper's own name in datelines.
	Outlet string
}

func (o Options) withDefaults() Options {
	if o.Name == "" {
		o.Name = "-"
	}
	if o.Locale == nil {
		o.Locale = locale.Get(locale.Fallback)
	}
	if o.Zone == nil {
		var err error
		if o.Zone, err = time.LoadLocation("Asia/Jakarta"); err != nil {
			// Jakarta has kept this offset since 1964.
			o.Zone = time.FixedZone("WIB", 7*3600)
		}
	}
	return o
}

// Sources lists the kinds of input.
func Sources() []Source { return append([]Source(nil), sources...) }

// Lookup finds a source by name. NotFound.
func Lookup(name string) (Source, error) {
	var known []string
	for _, s := range sources {
		if s.Name == name {
			return s, nil
		}
		known = append(known, s.Name)
	}
	return Source{}, news.Refuse(news.NotFound, "import "+name, "import.unknown_source",
		map[string]any{"source": name, "known": strings.Join(known, ", ")})
}

// ReadFile reads a file. One that is too large is refused by its size, before
// a byte of it is read.
func (s Source) ReadFile(path string, o Options) (*Batch, error) {
	o.Name = filepath.Base(path)
	f, err := os.Open(path)
	if err != nil {
		return nil, s.unreadable(o, err)
	}
	defer f.Close()
	info, err := f.Stat()
	switch {
	case err != nil:
		return nil, s.unreadable(o, err)
	case info.IsDir():
		return nil, s.unreadable(o, errors.New("it is a folder"))
	case info.Mode().IsRegular() && info.Size() > s.MaxBytes:
		return nil, s.tooLarge(o)
	}
	return s.ReadStream(f, o)
}

// ReadStream reads a stream, of which it takes no more than MaxBytes and one.
func (s Source) ReadStream(r io.Reader, o Options) (*Batch, error) {
	o = o.withDefaults()
	if s.Read == nil {
		return nil, fmt.Errorf("import %s: this source is read as a stream", s.Name)
	}
	input, err := io.ReadAll(io.LimitReader(r, s.MaxBytes+1))
	if err != nil {
		return nil, s.unreadable(o, err)
	}
	if int64(len(input)) > s.MaxBytes {
		return nil, s.tooLarge(o)
	}
	return s.Read(input, o)
}

func (s Source) unreadable(o Options, cause error) error {
	e := news.Refuse(news.Invalid, "import "+s.Name+" "+o.Name, "import.unreadable", map[string]any{"file": o.Name})
	e.Err = cause
	return e
}

func (s Source) tooLarge(o Options) error {
	return news.Refuse(news.TooLarge, "import "+s.Name+" "+o.Name, "import.too_large",
		map[string]any{"file": o.Name, "limit": o.withDefaults().Locale.FileSize(s.MaxBytes)})
}
