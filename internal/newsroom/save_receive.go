package newsroom

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"maps"
	"regexp"
	"slices"
	"strconv"

	"warta/internal/body"
	"warta/internal/news"
)

// receive makes the tab's text of what it sent. What cannot be kept, a field that
// is too long or a block with an address that is not allowed, goes back to what
// it was in base and is told; the rest is kept (SAVE-8).
func (w *saving) receive(ctx context.Context) error {
	w.mine = *w.base
	for _, name := range slices.Sorted(maps.Keys(w.save.Fields)) {
		f, ok := news.FieldOf(name)
		if !ok || name == "body" {
			w.refuse(news.FieldError{Field: name, Code: "unknown"})
			continue
		}
		if err := f.Set(&w.mine, w.save.Fields[name]); err != nil {
			w.refuse(faultsOf(err)...)
		}
	}
	w.text()
	if err := w.mayMove(ctx); err != nil {
		return err
	}
	if len(w.mine.Body.Privileged()) > 0 {
		s, err := w.there(ctx, w.mine.Section)
		if err != nil {
			return err
		}
		w.raw = Can(w.who, PermRawHTML, s)
	}
	// Putting one thing back can leave another over a limit; twice is enough for
	// any save that keeps something, and the last word is the base.
	for range 3 {
		wrong := w.wrong()
		if len(wrong) == 0 {
			return nil
		}
		w.putBack(wrong)
	}
	w.mine = *w.base
	return nil
}

func faultsOf(err error) []news.FieldError {
	var e *news.Error
	if errors.As(err, &e) {
		return e.Fields
	}
	return nil
}

func (w *saving) refuse(bad ...news.FieldError) { w.out.Refused = append(w.out.Refused, bad...) }

// text takes the body, whole or as a patch.
func (w *saving) text() {
	switch {
	case w.save.Body != nil:
		d, err := body.Parse(w.save.Body)
		if err != nil {
			w.refuse(unread(err, ""))
			return
		}
		w.mine.Body = d
	case w.save.Blocks != nil || w.save.Order != nil:
		p := body.Patch{Order: w.save.Order}
		for _, raw := range w.save.Blocks {
			b, err := body.ParseBlock(raw)
			if err != nil {
				w.refuse(unread(err, idOf(raw)))
				continue
			}
			p.Blocks = append(p.Blocks, b)
		}
		w.mine.Body = p.Apply(w.base.Body)
	default:
		return
	}
	if w.mine.Body.Version < body.SchemaVersion {
		w.mine.Body.Version = body.SchemaVersion
	}
	if !allNamed(w.mine.Body) {
		// Ids are written into blocks, and base has some of these.
		d := w.mine.Body
		if data, err := d.MarshalJSON(); err == nil && json.Unmarshal(data, &d) == nil {
			w.out.Reids = d.AssignIDs(w.save.Client + " " + strconv.FormatInt(w.save.Seq, 10))
			w.mine.Body = d
		}
	}
}

// allNamed reports whether every block has an id of its own.
func allNamed(d body.Doc) bool {
	seen, ok := map[string]bool{}, true
	d.Walk(func(b body.Block) {
		if u, kept := b.(*body.Unknown); kept && u.Source != nil {
			return
		}
		id := b.BlockID()
		ok = ok && body.ValidID(id) && !seen[id]
		seen[id] = true
	})
	return ok
}

func unread(err error, block string) news.FieldError {
	var p body.Problem
	if errors.As(err, &p) {
		if p.Block != "" {
			block = p.Block
		}
		return news.FieldError{Field: "body", Block: block, Code: p.Code, Limit: p.Limit}
	}
	return news.FieldError{Field: "body", Block: block, Code: "content"}
}

func idOf(raw json.RawMessage) string {
	var node struct {
		Attrs struct {
			ID string `json:"id"`
		} `json:"attrs"`
	}
	if json.Unmarshal(raw, &node) != nil || !body.ValidID(node.Attrs.ID) {
		return ""
	}
	return node.Attrs.ID
}

// wrong lists what this save would break: rules that base breaks already, as
// long texts from an import do, are no fault of whoever edits it now.
func (w *saving) wrong() []news.FieldError {
	changed := news.ChangedFields(w.base, &w.mine)
	var bad []news.FieldError
	var before map[string]bool
	for _, e := range faultsOf(w.mine.Validate(news.Check{})) {
		if !slices.Contains(changed, news.TopField(e.Field)) {
			continue
		}
		if before == nil {
			before = map[string]bool{}
			for _, e := range faultsOf(w.base.Validate(news.Check{})) {
				before[broken(e)] = true
			}
		}
		if !before[broken(e)] {
			bad = append(bad, e)
		}
	}
	if slices.Contains(changed, "body") {
		bad = append(bad, w.forbidden()...)
	}
	return bad
}

