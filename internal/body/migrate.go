package body

import (
	"fmt"
	"strconv"
)

// migrations bring a document of version i to version i+1; the slot of a
// version is never changed once it was released (BODY-5). Each is a pure
// function of the whole document's JSON, and writes the new "version" itself.
//
// Version 0 is a document without a number, as ProseMirror writes it: it reads
// as version 1.
var migrations = []func(doc []byte) ([]byte, error){
	0: func(doc []byte) ([]byte, error) { return doc, nil },
}

// migrate applies what the document's version needs.
func migrate(doc []byte, table []func([]byte) ([]byte, error)) ([]byte, error) {
	for v := versionOf(doc); v < len(table); v++ {
		next, err := table[v](doc)
		if err != nil {
			return nil, fmt.Errorf("from version %d: %w", v, err)
		}
		doc = next
	}
	return doc, nil
}

// versionOf looks for the document's version; zero when it has none. We write
// it second, so that the common case reads a few bytes.
func versionOf(doc []byte) int {
	if v, ok := scanVersion(string(doc[:min(len(doc), 64)])); ok {
		return v
	}
	v, _ := scanVersion(string(doc))
	return v
}

// scanVersion may be given the head of a document. A number that ends where the
// head does may go on, so it does not count.
func scanVersion(s string) (version int, found bool) {
	r := reader{s: s}
	r.open('{')
	for first := true; r.more('}', first); first = false {
		if r.key() != "version" {
			r.skip()
			continue
		}
		v, err := strconv.Atoi(r.skip())
		if err != nil || v < 0 {
			v = len(migrations) // parse reports it
		}
		return v, r.err == nil && r.i < len(s)
	}
	return 0, false
}
