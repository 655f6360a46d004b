package newsroom

import (
	"context"

	"warta/internal/locale"
	"warta/internal/news"
	"warta/internal/store"
)

// Lead says what readers get at an address.
type Lead struct {
	// What is "article", "section", "page" (made for a tag, person or topic),
	// "redirect", "gone" or "nothing".
	What string
	// To is where it leads in the end, as far as that is another address.
	To string
}

// Leads tells what an address of the paper, or one copied from a browser, leads
// to now: the test box of the redirects.
func (n *Newsroom) Leads(ctx context.Context, who Actor, e news.EditionID, address string) (Lead, error) {
	if !Can(who, PermRedirect, Subject{}) {
		return Lead{}, news.E(news.Forbidden, string(PermRedirect), nil)
	}
	var out Lead
	err := n.db.Published().View(ctx, e, func(v store.View) error {
		set := v.Edition().Settings.WithDefaults()
		path := escaped(ownPath(set.BaseURL, address))
		a, err := v.Resolve(ctx, path)
		if news.Is(err, news.NotFound) {
			out = Lead{What: "nothing"}
			return nil
		}
		if err != nil {
			return err
		}
		out = Lead{What: string(a.Kind), To: a.To}
		if word := map[store.AddressKind]string{store.AddressTag: "path.tag", store.AddressPerson: "path.author", store.AddressTopic: "path.topic"}[a.Kind]; word != "" {
			out = Lead{What: "redirect", To: "/" + locale.Get(set.Locale).With(set.Messages).Message(word) + "/" + a.Slug}
			if out.To == path {
				out = Lead{What: "page"}
			}
		}
		return nil
	})
	return out, err
}
