package admin_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
)

// Angka: empty it says so, then what was read stands in tables, pictures and a
// spreadsheet; a writer sees their own, a technician none of it.
func TestNumbersScreen(t *testing.T) {
	r := newRooms(t)
	// The numbers are kept for a while, so who comes first must not see none.
	r.as(news.Pemred)
	r.holds("before anybody read", r.look("/newsroom/numbers?period=month"), "Belum ada bacaan")

	top := r.live("Rob merendam <pesisir> utara")
	r.live("Tim bola menang besar")
	now := time.Now()
	share := func(kind, name string) store.ReadShare {
		return store.ReadShare{Edition: r.edition, Kind: kind, Name: name}
	}
	err := r.db.Reads().Flush(t.Context(), store.ReadFlush{Batch: "a", At: now, Articles: map[news.ArticleID]int64{top: 1234},
		Shares: map[store.ReadShare]int64{share("all", ""): 1234, share("section", fmt.Sprint(r.city)): 1234, share("from", "whatsapp"): 1000, share("from", "search"): 234,
			share("words", "=rob pesisir"): 15}})
	if err != nil {
		t.Fatal(err)
	}
	page := r.look("/newsroom/numbers")
	r.holds("a day", page, "1.234", "Rob merendam &lt;pesisir&gt; utara", "WhatsApp", "81 %", "Kota", "Ayu", "=rob pesisir", `<svg class="bars"`, `class="spark"`, "Angka di balik grafik")
	r.lacks("a day", page, "Tim bola", "style=", "Belum ada bacaan")
	r.holds("a week of a section", r.look(fmt.Sprintf("/newsroom/numbers?period=week&section=%d", r.city)), "1.234", "selected>Kota")
	r.holds("nonsense is a day", r.look("/newsroom/numbers?period=never&section=x"), "1.234")
	r.holds("an hour", r.look("/newsroom/numbers?period=hour"), "1.234", "5 menit terakhir")
	r.holds("the article's own", r.look(fmt.Sprintf("/newsroom/a/%d/numbers", top)), "1.234", "24 jam", "30 hari")
	r.holds("the board's card", r.look("/newsroom/"), "1.234 bacaan/jam")
	r.holds("the front's feed", r.look("/newsroom/front"), "1.234 bacaan/jam")
	r.holds("the way there", page, `href="/newsroom/numbers"`, `aria-current="page"`)

	a := r.send("GET", "/newsroom/numbers.csv?period=day", nil)
	if !strings.HasPrefix(a.Header.Get("Content-Type"), "text/csv") || !strings.Contains(a.text, fmt.Sprintf("article,%d,Rob merendam <pesisir> utara,,1234", top)) ||
		strings.Contains(a.text, ",=rob") || !strings.Contains(a.text, "rob pesisir") {
		t.Errorf("the spreadsheet: %s\n%s", a.Header.Get("Content-Type"), a.text)
	}

	writer := r.as(news.Penulis)
	mine, err := r.room.Do(t.Context(), newsroom.Someone(newsroom.Person{User: writer.ID, At: now, Grants: []news.Grant{{Position: news.Penulis}}}),
		newsroom.Create{Edition: r.edition, Content: news.Content{Headline: "Tulisan sendiri", Section: r.city}})
	if err != nil {
		t.Fatal(err)
	}
	page = r.look("/newsroom/numbers?period=day")
	r.lacks("a writer's", page, "Rob merendam", "WhatsApp", "1.234", "=rob")
	if a := r.send("GET", fmt.Sprintf("/newsroom/a/%d/numbers", top), nil); a.StatusCode != http.StatusForbidden && a.StatusCode != http.StatusNotFound {
		t.Errorf("another's article: %d", a.StatusCode)
	}
	r.holds("own, not read", r.look(fmt.Sprintf("/newsroom/a/%d/numbers", mine.Article)), "Belum dibaca")

	r.as(news.Admin)
	if a := r.send("GET", "/newsroom/numbers", nil); a.StatusCode != http.StatusForbidden {
		t.Errorf("a technician: %d", a.StatusCode)
	}
	r.lacks("a technician's navigation", r.look("/newsroom/more"), `href="/newsroom/numbers"`)
}
