package site

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"image/color"
	"io"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"

	"warta/internal/cache"
	"warta/internal/feed"
	"warta/internal/news"
	"warta/internal/poster"
	"warta/internal/web"
)

// sharePicture is the picture that goes with a shared article, before it is
// drawn: what it says, and the rendition it is made from. It is drawn when
// somebody asks for it and then kept like a page.
type sharePicture struct {
	poster.Poster
	// rendition is the photo's name, or empty.
	rendition string
}

// shareWidth is the width of the rendition that is drawn from.
const shareWidth = poster.Width

// sharePicture of an article carries everything that a reader must be told
// before the click: labels, amendments, the year of an old story (SD-2).
func (s *story) sharePicture() sharePicture {
	a, c := s.a, &s.Content
	p := sharePicture{Poster: poster.Poster{Headline: c.Headline, Kicker: c.Kicker, Paper: a.set.Name}}
	if social := c.Headlines["social"]; social != "" {
		p.Headline = social
	}
	label, _ := s.stamp()
	p.Stamps = append(p.Stamps, label)
	if n := len(s.Amendments); n > 0 {
		p.Stamps = append(p.Stamps, a.word("amendment."+string(s.Amendments[n-1].Kind)))
	}
	if s.old() {
		p.Notice = a.word("old.notice", "date", a.day(s.published()))
	}
	// A graphic photo stands nowhere without its warning (PRS-33).
	if m := s.leadAsset(); m != nil && !c.Flags.Graphic {
		if list := renditions(m); list != nil {
			p.rendition = list[len(list)-1].Name
			for _, r := range list {
				if r.Width >= shareWidth {
					p.rendition = r.Name
					break
				}
			}
		}
		p.FocalX, p.FocalY = m.FocalX, m.FocalY
		if m.AISource != "" {
			p.Note = a.word("label.ai")
		}
	}
	return p
}

// paperPicture goes with every page that is no article.
func (a *assembly) paperPicture() sharePicture {
	return sharePicture{Poster: poster.Poster{Headline: a.set.Tagline, Paper: a.set.Name, Kicker: a.set.Name}}
}

// digest is the name of exactly this picture, so that its address is immutable.
func (p sharePicture) digest(theme string) string {
	sum := sha256.Sum256([]byte(fmt.Sprintf("%q %q %q %q %q %q %q %g %g %s", p.Headline, p.Kicker, p.Stamps, p.Notice,
		p.Note, p.Paper, p.rendition, p.FocalX, p.FocalY, theme)))
	return hex.EncodeToString(sum[:8])
}

// alt says in words what the picture shows: it is a headline.
func (p sharePicture) alt() string {
	parts := []string{}
	for _, s := range append(append([]string{}, p.Stamps...), p.Notice) {
		if s != "" {
			parts = append(parts, s)
		}
	}
	text := p.Headline
	if text == "" {
		text = p.Paper
	}
	if len(parts) > 0 {
		text = strings.Join(parts, ", ") + ": " + text
	}
	return text
}

// shareImage is the picture as a page's head names it; of is the article's
// number, or "paper".
func (a *assembly) shareImage(p sharePicture, of string) feed.Image {
	return feed.Image{URL: a.abs("/-/share/" + of + "-" + p.digest(a.face.Theme.Version) + ".jpg"), MIME: "image/jpeg",
		Width: poster.Width, Height: poster.Height, Alt: p.alt()}
}

// sharePage answers with the drawn picture. Another digest than today's is one
// 301 to the present picture: addresses of pictures travel far and live long.
func (a *assembly) sharePage(v vars) (*cache.Page, error) {
	of, asked, ok := strings.Cut(strings.TrimSuffix(v["name"], ".jpg"), "-")
	if !ok || path.Ext(v["name"]) != ".jpg" {
		return nil, errNoPage
	}
	p := a.paperPicture()
	if of != "paper" {
		n, err := strconv.ParseInt(of, 10, 64)
		if err != nil || n <= 0 || strconv.FormatInt(n, 10) != of {
			return nil, errNoPage
		}
		s, err := a.readStory(news.ArticleID(n))
		if news.Is(err, news.NotFound) {
			return a.goneFile(news.ArticleID(n))
		}
		if err != nil {
			return nil, err
		}
		p = s.sharePicture()
	}
	if digest := p.digest(a.face.Theme.Version); asked != digest {
		return a.moved("/-/share/"+of+"-"+digest+".jpg", false), nil
	}
	return a.drawShare(p)
}

