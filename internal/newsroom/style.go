package newsroom

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"strings"
	"sync"

	"warta/internal/news"
	"warta/internal/store"
	"warta/internal/style"
)

// MaxOwnRules bounds a newspaper's own rules of style, and those of each section.
const MaxOwnRules = 500

// MaxStyleTexts bounds how many texts one question may hold.
const MaxStyleTexts = 500

// StyleText is a paragraph, or a headline, to be read for house style.
type StyleText struct {
	Text     string
	Headline bool
}

// StyleAnswer is what the rules say, one list for each text, and what can be
// counted of those that are no headlines.
type StyleAnswer struct {
	Hits  [][]style.Hit
	Facts style.Facts
}

// Style reads texts for the house style of a section (zero: the edition's), while
// somebody writes them. Nothing is kept of the texts.
func (n *Newsroom) Style(ctx context.Context, who Actor, e news.EditionID, section news.SectionID, texts []StyleText) (out StyleAnswer, err error) {
	if len(texts) > MaxStyleTexts {
		return out, &news.Error{Kind: news.Invalid, Op: "read for style", Code: "fields", Fields: []news.FieldError{{Field: "texts", Code: "too_many", Limit: MaxStyleTexts}}}
	}
	g, err := n.styleGuide(ctx, who, e, section)
	if err != nil {
		return out, err
	}
	var paragraphs []string
	out.Hits = make([][]style.Hit, 0, len(texts))
	for _, t := range texts {
		out.Hits = append(out.Hits, g.Read(t.Text, t.Headline))
		if !t.Headline {
			paragraphs = append(paragraphs, t.Text)
		}
	}
	out.Facts = style.Count(paragraphs)
	return out, nil
}

func (n *Newsroom) styleGuide(ctx context.Context, who Actor, e news.EditionID, section news.SectionID) (g *style.Guide, err error) {
	err = n.db.Read(ctx, func(tx store.Tx) error {
		if !holdsSomewhere(who, PermRead) && !holdsSomewhere(who, PermRules) {
			return news.E(news.Forbidden, string(PermRead), nil)
		}
		rules, err := rulesOf(ctx, tx, e, section)
		if err != nil {
			return err
		}
		g, err = rules.guide()
		return err
	})
	return g, err
}

// RulesOf gives what an edition, or one of its sections alone, changes of the
// checklist's and the style's defaults.
func (n *Newsroom) RulesOf(ctx context.Context, who Actor, e news.EditionID, section news.SectionID) (r news.Rules, err error) {
	err = n.db.Read(ctx, func(tx store.Tx) error {
		s, err := inSection(ctx, tx, e, section)
		if err != nil {
			return err
		}
		if !Can(who, PermRules, s) {
			return denied(who, PermRules, s)
		}
		r, err = tx.Workflow().Rules(ctx, e, section)
		return err
	})
	return r, err
}

// guides are sets of rules made ready, by what they were made of. A newspaper
// has one for each section that differs.
var guides struct {
	sync.Mutex
	of map[[sha256.Size]byte]*style.Guide
}

// guide makes the section's rules of style ready, once for each state of them.
func (e effective) guide() (*style.Guide, error) {
	// Maps are written in the order of their keys.
	data, err := json.Marshal(struct {
		Style map[string]bool
		Own   []style.Rule
	}{e.style, e.own})
	if err != nil {
		return nil, news.E(news.Internal, "make the style ready", err)
	}
	key := sha256.Sum256(data)
	guides.Lock()
	defer guides.Unlock()
	if g := guides.of[key]; g != nil {
		return g, nil
	}
	var rules []style.Rule
	seen := map[string]bool{}
	for _, r := range append(append([]style.Rule{}, e.own...), style.Pack()...) {
		if on, said := e.style[r.ID]; said && !on || seen[r.ID] {
			continue
		}
		seen[r.ID] = true
		rules = append(rules, r)
	}
	g, err := style.New(rules)
	if err != nil {
		return nil, news.E(news.Internal, "make the style ready", err)
	}
	if guides.of == nil || len(guides.of) > 200 {
		guides.of = map[[sha256.Size]byte]*style.Guide{}
	}
	guides.of[key] = g
	return g, nil
}

// badStyle says what is wrong with rules of style. A rule whose own examples
// fail is not taken (S14.1).
func badStyle(r news.Rules) (bad []news.FieldError) {
	if len(r.Own) > MaxOwnRules {
		return []news.FieldError{{Field: "own", Code: "too_many", Limit: MaxOwnRules}}
	}
	known := map[string]bool{}
	for _, p := range style.Pack() {
		known[p.ID] = true
	}
	own := map[string]bool{}
	for _, o := range r.Own {
		if known[o.ID] || own[o.ID] {
			bad = append(bad, news.FieldError{Field: "own." + o.ID, Code: "taken"})
			continue
		}
		own[o.ID] = true
		if err := style.Try(o); err != nil {
			code := "find"
			if b, ok := errors.AsType[*style.Bad](err); ok {
				code = b.Code
			}
			bad = append(bad, news.FieldError{Field: "own." + o.ID, Code: "style_" + code})
		}
	}
	return bad
}

// styleRules are the house style as one line of the checklist: it names the
// blocks that hold what is plainly wrong. Manner and advice show while writing
// alone.
var styleRules = []rule{
	{id: "house_style", level: news.Warn, find: func(k *checking) (out []place, err error) {
		if k.imported || !indonesian(k) {
			return nil, nil
		}
		g, err := k.guide()
		if err != nil {
			return nil, err
		}
		wrong := func(field, block, text string, headline bool) {
			n := 0
			for _, h := range g.Read(text, headline) {
				if h.Grade == style.Wrong {
					n++
				}
			}
			switch last := len(out) - 1; {
			case n == 0:
			case last >= 0 && block != "" && out[last].block == block:
				out[last].limit += n
			default:
				out = append(out, place{field: field, block: block, limit: n})
			}
		}
		wrong("headline", "", k.c.Headline, true)
		wrong("standfirst", "", k.c.Standfirst, false)
		k.c.Body.Texts(func(block, attribute, text string) {
			switch attribute {
			case "", "caption", "text", "title":
				wrong("body", block, text, false)
			}
		})
		return out, nil
	}},
}

// indonesian says whether the text is: its own language, else the edition's.
func indonesian(k *checking) bool {
	tag := k.c.Language
	if tag == "" {
		tag = k.edition.Settings.Locale
	}
	return tag == "" || tag == "id" || strings.HasPrefix(tag, "id-")
}
