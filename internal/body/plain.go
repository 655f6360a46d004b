package body

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The plain form (newsroom.md SAVE-20): the text as light markup for a browser
// that runs no script. Blocks stand apart by an empty line:
//
//	## Subhead            (## to #### are levels 2 to 4)
//	A paragraph with **strong**, _em_, ~~strike~~ and a [link](https://…).
//	A line end within it is a line break.
//	- a point             (or 1. a point; two spaces deeper: a point of a point)
//	> a quotation         (> — who said it, in its last line)
//	>> a pull quote       (>> — who said it)
//	---                   a divider
//	===                   a page break
//	[[image k3v9…]]       anything else: may be moved or deleted, not changed
//
// A backslash takes the meaning of the sign behind it away. A block that this
// cannot say to the last character is locked as well, so that submitting what was
// shown changes nothing.

// Plain writes a document as light markup.
func Plain(d Doc) string { return strings.Join(plainChunks(d), "\n\n") }

func plainChunks(d Doc) []string {
	out := make([]string, len(d.Blocks))
	for i, b := range d.Blocks {
		if chunk, ok := plainBlock(b); ok {
			out[i] = chunk
		} else {
			out[i] = lockedLine(b, i)
		}
	}
	return out
}

// lockedLine stands for a block that the markup cannot say.
func lockedLine(b Block, i int) string {
	name := b.BlockID()
	if name == "" {
		name = "?" + strconv.Itoa(i+1)
	}
	kind := string(b.Kind())
	if u, ok := b.(*Unknown); ok && u.Source != nil {
		d := decoder{reader: reader{s: string(u.Source)}}
		if typ := d.typ(); wordOnly(typ) {
			kind = typ
		}
	}
	var w textWriter
	b.plain(&w)
	about := strings.Join(strings.FieldsFunc(w.String(), func(r rune) bool { return unicode.IsSpace(r) || r == '[' || r == ']' || unicode.IsControl(r) }), " ")
	if utf8.RuneCountInString(about) > 50 {
		about = string([]rune(about)[:50]) + "…"
	}
	if about != "" {
		about = " " + about
	}
	return "[[" + kind + " " + name + about + "]]"
}

func wordOnly(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return r != '_' && (r > unicode.MaxASCII || !isWord(r)) })
}

// plainBlock gives a block's markup; ok is false when reading it would not give
// the same block.
func plainBlock(b Block) (chunk string, ok bool) {
	switch b := b.(type) {
	case *Paragraph:
		chunk = guarded(plainLine(b.Text))
	case *Heading:
		chunk = strings.Repeat("#", b.Level) + " " + plainLine(b.Text)
	case *List:
		var w strings.Builder
		if !plainList(&w, b, "") {
			return "", false
		}
		chunk = strings.TrimSuffix(w.String(), "\n")
	case *Quote:
		var lines []string
		for _, p := range b.Blocks {
			p, ok := p.(*Paragraph)
			if !ok {
				return "", false
			}
			if lines != nil {
				lines = append(lines, ">")
			}
			for _, line := range strings.Split(plainLine(p.Text), "\n") {
				lines = append(lines, "> "+guarded(line))
			}
		}
		if b.Attribution != "" {
			lines = append(lines, "> — "+b.Attribution)
		}
		chunk = strings.Join(lines, "\n")
	case *Pullquote:
		lines := strings.Split(plainLine(b.Text), "\n")
		if b.Attribution != "" {
			lines = append(lines, "— "+b.Attribution)
		}
		chunk = ">> " + strings.Join(lines, "\n>> ")
	case *Divider:
		chunk = "---"
	case *PageBreak:
		chunk = "==="
	default:
		return "", false
	}
	if chunk == "" || strings.ContainsRune(chunk, '\r') || len(splitPlain(chunk)) != 1 || splitPlain(chunk)[0] != chunk {
		return "", false
	}
	return chunk, sameButIDs(b, parseChunk(chunk))
}

