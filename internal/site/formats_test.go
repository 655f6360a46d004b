package site_test

import (
	"net/http"
	"strings"
	"testing"

	"warta/internal/body"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/site/sitetest"
)

func asset(p *sitetest.Paper, name string, change func(*news.Asset)) news.AssetID {
	a := news.Asset{Edition: p.Edition.ID, Hash: strings.Repeat(name[:1], 64), Kind: "photo", MIME: "image/jpeg", Width: 1280, Height: 853, Credit: "Foto: A",
		Renditions: []news.Rendition{{Name: name + "-640.jpg", MIME: "image/jpeg", Width: 640, Height: 427, Size: 40000},
			{Name: name + "-1280.jpg", MIME: "image/jpeg", Width: 1280, Height: 853, Size: 120000}}}
	if change != nil {
		change(&a)
	}
	p.Do(newsroom.AddAsset{Asset: &a})
	return a.ID
}

func mustHave(t *testing.T, what string, page string, has, hasNot []string) {
	t.Helper()
	for _, w := range has {
		if !strings.Contains(page, w) {
			t.Errorf("%s lacks %q", what, w)
		}
	}
	for _, w := range hasNot {
		if strings.Contains(page, w) {
			t.Errorf("%s has %q", what, w)
		}
	}
}

// TestPagesOfAStory: each page says which it is and points to the whole; the
// text of the others is there for paper, lite and feeds (MP-1, MP-2).
func TestPagesOfAStory(t *testing.T) {
	p := seedPaper(t, sitetest.Options{})
	p.Edit(p.Seed, inThree)
	p.Do(newsroom.Correct{Article: p.Seed, Kind: news.Ralat, Note: "Nama jabatan pada paragraf pertama keliru; yang benar tertulis sekarang."})
	all := `<link rel="canonical" href="http://` + sitetest.Host + p.Path + `?halaman=semua">`
	two := string(p.Get(p.Path + "?halaman=2").Body)
	mustHave(t, "page two", two, []string{" - Halaman 2 - ", all, `<link rel="prev" href="` + p.Path + `">`, `<link rel="next" href="` + p.Path + `?halaman=3">`,
		"RALAT", "<div hidden data-print>", `aria-current="page">2<`}, []string{`class="lead"`, `fetchpriority="high"`})
	one := string(p.Get(p.Path).Body)
	mustHave(t, "page one", one, []string{all, `class="lead"`, "RALAT", "Implikasi Global"}, []string{"Halaman 1 -"})
	if body := one[strings.Index(one, `class="body"`):]; strings.Index(body, "Implikasi Global") < strings.Index(body, "<div hidden data-print>") {
		t.Error("page one shows the last page's text on the screen")
	}
	for _, path := range []string{p.Path + "?halaman=semua", "/lite" + p.Path, "/feed.xml"} {
		mustHave(t, path, string(p.Get(path).Body), []string{"Implikasi Global"}, []string{"data-print hidden", "<div hidden data-print>"})
	}
	if a := p.Get(p.Path + "?halaman=4"); a.Status != http.StatusNotFound {
		t.Errorf("page four of three: %d", a.Status)
	}
}

// TestGraphicPhotoNeedsAClick: on no page, card, structured data or share
// picture is the photo seen before its notice (PRS-33).
func TestGraphicPhotoNeedsAClick(t *testing.T) {
	p := seedPaper(t, sitetest.Options{})
	id := asset(p, "keras", nil)
	p.Edit(p.Seed, func(c *news.Content) {
		c.Flags.Graphic, c.Lead = true, &news.LeadMedia{Asset: id, Caption: "Di lokasi."}
		c.Body.Blocks = append(c.Body.Blocks, &body.Image{Asset: int64(id)})
		c.Body.AssignIDs("keras")
	})
	page := string(p.Get(p.Path).Body)
	mustHave(t, "the page", page, []string{`<details class="graphic lead">`, `<details class="graphic">`, "Foto ini memuat gambar"}, []string{`fetchpriority="high"`, `rel="preload"`})
	head, _, _ := strings.Cut(page, "</head>")
	mustHave(t, "its head", head, nil, []string{"keras-"})
	for _, path := range []string{"/", "/internasional"} {
		mustHave(t, path, string(p.Get(path).Body), nil, []string{"keras-"})
	}
	mustHave(t, "lite", string(p.Get("/lite"+p.Path).Body), []string{"Foto ini memuat gambar"}, []string{`<img src="/-/media/keras`})
	mustHave(t, "the feed", string(p.Get("/feed.xml").Body), nil, []string{`src="http://` + sitetest.Host + `/-/media/keras`})
}

