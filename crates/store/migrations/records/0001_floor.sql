-- Sealed records. Columns hold what lists, clocks and joins need, and nothing else; all content is in `sealed`.
-- Instants are microseconds since 1970 (UTC). One text for SQLite and PostgreSQL.

-- One row: what the other tables belong together by.
CREATE TABLE installation (
    one BIGINT PRIMARY KEY CHECK (one = 1),
    id UUID NOT NULL,
    made BIGINT NOT NULL,
    -- The latest instant that anything here was written at: a clock that jumps back is noticed.
    latest BIGINT NOT NULL
);

CREATE TABLE record (
    id UUID PRIMARY KEY,
    tenant UUID NOT NULL,
    register TEXT NOT NULL,
    unit UUID NOT NULL,
    -- Whose key opens it: a person, or the unit where it is about nobody.
    subject UUID NOT NULL,
    class TEXT NOT NULL,
    state TEXT NOT NULL,
    owner_role TEXT NOT NULL,
    due BIGINT,
    dispose_on BIGINT,
    made BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    version BIGINT NOT NULL,
    sealed BYTEA NOT NULL
);
CREATE INDEX record_list ON record (tenant, register, unit, state, id);
-- Lists of several units, or of all, in the order of their ids.
CREATE INDEX record_order ON record (tenant, register, id);
CREATE INDEX record_subject ON record (tenant, subject, class);
CREATE INDEX record_due ON record (due) WHERE due IS NOT NULL;
CREATE INDEX record_disposal ON record (dispose_on) WHERE dispose_on IS NOT NULL;

-- Who belongs where and as what, for scopes and lists.
CREATE TABLE membership (
    tenant UUID NOT NULL,
    person UUID NOT NULL,
    -- A unit or a group.
    place UUID NOT NULL,
    kind TEXT NOT NULL,
    since BIGINT NOT NULL,
    until BIGINT NOT NULL,
    PRIMARY KEY (tenant, place, kind, person)
);
CREATE INDEX membership_person ON membership (tenant, person);

-- Where what is kept came from, and what it said there last: the next import knows it again.
CREATE TABLE origin (
    tenant UUID NOT NULL,
    -- A record's, or a person's who has none yet.
    id UUID NOT NULL,
    source TEXT NOT NULL,
    -- What it is called there: an id of that system, or a keyed hash of one.
    outside UUID NOT NULL,
    kind TEXT NOT NULL,
    -- A keyed fingerprint of what came.
    print BIGINT NOT NULL,
    PRIMARY KEY (tenant, id, source)
);

-- Who is at something that only one may do at a time. It ends by itself; it is in no backup.
CREATE TABLE claim (
    tenant UUID NOT NULL,
    name TEXT NOT NULL,
    holder UUID NOT NULL,
    until BIGINT NOT NULL,
    PRIMARY KEY (tenant, name)
);

-- Mail, jobs and calls that go out because of a change, written with it.
CREATE TABLE outbox (
    id UUID PRIMARY KEY,
    tenant UUID NOT NULL,
    kind TEXT NOT NULL,
    -- What must not happen twice has one name.
    once TEXT NOT NULL UNIQUE,
    subject UUID NOT NULL,
    class TEXT NOT NULL,
    due BIGINT NOT NULL,
    lease BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    done BIGINT,
    fault TEXT NOT NULL,
    sealed BYTEA NOT NULL
);
CREATE INDEX outbox_due ON outbox (due) WHERE done IS NULL;

CREATE TABLE file (
    id UUID PRIMARY KEY,
    tenant UUID NOT NULL,
    unit UUID NOT NULL,
    subject UUID NOT NULL,
    class TEXT NOT NULL,
    -- A keyed hash of what it holds; where it lies is derived from it and the subject.
    hash BYTEA NOT NULL,
    bytes BIGINT NOT NULL,
    made BIGINT NOT NULL,
    sealed BYTEA NOT NULL
);
CREATE INDEX file_subject ON file (tenant, subject, class);

