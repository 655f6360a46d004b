package newsroom

import (
	"context"
	"io"
	"strings"

	"warta/internal/news"
)

// ImportAsset is a file that is here as a whole: fetched from elsewhere, or sent
// by a form without script.
type ImportAsset struct {
	Edition news.EditionID
	// Name is the file's name, or the last part of its address.
	Name string
	// Caption, Alt, Title, Credit, Copyright, Source and Rights are what the
	// sender says of it. Where they say something it stands above what the file
	// says of itself.
	Caption, Alt, Title, Credit, Copyright, Source string
	Rights                                         news.Rights
	// Imported text may be longer than what is typed here.
	Imported bool
}

// ImportAsset takes a whole file into the library and gives its asset. The same
// bytes again give the same asset, with its metadata as they are; nothing is
// made twice.
func (n *Newsroom) ImportAsset(ctx context.Context, who Actor, i ImportAsset, r io.Reader) (news.Asset, error) {
	if n.blobs == nil || n.darkroom == nil {
		return news.Asset{}, errNoMedia
	}
	typed := news.Asset{Caption: i.Caption, Alt: i.Alt, Title: i.Title, Credit: i.Credit, Copyright: i.Copyright, Source: i.Source, Rights: i.Rights}
	if err := typed.Validate(news.Check{Imported: i.Imported}); err != nil {
		return news.Asset{}, err
	}
	from := "person"
	if i.Imported {
		from = "import"
	}
	describe := func(a *news.Asset) {
		for _, f := range []struct {
			name, text string
			into       *string
		}{{"caption", i.Caption, &a.Caption}, {"alt", i.Alt, &a.Alt}, {"title", i.Title, &a.Title}, {"credit", i.Credit, &a.Credit},
			{"copyright", i.Copyright, &a.Copyright}, {"source", i.Source, &a.Source}} {
			if strings.TrimSpace(f.text) != "" {
				*f.into = f.text
				tellFrom(a, f.name, from)
			}
		}
		if i.Rights != (news.Rights{}) {
			a.Rights = i.Rights
		}
	}
	return n.take(ctx, who, intake{edition: i.Edition, name: fileName(i.Name), describe: describe}, r)
}

// tellFrom notes where a field's text came from, without touching a map that
// somebody else holds.
func tellFrom(a *news.Asset, field, from string) {
	told := map[string]string{field: from}
	for k, v := range a.From {
		if k != field {
			told[k] = v
		}
	}
	a.From = told
}
