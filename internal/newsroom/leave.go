package newsroom

import (
	"context"
	"net/url"

	"warta/internal/locale"
	"warta/internal/news"
	"warta/internal/store"
)

// leave makes the former address of a tag, person or topic lead to its present
// one. word is the message key of the first part of such addresses, in the
// edition's language.
func leave(ctx context.Context, tx store.Tx, e news.EditionID, word, was, now string, id any) error {
	if was == now {
		return nil
	}
	if shown, err := tx.Publishing().Shown(ctx, id); err != nil || !shown {
		return err
	}
	edition, err := tx.Editions().Get(ctx, e)
	if err != nil {
		return err
	}
	set := edition.Settings.WithDefaults()
	words := locale.Get(set.Locale).With(set.Messages)
	err = tx.Publishing().Leave(ctx, e, "/"+words.Message(word)+"/"+url.PathEscape(was), id)
	if news.Is(err, news.Conflict) {
		// An article or a section stands there; it has the address for good.
		return nil
	}
	return err
}
