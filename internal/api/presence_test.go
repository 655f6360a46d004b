package api

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"warta/internal/body"
)

// Who has an article open is seen by those who may read it, for 45 seconds; it
// changes no revision, and nobody takes another's seat.
func TestPresence(t *testing.T) {
	h := newHouse(t, sqlite(t))
	var made Done
	h.into(h.ask("rani", "POST", "/articles", map[string]any{"content": h.content("Pasar")}), &made)
	at := "/articles/" + jsonOf(made.Article) + "/presence"
	sit := func(who, tab, doing string) (int, Present) {
		a := h.ask(who, "POST", at, Sitting{Tab: tab, Doing: doing, Block: "abcdefghjkmn"})
		var p Present
		if a.Status == 200 {
			h.into(a, &p)
		}
		return a.Status, p
	}
	if status, p := sit("rani", "a", "typing"); status != 200 || len(p.Seats) != 1 || !p.Seats[0].Self || p.Seats[0].Name != "rani" || p.Revision != 1 {
		t.Errorf("first: %d %+v", status, p)
	}
	_, p := sit("rudi", "b", "viewing")
	if len(p.Seats) != 2 || p.Seats[0].Self || p.Seats[0].Doing != "typing" || !p.Seats[1].Self || p.Revision != 1 {
		t.Errorf("second: %+v", p)
	}
	for _, c := range []struct {
		who, tab, doing string
		want            int
	}{{"rudi", "a", "typing", 422}, {"rudi", "", "typing", 422}, {"rudi", "b", "sleeping", 422}, {"adi", "c", "viewing", 403}} {
		if status, _ := sit(c.who, c.tab, c.doing); status != c.want {
			t.Errorf("%+v: %d", c, status)
		}
	}
	h.ask("rudi", "DELETE", at+"/a", nil)
	if _, p := sit("rudi", "b", "viewing"); len(p.Seats) != 2 {
		t.Errorf("another's seat was taken away: %+v", p)
	}
	h.ask("rani", "DELETE", at+"/a", nil)
	if _, p := sit("rudi", "b", "viewing"); len(p.Seats) != 1 {
		t.Errorf("after leaving: %+v", p)
	}
	h.pass(46 * time.Second)
	if _, p := sit("rani", "c", "viewing"); len(p.Seats) != 1 || p.Seats[0].Name != "rani" {
		t.Errorf("a seat outlived its time: %+v", p)
	}
}

// A program that knows nothing of ids sends blocks without; the answer says
// which ids they have, and they are the article's.
func TestBlocksAreGivenIDs(t *testing.T) {
	h := newHouse(t, sqlite(t))
	text := `{"type":"doc","version":1,"content":[
		{"type":"paragraph","content":[{"type":"text","text":"Satu."}]},
		{"type":"paragraph","attrs":{"id":"abcdefghjkmn"},"content":[{"type":"text","text":"Dua."}]},
		{"type":"paragraph","content":[{"type":"text","text":"Satu."}]}]}`
	a := h.ask("rani", "POST", "/articles", `{"content":{"headline":"Pasar","section":`+jsonOf(h.city)+`,"body":`+text+`}}`)
	var made Done
	if h.into(a, &made); a.Status != 201 || len(made.Reids) != 2 || made.Reids[0].New == made.Reids[1].New {
		t.Fatalf("create: %d %s", a.Status, a.Body)
	}
	page := h.ask("rani", "GET", "/articles/"+jsonOf(made.Article), nil)
	for _, g := range made.Reids {
		if !body.ValidID(g.New) || !strings.Contains(page.Body.String(), g.New) {
			t.Errorf("%+v is not in %s", g, page.Body)
		}
	}
	a = h.ask("rani", "PATCH", "/articles/"+jsonOf(made.Article), `{"client":"x","seq":1,"body":`+text+`}`, "If-Match", page.Header().Get("ETag"))
	var saved struct{ Reids []body.Reid }
	if h.into(a, &saved); a.Status != 200 || len(saved.Reids) != 2 || !body.ValidID(saved.Reids[0].New) {
		t.Errorf("save: %d %s", a.Status, a.Body)
	}
}

func jsonOf(v any) string {
	b, _ := json.Marshal(v)
	return string(b)
}
