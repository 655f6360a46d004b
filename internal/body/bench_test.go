package body

import (
	"fmt"
	"testing"
)

func benchDocs(b *testing.B) map[string]Doc {
	article := example(b, "article")
	long := Doc{Version: 1}
	for i := range 100 {
		long.Blocks = append(long.Blocks, article.Blocks[i%len(article.Blocks)])
	}
	return map[string]Doc{fmt.Sprintf("%dBlocks", len(article.Blocks)): article, "100Blocks": long}
}

func BenchmarkParse(b *testing.B) {
	for name, d := range benchDocs(b) {
		data := []byte(mustWrite(b, d))
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				if _, err := Parse(data); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkWrite(b *testing.B) {
	for name, d := range benchDocs(b) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := d.MarshalJSON(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkRender(b *testing.B) {
	o := siteOptions()
	o.Dateline = Dateline{"JAKARTA", "koranmetro.com"}
	for name, d := range benchDocs(b) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := d.Render(o); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkValidate(b *testing.B) {
	for name, d := range benchDocs(b) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				d.Validate()
			}
		})
	}
}
