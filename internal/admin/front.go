package admin

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
)

func declareFront(s *Server, member func(string, handler)) {
	member("GET "+frontPath, s.frontPage)
	member("POST "+frontPath+"/move", s.moveCard)
	member("POST "+frontPath+"/add", s.addCard)
	member("POST "+frontPath+"/order", s.orderContainer)
	member("POST "+frontPath+"/undo", s.undoFront)
	member("POST "+frontPath+"/reset", s.resetFront)
	member("GET "+frontPath+"/card", s.cardPage)
	member("POST "+frontPath+"/card", s.saveCard)
	member("GET "+frontPath+"/container", s.containerPage)
	member("POST "+frontPath+"/container", s.saveContainer)
	member("POST "+frontPath+"/container/remove", s.removeContainer)
	member("GET "+frontPath+"/publish", s.frontPublishPage)
	member("POST "+frontPath+"/publish", s.publishFront)
	member("POST "+frontPath+"/cancel", s.cancelFront)
	member("GET "+frontPath+"/history", s.frontHistoryPage)
	member("GET "+frontPath+"/history/{number}", s.formerFrontPage)
	member("POST "+frontPath+"/restore", s.restoreFront)
	member("GET "+frontPath+"/preview", s.frontPreviewPage)
	member("GET "+frontPath+"/preview/page", s.frontPrint)
	member("POST "+frontPath+"/banner", s.putBanner)
	member("POST "+frontPath+"/banner/end", s.endBanner)
}

// frontView is a front as its page shows it: the draft in slots, the feed beside
// it, what readers have, and what would change.
type frontView struct {
	Section news.SectionID
	// Query carries the front through addresses: "" or "?section=7".
	Query    string
	Choices  []option
	Revision int
	Boxes    []boxView
	Live     []boxView
	// Slots are the places that "1" to "9" send to.
	Slots    []option
	Changes  []string
	Changed  bool
	MayUndo  bool
	May      bool
	Warnings int
	Planned  []plannedFront
	Feed     feedView
	Banner   *bannerView
	Trending []string
	Plain    bool
	CanPrint bool
	Clash    *boxClash
	// Part: a script asked for the slots alone; what stands above them goes along,
	// with what went wrong.
	Part    bool
	Problem string
}

// boxView is a container with its slots.
type boxView struct {
	ID, Name, Layout, Fill string
	Revision, Capacity     int
	Cards                  []slotView
	// Left are slots that the rule fills.
	Left        int
	First, Last bool
	Over        bool
}

// slotView is a card in its slot.
type slotView struct {
	Box                         string
	Revision, Slot, Number      int
	Article                     news.ArticleID
	Headline, Own, Kicker, Path string
	When, Until                 string
	Thumb, Alt                  string
	Width, Height               int
	Pin, First, Last, Lead      bool
	Warnings                    []string
	Stamp                       string
	Reads                       string
}

type plannedFront struct {
	ID         int64
	When, Who  string
	State      string
	Cancelable bool
}

// feedView is what can be put onto the front.
type feedView struct {
	Q, By string
	Tabs  []listTab
	Cards []slotView
	Empty string
}

// boxClash is a container that two people changed: both orders, side by side.
type boxClash struct {
	Name         string
	Theirs, Mine []string
}

// onFront names the front that a request is about.
func frontOf(r *http.Request) news.FrontOf {
	id, _ := articleID(r.FormValue("section"))
	return news.FrontOf{Section: news.SectionID(id)}
}

func frontQuery(of news.FrontOf) string {
	if of.Section == 0 {
		return ""
	}
	return "?section=" + strconv.FormatInt(int64(of.Section), 10)
}

func (s *Server) frontPage(v *visit) error { return s.showFront(v, http.StatusOK, page{}, nil, nil) }

