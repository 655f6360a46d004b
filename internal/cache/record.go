package cache

// record remembers at which ledger position each key was last purged, for the
// renders that are still under way. Its memory is bounded by two generations:
// when the young one is full the old one is forgotten, and floor rises to the
// highest position in it. What shows a position below floor counts as purged,
// since nobody can tell any more. The zero value is empty.
type record struct {
	young, old map[string]int64
	youngTop   int64
	oldTop     int64
	floor      int64
}

// recordKeys bounds one generation.
const recordKeys = 50_000

func (r *record) put(key string, seq int64) {
	if seq <= r.last(key) {
		return
	}
	if r.young == nil {
		r.young = map[string]int64{}
	}
	if _, known := r.young[key]; !known && len(r.young) >= recordKeys {
		r.floor = max(r.floor, r.oldTop)
		r.old, r.oldTop = r.young, r.youngTop
		r.young, r.youngTop = map[string]int64{}, 0
	}
	r.young[key] = seq
	r.youngTop = max(r.youngTop, seq)
}

// last gives the last known purge of the key, zero if there is none.
func (r *record) last(key string) int64 {
	return max(r.young[key], r.old[key])
}

// after reports whether any of the keys was, or may have been, purged after
// the position.
func (r *record) after(seq int64, keys []string) bool {
	if seq < r.floor {
		return true
	}
	if seq >= max(r.youngTop, r.oldTop) {
		return false
	}
	for _, k := range keys {
		if r.last(k) > seq {
			return true
		}
	}
	return false
}
