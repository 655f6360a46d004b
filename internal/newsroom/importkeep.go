package newsroom

import (
	"bytes"
	"context"
	"io"
	"strings"

	"warta/internal/ingest"
	"warta/internal/news"
)

// ImportSource is a kind of source that a run can read.
type ImportSource struct {
	// Name is the order's Source, Reads the message key of what it reads.
	Name, Reads string
	// Address: it is read over the network, not from files.
	Address bool
}

// ImportSources lists those of a newsroom's choice: whatever is read as a stream,
// and the live site.
func ImportSources() []ImportSource {
	var out []ImportSource
	for _, s := range ingest.Sources() {
		if s.Stream != nil {
			out = append(out, ImportSource{Name: s.Name, Reads: s.Reads})
		}
	}
	return append(out, ImportSource{Name: liveSite, Reads: "room.import.live", Address: true})
}

// importHead is how much of a file is looked at to tell what it is.
const importHead = 64 << 10

// KeepImportFile keeps a file that somebody sends for an import, and tells which
// source it is of; "" where none knows it. Nobody but runs can name it.
func (n *Newsroom) KeepImportFile(ctx context.Context, who Actor, name string, r io.Reader) (f ImportFile, source string, err error) {
	if !Can(who, PermRunImport, Subject{}) {
		return f, "", news.E(news.Forbidden, "keep a file for an import", nil)
	}
	if n.blobs == nil {
		return f, "", errNoMedia
	}
	head := make([]byte, importHead)
	got, err := io.ReadFull(r, head)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return f, "", err
	}
	head = head[:got]
	f = ImportFile{Name: fileName(name), Blob: "i-" + unguessable()}
	if got == 0 {
		return f, "", news.Refuse(news.Invalid, "keep a file for an import", "import.empty", map[string]any{"file": f.Name})
	}
	for _, s := range ingest.Sources() {
		if s.Stream != nil && s.Detect != nil && s.Detect(head) {
			source = s.Name
			break
		}
	}
	count := &counter{r: io.MultiReader(bytes.NewReader(head), r)}
	if err := n.blobs.Put(ctx, f.Blob, count); err != nil {
		return f, "", err
	}
	f.Size = count.n
	return f, source, nil
}

// DropImportFile takes away what was kept for an import that does not begin.
func (n *Newsroom) DropImportFile(ctx context.Context, who Actor, f ImportFile) error {
	if !Can(who, PermRunImport, Subject{}) || n.blobs == nil || !strings.HasPrefix(f.Blob, "i-") {
		return news.E(news.Forbidden, "drop a file of an import", nil)
	}
	return n.blobs.Delete(ctx, f.Blob)
}

type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.n += int64(n)
	return n, err
}
