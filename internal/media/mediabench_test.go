package media

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestWriteFilesForTheBench brings each photo below WARTA_MEDIABENCH_PHOTOS down
// to 1,280 pixels and writes it into WARTA_MEDIABENCH, plain and as our JPEGs,
// for scripts/mediabench to compare with mozjpeg's.
func TestWriteFilesForTheBench(t *testing.T) {
	dir := os.Getenv("WARTA_MEDIABENCH")
	if dir == "" {
		t.Skip("runs with make mediabench")
	}
	n := 0
	err := filepath.WalkDir(os.Getenv("WARTA_MEDIABENCH_PHOTOS"), func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || n >= 24 {
			return err
		}
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		defer f.Close()
		in, err := Inspect(context.Background(), f)
		if err != nil || in.Kind != "photo" || in.NeedsTool || in.Width < 1000 {
			return nil
		}
		p, err := load(f, &in)
		if err != nil {
			return nil
		}
		w := min(1280, p.w)
		p = p.scale(rect{0, 0, float64(p.w), float64(p.h)}, w, w*p.h/p.w, false).toWeb(in.head.icc, in.head.wide).full()
		base := fmt.Sprintf("%02d-%.20s", n, strings.ReplaceAll(filepath.Base(filepath.Dir(name))+"-"+filepath.Base(name), ".", "_"))
		write(t, filepath.Join(dir, "in", base+".ppm"), p.ppm())
		half := p.scale(rect{0, 0, float64(p.w), float64(p.h)}, p.w, p.h, true)
		for _, quality := range []int{60, 70, 80} {
			b, err := encodeJPEG(half, quality)
			if err != nil {
				return err
			}
			write(t, filepath.Join(dir, "out", fmt.Sprintf("%s.ppm.%d.jpg", base, quality)), b)
		}
		n++
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if n == 0 {
		t.Fatal("no photo of 1,000 pixels or more in WARTA_MEDIABENCH_PHOTOS")
	}
}
