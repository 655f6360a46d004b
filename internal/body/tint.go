package body

import "strconv"

// Tint gives the class of a picture's dominant colour "#rrggbb": "t" and a
// digit from 0 to 2 for each of red, green and blue. Pages may carry no inline
// style, so a theme names the 27 steps in its stylesheet. A colour of another
// form has no tint.
func Tint(colour string) string {
	if len(colour) != 7 || colour[0] != '#' {
		return ""
	}
	out := []byte{'t'}
	for i := 1; i < 7; i += 2 {
		n, err := strconv.ParseUint(colour[i:i+2], 16, 8)
		if err != nil {
			return ""
		}
		out = append(out, '0'+byte(n*3/256))
	}
	return string(out)
}
