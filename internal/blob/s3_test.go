package blob_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"warta/internal/blob"
	"warta/internal/blob/blobtest"
)

func openS3(t *testing.T, b *blobtest.Bucket) *blob.S3 {
	t.Helper()
	a, err := blob.ParseAddress(b.URL)
	if err != nil {
		t.Fatal(err)
	}
	a.S3.Temp = t.TempDir()
	s, err := blob.OpenS3(a.S3)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestS3(t *testing.T) {
	blobtest.Run(t, func(t *testing.T) blob.Store { return openS3(t, blobtest.NewBucket(t)) })
}

func TestS3ListsMoreThanAPage(t *testing.T) {
	b := blobtest.NewBucket(t)
	b.Page = 2
	s := openS3(t, b)
	var want []string
	for i := range 5 {
		want = append(want, fmt.Sprintf("p-%d", i))
		if err := s.Put(t.Context(), want[i], strings.NewReader("x")); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	if err := s.List(t.Context(), "p-", func(i blob.Info) error { got = append(got, i.Name); return nil }); err != nil {
		t.Fatal(err)
	}
	if slices.Sort(got); !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
}

func TestS3KeepsToItsPrefix(t *testing.T) {
	b := blobtest.NewBucket(t)
	a, err := blob.ParseAddress(strings.Replace(b.URL, "/warta?", "/warta/koran?", 1))
	if err != nil {
		t.Fatal(err)
	}
	s, err := blob.OpenS3(a.S3)
	if err != nil {
		t.Fatal(err)
	}
	for _, put := range []blob.Store{s, openS3(t, b)} {
		if err := put.Put(t.Context(), "a", strings.NewReader("x")); err != nil {
			t.Fatal(err)
		}
	}
	if got := b.Names(); !slices.Equal(got, []string{"a", "koran/a"}) {
		t.Errorf("the bucket holds %v", got)
	}
	var got []string
	if err := s.List(t.Context(), "", func(i blob.Info) error { got = append(got, i.Name); return nil }); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got, []string{"a"}) {
		t.Errorf("listed %v", got)
	}
}

func TestS3ReadingGoesOnAfterACut(t *testing.T) {
	b := blobtest.NewBucket(t)
	s := openS3(t, b)
	want := bytes.Repeat([]byte("0123456789abcdef"), 1<<14)
	if err := s.Put(t.Context(), "film", bytes.NewReader(want)); err != nil {
		t.Fatal(err)
	}
	b.Fail(blobtest.Fault{Method: "GET", Times: 2, Cut: true, After: 100_000})
	r, err := s.Open(t.Context(), "film")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, want) {
		t.Errorf("got %d bytes of %d, %v", len(got), len(want), err)
	}
}

func TestS3SaysWhenTheBucketIsAway(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]blobtest.Fault{
		"refuses":      {Status: 503},
		"breaks":       {Status: 500},
		"cuts":         {Cut: true},
		"loses answer": {Lost: true},
	} {
		t.Run(name, func(t *testing.T) {
			b := blobtest.NewBucket(t)
			s := openS3(t, b)
			if err := s.Put(t.Context(), "there", strings.NewReader("x")); err != nil {
				t.Fatal(err)
			}
			b.Fail(fault)
			_, open := s.Open(t.Context(), "there")
			_, stat := s.Stat(t.Context(), "there")
			for op, err := range map[string]error{
				"put": s.Put(t.Context(), "new", strings.NewReader("x")), "put new": s.PutNew(t.Context(), "newer", strings.NewReader("x")),
				"open": open, "stat": stat, "delete": s.Delete(t.Context(), "other"),
				"list": s.List(t.Context(), "", func(blob.Info) error { return nil }),
			} {
				if !errors.Is(err, blob.ErrAway) {
					t.Errorf("%s: %v", op, err)
				}
				if err != nil && strings.Contains(err.Error(), "rahasia") {
					t.Errorf("%s tells the secret: %v", op, err)
				}
			}
		})
	}
}

func TestS3WithAWrongSecretIsAway(t *testing.T) {
	b := blobtest.NewBucket(t)
	a, err := blob.ParseAddress(b.URL)
	if err != nil {
		t.Fatal(err)
	}
	a.S3.Secret = "wrong"
	s, err := blob.OpenS3(a.S3)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Put(t.Context(), "x", strings.NewReader("x")); !errors.Is(err, blob.ErrAway) {
		t.Errorf("put: %v", err)
	}
	if len(b.Names()) != 0 {
		t.Error("the bucket took what was signed with another secret")
	}
}

func TestS3CancelledReading(t *testing.T) {
	b := blobtest.NewBucket(t)
	s := openS3(t, b)
	if err := s.Put(t.Context(), "x", bytes.NewReader(make([]byte, 1<<20))); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	r, err := s.Open(ctx, "x")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	cancel()
	if _, err := io.ReadAll(r); !errors.Is(err, context.Canceled) || errors.Is(err, blob.ErrAway) {
		t.Errorf("read: %v", err)
	}
}

func TestAddresses(t *testing.T) {
	t.Setenv("WARTA_MEDIA_KEY", "")
	t.Setenv("AWS_ACCESS_KEY_ID", "envkey")
	t.Setenv("WARTA_MEDIA_SECRET", "envsecret")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "other")
	for in, want := range map[string]blob.Address{
		"data/media": {Dir: "data/media"},
		"s3://k:s@host:9000/b?insecure=1": {S3: blob.S3Options{
			Endpoint: "host:9000", Bucket: "b", Key: "k", Secret: "s", Insecure: true}},
		"s3://k:a%2Fb%2B@s3.id/b/koran/?region=ap-southeast-3&style=host": {S3: blob.S3Options{
			Endpoint: "s3.id", Bucket: "b", Prefix: "koran/", Key: "k", Secret: "a/b+", Region: "ap-southeast-3", HostStyle: true}},
		"s3://host/b": {S3: blob.S3Options{Endpoint: "host", Bucket: "b", Key: "envkey", Secret: "envsecret"}},
	} {
		got, err := blob.ParseAddress(in)
		if err != nil || got != want {
			t.Errorf("%s: %+v, %v", in, got, err)
		}
		if s := got.String(); strings.Contains(s, "@") || strings.Contains(s, "secret") {
			t.Errorf("%s is printed as %s", in, s)
		}
	}
	for _, in := range []string{"http://host/b", "s3:///b", "s3://host", "s3://k:rahasia@host/b?regoin=x", "s3://k:raha%sia@host/b", "s3://k:rahasia@ho st/b"} {
		if _, err := blob.ParseAddress(in); !errors.Is(err, blob.ErrAddress) || strings.Contains(err.Error(), "raha") {
			t.Errorf("%s: %v", in, err)
		}
	}
}
