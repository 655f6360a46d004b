package sample_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"testing"

	"warta/internal/blob"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/sample"
	"warta/internal/store"
)

const (
	seedBytes = 4938
	seedHash  = "d6619bcd6bb64bb28fc49da3da58e71818f93d2cf9210536b3fe084b0c7522be"
)

func TestSeedIsByteExact(t *testing.T) {
	seed := sample.Seed()
	sum := sha256.Sum256(seed)
	if len(seed) != seedBytes || hex.EncodeToString(sum[:]) != seedHash {
		t.Fatalf("the seed has %d bytes and hash %x", len(seed), sum)
	}
}

func TestSeedEqualsTheSharedOne(t *testing.T) {
	shared, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "testdata", "seed", "000_8c4628d699407819.txt"))
	if err != nil {
		t.Skip("shared/testdata/seed is not beside the repository")
	}
	if string(shared) != string(sample.Seed()) {
		t.Error("the seed in the repository is not the shared one")
	}
}

// house is an empty database with a clock that stands at Evening.
func house(t *testing.T) sample.Options {
	t.Helper()
	clock := sample.NewClock(sample.Evening)
	db, err := store.Open(context.Background(), store.Options{Dir: t.TempDir(), Now: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	blobs, err := blob.OpenDisk(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { blobs.Close() })
	return sample.Options{Newsroom: newsroom.New(db, newsroom.Options{}), Database: db, Blobs: blobs, Clock: clock}
}

// load gives the whole sample newspaper on SQLite.
func load(t *testing.T) (store.Database, sample.Paper) {
	t.Helper()
	o := house(t)
	p, err := sample.Load(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	return o.Database, p
}

// TestSeedListsStayTheSeedsOwn keeps our own articles out of the two lists on
// the seed's page: they must be older than what it lists.
func TestSeedListsStayTheSeedsOwn(t *testing.T) {
	db, p := load(t)
	batch, _, err := sample.SeedBatch("")
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	err = db.Published().View(ctx, p.Edition, func(v store.View) error {
		seed, err := v.Article(ctx, p.Seed)
		if err != nil {
			return err
		}
		lists := map[string]store.ListQuery{
			"related": {List: store.List{By: "primary", ID: int64(seed.Content.Section)}, Limit: 8, Without: []news.ArticleID{p.Seed}},
			"latest":  {List: store.List{By: "edition"}, Limit: 3, Without: []news.ArticleID{p.Seed}},
		}
		for name, q := range lists {
			got, err := v.List(ctx, q)
			if err != nil {
				return err
			}
			var want []string
			for _, c := range batch.Items[0].Cites {
				if c.List != name {
					continue
				}
				for _, item := range batch.Items {
					if item.Ref == c.Ref {
						want = append(want, item.Headline)
					}
				}
			}
			if len(got) != len(want) {
				t.Errorf("%s: %d articles, want %d", name, len(got), len(want))
				continue
			}
			for i, c := range got {
				if c.Headline != want[i] {
					t.Errorf("%s %d: %q, want %q", name, i+1, c.Headline, want[i])
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
