package blob

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

var _ Store = (*S3)(nil)

// S3 keeps objects in a bucket of anything that speaks the S3 protocol. It
// answers for one try; [Breaker] and [Spool] say what to do when that fails.
type S3 struct {
	core   minio.Core
	bucket string
	prefix string
	temp   string
}

// S3Options say where the bucket is.
type S3Options struct {
	// Endpoint is HOST or HOST:PORT.
	Endpoint string
	Bucket   string
	// Prefix is put before every name; empty, or ending in a slash.
	Prefix string
	// Key and Secret sign the requests. They are never part of an error.
	Key, Secret, Session string
	// Region of the bucket; "us-east-1" when empty, as self-hosted stores have it.
	Region string
	// Insecure speaks HTTP without TLS, on a network of one's own.
	Insecure bool
	// HostStyle puts the bucket into the host name, as Amazon wants it; the
	// default is the path, as self-hosted stores want it.
	HostStyle bool
	// Temp is the folder for what arrives without a known length; the system's
	// when empty.
	Temp string
}

const (
	// inMemory is up to where an object of unknown length is gathered in memory.
	inMemory = 1 << 20
	// headerTime is how long the bucket may take before it answers.
	headerTime = 15 * time.Second
	// resumes is how often a reading that was cut goes on.
	resumes = 3
)

// OpenS3 makes a client; it does not call the bucket, so that a paper starts
// while that is away.
func OpenS3(o S3Options) (*S3, error) {
	if o.Region == "" {
		o.Region = "us-east-1"
	}
	style := minio.BucketLookupPath
	if o.HostStyle {
		style = minio.BucketLookupDNS
	}
	// The bucket is the operator's own address, often in a private network, so
	// the guard against private addresses of web.NewClient does not apply.
	transport := &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: 5 * time.Second, KeepAlive: 15 * time.Second}).DialContext,
		TLSHandshakeTimeout:   5 * time.Second,
		ResponseHeaderTimeout: headerTime,
		ExpectContinueTimeout: time.Second,
		MaxIdleConnsPerHost:   16,
		IdleConnTimeout:       time.Minute,
		DisableCompression:    true,
	}
	c, err := minio.NewCore(o.Endpoint, &minio.Options{
		Creds:  credentials.NewStaticV4(o.Key, o.Secret, o.Session),
		Secure: !o.Insecure, Region: o.Region, BucketLookup: style, Transport: transport,
		// The spool tries again; waiting here would keep a person waiting.
		MaxRetries: 1,
	})
	if err != nil {
		return nil, fmt.Errorf("open the bucket: %w", err)
	}
	return &S3{core: *c, bucket: o.Bucket, prefix: o.Prefix, temp: o.Temp}, nil
}

// Put sends r, in parts when it is large.
func (s *S3) Put(ctx context.Context, name string, r io.Reader) error {
	return s.send(ctx, name, r, minio.PutObjectOptions{SendContentMd5: true, NumThreads: 2})
}

// PutNew asks the bucket to refuse a name that is taken. That can be asked for
// a whole object only, so it goes in one part.
func (s *S3) PutNew(ctx context.Context, name string, r io.Reader) error {
	o := minio.PutObjectOptions{SendContentMd5: true, DisableMultipart: true}
	o.SetMatchETagExcept("*")
	return s.send(ctx, name, r, o)
}

func (s *S3) send(ctx context.Context, name string, r io.Reader, o minio.PutObjectOptions) error {
	if err := CheckName(name); err != nil {
		return fmt.Errorf("put %w", err)
	}
	whole, done, err := s.gather(ctx, r)
	if err != nil {
		return fmt.Errorf("put %s: %w", name, err)
	}
	defer done()
	_, err = s.core.Client.PutObject(ctx, s.bucket, s.prefix+name, whole, whole.Size(), o)
	return s.fail(ctx, err, "put %s", name)
}

// gather gives r with its length, which the protocol wants to know first.
func (s *S3) gather(ctx context.Context, r io.Reader) (*io.SectionReader, func(), error) {
	type sized interface {
		io.ReaderAt
		io.Seeker
	}
	if f, ok := r.(sized); ok {
		from, err := f.Seek(0, io.SeekCurrent)
		if err != nil {
			return nil, nil, err
		}
		end, err := f.Seek(0, io.SeekEnd)
		return io.NewSectionReader(f, from, end-from), func() {}, err
	}
	r = contextReader{ctx, r}
	head, err := io.ReadAll(io.LimitReader(r, inMemory))
	if err != nil {
		return nil, nil, err
	}
	if len(head) < inMemory {
		return io.NewSectionReader(bytes.NewReader(head), 0, int64(len(head))), func() {}, nil
	}
	f, err := os.CreateTemp(s.temp, "warta-put-*")
	if err != nil {
		return nil, nil, err
	}
	done := func() { _, _ = f.Close(), os.Remove(f.Name()) }
	n, err := io.Copy(f, io.MultiReader(bytes.NewReader(head), r))
	if err != nil {
		done()
		return nil, nil, err
	}
	return io.NewSectionReader(f, 0, n), done, nil
}

