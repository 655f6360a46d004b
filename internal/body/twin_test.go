package body

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestTheBrowserMergesAlike runs the shared cases through the browser's merge,
// where there is Node to run it.
func TestTheBrowserMergesAlike(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("the browser's merge is tested where Node is installed")
	}
	built := filepath.Join(t.TempDir(), "merge.mjs")
	src, err := filepath.Abs("../admin/editor")
	if err != nil {
		t.Fatal(err)
	}
	build := exec.Command("go", "tool", "esbuild", filepath.Join(src, "src", "merge.ts"), "--format=esm", "--target=es2022", "--log-level=warning", "--outfile="+built)
	if out, err := build.CombinedOutput(); err != nil {
		t.Skipf("esbuild cannot be run here (%v); `go mod download` fetches it: %s", err, out)
	}
	run := exec.Command(node, "--test", filepath.Join(src, "test", "merge.test.mjs"))
	run.Env = append(os.Environ(), "WARTA_MERGE_JS="+built)
	if out, err := run.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
