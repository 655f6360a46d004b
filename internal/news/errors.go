package news

import (
	"errors"
	"fmt"
	"strings"
)

// Kind is the class of an error, as far as the person who caused it cares.
// Package web turns kinds into HTTP statuses, cmd/warta into exit codes.
type Kind uint8

const (
	// Internal is the zero kind: a fault of ours, told in the log only.
	Internal Kind = iota
	// Invalid: the input breaks a rule; Fields says which.
	Invalid
	// Unauthenticated: nobody is signed in.
	Unauthenticated
	// Forbidden: somebody is, and may not.
	Forbidden
	// NotFound: there is no such thing, or the caller may not know of it.
	NotFound
	// Gone: it was public and was withdrawn.
	Gone
	// Conflict: the command does not fit the present state.
	Conflict
	// Stale: the command was built on a revision that is not the head.
	Stale
	// TooLarge: a size limit was exceeded.
	TooLarge
	// Unavailable: the database, bucket or renderer is away; try again.
	Unavailable
)

var kindNames = [...]string{"internal", "invalid", "unauthenticated", "forbidden", "not_found", "gone", "conflict", "stale", "too_large", "unavailable"}

// String gives the kind's name in API answers and logs.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "internal"
}

// FieldError says what is wrong with one field of the input.
type FieldError struct {
	// Field is a path such as "headline" or "byline.0.name".
	Field string `json:"path"`
	// Block is the id of the body block concerned, if it is one.
	Block string `json:"block,omitempty"`
	// Code is a message key below "error.field.", such as "required",
	// "too_long" or "scheme".
	Code string `json:"code"`
	// Limit is the limit that was exceeded, in the field's own unit.
	Limit int `json:"limit,omitempty"`
}

// Error is an error with two texts: Code and Args lead to the sentence that the
// person reads (message key "error."+Code), Err holds the cause for the log.
type Error struct {
	Kind Kind
	// Op is the action and its subject: "publish article 42".
	Op string
	// Code is a message key below "error."; empty means the kind's own sentence.
	Code string
	// Args fill the sentence's placeholders.
	Args map[string]any
	// Fields names each offending field of an Invalid error.
	Fields []FieldError
	Err    error
}

func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Op)
	sep := func() {
		if b.Len() > 0 {
			b.WriteString(": ")
		}
	}
	if e.Code != "" {
		sep()
		b.WriteString(e.Code)
	} else if e.Err == nil {
		sep()
		b.WriteString(e.Kind.String())
	}
	for _, f := range e.Fields {
		sep()
		fmt.Fprintf(&b, "%s %s", f.Field, f.Code)
		if f.Limit > 0 {
			fmt.Fprintf(&b, " (limit %d)", f.Limit)
		}
	}
	if e.Err != nil {
		sep()
		b.WriteString(e.Err.Error())
	}
	return b.String()
}

func (e *Error) Unwrap() error { return e.Err }

// E builds an error of a kind; cause may be nil.
func E(kind Kind, op string, cause error) *Error { return &Error{Kind: kind, Op: op, Err: cause} }

// Refuse builds an error that a person will read as the message "error."+code.
func Refuse(kind Kind, op, code string, args map[string]any) *Error {
	return &Error{Kind: kind, Op: op, Code: code, Args: args}
}

// KindOf gives the kind of the outermost [Error] in err's chain, else Internal.
func KindOf(err error) Kind {
	var e *Error
	for err != nil && errors.As(err, &e) {
		if e.Kind != Internal {
			return e.Kind
		}
		err = e.Err
	}
	return Internal
}

// Is reports whether err is of the kind.
func Is(err error, kind Kind) bool { return err != nil && KindOf(err) == kind }
