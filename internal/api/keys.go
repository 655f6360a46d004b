package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"time"

	"warta/internal/api/protocol"
	"warta/internal/newsroom"
	"warta/internal/store"
)

const (
	// keyTime is how long an answer is kept (API-4).
	keyTime = 24 * time.Hour
	// keyLease is how long a request may work before its key is somebody else's;
	// it is longer than any request may last.
	keyLease = 2 * time.Minute
	maxKey   = 64
)

// keptHeaders go with a kept answer.
var keptHeaders = []string{"Content-Type", "ETag", "Location", "Content-Language", "Preference-Applied"}

// once answers a request that carries a key: the first time by doing it, and
// from then on with the same answer. The command's own transaction notes that
// it was done, so that a node that dies before it has answered does not make
// the next one do it again.
func (s *Server) once(w http.ResponseWriter, r *http.Request) {
	key := r.Header.Get("Idempotency-Key")
	if len(key) > maxKey || !printable(key) {
		protocol.Write(w, r, protocol.Refuse(http.StatusBadRequest, "key_shape"))
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		protocol.Write(w, r, err)
		return
	}
	who, ctx := owner(person(r.Context())), r.Context()
	request := hashOf(r, body)
	var known store.Answer
	var taken bool
	err = s.db.Write(ctx, func(tx store.Tx) (err error) {
		known, taken, err = tx.Answers().Take(ctx, who, key, request, keyLease, keyTime)
		return err
	})
	switch {
	case err != nil:
		protocol.Write(w, r, err)
	case known.Request != request:
		protocol.Write(w, r, protocol.Refuse(http.StatusUnprocessableEntity, "key_reused"))
	case taken:
		r.Body = io.NopCloser(bytes.NewReader(body))
		s.first(w, r, who, key, known.At)
	case known.Status != 0:
		repeat(w, known)
	case known.Done():
		s.fromResult(w, known)
	default:
		protocol.Write(w, r, protocol.Refuse(http.StatusConflict, "key_in_use").After(1))
	}
}

// first does what was asked and keeps the answer. What failed has changed
// nothing, and its key is free again.
func (s *Server) first(w http.ResponseWriter, r *http.Request, who, key string, at time.Time) {
	ctx := newsroom.WithReceipt(r.Context(), func(ctx context.Context, tx store.Tx, res newsroom.Result) error {
		b, err := json.Marshal(doneOf(res))
		if err != nil {
			return err
		}
		return tx.Answers().Done(ctx, who, key, at, string(b))
	})
	rec := &kept{header: w.Header(), status: http.StatusOK}
	s.mux.ServeHTTP(rec, r.WithContext(ctx))
	// The caller may have left; the key must not stay taken for that.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), 5*time.Second)
	defer cancel()
	err := s.db.Write(ctx, func(tx store.Tx) error {
		if rec.status >= 300 {
			return tx.Answers().Free(ctx, who, key, at)
		}
		a := store.Answer{Status: rec.status, Header: map[string]string{}, Body: rec.body.Bytes()}
		for _, name := range keptHeaders {
			if v := w.Header().Get(name); v != "" {
				a.Header[name] = v
			}
		}
		return tx.Answers().Put(ctx, who, key, at, a)
	})
	if err != nil {
		// The command's own note stands; a repeat is answered from that.
		s.log.WarnContext(ctx, "an answer was not kept under its key", "owner", who, "err", err)
	}
	w.WriteHeader(rec.status)
	_, _ = w.Write(rec.body.Bytes()) // the caller has left; the answer is kept
}

func repeat(w http.ResponseWriter, a store.Answer) {
	for name, v := range a.Header {
		w.Header().Set(name, v)
	}
	w.Header().Set("Idempotency-Replayed", "true")
	w.WriteHeader(a.Status)
	_, _ = w.Write(a.Body)
}

// fromResult answers for a request whose node died between doing and
// answering: with what the command's transaction noted.
func (s *Server) fromResult(w http.ResponseWriter, a store.Answer) {
	var d Done
	a.Status, a.Header = http.StatusOK, map[string]string{"Content-Type": "application/json"}
	if json.Unmarshal([]byte(a.Result), &d) == nil && d.Revision > 0 {
		a.Header["ETag"] = protocol.Revision(d.Revision)
	}
	a.Body = []byte(a.Result + "\n")
	repeat(w, a)
}

// Sweep forgets the keys that ended; cmd/warta calls it now and then.
func (s *Server) Sweep(ctx context.Context) error {
	for {
		var n int64
		err := s.db.Write(ctx, func(tx store.Tx) (err error) {
			n, err = tx.Answers().Forget(ctx, tx.Now().Add(-keyTime), 500)
			return err
		})
		if err != nil || n < 500 {
			return err
		}
	}
}

// hashOf names a request: everything that changes what it asks for.
func hashOf(r *http.Request, body []byte) string {
	h := sha256.New()
	for _, part := range []string{r.Method, r.URL.EscapedPath(), r.URL.RawQuery, r.Header.Get("If-Match"), r.Header.Get("Prefer")} {
		h.Write([]byte(part))
		h.Write([]byte{0})
	}
	h.Write(body)
	return hex.EncodeToString(h.Sum(nil))
}

func printable(s string) bool {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] > '~' {
			return false
		}
	}
	return s != ""
}

// kept takes an answer before it is sent.
type kept struct {
	header http.Header
	status int
	wrote  bool
	body   bytes.Buffer
}

func (k *kept) Header() http.Header { return k.header }
func (k *kept) WriteHeader(status int) {
	if !k.wrote {
		k.status, k.wrote = status, true
	}
}
func (k *kept) Write(b []byte) (int, error) { return k.body.Write(b) }
