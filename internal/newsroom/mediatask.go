package newsroom

import (
	"context"

	"warta/internal/news"
	"warta/internal/store"
)

// openMediaTask tells those who mind an article's section that its picture has
// gone from readers.
func openMediaTask(ctx context.Context, tx store.Tx, who Actor, a *news.Asset, article *news.Article, note string) error {
	_, err := openTask(ctx, tx, who, news.Task{Edition: article.Edition, Kind: news.TaskMedia, Article: article.ID, Asset: a.ID,
		Section: article.Section, Note: note, Due: tx.Now()})
	return err
}
