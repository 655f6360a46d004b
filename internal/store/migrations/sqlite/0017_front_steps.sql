-- Steps of arranging a front that can be taken back.

-- +goose Up

-- front_step is a draft as it was before the step that gave it the next revision.
CREATE TABLE front_step (
    edition  INTEGER NOT NULL REFERENCES edition (id),
    section  INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    data     TEXT NOT NULL,
    PRIMARY KEY (edition, section, revision)
) STRICT, WITHOUT ROWID;
