package blobtest

import (
	"bufio"
	"bytes"
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// Bucket is a server that speaks the S3 protocol over real HTTP and checks
// every signature, with one bucket in memory and switches for faults.
type Bucket struct {
	// URL is the bucket's address as --media takes it.
	URL string
	// Page is how many names a listing gives at once.
	Page int

	http *httptest.Server

	mu      sync.Mutex
	objects map[string]object
	uploads map[string]map[int][]byte
	made    int
	faults  []Fault
	// Requests are method and object of every request that came.
	requests []string
}

type object struct {
	data     []byte
	etag     string
	modified time.Time
}

// Fault spoils requests. The first one that matches is applied.
type Fault struct {
	// Method is the HTTP method it is about; empty means all.
	Method string
	// Skip lets that many matching requests pass first; Times is how many it
	// spoils then, 0 meaning all.
	Skip, Times int
	// Status is answered instead of doing the work.
	Status int
	// Delay comes before anything else.
	Delay time.Duration
	// Cut ends the connection: at once when Status is 0 and After is 0, else
	// after that many bytes of an object were sent.
	Cut   bool
	After int
	// Lost does the work and cuts the answer, so that the client cannot know.
	Lost bool

	seen int
}

const (
	bucketKey    = "WARTATESTKEY"
	bucketSecret = "rahasia/untuk+uji"
	bucketName   = "warta"
)

// NewBucket starts a server that ends with the test.
func NewBucket(t testing.TB) *Bucket {
	t.Helper()
	b := &Bucket{Page: 1000, objects: map[string]object{}, uploads: map[string]map[int][]byte{}}
	b.http = httptest.NewServer(b)
	t.Cleanup(func() {
		b.http.CloseClientConnections()
		b.http.Close()
	})
	b.URL = "s3://" + url.UserPassword(bucketKey, bucketSecret).String() + "@" +
		strings.TrimPrefix(b.http.URL, "http://") + "/" + bucketName + "?insecure=1"
	return b
}

// Fail adds a fault; Heal takes all away.
func (b *Bucket) Fail(f Fault) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.faults = append(b.faults, f)
}

func (b *Bucket) Heal() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.faults = nil
}

// Names lists what the bucket holds, in order.
func (b *Bucket) Names() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.names("")
}

// Data gives an object's bytes, nil if it is not there.
func (b *Bucket) Data(name string) []byte {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.objects[name].data
}

// Requests gives method and object of what was asked so far, and forgets it.
func (b *Bucket) Requests() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := b.requests
	b.requests = nil
	return out
}

func (b *Bucket) names(prefix string) []string {
	var out []string
	for name := range b.objects {
		if strings.HasPrefix(name, prefix) {
			out = append(out, name)
		}
	}
	sort.Strings(out)
	return out
}

// fault gives what is to go wrong with a request.
func (b *Bucket) fault(method string) Fault {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i := range b.faults {
		f := &b.faults[i]
		if f.Method != "" && f.Method != method {
			continue
		}
		f.seen++
		if f.seen > f.Skip && (f.Times == 0 || f.seen <= f.Skip+f.Times) {
			return *f
		}
	}
	return Fault{}
}

// refusal is an answer with an error of the protocol.
type refusal struct {
	status int
	code   string
}

func (r refusal) Error() string { return r.code }

var errDenied = refusal{http.StatusForbidden, "SignatureDoesNotMatch"}

func (b *Bucket) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name, ok := strings.CutPrefix(r.URL.Path, "/"+bucketName)
	name = strings.TrimPrefix(name, "/")
	b.mu.Lock()
	b.requests = append(b.requests, r.Method+" "+name)
	b.mu.Unlock()
	f := b.fault(r.Method)
	time.Sleep(f.Delay)
	switch {
	case f.Cut && f.After == 0:
		panic(http.ErrAbortHandler)
	case f.Status != 0:
		answer(w, r, refusal{f.Status, "InternalError"})
		return
	}
	if f.Lost {
		rec := httptest.NewRecorder()
		b.work(rec, r, name)
		panic(http.ErrAbortHandler)
	}
	if f.Cut {
		w = &cutter{w, f.After}
	}
	if !ok {
		answer(w, r, refusal{http.StatusNotFound, "NoSuchBucket"})
		return
	}
	b.work(w, r, name)
}

