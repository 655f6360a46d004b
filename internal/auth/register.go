package auth

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
)

// Personal is a line of the register of personal data (PRS-101; UU 27/2022,
// article 31: record of processing): what one column of the database holds about
// whom, why, on what ground, and how long.
type Personal struct {
	Table, Column string
	// Whose: "staff", "author", "somebody in the news", "somebody who asks"; "-"
	// for a column that holds nothing about anybody.
	Whose, Why string
	// Ground of article 20: "contract", "duty", "interest", or "press" for the
	// freedom of the press (article 15).
	Ground string
	Kept   string
}

//go:embed register.tsv
var registerText string

// readRegister reads the register; it is written by hand, so it may be wrong.
func readRegister(text string) ([]Personal, error) {
	var out []Personal
	for n, line := range strings.Split(text, "\n") {
		if line == "" || strings.HasPrefix(line, "#") || strings.HasPrefix(line, "table\t") {
			continue
		}
		f := strings.Split(line, "\t")
		if len(f) != 6 {
			return nil, fmt.Errorf("register of personal data, line %d: %d fields, want 6", n+1, len(f))
		}
		out = append(out, Personal{f[0], f[1], f[2], f[3], f[4], f[5]})
	}
	return out, nil
}

var register = sync.OnceValue(func() []Personal {
	all, err := readRegister(registerText)
	if err != nil {
		panic("auth: " + err.Error()) // a test reads it
	}
	return all
})

// Register lists every column of the database, those without personal data
// included.
func Register() []Personal { return register() }

// RegisterOf lists what is kept about some: "staff", "author".
func RegisterOf(whose string) (out []Personal) {
	for _, p := range Register() {
		if p.Whose == whose {
			out = append(out, p)
		}
	}
	return out
}
