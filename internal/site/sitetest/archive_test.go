package sitetest_test

import (
	"net/http"
	"testing"

	"warta/internal/site/sitetest"
)

// TestArchive: the big paper is one that readers can open.
func TestArchive(t *testing.T) {
	p := sitetest.Archive(t, 300)
	for _, path := range []string{"/", "/rubrik-1", "/rubrik-1/rubrik-5", "/tag/tag-1", "/penulis/orang-1", "/2025/06/28/putaran-ke-300"} {
		if a := p.Get(path); a.Status != http.StatusOK {
			t.Errorf("GET %s: %d", path, a.Status)
		}
	}
}
