// Package news is the dictionary of the newspaper and the rules of its words:
// what an article, a version, a byline or an amendment is, which states an
// article can be in, and which command may lead from one to the next.
//
// The rules are pure. They take values, a time and a command, and answer with
// events or with an [Error] of one of the kinds below; they never read a
// clock, a database or a file. Everything else in Warta stands on this
// package, and it stands on the text of an article (package body) alone.
package news
