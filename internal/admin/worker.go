package admin

import (
	"encoding/json"
	"net/http"

	"warta/internal/admin/editor"
)

// workerScript is the service worker: it must stand at the newsroom's root to
// see its pages, and is told which assets this build has (G-7).
func (s *Server) workerScript(v *visit) error {
	script, err := editor.Dist.ReadFile("dist/sw.js")
	if err != nil {
		return err
	}
	files := []string{}
	for _, name := range []string{styleSheet, "shell.js", "offline.js", "editor.js", "editor.css", "font/jakarta.woff2", "icon.svg"} {
		if u := s.static.URL(name); u != "" {
			files = append(files, u)
		}
	}
	told, err := json.Marshal(map[string]any{"build": s.build, "page": "/newsroom/offline", "files": files})
	if err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", "text/javascript; charset=utf-8")
	// The one answer that is the same for everybody, and asked for anew at times.
	h.Set("Cache-Control", "no-cache")
	v.w.WriteHeader(http.StatusOK)
	_, err = v.w.Write(append(append([]byte("self.wartaFiles="), told...), append([]byte(";\n"), script...)...))
	return err
}
