package site

import (
	"context"
	"sync"
	"time"

	"warta/internal/store"
)

// A file is served as long as something that readers may see shows it
// (press-rules.md PRS-23). The answer is remembered for a moment, so that the
// pictures of a page that many read cost no SQL.
const (
	// gateAge is how long an answer is taken as true: with the time of a request
	// it stays below the two seconds in which a withdrawal is complete.
	gateAge = time.Second
	// gateSize bounds the memory, about 150 bytes each. Past it everything goes.
	gateSize = 8192
)

// mediaGate remembers what the store said of files.
type mediaGate struct {
	mu    sync.Mutex
	files map[string]gateAnswer
}

type gateAnswer struct {
	state store.RenditionState
	at    time.Time
}

// state tells whether a file may be served. While the store cannot say, the
// last answer stands.
func (g *mediaGate) state(ctx context.Context, p store.Published, name string) (store.RenditionState, error) {
	g.mu.Lock()
	last, known := g.files[name]
	g.mu.Unlock()
	// The age is of this machine's own clock, whatever a demo's clock says.
	if known && time.Since(last.at) < gateAge {
		return last.state, nil
	}
	now := gateAnswer{at: time.Now()}
	err := p.View(ctx, 0, func(v store.View) (err error) {
		now.state, err = v.Rendition(ctx, name)
		return err
	})
	if err != nil && known {
		return last.state, nil
	}
	// Inventions are not remembered.
	if err == nil && now.state != store.RenditionUnknown {
		g.mu.Lock()
		if g.files == nil || len(g.files) >= gateSize {
			g.files = make(map[string]gateAnswer)
		}
		g.files[name] = now
		g.mu.Unlock()
	}
	return now.state, err
}
