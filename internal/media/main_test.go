package media

import (
	"os"
	"testing"
)

// The test binary is its own darkroom's child.
func TestMain(m *testing.M) {
	Child()
	var err error
	if plainRoom, err = NewDarkroom(Options{NoTools: true}); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// plainRoom uses no tools of the machine.
var plainRoom *Darkroom
