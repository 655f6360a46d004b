package api

import (
	"testing"

	"warta/internal/locale"
)

// Every route, group and kind of caller has words in every language: the page
// of the description is made of them.
func TestRoutesHaveWords(t *testing.T) {
	h := newHouse(t, sqlite(t))
	for _, tag := range locale.Tags() {
		l := locale.Get(tag)
		for _, r := range h.api.Routes() {
			for _, key := range []string{"api.op." + r.ID, "api.group." + r.Group, "api.access." + string(r.Access)} {
				if !l.Has(key) {
					t.Errorf("%s.json has no %s", tag, key)
				}
			}
		}
	}
}
