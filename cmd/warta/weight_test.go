package main

import (
	"regexp"
	"strings"
	"testing"
	"time"
)

var scriptSrc = regexp.MustCompile(`<script[^>]* src="([^"]+)"`)

// TestWeight holds the budgets of reader-site.md section 11 on the sample
// newspaper: HTML with its styles as brotli, and the scripts that come with it.
func TestWeight(t *testing.T) {
	d := sharedDemo(t)
	const kb = 1024
	limits := map[string]int{"front": 25 * kb, "section": 16 * kb, "tag": 16 * kb, "person": 16 * kb, "notfound": 8 * kb,
		"latest": 16 * kb, "popular": 16 * kb, "popular none": 16 * kb, "topic": 16 * kb, "topic oldest": 16 * kb,
		"lite front": 8 * kb, "lite article": 8 * kb, "lite search": 8 * kb, "search": 16 * kb, "corrections": 16 * kb,
		"section front": 25 * kb, "index": 16 * kb, "index month": 16 * kb, "index year": 16 * kb, "index empty": 16 * kb}
	for name, path := range looks(d) {
		if strings.HasPrefix(path, "/-/") {
			continue // the storybook's pages are weighed by package site
		}
		limit, ok := limits[name]
		if !ok {
			limit = 14 * kb
		}
		html, n := squeezed(t, d.home+path)
		// A long read is mostly its own words, which compress to about three bytes
		// each; the bar is for what we put around a story of up to a thousand.
		if words := len(strings.Fields(see(t, html).text)); limit == 14*kb && words > 1200 {
			limit += 3 * (words - 1200)
		}
		if n > limit {
			t.Errorf("%s weighs %d bytes, at most %d are allowed", name, n, limit)
		}
		scripts := 0
		for _, m := range scriptSrc.FindAllSubmatch(html, -1) {
			_, n := squeezed(t, d.home+string(m[1]))
			scripts += n
		}
		if lite := strings.HasPrefix(path, "/lite"); lite != (scripts == 0) || scripts > 6*kb {
			t.Errorf("the scripts of %s weigh %d bytes", name, scripts)
		}
		t.Logf("%-14s %6d bytes, scripts %d", name, n, scripts)
	}
}

// squeezed gives a page, and its size as brotli once that is made.
func squeezed(t *testing.T, address string) (plain []byte, size int) {
	t.Helper()
	_, _, plain = get(t, address)
	for deadline := time.Now().Add(10 * time.Second); ; {
		_, h, body := get(t, address, "Accept-Encoding", "br")
		if h.Get("Content-Encoding") == "br" {
			return plain, len(body)
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s never comes as brotli", address)
		}
		time.Sleep(20 * time.Millisecond)
	}
}
