package admin

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"warta/internal/news"
	"warta/internal/newsroom"
)

// toFront leads back to the front, at the place that was worked on.
func (s *Server) toFront(v *visit, of news.FrontOf, code, at string) error {
	path := frontPath + frontQuery(of)
	if at != "" && !fragment(v.r) {
		path += "#" + at
	}
	if code == "" {
		return to(v, path)
	}
	return v.leave(path, flash{Code: code})
}

// editFront gives a command on a front, and shows the page again with what went
// wrong: a container that somebody else changed shows both orders.
func (s *Server) editFront(v *visit, of news.FrontOf, cmd newsroom.Command, code, at string) error {
	_, err := s.o.Newsroom.Do(v.r.Context(), v.who, cmd)
	if err == nil {
		return s.toFront(v, of, code, at)
	}
	if !told(err) && !news.Is(err, news.NotFound) {
		return err
	}
	clash, err2 := s.clashOf(v, err)
	if err2 != nil {
		return err2
	}
	p, status := v.refused(err)
	wrong := map[string]string{}
	for name, text := range v.fieldErrors(err) {
		wrong[name[strings.LastIndexByte(name, '.')+1:]] = text
	}
	return s.showFront(v, status, p, clash, wrong)
}

// clashOf shows a container as it is now beside what the person saw.
func (s *Server) clashOf(v *visit, err error) (*boxClash, error) {
	var e *news.Error
	if !errors.As(err, &e) || e.Code != "container_stale" {
		return nil, nil
	}
	theirs, ok := e.Args["theirs"].(news.Container)
	if !ok {
		return nil, nil
	}
	if theirs.Name == "" {
		e.Args["name"] = v.msg("room.front.nameless")
	}
	var seen []news.FrontCard
	for part := range strings.SplitSeq(v.r.PostFormValue("seen"), " ") {
		if id, ok := articleID(part); ok {
			seen = append(seen, news.FrontCard{Article: id})
		} else if part != "" {
			seen = append(seen, news.FrontCard{URL: part, Headline: part})
		}
	}
	mine := news.Front{Containers: []news.Container{{Cards: seen}}}
	now := news.Front{Containers: []news.Container{theirs}}
	looks, assets, err := s.lookUp(v, nil, &mine, &now)
	if err != nil {
		return nil, err
	}
	heads := func(cards []news.FrontCard) (out []string) {
		for _, c := range cards {
			out = append(out, s.slot(v, c, looks, assets, v.me.At).Headline)
		}
		return out
	}
	return &boxClash{Name: firstOf(theirs.Name, v.msg("room.front.nameless")), Theirs: heads(theirs.Cards), Mine: heads(seen)}, nil
}

// frontForm reads what every form of the front sends: which front, and a spot.
func (s *Server) frontForm(v *visit) (e news.EditionID, of news.FrontOf, spot newsroom.Spot, err error) {
	if err := v.r.ParseForm(); err != nil {
		return 0, of, spot, &news.Error{Kind: news.Invalid, Op: "read form", Err: err}
	}
	paper, err := s.o.Newsroom.Paper(v.r.Context(), v.who)
	if err != nil {
		return 0, of, spot, err
	}
	spot.Container = v.r.PostFormValue("box")
	spot.Revision, _ = strconv.Atoi(v.r.PostFormValue("revision"))
	spot.Slot, _ = strconv.Atoi(v.r.PostFormValue("slot"))
	return paper.Edition.ID, frontOf(v.r), spot, nil
}

// spotOf reads a spot that was written in one value: "c1 4 0".
func spotOf(text string) (newsroom.Spot, bool) {
	var to newsroom.Spot
	n, err := fmt.Sscanf(text, "%s %d %d", &to.Container, &to.Revision, &to.Slot)
	return to, err == nil && n == 3
}

