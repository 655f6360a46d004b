package feed

// Format is one way of writing a list of articles for machines.
type Format struct {
	// Name is what people call it, for link elements.
	Name string
	// File is the last part of the address below a list: "feed.xml".
	File string
	// Type is the media type of answers, Alternate that of link elements.
	Type, Alternate string
	// Limit is the number of articles.
	Limit int
	Write func(p Paper, l List, articles []Article, full bool) ([]byte, error)
}

// Formats is every format; routes and link elements follow from it.
var Formats = []Format{
	{Name: "RSS", File: "feed.xml", Type: "application/rss+xml; charset=utf-8", Alternate: "application/rss+xml", Limit: 50, Write: RSS},
	{Name: "Atom", File: "atom.xml", Type: "application/atom+xml; charset=utf-8", Alternate: "application/atom+xml", Limit: 50, Write: Atom},
	{Name: "JSON Feed", File: "feed.json", Type: "application/feed+json; charset=utf-8", Alternate: "application/feed+json", Limit: 50, Write: JSON},
}
