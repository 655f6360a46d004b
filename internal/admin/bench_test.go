package admin_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"warta/internal/admin"
	"warta/internal/auth"
	"warta/internal/body"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
	"warta/internal/store/storetest"
	"warta/internal/web"
)

// BenchmarkScreens measures whole answers of the newsroom's pages over an archive
// of 100,000 articles and photos (a tenth with -short), with more cards than the
// board shows of a column: at most 30 ms and 40 KB (newsroom-screens.md S2.5).
func BenchmarkScreens(b *testing.B) {
	db := storetest.SQLite(b)
	keys, err := auth.MakeKeys(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	keep, err := auth.New(b.Context(), auth.Options{Database: db, Keys: keys, WithoutSecondFactor: true, Hashing: auth.Hashing{Memory: 64, Passes: 1, Lanes: 1}})
	if err != nil {
		b.Fatal(err)
	}
	room := newsroom.New(db, newsroom.Options{})
	pages, err := admin.New(admin.Options{Keeper: keep, Newsroom: room})
	if err != nil {
		b.Fatal(err)
	}
	ctx := b.Context()
	e := news.Edition{Settings: news.Settings{Name: "Kabar Uji"}}
	if _, err := room.Do(ctx, newsroom.Operator(), newsroom.ChangeSettings{Edition: &e}); err != nil {
		b.Fatal(err)
	}
	var sections []news.SectionID
	for i := range 12 {
		s := news.Section{Edition: e.ID, Name: fmt.Sprint("Rubrik ", i)}
		if _, err := room.Do(ctx, newsroom.Operator(), newsroom.DefineSection{Section: &s}); err != nil {
			b.Fatal(err)
		}
		sections = append(sections, s.ID)
	}
	u := store.User{Name: "Sari Dewi", Email: "sari@x.example"}
	var link string
	if _, err := room.Do(ctx, newsroom.Operator(), newsroom.InviteUser{User: &u, Grants: []news.Grant{{Position: news.Pemred}}, Link: &link}); err != nil {
		b.Fatal(err)
	}
	if _, err := keep.Accept(ctx, auth.Caller{}, link, auth.Accept{Password: good}); err != nil {
		b.Fatal(err)
	}
	total := 100_000
	if testing.Short() {
		total = 10_000
	}
	states := []news.WorkState{news.Writing, news.Desk, news.Ready, news.Returned}
	for done := 0; done < total; done += 1000 {
		err := db.Write(ctx, func(tx store.Tx) error {
			for i := range 1000 {
				n := done + i
				c := news.Content{Headline: fmt.Sprintf("Harga pangan pokok ke-%d turun menjelang pekan panjang di Sagara", n), Section: sections[n%12],
					Byline: []news.Credit{{Name: fmt.Sprint("Penulis ", n%40)}}, Body: body.Doc{Version: 1, Blocks: []body.Block{&body.Paragraph{Text: body.Text("Isi berita.")}}}}
				a := news.Article{Edition: e.ID, Work: news.Settled, Public: news.Live, Revision: 1, Section: c.Section, Creator: u.ID}
				a.Dates.FirstPublished = tx.Now().Add(-time.Duration(n+1) * time.Hour)
				if n%(total/320) == 0 {
					a.Work, a.Public, a.Dates.FirstPublished = states[n/(total/320)%4], news.Never, time.Time{}
				} else if n%(total/80) == 1 {
					a.Dates.FirstPublished = tx.Now()
				}
				if err := tx.Articles().Create(ctx, &a, &c); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	furnishScreens(b, db, e.ID, total)
	if err := room.Index().CatchUp(ctx); err != nil {
		b.Fatal(err)
	}
	// A month in which two thousand articles were read each hour.
	for hour := range 30 * 24 {
		f := store.ReadFlush{Batch: fmt.Sprint(hour), At: time.Now().Add(-time.Duration(hour) * time.Hour), Articles: map[news.ArticleID]int64{},
			Shares: map[store.ReadShare]int64{{Edition: e.ID, Kind: store.ShareAll}: 6000}}
		for i := range 2000 {
			f.Articles[news.ArticleID((hour*7+i*i%9973)%total+1)] = int64(i%17 + 1)
		}
		if err := db.Reads().Flush(ctx, f); err != nil {
			b.Fatal(err)
		}
	}
	server := httptest.NewServer(web.Chain(pages.Handler(), web.RequestID(), web.TrustProxies(nil)))
	b.Cleanup(server.Close)
	jar, _ := cookiejar.New(nil) // without options it does not fail
	client := &http.Client{Jar: jar}
	if _, err := client.PostForm(server.URL+"/newsroom/login", url.Values{"email": {u.Email}, "password": {good}}); err != nil {
		b.Fatal(err)
	}
	for _, page := range []string{"/newsroom/", "/newsroom/?mode=list", "/newsroom/?mode=list&section=3", "/newsroom/search?q=harga+pangan", "/newsroom/search?q=12345",
		"/newsroom/a/1", "/newsroom/a/1/publish", "/newsroom/a/1/checks", "/newsroom/a/1/history", "/newsroom/quick",
		"/newsroom/photos", "/newsroom/photos?view=list", "/newsroom/photos?q=pelabuhan", "/newsroom/photos?q=foto12345", "/newsroom/photos/1",
		"/newsroom/front", "/newsroom/corrections", "/newsroom/sections", "/newsroom/tags", "/newsroom/tags?q=topik+99", "/newsroom/tags/near",
		"/newsroom/people", "/newsroom/people?q=orang+99", "/newsroom/redirects", "/newsroom/users", "/newsroom/audit", "/newsroom/settings", "/newsroom/numbers", "/newsroom/numbers?period=month", "/newsroom/a/2/numbers"} {
		b.Run(page, func(b *testing.B) {
			size, cards := 0, 0
			for b.Loop() {
				res, err := client.Get(server.URL + page)
				if err != nil {
					b.Fatal(err)
				}
				text, err := io.ReadAll(res.Body)
				res.Body.Close()
				if err != nil || res.StatusCode != 200 {
					b.Fatalf("%s: %d, %v", page, res.StatusCode, err)
				}
				if size == 0 {
					var zipped bytes.Buffer
					z, _ := gzip.NewWriterLevel(&zipped, gzip.BestSpeed) // the level exists
					_, _ = z.Write(text)                                 // memory
					_ = z.Close()
					size, cards = zipped.Len(), bytes.Count(text, []byte("data-card="))
				}
			}
			b.ReportMetric(float64(size)/1024, "KB-gz")
			b.ReportMetric(float64(cards), "cards")
		})
	}
}

// furnishScreens gives the other lists what a paper of that many articles has: as
// many photos and redirects, a fifth of tags, a twentieth of people.
func furnishScreens(b *testing.B, db store.Database, e news.EditionID, total int) {
	b.Helper()
	ctx := b.Context()
	for done := 0; done < total; done += 1000 {
		err := db.Write(ctx, func(tx store.Tx) error {
			for n := done; n < done+1000; n++ {
				a := news.Asset{Edition: e, Hash: fmt.Sprint("h", n), Kind: "photo", Caption: fmt.Sprintf("Suasana pelabuhan pada hari ke-%d, foto%d", n, n),
					Credit: fmt.Sprint("Fotografer ", n%60), Added: tx.Now().Add(-time.Duration(n) * time.Minute), Width: 1600, Height: 1067}
				if err := tx.Media().Put(ctx, &a); err != nil {
					return err
				}
				if err := tx.Redirects().Put(ctx, e, fmt.Sprintf("/?p=%d", n), fmt.Sprintf("/baru/%d", n)); err != nil {
					return err
				}
				if n%5 == 0 {
					if err := tx.Taxonomy().PutTag(ctx, &news.Tag{Edition: e, Name: fmt.Sprint("Topik ", n), Slug: fmt.Sprint("topik-", n), Type: news.TagSubject}); err != nil {
						return err
					}
				}
				if n%20 == 0 {
					if err := tx.People().Put(ctx, &news.Person{Name: fmt.Sprint("Orang ", n), Slug: fmt.Sprint("orang-", n), Active: true}); err != nil {
						return err
					}
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}
