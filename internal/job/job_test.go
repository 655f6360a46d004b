package job_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"warta/internal/body"
	"warta/internal/job"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
	"warta/internal/store/storetest"
)

// world is a newspaper with a runner and a server that stands for all hubs.
type world struct {
	t       *testing.T
	db      store.Database
	room    *newsroom.Newsroom
	runner  *job.Runner
	clock   *storetest.Clock
	edition news.Edition
	section news.SectionID

	mu     sync.Mutex
	hub    *httptest.Server
	answer int
	heard  []heard
}

type heard struct {
	path, kind, body string
}

func newWorld(t *testing.T, place store.Options) *world {
	w := &world{t: t, answer: http.StatusAccepted, clock: &storetest.Clock{At: time.Date(2025, 6, 28, 11, 0, 0, 0, time.UTC)}}
	w.hub = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		w.mu.Lock()
		defer w.mu.Unlock()
		w.heard = append(w.heard, heard{r.URL.Path, r.Header.Get("Content-Type"), string(b)})
		if strings.HasPrefix(r.URL.Path, "/down") {
			rw.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		rw.WriteHeader(w.answer)
	}))
	t.Cleanup(w.hub.Close)
	place.Now = w.clock.Now
	w.db = storetest.Open(t, place)
	w.room = newsroom.New(w.db, newsroom.Options{})
	w.edition.Settings = news.Settings{Name: "Koran", BaseURL: "https://koran.example"}
	w.edition.Settings.Machine.Hubs = []string{w.hub.URL + "/hub"}
	w.edition.Settings.Machine.IndexNow = "kunci0123456789"
	w.edition.Settings.Machine.IndexNowEndpoint = w.hub.URL + "/indexnow"
	// The test's hub has no certificate; the settings screen would refuse it.
	if err := w.db.Write(context.Background(), func(tx store.Tx) error {
		if err := tx.Editions().Put(context.Background(), &w.edition); err != nil {
			return err
		}
		return tx.Publishing().PutEdition(context.Background(), w.edition)
	}); err != nil {
		t.Fatal(err)
	}
	s := news.Section{Edition: w.edition.ID, Name: "Daerah"}
	w.do(newsroom.DefineSection{Section: &s})
	w.section = s.ID
	a := &job.Announcer{Published: w.db.Published(), Client: w.hub.Client(), FeedFiles: []string{"feed.xml", "atom.xml"}}
	w.runner = job.New(job.Options{Database: w.db, Workers: a.Workers(), Consumers: []job.Consumer{a.Consumer()}})
	return w
}

func (w *world) do(c newsroom.Command) newsroom.Result {
	w.t.Helper()
	res, err := w.room.Do(context.Background(), newsroom.Operator(), c)
	if err != nil {
		w.t.Fatal(err)
	}
	return res
}

func (w *world) publish(headline string) newsroom.Result {
	w.t.Helper()
	var d body.Doc
	d.Blocks = append(d.Blocks, &body.Paragraph{Text: body.Text("Isi berita.")})
	d.AssignIDs(headline)
	made := w.do(newsroom.Create{Edition: w.edition.ID, Content: news.Content{Headline: headline, Section: w.section,
		Byline: []news.Credit{{Name: "Ayu"}}, Body: d}})
	return w.do(newsroom.Publish{Article: made.Article})
}

