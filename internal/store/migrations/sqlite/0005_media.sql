-- The photo desk: what is known of media besides their bytes, where they are
-- used, what is on its way in, and which files in the blob store are whose.

-- +goose Up

ALTER TABLE asset ADD COLUMN added INTEGER NOT NULL DEFAULT 0;
ALTER TABLE asset ADD COLUMN kind TEXT NOT NULL DEFAULT '';
ALTER TABLE asset ADD COLUMN expires INTEGER;
-- withheld says that readers were told: denied, or expired and swept.
ALTER TABLE asset ADD COLUMN withheld INTEGER NOT NULL DEFAULT 0;
CREATE INDEX asset_newest ON asset (edition, added, id);
CREATE INDEX asset_expiring ON asset (expires) WHERE expires IS NOT NULL AND withheld = 0;

-- asset_version is what was said of an asset, revision by revision.
CREATE TABLE asset_version (
    asset    INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    actor    TEXT NOT NULL,
    data     TEXT NOT NULL,
    PRIMARY KEY (asset, revision)
) STRICT, WITHOUT ROWID;

-- asset_bytes are the originals that an asset had, one after the other.
CREATE TABLE asset_bytes (
    asset  INTEGER NOT NULL,
    number INTEGER NOT NULL,
    at     INTEGER NOT NULL,
    actor  TEXT NOT NULL,
    data   TEXT NOT NULL,
    PRIMARY KEY (asset, number)
) STRICT, WITHOUT ROWID;

-- asset_word leads from a folded word to the assets that have it, newest first;
-- at is when the asset came. Words with a sign in front are whole values:
-- "rights=agency", "city=banda aceh", "month=2025-03".
CREATE TABLE asset_word (
    edition INTEGER NOT NULL,
    word    TEXT NOT NULL,
    at      INTEGER NOT NULL,
    asset   INTEGER NOT NULL,
    PRIMARY KEY (edition, word, at, asset)
) STRICT, WITHOUT ROWID;
CREATE INDEX asset_word_asset ON asset_word (asset);

-- asset_look is the perceptual hash in four bands of 16 bits; band is
-- 65536 * number + bits. Two hashes that differ in at most six bits have a band
-- that differs in at most one.
CREATE TABLE asset_look (
    band  INTEGER NOT NULL,
    asset INTEGER NOT NULL,
    look  TEXT NOT NULL,
    PRIMARY KEY (band, asset)
) STRICT, WITHOUT ROWID;
CREATE INDEX asset_look_asset ON asset_look (asset);

-- asset_use says in which versions of articles an asset stands; version 0 is
-- the open draft.
CREATE TABLE asset_use (
    asset   INTEGER NOT NULL,
    article INTEGER NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (asset, article, version)
) STRICT, WITHOUT ROWID;
CREATE INDEX asset_use_article ON asset_use (article, version);

-- upload is a file that is on its way in; asset is 0 until it has arrived.
CREATE TABLE upload (
    id       TEXT PRIMARY KEY,
    edition  INTEGER NOT NULL,
    uploader INTEGER NOT NULL,
    actor    TEXT NOT NULL,
    name     TEXT NOT NULL,
    size     INTEGER NOT NULL,
    hash     TEXT NOT NULL,
    chunk    INTEGER NOT NULL,
    replaces INTEGER NOT NULL,
    made     INTEGER NOT NULL,
    touched  INTEGER NOT NULL,
    asset    INTEGER NOT NULL
) STRICT;
CREATE INDEX upload_resume ON upload (hash, size) WHERE asset = 0 AND hash <> '';
CREATE INDEX upload_touched ON upload (touched);

CREATE TABLE upload_chunk (
    upload TEXT NOT NULL,
    n      INTEGER NOT NULL,
    size   INTEGER NOT NULL,
    PRIMARY KEY (upload, n)
) STRICT, WITHOUT ROWID;

-- media_file is every object in the blob store that we put there. unused is
-- since when nothing refers to it; NULL while something does.
CREATE TABLE media_file (
    name   TEXT PRIMARY KEY,
    asset  INTEGER NOT NULL,
    unused INTEGER
) STRICT;
CREATE INDEX media_file_unused ON media_file (unused) WHERE unused IS NOT NULL;
CREATE INDEX media_file_asset ON media_file (asset);

-- The readers' side: withheld pictures are on no page and their files answer 410.
ALTER TABLE pub_asset ADD COLUMN withheld INTEGER NOT NULL DEFAULT 0;
