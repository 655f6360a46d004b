-- Sitemaps leave out what search engines should not show.

-- +goose Up

-- noindex is set for articles flagged so, and for those whose home is elsewhere.
ALTER TABLE pub_article ADD COLUMN noindex INTEGER NOT NULL DEFAULT 0;