func broken(e news.FieldError) string {
	if e.Block != "" {
		return e.Block + " " + e.Code
	}
	return e.Field + " " + e.Code
}

// local are addresses that mean something in the writer's browser only, or that
// run: in places where a browser would follow them.
var local = regexp.MustCompile(`(?i)["'=(]\s*(blob|data|file|filesystem|javascript|vbscript):`)

// forbidden lists changed blocks that hold such an address where the rules of
// links do not reach, or that take a permission of their own.
func (w *saving) forbidden() (bad []news.FieldError) {
	raw := map[string]bool{}
	for _, id := range w.mine.Body.Privileged() {
		raw[id] = true
	}
	for _, id := range body.ChangedBlocks(w.base.Body, w.mine.Body) {
		b := w.mine.Body.Find(id)
		if b == nil {
			continue
		}
		(body.Doc{Blocks: []body.Block{b}}).Walk(func(b body.Block) {
			switch {
			case raw[b.BlockID()] && !w.raw && !body.SameBlock(b, w.base.Body.Find(b.BlockID())):
				bad = append(bad, news.FieldError{Field: "body", Block: b.BlockID(), Code: "forbidden"})
			case opaqueLocal(b):
				bad = append(bad, news.FieldError{Field: "body", Block: b.BlockID(), Code: "scheme"})
			}
		})
	}
	return bad
}

func opaqueLocal(b body.Block) bool {
	switch b := b.(type) {
	case *body.Unknown:
		return local.MatchString(b.Raw) || local.Match(bytes.ReplaceAll(b.Source, []byte(`\"`), []byte(`"`)))
	case *body.RawHTML:
		return local.MatchString(b.HTML)
	}
	for _, v := range body.ExtraOf(b) {
		if local.Match(v) {
			return true
		}
	}
	return false
}

// there is what permissions inside the article are asked for, were it in a
// section.
func (w *saving) there(ctx context.Context, section news.SectionID) (Subject, error) {
	s, err := inSection(ctx, w.tx, w.a.Edition, section)
	s.Article, s.Work, s.Public, s.Owners = w.a.ID, w.a.Work, w.a.Public, []news.UserID{w.a.Creator, w.a.Assignee}
	return s, err
}

// putBack makes of what may not be kept what it was in base.
func (w *saving) putBack(wrong []news.FieldError) {
	var fields, blocks []string
	whole := false
	for _, e := range wrong {
		top := news.TopField(e.Field)
		switch {
		case top != "body":
			if !slices.Contains(fields, top) {
				fields = append(fields, top)
			}
		case e.Block == "":
			whole = true
		default:
			if home := w.mine.Body.Home(e.Block); home != nil && !slices.Contains(blocks, home.BlockID()) {
				blocks = append(blocks, home.BlockID())
			}
		}
		w.refuse(e)
	}
	for _, name := range fields {
		if f, ok := news.FieldOf(name); ok {
			f.Copy(&w.mine, w.base)
		}
	}
	// The document as a whole is over a limit, or a block without an id is wrong.
	if whole && len(blocks) == 0 {
		w.mine.Body = w.base.Body
		return
	}
	for _, id := range blocks {
		out := w.mine.Body
		out.Blocks = nil
		old := w.base.Body.Home(id)
		for _, b := range w.mine.Body.Blocks {
			switch {
			case b.BlockID() != id:
				out.Blocks = append(out.Blocks, b)
			case old != nil && old.BlockID() == id:
				out.Blocks = append(out.Blocks, old)
			}
		}
		w.mine.Body = out
	}
}

// mayMove asks for the right to edit where the article would go: somebody's own
// text may be moved within what they may edit.
func (w *saving) mayMove(ctx context.Context) error {
	if w.mine.Section == w.base.Section || w.mine.Section == 0 || w.a.ID == 0 {
		return nil
	}
	s, err := w.there(ctx, w.mine.Section)
	if err != nil {
		return err
	}
	if !Can(w.who, PermEdit, s) {
		w.mine.Section = w.base.Section
		w.refuse(news.FieldError{Field: "section", Code: "forbidden"})
	}
	return nil
}

// plainJSON writes JSON with <, > and & as they are: unknown blocks keep their
// bytes.
func plainJSON(v any) (json.RawMessage, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}
