package editor

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"warta/internal/body"
)

// addresses are of posts that can be embedded, and of others.
var addresses = []string{
	"https://www.youtube.com/watch?v=dQw4w9WgXcQ", "https://youtu.be/dQw4w9WgXcQ?t=12", "https://m.youtube.com/watch?list=x&v=dQw4w9WgXcQ", "https://www.youtube.com/shorts/dQw4w9WgXcQ",
	"https://www.youtube.com/@saluran", "https://www.youtube.com/", "https://x.com/rina/status/1234567890123", "https://twitter.com/rina/status/1234567890123?s=20", "https://x.com/rina",
	"https://www.instagram.com/p/CxYz123_ab/", "https://instagram.com/rina/reel/CxYz123_ab/?igsh=1", "https://www.instagram.com/rina/", "https://www.tiktok.com/@rina.w/video/7123456789012345678", "https://www.tiktok.com/@rina.w",
	"https://www.facebook.com/rina.w/posts/pfbid02abc", "https://www.facebook.com/watch/?v=1234567890", "https://facebook.com/", "https://open.spotify.com/episode/4rOoJ6Egrf8K2IrywzwOMk", "https://open.spotify.com/intl-id/track/4rOoJ6Egrf8K2IrywzwOMk?si=x",
	"https://vimeo.com/76979871", "https://player.vimeo.com/video/76979871", "https://vimeo.com/kanal", "https://contoh.id/watch?v=dQw4w9WgXcQ", "http://youtu.be/dQw4w9WgXcQ", "https://youtube.com.contoh.id/watch?v=dQw4w9WgXcQ",
	"https://user@youtu.be/dQw4w9WgXcQ", "https://youtu.be:8443/dQw4w9WgXcQ", "javascript:alert(1)", "youtu.be/dQw4w9WgXcQ", "",
}

// embeds writes what package body says of these addresses, for the browser's half
// to be compared with.
func embeds(t *testing.T) string {
	t.Helper()
	type answer struct{ Address, Provider, URL string }
	var list []answer
	for _, a := range addresses {
		p, ok := body.FindPlayer(a)
		if !ok {
			p = body.Player{}
		}
		list = append(list, answer{a, p.Provider, p.URL})
	}
	raw, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "embeds.json")
	if err := os.WriteFile(name, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}
