package api

import (
	"net/http"
	"strconv"
	"strings"

	"warta/internal/api/protocol"
)

// Match is embedded by inputs of commands that are built on a revision (API-3).
type Match struct {
	IfMatch string `header:"If-Match" doc:"The revision that the caller looked at, as its ETag says: \"r17\". Missing: 428; not the present one: 412" example:"\"r17\""`
}

// revision reads it. A command on a revision needs one, so that nobody
// publishes what they have not seen.
func (m Match) revision() (int, error) {
	tag := strings.TrimSpace(m.IfMatch)
	if tag == "" {
		return 0, protocol.Refuse(http.StatusPreconditionRequired, "if_match")
	}
	number, ok := strings.CutPrefix(strings.Trim(tag, `"`), "r")
	n, err := strconv.Atoi(number)
	if !ok || err != nil || n < 1 || len(tag) < 4 || tag[0] != '"' || tag[len(tag)-1] != '"' {
		return 0, protocol.Refuse(http.StatusBadRequest, "if_match_shape")
	}
	return n, nil
}

// lenient reports whether a stale save may be merged (RFC 7240, section 4.4).
func lenient(prefer string) bool {
	for p := range strings.SplitSeq(prefer, ",") {
		if strings.EqualFold(strings.ReplaceAll(strings.TrimSpace(p), " ", ""), "handling=lenient") {
			return true
		}
	}
	return false
}
