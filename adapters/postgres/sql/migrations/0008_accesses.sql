-- Who read the audit trail, and what was asked: beside the log, for reading is no act on the plan.

CREATE TABLE access (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    read_at timestamptz NOT NULL,
    person_id text NOT NULL,
    capacity text NOT NULL,
    office_id text NOT NULL,
    key_id text NOT NULL,
    operation text NOT NULL,
    asked json NOT NULL
);
COMMENT ON TABLE access IS 'Readings and exports of the audit trail; nothing is ever changed or removed by who serves.';
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON access
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE access ENABLE ALWAYS TRIGGER append_only;
GRANT SELECT ON access TO shinchoku_app;
GRANT INSERT (read_at, person_id, capacity, office_id, key_id, operation, asked) ON access TO shinchoku_app;
