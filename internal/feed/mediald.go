package feed

import (
	"fmt"
	"time"
)

// Film is a film of an article, as its page shows it.
type Film struct {
	Name, Description string
	// Thumbnail is the still picture; without one there is no VideoObject, for
	// search engines require it.
	Thumbnail Image
	Uploaded  time.Time
	Seconds   int
	// File is the address of our own file, Player that of another's player.
	File, Player string
	Transcript   string
}

// films are the page's VideoObjects.
func films(list []Film) []node {
	var out []node
	for _, f := range list {
		if f.Thumbnail.URL == "" || f.File == "" && f.Player == "" {
			continue
		}
		n := node{"@type": "VideoObject"}
		n.set("name", f.Name).set("description", f.Description).set("thumbnailUrl", f.Thumbnail.URL).
			set("uploadDate", when(f.Uploaded)).set("duration", duration(f.Seconds)).
			set("contentUrl", f.File).set("embedUrl", f.Player).set("transcript", f.Transcript)
		out = append(out, n)
	}
	return out
}

// duration is ISO 8601, "PT1M30S"; empty when unknown.
func duration(seconds int) string {
	if seconds <= 0 {
		return ""
	}
	return fmt.Sprintf("PT%dM%dS", seconds/60, seconds%60)
}

// gallery is a photo story's pictures in their order.
func gallery(p Paper, a Article) node {
	if len(a.Gallery) < 2 {
		return nil
	}
	return node{"@type": "ImageGallery"}.set("name", a.Headline).set("url", a.URL).set("image", images(p, a.Gallery))
}