func (b *Bucket) work(w http.ResponseWriter, r *http.Request, name string) {
	body, err := verified(r)
	if err == nil {
		q := r.URL.Query()
		switch {
		case r.Method == http.MethodGet && name == "":
			err = b.list(w, q)
		case r.Method == http.MethodGet, r.Method == http.MethodHead:
			err = b.get(w, r, name)
		case r.Method == http.MethodPost && q.Has("uploads"):
			b.begin(w, name)
		case r.Method == http.MethodPut && q.Has("uploadId"):
			err = b.part(w, q, body)
		case r.Method == http.MethodPost && q.Has("uploadId"):
			err = b.complete(w, q, name, body)
		case r.Method == http.MethodDelete && q.Has("uploadId"):
			b.mu.Lock()
			delete(b.uploads, q.Get("uploadId"))
			b.mu.Unlock()
			w.WriteHeader(http.StatusNoContent)
		case r.Method == http.MethodPut:
			err = b.put(w, r, name, body)
		case r.Method == http.MethodDelete:
			b.mu.Lock()
			delete(b.objects, name)
			b.mu.Unlock()
			w.WriteHeader(http.StatusNoContent)
		default:
			err = refusal{http.StatusNotImplemented, "NotImplemented"}
		}
	}
	if err != nil {
		answer(w, r, err)
	}
}

// cutter ends the connection after some bytes of the body.
type cutter struct {
	http.ResponseWriter
	left int
}

func (c *cutter) Write(p []byte) (int, error) {
	if len(p) < c.left {
		c.left -= len(p)
		return c.ResponseWriter.Write(p)
	}
	_, _ = c.ResponseWriter.Write(p[:c.left])
	if f, ok := c.ResponseWriter.(http.Flusher); ok {
		f.Flush()
	}
	panic(http.ErrAbortHandler)
}

func answer(w http.ResponseWriter, r *http.Request, err error) {
	var told refusal
	if !errors.As(err, &told) {
		told = refusal{http.StatusBadRequest, "BadRequest"}
	}
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(told.status)
	if r.Method != http.MethodHead {
		fmt.Fprintf(w, "<Error><Code>%s</Code><Message>%v</Message></Error>", told.code, err)
	}
}

func tag(data []byte) string {
	sum := md5.Sum(data)
	return `"` + hex.EncodeToString(sum[:]) + `"`
}

func (b *Bucket) put(w http.ResponseWriter, r *http.Request, name string, body []byte) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, taken := b.objects[name]; taken && r.Header.Get("If-None-Match") == "*" {
		return refusal{http.StatusPreconditionFailed, "PreconditionFailed"}
	}
	b.objects[name] = object{body, tag(body), time.Now()}
	w.Header().Set("ETag", tag(body))
	return nil
}

func (b *Bucket) get(w http.ResponseWriter, r *http.Request, name string) error {
	b.mu.Lock()
	o, ok := b.objects[name]
	b.mu.Unlock()
	if !ok {
		return refusal{http.StatusNotFound, "NoSuchKey"}
	}
	// The standard library answers ranges and If-Match as the protocol wants.
	w.Header().Set("ETag", o.etag)
	w.Header().Set("Content-Type", "application/octet-stream")
	http.ServeContent(w, r, "", o.modified, bytes.NewReader(o.data))
	return nil
}

func (b *Bucket) begin(w http.ResponseWriter, name string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.made++
	id := "upload-" + strconv.Itoa(b.made)
	b.uploads[id] = map[int][]byte{}
	fmt.Fprintf(w, "<InitiateMultipartUploadResult><Bucket>%s</Bucket><Key>%s</Key><UploadId>%s</UploadId></InitiateMultipartUploadResult>",
		bucketName, name, id)
}