// pass lets time go by and the runner do what is due; it gives what was heard.
func (w *world) pass(d time.Duration) []heard {
	w.t.Helper()
	w.clock.At = w.clock.At.Add(d)
	if err := w.runner.Once(context.Background()); err != nil {
		w.t.Fatal(err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	out := w.heard
	w.heard = nil
	return out
}

func (w *world) jobs(id news.ArticleID) (out []store.Job) {
	w.t.Helper()
	err := w.db.Read(context.Background(), func(tx store.Tx) (err error) {
		out, err = tx.Jobs().Of(context.Background(), id, 100)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return out
}

func TestAnnouncements(t *testing.T) {
	storetest.EachPlace(t, func(t *testing.T, place store.Options) {
		w := newWorld(t, place)
		w.publish("Sejarah")
		if h := w.pass(time.Minute); len(h) != 0 {
			t.Fatalf("history was announced: %v", h)
		}
		a, b := w.publish("Rob merendam kampung"), w.publish("Jembatan ditutup")
		if h := w.pass(9 * time.Second); len(h) != 0 {
			t.Fatalf("announced within the ten seconds in which it can be taken back: %v", h)
		}
		got := w.pass(2 * time.Second)
		if len(got) != 2 {
			t.Fatalf("heard %d requests, want one by the hub and one by IndexNow: %v", len(got), got)
		}
		for _, h := range got {
			switch h.path {
			case "/hub":
				form, err := url.ParseQuery(h.body)
				if err != nil || form.Get("hub.mode") != "publish" {
					t.Errorf("the hub heard %s", h.body)
				}
				topics := form["hub.url"]
				slices.Sort(topics)
				want := []string{"https://koran.example/atom.xml", "https://koran.example/daerah/atom.xml",
					"https://koran.example/daerah/feed.xml", "https://koran.example/feed.xml"}
				if !slices.Equal(topics, want) {
					t.Errorf("topics %v, want each feed once: %v", topics, want)
				}
			case "/indexnow":
				var said struct {
					Host, Key, KeyLocation string
					URLList                []string
				}
				if err := json.Unmarshal([]byte(h.body), &said); err != nil {
					t.Fatal(err)
				}
				slices.Sort(said.URLList)
				want := []string{"https://koran.example" + a.Path, "https://koran.example" + b.Path}
				slices.Sort(want)
				if said.Host != "koran.example" || said.KeyLocation != "https://koran.example/kunci0123456789.txt" || !slices.Equal(said.URLList, want) {
					t.Errorf("IndexNow heard %s", h.body)
				}
			}
		}
		if h := w.pass(time.Hour); len(h) != 0 {
			t.Errorf("announced twice: %v", h)
		}
		w.do(newsroom.Withdraw{Article: a.Article, Ground: news.GroundCourt, Reason: "Putusan pengadilan mewajibkan pencabutan ini."})
		found := false
		for _, h := range w.pass(11 * time.Second) {
			found = found || h.path == "/indexnow" && strings.Contains(h.body, a.Path)
		}
		if !found {
			t.Error("a withdrawal was not announced")
		}
	})
}

func TestAHubThatIsDownHoldsUpNobody(t *testing.T) {
	w := newWorld(t, store.Options{Dir: t.TempDir()})
	w.edition.Settings.Machine.Hubs = append(w.edition.Settings.Machine.Hubs, w.hub.URL+"/down")
	if err := w.db.Write(context.Background(), func(tx store.Tx) error {
		return tx.Publishing().PutEdition(context.Background(), w.edition)
	}); err != nil {
		t.Fatal(err)
	}
	w.pass(0)
	a := w.publish("Rob merendam kampung")
	count := func(list []heard) (up, down int) {
		for _, h := range list {
			if h.path == "/hub" {
				up++
			}
			if h.path == "/down" {
				down++
			}
		}
		return up, down
	}
	if up, down := count(w.pass(11 * time.Second)); up != 1 || down != 1 {
		t.Errorf("hubs were told %d and %d times", up, down)
	}
	if up, down := count(w.pass(11 * time.Second)); up != 0 || down != 1 {
		t.Errorf("after ten seconds: %d and %d, want only the broken one again", up, down)
	}
	for range 40 {
		w.pass(time.Hour)
	}
	for _, j := range w.jobs(a.Article) {
		if j.State != store.JobDone && !strings.Contains(j.Problem, "503") {
			t.Errorf("job %s is %s: %q", j.Kind, j.State, j.Problem)
		}
		if j.State == store.JobWaiting {
			t.Error("a hub that is down for a day is still told")
		}
	}
}

func TestARefusalIsFinal(t *testing.T) {
	w := newWorld(t, store.Options{Dir: t.TempDir()})
	w.pass(0)
	w.answer = http.StatusForbidden
	a := w.publish("Rob merendam kampung")
	w.pass(11 * time.Second)
	if h := w.pass(time.Hour); len(h) != 0 {
		t.Errorf("asked again after a refusal: %v", h)
	}
	for _, j := range w.jobs(a.Article) {
		if j.State != store.JobFailed || !strings.Contains(j.Problem, "403") {
			t.Errorf("job %s is %s: %q", j.Kind, j.State, j.Problem)
		}
	}
}

// A node that dies while it works leaves its jobs to others.
func TestWorkOfADeadNodeIsDone(t *testing.T) {
	db := storetest.Open(t, store.Options{Dir: t.TempDir()})
	done := 0
	died := errors.New("died")
	add := func() {
		err := db.Write(context.Background(), func(tx store.Tx) error { return tx.Jobs().Add(context.Background(), store.Job{Kind: "x"}) })
		if err != nil {
			t.Fatal(err)
		}
	}
	add()
	err := db.Write(context.Background(), func(tx store.Tx) error {
		list, err := tx.Jobs().Claim(context.Background(), "x", 1, -time.Second) // its lease is over
		if err == nil && len(list) != 1 {
			err = died
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	r := job.New(job.Options{Database: db, Workers: []job.Worker{{Kind: "x", Do: func(context.Context, []store.Job) []error {
		done++
		return nil
	}}}})
	if err := r.Once(context.Background()); err != nil || done != 1 {
		t.Errorf("done %d times, %v", done, err)
	}
}

// A film takes longer than a claim holds: the node that works keeps it, and the
// jobs of other kinds do not wait.
func TestALongJobKeepsItsClaim(t *testing.T) {
	db := storetest.Open(t, store.Options{Dir: t.TempDir()})
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	var films, photos atomic.Int32
	begun, photo := make(chan struct{}, 9), make(chan struct{}, 9)
	workers := []job.Worker{{Kind: "film", Time: time.Minute, Apart: true, Do: func(ctx context.Context, _ []store.Job) []error {
		films.Add(1)
		begun <- struct{}{}
		select {
		case <-ctx.Done():
			return []error{ctx.Err()}
		case <-photo: // made meanwhile
		}
		time.Sleep(1200 * time.Millisecond)
		return nil
	}}, {Kind: "photo", Do: func(context.Context, []store.Job) []error {
		if photos.Add(1) == 1 {
			photo <- struct{}{}
		}
		return nil
	}}}
	add := func(kind string) {
		if err := db.Write(ctx, func(tx store.Tx) error { return tx.Jobs().Add(ctx, store.Job{Kind: kind}) }); err != nil {
			t.Fatal(err)
		}
	}
	add("film")
	var nodes sync.WaitGroup
	for range 2 {
		r := job.New(job.Options{Database: db, Workers: workers, Lease: 400 * time.Millisecond})
		nodes.Go(func() { r.Run(ctx) })
	}
	<-begun
	add("photo")
	for until := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		left := false
		err := db.Read(ctx, func(tx store.Tx) (err error) {
			_, left, err = tx.Jobs().Next(ctx)
			return err
		})
		if err != nil || time.Now().After(until) {
			t.Fatalf("jobs are left (%v)", err)
		}
		if !left {
			break
		}
	}
	stop()
	nodes.Wait()
	if films.Load() != 1 || photos.Load() != 1 {
		t.Errorf("the film was sent %d times, the photo made %d times", films.Load(), photos.Load())
	}
}
