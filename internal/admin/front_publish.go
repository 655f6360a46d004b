package admin

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"warta/internal/locale"
	"warta/internal/news"
	"warta/internal/newsroom"
)

// frontSheet is what publishing a front would change, card by card.
type frontSheet struct {
	Query, Section string
	Revision       int
	Lines          []string
	In, Out, Moved []sheetLine
	Rest, Any      bool
	At             momentField
	// Last is the number of the front that readers have, for the way back.
	Last int
}

type sheetLine struct{ Headline, From, To string }

func (s *Server) frontPublishPage(v *visit) error {
	return s.showFrontSheet(v, http.StatusOK, page{}, "")
}

func (s *Server) showFrontSheet(v *visit, status int, p page, badTime string) error {
	ctx, of := v.r.Context(), frontOf(v.r)
	paper, err := s.o.Newsroom.Paper(ctx, v.who)
	if err != nil {
		return err
	}
	may, err := s.o.Newsroom.MayArrange(ctx, v.who, paper.Edition.ID, of)
	if err != nil {
		return err
	}
	if !may {
		return news.E(news.Forbidden, string(newsroom.PermFront), nil)
	}
	f, err := s.o.Newsroom.Front(ctx, v.who, paper.Edition.ID, of)
	if err != nil {
		return err
	}
	looks, assets, err := s.lookUp(v, nil, &f.Draft.Front, &f.Live)
	if err != nil {
		return err
	}
	d := frontSheet{Query: frontQuery(of), Section: sectionValue(of), Revision: f.Draft.Revision, Rest: f.Changes.Rest}
	d.Lines, d.Any = differenceLines(v, f.Changes)
	head := func(at news.FrontPlace, in *news.Front) string {
		if at.Container < len(in.Containers) && at.Slot < len(in.Containers[at.Container].Cards) {
			return s.slot(v, in.Containers[at.Container].Cards[at.Slot], looks, assets, paper.Now).Headline
		}
		return at.URL
	}
	place := func(at news.FrontPlace, in *news.Front) string {
		name := ""
		if at.Container < len(in.Containers) {
			name = in.Containers[at.Container].Name
		}
		return firstOf(name, v.msg("room.front.nameless")) + " " + strconv.Itoa(at.Slot+1)
	}
	for _, x := range f.Changes.In {
		d.In = append(d.In, sheetLine{Headline: head(x, &f.Draft.Front), To: place(x, &f.Draft.Front)})
	}
	for _, x := range f.Changes.Out {
		d.Out = append(d.Out, sheetLine{Headline: head(x, &f.Live), From: place(x, &f.Live)})
	}
	for _, x := range f.Changes.Moved {
		d.Moved = append(d.Moved, sheetLine{Headline: head(x.To, &f.Draft.Front), From: place(x.From, &f.Live), To: place(x.To, &f.Draft.Front)})
	}
	d.At = s.momentField(v, "at", v.msg("room.front.at"), v.msg("room.front.at_hint"), time.Time{})
	d.At.Error = badTime
	p.Title, p.Place, p.Page, p.Scripts = v.msg("room.front.publish"), "depan", true, []string{"front.js"}
	return s.show(v, status, p, "front_publish", d)
}

// publishFront makes the draft what readers have, now or at a moment to come.
func (s *Server) publishFront(v *visit) error {
	e, of, _, err := s.frontForm(v)
	if err != nil {
		return err
	}
	ctx := v.r.Context()
	revision, _ := strconv.Atoi(v.r.PostFormValue("draft"))
	c := newsroom.PublishFront{Edition: e, Of: of, IfRevision: revision}
	later := v.r.PostFormValue("do") == "later"
	if later {
		at, bad := s.readMoment(v.r, "at")
		if bad || at.IsZero() {
			var p page
			p.Problem = v.msg("room.bad_time")
			return s.showFrontSheet(v, http.StatusBadRequest, p, p.Problem)
		}
		c.At = at
	}
	// Where to lead back to: the front that readers have until now.
	former, err := s.o.Newsroom.FrontHistory(ctx, v.who, e, of, 0, 1)
	if err != nil {
		return err
	}
	_, err = s.o.Newsroom.Do(ctx, v.who, c)
	switch {
	case err == nil && later:
		return v.leave(frontPath+frontQuery(of), flash{Code: "front_planned", Args: map[string]string{"at": s.date(v, c.At)}})
	case err == nil:
		f := flash{Code: "front_live", Link: "/"}
		if len(former) == 0 {
			// The first publication keeps what was there before as number 1, if anything.
			now, err := s.o.Newsroom.FrontHistory(ctx, v.who, e, of, 0, 2)
			if err == nil && len(now) == 2 {
				former = now[1:]
			}
		}
		if len(former) > 0 {
			f.Undo, f.Args = "front", map[string]string{"id": strconv.Itoa(former[0].Number), "section": sectionValue(of)}
		}
		return v.leave(frontPath+frontQuery(of), f)
	case told(err):
		p, status := v.refused(err)
		return s.showFrontSheet(v, status, p, v.fieldErrors(err)["at"])
	}
	return err
}

