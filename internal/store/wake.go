package store

import "sync"

// waker tells everyone who waits that the ledger moved.
type waker struct {
	mu    sync.Mutex
	moves uint64
	next  chan struct{}
}

// all wakes whoever waits now.
func (w *waker) all() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.moves++
	if w.next != nil {
		close(w.next)
		w.next = nil
	}
}

// state gives the number of moves so far and a channel that closes at the next.
func (w *waker) state() (uint64, <-chan struct{}) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.next == nil {
		w.next = make(chan struct{})
	}
	return w.moves, w.next
}