// moveCard is one step with a card: up, down, to the top, to a slot, off, pinned.
func (s *Server) moveCard(v *visit) error {
	e, of, from, err := s.frontForm(v)
	if err != nil {
		return err
	}
	f, err := s.o.Newsroom.Front(v.r.Context(), v.who, e, of)
	if err != nil {
		return err
	}
	boxes := f.Draft.Front.Containers
	i := slices.IndexFunc(boxes, func(c news.Container) bool { return c.ID == from.Container })
	if i < 0 {
		return s.editFront(v, of, newsroom.MoveCard{Edition: e, Of: of, From: &from}, "", "")
	}
	c := newsroom.MoveCard{Edition: e, Of: of, From: &from}
	at := func(box, slot int) *newsroom.Spot {
		return &newsroom.Spot{Container: boxes[box].ID, Revision: boxes[box].Revision, Slot: slot}
	}
	code := ""
	switch do := v.r.PostFormValue("do"); do {
	case "up", "down":
		to := from
		switch {
		case do == "up" && from.Slot > 0:
			to.Slot--
		case do == "down" && from.Slot < len(boxes[i].Cards)-1:
			to.Slot++
		case do == "up" && i > 0:
			to = *at(i-1, len(boxes[i-1].Cards))
		case do == "down" && i < len(boxes)-1:
			to = *at(i+1, 0)
		}
		c.To = &to
	case "lead":
		c.To = at(0, 0)
		if i == 0 {
			c.To.Revision = from.Revision
		}
		code = "front_lead"
	case "off":
		code = "front_off"
	case "pin":
		if from.Slot >= len(boxes[i].Cards) || from.Slot < 0 {
			break
		}
		box := boxes[i]
		box.Revision, box.Cards = from.Revision, slices.Clone(box.Cards)
		box.Cards[from.Slot].Pin = !box.Cards[from.Slot].Pin
		return s.editFront(v, of, newsroom.EditFront{Edition: e, Of: of, Put: &box}, "", "w-"+box.ID)
	default:
		to, ok := spotOf(v.r.PostFormValue("to"))
		if !ok {
			return news.E(news.Invalid, "move a card", nil)
		}
		c.To = &to
	}
	return s.editFront(v, of, c, code, "w-"+from.Container)
}

// addCard puts an article of the feed, or a free link, into a slot: the top of the
// page unless somebody said where.
func (s *Server) addCard(v *visit) error {
	e, of, _, err := s.frontForm(v)
	if err != nil {
		return err
	}
	ctx := v.r.Context()
	c := newsroom.MoveCard{Edition: e, Of: of, Card: news.FrontCard{URL: strings.TrimSpace(v.r.PostFormValue("url")), Headline: strings.TrimSpace(v.r.PostFormValue("headline")), Pin: true}}
	if id, ok := articleID(v.r.PostFormValue("article")); ok {
		c.Card = news.FrontCard{Article: id, Pin: true}
	}
	if to, ok := spotOf(v.r.PostFormValue("to")); ok {
		c.To = &to
		return s.editFront(v, of, c, "front_put", "w-"+to.Container)
	}
	f, err := s.o.Newsroom.Front(ctx, v.who, e, of)
	if err != nil {
		return err
	}
	if len(f.Draft.Front.Containers) == 0 {
		// Nobody arranged this page yet: its top becomes a container, the rest stays
		// as readers have it.
		box := news.Container{Layout: "lead", Capacity: 8}
		if _, err := s.o.Newsroom.Do(ctx, v.who, newsroom.EditFront{Edition: e, Of: of, Put: &box}); err != nil {
			return err
		}
		f.Draft.Front.Containers = []news.Container{box}
	}
	top := f.Draft.Front.Containers[0]
	c.To = &newsroom.Spot{Container: top.ID, Revision: top.Revision}
	return s.editFront(v, of, c, "front_put", "w-"+top.ID)
}

// orderContainer moves a container up or down.
func (s *Server) orderContainer(v *visit) error {
	e, of, spot, err := s.frontForm(v)
	if err != nil {
		return err
	}
	f, err := s.o.Newsroom.Front(v.r.Context(), v.who, e, of)
	if err != nil {
		return err
	}
	var ids []string
	for _, c := range f.Draft.Front.Containers {
		ids = append(ids, c.ID)
	}
	i := slices.Index(ids, spot.Container)
	k := i - 1
	if v.r.PostFormValue("do") == "down" {
		k = i + 1
	}
	if i >= 0 && k >= 0 && k < len(ids) {
		ids[i], ids[k] = ids[k], ids[i]
	}
	return s.editFront(v, of, newsroom.EditFront{Edition: e, Of: of, Order: ids}, "", "w-"+spot.Container)
}

