package body

// hunk says that a[A0:A1] became b[B0:B1].
type hunk struct{ A0, A1, B0, B1 int }

// maxEdits bounds the work of comparing two texts: beyond so many changed words
// what lies between the equal ends counts as one change.
const maxEdits = 400

// hunks aligns two sequences (Myers, "An O(ND) Difference Algorithm", 1986) and
// gives what changed, in order. No two hunks touch.
func hunks[T comparable](a, b []T) []hunk {
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	out := middle(a[head:len(a)-tail], b[head:len(b)-tail])
	for i := range out {
		out[i].A0 += head
		out[i].A1 += head
		out[i].B0 += head
		out[i].B1 += head
	}
	return slid(a, b, out)
}

// slid moves every insertion and deletion as far to the right as it says the
// same. Where "a b" became "a b c b" the new words can be " c b" or "b c ": two
// sides that wrote the same must be seen to have done the same.
func slid[T comparable](a, b []T, in []hunk) []hunk {
	for i := len(in) - 1; i >= 0; i-- {
		h := &in[i]
		end := len(a)
		if i+1 < len(in) {
			end = in[i+1].A0
		}
		for h.A1 < end && (h.A0 == h.A1 && a[h.A0] == b[h.B0] || h.B0 == h.B1 && a[h.A0] == a[h.A1]) {
			h.A0, h.A1, h.B0, h.B1 = h.A0+1, h.A1+1, h.B0+1, h.B1+1
		}
		if i+1 < len(in) && h.A1 == in[i+1].A0 {
			h.A1, h.B1 = in[i+1].A1, in[i+1].B1
			in = append(in[:i+1], in[i+2:]...)
		}
	}
	return in
}

// middle aligns two sequences that differ at both ends.
func middle[T comparable](a, b []T) []hunk {
	n, m := len(a), len(b)
	switch {
	case n == 0 && m == 0:
		return nil
	case n == 0 || m == 0:
		return []hunk{{0, n, 0, m}}
	}
	// reach[d][k+d] is how far along a the best path of d edits on diagonal k is.
	var reach [][]int
	at := func(d, k int) int {
		if k < -d || k > d {
			return -1
		}
		return reach[d][k+d]
	}
	for d := 0; d <= min(n+m, maxEdits); d++ {
		row := make([]int, 2*d+1)
		reach = append(reach, row)
		for k := -d; k <= d; k += 2 {
			x := 0
			if d > 0 {
				x = step(at, d, k)
			}
			y := x - k
			for x < n && y < m && x >= 0 && y >= 0 && a[x] == b[y] {
				x++
				y++
			}
			row[k+d] = x
			if x >= n && y >= m {
				return back(at, d, n, m)
			}
		}
	}
	return []hunk{{0, n, 0, m}}
}

// step continues the better of the two paths beside diagonal k: down, which
// inserts, or right, which deletes.
func step(at func(d, k int) int, d, k int) int {
	if k == -d || k != d && at(d-1, k-1) < at(d-1, k+1) {
		return at(d-1, k+1)
	}
	return at(d-1, k-1) + 1
}

// back walks the path from its end and gathers the changes.
func back(at func(d, k int) int, d, x, y int) []hunk {
	var out []hunk
	for ; d > 0; d-- {
		k := x - y
		var from int // the diagonal that the step came from
		if k == -d || k != d && at(d-1, k-1) < at(d-1, k+1) {
			from = k + 1
		} else {
			from = k - 1
		}
		px := at(d-1, from)
		py := px - from
		h := hunk{px, px, py, py + 1}
		if from == k-1 {
			h = hunk{px, px + 1, py, py}
		}
		if n := len(out); n > 0 && out[n-1].A0 == h.A1 && out[n-1].B0 == h.B1 {
			out[n-1].A0, out[n-1].B0 = h.A0, h.B0
		} else {
			out = append(out, h)
		}
		x, y = px, py
	}
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return out
}

// joined makes one change of two with nothing but small tokens between them, so
// that a rewritten phrase is one change and not one for each word.
func joined(in []hunk, small func(i int) bool) []hunk {
	var out []hunk
	for _, h := range in {
		if n := len(out); n > 0 {
			between := true
			for i := out[n-1].A1; i < h.A0 && between; i++ {
				between = small(i)
			}
			if between {
				out[n-1].A1, out[n-1].B1 = h.A1, h.B1
				continue
			}
		}
		out = append(out, h)
	}
	return out
}

// merge3 puts together what two sides made of a base. clash is asked where both
// changed the same place to different ends; false from it ends the merge.
func merge3[T comparable](base, head, mine []T, left, right []hunk, clash func(base, head, mine []T) ([]T, bool)) ([]T, bool) {
	out := make([]T, 0, max(len(head), len(mine)))
	at := 0        // in base
	dh, dm := 0, 0 // what an unchanged place of base is further along in head and mine
	for len(left) > 0 || len(right) > 0 {
		lo := len(base)
		if len(left) > 0 {
			lo = left[0].A0
		}
		if len(right) > 0 {
			lo = min(lo, right[0].A0)
		}
		// Changes that touch are one place: nothing unchanged says which comes first.
		hi, nl, nr := lo, 0, 0
		for grown := true; grown; {
			grown = false
			if nl < len(left) && left[nl].A0 <= hi {
				hi, grown = max(hi, left[nl].A1), true
				nl++
			}
			if nr < len(right) && right[nr].A0 <= hi {
				hi, grown = max(hi, right[nr].A1), true
				nr++
			}
		}
		out = append(out, base[at:lo]...)
		h0, m0 := lo+dh, lo+dm
		if nl > 0 {
			dh = left[nl-1].B1 - left[nl-1].A1
		}
		if nr > 0 {
			dm = right[nr-1].B1 - right[nr-1].A1
		}
		h, m := head[h0:hi+dh], mine[m0:hi+dm]
		switch {
		case nr == 0 || equal(h, m):
			out = append(out, h...)
		case nl == 0:
			out = append(out, m...)
		default:
			both, ok := clash(base[lo:hi], h, m)
			if !ok {
				return nil, false
			}
			out = append(out, both...)
		}
		at, left, right = hi, left[nl:], right[nr:]
	}
	return append(out, base[at:]...), true
}

func equal[T comparable](a, b []T) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
