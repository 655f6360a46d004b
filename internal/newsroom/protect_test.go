package newsroom_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"warta/internal/body"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
	"warta/internal/store/storetest"
)

// TestPlantedNamesAreFound plants a protected name, spelt in twelve ways, in
// every place that readers or their machines get to see: each is found, and no
// text without it is (PRS-41).
func TestPlantedNamesAreFound(t *testing.T) {
	clock := &storetest.Clock{At: morning}
	d := &desk{T: t, ctx: t.Context(), db: storetest.Open(t, store.Options{Dir: memory(t), Now: clock.Now}), clock: clock}
	d.room = newsroom.New(d.db, newsroom.Options{})
	d.establish()
	spellings := []string{"Siti Khadijah", "SITI KHADIJAH", "siti-khadijah", "SitiKhadijah", "sitikhadijah-2", "Sitti Chadidjah", "Siti Hadijah",
		"Khadijah, Siti", "S. Khadijah", "Siti K.", "Siti Nur Khadijah", "S.K."}
	asset := func(m news.Asset) int64 {
		m.Edition, m.Kind, m.Hash = d.edition, "photo", m.Caption+m.Title+m.Alt+m.Credit
		if len(m.Renditions) > 0 {
			m.Hash += m.Renditions[0].Name
		}
		d.must(newsroom.AddAsset{Asset: &m})
		return int64(m.ID)
	}
	planted := 0
	places := map[string]func(c *news.Content, s string){
		"headline":         func(c *news.Content, s string) { c.Headline = "Kabar " + s + " hari ini" },
		"headlines.social": func(c *news.Content, s string) { c.Headlines = map[string]string{"social": "Kabar " + s} },
		"kicker":           func(c *news.Content, s string) { c.Kicker = s },
		"standfirst":       func(c *news.Content, s string) { c.Standfirst = "Menurut " + s + ", begitu." },
		"description":      func(c *news.Content, s string) { c.Description = "Kabar tentang " + s },
		"closing_note":     func(c *news.Content, s string) { c.ClosingNote = "Catatan tentang " + s },
		"lead.caption":     func(c *news.Content, s string) { c.Lead = &news.LeadMedia{Caption: "Tampak " + s} },
		"lead.alt":         func(c *news.Content, s string) { c.Lead = &news.LeadMedia{Alt: "Tampak " + s} },
		"byline":           func(c *news.Content, s string) { c.Byline = []news.Credit{{Name: s, Role: news.RoleReporter}} },
		"flags.unverified": func(c *news.Content, s string) {
			c.Flags.Unverified = &news.Unverified{Source: s, Ground: "Keselamatan umum."}
		},
		"body": func(c *news.Content, s string) {
			c.Body.Blocks = append(c.Body.Blocks, &body.Paragraph{Text: body.Text("Kata " + s + " pada kami.")})
		},
		"body table": func(c *news.Content, s string) {
			c.Body.Blocks = append(c.Body.Blocks, &body.Table{Rows: []body.Row{{Cells: []body.Cell{{Text: body.Text(s)}}}}})
		},
		"body list": func(c *news.Content, s string) {
			c.Body.Blocks = append(c.Body.Blocks, &body.Quote{Attribution: s, Blocks: []body.Block{&body.Paragraph{Text: body.Text("Saya.")}}})
		},
		"body alt": func(c *news.Content, s string) {
			c.Body.Blocks = append(c.Body.Blocks, &body.Image{Asset: 1, Alt: "Tampak " + s})
		},
		"body link": func(c *news.Content, s string) {
			c.Body.Blocks = append(c.Body.Blocks, &body.Paragraph{Text: body.Inline{body.LinkTo("https://example.com/"+strings.ReplaceAll(s, " ", "-"), "di sini")}})
		},
		"asset file": func(c *news.Content, s string) {
			c.Lead = &news.LeadMedia{Asset: news.AssetID(asset(news.Asset{Renditions: []news.Rendition{{Name: strings.ReplaceAll(s, " ", "_") + ".jpg"}}}))}
		},
		"asset metadata": func(c *news.Content, s string) {
			c.Lead = &news.LeadMedia{Asset: news.AssetID(asset(news.Asset{Caption: "Foto " + s}))}
		},
		"tags": func(c *news.Content, s string) {
			tag := &news.Tag{Edition: d.edition, Name: fmt.Sprint(s, " ", planted), Slug: news.Slug(fmt.Sprint("t ", planted, s))}
			d.must(newsroom.DefineTag{Tag: tag})
			c.Tags = []news.TagID{tag.ID}
		},
	}
	r := d.must(newsroom.Create{Edition: d.edition, Content: d.content("Berita Tanpa Nama")})
	d.must(newsroom.ProtectNames{Article: r.Article, Names: []news.ProtectedName{{Name: "Siti Khadijah", Kind: "name"}, {Name: "SMP Negeri 3 Sukatani", Kind: "school"}}})
	hits := func(c *news.Content) bool {
		t.Helper()
		found, err := d.room.Check(d.ctx, newsroom.Operator(), r.Article, c)
		if err != nil {
			t.Fatal(err)
		}
		return slices.ContainsFunc(found, func(f news.Finding) bool { return f.Rule == "protected_name" && f.Level == news.Block && f.Field != "" })
	}
	missed := 0
	for place, put := range places {
		for _, s := range spellings {
			c := d.content("Berita Tanpa Nama")
			put(&c, s)
			c.Body.AssignIDs("")
			planted++
			if !hits(&c) {
				missed++
				t.Errorf("%s: %q was not found", place, s)
			}
		}
	}
	t.Logf("%d planted, %d missed", planted, missed)
	if planted < 200 {
		t.Errorf("only %d were planted", planted)
	}
	for _, s := range []string{"Siti Aminah dan Khalid bertemu.", "Pelajar SMP Negeri 5 Sukatani berbaris.", "SK gubernur terbit; sk itu berlaku.",
		"Anak itu bersekolah di Sukatani.", "Khadijah Saleh membuka pameran."} {
		c := d.content("Berita Tanpa Nama")
		c.Standfirst = s
		if s != "SK gubernur terbit; sk itu berlaku." && hits(&c) {
			t.Errorf("%q has none of the names", s)
		}
	}
	c := d.content("Berita Tanpa Nama")
	c.Standfirst = "Ia murid SMP Negeri 3 Sukatani."
	if !hits(&c) {
		t.Error("the school was not found")
	}
	// The list is the desk's alone.
	writer := newsroom.Someone(newsroom.Person{User: 3, Grants: []news.Grant{{Position: news.Penulis}}, At: morning})
	if _, err := d.room.ProtectedNames(d.ctx, writer, r.Article); !news.Is(err, news.Forbidden) {
		t.Errorf("a writer reads the protected names: %v", err)
	}
	rows, err := d.db.Ledger().Audit(d.ctx, 1, 1000)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if strings.Contains(row.Reason, "Khadijah") {
			t.Errorf("the audit tells the name: %+v", row)
		}
	}
}