// sameButIDs compares a block with one just read, which gets its ids.
func sameButIDs(b, read Block) bool {
	var ids []string
	(Doc{Blocks: []Block{b}}).Walk(func(b Block) { ids = append(ids, b.BlockID()) })
	n := 0
	(Doc{Blocks: []Block{read}}).Walk(func(b Block) {
		if n < len(ids) {
			b.node().ID = ids[n]
		}
		n++
	})
	return n == len(ids) && SameBlock(b, read)
}

func plainList(w *strings.Builder, l *List, indent string) bool {
	for i, item := range l.Items {
		if len(item.Blocks) == 0 {
			return false
		}
		p, ok := item.Blocks[0].(*Paragraph)
		if !ok {
			return false
		}
		mark := "- "
		if l.Ordered {
			mark = strconv.Itoa(max(l.Start, 1)+i) + ". "
		}
		for j, line := range strings.Split(plainLine(p.Text), "\n") {
			if j > 0 {
				mark = "  "
			}
			w.WriteString(indent + mark + guarded(line) + "\n")
		}
		for _, b := range item.Blocks[1:] {
			inner, ok := b.(*List)
			if !ok || !plainList(w, inner, indent+"  ") {
				return false
			}
		}
	}
	return true
}

// delimiters are the marks that the markup knows, outermost first.
var delimiters = []struct {
	mark MarkType
	sign string
}{{MarkStrong, "**"}, {MarkEm, "_"}, {MarkStrike, "~~"}}

func signOf(m Mark) string {
	for _, d := range delimiters {
		if d.mark == m.Type {
			return d.sign
		}
	}
	return ""
}

// plainLine writes running text. What it cannot say it leaves out, and the
// comparison after reading finds that.
func plainLine(in Inline) string {
	var w strings.Builder
	var open []Mark
	closeTo := func(n int) {
		for len(open) > n {
			m := open[len(open)-1]
			if m.Type == MarkLink {
				w.WriteString("](" + strings.NewReplacer("(", "%28", ")", "%29").Replace(m.Href) + ")")
			}
			w.WriteString(signOf(m))
			open = open[:len(open)-1]
		}
	}
	for _, s := range in {
		n := 0
		for n < len(open) && n < len(s.Marks) && sameMark(open[n], s.Marks[n]) {
			n++
		}
		closeTo(n)
		for _, m := range s.Marks[n:] {
			if m.Type == MarkLink {
				w.WriteString("[")
			}
			w.WriteString(signOf(m))
			open = append(open, m)
		}
		if s.Break {
			w.WriteByte('\n')
		}
		escapePlain(&w, s.Text)
	}
	closeTo(0)
	return w.String()
}

// escapePlain writes text so that none of it is read as a sign.
func escapePlain(w *strings.Builder, s string) {
	prev := rune(0)
	for i, r := range s {
		next, _ := utf8.DecodeRuneInString(s[i+utf8.RuneLen(r):])
		switch r {
		case '\\', '*', '~', '[', ']':
			w.WriteByte('\\')
		case '_':
			if !isWord(prev) || !isWord(next) {
				w.WriteByte('\\')
			}
		}
		w.WriteRune(r)
		prev = r
	}
}

