package admin

import (
	"encoding/csv"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"warta/internal/locale"
	"warta/internal/news"
	"warta/internal/newsroom"
)

const numbersPath = "/newsroom/numbers"

func declareNumbers(s *Server, member func(string, handler)) {
	member("GET "+numbersPath, s.numbersPage)
	member("GET "+numbersPath+".csv", s.numbersCSV)
	member("GET /newsroom/a/{id}/numbers", s.articleNumbers)
}

// numbersData is Angka: what readers read.
type numbersData struct {
	Periods  []listTab
	Sections []option
	Section  string
	Period   string
	CSV      string
	Whole    bool
	Total    string
	Rise     riseView
	Lately   string
	Chart    *chartView
	Articles []numberLine
	// Sparks says that the articles' lines have a course.
	Sparks                           bool
	Sources, Kanal, Authors, Searche []numberBar
	Empty                            emptyState
}

// riseView is a change against the period before.
type riseView struct{ Text, Class string }

type numberLine struct {
	Rank           int
	Headline, Href string
	Section, Who   string
	Reads, Out     string
	SparkSVG       template.HTML
	Rise           riseView
	Gone           string
}

// numberBar is a line of a short table: a name, a number, and a bar that says the
// same.
type numberBar struct {
	Name, Href, N, Share string
	Bar                  template.HTML
}

// askedNumbers reads the request out of the address; what says nothing is a day
// of the whole paper.
func askedNumbers(q url.Values, e news.EditionID) newsroom.NumbersRequest {
	r := newsroom.NumbersRequest{Edition: e, Period: "day"}
	for _, p := range newsroom.Periods {
		if q.Get("period") == p {
			r.Period = p
		}
	}
	if id, ok := articleID(q.Get("section")); ok {
		r.Section = news.SectionID(id)
	}
	return r
}

func (s *Server) numbersPage(v *visit) error {
	ctx := v.r.Context()
	paper, err := s.o.Newsroom.Paper(ctx, v.who)
	if err != nil {
		return err
	}
	q := v.r.URL.Query()
	ask := askedNumbers(q, paper.Edition.ID)
	n, err := s.o.Newsroom.Numbers(ctx, v.who, ask)
	if err != nil {
		return err
	}
	d := numbersData{Period: ask.Period, Whole: n.Whole, Total: v.words.Number(n.Total), Rise: rise(v, n.Total, n.Before),
		CSV: with(numbersPath+".csv", q), Sparks: len(n.Articles) > 0 && len(n.Articles[0].Course) > 0}
	if n.Whole && ask.Section == 0 {
		d.Lately = v.words.Number(n.Lately)
	}
	for _, p := range newsroom.Periods {
		d.Periods = append(d.Periods, listTab{Name: v.msg("room.numbers.period." + p), Href: with(numbersPath, q, "period", p), On: p == ask.Period})
	}
	chosen := ""
	if ask.Section != 0 {
		chosen = strconv.FormatInt(int64(ask.Section), 10)
	}
	d.Section = chosen
	d.Sections = s.sectionOptions(v, paper, 0, []string{chosen})
	d.Sections[0].Label = v.msg("room.desk.all_sections")
	if n.Total == 0 && len(n.Articles) == 0 {
		d.Empty = emptyState{Title: v.msg("room.numbers.none"), Text: v.msg("room.numbers.none_text")}
		if !n.First.IsZero() {
			d.Empty.Title = v.msg("room.numbers.none_since", "at", s.date(v, n.From))
		}
	}
	if len(n.Course) > 0 {
		d.Chart = s.chart(v, n.Course, ask.Period == "day")
	}
	if d.Articles, err = s.numberLines(v, paper, n); err != nil {
		return err
	}
	for _, x := range n.Sources {
		d.Sources = append(d.Sources, s.bar(v, v.msg("room.numbers.from."+x.Name), "", x.N, n.Total, n.Sources[0].N))
	}
	for _, x := range n.Sections {
		name := paper.Section(x.Section).Name
		if name == "" {
			name = v.msg("room.numbers.no_section")
		}
		d.Kanal = append(d.Kanal, s.bar(v, name, with(numbersPath, q, "section", strconv.FormatInt(int64(x.Section), 10)), x.N, n.Total, n.Sections[0].N))
	}
	var people []news.PersonID
	for _, a := range n.Authors {
		if a.Person != 0 {
			people = append(people, a.Person)
		}
	}
	called, err := s.o.Newsroom.Called(ctx, v.who, nil, people, nil)
	if err != nil {
		return err
	}
	for _, a := range n.Authors[:min(len(n.Authors), 15)] {
		name := firstOf(a.Name, called.People[a.Person], "–")
		d.Authors = append(d.Authors, s.bar(v, name, "", a.N, n.Total, n.Authors[0].N))
	}
	for _, x := range n.Words {
		d.Searche = append(d.Searche, s.bar(v, x.Name, searchPath+"?q="+url.QueryEscape(x.Name), x.N, 0, n.Words[0].N))
	}
	return s.show(v, http.StatusOK, page{Title: v.msg("room.place.angka"), Place: "angka"}, "numbers", d)
}

