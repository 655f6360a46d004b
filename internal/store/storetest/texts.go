package storetest

import (
	"strconv"
	"time"

	"warta/internal/body"
	"warta/internal/news"
	"warta/internal/store"
)

func texts(h *house) {
	id := h.article()
	for i, text := range hard {
		c := news.Content{Headline: text, Headlines: map[string]string{"seo": text},
			Body: body.Doc{Version: body.SchemaVersion, Blocks: []body.Block{
				&body.Paragraph{Node: body.Node{ID: "000000000001"}, Text: body.Text(text)}}}}
		tag := news.Tag{Edition: h.edition, Name: text, Slug: "t" + strconv.Itoa(i), Description: text}
		p := h.piece(id, "uji")
		p.Content.Headline, p.Content.Body = text, c.Body
		h.write(func(tx store.Tx) error {
			h.must(tx.Articles().PutDraft(h.ctx, id, &c))
			got, err := tx.Articles().Draft(h.ctx, id)
			h.must(err)
			h.same("draft", got, c)
			h.must(tx.Taxonomy().PutTag(h.ctx, &tag))
			tags, err := tx.Taxonomy().Tags(h.ctx, []news.TagID{tag.ID})
			h.must(err)
			h.same("tag", tags, []news.Tag{tag})
			return tx.Publishing().Show(h.ctx, p, morning)
		})
		h.view(func(v store.View) error {
			got, err := v.Article(h.ctx, id)
			h.must(err)
			h.same("page", got.Content, p.Content)
			cards, err := v.Cards(h.ctx, []news.ArticleID{id})
			h.same("card", cards[id].Headline, text)
			return err
		})
	}
	for _, bad := range []string{"\xff", "a\x00b", "\xed\xa0\x80"} {
		h.write(func(tx store.Tx) error {
			h.refused(tx.Articles().PutDraft(h.ctx, id, &news.Content{Headline: bad}), news.Invalid)
			h.refused(tx.Articles().PutDraft(h.ctx, id, &news.Content{Headlines: map[string]string{"seo": bad}}), news.Invalid)
			h.refused(tx.Articles().Create(h.ctx, &news.Article{Edition: h.edition, Path: bad}, nil), news.Invalid)
			h.refused(tx.Taxonomy().PutTag(h.ctx, &news.Tag{Edition: h.edition, Name: bad}), news.Invalid)
			h.refused(tx.People().Put(h.ctx, &news.Person{Contacts: []news.Contact{{URL: bad}}}), news.Invalid)
			h.refused(tx.Media().Put(h.ctx, &news.Asset{Edition: h.edition, Renditions: []news.Rendition{{Name: bad}}}), news.Invalid)
			h.refused(tx.Editions().Put(h.ctx, &news.Edition{Hosts: []string{bad}}), news.Invalid)
			p := h.piece(id, "uji")
			p.Content.Body.Blocks = []body.Block{&body.Paragraph{Text: body.Text(bad)}}
			h.refused(tx.Publishing().Show(h.ctx, p, morning), news.Invalid)
			h.refused(tx.Publishing().Redirect(h.ctx, h.edition, "/"+bad, id), news.Invalid)
			_, err := tx.Taxonomy().FindTag(h.ctx, h.edition, bad)
			h.refused(err, news.NotFound)
			_, err = tx.Record(h.ctx, nil, store.AuditRow{Reason: bad})
			h.refused(err, news.Invalid)
			return nil
		})
		h.view(func(v store.View) error {
			_, err := v.Resolve(h.ctx, "/"+bad)
			h.refused(err, news.NotFound)
			_, err = v.Tag(h.ctx, bad)
			h.refused(err, news.NotFound)
			_, err = v.Person(h.ctx, bad)
			h.refused(err, news.NotFound)
			return nil
		})
	}
}

func instants(h *house) {
	id := h.article()
	for _, at := range []time.Time{
		morning, time.Unix(0, 0).UTC(), time.Date(1899, 12, 31, 23, 59, 59, 999999000, time.UTC),
		time.Date(2038, 1, 19, 3, 14, 8, 1000, time.UTC), time.Date(2262, 4, 12, 0, 0, 0, 0, time.UTC), {},
	} {
		in := at
		if !at.IsZero() {
			in = at.In(time.FixedZone("WIB", 7*3600))
		}
		p := h.piece(id, "uji")
		p.Dates.Updated, p.Dates.FirstPublished = in, in
		h.show(p)
		h.view(func(v store.View) error {
			got, err := v.Article(h.ctx, id)
			h.same("first published", got.Dates.FirstPublished, at)
			h.same("updated", got.Dates.Updated, at)
			return err
		})
	}
}
