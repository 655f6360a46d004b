package site

import (
	"fmt"
	"strings"
	"time"

	"warta/internal/locale"
)

// Examples of the list pages.

func (b bookmaker) topic(n int) TopicPage {
	const name = "Pembangunan Tanggul Teluk Walira"
	p := TopicPage{Page: b.page("topic", name), Name: name, Count: int64(n), Lead: b.withCaption(4, "Tanggul dilihat dari menara suar.", "Foto: Bagas Umbulan"),
		Summary: []string{"Tanggul sepanjang sebelas kilometer dibangun untuk menahan rob yang sejak 2019 masuk ke kampung nelayan.",
			"Warga meminta pintu air diberi jadwal; pemerintah menjanjikannya sebelum musim hujan."},
		Order: Link{b.face.message("lists.topic_oldest"), storybookPath + "/topic-oldest"}}
	p.Crumbs = []Link{{b.face.message("crumb.home"), b.site.Home}, {name, ""}}
	cards := b.cards(n)
	if n >= 2*newCards {
		p.New, cards = cards[:newCards], cards[newCards:]
	}
	p.Days = b.topicDays(cards, 7*time.Hour)
	return p
}

// topicDays spreads cards over days, two or three a day.
func (b bookmaker) topicDays(cards []Card, apart time.Duration) []TopicDay {
	var out []TopicDay
	for i, c := range cards {
		c.At = b.now.Add(-time.Duration(i) * apart)
		d := dayOf(c.At.In(b.face.Words.Zone))
		if len(out) == 0 || out[len(out)-1].ISO != d.iso() {
			out = append(out, TopicDay{Date: b.date(locale.LongDate, d)})
		}
		out[len(out)-1].Cards = append(out[len(out)-1].Cards, c)
	}
	return out
}

func (b bookmaker) date(style locale.Style, d day) Date {
	return Date{Text: b.face.Words.Locale.Date(style, d.noon(), nil), ISO: d.iso()}
}

func (b bookmaker) topicOldest() TopicPage {
	p := b.topic(5)
	p.Oldest, p.Continued, p.Lead, p.Count = true, true, nil, 1204
	p.Order = Link{b.face.message("lists.topic_newest"), storybookPath + "/topic"}
	p.Older, p.First = storybookPath+"/topic-oldest", storybookPath+"/topic-oldest"
	return p
}

func (b bookmaker) topicOverfull() TopicPage {
	p := b.topic(50)
	p.Name = longHeadline
	p.Summary = append(p.Summary, strings.Repeat("Ringkasan yang panjang sekali untuk sebuah peristiwa yang panjang sekali. ", 20))
	p.New[0].Headline = longHeadline
	p.Days[0].Cards[0].Headline = longHeadline
	p.Days[0].Cards[0].Label, p.Days[0].Cards[0].LabelKind = b.face.message("label.advertorial"), "ad"
	p.Older = storybookPath + "/topic-oldest"
	return p
}

// sectionFilter has the sections of the paper, and n more below them.
func (b bookmaker) sectionFilter(action string, n int) SectionFilter {
	f := SectionFilter{Action: storybookPath + "/" + action, Name: b.face.message("query.section"), All: b.face.message("lists.all_sections")}
	for i, s := range []string{"DAERAH", "INTERNASIONAL", "Ekonomi", "LIFE STYLE & ENTERTAINMENT"} {
		f.Options = append(f.Options, SectionOption{Text: s, Value: fmt.Sprint("rubrik-", i)})
	}
	for i := range n {
		f.Options = append(f.Options, SectionOption{Text: fmt.Sprintf("Kabupaten nomor %d yang namanya panjang", i+1), Value: fmt.Sprint("kabupaten-", i+1), Depth: 1 + i%2})
	}
	return f
}

func (b bookmaker) popular(n int) PopularPage {
	name := b.face.message("lists.popular_day")
	p := PopularPage{Page: b.page("popular", name), Name: name, Filter: b.sectionFilter("popular", 0)}
	p.Crumbs = []Link{{b.face.message("crumb.home"), b.site.Home}, {b.face.message("list.popular"), ""}}
	for i, r := range ranges {
		p.Ranges = append(p.Ranges, Choice{b.face.message(r.link), fmt.Sprintf("%s/popular#%s", storybookPath, r.name), i == 0})
	}
	for i, c := range b.cards(n) {
		p.Items = append(p.Items, RankedCard{Card: c, Reads: int64(12345 / (i + 1))})
	}
	if n == 0 {
		p.Elsewhere = []Link{{b.face.message("list.latest"), storybookPath + "/latest"}, {b.face.message("lists.index"), storybookPath + "/index"}}
	}
	return p
}

