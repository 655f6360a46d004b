package media

import (
	"bufio"
	"fmt"
	"image"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// TestWriteFilesForTheBench writes each WARTA_MEDIABENCH/in/*.ppm as JPEGs of
// several qualities for scripts/mediabench, which compares them with mozjpeg's.
func TestWriteFilesForTheBench(t *testing.T) {
	dir := os.Getenv("WARTA_MEDIABENCH")
	if dir == "" {
		t.Skip("only for make mediabench")
	}
	files, _ := filepath.Glob(filepath.Join(dir, "in", "*.ppm"))
	for _, f := range files {
		img, err := readPPM(f)
		if err != nil {
			t.Fatal(f, err)
		}
		p := toPicture(img)
		for q := 70; q <= 80; q += 10 {
			b, err := encodeJPEG(p, q)
			if err != nil {
				t.Fatal(err)
			}
			name := fmt.Sprintf("%s.%d.jpg", filepath.Base(f), q)
			if err := os.WriteFile(filepath.Join(dir, "out", name), b, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func readPPM(name string) (image.Image, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := bufio.NewReader(f)
	var w, h, m int
	if _, err := fmt.Fscanf(r, "P6\n%d %d\n%d\n", &w, &h, &m); err != nil {
		return nil, err
	}
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	row := make([]byte, 3*w)
	for y := range h {
		if _, err := io.ReadFull(r, row); err != nil {
			return nil, err
		}
		for x := range w {
			copy(img.Pix[img.PixOffset(x, y):], []byte{row[3*x], row[3*x+1], row[3*x+2], 255})
		}
	}
	return img, nil
}
