-- Read counts: what may lose its last ten seconds. On SQLite these tables have
-- a file of their own.

-- +goose Up

CREATE TABLE read_total (
    article BIGINT PRIMARY KEY,
    total   BIGINT NOT NULL
);

-- hour is the number of hours since 1970.
CREATE TABLE read_hour (
    hour    BIGINT NOT NULL,
    article BIGINT NOT NULL,
    n       BIGINT NOT NULL,
    PRIMARY KEY (hour, article)
);

-- read_batch remembers flushes for a day, so that a repeated one adds nothing.
CREATE TABLE read_batch (
    batch TEXT PRIMARY KEY,
    at    BIGINT NOT NULL
);
CREATE INDEX read_batch_at ON read_batch (at);
