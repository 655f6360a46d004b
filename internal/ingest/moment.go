package ingest

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"warta/internal/locale"
)

// zoneNames are abbreviations with one meaning in news; "IST", "CST" and the like
// of several countries stand for what RFC 822 or most papers mean.
var zoneNames = map[string]int{
	"UT": 0, "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "WEST": 60, "BST": 60, "CET": 60, "CEST": 120, "MEZ": 60, "MESZ": 120, "EET": 120, "EEST": 180, "MSK": 180,
	"TRT": 180, "SAST": 120, "EAT": 180, "WAT": 60, "CAT": 120, "IST": 330, "WIB": 420, "ICT": 420, "WITA": 480, "SGT": 480, "MYT": 480, "PHT": 480, "HKT": 480,
	"AWST": 480, "WIT": 540, "JST": 540, "KST": 540, "ACST": 570, "AEST": 600, "AEDT": 660, "NZST": 720, "NZDT": 780,
	"EST": -300, "EDT": -240, "CST": -360, "CDT": -300, "MST": -420, "MDT": -360, "PST": -480, "PDT": -420, "AKST": -540, "AKDT": -480, "HST": -600,
	"BRT": -180, "ART": -180,
}

var (
	// isoMoment is RFC 3339 with what is commonly left out or put in.
	isoMoment = regexp.MustCompile(`^(\d{4})-?(\d{2})-?(\d{2})(?:[T ]+(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,]\d{1,9})?)?)?\s*(Z|z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{1,2})?(?:\[[\w/+-]+\])?$`)
	// mailMoment is RFC 822 with words of several languages.
	mailMoment = regexp.MustCompile(`^(?:\pL{2,12}\.?,?\s+)?(\d{1,2})[ .-]+(\pL{3,12})\.?[ .,-]+(\d{4}|\d{2})[ ,T]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*([+-]\d{2}:?\d{2}|\(?[A-Za-z]{1,5}\)?)?(?:\s*\([^)]*\))?$`)
)

// moment reads a time as machines write it. zoned is false when the zone was
// taken from o; timed is false when there is no time of day.
func moment(s string, zone *time.Location) (t time.Time, timed, zoned, ok bool) {
	s = strings.TrimSpace(s)
	if len(s) > 100 || len(s) < 8 {
		return t, false, false, false
	}
	if zone == nil {
		zone = time.UTC
	}
	num := func(s string) int { n, _ := strconv.Atoi(s); return n }
	make := func(y, m, d int, hour, min, sec, z string) (time.Time, bool, bool, bool) {
		at := zone
		known := false
		if off, ok := zoneOffset(z); ok {
			at, known = time.FixedZone("", off*60), true
		} else if z != "" {
			return time.Time{}, false, false, false
		}
		h, mi, se := num(hour), num(min), num(sec)
		if m < 1 || m > 12 || d < 1 || d > 31 || h > 24 || mi > 59 || se > 60 || y < 1 {
			return time.Time{}, false, false, false
		}
		t := time.Date(y, time.Month(m), d, h, mi, se, 0, at)
		if t.In(at).Day() != d && h < 24 {
			return time.Time{}, false, false, false // 31 February
		}
		return t.UTC(), hour != "", known, true
	}
	if g := isoMoment.FindStringSubmatch(s); g != nil {
		return make(num(g[1]), num(g[2]), num(g[3]), g[4], g[5], g[6], g[7])
	}
	if g := mailMoment.FindStringSubmatch(s); g != nil {
		m := monthOf(g[2])
		y := num(g[3])
		if len(g[3]) == 2 {
			if y += 2000; y >= 2070 {
				y -= 100
			}
		}
		return make(y, m, num(g[1]), g[4], g[5], g[6], strings.Trim(g[7], "()"))
	}
	return t, false, false, false
}

func zoneOffset(z string) (minutes int, ok bool) {
	switch {
	case z == "":
		return 0, false
	case z[0] == '+' || z[0] == '-':
		digits := strings.ReplaceAll(z[1:], ":", "")
		n, err := strconv.Atoi(digits)
		if err != nil {
			return 0, false
		}
		if len(digits) <= 2 {
			minutes = n * 60
		} else {
			minutes = n/100*60 + n%100
		}
		if minutes > 14*60+45 {
			return 0, false
		}
		if z[0] == '-' {
			minutes = -minutes
		}
		return minutes, true
	}
	minutes, ok = zoneNames[strings.ToUpper(z)]
	return minutes, ok
}

// monthOf knows the months of English and Indonesian, in full or by three letters.
func monthOf(s string) int {
	s = fold(s)
	for _, l := range []*locale.Locale{locale.Get("en"), locale.Get("id")} {
		for m := time.January; m <= time.December; m++ {
			name := fold(l.MonthName(m))
			if name == s || len(s) >= 3 && len(name) >= 3 && name[:3] == s {
				return int(m)
			}
		}
	}
	return map[string]int{"agu": 8, "agt": 8, "ags": 8, "sept": 9, "nop": 11, "pebruari": 2, "nopember": 11}[s]
}
