package search

import (
	"context"

	"warta/internal/news"
	"warta/internal/store"
)

// libraryStep is how many assets one transaction indexes.
const libraryStep = 100

// photoWords is the analyser of captions: assets have no language of their own,
// and its questions ask for English roots of words that it does not know.
var photoWords = indonesian

// catchUpLibrary indexes what the photo desk changed, the newest first.
func (x *DeskIndexer) catchUpLibrary(ctx context.Context) error {
	for {
		var docs []store.AssetDoc
		version := 0
		err := x.db.Read(ctx, func(tx store.Tx) (err error) {
			docs = nil
			if version, err = tx.Library().Analyser(ctx); err != nil || version != DeskVersion {
				return err
			}
			marks, err := tx.Library().Dirty(ctx, libraryStep)
			if err != nil {
				return err
			}
			ids := make([]news.AssetID, len(marks))
			for i, m := range marks {
				ids[i] = m.Asset
			}
			found, err := tx.Media().Get(ctx, ids)
			if err != nil {
				return err
			}
			assets := make(map[news.AssetID]*news.Asset, len(found))
			for i := range found {
				assets[found[i].ID] = &found[i]
			}
			for _, m := range marks {
				d := store.AssetDoc{AssetMark: m}
				if a := assets[m.Asset]; a != nil {
					d.Stems, d.Exact = assetTerms(a)
				}
				docs = append(docs, d)
			}
			return nil
		})
		if err != nil {
			return err
		}
		if version != DeskVersion {
			err := x.db.Write(ctx, func(tx store.Tx) error { return tx.Library().Reindex(ctx, DeskVersion) })
			if err != nil {
				return err
			}
			continue
		}
		if len(docs) == 0 {
			return nil
		}
		if err := x.db.Write(ctx, func(tx store.Tx) error { return tx.Library().Index(ctx, docs) }); err != nil {
			return err
		}
		if len(docs) < libraryStep {
			return nil
		}
	}
}

// assetTexts is what an asset is found by.
func assetTexts(a *news.Asset) []string {
	list := []string{a.Title, a.Caption, a.Alt, a.Credit, a.Source, a.City, a.Name, a.Copyright}
	return append(append(list, a.People...), a.Keywords...)
}

// mostAssetWords bounds what an asset puts into the index.
const mostAssetWords = 400

// assetTerms are the roots and the words of an asset.
func assetTerms(a *news.Asset) (stems, exact []string) {
	n := 0
	seenStem, seenWord := map[string]bool{}, map[string]bool{}
	for _, text := range assetTexts(a) {
		for _, t := range photoWords.Tokens(text) {
			if n++; n > mostAssetWords {
				return stems, exact
			}
			if !t.Stop && !seenStem[t.Stem] {
				seenStem[t.Stem] = true
				stems = append(stems, t.Stem)
			}
			for _, w := range t.Words() {
				if !seenWord[w] {
					seenWord[w] = true
					exact = append(exact, w)
				}
			}
		}
	}
	return stems, exact
}

// AssetQuestion turns a question of the photo desk into terms, and gives what
// must stand in one piece.
func AssetQuestion(text string, q *store.AssetQuery) (phrases [][]string) {
	asked := photoWords.Parse(text)
	q.Words = ""
	q.Terms, q.Not, q.Exact = nil, nil, nil
	for _, t := range asked.Terms {
		q.Terms = append(q.Terms, t.Stems)
	}
	for _, t := range asked.Not {
		q.Not = append(q.Not, t.Stems)
	}
	for _, p := range asked.Phrases {
		q.Exact = append(q.Exact, p...)
		if len(p) > 1 {
			phrases = append(phrases, p)
		}
	}
	return phrases
}

// InAsset says whether one of an asset's texts holds the words in a row.
func InAsset(a *news.Asset, phrase []string) bool {
	for _, text := range assetTexts(a) {
		words := photoWords.allWords(text)
		for i := 0; i+len(phrase) <= len(words); i++ {
			same := true
			for j, w := range phrase {
				if same = words[i+j] == w; !same {
					break
				}
			}
			if same {
				return true
			}
		}
	}
	return false
}

func (a *Analyser) allWords(text string) []string {
	var out []string
	for _, t := range a.Tokens(text) {
		out = append(out, t.Words()...)
	}
	return out
}
