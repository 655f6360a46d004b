package newsroom

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"os"
	"time"

	"warta/internal/ingest"
	"warta/internal/locale"
	"warta/internal/news"
)

// importInput is what a run reads: the order's files, or what a live site told,
// once it lies here.
type importInput struct {
	n     *Newsroom
	order ImportOrder
	// stream reads one file.
	stream ingest.Streamer
	opts   ingest.StreamOptions
	// spool is the file into which a live site is read first.
	spool string
}

func (n *Newsroom) importInput(o ImportOrder, set news.Settings) (*importInput, error) {
	in := &importInput{n: n, order: o}
	in.opts = ingest.StreamOptions{Options: ingest.Options{Locale: locale.Get(set.Locale), Zone: set.Location(), Outlet: set.Outlet},
		Truncated: o.Truncated, Site: o.Site}
	if o.URL != "" {
		in.stream = streamSpool
		return in, nil
	}
	s, err := ingest.Lookup(o.Source)
	if err != nil {
		return nil, err
	}
	if in.stream = s.Stream; in.stream == nil {
		return nil, news.Refuse(news.Invalid, "import "+o.Source, "import.whole", map[string]any{"source": o.Source})
	}
	return in, nil
}

// files are what is read.
func (in *importInput) files() []ImportFile {
	if in.order.URL != "" {
		return []ImportFile{{Name: in.order.URL, Path: in.spool}}
	}
	return in.order.Files
}

// open opens a file for one reading.
func (in *importInput) open(ctx context.Context, f ImportFile) (io.ReadCloser, error) {
	var r io.ReadCloser
	var err error
	if f.Blob != "" {
		if in.n.blobs == nil {
			return nil, errNoMedia
		}
		r, err = in.n.blobs.Open(ctx, f.Blob)
	} else {
		var file *os.File
		if file, err = os.Open(f.Path); err == nil {
			if info, statErr := file.Stat(); statErr != nil || info.IsDir() {
				file.Close()
				err = errors.Join(statErr, errors.New("it is no file"))
			}
		}
		r = file
	}
	if err != nil {
		e := news.Refuse(news.Invalid, "import "+f.Name, "import.unreadable", map[string]any{"file": f.Name})
		e.Err = err
		return nil, e
	}
	return r, nil
}

// counting counts what was read of a file, and sums it.
type summing struct {
	r    io.Reader
	n    int64
	hash io.Writer
	tell func(int64)
}

func (s *summing) Read(b []byte) (int, error) {
	n, err := s.r.Read(b)
	s.n += int64(n)
	if s.hash != nil {
		s.hash.Write(b[:n])
	}
	if s.tell != nil {
		s.tell(s.n)
	}
	return n, err
}

// outline looks through the whole source. A broken file is refused here, before
// anything is written.
func (in *importInput) outline(ctx context.Context, tell func(read int64)) (*importPlan, string, error) {
	p := newPlan()
	all := sha256.New()
	before := int64(0)
	for _, f := range in.files() {
		r, err := in.open(ctx, f)
		if err != nil {
			return nil, "", err
		}
		sum := sha256.New()
		read := &summing{r: r, hash: sum, tell: func(n int64) { tell(before + n) }}
		o := in.opts
		o.Name, o.Outline = f.Name, true
		site := p.site(o.Site)
		for rec, err := range in.stream(ctx, bufio.NewReaderSize(read, 1<<16), o) {
			if err != nil {
				r.Close()
				return nil, "", err
			}
			if rec.Site != nil {
				site = p.site(rec.Site.URL)
			}
			p.add(site, rec)
		}
		// What comes after the last element belongs to the file, too.
		_, err = io.Copy(io.Discard, read)
		r.Close()
		if err != nil {
			return nil, "", fmt.Errorf("read %s: %w", f.Name, err)
		}
		before += read.n
		all.Write(sum.Sum(nil))
	}
	p.bytes = before
	return p, hex.EncodeToString(all.Sum(nil)), nil
}

