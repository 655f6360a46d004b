package site_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"warta/internal/locale"
	"warta/internal/site"
)

// pages writes every page of the storybook into a folder, to be looked at:
//
//	go test ./internal/site -run TestStorybookPages -pages DIR
var pages = flag.String("pages", "", "write the pages of the storybook into this folder")

var storyNow = time.Date(2026, 11, 22, 10, 30, 0, 0, time.UTC)

func cetak(t testing.TB, lang string) *site.Face {
	t.Helper()
	theme, err := site.LoadTheme(os.DirFS("theme"), nil)
	if err != nil {
		t.Fatal(err)
	}
	zone, err := time.LoadLocation("Asia/Jakarta")
	if err != nil {
		t.Fatal(err)
	}
	face, err := theme.Face(site.Words{Locale: locale.Get(lang), Zone: zone})
	if err != nil {
		t.Fatal(err)
	}
	return face
}

func storySite(lang string) site.Site {
	return site.Site{
		Name: "Warta Walira", Tagline: "Kabar dari teluk dan lereng", Lang: lang, Dir: "ltr", Home: "/", Now: storyNow, Saved: "/tersimpan",
		Sections: []site.NavSection{
			{Name: "DAERAH", URL: "/-/storybook/section", Colour: "toska", Current: true}, {Name: "INTERNASIONAL", URL: "/internasional", Colour: "nila"},
			{Name: "Ekonomi", URL: "/ekonomi", Colour: "zaitun"}, {Name: "LIFE STYLE & ENTERTAINMENT", URL: "/life-style-entertainment", Colour: "manggis"},
			{Name: "Olahraga", URL: "/olahraga", Colour: "daun"}, {Name: "Opini", URL: "/opini", Colour: "arang"},
		},
		Masthead: site.Masthead{Company: "PT Warta Walira Media", Address: "Jalan Dermaga Lama 7, Walira 99123", Responsible: "Ratna Dewi", Chief: "Ratna Dewi", Email: "redaksi@example.org", Phone: "+62 000 0000", DewanPers: "000/contoh"},
		Footer:   []site.Link{{Text: "Redaksi", URL: "/redaksi"}, {Text: "Pedoman Media Siber", URL: "/pedoman-media-siber"}, {Text: "Kode Etik", URL: "/kode-etik"}, {Text: "Koreksi", URL: "/koreksi"}, {Text: "Hak Jawab", URL: "/hak-jawab"}, {Text: "Privasi", URL: "/privasi"}, {Text: "Cara Kami Menghitung Pembaca", URL: "/metode-hitung"}, {Text: "Umpan RSS", URL: "/feed.xml"}},
	}
}

// storybook renders every story; the map is by name.
func storybook(t testing.TB, lang string, photo func(n int) *site.Photo) map[string]site.Rendered {
	t.Helper()
	face := cetak(t, lang)
	stories, err := face.Storybook(storySite(lang), photo)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]site.Rendered{}
	for _, s := range stories {
		r, err := face.Render(s.Page)
		if err != nil {
			t.Fatalf("%s: %v", s.Name, err)
		}
		out[s.Name] = r
	}
	return out
}

// samplePhotos gives the pictures of the sample newspaper, if they are there.
func samplePhotos(t testing.TB) func(n int) *site.Photo {
	dirs, _ := filepath.Glob("../sample/photos/*/640.jpg")
	if len(dirs) == 0 {
		return nil
	}
	return func(n int) *site.Photo {
		slug := filepath.Base(filepath.Dir(dirs[n%len(dirs)]))
		p := &site.Photo{Src: "/photos/" + slug + "/640.jpg", Width: 1280, Height: 853}
		for i, w := range []int{320, 640, 960, 1280} {
			if i > 0 {
				p.Srcset += ", "
			}
			p.Srcset += fmt.Sprintf("/photos/%s/%d.jpg %dw", slug, w, w)
		}
		return p
	}
}

var assetRef = regexp.MustCompile(`/-/assets/[0-9a-f]+/([A-Za-z0-9._/-]+)`)

func TestStorybookPages(t *testing.T) {
	if *pages == "" {
		t.Skip("no -pages folder given")
	}
	write := func(name string, data []byte) {
		t.Helper()
		name = filepath.Join(*pages, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, lang := range []string{"id", "en"} {
		for name, page := range storybook(t, lang, samplePhotos(t)) {
			if name == "" {
				name = "index"
			}
			write(lang+"/"+name+".html", page.Body)
			for _, m := range assetRef.FindAllSubmatch(page.Body, -1) {
				data, err := os.ReadFile("theme/asset/" + string(m[1]))
				if err != nil {
					data, err = os.ReadFile("theme/js/" + string(m[1]))
				}
				if err != nil {
					t.Fatal(err)
				}
				write(string(m[0]), data)
			}
		}
	}
}

func TestStorybookShowsEveryStateInBothLanguages(t *testing.T) {
	for _, lang := range []string{"id", "en"} {
		all := storybook(t, lang, nil)
		for name, want := range map[string][]string{
			"article-extreme":     {"Kusumaningtyas Hadiwinoto 12", "penanggulangan bencana 30", "gotong royong tiap Ahad"},
			"article-marked":      {`class="amend"`, `class="old"`, `class="unverified"`},
			"article-advertorial": {`class="stamp s-ad"`},
			"gone":                {"Wali Kota Buka Pasar Malam"},
			"section-empty":       {`class="empty"`},
			"":                    {"another language", "200 characters"},
		} {
			for _, w := range want {
				if !strings.Contains(string(all[name].Body), w) {
					t.Errorf("%s %q: %q is not on the page", lang, name, w)
				}
			}
		}
		if strings.Contains(string(all["gone-hidden"].Body), "Wali Kota") {
			t.Errorf("%s: the hidden headline is on the withdrawal notice", lang)
		}
	}
}