func (b bookmaker) indexOf(of string, d day, style locale.Style) IndexPage {
	date := b.date(style, d)
	name := b.face.message("lists.index_date", "date", date.Text)
	p := IndexPage{Page: b.page("index", name), Of: of, Name: name, Filter: b.sectionFilter("index", 0)}
	p.Crumbs = []Link{{b.face.message("crumb.home"), b.site.Home}, {b.face.message("lists.index"), storybookPath + "/index"}, {date.Text, ""}}
	return p
}

func (b bookmaker) today() day { return dayOf(b.now.In(b.face.Words.Zone)) }

func (b bookmaker) index(n int) IndexPage {
	d := b.today()
	p := b.indexOf("day", d, locale.LongDate)
	p.Day, p.Cards = b.date(locale.LongDate, d), b.cards(n)
	for i := range p.Cards {
		p.Cards[i].At = b.now.Add(-time.Duration(i*7) * time.Minute)
	}
	p.Calendar = b.calendar(d, true)
	p.PrevDay = Link{b.face.Words.Locale.Date(locale.LongDate, d.noon().AddDate(0, 0, -1), nil), storybookPath + "/index"}
	return p
}

func (b bookmaker) indexOverfull() IndexPage {
	p := b.index(indexLength)
	p.Filter = b.sectionFilter("index", 60)
	p.Cards[1].Headline = longHeadline
	p.Cards[2].Label, p.Cards[2].LabelKind = b.face.message("label.advertorial"), "ad"
	p.Older, p.First, p.Continued = storybookPath+"/index", storybookPath+"/index", true
	p.NextDay = p.PrevDay
	return p
}

func (b bookmaker) indexMonth() IndexPage {
	d := b.today()
	p := b.indexOf("month", day{year: d.year, month: d.month}, locale.Month)
	p.Day, p.Cards = b.date(locale.LongDate, d), b.cards(3)
	p.Calendar = b.calendar(d, true)
	return p
}

func (b bookmaker) indexYear() IndexPage {
	d := b.today()
	p := b.indexOf("year", d, locale.Month)
	p.Name = b.face.message("lists.index_date", "date", fmt.Sprint(d.year))
	for m := time.January; m <= time.December; m++ {
		month := CalendarMonth{Date: Date{b.face.Words.Locale.MonthName(m), day{year: d.year, month: m}.iso()}}
		if m <= d.month {
			month.URL = storybookPath + "/index-month"
		}
		p.Months = append(p.Months, month)
	}
	p.PrevYear = Link{fmt.Sprint(d.year - 1), storybookPath + "/index-year"}
	return p
}

func (b bookmaker) calendar(d day, full bool) *Calendar {
	c := &Calendar{Month: b.date(locale.Month, day{year: d.year, month: d.month}), Weekdays: weekdays(b.face.message, 0),
		Year: Link{fmt.Sprint(d.year), storybookPath + "/index-year"}, Prev: Link{b.face.Words.Locale.Date(locale.Month, d.noon().AddDate(0, -1, -d.day), nil), storybookPath + "/index-month"}}
	week := make([]CalendarDay, day{d.year, d.month, 1}.weekday())
	for n := 1; n <= d.days(); n++ {
		cell := CalendarDay{Number: n, Current: n == d.day}
		if full && n <= d.day {
			cell.URL = storybookPath + "/index"
		}
		if week = append(week, cell); len(week) == 7 {
			c.Weeks, week = append(c.Weeks, week), nil
		}
	}
	if len(week) > 0 {
		c.Weeks = append(c.Weeks, append(week, make([]CalendarDay, 7-len(week))...))
	}
	return c
}

func (b bookmaker) sectionOverfull() ListPage {
	p := b.list("section", 50)
	p.Description = strings.Repeat("Kabar dari kabupaten dan kota, dan dari jalan di antaranya. ", 6)
	for i := range 40 {
		p.Children = append(p.Children, Link{fmt.Sprintf("Kabupaten nomor %d", i+1), storybookPath + "/section"})
	}
	p.Cards[1].Headline = longHeadline
	p.Popular = b.box()
	return p
}

func (b bookmaker) box() *PopularBox {
	return &PopularBox{Title: b.face.message("lists.popular_here"), URL: storybookPath + "/popular", Cards: b.cards(boxLength)}
}