// Digest of the order's files: whoever starts a run of the same bytes can go on
// with one that was cut off.
func (in *importInput) digest(ctx context.Context) (string, error) {
	all := sha256.New()
	for _, f := range in.files() {
		r, err := in.open(ctx, f)
		if err != nil {
			return "", err
		}
		sum := sha256.New()
		_, err = io.Copy(sum, r)
		r.Close()
		if err != nil {
			return "", fmt.Errorf("read %s: %w", f.Name, err)
		}
		all.Write(sum.Sum(nil))
	}
	return hex.EncodeToString(all.Sum(nil)), nil
}

// chunk is what one transaction brings.
type chunk struct {
	file    int
	site    int
	siteURL string
	records []ingest.Record
	// next is where the run goes on after it: the offset of a record to come, or
	// that of the last one with the number of records there.
	next int64
	skip int
	read int64
	last bool
}

// chunks reads the source from where a run stopped.
func (in *importInput) chunks(ctx context.Context, p *importPlan, at importCursor) iter.Seq2[chunk, error] {
	return func(yield func(chunk, error) bool) {
		before := int64(0)
		for i, f := range in.files() {
			if i < at.File {
				before += max(f.Size, 0)
				continue
			}
			from, skip := int64(0), 0
			if i == at.File {
				from, skip = at.Offset, at.Skip
			}
			if !in.chunksOf(ctx, p, i, f, from, skip, before, yield) {
				return
			}
			before += max(f.Size, 0)
		}
	}
}

func (in *importInput) chunksOf(ctx context.Context, p *importPlan, i int, f ImportFile, from int64, skip int, before int64, yield func(chunk, error) bool) bool {
	r, err := in.open(ctx, f)
	if err != nil {
		yield(chunk{}, err)
		return false
	}
	defer r.Close()
	o := in.opts
	o.Name, o.From = f.Name, from
	if p.zoneKnown {
		// Times that stand in the source's own clock.
		if _, off := time.Now().In(o.Zone).Zone(); off != p.zone*60 {
			o.Zone = time.FixedZone("", p.zone*60)
		}
	}
	c := chunk{file: i, site: p.site(o.Site), next: from, skip: skip}
	began := from
	same := 0 // records of the offset from that were passed over
	for rec, err := range in.stream(ctx, bufio.NewReaderSize(r, 1<<16), o) {
		if err != nil {
			yield(chunk{}, err)
			return false
		}
		if rec.Site != nil {
			c.site, c.siteURL = p.site(rec.Site.URL), rec.Site.URL
		}
		again := rec.At.Offset < from
		if rec.At.Offset == from && same < skip && rec.Site == nil {
			same++
			continue
		}
		full := len(c.records) >= importBatchItems || rec.At.Offset-began > importBatchBytes
		if full && !again {
			c.read = before + rec.At.Offset
			if !yield(c, nil) {
				return false
			}
			c.records, began = nil, rec.At.Offset
		}
		c.records = append(c.records, rec)
		if !again {
			if rec.At.Offset == c.next {
				c.skip++
			} else {
				c.next, c.skip = rec.At.Offset, 1
			}
		}
	}
	c.read, c.last = before+max(f.Size, c.next), true
	return yield(c, nil)
}

// spooled is a line of a spool: a record with what JSON leaves out of it.
type spooled struct {
	ingest.Record
	Hash string `json:"hash,omitempty"`
}

// writeSpool reads a live site into a file, so that it is read once and can be
// looked through. A spool that was begun goes on behind its last whole record.
func (n *Newsroom) writeSpool(ctx context.Context, o ImportOrder, opts ingest.StreamOptions, path string, tell func(items int)) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	at, items, whole, err := endOfSpool(f)
	if err != nil {
		return err
	}
	if whole {
		return nil
	}
	w := bufio.NewWriterSize(f, 1<<16)
	opts.From = at
	for rec, err := range n.liveSite(ctx, o, opts) {
		if err != nil {
			w.Flush()
			return err
		}
		if rec.At.Offset < at && rec.Site == nil && rec.Author == nil && rec.Term == nil {
			continue
		}
		line := spooled{Record: rec}
		if rec.Author != nil {
			line.Hash = rec.Author.Hash
		}
		b, err := json.Marshal(line)
		if err != nil {
			return err
		}
		if _, err := w.Write(append(b, '\n')); err != nil {
			return err
		}
		items++
		tell(items)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return f.Sync()
}

