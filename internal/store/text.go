package store

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"reflect"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"warta/internal/news"
)

// storable reports whether a text can be stored on both databases: UTF-8
// without U+0000, which PostgreSQL has no place for.
func storable(s string) bool {
	return utf8.ValidString(s) && strings.IndexByte(s, 0) < 0
}

// checkText refuses, as Invalid, a value with a text that is not storable. It
// looks at every string the value holds, because JSON would silently put
// U+FFFD in the place of what is wrong.
func checkText(op string, values ...any) error {
	for _, v := range values {
		if !textOK(reflect.ValueOf(v)) {
			return &news.Error{Kind: news.Invalid, Op: op, Code: "utf8"}
		}
	}
	return nil
}

var (
	rawMessage = reflect.TypeFor[json.RawMessage]()
	timeType   = reflect.TypeFor[time.Time]()
)

func textOK(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.String:
		return storable(v.String())
	case reflect.Pointer, reflect.Interface:
		return v.IsNil() || textOK(v.Elem())
	case reflect.Struct:
		if v.Type() == timeType {
			return true
		}
		for i := range v.NumField() {
			if !textOK(v.Field(i)) {
				return false
			}
		}
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return v.Type() != rawMessage || utf8.Valid(v.Bytes())
		}
		for i := range v.Len() {
			if !textOK(v.Index(i)) {
				return false
			}
		}
	case reflect.Map:
		for it := v.MapRange(); it.Next(); {
			if !textOK(it.Key()) || !textOK(it.Value()) {
				return false
			}
		}
	}
	return true
}

// nameKey folds a name for comparison: NFC, without regard to case and to
// space around it.
func nameKey(name string) string {
	return indexKey(cases.Fold().String(norm.NFC.String(strings.TrimSpace(name))))
}

// indexKey makes a text of any length fit for an index: PostgreSQL takes at
// most 2,704 bytes.
func indexKey(s string) string {
	if len(s) <= 400 {
		return s
	}
	sum := sha256.Sum256([]byte(s))
	return "sha256:" + hex.EncodeToString(sum[:])
}
