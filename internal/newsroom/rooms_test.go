package newsroom_test

import (
	"testing"

	"warta/internal/news"
	"warta/internal/newsroom"
)

// A card goes from one container to another in one step, and every step comes
// back, the latest first, whoever made it.
func TestFrontMovesAndSteps(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(d *desk) {
		a, b := d.publish("Alfa").Article, d.publish("Bravo").Article
		top, side := news.Container{Layout: "lead", Capacity: 3, Cards: []news.FrontCard{{Article: a}, {Article: b}}}, news.Container{Layout: "list", Capacity: 3}
		d.must(newsroom.EditFront{Edition: d.edition, Put: &top})
		d.must(newsroom.EditFront{Edition: d.edition, Put: &side})
		var draft news.FrontDraft
		stand := func(what string, want ...[]news.ArticleID) {
			d.Helper()
			for i, c := range draft.Front.Containers {
				var got []news.ArticleID
				for _, card := range c.Cards {
					got = append(got, card.Article)
				}
				if len(got) != len(want[i]) || len(got) > 0 && got[0] != want[i][0] || len(got) > 1 && got[1] != want[i][1] {
					d.Errorf("%s: container %d holds %v, want %v", what, i, got, want[i])
				}
			}
		}
		at := func(i, slot int) *newsroom.Spot {
			c := draft.Front.Containers[i]
			return &newsroom.Spot{Container: c.ID, Revision: c.Revision, Slot: slot}
		}
		f, err := d.room.Front(d.ctx, newsroom.Operator(), d.edition, news.FrontOf{})
		if err != nil {
			d.Fatal(err)
		}
		draft = f.Draft
		stale := at(0, 0)
		d.must(newsroom.MoveCard{Edition: d.edition, From: at(0, 0), To: at(1, 0), Draft: &draft})
		stand("moved", []news.ArticleID{b}, []news.ArticleID{a})
		d.refused(news.Stale, newsroom.MoveCard{Edition: d.edition, From: stale})
		// What is put anew leaves its old place.
		d.must(newsroom.MoveCard{Edition: d.edition, Card: news.FrontCard{Article: a}, To: at(0, 1), Draft: &draft})
		stand("put anew", []news.ArticleID{b, a}, nil)
		d.must(newsroom.MoveCard{Edition: d.edition, From: at(0, 0), To: at(0, 1), Draft: &draft})
		stand("down", []news.ArticleID{a, b}, nil)
		d.must(newsroom.MoveCard{Edition: d.edition, From: at(0, 1), Draft: &draft})
		stand("off", []news.ArticleID{a}, nil)
		d.refused(news.Stale, newsroom.MoveCard{Edition: d.edition, From: at(0, 7)})
		d.must(newsroom.UndoFront{Edition: d.edition, Draft: &draft})
		stand("back on", []news.ArticleID{a, b}, nil)
		d.must(newsroom.UndoFront{Edition: d.edition, Draft: &draft})
		d.must(newsroom.UndoFront{Edition: d.edition, Draft: &draft})
		stand("three steps back", []news.ArticleID{b}, []news.ArticleID{a})
		d.must(newsroom.MoveCard{Edition: d.edition, From: at(0, 0), Draft: &draft})
		d.must(newsroom.UndoFront{Edition: d.edition, Draft: &draft})
		stand("a new step and back", []news.ArticleID{b}, []news.ArticleID{a})
		for range 2 {
			d.must(newsroom.UndoFront{Edition: d.edition})
		}
		d.refused(news.Conflict, newsroom.UndoFront{Edition: d.edition})
	})
}

// A person who was entered twice becomes one, and two again.
func TestPersonMergeIsTakenBack(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(d *desk) {
		double := news.Person{Name: "Ranita W", Active: true}
		d.must(newsroom.DefinePerson{Edition: d.edition, Person: &double})
		c := d.content("Dua Nama")
		c.Byline = []news.Credit{{Person: double.ID, Role: news.RoleReporter}}
		r := d.must(newsroom.Create{Edition: d.edition, Content: c})
		d.must(newsroom.Publish{Article: r.Article})
		p, err := d.room.PreviewPersonMerge(d.ctx, newsroom.Operator(), d.edition, double.ID, d.person.ID)
		if err != nil || p.Live != 1 || len(p.Articles) != 1 || p.From == p.To {
			d.Errorf("the preview: %+v, %v", p, err)
		}
		d.must(newsroom.MergePeople{From: double.ID, Into: d.person.ID})
		left := true
		d.must(newsroom.SplitPerson{Person: double.ID, Left: &left})
		seen, err := d.seen(r.Article)
		if err != nil || left || len(seen.Content.Byline) != 1 || seen.Content.Byline[0].Person != double.ID {
			d.Errorf("readers see %+v (%v, left %v)", seen.Content.Byline, err, left)
		}
		line, err := d.room.Profile(d.ctx, newsroom.Operator(), d.edition, double.ID)
		if err != nil || line.MergedInto != 0 || !line.Active || line.Live != 1 {
			d.Errorf("the profile: %+v, %v", line, err)
		}
		d.refused(news.Conflict, newsroom.SplitPerson{Person: double.ID})
	})
}
