package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"warta/internal/news"
	"warta/internal/site/sitetest"
	"warta/internal/store"
)

// process runs the program itself, as its own process.
func process(args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), asWarta+"=1", "WARTA_LANG=en")
	return cmd
}

// aCapture is a page of its own with three related articles.
func aCapture(n int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Kabar ke-%d dari dermaga timur\n\nRanita Wulung - Jurnalis\n\nSelasa, 3 Juni 2025 - %02d:%02d WIB\n\n", n, n/60%24, n%60)
	fmt.Fprintf(&b, "LABUAN SAGARA, lenterasagara.example – Kapal ke-%d sandar pagi ini di dermaga timur dengan muatan garam dan kelapa dari pulau seberang.\n\n", n)
	b.WriteString("Petugas mencatat semua barang sebelum pukul sembilan dan tidak menemukan selisih dengan surat jalan yang dibawa nakhoda.\n\nBerita Terkait\n\n")
	for i := range 3 {
		fmt.Fprintf(&b, "Berita sampingan %d-%d dari pelabuhan lama\n", n, i)
	}
	return b.String()
}

// TestKilledImportsAreWholeOrNothing kills the import command at random moments
// and looks at what is there.
func TestKilledImportsAreWholeOrNothing(t *testing.T) {
	rounds := 12
	if os.Getenv("WARTA_NIGHTLY") != "" {
		rounds = 200
	}
	dir := t.TempDir()
	data := filepath.Join(dir, "data")
	r := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 0))
	acknowledged := map[int]bool{}
	next, killed := 0, 0
	for range rounds {
		var files []string
		var numbers []int
		for range 40 {
			next++
			file := filepath.Join(dir, fmt.Sprintf("%d.txt", next))
			if err := os.WriteFile(file, []byte(aCapture(next)), 0o600); err != nil {
				t.Fatal(err)
			}
			files, numbers = append(files, file), append(numbers, next)
		}
		cmd := process(append([]string{"import", "page", "--data", data, "--section", "DAERAH", "--publish", "--log", "error"}, files...)...)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		// A file whose report was printed is acknowledged. Killing a moment after
		// the n-th one hits the next file's transaction anywhere, on a fast
		// machine and on a slow one.
		after, seen := 1+r.IntN(len(files)-2), 0
		timer := time.NewTimer(time.Hour)
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			for i, f := range files {
				if lines.Text() != f {
					continue
				}
				acknowledged[numbers[i]] = true
				if seen++; seen == after {
					timer = time.AfterFunc(time.Duration(r.IntN(6000))*time.Microsecond, func() { cmd.Process.Kill() })
				}
			}
		}
		if cmd.Wait() != nil {
			killed++
		}
		timer.Stop()
	}
	t.Logf("%d of %d runs killed, %d of %d files acknowledged", killed, rounds, len(acknowledged), next)
	if killed == 0 || len(acknowledged) == 0 {
		t.Error("nothing was killed, or nothing was acknowledged: the test proves nothing")
	}
	checkWhole(t, data, acknowledged, next)
}