// goneFile is 410 for what belonged to a withdrawn article, and 404 for what
// belonged to none.
func (a *assembly) goneFile(id news.ArticleID) (*cache.Page, error) {
	if _, err := a.view.Withdrawal(a.ctx, id); err != nil {
		return nil, err
	}
	h := http.Header{}
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("Cache-Control", pageCacheControl)
	h.Set("X-Robots-Tag", "noindex")
	return &cache.Page{Status: http.StatusGone, Header: h, Body: []byte(a.word("withdrawn.title") + "\n")}, nil
}

func (a *assembly) drawShare(p sharePicture) (*cache.Page, error) {
	ty, err := a.face.Theme.posterType()
	if err != nil {
		return nil, fmt.Errorf("draw a share picture: %w", err)
	}
	if p.rendition != "" {
		if p.Photo, err = a.s.readMedia(a.ctx, p.rendition); err != nil {
			a.s.log.Warn("a share picture goes without its photo", "rendition", p.rendition, "error", err)
		}
	}
	jpg, problem, err := ty.Draw(p.Poster)
	if err != nil {
		return nil, fmt.Errorf("draw a share picture: %w", err)
	}
	page := &cache.Page{Status: http.StatusOK, Header: http.Header{}, Body: jpg}
	page.Header.Set("Content-Type", "image/jpeg")
	page.Header.Set("Cache-Control", web.Immutable)
	if p.rendition != "" && (p.Photo == nil || problem != nil) {
		// The bucket may be back in a moment.
		page.Header.Set("Cache-Control", "public, max-age=60")
		page.MaxAge = time.Minute
	}
	sealFile(page.Header)
	return page, nil
}

// maxSharePhoto bounds the rendition that a share picture is drawn from.
const maxSharePhoto = 8 << 20

func (s *Server) readMedia(ctx context.Context, name string) ([]byte, error) {
	if s.o.Media == nil {
		return nil, errors.New("there is no media store")
	}
	f, err := s.o.Media(ctx, name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, maxSharePhoto))
}

// posterType is the type in which a theme's share pictures are set: its
// asset/share/headline.ttf and label.ttf, in the colours of its manifest.
func (t *Theme) posterType() (*poster.Type, error) {
	t.poster.Do(func() {
		var c poster.Colours
		for _, part := range []struct {
			name string
			into *color.RGBA
		}{{"paper", &c.Paper}, {"ink", &c.Ink}, {"accent", &c.Accent}, {"on_accent", &c.OnAccent},
			{"warning", &c.Warning}, {"on_warning", &c.OnWarning}} {
			if *part.into, t.posterErr = hexColour(t.Manifest.Share[part.name]); t.posterErr != nil {
				t.posterErr = fmt.Errorf("theme.json: share: %s: %w", part.name, t.posterErr)
				return
			}
		}
		t.posterMade, t.posterErr = poster.NewType(t.files["asset/share/headline.ttf"].data, t.files["asset/share/label.ttf"].data, c)
	})
	return t.posterMade, t.posterErr
}

func hexColour(s string) (color.RGBA, error) {
	n, err := strconv.ParseUint(strings.TrimPrefix(s, "#"), 16, 32)
	if err != nil || len(s) != 7 || s[0] != '#' {
		return color.RGBA{}, fmt.Errorf("%q is not a colour like #A3231C", s)
	}
	return color.RGBA{R: uint8(n >> 16), G: uint8(n >> 8), B: uint8(n), A: 255}, nil
}
