package media

import (
	"os"
	"testing"
)

// The test binary is its own darkroom's child.
func TestMain(m *testing.M) {
	Child()
	os.Exit(m.Run())
}

var plainRoom, _ = NewDarkroom(Options{NoTools: true})
