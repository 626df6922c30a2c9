-- Keys, in a database of their own: deleted securely, backed up apart and for a short time.
-- A wrapped key is sealed under the key above it and bound to its row.

CREATE TABLE installation (
    one BIGINT PRIMARY KEY CHECK (one = 1),
    id UUID NOT NULL,
    -- The master key that is current, by its check value: a wrong one is told from a damaged database.
    master_version BIGINT,
    master_print TEXT
);

CREATE TABLE tenant_key (
    tenant UUID NOT NULL,
    version BIGINT NOT NULL,
    made BIGINT NOT NULL,
    wrapped TEXT NOT NULL,
    PRIMARY KEY (tenant, version)
);

CREATE TABLE subject_key (
    tenant UUID NOT NULL,
    subject UUID NOT NULL,
    class TEXT NOT NULL,
    tenant_version BIGINT NOT NULL,
    wrapped BYTEA NOT NULL,
    PRIMARY KEY (tenant, subject, class)
);
CREATE INDEX subject_key_version ON subject_key (tenant, tenant_version);

-- Look-up by identity number: a keyed hash. With the key, all plausible numbers can be tried in seconds.
CREATE TABLE blind (
    tenant UUID NOT NULL,
    hash BYTEA NOT NULL,
    subject UUID NOT NULL,
    PRIMARY KEY (tenant, hash)
);
CREATE INDEX blind_subject ON blind (tenant, subject);
