package media

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// Tools are programs of other people that were found on this machine, by their
// paths; empty means none. Nothing depends on them: without an encoder readers
// get JPEG, without a decoder HEIC and AVIF are refused with a sentence.
type Tools struct {
	CWebP   string `json:"cwebp,omitempty"`   // libwebp's encoder
	AVIFEnc string `json:"avifenc,omitempty"` // libavif's encoder
	AVIFDec string `json:"avifdec,omitempty"`
	HEIFDec string `json:"heifdec,omitempty"` // libheif's heif-dec or heif-convert
	Magick  string `json:"magick,omitempty"`  // ImageMagick
	// MagickReads are the formats for which ImageMagick has its delegate.
	MagickReads []string `json:"magick_reads,omitempty"`
	FFmpeg      string   `json:"ffmpeg,omitempty"`
}

func findTools() (t Tools) {
	first := func(names ...string) string {
		for _, n := range names {
			if p, err := exec.LookPath(n); err == nil {
				if p, err = filepath.Abs(p); err == nil {
					return p
				}
			}
		}
		return ""
	}
	t.CWebP, t.AVIFEnc, t.AVIFDec = first("cwebp"), first("avifenc"), first("avifdec")
	t.HEIFDec, t.Magick, t.FFmpeg = first("heif-dec", "heif-convert"), first("magick", "convert"), first("ffmpeg")
	if t.Magick != "" {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		list, _ := exec.CommandContext(ctx, t.Magick, "-list", "format").Output()
		for _, line := range strings.Split(string(list), "\n") {
			f := strings.Fields(line)
			if len(f) > 2 && strings.HasPrefix(f[2], "r") {
				if n := strings.ToLower(strings.TrimSuffix(f[0], "*")); n == "heic" || n == "avif" {
					t.MagickReads = append(t.MagickReads, n)
				}
			}
		}
		if t.MagickReads == nil {
			t.Magick = ""
		}
	}
	return t
}

// converter gives the command that turns a HEIC or AVIF into a JPEG that is as
// good as lossless and much quicker than PNG, nil when there is none. Each turns the picture upright, as the format's own boxes say.
func (t Tools) converter(format string) func(in, out string) []string {
	switch {
	case format == "avif" && t.AVIFDec != "":
		return func(in, out string) []string { return []string{t.AVIFDec, "--jobs", "1", "-q", "97", in, out} }
	case t.HEIFDec != "" && (format == "heic" || format == "avif" && t.Magick == ""):
		return func(in, out string) []string { return []string{t.HEIFDec, "-q", "97", in, out} }
	}
	for _, f := range t.MagickReads {
		if f == format {
			return func(in, out string) []string {
				return []string{t.Magick, "-limit", "memory", "768MiB", "-limit", "map", "768MiB", "-limit", "disk", "1GiB", "-limit", "thread", "1",
					format + ":" + in + "[0]", "+profile", "!icc,*", "-depth", "8", "-sampling-factor", "1x1", "-quality", "97", "jpeg:" + out}
			}
		}
	}
	if t.FFmpeg != "" && format == "avif" {
		return func(in, out string) []string {
			return []string{t.FFmpeg, "-v", "error", "-nostdin", "-threads", "1", "-i", in, "-frames:v", "1", "-f", "image2", "-c:v", "mjpeg", "-q:v", "2", out}
		}
	}
	return nil
}

// convert makes a still of a format that only an outside program reads. The
// program runs under the child's limits.
func (d *Darkroom) convert(ctx context.Context, f *os.File, in Info) (*os.File, error) {
	dir, err := os.MkdirTemp(d.opts.Temp, "warta-media-")
	if err != nil {
		return nil, unread(err)
	}
	defer os.RemoveAll(dir)
	src, dst := filepath.Join(dir, "in."+in.Ext), filepath.Join(dir, "out.jpg")
	if err := copyTo(src, f); err != nil {
		return nil, unread(err)
	}
	args := d.tools.converter(in.Format)(src, dst)
	cmd := exec.CommandContext(ctx, d.program, args...)
	cmd.Args[0] = "warta-media"
	ownGroup(cmd)
	cmd.WaitDelay = time.Second
	cmd.Env = childEnv("tool")
	cmd.Dir = dir
	said := &capped{most: 16 << 10}
	cmd.Stderr = said
	if err := cmd.Run(); err != nil {
		switch cause := fmt.Errorf("%s: %w: %s", args[0], err, firstLines(said.String(), 5)); {
		case context.Cause(ctx) == errWall:
			return nil, because(refuse("busy", nil), cause)
		case ctx.Err() != nil:
			return nil, ctx.Err()
		default:
			return nil, because(refuse("unconverted", map[string]any{"format": formatName(in.Format)}), cause)
		}
	}
	out, err := os.Open(dst)
	if err != nil {
		return nil, because(refuse("unconverted", map[string]any{"format": formatName(in.Format)}), err)
	}
	return out, nil // the open file outlives its name
}

