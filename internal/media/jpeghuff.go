package media

import "sort"

// token is one thing to write in a scan: a Huffman symbol, extra bits, or both.
//
//	bits 0–7   symbol
//	bit  8     there is a symbol
//	bits 9–13  number of extra bits, at most 16
//	bits 16–31 extra bits
type token uint32

const hasSymbol token = 1 << 8

func symbol(s uint8, n uint8, bits uint16) token {
	return hasSymbol | token(s) | token(n)<<9 | token(bits)<<16
}

func rawBits(n uint8, bits uint16) token { return token(n)<<9 | token(bits)<<16 }

// huffman is a code for one scan, made for the symbols that it has.
type huffman struct {
	counts [17]uint8 // codes of each length
	values []uint8   // symbols in code order
	code   [256]uint16
	length [256]uint8
}

// newHuffman makes the shortest code of at most 16 bits for these frequencies
// (ITU-T T.81 annex K.2): merge the two rarest, then move codes that came out
// too long to where there is room. One code point is kept unused, because a code
// of only ones is not allowed.
func newHuffman(freq *[256]int) *huffman {
	type node struct {
		weight int
		up     int // parent
	}
	var nodes []node
	var syms []int
	for s, f := range freq {
		if f > 0 {
			nodes = append(nodes, node{weight: f, up: -1})
			syms = append(syms, s)
		}
	}
	h := &huffman{}
	if len(syms) == 0 {
		return h
	}
	n := len(nodes) + 1
	nodes = append(nodes, node{weight: 0, up: -1}) // the reserved code point
	// Two queues: leaves by weight, and inner nodes, which come into being in
	// order of weight.
	leaves := make([]int, n)
	for i := range leaves {
		leaves[i] = i
	}
	sort.SliceStable(leaves, func(a, b int) bool { return nodes[leaves[a]].weight < nodes[leaves[b]].weight })
	li, ii := 0, n
	rarest := func() int {
		if li < n && (ii >= len(nodes) || nodes[leaves[li]].weight <= nodes[ii].weight) {
			li++
			return leaves[li-1]
		}
		ii++
		return ii - 1
	}
	for range n - 1 {
		a, b := rarest(), rarest()
		nodes[a].up, nodes[b].up = len(nodes), len(nodes)
		nodes = append(nodes, node{weight: nodes[a].weight + nodes[b].weight, up: -1})
	}
	depth := make([]int, len(nodes))
	var bits [512]int
	for i := len(nodes) - 2; i >= 0; i-- {
		depth[i] = depth[nodes[i].up] + 1
		if i < n {
			bits[depth[i]]++
		}
	}
	for l := len(bits) - 1; l > 16; l-- {
		for bits[l] > 0 {
			j := l - 2
			for bits[j] == 0 {
				j--
			}
			bits[l] -= 2
			bits[l-1]++
			bits[j+1] += 2
			bits[j]--
		}
	}
	for l := 16; l > 0; l-- {
		if bits[l] > 0 {
			bits[l]--
			break
		}
	}
	// Frequent symbols take the short codes.
	order := make([]int, len(syms))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(a, b int) bool { return freq[syms[order[a]]] > freq[syms[order[b]]] })
	code, k := uint16(0), 0
	for l := 1; l <= 16; l++ {
		h.counts[l] = uint8(bits[l])
		for range bits[l] {
			s := syms[order[k]]
			h.values = append(h.values, uint8(s))
			h.code[s], h.length[s] = code, uint8(l)
			code++
			k++
		}
		code <<= 1
	}
	return h
}

// bitWriter writes entropy-coded bits, with a zero byte after each 0xFF.
type bitWriter struct {
	out []byte
	acc uint64
	n   uint
}

func (w *bitWriter) put(bits uint32, n uint) {
	w.acc = w.acc<<n | uint64(bits)
	w.n += n
	for w.n >= 8 {
		b := byte(w.acc >> (w.n - 8))
		w.out = append(w.out, b)
		if b == 0xFF {
			w.out = append(w.out, 0)
		}
		w.n -= 8
	}
}

// flush fills the last byte with ones.
func (w *bitWriter) flush() {
	if w.n > 0 {
		w.put(1<<(8-w.n)-1, 8-w.n)
	}
}
