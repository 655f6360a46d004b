package news

import (
	"testing"
	"time"
)

func TestAWallClockShowsATimeOnceNeverOrTwice(t *testing.T) {
	zone := func(name string) *time.Location {
		z, err := time.LoadLocation(name)
		if err != nil {
			t.Skip(err)
		}
		return z
	}
	tests := []struct {
		name      string
		zone      string
		month     time.Month
		day, h, m int
		want      []string
	}{
		{"no summer time", "Asia/Jakarta", 3, 30, 2, 30, []string{"2025-03-29T19:30:00Z"}},
		{"the spring gap", "Europe/Berlin", 3, 30, 2, 30, nil},
		{"after the gap", "Europe/Berlin", 3, 30, 3, 0, []string{"2025-03-30T01:00:00Z"}},
		{"the autumn hour", "Europe/Berlin", 10, 26, 2, 30, []string{"2025-10-26T00:30:00Z", "2025-10-26T01:30:00Z"}},
		{"half an hour of it", "Australia/Lord_Howe", 4, 6, 1, 45, []string{"2025-04-05T14:45:00Z", "2025-04-05T15:15:00Z"}},
		{"after it", "Europe/Berlin", 10, 26, 3, 0, []string{"2025-10-26T02:00:00Z"}},
	}
	for _, tt := range tests {
		var got []string
		for _, at := range Instants(2025, tt.month, tt.day, tt.h, tt.m, zone(tt.zone)) {
			got = append(got, at.UTC().Format(time.RFC3339))
		}
		if len(got) != len(tt.want) || len(got) > 0 && got[0] != tt.want[0] || len(got) > 1 && got[1] != tt.want[1] {
			t.Errorf("%s: got %v, want %v", tt.name, got, tt.want)
		}
	}
}
