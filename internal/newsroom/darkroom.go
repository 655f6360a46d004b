package newsroom

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"

	"warta/internal/media"
	"warta/internal/news"
)

// NewDarkroom puts package media behind the newsroom's door.
func NewDarkroom(d *media.Darkroom) Darkroom { return darkroom{d} }

type darkroom struct{ *media.Darkroom }

// Look reads the file's head and what it says of itself: caption, credit, place
// and the like (MDK-2).
func (d darkroom) Look(ctx context.Context, f io.ReadSeeker, a *news.Asset) (string, error) {
	in, err := media.Inspect(ctx, f)
	if err != nil {
		return "", err
	}
	if err := d.Accepts(in); err != nil {
		return "", err
	}
	a.Kind, a.MIME, a.Width, a.Height, a.Seconds = in.Kind, in.MIME, in.Width, in.Height, int(math.Round(in.Seconds))
	if in.Kind != "photo" {
		return "." + in.Ext, nil
	}
	m, err := media.ReadMeta(ctx, f, in)
	if ctx.Err() != nil {
		return "", ctx.Err()
	}
	// Damaged metadata is no reason to refuse a photo: what could be read is here.
	_ = err
	said(a, &m)
	return "." + in.Ext, nil
}

// said takes over what a photo says of itself.
func said(a *news.Asset, m *media.Meta) {
	a.From = map[string]string{}
	text := func(field string, into *string, from ...media.Field) {
		for _, f := range from {
			if strings.TrimSpace(f.Value) != "" {
				*into, a.From[field] = f.Value, f.From
				return
			}
		}
	}
	byline := media.Field{Value: strings.Join(m.Byline.Values, ", "), From: m.Byline.From}
	text("caption", &a.Caption, m.Caption)
	text("alt", &a.Alt, m.Alt)
	text("title", &a.Title, m.Headline, m.Title)
	// Agencies ask for "name/agency"; either alone is what there is.
	credit := m.Credit
	if by := byline.Value; by != "" && credit.Value != "" && !strings.Contains(credit.Value, by) {
		credit.Value = by + "/" + credit.Value
	}
	text("credit", &a.Credit, credit, byline, m.Source)
	text("copyright", &a.Copyright, m.Copyright)
	text("source", &a.Source, m.Source, m.Credit)
	text("city", &a.City, m.City)
	text("rights.licence", &a.Rights.Licence, m.Terms)
	text("rights.restrictions", &a.Rights.Restrictions, m.Instruction)
	if !m.Taken.IsZero() {
		a.TakenAt, a.From["taken_at"] = m.Taken.UTC(), m.TakenFrom
	}
	if len(m.People.Values) > 0 {
		a.People, a.From["people"] = m.People.Values, m.People.From
	}
	if len(m.Keywords.Values) > 0 {
		a.Keywords, a.From["keywords"] = m.Keywords.Values, m.Keywords.From
	}
	if made := news.MadeByMachine(m.AISource.Value); made != "" {
		a.AISource, a.From["ai_source"] = made, m.AISource.From
	}
}

// Make develops a photo, and copies film, sound and documents without what tells
// where and with what they were made.
func (d darkroom) Make(ctx context.Context, f io.ReadSeeker, a *news.Asset, put func(Print, io.Reader) error) error {
	in, err := media.Inspect(ctx, f)
	if err != nil {
		return err
	}
	if in.Kind != "photo" {
		return copyOf(ctx, f, in, a, put)
	}
	made, err := d.Render(ctx, f, recipe(a))
	if err != nil {
		return err
	}
	credit := media.Credit{Credit: a.Credit, Copyright: a.Copyright, AISource: a.AISource}
	for _, r := range made.Renditions {
		data, err := media.Stamp(r.Bytes, credit)
		if err != nil {
			return err
		}
		err = put(Print{Ext: extensions[r.MIME], Rendition: news.Rendition{MIME: r.MIME, Width: r.Width, Height: r.Height, Size: int64(len(data)),
			Crop: r.Crop}}, bytes.NewReader(data))
		if err != nil {
			return err
		}
	}
	a.Width, a.Height, a.Colour = made.Width, made.Height, made.Colour
	a.Look = fmt.Sprintf("%016x", made.Phash)
	if len(made.Placeholder) > 0 {
		a.Placeholder = "data:image/jpeg;base64," + base64.StdEncoding.EncodeToString(made.Placeholder)
	}
	return nil
}

var extensions = map[string]string{"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", "image/avif": ".avif", "image/gif": ".gif"}

// shapes are the darkroom's crops by the names that people frame them under.
var shapes = map[string]string{media.CropCard: "16:9", media.CropFour: "4:3", media.CropSquare: "1:1", media.CropShare: "1.91:1", "tall": "9:16"}

// recipe is what the paper's pages use, as the photo desk framed it.
func recipe(a *news.Asset) media.Recipe {
	rc := media.DefaultRecipe()
	rc.Rotate, rc.FocalX, rc.FocalY = 90*a.Turn, a.FocalX, a.FocalY
	if _, framed := a.Crops["9:16"]; framed {
		rc.Crops = append(rc.Crops, media.Crop{Name: "tall", W: 9, H: 16, Widths: []int{720}})
	}
	for i := range rc.Crops {
		if c, ok := a.Crops[shapes[rc.Crops[i].Name]]; ok {
			rc.Crops[i].Area = media.Area{X: c.X, Y: c.Y, W: c.W, H: c.H}
		}
	}
	return rc
}

// copyOf streams what is not a photo: two gigabytes of film fit in no memory.
func copyOf(ctx context.Context, f io.ReadSeeker, in media.Info, a *news.Asset, put func(Print, io.Reader) error) error {
	out, into := io.Pipe()
	stripped := make(chan error, 1)
	go func() {
		err := media.StripAV(ctx, into, f, in)
		into.CloseWithError(err)
		stripped <- err
	}()
	p := Print{Ext: "." + in.Ext, Rendition: news.Rendition{MIME: in.MIME, Width: in.Width, Height: in.Height, Size: in.Size}}
	err := put(p, out)
	out.CloseWithError(errors.New("nobody takes more"))
	if told := <-stripped; told != nil && err != nil {
		return told // what broke is the file, not the store
	}
	a.Width, a.Height, a.Seconds = in.Width, in.Height, int(math.Round(in.Seconds))
	return err
}