// liveSite streams what an address holds.
func (n *Newsroom) liveSite(ctx context.Context, o ImportOrder, opts ingest.StreamOptions) iter.Seq2[ingest.Record, error] {
	if n.fetch == nil {
		return func(yield func(ingest.Record, error) bool) {
			yield(ingest.Record{}, news.E(news.Unavailable, "read "+o.URL, errors.New("this newsroom has no way out")))
		}
	}
	if o.Source == liveSite {
		return ingest.StreamWordPress(ctx, n.fetch, o.URL, opts)
	}
	return n.fetchedSource(ctx, o, opts)
}

// fetchedSource reads a source's file from an address.
func (n *Newsroom) fetchedSource(ctx context.Context, o ImportOrder, opts ingest.StreamOptions) iter.Seq2[ingest.Record, error] {
	return func(yield func(ingest.Record, error) bool) {
		fail := func(err error) { yield(ingest.Record{}, err) }
		s, err := ingest.Lookup(o.Source)
		if err != nil {
			fail(err)
			return
		}
		if s.Stream == nil {
			fail(news.Refuse(news.Invalid, "import "+o.Source, "import.whole", map[string]any{"source": o.Source}))
			return
		}
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, o.URL, nil)
		if err != nil {
			fail(news.E(news.Invalid, "fetch "+o.URL, err))
			return
		}
		res, err := n.fetch.Do(r)
		if err == nil && res.StatusCode != http.StatusOK {
			res.Body.Close()
			err = answered(res.StatusCode)
		}
		if err != nil {
			e := news.Refuse(news.Unavailable, "fetch "+o.URL, "import.rest_unavailable", map[string]any{"site": o.URL, "address": o.URL, "status": err.Error()})
			e.Err = err
			fail(e)
			return
		}
		defer res.Body.Close()
		opts.Name = o.URL
		if opts.Site == "" {
			opts.Site = o.URL
		}
		for rec, err := range s.Stream(ctx, res.Body, opts) {
			if !yield(rec, err) || err != nil {
				return
			}
		}
	}
}

// endOfSpool finds the end of the whole records, cuts off a broken one, and says
// from which offset to ask on.
func endOfSpool(f *os.File) (at int64, items int, whole bool, err error) {
	r := bufio.NewReaderSize(f, 1<<16)
	end := int64(0)
	for {
		line, err := r.ReadBytes('\n')
		if err != nil && err != io.EOF {
			return 0, 0, false, err
		}
		var s spooled
		if err == io.EOF || json.Unmarshal(line, &s) != nil {
			break
		}
		end += int64(len(line))
		items++
		if s.Record.Site == nil && s.Record.Author == nil && s.Record.Term == nil {
			at = max(at, s.Record.At.Offset+1)
		}
		whole = s.Record.End != nil
	}
	if err := f.Truncate(end); err != nil {
		return 0, 0, false, err
	}
	_, err = f.Seek(end, io.SeekStart)
	return at, items, whole, err
}

// streamSpool reads a spool; offsets are those of lines.
func streamSpool(ctx context.Context, r io.Reader, o ingest.StreamOptions) iter.Seq2[ingest.Record, error] {
	return func(yield func(ingest.Record, error) bool) {
		b := bufio.NewReaderSize(r, 1<<16)
		at := int64(0)
		for {
			line, err := b.ReadBytes('\n')
			if err == io.EOF && len(line) == 0 {
				return
			}
			if err != nil && err != io.EOF || ctx.Err() != nil {
				yield(ingest.Record{}, errors.Join(err, ctx.Err()))
				return
			}
			var s spooled
			if err := json.Unmarshal(line, &s); err != nil {
				yield(ingest.Record{}, fmt.Errorf("read the spool: %w", err))
				return
			}
			s.Record.At = ingest.Position{Offset: at}
			at += int64(len(line))
			if s.Record.Author != nil {
				s.Record.Author.Hash = s.Hash
			}
			if s.Record.At.Offset < o.From && s.Record.Site == nil && s.Record.Author == nil && s.Record.Term == nil {
				continue
			}
			if !yield(s.Record, nil) {
				return
			}
		}
	}
}
