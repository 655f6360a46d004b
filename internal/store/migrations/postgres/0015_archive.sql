-- A newspaper that is being filled from an archive.

-- +goose Up

-- One row while an archive comes in: which one, and how many of its pieces are
-- here. As long as it is there, nothing serves the newspaper.
CREATE TABLE restoring (
    id      BIGINT PRIMARY KEY,
    archive TEXT NOT NULL,
    pieces  BIGINT NOT NULL
);

-- A section can be older than the one above it; an archive gives both at once.
ALTER TABLE section ALTER CONSTRAINT section_parent_fkey DEFERRABLE;
