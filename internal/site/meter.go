package site

import (
	"errors"
	"fmt"
	"html/template"
	"text/template/parse"
	"time"
)

// Templates of a theme folder are metered (TH-3): each turn of a loop and each
// template called counts, so that one which never ends stops even while it
// writes nothing. The counting is put into the parsed trees, as assignments
// that print nothing, and calls functions of a tally that belongs to one
// printing at a time. Our own theme is not metered.

// maxSteps and maxDepth bound a printing.
const (
	maxSteps = 100_000
	maxDepth = 64
)

var (
	errTooManySteps = errors.New("the page needs more than 100,000 loop steps")
	errTooDeep      = errors.New("the page nests templates more than 64 deep")
)

// tally counts for one printing.
type tally struct {
	steps, depth int
	until        time.Time
}

func (t *tally) step() (bool, error) {
	t.steps++
	switch {
	case t.steps > maxSteps:
		return false, errTooManySteps
	case t.steps%256 == 0 && !t.until.IsZero() && time.Now().After(t.until):
		return false, errTooSlow
	}
	return true, nil
}

func (t *tally) enter() (bool, error) {
	if t.depth++; t.depth > maxDepth {
		return false, errTooDeep
	}
	return t.step()
}

func (t *tally) leave() bool {
	t.depth--
	return true
}

func (t *tally) functions() template.FuncMap {
	return template.FuncMap{"_step": t.step, "_enter": t.enter, "_leave": t.leave}
}

// meters are the actions that are put in.
var meters = func() map[string]parse.Node {
	out := map[string]parse.Node{}
	for _, name := range []string{"_step", "_enter", "_leave"} {
		t := template.Must(template.New("").Funcs((&tally{}).functions()).Parse("{{$_m := " + name + "}}"))
		out[name] = t.Tree.Root.Nodes[0]
	}
	return out
}()

// meter puts the counting into every template of a set that has none yet.
func meter(set *template.Template) {
	for _, t := range set.Templates() {
		if t.Tree == nil || t.Tree.Root == nil || metered(t.Tree.Root) {
			continue
		}
		meterList(t.Tree.Root)
		root := t.Tree.Root
		root.Nodes = append([]parse.Node{meters["_enter"].Copy()}, root.Nodes...)
		root.Nodes = append(root.Nodes, meters["_leave"].Copy())
	}
}

func metered(l *parse.ListNode) bool {
	return len(l.Nodes) > 0 && l.Nodes[0].String() == meters["_enter"].String()
}

func meterList(l *parse.ListNode) {
	if l == nil {
		return
	}
	for _, n := range l.Nodes {
		switch n := n.(type) {
		case *parse.RangeNode:
			meterList(n.List)
			meterList(n.ElseList)
			n.List.Nodes = append([]parse.Node{meters["_step"].Copy()}, n.List.Nodes...)
		case *parse.IfNode:
			meterList(n.List)
			meterList(n.ElseList)
		case *parse.WithNode:
			meterList(n.List)
			meterList(n.ElseList)
		}
	}
}

// press prints with one set of templates. A metered one serves one printing at
// a time, since its functions count for that; others of the same kind stand
// ready for the next.
type press struct {
	// pristine is never executed when metered: a set that was cannot be cloned.
	pristine *template.Template
	metered  bool
	ready    chan *sheet
}

type sheet struct {
	set   *template.Template
	tally *tally
}

// readySheets is how many sets are kept between printings: renders are bounded
// by cores.
const readySheets = 4

func newPress(set *template.Template, metered bool) *press {
	p := &press{pristine: set, metered: metered}
	if metered {
		p.ready = make(chan *sheet, readySheets)
	}
	return p
}

// execute runs a template of the press into out.
func (p *press) execute(out *limitedBuffer, name string, data any) error {
	if !p.metered {
		return p.pristine.ExecuteTemplate(out, name, data)
	}
	var s *sheet
	select {
	case s = <-p.ready:
	default:
		s = &sheet{tally: &tally{}}
		set, err := p.pristine.Clone()
		if err != nil {
			return fmt.Errorf("copy the templates: %w", err)
		}
		s.set = set.Funcs(s.tally.functions())
	}
	*s.tally = tally{until: out.until}
	err := s.set.ExecuteTemplate(out, name, data)
	select {
	case p.ready <- s:
	default:
	}
	return err
}
