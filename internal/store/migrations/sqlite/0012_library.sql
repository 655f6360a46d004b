-- The photo desk's search: one index of terms instead of a row for each word.

-- +goose Up

DROP TABLE asset_word;

-- rowid is the edition in the upper bits and the asset in the lower ones; the
-- terms come in letters that no tokenizer parts. It is filled after the start,
-- as search_assets is 0.
CREATE VIRTUAL TABLE search_text_asset USING fts5 (
    terms,
    content = '', contentless_delete = 1, detail = none,
    tokenize = "ascii"
);

-- asset_dirty are assets whose stems the index lacks; mark tells one change from
-- a later one.
CREATE TABLE asset_dirty (
    asset INTEGER PRIMARY KEY,
    mark  TEXT NOT NULL
) STRICT;

ALTER TABLE desk_rules ADD COLUMN search_assets INTEGER NOT NULL DEFAULT 0;

-- Who has how many files on their way in.
CREATE INDEX upload_open ON upload (actor) WHERE asset = 0;
