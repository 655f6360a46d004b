package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
	"time"
)

// realWXR are exports of real sites, or our own small one where they are absent.
func realWXR(t testing.TB) []byte {
	t.Helper()
	for _, name := range []string{"../../../shared/testdata/wxr/theme-unit-test/themeunittestdata.wordpress.xml", "../../internal/ingest/testdata/wxr/kota.xml"} {
		if b, err := os.ReadFile(name); err == nil {
			return b
		}
	}
	t.Fatal("there is no export to read")
	return nil
}

var (
	wxrItem   = regexp.MustCompile(`(?s)[ \t]*<item>.*?</item>\s*`)
	wxrNumber = regexp.MustCompile(`<wp:(post_id|post_parent|comment_id|comment_parent)>(\d+)</wp:`)
	wxrThumb  = regexp.MustCompile(`(?s)(<wp:meta_key>(?:<!\[CDATA\[)?_thumbnail_id(?:\]\]>)?</wp:meta_key>\s*<wp:meta_value>(?:<!\[CDATA\[)?)(\d+)`)
	wxrLink   = regexp.MustCompile(`<link>(https?://[^<]*?)/?</link>`)
	wxrGUID   = regexp.MustCompile(`(<guid[^>]*>)([^<]*)</guid>`)
	wxrName   = regexp.MustCompile(`<wp:post_name>(<!\[CDATA\[)?([^<\]]*)`)
	wxrPost   = regexp.MustCompile(`<wp:post_type>(?:<!\[CDATA\[)?post(?:\]\]>)?</wp:post_type>`)
)

// multiplyWXR writes an export with n posts: those of a real one again and again,
// each time with numbers and addresses of its own.
func multiplyWXR(w io.Writer, real []byte, n int) error {
	out := bufio.NewWriterSize(w, 1<<16)
	items := wxrItem.FindAllIndex(real, -1)
	out.Write(real[:items[0][0]])
	var posts [][]byte
	for _, at := range items {
		if item := real[at[0]:at[1]]; wxrPost.Match(item) {
			posts = append(posts, item)
		}
	}
	for k := range n {
		item, round := posts[k%len(posts)], k/len(posts)
		shift := func(digits []byte) []byte {
			v, _ := strconv.Atoi(string(digits))
			if v == 0 {
				return digits
			}
			return strconv.AppendInt(nil, int64(v+round*100_000), 10)
		}
		item = wxrNumber.ReplaceAllFunc(item, func(b []byte) []byte {
			m := wxrNumber.FindSubmatch(b)
			return fmt.Appendf(nil, "<wp:%s>%s</wp:", m[1], shift(m[2]))
		})
		item = wxrThumb.ReplaceAllFunc(item, func(b []byte) []byte {
			m := wxrThumb.FindSubmatch(b)
			return append(bytes.Clone(m[1]), shift(m[2])...)
		})
		item = wxrLink.ReplaceAll(item, fmt.Appendf(nil, "<link>$1-%d/</link>", round))
		item = wxrGUID.ReplaceAll(item, fmt.Appendf(nil, "${1}$2#%d</guid>", round))
		item = wxrName.ReplaceAll(item, fmt.Appendf(nil, "<wp:post_name>$1$2-%d", round))
		out.Write(item)
	}
	out.WriteString("</channel></rss>\n")
	return out.Flush()
}

// BenchmarkImport brings 50,000 posts in, each run into a new paper; WARTA_DB
// takes another database. It reports posts a second over the whole command, the
// proof of addresses left out.
//
//	go test ./cmd/warta -run '^$' -bench Import -benchtime 1x
func BenchmarkImport(b *testing.B) {
	posts := 50_000
	if n, err := strconv.Atoi(os.Getenv("WARTA_POSTS")); err == nil {
		posts = n
	}
	file := filepath.Join(b.TempDir(), "large.xml")
	f, err := os.Create(file)
	if err == nil {
		err = multiplyWXR(f, realWXR(b), posts)
	}
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		cmd := process("import", "wxr", "--data", filepath.Join(b.TempDir(), "data"), "--no-media", "--no-proof", "--log", "error", file)
		var out bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &out
		began := time.Now()
		if err := cmd.Run(); err != nil {
			b.Fatalf("%v: %s", err, out.String())
		}
		b.ReportMetric(float64(posts)/time.Since(began).Seconds(), "posts/s")
		b.ReportMetric(float64(peakOf(cmd))/1024, "MiB")
	}
}
