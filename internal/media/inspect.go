package media

import (
	"context"
	"io"
	"math"
)

// Info is what a file's first look tells.
type Info struct {
	// Kind is "photo", "video", "audio" or "file", as in news.Asset.
	Kind string
	// Format is our short name of it: "jpeg", "png", "gif", "webp", "heic",
	// "avif", "mp4", "mov", "webm", "m4a", "mp3", "pdf", "docx" ...
	Format string
	MIME   string
	// Ext is the extension for a file name, without the dot.
	Ext  string
	Size int64
	// Width and Height are the photo's or the film's, upright.
	Width, Height int
	// Orientation is EXIF's, 1 to 8; Width and Height have it applied.
	Orientation int
	// Frames is 1 but for animations, of which readers get the first frame.
	Frames int
	// Seconds is the length of film and sound, zero when it cannot be told
	// without decoding.
	Seconds float64
	// NeedsTool says that only an outside program reads this format
	// ([Darkroom.Accepts]).
	NeedsTool bool

	head head
}

// Inspect tells what a file is by its content, never by its name, and refuses
// what the paper does not take with one sentence. It reads headers only: no
// pixel is decoded, and little memory is used whatever the header says.
func Inspect(ctx context.Context, r io.ReadSeeker) (Info, error) {
	size, err := r.Seek(0, io.SeekEnd)
	if err != nil {
		return Info{}, unread(err)
	}
	if size == 0 {
		return Info{}, refuse("empty", nil)
	}
	first := make([]byte, min(size, 4096))
	if err := readAt(r, 0, first); err != nil {
		return Info{}, unread(err)
	}
	if err := ctx.Err(); err != nil {
		return Info{}, err
	}
	k, ok := sniff(first)
	if !ok {
		switch {
		case looksLikeSVG(first):
			return Info{}, refuse("svg", nil)
		case allZero(first):
			return Info{}, refuse("zeros", nil)
		}
		return Info{}, refuse("unknown", nil)
	}
	in := Info{Kind: k.kind, Format: k.format, MIME: k.mime, Ext: k.ext, Size: size, Orientation: 1, NeedsTool: k.tool}
	if size > k.limit {
		return Info{}, refuse("large", map[string]any{"limit": megabytes(k.limit)})
	}
	if k.look == nil {
		return in, nil
	}
	if err := k.look(r, size, &in); err != nil {
		if ours(err) {
			return Info{}, unread(err)
		}
		if _, told := told(err); told {
			return Info{}, err
		}
		return Info{}, broken(k.name, err)
	}
	if in.Kind == "photo" {
		return in, checkPixels(&in)
	}
	if in.Kind == "audio" && size > MaxSound {
		return Info{}, refuse("large", map[string]any{"limit": megabytes(MaxSound)})
	}
	if math.IsNaN(in.Seconds) || in.Seconds < 0 || in.Seconds > 1e6 {
		in.Seconds = 0
	}
	return in, nil
}

// checkPixels refuses bombs, and turns width and height upright.
func checkPixels(in *Info) error {
	h := &in.head
	if h.w <= 0 || h.h <= 0 {
		if in.NeedsTool {
			return nil // found out after the conversion
		}
		return broken(formatName(in.Format), shapef("%d × %d pixels", h.w, h.h))
	}
	if h.w > maxPixels/h.h {
		return refuse("pixels", map[string]any{"width": h.w, "height": h.h, "limit": maxPixels / 1_000_000})
	}
	if h.w > maxSide || h.h > maxSide {
		return refuse("side", map[string]any{"width": h.w, "height": h.h, "limit": maxSide})
	}
	in.Frames = max(1, h.frames)
	if in.Frames > maxFramePixels/(h.w*h.h) {
		return refuse("frames", map[string]any{"frames": in.Frames})
	}
	if need := h.memory(in.Format); need > decodeMemory {
		return refuse("memory", nil)
	}
	in.Width, in.Height = h.w, h.h
	if o := h.orientation; o >= 1 && o <= 8 && !in.NeedsTool {
		in.Orientation = o
		if o > 4 {
			in.Width, in.Height = h.h, h.w
		}
	}
	return nil
}

// decodeMemory is what decoding may take of the child's 512 MiB; the rest is
// for the program and for the renditions.
const decodeMemory = 448 << 20

// memory estimates what the decoder and our planes take together.
func (h *head) memory(format string) int64 {
	px := int64(h.w) * int64(h.h)
	switch format {
	case "jpeg":
		// Samples of a byte; progressive ones keep coefficients of four.
		n := h.samples
		if h.progressive {
			n += 4 * h.samples
		}
		if h.comps == 4 {
			n += 4 * px
		}
		return n
	case "png":
		deep := int64(4)
		if h.bits == 16 {
			deep = 8
		}
		if h.interlaced {
			deep += deep / 2
		}
		return px * deep
	case "gif":
		return px * 4
	}
	if h.lossless {
		return px * 11 // with what undoing WebP's transforms takes
	}
	return px * 6
}

func megabytes(n int64) int64 { return n >> 20 }

func readAt(r io.ReadSeeker, at int64, b []byte) error {
	if _, err := r.Seek(at, io.SeekStart); err != nil {
		return err
	}
	_, err := io.ReadFull(r, b)
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return err
}

func allZero(b []byte) bool {
	for _, c := range b {
		if c != 0 {
			return false
		}
	}
	return true
}
