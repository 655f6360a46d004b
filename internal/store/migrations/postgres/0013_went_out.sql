-- When what readers have last went out, for the newsroom's board: an import
-- changes thousands of rows and publishes none of them just now.

-- +goose Up

ALTER TABLE desk ADD COLUMN went_out BIGINT;
CREATE INDEX desk_went_out ON desk (edition, went_out, article) WHERE went_out IS NOT NULL;

-- Demands that are late and that nobody was told of.
CREATE INDEX demand_late ON demand (due, id) WHERE state = 'open' AND flagged IS NULL;
