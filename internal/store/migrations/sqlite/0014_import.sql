-- Runs that bring things in from elsewhere, and what they made.

-- +goose Up

-- A run of an import: its order, its place in the source and its report are in
-- data; they change in the transaction of each batch.
CREATE TABLE import_run (
    id           INTEGER PRIMARY KEY,
    edition      INTEGER NOT NULL,
    source       TEXT NOT NULL,
    state        TEXT NOT NULL,
    -- digest names what is read: the files' own digests.
    digest       TEXT NOT NULL,
    made         INTEGER NOT NULL,
    changed      INTEGER NOT NULL,
    -- lease is until when the node that works on it has it to itself.
    lease        INTEGER NOT NULL,
    holder       TEXT NOT NULL,
    -- Numbers up to these are promised to what the source holds: nobody else gets
    -- one of them while the run is on.
    last_article INTEGER NOT NULL,
    last_asset   INTEGER NOT NULL,
    data         TEXT NOT NULL
) STRICT;
CREATE INDEX import_run_digest ON import_run (edition, source, digest, id);

-- What a thing of a source is here. An article is found by its own origin; its
-- row says which run made it.
CREATE TABLE import_thing (
    edition INTEGER NOT NULL,
    kind    TEXT NOT NULL,
    key     TEXT NOT NULL,
    id      INTEGER NOT NULL,
    hash    TEXT NOT NULL,
    run     INTEGER NOT NULL,
    PRIMARY KEY (edition, kind, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX import_thing_run ON import_thing (run, kind, id);

-- Articles and media that could not keep their number.
CREATE TABLE import_number (
    run    INTEGER NOT NULL,
    kind   TEXT NOT NULL,
    source INTEGER NOT NULL,
    id     INTEGER NOT NULL,
    PRIMARY KEY (run, kind, source)
) STRICT, WITHOUT ROWID;

-- What has no home here, as it came.
CREATE TABLE import_kept (
    run     INTEGER NOT NULL,
    n       INTEGER NOT NULL,
    what    TEXT NOT NULL,
    number  INTEGER NOT NULL,
    article INTEGER NOT NULL,
    data    TEXT NOT NULL,
    PRIMARY KEY (run, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX import_kept_article ON import_kept (article) WHERE article <> 0;

-- Comments of readers at the source. E-mail and network addresses are in data,
-- which no page reads.
CREATE TABLE import_comment (
    article INTEGER NOT NULL,
    number  INTEGER NOT NULL,
    parent  INTEGER NOT NULL,
    author  TEXT NOT NULL,
    at      INTEGER,
    state   TEXT NOT NULL,
    type    TEXT NOT NULL,
    text    TEXT NOT NULL,
    data    TEXT NOT NULL,
    run     INTEGER NOT NULL,
    PRIMARY KEY (article, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX import_comment_run ON import_comment (run, article);
