package news

import "time"

// Instants gives the moments that a clock on the wall of a zone shows a time:
// one as a rule, none when the clock jumps over it in spring, two when it shows
// the hour twice in autumn. Whoever enters a time is asked in the latter cases
// (SCH-5). Seconds and below are cut off.
func Instants(year int, month time.Month, day, hour, minute int, zone *time.Location) []time.Time {
	var out []time.Time
	// Offsets change at most once within a day here: the two that are in force
	// around it are all there are.
	about := time.Date(year, month, day, hour, minute, 0, 0, time.UTC)
	for _, near := range []time.Time{about.Add(-26 * time.Hour), about.Add(26 * time.Hour)} {
		_, offset := near.In(zone).Zone()
		t := about.Add(-time.Duration(offset) * time.Second)
		w := t.In(zone)
		if w.Year() != about.Year() || w.YearDay() != about.YearDay() || w.Hour() != about.Hour() || w.Minute() != about.Minute() {
			continue
		}
		if len(out) == 0 || !out[0].Equal(t) {
			out = append(out, t)
		}
	}
	if len(out) == 2 && out[1].Before(out[0]) {
		out[0], out[1] = out[1], out[0]
	}
	return out
}
