package newsroom

import (
	"context"
	"fmt"
	"strings"

	"warta/internal/news"
	"warta/internal/store"
)

// ArrangeFront replaces an edited page: its containers, cards, banner and
// trends. The articles that it shows need not be live; those that are not
// simply do not stand there.
type ArrangeFront struct{ Front *news.Front }

func (c ArrangeFront) asks(ctx context.Context, tx store.Tx) (Permission, Subject, error) {
	s, err := onFront(ctx, tx, c.Front.Edition, c.Front.Of)
	return PermFront, s, err
}

func (c ArrangeFront) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	f := c.Front
	live, err := liveFront(ctx, tx, f.Edition, f.Of)
	if err != nil {
		return outcome{}, err
	}
	if err := putFront(ctx, tx, f); err != nil {
		return outcome{}, err
	}
	if err := tx.FrontDesk().Keep(ctx, &news.FrontRevision{Front: *f, At: tx.Now(), By: who.String()}); err != nil {
		return outcome{}, err
	}
	out := defined(f.Edition, news.EventFront, "front.arrange", fmt.Sprintf("front of %s", f.Of),
		news.KeyFront(f.Edition, f.Of))
	out.audit.Before, out.audit.Content = hashed(live), hashed(*f)
	out.audit.Changes = cardChanges(news.CompareFronts(&live, f))
	return out, nil
}

// DefineTopic creates or changes a topic.
type DefineTopic struct{ Topic *news.Topic }

func (DefineTopic) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermTag, Subject{}, nil
}

func (d DefineTopic) run(ctx context.Context, tx store.Tx, _ Actor) (outcome, error) {
	t := d.Topic
	if err := named("topic", t.Name, 60); err != nil {
		return outcome{}, err
	}
	if t.Slug == "" {
		t.Slug = news.Slug(t.Name)
	}
	if !news.ValidSlug(t.Slug) {
		return outcome{}, badField("topic", "slug", "slug")
	}
	was, err := tx.Taxonomy().Topics(ctx, []news.TopicID{t.ID})
	if err != nil {
		return outcome{}, err
	}
	if err := tx.Taxonomy().PutTopic(ctx, t); err != nil {
		return outcome{}, err
	}
	show := func() error {
		if err := showAssets(ctx, tx, []news.AssetID{t.Lead}); err != nil {
			return err
		}
		return tx.Publishing().PutTopic(ctx, *t)
	}
	if err := renew(ctx, tx, t.ID, show); err != nil {
		return outcome{}, err
	}
	for _, old := range was {
		if err := leave(ctx, tx, t.Edition, "path.topic", old.Slug, t.Slug, t.ID); err != nil {
			return outcome{}, err
		}
	}
	return defined(t.Edition, news.EventTaxonomy, "topic.define", fmt.Sprintf("topic %d", t.ID),
		news.KeyTopic(t.ID), news.KeyArchive(t.Edition)), nil
}

// SendElsewhere makes an address of the paper lead to another with one 301.
type SendElsewhere struct {
	Edition  news.EditionID
	From, To string
}

func (SendElsewhere) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermRedirect, Subject{}, nil
}

func (c SendElsewhere) run(ctx context.Context, tx store.Tx, _ Actor) (outcome, error) {
	e, err := tx.Editions().Get(ctx, c.Edition)
	if err != nil {
		return outcome{}, err
	}
	from, to := escaped(ownPath(e.Settings.BaseURL, c.From)), ownPath(e.Settings.BaseURL, c.To)
	if err := tx.Redirects().Put(ctx, c.Edition, from, to); err != nil {
		return outcome{}, err
	}
	out := defined(c.Edition, news.EventRedirect, "redirect.put", fmt.Sprintf("edition %d", c.Edition), news.KeyRedirects(c.Edition))
	// An address can name somebody: it lies beside the chain, not in it.
	out.audit.Changes = []store.Change{{Field: "redirect", From: from, To: to}}
	return out, nil
}

// ownPath takes the paper's own address off one that was copied from a browser.
func ownPath(base, address string) string {
	base = strings.TrimSuffix(base, "/")
	path, ok := strings.CutPrefix(address, base)
	switch {
	case base == "" || !ok || path != "" && path[0] != '/':
		return address
	case path == "":
		return "/"
	}
	return path
}

// escaped writes the letters of an address that are not ASCII as browsers send
// them.
func escaped(address string) string {
	var b strings.Builder
	for i := range len(address) {
		if c := address[i]; c >= 0x80 {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}
