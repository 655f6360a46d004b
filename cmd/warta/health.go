package main

import (
	"context"
	"log/slog"

	"warta/internal/locale"
	"warta/internal/news"
	"warta/internal/store"
)

// tellLacks says at the start what the paper still owes its readers, in the
// paper's language: a warning for what law or Press Council demand, the rest as
// information (PRS-70, PRS-71).
func (a *app) tellLacks(ctx context.Context, db store.Database) {
	err := db.Published().View(ctx, 0, func(v store.View) error {
		e := v.Edition()
		set := e.Settings.WithDefaults()
		words := locale.Get(set.Locale).With(set.Messages)
		published := map[string]bool{}
		for _, name := range news.Explanations {
			addr, err := v.Resolve(ctx, "/"+words.Message("path."+name))
			if err != nil && !news.Is(err, news.NotFound) && !news.Is(err, news.Gone) {
				return err
			}
			published[name] = err == nil && addr.Kind == store.AddressArticle
		}
		for _, l := range news.Missing(set, published) {
			level := slog.LevelInfo
			if l.Error {
				level = slog.LevelWarn
			}
			a.log.Log(ctx, level, words.Message("lack."+l.What), "lacks", l.What)
		}
		return nil
	})
	if err != nil {
		a.log.Error("what the paper lacks could not be read", "err", err)
	}
}