func (s *Server) undoFront(v *visit) error {
	e, of, _, err := s.frontForm(v)
	if err != nil {
		return err
	}
	return s.editFront(v, of, newsroom.UndoFront{Edition: e, Of: of}, "front_undone", "")
}

// resetFront throws the draft away; the step itself can be taken back.
func (s *Server) resetFront(v *visit) error {
	e, of, _, err := s.frontForm(v)
	if err != nil {
		return err
	}
	return s.editFront(v, of, newsroom.EditFront{Edition: e, Of: of, Reset: true}, "front_reset", "")
}

// cardView is the page of one card: what the front says instead of the article's
// own words.
type cardView struct {
	Query, Section                string
	Slot                          slotView
	Headline, Kicker, Link, Image field
	Until                         momentField
	Pin, Hide, Free               bool
	Standfirst                    []option
	Subs                          []subLine
	Picture                       string
	Picker                        string
	To                            []option
}

type subLine struct{ Number, Text, Target string }

// findCard finds the card that a request names, in the draft.
func (s *Server) findCard(v *visit, e news.EditionID, of news.FrontOf) (box news.Container, slot int, f newsroom.FrontState, err error) {
	if f, err = s.o.Newsroom.Front(v.r.Context(), v.who, e, of); err != nil {
		return box, 0, f, err
	}
	slot, err2 := strconv.Atoi(v.r.FormValue("slot"))
	for _, c := range f.Draft.Front.Containers {
		if c.ID == v.r.FormValue("box") && err2 == nil && slot >= 0 && slot < len(c.Cards) {
			return c, slot, f, nil
		}
	}
	return box, 0, f, news.E(news.NotFound, "find a card", nil)
}

