package newsroom

import (
	"context"
	"strings"
	"time"

	"warta/internal/body"
	"warta/internal/news"
	"warta/internal/store"
)

// use is one place where the text shows a medium.
type use struct {
	asset        news.AssetID
	field, block string
	// kind is "photo", "video", "audio" or "file".
	kind                 string
	caption, credit, alt string
	decorative           bool
}

// mediaRules look at what the text shows and how (MDK-3, PRS-80).
var mediaRules = []rule{
	{id: "credit_missing", level: news.Block, find: func(k *checking) (out []place, err error) {
		for _, u := range k.uses {
			if m, ok := k.assets[u.asset]; ok && u.kind != "file" && strings.TrimSpace(u.credit) == "" && strings.TrimSpace(m.Credit) == "" {
				out = append(out, place{field: u.field + "credit", block: u.block})
			}
		}
		return out, nil
	}},
	{id: "alt_missing", level: news.Block, find: func(k *checking) (out []place, err error) {
		for _, u := range k.uses {
			if m, ok := k.assets[u.asset]; ok && u.kind == "photo" && !u.decorative && strings.TrimSpace(u.alt) == "" && strings.TrimSpace(m.Alt) == "" {
				out = append(out, place{field: u.field + "alt", block: u.block})
			}
		}
		return out, nil
	}},
	// CHK-4: a caption or a file's name tells no one what is to be seen.
	{id: "alt_repeats", level: news.Warn, find: func(k *checking) (out []place, err error) {
		for _, u := range k.uses {
			m := k.assets[u.asset]
			alt := strings.TrimSpace(u.alt)
			if alt == "" {
				continue
			}
			caption := u.caption
			if caption == "" {
				caption = m.Caption
			}
			if strings.EqualFold(alt, strings.TrimSpace(caption)) || strings.EqualFold(alt, strings.TrimSpace(m.Title)) || isFileName(alt) {
				out = append(out, place{field: u.field + "alt", block: u.block})
			}
		}
		return out, nil
	}},
	{id: "lead_narrow", level: news.Warn, find: func(k *checking) ([]place, error) {
		if k.c.Lead == nil {
			return nil, nil
		}
		if m, ok := k.assets[k.c.Lead.Asset]; ok && m.Kind == "photo" && m.Width > 0 && m.Width < 1200 {
			return []place{{field: "lead", limit: 1200}}, nil
		}
		return nil, nil
	}},
	{id: "rights", level: news.Block, find: func(k *checking) (out []place, err error) {
		for _, f := range checkMedia(k, "block") {
			out = append(out, f)
		}
		return out, nil
	}},
	// What was deleted since it was put in.
	{id: "media_missing", level: news.Block, find: func(k *checking) (out []place, err error) {
		for _, u := range k.uses {
			if _, ok := k.assets[u.asset]; !ok {
				out = append(out, place{field: u.field + "asset", block: u.block})
			}
		}
		return out, nil
	}},
	// PRS-93: a machine's likeness of a living person needs that person's consent.
	{id: "consent_missing", level: news.Block, find: func(k *checking) (out []place, err error) {
		for _, u := range k.uses {
			if m := k.assets[u.asset]; m.AISource != "" && m.Likeness && strings.TrimSpace(m.Consent) == "" {
				out = append(out, place{field: u.field + "asset", block: u.block})
			}
		}
		return out, nil
	}},
	{id: "rights_unknown", level: news.Warn, find: func(k *checking) ([]place, error) { return checkMedia(k, "warn"), nil }},
}

// checkMedia gives the uses of assets whose rights stand in the way at the time
// of reading (k.at): "block" for expired or denied ones, "warn" for unknown.
func checkMedia(k *checking, level string) []place {
	var out []place
	for _, u := range k.uses {
		if m, ok := k.assets[u.asset]; ok && rightsOf(m, k.at) == level {
			out = append(out, place{field: u.field + "asset", block: u.block})
		}
	}
	return out
}

// rightsOf is "block", "warn" or nothing for an asset at a time.
func rightsOf(m news.Asset, at time.Time) string {
	switch m.Rights.State(at) {
	case news.RightsDenied, news.RightsExpired:
		return "block"
	case news.RightsUnknown:
		return "warn"
	}
	return ""
}

// mediaTasks opens a task for every medium of a version that readers do not get
// because its rights ended before it came out (SCH-2); the text goes out all the
// same.
func mediaTasks(ctx context.Context, tx store.Tx, who Actor, a *news.Article, v *news.Version) error {
	ids := citedAssets(v.Content)
	if len(ids) == 0 {
		return nil
	}
	found, err := tx.Media().Get(ctx, ids)
	if err != nil {
		return err
	}
	there := map[news.AssetID]bool{}
	for _, m := range found {
		there[m.ID] = rightsOf(m, tx.Now()) != "block"
	}
	for _, id := range ids {
		if there[id] {
			continue
		}
		_, err := openTask(ctx, tx, who, news.Task{Edition: a.Edition, Kind: news.TaskMedia, Article: a.ID, Asset: id,
			Section: a.Section, Due: tx.Now()})
		if err != nil {
			return err
		}
	}
	return nil
}

// isFileName reports whether an alt text is a camera's or a folder's name.
func isFileName(alt string) bool {
	low := strings.ToLower(alt)
	for _, end := range []string{".jpg", ".jpeg", ".png", ".gif", ".webp", ".heic", ".avif"} {
		if strings.HasSuffix(low, end) {
			return true
		}
	}
	return !strings.Contains(alt, " ") && strings.ContainsAny(alt, "0123456789") && strings.ContainsAny(alt, "_")
}

