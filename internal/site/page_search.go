package site

// SearchPage is page/search.html: what was found, or how to go on when nothing
// was. The form is an ordinary one; every filter is also a link.
type SearchPage struct {
	Page
	// Form is the search form with what was asked.
	Form SearchForm
	// Asked is false on the page without a question.
	Asked bool
	// Away says that the index could not be asked.
	Away bool
	// Summary is the sentence under the heading.
	Summary string
	// Partial says that hits need not hold every word; Cut that the question was
	// longer than what is looked for.
	Partial, Cut bool
	// Terms and Runes are how much of a question is looked for.
	Terms, Runes int
	Hits         []SearchHit
	// Sections, Times and Orders narrow and order what was found; Sections have
	// counts when these are exact.
	Sections, Times, Orders []Facet
	// Suggestion is the question in a better spelling; empty URL means none.
	Suggestion Link
	// Clear is the same question without filters; empty when there are none.
	Clear string
	// Prev and Next are neighbouring pages of hits; Number counts from 1.
	Prev, Next string
	Number     int
	// Popular and Newest are offered where nothing was asked or found.
	Popular, Newest []Card
}

// SearchForm is the search form: the names of its fields are messages
// ("query.q" …).
type SearchForm struct {
	// Action is the address of the search page.
	Action string
	Query  string
	// Sections lead with the empty choice.
	Sections []SearchChoice
	// From and To are days as a date field writes them, or empty.
	From, To string
	Orders   []SearchChoice
	// Narrow says that one of the filters is set.
	Narrow bool
}

// SearchChoice is an option of a select.
type SearchChoice struct {
	Value, Text string
	Selected    bool
}

// Facet is a filter as a link.
type Facet struct {
	Text, URL string
	// Count is 0 when it is not known.
	Count   int
	Current bool
}

// SearchHit is an article that was found.
type SearchHit struct {
	Card Card
	// Headline and Snippet are plain text in pieces, the found words marked.
	Headline, Snippet []Piece
	// Corrected is the printed mark of an article with an amendment; empty means
	// none, or that the card's label says so already.
	Corrected string
}

// Piece is a part of a text; Mark says that it was looked for.
type Piece struct {
	Text string
	Mark bool
}
