package news

// Topic is a story thread: what happened, in order, and what is new. It is
// what an article belongs to, as a tag is what it is about.
type Topic struct {
	ID      TopicID
	Edition EditionID
	Name    string
	Slug    string
	// Summary tells the story so far, in plain paragraphs.
	Summary string
	// Lead is the topic's picture, or zero.
	Lead AssetID
}
