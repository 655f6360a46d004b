package locale_test

import (
	"testing"

	"warta/internal/locale"
	"warta/internal/news"
)

// Every value of the dictionary that a person can meet has a word in every
// language.
func TestTheDictionaryHasWords(t *testing.T) {
	var keys []string
	for _, r := range news.Roles {
		keys = append(keys, "role."+string(r))
	}
	for _, k := range news.ArticleKinds {
		keys = append(keys, "kind."+string(k))
	}
	for _, k := range news.AmendmentKinds {
		keys = append(keys, "amendment."+string(k))
	}
	for _, g := range news.Grounds {
		keys = append(keys, "ground."+string(g))
	}
	for _, n := range append(news.DefaultShare, "twitter") {
		keys = append(keys, "share.network."+n)
	}
	for k := news.Internal; k <= news.Unavailable; k++ {
		keys = append(keys, "error."+k.String())
	}
	for _, m := range news.Moves {
		keys = append(keys, "command."+string(m.Command))
	}
	for _, w := range []news.WorkState{news.Writing, news.Desk, news.Ready, news.Returned, news.Spiked, news.Settled} {
		keys = append(keys, "work."+string(w))
	}
	for _, p := range []news.PublicState{news.Never, news.Scheduled, news.Live, news.Withdrawn} {
		keys = append(keys, "public."+string(p))
	}
	// The codes of package news and those of a body's problems.
	for _, c := range []string{"state", "embargo", "publish_future", "fields"} {
		keys = append(keys, "error."+c)
	}
	for _, c := range []string{"required", "too_long", "too_short", "too_many", "too_deep", "too_large", "one_line", "utf8", "slug",
		"unknown", "url", "either", "scheme", "id", "range", "content"} {
		keys = append(keys, "error.field."+c)
	}
	for _, tag := range locale.Tags() {
		l := locale.Get(tag)
		for _, key := range keys {
			if !l.Has(key) {
				t.Errorf("%s.json has no %s", tag, key)
			}
		}
	}
}
