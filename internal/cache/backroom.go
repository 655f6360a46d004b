package cache

import "sync"

// backroom does work that no reader waits for, one piece after the other. Its
// goroutine lives while there is work, so that a cache that is no longer used
// leaves nothing behind.
type backroom struct {
	mu      sync.Mutex
	urgent  []func()
	later   []func()
	running bool
	closed  bool
	idle    []chan struct{}
}

// backroomQueue bounds the work that may wait. Beyond it, urgent work is done
// by whoever brings it, and other work is left undone.
const backroomQueue = 8192

// soon queues work that must be done: writing and deleting copies, in order.
func (b *backroom) soon(work func()) {
	b.mu.Lock()
	if b.closed {
		b.mu.Unlock()
		return
	}
	if len(b.urgent) >= backroomQueue {
		b.mu.Unlock()
		work()
		return
	}
	b.urgent = append(b.urgent, work)
	b.start()
	b.mu.Unlock()
}

// sometime queues work that may be left undone: better encodings, refreshed
// pages. The oldest goes when there is too much.
func (b *backroom) sometime(work func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return
	}
	if len(b.later) >= backroomQueue {
		b.later = b.later[1:]
	}
	b.later = append(b.later, work)
	b.start()
}

func (b *backroom) start() {
	if !b.running {
		b.running = true
		go b.work()
	}
}

func (b *backroom) work() {
	for {
		b.mu.Lock()
		var next func()
		switch {
		case len(b.urgent) > 0:
			next, b.urgent = b.urgent[0], b.urgent[1:]
		case len(b.later) > 0 && !b.closed:
			next, b.later = b.later[0], b.later[1:]
		default:
			b.urgent, b.later, b.running = nil, nil, false
			for _, ch := range b.idle {
				close(ch)
			}
			b.idle = nil
			b.mu.Unlock()
			return
		}
		b.mu.Unlock()
		next()
	}
}

// wait returns when there is nothing left to do.
func (b *backroom) wait() {
	b.mu.Lock()
	if !b.running {
		b.mu.Unlock()
		return
	}
	ch := make(chan struct{})
	b.idle = append(b.idle, ch)
	b.mu.Unlock()
	<-ch
}

// close finishes the urgent work and takes no more.
func (b *backroom) close() {
	b.mu.Lock()
	b.closed = true
	b.mu.Unlock()
	b.wait()
}