func (s *Server) showFront(v *visit, status int, p page, clash *boxClash, wrong map[string]string) error {
	if !v.may(newsroom.PermFront, newsroom.PermBreaking) {
		return news.E(news.Forbidden, string(newsroom.PermFront), nil)
	}
	ctx, of := v.r.Context(), frontOf(v.r)
	paper, err := s.o.Newsroom.Paper(ctx, v.who)
	if err != nil {
		return err
	}
	if of.Section != 0 && paper.Section(of.Section).ID == 0 {
		return news.E(news.NotFound, "find a front", nil)
	}
	f, err := s.o.Newsroom.Front(ctx, v.who, paper.Edition.ID, of)
	if err != nil {
		return err
	}
	d := frontView{Section: of.Section, Query: frontQuery(of), Revision: f.Draft.Revision, Plain: plainMode(v.r), CanPrint: s.o.PrintFront != nil, Clash: clash,
		MayUndo: f.Draft.Revision > 1, Warnings: len(f.Warnings)}
	if d.May, err = s.o.Newsroom.MayArrange(ctx, v.who, paper.Edition.ID, of); err != nil {
		return err
	}
	if d.Choices, err = s.frontChoices(v, paper, of); err != nil {
		return err
	}
	feed, ids, err := s.frontFeed(v, paper)
	if err != nil {
		return err
	}
	looks, assets, err := s.lookUp(v, ids, &f.Draft.Front, &f.Live)
	if err != nil {
		return err
	}
	names, err := s.fillNames(v, paper, &f.Draft.Front, &f.Live)
	if err != nil {
		return err
	}
	d.Boxes = s.boxes(v, &f.Draft.Front, looks, assets, names, paper.Now)
	d.Live = s.boxes(v, &f.Live, looks, assets, names, paper.Now)
	for _, w := range f.Warnings {
		if w.Container < len(d.Boxes) && w.Slot < len(d.Boxes[w.Container].Cards) {
			c := &d.Boxes[w.Container].Cards[w.Slot]
			c.Warnings = append(c.Warnings, v.msg("room.front.warn."+w.Code))
		}
	}
	for _, b := range d.Boxes {
		for _, c := range b.Cards {
			if c.Number <= 9 {
				d.Slots = append(d.Slots, option{Value: b.ID + " " + strconv.Itoa(b.Revision) + " " + strconv.Itoa(c.Slot), Label: strconv.Itoa(c.Number)})
			}
		}
	}
	d.Changes, d.Changed = differenceLines(v, f.Changes)
	for _, c := range f.Planned {
		who, err := s.whoIs(v, c.By)
		if err != nil {
			return err
		}
		d.Planned = append(d.Planned, plannedFront{ID: c.ID, When: s.date(v, c.Due), Who: who, State: c.State, Cancelable: c.State == news.FrontWaiting && d.May})
	}
	if d.Feed, err = s.feed(v, feed, ids, looks, paper); err != nil {
		return err
	}
	for _, t := range f.Draft.Front.Trending {
		d.Trending = append(d.Trending, firstOf(t.Name, names.tags[t.Tag]))
	}
	if of.Section == 0 && v.may(newsroom.PermBreaking) {
		d.Banner = s.bannerView(v, f.Live.Breaking, paper, wrong)
	}
	if d.Part = fragment(v.r); d.Part {
		d.Problem = p.Problem
	}
	p.Title, p.Place, p.Scripts = v.msg("room.place.depan"), "depan", []string{"front.js"}
	p.Regions = map[string]string{"susunan": "front_boxes", "umpan": "front_feed"}
	return s.show(v, status, p, "front", d)
}

// frontChoices are the fronts: the home page and the sections'.
func (s *Server) frontChoices(v *visit, paper newsroom.Paper, of news.FrontOf) ([]option, error) {
	out := []option{{"", v.msg("room.front.home"), of.Section == 0}}
	for _, sec := range paper.Sections {
		may, err := s.o.Newsroom.MayArrange(v.r.Context(), v.who, paper.Edition.ID, news.FrontOf{Section: sec.ID})
		if err != nil {
			return nil, err
		}
		if may {
			out = append(out, option{strconv.FormatInt(int64(sec.ID), 10), sec.Name, sec.ID == of.Section})
		}
	}
	return out, nil
}

// lookUp finds what the cards of fronts, and articles beside them, look like.
func (s *Server) lookUp(v *visit, ids []news.ArticleID, fronts ...*news.Front) (map[news.ArticleID]newsroom.FrontCardLook, map[news.AssetID]news.Asset, error) {
	var pictures []news.AssetID
	for _, f := range fronts {
		for _, c := range f.Containers {
			for _, card := range c.Cards {
				if card.Article != 0 {
					ids = append(ids, card.Article)
				}
				if card.Image != 0 {
					pictures = append(pictures, card.Image)
				}
			}
		}
	}
	return s.o.Newsroom.FrontLooks(v.r.Context(), v.who, ids, pictures)
}

// namesOf are what rules of filling name.
type namesOf struct {
	sections map[news.SectionID]string
	tags     map[news.TagID]string
}

