package media

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"time"
)

// childVar asks a binary to be a child; its value says which.
const childVar = "WARTA_MEDIA_CHILD"

// Child does not return when this process is a darkroom's child. Main functions
// call it first, before anything is opened or started.
func Child() {
	asked.Store(true)
	switch os.Getenv(childVar) {
	case "":
		return
	case "render":
		if err := limitSelf(childData); err != nil {
			fmt.Fprintln(os.Stderr, "limits:", err)
			os.Exit(3)
		}
		if err := renderChild(os.Stdin, os.NewFile(3, "original"), os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	case "tool":
		// Another program under the same limits.
		if err := limitSelf(toolData); err == nil && len(os.Args) > 1 {
			err = become(os.Args[1], os.Args[1:], toolEnv())
			fmt.Fprintln(os.Stderr, err)
		}
		os.Exit(3)
	}
	os.Exit(3)
}

// asked tells that this process asked whether it is a child. One that never
// does, such as a test without a TestMain, would run as a child all that it runs
// as itself, children included, without end.
var asked atomic.Bool

// childEnv is all that a child sees of our environment: no key, no address.
func childEnv(what string) []string {
	env := []string{childVar + "=" + what, "GOMEMLIMIT=440MiB", "GOTRACEBACK=single"}
	for _, name := range []string{"GOMAXPROCS", "TMPDIR", "PATH"} {
		if v, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+v)
		}
	}
	return env
}

func toolEnv() (env []string) {
	for _, v := range os.Environ() {
		if strings.HasPrefix(v, "TMPDIR=") || strings.HasPrefix(v, "PATH=") {
			env = append(env, v)
		}
	}
	return append(env, "LC_ALL=C", "HOME=/nonexistent")
}

func renderChild(ask io.Reader, f *os.File, to io.Writer) error {
	var o order
	if err := json.NewDecoder(ask).Decode(&o); err != nil {
		return fmt.Errorf("read the recipe: %w", err)
	}
	// The parent kills us; should it be gone, we end ourselves.
	time.AfterFunc(time.Duration(o.Wall)+time.Second, func() { os.Exit(4) })
	// Most garbage is one decoded picture; collecting early costs little, and
	// the limit is hard.
	debug.SetGCPercent(50)
	a := &answer{}
	photo, err := develop(f, &o)
	switch e, ok := told(err); {
	case ok:
		a.Code, a.Args = strings.TrimPrefix(e.Code, "media."), e.Args
		if e.Err != nil {
			a.Cause = e.Err.Error()
		}
	case err != nil:
		return err
	default:
		a.Photo = *photo
	}
	for i := range a.Renditions {
		a.Renditions[i].Size = len(a.Renditions[i].Bytes)
	}
	b, err := json.Marshal(a)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	_ = binary.Write(&out, binary.BigEndian, uint32(len(b)))
	out.Write(b)
	if _, err := to.Write(out.Bytes()); err != nil {
		return err
	}
	for _, r := range a.Renditions {
		if _, err := to.Write(r.Bytes); err != nil {
			return err
		}
	}
	return nil
}
