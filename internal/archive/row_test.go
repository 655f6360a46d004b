package archive

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"github.com/google/go-cmp/cmp"

	"warta/internal/store"
)

var columns = []store.ArchiveColumn{{Name: "id", Type: 'i'}, {Name: "text", Type: 't'}, {Name: "bytes", Type: 'b'}}

func TestARowComesBackAsItWas(t *testing.T) {
	for _, row := range [][]any{
		{int64(1), "plain", []byte("abc")},
		{int64(-1 << 63), "kutip \" \\ \n \u2028 <b> & 👩\u200d🌾 naik\u00a05\u202f%", []byte{0, 255, '"'}},
		{nil, nil, nil},
		{int64(0), "", []byte{}},
	} {
		b, hash, err := line(nil, row)
		if err != nil {
			t.Fatal(err)
		}
		got, again, err := parse(b, columns)
		if err != nil || again != hash {
			t.Fatalf("%s: %v", b, err)
		}
		if d := cmp.Diff(row, got); d != "" {
			t.Error(d)
		}
	}
	for _, bad := range []string{"a\x00b", "\xff"} {
		if _, _, err := line(nil, []any{int64(1), bad, nil}); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}

// sealed is a line with the checksum of its values.
func sealed(values string) []byte {
	sum := sha256.Sum256([]byte(values))
	return []byte(`["` + hex.EncodeToString(sum[:8]) + `"` + values + `]`)
}

func TestLinesThatAreNoRowsAreRefused(t *testing.T) {
	if _, _, err := parse(sealed(`,1,"a","YQ=="`), columns); err != nil {
		t.Fatal(err)
	}
	for _, bad := range [][]byte{nil, []byte("[]"), []byte(`["0123456789abcdef",1,"a","YQ=="]`), sealed(`,1,"a"`), sealed(`,1,"a","YQ==",2`), sealed(`,"1","a","YQ=="`), sealed(`,1,2,"YQ=="`),
		sealed(`,1,"a","?"`), sealed(`,1.5,"a",null`), sealed(`,1,"a\u0000",null`), sealed(`,99999999999999999999,"a",null`), sealed(`,1,{"a":1},null`), sealed(`,1,"a",`)} {
		if row, _, err := parse(bad, columns); err == nil {
			t.Errorf("%s became %v", bad, row)
		}
	}
}

func TestASumDoesNotDependOnTheOrder(t *testing.T) {
	var a, b, c total
	x, y := sha256.Sum256([]byte("x")), sha256.Sum256([]byte("y"))
	a.add(x)
	a.add(y)
	b.add(y)
	b.add(x)
	c.add(x)
	c.add(x)
	if a.total() != b.total() || a.total() == c.total() {
		t.Errorf("%v %v %v", a.total(), b.total(), c.total())
	}
}

func FuzzRow(f *testing.F) {
	for _, s := range []string{`,1,"a","YQ=="`, `,null,null,null`, `,-5,"\u00e9\n",""`, `,1,"a"`, `,[1],"a",null`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, values []byte) {
		row, _, err := parse(sealed(string(values)), columns)
		if err != nil {
			return
		}
		b, _, err := line(nil, row)
		if err != nil {
			t.Fatalf("%q was read and cannot be written: %v", values, err)
		}
		again, _, err := parse(b, columns)
		if err != nil || !cmp.Equal(row, again) {
			t.Fatalf("%q: %v %v %v", values, row, again, err)
		}
		if !bytes.HasSuffix(b, []byte("]\n")) {
			t.Errorf("%q", b)
		}
	})
}
