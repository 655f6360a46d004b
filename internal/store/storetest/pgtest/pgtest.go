// Package pgtest gives tests a PostgreSQL of their own: a private cluster in a
// temporary folder, started by the first test that asks and gone with the test
// program, however that ends. Nothing of it is kept, so it does not sync its
// files.
//
// WARTA_TEST_POSTGRES=postgres://… names a server to use instead.
package pgtest

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// URL gives the address of an empty schema that is dropped after the test. It
// skips the test, saying what is missing, when no server can be had.
func URL(t testing.TB) string {
	t.Helper()
	base, err := server()
	if err != nil {
		t.Skipf("no PostgreSQL to test on: %v", err)
	}
	schema := "t" + random()
	run(t, base, "CREATE SCHEMA "+schema)
	t.Cleanup(func() { run(t, base, "DROP SCHEMA "+schema+" CASCADE") })
	return with(t, base, "search_path", schema)
}

// Role gives the address with another role, which may log in and nothing else.
func Role(t testing.TB, address string) string {
	t.Helper()
	role := "r" + random()
	run(t, address, "CREATE ROLE "+role+" LOGIN PASSWORD 'secret'")
	t.Cleanup(func() {
		run(t, address, "DROP OWNED BY "+role)
		run(t, address, "DROP ROLE "+role)
	})
	u := parse(t, address)
	u.User = url.UserPassword(role, "secret")
	return u.String()
}

func random() string {
	var b [8]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

func parse(t testing.TB, address string) *url.URL {
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func with(t testing.TB, address, name, value string) string {
	u := parse(t, address)
	q := u.Query()
	q.Set(name, value)
	u.RawQuery = q.Encode()
	return u.String()
}

func run(t testing.TB, address, text string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, text); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
}

// server starts the cluster once for the test program.
var server = sync.OnceValues(func() (string, error) {
	if address := os.Getenv("WARTA_TEST_POSTGRES"); address != "" {
		return address, nil
	}
	bin, err := programs()
	if err != nil {
		return "", err
	}
	return start(bin)
})

// programs finds the folder with initdb and postgres, the newest first.
func programs() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		if path, err = filepath.EvalSymlinks(path); err == nil {
			if _, err := os.Stat(filepath.Join(filepath.Dir(path), "postgres")); err == nil {
				return filepath.Dir(path), nil
			}
		}
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	slices.SortFunc(found, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(b, a)) })
	if len(found) == 0 {
		return "", fmt.Errorf("initdb is neither in PATH nor in /usr/lib/postgresql (package postgresql), and WARTA_TEST_POSTGRES is not set")
	}
	return filepath.Dir(found[0]), nil
}

// guard runs the server and waits for the end of its standard input, which is
// the end of the test program; then it stops the server and clears up.
const guard = `
"$BIN/postgres" -D "$ROOT/data" -k "$ROOT" -h '' -c fsync=off -c full_page_writes=off \
	-c synchronous_commit=off -c max_connections=200 -c shared_buffers=32MB -c max_wal_size=128MB >"$ROOT/log" 2>&1 &
server=$!
cat >/dev/null
kill -QUIT $server
wait $server
rm -rf "$ROOT"
`

// lifeline is the guard's standard input. It is held here, so that it closes
// when this program ends and not when the garbage is collected.
var lifeline io.Closer

func start(bin string) (string, error) {
	if runtime.GOOS == "windows" {
		return "", fmt.Errorf("the private cluster needs Unix sockets and a shell; set WARTA_TEST_POSTGRES")
	}
	// Not TMPDIR: the folder above must be open to another user, and a socket's
	// path has at most 107 bytes.
	root, err := os.MkdirTemp(folder(), "warta-pg-")
	if err != nil {
		return "", err
	}
	begin := func(name string, args ...string) (*exec.Cmd, error) {
		c := exec.Command(name, args...)
		c.Dir = root
		c.Env = append(os.Environ(), "BIN="+bin, "ROOT="+root, "LC_ALL=C")
		return c, asServer(c, root)
	}
	initdb, err := begin(filepath.Join(bin, "initdb"), "-D", filepath.Join(root, "data"), "-U", "warta",
		"-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
	if err != nil {
		return "", err
	}
	if out, err := initdb.CombinedOutput(); err != nil {
		os.RemoveAll(root)
		return "", fmt.Errorf("initdb: %v: %s", err, out)
	}
	postgres, err := begin("/bin/sh", "-c", guard)
	if err != nil {
		return "", err
	}
	if lifeline, err = postgres.StdinPipe(); err != nil {
		return "", err
	}
	if err := postgres.Start(); err != nil {
		return "", err
	}
	address := (&url.URL{Scheme: "postgres", User: url.User("warta"), Path: "/postgres",
		RawQuery: url.Values{"host": {root}}.Encode()}).String()
	return address, await(address, root)
}

// await asks until the server answers.
func await(address, root string) error {
	var last error
	for range 300 {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		conn, err := pgx.Connect(ctx, address)
		if err == nil {
			conn.Close(ctx)
			cancel()
			return nil
		}
		cancel()
		last = err
		time.Sleep(50 * time.Millisecond)
	}
	log, _ := os.ReadFile(filepath.Join(root, "log"))
	return fmt.Errorf("the server did not start: %v: %s", last, log)
}
