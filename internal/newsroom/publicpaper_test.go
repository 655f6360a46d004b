package newsroom_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"warta/internal/body"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
)

// lastAudit gives the newest audit row.
func (d *desk) lastAudit() (row store.AuditRow) {
	d.Helper()
	for from := int64(1); ; {
		rows, err := d.db.Ledger().Audit(d.ctx, from, 100)
		if err != nil {
			d.Fatal(err)
		}
		if len(rows) == 0 {
			return row
		}
		row = rows[len(rows)-1]
		from = row.Number + 1
	}
}

func (d *desk) view(fn func(store.View) error) {
	d.Helper()
	if err := d.db.Published().View(d.ctx, d.edition, fn); err != nil {
		d.Fatal(err)
	}
}

func (d *desk) asset(kind, name string, seconds int) news.AssetID {
	d.Helper()
	a := news.Asset{Edition: d.edition, Credit: "Foto Uji", Alt: "Foto uji", Hash: name, Kind: kind, MIME: "image/webp", Seconds: seconds, Renditions: []news.Rendition{{Name: name}}}
	d.must(newsroom.AddAsset{Asset: &a})
	return a.ID
}

func (d *desk) rendition(name string, want store.RenditionState) {
	d.Helper()
	d.view(func(v store.View) error {
		got, err := v.Rendition(d.ctx, name)
		if got != want {
			d.Errorf("file %s is %s, want %s", name, got, want)
		}
		return err
	})
}

func TestArrangeFront(t *testing.T) {
	eachDesk(t, func(d *desk) {
		picture := d.asset("photo", "front.webp", 0)
		d.rendition("front.webp", store.RenditionUnknown)
		front := &news.Front{Edition: d.edition, Of: news.FrontOf{Section: d.city}, Containers: []news.Container{
			{Name: "Utama", Layout: "lead", Capacity: 3, Cards: []news.FrontCard{{URL: "/x", Headline: "Lihat", Image: picture}}}}}
		d.must(newsroom.ArrangeFront{Front: front})
		d.purged(news.KeyFront(d.edition, front.Of))
		if row := d.lastAudit(); row.Command != "front.arrange" || row.Actor != "operator" || !strings.Contains(row.Subject, "section") {
			d.Errorf("audit %+v", row)
		}
		d.rendition("front.webp", store.RenditionPublic)
		d.view(func(v store.View) error {
			got, err := v.Front(d.ctx, front.Of)
			if len(got.Containers) != 1 || got.Containers[0].Name != "Utama" {
				d.Errorf("readers' front %+v", got)
			}
			return err
		})
		for name, bad := range map[string]news.Front{
			"no capacity":      {Containers: []news.Container{{Capacity: 0}}},
			"unknown fill":     {Containers: []news.Container{{Capacity: 1, Fill: news.Fill{By: "moon"}}}},
			"a foreign scheme": {Containers: []news.Container{{Capacity: 1, Cards: []news.FrontCard{{URL: "javascript:x", Headline: "x"}}}}},
			"a banner inside":  {Of: news.FrontOf{Section: d.city}, Breaking: &news.Breaking{Text: "x", Until: morning}},
			"bad text":         {Containers: []news.Container{{Name: "\xff", Capacity: 1}}},
		} {
			bad.Edition = d.edition
			d.Log(name)
			d.refused(news.Invalid, newsroom.ArrangeFront{Front: &bad})
		}
	})
}

func TestDefineTopic(t *testing.T) {
	eachDesk(t, func(d *desk) {
		topic := &news.Topic{Edition: d.edition, Name: "Banjir Besar", Lead: d.asset("photo", "topic.webp", 0)}
		d.must(newsroom.DefineTopic{Topic: topic})
		if topic.ID == 0 || topic.Slug != "banjir-besar" {
			d.Fatalf("topic %+v", topic)
		}
		d.view(func(v store.View) error {
			if _, err := v.Topic(d.ctx, topic.Slug); !news.Is(err, news.NotFound) {
				d.Errorf("a topic without an article is public: %v", err)
			}
			return nil
		})
		c := d.content("Air Naik")
		c.Topic = topic.ID
		r := d.must(newsroom.Create{Edition: d.edition, Content: c})
		d.must(newsroom.Publish{Article: r.Article})
		d.purged(news.KeyTopic(topic.ID), news.KeyKind(d.edition, news.KindNews))
		d.rendition("topic.webp", store.RenditionPublic)
		renamed := *topic
		renamed.Slug, renamed.Name = "banjir", "Banjir"
		d.must(newsroom.DefineTopic{Topic: &renamed})
		d.purged(news.KeyTopic(topic.ID))
		if a, err := d.resolve("/topik/banjir-besar"); err != nil || a.Kind != store.AddressTopic || a.Slug != "banjir" {
			d.Errorf("the former address: %+v, %v", a, err)
		}
		d.refused(news.Conflict, newsroom.DefineTopic{Topic: &news.Topic{Edition: d.edition, Name: "Banjir"}})
		d.refused(news.Invalid, newsroom.DefineTopic{Topic: &news.Topic{Edition: d.edition}})
		d.refused(news.Invalid, newsroom.DefineTopic{Topic: &news.Topic{Edition: d.edition, Name: strings.Repeat("x", 61)}})
		d.refused(news.Invalid, newsroom.DefineTopic{Topic: &news.Topic{Edition: d.edition, Name: "X", Slug: "A B"}})
	})
}

