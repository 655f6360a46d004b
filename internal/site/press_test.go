package site_test

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"warta/internal/body"
	"warta/internal/feed"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/site"
	"warta/internal/site/sitetest"
	"warta/internal/store"
	"warta/internal/store/storetest"
)

// The scenarios of press-rules.md section 14, as far as a reader sees them, over
// HTTP on a fresh newspaper with the seed's article, on both databases. Not
// here: D7 (checks before publishing), D8 (redact) and D11 (rights that end)
// are the desk's and the media store's, and come with their commands; so do the
// second signature of D4 and the audit of D5.

func onBothDatabases(t *testing.T, run func(t *testing.T, p *sitetest.Paper)) {
	storetest.EachPlace(t, func(t *testing.T, o store.Options) {
		p := sitetest.Open(t, o, sitetest.Options{})
		p.ImportSeed()
		run(t, p)
	})
}

func holds(t *testing.T, p *sitetest.Paper, path string, wanted ...string) {
	t.Helper()
	a := p.Get(path)
	if a.Status != http.StatusOK {
		t.Errorf("GET %s: %d", path, a.Status)
	}
	for _, w := range wanted {
		if !bytes.Contains(a.Body, []byte(w)) {
			t.Errorf("GET %s lacks %q", path, w)
		}
	}
}

const (
	wrongDate = "Sebelumnya tertulis 27 Februari. Yang benar, 28 Februari. Redaksi meminta maaf."
	reason    = "Berita memuat keterangan yang menyakiti korban."
)

// TestD1toD3: a correction, a reply, a second correction.
func TestD1toD3(t *testing.T) {
	onBothDatabases(t, func(t *testing.T, p *sitetest.Paper) {
		headline := p.Content(p.Seed).Headline
		p.Do(newsroom.Correct{Article: p.Seed, Kind: news.Koreksi, Note: wrongDate})
		holds(t, p, p.Path, "KOREKSI", wrongDate, `"datePublished":"2025-03-01T`, `"dateModified":"2025-06-28T18:00:00`)
		holds(t, p, "/koreksi", "KOREKSI", wrongDate, headline, p.Path)

		p.Clock.At = p.Clock.At.Add(time.Hour)
		reply := p.Article(news.Content{Headline: "Kedutaan Menjawab", Slug: "kedutaan-menjawab", Section: p.Content(p.Seed).Section,
			Byline: []news.Credit{{Name: "Kedutaan", Role: news.RoleGuest}}, Body: sitetest.Body("Kami menyatakan sebaliknya.")}, time.Time{})
		before := p.Get(reply.Path) // kept, and made anew below
		p.Do(newsroom.Correct{Article: p.Seed, Kind: news.HakJawab, Note: "Kedutaan menyampaikan hak jawab yang dimuat lengkap.", Reply: reply.Article})
		if bytes.Contains(before.Body, []byte("Berita yang ditanggapi")) {
			t.Error("the reply named the report before it was one")
		}
		holds(t, p, p.Path, "HAK JAWAB", `href="`+reply.Path+`"`)
		holds(t, p, "/lite"+p.Path, "HAK JAWAB", `href="/lite`+reply.Path+`"`)
		holds(t, p, reply.Path, "HAK JAWAB", "Berita yang ditanggapi", `href="`+p.Path+`"`)
		holds(t, p, "/lite"+reply.Path, "Berita yang ditanggapi", `href="/lite`+p.Path+`"`)
		holds(t, p, "/feed.xml", "Berita yang ditanggapi")
		theReplyIsCalledOne(t, p, reply.Path)
		holds(t, p, "/koreksi", "HAK JAWAB", reply.Path)

		p.Clock.At = p.Clock.At.Add(48 * time.Hour)
		p.Do(newsroom.Correct{Article: p.Seed, Kind: news.Ralat, Note: "Nama kota salah tulis. Yang benar, Makassar."})
		page := string(p.Get(p.Path).Body)
		first, last := strings.Index(page, wrongDate+"</p>"), strings.Index(page, "Makassar.</p>")
		if first < 0 || last < first {
			t.Errorf("corrections stand at %d and %d, want both in order", first, last)
		}
		if n := strings.Count(page, `"@type":"CorrectionComment"`); n != 3 {
			t.Errorf("JSON-LD has %d corrections, want 3", n)
		}
	})
}

