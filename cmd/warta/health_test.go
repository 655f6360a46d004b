package main

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"strings"
	"testing"

	"warta/internal/body"
	"warta/internal/news"
	"warta/internal/newsroom"
)

// TestLacksAreTold is D12 from the operator's side: a paper without responsible
// person and guideline says so at every start, and no more once both are there.
func TestLacksAreTold(t *testing.T) {
	var log bytes.Buffer
	a := &app{cli: &cli{Data: t.TempDir()}, ctx: context.Background(), stdout: io.Discard, stderr: io.Discard, log: slog.New(slog.NewTextHandler(&log, nil))}
	db, err := a.database(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	room := newsroom.New(db, newsroom.Options{})
	do := func(cmd newsroom.Command) newsroom.Result {
		t.Helper()
		res, err := room.Do(a.ctx, newsroom.Operator(), cmd)
		if err != nil {
			t.Fatal(err)
		}
		return res
	}
	e, err := ensureEdition(a.ctx, db, room)
	if err != nil {
		t.Fatal(err)
	}
	e.Settings.Masthead = news.Masthead{Company: "PT Contoh", Address: "Jalan Contoh 1"}
	do(newsroom.ChangeSettings{Edition: &e})
	lacks := func() (warnings []string) {
		log.Reset()
		a.tellLacks(a.ctx, db)
		for _, line := range strings.Split(log.String(), "\n") {
			if strings.Contains(line, "level=WARN") {
				_, what, _ := strings.Cut(line, "lacks=")
				warnings = append(warnings, what)
			}
		}
		return warnings
	}
	if got := strings.Join(lacks(), " "); got != "responsible guideline" {
		t.Errorf("the new paper is told that it lacks %q, want responsible and guideline", got)
	}
	if !strings.Contains(log.String(), "Penanggung jawab belum diisi.") {
		t.Errorf("the log is not in the paper's language: %s", log.String())
	}
	c := news.Content{Kind: news.KindPage, Headline: "Pedoman Media Siber", Slug: "pedoman-media-siber"}
	c.Body.Blocks = []body.Block{&body.Paragraph{Text: body.Text("Pedoman ini mengikat redaksi kami.")}}
	c.Body.AssignIDs("pedoman")
	page := do(newsroom.Create{Edition: e.ID, Content: c})
	if got := strings.Join(lacks(), " "); got != "responsible guideline" {
		t.Errorf("with the guideline as a draft it lacks %q, want the same", got)
	}
	do(newsroom.Publish{Article: page.Article})
	e.Settings.Masthead.Responsible = "Ayu Lestari"
	do(newsroom.ChangeSettings{Edition: &e})
	if got := lacks(); got != nil {
		t.Errorf("the complete paper is told that it lacks %q", got)
	}
}
