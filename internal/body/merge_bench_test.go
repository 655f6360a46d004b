package body

import (
	"fmt"
	"strings"
	"testing"
)

// longest is a document of so many paragraphs of so many words.
func longest(paragraphs, words int) Doc {
	d := Doc{Version: 1}
	for i := range paragraphs {
		var w []string
		for j := range words {
			w = append(w, fmt.Sprintf("kata%d", (i*words+j)*7919%1777))
		}
		d.Blocks = append(d.Blocks, &Paragraph{Node: Node{ID: fmt.Sprintf("%012d", i)}, Text: Text(strings.Join(w, " "))})
	}
	return d
}

func reworded(d Doc, every, word int, to string) Doc {
	out := d
	out.Blocks = append([]Block{}, d.Blocks...)
	for i := 0; i < len(out.Blocks); i += every {
		p := *out.Blocks[i].(*Paragraph)
		w := strings.Fields(p.Text.Text())
		w[word] = to
		p.Text = Text(strings.Join(w, " "))
		out.Blocks[i] = &p
	}
	return out
}

// BenchmarkMerge is the largest document there may be: an edit of each side in
// every tenth block, and in every block.
func BenchmarkMerge(b *testing.B) {
	base := longest(2000, 40)
	for _, every := range []int{10, 1} {
		head, mine := reworded(base, every, 3, "teras"), reworded(base, every, 30, "sawah")
		b.Run(fmt.Sprintf("2000-blocks-every-%d", every), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, r := Merge(base, head, mine); len(r.Conflicts) > 0 || len(r.Merged) != 2000/every {
					b.Fatal(len(r.Merged))
				}
			}
		})
	}
}

// BenchmarkDiff is an article of 1,500 words with a word changed in each
// paragraph.
func BenchmarkDiff(b *testing.B) {
	base := longest(30, 50)
	after := reworded(base, 1, 20, "lain")
	b.ReportAllocs()
	for b.Loop() {
		Diff(base, after)
	}
}
