package ingest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf16"

	"warta/internal/locale"
	"warta/internal/news"
)

var placeholder = regexp.MustCompile(`\{([a-z]+)\}`)

// said gives the sentence that a person reads; it must be in both languages and
// leave no placeholder open.
func said(t *testing.T, err error) string {
	t.Helper()
	var e *news.Error
	if !errors.As(err, &e) || e.Code == "" {
		t.Fatalf("%v is no error with a sentence", err)
	}
	for _, tag := range locale.Tags() {
		l := locale.Get(tag)
		if !l.Has("error." + e.Code) {
			t.Errorf("%s has no sentence for %s", tag, e.Code)
		}
		for _, m := range placeholder.FindAllStringSubmatch(l.Message("error."+e.Code), -1) {
			if e.Args[m[1]] == nil {
				t.Errorf("%s in %s: nothing fills %s", e.Code, tag, m[0])
			}
		}
	}
	return locale.Get("id").MessageArgs("error."+e.Code, e.Args)
}

func TestBadInput(t *testing.T) {
	seed := string(file(t, seedFile))
	swap := func(old, new string) string {
		if !strings.Contains(seed, old) {
			t.Fatalf("the seed has no %q", old)
		}
		return strings.Replace(seed, old, new, 1)
	}
	firstLine, rest, _ := strings.Cut(seed, "\n")
	body := strings.Repeat("Ini paragraf yang cukup panjang untuk sebuah berita.\n\n", 3)
	var wide []byte
	for _, u := range utf16.Encode([]rune(seed)) {
		wide = append(wide, byte(u), byte(u>>8))
	}
	for _, tc := range []struct {
		name, in string
		kind     news.Kind
		want     string
	}{
		{"empty", "", news.Invalid, "x.txt kosong."},
		{"only spaces", " \n\t\u00a0\n\ufeff", news.Invalid, "x.txt kosong."},
		{"no headline before the byline", rest, news.Invalid, "x.txt tidak memuat judul berita sebelum baris 2."},
		{"no headline before the date", "Sabtu, 1 Maret 2025 - 19:13 WIB\n\n" + body, news.Invalid, "x.txt tidak memuat judul berita sebelum baris 1."},
		{"no headline before the text", body, news.Invalid, "x.txt tidak memuat judul berita sebelum baris 1."},
		{"share bar alone", "facebook twitter whatsapp telegram line copy\n", news.Invalid, "x.txt tidak memuat judul berita sebelum baris 1."},
		{"headline alone", firstLine, news.Invalid, "x.txt tidak memuat isi berita di bawah judulnya."},
		{"headline and date alone", firstLine + "\n\nSabtu, 1 Maret 2025 - 19:13 WIB", news.Invalid, "x.txt tidak memuat isi berita di bawah judulnya."},
		{"a day that does not exist", swap("1 Maret 2025 - 19:13", "31 Februari 2025 - 19:13"), news.Invalid,
			`x.txt, baris 5: tanggal "Sabtu, 31 Februari 2025 - 19:13 WIB" tidak dapat dibaca.`},
		{"a month that does not exist", swap("1 Maret 2025 - 19:13", "1 Foo 2025 - 19:13"), news.Invalid,
			`x.txt, baris 5: tanggal "Sabtu, 1 Foo 2025 - 19:13 WIB" tidak dapat dibaca.`},
		{"an hour that does not exist", swap("1 Maret 2025 - 19:13", "1 Maret 2025 - 29:13"), news.Invalid,
			`x.txt, baris 5: tanggal "Sabtu, 1 Maret 2025 - 29:13 WIB" tidak dapat dibaca.`},
		{"a date without a year", swap("1 Maret 2025 - 19:13", "1 Maret - 19:13"), news.Invalid,
			`x.txt, baris 5: tanggal "Sabtu, 1 Maret - 19:13 WIB" tidak dapat dibaca.`},
		{"a bad date in a list", swap("Rabu, 25 Juni 2025 - 14:37", "Rabu, 31 Juni 2025 - 14:37"), news.Invalid,
			`x.txt, baris 61: tanggal "Rabu, 31 Juni 2025 - 14:37 WIB" tidak dapat dibaca.`},
		{"Latin-1", swap("Presiden", "Pr\xe9siden"), news.Invalid, "x.txt bukan UTF-8: bita ke-3, di baris 1, tidak sah."},
		{"cut in a character", seed + "\xe2\x80", news.Invalid, "x.txt bukan UTF-8: bita ke-4.939, di baris 101, tidak sah."},
		{"a mark and Latin-1", "\xef\xbb\xbfA\r\nB\xe9", news.Invalid, "x.txt bukan UTF-8: bita ke-8, di baris 2, tidak sah."},
		{"a zero byte", swap("- Jurnalis", "- Jur\x00nalis"), news.Invalid, "x.txt bukan teks: ada bita nol di baris 3."},
		{"a picture", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x01", news.Invalid, "x.txt bukan teks: ada bita nol di baris 3."},
		{"a control character", swap("- Jurnalis", "- Jur\x0bnalis"), news.Invalid, "x.txt, baris 3: karakter kendali U+000B tidak dapat dimuat."},
		{"UTF-16 with its mark", "\xff\xfeA\x00", news.Invalid, "x.txt ditulis dalam UTF-16. Simpan sebagai UTF-8, lalu impor lagi."},
		{"UTF-16 without", string(wide), news.Invalid, "x.txt ditulis dalam UTF-16. Simpan sebagai UTF-8, lalu impor lagi."},
		{"HTML", "<!DOCTYPE html>\n<title>x</title>", news.Invalid,
			"x.txt adalah HTML. Sumber ini membaca teks polos; salin teks halamannya, lalu impor lagi."},
		{"too many paragraphs", "Judul\n\n" + strings.Repeat("Satu kalimat.\n\n", 2005), news.TooLarge, "x.txt memuat lebih dari 2.000 paragraf."},
		{"too many lines", "Judul\n" + strings.Repeat("a\n", 20_001), news.TooLarge,
			"x.txt memuat lebih dari 20.000 baris; satu halaman berita tidak sepanjang itu."},
		{"too much text", "Judul\n\n" + strings.Repeat("kata ", 400_000) + ".", news.TooLarge, "Isi berita dalam x.txt lebih besar dari 1 MB."},
	} {
		t.Run(tc.name, func(t *testing.T) {
			b, err := readCapture([]byte(tc.in), Options{Name: "x.txt"})
			if err == nil {
				t.Fatalf("it was read: %q", b.Items[0].Headline)
			}
			if b != nil {
				t.Error("a refusal came with a batch")
			}
			if got := said(t, err); got != tc.want || news.KindOf(err) != tc.kind {
				t.Errorf("got %s: %s\nwant %s: %s", news.KindOf(err), got, tc.kind, tc.want)
			}
		})
	}
}

func TestFiles(t *testing.T) {
	page, err := Lookup("page")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	// 50 MB of nothing: refused by the size alone, wherever the bytes are.
	large := filepath.Join(dir, "besar.txt")
	if err := os.WriteFile(large, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(large, 50_000_000); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		path, want string
		kind       news.Kind
	}{
		{large, "besar.txt lebih besar dari 16 MB; tangkapan satu halaman tidak sebesar itu.", news.TooLarge},
		{filepath.Join(dir, "tidak-ada.txt"), "tidak-ada.txt tidak dapat dibaca.", news.Invalid},
		{dir, filepath.Base(dir) + " tidak dapat dibaca.", news.Invalid},
	} {
		b, err := page.ReadFile(tc.path, Options{})
		if err == nil || b != nil || said(t, err) != tc.want || news.KindOf(err) != tc.kind {
			t.Errorf("%s: %v", tc.path, err)
		}
	}
	endless := &counting{}
	if _, err := page.ReadStream(endless, Options{}); !news.Is(err, news.TooLarge) || said(t, err) == "" {
		t.Errorf("an endless stream: %v", err)
	}
	if endless.n > 2*MaxCapture {
		t.Errorf("%d bytes of an endless stream were read", endless.n)
	}
	if _, err := Lookup("koran"); !news.Is(err, news.NotFound) || said(t, err) != `Sumber "koran" tidak dikenal. Yang dikenal: wxr, ghost, feed, page.` {
		t.Errorf("an unknown source: %v", err)
	}
}

type counting struct{ n int }

func (c *counting) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'a'
	}
	c.n += len(p)
	return len(p), nil
}