func (s *Server) numberLines(v *visit, paper newsroom.Paper, n newsroom.Numbers) ([]numberLine, error) {
	var people []news.PersonID
	for _, a := range n.Articles {
		people = append(people, a.Row.People...)
	}
	called, err := s.o.Newsroom.Called(v.r.Context(), v.who, nil, people, nil)
	if err != nil {
		return nil, err
	}
	var out []numberLine
	for i, a := range n.Articles {
		l := numberLine{Rank: i + 1, Headline: firstOf(a.Row.Headline, v.msg("room.untitled")), Href: articlePath + a.Row.Article.String() + "/numbers",
			Section: paper.Section(a.Row.Section).Name, Reads: v.words.Number(a.N), Rise: rise(v, a.N, a.Before)}
		var names []string
		for _, id := range a.Row.People {
			names = append(names, called.People[id])
		}
		l.Who = strings.Join(append(names, a.Row.Names...), ", ")
		if at := a.Row.WentOut(); !at.IsZero() {
			l.Out = s.agoOf(v, at, paper.Now)
		} else {
			l.Gone = v.msg("room.stamp." + string(a.Row.Public))
		}
		if len(a.Course) > 0 {
			l.SparkSVG = sparkline(a.Course)
		}
		out = append(out, l)
	}
	return out, nil
}

// rise says how a number stands to the one before it; nothing where that is too
// small to say anything.
func rise(v *visit, now, before int64) riseView {
	const enough = 10
	switch {
	case before < enough && now < enough || before == 0:
		return riseView{}
	case now >= 10*before:
		return riseView{fmt.Sprintf("×%d", now/before), "up"}
	case now >= before:
		return riseView{"+" + v.words.Number((now-before)*100/before) + " %", "up"}
	default:
		return riseView{"−" + v.words.Number((before-now)*100/before) + " %", "down"}
	}
}

// bar draws n against the largest of its table; of all, where all is known.
func (s *Server) bar(v *visit, name, href string, n, all, largest int64) numberBar {
	b := numberBar{Name: name, Href: href, N: v.words.Number(n)}
	if all > 0 {
		b.Share = v.words.Number(n*100/all) + " %"
	}
	wide := max(1, n*100/max(largest, 1))
	b.Bar = template.HTML(fmt.Sprintf(`<svg class="gauge" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true"><rect width="%d" height="4"/></svg>`, wide))
	return b
}

// sparkline draws a course as a line; the numbers stand beside it.
func sparkline(course []int64) template.HTML {
	largest := int64(1)
	for _, n := range course {
		largest = max(largest, n)
	}
	var b strings.Builder
	for i, n := range course {
		x, y := float64(i)*100/float64(max(len(course)-1, 1)), 19-18*float64(n)/float64(largest)
		fmt.Fprintf(&b, "%.1f,%.1f ", x, y)
	}
	// Numbers alone were written into it.
	return template.HTML(`<svg class="spark" viewBox="0 0 100 20" preserveAspectRatio="none" aria-hidden="true"><polyline points="` + strings.TrimSpace(b.String()) + `"/></svg>`)
}

// chartView is a course as bars, with the same as a table for whoever cannot see
// them.
type chartView struct {
	SVG                 template.HTML
	Label               string
	Most                string
	Marks               []string
	Steps               []chartStep
	StepHead, ReadsHead string
}

type chartStep struct{ At, N string }

