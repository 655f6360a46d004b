package sample

import (
	"fmt"
	"strconv"
	"time"

	"warta/internal/ingest"
	"warta/internal/news"
	"warta/internal/newsroom"
)

// supplement is supplement.json: what a capture cannot hold. Entries are
// counted from 1 within the lists of the captured page.
type supplement struct {
	// Section of the article and of what it cites, where the page names none.
	Section string `json:"section"`
	// Times of publication by list ("related", "readalso", "latest") and number.
	Times map[string]map[string]time.Time `json:"times"`
	// Photos by list and number: pictures of our own for articles that have none.
	Photos map[string]map[string]string `json:"photos"`
}

// SeedBatch reads the seed page and adds the supplement: the thirteen articles
// of seed-page.md section 5.
func SeedBatch(outlet string) (*ingest.Batch, string, error) {
	batch, sup, err := readSeed(outlet)
	if err != nil {
		return nil, "", err
	}
	return batch, sup.Section, nil
}

func readSeed(outlet string) (*ingest.Batch, *supplement, error) {
	page, err := ingest.Lookup("page")
	if err != nil {
		return nil, nil, err
	}
	batch, err := page.Read(Seed(), ingest.Options{Name: "seed.txt", Outlet: outlet})
	if err != nil {
		return nil, nil, err
	}
	var sup supplement
	if err := readJSON("supplement.json", &sup); err != nil {
		return nil, nil, err
	}
	err = sup.each(batch, func(item *ingest.Item, list, n string) error {
		if at, ok := sup.Times[list][n]; ok && item.Published.IsZero() {
			item.Published = at.UTC()
		}
		return nil
	})
	return batch, &sup, err
}

// each calls fn with every article that the captured page cites, with its list
// and its number in it.
func (s *supplement) each(b *ingest.Batch, fn func(item *ingest.Item, list, n string) error) error {
	byRef := map[int64]*ingest.Item{}
	for i := range b.Items {
		byRef[b.Items[i].Ref] = &b.Items[i]
	}
	count := map[string]int{}
	for _, c := range b.Items[0].Cites {
		count[c.List]++
		item, ok := byRef[c.Ref]
		if !ok {
			return fmt.Errorf("the page cites article %d, which it does not hold", c.Ref)
		}
		if err := fn(item, c.List, strconv.Itoa(count[c.List])); err != nil {
			return err
		}
	}
	return nil
}

// seed imports the seed page as any capture is imported, shows its articles,
// and illustrates those for which we have a picture of our own.
func (l *loader) seed() error {
	batch, sup, err := readSeed(l.paper.Outlet)
	if err != nil {
		return err
	}
	report, err := l.Newsroom.Import(l.ctx, newsroom.Importer(), newsroom.ImportRun{
		Edition: l.out.Edition, Batch: batch, Section: sup.Section, Publish: true})
	if err != nil {
		return err
	}
	ids := map[int64]news.ArticleID{}
	for _, r := range report {
		if r.Path == "" {
			return fmt.Errorf("%q was not published: %s", r.Headline, r.Why)
		}
		ids[r.Ref] = r.Article
	}
	l.out.Seed, l.out.SeedPath = report[0].Article, report[0].Path
	return sup.each(batch, func(item *ingest.Item, list, n string) error {
		slug, ok := sup.Photos[list][n]
		if !ok {
			return nil
		}
		return l.illustrate(ids[item.Ref], slug)
	})
}

func (l *loader) illustrate(id news.ArticleID, slug string) error {
	asset, err := number(l.names.assets, "photo", slug)
	if err != nil {
		return err
	}
	c, err := l.live(id)
	if err != nil {
		return err
	}
	if c.Lead == nil {
		c.Lead = &news.LeadMedia{}
	}
	c.Lead.Asset = asset
	_, err = l.do(newsroom.Update{Article: id, Content: &c, Class: news.Minor, Imported: true})
	return err
}
