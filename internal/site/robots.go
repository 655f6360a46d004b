package site

import (
	"warta/internal/cache"
	"warta/internal/feed"
)

const plainText = "text/plain; charset=utf-8"

// robots is robots.txt. What readers may see is for search engines, too, lite
// pages included: their noindex must be read to be obeyed. Closed are answers
// to questions (an endless space), a reader's own list, and addresses that are
// no pages. Files and renditions below /-/ stay open, or pages could not be
// rendered by those who judge them.
func (a *assembly) robots(vars) (*cache.Page, error) {
	out := feed.Robots(a.set.Machine, feed.Closed{
		Pages: []string{"/" + a.word("path.search"), "/" + a.word("path.saved")},
		Trees: []string{"/-/baca/", "/-/pratinjau/", "/-/storybook", "/newsroom/", "/api/"},
	}, a.abs("/sitemap.xml"), a.abs("/sitemap-news.xml"))
	return machinePage(plainText, out), nil
}
