package ingest

import (
	"context"
	"testing"
	"testing/fstest"

	"warta/internal/news"
)

// A small folder of each layout, graded.
func TestScore(t *testing.T) {
	page := file(t, "testdata/page/berita.sample.html")
	const gold = `{"V2":{"title":"Air surut di hulu, warga lega","publishing_date":"2025-03-01 12:13:00+00:00","body":{"summary":[],"sections":[{"headline":[],"paragraphs":["Air Sungai Lembah surut sejak Sabtu pagi setelah tiga hari hujan, kata kepala desa, dan warga mulai pulang.","Sekitar dua ratus keluarga mengungsi ke balai desa, sekolah, dan masjid sejak Rabu malam ketika air masuk ke rumah-rumah."]},{"headline":["Jalan masih tertutup"],"paragraphs":["Jalan menuju pasar masih tertutup lumpur, dan alat berat baru datang besok, kata petugas di posko utama.","“Kami hanya ingin pulang, membersihkan rumah, lalu bekerja lagi,” kata seorang warga.","Pemerintah menjanjikan bantuan beras dan air bersih selama dua pekan untuk semua keluarga yang terdampak banjir."]}]}},
"V1":{"title":"Salah","publishing_date":"2025-03-01 12:14:00+00:00","body":{"sections":[{"paragraphs":["Sama sekali lain, kata demi kata demi kata."]}]}}}`
	newsDir := fstest.MapFS{
		"meta.json":                     {Data: []byte(`{"id/Kabar_Hulu_2024_01_01.html":{"url":"https://hulu.example/a"},"id/Kabar_Hulu_2025_03_02.html":{"url":"https://hulu.example/a"},"id/Tanpa_2025_01_01.html":{"url":"x"}}`)},
		"id/Kabar_Hulu.json":            {Data: []byte(gold)},
		"id/Kabar_Hulu_2024_01_01.html": {Data: page}, "id/Kabar_Hulu_2025_03_02.html": {Data: page},
	}
	gs, err := LoadGold(newsDir)
	if err != nil {
		t.Fatal(err)
	}
	grades := map[string]Grade{}
	s, err := Score(context.Background(), gs, PageReader(Options{}), func(g Grade) { grades[g.Name] = g })
	if err != nil {
		t.Fatal(err)
	}
	if s.Pages != 2 || s.Titles != 2 || s.TitlesRight != 1 || s.DatesRight != 1 || s.Failed != 0 {
		t.Errorf("%+v", s)
	}
	if g := grades["id/Kabar_Hulu_2025_03_02.html"]; !g.Title || !g.Date || g.F1 < 0.95 {
		t.Errorf("%+v", g)
	}
	if g := grades["id/Kabar_Hulu_2024_01_01.html"]; g.Title || g.Date || g.F1 > 0.05 {
		t.Errorf("%+v", g)
	}
	gs, err = LoadGold(fstest.MapFS{
		"satu/source.html":            {Data: page},
		"satu/expected.html":          {Data: []byte("<div><p>Air Sungai Lembah surut sejak Sabtu pagi</p></div>")},
		"satu/expected-metadata.json": {Data: []byte(`{"title":"Air surut di hulu, warga lega | Kabar Hulu","publishedTime":"2025-03-01T19:13:00+07:00"}`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	if s, err = Score(context.Background(), gs, PageReader(Options{}), nil); err != nil || s.TitlesRight != 1 || s.DatesRight != 1 || s.Recall < 0.99 || s.Precision > 0.5 {
		t.Errorf("%+v %v", s, err)
	}
	if _, err := LoadGold(fstest.MapFS{"a": {}}); !news.Is(err, news.NotFound) || said(t, err) == "" {
		t.Error(err)
	}
}
