package site

import (
	"testing"
	"time"
)

func TestMidnight(t *testing.T) {
	for _, c := range []struct {
		zone       string
		y, m, d    int
		want, last string // first instant, UTC; the last second of the day before, local
	}{
		{"Asia/Jakarta", 2025, 6, 28, "2025-06-27T17:00:00Z", "2025-06-27 23:59:59"},
		{"Asia/Makassar", 2025, 6, 28, "2025-06-27T16:00:00Z", "2025-06-27 23:59:59"},
		{"Asia/Jayapura", 2025, 6, 28, "2025-06-27T15:00:00Z", "2025-06-27 23:59:59"},
		{"America/New_York", 2025, 3, 9, "2025-03-09T05:00:00Z", "2025-03-08 23:59:59"},
		// Forward at midnight: the day begins at one.
		{"America/Sao_Paulo", 2018, 11, 4, "2018-11-04T03:00:00Z", "2018-11-03 23:59:59"},
		{"Africa/Cairo", 2024, 4, 26, "2024-04-25T22:00:00Z", "2024-04-25 23:59:59"},
		{"America/Santiago", 2024, 9, 8, "2024-09-08T04:00:00Z", "2024-09-07 23:59:59"},
		{"Asia/Beirut", 2024, 3, 31, "2024-03-30T22:00:00Z", "2024-03-30 23:59:59"},
		// Back at midnight: an hour of the day before comes twice.
		{"America/Sao_Paulo", 2018, 2, 18, "2018-02-18T03:00:00Z", "2018-02-17 23:59:59"},
		// Back at one: the first hour of the day comes twice.
		{"America/Havana", 2024, 11, 3, "2024-11-03T04:00:00Z", "2024-11-02 23:59:59"},
		{"Atlantic/Azores", 2024, 10, 27, "2024-10-27T00:00:00Z", "2024-10-26 23:59:59"},
		// A day that was left out of the calendar is as long as nothing.
		{"Pacific/Apia", 2011, 12, 30, "2011-12-30T10:00:00Z", "2011-12-29 23:59:59"},
		{"Pacific/Apia", 2011, 12, 31, "2011-12-30T10:00:00Z", "2011-12-29 23:59:59"},
	} {
		zone, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		got := midnight(c.y, time.Month(c.m), c.d, zone)
		if s := got.UTC().Format(time.RFC3339); s != c.want {
			t.Errorf("%s %d-%d-%d begins %s, want %s", c.zone, c.y, c.m, c.d, s, c.want)
		}
		if s := got.Add(-time.Second).In(zone).Format(time.DateTime); s != c.last {
			t.Errorf("%s %d-%d-%d: before it is %s, want %s", c.zone, c.y, c.m, c.d, s, c.last)
		}
	}
}

func TestDayInAddresses(t *testing.T) {
	for _, c := range []struct {
		y, m, d string
		want    string
	}{
		{"2025", "06", "28", "2025/06/28"}, {"2025", "06", "", "2025/06"}, {"2025", "", "", "2025"},
		{"2024", "02", "29", "2024/02/29"}, {"2000", "02", "29", "2000/02/29"},
		{"2025", "02", "29", ""}, {"1900", "02", "29", ""}, {"2025", "04", "31", ""}, {"2025", "13", "01", ""},
		{"2025", "00", "01", ""}, {"2025", "01", "00", ""}, {"0000", "01", "01", ""}, {"2025", "6", "28", ""},
		{"2025", "06", "8", ""}, {"25", "06", "08", ""}, {"02025", "06", "08", ""}, {"2025", "006", "08", ""},
		{"٢٠٢٥", "٠٦", "٢٨", ""}, {"2025", "٠٦", "28", ""}, {"２０２５", "06", "28", ""}, {"2025", "0x", "28", ""},
		{"+025", "06", "28", ""}, {"-025", "06", "28", ""}, {"2025", "-6", "28", ""}, {"", "06", "28", ""},
	} {
		d, ok := dayIn(c.y, c.m, c.d)
		if ok != (c.want != "") || ok && d.path() != c.want {
			t.Errorf("%s/%s/%s: %q %v, want %q", c.y, c.m, c.d, d.path(), ok, c.want)
		}
	}
}
