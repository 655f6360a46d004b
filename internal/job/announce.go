package job

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"warta/internal/news"
	"warta/internal/store"
)

// Kinds of announcements.
const (
	KindWebSub   = "websub"
	KindIndexNow = "indexnow"
)

// quiet is how long announcements wait after a change: a publication can be
// taken back for ten seconds (newsroom.md WF-10).
const quiet = 10 * time.Second

// Client sends requests; [warta/internal/web.Client] is one.
type Client interface {
	Do(*http.Request) (*http.Response, error)
}

// Announcer tells hubs and search engines what is new, changed or gone.
type Announcer struct {
	Published store.Published
	Client    Client
	// FeedFiles are the last parts of feed addresses, such as "feed.xml".
	FeedFiles []string
}

// Consumer makes the announcements of events.
func (a *Announcer) Consumer() Consumer { return Consumer{Name: "announce", Plan: a.plan} }

// Workers send them. One request to IndexNow takes up to 10,000 addresses; a
// hub is told of many feeds at once.
func (a *Announcer) Workers() []Worker {
	return []Worker{{Kind: KindWebSub, Batch: 100, Do: a.webSub}, {Kind: KindIndexNow, Batch: 1000, Do: a.indexNow}}
}

// announced are the events that the world is told of. Imports are not among
// them: what was public elsewhere is no news.
var announced = []news.EventKind{news.EventPublished, news.EventUpdated, news.EventCorrected, news.EventWithdrawn,
	news.EventReinstated}