// checkWhole opens the newspaper as the next start would and compares.
func checkWhole(t *testing.T, data string, acknowledged map[int]bool, last int) {
	t.Helper()
	ctx := context.Background()
	db, err := store.Open(ctx, store.Options{Dir: data})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Check(ctx, true); err != nil {
		t.Errorf("the database is damaged: %v", err)
	}
	whole := map[int]int{}
	stubs := map[int]int{}
	err = db.Read(ctx, func(tx store.Tx) error {
		for before := news.ArticleID(0); ; {
			all, err := tx.Articles().Newest(ctx, 1, before, 500)
			if err != nil || len(all) == 0 {
				return err
			}
			for _, a := range all {
				before = a.ID
				headline, err := headlineOf(ctx, tx, a)
				if err != nil {
					return fmt.Errorf("article %d has no content: %w", a.ID, err)
				}
				var n, i int
				if _, err := fmt.Sscanf(headline, "Kabar ke-%d", &n); err == nil {
					whole[n]++
					if a.Public != news.Live {
						t.Errorf("article %d of file %d is %s", a.ID, n, a.Public)
					}
				} else if _, err := fmt.Sscanf(headline, "Berita sampingan %d-%d", &n, &i); err == nil {
					stubs[n]++
				}
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	for n := 1; n <= last; n++ {
		switch {
		case acknowledged[n] && whole[n] != 1:
			t.Errorf("file %d was acknowledged and is there %d times", n, whole[n])
		case whole[n] > 1 || whole[n] == 1 && stubs[n] != 3 || whole[n] == 0 && stubs[n] != 0:
			t.Errorf("file %d is half there: %d articles, %d stubs", n, whole[n], stubs[n])
		}
	}
	// Both sides of the database agree.
	err = db.Published().View(ctx, 0, func(v store.View) error {
		n, err := v.Count(ctx, store.List{By: "edition"})
		if int(n) != len(whole) {
			t.Errorf("readers see %d articles, the newsroom has %d live", n, len(whole))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	verifyAudit(t, db)
}

func headlineOf(ctx context.Context, tx store.Tx, a news.Article) (string, error) {
	if a.Live != 0 {
		v, err := tx.Articles().Version(ctx, a.Live)
		return v.Content.Headline, err
	}
	c, err := tx.Articles().Draft(ctx, a.ID)
	return c.Headline, err
}

// verifyAudit walks the chain: each row carries the hash of the one before.
func verifyAudit(t *testing.T, db store.Database) {
	t.Helper()
	prev, from := "", int64(1)
	for {
		rows, err := db.Ledger().Audit(context.Background(), from, 500)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			if r.Prev != prev || r.Hash != r.Sum() {
				t.Fatalf("audit row %d does not follow the one before", r.Number)
			}
			prev, from = r.Hash, r.Number+1
		}
		if len(rows) == 0 {
			return
		}
	}
}

// TestKilledServerLosesTenSecondsOfCountsAtMost counts readings, waits until
// they must be written, counts more, kills the server and starts it again.
func TestKilledServerLosesTenSecondsOfCountsAtMost(t *testing.T) {
	dir := t.TempDir()
	data := filepath.Join(dir, "data")
	file := filepath.Join(dir, "capture.txt")
	if err := os.WriteFile(file, []byte(aCapture(1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := process("import", "page", "--data", data, "--section", "DAERAH", "--publish", file).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	const article = "/2025/06/03/kabar-ke-1-dari-dermaga-timur"
	server, home := startServer(t, data)
	_, _, page := get(t, home+article)
	pixel := between(string(page), `src="`, `"`, "/-/baca/")
	if pixel == "" {
		t.Fatalf("the page has no pixel: %.500s", page)
	}
	read := func(n int) {
		for range n {
			if status, _, _ := get(t, home+pixel, "User-Agent", "Mozilla/5.0 (Linux; Android 10)"); status != http.StatusOK {
				t.Fatalf("pixel: %d", status)
			}
		}
	}
	read(30)
	time.Sleep(11 * time.Second)
	read(12)
	if err := server.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	server.Wait()

	server, home = startServer(t, data)
	defer func() { server.Process.Signal(os.Interrupt); server.Wait() }()
	_, _, page = get(t, home+article)
	text, err := sitetest.Text(page)
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile(`Berita ini (\d+) kali dibaca`).FindStringSubmatch(text)
	if m == nil {
		t.Fatalf("the page prints no count after the kill: %.2000s", text)
	}
	if n, _ := strconv.Atoi(m[1]); n < 30 || n > 42 {
		t.Errorf("the page says %d readings after the kill, want 30 to 42", n)
	}
}

// startServer starts `warta serve` and gives its address.
func startServer(t *testing.T, data string) (*exec.Cmd, string) {
	t.Helper()
	cmd := process("serve", "--data", data, "--addr", "127.0.0.1:0", "--log", "error")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill() })
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if i := strings.Index(lines.Text(), "http://"); i >= 0 {
			go io.Copy(io.Discard, out)
			return cmd, strings.TrimRight(strings.TrimSpace(lines.Text()[i:]), "/")
		}
	}
	t.Fatal("the server did not say where it is")
	return nil, ""
}

// between gives the first text between two marks that contains with.
func between(s, left, right, with string) string {
	for {
		_, rest, ok := strings.Cut(s, left)
		if !ok {
			return ""
		}
		text, _, ok := strings.Cut(rest, right)
		if !ok {
			return ""
		}
		if strings.Contains(text, with) {
			return text
		}
		s = rest
	}
}

// TestGracefulStop: a server that is told to stop writes its counts and ends
// with success.
func TestGracefulStop(t *testing.T) {
	dir := t.TempDir()
	data := filepath.Join(dir, "data")
	file := filepath.Join(dir, "capture.txt")
	if err := os.WriteFile(file, []byte(aCapture(1)), 0o600); err != nil {
		t.Fatal(err)
	}
	server, home := startServer(t, data)
	// An import beside the running server reaches its readers.
	_, _, before := get(t, home+"/")
	if out, err := process("import", "page", "--data", data, "--section", "DAERAH", "--publish", file).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	deadline := time.Now().Add(5 * time.Second)
	for {
		_, _, after := get(t, home+"/")
		if strings.Contains(string(after), "Kabar ke-1 dari dermaga timur") {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("the front does not show what another process published (it was %d bytes before, %d after)", len(before), len(after))
		}
		time.Sleep(50 * time.Millisecond)
	}
	_, _, page := get(t, home+"/2025/06/03/kabar-ke-1-dari-dermaga-timur")
	pixel := between(string(page), `src="`, `"`, "/-/baca/")
	for range 7 {
		get(t, home+pixel, "User-Agent", "Mozilla/5.0 (Linux; Android 10)")
	}
	server.Process.Signal(os.Interrupt)
	if err := server.Wait(); err != nil {
		t.Fatalf("stopped with %v", err)
	}
	ctx := context.Background()
	db, err := store.Open(ctx, store.Options{Dir: data})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	totals, err := db.Reads().Totals(ctx, []news.ArticleID{1})
	if err != nil || totals[1] != 7 {
		t.Errorf("%d readings after a stop, want 7 (%v)", totals[1], err)
	}
}
