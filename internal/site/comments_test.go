package site

import (
	"slices"
	"strings"
	"testing"
	"time"

	"warta/internal/store"
)

func TestThreadOfComments(t *testing.T) {
	day := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	c := func(number, parent int64, minutes int, text string) store.ReaderComment {
		return store.ReaderComment{Number: number, Parent: parent, Author: " Ani ", At: day.Add(time.Duration(minutes) * time.Minute), Text: text}
	}
	got := thread([]store.ReaderComment{
		c(5, 2, 50, "jawaban kedua"), c(1, 0, 10, "satu"), c(2, 0, 20, "dua"), c(3, 2, 30, "jawaban"), c(4, 3, 40, "lebih dalam"),
		c(6, 4, 60, "lagi"), c(7, 6, 70, "paling dalam"), c(8, 99, 80, "yatim"), c(9, 9, 90, "sendiri"), c(10, 11, 100, "putar"), c(11, 10, 110, "balik"), c(12, 0, 5, " <br> "),
	})
	var said []string
	for _, x := range got {
		said = append(said, strings.Repeat(">", x.Depth)+strings.Join(x.Text, "|"))
		if x.Name != "Ani" {
			t.Errorf("name %q", x.Name)
		}
	}
	want := []string{"satu", "dua", ">jawaban", ">>lebih dalam", ">>>lagi", ">>>paling dalam", ">jawaban kedua", "yatim", "sendiri", "putar", ">balik"}
	if !slices.Equal(said, want) {
		t.Errorf("the thread is\n%q, want\n%q", said, want)
	}
}

func TestCommentsArePlain(t *testing.T) {
	for src, want := range map[string][]string{
		"Satu &amp; dua\nbaris <b>tebal</b>":                                          {"Satu & dua", "baris tebal"},
		`<p>Lihat <a href="https://spam.example" onclick="x()">ini</a></p><p>dua</p>`: {"Lihat ini", "dua"},
		"<script>alert(1)</script>aman<style>p{}</style>":                             {"aman"},
		"<img src=x onerror=alert(1)>":                                                nil,
		"tidak < ditutup > & begitulah":                                               {"tidak < ditutup > & begitulah"},
		"&lt;script&gt;bukan&lt;/script&gt;":                                          {"<script>bukan</script>"},
		"<blockquote>kutip</blockquote>jawab<br/>lagi":                                {"kutip", "jawab", "lagi"},
		"\xff\x00aneh": {"\xff\x00aneh"},
	} {
		if got := plainComment(src); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", src, got, want)
		}
	}
}
