package site

import (
	"net/http"

	"warta/internal/cache"
)

// indexNowKey proves to search engines that announcements come from the paper:
// a file that is named for the key and holds it (indexnow.org). Any other text
// file is an address like all others.
func (a *assembly) indexNowKey(v vars) (*cache.Page, error) {
	key := a.set.Machine.IndexNow
	if key == "" || v["key"] != key {
		return a.storedPage(v)
	}
	h := http.Header{}
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("Cache-Control", pageCacheControl)
	return &cache.Page{Status: http.StatusOK, Header: h, Body: []byte(key)}, nil
}
