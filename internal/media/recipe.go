package media

import (
	"math"
	"strconv"
)

// Recipe says which renditions are made of a photo, and how it is edited first.
// The original stays as it is: editing again starts from it.
type Recipe struct {
	// Widths of the whole photo. Those wider than the source are left out; its
	// own width takes the place of the first one that is.
	Widths []int
	Crops  []Crop
	// Quality is that of JPEGs of 900 pixels and more, 1–100, on the scale that
	// mozjpeg uses; smaller ones get four more. Zero means 70.
	Quality int
	// Formats beside JPEG: "webp", "avif". One without its encoder is left out.
	Formats []string
	// Rotate is a turn clockwise in degrees, a multiple of 90, applied to the
	// upright photo.
	Rotate int
	// Cut is the part that is kept, in fractions of the upright, turned photo;
	// the zero value keeps everything.
	Cut Area
	// FocalX and FocalY, 0–1 in the upright, turned, uncut photo, is what crops
	// keep in view. Both zero means the middle.
	FocalX, FocalY float64
}

// Area is a part of a photo in fractions of its width and height.
type Area struct{ X, Y, W, H float64 }

// Crop is a part of fixed proportions.
type Crop struct {
	// Name is the first part of the renditions' names.
	Name string
	// W and H are the proportions.
	W, H int
	// Widths to make; when the source is too small for all, its own is made.
	Widths []int
	// Area, if not zero, is the part that a person chose; it is trimmed to the
	// proportions.
	Area Area
	// MaxBytes, if not zero, is kept by lowering the quality.
	MaxBytes int
	// JPEGOnly is for what goes to other programs.
	JPEGOnly bool
}

// Names of the crops in [DefaultRecipe].
const (
	CropCard   = "card"
	CropFour   = "four"
	CropSquare = "square"
	CropShare  = "share"
)

// DefaultRecipe is what the paper's pages use: widths for srcset, 16:9 for
// cards, 4:3 and 1:1 besides for search engines (which want 1,200 pixels), and
// the share picture, which messengers show up to 200 KB.
func DefaultRecipe() Recipe {
	return Recipe{
		Widths: []int{320, 480, 640, 960, 1280, 1920},
		Crops: []Crop{
			{Name: CropCard, W: 16, H: 9, Widths: []int{320, 640, 1200}},
			{Name: CropFour, W: 4, H: 3, Widths: []int{1200}},
			{Name: CropSquare, W: 1, H: 1, Widths: []int{320, 1200}},
			{Name: CropShare, W: 1200, H: 630, Widths: []int{1200}, MaxBytes: 200_000, JPEGOnly: true},
		},
		Formats: []string{"webp", "avif"},
	}
}

// fit keeps a number from outside within bounds; NaN becomes the least.
func fit(v, least, most float64) float64 {
	if v > most {
		return most
	}
	if v > least {
		return v
	}
	return least
}

// within gives the part of a w × h picture, in whole pixels, at least one.
func (a Area) within(w, h int) rect {
	if a.W <= 0 || a.H <= 0 || a == (Area{}) {
		return rect{0, 0, float64(w), float64(h)}
	}
	x0 := math.Round(fit(a.X, 0, 1) * float64(w))
	y0 := math.Round(fit(a.Y, 0, 1) * float64(h))
	x0, y0 = math.Min(x0, float64(w-1)), math.Min(y0, float64(h-1))
	x1 := fit(math.Round(fit(a.X+a.W, 0, 1)*float64(w)), x0+1, float64(w))
	y1 := fit(math.Round(fit(a.Y+a.H, 0, 1)*float64(h)), y0+1, float64(h))
	return rect{x0, y0, x1, y1}
}

// cropWithin is the largest part of r with the proportions w to h whose middle
// is as near to the focal point (in r's coordinates) as the edges allow.
func cropWithin(r rect, w, h int, fx, fy float64) rect {
	cw, ch := r.w(), r.w()*float64(h)/float64(w)
	if ch > r.h() {
		cw, ch = r.h()*float64(w)/float64(h), r.h()
	}
	cw, ch = math.Max(1, math.Round(cw)), math.Max(1, math.Round(ch))
	x := fit(math.Round(fx-cw/2), r.x0, math.Max(r.x0, r.x1-cw))
	y := fit(math.Round(fy-ch/2), r.y0, math.Max(r.y0, r.y1-ch))
	return rect{x, y, math.Min(x+cw, r.x1), math.Min(y+ch, r.y1)}
}

// shot is one rendition to make: part is in pixels of the upright photo.
type shot struct {
	name, crop string
	part       rect
	w, h       int
	maxBytes   int
	jpegOnly   bool
}

// shots lists what the recipe makes of an upright photo of w × h; whole is the
// part that is kept.
func (rc *Recipe) shots(w, h int) (whole rect, out []shot) {
	whole = rc.Cut.within(w, h)
	fx, fy := fit(rc.FocalX, 0, 1)*float64(w), fit(rc.FocalY, 0, 1)*float64(h)
	if rc.FocalX == 0 && rc.FocalY == 0 {
		fx, fy = (whole.x0+whole.x1)/2, (whole.y0+whole.y1)/2
	}
	for _, width := range widthsFor(rc.Widths, int(whole.w())) {
		out = append(out, shot{name: "w" + strconv.Itoa(width), part: whole, w: width, h: side(width, whole)})
	}
	for _, c := range rc.Crops {
		if c.W < 1 || c.H < 1 {
			continue
		}
		in, x, y := whole, fx, fy
		if c.Area != (Area{}) {
			in = c.Area.within(w, h)
			x, y = (in.x0+in.x1)/2, (in.y0+in.y1)/2
		}
		part := cropWithin(in, c.W, c.H, x, y)
		for _, width := range widthsFor(c.Widths, int(part.w())) {
			height := int(math.Max(1, math.Round(float64(width)*float64(c.H)/float64(c.W))))
			out = append(out, shot{name: c.Name + "-" + strconv.Itoa(width), crop: c.Name, part: part, w: width, h: height, maxBytes: c.MaxBytes, jpegOnly: c.JPEGOnly})
		}
	}
	return whole, out
}

// widthsFor are the widths that a source has, and its own if that adds a tenth
// or more to the largest of them while a larger one was asked for.
func widthsFor(widths []int, source int) (out []int) {
	most, missed := 0, len(widths) == 0
	for _, w := range widths {
		if w > 0 && w <= source {
			out = append(out, w)
			most = max(most, w)
		} else {
			missed = true
		}
	}
	if missed && source*10 >= most*11 {
		out = append(out, source)
	}
	return out
}

func side(w int, r rect) int {
	return int(math.Max(1, math.Round(float64(w)*r.h()/r.w())))
}
