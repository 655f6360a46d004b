package admin

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"warta/internal/body"
	"warta/internal/locale"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
)

// duePages are the pages that a paper should have (S10.1), by their message keys.
// Some the paper makes itself from its settings, until somebody writes their own.
var duePages = []struct {
	name string
	made bool
}{{"masthead", true}, {"guideline", false}, {"ethics", false}, {"reply", true}, {"contact", false}, {"privacy", true}, {"corrections", true}, {"withdrawals", true}}

type pagesData struct {
	Tabs  []listTab
	Due   []duePage
	Pages []pageLine
	May   bool
	Write bool
	Empty emptyState
}

// duePage is a page that should be there: who makes it, and the way to write it.
type duePage struct {
	Name, Text, Slug, Path, Href, Title string
	Own, Made                           bool
}

type pageLine struct {
	Headline, Href, Path, State, Slug string
	First, Last, Live                 bool
}

func (s *Server) staticPages(v *visit) error {
	ctx := v.r.Context()
	if !v.may(newsroom.PermMenu) {
		return news.E(news.Forbidden, string(newsroom.PermMenu), nil)
	}
	paper, err := s.o.Newsroom.Paper(ctx, v.who)
	if err != nil {
		return err
	}
	e, _, err := s.o.Newsroom.Settings(ctx, v.who, paper.Edition.ID)
	if err != nil {
		return err
	}
	rows, err := s.pagesOf(v, e)
	if err != nil {
		return err
	}
	d := pagesData{Tabs: paperTabs(v, "pages"), May: true, Write: v.may(newsroom.PermCreate)}
	words := locale.Get(e.Settings.WithDefaults().Locale).With(e.Settings.Messages)
	for _, due := range duePages {
		x := duePage{Name: v.msg("room.page." + due.name), Text: v.msg("room.page." + due.name + ".text"), Title: v.msg("room.page." + due.name)}
		x.Slug, x.Made = words.Message("path."+due.name), due.made
		x.Path = "/" + x.Slug
		for _, r := range rows {
			if r.Path == x.Path || r.Path == "" && news.Slug(r.Headline) == x.Slug {
				x.Own, x.Href = true, articlePath+r.Article.String()
			}
		}
		d.Due = append(d.Due, x)
	}
	var live []int
	for _, r := range rows {
		if r.Public == news.Live {
			live = append(live, len(d.Pages))
		}
		d.Pages = append(d.Pages, pageLine{Headline: firstOf(r.Headline, r.Slugline, r.Article.String()), Href: articlePath + r.Article.String(), Path: r.Path,
			Slug: strings.TrimPrefix(r.Path, "/"), State: v.msg("room.page.state." + string(r.Public)), Live: r.Public == news.Live})
	}
	for i, k := range live {
		d.Pages[k].First, d.Pages[k].Last = i == 0, i == len(live)-1
	}
	d.Empty = emptyState{Title: v.msg("room.page.none"), Text: v.msg("room.page.none_text")}
	return s.show(v, http.StatusOK, page{Title: v.msg("room.paper.pages"), Place: "laman", Page: true}, "pages", d)
}

// pagesOf lists the static pages, those of the footer in its order first.
func (s *Server) pagesOf(v *visit, e news.Edition) ([]store.DeskRow, error) {
	rows, err := s.o.Newsroom.Articles(v.r.Context(), v.who, newsroom.ListRequest{Edition: e.ID, Filter: newsroom.Filter{Kinds: []news.ArticleKind{news.KindPage}}, Limit: 100})
	if err != nil {
		return nil, err
	}
	place := func(r store.DeskRow) int {
		if i := slices.Index(e.Settings.Pages, strings.TrimPrefix(r.Path, "/")); i >= 0 && r.Public == news.Live {
			return i
		}
		return len(e.Settings.Pages)
	}
	slices.SortStableFunc(rows, func(a, b store.DeskRow) int { return place(a) - place(b) })
	return rows, nil
}

// newStaticPage opens a draft for a page, with its address.
func (s *Server) newStaticPage(v *visit) error {
	ctx := v.r.Context()
	paper, err := s.o.Newsroom.Paper(ctx, v.who)
	if err != nil {
		return err
	}
	title, slug := strings.TrimSpace(v.r.PostFormValue("title")), strings.TrimSpace(v.r.PostFormValue("slug"))
	c := news.Content{Headline: title, Kind: news.KindPage, Slug: firstOf(slug, news.Slug(title)), Body: body.Doc{Version: 1}}
	out, err := s.o.Newsroom.Do(ctx, v.who, newsroom.Create{Edition: paper.Edition.ID, Content: c})
	if err != nil {
		return err
	}
	return v.leave(articlePath+out.Article.String(), flash{Code: "page_new"})
}

// orderPages sets the footer's order.
func (s *Server) orderPages(v *visit) error {
	ctx := v.r.Context()
	paper, err := s.o.Newsroom.Paper(ctx, v.who)
	if err != nil {
		return err
	}
	e, _, err := s.o.Newsroom.Settings(ctx, v.who, paper.Edition.ID)
	if err != nil {
		return err
	}
	rows, err := s.pagesOf(v, e)
	if err != nil {
		return err
	}
	var slugs []string
	for _, r := range rows {
		if r.Public == news.Live {
			slugs = append(slugs, strings.TrimPrefix(r.Path, "/"))
		}
	}
	i := slices.Index(slugs, v.r.PostFormValue("slug"))
	k := i - 1
	if v.r.PostFormValue("do") == "down" {
		k = i + 1
	}
	if i >= 0 && k >= 0 && k < len(slugs) {
		slugs[i], slugs[k] = slugs[k], slugs[i]
	}
	patch, err := json.Marshal(map[string]any{"pages": slugs})
	if err != nil {
		return err
	}
	if _, err := s.o.Newsroom.Do(ctx, v.who, newsroom.PatchSettings{Edition: e.ID, Patch: patch}); err != nil {
		return err
	}
	return to(v, pagesPath)
}