func TestFormerSlugs(t *testing.T) {
	eachDesk(t, func(d *desk) {
		d.publish("Pasar Dibuka")
		tag, person := d.tag, d.person
		tag.Slug, person.Slug = "pasar-baru", "r-wulung"
		d.must(newsroom.DefineTag{Tag: &tag})
		d.must(newsroom.DefinePerson{Edition: d.edition, Person: &person})
		for path, want := range map[string]store.Address{
			"/tag/pasar":             {Kind: store.AddressTag, Slug: "pasar-baru"},
			"/penulis/ranita-wulung": {Kind: store.AddressPerson, Slug: "r-wulung"},
		} {
			if got, err := d.resolve(path); err != nil || got != want {
				d.Errorf("%s: %+v, %v, want %+v", path, got, err, want)
			}
		}
		// What readers never saw leaves nothing.
		hidden := news.Tag{Edition: d.edition, Name: "Rahasia"}
		d.must(newsroom.DefineTag{Tag: &hidden})
		hidden.Slug = "lain"
		d.must(newsroom.DefineTag{Tag: &hidden})
		if a, err := d.resolve("/tag/rahasia"); !news.Is(err, news.NotFound) {
			d.Errorf("a tag that was never shown: %+v, %v", a, err)
		}
	})
}

func TestSendElsewhere(t *testing.T) {
	eachDesk(t, func(d *desk) {
		e := &news.Edition{ID: d.edition, Settings: news.Settings{Name: "Kabar Uji", BaseURL: "https://kabar.example"}}
		d.must(newsroom.ChangeSettings{Edition: e})
		r := d.publish("Pasar Dibuka")
		d.must(newsroom.SendElsewhere{Edition: d.edition, From: "https://kabar.example/?p=12", To: "https://kabar.example" + r.Path})
		d.purged(news.KeyRedirects(d.edition))
		if row := d.lastAudit(); row.Command != "redirect.put" || len(row.Changes) != 1 || row.Changes[0].From != "/?p=12" || row.Changes[0].To != r.Path {
			d.Errorf("audit %+v", row)
		}
		if a, err := d.resolve("/?p=12"); err != nil || a.Kind != store.AddressRedirect || a.To != r.Path {
			d.Errorf("resolved %+v, %v", a, err)
		}
		d.must(newsroom.SendElsewhere{Edition: d.edition, From: "/café", To: r.Path})
		if a, err := d.resolve("/caf%C3%A9"); err != nil || a.To != r.Path {
			d.Errorf("an address with letters: %+v, %v", a, err)
		}
		d.refused(news.Conflict, newsroom.SendElsewhere{Edition: d.edition, From: r.Path, To: "/x"})
		d.refused(news.Conflict, newsroom.SendElsewhere{Edition: d.edition, From: "/kota", To: "/x"})
		for _, c := range [][2]string{{"/a", "/a"}, {"", "/x"}, {"/", "/x"}, {"/a", ""}, {"/a", "//evil.example"}, {"/a", "javascript:x"},
			{"https://kabar.example.evil/x", "/x"}, {"/a\n", "/x"}} {
			d.refused(news.Invalid, newsroom.SendElsewhere{Edition: d.edition, From: c[0], To: c[1]})
		}
		d.refused(news.NotFound, newsroom.SendElsewhere{Edition: 99, From: "/a", To: "/b"})
	})
}

// The pages at both ends of a link name each other, and go with each other.
func TestLinksPurgeBothEnds(t *testing.T) {
	eachDesk(t, func(d *desk) {
		report := d.publish("Laporan")
		reply := d.publish("Jawaban")
		d.must(newsroom.Correct{Article: report.Article, Kind: news.HakJawab, Note: "Jawaban lengkap dari pihak yang diberitakan.", Reply: reply.Article})
		d.purged(news.KeyArticle(report.Article), news.KeyArticle(reply.Article), news.KeyRegister(d.edition))
		c := d.content("Lanjutan")
		c.Follows = report.Article
		follow := d.must(newsroom.Create{Edition: d.edition, Content: c})
		d.must(newsroom.Publish{Article: follow.Article})
		d.purged(news.KeyArticle(report.Article))
		c.Follows = 0
		d.must(newsroom.Update{Article: follow.Article, Content: &c, Class: news.Minor})
		d.purged(news.KeyArticle(report.Article))
		d.must(newsroom.Withdraw{Article: reply.Article, Ground: news.GroundCourt, Reason: "Putusan pengadilan meminta pencabutan."})
		d.purged(news.KeyArticle(report.Article), news.KeyRegister(d.edition))
	})
}

