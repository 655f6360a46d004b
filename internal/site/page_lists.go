package site

// Theme contract: the list pages. Sections, tags, people and the latest share
// ListPage of page.go.

// IndexPage is page/index.html: the archive by date, of a day, a month or a
// year.
type IndexPage struct {
	Page
	// Of is "day", "month" or "year". A month shows its calendar and its newest
	// day, a year its months.
	Of string
	// Name is the heading; Description a sentence about the page, or empty.
	Name, Description string
	// Day is the day that Cards are of, by its number; empty on a year's page
	// and where the month has no article.
	Day Date
	// Cards are the day's articles, newest first; their time is what counts.
	Cards []Card
	// Older is the address of the day's other articles; First the beginning of
	// the day on later pages.
	Older, First string
	// Continued is true on later pages of a day.
	Continued bool
	// Filter narrows to a section.
	Filter SectionFilter
	// Calendar is the month, nil on a year's page.
	Calendar *Calendar
	// Months are those of a year's page.
	Months []CalendarMonth
	// PrevDay and NextDay are the nearest days with articles; PrevYear and
	// NextYear the same of a year's page. Empty ones have no URL.
	PrevDay, NextDay, PrevYear, NextYear Link
}

// Date is a day, a month or a year as a link or a heading prints it.
type Date struct {
	// Text is in the edition's words, ISO for a datetime attribute ("2025-06-28").
	Text, ISO string
}

// SectionFilter is a form that narrows a list to a section.
type SectionFilter struct {
	// Action is the form's address, Name the query's key.
	Action, Name string
	// Hidden are the query's other keys and values.
	Hidden []Property
	// All is the choice of every section; it is always the first.
	All string
	// Options in tree order; Current marks the chosen one.
	Options []SectionOption
	// Current is the chosen section's name, empty for all.
	Current string
}

// SectionOption is a section in a SectionFilter.
type SectionOption struct {
	Text, Value string
	// Depth is 0 at the top.
	Depth   int
	Current bool
}

// Calendar is a month as a table.
type Calendar struct {
	// Month is the caption.
	Month Date
	// Weekdays head the columns, from the locale's first day of the week on.
	Weekdays []Weekday
	Weeks    [][]CalendarDay
	// Prev and Next are the nearest months with articles, Year the page of the
	// year. Empty ones have no URL.
	Prev, Next, Year Link
}

// Weekday is a column of a calendar.
type Weekday struct{ Short, Long string }

// CalendarDay is a cell. Number is 0 where the month has no day.
type CalendarDay struct {
	Number int
	// URL is empty for a day without articles.
	URL string
	// Current is the day that the page shows.
	Current bool
}

// CalendarMonth is a month of a year's page; URL is empty without articles.
type CalendarMonth struct {
	Date
	URL string
}

// Choice is one of several views of a page.
type Choice struct {
	Text, URL string
	Current   bool
}

// PopularPage is page/popular.html: the most read, by range of time.
type PopularPage struct {
	Page
	Name, Description string
	// Ranges are today, this week and this month.
	Ranges []Choice
	Filter SectionFilter
	Items  []RankedCard
	// Elsewhere leads on when Items is empty.
	Elsewhere []Link
}

// RankedCard is a place in a list of the most read; its number is its place.
type RankedCard struct {
	Card
	// Reads is the number of readings in the range; 0 when the edition prints
	// none.
	Reads int64
}

// PopularBox are the most read of a section, on its page.
type PopularBox struct {
	Title, URL string
	Cards      []Card
}

// TopicPage is page/topic.html: a story told by its articles in order.
type TopicPage struct {
	Page
	Name string
	// Summary are the paragraphs of the story so far.
	Summary []string
	Lead    *Photo
	// Count is the maintained number of articles.
	Count int64
	// New are the newest; they do not stand in Days as well.
	New []Card
	// Days are the others, by day; newest first, or oldest first if Oldest.
	Days   []TopicDay
	Oldest bool
	// Order leads to the other order.
	Order Link
	// Older continues in either order; Continued is true on later pages, and
	// First leads back from there.
	Older, First string
	Continued    bool
}

// TopicDay are the articles of a day.
type TopicDay struct {
	Date
	Cards []Card
}
