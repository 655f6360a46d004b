package store

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"
	"unicode/utf8"

	"warta/internal/news"
)

// rows is sql.Rows that doom the transaction when reading them fails.
type rows struct {
	*sql.Rows
	s *session
}

// each calls scan for every row and closes the rows.
func (r rows) each(scan func() error) error {
	defer r.Close()
	for r.Next() {
		if err := scan(); err != nil {
			return r.s.fail(err)
		}
	}
	return r.s.fail(r.Err())
}

// micros is how an instant is stored: microseconds since 1970, NULL for the
// zero time.
func micros(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMicro()
}

// instant scans what micros wrote.
type instant time.Time

func at(t *time.Time) *instant { return (*instant)(t) }

func (i *instant) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*i = instant{}
	case int64:
		*i = instant(time.UnixMicro(v).UTC())
	default:
		return fmt.Errorf("scan %T as an instant", v)
	}
	return nil
}

// number is how a bool is stored: PostgreSQL does not take one for a BIGINT.
func number(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// encode writes v as JSON with <, > and & as they are: these bytes go to no
// browser, and a body's unknown blocks must keep theirs.
func encode(v any) (string, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return "", err
	}
	if !utf8.Valid(b.Bytes()) {
		return "", &news.Error{Kind: news.Invalid, Op: "encode", Code: "utf8"}
	}
	return string(bytes.TrimSuffix(b.Bytes(), []byte("\n"))), nil
}

// decoded scans JSON into what it points to; NULL leaves that alone.
type decoded struct{ into any }

func fromJSON(v any) decoded { return decoded{v} }

func (d decoded) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		return nil
	case string:
		return json.Unmarshal([]byte(v), d.into)
	case []byte:
		return json.Unmarshal(v, d.into)
	default:
		return fmt.Errorf("scan %T as JSON", v)
	}
}

// all reads every row.
func all[T any](d *database, r rows, scan func(*sql.Rows, *T) error, op string, args ...any) ([]T, error) {
	var out []T
	err := r.each(func() error {
		var v T
		if err := scan(r.Rows, &v); err != nil {
			return err
		}
		out = append(out, v)
		return nil
	})
	return out, d.fail(err, op, args...)
}

// one reads the only row; NotFound if there is none.
func one[T any](d *database, r rows, scan func(*sql.Rows, *T) error, op string, args ...any) (T, error) {
	out, err := all(d, r, scan, op, args...)
	if err == nil && len(out) == 0 {
		err = d.fail(sql.ErrNoRows, op, args...)
	}
	if err != nil {
		var none T
		return none, err
	}
	return out[0], nil
}
