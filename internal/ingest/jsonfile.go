package ingest

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"strings"

	"warta/internal/news"
)

// A JSON export is one value of any length. It is walked token by token, and only
// rows are decoded whole, so that memory is bounded by the largest row.

// maxRow is the largest row taken, in bytes: text in three forms and what
// surrounds it.
const maxRow = 16 << 20

// rowReader bounds what a decoder reads ahead of the last complete value.
type rowReader struct {
	ctx  context.Context
	r    io.Reader
	read int64
	// done is where the last complete value ended.
	done int64
	max  int64
}

var errRowLarge = errors.New("a row is too large")

func (l *rowReader) Read(p []byte) (int, error) {
	if err := l.ctx.Err(); err != nil {
		return 0, err
	}
	if l.read-l.done > l.max {
		return 0, errRowLarge
	}
	n, err := l.r.Read(p)
	l.read += int64(n)
	return n, err
}

// jsonWalker reads a stream of JSON.
type jsonWalker struct {
	d *json.Decoder
	r *rowReader
}

func newJSONWalker(ctx context.Context, r io.Reader) *jsonWalker {
	b := bufio.NewReaderSize(r, 64<<10)
	if head, _ := b.Peek(len(utf8Mark)); bytes.Equal(head, utf8Mark) {
		b.Discard(len(utf8Mark))
	}
	l := &rowReader{ctx: ctx, r: b, max: maxRow}
	d := json.NewDecoder(l)
	d.UseNumber()
	return &jsonWalker{d: d, r: l}
}

func (w *jsonWalker) offset() int64 { return w.d.InputOffset() }

func (w *jsonWalker) token() (json.Token, error) {
	t, err := w.d.Token()
	w.r.done = w.d.InputOffset()
	return t, err
}

// value decodes the next value whole.
func (w *jsonWalker) value(v any) error {
	err := w.d.Decode(v)
	w.r.done = w.d.InputOffset()
	return err
}

// skip passes over the next value without holding it.
func (w *jsonWalker) skip() error {
	depth := 0
	for {
		t, err := w.token()
		if err != nil {
			return err
		}
		switch t {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth == 0 {
			return nil
		}
	}
}

// fields walks an object whose opening was read; visit must take the value.
func (w *jsonWalker) fields(visit func(name string) error) error {
	for w.d.More() {
		t, err := w.token()
		if err != nil {
			return err
		}
		name, _ := t.(string)
		if err := visit(name); err != nil {
			return err
		}
	}
	_, err := w.token()
	return err
}

// items walks an array whose opening was read.
func (w *jsonWalker) items(visit func() error) error {
	for w.d.More() {
		if err := visit(); err != nil {
			return err
		}
	}
	_, err := w.token()
	return err
}

// seekable gives an input that can be read again: itself, or a copy of it in a
// file that vanishes with the returned function.
func seekable(ctx context.Context, r io.Reader) (io.ReadSeeker, func(), error) {
	if s, ok := r.(io.ReadSeeker); ok {
		if _, err := s.Seek(0, io.SeekCurrent); err == nil {
			return s, func() {}, nil
		}
	}
	f, err := os.CreateTemp("", "warta-import-*")
	if err != nil {
		return nil, nil, err
	}
	// The name goes at once, where the system allows it; the bytes with the last
	// handle.
	os.Remove(f.Name())
	gone := func() { f.Close(); os.Remove(f.Name()) }
	if _, err := io.Copy(f, &rowReader{ctx: ctx, r: r, max: 1 << 62}); err != nil {
		gone()
		return nil, nil, err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		gone()
		return nil, nil, err
	}
	return f, gone, nil
}

// place gives the line and column of an offset.
func place(r io.ReadSeeker, offset int64) Position {
	at := Position{Offset: offset, Line: 1, Column: 1}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return at
	}
	b := bufio.NewReaderSize(io.LimitReader(r, offset), 64<<10)
	for {
		c, err := b.ReadByte()
		switch {
		case err != nil:
			return at
		case c == '\n':
			at.Line++
			at.Column = 1
		case c&0xC0 != 0x80:
			at.Column++
		}
	}
}

// jsonRefusal makes a sentence of a fault of the file.
func jsonRefusal(o Options, source string, r io.ReadSeeker, w *jsonWalker, err error) error {
	var refused *news.Error
	if errors.As(err, &refused) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	code, at := "", w.offset()
	var syntax *json.SyntaxError
	switch {
	case errors.Is(err, errRowLarge):
		code = "large"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		code, at = "ends", w.r.read
	case errors.As(err, &syntax):
		code = "syntax"
		if strings.Contains(syntax.Error(), "unexpected end") {
			code = "ends"
		} else if strings.Contains(syntax.Error(), "max depth") {
			code = "deep"
		}
		if syntax.Offset > 0 {
			// The decoder counts from the last value it began, or from the start.
			at = max(at, syntax.Offset-1)
		}
	default:
		e := news.Refuse(news.Invalid, "import "+source+" "+o.Name, "import.unreadable", map[string]any{"file": o.Name})
		e.Err = err
		return e
	}
	p := place(r, at)
	kind := news.Invalid
	if code == "large" || code == "deep" {
		kind = news.TooLarge
	}
	e := news.Refuse(kind, "import "+source+" "+o.Name, "import.json_"+code,
		map[string]any{"file": o.Name, "line": p.Line, "column": p.Column, "limit": maxRow >> 20})
	e.Err = err
	return e
}
