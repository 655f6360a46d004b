package body

import (
	"math"
	"testing"
)

func TestFocus(t *testing.T) {
	for point, want := range map[[2]float64]string{
		{0, 0}: "", {.5, .5}: "", {.45, .6}: "", {.66, .5}: "fx3", {.5, .2}: "fy1", {.5, 0}: "fy0",
		{1, 1}: "fx4 fy4", {.1, .9}: "fx0 fy4", {-3, 7}: "fx0 fy4", {.25, .5}: "fx1", {math.NaN(), .7}: "fy3",
	} {
		if got := Focus(point[0], point[1]); got != want {
			t.Errorf("Focus(%v) = %q, want %q", point, got, want)
		}
	}
}