func (s *Server) cardPage(v *visit) error {
	paper, err := s.o.Newsroom.Paper(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	of := frontOf(v.r)
	box, slot, f, err := s.findCard(v, paper.Edition.ID, of)
	if err != nil {
		return err
	}
	card := box.Cards[slot]
	if id, ok := articleID(v.r.FormValue("asset")); ok {
		card.Image = news.AssetID(id) // the picker's choice
	}
	return s.showCard(v, http.StatusOK, page{}, paper, of, box, slot, card, &f.Draft.Front, nil)
}

func (s *Server) showCard(v *visit, status int, p page, paper newsroom.Paper, of news.FrontOf, box news.Container, slot int, card news.FrontCard, draft *news.Front, wrong map[string]string) error {
	one := news.Front{Containers: []news.Container{{Cards: []news.FrontCard{card}}}}
	looks, assets, err := s.lookUp(v, nil, &one)
	if err != nil {
		return err
	}
	d := cardView{Query: frontQuery(of), Section: sectionValue(of), Slot: s.slot(v, card, looks, assets, paper.Now), Pin: card.Pin, Hide: card.HideImage, Free: card.Article == 0}
	d.Slot.Box, d.Slot.Revision, d.Slot.Slot = box.ID, box.Revision, slot
	own := ""
	if r := looks[card.Article].Row; r != nil {
		own = r.Headline
	}
	text := func(name, value string, max int, hint string) field {
		return field{Name: name, Label: v.msg("room.front.card." + name), Value: value, Type: "text", Auto: "off", Hint: hint, Prose: true, Error: wrong[name], Max: max}
	}
	d.Headline = text("headline", card.Headline, 0, own)
	d.Kicker = text("kicker", card.Kicker, 0, "")
	d.Link = text("url", card.URL, 0, v.msg("room.front.card.url_hint"))
	image := ""
	if card.Image != 0 {
		image = strconv.FormatInt(int64(card.Image), 10)
	}
	d.Image = text("image", image, 0, v.msg("room.front.card.image_hint"))
	d.Image.Mode = "numeric"
	q := url.Values{"box": {box.ID}, "slot": {strconv.Itoa(slot)}}
	if of.Section != 0 {
		q.Set("section", sectionValue(of))
	}
	d.Picker = photosPath + "/pick?" + url.Values{"for": {frontPath + "/card?" + q.Encode()}}.Encode()
	d.Until = s.momentField(v, "until", v.msg("room.front.card.until"), v.msg("room.front.card.until_hint"), card.ExpiresAt)
	d.Until.Error = wrong["until"]
	is := ""
	if card.Standfirst != nil {
		is = strconv.FormatBool(*card.Standfirst)
	}
	for _, o := range []string{"", "true", "false"} {
		name := v.msg("room.front.card.standfirst.layout")
		if o != "" {
			name = v.msg("room.front.card.standfirst." + o)
		}
		d.Standfirst = append(d.Standfirst, option{o, name, o == is})
	}
	for i := range news.MaxSubLinks {
		line := subLine{Number: strconv.Itoa(i + 1)}
		if i < len(card.SubLinks) {
			l := card.SubLinks[i]
			line.Text, line.Target = l.Headline, l.URL
			if l.Article != 0 {
				line.Target = l.Article.String()
			}
		}
		d.Subs = append(d.Subs, line)
	}
	number := 0
	for _, c := range draft.Containers {
		for k := range max(1, len(c.Cards)) {
			number++
			d.To = append(d.To, option{c.ID + " " + strconv.Itoa(c.Revision) + " " + strconv.Itoa(k), strconv.Itoa(number) + " · " + firstOf(c.Name, v.msg("room.front.nameless")), c.ID == box.ID && k == slot})
		}
	}
	p.Title, p.Place, p.Narrow = firstOf(d.Slot.Headline, v.msg("room.front.card")), "depan", true
	return s.show(v, status, p, "front_card", d)
}

func sectionValue(of news.FrontOf) string {
	if of.Section == 0 {
		return ""
	}
	return strconv.FormatInt(int64(of.Section), 10)
}

// saveCard writes what the front says of one card.
func (s *Server) saveCard(v *visit) error {
	e, of, spot, err := s.frontForm(v)
	if err != nil {
		return err
	}
	paper, err := s.o.Newsroom.Paper(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	box, slot, f, err := s.findCard(v, e, of)
	if err != nil {
		return err
	}
	form := func(name string) string { return strings.TrimSpace(v.r.PostFormValue(name)) }
	card := box.Cards[slot]
	card.Headline, card.Kicker, card.Pin, card.HideImage = form("headline"), form("kicker"), form("pin") == "1", form("hide") == "1"
	if card.Article == 0 {
		card.URL = form("url")
	}
	wrong := map[string]string{}
	card.Image = 0
	if text := form("image"); text != "" {
		id, ok := articleID(text)
		if ok {
			_, err = s.o.Newsroom.Asset(v.r.Context(), v.who, news.AssetID(id))
			ok = err == nil
		}
		if !ok {
			wrong["image"] = v.msg("room.front.card.no_image")
		}
		card.Image = news.AssetID(id)
	}
	var bad bool
	if card.ExpiresAt, bad = s.readMoment(v.r, "until"); bad {
		wrong["until"] = v.msg("room.bad_time")
	}
	card.Standfirst = nil
	if b, err := strconv.ParseBool(form("standfirst")); err == nil {
		card.Standfirst = &b
	}
	card.SubLinks = nil
	for i := range news.MaxSubLinks {
		n := strconv.Itoa(i + 1)
		text, target := form("sub."+n), form("sub."+n+".to")
		if text == "" && target == "" {
			continue
		}
		l := news.FrontLink{Headline: text, URL: target}
		if id, ok := articleID(target); ok {
			l = news.FrontLink{Headline: text, Article: id}
		}
		card.SubLinks = append(card.SubLinks, l)
	}
	if len(wrong) == 0 {
		now := box
		now.Revision, now.Cards = spot.Revision, slices.Clone(box.Cards)
		now.Cards[slot] = card
		_, err = s.o.Newsroom.Do(v.r.Context(), v.who, newsroom.EditFront{Edition: e, Of: of, Put: &now})
		if err == nil {
			return s.toFront(v, of, "front_card", "w-"+box.ID)
		}
		if !told(err) {
			return err
		}
		for name, text := range v.fieldErrors(err) {
			// The field's name ends in what is wrong: "containers.2.cards.0.headline".
			wrong[name[strings.LastIndexByte(name, '.')+1:]] = text
		}
	} else {
		err = &news.Error{Kind: news.Invalid, Op: "save a card", Code: "fields"}
	}
	p, status := v.refused(err)
	if text := wrong["sub_links"]; text != "" {
		p.Problem += " " + v.msg("room.front.card.subs") + ": " + text
	}
	return s.showCard(v, status, p, paper, of, box, slot, card, &f.Draft.Front, wrong)
}

// containerView is the page of a container, or of a new one.
type containerView struct {
	Query, Section, ID               string
	Revision                         int
	Name, Layout, Capacity, By, Kind field
	In, Tag, Order, Age              field
	Repeat                           bool
	Cards                            int
}

func (s *Server) containerPage(v *visit) error {
	paper, err := s.o.Newsroom.Paper(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	of := frontOf(v.r)
	f, err := s.o.Newsroom.Front(v.r.Context(), v.who, paper.Edition.ID, of)
	if err != nil {
		return err
	}
	c := news.Container{Layout: "list", Capacity: 6}
	if len(f.Draft.Front.Containers) == 0 {
		c = news.Container{Layout: "lead", Capacity: 8}
	}
	if id := v.r.FormValue("box"); id != "" {
		i := slices.IndexFunc(f.Draft.Front.Containers, func(c news.Container) bool { return c.ID == id })
		if i < 0 {
			return news.E(news.NotFound, "find a container", nil)
		}
		c = f.Draft.Front.Containers[i]
	}
	return s.showContainer(v, http.StatusOK, page{}, paper, of, c, nil)
}

func (s *Server) showContainer(v *visit, status int, p page, paper newsroom.Paper, of news.FrontOf, c news.Container, wrong map[string]string) error {
	names, err := s.fillNames(v, paper, &news.Front{Containers: []news.Container{c}})
	if err != nil {
		return err
	}
	d := containerView{Query: frontQuery(of), Section: sectionValue(of), ID: c.ID, Revision: c.Revision, Repeat: c.AllowRepeat, Cards: len(c.Cards)}
	choice := func(name string, list []string, is, words string) field {
		f := field{Name: name, Label: v.msg("room.front.box." + name), Error: wrong[name]}
		for _, o := range list {
			f.Options = append(f.Options, option{o, v.msg(words + firstOf(o, "any")), o == is})
		}
		return f
	}
	d.Name = field{Name: "name", Label: v.msg("room.front.box.name"), Hint: v.msg("room.front.box.name_hint"), Type: "text", Auto: "off", Value: c.Name, Error: wrong["name"], Prose: true}
	d.Layout = choice("layout", layouts, firstOf(c.Layout, "list"), "room.front.layout.")
	d.Capacity = field{Name: "capacity", Label: v.msg("room.front.box.capacity"), Type: "number", Mode: "numeric", Value: strconv.Itoa(c.Capacity), Error: wrong["capacity"]}
	d.By = choice("by", []string{"edition", "section", "tag", "kind", "none"}, firstOf(c.Fill.By, "edition"), "room.front.by.")
	d.In = field{Name: "in", Label: v.msg("room.front.box.in"), Options: []option{{"", "–", false}}, Error: wrong["in"]}
	for _, sec := range paper.Sections {
		d.In.Options = append(d.In.Options, option{strconv.FormatInt(int64(sec.ID), 10), sec.Name, c.Fill.By == "section" && c.Fill.ID == int64(sec.ID)})
	}
	d.Tag = field{Name: "tag", Label: v.msg("room.front.box.tag"), Type: "text", Auto: "off", Error: wrong["tag"], Value: v.r.PostFormValue("tag")}
	if c.Fill.By == "tag" && d.Tag.Value == "" {
		d.Tag.Value = names.tags[news.TagID(c.Fill.ID)]
	}
	kinds := []string{""}
	for _, k := range news.ArticleKinds {
		if k != news.KindPage {
			kinds = append(kinds, string(k))
		}
	}
	d.Kind = choice("kind", kinds, string(c.Fill.Kind), "room.front.kind.")
	d.Order = choice("order", []string{"newest", "read", "read_week"}, firstOf(c.Fill.Order, "newest"), "room.front.orders.")
	age := ""
	if c.Fill.MaxAgeHours > 0 {
		age = strconv.Itoa(c.Fill.MaxAgeHours)
	}
	d.Age = field{Name: "age", Label: v.msg("room.front.box.age"), Hint: v.msg("room.front.box.age_hint"), Type: "number", Mode: "numeric", Value: age, Error: wrong["max_age_hours"]}
	p.Title, p.Place, p.Narrow = v.msg("room.front.box.new"), "depan", true
	if c.ID != "" {
		p.Title = firstOf(c.Name, v.msg("room.front.nameless"))
	}
	return s.show(v, status, p, "front_container", d)
}

func (s *Server) saveContainer(v *visit) error {
	e, of, spot, err := s.frontForm(v)
	if err != nil {
		return err
	}
	ctx := v.r.Context()
	paper, err := s.o.Newsroom.Paper(ctx, v.who)
	if err != nil {
		return err
	}
	f, err := s.o.Newsroom.Front(ctx, v.who, e, of)
	if err != nil {
		return err
	}
	var c news.Container
	for _, x := range f.Draft.Front.Containers {
		if x.ID == spot.Container && x.ID != "" {
			c = x
		}
	}
	if spot.Container != "" && c.ID == "" {
		return news.E(news.NotFound, "find a container", nil)
	}
	form := func(name string) string { return strings.TrimSpace(v.r.PostFormValue(name)) }
	wrong := map[string]string{}
	c.Revision = spot.Revision
	c.Name, c.Layout, c.AllowRepeat = form("name"), form("layout"), form("repeat") == "1"
	c.Capacity, _ = strconv.Atoi(form("capacity"))
	c.Fill = news.Fill{By: form("by"), Kind: news.ArticleKind(form("kind")), Order: form("order")}
	if text := form("age"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			n = -1
		}
		c.Fill.MaxAgeHours = n
	}
	switch c.Fill.By {
	case "section":
		id, _ := articleID(form("in"))
		if c.Fill.ID = int64(id); paper.Section(news.SectionID(id)).ID == 0 {
			wrong["in"] = v.msg("room.front.box.choose_section")
		}
	case "tag":
		t, err := s.o.Newsroom.TagCalled(ctx, v.who, e, form("tag"))
		if err != nil && !news.Is(err, news.NotFound) {
			return err
		}
		if c.Fill.ID = int64(t.ID); t.ID == 0 {
			wrong["tag"] = v.msg("room.front.box.no_tag")
		}
	}
	if len(wrong) == 0 {
		_, err = s.o.Newsroom.Do(ctx, v.who, newsroom.EditFront{Edition: e, Of: of, Put: &c})
		if err == nil {
			return s.toFront(v, of, "front_box", "w-"+c.ID)
		}
		if !told(err) {
			return err
		}
		for name, text := range v.fieldErrors(err) {
			wrong[name[strings.LastIndexByte(name, '.')+1:]] = text
		}
	} else {
		err = &news.Error{Kind: news.Invalid, Op: "save a container", Code: "fields"}
	}
	p, status := v.refused(err)
	return s.showContainer(v, status, p, paper, of, c, wrong)
}

// removeContainer takes a container off the draft; the step can be taken back.
func (s *Server) removeContainer(v *visit) error {
	e, of, spot, err := s.frontForm(v)
	if err != nil {
		return err
	}
	return s.editFront(v, of, newsroom.EditFront{Edition: e, Of: of, Remove: spot.Container, IfRevision: spot.Revision}, "front_box_off", "")
}
