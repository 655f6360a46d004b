package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"warta/internal/body"
	"warta/internal/locale"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/sample"
)

// canary is an article under embargo with a word of its own in every field.
type canary struct {
	id            news.ArticleID
	path, picture string
	word          func(field string) string
}

// TestEmbargoedArticlesLeaveNoTrace: articles under embargo, scheduled for its
// end, have unique words in every field, block, slug and picture. No public
// address shows one of them before the second, guessed or linked; a guess is
// answered like what does not exist; all are there within a second after (S3,
// SCH-6, SCH-7).
func TestEmbargoedArticlesLeaveNoTrace(t *testing.T) {
	n, guesses := 100, 1000
	if os.Getenv("WARTA_NIGHTLY") != "" {
		n, guesses = 1000, 10_000
	}
	d, stop, err := startDemo(inMemory(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	at := sample.Evening.Add(2 * time.Hour)
	birds := make([]canary, n)
	for i := range birds {
		birds[i] = d.cage(t, i, at)
	}
	// Nobody can let one out, whatever they may otherwise do.
	chief := newsroom.Someone(newsroom.Person{User: 5, Grants: []news.Grant{{Position: news.Pemred}}, At: d.clock.Now()})
	for _, b := range birds[:min(n, 20)] {
		for _, who := range []newsroom.Actor{newsroom.Operator(), chief, newsroom.Clock(), newsroom.Importer()} {
			for _, cmd := range []newsroom.Command{newsroom.Publish{Article: b.id}, newsroom.Publish{Article: b.id, Imported: true, Override: "karena sangat mendesak"},
				newsroom.Update{Article: b.id, Class: news.Substantial}, newsroom.Reschedule{Article: b.id, At: at.Add(-time.Second)}} {
				if _, err := d.room.Do(t.Context(), who, cmd); err == nil {
					t.Fatalf("%T by %s got through an embargo", cmd, who)
				}
			}
		}
	}
	site := d.handlerOf(t)
	leak := func(path string) {
		t.Helper()
		status, all := site(path)
		if i := bytes.Index(all, []byte("kenari")); i >= 0 {
			t.Fatalf("%s (%d) tells of an embargoed article: …%s…", path, status, all[max(0, i-80):min(len(all), i+80)])
		}
	}
	pages := crawl(t, d.home)
	for path := range pages {
		leak(path)
	}
	t.Logf("%d pages crawled", len(pages))
	tried := 0
	for _, path := range d.guesses(birds, guesses) {
		tried++
		d.sameAsMissing(t, site, path)
		if t.Failed() {
			return
		}
	}
	t.Logf("%d addresses guessed", tried)

	d.clock.Set(at.Add(-time.Microsecond))
	if did, err := d.room.Sweep(t.Context()); err != nil || did.Published != 0 {
		t.Fatalf("before the second: %+v, %v", did, err)
	}
	for _, path := range []string{"/", "/feed.xml", "/sitemap-news.xml", "/terbaru", "/daerah"} {
		leak(path)
	}
	d.clock.Set(at)
	if did, err := d.room.Sweep(t.Context()); err != nil || did.Published != n || did.Held != 0 {
		t.Fatalf("at the second: %+v, %v", did, err)
	}
	for _, b := range birds {
		status, all := site(b.path)
		if status != http.StatusOK {
			t.Fatalf("%s answers %d at its second", b.path, status)
		}
		for _, field := range []string{"headline", "standfirst", "paragraf", "caption"} {
			if !bytes.Contains(all, []byte(b.word(field))) {
				t.Errorf("%s does not show its %s", b.path, field)
			}
		}
		// What is the newsroom's own stays there.
		for _, field := range []string{"slugline", "catatan"} {
			if bytes.Contains(all, []byte(b.word(field))) {
				t.Errorf("%s shows its %s", b.path, field)
			}
		}
	}
	if _, all := site("/feed.xml"); !bytes.Contains(all, []byte("kenari")) {
		t.Error("the feed tells of none of them")
	}
}

// inMemory is a folder whose files need no disk, where the system has one.
func inMemory(t *testing.T) string {
	dir, err := os.MkdirTemp("/dev/shm", "warta-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// cage makes a canary.
func (d *demoPaper) cage(t *testing.T, i int, until time.Time) canary {
	t.Helper()
	b := canary{word: func(field string) string { return fmt.Sprintf("kenari%dx%s", i, field) }}
	do := func(cmd newsroom.Command) newsroom.Result {
		t.Helper()
		r, err := d.do(cmd)
		if err != nil {
			t.Fatalf("%T: %v", cmd, err)
		}
		return r
	}
	w := b.word
	b.picture = w("gambar") + ".jpg"
	asset := &news.Asset{Edition: 1, Hash: w("hash"), Kind: "photo", MIME: "image/jpeg", Caption: w("aset"), Alt: w("alt"), Title: w("judulaset"),
		Credit: w("kreditaset"), Width: 1600, Height: 900, Renditions: []news.Rendition{{Name: b.picture, MIME: "image/jpeg", Width: 1600, Height: 900}}}
	do(newsroom.AddAsset{Asset: asset})
	tag := &news.Tag{Edition: 1, Name: w("tagar")}
	do(newsroom.DefineTag{Tag: tag})
	topic := &news.Topic{Edition: 1, Name: w("topik"), Lead: asset.ID, Summary: w("rangkuman")}
	do(newsroom.DefineTopic{Topic: topic})
	person := &news.Person{Name: w("orang"), Bio: w("riwayat"), Active: true}
	do(newsroom.DefinePerson{Edition: 1, Person: person})
	c := news.Content{Headline: w("headline"), Headlines: map[string]string{"short": w("pendek"), "social": w("sosial"), "seo": w("seo")},
		Kicker: w("kicker"), Standfirst: w("standfirst"), Description: w("deskripsi"), Slug: w("slug"), Slugline: w("slugline"),
		Dateline: news.Dateline{Place: w("tempat"), Outlet: w("media")}, Byline: []news.Credit{{Person: person.ID, Role: news.RoleReporter}, {Name: w("nama"), Role: news.RoleEditor}},
		Lead:    &news.LeadMedia{Asset: asset.ID, Caption: w("caption"), Credit: w("kredit"), Alt: w("teksalt")},
		Section: news.SectionID(1 + i%9), Tags: []news.TagID{tag.ID}, Topic: topic.ID, Related: []news.ArticleID{1, 2},
		Source: &news.Source{Name: w("sumber"), URL: "https://example.com/" + w("url")}, Kind: news.KindNews, Language: "id",
		ClosingNote: w("penutup"), NotesInternal: w("catatan"),
		Body: body.Doc{Version: 1, Blocks: []body.Block{
			&body.Paragraph{Text: body.Text("Paragraf " + w("paragraf") + ".")}, &body.Heading{Level: 2, Text: body.Text(w("subjudul"))},
			&body.Quote{Attribution: w("pengutip"), Blocks: []body.Block{&body.Paragraph{Text: body.Text(w("kutipan"))}}},
			&body.Image{Asset: int64(asset.ID), Caption: body.Text(w("captionisi")), Alt: w("altisi"), Credit: w("kreditisi")},
			&body.Factbox{Title: w("kotak"), Blocks: []body.Block{&body.Paragraph{Text: body.Text(w("isikotak"))}}},
			&body.ReadAlso{Label: w("baca"), Refs: []int64{1}}}}}
	c.Body.AssignIDs(w(""))
	r := do(newsroom.Create{Edition: 1, Content: c})
	b.id = r.Article
	do(newsroom.SetEmbargo{Article: b.id, Until: until, Reason: w("alasan")})
	do(newsroom.Schedule{Article: b.id, At: until})
	b.path = until.In(time.FixedZone("WIB", 7*3600)).Format("/2006/01/02/") + c.Slug
	return b
}

// do runs a command as the operator.
func (d *demoPaper) do(cmd newsroom.Command) (newsroom.Result, error) {
	return d.room.Do(d.ctx(), newsroom.Operator(), cmd)
}

// handlerOf asks the site without a network; the answer has headers and body.
func (d *demoPaper) handlerOf(t *testing.T) func(path string) (int, []byte) {
	h := d.site.Handler()
	return func(path string) (int, []byte) {
		r, err := http.NewRequest(http.MethodGet, d.home+path, nil)
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		r.RequestURI, r.RemoteAddr = path, "192.0.2.1:1"
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		var all bytes.Buffer
		w.Header().Write(&all)
		all.WriteString("\n")
		all.Write(w.Body.Bytes())
		return w.Code, all.Bytes()
	}
}

var variable = regexp.MustCompile(`\{([^}]*?)(…?)\}`)

// guesses fills the variables of every route with what somebody might guess of a
// canary, and goes on at random.
func (d *demoPaper) guesses(birds []canary, n int) []string {
	words := locale.Get("id")
	r := rand.New(rand.NewPCG(7, 7))
	patterns := d.site.Patterns()
	fill := func(pattern string, b canary) string {
		return variable.ReplaceAllStringFunc(pattern, func(v string) string {
			name := strings.Trim(v, "{}…")
			if strings.HasPrefix(name, "path.") {
				return words.Message(name)
			}
			day := strings.Split(b.path, "/")
			switch name {
			case "year":
				return day[1]
			case "month":
				return day[2]
			case "day":
				return day[3]
			case "id":
				return b.id.String()
			case "path":
				return strings.TrimPrefix(b.path, "/")
			}
			return []string{b.word("slug"), b.word("tagar"), b.word("topik"), b.word("orang"), b.picture, b.id.String(), b.id.String() + ".png"}[r.IntN(7)]
		})
	}
	var out []string
	for i := 0; len(out) < n; i++ {
		b := birds[r.IntN(len(birds))]
		path := fill(patterns[i%len(patterns)], b)
		if strings.Contains(path, "/storybook") {
			continue
		}
		switch r.IntN(8) {
		case 0:
			path = "/lite" + b.path
		case 1:
			path = b.path
		case 2:
			path = "/?p=" + b.id.String()
		case 3:
			path = "/cari?q=" + b.word([]string{"headline", "paragraf", "tagar", "nama"}[r.IntN(4)])
		case 4:
			path = "/-/saran?q=" + b.word("headline")[:8+r.IntN(6)]
		case 5:
			path = "/-/media/" + b.picture
		case 6:
			path = "/-/share/" + b.id.String() + ".png"
		}
		out = append(out, path)
	}
	return out
}

var etag = regexp.MustCompile(`(?m)^Etag: .*$`)

// sameAsMissing compares the answer to a guess with the answer to the same guess
// at something that does not exist: status, headers and bytes, but for the words
// of the question itself.
func (d *demoPaper) sameAsMissing(t *testing.T, site func(string) (int, []byte), path string) {
	t.Helper()
	missing := strings.ReplaceAll(path, "kenari", "kesari")
	for _, part := range regexp.MustCompile(`\b\d+(\.png|\.gif)?$`).FindAllString(path, -1) {
		if !strings.Contains(path, "kenari") {
			missing = strings.TrimSuffix(missing, part) + "987654" + strings.TrimLeft(part, "0123456789")
		}
	}
	if strings.HasPrefix(path, "/indeks") && !strings.Contains(path, "kenari") {
		missing = path // a day is a day
	}
	status, got := site(path)
	missed, want := site(missing)
	got = bytes.ReplaceAll(got, []byte("kenari"), []byte("kesari"))
	if status == http.StatusOK {
		// A page that repeats the question has a tag of its own.
		got, want = etag.ReplaceAll(got, nil), etag.ReplaceAll(want, nil)
	}
	for _, cut := range []string{path, missing} {
		for _, id := range regexp.MustCompile(`\d{2,}`).FindAllString(cut, -1) {
			if !strings.Contains(path, "kenari") {
				got, want = bytes.ReplaceAll(got, []byte(id), nil), bytes.ReplaceAll(want, []byte(id), nil)
			}
		}
	}
	if status != missed || !bytes.Equal(got, want) {
		t.Errorf("%s answers %d, what is missing %s answers %d\n%s", path, status, missing, missed, firstDifference(got, want))
	}
}
