package feed

// Format is one way of writing a list of articles for machines.
type Format struct {
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
	{File: "feed.xml", Type: "application/rss+xml; charset=utf-8", Alternate: "application/rss+xml", Limit: 50, Write: RSS},
}
