package body

// Texts shows every text of the document that a reader, or a reader's machine,
// could get to see: running text, captions, alt texts, labels, addresses, raw
// markup, with the id of the block that holds it and the attribute's name ("" for
// running text).
func (d Doc) Texts(fn func(block, attribute, text string)) {
	(&textFinder{fn: fn}).blocks(&d.Blocks)
}

// textFinder is the visitor that collects texts.
type textFinder struct {
	walker
	fn    func(block, attribute, text string)
	block string
}

func (f *textFinder) say(attribute, text string) {
	if text != "" {
		f.fn(f.block, attribute, text)
	}
}

func (f *textFinder) str(name string, v *string) {
	if name != "id" {
		f.say(name, *v)
	}
}

func (f *textFinder) rich(name string, v *Inline) { f.line(name, *v) }
func (f *textFinder) inline(v *Inline)            { f.line("", *v) }
func (f *textFinder) literal(v *string)           { f.say("", *v) }

func (f *textFinder) line(name string, in Inline) {
	f.say(name, in.Text())
	for _, s := range in {
		for _, m := range s.Marks {
			if m.Type == MarkLink {
				f.say("href", m.Href)
			}
		}
	}
}

func (f *textFinder) of(b Block) {
	outer := f.block
	if id := b.BlockID(); id != "" {
		f.block = id
	}
	b.visit(f)
	f.block = outer
}

func (f *textFinder) blocks(v *[]Block) {
	for _, b := range *v {
		f.of(b)
	}
}

func (f *textFinder) images(v *[]*Image) {
	for _, m := range *v {
		f.of(m)
	}
}

func (f *textFinder) items(v *[]ListItem) {
	for i := range *v {
		(*v)[i].visit(f)
	}
}

func (f *textFinder) rows(v *[]Row) {
	for i := range *v {
		(*v)[i].visit(f)
	}
}

func (f *textFinder) cells(v *[]Cell) {
	for i := range *v {
		(*v)[i].visit(f)
	}
}
