package site

import (
	"encoding/json"
	"fmt"
	"slices"

	"warta/internal/body"
)

// Manifest is a theme's theme.json: what it is called, what it asks for and
// what it replaces.
type Manifest struct {
	// Name is the theme's folder name, Title what a person reads.
	Name  string `json:"name"`
	Title string `json:"title"`
	// Contract is the ContractVersion that the theme was written for.
	Contract int `json:"contract"`
	// Profile is how texts are written: "lite" without pictures, scripts and
	// frames, for the lite pages' own face; empty is the ordinary way.
	Profile string `json:"profile"`
	// Lists are the lists below an article, by the name under which the
	// template finds them in ArticlePage.Lists.
	Lists map[string]ListRequest `json:"lists"`
	// Messages replace messages of the catalogue, by language and key; those of
	// the edition's own settings replace these (SP-3).
	Messages map[string]map[string]string `json:"messages"`
	// Options are switches of the theme's own, read by the function "option".
	Options map[string]any `json:"options"`
	// Sizes are the sizes attributes of pictures: "text" in the text column,
	// "wide" for wide ones, "album" for those of a photo story.
	Sizes map[string]string `json:"sizes"`
	// Contrast names pairs of colour tokens that meet, "front/ground", and the
	// ratio they owe: 4.5 for text, 3 for controls and meaningful lines. A theme
	// with sheets of its own gives its own list.
	Contrast map[string]float64 `json:"contrast"`
	// Colours say which tokens a paper's own colours replace: "accent" and "link".
	// What is written upon a token is "on-" and its name. Chosen colours are moved
	// until they owe nothing of Contrast.
	Colours map[string]string `json:"colours"`
	// Share are the colours of share pictures, "#rrggbb": paper, ink, accent,
	// on_accent, warning, on_warning. Their typefaces are
	// asset/share/headline.ttf and label.ttf.
	Share map[string]string `json:"share"`
}

// ListRequest asks for one list.
type ListRequest struct {
	// Rule is "related" or "latest".
	Rule string `json:"rule"`
	// Limit is the number of entries, 0–50. An edition's own limits replace
	// those of the lists that are called "related" and "latest".
	Limit int `json:"limit"`
}

// listRules are the rules that a list request may name.
var listRules = []string{"related", "latest"}

// maxListLimit bounds a list request; a theme cannot make a page arbitrarily
// expensive.
const maxListLimit = 50

// body is the profile in which package body writes a text for this face.
func (m Manifest) body() body.Profile {
	if m.Profile == "lite" {
		return body.Lite
	}
	return body.Site
}

func readManifest(data []byte) (Manifest, error) {
	var m Manifest
	if err := json.Unmarshal(data, &m); err != nil {
		return m, fmt.Errorf("theme.json: %w", err)
	}
	if m.Contract != ContractVersion {
		return m, fmt.Errorf("theme.json: contract %d is not known; this Warta has %d", m.Contract, ContractVersion)
	}
	for name, l := range m.Lists {
		if !slices.Contains(listRules, l.Rule) {
			return m, fmt.Errorf("theme.json: list %q: rule %q is not known", name, l.Rule)
		}
		if l.Limit < 0 || l.Limit > maxListLimit {
			return m, fmt.Errorf("theme.json: list %q: limit %d is not between 0 and %d", name, l.Limit, maxListLimit)
		}
	}
	return m, nil
}

// over lays m over the manifest of the default theme: whole lists are
// replaced, words and options one by one.
func (m Manifest) over(base Manifest) Manifest {
	if m.Lists == nil {
		m.Lists = base.Lists
	}
	if m.Contrast == nil {
		m.Contrast = base.Contrast
	}
	m.Colours = merged(base.Colours, m.Colours)
	m.Options = merged(base.Options, m.Options)
	m.Sizes = merged(base.Sizes, m.Sizes)
	m.Share = merged(base.Share, m.Share)
	words := map[string]map[string]string{}
	for _, layer := range []map[string]map[string]string{base.Messages, m.Messages} {
		for lang, w := range layer {
			words[lang] = merged(words[lang], w)
		}
	}
	m.Messages = words
	return m
}

func merged[V any](base, top map[string]V) map[string]V {
	out := make(map[string]V, len(base)+len(top))
	for k, v := range base {
		out[k] = v
	}
	for k, v := range top {
		out[k] = v
	}
	return out
}