// theReplyIsCalledOne wherever the reply is listed: a reader must not take the
// word of a party for the paper's.
func theReplyIsCalledOne(t *testing.T, p *sitetest.Paper, path string) {
	t.Helper()
	for _, list := range []string{"/", "/internasional", "/terbaru", "/indeks/2025/06/28", "/cari?q=kedutaan", "/lite/terbaru", "/-/404"} {
		a := p.Get(list)
		page := string(a.Body)
		from := max(0, strings.Index(page, "<main"))
		at := from + strings.Index(page[from:], path+`"`)
		if at < from {
			t.Errorf("GET %s: %d, does not list the reply", list, a.Status)
			continue
		}
		// The card begins where the list's next-to-last element did.
		start := max(strings.LastIndex(page[:at], "<article"), strings.LastIndex(page[:at], "<li"))
		end := at + 1 + max(strings.Index(page[at+1:], "</article>"), strings.Index(page[at+1:], "</li>"))
		if !strings.Contains(page[max(start, 0):max(end, at)], "HAK JAWAB") {
			t.Errorf("GET %s: the reply's card does not say what it is", list)
		}
	}
	for _, f := range feed.Formats {
		holds(t, p, "/"+f.File, "[HAK JAWAB] Kedutaan Menjawab")
	}
}

// TestKindOfLiveArticle is PRS-63: what was paid stays paid, and what was news
// becomes paid only where readers are told.
func TestKindOfLiveArticle(t *testing.T) {
	onBothDatabases(t, func(t *testing.T, p *sitetest.Paper) {
		ctx := context.Background()
		c := p.Content(p.Seed)
		c.Kind, c.Label, c.Slug, c.Headline, c.Follows = news.KindAdvertorial, "IKLAN", "kopi-murah", "Kopi Murah", 0
		c.Byline = []news.Credit{{Name: "Tim Iklan"}}
		ad := p.Article(c, time.Time{})
		c.Kind, c.Label = news.KindNews, ""
		paid := p.Content(p.Seed)
		paid.Kind, paid.Label, paid.Byline = news.KindAdvertorial, "IKLAN", c.Byline
		for _, test := range []struct {
			name string
			who  newsroom.Actor
			cmd  newsroom.Command
			want news.Kind
		}{
			{"paid to news by an update", newsroom.Operator(), newsroom.Update{Article: ad.Article, Content: &c, Class: news.Substantial}, news.Conflict},
			{"paid to news by an import", newsroom.Importer(), newsroom.Update{Article: ad.Article, Content: &c, Class: news.Minor, Imported: true}, news.Conflict},
			{"paid to news by a correction", newsroom.Operator(), newsroom.Correct{Article: ad.Article, Kind: news.Koreksi, Note: wrongDate, Content: &c}, news.Conflict},
			{"news to paid without a word", newsroom.Operator(), newsroom.Update{Article: p.Seed, Content: &paid, Class: news.Substantial}, news.Conflict},
			{"news to paid by an import", newsroom.Importer(), newsroom.Correct{Article: p.Seed, Kind: news.Klarifikasi, Note: wrongDate, Content: &paid}, news.Forbidden},
		} {
			if _, err := p.Newsroom.Do(ctx, test.who, test.cmd); !news.Is(err, test.want) {
				t.Errorf("%s: %v, want %v", test.name, err, test.want)
			}
		}
		holds(t, p, ad.Path, "IKLAN")
		p.Do(newsroom.Correct{Article: p.Seed, Kind: news.Klarifikasi, Note: "Artikel ini dibayar oleh penyelenggara acara.", Content: &paid})
		holds(t, p, p.Path, "IKLAN", "KLARIFIKASI", "Artikel ini dibayar oleh penyelenggara acara.")
	})
}

