package cache

import (
	"context"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// blank is a response that keeps nothing.
type blank struct {
	h http.Header
	n int
}

func (b *blank) Header() http.Header         { return b.h }
func (b *blank) WriteHeader(int)             {}
func (b *blank) Write(p []byte) (int, error) { b.n += len(p); return len(p), nil }

func benchPage() *Page {
	var b strings.Builder
	for b.Len() < 60_000 {
		b.WriteString(`<p class="x">` + strconv.Itoa(rand.IntN(1e9)) + " pembaca di kota pelabuhan</p>\n")
	}
	return page(b.String(), 1, "a1", "c1", "s1", "e1")
}

func benchHit(b *testing.B) (*Cache, *http.Request) {
	c := open(b, Options{})
	serve(b, c, "paper.example/2025/03/01/a", give(benchPage()))
	c.back.wait()
	r := httptest.NewRequest("GET", "/2025/03/01/a", nil)
	r.Header.Set("Accept-Encoding", "gzip, deflate")
	b.ReportAllocs()
	return c, r
}

func BenchmarkHit(b *testing.B) {
	c, r := benchHit(b)
	w := &blank{h: http.Header{}}
	for b.Loop() {
		clear(w.h)
		c.Hit(w, r, "paper.example/2025/03/01/a")
	}
}

func BenchmarkHitNotModified(b *testing.B) {
	c, r := benchHit(b)
	w := httptest.NewRecorder()
	c.Hit(w, r, "paper.example/2025/03/01/a")
	r.Header.Set("If-None-Match", w.Header().Get("ETag"))
	v := &blank{h: http.Header{}}
	for b.Loop() {
		clear(v.h)
		c.Hit(v, r, "paper.example/2025/03/01/a")
	}
}

func BenchmarkHitParallel(b *testing.B) {
	c, r := benchHit(b)
	b.RunParallel(func(pb *testing.PB) {
		w := &blank{h: http.Header{}}
		for pb.Next() {
			clear(w.h)
			c.Hit(w, r, "paper.example/2025/03/01/a")
		}
	})
}

// BenchmarkServer compares, over a real connection, a hit with a bare handler
// that writes the same bytes from memory.
func BenchmarkServer(b *testing.B) {
	c, _ := benchHit(b)
	v := c.find("paper.example/2025/03/01/a").variants[gzipped].Load()
	for name, h := range map[string]http.HandlerFunc{
		"hit": func(w http.ResponseWriter, r *http.Request) { c.Hit(w, r, "paper.example/2025/03/01/a") },
		"bare": func(w http.ResponseWriter, r *http.Request) {
			h := w.Header()
			h.Set("Content-Type", "text/html; charset=utf-8")
			h.Set("Content-Encoding", "gzip")
			h.Set("Content-Length", strconv.Itoa(len(v.body)))
			w.Write(v.body)
		},
	} {
		b.Run(name, func(b *testing.B) {
			s := httptest.NewServer(h)
			defer s.Close()
			client := s.Client()
			client.Transport.(*http.Transport).DisableCompression = true
			req, _ := http.NewRequest("GET", s.URL, nil)
			req.Header.Set("Accept-Encoding", "gzip")
			buf := make([]byte, 64<<10)
			b.ReportAllocs()
			before := cpu()
			for b.Loop() {
				res, err := client.Do(req)
				if err != nil {
					b.Fatal(err)
				}
				for {
					if _, err := res.Body.Read(buf); err != nil {
						break
					}
				}
				res.Body.Close()
			}
			b.ReportMetric(float64(cpu()-before)/float64(b.N), "cpu-ns/op")
		})
	}
}

// cpu gives the processor time of this process, client included: unlike the
// time on the clock it does not depend on who else uses the machine.
func cpu() int64 {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return u.Utime.Nano() + u.Stime.Nano()
}

// BenchmarkMiss is what the cache adds to a render; BenchmarkGzip is the part
// of it that is compression.
func BenchmarkMiss(b *testing.B) {
	for name, p := range map[string]*Page{"60KB": benchPage(), "empty": page("", 1, "a1", "c1")} {
		b.Run(name, func(b *testing.B) {
			c := open(b, Options{Bytes: 32 << 20})
			render := func(context.Context) (*Page, error) { return p, nil }
			r := httptest.NewRequest("GET", "/", nil)
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				i++
				if err := c.Serve(&blank{h: http.Header{}}, r, strconv.Itoa(i), render); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkGzip(b *testing.B) {
	p := benchPage()
	for b.Loop() {
		gzipBytes(p.Body, gzipFirst)
	}
}