func (s *Server) cancelFront(v *visit) error {
	_, of, _, err := s.frontForm(v)
	if err != nil {
		return err
	}
	id, _ := articleID(v.r.PostFormValue("id"))
	return s.editFront(v, of, newsroom.CancelFront{Planned: int64(id)}, "front_cancelled", "")
}

// frontPast is the history of a front, with a look at any moment.
type frontPast struct {
	Query, Section string
	Lines          []pastLine
	Older          string
	At             momentField
	May            bool
	// Seen is the front that was looked at.
	Seen  []boxView
	Shown string
	// Number or Moment bring it back.
	Number  int
	Moment  string
	Empty   bool
	NoAudit bool
}

type pastLine struct {
	Number           int
	When, ISO, Who   string
	Reason, Href     string
	Current, Restore bool
}

// pastLines are how many stand on a page of the history.
const pastLines = 50

func (s *Server) frontHistoryPage(v *visit) error {
	ctx, of := v.r.Context(), frontOf(v.r)
	paper, err := s.o.Newsroom.Paper(ctx, v.who)
	if err != nil {
		return err
	}
	d, err := s.pastOf(v, paper, of)
	if err != nil {
		return err
	}
	var p page
	status := http.StatusOK
	d.At = s.momentField(v, "at", v.msg("room.front.asof"), v.msg("room.front.asof_hint"), time.Time{})
	d.At.Day, d.At.Clock = v.r.FormValue("at.day"), v.r.FormValue("at.clock")
	at, bad := s.readMoment(v.r, "at")
	if bad {
		status, p.Problem, d.At.Error = http.StatusBadRequest, v.msg("room.bad_time"), v.msg("room.bad_time")
	}
	d.NoAudit = !v.may(newsroom.PermAudit)
	if !at.IsZero() {
		past, err := s.o.Newsroom.FrontAsOf(ctx, v.who, paper.Edition.ID, of, at)
		if err != nil {
			return err
		}
		d.Shown, d.Moment, d.Empty = v.msg("room.front.was_at", "at", v.words.Date(locale.Short, at, s.o.Zone())), at.UTC().Format(time.RFC3339Nano), past.Empty
		for id, headline := range past.Headlines {
			// What the cards said then, not what the articles are called now.
			for i := range past.Front.Containers {
				for k := range past.Front.Containers[i].Cards {
					if c := &past.Front.Containers[i].Cards[k]; c.Article == id && c.Headline == "" {
						c.Headline = headline
					}
				}
			}
		}
		if d.Seen, err = s.seenBoxes(v, paper, &past.Front); err != nil {
			return err
		}
	}
	p.Title, p.Place, p.Page = v.msg("room.front.history"), "depan", true
	return s.show(v, status, p, "front_history", d)
}

func (s *Server) seenBoxes(v *visit, paper newsroom.Paper, f *news.Front) ([]boxView, error) {
	looks, assets, err := s.lookUp(v, nil, f)
	if err != nil {
		return nil, err
	}
	names, err := s.fillNames(v, paper, f)
	if err != nil {
		return nil, err
	}
	return s.boxes(v, f, looks, assets, names, paper.Now), nil
}

// pastOf reads a page of the history.
func (s *Server) pastOf(v *visit, paper newsroom.Paper, of news.FrontOf) (frontPast, error) {
	ctx := v.r.Context()
	d := frontPast{Query: frontQuery(of), Section: sectionValue(of)}
	before, _ := strconv.Atoi(v.r.FormValue("before"))
	list, err := s.o.Newsroom.FrontHistory(ctx, v.who, paper.Edition.ID, of, before, pastLines)
	if err != nil {
		return d, err
	}
	if d.May, err = s.o.Newsroom.MayArrange(ctx, v.who, paper.Edition.ID, of); err != nil {
		return d, err
	}
	var users []news.UserID
	for _, r := range list {
		users = append(users, userOf(r.By))
	}
	called, err := s.o.Newsroom.Called(ctx, v.who, users, nil, nil)
	if err != nil && !news.Is(err, news.Forbidden) {
		return d, err
	}
	for i, r := range list {
		line := pastLine{Number: r.Number, When: s.date(v, r.At), ISO: r.At.UTC().Format(time.RFC3339), Who: s.byWhom(v, r.By, called.Users), Reason: r.Reason,
			Href: frontPath + "/history/" + strconv.Itoa(r.Number) + d.Query, Current: before == 0 && i == 0}
		line.Restore = d.May && !line.Current
		d.Lines = append(d.Lines, line)
	}
	if len(list) == pastLines {
		u := *v.r.URL
		u.Path = frontPath + "/history"
		d.Older = changedAddress(&u, "before", strconv.Itoa(list[len(list)-1].Number))
	}
	return d, nil
}

