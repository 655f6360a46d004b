-- Who has an article open right now. A row is true for 45 seconds.

-- +goose Up

CREATE TABLE presence (
    article INTEGER NOT NULL,
    tab     TEXT NOT NULL,
    person  INTEGER NOT NULL,
    name    TEXT NOT NULL,
    doing   TEXT NOT NULL,
    block   TEXT NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (article, tab)
) STRICT, WITHOUT ROWID;
CREATE INDEX presence_at ON presence (at);