func copyTo(name string, f *os.File) error {
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	to, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if _, err := io.Copy(to, io.LimitReader(f, MaxPhoto)); err != nil {
		to.Close()
		return err
	}
	return to.Close()
}

func (t Tools) encodes(format string) bool {
	return format == "webp" && t.CWebP != "" || format == "avif" && t.AVIFEnc != ""
}

// encode runs in the child, whose limits the program inherits. A format's own
// limit of size gives nothing, and no error.
func (t Tools) encode(format string, p *picture) ([]byte, error) {
	if p.w > 16383 || p.h > 16383 {
		return nil, nil
	}
	switch format {
	case "webp":
		cmd := exec.Command(t.CWebP, "-quiet", "-q", "72", "-m", "4", "-metadata", "none", "-o", "-", "--", "-")
		cmd.Env = toolEnv()
		cmd.Stdin = bytes.NewReader(p.ppm())
		var out bytes.Buffer
		said := &capped{most: 4 << 10}
		cmd.Stdout, cmd.Stderr = &out, said
		if err := cmd.Run(); err != nil {
			return nil, fmt.Errorf("cwebp: %w: %s", err, said.String())
		}
		return out.Bytes(), nil
	case "avif":
		return t.encodeAVIF(p)
	}
	return nil, nil
}

// encodeAVIF works with files, as avifenc does. The packet of metadata is a
// place for the credit, which Stamp writes into it.
func (t Tools) encodeAVIF(p *picture) ([]byte, error) {
	dir, err := os.MkdirTemp("", "warta-avif-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	in, xmp, out := filepath.Join(dir, "in.y4m"), filepath.Join(dir, "xmp"), filepath.Join(dir, "out.avif")
	if err := os.WriteFile(in, p.y4m(), 0o600); err != nil {
		return nil, err
	}
	if err := os.WriteFile(xmp, emptyPacket(), 0o600); err != nil {
		return nil, err
	}
	cmd := exec.Command(t.AVIFEnc, "-j", "1", "-s", "6", "--min", "20", "--max", "30", "--xmp", xmp, in, out)
	cmd.Env = toolEnv()
	said := &capped{most: 4 << 10}
	cmd.Stderr = said
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("avifenc: %w: %s", err, said.String())
	}
	return os.ReadFile(out)
}

// ppm is the plainest file of a full picture.
func (p *picture) ppm() []byte {
	b := fmt.Appendf(make([]byte, 0, 3*p.w*p.h+32), "P6\n%d %d\n255\n", p.w, p.h)
	for y := range p.h {
		for x := range p.w {
			r, g, bl := p.rgbAt(x, y)
			b = append(b, r, g, bl)
		}
	}
	return b
}

// y4m is a film of one frame, full range, 4:2:0.
func (p *picture) y4m() []byte {
	half := p.scale(rect{0, 0, float64(p.w), float64(p.h)}, p.w, p.h, true)
	b := fmt.Appendf(make([]byte, 0, 2*p.w*p.h+64), "YUV4MPEG2 W%d H%d F1:1 Ip A1:1 C420jpeg XCOLORRANGE=FULL\nFRAME\n", p.w, p.h)
	for _, pl := range half.planes {
		for y := range pl.h {
			b = append(b, pl.row(y)...)
		}
	}
	if len(half.planes) == 1 {
		cw, ch := chroma(p.w, p.h)
		b = append(b, bytes.Repeat([]byte{128}, 2*cw*ch)...)
	}
	return b
}
