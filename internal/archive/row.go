package archive

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"warta/internal/store"
)

// maxLine bounds a row: the largest is a text of a few MiB with its marks.
const maxLine = 64 << 20

var (
	errText    = errors.New("a text that is no UTF-8, or has a zero byte: no other database would take it")
	errColumns = errors.New("not as many values as columns")
	errValue   = errors.New("a value of another type than its column's")
	errSum     = errors.New("a row differs from its checksum")
)

// line appends a row with its checksum and a line end, and gives its hash.
func line(b []byte, row []any) ([]byte, [sha256.Size]byte, error) {
	b = append(b, `["0123456789abcdef"`...)
	start := len(b)
	var err error
	for _, v := range row {
		b = append(b, ',')
		switch v := v.(type) {
		case nil:
			b = append(b, "null"...)
		case int64:
			b = strconv.AppendInt(b, v, 10)
		case string:
			if b, err = quote(b, v); err != nil {
				return b, [sha256.Size]byte{}, err
			}
		case []byte:
			b = append(b, '"')
			b = base64.StdEncoding.AppendEncode(b, v)
			b = append(b, '"')
		default:
			return b, [sha256.Size]byte{}, errValue
		}
	}
	hash := sha256.Sum256(b[start:])
	hex.Encode(b[start-17:], hash[:8])
	return append(b, ']', '\n'), hash, nil
}

// quote appends a text as JSON, in the one form that encoding/json has without
// HTML's escapes: equal texts give equal bytes.
func quote(b []byte, s string) ([]byte, error) {
	if !utf8.ValidString(s) || strings.IndexByte(s, 0) >= 0 {
		return b, errText
	}
	plain := true
	for i := range len(s) {
		if c := s[i]; c < 0x20 || c == '"' || c == '\\' || c >= 0x7f {
			plain = false
			break
		}
	}
	if plain {
		return append(append(append(b, '"'), s...), '"'), nil
	}
	var buf bytes.Buffer
	e := json.NewEncoder(&buf)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		return b, err
	}
	return append(b, bytes.TrimSuffix(buf.Bytes(), []byte("\n"))...), nil
}

// parse reads a line back: its values as the columns ask for, and its hash.
func parse(b []byte, columns []store.ArchiveColumn) ([]any, [sha256.Size]byte, error) {
	var none [sha256.Size]byte
	const head = len(`["0123456789abcdef"`)
	b = bytes.TrimSuffix(b, []byte("\n"))
	if len(b) < head+1 || !bytes.HasPrefix(b, []byte(`["`)) || b[head-1] != '"' || b[len(b)-1] != ']' {
		return nil, none, errors.New("a line that is no row")
	}
	hash := sha256.Sum256(b[head : len(b)-1])
	if hex.EncodeToString(hash[:8]) != string(b[2:head-1]) {
		return nil, none, errSum
	}
	var raw []json.RawMessage
	if err := json.Unmarshal(b, &raw); err != nil {
		return nil, none, err
	}
	if len(raw) != len(columns)+1 {
		return nil, none, errColumns
	}
	row := make([]any, len(columns))
	for i, r := range raw[1:] {
		v, err := value(r, columns[i].Type)
		if err != nil {
			return nil, none, fmt.Errorf("column %s: %w", columns[i].Name, err)
		}
		row[i] = v
	}
	return row, hash, nil
}

func value(r json.RawMessage, as byte) (any, error) {
	if string(r) == "null" {
		return nil, nil
	}
	switch as {
	case 'i':
		return strconv.ParseInt(string(r), 10, 64)
	case 't':
		var s string
		if r[0] != '"' {
			return nil, errValue
		}
		err := json.Unmarshal(r, &s)
		if err == nil && strings.IndexByte(s, 0) >= 0 {
			err = errText
		}
		return s, err
	case 'b':
		if len(r) < 2 || r[0] != '"' {
			return nil, errValue
		}
		return base64.StdEncoding.AppendDecode([]byte{}, r[1:len(r)-1])
	}
	return nil, errValue
}
