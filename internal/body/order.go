package body

// MergeOrder merges the order of things that two sides made of a base
// (newsroom.md 4.2): what a side brought in, or moved, keeps its left neighbour;
// at the same place head's comes first; what both moved stays where head put it.
// keep says which things are still there; keys are unique within a side.
func MergeOrder(base, head, mine []string, keep func(string) bool) []string {
	inBase, inHead, inMine := places(base), places(head), places(mine)
	headMoved, mineMoved := moved(inBase, head), moved(inBase, mine)
	// mine places what head does not know, and what mine alone moved.
	own := func(k string) bool {
		if _, ok := inHead[k]; !ok {
			return true
		}
		return mineMoved[k] && !headMoved[k]
	}
	// A list with a place 0 before everything.
	keys, next, at := make([]string, 1, len(head)+8), make([]int, 1, len(head)+8), make(map[string]int, len(head)+8)
	next[0] = -1
	put := func(after int, k string) int {
		keys, next = append(keys, k), append(next, next[after])
		n := len(keys) - 1
		next[after], at[k] = n, n
		return n
	}
	last := 0
	for _, k := range head {
		if _, ok := inMine[k]; keep(k) && !(ok && own(k)) {
			last = put(last, k)
		}
	}
	headPut := func(k string) bool {
		if _, ok := inMine[k]; ok && own(k) {
			return false
		}
		_, known := inBase[k]
		_, shared := inMine[k]
		return headMoved[k] || !known && !shared
	}
	last = 0
	for _, k := range mine {
		if !keep(k) {
			continue
		}
		if !own(k) {
			last = at[k]
			continue
		}
		after := last
		for next[after] >= 0 && headPut(keys[next[after]]) {
			after = next[after]
		}
		last = put(after, k)
	}
	out := make([]string, 0, len(keys)-1)
	for i := next[0]; i >= 0; i = next[i] {
		out = append(out, keys[i])
	}
	return out
}

// Reordered reports whether a side put things that base has into another order.
func Reordered(base, side []string) bool { return len(moved(places(base), side)) > 0 }

func places(keys []string) map[string]int {
	m := make(map[string]int, len(keys))
	for i, k := range keys {
		m[k] = i
	}
	return m
}

// moved gives the things that a side took out of base's order: those outside a
// longest run that kept it.
func moved(inBase map[string]int, side []string) map[string]bool {
	var known []string
	for _, k := range side {
		if _, ok := inBase[k]; ok {
			known = append(known, k)
		}
	}
	ordered := true
	for i := 1; i < len(known) && ordered; i++ {
		ordered = inBase[known[i-1]] < inBase[known[i]]
	}
	if ordered {
		return nil
	}
	var tops []int // index into known that ends the best run of each length
	before := make([]int, len(known))
	for i, k := range known {
		lo, hi := 0, len(tops)
		for lo < hi {
			if mid := (lo + hi) / 2; inBase[known[tops[mid]]] < inBase[k] {
				lo = mid + 1
			} else {
				hi = mid
			}
		}
		before[i] = -1
		if lo > 0 {
			before[i] = tops[lo-1]
		}
		if lo == len(tops) {
			tops = append(tops, i)
		} else {
			tops[lo] = i
		}
	}
	out := make(map[string]bool, len(known))
	for _, k := range known {
		out[k] = true
	}
	for i := tops[len(tops)-1]; i >= 0; i = before[i] {
		delete(out, known[i])
	}
	return out
}