// media finds every use of a medium and the assets themselves.
func (k *checking) media() error {
	k.findUses()
	k.assets = map[news.AssetID]news.Asset{}
	if len(k.uses) == 0 {
		return nil
	}
	found, err := k.tx.Media().Get(k.ctx, citedAssets(*k.c))
	for _, m := range found {
		k.assets[m.ID] = m
	}
	k.leadKind()
	return err
}

// leadKind: a film of the lead needs no alt text.
func (k *checking) leadKind() {
	for i, u := range k.uses {
		if m := k.assets[u.asset]; u.field == "lead." && m.Kind != "" {
			k.uses[i].kind = m.Kind
		}
	}
}

// findUses finds every place where the text shows a medium.
func (k *checking) findUses() {
	if l := k.c.Lead; l != nil && l.Asset != 0 {
		k.uses = append(k.uses, use{asset: l.Asset, field: "lead.", kind: "photo", caption: l.Caption, credit: l.Credit, alt: l.Alt, decorative: l.Decorative})
	}
	add := func(asset int64, u use) {
		if asset != 0 {
			u.asset, u.field = news.AssetID(asset), "body."
			k.uses = append(k.uses, u)
		}
	}
	k.c.Body.Walk(func(b body.Block) {
		switch b := b.(type) {
		case *body.Image:
			add(b.Asset, use{block: b.ID, kind: "photo", caption: b.Caption.Text(), credit: b.Credit, alt: b.Alt, decorative: b.Decorative})
		case *body.Video:
			add(b.Asset, use{block: b.ID, kind: "video", caption: b.Caption.Text(), credit: b.Credit})
		case *body.Audio:
			add(b.Asset, use{block: b.ID, kind: "audio", caption: b.Caption.Text(), credit: b.Credit})
		case *body.File:
			add(b.Asset, use{block: b.ID, kind: "file", caption: b.Label})
		}
	})
}

// text is something that a reader of the page, or a machine, could get to see.
type text struct{ field, block, text string }

// everyText gathers every text of the article for the search of protected names:
// fields, blocks, what the pictures say of themselves, tags, credits, and the
// headlines of what it refers to.
func (k *checking) everyText() ([]text, error) {
	c := k.c
	out := []text{{"headline", "", c.Headline}, {"kicker", "", c.Kicker}, {"standfirst", "", c.Standfirst},
		{"description", "", c.Description}, {"slug", "", c.Slug}, {"dateline.place", "", c.Dateline.Place},
		{"dateline.outlet", "", c.Dateline.Outlet}, {"closing_note", "", c.ClosingNote}, {"canonical", "", c.Canonical}}
	if c.Slug == "" {
		out = append(out, text{"slug", "", news.Slug(c.Headline)})
	}
	for key, h := range c.Headlines {
		out = append(out, text{"headlines." + key, "", h})
	}
	if c.Lead != nil {
		out = append(out, text{"lead.caption", "", c.Lead.Caption}, text{"lead.credit", "", c.Lead.Credit}, text{"lead.alt", "", c.Lead.Alt})
	}
	for _, x := range c.Byline {
		out = append(out, text{"byline", "", x.Name}, text{"byline", "", x.Label})
	}
	if s := c.Source; s != nil {
		out = append(out, text{"source", "", s.Name}, text{"source", "", s.URL}, text{"source", "", s.Item})
	}
	if u := c.Flags.Unverified; u != nil {
		out = append(out, text{"flags.unverified", "", u.Source}, text{"flags.unverified", "", u.Ground}, text{"flags.unverified", "", u.Note})
	}
	c.Body.Texts(func(block, attribute, t string) { out = append(out, text{"body", block, t}) })
	for _, u := range k.uses {
		m := k.assets[u.asset]
		for _, t := range []string{m.Caption, m.Alt, m.Title, m.Credit} {
			out = append(out, text{u.field + "asset", u.block, t})
		}
		for _, r := range m.Renditions {
			out = append(out, text{u.field + "asset", u.block, r.Name})
		}
	}
	if len(c.Tags) > 0 {
		tags, err := k.tx.Taxonomy().Tags(k.ctx, c.Tags)
		if err != nil {
			return nil, err
		}
		for _, t := range tags {
			out = append(out, text{"tags", "", t.Name}, text{"tags", "", t.Slug})
		}
	}
	if c.Topic != 0 {
		topics, err := k.tx.Taxonomy().Topics(k.ctx, []news.TopicID{c.Topic})
		if err != nil {
			return nil, err
		}
		for _, t := range topics {
			out = append(out, text{"topic", "", t.Name})
		}
	}
	cited := c.Related
	for _, id := range c.Body.Refs().Articles {
		cited = append(cited, news.ArticleID(id))
	}
	for _, id := range cited {
		a, err := k.tx.Articles().Get(k.ctx, id)
		if news.Is(err, news.NotFound) || a.Live == 0 {
			continue
		}
		if err != nil {
			return nil, err
		}
		v, err := k.tx.Articles().Version(k.ctx, a.Live)
		if err != nil {
			return nil, err
		}
		out = append(out, text{"related", "", v.Content.Headline}, text{"related", "", a.Path})
	}
	return out, nil
}
