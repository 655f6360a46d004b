package newsroom

import (
	"context"
	"errors"
	"testing"
	"time"
)

// A look that hangs, or fails, is a line of the report; the others are shown.
func TestOneLateProbeDoesNotHideTheOthers(t *testing.T) {
	release := make(chan struct{})
	defer close(release)
	line := func(code string) ([]HealthLine, error) {
		return []HealthLine{{Area: "x", Level: HealthOK, Code: code}}, nil
	}
	got := LookAt(t.Context(), 30*time.Millisecond,
		Probe{"first", func(context.Context) ([]HealthLine, error) { return line("clock.ok") }},
		// It does not even listen to its context.
		Probe{"hangs", func(context.Context) ([]HealthLine, error) { <-release; return line("clock.ok") }},
		Probe{"fails", func(context.Context) ([]HealthLine, error) { return nil, errors.New("no such disk") }},
		Probe{"last", func(context.Context) ([]HealthLine, error) { return line("jobs.ok") }})
	want := []string{"clock.ok", "late", "unreadable", "jobs.ok"}
	if len(got) != len(want) {
		t.Fatalf("%d lines: %+v", len(got), got)
	}
	for i, l := range got {
		if l.Code != want[i] {
			t.Errorf("line %d is %s, want %s", i, l.Code, want[i])
		}
	}
	if got[1].Area != "hangs" || got[2].Args["cause"] != "no such disk" || Worst(got) != HealthError {
		t.Errorf("the lines say %+v", got)
	}
}
