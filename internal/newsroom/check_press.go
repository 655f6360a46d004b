package newsroom

import (
	"slices"
	"strings"

	"warta/internal/news"
)

// pressRules are the duties of press-rules.md that a text can be checked for.
var pressRules = []rule{
	// PRS-72: the reader can tell who answers for the text.
	{id: "credit_nameless", level: news.Block, find: func(k *checking) ([]place, error) {
		if k.edition.Settings.NamelessCredits || k.c.Kind == news.KindPage {
			return nil, nil
		}
		if slices.ContainsFunc(k.c.Byline, func(x news.Credit) bool { return x.Person != 0 || strings.TrimSpace(x.Name) != "" }) {
			return nil, nil
		}
		return []place{{field: "byline"}}, nil
	}},
	{id: "credit_role_alone", level: news.Warn, find: func(k *checking) (out []place, err error) {
		if slices.ContainsFunc(k.c.Byline, func(x news.Credit) bool { return x.Person == 0 && strings.TrimSpace(x.Name) == "" }) {
			out = append(out, place{field: "byline"})
		}
		return out, nil
	}},
	// PRS-30: an urgent report tells its source, and why it could not wait.
	{id: "unverified_bare", level: news.Block, find: func(k *checking) (out []place, err error) {
		if u := k.c.Flags.Unverified; u != nil {
			for _, f := range [...]struct{ name, text string }{{"source", u.Source}, {"ground", u.Ground}} {
				if news.Length(f.text) < 3 {
					out = append(out, place{field: "flags.unverified." + f.name})
				}
			}
		}
		return out, nil
	}},
	// PRS-32: the party harmed was asked.
	{id: "unheard", level: news.Warn, kinds: []news.ArticleKind{news.KindNews, news.KindFeature, news.KindInterview}, find: func(k *checking) ([]place, error) {
		if _, ok := k.a.Flow.Ticks[TickHeard]; ok {
			return nil, nil
		}
		return []place{{field: "ticks." + TickHeard}}, nil
	}},
	// PRS-82: what was taken from elsewhere says from where.
	{id: "source_bare", level: news.Block, find: func(k *checking) ([]place, error) {
		s := k.c.Source
		if s == nil || strings.TrimSpace(s.Name) != "" {
			return nil, nil
		}
		return []place{{field: "source.name"}}, nil
	}},
	{id: "source_no_link", level: news.Warn, find: func(k *checking) ([]place, error) {
		s := k.c.Source
		if s == nil || strings.HasPrefix(s.URL, "https://") || strings.HasPrefix(s.URL, "http://") {
			return nil, nil
		}
		return []place{{field: "source.url"}}, nil
	}},
	// PRS-60: a word that says so.
	{id: "ad_label", level: news.Block, fixed: true, kinds: []news.ArticleKind{news.KindAdvertorial}, find: func(k *checking) ([]place, error) {
		if slices.Contains(news.AdLabels, k.c.Label) {
			return nil, nil
		}
		return []place{{field: "label"}}, nil
	}},
	// PRS-62: a journalist does not sign what was paid for.
	{id: "ad_journalist", level: news.Warn, kinds: []news.ArticleKind{news.KindAdvertorial}, find: func(k *checking) (out []place, err error) {
		if slices.ContainsFunc(k.c.Byline, func(x news.Credit) bool { return x.Person != 0 || x.Role == news.RoleReporter }) {
			out = append(out, place{field: "byline"})
		}
		return out, nil
	}},
	// PRS-90: a person answers for what a machine helped with, whatever the door.
	{id: "ai_unapproved", level: news.Block, fixed: true, find: func(k *checking) ([]place, error) {
		if k.c.AIUse == nil || strings.TrimSpace(k.c.AIUse.Approver) != "" {
			return nil, nil
		}
		return []place{{field: "ai_use.approver"}}, nil
	}},
}
