package site_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"warta/internal/feed"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/site/sitetest"
)

// TestGoldenMachineFiles keeps what machines are told of the sample newspaper,
// byte for byte.
func TestGoldenMachineFiles(t *testing.T) {
	p := seedPaper(t, sitetest.Options{Settings: func(s *news.Settings) {
		s.Machine.Hubs = []string{"https://hub.example/"}
		s.Masthead = news.Masthead{Company: "PT Koran Metro", Email: "redaksi@koranmetro.example"}
	}})
	p.Clock.At = p.Clock.At.Add(time.Hour)
	p.Do(newsroom.Correct{Article: p.Seed, Kind: news.Koreksi, Note: "Angka pada paragraf kedua keliru dan sudah dibetulkan."})
	p.Do(newsroom.Withdraw{Article: p.Cited["latest"][0], Ground: news.GroundCourt, Reason: "Putusan pengadilan yang berkekuatan tetap."})
	files := []string{"/sitemap.xml", "/sitemap-2025-03.xml", "/sitemap-news.xml", "/robots.txt", "/trust.txt"}
	for _, f := range feed.Formats {
		files = append(files, "/internasional/"+f.File, "/koreksi/"+f.File)
	}
	for _, path := range files {
		got := p.Get(path).Body
		name := filepath.Join("testdata", "machine", strings.ReplaceAll(path[1:], "/", "-"))
		if *update {
			if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(name, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(name)
		if err != nil {
			t.Error(err)
			continue
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s (-want +got):\n%s", name, cmp.Diff(string(want), string(got)))
		}
	}
}
