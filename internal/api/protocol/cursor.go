package protocol

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
)

// Cursors seals places in lists: whoever holds one can go on from there, and
// cannot make one up (API-7).
type Cursors struct{ secret []byte }

// NewCursors seals with a secret that all nodes share.
func NewCursors(secret []byte) *Cursors { return &Cursors{secret} }

// sealLength is long enough that nobody finds one by trying.
const sealLength = 12

// Seal writes a place in a list. list names the list with all that narrows it:
// a cursor of another list is refused.
func (c *Cursors) Seal(list string, place any) string {
	b, err := json.Marshal(place)
	if err != nil {
		panic(err) // a place is a struct of numbers and texts
	}
	return base64.RawURLEncoding.EncodeToString(append(c.sum(list, b), b...))
}

// Open reads a place; the empty cursor leaves it alone.
func (c *Cursors) Open(list, cursor string, place any) error {
	if cursor == "" {
		return nil
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil || len(b) < sealLength || !hmac.Equal(b[:sealLength], c.sum(list, b[sealLength:])) ||
		json.Unmarshal(b[sealLength:], place) != nil {
		return Refuse(http.StatusUnprocessableEntity, "fields", Field{Path: "query.cursor", Code: "cursor"})
	}
	return nil
}

func (c *Cursors) sum(list string, place []byte) []byte {
	m := hmac.New(sha256.New, c.secret)
	m.Write([]byte(list))
	m.Write([]byte{0})
	m.Write(place)
	return m.Sum(nil)[:sealLength]
}
