-- Webhooks: how far each has come, and the last attempts. Neither is a fact of the plan; no secret stands here.

CREATE TABLE webhook_place (
    object_id text COLLATE "C" PRIMARY KEY,
    run integer NOT NULL CHECK (run > 0),
    position bigint NOT NULL CHECK (position >= 0),
    tests integer NOT NULL DEFAULT 0 CHECK (tests >= 0),
    failures integer NOT NULL DEFAULT 0 CHECK (failures >= 0),
    failing_since timestamptz,
    due_at timestamptz
);
COMMENT ON TABLE webhook_place IS 'The last position that each webhook has accepted in its run, and until when it waits after failures.';

CREATE TABLE webhook_attempt (
    object_id text COLLATE "C" NOT NULL,
    number bigint GENERATED ALWAYS AS IDENTITY,
    attempted_at timestamptz NOT NULL,
    first bigint NOT NULL,
    last bigint NOT NULL,
    status integer,
    fault text,
    milliseconds integer NOT NULL,
    PRIMARY KEY (object_id, number)
);
COMMENT ON TABLE webhook_attempt IS 'The last attempts of each webhook, so that somebody can find a fault; older ones are forgotten.';

GRANT SELECT, INSERT, UPDATE ON webhook_place TO shinchoku_app;
GRANT SELECT, INSERT, DELETE ON webhook_attempt TO shinchoku_app;
