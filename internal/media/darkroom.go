package media

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"

	"warta/internal/news"
)

// Options of a darkroom. The zero value works.
type Options struct {
	// AtOnce is how many photos are developed at the same time; each may take
	// 512 MiB and a core. Default 1.
	AtOnce int
	// Wall is the longest that one photo may take. Default five minutes:
	// a busy machine is not the photo's fault, and processor time has a limit of
	// its own.
	Wall time.Duration
	// Temp is the folder for temporary files. Default: the system's.
	Temp string
	// NoTools leaves outside programs alone: JPEG renditions only, no HEIC.
	NoTools bool
}

// Darkroom makes renditions. It is safe for concurrent use.
type Darkroom struct {
	opts  Options
	tools Tools
	turn  chan struct{}
	// program is this binary, which is its own child.
	program string
}

// NewDarkroom looks once for the programs that help (see [Tools]).
func NewDarkroom(o Options) (*Darkroom, error) {
	if !asked.Load() {
		return nil, errors.New("open the darkroom: main (or TestMain) must call media.Child first, since children are this program once more")
	}
	if o.AtOnce < 1 {
		o.AtOnce = 1
	}
	if o.Wall <= 0 {
		o.Wall = 5 * time.Minute
	}
	d := &Darkroom{opts: o, turn: make(chan struct{}, o.AtOnce)}
	if !o.NoTools {
		d.tools = findTools()
	}
	// A running binary may have been replaced on disk; this name still leads to
	// what runs.
	d.program = "/proc/self/exe"
	if _, err := os.Stat(d.program); err != nil {
		if d.program, err = os.Executable(); err != nil {
			return nil, fmt.Errorf("find own binary: %w", err)
		}
	}
	return d, nil
}

// Tools tells which programs were found.
func (d *Darkroom) Tools() Tools { return d.tools }

// Accepts refuses what [Inspect] recognised and nothing here can read, with a
// sentence that says how to save it otherwise.
func (d *Darkroom) Accepts(in Info) error {
	if in.NeedsTool && d.tools.converter(in.Format) == nil {
		return refuse("needs_tool", map[string]any{"format": strings.ToUpper(in.Format)})
	}
	return nil
}

// Rendition is one picture for readers.
type Rendition struct {
	// Name is "w640", or the crop's name and the width: "card-640".
	Name string `json:"name"`
	// Crop is empty for the whole photo.
	Crop   string `json:"crop,omitempty"`
	MIME   string `json:"mime"`
	Width  int    `json:"width"`
	Height int    `json:"height"`
	Size   int    `json:"size"`
	Bytes  []byte `json:"-"`
}

// Photo is what the darkroom made of an original.
type Photo struct {
	// Width and Height of the original, upright, turned and cut.
	Width      int         `json:"width"`
	Height     int         `json:"height"`
	Renditions []Rendition `json:"renditions"`
	// Colour is the dominant one, "#rrggbb".
	Colour string `json:"colour"`
	// Placeholder is a JPEG of at most 400 bytes.
	Placeholder []byte `json:"placeholder"`
	// Phash is for [Distance].
	Phash uint64 `json:"phash"`
	// Frames is above 1 when only the first frame of an animation is shown.
	Frames int `json:"frames"`
	// CPU is what the child took.
	CPU time.Duration `json:"-"`
}

const (
	childData   = 512 << 20
	toolData    = 1536 << 20 // a 48-megapixel HEIC in ImageMagick's 16 bits
	childCPU    = 20
	maxAnswer   = 1 << 20
	maxPictures = 32 << 20 // all renditions together
)

// order is what the child gets.
type order struct {
	Recipe Recipe `json:"recipe"`
	Tools  Tools  `json:"tools"`
	Wall   int64  `json:"wall"`
	// Upright says that a converter has turned the picture already, whatever its
	// metadata say.
	Upright bool `json:"upright,omitempty"`
}

// answer is what it gives, followed by the renditions' bytes.
type answer struct {
	Photo
	Code  string         `json:"code,omitempty"` // of a refusal
	Args  map[string]any `json:"args,omitempty"`
	Cause string         `json:"cause,omitempty"`
}

