package style

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"
)

func guide(t testing.TB) *Guide {
	t.Helper()
	g, err := New(Pack())
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestEveryRuleOfThePackHoldsItsExamples(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range Pack() {
		if seen[r.ID] {
			t.Errorf("two rules are named %s", r.ID)
		}
		seen[r.ID] = true
		if err := Try(r); err != nil {
			t.Error(err)
		}
	}
	together := guide(t)
	for _, r := range Pack() {
		if err := together.try(r); err != nil {
			t.Errorf("beside the others: %v", err)
		}
	}
	if n := len(together.Rules()); n < 150 {
		t.Errorf("the pack has %d rules, want 150 and more", n)
	}
}

// TestWhatIsProposedIsLeftAlone: a fix that is taken must not be found again,
// or a writer who trusts the list never comes to its end.
func TestWhatIsProposedIsLeftAlone(t *testing.T) {
	g := guide(t)
	for _, r := range Pack() {
		for _, text := range r.Hits {
			fixed := text
			for range 5 {
				fixed = fixAll(g.Read(fixed, r.Headline), fixed)
			}
			for _, h := range g.Read(fixed, r.Headline) {
				if h.Fix && h.Rule == r.ID {
					t.Errorf("%s: %q became %q, and is found again", r.ID, text, fixed)
				}
			}
		}
	}
}

func fixAll(hits []Hit, text string) string {
	runes := []rune(text)
	for i := len(hits) - 1; i >= 0; i-- {
		if h := hits[i]; h.Fix {
			runes = append(runes[:h.From:h.From], append([]rune(h.Put), runes[h.To:]...)...)
		}
	}
	return string(runes)
}

func TestHits(t *testing.T) {
	g := guide(t)
	for _, tt := range []struct {
		name, text string
		headline   bool
		want       string // rule: found → put, …
	}{
		{"a form in its surroundings", "Tim menganalisa beresikonya perijinan itu.", false,
			"analisa: menganalisa → menganalisis | resiko: beresikonya → berisikonya | ijin: perijinan → perizinan"},
		{"capitals are kept", "Dimana rapat itu? RESIKO besar.", false, "dimana: Dimana → Di mana"},
		{"a name is left alone", "Ia bekerja di PT Apotik Sehat bersama Sutera.", false, ""},
		{"a name in the beginning cannot be known", "Apotik itu tutup.", false, "apotik: Apotik → Apotek"},
		{"a speaker speaks as he does", "“Dimana saya harus antri?” kata warga. Ia antri.", false, "antri: antri → antre"},
		{"straight marks too", `Ia berkata, "kerjasama itu" lalu pergi antri.`, false, "antri: antri → antre"},
		{"a mark of inches opens nothing", `Layar 14" itu mahal karena resiko.`, false, "resiko: resiko → risiko"},
		{"headlines in capitals", "Warga Antri di Apotik", true, "antri: Antri → Antre | apotik: Apotik → Apotek"},
		{"code points, not bytes", "“é” – antri", false, "antri: antri → antre"},
		{"nothing", "", false, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, h := range g.Read(tt.text, tt.headline) {
				got = append(got, h.Rule+": "+h.Found+" → "+h.Put)
				if at := string([]rune(tt.text)[h.From:h.To]); at != h.Found {
					t.Errorf("%s stands at %q, not %q", h.Rule, at, h.Found)
				}
			}
			if s := strings.Join(got, " | "); s != tt.want {
				t.Errorf("%q\n got %s\nwant %s", tt.text, s, tt.want)
			}
		})
	}
}

func TestHeadlineRulesLookAtHeadlinesAlone(t *testing.T) {
	g := guide(t)
	if hits := g.Read("Kabar itu viral.", false); len(hits) != 0 {
		t.Errorf("in the text: %v", hits)
	}
	if hits := g.Read("Kabar itu viral", true); len(hits) != 1 {
		t.Errorf("in a headline: %v", hits)
	}
}

func TestBadRulesAreRefused(t *testing.T) {
	good := Rule{ID: "x", Grade: Wrong, Way: Word, Find: "dunia maya", Why: "Sebab.", Hits: []string{"Di dunia maya."}}
	if err := Try(good); err != nil {
		t.Fatal(err)
	}
	for code, spoil := range map[string]func(*Rule){
		"id":             func(r *Rule) { r.ID = "dua kata" },
		"grade":          func(r *Rule) { r.Grade = "berat" },
		"way":            func(r *Rule) { r.Way = "" },
		"find":           func(r *Rule) { r.Way, r.Find = Pattern, `(a)\1` },
		"why":            func(r *Rule) { r.Why = " " },
		"put":            func(r *Rule) { r.Put, r.Cut = "x", true },
		"no_example":     func(r *Rule) { r.Hits = nil },
		"example_missed": func(r *Rule) { r.Hits = []string{"Di sini."} },
		"example_found":  func(r *Rule) { r.Passes = []string{"Di dunia maya."} },
	} {
		r := good
		spoil(&r)
		var bad *Bad
		if err := Try(r); !errors.As(err, &bad) || bad.Code != code {
			t.Errorf("want %s, got %v", code, err)
		}
	}
}

func TestFacts(t *testing.T) {
	long := strings.Repeat("kata ", 30)
	got := Count([]string{"Satu dua tiga. Empat lima.", "Awal. A" + long + "akhir. " + strings.Repeat("Kalimat pendek di sini. ", 10)})
	if got.LongSentences != 1 || got.LongParagraphs != 1 || got.Minutes != 1 || got.Words < 70 {
		t.Errorf("facts %+v", got)
	}
}

func FuzzRead(f *testing.F) {
	for _, r := range Pack()[:50] {
		f.Add(r.Hits[0], r.Headline)
	}
	f.Add("“"+strings.Repeat("yang ", 50)+"\xff”", true)
	g, err := New(Pack())
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string, headline bool) {
		if len(text) > 2000 || !utf8.ValidString(text) {
			return
		}
		end := 0
		for _, h := range g.Read(text, headline) {
			runes := []rune(text)
			if h.From < end || h.To < h.From || h.To > len(runes) || string(runes[h.From:h.To]) != h.Found {
				t.Fatalf("%q: %+v after %d", text, h, end)
			}
			end = h.To
		}
	})
}

// BenchmarkFiveHundredWords is held against 5 ms (newsroom.md, bars).
func BenchmarkFiveHundredWords(b *testing.B) {
	g := guide(b)
	text := strings.Repeat("Sebanyak 12.500 warga Kabupaten Gowa mengantre di kantor desa untuk menerima bantuan dari pemerintah provinsi pada Sabtu, 1 Maret 2025. ", 25)
	b.ReportAllocs()
	for b.Loop() {
		g.Read(text, false)
	}
}
