package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"
)

func TestZZProf(t *testing.T) {
	file := os.Getenv("WARTA_FILE")
	if file == "" {
		file = filepath.Join("/tmp", "large5k.xml")
		f, _ := os.Create(file)
		multiplyWXR(f, realWXR(t), 5000)
		f.Close()
	}
	var out bytes.Buffer
	args := []string{"import", "wxr", "--data", t.TempDir(), "--no-media", "--no-proof", "--log", "error", file}
	if db := os.Getenv("WARTA_DB"); db != "" {
		args = append(args, "--db", db)
	}
	if code := run(context.Background(), args, &out, &out); code != 0 {
		t.Fatal(out.String())
	}
	t.Log(out.String())
}
