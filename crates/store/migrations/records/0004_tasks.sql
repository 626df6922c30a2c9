-- What is owed: the steps of open cases, by whom, by when, and when somebody has to be reminded next. It follows from the
-- cases, which are sealed; ids, codes and times only.
CREATE TABLE task (
    tenant UUID NOT NULL,
    -- The case.
    record UUID NOT NULL,
    -- The step, by its id in the routine.
    step TEXT NOT NULL,
    -- The role that owes it; several may owe one step. Empty where a person does.
    party TEXT NOT NULL,
    unit UUID NOT NULL,
    -- The person who owes it; nobody's id where a role does.
    person UUID NOT NULL,
    since BIGINT NOT NULL,
    due BIGINT,
    rings BIGINT,
    PRIMARY KEY (tenant, record, step, party)
);
CREATE INDEX task_rings ON task (rings) WHERE rings IS NOT NULL;
CREATE INDEX task_party ON task (tenant, party, unit, due);
CREATE INDEX task_person ON task (tenant, person, due);
