package style

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"sync"
)

//go:embed pack.json
var packData []byte

// Pack is the set of Indonesian rules that comes with the binary, from EYD V,
// KBBI, the guidelines of Dewan Pers and newsroom habit.
func Pack() []Rule { return pack() }

var pack = sync.OnceValue(func() []Rule {
	var out []Rule
	if err := json.Unmarshal(packData, &out); err != nil {
		panic(fmt.Sprintf("style: the pack: %v", err))
	}
	return out
})
