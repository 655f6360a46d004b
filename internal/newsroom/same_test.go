package newsroom

import (
	"testing"

	"warta/internal/news"
	"warta/internal/store"
	"warta/internal/store/storetest"
)

// TestTheSameSavesGiveTheSameText: sessions go through memory first, and their
// saves in the order of arrival through both databases. All three end with one
// text and one history (INV-6).
func TestTheSameSavesGiveTheSameText(t *testing.T) {
	n := 6
	if testing.Short() {
		n = 1
	}
	storetest.EachDatabase(t, func(t *testing.T, db store.Database) {
		room := New(db, Options{})
		e := &news.Edition{Settings: news.Settings{Name: "Kabar Uji"}}
		if _, err := room.Do(t.Context(), Operator(), ChangeSettings{Edition: e}); err != nil {
			t.Fatal(err)
		}
		for seed := range n {
			s := newSession(t, uint64(1000+seed), "sari", "bram", "dewi")
			start := *s.mem.revisions[0].Content
			for range 25 {
				s.step(true)
			}
			s.settle()
			made, err := room.Do(t.Context(), Operator(), Create{Edition: e.ID, Content: start})
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range s.arrived {
				x.save.Article = made.Article
				if _, err := room.Do(t.Context(), Operator(), x.save); err != nil {
					t.Fatal(err)
				}
			}
			got, err := room.Open(t.Context(), Operator(), made.Article)
			if err != nil {
				t.Fatal(err)
			}
			if diff := news.ChangedFields(&got.Content, s.mem.draft); len(diff) > 0 {
				t.Errorf("session %d ends differently in %v", seed, diff)
			}
			if got.Revision != s.mem.article.Revision || len(got.Conflicts) != len(s.mem.conflicts) {
				t.Errorf("session %d has %d revisions and %d conflicts, in memory %d and %d", seed, got.Revision, len(got.Conflicts),
					s.mem.article.Revision, len(s.mem.conflicts))
			}
			for _, r := range s.mem.revisions {
				err := db.Read(t.Context(), func(tx store.Tx) error {
					kept, err := tx.Articles().Revision(t.Context(), made.Article, r.Number)
					if err == nil && len(news.ChangedFields(kept.Content, r.Content)) > 0 {
						t.Errorf("session %d: revision %d says something else", seed, r.Number)
					}
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
			}
		}
	})
}
