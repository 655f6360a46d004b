package admin_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"warta/internal/admin"
	"warta/internal/news"
	"warta/internal/newsroom"
)

// The page says what is wrong and what to do, with the machine's own looks; the
// diagnosis holds the same and no names.
func TestHealthSaysWhatToDo(t *testing.T) {
	d := newOffice(t, func(o *admin.Options) {
		o.Version = "9.8.7"
		o.Probes = func() []newsroom.Probe {
			return []newsroom.Probe{{Area: "disk", Look: func(context.Context) ([]newsroom.HealthLine, error) {
				return []newsroom.HealthLine{{Area: "disk", Level: newsroom.HealthError, Code: "disk", Args: map[string]any{"free": 3, "percent": 1, "dir": "<data>"}}}, nil
			}}}
		}
	})
	d.as(news.Pemred)
	d.send("GET", "/newsroom/health", nil).wants(t, "the page", 200, "Tinggal 3 MiB kosong", "Kosongkan ruang", "&lt;data&gt;", "rusak", "Basis data menjawab", "boks redaksi")
	d.send("GET", "/newsroom/health", nil).wants(t, "without a backup", 200, "Belum pernah dicadangkan", "warta backup create")
	if err := d.room.Note(t.Context(), newsroom.Operator(), newsroom.AuditNote{Command: "export.archive", Subject: "newspaper"}); err != nil {
		t.Fatal(err)
	}
	d.send("GET", "/newsroom/health", nil).wants(t, "with a backup", 200, "Dicadangkan 0 jam lalu", "!Belum pernah dicadangkan")
	a := d.send("GET", "/newsroom/health/diagnosis", nil)
	a.wants(t, "the diagnosis", 200, `"version": "9.8.7"`, `"code": "disk"`, "!lentera.example", "!Sari Dewi")
	if err := json.Unmarshal([]byte(a.text), new(any)); err != nil || !strings.Contains(a.Header.Get("Content-Disposition"), "attachment") {
		t.Errorf("the diagnosis: %v %v", err, a.Header)
	}
	part := d.send("GET", "/newsroom/health", nil, "HX-Request", "true", "HX-Target", "keadaan")
	part.wants(t, "the part", 200, "Tinggal 3 MiB", "!<html", "!hx-trigger")
}

// With the database gone, and with a look that hangs, the page is there for whom
// this machine knows, and for nobody else.
func TestHealthWithoutADatabase(t *testing.T) {
	release := make(chan struct{})
	defer close(release)
	d := newOffice(t, func(o *admin.Options) {
		o.ProbeTime = 200 * time.Millisecond
		o.Probes = func() []newsroom.Probe {
			return []newsroom.Probe{{Area: "media", Look: func(context.Context) ([]newsroom.HealthLine, error) { <-release; return nil, nil }}}
		}
	})
	d.as(news.Penulis)
	d.send("GET", "/newsroom/account", nil).wants(t, "a writer", 200)
	writer := d.client
	d.as(news.Redaktur)
	d.send("GET", "/newsroom/more", nil).wants(t, "a redaktur", 200)
	d.as(news.Admin)
	d.send("GET", "/newsroom/health", nil).wants(t, "while it is there", 200, "Tidak menjawab dalam", "Basis data menjawab")
	admin := d.client
	gone := d.browser()
	d.client = gone
	d.in("pemred@lentera.example")
	d.send("GET", "/newsroom/health", nil).wants(t, "a chief", 200)
	d.send("POST", "/newsroom/logout", url.Values{})
	if err := d.db.Close(); err != nil {
		t.Fatal(err)
	}
	d.client = admin
	d.send("GET", "/newsroom/health", nil).wants(t, "without a database", 200, "Basis data tidak menjawab", "Halaman ini dibuat dari yang diketahui mesin ini")
	d.send("GET", "/newsroom/health/diagnosis", nil).wants(t, "the diagnosis", 200, `"worst": "error"`)
	if a := d.send("GET", "/newsroom/users", nil); a.StatusCode < 500 {
		t.Errorf("another page without a database: %d", a.StatusCode)
	}
	for name, client := range map[string]*http.Client{"a writer": writer, "whoever signed out": gone, "a stranger": d.browser()} {
		d.client = client
		if a := d.send("GET", "/newsroom/health", nil); a.StatusCode == 200 {
			t.Errorf("%s sees the health without a database", name)
		}
	}
}
