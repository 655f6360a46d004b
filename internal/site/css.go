package site

import (
	"fmt"
	"regexp"
	"strings"
)

var cssAsset = regexp.MustCompile(`url\(\s*["']?(?:\.\./)?asset/([^"')]+)["']?\s*\)`)

// css prepares a stylesheet for a style element: comments and indentation go,
// and url(asset/NAME) becomes the address of that file.
func (t *Theme) css(src string) (string, error) {
	src = followChoice(squeezeCSS(src))
	if strings.Contains(strings.ToLower(src), "</style") {
		return "", fmt.Errorf("holds </style")
	}
	var bad error
	out := cssAsset.ReplaceAllStringFunc(src, func(m string) string {
		url, err := t.assetURL(cssAsset.FindStringSubmatch(m)[1])
		if err != nil {
			bad = err
		}
		return "url(" + url + ")"
	})
	return out, bad
}

// squeezeCSS drops comments, and the white space at both ends of each line.
// Strings are left alone.
func squeezeCSS(src string) string {
	var b strings.Builder
	b.Grow(len(src))
	for i := 0; i < len(src); {
		switch c := src[i]; {
		case c == '"' || c == '\'':
			j := i + 1
			for j < len(src) && src[j] != c {
				if src[j] == '\\' {
					j++
				}
				j++
			}
			j = min(j+1, len(src))
			b.WriteString(src[i:j])
			i = j
		case strings.HasPrefix(src[i:], "/*"):
			end := strings.Index(src[i+2:], "*/")
			if end < 0 {
				return b.String()
			}
			i += end + 4
		case c == '\n' || c == '\r' || c == '\t' || c == ' ':
			j := i
			for j < len(src) && strings.IndexByte("\n\r\t ", src[j]) >= 0 {
				j++
			}
			switch {
			case b.Len() == 0 || j == len(src):
			case strings.ContainsAny(src[i:j], "\n\r"):
				b.WriteByte('\n')
			default:
				b.WriteByte(' ')
			}
			i = j
		default:
			b.WriteByte(c)
			i++
		}
	}
	return b.String()
}
