package admin

import (
	"fmt"
	"strings"
)

// A QR code of a text, by ISO/IEC 18004: bytes, error correction M, versions 1
// to 15. It is drawn where it is shown, so that a secret goes to no service.

// qrVersions has, for each version, all code words, the correction words of a
// block, the number of blocks, and where alignment patterns stand.
var qrVersions = [...]struct {
	words, correct, blocks int
	align                  []int
}{
	{26, 10, 1, nil}, {44, 16, 1, []int{6, 18}}, {70, 26, 1, []int{6, 22}}, {100, 18, 2, []int{6, 26}}, {134, 24, 2, []int{6, 30}},
	{172, 16, 4, []int{6, 34}}, {196, 18, 4, []int{6, 22, 38}}, {242, 22, 4, []int{6, 24, 42}}, {292, 22, 5, []int{6, 26, 46}},
	{346, 26, 5, []int{6, 28, 50}}, {404, 30, 5, []int{6, 30, 54}}, {466, 22, 8, []int{6, 32, 58}}, {532, 22, 9, []int{6, 34, 62}},
	{581, 24, 9, []int{6, 26, 46, 66}}, {655, 24, 10, []int{6, 26, 48, 70}},
}

// qr is a grid under construction: dark modules, and which are fixed.
type qr struct {
	size        int
	dark, fixed [][]bool
}

// newQR draws text; false when it is too long.
func newQR(text string) (*qr, bool) {
	version := 0
	for v := range qrVersions {
		if len(text) <= qrRoom(v+1) {
			version = v + 1
			break
		}
	}
	if version == 0 {
		return nil, false
	}
	q := &qr{size: 17 + 4*version}
	for range q.size {
		q.dark = append(q.dark, make([]bool, q.size))
		q.fixed = append(q.fixed, make([]bool, q.size))
	}
	q.patterns(version)
	q.place(qrWords(text, version))
	best, least := 0, -1
	for mask := range 8 {
		q.mask(mask)
		q.format(mask)
		if p := q.penalty(); least < 0 || p < least {
			best, least = mask, p
		}
		q.mask(mask) // a second time takes it off
	}
	q.mask(best)
	q.format(best)
	return q, true
}

// qrRoom is how many bytes a version holds.
func qrRoom(version int) int {
	v := qrVersions[version-1]
	head := 2 // mode and an 8-bit length are 12 bits
	if version > 9 {
		head = 3
	}
	return v.words - v.correct*v.blocks - head
}

// qrWords encodes text and interleaves data and correction words.
func qrWords(text string, version int) []byte {
	v := qrVersions[version-1]
	room := v.words - v.correct*v.blocks
	var bits []bool
	put := func(value, n int) {
		for i := n - 1; i >= 0; i-- {
			bits = append(bits, value>>i&1 == 1)
		}
	}
	put(4, 4)
	if version > 9 {
		put(len(text), 16)
	} else {
		put(len(text), 8)
	}
	for i := range len(text) {
		put(int(text[i]), 8)
	}
	put(0, min(4, room*8-len(bits)))
	put(0, (8-len(bits)%8)%8)
	data := make([]byte, 0, room)
	for i := 0; i < len(bits); i += 8 {
		b := byte(0)
		for _, bit := range bits[i : i+8] {
			b <<= 1
			if bit {
				b |= 1
			}
		}
		data = append(data, b)
	}
	for pad := byte(0xec); len(data) < room; pad ^= 0xec ^ 0x11 {
		data = append(data, pad)
	}
	// The first blocks are one word shorter where they are not equal.
	var blocks, checks [][]byte
	short := v.blocks - room%v.blocks
	for b := range v.blocks {
		n := room / v.blocks
		if b >= short {
			n++
		}
		blocks = append(blocks, data[:n])
		checks = append(checks, qrCorrection(data[:n], v.correct))
		data = data[n:]
	}
	var out []byte
	for i := range room/v.blocks + 1 {
		for _, b := range blocks {
			if i < len(b) {
				out = append(out, b[i])
			}
		}
	}
	for i := range v.correct {
		for _, c := range checks {
			out = append(out, c[i])
		}
	}
	return out
}

// qrTimes multiplies in GF(256) over 0x11d.
func qrTimes(a, b byte) byte {
	var p int
	for i := 7; i >= 0; i-- {
		p = p<<1 ^ (p>>7)*0x11d
		p ^= int(b>>i&1) * int(a)
	}
	return byte(p)
}

// qrCorrection gives the Reed–Solomon remainder of data.
func qrCorrection(data []byte, n int) []byte {
	generator := make([]byte, n)
	generator[n-1] = 1
	for root, i := byte(1), 0; i < n; i++ {
		for j := range n {
			generator[j] = qrTimes(generator[j], root)
			if j+1 < n {
				generator[j] ^= generator[j+1]
			}
		}
		root = qrTimes(root, 2)
	}
	rest := make([]byte, n)
	for _, b := range data {
		factor := b ^ rest[0]
		copy(rest, rest[1:])
		rest[n-1] = 0
		for i := range n {
			rest[i] ^= qrTimes(generator[i], factor)
		}
	}
	return rest
}

