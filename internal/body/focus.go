package body

// Focus gives the classes of the point, 0–1 from the left and from the top,
// that a picture's crop keeps: "fx" and "fy" with a digit from 0 to 4. The
// middle has none, and neither have both zero, which means that nobody chose.
// Like Tint it exists because pages may carry no inline style.
func Focus(x, y float64) string {
	if x == 0 && y == 0 {
		return ""
	}
	out := ""
	if n := quarter(x); n != 2 {
		out = "fx" + string('0'+n)
	}
	if n := quarter(y); n != 2 {
		if out != "" {
			out += " "
		}
		out += "fy" + string('0'+n)
	}
	return out
}

// quarter is the nearest of five steps; what is no number is the middle.
func quarter(f float64) rune {
	switch {
	case f != f:
		return 2
	case f <= 0:
		return 0
	case f >= 1:
		return 4
	}
	return rune(f*4 + .5)
}
