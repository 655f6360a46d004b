package cache

import "strings"

// encoding is a content coding that the cache makes.
type encoding uint8

const (
	identity encoding = iota
	gzipped
	brotlied
	encodings
)

// String gives the coding's registered name (RFC 9110, 8.4.1; RFC 7932, 13).
func (e encoding) String() string {
	return [...]string{"identity", "gzip", "br"}[e]
}

// accepted is what an Accept-Encoding field allows: the weight of each coding
// in thousandths, 0 for not acceptable.
type accepted [encodings]int16

// parseAccept reads Accept-Encoding (RFC 9110, 12.5.3). No field at all would
// allow every coding, but such clients are mostly scripts that decode nothing:
// they get identity. A weight that cannot be read forbids its coding.
func parseAccept(fields []string) accepted {
	const unnamed = -1
	a := accepted{unnamed, unnamed, unnamed}
	star := int16(unnamed)
	for _, f := range fields {
		for f != "" {
			var part string
			part, f, _ = strings.Cut(f, ",")
			name, params, _ := strings.Cut(part, ";")
			name = strings.Trim(name, " \t")
			q := weight(params)
			switch {
			case strings.EqualFold(name, "gzip"), strings.EqualFold(name, "x-gzip"):
				a[gzipped] = q
			case strings.EqualFold(name, "br"):
				a[brotlied] = q
			case strings.EqualFold(name, "identity"):
				a[identity] = q
			case name == "*":
				star = q
			}
		}
	}
	for e := gzipped; e < encodings; e++ {
		if a[e] == unnamed {
			a[e] = max(star, 0)
		}
	}
	if a[identity] == unnamed {
		a[identity] = 1 // allowed unless excluded, and less wanted than anything named
		if star == 0 {
			a[identity] = 0
		}
	}
	return a
}

// weight reads ";q=0.5" as 500 (RFC 9110, 12.4.2).
func weight(params string) int16 {
	for params != "" {
		var p string
		p, params, _ = strings.Cut(params, ";")
		p = strings.Trim(p, " \t")
		if len(p) < 2 || p[0]|0x20 != 'q' || p[1] != '=' {
			continue
		}
		return thousandths(p[2:])
	}
	return 1000
}

func thousandths(s string) int16 {
	if s == "" || len(s) > 5 || s[0] != '0' && s[0] != '1' {
		return 0
	}
	q := int16(s[0]-'0') * 1000
	if len(s) == 1 {
		return q
	}
	if s[1] != '.' {
		return 0
	}
	unit := int16(100)
	for i := 2; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return 0
		}
		q += int16(s[i]-'0') * unit
		unit /= 10
	}
	return min(q, 1000)
}

// nextTag cuts the first entity tag off an If-None-Match field: its opaque
// part without quotes. Weak and strong tags compare alike there (RFC 9110,
// 13.1.2). ok is false at the end or at what is no tag.
func nextTag(s string) (tag, rest string, ok bool) {
	s = strings.TrimLeft(s, " \t,")
	s = strings.TrimPrefix(s, "W/")
	if len(s) < 2 || s[0] != '"' {
		return "", "", false
	}
	end := strings.IndexByte(s[1:], '"')
	if end < 0 {
		return "", "", false
	}
	return s[1 : 1+end], s[2+end:], true
}