-- The log. `leaf` is what the tree commits to; `sealed` opens the commitment.
CREATE TABLE log_head (
    one BIGINT PRIMARY KEY CHECK (one = 1),
    size BIGINT NOT NULL
);
INSERT INTO log_head (one, size) VALUES (1, 0);

CREATE TABLE log_entry (
    place BIGINT PRIMARY KEY,
    at BIGINT NOT NULL,
    tenant UUID NOT NULL,
    actor UUID NOT NULL,
    kind TEXT NOT NULL,
    unit UUID NOT NULL,
    -- The person accessed; emptied when the person is erased.
    subject UUID,
    -- Whose key opens `sealed`: the person's, or the unit's.
    owner UUID NOT NULL,
    leaf BYTEA NOT NULL,
    sealed BYTEA NOT NULL
);
CREATE INDEX log_entry_subject ON log_entry (tenant, subject, place) WHERE subject IS NOT NULL;
CREATE INDEX log_entry_actor ON log_entry (tenant, actor, place);
CREATE INDEX log_entry_kind ON log_entry (tenant, kind, place);
CREATE INDEX log_entry_unit ON log_entry (tenant, unit, place);

CREATE TABLE log_tile (
    level BIGINT NOT NULL,
    number BIGINT NOT NULL,
    hashes BYTEA NOT NULL,
    PRIMARY KEY (level, number)
);

CREATE TABLE log_checkpoint (
    size BIGINT PRIMARY KEY,
    at BIGINT NOT NULL,
    note TEXT NOT NULL,
    -- When a witness outside had it, in the order of the attempts.
    witnessed BIGINT
);

-- Who is signed in. Of the token only a hash is kept; it is in no backup.
CREATE TABLE session (
    token BYTEA PRIMARY KEY,
    tenant UUID NOT NULL,
    person UUID NOT NULL,
    -- How they signed in: a code.
    level TEXT NOT NULL,
    made BIGINT NOT NULL,
    seen BIGINT NOT NULL,
    until BIGINT NOT NULL,
    -- Until when what asks for a fresh sign-in is open.
    fresh_until BIGINT NOT NULL,
    -- A hash of the token and of what the browser calls itself.
    browser BYTEA NOT NULL,
    -- Keyed hashes of whom and which session an identity provider vouched for: it may end what it began.
    outside_subject BYTEA,
    outside_session BYTEA
);
CREATE INDEX session_person ON session (tenant, person);
CREATE INDEX session_outside ON session (tenant, outside_subject) WHERE outside_subject IS NOT NULL;

-- Links that let somebody in once: to set up, an invitation, recovery. In no backup either.
CREATE TABLE ticket (
    token BYTEA PRIMARY KEY,
    tenant UUID NOT NULL,
    person UUID NOT NULL,
    purpose TEXT NOT NULL,
    until BIGINT NOT NULL,
    used BIGINT
);

-- What a sign-in in several steps remembers in between, for minutes. In no backup.
CREATE TABLE ceremony (
    token BYTEA PRIMARY KEY,
    until BIGINT NOT NULL,
    sealed BYTEA NOT NULL
);

-- How often somebody has tried in vain, by a keyed hash of from where; the empty place counts all. In no backup.
CREATE TABLE throttle (
    kind TEXT NOT NULL,
    place BYTEA NOT NULL,
    until BIGINT NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (kind, place)
);

-- Who is to be nowhere: replayed after a restore, before anything is served.
CREATE TABLE erasure (
    id UUID PRIMARY KEY,
    tenant UUID NOT NULL,
    subject UUID NOT NULL,
    class TEXT NOT NULL,
    at BIGINT NOT NULL,
    -- When the rotation came after which no old backup of keys opens anything of it.
    final_at BIGINT,
    -- Whether it has been carried out in this database.
    done BIGINT NOT NULL
);
CREATE INDEX erasure_subject ON erasure (tenant, subject);