// chart draws steps as bars: hours of a day, or days.
func (s *Server) chart(v *visit, steps []newsroom.NumberStep, hours bool) *chartView {
	largest, total, at := int64(0), int64(0), 0
	for i, x := range steps {
		if total += x.N; x.N > largest {
			largest, at = x.N, i
		}
	}
	name := func(t time.Time) string {
		if hours {
			return s.clock(t)
		}
		return v.words.Date(locale.ShortDate, t, s.o.Zone())
	}
	c := &chartView{Most: v.words.Number(largest)}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="bars" viewBox="0 0 %d 100" preserveAspectRatio="none" aria-hidden="true">`, len(steps)*10)
	for i, x := range steps {
		tall := float64(x.N) * 100 / float64(max(largest, 1))
		if x.N > 0 {
			tall = max(tall, 1)
		}
		label := name(x.At) + " · " + v.words.Number(x.N)
		class := ""
		if i == len(steps)-1 {
			class = ` class="now"` // it is not over yet
		}
		fmt.Fprintf(&b, `<rect%s x="%d" y="%.1f" width="8" height="%.1f"><title>%s</title></rect>`, class, i*10+1, 100-tall, tall, template.HTMLEscapeString(label))
		c.Steps = append(c.Steps, chartStep{name(x.At), v.words.Number(x.N)})
	}
	b.WriteString("</svg>")
	c.SVG = template.HTML(b.String()) // numbers, and labels that were escaped
	for i := range 4 {
		at := steps[i*(len(steps)-1)/3].At
		mark := name(at)
		if !hours {
			mark = at.In(s.o.Zone()).Format("2/1")
		}
		c.Marks = append(c.Marks, mark)
	}
	c.Label = v.msg("room.numbers.chart", "n", total, "most", v.words.Number(largest), "at", name(steps[at].At))
	c.StepHead = v.msg("room.numbers.step.day")
	if hours {
		c.StepHead = v.msg("room.numbers.step.hour")
	}
	return c
}

// numbersCSV is the same for a spreadsheet.
func (s *Server) numbersCSV(v *visit) error {
	ctx := v.r.Context()
	paper, err := s.o.Newsroom.Paper(ctx, v.who)
	if err != nil {
		return err
	}
	ask := askedNumbers(v.r.URL.Query(), paper.Edition.ID)
	n, err := s.o.Newsroom.Numbers(ctx, v.who, ask)
	if err != nil {
		return err
	}
	var people []news.PersonID
	for _, a := range n.Authors {
		people = append(people, a.Person)
	}
	called, err := s.o.Newsroom.Called(ctx, v.who, nil, people, nil)
	if err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8; header=present")
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="angka-%s-%s.csv"`, ask.Period, n.Until.In(s.o.Zone()).Format("20060102-1504")))
	out := csv.NewWriter(v.w)
	row := func(part, id, name, at string, count int64) {
		_ = out.Write([]string{part, id, newsroom.Cell(name), at, strconv.FormatInt(count, 10)}) // told by Error
	}
	_ = out.Write([]string{"part", "id", "name", "time", "reads"})
	row("total", "", ask.Period, n.From.UTC().Format(time.RFC3339), n.Total)
	for _, x := range n.Course {
		row("course", "", "", x.At.UTC().Format(time.RFC3339), x.N)
	}
	for _, a := range n.Articles {
		row("article", a.Row.Article.String(), a.Row.Headline, "", a.N)
	}
	for _, x := range n.Sections {
		row("section", strconv.FormatInt(int64(x.Section), 10), paper.Section(x.Section).Name, "", x.N)
	}
	for _, a := range n.Authors {
		row("author", "", firstOf(a.Name, called.People[a.Person]), "", a.N)
	}
	for _, x := range n.Sources {
		row("source", "", x.Name, "", x.N)
	}
	for _, x := range n.Words {
		row("search", "", x.Name, "", x.N)
	}
	out.Flush()
	return out.Error()
}

// articleNumbers is how one article was read.
func (s *Server) articleNumbers(v *visit) error {
	d, err := s.openArticle(v, "angka")
	if err != nil {
		return err
	}
	n, err := s.o.Newsroom.ReadsOf(v.r.Context(), v.who, d.ID)
	if err != nil {
		return err
	}
	view := struct {
		*sheet
		Total      string
		Day, Month *chartView
		Empty      emptyState
	}{sheet: d, Total: v.words.Number(n.Total), Day: s.chart(v, n.Day, true), Month: s.chart(v, n.Month, false),
		Empty: emptyState{Title: v.msg("room.numbers.unread"), Text: v.msg("room.numbers.none_text")}}
	p := page{Place: "meja", Bare: headlineOf(v, d)}
	return s.show(v, http.StatusOK, p, "article_numbers", view)
}
