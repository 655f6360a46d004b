package archive_test

import (
	"io"
	"os"
	"runtime"
	"testing"
	"time"

	"warta/internal/archive"
	"warta/internal/export"
	"warta/internal/locale"
	"warta/internal/site/sitetest"
	"warta/internal/store"
)

// watch samples the heap while fn runs and gives its highest size in MiB above
// what was there before.
func watch(fn func()) float64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	before, most := m.HeapAlloc, uint64(0)
	done := make(chan struct{})
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			select {
			case <-done:
				return
			case <-time.After(20 * time.Millisecond):
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				most = max(most, m.HeapAlloc)
			}
		}
	}()
	fn()
	close(done)
	<-stopped
	return float64(max(most, before)-before) / (1 << 20)
}

// BenchmarkMovingOut takes a paper of 20,000 articles out in every form and into
// an empty database again; memory must not follow the number of articles.
func BenchmarkMovingOut(b *testing.B) {
	p := sitetest.Archive(b, 20_000)
	file := b.TempDir() + "/a.tar.zst"
	run := func(name string, fn func(b *testing.B)) {
		b.Run(name, func(b *testing.B) {
			for range b.N {
				b.ReportMetric(watch(func() { fn(b) }), "MiB-heap")
			}
			b.ReportMetric(20_000*float64(b.N)/b.Elapsed().Seconds(), "articles/s")
		})
	}
	run("wxr", func(b *testing.B) {
		err := p.DB.Published().View(b.Context(), 0, func(v store.View) error {
			_, err := export.WXR(b.Context(), io.Discard, export.Published(v, p.DB.Reads()), export.Options{Base: "https://koran.example", Message: locale.Get("id").Message})
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	})
	run("ninjs", func(b *testing.B) {
		err := p.DB.Published().View(b.Context(), 0, func(v store.View) error {
			_, err := export.Ninjs(b.Context(), export.Published(v, p.DB.Reads()), export.Options{Base: "https://koran.example", Message: locale.Get("id").Message},
				func(string, *export.NinjsItem) error { return nil })
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	})
	run("archive", func(b *testing.B) {
		f, err := os.Create(file)
		if err != nil {
			b.Fatal(err)
		}
		defer f.Close()
		if _, _, err := archive.Write(b.Context(), f, p.DB.Archive(), nil, archive.Options{}); err != nil {
			b.Fatal(err)
		}
	})
	run("verify", func(b *testing.B) {
		f, err := os.Open(file)
		if err != nil {
			b.Fatal(err)
		}
		defer f.Close()
		if _, _, err := archive.Verify(b.Context(), f, p.DB.Archive().Tables(), archive.Options{}); err != nil {
			b.Fatal(err)
		}
	})
	run("fill", func(b *testing.B) {
		f, err := os.Open(file)
		if err != nil {
			b.Fatal(err)
		}
		defer f.Close()
		db, err := store.Open(b.Context(), store.Options{Dir: b.TempDir(), Fill: true})
		if err != nil {
			b.Fatal(err)
		}
		defer db.Close()
		if _, _, err := archive.Fill(b.Context(), f, db.Archive(), nil, archive.Options{}); err != nil {
			b.Fatal(err)
		}
	})
}
