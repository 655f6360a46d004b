package newsroom

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"warta/internal/news"
	"warta/internal/store"
)

// refusals keeps somebody who tries a thousand times from writing a thousand
// rows: one row a minute for each actor, command and article, and twenty a
// minute for an actor. What was left out is counted in the next row.
type refusals struct {
	mu     sync.Mutex
	minute time.Time
	seen   map[string]int
	actors map[string]int
	// silent counts what was left out of each actor's rows.
	silent map[string]int
}

const refusalsAMinute = 20

// note says whether a refusal gets a row, and how many before it got none.
func (r *refusals) note(actor, what string, now time.Time) (write bool, before int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if m := now.Truncate(time.Minute); !m.Equal(r.minute) || r.seen == nil {
		r.minute, r.seen, r.actors = m, map[string]int{}, map[string]int{}
		if len(r.silent) > 1000 || r.silent == nil {
			r.silent = map[string]int{}
		}
	}
	r.seen[actor+" "+what]++
	if r.seen[actor+" "+what] > 1 || r.actors[actor] >= refusalsAMinute {
		r.silent[actor]++
		return false, 0
	}
	r.actors[actor]++
	before = r.silent[actor]
	delete(r.silent, actor)
	return true, before
}

// refuse records that somebody tried to change what they may not, or to take an
// article away without what that takes (AUD-3, D5).
func (n *Newsroom) refuse(ctx context.Context, who Actor, cmd Command, of Subject, barred bool, err error) {
	if of.Article == 0 || !barred && !takesAway(cmd) || news.Is(err, news.Internal) || news.Is(err, news.Unavailable) {
		return
	}
	name := commandName(cmd)
	subject := "article " + of.Article.String()
	write, before := n.refused.note(who.String(), name+" "+subject, time.Now())
	if !write {
		return
	}
	reason := name + ": " + news.KindOf(err).String()
	if before > 0 {
		reason += fmt.Sprintf("; %d earlier refusals were not written down", before)
	}
	werr := n.db.Write(ctx, func(tx store.Tx) error {
		_, err := tx.Record(ctx, nil, store.AuditRow{Actor: who.String(), Command: "refused", Subject: subject, Reason: reason,
			Request: who.Request})
		return err
	})
	if werr != nil {
		n.log.Error("a refusal could not be recorded", "actor", who.String(), "command", name, "err", werr)
	}
}

// takesAway marks the commands whose every failed try is recorded.
func takesAway(cmd Command) bool {
	switch cmd.(type) {
	case Withdraw, *Withdraw:
		return true
	}
	return false
}

// commandName is a command's name in audit rows of refusals.
func commandName(cmd Command) string {
	name := strings.TrimPrefix(fmt.Sprintf("%T", cmd), "*")
	return strings.ToLower(name[strings.LastIndexByte(name, '.')+1:])
}
