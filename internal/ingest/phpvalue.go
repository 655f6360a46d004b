package ingest

import (
	"strconv"
	"strings"
)

// phpValues reads PHP's serialized arrays (a:1:{s:1:"k";i:2;}) into simple values
// by their path. What is broken ends the reading: exports often change the lengths
// of texts without telling.
func phpValues(s string) map[string]string {
	r := &phpReader{s: s, out: map[string]string{}}
	r.value("", 0)
	return r.out
}

type phpReader struct {
	s   string
	i   int
	out map[string]string
}

const (
	maxPHPDepth  = 16
	maxPHPValues = 5000
)

// token reads up to a byte.
func (r *phpReader) token(end byte) (string, bool) {
	n := strings.IndexByte(r.s[r.i:], end)
	if n < 0 {
		return "", false
	}
	t := r.s[r.i : r.i+n]
	r.i += n + 1
	return t, true
}

func (r *phpReader) scalar() (value string, array int, ok bool) {
	if r.i+2 > len(r.s) {
		return "", 0, false
	}
	kind := r.s[r.i]
	if kind == 'N' {
		r.i += 2
		return "", 0, true
	}
	r.i += 2
	switch kind {
	case 'i', 'b', 'd':
		value, ok = r.token(';')
		return value, 0, ok
	case 's':
		length, ok := r.token(':')
		n, err := strconv.Atoi(length)
		if !ok || err != nil || n < 0 || r.i >= len(r.s) || r.s[r.i] != '"' {
			return "", 0, false
		}
		if end := r.i + 1 + n; end+1 < len(r.s) && end >= r.i+1 && r.s[end] == '"' && r.s[end+1] == ';' {
			value = r.s[r.i+1 : end]
			r.i = end + 2
			return value, 0, true
		}
		// The length is wrong: to the end of the string as it looks.
		end := strings.Index(r.s[r.i+1:], `";`)
		if end < 0 {
			return "", 0, false
		}
		value = r.s[r.i+1 : r.i+1+end]
		r.i += end + 3
		return value, 0, true
	case 'a':
		count, ok := r.token(':')
		n, err := strconv.Atoi(count)
		if !ok || err != nil || n < 0 || r.i >= len(r.s) || r.s[r.i] != '{' {
			return "", 0, false
		}
		r.i++
		return "", n + 1, true
	}
	return "", 0, false
}

func (r *phpReader) value(path string, depth int) bool {
	v, array, ok := r.scalar()
	if !ok || depth > maxPHPDepth || len(r.out) > maxPHPValues {
		return false
	}
	if array == 0 {
		if path != "" {
			r.out[path] = v
		}
		return true
	}
	for range array - 1 {
		key, inner, ok := r.scalar()
		if !ok || inner != 0 {
			return false
		}
		if path != "" {
			key = path + "/" + key
		}
		if !r.value(key, depth+1) {
			return false
		}
	}
	if r.i < len(r.s) && r.s[r.i] == '}' {
		r.i++
	}
	return true
}
