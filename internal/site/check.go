package site

import (
	"bytes"
	"fmt"
	"html/template"
	"time"
)

// check has the face print every page of the storybook, and then looks for what
// the law wants printed: labels of paid content, notices of correction, the
// note on an unverified report, the grounds of a withdrawal, the links to
// guideline and masthead. A theme that fails at a page or hides one of these
// does not become active (TH-1, TH-4).
func (f *Face) check() error {
	// The first print of a template also escapes it; a busy machine at start is
	// no fault of the theme.
	patient := *f
	patient.limits.time *= 40
	f = &patient
	stories, err := f.Storybook(sampleSite, nil)
	if err != nil {
		return fmt.Errorf("sample render: %w", err)
	}
	for _, s := range stories {
		if _, err := f.Render(s.Page); err != nil {
			return fmt.Errorf("sample render of %q: %w", s.Title, err)
		}
	}
	if err := f.checkAds(); err != nil {
		return err
	}
	for _, d := range duties(f) {
		out, err := f.Render(d.page)
		if err != nil {
			return fmt.Errorf("sample render of the %s page: %w", d.page.(typed).pageType(), err)
		}
		for _, m := range d.must {
			if !bytes.Contains(out.Body, []byte(template.HTMLEscapeString(m.text))) {
				return fmt.Errorf("page/%s.html: the theme hides %s", d.page.(typed).pageType(), m.what)
			}
		}
	}
	return nil
}

// duty is a page with texts that must be on it.
type duty struct {
	page any
	must []mustPrint
}

type mustPrint struct{ what, text string }

var sampleSite = Site{Name: "Contoh", Lang: "id", Dir: "ltr", Home: "/",
	Now:    time.Date(2025, 3, 1, 12, 0, 0, 0, time.UTC),
	Footer: []Link{{Text: "tautanpedoman", URL: "/pedoman-media-siber"}, {Text: "tautanredaksi", URL: "/redaksi"}}}

func duties(f *Face) []duty {
	at := time.Date(2025, 2, 3, 4, 5, 0, 0, time.UTC)
	page := func(kind string) Page { return Page{Type: kind, Site: sampleSite, Meta: Meta{Title: "Contoh"}} }
	ad := Card{ID: 1, URL: "/c", Headline: "kartuiklan", Label: "LABELKARTU", LabelKind: "ad", At: at}
	lists := map[string][]Card{}
	for name := range f.Theme.Manifest.Lists {
		lists[name] = []Card{ad}
	}
	footer := []mustPrint{{"the link to the guideline (PPMS 8)", "/pedoman-media-siber"}, {"the link to the masthead (PRS-70)", "/redaksi"}}
	card := mustPrint{"the label of a card (PRS-60)", "LABELKARTU"}
	out := []duty{
		{page: ArticlePage{Page: page("article"), Lists: lists, Article: Article{ID: 2, URL: "https://contoh.example/a", Path: "/a",
			Headline: "judulcontoh", Label: "LABELARTIKEL", LabelKind: "ad", Published: at,
			Lead: &Photo{Src: "/foto", Width: 3, Height: 2, AI: true}, Body: "<p>isiberita</p>", Unverified: "(catatanverifikasi)",
			Amendments: []Amendment{{Kind: "ralat", Label: "LABELRALAT", Note: "bunyiralat", At: at,
				Reply: Link{Text: "hakjawab", URL: "/hak-jawab-contoh"}}}}},
			must: append(footer, mustPrint{"the headline", "judulcontoh"}, mustPrint{"the label of paid content (PRS-60)", "LABELARTIKEL"},
				mustPrint{"the label of a picture made by a machine (PRS-91)", f.message("label.ai")},
				mustPrint{"the kind of an amendment (PRS-3)", "LABELRALAT"}, mustPrint{"the text of an amendment (PRS-3)", "bunyiralat"},
				mustPrint{"the link from an amendment to the reply (PRS-2)", "/hak-jawab-contoh"},
				mustPrint{"the note on an unverified report (PRS-30)", "(catatanverifikasi)"}, mustPrint{"the text", "isiberita"})},
		{page: GonePage{Page: page("gone"), Headline: "judulcabut", At: at, Ground: "dasarcabut", Reason: "alasancabut"},
			must: append(footer, mustPrint{"the ground of a withdrawal (PRS-22)", "dasarcabut"}, mustPrint{"its reason (PRS-22)", "alasancabut"})},
		{page: FrontPage{Page: page("front"), Containers: []Container{{Layout: "lead", Cards: []Card{ad}}, {Name: "r", URL: "/r", Layout: "section", Cards: []Card{ad}}}},
			must: append(footer, card)},
	}
	out = append(out,
		duty{page: IndexPage{Page: page("index"), Of: "day", Name: "indeks", Cards: []Card{ad}}, must: append(footer, card)},
		duty{page: TopicPage{Page: page("topic"), Name: "topik", Days: []TopicDay{{Cards: []Card{ad}}}}, must: append(footer, card)})
	for _, kind := range []string{"section", "tag", "person", "latest"} {
		p := ListPage{Page: page(kind), Name: "daftar", Count: 1, Cards: []Card{ad}}
		if kind == "person" {
			p.Person = &Person{Name: "orang"}
		}
		out = append(out, duty{page: p, must: append(footer, card)})
	}
	return out
}

// checkAds has the face print pages with every slot filled: where there is an
// advertisement, there is its label (AD-2). A theme need not have a slot.
func (f *Face) checkAds() error {
	fill := func(kind string) map[string]Ad {
		out := map[string]Ad{}
		for _, slot := range adPages[kind] {
			out[slot] = Ad{Slot: slot, Label: "LABELIKLAN", URL: "/iklancontoh", Photo: &Photo{Src: "/gambariklan", Width: 300, Height: 250}, Width: 300, Height: 250}
		}
		return out
	}
	for _, kind := range []string{"front", "article", "section"} {
		p := Page{Type: kind, Site: sampleSite, Meta: Meta{Title: "Contoh"}, Ads: fill(kind)}
		var page any = FrontPage{Page: p}
		switch kind {
		case "article":
			art := Article{Headline: "judul", Body: "<p>isi</p>"}
			if h, err := f.Part("part/ad", p.Ads["in-text-1"]); err == nil {
				art.Body += template.HTML(h)
			}
			page = ArticlePage{Page: p, Article: art}
		case "section":
			list := ListPage{Page: p, Name: "daftar"}
			for range 12 {
				list.Cards = append(list.Cards, Card{URL: "/c", Headline: "kartu", At: sampleSite.Now})
			}
			page = list
		}
		out, err := f.Render(page)
		if err != nil {
			return fmt.Errorf("sample render of the %s page with advertising: %w", kind, err)
		}
		shown := bytes.Count(out.Body, []byte(`src="/gambariklan"`))
		if labels := bytes.Count(out.Body, []byte("LABELIKLAN")); labels < shown {
			return fmt.Errorf("page/%s.html: the theme shows an advertisement without its label (AD-2)", kind)
		}
	}
	return nil
}
