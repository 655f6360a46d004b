package newsroom

import (
	"warta/internal/news"
)

// peopleRules protect children and victims (press-rules.md section 5).
var peopleRules = []rule{
	{id: "child_unticked", level: news.Block, find: func(k *checking) (out []place, err error) {
		if !k.c.Flags.Child && !k.c.Flags.Victim {
			return nil, nil
		}
		for _, t := range childTicks {
			if _, ok := k.a.Flow.Ticks[t]; !ok {
				out = append(out, place{field: "ticks." + t})
			}
		}
		return out, nil
	}},
	{id: "protected_name", level: news.Block, find: func(k *checking) ([]place, error) {
		names, err := k.tx.Workflow().Protected(k.ctx, k.a.ID)
		if err != nil || len(names) == 0 {
			return nil, err
		}
		texts, err := k.everyText()
		if err != nil {
			return nil, err
		}
		seek := newSeeker(names)
		var out []place
		for _, t := range texts {
			if seek.in(t.text) {
				out = append(out, place{field: t.field, block: t.block})
			}
		}
		return out, nil
	}},
}
