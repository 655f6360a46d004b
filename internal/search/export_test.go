package search

import "warta/internal/store"

// Document is an article as the index keeps it, for tests.
func Document(p store.PublishedArticle) store.SearchDoc { return document(&p, names{}) }