func (q *qr) set(x, y int, dark bool) {
	if x >= 0 && y >= 0 && x < q.size && y < q.size {
		q.dark[y][x], q.fixed[y][x] = dark, true
	}
}

// patterns draws what is the same in every code of a version.
func (q *qr) patterns(version int) {
	for i := range q.size {
		q.set(6, i, i%2 == 0)
		q.set(i, 6, i%2 == 0)
	}
	for _, at := range [][2]int{{3, 3}, {q.size - 4, 3}, {3, q.size - 4}} {
		for dy := -4; dy <= 4; dy++ {
			for dx := -4; dx <= 4; dx++ {
				far := max(dx, -dx, dy, -dy)
				q.set(at[0]+dx, at[1]+dy, far != 2 && far != 4)
			}
		}
	}
	align := qrVersions[version-1].align
	for i, x := range align {
		for j, y := range align {
			last := len(align) - 1
			if i == 0 && j == 0 || i == 0 && j == last || i == last && j == 0 {
				continue
			}
			for dy := -2; dy <= 2; dy++ {
				for dx := -2; dx <= 2; dx++ {
					q.set(x+dx, y+dy, max(dx, -dx, dy, -dy) != 1)
				}
			}
		}
	}
	q.format(0)
	if version >= 7 {
		rest := version
		for range 12 {
			rest = rest<<1 ^ (rest>>11)*0x1f25
		}
		bits := version<<12 | rest
		for i := range 18 {
			a, b := q.size-11+i%3, i/3
			q.set(a, b, bits>>i&1 == 1)
			q.set(b, a, bits>>i&1 == 1)
		}
	}
}

// format writes which mask is on; correction M is 00.
func (q *qr) format(mask int) {
	rest := mask
	for range 10 {
		rest = rest<<1 ^ (rest>>9)*0x537
	}
	bits := (mask<<10 | rest) ^ 0x5412
	on := func(i int) bool { return bits>>i&1 == 1 }
	for i := range 6 {
		q.set(8, i, on(i))
	}
	q.set(8, 7, on(6))
	q.set(8, 8, on(7))
	q.set(7, 8, on(8))
	for i := 9; i < 15; i++ {
		q.set(14-i, 8, on(i))
	}
	for i := range 8 {
		q.set(q.size-1-i, 8, on(i))
	}
	for i := 8; i < 15; i++ {
		q.set(8, q.size-15+i, on(i))
	}
	q.set(8, q.size-8, true)
}

// place fills the code words in, two columns at a time, up and down.
func (q *qr) place(words []byte) {
	i := 0
	for right := q.size - 1; right >= 1; right -= 2 {
		if right == 6 {
			right = 5
		}
		for step := range q.size {
			for _, x := range []int{right, right - 1} {
				y := step
				if (right+1)&2 == 0 {
					y = q.size - 1 - step
				}
				if !q.fixed[y][x] && i < 8*len(words) {
					q.dark[y][x] = words[i/8]>>(7-i%8)&1 == 1
					i++
				}
			}
		}
	}
}

func (q *qr) mask(mask int) {
	for y := range q.size {
		for x := range q.size {
			var flip bool
			switch mask {
			case 0:
				flip = (x+y)%2 == 0
			case 1:
				flip = y%2 == 0
			case 2:
				flip = x%3 == 0
			case 3:
				flip = (x+y)%3 == 0
			case 4:
				flip = (x/3+y/2)%2 == 0
			case 5:
				flip = x*y%2+x*y%3 == 0
			case 6:
				flip = (x*y%2+x*y%3)%2 == 0
			case 7:
				flip = ((x+y)%2+x*y%3)%2 == 0
			}
			if flip && !q.fixed[y][x] {
				q.dark[y][x] = !q.dark[y][x]
			}
		}
	}
}

// penalty counts what makes a code hard to read: long runs and full squares. The
// standard counts two things more, which matter little for the choice.
func (q *qr) penalty() (p int) {
	for _, at := range []func(a, b int) bool{
		func(a, b int) bool { return q.dark[a][b] }, func(a, b int) bool { return q.dark[b][a] }} {
		for a := range q.size {
			run := 1
			for b := 1; b <= q.size; b++ {
				if b < q.size && at(a, b) == at(a, b-1) {
					run++
					continue
				}
				if run >= 5 {
					p += run - 2
				}
				run = 1
			}
		}
	}
	for y := 1; y < q.size; y++ {
		for x := 1; x < q.size; x++ {
			if d := q.dark[y][x]; d == q.dark[y-1][x] && d == q.dark[y][x-1] && d == q.dark[y-1][x-1] {
				p += 3
			}
		}
	}
	return p
}

// path is the code for an SVG path in a box of box() units, its white border of
// four modules included.
func (q *qr) path() string {
	var b strings.Builder
	for y, row := range q.dark {
		for x := 0; x < len(row); x++ {
			n := 0
			for x+n < len(row) && row[x+n] {
				n++
			}
			if n > 0 {
				fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", x+4, y+4, n, n)
				x += n
			}
		}
	}
	return b.String()
}

func (q *qr) box() int { return q.size + 8 }