func (a *Announcer) plan(ctx context.Context, events []news.Event) ([]store.Job, error) {
	var out []store.Job
	for _, e := range events {
		if e.Article == 0 || !slices.Contains(announced, e.Kind) {
			continue
		}
		err := a.Published.View(ctx, e.Edition, func(v store.View) error {
			jobs, err := a.of(ctx, v, e)
			out = append(out, jobs...)
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("plan announcements of article %s: %w", e.Article, err)
		}
	}
	return out, nil
}

func (a *Announcer) of(ctx context.Context, v store.View, e news.Event) ([]store.Job, error) {
	set := v.Edition().Settings
	base := strings.TrimSuffix(set.BaseURL, "/")
	if base == "" {
		return nil, nil // a paper without an address cannot be visited
	}
	path, lists, err := a.places(ctx, v, e.Article)
	if err != nil || path == "" {
		return nil, err
	}
	job := func(kind, key, payload string) store.Job {
		return store.Job{Kind: kind, Key: key, Edition: e.Edition, Article: e.Article, Payload: payload, Due: e.At.Add(quiet)}
	}
	var out []store.Job
	for _, hub := range set.Machine.Hubs {
		for _, list := range lists {
			for _, file := range a.FeedFiles {
				topic := base + list + "/" + file
				out = append(out, job(KindWebSub, hub+" "+topic, hub+"\n"+topic))
			}
		}
	}
	if set.Machine.IndexNow != "" {
		out = append(out, job(KindIndexNow, base+path, base+path))
	}
	return out, nil
}

// places gives the article's address and the lists whose feeds show it, the
// whole paper's first.
func (a *Announcer) places(ctx context.Context, v store.View, id news.ArticleID) (path string, lists []string, err error) {
	lists = []string{""}
	p, err := v.Article(ctx, id)
	if news.Is(err, news.NotFound) {
		w, err := v.Withdrawal(ctx, id)
		if news.Is(err, news.NotFound) || w.Ground == news.GroundEditing {
			return "", nil, nil
		}
		return w.Path, lists, err
	}
	if err != nil {
		return "", nil, err
	}
	sections, err := v.Sections(ctx)
	for _, s := range sections {
		if slices.Contains(p.Sections, s.ID) {
			lists = append(lists, s.Path)
		}
	}
	return p.Path, lists, err
}

// webSub tells each hub which feeds changed: one form with a hub.url per feed,
// as publishers of PubSubHubbub 0.4 and WebSub do. A hub that is down holds up
// no other.
func (a *Announcer) webSub(ctx context.Context, jobs []store.Job) []error {
	return grouped(jobs, func(j store.Job) string {
		hub, _, _ := strings.Cut(j.Payload, "\n")
		return hub
	}, func(hub string, jobs []store.Job) error {
		form := url.Values{"hub.mode": {"publish"}}
		for _, j := range jobs {
			_, topic, _ := strings.Cut(j.Payload, "\n")
			form.Add("hub.url", topic)
		}
		if err := a.post(ctx, hub, "application/x-www-form-urlencoded", strings.NewReader(form.Encode())); err != nil {
			return fmt.Errorf("tell the hub %s: %w", hub, err)
		}
		return nil
	})
}

// grouped does jobs of one group together; what comes of a group holds for each
// of its jobs.
func grouped[K comparable](jobs []store.Job, of func(store.Job) K, do func(K, []store.Job) error) []error {
	groups := map[K][]store.Job{}
	for _, j := range jobs {
		groups[of(j)] = append(groups[of(j)], j)
	}
	came := map[K]error{}
	for k, list := range groups {
		came[k] = do(k, list)
	}
	out := make([]error, len(jobs))
	for i, j := range jobs {
		out[i] = came[of(j)]
	}
	return out
}

// indexNowEndpoint shares what it hears with the engines that take part
// (indexnow.org, "Submitting set of URLs").
const indexNowEndpoint = "https://api.indexnow.org/indexnow"

func (a *Announcer) indexNow(ctx context.Context, jobs []store.Job) []error {
	return grouped(jobs, func(j store.Job) news.EditionID { return j.Edition }, func(e news.EditionID, jobs []store.Job) error {
		var set news.Settings
		var addresses []string
		err := a.Published.View(ctx, e, func(v store.View) error {
			set = v.Edition().Settings
			for _, j := range jobs {
				back, err := takenBack(ctx, v, j.Article)
				if err != nil {
					return err
				}
				if !back {
					addresses = append(addresses, j.Payload)
				}
			}
			return nil
		})
		if err != nil || set.Machine.IndexNow == "" || len(addresses) == 0 { // switched off, or taken back, meanwhile
			return err
		}
		if err := a.submit(ctx, set, addresses); err != nil {
			return fmt.Errorf("tell IndexNow: %w", err)
		}
		return nil
	})
}

// takenBack reports whether an article's publication was undone: the world then
// never hears of it (WF-10).
func takenBack(ctx context.Context, v store.View, id news.ArticleID) (bool, error) {
	w, err := v.Withdrawal(ctx, id)
	if news.Is(err, news.NotFound) {
		return false, nil
	}
	return w.Ground == news.GroundEditing, err
}

func (a *Announcer) submit(ctx context.Context, set news.Settings, addresses []string) error {
	base, err := url.Parse(strings.TrimSuffix(set.BaseURL, "/"))
	if err != nil {
		return Final(err)
	}
	body, err := json.Marshal(map[string]any{"host": base.Host, "key": set.Machine.IndexNow,
		"keyLocation": base.String() + "/" + set.Machine.IndexNow + ".txt", "urlList": addresses})
	if err != nil {
		return Final(err)
	}
	endpoint := set.Machine.IndexNowEndpoint
	if endpoint == "" {
		endpoint = indexNowEndpoint
	}
	return a.post(ctx, endpoint, "application/json; charset=utf-8", bytes.NewReader(body))
}

func (a *Announcer) post(ctx context.Context, to, kind string, body io.Reader) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, to, body)
	if err != nil {
		return Final(err)
	}
	r.Header.Set("Content-Type", kind)
	res, err := a.Client.Do(r)
	if err != nil {
		if news.Is(err, news.Invalid) {
			return Final(err) // an address that we do not go to
		}
		return err
	}
	defer res.Body.Close()
	said, _ := io.ReadAll(io.LimitReader(res.Body, 300))
	switch {
	case res.StatusCode < 300:
		return nil
	case res.StatusCode < 500 && res.StatusCode != http.StatusRequestTimeout && res.StatusCode != http.StatusTooManyRequests:
		return Final(fmt.Errorf("answered %d %s", res.StatusCode, said))
	}
	return fmt.Errorf("answered %d %s", res.StatusCode, said)
}