func TestPicturesAndFilms(t *testing.T) {
	eachDesk(t, func(d *desk) {
		image := func(name string) *body.Image { return &body.Image{Asset: int64(d.asset("photo", name, 0))} }
		write := func(kind news.ArticleKind, blocks ...body.Block) store.PublishedArticle {
			c := d.content(string(kind))
			c.Kind, c.Body.Blocks = kind, append(c.Body.Blocks, blocks...)
			c.Body.AssignIDs(string(kind))
			r := d.must(newsroom.Create{Edition: d.edition, Content: c})
			d.must(newsroom.Publish{Article: r.Article})
			p, err := d.seen(r.Article)
			if err != nil {
				d.Fatal(err)
			}
			return p
		}
		p := write(news.KindPhoto, image("1.webp"), &body.Gallery{Images: []*body.Image{image("2.webp"), image("3.webp")}})
		if p.Photos != 3 || p.Seconds != 0 {
			d.Errorf("a photo story has %d pictures and %d seconds", p.Photos, p.Seconds)
		}
		d.rendition("3.webp", store.RenditionPublic)
		p = write(news.KindVideo, image("4.webp"), &body.Video{Asset: int64(d.asset("video", "5.mp4", 95))})
		if p.Photos != 0 || p.Seconds != 95 {
			d.Errorf("a film has %d pictures and %d seconds", p.Photos, p.Seconds)
		}
		if p = write(news.KindNews, image("6.webp")); p.Photos != 0 {
			d.Errorf("a report has %d pictures", p.Photos)
		}
	})
}

func TestSettingsForMachines(t *testing.T) {
	eachDesk(t, func(d *desk) {
		good := news.Settings{Name: "Kabar Uji", Machine: news.Machine{
			Crawlers: map[string]string{"GPTBot": "deny"}, CrawlerUse: map[string]string{"training": "deny"},
			IndexNow: "0123abcd", IndexNowEndpoint: "https://api.indexnow.org/indexnow", Hubs: []string{"https://hub.example/"},
			Security: news.Security{Contacts: []string{"mailto:aman@kabar.example"}, Expires: morning.Add(time.Hour), Policy: "https://kabar.example/aman"}},
			Ads:      news.Advertising{Slots: map[string]news.Ad{"sidebar": {URL: "https://toko.example/", Frame: "https://iklan.example/f"}}},
			Masthead: news.Masthead{SameAs: []string{"https://sosial.example/kabar"}}}
		d.must(newsroom.ChangeSettings{Edition: &news.Edition{ID: d.edition, Settings: good}})
		for field, change := range map[string]func(*news.Settings){
			"machine.crawlers":          func(s *news.Settings) { s.Machine.Crawlers = map[string]string{"GPTBot": "maybe"} },
			"machine.crawler_use":       func(s *news.Settings) { s.Machine.CrawlerUse = map[string]string{"lunch": "deny"} },
			"machine.indexnow":          func(s *news.Settings) { s.Machine.IndexNow = "../../x" },
			"machine.indexnow_endpoint": func(s *news.Settings) { s.Machine.IndexNowEndpoint = "http://a.example" },
			"machine.hubs":              func(s *news.Settings) { s.Machine.Hubs = []string{"http://hub.example/"} },
			"machine.security.contacts": func(s *news.Settings) { s.Machine.Security.Contacts = []string{"aman@kabar.example"} },
			"machine.security.policy":   func(s *news.Settings) { s.Machine.Security.Policy = "x" },
			"machine.security.expires":  func(s *news.Settings) { s.Machine.Security.Expires = morning.Add(-time.Hour) },
			"masthead.same_as":          func(s *news.Settings) { s.Masthead.SameAs = []string{"sosial.example"} },
			"ads.roof":                  func(s *news.Settings) { s.Ads.Slots = map[string]news.Ad{"roof": {}} },
			"ads.sidebar.frame":         func(s *news.Settings) { s.Ads.Slots = map[string]news.Ad{"sidebar": {Frame: "http://x.example"}} },
			"ads.sidebar.url":           func(s *news.Settings) { s.Ads.Slots = map[string]news.Ad{"sidebar": {URL: "javascript:x"}} },
		} {
			s := good
			change(&s)
			cmd := newsroom.ChangeSettings{Edition: &news.Edition{ID: d.edition, Settings: s}}
			d.refused(news.Invalid, cmd)
			_, err := d.room.Do(d.ctx, newsroom.Operator(), cmd)
			var refused *news.Error
			if !errors.As(err, &refused) || len(refused.Fields) != 1 || refused.Fields[0].Field != field {
				d.Errorf("%s: refused with %+v", field, refused)
			}
		}
		// What has run out since does not stand in the way of other settings.
		d.clock.At = morning.Add(24 * time.Hour)
		later := good
		later.Tagline = "Baru"
		d.must(newsroom.ChangeSettings{Edition: &news.Edition{ID: d.edition, Settings: later}})
	})
}
