-- The entrance: the one-time codes of the console and the last use of each key. Neither is a fact of the plan.

CREATE TABLE setup_code (
    sha256 bytea PRIMARY KEY CHECK (octet_length(sha256) = 32),
    expires_at timestamptz NOT NULL
);
COMMENT ON TABLE setup_code IS 'Hashes of the codes printed on a console while no key exists; the first key issued ends them all.';

CREATE TABLE key_use (
    key_id text COLLATE "C" PRIMARY KEY,
    used_at timestamptz NOT NULL
);
COMMENT ON TABLE key_use IS 'When each API key last opened the door, to the minute.';

GRANT SELECT, INSERT, DELETE ON setup_code TO shinchoku_app;
GRANT SELECT, INSERT, UPDATE ON key_use TO shinchoku_app;
