package newsroom_test

import (
	"fmt"
	"testing"
	"time"

	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
)

// What the newsroom sees of its readers: for a desk all of the paper, for a writer
// their own, for an admin nothing (ANA-2).
func TestNumbers(t *testing.T) {
	eachDesk(t, func(d *desk) {
		mine, chief := d.someone(7, news.Penulis), d.someone(9, news.Pemred)
		publish := func(who newsroom.Actor, headline string, section news.SectionID, by string) news.ArticleID {
			c := d.content(headline)
			c.Section, c.Byline = section, []news.Credit{{Name: by}}
			id := d.do(who, newsroom.Create{Edition: d.edition, Content: c}).Article
			d.must(newsroom.Publish{Article: id})
			return id
		}
		first := publish(mine, "Rob merendam pesisir utara", d.city, "Rina")
		second := publish(chief, "Tim bola menang besar", d.sport, "Hasan")
		draft := d.do(mine, newsroom.Create{Edition: d.edition, Content: d.content("Belum tayang")}).Article

		got := func(who newsroom.Actor, period string, section news.SectionID) newsroom.Numbers {
			t.Helper()
			n, err := d.room.Numbers(d.ctx, who, newsroom.NumbersRequest{Edition: d.edition, Period: period, Section: section})
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		if n := got(chief, "day", 0); n.Total != 0 || !n.First.IsZero() || len(n.Articles) != 0 {
			t.Errorf("before anybody read: %+v", n)
		}
		d.clock.At = d.clock.At.Truncate(time.Hour).Add(90 * time.Minute)
		now := d.clock.At
		batch := 0
		read := func(at time.Time, id news.ArticleID, section news.SectionID, from string, n int64) {
			batch++
			share := func(kind, name string) store.ReadShare {
				return store.ReadShare{Edition: d.edition, Kind: kind, Name: name}
			}
			err := d.db.Reads().Flush(d.ctx, store.ReadFlush{Batch: fmt.Sprint(batch), At: at, Articles: map[news.ArticleID]int64{id: n},
				Shares: map[store.ReadShare]int64{share("all", ""): n, share("section", fmt.Sprint(section)): n, share("from", from): n, share("words", "rob"): 1}})
			if err != nil {
				t.Fatal(err)
			}
		}
		read(now.Add(-49*time.Hour), second, d.sport, "search", 1)
		read(now.Add(-25*time.Hour), first, d.city, "search", 9)
		read(now.Add(-3*time.Hour), second, d.sport, "direct", 20)
		read(now.Add(-70*time.Minute), first, d.city, "search", 4)
		read(now.Add(-30*time.Minute), first, d.city, "whatsapp", 30)
		read(now.Add(-2*time.Minute), draft, d.city, "direct", 2) // was live, say, and is not any more
		d.clock.At = now.Add(time.Hour)                           // what was kept is not good enough any more

		n := got(chief, "day", 0)
		if !n.Whole || n.Total != 56 || n.Before != 9 || len(n.Course) != 24 || !n.First.Equal(now.Add(-49*time.Hour).Truncate(time.Hour)) {
			t.Errorf("a day: whole %v, %d read, %d before, %d steps, first %v", n.Whole, n.Total, n.Before, len(n.Course), n.First)
		}
		if len(n.Articles) != 3 || n.Articles[0].Row.Article != first || n.Articles[0].N != 34 || n.Articles[0].Before != 9 || n.Articles[1].N != 20 {
			t.Errorf("articles of a day: %+v", n.Articles)
		}
		var sum, course int64
		for _, s := range n.Course {
			sum += s.N
		}
		for _, k := range n.Articles[0].Course {
			course += k
		}
		if sum != 56 || course != 34 {
			t.Errorf("the course of the day has %d readings, that of the first article %d", sum, course)
		}
		if len(n.Sections) != 2 || n.Sections[0] != (newsroom.SectionNumber{Section: d.city, N: 36}) {
			t.Errorf("sections: %+v", n.Sections)
		}
		if len(n.Authors) < 2 || n.Authors[0].Name != "Rina" || n.Authors[0].N != 34 || n.Authors[0].Articles != 1 {
			t.Errorf("authors: %+v", n.Authors)
		}
		if len(n.Sources) != 3 || n.Sources[0] != (newsroom.NameNumber{Name: "whatsapp", N: 30}) {
			t.Errorf("sources: %+v", n.Sources)
		}
		if len(n.Words) != 1 || n.Words[0] != (newsroom.NameNumber{Name: "rob", N: 4}) {
			t.Errorf("words: %+v", n.Words)
		}
		if n := got(chief, "day", d.sport); n.Total != 20 || len(n.Articles) != 1 || n.Articles[0].Row.Article != second {
			t.Errorf("one section: %d, %+v", n.Total, n.Articles)
		}
		if n := got(chief, "week", 0); n.Total != 66 || len(n.Course) != 7 || n.Before != 0 {
			t.Errorf("a week: %d in %d steps", n.Total, len(n.Course))
		}
		if n := got(chief, "month", 0); n.Total != 66 || len(n.Course) != 30 || len(n.Articles[0].Course) != 0 {
			t.Errorf("a month: %d in %d steps", n.Total, len(n.Course))
		}
		d.clock.At = now
		if n := got(chief, "hour", 0); n.Total != 32 || n.Before != 4 || n.Lately != 2 {
			t.Errorf("an hour: %d, before %d, lately %d", n.Total, n.Before, n.Lately)
		}
		hour, err := d.room.ReadsAnHour(d.ctx, chief, d.edition)
		if err != nil || hour[first] != 30 {
			t.Errorf("reads an hour: %v, %v", hour, err)
		}

		// A writer sees their own, whole sums nowhere.
		n = got(mine, "day", 0)
		if n.Whole || n.Total != 36 || len(n.Articles) != 2 || len(n.Sources)+len(n.Sections)+len(n.Words)+len(n.Course) != 0 || n.Before != 0 {
			t.Errorf("a writer's: %+v", n)
		}
		one, err := d.room.ReadsOf(d.ctx, mine, first)
		if err != nil || one.Total != 43 || one.Day[23].N+one.Day[22].N != 34 || one.Month[29].N != 34 || one.Month[28].N != 9 {
			t.Errorf("one article: %+v, %v", one, err)
		}
		if _, err := d.room.ReadsOf(d.ctx, mine, second); !news.Is(err, news.Forbidden) && !news.Is(err, news.NotFound) {
			t.Errorf("another's numbers: %v", err)
		}
		if hour, err := d.room.ReadsAnHour(d.ctx, mine, d.edition); err != nil || len(hour) != 0 {
			t.Errorf("a writer's cards: %v, %v", hour, err)
		}
		if _, err := d.room.Numbers(d.ctx, d.someone(3, news.Admin), newsroom.NumbersRequest{Edition: d.edition, Period: "day"}); !news.Is(err, news.Forbidden) {
			t.Errorf("an admin: %v", err)
		}
		if _, err := d.room.Numbers(d.ctx, chief, newsroom.NumbersRequest{Edition: d.edition, Period: "year"}); !news.Is(err, news.Invalid) {
			t.Errorf("a period that there is not: %v", err)
		}

		// Withdrawn meanwhile, it stays in the sums and says that it is gone.
		d.must(newsroom.Withdraw{Article: second, Ground: news.GroundSARA, Reason: "Laporan ini keliru seluruhnya dan ditarik."})
		for _, a := range got(chief, "hour", 0).Articles {
			if a.Row.Article == second && a.Row.Public == news.Live {
				t.Error("the list says that a withdrawn article is live")
			}
		}
	})
}
