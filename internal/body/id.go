package body

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"io"
)

// crockford is Crockford's base32 in lower case: no i, l, o, u.
const crockford = "0123456789abcdefghjkmnpqrstvwxyz"

// idLength characters carry 60 bits.
const idLength = 12

// NewID makes a random block id: 12 characters of lower-case Crockford base32
// (BODY-2).
func NewID() string {
	var b [8]byte
	rand.Read(b[:]) // never fails: crypto/rand ends the program instead
	return encodeID(binary.BigEndian.Uint64(b[:]))
}

func encodeID(n uint64) string {
	var id [idLength]byte
	for i := range id {
		id[i] = crockford[n&31]
		n >>= 5
	}
	return string(id[:])
}

// ValidID reports whether s has the shape of a block id.
func ValidID(s string) bool {
	if len(s) != idLength {
		return false
	}
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
		case c >= 'a' && c <= 'z' && c != 'i' && c != 'l' && c != 'o' && c != 'u':
		default:
			return false
		}
	}
	return true
}

// Reid tells that a block got another id.
type Reid struct {
	// Path of the block in the document, such as ".content.3".
	Path string `json:"path"`
	// Old is empty when the block had none.
	Old string `json:"old,omitempty"`
	New string `json:"new"`
}

// AssignIDs gives an id to every block that has none, or a malformed one, or
// one that another block before it has, and tells what it changed (BODY-2).
// With an empty seed new ids are random. Otherwise an id follows from the seed,
// the block's kind and what it says: the same input gives the same ids, and a block
// keeps its id when another is put before it. A node that is kept byte for byte
// keeps its id, too.
func (d *Doc) AssignIDs(seed string) []Reid {
	a := assigner{seed: seed, used: map[string]bool{}, given: map[[sha256.Size]byte]uint64{}}
	d.walk(func(_ string, b Block) {
		if u, ok := b.(*Unknown); ok && u.Source != nil {
			a.used[u.ID] = true
		}
	})
	d.walk(a.assign)
	return a.changed
}

type assigner struct {
	seed string
	used map[string]bool
	// given counts the ids given to blocks that say the same.
	given   map[[sha256.Size]byte]uint64
	changed []Reid
}

func (a *assigner) assign(path string, b Block) {
	if u, ok := b.(*Unknown); ok && u.Source != nil {
		return
	}
	n := b.node()
	old := n.ID
	if ValidID(old) && !a.used[old] {
		a.used[old] = true
		return
	}
	for next := a.source(b); n.ID == old || a.used[n.ID]; {
		n.ID = next()
	}
	a.used[n.ID] = true
	a.changed = append(a.changed, Reid{path, old, n.ID})
}

// source gives ids for a block: random ones, or those that follow from the seed
// and from what the block says. Equal blocks take one after the other of these.
func (a *assigner) source(b Block) func() string {
	if a.seed == "" {
		return NewID
	}
	var e encoder
	e.nodeOf(string(b.Kind()), b, nil, "")
	h := sha256.New()
	binary.Write(h, binary.BigEndian, uint64(len(a.seed)))
	io.WriteString(h, a.seed)
	h.Write(e.b)
	key := [sha256.Size]byte(h.Sum(nil))
	return func() string {
		sum := sha256.Sum256(binary.BigEndian.AppendUint64(key[:], a.given[key]))
		a.given[key]++
		return encodeID(binary.BigEndian.Uint64(sum[:]))
	}
}
