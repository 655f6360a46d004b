package style

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// Matchers are what a rule's Find may name where a pattern does not suffice.
var Matchers = map[string]func(r *reading, hit func(from, to int, put string)){
	"repeated-word": repeated,
	"day-and-date":  dayAndDate,
	"capitals":      capitals,
	"long-sentence": longSentence,
	"parted-verb":   partedVerb,
}

// passives are verbs that are no nouns: after "di" they are passives written
// apart.
var passives = func() map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(`adakan adili alami amankan ambil anggap aniaya bagikan bakar batalkan bawa bayar beli berikan buat bunuh cabut
cetak curi dirikan distribusikan dukung evakuasi geledah gerebek gunakan hadiri hapus ikuti jadikan jelaskan
jual katakan kerjakan ketahui kirim kuburkan kurangi laksanakan lakukan laporkan larikan makamkan naikkan
panggil perbaiki percepat periksa pimpin pindahkan rampok rasakan rawat resmikan saksikan salurkan sampaikan
sebut sebutkan selamatkan selenggarakan siarkan sita susun tabrak tahan tangkap temukan terbitkan terima
tetapkan tikam tingkatkan tolak tulis tunda tuntut turunkan ubah umumkan undur unggah vonis wakili`) {
		out[w] = true
	}
	return out
}()

// partedVerb finds "di bawa" for "dibawa".
func partedVerb(r *reading, hit func(from, to int, put string)) {
	for i := 1; i < len(r.words); i++ {
		a, b := r.words[i-1], r.words[i]
		if first := r.word(i - 1); (first == "di" || first == "Di") && r.text[a.to:b.from] == " " && passives[r.word(i)] && !r.inQuotation(a.from) {
			hit(a.from, b.to, first+r.word(i))
		}
	}
}

// repeated finds a word that stands twice: "yang yang". Names may.
func repeated(r *reading, hit func(from, to int, put string)) {
	for i := 1; i < len(r.words); i++ {
		a, b := r.words[i-1], r.words[i]
		w := r.word(i)
		if len(w) < 2 || w != strings.ToLower(w) || r.text[a.to:b.from] != " " || fold(r.word(i-1)) != fold(w) || r.inQuotation(a.from) {
			continue
		}
		hit(a.from, b.to, r.word(i-1))
	}
}

var (
	days   = []string{"minggu", "senin", "selasa", "rabu", "kamis", "jumat", "sabtu"}
	months = []string{"januari", "februari", "maret", "april", "mei", "juni", "juli", "agustus", "september", "oktober", "november", "desember"}

	writtenDate = regexp.MustCompile(`(?i)\b(minggu|ahad|senin|selasa|rabu|kamis|jumat|jum['’]at|sabtu),?\s+\(?(\d{1,2})(?:\s+([a-z]+)\s+|/(\d{1,2})/)(\d{4})\b`)
)

// dayAndDate finds a day of the week that its date did not have.
func dayAndDate(r *reading, hit func(from, to int, put string)) {
	for _, m := range writtenDate.FindAllStringSubmatchIndex(r.text, 50) {
		part := func(n int) string {
			if m[2*n] < 0 {
				return ""
			}
			return strings.ToLower(r.text[m[2*n]:m[2*n+1]])
		}
		month := index(months, part(3)) + 1
		if part(4) != "" {
			month, _ = strconv.Atoi(part(4))
		}
		day, _ := strconv.Atoi(part(2))
		year, _ := strconv.Atoi(part(5))
		if month < 1 || month > 12 {
			continue
		}
		at := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
		if at.Day() != day || year < 1900 {
			continue
		}
		said := strings.NewReplacer("'", "", "’", "", "ahad", "minggu").Replace(part(1))
		if want := days[at.Weekday()]; said != want {
			hit(m[2], m[3], strings.ToUpper(want[:1])+want[1:])
		}
	}
}

func index(list []string, w string) int {
	for i, s := range list {
		if s == w {
			return i
		}
	}
	return -1
}

// capitals finds a headline that shouts: three words in a row of four letters
// and more, all in capitals.
func capitals(r *reading, hit func(from, to int, put string)) {
	run := 0
	for i := range r.words {
		w := r.word(i)
		if len(w) >= 4 && strings.ToUpper(w) == w && strings.ToLower(w) != w {
			run++
			continue
		}
		if run >= 3 {
			hit(r.words[i-run].from, r.words[i-1].to, "")
		}
		run = 0
	}
	if n := len(r.words); run >= 3 {
		hit(r.words[n-run].from, r.words[n-1].to, "")
	}
}

// LongSentence and LongParagraph are lengths in words beyond which a reader on a
// telephone loses the thread (CHK-7).
const (
	LongSentence  = 25
	LongParagraph = 60
)

// longSentence finds sentences of more than forty words, well beyond what the
// facts count as long.
func longSentence(r *reading, hit func(from, to int, put string)) {
	for _, s := range sentences(r.text, r.words) {
		if s.to-s.from > 40 && !r.inQuotation(r.words[s.from].from) {
			hit(r.words[s.from].from, r.words[s.to-1].to, "")
		}
	}
}

// sentences are stretches of words, from the first to after the last.
func sentences(text string, words []token) (out []token) {
	start := 0
	for i := range words {
		end := len(text)
		if i+1 < len(words) {
			end = words[i+1].from
		}
		gap := text[words[i].to:end]
		if i+1 == len(words) || strings.ContainsAny(gap, ".!?\n") && strings.IndexFunc(gap, unicode.IsSpace) >= 0 && startsUpper(text[end:]) {
			out = append(out, token{start, i + 1})
			start = i + 1
		}
	}
	return out
}

func startsUpper(s string) bool {
	for _, c := range s {
		return unicode.IsUpper(c)
	}
	return false
}

// Facts are what can be counted of a text. They are no score.
type Facts struct {
	Words int `json:"words"`
	// Minutes to read it, at 200 words a minute, at least one.
	Minutes int `json:"minutes"`
	// LongSentences have more than 25 words, LongParagraphs more than 60.
	LongSentences  int `json:"long_sentences"`
	LongParagraphs int `json:"long_paragraphs"`
}

// Count counts paragraphs.
func Count(paragraphs []string) (f Facts) {
	for _, p := range paragraphs {
		words := tokens(p)
		f.Words += len(words)
		if len(words) > LongParagraph {
			f.LongParagraphs++
		}
		for _, s := range sentences(p, words) {
			if s.to-s.from > LongSentence {
				f.LongSentences++
			}
		}
	}
	f.Minutes = max(1, (f.Words+199)/200)
	return f
}
