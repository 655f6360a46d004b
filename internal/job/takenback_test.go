package job_test

import (
	"testing"
	"time"

	"warta/internal/newsroom"
	"warta/internal/store"
)

// TestWhatWasTakenBackIsNotAnnounced: whether the announcement was planned before
// the publication was undone or after, nobody hears the address (WF-10).
func TestWhatWasTakenBackIsNotAnnounced(t *testing.T) {
	w := newWorld(t, store.Options{Dir: t.TempDir()})
	w.pass(0)
	for _, planned := range []bool{true, false} {
		a := w.publish("Terburu-buru")
		if planned {
			w.pass(0)
		}
		w.do(newsroom.Undo{Article: a.Article})
		for _, h := range w.pass(time.Minute) {
			if h.path == "/indexnow" {
				t.Errorf("planned before: %v, IndexNow heard %s", planned, h.body)
			}
		}
		// Published again, it is announced.
		w.do(newsroom.Publish{Article: a.Article})
		told := false
		for _, h := range w.pass(time.Minute) {
			told = told || h.path == "/indexnow"
		}
		if !told {
			t.Errorf("planned before: %v, the second publication was not announced", planned)
		}
	}
}
