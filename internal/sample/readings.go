package sample

import (
	"fmt"
	"time"

	"warta/internal/news"
)

// counted are the hours before Evening at which readings were counted.
var counted = []int{2, 5, 9, 14, 20, 30, 44, 60, 80, 104, 130, 160}

// readings spreads a part of each story's total over the hours of its last
// week, most of it soon after publication, so that the lists of the most read
// have something to say. The rest of the total was set at publication.
func (l *loader) readings(list []story) error {
	for _, back := range counted {
		at := Evening.Add(-time.Duration(back) * time.Hour)
		counts := map[news.ArticleID]int64{}
		for _, s := range list {
			if n := recent(s, at); n > 0 {
				counts[l.names.articles[s.Key]] = n
			}
		}
		if err := l.Database.Reads().Add(l.ctx, fmt.Sprintf("sample-%d", back), at, counts); err != nil {
			return err
		}
	}
	return nil
}

// recent is how often a story was read around a moment of its last week.
func recent(s story, at time.Time) int64 {
	age := at.Sub(s.Published)
	if s.Reads == 0 || age < 0 {
		return 0
	}
	days := int64(age / (24 * time.Hour))
	return s.Reads / (24 * (1 + days))
}

// early is what is left of a story's total before its last week.
func early(s story) int64 {
	n := s.Reads
	for _, back := range counted {
		n -= recent(s, Evening.Add(-time.Duration(back)*time.Hour))
	}
	return max(n, 0)
}