func (s *Server) fillNames(v *visit, paper newsroom.Paper, fronts ...*news.Front) (namesOf, error) {
	n := namesOf{sections: map[news.SectionID]string{}}
	for _, sec := range paper.Sections {
		n.sections[sec.ID] = sec.Name
	}
	var tags []news.TagID
	for _, f := range fronts {
		for _, c := range f.Containers {
			if c.Fill.By == "tag" {
				tags = append(tags, news.TagID(c.Fill.ID))
			}
		}
		for _, t := range f.Trending {
			tags = append(tags, t.Tag)
		}
	}
	called, err := s.o.Newsroom.Called(v.r.Context(), v.who, nil, nil, tags)
	n.tags = called.Tags
	return n, err
}

// layouts are those of the theme's contract.
var layouts = []string{"lead", "section", "list", "grid", "opinion", "media", "headlines"}

// boxes makes containers as they are shown; slots are numbered through the page.
func (s *Server) boxes(v *visit, f *news.Front, looks map[news.ArticleID]newsroom.FrontCardLook, assets map[news.AssetID]news.Asset, names namesOf, now time.Time) []boxView {
	var out []boxView
	number := 0
	for i, c := range f.Containers {
		b := boxView{ID: c.ID, Name: firstOf(c.Name, v.msg("room.front.nameless")), Layout: v.msg("room.front.layout." + firstOf(c.Layout, "list")), Revision: c.Revision, Capacity: c.Capacity,
			Left: max(0, c.Capacity-len(c.Cards)), First: i == 0, Last: i == len(f.Containers)-1, Over: len(c.Cards) > c.Capacity, Fill: s.fillWords(v, c.Fill, names)}
		for k, card := range c.Cards {
			number++
			slot := s.slot(v, card, looks, assets, now)
			slot.Box, slot.Revision, slot.Slot, slot.Number = c.ID, c.Revision, k, number
			slot.First, slot.Last, slot.Lead = k == 0, k == len(c.Cards)-1, number == 1
			b.Cards = append(b.Cards, slot)
		}
		out = append(out, b)
	}
	return out
}

// slot is a card as it is shown.
func (s *Server) slot(v *visit, card news.FrontCard, looks map[news.ArticleID]newsroom.FrontCardLook, assets map[news.AssetID]news.Asset, now time.Time) slotView {
	c := slotView{Article: card.Article, Headline: card.Headline, Kicker: card.Kicker, Path: card.URL, Pin: card.Pin}
	var picture *news.Asset
	if card.Article != 0 {
		look := looks[card.Article]
		picture = look.Picture
		if r := look.Row; r != nil {
			c.Own, c.Path = r.Headline, r.Path
			if r.Public == news.Live {
				c.When = s.agoOf(v, r.WentOut(), now)
			} else {
				c.Stamp = string(r.Public)
			}
		} else {
			c.Stamp = "hidden"
		}
	}
	if c.Headline == "" || c.Headline == c.Own {
		c.Headline, c.Own = firstOf(c.Own, v.msg("room.front.article", "n", int64(card.Article))), ""
	}
	if a, ok := assets[card.Image]; ok && card.Image != 0 {
		picture = &a
	}
	if picture != nil && !card.HideImage {
		if r, ok := thumb(picture, 160); ok {
			c.Thumb, c.Width, c.Height = renditionsPath+r.Name, r.Width, r.Height
		}
	}
	if !card.ExpiresAt.IsZero() {
		c.Until = s.date(v, card.ExpiresAt)
	}
	return c
}

func (s *Server) agoOf(v *visit, t, now time.Time) string {
	if t.IsZero() {
		return ""
	}
	if phrase, ok := v.words.Ago(t, now); ok {
		return phrase
	}
	return s.date(v, t)
}

// fillWords says a rule of filling as a sentence.
func (s *Server) fillWords(v *visit, f news.Fill, names namesOf) string {
	by := firstOf(f.By, "edition")
	var what string
	switch by {
	case "section":
		what = names.sections[news.SectionID(f.ID)]
	case "tag":
		what = names.tags[news.TagID(f.ID)]
	case "kind":
		what = string(f.Kind)
	}
	out := v.msg("room.front.fill."+by, "what", what)
	if by == "none" {
		return out
	}
	if f.Order != "" && f.Order != "newest" {
		out += ", " + v.msg("room.front.order."+f.Order)
	}
	if f.MaxAgeHours > 0 {
		out += ", " + v.msg("room.front.younger", "n", f.MaxAgeHours)
	}
	return out
}

