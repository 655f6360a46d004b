-- The photo desk's search: one index of terms instead of a row for each word.

-- +goose Up

DROP TABLE asset_word;

-- doc is the edition in the upper bits and the asset in the lower ones. It is
-- filled after the start, as search_assets is 0.
CREATE TABLE search_text_asset (
    doc   BIGINT PRIMARY KEY,
    terms tsvector NOT NULL
);
CREATE INDEX search_text_asset_terms ON search_text_asset USING gin (terms);

-- asset_dirty are assets whose stems the index lacks; mark tells one change from
-- a later one.
CREATE TABLE asset_dirty (
    asset BIGINT PRIMARY KEY,
    mark  TEXT NOT NULL
);

ALTER TABLE desk_rules ADD COLUMN search_assets BIGINT NOT NULL DEFAULT 0;

-- Who has how many files on their way in.
CREATE INDEX upload_open ON upload (actor) WHERE asset = 0;
