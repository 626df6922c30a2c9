-- What was written last in a register, and how often: lists that are kept in memory ask for what has changed since. The stamp of a
-- register is read off this index alone.
CREATE INDEX record_changed ON record (tenant, register, changed, version);