// TestFilmLeadsAVideoStory: the player stands where the lead photo would, and
// has that for its still.
func TestFilmLeadsAVideoStory(t *testing.T) {
	p := seedPaper(t, sitetest.Options{})
	still := asset(p, "gambar", nil)
	film := asset(p, "film", func(a *news.Asset) {
		a.Kind, a.MIME, a.Seconds = "video", "video/mp4", 75
		a.Renditions = []news.Rendition{{Name: "film.mp4", MIME: "video/mp4", Width: 640, Height: 360, Size: 9000}, {Name: "film.vtt", MIME: "text/vtt", Size: 90}}
	})
	doc := sitetest.Body("Paragraf pembuka.", "Paragraf kedua.")
	doc.Blocks = append(doc.Blocks, &body.Video{Asset: int64(film)})
	doc.AssignIDs("film")
	p.Article(news.Content{Headline: "Film dari dermaga", Kind: news.KindVideo, Section: p.Content(p.Seed).Section,
		Byline: []news.Credit{{Name: "A", Role: news.RoleReporter}}, Lead: &news.LeadMedia{Asset: still, Caption: "Dermaga."}, Body: doc}, sitetest.Moment)
	front := string(p.Get("/").Body)
	i := strings.Index(front, ">Film dari dermaga")
	if i < 0 {
		t.Fatal("the film is not on the front")
	}
	mustHave(t, "its card", front, []string{`class="mark play"`, "1:15"}, nil)
	from := strings.LastIndex(front[:i], `href="`) + len(`href="`)
	page := string(p.Get(front[from : from+strings.IndexByte(front[from:], '"')]).Body)
	mustHave(t, "the page", page, []string{`f-video`, `preload="none" poster="/-/media/gambar-1280.jpg"`, `<track kind="captions" src="/-/media/film.vtt"`, "Dermaga."}, []string{`class="lead"`})
	if strings.Index(page, "<video") > strings.Index(page, "Paragraf pembuka.</p>") {
		t.Error("the film does not lead")
	}
}

// TestLeadInGallery: a picture that stands in the story's gallery is not printed
// above it as well, and stays on cards.
func TestLeadInGallery(t *testing.T) {
	p := seedPaper(t, sitetest.Options{})
	first, second := asset(p, "satu", nil), asset(p, "dua", nil)
	var doc body.Doc
	doc.Blocks = []body.Block{&body.Paragraph{Text: body.Text("Pembuka.")},
		&body.Gallery{Images: []*body.Image{{Asset: int64(first)}, {Asset: int64(second)}}}}
	doc.AssignIDs("galeri")
	c := news.Content{Headline: "Pasar dalam gambar", Kind: news.KindPhoto, Section: p.Content(p.Seed).Section,
		Byline: []news.Credit{{Name: "A", Role: news.RolePhotographer}}, Lead: &news.LeadMedia{Asset: first, Caption: "Pasar."}, Body: doc}
	story := p.Article(c, sitetest.Moment)
	if n := strings.Count(string(p.Get(story.Path).Body), `src="/-/media/satu-`); n != 1 {
		t.Errorf("the lead's picture stands %d times on the page, want once", n)
	}
	mustHave(t, "its card", string(p.Get("/internasional").Body), []string{"/-/media/satu-"}, nil)
}

// TestMachinesAreNamed: pictures made by a machine and the use of a tool are told
// on the page, its lite page and on cards (PRS-90, PRS-91).
func TestMachinesAreNamed(t *testing.T) {
	p := seedPaper(t, sitetest.Options{})
	id := asset(p, "mesin", func(a *news.Asset) { a.AISource = "trainedAlgorithmicMedia" })
	p.Edit(p.Seed, func(c *news.Content) {
		c.Lead = &news.LeadMedia{Asset: id, Caption: "Gambaran."}
		c.AIUse = &news.AIUse{Tool: "alat <x>", Purpose: "image", Approver: "Ayu"}
	})
	line := "Pemakaian AI: alat &lt;x&gt;, untuk gambar. Diperiksa dan disetujui oleh Ayu."
	for _, path := range []string{p.Path, "/lite" + p.Path} {
		mustHave(t, path, string(p.Get(path).Body), []string{"Ilustrasi dibuat dengan AI", line}, nil)
	}
	mustHave(t, "the front", string(p.Get("/internasional").Body), []string{`class="mark made">Ilustrasi dibuat dengan AI`}, nil)
}
