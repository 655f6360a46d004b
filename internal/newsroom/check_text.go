package newsroom

import (
	"strings"

	"warta/internal/body"
	"warta/internal/news"
)

// textRules look at the words: what stands in the fields, and how long it is.
var textRules = []rule{
	{id: "headline_length", level: news.Warn, find: func(k *checking) ([]place, error) {
		if n := news.Length(k.c.Headline); n < 40 || n > 70 {
			return []place{{field: "headline"}}, nil
		}
		return nil, nil
	}},
	{id: "standfirst_length", level: news.Warn, find: func(k *checking) ([]place, error) {
		if n := news.Length(k.c.Standfirst); n < 80 || n > 200 {
			return []place{{field: "standfirst"}}, nil
		}
		return nil, nil
	}},
	{id: "no_internal_link", level: news.Warn, find: func(k *checking) ([]place, error) {
		if len(k.c.Body.Refs().Articles) == 0 && len(k.c.Related) == 0 {
			return []place{{field: "body"}}, nil
		}
		return nil, nil
	}},
	{id: "embed_broken", level: news.Warn, find: func(k *checking) (out []place, err error) {
		k.c.Body.Walk(func(b body.Block) {
			if e, ok := b.(*body.Embed); ok {
				if _, known := body.FindPlayer(e.URL); strings.TrimSpace(e.URL) == "" || !known && e.Title == "" && e.Text == "" {
					out = append(out, place{field: "body", block: e.ID})
				}
			}
		})
		return out, nil
	}},
	{id: "empty_block", level: news.Warn, find: func(k *checking) (out []place, err error) {
		k.c.Body.Walk(func(b body.Block) {
			switch b := b.(type) {
			case *body.Heading:
				if strings.TrimSpace(b.Text.Text()) == "" {
					out = append(out, place{field: "body", block: b.ID})
				}
			case *body.ReadAlso:
				if len(b.Refs) == 0 {
					out = append(out, place{field: "body", block: b.ID})
				}
			}
		})
		return out, nil
	}},
	{id: "conflicts_open", level: news.Block, fixed: true, find: func(k *checking) ([]place, error) {
		n, err := openConflicts(k.ctx, k.tx, k.a.ID)
		if err != nil || n == 0 {
			return nil, err
		}
		return []place{{field: "body", limit: n}}, nil
	}},
}
