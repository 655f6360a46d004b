package store

import (
	"context"
	"encoding/binary"
	"hash/fnv"
	"math"
	"slices"
	"time"

	"warta/internal/news"
)

// Search is the full-text index over the published articles. It follows the
// ledger after the commit, on both databases (docs/adr/0007), and can be made
// anew at any time. It gets words and stems ready-made and parses nothing, and
// it shows nothing either: whoever prints a hit looks it up on the published
// side first.
type Search interface {
	// State tells how far the index has followed the ledger.
	State(ctx context.Context) (SearchState, error)
	// Apply puts and removes documents and moves the cursor in one
	// transaction, if the index still stands where the caller read it: Stale
	// when another node was faster.
	Apply(ctx context.Context, from SearchState, c SearchChange) error
	// Find gives the hits of a query. What it reads is bounded: the cost of a
	// query does not follow the size of the archive.
	Find(ctx context.Context, q SearchQuery) (SearchResult, error)
	// Words lists words of the index that begin with prefix, the ones in most
	// documents first.
	Words(ctx context.Context, prefix string, limit int) ([]SearchWord, error)
	// Alike lists words that begin with one of the letters and have one of the
	// lengths, in runes: candidates for a word that was spelt wrongly.
	Alike(ctx context.Context, letters []string, lengths []int) ([]SearchWord, error)
	// Frequency gives in how many documents each word is; those in none are not
	// in the map.
	Frequency(ctx context.Context, words []string) (map[string]int64, error)
}

// SearchState is where the index stands.
type SearchState struct {
	// Version of the analyser that made it; another one's index is made anew.
	Version int
	// Seq and Event are the last event that was followed.
	Seq   news.Seq
	Event string
	// Rebuild is where making it anew has got to; empty when it is whole.
	Rebuild string
	// Documents are how many there are.
	Documents int64
}

// SearchChange is one step of the index.
type SearchChange struct {
	// Clear empties the index first.
	Clear  bool
	Put    []SearchDoc
	Remove []news.ArticleID
	// State is where the index stands afterwards; its Documents are counted here.
	State SearchState
}

// SearchDoc is an article as the index keeps it.
type SearchDoc struct {
	Article news.ArticleID
	Edition news.EditionID
	At      time.Time
	// Section is the primary section, Sections are all that the article was put
	// into, without their ancestors: a section that moves takes its articles
	// along without a change here.
	Section  news.SectionID
	Sections []news.SectionID
	// Head and Text are the stems of headline, kicker and tags, and of the rest.
	Head, Text []string
	// Exact are the words of each field in order, for exact phrases. A phrase
	// does not reach from one field into the next.
	Exact [][]string
	// Weights say how much a stem tells of the document: its occurrences, those
	// in a headline counting more.
	Weights map[string]float64
	// Words are the distinct words with their stems, for suggestions.
	Words map[string]string
	// Length is the number of stems.
	Length int
}

// SearchQuery is a question that was taken apart already. A group of terms is
// a list of stems of which one is enough.
type SearchQuery struct {
	Edition news.EditionID
	Terms   [][]string
	// Phrases are exact words that stand beside each other.
	Phrases [][]string
	// Not and NotPhrases must not occur.
	Not        [][]string
	NotPhrases [][]string
	// Sections narrows to articles in one of these.
	Sections []news.SectionID
	// Since and Before bound the time: Since ≤ at < Before; zero means open.
	Since, Before time.Time
	// ByTime orders by time, newest first; otherwise by relevance.
	ByTime bool
	// Partial allows documents that hold the most telling of the terms when
	// hardly any holds all of them.
	Partial bool
	// Now is the moment from which an article's age counts.
	Now           time.Time
	Offset, Limit int
}

// SearchResult is the answer.
type SearchResult struct {
	Hits []SearchHit
	// Found is the number of hits, exact up to SearchCounted; More says that
	// there are others beyond.
	Found int
	More  bool
	// Reach is how many hits Offset can reach.
	Reach int
	// Partial says that hits need not hold every term.
	Partial bool
	// Sections counts the hits by primary section; nil when More.
	Sections map[news.SectionID]int
	State    SearchState
}

// SearchHit is a document that was found.
type SearchHit struct {
	Article news.ArticleID
	Section news.SectionID
	At      time.Time
	Score   float64
}

