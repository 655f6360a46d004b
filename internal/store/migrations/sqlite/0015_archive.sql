-- A newspaper that is being filled from an archive.

-- +goose Up

-- One row while an archive comes in: which one, and how many of its pieces are
-- here. As long as it is there, nothing serves the newspaper.
CREATE TABLE restoring (
    id      INTEGER PRIMARY KEY,
    archive TEXT NOT NULL,
    pieces  INTEGER NOT NULL
) STRICT;
