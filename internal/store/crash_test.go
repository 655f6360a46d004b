package store_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"warta/internal/news"
	"warta/internal/store"
	"warta/internal/store/storetest"
)

// crashing is the child's order to write until it is killed.
const crashing = "WARTA_TEST_CRASH_DIR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(crashing); dir != "" {
		if err := writeForever(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// writeForever publishes and counts, and says on standard output what was
// acknowledged.
func writeForever(dir string) error {
	ctx := context.Background()
	db, err := store.Open(ctx, store.Options{Dir: dir})
	if err != nil {
		return err
	}
	for n := 0; ; n++ {
		a := news.Article{Edition: 1, Work: news.Settled, Public: news.Live, Revision: 1}
		err := db.Write(ctx, func(tx store.Tx) error {
			a.ID = 0
			if err := tx.Articles().Create(ctx, &a, nil); err != nil {
				return err
			}
			v := news.Version{Article: a.ID, Content: news.Content{Headline: "Artikel " + a.ID.String(), Tags: []news.TagID{1}}}
			if err := tx.Articles().AddVersion(ctx, &v); err != nil {
				return err
			}
			err := tx.Publishing().Show(ctx, &store.PublishedArticle{ID: a.ID, Edition: 1, Version: v.ID,
				Path: "/" + a.ID.String(), Content: v.Content, Listed: true}, tx.Now())
			if err != nil {
				return err
			}
			_, err = tx.Record(ctx, []news.Event{{Edition: 1, Kind: news.EventPublished, Article: a.ID}},
				store.AuditRow{Command: "publish", Subject: a.ID.String()})
			return err
		})
		if err != nil {
			return err
		}
		if err := db.Reads().Add(ctx, fmt.Sprint(os.Getpid(), "-", n), time.Now(), map[news.ArticleID]int64{a.ID: 3}); err != nil {
			return err
		}
		fmt.Println("ok", int64(a.ID))
	}
}

// A process that is killed loses nothing that it acknowledged, and leaves
// nothing half done: article, version, page, event, audit row and count agree.
func TestKilledProcessLosesNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := firstEdition(t, dir).Close(); err != nil {
		t.Fatal(err)
	}
	acknowledged := map[news.ArticleID]bool{}
	for range 10 {
		writeAndKill(t, dir, acknowledged)
		checkAfterCrash(t, dir, acknowledged)
	}
	if len(acknowledged) < 10 {
		t.Errorf("only %d writes were acknowledged: the test shows nothing", len(acknowledged))
	}
	t.Logf("10 kills, %d acknowledged writes", len(acknowledged))
}

// firstEdition opens a newspaper with one edition.
func firstEdition(t *testing.T, dir string) store.Database {
	t.Helper()
	db := storetest.Open(t, store.Options{Dir: dir})
	err := db.Write(t.Context(), func(tx store.Tx) error {
		e := news.Edition{ID: 1}
		if err := tx.Editions().Put(t.Context(), &e); err != nil {
			return err
		}
		return tx.Publishing().PutEdition(t.Context(), e)
	})
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// An import in a second process and the server beside it write, read and count
// at the same time; each sees what the other did, and a kill of the one leaves
// the other working.
func TestSecondProcess(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	db := firstEdition(t, dir)
	ctx := t.Context()
	acknowledged := map[news.ArticleID]bool{}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		writeAndKill(t, dir, acknowledged)
	}()
	for writing, n := true, 0; writing; n++ {
		select {
		case <-ended:
			writing = false
		default:
		}
		err := db.Write(ctx, func(tx store.Tx) error {
			if err := tx.Publishing().PutTag(ctx, news.Tag{ID: 1, Edition: 1, Name: fmt.Sprint(n), Slug: "tag"}); err != nil {
				return err
			}
			_, err := tx.Record(ctx, nil, store.AuditRow{Command: "tag"})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		err = db.Published().View(ctx, 1, func(v store.View) error {
			got, err := v.Tag(ctx, "tag")
			if got.Name != fmt.Sprint(n) {
				t.Errorf("read %q after writing %d", got.Name, n)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Reads().Add(ctx, fmt.Sprint("server-", n), time.Now(), map[news.ArticleID]int64{999999: 1}); err != nil {
			t.Fatal(err)
		}
	}
	err := db.Published().View(ctx, 1, func(v store.View) error {
		for id := range acknowledged {
			if _, err := v.Article(ctx, id); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	if err := db.Check(ctx, true); err != nil {
		t.Error(err)
	}
}

func writeAndKill(t *testing.T, dir string, acknowledged map[news.ArticleID]bool) {
	t.Helper()
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), crashing+"="+dir)
	out, err := c.StdoutPipe()
	if err != nil {
		t.Error(err)
		return
	}
	var problems strings.Builder
	c.Stderr = &problems
	if err := c.Start(); err != nil {
		t.Error(err)
		return
	}
	after := 1 + rand.IntN(40)
	for lines := bufio.NewScanner(out); lines.Scan(); after-- {
		var id news.ArticleID
		if _, err := fmt.Sscanf(lines.Text(), "ok %d", &id); err != nil {
			t.Errorf("the child says %q: %v", lines.Text(), err)
		}
		acknowledged[id] = true
		if after == 1 {
			// Not at once: somewhere in the middle of the next write.
			go func() {
				time.Sleep(time.Duration(rand.IntN(3000)) * time.Microsecond)
				c.Process.Kill()
			}()
		}
	}
	c.Wait()
	if problems.Len() > 0 {
		t.Error(problems.String())
	}
}

func checkAfterCrash(t *testing.T, dir string, acknowledged map[news.ArticleID]bool) {
	t.Helper()
	ctx := t.Context()
	db, err := store.Open(ctx, store.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Check(ctx, true); err != nil {
		t.Error(err)
	}
	events, err := db.Ledger().From(ctx, 1, 100000)
	if err != nil {
		t.Fatal(err)
	}
	audit, err := db.Ledger().Audit(ctx, 1, 100000)
	if err != nil || len(audit) != len(events) {
		t.Fatalf("%d audit rows, %d events, error %v", len(audit), len(events), err)
	}
	done := map[news.ArticleID]bool{}
	err = db.Published().View(ctx, 1, func(v store.View) error {
		for i, e := range events {
			done[e.Article] = true
			p, err := v.Article(ctx, e.Article)
			if err != nil {
				return err
			}
			if audit[i].Subject != e.Article.String() || audit[i].Hash != audit[i].Sum() {
				t.Errorf("audit row %d is not that of article %d", audit[i].Number, e.Article)
			}
			if a, err := v.Resolve(ctx, p.Path); err != nil || a.Article != e.Article {
				t.Errorf("article %d: address %+v, error %v", e.Article, a, err)
			}
		}
		n, err := v.Count(ctx, store.List{By: "tag", ID: 1})
		if n != int64(len(events)) {
			t.Errorf("the tag counts %d articles, want %d", n, len(events))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for id := range acknowledged {
		totals, err := db.Reads().Totals(ctx, []news.ArticleID{id})
		if !done[id] || err != nil || totals[id] != 3 {
			t.Errorf("article %d was acknowledged: published %v, readings %d, error %v", id, done[id], totals[id], err)
		}
	}
}
