-- Documents by content: what is put once stays byte-identical for ever, and its name is the digest of its bytes.

CREATE TABLE document (
    sha256 bytea PRIMARY KEY CHECK (sha256 = sha256(content)),
    content bytea NOT NULL CHECK (octet_length(content) <= 16777216),
    stored_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE document IS 'Reports and evidence whose digest an event names; nothing is ever changed or removed.';

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON document
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE document ENABLE ALWAYS TRIGGER append_only;

GRANT SELECT ON document TO shinchoku_app;
GRANT INSERT (sha256, content) ON document TO shinchoku_app;
