-- What a rule set would change: jobs over the whole register, and what they found.

CREATE TABLE rule_set_simulations (
    id UUID NOT NULL PRIMARY KEY,
    organisation_id UUID NOT NULL REFERENCES organisations (id),
    rule_set_id UUID NOT NULL REFERENCES rule_sets (id),
    -- What it is compared with; none where no rule set was in force.
    against_id UUID REFERENCES rule_sets (id),
    valid_at DATE NOT NULL,
    known_at TIMESTAMPTZ NOT NULL,
    -- Whom it is about: of these the one that is given, else everyone.
    district TEXT,
    employer_id UUID REFERENCES organisations (id),
    post TEXT,
    -- Bani a month where no base pay is known.
    assumed_base_pay INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('queued', 'running', 'completed', 'failed', 'cancelled')),
    processed INTEGER NOT NULL,
    total INTEGER,
    -- The process that works on it, and when it last said so.
    runner UUID,
    heartbeat_at TIMESTAMPTZ,
    -- How often it was taken up: one that ends its process each time is not taken up for ever.
    attempts INTEGER NOT NULL,
    failure TEXT,
    -- As JSON, once it is completed.
    result TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    created_by UUID NOT NULL,
    started_at TIMESTAMPTZ,
    finished_at TIMESTAMPTZ,
    CHECK ((status = 'completed') = (result IS NOT NULL))
);
CREATE INDEX rule_set_simulations_status ON rule_set_simulations (status, id);

CREATE TABLE rule_set_simulation_changes (
    simulation_id UUID NOT NULL REFERENCES rule_set_simulations (id),
    worker_id UUID NOT NULL REFERENCES workers (id),
    before_grade TEXT,
    after_grade TEXT,
    -- Bani a month.
    pay_difference INTEGER NOT NULL,
    PRIMARY KEY (simulation_id, worker_id)
);