// Open begins to read; the object's length comes with the first answer.
func (s *S3) Open(ctx context.Context, name string) (io.ReadSeekCloser, error) {
	if err := CheckName(name); err != nil {
		return nil, fmt.Errorf("open %w: %w", err, fs.ErrNotExist)
	}
	b, info, _, err := s.core.GetObject(ctx, s.bucket, s.prefix+name, minio.GetObjectOptions{})
	if err != nil {
		return nil, s.fail(ctx, err, "open %s", name)
	}
	return &s3Reader{s: s, ctx: ctx, name: name, etag: info.ETag, size: info.Size, body: b}, nil
}

// Stat asks for size and time.
func (s *S3) Stat(ctx context.Context, name string) (Info, error) {
	if err := CheckName(name); err != nil {
		return Info{}, fmt.Errorf("stat %w: %w", err, fs.ErrNotExist)
	}
	o, err := s.core.StatObject(ctx, s.bucket, s.prefix+name, minio.StatObjectOptions{})
	if err != nil {
		return Info{}, s.fail(ctx, err, "stat %s", name)
	}
	return Info{Name: name, Size: o.Size, Modified: o.LastModified}, nil
}

// Delete removes an object.
func (s *S3) Delete(ctx context.Context, name string) error {
	if err := CheckName(name); err != nil {
		return nil //nolint:nilerr // what cannot be there is not there
	}
	err := s.core.RemoveObject(ctx, s.bucket, s.prefix+name, minio.RemoveObjectOptions{})
	if err = s.fail(ctx, err, "delete %s", name); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// List goes through the bucket, a thousand names at a time.
func (s *S3) List(ctx context.Context, prefix string, fn func(Info) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for o := range s.core.Client.ListObjects(ctx, s.bucket, minio.ListObjectsOptions{Prefix: s.prefix + prefix, Recursive: true}) {
		if o.Err != nil {
			return s.fail(ctx, o.Err, "list objects")
		}
		name := strings.TrimPrefix(o.Key, s.prefix)
		if CheckName(name) != nil {
			continue // not ours: a folder, or somebody else's object
		}
		if err := fn(Info{Name: name, Size: o.Size, Modified: o.LastModified}); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// fail sorts an error of the bucket: what is not there, what is taken, what the
// caller ended; everything else may be right later.
func (s *S3) fail(ctx context.Context, err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	op := fmt.Sprintf(format, args...)
	var told minio.ErrorResponse
	if errors.As(err, &told) {
		switch {
		case told.Code == "NoSuchKey":
			return fmt.Errorf("%s: %w", op, fs.ErrNotExist)
		case told.Code == "PreconditionFailed", told.StatusCode == http.StatusPreconditionFailed,
			told.Code == "ConditionalRequestConflict", told.StatusCode == http.StatusConflict:
			return fmt.Errorf("%s: %w", op, fs.ErrExist)
		}
	}
	if ctx.Err() != nil {
		return fmt.Errorf("%s: %w", op, errors.Join(context.Cause(ctx), err))
	}
	return fmt.Errorf("%s: %w: %w", op, ErrAway, err)
}

// s3Reader reads an object. Seeking costs nothing; the next Read asks for the
// rest from there. A line that is cut is taken up again where it broke, as long
// as the object is the same.
type s3Reader struct {
	s    *S3
	ctx  context.Context
	name string
	etag string
	size int64
	// at is where the next Read begins, body what comes from bodyAt on.
	at, bodyAt int64
	body       io.ReadCloser
	tried      int
}

func (r *s3Reader) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += r.at
	case io.SeekEnd:
		offset += r.size
	}
	if offset < 0 {
		return 0, fmt.Errorf("read %s: seek to %d", r.name, offset)
	}
	r.at = offset
	return offset, nil
}

func (r *s3Reader) Read(p []byte) (int, error) {
	if r.at >= r.size {
		return 0, io.EOF
	}
	if len(p) == 0 {
		return 0, nil
	}
	for {
		if r.ctx.Err() != nil {
			return 0, fmt.Errorf("read %s: %w", r.name, context.Cause(r.ctx))
		}
		if r.body != nil && r.bodyAt != r.at {
			r.drop()
		}
		var err error
		if r.body == nil {
			err = r.ask()
		}
		if err == nil {
			var n int
			n, err = r.body.Read(p)
			r.at += int64(n)
			r.bodyAt = r.at
			if n > 0 {
				r.tried = 0
				return n, nil
			}
			if err == nil {
				continue
			}
			r.drop()
			if errors.Is(err, io.EOF) {
				err = io.ErrUnexpectedEOF // before the end: the line was cut
			}
			err = r.s.fail(r.ctx, err, "read %s", r.name)
		}
		if r.tried++; r.tried > resumes || !errors.Is(err, ErrAway) {
			return 0, err
		}
	}
}

func (r *s3Reader) ask() error {
	var o minio.GetObjectOptions
	if err := o.SetRange(r.at, r.size-1); err != nil {
		return err
	}
	if err := o.SetMatchETag(r.etag); err != nil {
		return err
	}
	b, _, _, err := r.s.core.GetObject(r.ctx, r.s.bucket, r.s.prefix+r.name, o)
	if err != nil {
		return r.s.fail(r.ctx, err, "read %s", r.name)
	}
	r.body, r.bodyAt = b, r.at
	return nil
}

func (r *s3Reader) drop() {
	_ = r.body.Close()
	r.body = nil
}

func (r *s3Reader) Close() error {
	if r.body != nil {
		r.drop()
	}
	return nil
}
