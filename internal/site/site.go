// Package site is the paper as readers see it: addresses, the assembly of each
// page from the published tables, themes, and the read counter. It cannot
// reach the newsroom: nothing here can write an article or read an unpublished
// one.
package site
