package sample_test

import (
	"testing"

	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/sample"
	"warta/internal/store"
)

// Somebody who opens the demo's newsroom finds work in every column of the desk,
// and readers find none of it.
func TestTheEveningsDesk(t *testing.T) {
	o := house(t)
	p, err := sample.Load(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	staff := sample.Staff{}
	for part, position := range map[string]news.Position{"reporter": news.Penulis, "desk": news.Redaktur, "chief": news.Pemred} {
		u := store.User{Name: part, Email: part + "@lentera.example"}
		if _, err := o.Newsroom.Do(t.Context(), newsroom.Operator(), newsroom.InviteUser{User: &u, Link: new(string), Grants: []news.Grant{{Position: position}}}); err != nil {
			t.Fatal(err)
		}
		staff[part] = newsroom.Person{User: u.ID, Name: part, Grants: []news.Grant{{Position: position}}, Strong: true}
	}
	if err := p.Busy(t.Context(), o, staff); err != nil {
		t.Fatal(err)
	}
	if now := o.Clock.Now(); !now.Equal(sample.Evening) {
		t.Errorf("the clock stands at %v", now)
	}
	chief := staff["chief"]
	chief.At = o.Clock.Now()
	lanes, err := o.Newsroom.Board(t.Context(), newsroom.Someone(chief), p.Edition, newsroom.Filter{}, 50)
	if err != nil {
		t.Fatal(err)
	}
	full := map[string]int{}
	for _, l := range lanes {
		full[string(l.Column)] = len(l.Cards)
		for _, row := range l.Cards {
			if c := string(l.Column); c != "live" && c != "trouble" && row.Public == news.Live {
				t.Errorf("readers have %q", row.Headline)
			}
		}
	}
	for _, column := range []string{"writing", "desk", "ready", "scheduled"} {
		if full[column] < 2 {
			t.Errorf("column %s has %d texts: %v", column, full[column], full)
		}
	}
}
