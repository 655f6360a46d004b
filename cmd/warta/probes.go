package main

import (
	"context"
	"time"

	"warta/internal/newsroom"
)

// began is when this process started.
var began = time.Now()

// probes are the looks at this machine that the newsroom's health page shows
// beside its own: disk, media, stored pages, the process itself.
func (a *app) probes(p *newspaper) func() []newsroom.Probe {
	return func() []newsroom.Probe {
		return []newsroom.Probe{
			{Area: "disk", Look: func(context.Context) ([]newsroom.HealthLine, error) { return a.disk(), nil }},
			{Area: "media", Look: func(ctx context.Context) ([]newsroom.HealthLine, error) {
				if err := p.blobs.answers(ctx); err != nil {
					return []newsroom.HealthLine{{Area: "media", Level: newsroom.HealthError, Code: "media_away", Args: map[string]any{"cause": err.Error()}}}, nil
				}
				return []newsroom.HealthLine{{Area: "media", Level: newsroom.HealthOK, Code: "media.ok"}}, nil
			}},
			{Area: "pages", Look: func(context.Context) ([]newsroom.HealthLine, error) { return p.pages(), nil }},
			{Area: "node", Look: func(context.Context) ([]newsroom.HealthLine, error) {
				return []newsroom.HealthLine{{Area: "node", Level: newsroom.HealthOK, Code: "node", Args: map[string]any{"version": version, "since": began.UTC().Format("2006-01-02 15:04 UTC")}}}, nil
			}},
		}
	}
}

// pages tells of the finished pages that this machine keeps.
func (p *newspaper) pages() []newsroom.HealthLine {
	st := p.cache.Stats()
	if st.Failed > 0 {
		return []newsroom.HealthLine{{Area: "pages", Level: newsroom.HealthWarn, Code: "pages", Args: map[string]any{"failed": st.Failed}}}
	}
	return []newsroom.HealthLine{{Area: "pages", Level: newsroom.HealthOK, Code: "pages.ok", Args: map[string]any{"copies": st.Disk.Copies, "mib": st.Disk.Bytes >> 20}}}
}

// proves asks the paper for the old addresses of an import.
func (a *app) proves(p *newspaper) func(context.Context, int64) (newsroom.ImportProof, error) {
	return func(_ context.Context, run int64) (newsroom.ImportProof, error) { return a.prove(p.db, p.room, run) }
}