// SearchWord is a word with the number of documents that have it.
type SearchWord struct {
	Word string
	N    int64
}

const (
	// SearchCounted is how far hits are counted.
	SearchCounted = 1000
	// searchScored is how many of the newest hits are compared by relevance,
	// searchHeads how many more of those with every term in the headline, and
	// searchPartial how many with the rarest terms.
	searchScored, searchHeads, searchPartial = 200, 50, 200
	// searchFew hits that hold every term are so few that others are looked for.
	searchFew = 10
	// searchEnough is the share of a query's weight that a partial hit must have.
	searchEnough = 0.3
)

// searchDialect are the texts that differ: FTS5 and tsvector.
type searchDialect interface {
	// put stores a document's terms, remove takes them out, clear all of them.
	put(ctx context.Context, s *session, doc int64, d *SearchDoc) error
	remove(ctx context.Context, s *session, doc int64) error
	clear(ctx context.Context, s *session) error
	// count adds to the counts of words, given as JSON: [[word, stem, shape, n], …].
	count() query
	// match writes the expression of a query; heads asks for the terms in the
	// head alone, any for one of the terms.
	match(q *SearchQuery, heads, any bool) string
	// newest lists documents of an expression between two numbers, newest
	// first: with their data, or their numbers alone.
	newest() query
	// counted counts them up to a limit.
	counted() query
}

// search works on the side pool, like reads.
type search struct {
	d    *database
	text searchDialect
}

func (d *database) Search() Search { return search{d, d.dialect.search()} }

// Documents are numbered so that a higher number is a newer article of the
// edition: 9 bits of the edition, 28 bits of minutes since 1970, 26 bits of the
// article's number. Both databases read their lists in that order, so the
// newest hits come first without sorting, and an edition and a span of time are
// a range of numbers.
const (
	docIDBits     = 26
	docMinuteBits = 28
	docEditions   = 1<<9 - 1
)

func docNumber(e news.EditionID, at time.Time, id news.ArticleID) int64 {
	minute := min(max(at.Unix()/60, 0), 1<<docMinuteBits-1)
	return (int64(e)&docEditions)<<(docMinuteBits+docIDBits) | minute<<docIDBits | (int64(id) & (1<<docIDBits - 1))
}

// docRange gives the first and the last number of an edition between two times.
func docRange(e news.EditionID, since, before time.Time) (first, last int64) {
	first = docNumber(e, time.Time{}, 0)
	last = first | (1<<(docMinuteBits+docIDBits) - 1)
	if !since.IsZero() {
		first = docNumber(e, since, 0)
	}
	if !before.IsZero() {
		last = docNumber(e, before, 0) - 1
	}
	return first, last
}

// shape sorts words for spelling: first letter and length.
func shape(word string) string {
	r := []rune(word)
	if len(r) == 0 {
		return ""
	}
	return shapeOf(string(r[:1]), len(r))
}

func shapeOf(letter string, length int) string {
	return letter + string(rune('0'+min(length, 60)))
}

// packWeights writes the weights in a form that a query reads without
// unpacking: for each stem its hash and four times its weight, by hash.
func packWeights(w map[string]float64) []byte {
	type pair struct {
		hash   uint32
		weight byte
	}
	list := make([]pair, 0, len(w))
	for stem, weight := range w {
		list = append(list, pair{stemHash(stem), byte(min(255, max(1, math.Round(weight*4))))})
	}
	slices.SortFunc(list, func(a, b pair) int { return int(int64(a.hash) - int64(b.hash)) })
	out := make([]byte, 0, 5*len(list))
	for _, p := range list {
		out = binary.BigEndian.AppendUint32(out, p.hash)
		out = append(out, p.weight)
	}
	return out
}

func stemHash(stem string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(stem))
	return h.Sum32()
}

// weightOf finds a stem's weight; 0 when the document does not have it.
func weightOf(packed []byte, hash uint32) float64 {
	low, high := 0, len(packed)/5
	for low < high {
		mid := (low + high) / 2
		switch h := binary.BigEndian.Uint32(packed[mid*5:]); {
		case h == hash:
			return float64(packed[mid*5+4]) / 4
		case h < hash:
			low = mid + 1
		default:
			high = mid
		}
	}
	return 0
}
