package web

import (
	"io"
	"net"
	"sync"
	"time"
)

// limited is a listener that holds a bounded number of connections. One too
// many is closed at once, which costs less than letting it wait: an idle
// connection takes about 20 KB (operations.md section 4).
type limited struct {
	net.Listener
	max       int
	keepAlive func(bool)

	mu     sync.Mutex
	open   int
	tight  bool
	easing *time.Timer
}

// calm is how long the pressure must be gone before connections are kept alive
// again (operations.md 6.6).
const calm = 30 * time.Second

func limitConns(l net.Listener, max int, keepAlive func(bool)) *limited {
	return &limited{Listener: l, max: max, keepAlive: keepAlive}
}

func (l *limited) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if l.enter() {
			return &limitedConn{Conn: c, l: l}, nil
		}
		c.Close()
	}
}

func (l *limited) enter() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open >= l.max {
		return false
	}
	l.open++
	if l.open*10 > l.max*9 {
		if l.easing != nil {
			l.easing.Stop()
			l.easing = nil
		}
		if !l.tight {
			l.tight = true
			// Apart: it closes idle connections, which come back to leave.
			go l.keepAlive(false)
		}
	}
	return true
}

func (l *limited) leave() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open--
	if l.tight && l.easing == nil && l.open*10 <= l.max*9 {
		l.easing = time.AfterFunc(calm, l.ease)
	}
}

func (l *limited) ease() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.easing != nil && l.open*10 <= l.max*9 {
		l.easing, l.tight = nil, false
		go l.keepAlive(true)
	}
}

type limitedConn struct {
	net.Conn
	l    *limited
	once sync.Once
}

// ReadFrom keeps the kernel's way from file to socket open.
func (c *limitedConn) ReadFrom(r io.Reader) (int64, error) { return io.Copy(c.Conn, r) }

func (c *limitedConn) Close() error {
	c.once.Do(c.l.leave)
	return c.Conn.Close()
}
