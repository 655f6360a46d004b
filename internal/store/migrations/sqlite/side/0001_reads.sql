-- The side file: what may lose its last ten seconds. It can be deleted without
-- losing an article.

-- +goose Up

CREATE TABLE read_total (
    article INTEGER PRIMARY KEY,
    total   INTEGER NOT NULL
) STRICT;

-- hour is the number of hours since 1970.
CREATE TABLE read_hour (
    hour    INTEGER NOT NULL,
    article INTEGER NOT NULL,
    n       INTEGER NOT NULL,
    PRIMARY KEY (hour, article)
) STRICT, WITHOUT ROWID;

-- read_batch remembers flushes for a day, so that a repeated one adds nothing.
CREATE TABLE read_batch (
    batch TEXT PRIMARY KEY,
    at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX read_batch_at ON read_batch (at);
