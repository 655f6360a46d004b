package newsroom_test

import (
	"strings"
	"testing"

	"warta/internal/body"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/style"
)

// TestTheHouseHasAStyle: the pack's rules show while writing and in the
// checklist, a section switches one off, the paper adds its own, and a rule that
// fails its own examples is not taken.
func TestTheHouseHasAStyle(t *testing.T) {
	d := quickDesk(t)
	c := d.content("Warga Mengantri di Apotik")
	c.Body.Blocks = append(c.Body.Blocks, &body.Paragraph{Node: body.Node{ID: "0000000000zz"}, Text: body.Text("Dimana resiko itu? “Dimana,” katanya.")})
	r := d.by(penulis, newsroom.Create{Edition: d.edition, Content: c})
	told := func() string {
		t.Helper()
		found, err := d.room.Check(d.ctx, penulis, r.Article, nil)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, f := range found {
			if f.Rule == "house_style" {
				out = append(out, f.Field+" "+f.Block+" "+strings.Repeat("|", f.Limit))
			}
		}
		return strings.Join(out, "; ")
	}
	if got, want := told(), "headline  ||; body 0000000000zz ||"; got != want {
		t.Errorf("the checklist says %q, want %q", got, want)
	}

	own := style.Rule{ID: "pak-bupati", Grade: style.Manner, Way: style.Word, Find: "pak bupati", Put: "bupati", Why: "Tanpa sapaan.", Hits: []string{"Kata pak bupati."}}
	missed := own
	missed.Hits = []string{"Kata bupati."}
	d.not(news.Forbidden, redaktur, newsroom.SetRules{Edition: d.edition, Rules: news.Rules{Own: []style.Rule{own}}})
	d.not(news.Invalid, pemred, newsroom.SetRules{Edition: d.edition, Rules: news.Rules{Own: []style.Rule{missed}}})
	d.not(news.Invalid, pemred, newsroom.SetRules{Edition: d.edition, Rules: news.Rules{Own: []style.Rule{own, own}}})
	taken := own
	taken.ID = "dimana"
	d.not(news.Invalid, pemred, newsroom.SetRules{Edition: d.edition, Rules: news.Rules{Own: []style.Rule{taken}}})
	d.by(pemred, newsroom.SetRules{Edition: d.edition, Rules: news.Rules{Own: []style.Rule{own}, Style: map[string]bool{"resiko": false}}})
	d.by(pemred, newsroom.SetRules{Edition: d.edition, Section: d.city, Rules: news.Rules{Style: map[string]bool{"resiko": true, "apotik": false}}})

	hits := func(section news.SectionID) string {
		t.Helper()
		a, err := d.room.Style(d.ctx, penulis, d.edition, section, []newsroom.StyleText{
			{Text: "Kata pak bupati, resiko itu ada di apotik."}, {Text: "Kabar itu viral", Headline: true}})
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, list := range a.Hits {
			for _, h := range list {
				out = append(out, h.Rule)
			}
			out = append(out, "/")
		}
		return strings.Join(out, " ")
	}
	if got := hits(0); got != "pak-bupati apotik / umpan-viral /" {
		t.Errorf("the paper: %s", got)
	}
	if got := hits(d.city); got != "pak-bupati resiko / umpan-viral /" {
		t.Errorf("its section: %s", got)
	}
	if _, err := d.room.Style(d.ctx, penulis, d.edition, 0, make([]newsroom.StyleText, newsroom.MaxStyleTexts+1)); !news.Is(err, news.Invalid) {
		t.Errorf("too many texts: %v", err)
	}
	// What came from elsewhere is not lectured.
	in := d.must(newsroom.Create{Edition: d.edition, Content: c, Imported: true})
	if out := d.must(newsroom.Publish{Article: in.Article, Imported: true}); strings.Contains(strings.Join(unmet(out), " "), "house_style") {
		t.Errorf("the import is told %v", unmet(out))
	}
}

func unmet(r newsroom.Result) (out []string) {
	for _, f := range r.Unmet {
		out = append(out, f.Rule)
	}
	return out
}
