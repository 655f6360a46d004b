package news

// Asset is a photo, film, sound or document. The original is private; what
// readers get are its renditions.
type Asset struct {
	ID      AssetID `json:"id"`
	Edition EditionID
	// Hash is the SHA-256 (hex) of the original's bytes: the same upload twice
	// is one asset.
	Hash string `json:"hash"`
	// Kind is "photo", "video", "audio" or "file".
	Kind    string `json:"kind"`
	MIME    string `json:"mime"`
	Caption string `json:"caption,omitempty"`
	Alt     string `json:"alt,omitempty"`
	Title   string `json:"title,omitempty"`
	Credit  string `json:"credit,omitempty"`
	// Width and Height of the original in pixels, upright; zero for sound and
	// documents.
	Width  int `json:"width,omitempty"`
	Height int `json:"height,omitempty"`
	// Size of the original in bytes, Seconds of film and sound.
	Size    int64 `json:"size,omitempty"`
	Seconds int   `json:"seconds,omitempty"`
	// FocalX and FocalY, 0–1, is the point that crops keep; both zero means the
	// middle.
	FocalX float64 `json:"focal_x,omitempty"`
	FocalY float64 `json:"focal_y,omitempty"`
	// Colour is the dominant colour, "#rrggbb", shown until the photo is there.
	Colour     string      `json:"colour,omitempty"`
	Renditions []Rendition `json:"renditions,omitempty"`
	// AISource is the IPTC digital source type when it was made by a machine.
	AISource string `json:"ai_source,omitempty"`
}

// Rendition is one size and format of an asset, kept in the blob store.
type Rendition struct {
	// Name is the key in the blob store and the last part of the public
	// address; it carries randomness, so that it cannot be guessed.
	Name   string `json:"name"`
	MIME   string `json:"mime"`
	Width  int    `json:"width,omitempty"`
	Height int    `json:"height,omitempty"`
	Size   int64  `json:"size,omitempty"`
}