func (b *Bucket) part(w http.ResponseWriter, q url.Values, body []byte) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	u, ok := b.uploads[q.Get("uploadId")]
	n, err := strconv.Atoi(q.Get("partNumber"))
	if !ok || err != nil || n < 1 {
		return refusal{http.StatusNotFound, "NoSuchUpload"}
	}
	u[n] = body
	w.Header().Set("ETag", tag(body))
	return nil
}

func (b *Bucket) complete(w http.ResponseWriter, q url.Values, name string, body []byte) error {
	var list struct {
		Part []struct {
			PartNumber int
			ETag       string
		}
	}
	if err := xml.Unmarshal(body, &list); err != nil {
		return refusal{http.StatusBadRequest, "MalformedXML"}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	u, ok := b.uploads[q.Get("uploadId")]
	if !ok {
		return refusal{http.StatusNotFound, "NoSuchUpload"}
	}
	var whole []byte
	for i, p := range list.Part {
		data, ok := u[p.PartNumber]
		if !ok || strings.Trim(p.ETag, `"`) != strings.Trim(tag(data), `"`) || i+1 < len(list.Part) && len(data) < 5<<20 {
			return refusal{http.StatusBadRequest, "InvalidPart"}
		}
		whole = append(whole, data...)
	}
	delete(b.uploads, q.Get("uploadId"))
	b.objects[name] = object{whole, tag(whole), time.Now()}
	fmt.Fprintf(w, "<CompleteMultipartUploadResult><Bucket>%s</Bucket><Key>%s</Key><ETag>%s</ETag></CompleteMultipartUploadResult>",
		bucketName, name, strings.Trim(tag(whole), `"`))
	return nil
}

// list answers ListObjectsV2; the continuation token is the last name given.
func (b *Bucket) list(w http.ResponseWriter, q url.Values) error {
	if q.Get("list-type") != "2" {
		return refusal{http.StatusNotImplemented, "NotImplemented"}
	}
	type content struct {
		Key          string
		LastModified string
		ETag         string
		Size         int
	}
	var out struct {
		XMLName               xml.Name `xml:"ListBucketResult"`
		Name, Prefix          string
		KeyCount, MaxKeys     int
		IsTruncated           bool
		NextContinuationToken string `xml:",omitempty"`
		Contents              []content
	}
	out.Name, out.Prefix, out.MaxKeys = bucketName, q.Get("prefix"), b.Page
	b.mu.Lock()
	for _, name := range b.names(q.Get("prefix")) {
		if name <= q.Get("continuation-token") {
			continue
		}
		if len(out.Contents) == b.Page {
			out.IsTruncated, out.NextContinuationToken = true, out.Contents[len(out.Contents)-1].Key
			break
		}
		o := b.objects[name]
		out.Contents = append(out.Contents, content{name, o.modified.UTC().Format("2006-01-02T15:04:05.000Z"), o.etag, len(o.data)})
	}
	b.mu.Unlock()
	out.KeyCount = len(out.Contents)
	w.Header().Set("Content-Type", "application/xml")
	return xml.NewEncoder(w).Encode(out)
}

// verified checks a request's signature (Signature Version 4 in the header) and
// gives its body: whole, or signed piece by piece.
func verified(r *http.Request) ([]byte, error) {
	auth := map[string]string{}
	list, ok := strings.CutPrefix(r.Header.Get("Authorization"), "AWS4-HMAC-SHA256 ")
	for _, p := range strings.Split(list, ",") {
		k, v, _ := strings.Cut(strings.TrimSpace(p), "=")
		auth[k] = v
	}
	scope := strings.Split(auth["Credential"], "/")
	if !ok || len(scope) != 5 || scope[0] != bucketKey || scope[3] != "s3" || scope[4] != "aws4_request" {
		return nil, refusal{http.StatusForbidden, "InvalidAccessKeyId"}
	}
	at, err := time.Parse("20060102T150405Z", r.Header.Get("X-Amz-Date"))
	if err != nil || time.Since(at).Abs() > 15*time.Minute || at.Format("20060102") != scope[1] {
		return nil, refusal{http.StatusForbidden, "RequestTimeTooSkewed"}
	}
	signed := strings.Split(auth["SignedHeaders"], ";")
	if !slices.Contains(signed, "host") || !slices.Contains(signed, "x-amz-content-sha256") {
		return nil, errDenied
	}
	var headers strings.Builder
	for _, h := range signed {
		v := strings.Join(r.Header.Values(h), ",")
		switch h {
		case "host":
			v = r.Host
		case "content-length":
			v = strconv.FormatInt(r.ContentLength, 10)
		}
		fmt.Fprintf(&headers, "%s:%s\n", h, strings.Join(strings.Fields(v), " "))
	}
	payload := r.Header.Get("X-Amz-Content-Sha256")
	canonical := strings.Join([]string{r.Method, r.URL.EscapedPath(), strings.ReplaceAll(r.URL.Query().Encode(), "+", "%20"),
		headers.String(), auth["SignedHeaders"], payload}, "\n")
	key := []byte("AWS4" + bucketSecret)
	for _, part := range scope[1:] {
		key = mac(key, part)
	}
	sign := func(lines ...string) string {
		return hex.EncodeToString(mac(key, strings.Join(lines, "\n")))
	}
	day := strings.Join(scope[1:], "/")
	seed := sign("AWS4-HMAC-SHA256", r.Header.Get("X-Amz-Date"), day, digest([]byte(canonical)))
	if seed != auth["Signature"] {
		return nil, errDenied
	}
	var body []byte
	if payload == "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" {
		body, err = pieces(r.Body, seed, func(before string, data []byte) string {
			return sign("AWS4-HMAC-SHA256-PAYLOAD", r.Header.Get("X-Amz-Date"), day, before, digest(nil), digest(data))
		})
		if want := r.Header.Get("X-Amz-Decoded-Content-Length"); err == nil && want != strconv.Itoa(len(body)) {
			err = refusal{http.StatusBadRequest, "IncompleteBody"}
		}
	} else if body, err = io.ReadAll(r.Body); err == nil && payload != digest(body) &&
		!(payload == "UNSIGNED-PAYLOAD" && (len(body) == 0 || r.Header.Get("Content-Md5") != "")) {
		err = refusal{http.StatusBadRequest, "XAmzContentSHA256Mismatch"}
	}
	if err != nil {
		return nil, err
	}
	if sum := r.Header.Get("Content-Md5"); sum != "" {
		if has := md5.Sum(body); sum != base64.StdEncoding.EncodeToString(has[:]) {
			return nil, refusal{http.StatusBadRequest, "BadDigest"}
		}
	}
	return body, nil
}

// pieces reads "size;chunk-signature=…" pieces, each signed over the one before.
func pieces(r io.Reader, before string, sign func(before string, data []byte) string) ([]byte, error) {
	in := bufio.NewReader(r)
	var out []byte
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return nil, err
		}
		size, rest, _ := strings.Cut(strings.TrimSpace(line), ";chunk-signature=")
		n, err := strconv.ParseUint(size, 16, 32)
		if err != nil {
			return nil, refusal{http.StatusBadRequest, "IncompleteBody"}
		}
		data := make([]byte, n)
		if _, err := io.ReadFull(in, data); err != nil {
			return nil, err
		}
		if before = sign(before, data); before != rest {
			return nil, errDenied
		}
		if n == 0 {
			return out, nil
		}
		out = append(out, data...)
		if end, err := in.ReadString('\n'); err != nil || end != "\r\n" {
			return nil, refusal{http.StatusBadRequest, "IncompleteBody"}
		}
	}
}

func mac(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
