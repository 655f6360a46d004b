// Package editor holds the scripts and the style of the newsroom's screens as
// esbuild made them from src: see README.md.
package editor

import "embed"

// Dist holds dist/*.js and dist/*.css.
//
//go:embed dist
var Dist embed.FS
