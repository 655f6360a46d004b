package body

import "testing"

func TestTint(t *testing.T) {
	for colour, want := range map[string]string{
		"#000000": "t000", "#ffffff": "t222", "#a0b1c2": "t122", "#3f56BF": "t012",
		"": "", "#fff": "", "a0b1c2d": "", "#12345g": "", "#-1+2-3": "",
	} {
		if got := Tint(colour); got != want {
			t.Errorf("Tint(%q) = %q, want %q", colour, got, want)
		}
	}
}
