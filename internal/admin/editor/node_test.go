package editor

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestModulesInNode runs test/*.test.mjs over the plain modules, which need no
// browser. They are built beside a copy of the tests.
func TestModulesInNode(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("the scripts' modules are tested where Node is installed")
	}
	if why := fetched(); why != "" {
		t.Skip("the scripts' modules are not built: " + why)
	}
	modules := []string{"model", "patch", "journal", "saver", "html", "paste", "words", "embeds", "plain", "shell/keymap"}
	args := []string{"tool", "esbuild"}
	for _, m := range modules {
		if _, err := os.Stat("src/" + m + ".ts"); err == nil {
			args = append(args, "src/"+m+".ts")
		}
	}
	built, err := filepath.Abs("test/built")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(built) })
	args = append(args, "--bundle", "--splitting", "--format=esm", "--target=es2022", "--platform=neutral", "--main-fields=module,main",
		"--log-level=warning", "--out-extension:.js=.mjs", "--outdir="+built)
	if out, err := exec.Command("go", args...).CombinedOutput(); err != nil {
		t.Fatalf("build the modules: %v\n%s", err, out)
	}
	files, err := filepath.Glob("test/*.test.mjs")
	if err != nil {
		t.Fatal(err)
	}
	var tests []string
	for _, f := range files {
		// The merge has cases of its own in package body, which runs it.
		if filepath.Base(f) != "merge.test.mjs" {
			tests = append(tests, f)
		}
	}
	run := exec.Command(node, append([]string{"--test", "--test-reporter=spec"}, tests...)...)
	run.Env = append(os.Environ(), "NODE_NO_WARNINGS=1", "WARTA_BODIES="+bodies(t), "WARTA_EMBEDS="+embeds(t))
	out, err := run.CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	if testing.Verbose() {
		t.Logf("%s", out)
	}
}