var _ io.Reader = (*counting)(nil)

// Every source has what the menu needs and knows its own samples.
func TestSources(t *testing.T) {
	for _, s := range Sources() {
		if s.Name == "" || s.Stream == nil && (s.Read == nil || s.MaxBytes == 0) || !locale.Get("id").Has(s.Reads) {
			t.Errorf("%s: %+v", s.Name, s)
		}
		samples, _ := filepath.Glob("testdata/" + s.Name + "/*.[tx][xm][tl]")
		more, _ := filepath.Glob("testdata/" + s.Name + "/*.sample.*")
		samples = append(samples, more...)
		if len(samples) == 0 {
			t.Errorf("%s has no sample", s.Name)
		}
		for _, name := range samples {
			if !s.Detect(file(t, name)) {
				t.Errorf("%s does not know %s", s.Name, name)
			}
		}
	}
	for _, s := range Sources() {
		if s.Stream != nil {
			if _, err := s.ReadStream(strings.NewReader("x"), Options{}); err == nil {
				t.Errorf("%s was read whole", s.Name)
			}
		}
	}
	if detectCapture([]byte(" <rss>")) || detectCapture([]byte("{\"db\":[]}")) {
		t.Error("markup was taken for a capture")
	}
}

// Line ends and a mark in front change nothing but the hash.
func TestLineEnds(t *testing.T) {
	seed := file(t, seedFile)
	want, err := readCapture(seed, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for name, in := range map[string][]byte{
		"CRLF":           bytes.ReplaceAll(seed, []byte("\n"), []byte("\r\n")),
		"CR":             bytes.ReplaceAll(seed, []byte("\n"), []byte("\r")),
		"mark":           append([]byte("\xef\xbb\xbf"), seed...),
		"final line end": append(append([]byte{}, seed...), "\n\n"...),
		"indented":       bytes.ReplaceAll(seed, []byte("\n"), []byte("\n\t ")),
	} {
		got, err := readCapture(in, Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got.Items[0].Origin.Hash = want.Items[0].Origin.Hash
		a, _ := json.Marshal(want)
		b, _ := json.Marshal(got)
		if !bytes.Equal(a, b) {
			t.Errorf("%s: the batch differs", name)
		}
	}
}

// Long text comes over whole and is reported (newsroom.md 1.2).
func TestLongTextStaysWhole(t *testing.T) {
	headline := "Judul " + strings.TrimSpace(strings.Repeat("panjang ", 50))
	paragraph := strings.Repeat("kata ", 5000) + "selesai."
	b, err := readCapture([]byte(headline+"\n\n- Jurnalis\n\nSabtu, 1 Maret 2025 - 19:13 WIB\n\n"+paragraph+"\n"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if b.Items[0].Headline != headline || textsOf(b.Items[0].Body.Blocks)[0] != paragraph {
		t.Error("the text was changed")
	}
	long := 0
	for _, w := range b.Warnings {
		if w.Code == "long" {
			long++
		}
	}
	if long != 2 {
		t.Errorf("warnings: %+v", b.Warnings)
	}
}

// Any input gives a batch that accounts for every line and keeps the rules of
// package body, or one refusal with a sentence; and the same twice.
func FuzzCapture(f *testing.F) {
	for _, name := range captures(f) {
		f.Add(file(f, name))
	}
	f.Add([]byte("A\nB\n\nBaca Juga :\nC\nD\nBerita Terkait\nE\n2 jam lalu\nIKLAN\n1/2/25 :"))
	f.Add([]byte("Judul\nOleh X\n1 Maret 2025\nX, Y.z – isi berita yang ada di sini\n- a\n- b\nTag :\na\nBerita Terbaru\nA\nB\nC\nD. e.\n1 Maret 2025"))
	f.Fuzz(func(t *testing.T, in []byte) {
		b, err := readCapture(in, Options{Outlet: "koranmetro.com"})
		again, err2 := readCapture(in, Options{Outlet: "koranmetro.com"})
		if fmt.Sprint(err) != fmt.Sprint(err2) {
			t.Fatalf("%v, then %v", err, err2)
		}
		if err != nil {
			if b != nil {
				t.Fatal("a refusal came with a batch")
			}
			said(t, err)
			return
		}
		one, _ := json.Marshal(b)
		two, _ := json.Marshal(again)
		if !bytes.Equal(one, two) {
			t.Fatal("two readings differ")
		}
		conserved(t, in, b)
		valid(t, b)
	})
}

func BenchmarkSeed(b *testing.B) {
	seed := file(b, seedFile)
	for b.Loop() {
		if _, err := readCapture(seed, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// The time grows with the input and no faster: ten times the lines, about ten
// times the time.
func BenchmarkLong(b *testing.B) {
	for _, n := range []int{1000, 10_000} {
		in := []byte("Judul\n\nIsi berita.\n\n" + strings.Repeat("Berita Terkait\nJudul Lain\n1 Maret 2025\n", n/3))
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				if _, err := readCapture(in, Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
