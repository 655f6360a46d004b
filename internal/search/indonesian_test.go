package search

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestIndonesianRoots(t *testing.T) {
	for root, words := range map[string]string{
		"temu":         "temu bertemu pertemuan menemukan ditemukan penemuan menemui",
		"berita":       "berita pemberitaan beritanya memberitakan diberitakan",
		"hubung":       "hubungan berhubungan menghubungi hubungannya penghubung dihubungkan",
		"ajar":         "belajar mengajar pelajar pelajaran pengajar pengajaran pembelajaran diajarkan",
		"pukul":        "memukul pemukul dipukul pukulan memukulnya",
		"sapu":         "menyapu sapu",
		"tanam":        "menanam penanaman tanaman ditanam",
		"karang":       "mengarang pengarang karangan",
		"tangkap":      "menangkap penangkapan ditangkap tertangkap tangkapan",
		"serta":        "peserta serta menyertakan",
		"baru":         "memperbarui pembaruan diperbarui",
		"usaha":        "pengusaha perusahaan berusaha usahanya",
		"presiden":     "presiden presidennya",
		"perintah":     "pemerintah pemerintahan memerintah diperintahkan",
		"sehat":        "kesehatan menyehatkan penyehatan",
		"didik":        "pendidikan mendidik terdidik pendidiknya",
		"langgan":      "pelanggan pelangganmukah berlangganan",
		"promosi":      "mempromosikan dipromosikan promosi",
		"rumah":        "rumah-rumah rumahnya perumahan rumah",
		"tiru":         "meniru-nirukan meniru tiruan",
		"undangundang": "undang-undang undang-undangnya",
		"undang":       "mengundang undangan diundang",
		"kerja":        "kinerja bekerja pekerja pekerjaan kerjanya",
		"jalan":        "perjalanan berjalan jalan-jalan menjalankan",
		"makan":        "makanan memakan dimakan makan-makan",
		"beri":         "memberi pemberian diberikan beriannya",
		"akuisisi":     "mengakuisisi diakuisisi akuisisi",
		"agregasi":     "mengagregasikan agregasinya",
	} {
		for w := range strings.FieldsSeq(words) {
			if got := indonesian.Stem(w); got != root {
				t.Errorf("Stem(%q) = %q, want %q", w, got, root)
			}
		}
	}
}

func TestNamesAndShortWordsAreLeftAlone(t *testing.T) {
	for w := range strings.FieldsSeq(`prabowo megawati sudirman kediri kuningan medan semarang pekalongan pekanbaru
		pemalang mendoza mengistu bernard berlin kebayoran mentawai perancis setiawan kurniawan abdullah abdillah fatimah
		diponegoro dirgantara dimas kenya jamilah sulawesi makassar terawan serbia meksiko pertiwi jokowi gibran
		di ke se ber mei aku itu b20 covid19 2025 1000`) {
		if got := indonesian.Stem(w); got != w {
			t.Errorf("Stem(%q) = %q, want the word itself", w, got)
		}
	}
}

// sharedFile finds a file of the corpora that stand beside the repository.
func sharedFile(t testing.TB, parts ...string) string {
	t.Helper()
	dir, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	for {
		name := filepath.Join(append([]string{dir, "shared", "testdata"}, parts...)...)
		if _, err := os.Stat(name); err == nil {
			return name
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Skip("shared/testdata/" + strings.Join(parts, "/") + " is not beside the repository")
		}
		dir = up
	}
}

func TestPairsOfTheSharedList(t *testing.T) {
	b, err := os.ReadFile(sharedFile(t, "stem-id", "pairs.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	var all, right int
	for line := range strings.Lines(string(b)) {
		word, want, _ := strings.Cut(strings.TrimSpace(line), "\t")
		got := indonesian.Stem(word)
		all++
		if got == want || got == strings.ReplaceAll(want, "-", " ") {
			right++
			continue
		}
		t.Logf("Stem(%q) = %q, the list has %q", word, got, want)
	}
	t.Logf("%d of %d as in the list", right, all)
	if right*100 < all*95 {
		t.Errorf("%d of %d pairs, want 95 %%", right, all)
	}
}
