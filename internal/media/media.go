// Package media is the photo desk's darkroom: what comes in from a phone or an
// agency is looked at (Inspect), its caption and credit are read (ReadMeta), and
// readers get renditions of it (Darkroom.Render) that are upright, in the web's
// colours, cropped around the focal point, light, and silent about where and
// with what they were made. Stamp writes the credit back, StripAV does the same
// for film and sound.
//
// Bytes from outside are decoded in a child process with limits on memory and
// time: a hostile picture kills the child and nothing else. The child is the
// same binary, so main functions, and TestMain of tests that render, call
// [Child] first.
//
// The package knows nothing of databases or of the blob store.
package media

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"warta/internal/news"
)

// Limits of what is taken in (newsroom.md MED-1, operations.md N5). Pixels are
// counted from the header, before anything is decoded.
const (
	MaxPhoto    = 40 << 20
	MaxFilm     = 2 << 30
	MaxSound    = 200 << 20
	MaxDocument = 100 << 20

	maxPixels      = 50_000_000
	maxFramePixels = 200_000_000
	maxSide        = 65_500 // JPEG and several decoders end at 65,535
)

// refuse is what the person who uploaded reads: message key
// "error.media."+code. It says what to do.
func refuse(code string, args map[string]any) error {
	kind := news.Invalid
	switch code {
	case "large", "pixels", "frames", "side", "memory":
		kind = news.TooLarge
	case "busy":
		kind = news.Unavailable
	}
	return news.Refuse(kind, "read upload", "media."+code, args)
}

// because keeps the cause for the log.
func because(err error, cause error) error {
	var e *news.Error
	if errors.As(err, &e) {
		e.Err = cause
	}
	return err
}

// broken is the refusal of a file that is not what its first bytes promise.
func broken(format string, cause error) error {
	code := "broken"
	if errors.Is(cause, io.ErrUnexpectedEOF) || errors.Is(cause, io.EOF) {
		code = "incomplete"
	}
	return because(refuse(code, map[string]any{"format": format}), cause)
}

// formatName is a format as sentences write it.
func formatName(format string) string {
	if format == "webp" {
		return "WebP"
	}
	return strings.ToUpper(format)
}

// unread passes on faults of the disk or the network, which are not the file's.
func unread(err error) error {
	return news.E(news.Unavailable, "read upload", err)
}

// ours tells a fault of reading from a file that merely ends too early.
func ours(err error) bool {
	var p *fs.PathError
	return errors.As(err, &p)
}

var errShape = errors.New("the structure is not valid")

func shapef(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{errShape}, args...)...)
}
