-- Durable work: what follows a change and can be done later or again.

-- +goose Up

CREATE TABLE job (
    id       TEXT PRIMARY KEY,
    kind     TEXT NOT NULL,
    -- key makes two waiting jobs of a kind one; empty means that each counts.
    key      TEXT NOT NULL,
    edition  BIGINT NOT NULL,
    article  BIGINT NOT NULL,
    payload  TEXT NOT NULL,
    made     BIGINT NOT NULL,
    due      BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    -- state is waiting, running, done or failed; a running job whose lease
    -- ended belongs to a node that is gone.
    state    TEXT NOT NULL,
    lease    BIGINT NOT NULL,
    problem  TEXT NOT NULL
);
CREATE UNIQUE INDEX job_key ON job (kind, key) WHERE state = 'waiting' AND key <> '';
CREATE INDEX job_due ON job (kind, due) WHERE state = 'waiting' OR state = 'running';
CREATE INDEX job_article ON job (article, made) WHERE article <> 0;
CREATE INDEX job_over ON job (made) WHERE state = 'done' OR state = 'failed';

-- job_place says up to where in the ledger a consumer has made its jobs.
CREATE TABLE job_place (
    consumer TEXT PRIMARY KEY,
    seq      BIGINT NOT NULL,
    event    TEXT NOT NULL
);