// Render makes all renditions of an original in a child process. Refusals are
// sentences for the person who uploaded; of other errors the photo is innocent.
// An *os.File is handed to the child as it is, and its offset moves.
func (d *Darkroom) Render(ctx context.Context, original io.ReadSeeker, rc Recipe) (*Photo, error) {
	in, err := Inspect(ctx, original)
	if err != nil {
		return nil, err
	}
	if in.Kind != "photo" {
		return nil, refuse("no_photo", nil)
	}
	if err := d.Accepts(in); err != nil {
		return nil, err
	}
	select {
	case d.turn <- struct{}{}:
		defer func() { <-d.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	f, ok := original.(*os.File)
	if !ok {
		if f, err = d.spool(original); err != nil {
			return nil, unread(err)
		}
		defer f.Close()
	}
	ctx, cancel := context.WithTimeoutCause(ctx, d.opts.Wall, errWall)
	defer cancel()
	if in.NeedsTool {
		still, err := d.convert(ctx, f, in)
		if err != nil {
			return nil, err
		}
		defer still.Close()
		f = still
	}
	return d.develop(ctx, f, in, rc)
}

var errWall = errors.New("took too long")

// spool copies an original into a file without a name.
func (d *Darkroom) spool(r io.ReadSeeker) (*os.File, error) {
	f, err := d.temp()
	if err != nil {
		return nil, err
	}
	if _, err := r.Seek(0, io.SeekStart); err == nil {
		_, err = io.Copy(f, io.LimitReader(r, MaxPhoto))
		if err == nil {
			return f, nil
		}
		f.Close()
		return nil, err
	}
	f.Close()
	return nil, err
}

func (d *Darkroom) temp() (*os.File, error) {
	f, err := os.CreateTemp(d.opts.Temp, "warta-media-*")
	if err != nil {
		return nil, err
	}
	return f, os.Remove(f.Name())
}

func (d *Darkroom) develop(ctx context.Context, f *os.File, in Info, rc Recipe) (*Photo, error) {
	ask, err := json.Marshal(order{Recipe: rc, Tools: d.tools, Wall: int64(d.opts.Wall), Upright: in.NeedsTool})
	if err != nil {
		return nil, fmt.Errorf("write the recipe: %w", err)
	}
	cmd := exec.CommandContext(ctx, d.program)
	cmd.Args[0] = "warta-media"
	ownGroup(cmd)
	cmd.WaitDelay = time.Second
	cmd.Env = childEnv("render")
	cmd.Stdin = bytes.NewReader(ask)
	cmd.ExtraFiles = []*os.File{f}
	said := &capped{most: 16 << 10}
	cmd.Stderr = said
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("start the darkroom: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start the darkroom: %w", err)
	}
	a, readErr := readAnswer(bufio.NewReaderSize(out, 64<<10))
	if readErr != nil {
		_ = cmd.Cancel() // it may be writing without end
	}
	err = cmd.Wait()
	if a != nil && readErr == nil && err == nil {
		a.CPU = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
		if a.Code != "" {
			return nil, because(refuse(a.Code, a.Args), errors.New(a.Cause))
		}
		return &a.Photo, nil
	}
	return nil, d.died(ctx, in.Format, err, readErr, said.String(), cmd.ProcessState)
}

// died turns a child's end into a sentence.
func (d *Darkroom) died(ctx context.Context, format string, err, readErr error, said string, state *os.ProcessState) error {
	cause := fmt.Errorf("child ended: %w: %v: %s", err, readErr, firstLines(said, 12))
	if err == nil {
		cause = fmt.Errorf("child's answer: %w: %s", readErr, firstLines(said, 12))
	}
	switch {
	case errors.Is(context.Cause(ctx), errWall):
		return because(refuse("busy", nil), cause)
	case ctx.Err() != nil:
		return ctx.Err()
	case strings.Contains(said, "out of memory") || strings.Contains(said, "cannot allocate memory") || strings.Contains(said, "failed to reserve") ||
		strings.Contains(said, "cannot map") || strings.Contains(said, "SIGSEGV") && strings.Contains(said, "goroutine 0 "):
		// The runtime itself trips, too, where a page that it asked for is not
		// there.
		return because(refuse("memory", nil), cause)
	case state != nil && state.UserTime()+state.SystemTime() >= (childCPU-1)*time.Second:
		return because(refuse("slow", nil), cause)
	case errors.Is(err, exec.ErrNotFound):
		return news.E(news.Unavailable, "develop photo", cause)
	}
	return because(refuse("broken", map[string]any{"format": formatName(format)}), cause)
}

func readAnswer(r io.Reader) (*answer, error) {
	var n [4]byte
	if _, err := io.ReadFull(r, n[:]); err != nil {
		return nil, err
	}
	size := binary.BigEndian.Uint32(n[:])
	if size > maxAnswer {
		return nil, fmt.Errorf("answer of %d bytes", size)
	}
	b := make([]byte, size)
	if _, err := io.ReadFull(r, b); err != nil {
		return nil, err
	}
	a := &answer{}
	if err := json.Unmarshal(b, a); err != nil {
		return nil, err
	}
	total := 0
	for i := range a.Renditions {
		p := &a.Renditions[i]
		if p.Size < 1 || p.Size > maxPictures-total {
			return nil, fmt.Errorf("rendition of %d bytes", p.Size)
		}
		total += p.Size
		p.Bytes = make([]byte, p.Size)
		if _, err := io.ReadFull(r, p.Bytes); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// capped keeps the first bytes of what a child says.
type capped struct {
	bytes.Buffer
	most int
}

func (c *capped) Write(b []byte) (int, error) {
	if room := c.most - c.Len(); room > 0 {
		c.Buffer.Write(b[:min(room, len(b))])
	}
	return len(b), nil
}

func firstLines(s string, n int) string {
	lines := strings.SplitN(s, "\n", n+1)
	return strings.Join(lines[:min(n, len(lines))], " | ")
}
