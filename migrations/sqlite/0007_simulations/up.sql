-- What a rule set would change: jobs over the whole register, and what they found.

CREATE TABLE rule_set_simulations (
    id BLOB NOT NULL PRIMARY KEY,
    organisation_id BLOB NOT NULL REFERENCES organisations (id),
    rule_set_id BLOB NOT NULL REFERENCES rule_sets (id),
    -- What it is compared with; none where no rule set was in force.
    against_id BLOB REFERENCES rule_sets (id),
    valid_at INTEGER NOT NULL,
    known_at INTEGER NOT NULL,
    -- Whom it is about: of these the one that is given, else everyone.
    district TEXT,
    employer_id BLOB REFERENCES organisations (id),
    post TEXT,
    -- Bani a month where no base pay is known.
    assumed_base_pay INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('queued', 'running', 'completed', 'failed', 'cancelled')),
    processed INTEGER NOT NULL,
    total INTEGER,
    -- The process that works on it, and when it last said so.
    runner BLOB,
    heartbeat_at INTEGER,
    -- How often it was taken up: one that ends its process each time is not taken up for ever.
    attempts INTEGER NOT NULL,
    failure TEXT,
    -- As JSON, once it is completed.
    result TEXT,
    created_at INTEGER NOT NULL,
    created_by BLOB NOT NULL,
    started_at INTEGER,
    finished_at INTEGER,
    CHECK ((status = 'completed') = (result IS NOT NULL))
) STRICT;
CREATE INDEX rule_set_simulations_status ON rule_set_simulations (status, id);

CREATE TABLE rule_set_simulation_changes (
    simulation_id BLOB NOT NULL REFERENCES rule_set_simulations (id),
    worker_id BLOB NOT NULL REFERENCES workers (id),
    before_grade TEXT,
    after_grade TEXT,
    -- Bani a month.
    pay_difference INTEGER NOT NULL,
    PRIMARY KEY (simulation_id, worker_id)
) STRICT, WITHOUT ROWID;
