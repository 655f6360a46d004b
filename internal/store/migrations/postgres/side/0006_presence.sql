-- Who has an article open right now. A row is true for 45 seconds.

-- +goose Up

CREATE UNLOGGED TABLE presence (
    article BIGINT NOT NULL,
    tab     TEXT NOT NULL,
    person  BIGINT NOT NULL,
    name    TEXT NOT NULL,
    doing   TEXT NOT NULL,
    block   TEXT NOT NULL,
    at      BIGINT NOT NULL,
    PRIMARY KEY (article, tab)
);
CREATE INDEX presence_at ON presence (at);
