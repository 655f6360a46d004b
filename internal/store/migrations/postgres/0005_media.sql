-- The photo desk: what is known of media besides their bytes, where they are
-- used, what is on its way in, and which files in the blob store are whose.

-- +goose Up

ALTER TABLE asset ADD COLUMN added BIGINT NOT NULL DEFAULT 0;
ALTER TABLE asset ADD COLUMN kind TEXT NOT NULL DEFAULT '';
ALTER TABLE asset ADD COLUMN expires BIGINT;
-- withheld says that readers were told: denied, or expired and swept.
ALTER TABLE asset ADD COLUMN withheld BIGINT NOT NULL DEFAULT 0;
CREATE INDEX asset_newest ON asset (edition, added, id);
CREATE INDEX asset_expiring ON asset (expires) WHERE expires IS NOT NULL AND withheld = 0;

-- asset_version is what was said of an asset, revision by revision.
CREATE TABLE asset_version (
    asset    BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    actor    TEXT NOT NULL,
    data     TEXT NOT NULL,
    PRIMARY KEY (asset, revision)
);

-- asset_bytes are the originals that an asset had, one after the other.
CREATE TABLE asset_bytes (
    asset  BIGINT NOT NULL,
    number BIGINT NOT NULL,
    at     BIGINT NOT NULL,
    actor  TEXT NOT NULL,
    data   TEXT NOT NULL,
    PRIMARY KEY (asset, number)
);

-- asset_word leads from a folded word to the assets that have it, newest first;
-- at is when the asset came. Words with a sign in front are whole values:
-- "rights=agency", "city=banda aceh", "month=2025-03".
CREATE TABLE asset_word (
    edition BIGINT NOT NULL,
    word    TEXT NOT NULL,
    at      BIGINT NOT NULL,
    asset   BIGINT NOT NULL,
    PRIMARY KEY (edition, word, at, asset)
);
CREATE INDEX asset_word_asset ON asset_word (asset);

-- asset_look is the perceptual hash in four bands of 16 bits; band is
-- 65536 * number + bits. Two hashes that differ in at most six bits have a band
-- that differs in at most one.
CREATE TABLE asset_look (
    band  BIGINT NOT NULL,
    asset BIGINT NOT NULL,
    look  TEXT NOT NULL,
    PRIMARY KEY (band, asset)
);
CREATE INDEX asset_look_asset ON asset_look (asset);

-- asset_use says in which versions of articles an asset stands; version 0 is
-- the open draft.
CREATE TABLE asset_use (
    asset   BIGINT NOT NULL,
    article BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (asset, article, version)
);
CREATE INDEX asset_use_article ON asset_use (article, version);

-- upload is a file that is on its way in; asset is 0 until it has arrived.
CREATE TABLE upload (
    id       TEXT PRIMARY KEY,
    edition  BIGINT NOT NULL,
    uploader BIGINT NOT NULL,
    actor    TEXT NOT NULL,
    name     TEXT NOT NULL,
    size     BIGINT NOT NULL,
    hash     TEXT NOT NULL,
    chunk    BIGINT NOT NULL,
    replaces BIGINT NOT NULL,
    made     BIGINT NOT NULL,
    touched  BIGINT NOT NULL,
    asset    BIGINT NOT NULL
);
CREATE INDEX upload_resume ON upload (hash, size) WHERE asset = 0 AND hash <> '';
CREATE INDEX upload_touched ON upload (touched);

CREATE TABLE upload_chunk (
    upload TEXT NOT NULL,
    n      BIGINT NOT NULL,
    size   BIGINT NOT NULL,
    PRIMARY KEY (upload, n)
);

-- media_file is every object in the blob store that we put there. unused is
-- since when nothing refers to it; NULL while something does.
CREATE TABLE media_file (
    name   TEXT PRIMARY KEY,
    asset  BIGINT NOT NULL,
    unused BIGINT
);
CREATE INDEX media_file_unused ON media_file (unused) WHERE unused IS NOT NULL;
CREATE INDEX media_file_asset ON media_file (asset);

-- The readers' side: withheld pictures are on no page and their files answer 410.
ALTER TABLE pub_asset ADD COLUMN withheld BIGINT NOT NULL DEFAULT 0;
