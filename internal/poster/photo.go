package poster

import (
	"bytes"
	"fmt"
	"image"
	_ "image/gif"  // photos come in these formats
	_ "image/jpeg" //
	_ "image/png"  //

	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp" //
)

// maxPixels bounds what is decoded: a rendition has at most 1,920 px width.
const maxPixels = 16 << 20

// place draws the photo into a rectangle, cropped around its focal point.
func place(dst *image.RGBA, to image.Rectangle, p Poster) error {
	c, _, err := image.DecodeConfig(bytes.NewReader(p.Photo))
	if err != nil {
		return fmt.Errorf("read the photo: %w", err)
	}
	if c.Width <= 0 || c.Height <= 0 || c.Width > maxPixels/c.Height {
		return fmt.Errorf("read the photo: %d × %d pixels are too many", c.Width, c.Height)
	}
	src, _, err := image.Decode(bytes.NewReader(p.Photo))
	if err != nil {
		return fmt.Errorf("read the photo: %w", err)
	}
	draw.CatmullRom.Scale(dst, to, src, crop(src.Bounds(), to.Dx(), to.Dy(), p.FocalX, p.FocalY), draw.Over, nil)
	return nil
}

// crop is the largest part of b with the proportions w to h whose middle is as
// near to the focal point as the edges allow.
func crop(b image.Rectangle, w, h int, fx, fy float64) image.Rectangle {
	if fx == 0 && fy == 0 {
		fx, fy = 0.5, 0.5
	}
	cw, ch := b.Dx(), b.Dx()*h/w
	if ch > b.Dy() {
		cw, ch = b.Dy()*w/h, b.Dy()
	}
	cw, ch = max(1, cw), max(1, ch)
	x := clamp(int(fx*float64(b.Dx()))-cw/2, b.Dx()-cw)
	y := clamp(int(fy*float64(b.Dy()))-ch/2, b.Dy()-ch)
	return image.Rect(x, y, x+cw, y+ch).Add(b.Min)
}

func clamp(n, most int) int { return max(0, min(n, most)) }
