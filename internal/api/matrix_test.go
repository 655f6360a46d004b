package api

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"warta/internal/api/protocol"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
	"warta/internal/web"
)

// dry is a database on which every change is tried and none is kept: one
// newspaper serves all cells of the table.
type dry struct{ store.Database }

var errDry = errors.New("tried only")

func (d dry) Write(ctx context.Context, fn func(store.Tx) error) error {
	err := d.Database.Write(ctx, func(tx store.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		return errDry
	})
	if errors.Is(err, errDry) {
		return nil
	}
	return err
}

// matrix is the table of testdata/matrix.txt.
type matrix struct {
	people []string
	// marks are by rule and state; routes by method and path.
	marks  map[string][]string
	routes map[string][]string
}

func readMatrix(t *testing.T) matrix {
	f, err := os.Open("testdata/matrix.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	m := matrix{marks: map[string][]string{}, routes: map[string][]string{}}
	for s := bufio.NewScanner(f); s.Scan(); {
		words := strings.Fields(s.Text())
		switch {
		case len(words) == 0 || words[0] == "#" || strings.HasPrefix(words[0], "#"):
		case words[0] == "rule":
			m.people = words[2:]
		case words[0] == "route":
		case strings.HasPrefix(words[1], "/"):
			m.routes[words[0]+" "+words[1]] = words[2:]
		default:
			m.marks[words[0]+" "+words[1]] = words[2:]
		}
	}
	return m
}

// TestAuthorizationMatrix asks every route as every kind of caller about every
// kind of article (PERM-5, S2), and compares with a table that was written from
// the design. A route without a row fails.
func TestAuthorizationMatrix(t *testing.T) {
	m := readMatrix(t)
	h := newHouse(t, sqlite(t))
	states := h.staff()
	var requests map[string]json.RawMessage
	b, err := os.ReadFile("testdata/requests.json")
	if err == nil {
		err = json.Unmarshal(b, &requests)
	}
	if err != nil {
		t.Fatal(err)
	}
	ids := h.things(states)
	// What is marked for the newsroom's index would stay marked for ever.
	if err := h.room.Index().CatchUp(h.ctx); err != nil {
		t.Fatal(err)
	}
	h.build(dry{h.db})
	// The table asks more than anybody may.
	h.api.guesses = &guesses{web.NewLimiter(1e6, 1e6, nil)}
	listed := map[string]bool{}
	asked := 0
	for _, r := range h.api.Routes() {
		if r.Access == protocol.Public {
			continue
		}
		name := r.Method + " " + r.Path
		row, ok := m.routes[name]
		if !ok {
			t.Errorf("%s has no row in testdata/matrix.txt", name)
			continue
		}
		listed[name] = true
		h.api.quota = newQuota(h.clock)
		if session := slices.Contains(row, "session"); session != (r.Access == protocol.Session) {
			t.Errorf("%s is for %s; the table says otherwise", name, r.Access)
		}
		body := any(nil)
		if raw, ok := requests[r.ID]; ok {
			body = []byte(raw)
		}
		if r.Raw != "" {
			body = []byte("a piece")
		}
		for _, state := range []string{"open", "embargoed", "live", "withdrawn", "foreign", "-"} {
			want, ok := m.marks[row[0]+" "+state]
			if !ok && row[0] != "absent" && row[0] != "stream" || (row[0] == "absent" || row[0] == "stream") && state != "-" {
				continue
			}
			path, headers := h.address(r, states[state], ids)
			for _, caller := range []string{"", "token-that-ended"} {
				if got := h.ask(caller, r.Method, path, body, headers...); got.Status != 401 || strings.Contains(got.Body.String(), "Pasar") {
					t.Errorf("%s %s as %q: %d, want 401", name, state, caller, got.Status)
				}
			}
			if row[0] == "stream" {
				continue // TestEvents listens
			}
			for i, who := range m.people {
				for _, caller := range []string{who, "token-" + who} {
					mark := "0"
					if want != nil {
						mark = want[i]
					}
					if caller != who && r.Access == protocol.Session {
						mark = "-"
					}
					got := h.ask(caller, r.Method, path, body, headers...)
					asked++
					if h := markOf(got.Status); h != mark && !(row[0] == "absent" && (h == "-" || h == "503")) {
						// What is not there answers nobody; a newsroom without a
						// darkroom says so first.
						t.Errorf("%-50s %-9s %-11s %s (%d %s), want %s", name, state, caller, h, got.Status, short(got), mark)
					}
				}
			}
		}
	}
	for name := range m.routes {
		if !listed[name] {
			t.Errorf("testdata/matrix.txt has a row for %s, which is no route", name)
		}
	}
	t.Logf("%d requests", asked)
}

func short(a answer) string {
	s := strings.TrimSpace(a.Body.String())
	return s[:min(len(s), 160)]
}

func markOf(status int) string {
	switch {
	case status == 401:
		return "!"
	case status == 403:
		return "-"
	case status == 404:
		return "0"
	case status >= 500:
		return fmt.Sprint(status)
	}
	return "+"
}

// staff engages the people of the table and writes an article for each state.
func (h *house) staff() map[string]news.ArticleID {
	city, sport := []news.SectionID{h.city}, []news.SectionID{h.sport}
	for i, p := range []struct {
		name   string
		grants []news.Grant
	}{
		{"own", []news.Grant{{Position: news.Penulis}}},
		{"other", []news.Grant{{Position: news.Penulis}}},
		{"red", []news.Grant{{Position: news.Redaktur, Sections: city}}},
		{"out", []news.Grant{{Position: news.Redaktur, Sections: sport}}},
		{"chief", []news.Grant{{Position: news.Pemred}}},
		{"admin", []news.Grant{{Position: news.Admin}}},
		{"both", []news.Grant{{Position: news.Admin}, {Position: news.Redaktur, Sections: city}}},
		{"stranger", []news.Grant{{Position: news.Penulis}}},
	} {
		id := news.UserID(i + 1)
		u := &store.User{Name: p.name, Email: p.name + "@kabar.example", Locale: "id"}
		h.must(newsroom.InviteUser{User: u})
		if u.ID != id {
			h.Fatalf("user %d, want %d", u.ID, id)
		}
		h.engage(p.name, id, p.grants...)
		person := h.people[p.name]
		person.At = morning
		person.Token, person.Only = news.TokenID(id), newsroom.TokenPowers(person)
		h.people["token-"+p.name] = person
	}
	as := func(name string, cmd newsroom.Command) newsroom.Result {
		h.Helper()
		p := h.people[name]
		p.At = h.now
		r, err := h.room.Do(h.ctx, newsroom.Someone(p), cmd)
		if err != nil {
			h.Fatalf("%s: %T: %v", name, cmd, err)
		}
		return r
	}
	out := map[string]news.ArticleID{}
	for _, state := range []string{"open", "embargoed", "live", "withdrawn"} {
		r := as("own", newsroom.Create{Edition: h.edition, Content: h.content("Pasar " + state)})
		out[state] = r.Article
		switch state {
		case "embargoed":
			as("own", newsroom.SetEmbargo{Article: r.Article, Until: morning.Add(48 * time.Hour)})
		case "live", "withdrawn":
			h.must(newsroom.Publish{Article: r.Article})
		}
		if state == "withdrawn" {
			h.must(newsroom.Withdraw{Article: r.Article, Ground: news.GroundCourt, Reason: "Putusan pengadilan meminta pencabutan."})
		}
	}
	c := h.content("Pasar asing")
	c.Section = h.sport
	out["foreign"] = as("stranger", newsroom.Create{Edition: h.edition, Content: c}).Article
	return out
}

// things makes one of each thing that routes name by number.
func (h *house) things(states map[string]news.ArticleID) map[string]string {
	tag, person := &news.Tag{Edition: h.edition, Name: "Ikan"}, &news.Person{Name: "Wira", Active: true}
	topic := &news.Topic{Edition: h.edition, Name: "Pasar Pagi"}
	h.must(newsroom.DefineTag{Tag: tag})
	h.must(newsroom.DefinePerson{Edition: h.edition, Person: person})
	h.must(newsroom.DefineTopic{Topic: topic})
	h.must(newsroom.SendElsewhere{Edition: h.edition, From: "/lama", To: "/kota"})
	h.must(newsroom.EditFront{Edition: h.edition, Put: &news.Container{Name: "Utama", Capacity: 3}})
	h.must(newsroom.PublishFront{Edition: h.edition, IfRevision: 1})
	asset := &news.Asset{Edition: h.edition, Kind: "photo", MIME: "image/jpeg", Hash: strings.Repeat("ab", 32), Credit: "Kabar"}
	h.must(newsroom.AddAsset{Asset: asset})
	grant := &news.Grant{User: 8, Position: news.Penulis}
	h.must(newsroom.GrantPosition{Grant: grant})
	task := h.must(newsroom.OpenTask{Task: news.Task{Edition: h.edition, Kind: news.TaskOther, Section: h.city, Note: "Hubungi narasumber."}})
	demand := &news.Demand{Edition: h.edition, Kind: news.DemandReply, Who: "Kedutaan", Text: "Kami ingin menjawab."}
	h.must(newsroom.EnterDemand{Demand: demand})
	note := new(news.Note)
	h.must(newsroom.AddNote{Article: states["open"], Text: "Tolong tambah angka resmi.", Note: note})
	amendment := h.must(newsroom.Correct{Article: states["live"], Kind: news.Koreksi, Note: "Nama pasar semula tertulis salah sekali."})
	stranger := h.people["stranger"]
	stranger.At = h.now
	token := new(store.Token)
	if _, err := h.room.Do(h.ctx, newsroom.Someone(stranger), newsroom.DefineToken{Name: "uji", Permissions: []newsroom.Permission{newsroom.PermRead},
		Ends: morning.Add(time.Hour), Secret: new(string), Token: token}); err != nil {
		h.Fatal(err)
	}
	n := func(v any) string { return fmt.Sprint(v) }
	return map[string]string{"/users": "8", "/grants": n(grant.ID), "/tokens": n(token.ID), "/tasks": n(task.Task), "/demands": n(demand.ID), "/notes": n(note.ID),
		"/sections": n(h.city), "/tags": n(h.tag.ID), "/topics": n(topic.ID), "/people": n(h.writer.ID), "/media": n(asset.ID), "/bulk": "77",
		"/uploads": "none", "/front": "77", "amendment": n(amendment.Amendment)}
}

// address fills a route's parameters in.
func (h *house) address(r protocol.Route, article news.ArticleID, ids map[string]string) (string, []string) {
	path := r.Path
	if strings.HasPrefix(path, "/articles/{id}") {
		path = strings.Replace(path, "{id}", article.String(), 1)
	}
	for prefix, id := range ids {
		if strings.HasPrefix(path, prefix+"/") {
			path = strings.Replace(path, "{id}", id, 1)
		}
	}
	a := news.Article{Revision: 1}
	_ = h.db.Read(h.ctx, func(tx store.Tx) (err error) {
		if article != 0 {
			a, err = tx.Articles().Get(h.ctx, article)
		}
		return err
	})
	version := max(int64(a.Live), int64(a.Flow.LastLive), 1)
	path = strings.NewReplacer("{revision}", "1", "{version}", fmt.Sprint(version), "{amendment}", ids["amendment"], "{number}", "1", "{piece}", "0", "{tab}", "tab",
		"{ulid}", "01HZXQ7Y8N2V3W4X5Y6Z7A8B9C").Replace(path)
	query := map[string]string{"searchArticles": "q=pasar", "getDifference": "from=1", "whoChanged": "field=headline", "asOf": "at=2025-06-02T01:00:00Z",
		"dropRedirect": "from=/lama", "previewTagMerge": "into=2"}[r.ID]
	if query != "" {
		path += "?" + query
	}
	headers := []string{"If-Match", protocol.Revision(max(a.Revision, 1))}
	if r.Raw != "" {
		headers = append(headers, "Content-Type", r.Raw)
	}
	return path, headers
}