// TestD4: withdrawn for a victim's sake: no public byte tells the headline.
func TestD4(t *testing.T) {
	onBothDatabases(t, func(t *testing.T, p *sitetest.Paper) {
		headline := p.Content(p.Seed).Headline
		p.Do(newsroom.Correct{Article: p.Seed, Kind: news.Koreksi, Note: "Tentang " + headline + ": tanggalnya keliru."})
		section := "/internasional"
		outputs := []string{"/", section, "/terbaru", "/populer", "/indeks/2025/03/01", "/koreksi", "/pencabutan", "/sitemap.xml",
			"/sitemap-news.xml", "/lite", "/lite" + section, "/lite/koreksi", "/tidak-ada", "/cari?q=rusia"}
		for _, f := range feed.Formats {
			outputs = append(outputs, "/"+f.File, section+"/"+f.File, "/koreksi/"+f.File)
		}
		for _, list := range p.Cited {
			for _, id := range list {
				if path := livePath(t, p, id); path != "" {
					outputs = append(outputs, path, "/lite"+path)
				}
			}
		}
		shown := 0
		for _, path := range outputs {
			if bytes.Contains(p.Get(path).Body, []byte(headline)) {
				shown++
			}
		}
		if shown == 0 {
			t.Fatal("nothing shows the article before it is withdrawn")
		}
		p.Fresh(p.Path) // the second node has served it
		share := "/-/share/" + p.Seed.String() + "-0000000000000000.jpg"
		p.Do(newsroom.Withdraw{Article: p.Seed, Ground: news.GroundTrauma, Reason: reason})
		for _, path := range outputs {
			if a := p.Get(path); bytes.Contains(a.Body, []byte(headline)) {
				t.Errorf("GET %s: %d, and still tells the headline", path, a.Status)
			}
			if strings.Contains(path, "?") {
				continue
			}
			if a := p.Fresh(path); bytes.Contains(a.Body, []byte(headline)) {
				t.Errorf("GET %s of another node: %d, and still tells the headline", path, a.Status)
			}
		}
		for _, path := range []string{p.Path, "/lite" + p.Path, share} {
			a := p.Get(path)
			if a.Status != http.StatusGone || bytes.Contains(a.Body, []byte(headline)) || a.Header.Get("X-Robots-Tag") != "noindex" {
				t.Errorf("GET %s: %d, X-Robots-Tag %q; want 410, noindex and no headline", path, a.Status, a.Header.Get("X-Robots-Tag"))
			}
			if strings.HasSuffix(path, ".jpg") {
				continue
			}
			for _, w := range []string{"28 Juni 2025", "Pengalaman traumatik korban", reason} {
				if !bytes.Contains(a.Body, []byte(w)) {
					t.Errorf("GET %s lacks %q", path, w)
				}
			}
			if bytes.Contains(a.Body, []byte("data-copy")) || bytes.Contains(a.Body, []byte("wa.me")) {
				t.Errorf("GET %s has a share bar", path)
			}
		}
		holds(t, p, "/pencabutan", "DICABUT", "Pengalaman traumatik korban", reason)
		holds(t, p, "/koreksi", "DICABUT", "Judul tidak ditampilkan")
	})
}

func livePath(t *testing.T, p *sitetest.Paper, id news.ArticleID) (path string) {
	t.Helper()
	_ = p.DB.Published().View(context.Background(), p.Edition.ID, func(v store.View) error {
		a, err := v.Article(context.Background(), id)
		path = a.Path
		return err
	})
	return path
}

// TestD5: nothing takes an article away without ground, reason and right.
func TestD5(t *testing.T) { onBothDatabases(t, nothingTakesAway) }

