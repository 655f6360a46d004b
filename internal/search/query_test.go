package search

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// show writes a query in one line.
func show(q Query) string {
	var b strings.Builder
	list := func(sign string, terms []Term, phrases [][]string) {
		for _, t := range terms {
			b.WriteString(" " + sign + strings.Join(t.Stems, "|"))
		}
		for _, p := range phrases {
			b.WriteString(" " + sign + "<" + strings.Join(p, " ") + ">")
		}
	}
	list("", q.Terms, q.Phrases)
	list("-", q.Not, q.NotPhrases)
	if q.Cut {
		b.WriteString(" cut")
	}
	return strings.TrimSpace(b.String())
}

func TestParse(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"nothing", "", ""},
		{"words to roots", "Pertemuan para menteri", "temu menteri"},
		{"an exact phrase", `"presiden bertemu" rakyat`, "rakyat <presiden bertemu>"},
		{"curly quotes", "“orang hilang” di gunung", "gunung <orang hilang>"},
		{"an open quote", `banjir "kota lama`, "banjir <kota lama>"},
		{"an empty phrase", `banjir "" " "`, "banjir"},
		{"an exclusion", "beras -impor", "beras -impor"},
		{"an excluded phrase", `beras -"bulog kota"`, "beras -<bulog kota>"},
		{"an excluded tied word", "vaksin -covid-19", "vaksin -<covid 19>"},
		{"a lone minus", "beras - impor", "beras impor"},
		{"a hyphen is no exclusion", "Jakarta-Bandung", "jakarta bandung"},
		{"said twice", "rumah-rumah warga", "rumah warga"},
		{"twice the same", "rumah rumahnya perumahan", "rumah"},
		{"stop words are left out", "apa yang akan terjadi di kota", "jadi kota"},
		{"stop words alone", "yang akan", "<yang> <akan>"},
		{"numbers", "anggaran 1.000 triliun 2025", "anggar 1000 triliun 2025"},
		{"wildcards are nothing", "* ? % _ ~ ^ ( ) AND:", "and"},
		{"an English word", "elections 2024", "elections|elect 2024"},
		{"accents", "café Senén", "cafe senen"},
		{"only exclusions", "-banjir", "-banjir"},
		{"not UTF-8", "banjir \xff\xfe kota", "banjir kota"},
		{"nothing but control", "\x00\x01", ""},
	} {
		if got := show(indonesian.Parse(c.in)); got != c.want {
			t.Errorf("%s: Parse(%q) = %q, want %q", c.name, c.in, got, c.want)
		}
	}
	if got := show(english.Parse("the running of elections")); got != "run elect" {
		t.Errorf("English: %q", got)
	}
}

func TestHostileQuestionsAreCut(t *testing.T) {
	var many []string
	for i := range 1000 {
		many = append(many, "kata"+strings.Repeat("x", i%7)+string(rune('a'+i%26)))
	}
	for name, in := range map[string]string{
		"10,000 characters": strings.Repeat("banjir ", 1500),
		"one long word":     strings.Repeat("a", 10_000),
		"1,000 terms":       strings.Join(many, " "),
		"quotes":            strings.Repeat(`"`, 10_000),
		"minus signs":       strings.Repeat("-", 10_000),
		"wildcards":         strings.Repeat("*%_? ", 2000),
		"marks":             "a" + strings.Repeat("\u0301", 10_000),
	} {
		start := time.Now()
		q := indonesian.Parse(in)
		if took := time.Since(start); took > 50*time.Millisecond {
			t.Errorf("%s took %v", name, took)
		}
		if n := len(q.Terms) + len(q.Phrases); n > MaxTerms {
			t.Errorf("%s: %d terms", name, n)
		}
		if utf8.RuneCountInString(q.Text) > MaxRunes || !q.Cut {
			t.Errorf("%s: %d runes, cut %v", name, utf8.RuneCountInString(q.Text), q.Cut)
		}
	}
}

func TestSnippet(t *testing.T) {
	text := "Hujan turun sejak pagi. Warga kampung memindahkan barang ke loteng.\n\nSore hari sungai meluap dan banjir " +
		"merendam rumah-rumah di tepi kota. Pemerintah membuka dapur umum untuk pengungsi banjir di balai desa."
	mark := func(ps []Piece) string {
		var b strings.Builder
		for _, p := range ps {
			if p.Mark {
				b.WriteString("[" + p.Text + "]")
			} else {
				b.WriteString(p.Text)
			}
		}
		return b.String()
	}
	for _, c := range []struct{ name, q, want string }{
		{"words by their root", "perumahan banjir", "…\u00a0Sore hari sungai meluap dan [banjir] merendam [rumah-rumah] di tepi kota.\u00a0…"},
		{"a phrase", `"dapur umum"`, "…\u00a0Pemerintah membuka [dapur umum] untuk pengungsi banjir di balai desa."},
		{"not there", "gempa", "Hujan turun sejak pagi. Warga kampung memindahkan barang ke loteng. Sore hari\u00a0…"},
	} {
		if got := mark(indonesian.Parse(c.q).Snippet(indonesian, text, 80)); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
	if diff := cmp.Diff([]Piece{{"<b>", false}, {"Banjir", true}, {"</b> & co", false}},
		indonesian.Parse("banjir").Mark(indonesian, "<b>Banjir</b> & co")); diff != "" {
		t.Error(diff)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{`a "b c" -d`, "“x", "rumah-rumah", "1.000,5", "-\"", "e\u0301", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, a := range []*Analyser{indonesian, english, other} {
			q := a.Parse(s)
			if len(q.Terms)+len(q.Phrases)+len(q.Not)+len(q.NotPhrases) > MaxTerms+4 {
				t.Fatalf("%d terms", len(q.Terms))
			}
			for _, term := range q.Terms {
				if term.Word == "" || term.Stems[0] == "" || strings.ContainsAny(term.Stems[0], " \"'\x00") {
					t.Fatalf("term %q", term)
				}
			}
			if again := a.Parse(q.Text); show(again) != strings.TrimSuffix(show(q), " cut") && !q.Cut {
				t.Fatalf("%q parsed twice: %q, %q", s, show(q), show(again))
			}
		}
	})
}

func FuzzTokens(f *testing.F) {
	for _, s := range []string{"rumah-rumah", "Jum'at 1.000", "ﬁn Å ß", "\u200d\u00ad", "漢字 كتاب"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		end := 0
		for _, tok := range indonesian.Tokens(s) {
			if tok.Start < end || tok.End <= tok.Start || tok.End > len(s) {
				t.Fatalf("token at %d-%d after %d in %q", tok.Start, tok.End, end, s)
			}
			end = tok.End
			if tok.Word == "" || tok.Stem == "" || !utf8.ValidString(tok.Word) || strings.ContainsAny(tok.Stem, " \"\x00") {
				t.Fatalf("token %+v of %q", tok, s)
			}
		}
		var back strings.Builder
		q := indonesian.Parse("rumah \"a b\" " + s)
		for _, p := range q.Mark(indonesian, s) {
			back.WriteString(p.Text)
		}
		if !strings.ContainsFunc(s, isBreak) && back.String() != s {
			t.Fatalf("pieces of %q give %q", s, back.String())
		}
	})
}