// differenceLines says what publishing would change: "3 masuk, 1 keluar".
func differenceLines(v *visit, d news.FrontDifference) (out []string, any bool) {
	add := func(n int, key string) {
		if n > 0 {
			out = append(out, v.msg("room.front.diff."+key, "n", n))
		}
	}
	add(len(d.In), "in")
	add(len(d.Out), "out")
	add(len(d.Moved), "moved")
	if d.Rest {
		out = append(out, v.msg("room.front.diff.rest"))
	}
	return out, len(out) > 0
}

// whoIs says who gave a command.
func (s *Server) whoIs(v *visit, by string) (string, error) {
	called, err := s.o.Newsroom.Called(v.r.Context(), v.who, []news.UserID{userOf(by)}, nil, nil)
	if err != nil && !news.Is(err, news.Forbidden) {
		return "", err
	}
	return s.byWhom(v, by, called.Users), nil
}

// feedBy are the feed's lists: the newest, and what is read most in an hour.
var feedBy = []string{"new", "read"}

const feedLength = 30

// frontFeed lists articles to put onto the front.
func (s *Server) frontFeed(v *visit, paper newsroom.Paper) (f feedView, ids []news.ArticleID, err error) {
	ctx := v.r.Context()
	f.Q, f.By = strings.TrimSpace(v.r.FormValue("q")), v.r.FormValue("by")
	if !slices.Contains(feedBy, f.By) {
		f.By = "new"
	}
	var rows []store.DeskRow
	live := newsroom.Filter{Public: []news.PublicState{news.Live}}
	if f.Q != "" {
		// A word that narrows, such as a state, is the feed's own.
		found, err := s.o.Newsroom.Search(ctx, v.who, newsroom.SearchRequest{Edition: paper.Edition.ID, Text: f.Q, Filter: live, Limit: feedLength})
		if err != nil {
			return f, nil, err
		}
		rows = found.Rows
	} else if f.By == "read" {
		counts, err := s.o.Newsroom.ReadLately(ctx, v.who, 1, feedLength)
		if err != nil {
			return f, nil, err
		}
		for _, c := range counts {
			ids = append(ids, c.Article)
			f.Cards = append(f.Cards, slotView{Article: c.Article, Reads: v.msg("room.front.reads", "n", c.N)})
		}
		return f, ids, nil
	} else if rows, err = s.o.Newsroom.Articles(ctx, v.who, newsroom.ListRequest{Edition: paper.Edition.ID, Filter: live, Limit: feedLength}); err != nil {
		return f, nil, err
	}
	for _, r := range rows {
		if r.Kind != news.KindPage {
			ids = append(ids, r.Article)
			f.Cards = append(f.Cards, slotView{Article: r.Article})
		}
	}
	return f, ids, nil
}

// feed fills in what the feed's articles look like.
func (s *Server) feed(v *visit, f feedView, ids []news.ArticleID, looks map[news.ArticleID]newsroom.FrontCardLook, paper newsroom.Paper) (feedView, error) {
	cards := f.Cards
	f.Cards = nil
	reads, err := s.o.Newsroom.ReadsAnHour(v.r.Context(), v.who, paper.Edition.ID)
	if err != nil {
		return f, err
	}
	for _, c := range cards {
		if looks[c.Article].Row == nil {
			continue
		}
		slot := s.slot(v, news.FrontCard{Article: c.Article}, looks, nil, paper.Now)
		if slot.Reads = c.Reads; slot.Reads == "" && reads[c.Article] > 0 {
			slot.Reads = v.msg("room.front.reads", "n", reads[c.Article])
		}
		f.Cards = append(f.Cards, slot)
	}
	for _, by := range feedBy {
		u := *v.r.URL
		u.Path = frontPath
		f.Tabs = append(f.Tabs, listTab{Name: v.msg("room.front.feed." + by), Href: changedAddress(&u, "by", by, "q", ""), On: by == f.By && f.Q == ""})
	}
	switch {
	case len(f.Cards) > 0:
	case f.Q != "":
		f.Empty = v.msg("room.front.feed.none")
	case f.By == "read":
		f.Empty = v.msg("room.front.feed.unread")
	default:
		f.Empty = v.msg("room.front.feed.empty")
	}
	return f, nil
}
