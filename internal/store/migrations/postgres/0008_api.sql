-- Answers that were given under a key of the client's, so that a repeated
-- request changes nothing a second time (newsroom.md API-4).

-- +goose Up

CREATE TABLE api_answer (
    owner   TEXT NOT NULL,
    mark    TEXT NOT NULL,
    -- request is the SHA-256 (hex) of what was asked.
    request TEXT NOT NULL,
    -- at is when the key was taken; whoever holds it proves that by the value.
    at      BIGINT NOT NULL,
    -- result is written by the command's own transaction, the answer after it.
    result  TEXT NOT NULL,
    status  BIGINT NOT NULL,
    header  TEXT NOT NULL,
    body    BYTEA NOT NULL,
    PRIMARY KEY (owner, mark)
);
CREATE INDEX api_answer_age ON api_answer (at);

-- api_secret seals places in lists; all nodes share it. It protects nothing
-- that is not in the list.
CREATE TABLE api_secret (
    id     BIGINT PRIMARY KEY,
    secret BYTEA NOT NULL
);
