package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
)

// doctorCmd is "warta doctor".
type doctorCmd struct {
	Quick bool   `help:"Leave out the database's whole integrity check and the walk over the audit."`
	JSON  bool   `name:"json" help:"Write the lines as JSON."`
	Heads string `help:"File with heads of the audit that were kept elsewhere." placeholder:"FILE" env:"WARTA_AUDIT_HEADS"`
}

// errUnwell ends the doctor with the code for what was found.
var errUnwell = errors.New("something is wrong")

// exitUnwell: the doctor found an error.
const exitUnwell = 10

// Run looks at everything and says what to do. A database that is away is one
// of the things that it finds.
func (c *doctorCmd) Run(a *app) error {
	lines := append(a.configuration(), a.disk()...)
	heads, err := readHeads(a.headsFile(c.Heads))
	if err != nil {
		lines = append(lines, newsroom.HealthLine{Area: "audit", Level: newsroom.HealthError, Code: "heads_unreadable", Args: map[string]any{"cause": err.Error()}})
	}
	ctx, cancel := context.WithTimeout(a.ctx, 10*time.Minute)
	defer cancel()
	media, answers := a.media(ctx)
	defer media.Close()
	lines = append(lines, answers...)
	err = a.withRoom(func(db store.Database, _ *newsroom.Newsroom) error {
		room := newsroom.New(db, newsroom.Options{Spool: media.waiter(), Logger: a.log})
		found, err := room.Health(ctx, newsroom.Operator(), newsroom.HealthOptions{Deep: !c.Quick, Heads: heads})
		lines = append(lines, found...)
		return err
	})
	if err != nil {
		lines = append(lines, newsroom.HealthLine{Area: "database", Level: newsroom.HealthError, Code: "database", Args: map[string]any{"cause": err.Error()}})
	}
	if c.JSON {
		e := json.NewEncoder(a.stdout)
		for _, l := range lines {
			if err := e.Encode(l); err != nil {
				return err
			}
		}
	} else {
		w := words()
		for _, l := range lines {
			what, fix := l.Sentence(w)
			fmt.Fprintf(a.stdout, "%-5s  %-8s  %s\n", l.Level, l.Area, what)
			if fix != "" {
				fmt.Fprintf(a.stdout, "%-5s  %-8s  → %s\n", "", "", fix)
			}
		}
	}
	if newsroom.Worst(lines) == newsroom.HealthError {
		return &news.Error{Kind: news.Internal, Op: "look at the newspaper's health", Code: "unwell", Err: errUnwell}
	}
	return nil
}

// configuration says what is set, and where it was said: on the command line,
// in the environment, in the file, or nowhere. A password is not printed.
func (a *app) configuration() []newsroom.HealthLine {
	file, from := map[string]any{}, configFile(a.args)
	if a.Config != "" {
		from = string(a.Config)
	}
	var out []newsroom.HealthLine
	if b, err := os.ReadFile(from); err == nil {
		if err := json.Unmarshal(b, &file); err != nil {
			out = append(out, newsroom.HealthLine{Area: "config", Level: newsroom.HealthError, Code: "config_file", Args: map[string]any{"file": from, "cause": err.Error()}})
		}
	}
	for _, f := range []struct{ name, env, value string }{
		{"data", "WARTA_DATA", a.Data}, {"db", "WARTA_DB", withoutPassword(a.DB)}, {"log", "WARTA_LOG", a.Log},
	} {
		source := "default"
		switch _, inFile := file[f.name]; {
		case hasFlag(a.args, "--"+f.name):
			source = "flag"
		case os.Getenv(f.env) != "":
			source = f.env
		case inFile:
			source = from
		}
		value := f.value
		if value == "" {
			value = "-"
		}
		out = append(out, newsroom.HealthLine{Area: "config", Level: newsroom.HealthOK, Code: "config", Args: map[string]any{"name": f.name, "value": value, "source": source}})
	}
	return out
}

func hasFlag(args []string, name string) bool {
	for _, x := range args {
		if x == name || strings.HasPrefix(x, name+"=") {
			return true
		}
	}
	return false
}

func withoutPassword(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "postgres://…"
	}
	if u.User != nil {
		u.User = url.User(u.User.Username())
	}
	q := u.Query()
	if q.Has("password") {
		q.Del("password")
		u.RawQuery = q.Encode()
	}
	return u.String()
}

// Free space: below one tenth somebody should act, below one twentieth nothing
// else matters (operations.md section 7).
const (
	diskWarn  = 0.10
	diskError = 0.05
)

func (a *app) disk() []newsroom.HealthLine {
	dir := a.Data
	for {
		if _, err := os.Stat(dir); err == nil || dir == filepath.Dir(dir) {
			break
		}
		dir = filepath.Dir(dir)
	}
	free, total, ok := diskFree(dir)
	if !ok || total == 0 {
		return nil
	}
	l := newsroom.HealthLine{Area: "disk", Level: newsroom.HealthOK, Code: "disk.ok"}
	switch share := float64(free) / float64(total); {
	case share < diskError:
		l.Level, l.Code = newsroom.HealthError, "disk"
	case share < diskWarn:
		l.Level, l.Code = newsroom.HealthWarn, "disk"
	}
	l.Args = map[string]any{"free": int64(free >> 20), "percent": int64(100 * free / total), "dir": dir}
	return []newsroom.HealthLine{l}
}
