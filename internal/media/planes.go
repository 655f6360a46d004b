package media

// plane is one channel of a picture, a byte per sample.
type plane struct {
	pix    []uint8
	stride int
	w, h   int
	// sx and sy are how many pixels a sample covers, 1, 2 or 4.
	sx, sy int
}

func newPlane(w, h int) plane {
	return plane{pix: make([]uint8, w*h), stride: w, w: w, h: h, sx: 1, sy: 1}
}

func (p plane) row(y int) []uint8 { return p.pix[y*p.stride : y*p.stride+p.w] }

// same tells whether every sample has value v.
func (p plane) same(v uint8) bool {
	for y := range p.h {
		for _, s := range p.row(y) {
			if s != v {
				return false
			}
		}
	}
	return true
}

// model says what a picture's planes mean.
type model uint8

const (
	grey model = iota // one plane
	ycc               // luma, blue and red difference as JFIF defines them; the last two may be smaller
	rgb               // red, green, blue
	cmyk              // 255 is full ink
)

// picture is a decoded photo, kept in planes: resizing treats each plane alike,
// and a JPEG from a phone goes from its planes to ours without a detour over
// RGB, which would cost more time than all the resizing.
type picture struct {
	w, h   int
	model  model
	planes []plane
	half   *picture // made when it is needed, see scale
}

// chroma is the size of a difference plane of a w × h picture in our JPEGs
// (4:2:0: every second sample in both directions).
func chroma(w, h int) (int, int) { return (w + 1) / 2, (h + 1) / 2 }
