package sample

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"warta/internal/news"
	"warta/internal/store"
)

// A day's readers by hour, of a thousand: few at night, many at lunch and after
// work.
var rhythm = [24]float64{9, 5, 4, 4, 8, 22, 45, 56, 52, 45, 42, 50, 66, 58, 44, 42, 46, 52, 60, 72, 78, 66, 46, 28}

// lastHours is how far back readings are told hour by hour; what came before was
// set at publication.
const lastHours = 7 * 24

// sources are where a hundred readers come from.
var sources = []struct {
	name string
	n    int64
}{{"search", 31}, {"whatsapp", 24}, {"social", 16}, {"internal", 15}, {"direct", 9}, {"other", 3}, {"unknown", 2}}

// searches are what readers looked for in the last days.
var searches = []struct {
	words string
	hours []int
	n     int64
}{
	{"jadwal festival layar", []int{3, 6, 12, 28, 30, 54}, 21}, {"jalan ditutup", []int{4, 9, 11, 33}, 17}, {"harga cabai", []int{7, 26, 31, 75}, 12},
	{"km camar putih", []int{2, 25, 49, 50}, 11}, {"rob kampung hilir", []int{52, 74, 99}, 14}, {"klasemen liga pesisir", []int{20, 44, 92}, 10},
}

// readings spreads a part of each story's total over the hours of its last
// week, most of it soon after publication, so that the lists of the most read
// and the newsroom's numbers have something to say.
func (l *loader) readings(list []story) error {
	for back := lastHours; back > 0; back-- {
		at := Evening.Add(-time.Duration(back) * time.Hour)
		if back > 1 {
			if err := l.hour(list, at, back, 0, 1); err != nil {
				return err
			}
			continue
		}
		// The last hour is told by five minutes, as the newsroom sees it.
		for k := range int64(12) {
			if err := l.hour(list, at.Add(time.Duration(5*k+2)*time.Minute), back, k, 12); err != nil {
				return err
			}
		}
	}
	return nil
}

// hour counts the part k of parts of an hour's readings.
func (l *loader) hour(list []story, at time.Time, back int, k, parts int64) error {
	f := store.ReadFlush{Batch: fmt.Sprintf("sample-%d-%d", back, k), At: at, Articles: map[news.ArticleID]int64{}, Shares: map[store.ReadShare]int64{}}
	share := func(kind, name string, n int64) {
		if n > 0 {
			f.Shares[store.ReadShare{Edition: l.out.Edition, Kind: kind, Name: name}] += n
		}
	}
	var all int64
	for _, s := range list {
		n := recent(s, Evening.Add(-time.Duration(back)*time.Hour))
		if n = n*(k+1)/parts - n*k/parts; n == 0 {
			continue
		}
		all += n
		f.Articles[l.names.articles[s.Key]] = n
		share(store.ShareSection, strconv.FormatInt(int64(l.names.sections[s.Section]), 10), n)
	}
	share(store.ShareAll, "", all)
	rest := all
	for i, from := range sources {
		n := all * from.n / 100
		if i == len(sources)-1 {
			n = rest
		}
		rest -= n
		share(store.ShareFrom, from.name, n)
	}
	for _, q := range searches {
		if slices.Contains(q.hours, back) && k == 0 {
			share(store.ShareWords, q.words, q.n)
		}
	}
	return l.Database.Reads().Flush(l.ctx, f)
}

// recent is how often a story was read in the hour of a moment of its last week.
func recent(s story, at time.Time) int64 {
	if s.Reads == 0 || at.Before(s.Published) || s.Withdrawn != nil && at.After(s.Withdrawn.At) {
		return 0
	}
	hour := int64(at.Sub(s.Published) / time.Hour)
	return until(s, hour+1) - until(s, hour)
}

// until is how often a story was read in its first hours: on the second day half
// of the first, on the third a third, as the day goes.
func until(s story, hours int64) int64 {
	const first = 0.3 / 1000 // the first day's part of all
	sum := 0.0
	for h := range hours {
		local := s.Published.Add(time.Duration(h) * time.Hour).In(wib).Hour()
		sum += rhythm[local] / float64(1+h/24)
	}
	return min(int64(float64(s.Reads)*first*sum), s.Reads)
}

// early is what is left of a story's total before its last week.
func early(s story) int64 {
	n := s.Reads
	for back := lastHours; back > 0; back-- {
		n -= recent(s, Evening.Add(-time.Duration(back)*time.Hour))
	}
	return max(n, 0)
}
