-- What the newsroom sees of its readers: counts, and nothing about any of them.

-- +goose Up

-- read_minute is what was read a moment ago; three hours of it are kept. minute
-- is the number of minutes since 1970.
CREATE TABLE read_minute (
    minute  INTEGER NOT NULL,
    article INTEGER NOT NULL,
    n       INTEGER NOT NULL,
    PRIMARY KEY (minute, article)
) STRICT, WITHOUT ROWID;

-- read_share is the readings of an hour by what they have in common: all of an
-- edition, a section, where readers came from; and what was searched for, by day.
CREATE TABLE read_share (
    edition INTEGER NOT NULL,
    kind    TEXT NOT NULL,
    hour    INTEGER NOT NULL,
    name    TEXT NOT NULL,
    n       INTEGER NOT NULL,
    PRIMARY KEY (edition, kind, hour, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX read_share_hour ON read_share (hour);
