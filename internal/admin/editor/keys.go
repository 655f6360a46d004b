package editor

import (
	_ "embed"
	"encoding/json"
)

//go:embed src/shell/keys.json
var keysFile []byte

// Key is one line of the keyboard map: what a key does within a scope. The same
// file feeds the scripts, the sheet of keys and the tests.
type Key struct {
	Scope string   `json:"scope"`
	Do    string   `json:"do"`
	Keys  []string `json:"keys"`
}

// Keys reads the map. The file is ours: a mistake in it is found by any test.
func Keys() ([]Key, error) {
	var out []Key
	err := json.Unmarshal(keysFile, &out)
	return out, err
}
