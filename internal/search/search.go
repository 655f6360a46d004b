// Package search finds published articles by their words: it takes texts and
// questions apart, keeps the store's index in step with the ledger, and says
// where in a text the words stand.
//
//	analyse.go     text to tokens: words, roots, places
//	indonesian.go  Indonesian roots (roots.txt, kept.txt); English ones are Snowball's
//	stopwords.go   words that find nothing
//	query.go       what a reader typed: words, "exact phrases", -exclusions
//	document.go    a published article as the index keeps it
//	index.go       following the ledger, and making the index anew
//	engine.go      asking, and spelling
//	snippet.go     pieces of text with the found words marked
//
// The index holds stems and words, never text, and nothing of it is shown: a
// hit is looked up on the published side first.
package search

// Version of the analyser and of what documents hold. An index of another
// version is made anew.
const Version = 2
