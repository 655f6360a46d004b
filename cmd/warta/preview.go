package main

import (
	"context"
	"io"
	"net/http"

	"warta/internal/newsroom"
	"warta/internal/site"
)

// previews lets the site open signed links to drafts, which it can neither
// believe nor read by itself.
func (p *newspaper) previews() site.Previews {
	return site.Previews{
		Verify: func(ctx context.Context, token string) (string, error) { return p.room.VerifyPreview(ctx, token) },
		Load: func(ctx context.Context, subject string) (*site.Draft, error) {
			d, err := p.room.LinkedDraft(ctx, subject)
			return (*site.Draft)(d), err
		},
		Open: func(ctx context.Context, subject, name string) (io.ReadSeekCloser, error) {
			return p.room.LinkedFile(ctx, subject, name)
		},
	}
}

// printDraft lets the newsroom print a draft with the site's templates.
func (p *newspaper) printDraft(ctx context.Context, d *newsroom.DraftPage) ([]byte, http.Header, error) {
	return p.site.PrintDraft(ctx, (*site.Draft)(d))
}