func nothingTakesAway(t *testing.T, p *sitetest.Paper) {
	for _, c := range []struct {
		name string
		who  newsroom.Actor
		cmd  newsroom.Withdraw
		want news.Kind
	}{
		{"an import", newsroom.Importer(), newsroom.Withdraw{Article: p.Seed, Ground: news.GroundSARA, Reason: reason}, news.Forbidden},
		{"nobody", newsroom.Actor{}, newsroom.Withdraw{Article: p.Seed, Ground: news.GroundSARA, Reason: reason}, news.Forbidden},
		{"no reason", newsroom.Operator(), newsroom.Withdraw{Article: p.Seed, Ground: news.GroundSARA}, news.Invalid},
		{"no ground", newsroom.Operator(), newsroom.Withdraw{Article: p.Seed, Reason: reason}, news.Invalid},
		{"pressure from outside", newsroom.Operator(), newsroom.Withdraw{Article: p.Seed, Ground: "permintaan_pihak_luar", Reason: reason}, news.Invalid},
	} {
		if _, err := p.Newsroom.Do(context.Background(), c.who, c.cmd); !news.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
	holds(t, p, p.Path, p.Content(p.Seed).Headline)
}

// TestD6: an unverified report ends with its note; it and its follow-up lead to
// each other.
func TestD6(t *testing.T) {
	onBothDatabases(t, func(t *testing.T, p *sitetest.Paper) {
		c := news.Content{Headline: "Uji Coba Dikabarkan Mundur", Slug: "uji-coba", Section: p.Content(p.Seed).Section,
			Byline: []news.Credit{{Name: "Ayu", Role: news.RoleReporter}}, Body: sitetest.Body("Kabar itu datang lewat telepon.", "Alinea penutup.")}
		c.Flags.Unverified = &news.Unverified{Source: "Kepala Dinas"}
		bad := p.Do(newsroom.Create{Edition: p.Edition.ID, Content: c})
		if _, err := p.Newsroom.Do(context.Background(), newsroom.Operator(), newsroom.Publish{Article: bad.Article}); !news.Is(err, news.Invalid) {
			t.Errorf("without a ground: %v, want Invalid", err)
		}
		c.Flags.Unverified.Ground = "Penumpang perlu tahu sekarang."
		first := p.Article(c, time.Time{})
		note := "<em>(Berita ini masih memerlukan verifikasi lebih lanjut."
		for _, path := range []string{first.Path, "/lite" + first.Path} {
			page := string(p.Get(path).Body)
			if end, at := strings.Index(page, "Alinea penutup."), strings.Index(page, note); end < 0 || at < end {
				t.Errorf("GET %s: text ends at %d, note at %d", path, end, at)
			}
		}
		p.Clock.At = p.Clock.At.Add(20 * time.Hour)
		c.Flags.Unverified, c.Headline, c.Slug, c.Follows = nil, "Uji Coba Tetap Jumat", "uji-coba-tetap", first.Article
		next := p.Article(c, time.Time{})
		holds(t, p, first.Path, "Kelanjutan berita ini", next.Path)
		holds(t, p, next.Path, "Laporan pertama", first.Path)
		holds(t, p, "/lite"+next.Path, "Laporan pertama", first.Path)
		p.Do(newsroom.Withdraw{Article: next.Article, Ground: news.GroundSARA, Reason: reason})
		if bytes.Contains(p.Get(first.Path).Body, []byte(next.Path)) {
			t.Error("the report still leads to its withdrawn follow-up")
		}
	})
}

// TestD9: paid content says so everywhere, and is no news.
func TestD9(t *testing.T) {
	onBothDatabases(t, func(t *testing.T, p *sitetest.Paper) {
		c := news.Content{Kind: news.KindAdvertorial, Headline: "Kopi Lereng Membuka Gudang", Slug: "kopi-lereng", Section: p.Content(p.Seed).Section,
			Byline: []news.Credit{{Name: "Tim Iklan"}}, Body: sitetest.Body("Gudang dibuka setiap Sabtu.")}
		bad := p.Do(newsroom.Create{Edition: p.Edition.ID, Content: c})
		for _, label := range []string{"", "INFO"} {
			c.Label = label
			if _, err := p.Newsroom.Do(context.Background(), newsroom.Operator(), newsroom.Publish{Article: bad.Article}); !news.Is(err, news.Invalid) {
				t.Errorf("label %q: %v, want Invalid", label, err)
			}
		}
		c.Label = "KERJA SAMA"
		ad := p.Article(c, time.Time{})
		holds(t, p, ad.Path, "KERJA SAMA", "AdvertiserContentArticle")
		if n := strings.Count(string(p.Get(ad.Path).Body), ">KERJA SAMA<"); n < 2 {
			t.Errorf("the page has its label %d times, want top and end", n)
		}
		holds(t, p, "/lite"+ad.Path, "KERJA SAMA")
		for _, f := range feed.Formats {
			holds(t, p, "/"+f.File, "[KERJA SAMA] Kopi Lereng")
		}
		for _, path := range []string{"/sitemap-news.xml", "/terbaru", p.Path} {
			if bytes.Contains(p.Get(path).Body, []byte(ad.Path)) {
				t.Errorf("GET %s names paid content", path)
			}
		}
	})
}

// TestD10: nobody approved, nothing published; not by an import either.
func TestD10(t *testing.T) { onBothDatabases(t, machinesNeedApproval) }

func machinesNeedApproval(t *testing.T, p *sitetest.Paper) {
	c := news.Content{Headline: "Ikhtisar Sidang", Slug: "ikhtisar", Section: p.Content(p.Seed).Section,
		Byline: []news.Credit{{Name: "Ayu", Role: news.RoleReporter}}, Body: sitetest.Body("Sidang ditunda."), AIUse: &news.AIUse{Tool: "model", Purpose: "summary"}}
	draft := p.Do(newsroom.Create{Edition: p.Edition.ID, Content: c, Imported: true})
	for _, imported := range []bool{false, true} {
		if _, err := p.Newsroom.Do(context.Background(), newsroom.Operator(), newsroom.Publish{Article: draft.Article, Imported: imported}); !news.Is(err, news.Invalid) {
			t.Errorf("imported %v: %v, want Invalid", imported, err)
		}
	}
	// Approved, it is labelled wherever the picture is told of (PRS-91).
	id := asset(p, "mesin", func(a *news.Asset) { a.AISource = "trainedAlgorithmicMedia" })
	c.AIUse.Approver, c.Lead = "Ayu", &news.LeadMedia{Asset: id, Caption: "Gambaran sidang.", Alt: "Ruang sidang"}
	made := p.Article(c, time.Time{})
	for _, path := range []string{made.Path, "/lite" + made.Path, "/internasional", "/terbaru"} {
		holds(t, p, path, "Ilustrasi dibuat dengan AI")
	}
	for _, f := range feed.Formats {
		holds(t, p, "/"+f.File, "Ilustrasi dibuat dengan AI")
	}
	page := string(p.Get(made.Path).Body)
	from := strings.Index(page, "application/ld+json")
	if end := from + strings.Index(page[from:], "</script>"); !strings.Contains(page[from:end], "Ilustrasi dibuat dengan AI") {
		t.Error("the structured data do not tell what made the picture")
	}
}

// TestD12: an empty masthead says so; filled in, it stands on page and foot.
func TestD12(t *testing.T) { onBothDatabases(t, emptyMastheadSaysSo) }

func emptyMastheadSaysSo(t *testing.T, p *sitetest.Paper) {
	holds(t, p, "/redaksi", "belum lengkap", "penanggung jawab")
	p.Change(func(s *news.Settings) {
		s.Masthead = news.Masthead{Company: "PT Koran Metro", Address: "Jalan Contoh 1", Responsible: "Ayu Lestari", Email: "redaksi@koranmetro.example"}
	})
	if bytes.Contains(p.Get("/redaksi").Body, []byte("belum lengkap")) {
		t.Error("the masthead still says that it is not complete")
	}
	for _, path := range []string{"/redaksi", "/hak-jawab", "/lite/redaksi"} {
		holds(t, p, path, "PT Koran Metro", "Jalan Contoh 1", "Ayu Lestari")
	}
	holds(t, p, p.Path, `href="/redaksi"`, `href="/koreksi"`, `href="/hak-jawab"`, "PT Koran Metro")
	own := p.Article(news.Content{Kind: news.KindPage, Headline: "Hak jawab pembaca kami", Slug: "hak-jawab", Body: sitetest.Body("Kata kami sendiri."),
		Section: p.Content(p.Seed).Section}, time.Time{})
	holds(t, p, own.Path, "Kata kami sendiri.")
	if own.Path != "/hak-jawab" {
		t.Errorf("the paper's own page is at %s", own.Path)
	}
}

// TestD13: what is withdrawn leaves the read-also line and the related list.
func TestD13(t *testing.T) {
	onBothDatabases(t, func(t *testing.T, p *sitetest.Paper) {
		for _, list := range []string{"readalso", "related"} {
			id := p.Cited[list][0]
			path := livePath(t, p, id)
			holds(t, p, p.Path, path)
			p.Do(newsroom.Withdraw{Article: id, Ground: news.GroundSARA, Reason: reason})
			if bytes.Contains(p.Get(p.Path).Body, []byte(path)) {
				t.Errorf("%s still leads to %s", list, path)
			}
		}
	})
}

type stoppable struct {
	store.Published
	stopped *atomic.Bool
}

func (s stoppable) View(ctx context.Context, e news.EditionID, fn func(store.View) error) error {
	if s.stopped.Load() {
		return errors.New("the database is stopped")
	}
	return s.Published.View(ctx, e, fn)
}

// TestD14: the database stops after a withdrawal was acknowledged: neither
// memory nor disk has the page.
func TestD14(t *testing.T) {
	var stopped atomic.Bool
	o := sitetest.Options{CacheDir: t.TempDir(), Published: func(p store.Published) store.Published { return stoppable{p, &stopped} }}
	p := seedPaper(t, o)
	old := p.Content(p.Seed).Headline
	p.Text(p.Path)
	p.Do(newsroom.Correct{Article: p.Seed, Kind: news.Koreksi, Note: wrongDate})
	stopped.Store(true)
	for _, when := range []string{"at once", "after a restart"} {
		if a := p.Get(p.Path); a.Status == http.StatusOK && !bytes.Contains(a.Body, []byte(wrongDate)) {
			t.Errorf("%s: the uncorrected page is served", when)
		}
		p.Serve(o)
	}
	stopped.Store(false)
	p.Text(p.Path)
	p.Do(newsroom.Withdraw{Article: p.Seed, Ground: news.GroundTrauma, Reason: reason})
	stopped.Store(true)
	for _, when := range []string{"at once", "after a restart"} {
		if a := p.Get(p.Path); bytes.Contains(a.Body, []byte(old)) {
			t.Errorf("%s: %d, the withdrawn page is served", when, a.Status)
		}
		p.Serve(o)
	}
}

// noArticle are the routes that show none, and why (PRS-4): whoever adds a route
// gives it a row in TestAmendmentIsOnEveryCopy or a reason here.
var noArticle = map[string]string{
	"/sitemap.xml":                 "addresses of sitemaps",
	"/sitemap-news.xml":            "addresses and headlines; search engines read the page itself",
	"/sitemap-{part}.xml":          "addresses and times",
	"/{path.saved}":                "the reader's own list, filled in the browser",
	"/sw.js":                       "a script",
	"/manifest.webmanifest":        "names and icons of the paper",
	"/favicon.ico":                 "a picture of the paper",
	"/apple-touch-icon.png":        "a picture of the paper",
	"/-/share/{name}":              "a drawn picture: its words are in sharepicture_test.go, its alternative text on the article",
	"/-/saran":                     "words to search for",
	"/{path.index}":                "a calendar",
	"/{path.index}/{year}":         "a calendar",
	"/{path.index}/{year}/{month}": "a calendar",
	"/{path.masthead}":             "the paper about itself",
	"/{path.reply}":                "the paper about itself",
	"/{path.privacy}":              "the paper about itself",
	"/{path.counting}":             "the paper about itself",
	"/{path.withdrawals}":          "withdrawals alone; the amendments are one link away",
	"/{key}.txt":                   "a key for search engines",
}

// TestAmendmentIsOnEveryCopy is PRS-4: one amendment on an article of several
// pages, and what every output must hold of it, as far as it can: kind, text,
// time, link. Outputs come from the route table and the formats of feeds, so a
// new one is asked on its first day.
func TestAmendmentIsOnEveryCopy(t *testing.T) {
	p := seedPaper(t, sitetest.Options{})
	_, tag, person, _ := paths(t, p)
	topic := news.Topic{Edition: p.Edition.ID, Name: "Perang"}
	p.Do(newsroom.DefineTopic{Topic: &topic})
	p.Edit(p.Seed, func(c *news.Content) {
		c.Topic, c.Paged = topic.ID, true
		c.Body.Blocks = append(c.Body.Blocks, &body.PageBreak{}, &body.Paragraph{Text: body.Text("Alinea halaman berikut.")})
		c.Body.AssignIDs("halaman")
	})
	reply := p.Article(news.Content{Headline: "Kedutaan Menjawab", Slug: "kedutaan", Section: p.Content(p.Seed).Section,
		Related: []news.ArticleID{p.Seed}, Byline: []news.Credit{{Name: "Kedutaan"}}, Body: sitetest.Body("Jawaban.")}, time.Time{})
	p.Do(newsroom.Correct{Article: p.Seed, Kind: news.Klarifikasi, Note: wrongDate, Reply: reply.Article})
	if err := p.DB.Reads().Add(context.Background(), "batch", p.Clock.At, map[news.ArticleID]int64{p.Seed: 50}); err != nil {
		t.Fatal(err)
	}
	p.Site.Tick(context.Background())
	full := []string{"KLARIFIKASI", wrongDate, "28 Juni 2025 - 18:00 WIB", reply.Path}
	mark := []string{"KLARIFIKASI"}
	type output struct {
		path   string
		wanted []string
	}
	rows := map[string][]output{
		"/{path…}": {
			{p.Path, append([]string{`"@type":"CorrectionComment"`, `"datePublished":"2025-06-28T18:00:00+07:00"`, "KLARIFIKASI, Berita ini terbit 1 Maret 2025: "}, full...)},
			{p.Path + "?halaman=2", append([]string{"Alinea halaman berikut."}, full...)},
			{p.Path + "?halaman=semua", append([]string{"Alinea halaman berikut."}, full...)},
			{"/lite" + p.Path, full},
			{"/internasional", mark}, {"/lite/internasional", mark},
		},
		"/":                                  {{"/", mark}, {"/lite", mark}},
		"/{path.corrections}":                {{"/koreksi", full}, {"/lite/koreksi", full}},
		"/{path.latest}":                     {{"/terbaru", mark}, {"/lite/terbaru", mark}},
		"/{path.popular}":                    {{"/populer", mark}},
		"/{path.index}/{year}/{month}/{day}": {{"/indeks/2025/03/01", mark}},
		"/{path.topic}/{slug}":               {{"/topik/" + topic.Slug, mark}},
		"/{path.tag}/{slug}":                 {{tag, mark}},
		"/{path.author}/{slug}":              {{person, mark}},
		"/{path.search}":                     {{"/cari?q=rusia", mark}},
	}
	for _, f := range feed.Formats {
		rows["/"+f.File] = []output{{"/" + f.File, full}}
		for _, list := range []string{"/internasional", tag, person, "/topik/" + topic.Slug} {
			rows["/{list…}/"+f.File] = append(rows["/{list…}/"+f.File], output{list + "/" + f.File, full})
		}
		rows["/{list…}/"+f.File] = append(rows["/{list…}/"+f.File], output{"/koreksi/" + f.File, []string{"KLARIFIKASI", wrongDate, reply.Path, "2025"}})
	}
	for _, pattern := range p.Site.PagePatterns() {
		if rows[pattern] == nil && noArticle[pattern] == "" && !slices.Contains(site.MachinePatterns(), pattern) {
			t.Errorf("%s has neither a row here nor a reason why it shows no article", pattern)
		}
	}
	for _, outputs := range rows {
		for _, o := range outputs {
			holds(t, p, o.path, o.wanted...)
		}
	}
	if a := p.Get(p.Path + "-hilang"); !bytes.Contains(a.Body, []byte("KLARIFIKASI")) {
		t.Errorf("the suggestions of a lost address (%d) lack the mark", a.Status)
	}
	holds(t, p, reply.Path, "KLARIFIKASI") // the related list
}
