package newsroom

import (
	"context"
	"errors"
	"time"

	"warta/internal/news"
)

// ProbeTime is how long one look of the health report may take by default (S18.1).
const ProbeTime = 2 * time.Second

// Probe is one look of the health report.
type Probe struct {
	Area string
	Look func(ctx context.Context) ([]HealthLine, error)
}

// Probes are the newsroom's own looks.
func (n *Newsroom) Probes(o HealthOptions) []Probe {
	if o.Now == nil {
		o.Now = time.Now
	}
	look := func(area string, fn func(ctx context.Context, add addLine) error) Probe {
		return Probe{area, func(ctx context.Context) (out []HealthLine, err error) {
			err = fn(ctx, adder(&out))
			return out, err
		}}
	}
	return []Probe{
		look("database", func(ctx context.Context, add addLine) error {
			return n.databaseHealth(ctx, o.Deep, add)
		}),
		look("jobs", func(ctx context.Context, add addLine) error {
			f, now, here, took, err := n.facts(ctx, o)
			if err != nil {
				return err
			}
			return n.factsHealth(ctx, f, now, here, took, o, add)
		}),
		look("media", func(ctx context.Context, add addLine) error {
			n.mediaHealth(ctx, add)
			return nil
		}),
		look("backup", n.backupHealth),
		look("paper", n.paperHealth),
	}
}

// LookAt takes all probes at once, each for so long at most (ProbeTime when it is
// zero), and gives their lines in the order of the probes. One that is late or
// fails is a line itself, so that the rest can be shown while a database hangs.
func LookAt(ctx context.Context, limit time.Duration, probes ...Probe) (out []HealthLine) {
	if limit <= 0 {
		limit = ProbeTime
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	type seen struct {
		lines []HealthLine
		err   error
	}
	answers := make([]chan seen, len(probes))
	for i, p := range probes {
		// Room for one: a look that comes too late ends for itself.
		answers[i] = make(chan seen, 1)
		go func() {
			lines, err := p.Look(ctx)
			answers[i] <- seen{lines, err}
		}()
	}
	for i, p := range probes {
		var s seen
		select {
		case s = <-answers[i]:
		default:
			select {
			case s = <-answers[i]:
			case <-ctx.Done():
				s.err = ctx.Err()
			}
		}
		switch {
		case errors.Is(s.err, context.DeadlineExceeded), errors.Is(s.err, context.Canceled):
			out = append(out, HealthLine{Area: p.Area, Level: HealthError, Code: "late", Args: map[string]any{"seconds": max(1, int64(limit/time.Second))}})
		case s.err != nil:
			out = append(out, HealthLine{Area: p.Area, Level: HealthError, Code: "unreadable", Args: map[string]any{"cause": s.err.Error()}})
		}
		out = append(out, s.lines...)
	}
	return out
}

// HealthNow is the health report of a screen: the newsroom's looks and more, each
// with its own time.
func (n *Newsroom) HealthNow(ctx context.Context, who Actor, limit time.Duration, o HealthOptions, more ...Probe) ([]HealthLine, error) {
	if !Can(who, PermHealth, Subject{}) {
		return nil, news.E(news.Forbidden, string(PermHealth), nil)
	}
	return LookAt(ctx, limit, append(n.Probes(o), more...)...), nil
}
