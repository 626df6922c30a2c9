-- How often a register was written: what is kept in memory asks whether anything has changed, and reads one row for it. What is
-- written without saying of which register counts under `*`, for all. It is in no backup: nothing is in memory after a restore.
CREATE TABLE turn (
    tenant UUID NOT NULL,
    register TEXT NOT NULL,
    turns BIGINT NOT NULL,
    PRIMARY KEY (tenant, register)
);