// guarded puts a backslash before what would begin another kind of block.
func guarded(line string) string {
	switch {
	case line == "":
		return line
	case strings.ContainsRune("#>-=—", []rune(line)[0]):
		return `\` + line
	}
	if n := digits(line); n > 0 && n < len(line) && line[n] == '.' {
		return line[:n] + `\` + line[n:]
	}
	return line
}

func digits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

// ParsePlain reads light markup that somebody made of old's. A block whose markup
// did not change is old's own; one that changed keeps its id; a locked line stands
// for the block that it names.
func ParsePlain(text string, old Doc) Doc {
	was, is := plainChunks(old), splitPlain(strings.ToValidUTF8(strings.ReplaceAll(text, "\r\n", "\n"), "\uFFFD"))
	// whose[i] is the old block that chunk i goes on from, or -1.
	whose := make([]int, len(is))
	used := make([]bool, len(was))
	for i := range whose {
		whose[i] = -1
	}
	take := func(i, j int) { whose[i], used[j] = j, true }
	changes := append(hunks(was, is), hunk{len(was), len(was), len(is), len(is)})
	j, i := 0, 0
	for _, h := range changes {
		for ; j < h.A0; i, j = i+1, j+1 {
			take(i, j)
		}
		i, j = h.B1, h.A1
	}
	// Moved, and locked, blocks: by their very words, or by the id that they name.
	at := map[string][]int{}
	names := map[string]int{}
	for j, chunk := range was {
		if name := lockedName(chunk); name != "" {
			names[name] = j
		}
		if !used[j] {
			at[chunk] = append(at[chunk], j)
		}
	}
	dropped := make([]bool, len(is))
	for i, chunk := range is {
		if whose[i] >= 0 {
			continue
		}
		if name := lockedName(chunk); name != "" {
			if j, ok := names[name]; ok && !used[j] {
				take(i, j)
			} else if ok {
				dropped[i] = true // the second line for one block
			}
		} else if js := at[chunk]; len(js) > 0 && !used[js[0]] {
			take(i, js[0])
			at[chunk] = js[1:]
		}
	}
	for _, h := range changes {
		likest(was, is, h, whose, used, take)
	}
	out := old
	out.Blocks = make([]Block, 0, len(is))
	for i, chunk := range is {
		j := whose[i]
		switch {
		case dropped[i]:
		case j >= 0 && (was[j] == chunk || lockedName(was[j]) != ""):
			out.Blocks = append(out.Blocks, old.Blocks[j])
		default:
			b := parseChunk(chunk)
			if j >= 0 {
				keepIDs(old.Blocks[j], b)
			}
			out.Blocks = append(out.Blocks, b)
		}
	}
	if twice(out) || !allValid(out) {
		// Ids are written into blocks, and some of these are old's.
		if data, err := out.MarshalJSON(); err == nil {
			if again, err := parse(data, storedFactor*schema().Limits.Bytes); err == nil {
				again.AssignIDs("plain")
				return again
			}
		}
	}
	return out
}

func allValid(d Doc) bool {
	ok := true
	d.Walk(func(b Block) {
		u, kept := b.(*Unknown)
		ok = ok && (kept && u.Source != nil || ValidID(b.BlockID()))
	})
	return ok
}

// likest pairs, within one changed place, each new chunk with the old one that
// shares most of its words.
func likest(was, is []string, h hunk, whose []int, used []bool, take func(i, j int)) {
	from := h.A0
	for i := h.B0; i < h.B1; i++ {
		if whose[i] >= 0 || lockedName(is[i]) != "" {
			continue
		}
		best, score := -1, 0.3
		for j := from; j < min(h.A1, from+50); j++ {
			if used[j] || lockedName(was[j]) != "" {
				continue
			}
			s := likeness(was[j], is[i])
			if h.A1-h.A0 == h.B1-h.B0 && j-h.A0 == i-h.B0 {
				s += 0.31 // a place that was written anew
			}
			if s > score {
				best, score = j, s
			}
		}
		if best >= 0 {
			take(i, best)
			from = best + 1
		}
	}
}

// likeness is the share of words that two texts have in common.
func likeness(a, b string) float64 {
	x, y := strings.Fields(a), strings.Fields(b)
	if len(x) == 0 || len(y) == 0 {
		return 0
	}
	n := map[string]int{}
	for _, w := range x {
		n[w]++
	}
	both := 0
	for _, w := range y {
		if n[w] > 0 {
			n[w]--
			both++
		}
	}
	return float64(both) / float64(max(len(x), len(y)))
}

// keepIDs gives a block read from markup the ids of the one that it goes on from:
// inner blocks by their text.
func keepIDs(old, read Block) {
	read.node().ID = old.BlockID()
	inner := func(b Block) (blocks []Block, texts []string) {
		(Doc{Blocks: []Block{b}}).Walk(func(x Block) {
			if x == b {
				return
			}
			var w textWriter
			x.plain(&w)
			blocks, texts = append(blocks, x), append(texts, string(x.Kind())+" "+w.String())
		})
		return blocks, texts
	}
	was, a := inner(old)
	is, b := inner(read)
	j, i := 0, 0
	give := func() { is[i].node().ID = was[j].BlockID() }
	for _, h := range append(hunks(a, b), hunk{len(a), len(a), len(b), len(b)}) {
		for ; j < h.A0; i, j = i+1, j+1 {
			give()
		}
		for ; i < h.B1 && j < h.A1; i, j = i+1, j+1 {
			if is[i].Kind() == was[j].Kind() {
				give()
			}
		}
		i, j = h.B1, h.A1
	}
}

// lockedName gives the name in a locked line, or "".
func lockedName(chunk string) string {
	inner, ok := strings.CutPrefix(chunk, "[[")
	if !ok || !strings.HasSuffix(inner, "]]") || strings.ContainsRune(chunk, '\n') {
		return ""
	}
	kind, rest, _ := strings.Cut(strings.TrimSuffix(inner, "]]"), " ")
	name, _, _ := strings.Cut(rest, " ")
	if !wordOnly(kind) || name == "" {
		return ""
	}
	return name
}

// splitPlain cuts a text at its empty lines.
func splitPlain(text string) []string {
	var out, lines []string
	end := func() {
		if lines != nil {
			out = append(out, strings.Join(lines, "\n"))
			lines = nil
		}
	}
	for _, line := range strings.Split(text, "\n") {
		if strings.Trim(line, " \t") == "" {
			end()
			continue
		}
		lines = append(lines, line)
	}
	end()
	return out
}

// parseChunk reads one block; anything is some block.
func parseChunk(chunk string) Block {
	switch {
	case chunk == "---":
		return &Divider{}
	case chunk == "===":
		return &PageBreak{}
	}
	for level := 4; level >= 2; level-- {
		if rest, ok := strings.CutPrefix(chunk, strings.Repeat("#", level)+" "); ok && !strings.Contains(rest, "\n") {
			return &Heading{Level: level, Text: parseInline(rest)}
		}
	}
	lines := strings.Split(chunk, "\n")
	if all(lines, ">>") {
		text, by := quoted2(lines, ">>")
		return &Pullquote{Attribution: by, Text: parseInline(strings.Join(text, "\n"))}
	}
	if all(lines, ">") {
		return parseQuote(lines)
	}
	if _, _, ok := listMark(lines[0]); ok {
		items := lines
		if l, rest := parseList(items, 0); len(rest) == 0 {
			return l
		}
	}
	return &Paragraph{Text: parseInline(chunk)}
}

func all(lines []string, prefix string) bool {
	for _, line := range lines {
		if line != prefix && !strings.HasPrefix(line, prefix+" ") {
			return false
		}
	}
	return true
}

// quoted2 takes the signs off the lines of a quotation, and who said it off its
// end.
func quoted2(lines []string, prefix string) (text []string, by string) {
	for _, line := range lines {
		text = append(text, strings.TrimPrefix(strings.TrimPrefix(line, prefix), " "))
	}
	if n := len(text) - 1; n > 0 {
		if who, ok := strings.CutPrefix(text[n], "— "); ok {
			return text[:n], who
		}
	}
	return text, ""
}

func parseQuote(lines []string) *Quote {
	text, by := quoted2(lines, ">")
	q := &Quote{Attribution: by}
	var run []string
	end := func() {
		if run != nil {
			q.Blocks = append(q.Blocks, &Paragraph{Text: parseInline(strings.Join(run, "\n"))})
			run = nil
		}
	}
	for _, line := range text {
		if line == "" {
			end()
			continue
		}
		run = append(run, line)
	}
	if end(); q.Blocks == nil {
		q.Blocks = []Block{&Paragraph{}}
	}
	return q
}

// listMark reads the mark of a point: its number, 0 for a dash, and what follows.
func listMark(line string) (number int, rest string, ok bool) {
	if rest, ok = strings.CutPrefix(line, "- "); ok {
		return 0, rest, true
	}
	n := digits(line)
	if n == 0 || n > 4 || !strings.HasPrefix(line[n:], ". ") {
		return 0, "", false
	}
	number, _ = strconv.Atoi(line[:n]) // at most four digits
	return number, line[n+2:], number > 0
}

// maxPlainLists is how deep lists may stand in each other (schema.json).
const maxPlainLists = 3

// parseList reads the points at a depth and gives the lines that are not theirs.
func parseList(lines []string, depth int) (*List, []string) {
	indent := strings.Repeat("  ", depth)
	l := &List{}
	for len(lines) > 0 {
		line, ok := strings.CutPrefix(lines[0], indent)
		if !ok {
			break
		}
		number, text, ok := listMark(line)
		if !ok || l.Items != nil && l.Ordered != (number > 0) {
			break
		}
		if l.Items == nil && number > 0 {
			if l.Ordered = true; number > 1 {
				l.Start = number
			}
		}
		lines = lines[1:]
		// Lines behind the mark's width that are no points go on with the text.
		for len(lines) > 0 {
			more, ok := strings.CutPrefix(lines[0], indent+"  ")
			if _, _, point := listMark(more); !ok || point || strings.HasPrefix(more, " ") {
				break
			}
			text += "\n" + more
			lines = lines[1:]
		}
		item := ListItem{Blocks: []Block{&Paragraph{Text: parseInline(text)}}}
		for depth+1 < maxPlainLists && len(lines) > 0 {
			inner, rest := parseList(lines, depth+1)
			if inner.Items == nil {
				break
			}
			item.Blocks, lines = append(item.Blocks, inner), rest
		}
		l.Items = append(l.Items, item)
	}
	return l, lines
}

// plainItem is a run of text, or a sign that may yet prove to be text.
type plainItem struct {
	text  string
	sign  string
	marks []Mark
	brk   bool
}

// parseInline reads running text. A sign without its partner is text.
func parseInline(s string) Inline {
	var items []plainItem
	var open []int // indexes of signs without their partner
	text := func(t string) {
		if n := len(items); n > 0 && items[n-1].sign == "" && !items[n-1].brk && items[n-1].marks == nil {
			items[n-1].text += t
			return
		}
		items = append(items, plainItem{text: t})
	}
	// pair closes the sign at open[k]: all since gets the mark.
	pair := func(k int, m Mark) {
		at := open[k]
		items[at].text, items[at].sign = "", ""
		for i := at + 1; i < len(items); i++ {
			items[i].marks = append(items[i].marks, m)
			items[i].sign = ""
		}
		open = open[:k]
	}
	find := func(sign string) int {
		for k := len(open) - 1; k >= 0; k-- {
			if items[open[k]].sign == sign {
				return k
			}
		}
		return -1
	}
	prev := rune(0)
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		next, _ := utf8.DecodeRuneInString(s[size:])
		sign, mark := "", Mark{}
		for _, d := range delimiters {
			if strings.HasPrefix(s, d.sign) {
				sign, mark = d.sign, Mark{Type: d.mark}
			}
		}
		switch {
		case r == '\\' && len(s) > size && next < utf8.RuneSelf && (unicode.IsPunct(next) || unicode.IsSymbol(next)), r == '\\' && next == '—':
			n := utf8.RuneLen(next)
			text(s[size : size+n])
			prev, s = next, s[size+n:]
			continue
		case r == '\n':
			items = append(items, plainItem{brk: true})
		case sign == "_" && isWord(prev) && isWord(next):
			text(s[:size])
		case sign != "":
			if k := find(sign); k >= 0 {
				pair(k, mark)
			} else {
				items = append(items, plainItem{text: sign, sign: sign})
				open = append(open, len(items)-1)
			}
			prev, s = rune(sign[0]), s[len(sign):]
			continue
		case r == '[':
			items = append(items, plainItem{text: "[", sign: "["})
			open = append(open, len(items)-1)
		case r == ']' && find("[") >= 0 && next == '(':
			href, rest, ok := strings.Cut(s[2:], ")")
			scheme, fine := linkScheme(href)
			if !ok || !fine || scheme == "file" {
				text("]")
				break
			}
			pair(find("["), Mark{Type: MarkLink, Href: href})
			prev, s = ')', rest
			continue
		default:
			text(s[:size])
		}
		prev, s = r, s[size:]
	}
	var out Inline
	for _, it := range items {
		if it.brk || it.text != "" {
			out = append(out, Span{Text: it.text, Break: it.brk, Marks: it.marks})
		}
	}
	if out = out.canonical(); len(out) == 0 {
		return nil
	}
	return out
}
