package ingest

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/go-cmp/cmp"

	"warta/internal/body"
	"warta/internal/locale"
	"warta/internal/news"
)

var update = flag.Bool("update", false, "write the goldens anew")

const seedFile = "../sample/seed.txt"

func file(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func captures(t testing.TB) []string {
	t.Helper()
	names, err := filepath.Glob("testdata/page/*.txt")
	if err != nil || len(names) < 6 {
		t.Fatalf("captures: %v %v", names, err)
	}
	return append(names, seedFile)
}

// options of a fixture: English words for the English one.
func options(name string) Options {
	o := Options{Name: filepath.Base(name), Outlet: "koranmetro.com"}
	if strings.Contains(name, "english") {
		o.Locale = locale.Get("en")
	}
	return o
}

func read(t testing.TB, name string) *Batch {
	t.Helper()
	page, err := Lookup("page")
	if err != nil {
		t.Fatal(err)
	}
	b, err := page.ReadFile(name, options(name))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return b
}

func TestCaptures(t *testing.T) {
	for _, name := range captures(t) {
		t.Run(filepath.Base(name), func(t *testing.T) {
			b := read(t, name)
			got, err := json.MarshalIndent(b, "", "  ")
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, '\n')
			golden := filepath.Join("testdata/page", strings.TrimSuffix(filepath.Base(name), ".txt")+".json")
			if *update {
				if err := os.WriteFile(golden, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if d := cmp.Diff(string(file(t, golden)), string(got)); d != "" {
				t.Errorf("differs from %s (-update writes it anew):\n%s", golden, d)
			}
			conserved(t, file(t, name), b)
			valid(t, b)
		})
	}
}

// conserved checks that every line with text is accounted for once, and that
// what is not left out stands in the field that the account names.
func conserved(t testing.TB, input []byte, b *Batch) {
	t.Helper()
	text := strings.TrimPrefix(string(input), "\ufeff")
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	var want []Line
	for i, s := range strings.Split(text, "\n") {
		if !blank(s) {
			want = append(want, Line{Number: i + 1, Text: strings.Trim(s, " \t")})
		}
	}
	var got []Line
	for _, l := range b.Lines {
		got = append(got, Line{Number: l.Number, Text: l.Text})
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Fatalf("lines of the input and of the account differ:\n%s", d)
	}
	items := map[int64]*Item{}
	for i := range b.Items {
		items[b.Items[i].Ref] = &b.Items[i]
	}
	blocks := textsOf(b.Items[0].Body.Blocks)
	for _, l := range b.Lines {
		if l.Left {
			continue
		}
		it := items[l.Ref]
		if it == nil {
			t.Errorf("line %d (%s) is of no item", l.Number, l.Use)
			continue
		}
		if l.Use == "body" {
			if len(blocks) == 0 || !strings.HasSuffix(l.Text, blocks[0]) || len(l.Text) > len(blocks[0])+120 {
				t.Errorf("line %d is not the text's next block: %q", l.Number, l.Text)
				return
			}
			if cut := strings.TrimSuffix(l.Text, blocks[0]); !opens(it, cut) {
				t.Errorf("line %d lost %q", l.Number, cut)
			}
			blocks = blocks[1:]
			continue
		}
		if !inField(it, l) {
			t.Errorf("line %d: %q is not in the field %s of %+v", l.Number, l.Text, l.Use, it)
		}
	}
	if len(blocks) > 0 {
		t.Errorf("blocks that no line gave: %q", blocks)
	}
}

// opens reports whether what was cut from the start of a block is kept
// elsewhere: as the dateline, or as the bullet of a list.
func opens(it *Item, cut string) bool {
	cut = strings.TrimRight(cut, " \t")
	for _, b := range bullets {
		if cut == strings.TrimSpace(b) {
			return true
		}
	}
	d := it.Dateline
	if d.Outlet != "" {
		return cut == "" || strings.HasPrefix(cut, d.Place+", "+d.Outlet+" ")
	}
	if d.NoOutlet {
		return cut == "" || strings.HasPrefix(cut, d.Place+" ")
	}
	return cut == "" || strings.HasPrefix(cut, d.Place+", koranmetro.com ")
}

func textsOf(blocks []body.Block) []string {
	var all []string
	for _, b := range blocks {
		switch b := b.(type) {
		case *body.Paragraph:
			all = append(all, spanText(b.Text))
		case *body.Heading:
			all = append(all, spanText(b.Text))
		case *body.List:
			for _, item := range b.Items {
				all = append(all, textsOf(item.Blocks)...)
			}
		}
	}
	return all
}

func inField(it *Item, l Line) bool {
	lead := Lead{}
	if it.Lead != nil {
		lead = *it.Lead
	}
	has := func(s string) bool { return s != "" && strings.Contains(l.Text, s) }
	switch l.Use {
	case "headline":
		return it.Headline == l.Text
	case "readalso":
		return fold(it.Headline) == fold(l.Text) || strings.HasSuffix(foldLine(l.Text), fold(it.Headline))
	case "kicker":
		return it.Kicker == l.Text
	case "section":
		return it.Section == l.Text
	case "standfirst":
		return strings.Contains("\n"+it.Standfirst+"\n", "\n"+l.Text+"\n")
	case "caption":
		return strings.Contains("\n"+lead.Caption+"\n"+lead.Alt+"\n", "\n"+l.Text+"\n")
	case "credit":
		return has(lead.Credit)
	case "published":
		return !it.Published.IsZero()
	case "updated":
		return !it.Updated.IsZero()
	case "reads":
		return it.Reads != nil
	case "source":
		return has(it.Source.Name) || has(it.Source.URL)
	case "byline", "byline and date":
		for _, c := range it.Byline {
			if has(c.Name) || c.Name == "" {
				return true
			}
		}
	case "tags":
		for _, tag := range it.Tags {
			if has(tag) || strings.Contains(fold(l.Text), fold(tag)) {
				return true
			}
		}
		return !hasText(l.Text)
	}
	return false
}

// valid checks what every batch promises.
func valid(t testing.TB, b *Batch) {
	t.Helper()
	refs, keys := map[int64]int64{}, map[string]bool{}
	for i, it := range b.Items {
		if it.Ref >= 0 || refs[it.Ref] != 0 {
			t.Errorf("item %d has the number %d", i, it.Ref)
		}
		refs[it.Ref] = int64(1000 + i)
		if it.Headline == "" || it.Origin.Source != "page" || it.Origin.Key == "" || it.Origin.Hash == "" {
			t.Errorf("item %d lacks a headline or an identity: %+v", i, it)
		}
		if keys[it.Origin.Key] {
			t.Errorf("item %d has the identity of another", i)
		}
		keys[it.Origin.Key] = true
		if it.Stub == (i == 0) {
			t.Errorf("item %d: stub %v", i, it.Stub)
		}
	}
	for _, c := range b.Items[0].Cites {
		if refs[c.Ref] == 0 {
			t.Errorf("cited %d is not in the batch", c.Ref)
		}
	}
	doc := b.Items[0].Resolved(refs)
	if len(doc.Blocks) != len(b.Items[0].Body.Blocks) {
		t.Errorf("resolving lost blocks")
	}
	for _, p := range doc.Validate() {
		if !p.OfLength() {
			t.Errorf("the text is invalid: %v", p)
		}
	}
	for _, w := range b.Warnings {
		if !locale.Get("id").Has("import.warn." + w.Code) {
			t.Errorf("no message for the warning %q", w.Code)
		}
	}
	for _, l := range b.LeftOut() {
		if !locale.Get("id").Has("import.left." + l.Use) {
			t.Errorf("no message for the reason %q", l.Use)
		}
	}
}

// The seed page's fixture (seed-page.md section 5), as far as the text itself
// gives it.
func TestSeedGivesItsFixture(t *testing.T) {
	b := read(t, seedFile)
	lines := strings.Split(string(file(t, seedFile)), "\n")
	text := func(n int) string { return lines[n-1] }
	at := func(s string) time.Time {
		f, err := time.Parse("2006-01-02 15:04 -0700", s+" +0700")
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	m := b.Items[0]
	two := int64(2)
	if d := cmp.Diff(Item{Headline: text(1), Byline: []Credit{{Role: news.RoleReporter}}, Dateline: news.Dateline{Place: "JAKARTA"},
		Lead: &Lead{Caption: text(15)}, Reads: &two},
		Item{Headline: m.Headline, Byline: m.Byline, Dateline: m.Dateline, Lead: m.Lead, Reads: m.Reads}); d != "" {
		t.Error(d)
	}
	if !m.Published.Equal(at("2025-03-01 19:13")) || m.Section != "" || m.SectionHint != "INTERNASIONAL" {
		t.Errorf("published %s in %q (%q)", m.Published, m.Section, m.SectionHint)
	}
	var kinds []body.Kind
	for _, block := range m.Body.Blocks {
		kinds = append(kinds, block.Kind())
	}
	p, h, r := body.KindParagraph, body.KindHeading, body.KindReadAlso
	if d := cmp.Diff([]body.Kind{p, h, p, p, r, h, p, p, r, h, p, p}, kinds); d != "" {
		t.Errorf("blocks: %s", d)
	}
	if got := m.Body.Blocks[4].(*body.ReadAlso).Refs; len(got) != 1 || !strings.HasSuffix(text(27), "\u00a0 "+b.Items[-got[0]-1].Headline) {
		t.Errorf("the first read-also leads to %v", got)
	}
	type stub struct {
		Headline, Section, Caption string
		At                         time.Time
	}
	var got []stub
	for _, it := range b.Items[1:] {
		if it.Lead != nil && (it.Lead.Alt != "" || it.Lead.Credit != "") {
			t.Errorf("%s: %+v", it.Headline, it.Lead)
		}
		got = append(got, stub{it.Headline, it.Section, it.caption(), it.Published.UTC()})
	}
	world := "INTERNASIONAL"
	after := func(n int) string { return text(n)[strings.Index(text(n), "\u00a0")+3:] }
	want := []stub{
		{after(27), "", "", time.Time{}}, {after(35), "", "", time.Time{}},
		{text(45), world, text(87), at("2025-06-28 13:39").UTC()},
		{text(46), "", "", at("2025-06-25 14:37").UTC()}, {text(47), "", "", at("2025-06-23 18:51").UTC()},
		{text(48), "", "", at("2025-06-21 16:29").UTC()}, {text(49), "", "", at("2025-06-19 17:59").UTC()},
		{text(50), "", "", time.Time{}}, {text(51), "", "", time.Time{}}, {text(52), "", "", time.Time{}},
		{text(83), text(81), text(79), at("2025-06-28 16:13").UTC()}, {text(99), text(97), text(95), at("2025-06-26 17:24").UTC()},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("stubs: %s", d)
	}
	if d := cmp.Diff([]Warning{{Line: 3, Code: "nameless"}}, b.Warnings); d != "" {
		t.Error(d)
	}
}

func TestSameInputGivesSameBatch(t *testing.T) {
	for _, name := range captures(t) {
		one, _ := json.Marshal(read(t, name))
		two, _ := json.Marshal(read(t, name))
		if !bytes.Equal(one, two) {
			t.Errorf("%s: two readings differ", name)
		}
	}
}

// The page of an article that another page cited is the same article.
func TestACitationMeetsItsPage(t *testing.T) {
	cited := read(t, seedFile).Items[3]
	page, _ := Lookup("page")
	own := func(date string) Item {
		b, err := page.Read([]byte("  "+strings.ToUpper(cited.Headline)+"\n\nOleh Ani\n\n"+date+"\n\nTeks berita itu sendiri dimulai di sini.\n"), Options{})
		if err != nil {
			t.Fatal(err)
		}
		return b.Items[0]
	}
	meets := func(a, b Item) bool {
		for _, x := range append(a.Also, a.Origin) {
			if x.Key == b.Origin.Key {
				return true
			}
		}
		return false
	}
	same, other := own("Sabtu, 28 Juni 2025 - 13:39 WIB"), own("Senin, 30 Juni 2025 - 13:39 WIB")
	if !meets(same, cited) || !meets(cited, same) {
		t.Error("the page and its citation do not meet")
	}
	if meets(cited, other) || same.Origin.Key == other.Origin.Key {
		t.Error("the same headline on another day is another article")
	}
}

func TestResolved(t *testing.T) {
	it := Item{Body: body.Doc{Blocks: []body.Block{
		&body.ReadAlso{Refs: []int64{-2, -3, 7}}, &body.ReadAlso{Refs: []int64{-4}}, &body.ReadAlso{Refs: []int64{-2, -5}}}}}
	doc := it.Resolved(map[int64]int64{-2: 20, -3: 30, -5: 20})
	var got [][]int64
	for _, b := range doc.Blocks {
		got = append(got, b.(*body.ReadAlso).Refs)
	}
	if d := cmp.Diff([][]int64{{20, 30, 7}, {20}}, got); d != "" {
		t.Error(d)
	}
	if it.Body.Blocks[0].(*body.ReadAlso).Refs[0] != -2 {
		t.Error("the item was changed")
	}
}
