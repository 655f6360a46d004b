package sitetest

import "testing"

func TestText(t *testing.T) {
	for _, c := range []struct{ name, page, want string }{
		{"outside of main", "<header>a</header><main>b</main><footer>c</footer>", "b"},
		{"paragraphs", "<main><h1>a</h1>\n<p>b</p><p>c</p></main>", "a\n\nb\n\nc"},
		{"largest requirement counts once", "<main><div><p>a</p></div><div>b</div><div>c</div></main>", "a\n\nb\nc"},
		{"list then line", "<main><ul><li>a</li><li>b</li></ul><div>c</div></main>", "a\nb\nc"},
		{"br does not add up", "<main>a<br><br>b</main>", "a\nb"},
		{"alt in line", `<main><p><img alt="a"> <img alt="b"><img> c</p></main>`, "a b c"},
		{"entities", "<main>a &amp; b &lt;c&gt;</main>", "a & b <c>"},
		{"white space", "<main> a \t\n b\f c </main>", "a b c"},
		{"no-break spaces stay", "<main><p>a:\u00a0 b\u202fc\u00a0</p></main>", "a:\u00a0 b\u202fc\u00a0"},
		{"dropped", "<main>a<script>b</script><style>c</style><template>d</template><noscript>e</noscript><svg><text>f</text></svg><!-- g --></main>", "a"},
		{"hidden counts", "<main><p hidden>a</p><p aria-hidden=true>b</p></main>", "a\n\nb"},
		{"unknown elements are in line", "<main><x>a</x><button>b</button></main>", "ab"},
		{"details", "<main><details><summary>a</summary> b</details></main>", "a b"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Text([]byte(c.page))
			if err != nil {
				t.Fatal(err)
			}
			if err := Differ(got, c.want); err != nil {
				t.Error(err)
			}
		})
	}
	for _, page := range []string{"<p>a</p>", "<main>a</main><main>b</main>"} {
		if _, err := Text([]byte(page)); err == nil {
			t.Errorf("%s has not one main, but a text", page)
		}
	}
}