// formerFrontPage shows one former front whole.
func (s *Server) formerFrontPage(v *visit) error {
	ctx, of := v.r.Context(), frontOf(v.r)
	paper, err := s.o.Newsroom.Paper(ctx, v.who)
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(v.r.PathValue("number"))
	if err != nil || n < 1 {
		return news.E(news.NotFound, "find a former front", nil)
	}
	r, err := s.o.Newsroom.FrontAt(ctx, v.who, paper.Edition.ID, of, n)
	if err != nil {
		return err
	}
	d := frontPast{Query: frontQuery(of), Section: sectionValue(of), Number: n, Shown: v.msg("room.front.was_at", "at", s.date(v, r.At))}
	if d.May, err = s.o.Newsroom.MayArrange(ctx, v.who, paper.Edition.ID, of); err != nil {
		return err
	}
	if d.Seen, err = s.seenBoxes(v, paper, &r.Front); err != nil {
		return err
	}
	d.NoAudit = true
	return s.show(v, http.StatusOK, page{Title: v.msg("room.front.former", "n", n), Place: "depan", Page: true}, "front_history", d)
}

// restoreFront brings a former front back at once. It is itself a publication, and
// can be taken back as one.
func (s *Server) restoreFront(v *visit) error {
	e, of, _, err := s.frontForm(v)
	if err != nil {
		return err
	}
	ctx := v.r.Context()
	c := newsroom.RestoreFront{Edition: e, Of: of, Reason: strings.TrimSpace(v.r.PostFormValue("reason"))}
	// The way back after a publication has its number in the address.
	c.Number, _ = strconv.Atoi(firstOf(v.r.PostFormValue("number"), v.r.URL.Query().Get("id")))
	if c.Number == 0 {
		if c.AsOf, err = time.Parse(time.RFC3339Nano, v.r.PostFormValue("moment")); err != nil {
			return news.E(news.Invalid, "bring a former front back", err)
		}
	}
	former, err := s.o.Newsroom.FrontHistory(ctx, v.who, e, of, 0, 1)
	if err != nil {
		return err
	}
	if _, err := s.o.Newsroom.Do(ctx, v.who, c); err != nil {
		return err
	}
	f := flash{Code: "front_restored", Link: "/"}
	if len(former) > 0 {
		f.Undo, f.Args = "front", map[string]string{"id": strconv.Itoa(former[0].Number), "section": sectionValue(of)}
	}
	return v.leave(frontPath+frontQuery(of), f)
}

// previewWidths are how wide a front is looked at: a telephone, a tablet, a desk.
var previewWidths = []string{"360", "768", "1280"}

type frontPreview struct {
	Query, Src, Width string
	Tabs              []listTab
}

func (s *Server) frontPreviewPage(v *visit) error {
	of := frontOf(v.r)
	d := frontPreview{Query: frontQuery(of), Src: frontPath + "/preview/page" + frontQuery(of), Width: v.r.FormValue("width")}
	known := false
	for _, w := range previewWidths {
		known = known || w == d.Width
	}
	if !known {
		d.Width = "1280"
	}
	for _, w := range previewWidths {
		d.Tabs = append(d.Tabs, listTab{Name: v.msg("room.front.width." + w), Href: changedAddress(v.r.URL, "width", w), On: w == d.Width})
	}
	return s.show(v, http.StatusOK, page{Title: v.msg("room.front.preview"), Place: "depan"}, "front_preview", d)
}

// frontPrint is the draft on the paper's own page.
func (s *Server) frontPrint(v *visit) error {
	ctx, of := v.r.Context(), frontOf(v.r)
	if s.o.PrintFront == nil {
		return news.E(news.Unavailable, "print a front", nil)
	}
	paper, err := s.o.Newsroom.Paper(ctx, v.who)
	if err != nil {
		return err
	}
	f, err := s.o.Newsroom.Front(ctx, v.who, paper.Edition.ID, of)
	if err != nil {
		return err
	}
	text, header, err := s.o.PrintFront(ctx, f.Draft.Front)
	if err != nil {
		return err
	}
	h := v.w.Header()
	for name, values := range header {
		h[name] = values
	}
	// The newsroom's own page shows it in a frame; nobody else may.
	h.Set("Content-Security-Policy", strings.Replace(h.Get("Content-Security-Policy"), "frame-ancestors 'none'", "frame-ancestors 'self'", 1))
	h.Set("Content-Type", "text/html; charset=utf-8")
	_, err = v.w.Write(text)
	return err
}
